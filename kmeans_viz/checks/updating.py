"""The exercise `update`: the boards on which a student's function is tried, and the common mistakes.

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
Mistake: TypeAlias = Callable[[Points, Points, Answer, int], Answer]


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
    update: 0 of 7 checks pass. Your centroids are the sums of their points. ...
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
        # The mean of the first cluster is the origin: a sum of zero does not make a cluster empty.
        ([[-1, -2], [1, 2], [8, 8], [9, 4], [8, 6]], [0, 0, 1, 1, 1], [[1, 1], [7, 3], [5, 9]]),
        (rng.normal(size=(9, 1)) - 3e5, rng.permutation(np.arange(9) % 5) + 1, rng.normal(size=(7, 1)) - 3e5),
    ]
    tests = [
        _updates(np.array(X, dtype=float), np.array(labels, dtype=np.int32), np.array(centroids, dtype=float))
        for X, labels, centroids in boards
    ]
    return marked(update, "update(X, labels, centroids)", start, tests)


def _updates(X: Points, labels: Labels, centroids: Centroids) -> Test:
    def test(attempt: Attempt) -> None:
        moved = attempt.numbers(X, labels, centroids)
        _check_shape(moved, X, labels, centroids)
        expected = algorithm.update(X, labels, centroids)
        if _close(moved, expected):
            return
        d = X.shape[1]
        members = [X[labels == j] for j in range(len(centroids))]
        empty = [j for j, group in enumerate(members) if len(group) == 0]
        full = [j for j in range(len(centroids)) if j not in empty]
        others = np.array([group.mean(axis=0) if len(group) else X.mean(axis=0) for group in members])
        if empty and _close(moved[empty], others[empty]):
            raise Wrong(f"No point has the label {empty[0]} here, and the mean of all points takes its place. {_STAYS}")
        for j in empty:
            _check_stays(moved[j], j, centroids)
        for mistake, hint in MISTAKES:
            # On a single small board, two mistakes may give the same centroids.
            if np.allclose(moved[full], _mistaken(mistake, X, labels, centroids)[full]) and _makes(attempt, mistake, d):
                raise Wrong(hint)
        if np.array_equal(moved, np.trunc(expected)) or np.array_equal(moved, np.round(expected)):
            raise Wrong("Your means are whole numbers; the fractions are lost. What kind of array do you put them in?")
        if _close(moved[full[:-1]], expected[full[:-1]]):
            asked = " Where do your loops end?" if _close(moved[full[-1]], centroids[full[-1]]) else ""
            raise Wrong(f"Only your last centroid, {full[-1]}, is not the mean of its points.{asked}")
        if not np.isfinite(moved[full]).all():
            j = next(j for j in full if not np.isfinite(moved[j]).all())
            raise Wrong(
                f"Centroid {j} is {moved[j][0]}, although {_points(members[j])} labelled {j}. Does your code find the "
                "points of a label?"
            )
        if _close(np.sort(moved, axis=0), np.sort(expected, axis=0)):
            raise Wrong("Your means are in another order than the centroids: row j belongs to the label j.")
        j = next(j for j in full if not _close(moved[j], expected[j]))
        where = ", ".join(f"{value:.4g}" for value in moved[j])
        raise Wrong(
            f"Centroid {j} goes to ({where}), which is not the mean of its points; {_points(members[j])} labelled {j}."
        )

    return test


def _mistaken(mistake: Mistake, X: Points, labels: Labels, centroids: Centroids) -> Answer:
    """Return where a mistake sends the centroids; those without points stay."""
    groups = [X[labels == j] for j in range(len(centroids))]
    return np.array(
        [
            mistake(group, X, old, len(centroids)) if len(group) else old
            for group, old in zip(groups, centroids, strict=True)
        ]
    )


def _makes(attempt: Attempt, mistake: Mistake, d: int) -> bool:
    """Tell whether the student's function makes a mistake on another, larger board too."""
    rng = np.random.default_rng(4)
    X, labels, centroids = rng.normal(size=(43, d)), np.arange(43, dtype=np.int32) % 6, rng.normal(size=(6, d))
    try:
        moved = attempt.numbers(X, labels, centroids)
    except Wrong:
        return False
    return moved.shape == (6, d) and np.allclose(moved, _mistaken(mistake, X, labels, centroids))


def _close(moved: Answer, expected: Answer) -> bool:
    """Tell whether places are the same, up to what numbers of half the precision can hold."""
    return np.allclose(moved, expected, rtol=1e-5, atol=1e-6)


def _points(group: Points) -> str:
    return "one point is" if len(group) == 1 else f"{len(group)} points are"


_STAYS = "A centroid without points stays where it was."


