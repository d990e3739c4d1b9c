"""The exercise on the gap statistic: `gap`, which compares with points without clusters, and `suggest_k`, the rule.

Tibshirani, Walther & Hastie (2001), "Estimating the number of clusters in a data set via the gap statistic", section 3.
The check hands `gap` a `sum_of_squares` of its own; see `gap_oracle`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.checks.calls import Attempt, Checked, Test, Wrong, marked
from kmeans_viz.checks.gap_mistakes import ERRORS, GAPS
from kmeans_viz.checks.gap_oracle import Oracle
from kmeans_viz.inputs import Points, as_k, as_points
from kmeans_viz.runs.making import best_of

CALL = "gap(X, k_max, n_refs, rng, sum_of_squares)"


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
    """Tell whether ``gap(X, k_max, n_refs, rng, sum_of_squares)`` gives Gap(1), …, Gap(k_max) and s_1, …, s_{k_max}.

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
    gap: 0 of 6 checks pass. gap never calls the sum_of_squares that it is given. ...
    """
    start = (
        "gap gives nothing back yet. Begin with the points themselves: ask sum_of_squares(X, k) for every k from 1 to "
        "k_max. Then draw one set of points without clusters with rng, and ask the same of it."
    )
    tests: list[Test] = [
        _asks_for_all,
        _stays_in_the_box,
        lambda attempt: _gives_the_gap(attempt, n=30, d=2, k_max=4, n_refs=5),
        lambda attempt: _gives_the_errors(attempt, n=30, d=2, k_max=4, n_refs=5),
        _draws_from_rng,
        lambda attempt: _gives_the_errors(attempt, n=12, d=3, k_max=6, n_refs=3),
    ]
    return marked(gap, CALL, start, tests)


def gaps_and_errors(result: Any, attempt: Attempt, k_max: int) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Return the values in what a student's ``gap`` returned, and the errors, or None if there are none yet.

    Raises
    ------
    Wrong
        If it is neither ``(gaps, errors)`` nor the gaps alone.
    """
    if isinstance(result, (tuple, list)):
        result = (tuple if isinstance(result, tuple) else list)(map(_flat, result))
    result = _flat(result)
    if isinstance(result, dict):
        raise Wrong("gap returns a dict; return two arrays, gaps and errors, each in the order of K.")
    if isinstance(result, tuple) and len(result) != 2 and any(np.ndim(part) for part in result):
        raise Wrong(f"gap returns {len(result)} things at once; return two arrays, first all gaps, then all errors.")
    if isinstance(result, (tuple, list)) and len(result) == 2 and np.ndim(result[0]) == 1 != k_max:
        gaps, errors = (attempt.as_numbers(part) for part in result)
    else:
        array = attempt.as_numbers(result)
        if array.shape == (k_max, 2) != (2, 2):
            raise Wrong("gap returns a pair for each K; return two arrays, first all gaps, then all errors.")
        if array.ndim == 2 and len(array) == 2:
            gaps, errors = array
        elif array.ndim == 1:
            gaps, errors = array, None
        else:
            raise Wrong(
                f"gap returns shape {array.shape}; it should be two arrays of {k_max} values, gaps and errors, one "
                "value for each K."
            )
    for part, what in ((gaps, "gaps"), (errors, "errors")):
        if part is not None and part.shape != (k_max,):
            raise Wrong(
                f"gap should return {k_max} {what}, one for each K from 1 to k_max; yours have shape {part.shape}."
            )
    return gaps, errors


def _flat(part: Any) -> Any:
    """Return a matrix of one row or column as an array; numpy's matrices have two axes always."""
    return part.A1 if isinstance(part, np.matrix) and 1 in part.shape else part


def _tried(
    attempt: Attempt, X: Points, k_max: int, n_refs: int, seed: int = 0
) -> tuple[NDArray[Any], NDArray[Any] | None, Oracle]:
    oracle = Oracle(X, k_max)
    result = attempt(X, k_max, n_refs, np.random.default_rng(seed), oracle)
    if isinstance(result, Iterator):
        attempt.as_numbers(result)
    if not oracle.was_asked:
        raise Wrong(
            "gap never calls the sum_of_squares that it is given. The check hands over one of its own, whose numbers "
            "tell mistakes apart."
        )
    return *gaps_and_errors(result, attempt, k_max), oracle


def _board(n: int, d: int) -> Points:
    """Return points whose bounding box is not a square, and not around the origin."""
    points = np.random.default_rng(n).normal(size=(n, d)) * (1.0 + 4 * np.arange(d)) + 7
    return np.ascontiguousarray(points)


