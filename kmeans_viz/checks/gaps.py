"""The exercise on the gap statistic: the check answers a student's function with sums of squares of its own.

The student's function asks for the sums of squares of the points and of its references. The check remembers what it
asks for, and answers with numbers that make each common mistake give a different result.

Tibshirani, Walther & Hastie (2001), "Estimating the number of clusters in a data set via the gap statistic", section 3.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.checks.calls import Attempt, Checked, Test, Wrong, marked
from kmeans_viz.inputs import Points, as_k, as_points
from kmeans_viz.runs.making import best_of

_CALL = "gap(X, k_max, n_refs, rng, sum_of_squares)"


def sum_of_squares(X: Any, k: int) -> float:
    """Return W_K: the sum of squared distances of the points to their centroids, the lowest of ten runs.

    Parameters
    ----------
    X : array_like
        ``(n, d)``: the points.
    k : int
        How many clusters, 1 to n.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If `X` or `k` cannot be used.

    Examples
    --------
    >>> sum_of_squares([[0.0], [1.0], [5.0], [6.0]], 2)
    1.0
    """
    points = as_points(X)
    return best_of(points, as_k(k, len(points)), 10 if k > 1 else 1, init="k-means++", seed=0).best.inertia


def check_gap(gap: Any) -> Checked:
    """Tell whether ``gap(X, k_max, n_refs, rng, sum_of_squares)`` gives Gap(1), …, Gap(k_max).

    Parameters
    ----------
    gap : callable
        The student's function, which calls ``sum_of_squares(X, k)`` for W_K.

    Returns
    -------
    Checked

    Examples
    --------
    >>> check_gap(lambda X, k_max, n_refs, rng, sum_of_squares: [0.0] * k_max)
    gap: 0 of 5 checks pass. gap never asks for sum_of_squares(X, 1): ...
    """
    start = (
        "gap gives nothing back yet. Begin with the points themselves: ask sum_of_squares(X, k) for every k from 1 to "
        "k_max. Then draw one set of points without clusters with rng, and ask the same of it."
    )
    tests: list[Test] = [
        _asks_for_all,
        _stays_in_the_box,
        lambda attempt: _gives_the_gap(attempt, n=30, d=2, k_max=4, n_refs=5),
        _draws_from_rng,
        lambda attempt: _gives_the_gap(attempt, n=12, d=3, k_max=6, n_refs=3),
    ]
    return marked(gap, _CALL, start, tests)


class _Oracle:
    """Stands in for `sum_of_squares`: answers a student's function, and remembers what it asks for."""

    def __init__(self, X: Points, k_max: int) -> None:
        self._X, self._k_max = X, k_max
        self._order: dict[bytes, int] = {}
        self.of_data: dict[int, float] = {}
        """K → W_K of the points."""
        self.of_references: dict[int, dict[bytes, float]] = {}
        """K → each reference → its W_K."""
        self.references: list[NDArray[np.float64]] = []

    def __call__(self, X: Any, k: Any) -> float:
        points = np.array(X, dtype=float)
        if not 1 <= k <= self._k_max:
            raise Wrong(f"sum_of_squares is asked for {k} clusters; K goes from 1 to k_max, {self._k_max} here.")
        if points.shape != self._X.shape:
            raise Wrong(
                f"sum_of_squares is asked about points of shape {points.shape}; a reference has as many points and "
                f"coordinates as X, {self._X.shape} here."
            )
        if np.array_equal(points, self._X):
            return self.of_data.setdefault(int(k), 90.0 / k**3)
        key = points.tobytes()
        if key not in self._order:
            self._order[key] = len(self._order)
            self.references.append(points)
        # The answers vary so much that the logarithm of their mean is far from the mean of their logarithms.
        answer = 100.0 * (1 + 2 * self._order[key] % 11) ** 1.5 / k
        return self.of_references.setdefault(int(k), {}).setdefault(key, answer)


def _tried(attempt: Attempt, X: Points, k_max: int, n_refs: int, seed: int = 0) -> tuple[NDArray[Any], _Oracle]:
    oracle = _Oracle(X, k_max)
    values = attempt.numbers(X, k_max, n_refs, np.random.default_rng(seed), oracle)
    return values, oracle


def _board(n: int, d: int) -> Points:
    """Return points whose bounding box is not a square, and not around the origin."""
    points = np.random.default_rng(n).normal(size=(n, d)) * (1.0 + 4 * np.arange(d)) + 7
    return np.ascontiguousarray(points)


def _asks_for_all(attempt: Attempt) -> None:
    k_max, n_refs = 4, 5
    values, oracle = _tried(attempt, _board(30, 2), k_max, n_refs)
    for k in range(1, k_max + 1):
        if k not in oracle.of_data:
            raise Wrong(f"gap never asks for sum_of_squares(X, {k}): W_K of the points is needed for K = 1 to k_max.")
        n_asked = len(oracle.of_references.get(k, {}))
        if n_asked == 0:
            raise Wrong(f"gap never asks for sum_of_squares of a reference with {k} clusters.")
        if n_asked == 1:
            raise Wrong(
                f"With n_refs = {n_refs}, all your references are the same points, or there is only one; "
                "draw each of them anew."
            )
        if n_asked != n_refs:
            raise Wrong(f"With n_refs = {n_refs}, gap asks about {n_asked} references for K = {k}.")
    if values.shape != (k_max,):
        raise Wrong(f"gap should return k_max values, {k_max} here, one for each K; yours has shape {values.shape}.")


