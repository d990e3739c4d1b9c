"""Points far from all others, which would have the rules about K count themselves instead of the groups.

`far_points` takes points and the best clustering for each K, and returns which of the points lie far away.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast.passes import Columns, squared_distances
from kmeans_viz.how_many.fits import Fit

TINY = 0.02
"""A cluster with a smaller share of the points than this is tiny; a single point always is."""
_FAR = 5.0  # times as far from every other point as points are, on average, from the centroids of larger clusters
_MOST = 0.05  # of the points; if more are far away, that is how these points lie
_A_CLUSTER = 5  # points on average; in smaller clusters, the distances to centroids say little


def far_points(columns: Columns, fits: Sequence[Fit]) -> NDArray[np.intp]:
    """Return the rows of the points that lie far from all others, in rising order.

    k-means gives points far away a cluster of their own, for some K. So they are looked for in the tiny clusters of all
    `fits`: those whose points are five times as far from every point outside as the points of larger clusters are from
    their centroids (root mean square).

    Parameters
    ----------
    columns : numpy.ndarray
        ``(d, n)``.
    fits : sequence of Fit
        The best clusterings for K = 1, 2, …

    Returns
    -------
    numpy.ndarray
        ``(m,)``; empty if there are none, if more than 5 % of the points would be, or of fewer than 10 points.
    """
    n = columns.shape[1]
    far = np.zeros(n, dtype=bool)
    for fit in fits[1 : n // _A_CLUSTER]:
        tiny = tiny_clusters(fit.labels)
        in_tiny = np.isin(fit.labels, tiny)
        if in_tiny.all() or not in_tiny.any():
            continue
        away = columns[:, ~in_tiny] - fit.centroids[fit.labels[~in_tiny]].T
        mean_square = float(np.einsum("ij,ij->j", away, away).mean())
        for cluster in tiny:
            own = fit.labels == cluster
            outside = columns[:, ~own]
            nearest = min(float(squared_distances(outside, point).min()) for point in columns[:, own].T)
            if nearest > _FAR**2 * mean_square:
                far |= own
    return np.flatnonzero(far) if far.sum() <= max(1, _MOST * n) else np.empty(0, dtype=np.intp)


def tiny_clusters(labels: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return the clusters that have a single point, or less than 2 % of all points."""
    counts = np.bincount(labels)
    return np.flatnonzero((counts > 0) & (counts < max(2.0, TINY * len(labels))))