def _asks_for_all(attempt: Attempt) -> None:
    k_max, n_refs = 4, 5
    oracle = _tried(attempt, _board(30, 2), k_max, n_refs)[2]
    for k in range(1, k_max + 1):
        if k not in oracle.of_data:
            raise Wrong(
                f"gap never asks for sum_of_squares(X, k) with k = {k} and X as it is given{_besides(oracle.of_data)}: "
                "W_K of the points is needed for K = 1 to k_max."
            )
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


def _besides(ks: dict[int, float]) -> str:
    return f", only with {', '.join(map(str, sorted(ks)))}" if ks else ""


def _stays_in_the_box(attempt: Attempt) -> None:
    X = _board(30, 2)
    oracle = _tried(attempt, X, 3, 6)[2]
    low, high = X.min(axis=0), X.max(axis=0)
    drawn = np.concatenate(oracle.references)
    slack = 1e-6 * (high - low)
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
    shares = (drawn - low) / (high - low)
    # Of 180 evenly spread numbers, 90 are expected in the middle half, give or take 6.7.
    middle = (np.abs(shares - 0.5) < 0.25).mean(axis=0)
    if (np.abs(middle - 0.5) > 0.18).any():
        raise Wrong("Your references crowd in some part of the box around X; they should be spread evenly over it.")
    if np.corrcoef(shares.T)[0, 1] > 0.9:
        raise Wrong(
            "The coordinates of your references go up and down together, so that their points lie along a line; every "
            "coordinate of every point should be drawn by itself."
        )


def _draws_from_rng(attempt: Attempt) -> None:
    X = _board(30, 2)
    first, again, other = (_tried(attempt, X, 2, 4, seed)[2].references for seed in (1, 1, 2))
    if not np.array_equal(first, again):
        raise Wrong("The same seed gives different references; draw them with rng.")
    if np.array_equal(first, other):
        raise Wrong("Another rng gives the same references; draw them with rng, so that the seed has an effect.")


def _gives_the_gap(attempt: Attempt, n: int, d: int, k_max: int, n_refs: int) -> None:
    values, errors, oracle = _tried(attempt, _board(n, d), k_max, n_refs)
    references, sums = oracle.logs(k_max)
    expected = np.log(references).mean(axis=1) - np.log(sums)
    if np.allclose(values, expected):
        return
    if errors is not None and np.allclose(errors, expected):
        raise Wrong("You return the errors first, and then the gaps; the gaps come first.")
    for mistake, hint in GAPS:
        if np.allclose(values, mistake(references, sums)):
            raise Wrong(hint)
    off = values - expected
    if np.allclose(off, off[0]):
        factor = math.exp(min(abs(float(off[0])), 700.0))
        names = {
            d: "the dimension",
            2 * d: "twice the dimension",
            n: "the number of points",
            2 * n: "twice that number",
        }
        what = next((name for size, name in names.items() if math.isclose(factor, size, rel_tol=1e-6)), f"{factor:.4g}")
        raise Wrong(
            f"All your values are off by the same amount, as if some sums of squares were divided by {what}; "
            "take W_K as sum_of_squares gives it, for the points and for the references alike."
        )
    k = int(np.flatnonzero(~np.isclose(values, expected))[0]) + 1
    raise Wrong(
        f"For K = {k} your gap is {values[k - 1]:.4g}, and it should be {expected[k - 1]:.4g}. Look at the formula "
        "again: what is averaged, what is subtracted from what?"
    )


def _gives_the_errors(attempt: Attempt, n: int, d: int, k_max: int, n_refs: int) -> None:
    _gives_the_gap(attempt, n, d, k_max, n_refs)
    _, errors, oracle = _tried(attempt, _board(n, d), k_max, n_refs)
    if errors is None:
        raise Wrong("Your gaps are right. What is missing are the errors s_K: return both, gaps and errors.")
    references, sums = oracle.logs(k_max)
    expected = np.log(references).std(axis=1) * math.sqrt(1 + 1 / n_refs)
    if np.allclose(errors, expected):
        return
    for mistake, hint in ERRORS:
        if np.allclose(errors, mistake(references, sums)):
            raise Wrong(hint)
    k = int(np.flatnonzero(~np.isclose(errors, expected))[0]) + 1
    raise Wrong(
        f"Your gaps are right. For K = {k} your error is {errors[k - 1]:.4g}, and it should be {expected[k - 1]:.4g}. "
        "Of which numbers is the standard deviation, and what is it multiplied by?"
    )
