"""The exercise on k-means++: the check draws centroids with many seeds, and asks which rule explains them.

On a board of a few points, a rule gives every order of chosen points its probability. If what the student's function
draws is too unlikely under the rule of k-means++, the mistake under which it is most likely gives the hint. All seeds
are fixed, so that a check gives the same result every time.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.checks.calls import Attempt, Checked, Test, Wrong, marked
from kmeans_viz.checks.draws import MISTAKES, Weights, distances, squared
from kmeans_viz.inputs import Points

# Near and far points, along an axis and across all of them, not around the origin.
_BOARD = np.array([[1, -2, 3], [4, -2, 3], [6, 3, 8], [1, -2, 14], [-0.5, -3.5, 1.5]])
_N_DRAWS = {2: 600, 3: 2400}
_MOST_G = {2: 70.0, 3: 130.0}
"""By the number of centroids. The G statistic has 19 and 59 degrees of freedom: chance exceeds this once in ten million
times."""


_TWICE = (
    "The same point is chosen twice. How far is a chosen point from its nearest centroid, and what chance does that "
    "leave it?"
)


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
    k_means_plus_plus: 1 of 7 checks pass. Nothing is drawn from rng, ...
    """
    start = (
        "k_means_plus_plus gives nothing back yet. Begin with the first centroid: any point of X, each as likely as "
        "any other, drawn with rng. Return it alone while k is 1."
    )
    tests: list[Test] = [
        _gives_points,
        _draws_from_rng,
        _starts_anywhere,
        lambda attempt: _draws_by_the_rule(attempt, 2),
        lambda attempt: _draws_by_the_rule(attempt, 3),
        _never_twice,
        _keeps_to_the_scale,
    ]
    return marked(k_means_plus_plus, "k_means_plus_plus(X, k, rng)", start, tests)


def _gives_points(attempt: Attempt) -> None:
    for n, k, d in ((7, 1, 2), (7, 2, 2), (7, 3, 2), (5, 4, 3)):
        X = np.random.default_rng(5).normal(size=(n, d))
        chosen = attempt.numbers(X, k, np.random.default_rng(k))
        if chosen.shape in ((k,), (k, 1), ()) and chosen.dtype.kind in "iu":
            raise Wrong("Your function returns indices; return the points that stand there.")
        if chosen.shape == (d,) and k == 1:
            raise Wrong(
                f"For k = 1, your function returns a single point; return an array of shape (1, {d}), with one row."
            )
        if chosen.shape != (k, d):
            what = f"With k = {k} and points of {d} coordinates, your function returns shape {chosen.shape}"
            raise Wrong(f"{what}; it should be ({k}, {d}): k points.")
        if not _rows(chosen, X).all():
            raise Wrong("Not all your centroids are points of X; k-means++ starts from points of the data.")


def _draws_from_rng(attempt: Attempt) -> None:
    rng = np.random.default_rng(11)
    before = _used(rng)
    X = np.random.default_rng(6).normal(size=(20, 2))
    first = attempt.numbers(X, 3, rng)
    if _used(rng) == before:
        raise Wrong("Nothing is drawn from rng, so a seed has no effect; let every choice be made with rng.")
    if not np.array_equal(first, attempt.numbers(X, 3, np.random.default_rng(11))):
        raise Wrong("The same seed gives different centroids; draw from rng and from nothing else.")


def _used(rng: np.random.Generator) -> tuple[object, ...]:
    """Return what differs once something was drawn from a generator, or from one that it spawned."""
    bits: Any = rng.bit_generator
    return bits.state, bits.seed_seq.n_children_spawned


def _starts_anywhere(attempt: Attempt) -> None:
    chosen = _drawn(attempt, 1, 400)
    counts = np.bincount(chosen[:, 0], minlength=len(_BOARD))
    if counts.min() == 0:
        if counts.max() == len(chosen):
            raise Wrong(
                f"The first centroid is always X[{counts.argmax()}] here; each point should be as likely as any other."
            )
        raise Wrong("Some points are never the first centroid; each point should be as likely as any other.")
    if counts.max() > 125:  # of 400, where 80 are expected, give or take 8
        raise Wrong("Some points are the first centroid more often than others; each should be as likely as any other.")


