"""The exercise `assign`: the boards on which a student's function is tried, and the common mistakes.

The common mistakes are in `assign_mistakes`: if one gives the same labels as the student's function, the student gets
its hint.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kmeans_viz.checks.assign_mistakes import MISTAKES, Answer, differences, of_a_part
from kmeans_viz.checks.calls import Attempt, Checked, Test, Wrong, marked
from kmeans_viz.inputs import Centroids, Points
from kmeans_viz.kmeans import algorithm

_SCALES = (1e7, 1e-7)  # a search that starts from 999999, and distances that are rounded to six places, are found


def check_assign(assign: Any) -> Checked:
    """Tell whether ``assign(X, centroids)`` gives every point the label of its nearest centroid.

    Parameters
    ----------
    assign : callable
        The student's function.

    Returns
    -------
    Checked

    Examples
    --------
    >>> check_assign(lambda X, centroids: ((X[:, None] - centroids) ** 2).sum(axis=2).argmin(axis=1))
    ✓ assign: all 8 checks pass.
    """
    start = (
        "assign gives nothing back yet. Begin with one point: how far is it from each centroid, and which is the "
        "nearest? Then do it for all points, and return their labels."
    )
    rng = np.random.default_rng(1)
    boards = [
        # Centroids in a row; one above the other; where the nearest in city blocks, or along one axis, is another one.
        ([[-4, 1], [-3, -1], [0.5, 4], [3, 0.4], [5, -1]], [[-4, 0.5], [0, 0], [4, -0.5]]),
        ([[-1, 5], [1, -3], [4, 0.5], [-1, -4], [0.4, 3]], [[0.5, -4], [0, 0], [-0.5, 4]]),
        ([[0, 0], [0.3, -0.5], [-5, 5], [3, 4], [1, -6]], [[3, 3], [0, -4.4], [-6, 5]]),
        (rng.normal(size=(40, 2)), rng.normal(size=(4, 2))),
        (rng.normal(size=(30, 3)), rng.normal(size=(4, 3))),
        (rng.normal(size=(6, 2)), rng.normal(size=(1, 2))),
    ]
    tests = [_assigns(np.array(X, dtype=float), np.array(centroids, dtype=float)) for X, centroids in boards]
    return marked(assign, "assign(X, centroids)", start, [*tests, _keeps_to_the_scale, _breaks_ties])


def _assigns(X: Points, centroids: Centroids) -> Test:
    def test(attempt: Attempt) -> None:
        labels = attempt.numbers(X, centroids)
        _check_shape(labels, X, centroids)
        expected = algorithm.assign(X, centroids)
        if np.array_equal(labels, expected):
            if labels.dtype.kind == "b":
                raise Wrong("Your labels are True and False; a label is a whole number, 0 for the first centroid.")
            return
        k, d = len(centroids), X.shape[1]
        elsewhere = np.random.default_rng(4).normal(size=(400, d)) * 3, np.random.default_rng(5).normal(size=(k, d)) * 3
        for mistake, hint in [*MISTAKES, *of_a_part(k, d)]:
            # On a single small board, two mistakes may give the same labels.
            if np.allclose(labels, mistake(X, centroids)) and _gives(attempt, elsewhere, mistake(*elsewhere)):
                raise Wrong(hint)
        _check_the_search(attempt, labels, expected, X, centroids)
        if not np.isin(labels, np.arange(k)).all():
            odd = labels[~np.isin(labels, np.arange(k))][0]
            raise Wrong(
                f"One of your labels is {odd:.4g}; with {k} centroids, labels are whole numbers from 0 to {k - 1}."
            )
        if len(set(labels.tolist())) == 1:
            raise Wrong(f"All points get the label {labels[0]:.0f}; each point has a nearest centroid of its own.")
        wrong = np.flatnonzero(labels != expected)
        for one, name, loop in ((0, "first", "begin"), (len(X) - 1, "last", "end")):
            if wrong.tolist() == [one] and _gives(
                attempt, elsewhere, _with_0(algorithm.assign(*elsewhere), -(one > 0))
            ):
                raise Wrong(f"Only your {name} point has a wrong label. Where does your loop over the points {loop}?")
        i = int(wrong[0])
        yours, right = (float(np.linalg.norm(X[i] - centroids[int(j)])) for j in (labels[i], expected[i]))
        raise Wrong(
            f"X[{i}] gets the label {labels[i]:.0f}, whose centroid is {yours:.2f} away; another centroid is at "
            f"{right:.2f}."
        )

    return test


def _with_0(labels: Answer, i: int) -> Answer:
    """Return the labels with a 0 at place i, as an array of zeros has it where a loop never writes."""
    return np.r_[0, labels[1:]] if i == 0 else np.r_[labels[:-1], 0]


def _gives(attempt: Attempt, board: tuple[Points, Centroids], answer: Answer) -> bool:
    """Tell whether the student's function gives that answer on a board."""
    try:
        labels = attempt.numbers(*board)
    except Wrong:
        return False
    return labels.shape == answer.shape and np.allclose(labels, answer)


