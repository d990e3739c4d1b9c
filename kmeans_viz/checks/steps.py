"""The exercises `assign` and `update`: the boards on which a student's function is tried, and the common mistakes.

Each common mistake is a function with a hint. If it gives the same result as the student's function, the student gets
that hint.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.checks.calls import Attempt, Checked, Test, Wrong, marked
from kmeans_viz.inputs import Centroids, Labels, Points
from kmeans_viz.kmeans import algorithm

Answer: TypeAlias = NDArray[Any]


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
    ✓ assign: all 7 checks pass.
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
    return marked(assign, "assign(X, centroids)", start, [*tests, _breaks_ties])


def check_update(update: Any) -> Checked:
    """Tell whether ``update(X, labels, centroids)`` moves every centroid to the mean of its points.

    Parameters
    ----------
    update : callable
        The student's function.

    Returns
    -------
    Checked

    Examples
    --------
    >>> check_update(lambda X, labels, centroids: np.array([X[labels == j].sum(axis=0) for j in range(len(centroids))]))
    update: 0 of 6 checks pass. Your centroids are the sums of their points. ...
    """
    start = (
        "update gives nothing back yet. Begin with one cluster: which points have its label, and where is their "
        "middle? Then do it for all clusters, and return the new centroids."
    )
    rng = np.random.default_rng(2)
    labels = rng.permutation(np.arange(30) % 4)
    boards = [
        ([[0, 0], [2, 2], [10, 0], [12, 4], [4, 8], [6, 14]], [0, 0, 1, 1, 2, 2], [[1, 2], [9, 1], [5, 9]]),
        ([[0, 0], [1, 1], [8, 2], [9, 9], [5, 0], [7, 0]], [2, 2, 2, 0, 1, 1], [[8, 8], [6, 1], [0, 1]]),
        (rng.normal(size=(30, 2)) + 3, labels, rng.normal(size=(4, 2))),
        (rng.normal(size=(30, 3)) + 3, labels, rng.normal(size=(4, 3))),
        ([[1, 2], [3, 5], [8, 8], [9, 4], [8, 6]], [0, 0, 2, 2, 2], [[1, 1], [7, 3], [9, 9]]),
        ([[1, 2], [3, 5], [8, 8], [9, 4], [8, 6]], [0, 0, 1, 1, 1], [[1, 1], [7, 3], [5, 9]]),
    ]
    tests = [
        _updates(np.array(X, dtype=float), np.array(labels, dtype=np.int32), np.array(centroids, dtype=float))
        for X, labels, centroids in boards
    ]
    return marked(update, "update(X, labels, centroids)", start, tests)


def _assigns(X: Points, centroids: Centroids) -> Test:
    def test(attempt: Attempt) -> None:
        labels = attempt.numbers(X, centroids)
        expected = algorithm.assign(X, centroids)
        _check_labels_shape(labels, X, centroids)
        if np.array_equal(labels, expected):
            if labels.dtype.kind == "b":
                raise Wrong("Your labels are True and False; a label is a whole number, 0 for the first centroid.")
            return
        k = len(centroids)
        for mistake, hint in _ASSIGN_MISTAKES:
            if np.array_equal(labels, mistake(X, centroids)):
                raise Wrong(hint)
        for axis in range(X.shape[1]):
            if np.array_equal(labels, algorithm.assign(X[:, [axis]], centroids[:, [axis]])):
                raise Wrong(
                    f"Your labels follow coordinate {axis} of the points alone; a distance takes in all coordinates."
                )
        if np.array_equal(labels, algorithm.assign(X[:, :2], centroids[:, :2])):
            raise Wrong(
                "Only the first two coordinates count in your distances; these points have "
                f"{X.shape[1]}, and assign should work for any number of them."
            )
        if not np.isin(labels, np.arange(k)).all():
            odd = labels[~np.isin(labels, np.arange(k))][0]
            raise Wrong(
                f"One of your labels is {odd:.4g}; with {k} centroids, labels are whole numbers from 0 to {k - 1}."
            )
        if len(set(labels.tolist())) == 1 and k > 1:
            raise Wrong(f"All points get the label {labels[0]:.0f}; each point has a nearest centroid of its own.")
        i = int(np.flatnonzero(labels != expected)[0])
        yours, right = (float(np.linalg.norm(X[i] - centroids[int(j)])) for j in (labels[i], expected[i]))
        raise Wrong(
            f"X[{i}] gets the label {labels[i]:.0f}, whose centroid is {yours:.2f} away; another centroid is at "
            f"{right:.2f}."
        )

    return test


def _check_labels_shape(labels: Answer, X: Points, centroids: Centroids) -> None:
    (n, d), k = X.shape, len(centroids)
    if labels.shape == (n,):
        return
    said = {
        (): "a single number: the smallest distance of all was looked for, rather than the smallest of each point",
        (k,): f"{k} values, one per centroid; ask it the other way round: for each point, which centroid",
        (n, k): f"a table of {n} × {k}, which may be distances; of each row, only the place of its smallest is wanted",
        (n, d): "one row of coordinates per point; a label is a single number, the index of a centroid",
        (n, 1): "a column of labels; return them in one flat row",
    }.get(labels.shape, f"shape {labels.shape}")
    raise Wrong(f"assign should return one label per point, {n} here; yours returns {said}.")


def _breaks_ties(attempt: Attempt) -> None:
    labels = attempt.numbers(np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([[1.0, 0.0], [-1.0, 0.0], [3.0, 0.0]]))
    if labels.tolist() != [0, 0]:
        raise Wrong("Where a point is equally near to two centroids, the one with the lower index should get it.")


def _differences(X: Points, centroids: Centroids) -> Answer:
    return X[:, None] - centroids


_ASSIGN_MISTAKES: list[tuple[Callable[[Points, Centroids], Answer], str]] = [
    (
        lambda X, centroids: algorithm.assign(X, centroids) + 1,
        "Your labels start at 1. Python counts from 0: the label of a point is the index of its centroid.",
    ),
    (
        lambda X, centroids: (_differences(X, centroids) ** 2).sum(axis=2).argmax(axis=1),
        "Your points go to the centroid that is farthest away.",
    ),
    (
        lambda X, centroids: _differences(X, centroids).sum(axis=2).argmin(axis=1),
        "A difference below zero counts as nearer than no difference in your code; a distance is never negative.",
    ),
    (
        lambda X, centroids: (_differences(X, centroids) ** 2).sum(axis=1).argmin(axis=1),
        "The sum in your distances goes along the wrong axis: it should add up the coordinates, "
        "so that one number is left for each pair of a point and a centroid.",
    ),
    (
        lambda X, centroids: np.abs(_differences(X, centroids)).sum(axis=2).argmin(axis=1),
        "Your distances go around city blocks, |dx| + |dy|; k-means measures along the straight line.",
    ),
    (
        lambda X, centroids: np.abs(_differences(X, centroids)).max(axis=2).argmin(axis=1),
        "Of the differences along the axes, only the largest counts in your distances; all of them should.",
    ),
]
"""What students often write, as a function of points and centroids, and the hint for it."""


def _updates(X: Points, labels: Labels, centroids: Centroids) -> Test:
    def test(attempt: Attempt) -> None:
        moved = attempt.numbers(X, labels, centroids)
        _check_centroids_shape(moved, X, labels, centroids)
        expected = algorithm.update(X, labels, centroids)
        if np.allclose(moved, expected):
            return
        members = [X[labels == j] for j in range(len(centroids))]
        empty = [j for j, group in enumerate(members) if len(group) == 0]
        for j in empty:
            _check_stays(moved[j], j, centroids)
        full = [j for j in range(len(centroids)) if j not in empty]
        for mistake, hint in _UPDATE_MISTAKES:
            if np.allclose(moved[full], [mistake(members[j], X, centroids[j], len(centroids)) for j in full]):
                raise Wrong(hint)
        if np.allclose(np.sort(moved, axis=0), np.sort(expected, axis=0)):
            raise Wrong("Your means are in another order than the centroids: row j belongs to the label j.")
        j = next(j for j in full if not np.allclose(moved[j], expected[j]))
        where = ", ".join(f"{value:.4g}" for value in moved[j])
        raise Wrong(
            f"Centroid {j} goes to ({where}), which is not the middle of the {len(members[j])} points labelled {j}."
        )

    return test


def _check_stays(moved: Answer, j: int, centroids: Centroids) -> None:
    rule = "let its centroid stay where it was"
    if not np.isfinite(moved).all():
        raise Wrong(f"No point has the label {j} here, and the mean of nothing is {moved[0]}: {rule}.")
    if not np.allclose(moved, centroids[j]):
        where = "to the origin" if not moved.any() else "away"
        raise Wrong(f"No point has the label {j} here, and yours moves its centroid {where}: {rule}.")


def _check_centroids_shape(moved: Answer, X: Points, labels: Labels, centroids: Centroids) -> None:
    (k, d), n = centroids.shape, len(X)
    if moved.shape == (k, d):
        return
    if moved.shape == (len(np.unique(labels)), d):
        raise Wrong(
            f"{k} centroids go in and {len(moved)} come out: a cluster without points has vanished. "
            "k should stay k; think about what its centroid can do."
        )
    said = {
        (): "a single number",
        (d,): "a single row; that is one centroid for all points",
        (k,): "one number per centroid; average over the points, and keep the coordinates apart",
        (n,): "one number per point",
        (n, d): "one row per point; what is wanted is one row per centroid",
        (d, k): f"shape {moved.shape}, with rows and columns swapped",
    }.get(moved.shape, f"shape {moved.shape}")
    raise Wrong(f"update should return one row per centroid, shape ({k}, {d}) here; yours returns {said}.")


_UPDATE_MISTAKES: list[tuple[Callable[[Points, Points, Answer, int], Answer], str]] = [
    (lambda members, X, old, k: old, "Your centroids stay where they are; update should move them to their points."),
    (
        lambda members, X, old, k: members.sum(axis=0),
        "Your centroids are the sums of their points. A sum grows with the number of points; the middle of a cluster "
        "does not.",
    ),
    (
        lambda members, X, old, k: members.sum(axis=0) / len(X),
        "You divide by the number of all points; how many of them are in this cluster?",
    ),
    (
        lambda members, X, old, k: members.sum(axis=0) / k,
        "You divide by the number of clusters; how many points are in this cluster?",
    ),
    (
        lambda members, X, old, k: np.median(members, axis=0),
        "Your centroids go to the median of their points. That is k-medians, a method of its own.",
    ),
    (
        lambda members, X, old, k: X.mean(axis=0),
        "All your centroids go to the middle of all points; each should look at its own points only.",
    ),
    (
        lambda members, X, old, k: (members.min(axis=0) + members.max(axis=0)) / 2,
        "Your centroids go midway between the outermost points; every point of the cluster should count.",
    ),
    (
        lambda members, X, old, k: (old + members.mean(axis=0)) / 2,
        "Your centroids go only half the way from where they were.",
    ),
    (
        lambda members, X, old, k: (old + members.sum(axis=0)) / (len(members) + 1),
        "The old place of the centroid counts in your mean as if it were a point.",
    ),
    (
        lambda members, X, old, k: members[((members - members.mean(axis=0)) ** 2).sum(axis=1).argmin()],
        "Your centroids go to one of their points; the middle of a cluster need not be a point.",
    ),
]
"""What students often compute for one cluster, as a function of its points, all points, its old centroid and k, and the
hint for it."""
