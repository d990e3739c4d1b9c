"""What students often write for `assign`, as functions, each with the hint for it.

`assigning` compares a student's labels with those of each, and gives the hint of the first with the same labels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, Points
from kmeans_viz.kmeans import algorithm

Answer: TypeAlias = NDArray[Any]
Mistake: TypeAlias = tuple[Callable[[Points, Centroids], Answer], str]


def of_a_part(k: int, d: int) -> list[Mistake]:
    """Return the mistakes of looking at a part of k centroids or of d coordinates only."""
    return [
        *(
            (
                lambda X, centroids, axis=axis: algorithm.assign(X[:, [axis]], centroids[:, [axis]]),
                f"Your labels follow coordinate {axis} of the points alone; a distance takes in all coordinates.",
            )
            for axis in range(d)
        ),
        (
            lambda X, centroids: algorithm.assign(X[:, :2], centroids[:, :2]),
            f"Only the first two coordinates count in your distances; these points have {d}, and assign should work "
            "for any number of them.",
        ),
        (
            lambda X, centroids: algorithm.assign(X[:, : max(1, d - 1)], centroids[:, : max(1, d - 1)]),
            "The last coordinate does not count in your distances. Where does your loop over the coordinates end?",
        ),
        (
            lambda X, centroids: algorithm.assign(X, centroids[:3]),
            f"Your labels go up to 2, whatever there is; here are {k} centroids. Is that number fixed in your code?",
        ),
        (
            lambda X, centroids: algorithm.assign(X, centroids[: max(1, k - 1)]),
            "The last centroid never gets a point. Where does your loop over the centroids end?",
        ),
        (
            lambda X, centroids: 1 + algorithm.assign(X, centroids[1:]) if k > 1 else np.ones(len(X)),
            "The first centroid, number 0, never gets a point. Where does your loop over the centroids begin?",
        ),
    ]


def differences(X: Points, centroids: Centroids) -> Answer:
    """Return the differences along each axis, ``(n, k, d)``."""
    return X[:, None] - centroids


def _never_reset(X: Points, centroids: Centroids) -> Answer:
    """Return labels of a search that goes on, from point to point, with the smallest distance of all so far."""
    smallest, label, labels = np.inf, 0, []
    for row in (differences(X, centroids) ** 2).sum(axis=2):
        for j, squared in enumerate(row):
            if squared < smallest:
                smallest, label = squared, j
        labels.append(label)
    return np.array(labels)


def _by_size(X: Points, centroids: Centroids) -> Answer:
    sizes = [np.linalg.norm(points, axis=1) for points in (X, centroids)]
    return np.abs(sizes[0][:, None] - sizes[1]).argmin(axis=1)


MISTAKES: list[Mistake] = [
    (
        lambda X, centroids: algorithm.assign(X, centroids) + 1,
        "Your labels start at 1. Python counts from 0: the label of a point is the index of its centroid.",
    ),
    (
        lambda X, centroids: (differences(X, centroids) ** 2).sum(axis=2).argmax(axis=1),
        "Your points go to the centroid that is farthest away.",
    ),
    (
        lambda X, centroids: (differences(X, centroids) ** 2).sum(axis=2).argsort(axis=1)[:, 1 % len(centroids)],
        "Your points go to the second nearest centroid. Which place is the first, counted from 0?",
    ),
    (
        lambda X, centroids: np.sqrt((differences(X, centroids) ** 2).sum(axis=2)).min(axis=1),
        "You return how far the nearest centroid is; what is wanted is which one it is.",
    ),
    (
        lambda X, centroids: (differences(X, centroids) ** 2).sum(axis=2).min(axis=1),
        "You return how far the nearest centroid is, squared; what is wanted is which one it is.",
    ),
    (
        lambda X, centroids: differences(X, centroids).sum(axis=2).argmin(axis=1),
        "A difference below zero counts as nearer than no difference in your code; a distance is never negative.",
    ),
    (
        lambda X, centroids: np.abs(differences(X, centroids).sum(axis=2)).argmin(axis=1),
        "A step left and a step up cancel each other in your distances. Every difference has to lose its sign first.",
    ),
    (
        lambda X, centroids: (differences(X, centroids) ** 2).sum(axis=1).argmin(axis=1),
        "The sum in your distances goes along the wrong axis: it should add up the coordinates, "
        "so that one number is left for each pair of a point and a centroid.",
    ),
    (
        lambda X, centroids: np.abs(differences(X, centroids)).sum(axis=2).argmin(axis=1),
        "Your distances go around city blocks, |dx| + |dy|; k-means measures along the straight line.",
    ),
    (
        lambda X, centroids: np.abs(differences(X, centroids)).max(axis=2).argmin(axis=1),
        "Of the differences along the axes, only the largest counts in your distances; all of them should.",
    ),
    (
        lambda X, centroids: np.abs(differences(X, centroids)).min(axis=2).argmin(axis=1),
        "Of the differences along the axes, only the smallest counts in your distances; all of them should.",
    ),
    (
        lambda X, centroids: np.abs(np.prod(differences(X, centroids), axis=2)).argmin(axis=1),
        "The differences along the axes are multiplied in your distances, so that one of 0 makes all of it 0.",
    ),
    (
        lambda X, centroids: (X @ centroids.T).argmax(axis=1),
        "Your points go to the centroid in whose direction they lie, as seen from the origin; distance is what counts.",
    ),
    (
        lambda X, centroids: (X @ centroids.T).argmin(axis=1),
        "A product of a point and a centroid is not a distance: it is small where they lie on opposite sides of 0.",
    ),
    (
        _by_size,
        "You compare how far point and centroid are from the origin; what counts is how far they are from each other.",
    ),
    (
        lambda X, centroids: ((X[:, None] + centroids) ** 2).sum(axis=2).argmin(axis=1),
        "Point and centroid are added in your distances; a distance is made of differences.",
    ),
    (
        _never_reset,
        "The smallest distance of one point still counts for the next. Where does the search of a new point begin?",
    ),
    (
        lambda X, centroids: np.full(len(X), ((X.mean(axis=0) - centroids) ** 2).sum(axis=1).argmin()),
        "All points get the label of the centroid nearest to their middle; each point has a nearest one of its own.",
    ),
]
"""What students often write, as a function of points and centroids, and the hint for it."""