def _check_shape(labels: Answer, X: Points, centroids: Centroids) -> None:
    (n, d), k = X.shape, len(centroids)
    if labels.shape == (n,):
        return
    if labels.shape == (n, k) and np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all():
        raise Wrong(
            f"assign returns a table of {n} × {k} with a single 1 in each row. What is wanted of each row is the place "
            "of that 1, counted from 0."
        )
    said = {
        (2, n): f"two things of {n} values, as labels and distances; return the labels alone",
        (): "a single number: the smallest distance of all was looked for, rather than the smallest of each point",
        (k,): f"{k} values, one per centroid; ask it the other way round: for each point, which centroid",
        (n, k): f"a table of {n} × {k}, which may be distances; of each row, only the place of its smallest is wanted",
        (n, d): "one row of coordinates per point; a label is a single number, the index of a centroid",
        (
            k,
            n,
        ): f"a table of {k} × {n}, a row for each centroid; ask it the other way round: for each point, which centroid",
        (n, 1): "a column of labels; return them in one flat row",
        (1, n): "a table of one row; return the labels alone, one after the other",
        (n * k,): "one for each pair of a point and a centroid; of each point's pairs, only the nearest counts",
    }.get(labels.shape)
    if labels.shape == (1,):
        said = "one only. Is the return inside the loop, so that it ends at the first point?"
        raise Wrong(f"assign should return one label per point, {n} here; yours returns {said}")
    if said is None and labels.ndim == 1:
        said = f"{len(labels)}. Does it look at the X that it is given, or at another, or is the number fixed"
        raise Wrong(f"assign should return one label per point, {n} here; yours returns {said} in your code?")
    raise Wrong(f"assign should return one label per point, {n} here; yours returns {said or f'shape {labels.shape}'}.")


def _check_the_search(attempt: Attempt, labels: Answer, expected: Answer, X: Points, centroids: Centroids) -> None:
    """Tell if only those points are wrong that are far from every centroid, and all of these in the same way."""
    nearest = np.sqrt((differences(X, centroids) ** 2).sum(axis=2)).min(axis=1)
    wrong = labels != expected
    if len(set(labels[wrong].tolist())) > 1 or wrong.all():
        return
    # Those that are right by chance, as they have the label that all the wrong ones have, say nothing.
    right = nearest[~wrong & (labels != labels[wrong][0])]
    if len(right) and nearest[wrong].min() > right.max() and nearest[wrong].min() > 1:
        # With all distances a thousandth, such a search is right; other mistakes may pick the far points by chance.
        if not _gives(attempt, (X / 1000, centroids / 1000), expected):
            return
        raise Wrong(
            "Only points that are far from every centroid get a wrong label. What does your search for the smallest "
            "distance begin with, and can every distance be smaller than that?"
        )


def _keeps_to_the_scale(attempt: Attempt) -> None:
    rng = np.random.default_rng(3)
    X, centroids = rng.normal(size=(25, 2)), rng.normal(size=(5, 2))
    expected = algorithm.assign(X, centroids)
    for scale in _SCALES:
        labels = attempt.numbers(X * scale, centroids * scale)
        _check_shape(labels, X, centroids)
        if np.array_equal(labels, expected):
            continue
        if scale > 1:
            raise Wrong(
                f"Where all coordinates are {scale:,.0f} times as large, your labels are others. Does your search for "
                "the smallest distance begin with a number that is not large enough for every board?"
            )
        raise Wrong(
            "Where all coordinates are ten million times smaller, your labels are others. Are your distances rounded, "
            "or compared with a fixed number?"
        )


def _breaks_ties(attempt: Attempt) -> None:
    _finds_a_point_below_its_centroid(attempt)
    labels = attempt.numbers(np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([[1.0, 0.0], [-1.0, 0.0], [3.0, 0.0]]))
    if labels.tolist() != [0, 0]:
        raise Wrong("Where a point is equally near to two centroids, the one with the lower index should get it.")
    # One tie may be broken rightly by chance; of sixteen on one line, none is.
    middle = np.c_[np.zeros(16), np.arange(16.0)]
    if attempt.numbers(middle, np.array([[1.0, 0.0], [-1.0, 0.0]])).tolist() != [0] * 16:
        raise Wrong("Where a point is equally near to two centroids, the one with the lower index should get it.")


def _finds_a_point_below_its_centroid(attempt: Attempt) -> None:
    X = np.array([[1.0, 1.0], [4.0, 1.0], [2.0, 1.0]])
    if attempt.numbers(X, X[:2]).tolist() != [0, 1, 0]:
        raise Wrong(
            "Where a centroid lies exactly on a point, the point gets another label, and a distance of 0 is the "
            "smallest that there can be. k-means often starts from points of X."
        )