def _check_stays(moved: Answer, j: int, centroids: Centroids) -> None:
    if not np.isfinite(moved).all():
        raise Wrong(f"No point has the label {j} here, and the mean of nothing is {moved[0]}. {_STAYS}")
    if not np.allclose(moved, centroids[j]):
        where = "to the origin" if not moved.any() else "away"
        raise Wrong(f"No point has the label {j} here, and yours moves its centroid {where}. {_STAYS}")


def _check_shape(moved: Answer, X: Points, labels: Labels, centroids: Centroids) -> None:
    (k, d), n = centroids.shape, len(X)
    if moved.shape == (k, d):
        return
    if moved.ndim == 2 and moved.shape[1] == d and len(moved) < k and len(moved) == len(np.unique(labels)):
        raise Wrong(
            f"{k} centroids go in and {len(moved)} come out: a cluster without points has vanished. "
            "k should stay k; think about what its centroid can do."
        )
    said = {
        (): "a single number",
        (d,): "a single row; that is one centroid for all points",
        (k,): "one number per centroid; average over the points, and keep the coordinates apart",
        (n,): "one number per point" if n != k * d else "all coordinates in one row",
        (k * d,): "all coordinates in one row",
        (n, d): "one row per point; what is wanted is one row per centroid",
        (d, k): f"shape {moved.shape}, with rows and columns swapped",
        (k, 1, d): f"shape {moved.shape}, with an axis too many",
    }.get(moved.shape)
    if moved.ndim == 1 and not np.isfinite(moved).all():
        raise Wrong("The mean of nothing is nan: your code finds no points of some label. How does it look for them?")
    if moved.ndim == 2 and moved.shape == (k, 2) != (k, d):
        raise Wrong(f"The points have {d} coordinates here, and your centroids 2. Is that number fixed in your code?")
    if said is None and moved.ndim == 2 and moved.shape[1] == d:
        said = f"{len(moved)}. Is that number fixed in your code? It should work for any number of centroids"
    elif said is None:
        said = f"shape {moved.shape}"
    raise Wrong(f"update should return one row per centroid, shape ({k}, {d}) here; yours returns {said}.")


MISTAKES: list[tuple[Mistake, str]] = [
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
        lambda members, X, old, k: members.sum(axis=0) / X.shape[1],
        "You divide by the number of coordinates; how many points are in this cluster?",
    ),
    (
        lambda members, X, old, k: members.sum(axis=0) / max(1, len(members) - 1),
        "You divide by one less than the number of points, as for a variance; a mean divides by the number itself.",
    ),
    (
        lambda members, X, old, k: members.sum(axis=0) / (len(members) + 1),
        "You divide by one more than the number of points. Does your count of them begin at 1?",
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
        lambda members, X, old, k: members.max(axis=0),
        "Your centroids go to the largest coordinates of their points; every point of the cluster should count.",
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
        lambda members, X, old, k: (old + members.sum(axis=0)) / len(members),
        "Your sums begin at the old place of the centroid. What should they begin at?",
    ),
    (
        lambda members, X, old, k: old + members.mean(axis=0),
        "You add the mean to the old place. The mean is itself the new place.",
    ),
    (
        lambda members, X, old, k: members.mean(axis=0) - old,
        "You return how far each centroid moves; what is wanted is where it goes.",
    ),
    (
        lambda members, X, old, k: members[((members - members.mean(axis=0)) ** 2).sum(axis=1).argmin()],
        "Your centroids go to one of their points; the middle of a cluster need not be a point.",
    ),
    (
        lambda members, X, old, k: members[0],
        "Your centroids go to the first of their points. Is a loop left too early?",
    ),
    (
        lambda members, X, old, k: members[-1],
        "Your centroids go to the last of their points. Does each replace the one before, in place of being added?",
    ),
    (
        lambda members, X, old, k: np.full(X.shape[1], members.mean()),
        "All coordinates of a centroid are the same number: the coordinates have to be averaged apart from each other.",
    ),
    (
        lambda members, X, old, k: np.r_[members[:, :1].mean(axis=0), old[1:]],
        "Only the first coordinate of your centroids moves.",
    ),
    (
        lambda members, X, old, k: np.r_[members[:, :2].mean(axis=0), np.zeros(X.shape[1])][: X.shape[1]],
        "Only the first two coordinates of your centroids are right; there may be more.",
    ),
    (
        lambda members, X, old, k: np.r_[members[:, :2].mean(axis=0), old[2:]][: X.shape[1]],
        "Only the first two coordinates of your centroids move; there may be more.",
    ),
    (
        lambda members, X, old, k: np.abs(members).mean(axis=0),
        "You average the sizes of the coordinates without their signs; left and right of zero are two places.",
    ),
    (
        lambda members, X, old, k: np.sqrt((members**2).mean(axis=0)),
        "You average squares. Squares belong to distances; the mean is of the points as they are.",
    ),
]
"""What students often compute for one cluster, as a function of its points, all points, its old centroid and k, and the
hint for it."""
