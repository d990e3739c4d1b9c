"""The exercise on k-means++: the check draws centroids with many seeds, and counts how often each point is chosen.

On boards of a few points, the chance of every choice is known, so the counts show which mistake a student made. All
seeds are fixed, so that a check gives the same result every time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.checks.calls import Attempt, Checked, Wrong, marked
from kmeans_viz.inputs import Points

_LINE = np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]])  # at 0, 5 and 10 along a line
_PAIRS = np.array([[0.0, 0.0], [10.0, 0.0], [11.0, 0.0], [13.0, 0.0]])
_N_DRAWS = 1200
_TOLERANCE = 0.06  # more than four standard deviations of a share in 800 draws


def check_k_means_plus_plus(k_means_plus_plus: Any) -> Checked:
    """Tell whether ``k_means_plus_plus(X, k, rng)`` draws centroids with the chances of k-means++.

    Parameters
    ----------
    k_means_plus_plus : callable
        The student's function.

    Returns
    -------
    Checked

    Examples
    --------
    >>> check_k_means_plus_plus(lambda X, k, rng: X[:k])
    k_means_plus_plus: 1 of 6 checks pass. Nothing is drawn from rng, ...
    """
    start = (
        "k_means_plus_plus gives nothing back yet. Begin with the first centroid: any point of X, each as likely as "
        "any other, drawn with rng. Return it alone while k is 1."
    )
    tests = [_gives_points, _draws_from_rng, _starts_anywhere, _never_twice, _chances_of_the_second, _looks_at_all]
    return marked(k_means_plus_plus, "k_means_plus_plus(X, k, rng)", start, tests)


def _gives_points(attempt: Attempt) -> None:
    for k in (1, 2, 3):
        X = np.random.default_rng(5).normal(size=(7, 2))
        chosen = attempt.numbers(X, k, np.random.default_rng(k))
        if chosen.shape == (k,) and chosen.dtype.kind in "iu":
            raise Wrong("Your function returns indices; return the points that stand there.")
        if chosen.shape == (2,) and k == 1:
            raise Wrong(
                "For k = 1, your function returns a single point; return an array of shape (1, 2), with one row."
            )
        if chosen.shape != (k, 2):
            raise Wrong(f"For k = {k}, your function returns shape {chosen.shape}; it should be ({k}, 2): k points.")
        if not _rows(chosen, X).all():
            raise Wrong("Not all your centroids are points of X; k-means++ starts from points of the data.")


def _draws_from_rng(attempt: Attempt) -> None:
    rng = np.random.default_rng(11)
    before = rng.bit_generator.state
    X = np.random.default_rng(6).normal(size=(20, 2))
    first = attempt.numbers(X, 3, rng)
    if rng.bit_generator.state == before:
        raise Wrong("Nothing is drawn from rng, so a seed has no effect; let every choice be made with rng.")
    if not np.array_equal(first, attempt.numbers(X, 3, np.random.default_rng(11))):
        raise Wrong("The same seed gives different centroids; draw from rng and from nothing else.")


def _starts_anywhere(attempt: Attempt) -> None:
    counts = _counts(_draws(attempt, _LINE, 1, 400)[:, 0], _LINE)
    if counts.min() == 0:
        raise Wrong("The first centroid is never some of the points; each point should be as likely as any other.")
    if counts.max() > 190:  # of 400, where a third is expected
        raise Wrong("Some points are the first centroid more often than others; each should be as likely as any other.")


def _never_twice(attempt: Attempt) -> None:
    X = np.array([[0.0, 0.0], [0.0, 1.0], [5.0, 5.0], [6.0, 5.0], [9.0, 0.0]])
    for seed in range(60):
        chosen = attempt.numbers(X, 5, np.random.default_rng(seed), is_quiet=True)
        if len(np.unique(chosen, axis=0)) < 5:
            raise Wrong(
                "The same point is chosen twice. How far is a chosen point from its nearest centroid, and what chance "
                "does that leave it?"
            )


def _chances_of_the_second(attempt: Attempt) -> None:
    draws = _draws(attempt, _LINE, 2, _N_DRAWS)
    first, second = _indices(draws, _LINE).T
    from_an_end = first != 1
    share = float((second[from_an_end] == 1).mean())
    if abs(share - 0.2) <= _TOLERANCE:
        return
    if share == 0:
        raise Wrong(
            "The second centroid is always the farthest point; it should be drawn, far points only more likely."
        )
    if abs(share - 1 / 3) <= _TOLERANCE:
        raise Wrong("A point twice as far is drawn twice as often; with k-means++, distance counts for more than that.")
    if abs(share - 1 / 2) <= _TOLERANCE:
        raise Wrong("Near and far points are drawn equally often; the distance should make a difference.")
    if share > 1 / 2:
        raise Wrong("Near points are drawn more often than far ones; it should be the other way round.")
    if share < 0.2:
        raise Wrong("Far points are drawn too often; is the distance raised to too high a power?")
    raise Wrong("Near points are drawn too often; how do the chances go with the distance?")


def _looks_at_all(attempt: Attempt) -> None:
    chosen = _indices(_draws(attempt, _PAIRS, 3, _N_DRAWS), _PAIRS)
    third = chosen[(np.sort(chosen[:, :2], axis=1) == [0, 1]).all(axis=1), 2]
    # From the nearer of the two chosen points, the other two are 1 and 3 away, so their chances are 1 to 9.
    share = float((third == 2).mean()) if len(third) else 0.0
    if abs(share - 0.1) > 0.08:
        raise Wrong(
            "The second centroid is drawn as it should be, but not the third. A point's chance goes with the distance "
            "to the nearest of all centroids chosen so far."
        )


def _draws(attempt: Attempt, X: Points, k: int, n_draws: int) -> NDArray[np.float64]:
    """Return the centroids from many seeds, ``(n_draws, k, 2)``."""
    return np.array([attempt.numbers(X, k, np.random.default_rng(seed), is_quiet=True) for seed in range(n_draws)])


def _indices(chosen: NDArray[Any], X: Points) -> NDArray[np.int64]:
    """Return which point of `X` each of the ``(…, 2)`` points is."""
    return (chosen[..., None, :] == X).all(axis=-1).argmax(axis=-1)


def _counts(chosen: NDArray[Any], X: Points) -> NDArray[np.int64]:
    return np.bincount(_indices(chosen, X), minlength=len(X))


def _rows(chosen: NDArray[Any], X: Points) -> NDArray[np.bool_]:
    """Tell for each row of `chosen` whether it is a point of `X`, ``(k,)``."""
    return (chosen[:, None] == X).all(axis=2).any(axis=1)