def _draws_by_the_rule(attempt: Attempt, k: int) -> None:
    chosen = _drawn(attempt, k, _N_DRAWS[k])
    if k == 2 and np.isin(chosen[:, 1], chosen[0, 1]).all():
        raise Wrong("The second centroid is always the same point, wherever the first one is.")
    if _misfit(chosen, squared) <= _MOST_G[k]:
        return
    if _misfit(chosen[:, ::-1], squared) <= _MOST_G[k]:
        raise Wrong("Your centroids come with the last one first; return them in the order in which you draw them.")
    if (np.diff(chosen, axis=1) > 0).all():
        raise Wrong("Your centroids come in the order of X; return them in the order in which you draw them.")
    misfits = [(_misfit(chosen, weights), hint) for weights, hint in MISTAKES]
    least, hint = min(misfits, key=lambda misfit: misfit[0])
    if least <= _MOST_G[k]:
        raise Wrong(hint)
    if _repeats(chosen):
        raise Wrong(_TWICE)
    if k == 3:
        raise Wrong(
            "The second centroid is drawn as it should be, but not the third. A point's chance goes with the distance "
            "to the nearest of all centroids chosen so far."
        )
    near = _share_of_the_nearest(chosen)
    expected = _share_of_the_nearest(_drawn_by(squared))
    what = "too often" if near > expected else "too rarely"
    raise Wrong(
        f"The point nearest to the first centroid is the second one in {near:.1%} of your draws, {what}: by the rule, "
        f"it should be in {expected:.1%}. How do your chances go with the distance?"
    )


def _never_twice(attempt: Attempt) -> None:
    X = np.array([[0.0, 0.0], [0.0, 1.0], [5.0, 5.0], [6.0, 5.0], [9.0, 0.0]])
    for seed in range(60):
        chosen = attempt.numbers(X, 5, np.random.default_rng(seed))
        if len(np.unique(chosen, axis=0)) < 5:
            raise Wrong(_TWICE)


def _keeps_to_the_scale(attempt: Attempt) -> None:
    for scale, what in ((1e6, "a million times as large"), (1e-6, "a million times smaller")):
        chosen = _drawn(attempt, 3, 200, scale)
        if _misfit(chosen, squared) > _MOST_G[3]:
            raise Wrong(
                f"Where all coordinates are {what}, your centroids are drawn by other chances. Is a distance compared "
                "with a fixed number, rounded, or added to one?"
            )


def _drawn(attempt: Attempt, k: int, n_draws: int, scale: float = 1.0) -> NDArray[np.int64]:
    """Return which points of the board are chosen with many seeds, ``(n_draws, k)``."""
    X = _BOARD * scale
    draws = []
    for seed in range(n_draws):
        chosen = attempt.numbers(X, k, np.random.default_rng(seed))
        if chosen.shape != (k, X.shape[1]):
            raise Wrong(f"Now and then, your function returns shape {chosen.shape}; it should be ({k}, {X.shape[1]}).")
        draws.append(chosen)
    same = (np.array(draws)[..., None, :] == X).all(axis=-1)
    if not same.any(axis=-1).all():
        raise Wrong("Not all your centroids are points of X; k-means++ starts from points of the data.")
    return same.argmax(axis=-1)


def _misfit(chosen: NDArray[np.int64], weights: Weights) -> float:
    """Return the G statistic of what was chosen: near its degrees of freedom if the rule explains it, else larger."""
    orders, counts = np.unique(chosen, axis=0, return_counts=True)
    # What cannot happen by the rule is expected less than once in all draws, and so costs a lot.
    expected = np.array([max(_probability(order, weights) * len(chosen), 1e-9) for order in orders.tolist()])
    return float(2 * (counts * np.log(counts / expected)).sum())


def _probability(order: list[int], weights: Weights) -> float:
    """Return how probable it is that a rule chooses the points of the board in this order."""
    probability = 1 / len(_BOARD)
    for i in range(1, len(order)):
        shares = weights(_BOARD, order[:i])
        total = float(shares.sum())
        probability *= float(shares[order[i]]) / total if total > 0 else 0.0
    return probability


def _drawn_by(weights: Weights) -> dict[tuple[int, int], float]:
    """Return how probable each first and second point are by a rule."""
    return {(i, j): _probability([i, j], weights) for i, j in itertools.permutations(range(len(_BOARD)), 2)}


def _share_of_the_nearest(chosen: NDArray[np.int64] | dict[tuple[int, int], float]) -> float:
    """Return how often the second point is the nearest to the first one."""
    apart = distances(_BOARD, list(range(len(_BOARD)))) + np.diag(np.full(len(_BOARD), np.inf))
    nearest = apart.argmin(axis=0)
    if isinstance(chosen, dict):
        return sum(share for (first, second), share in chosen.items() if nearest[first] == second)
    return float((nearest[chosen[:, 0]] == chosen[:, 1]).mean())


def _repeats(chosen: NDArray[np.int64]) -> bool:
    return any(len(set(order)) < len(order) for order in chosen.tolist())


def _rows(chosen: NDArray[Any], X: Points) -> NDArray[np.bool_]:
    """Tell for each row of `chosen` whether it is a point of `X`, ``(k,)``."""
    return (chosen[:, None] == X).all(axis=2).any(axis=1)