def _stays_in_the_box(attempt: Attempt) -> None:
    X = _board(30, 2)
    _, oracle = _tried(attempt, X, 3, 6)
    low, high = X.min(axis=0), X.max(axis=0)
    drawn = np.concatenate(oracle.references)
    slack = 1e-9 * (high - low)
    if (drawn < low - slack).any() or (drawn > high + slack).any():
        raise Wrong(
            "Some points of your references are outside the box around X: along each axis, a reference lies between "
            "the smallest and the largest coordinate of X."
        )
    if np.isin(drawn, X).mean() > 0.5:
        raise Wrong("Your references are made of the coordinates of X, clusters and all; they should be spread evenly.")
    if (np.ptp(drawn, axis=0) < 0.8 * (high - low)).any():
        raise Wrong(
            "Your references fill only a part of the box around X; they should be spread evenly over all of it."
        )
    # Of 180 evenly spread numbers, 90 are expected in the middle half, give or take 6.7.
    middle = (np.abs((drawn - low) / (high - low) - 0.5) < 0.25).mean(axis=0)
    if (np.abs(middle - 0.5) > 0.18).any():
        raise Wrong("Your references crowd in some part of the box around X; they should be spread evenly over it.")


def _draws_from_rng(attempt: Attempt) -> None:
    X = _board(30, 2)
    first, again, other = (_tried(attempt, X, 2, 4, seed)[1].references for seed in (1, 1, 2))
    if not np.array_equal(first, again):
        raise Wrong("The same seed gives different references; draw them with rng.")
    if np.array_equal(first, other):
        raise Wrong("Another rng gives the same references; draw them with rng, so that the seed has an effect.")


def _gives_the_gap(attempt: Attempt, n: int, d: int, k_max: int, n_refs: int) -> None:
    values, oracle = _tried(attempt, _board(n, d), k_max, n_refs)
    ks = range(1, k_max + 1)
    try:
        sums = np.array([oracle.of_data[k] for k in ks])
        references = np.array([list(oracle.of_references[k].values()) for k in ks])
    except (KeyError, ValueError):
        raise Wrong("Not every K has as many references as the others.") from None
    if values.shape != (k_max,):
        raise Wrong(f"gap should return k_max values, {k_max} here, one for each K; yours has shape {values.shape}.")
    expected = np.log(references).mean(axis=1) - np.log(sums)
    if np.allclose(values, expected):
        return
    for mistake, hint in _MISTAKES:
        if np.allclose(values, mistake(references, sums)):
            raise Wrong(hint)
    off = values - expected
    if np.allclose(off, off[0]):
        factor = math.exp(min(abs(float(off[0])), 700.0))
        what = (
            "the dimension"
            if math.isclose(factor, d, rel_tol=1e-6)
            else "twice the dimension"
            if math.isclose(factor, 2 * d, rel_tol=1e-6)
            else "the number of points"
            if math.isclose(factor, n, rel_tol=1e-6)
            else f"{factor:.4g}"
        )
        raise Wrong(
            f"All your values are off by the same amount, as if some sums of squares were divided by {what}; "
            "take W_K as sum_of_squares gives it, for the points and for the references alike."
        )
    k = int(np.flatnonzero(~np.isclose(values, expected))[0]) + 1
    raise Wrong(
        f"For K = {k} your value is {values[k - 1]:.4g}, and it should be {expected[k - 1]:.4g}. Look at the formula "
        "again: what is averaged, what is subtracted from what?"
    )


_MISTAKES: list[tuple[Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]], str]] = [
    (
        lambda references, sums: np.log(sums) - np.log(references).mean(axis=1),
        "Your values have the wrong sign: a gap is large where the points fit better than the references do.",
    ),
    (
        lambda references, sums: np.log(references.mean(axis=1)) - np.log(sums),
        "You take the logarithm of a mean; the formula has the mean of logarithms, which is another number.",
    ),
    (
        lambda references, sums: references.mean(axis=1) - sums,
        "Your gap is between the sums of squares themselves; the formula compares their logarithms.",
    ),
    (
        lambda references, sums: references.mean(axis=1) / sums,
        "Your gap is a ratio of the sums of squares; the formula has a difference of their logarithms.",
    ),
    (
        lambda references, sums: np.log10(references).mean(axis=1) - np.log10(sums),
        "Your logarithms have the base 10; the formula has natural ones.",
    ),
    (
        lambda references, sums: np.log2(references).mean(axis=1) - np.log2(sums),
        "Your logarithms have the base 2; the formula has natural ones.",
    ),
    (
        lambda references, sums: np.log(references).sum(axis=1) - np.log(sums),
        "The logarithms of the references are added up; divide by how many references there are.",
    ),
    (
        lambda references, sums: np.log(references).mean(axis=1),
        "Your values say how the references fit; the points themselves are missing from them.",
    ),
    (
        lambda references, sums: np.median(np.log(references), axis=1) - np.log(sums),
        "You take the median over the references; the formula has the mean.",
    ),
    (
        lambda references, sums: np.log(references[:, -1]) - np.log(sums),
        "Only the last reference counts in your values; is something overwritten in a loop?",
    ),
    (
        lambda references, sums: np.log(references[:, 0]) - np.log(sums),
        "Only the first reference counts in your values; does a return stand inside a loop?",
    ),
]
"""What students often compute, as a function of the references' sums of squares ``(k_max, n_refs)`` and those of the
points ``(k_max,)``, and the hint for it."""
