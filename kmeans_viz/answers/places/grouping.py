"""Which stays are at the same place: `grouped` takes positions with weights, and returns places of a given radius.

k-means would need to know how many places there are, and would share all positions out among them, however far away.
This is its variant with a radius in place of a number, by Ashbrook & Starner (2003), "Using GPS to Learn Significant
Locations and Predict Movement Across Multiple Users", Personal and Ubiquitous Computing 7: from a position, take the
mean of all within the radius of it, and again from there, until the mean stays; what is then within the radius is a
place, and the search goes on among the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from kmeans_viz.data.globe import Vectors, chord_of, middle_of

_MOST_STEPS = 100


def grouped(
    vectors: Vectors, weights: NDArray[np.float64], radius_m: float, most: int | None = None
) -> tuple[NDArray[np.intp], Vectors]:
    """Return the place of each position, ``(m,)``, and the middles of the places, ``(p, 3)``.

    Parameters
    ----------
    vectors, weights
        ``(m, 3)`` and ``(m,)``: where the positions are, and how much each counts. The search begins at the heaviest.
    radius_m : float
        How far from the middle of a place its positions lie at most.
    most : int, optional
        Stop after so many places; the positions that are left have the place -1.
    """
    labels = np.full(len(vectors), -1, dtype=np.intp)
    middles: list[Vectors] = []
    tree = cKDTree(vectors) if len(vectors) else None
    limit = chord_of(radius_m)
    starts = iter(np.argsort(-weights, kind="stable").tolist())
    start = next(starts, None)
    while start is not None and tree is not None and len(middles) != most:
        if labels[start] >= 0:
            start = next(starts, None)
            continue
        # A mean may move away from where its search began, which is then begun again, among the rest.
        middle, near = vectors[start], np.array([start])
        for _ in range(_MOST_STEPS):
            within = np.array(tree.query_ball_point(middle, limit), dtype=np.intp)
            free = within[labels[within] < 0]
            if not len(free):
                break
            near, moved = free, middle_of(vectors[free], weights[free])
            if np.abs(moved - middle).max() < 1e-12:
                break
            middle = moved
        labels[near] = len(middles)
        middles.append(middle)
    return labels, np.array(middles).reshape(-1, 3)
