"""k-medians: the steps of k-means with another distance and another centre.

Pass `MEDIANS` as the `stepper` of a run to see how the two differ.
"""

from __future__ import annotations

import numpy as np

from kmeans_viz.inputs import Centroids, Labels, Points
from kmeans_viz.kmeans.algorithm import Stepper


def assign_by_city_block(X: Points, centroids: Centroids) -> Labels:
    """Do what `algorithm.assign` does, with distances in the L1 norm: |x1 - c1| + |x2 - c2| + …."""
    distances = sum(np.abs(X[:, axis, None] - centroids[:, axis]) for axis in range(X.shape[1]))
    nearest: Labels = np.argmin(distances, axis=1).astype(np.int32)
    return nearest


def update_to_median(X: Points, labels: Labels, centroids: Centroids) -> Centroids:
    """Do what `algorithm.update` does, with the coordinate-wise median, which minimises the sum of L1 distances."""
    moved = centroids.copy()
    for j in range(len(centroids)):
        members = X[labels == j]
        if len(members) > 0:
            moved[j] = np.median(members, axis=0)
    return moved


MEDIANS = Stepper(assign=assign_by_city_block, update=update_to_median)
"""k-medians: the nearest centre in the L1 norm, then the coordinate-wise median."""
