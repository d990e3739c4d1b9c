"""The inner loop: one pass over the points that assigns, counts, sums and measures.

Coordinates are kept column by column, ``(d, n)``, so that every operation runs along contiguous memory. `sweep` makes a
`Pass` in numpy, in blocks that stay in the processor's cache, or in numba (`numba_kernels`), as its caller chose. Both
add the squared differences in the same order, so both give the same labels, even on ties; tests compare them with the
plain functions of `kmeans.algorithm`.

Before points are summed, an origin is subtracted from them, which is itself one of the points: far from zero, sums of
the coordinates themselves would lose the digits in which the points differ.
"""

from __future__ import annotations

import math
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, Labels, lock
from kmeans_viz.kmeans.algorithm import Pass

Columns = NDArray[np.float64]
"""``(d, n)``: one row per coordinate."""

_BLOCK = 8192  # points at a time; a row of them takes 64 kB, and the few rows in use fit the second-level cache
_FEW = 2048  # up to this many points, one broadcast takes less time than a loop over the centroids
_TABLE = 65_536  # the most distances that this broadcast may make: 512 kB, which stay in the cache
_EPS = 2 * float(np.finfo(np.float64).eps)
CARRIED = 1e-12
"""The largest error in a cluster's inertia that is carried over from pass to pass, as a share of the whole inertia."""


def sweep(
    columns: Columns,
    origin: NDArray[np.float64],
    centroids: Centroids,
    previous: Labels | None = None,
    compiled: ModuleType | None = None,
) -> Pass:
    """Assign every point to its nearest centroid and collect what the next half-step needs.

    Parameters
    ----------
    columns : Columns
        ``(d, n)``: the points.
    origin : numpy.ndarray
        ``(d,)``: what is subtracted from every point before it is summed.
    centroids : Centroids
        ``(k, d)``.
    previous : Labels, optional
        ``(n,)``: the labels of the pass before, against which changes are counted.
    compiled : module, optional
        `numba_kernels`, to use its loops in place of numpy.

    Returns
    -------
    Pass
    """
    if compiled is not None:
        labels, counts, sums, inertias, before, changed = compiled.sweep(columns, origin, centroids, previous)
        return Pass(lock(labels), lock(counts), sums, inertias, before, changed)
    k = len(centroids)
    labels, squared = nearest(columns, centroids)
    counts, sums, inertias = gathered(columns, origin, labels, squared, k)
    if previous is None:
        return Pass(lock(labels), lock(counts), sums, inertias, float("nan"), len(labels))
    # Only the points that moved need their old distance; the others have it in `squared`.
    moved = np.flatnonzero(labels != previous)
    old = inertia(columns[:, moved], centroids, previous[moved])
    before = float(inertias.sum()) + (old - float(squared[moved].sum()))
    return Pass(lock(labels), lock(counts), sums, inertias, before, len(moved))


def gathered(
    columns: Columns, origin: NDArray[np.float64], labels: Labels, squared: NDArray[np.float64], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the counts ``(k,)``, sums about the origin ``(k, d)`` and inertias ``(k,)`` of the clusters.

    `squared` holds each point's squared distance to its centroid, ``(n,)``.
    """
    sums = np.empty((k, len(columns)))
    for axis, column in enumerate(columns):
        sums[:, axis] = np.bincount(labels, weights=column - origin[axis], minlength=k)
    inertias = np.asarray(np.bincount(labels, weights=squared, minlength=k), dtype=np.float64)
    return np.bincount(labels, minlength=k), sums, inertias


def means(
    origin: NDArray[np.float64],
    centroids: Centroids,
    counts: NDArray[np.int64],
    sums: NDArray[np.float64],
    inertias: NDArray[np.float64],
) -> tuple[Centroids, NDArray[np.int64]]:
    """Return the mean of each cluster, or its centroid where it is empty, and which of the means are doubtful.

    A mean is doubtful if rounding leaves open whether all points of its cluster are equal. If they are, the mean is
    exactly that point, and the mean computed here may miss it by a rounding error.

    Returns
    -------
    moved : Centroids
        ``(k, d)``.
    doubtful : numpy.ndarray
        The indices of the doubtful means, in rising order.
    """
    n = np.maximum(counts, 1)
    away = sums / n[:, None]
    moved = np.where(counts[:, None] > 0, origin + away, centroids)
    moves = moved - centroids
    spread = inertias - n * np.einsum("ij,ij->i", moves, moves)
    # The largest error that rounding may leave in a mean, and from that the largest in the spread: first with one bound
    # for all clusters, which nearly always is enough.
    far, most, whole = float(np.abs(away).max() + np.abs(moved).max()), float(n.max()), float(inertias.sum())
    error = (most + 8) * _EPS * far * len(origin)
    if spread.min() > 4 * most * error * (math.sqrt(whole) + error) + ((most + 8) * _EPS + CARRIED) * whole:
        return moved, np.empty(0, dtype=np.intp)
    errors = (n + 8) * _EPS * (np.abs(away).max(axis=1) + np.abs(moved).max(axis=1)) * len(origin)
    bounds = 4 * n * errors * (np.sqrt(inertias / n) + errors) + (n + 8) * _EPS * inertias + CARRIED * whole
    return moved, np.flatnonzero((spread <= bounds) & (counts > 0))


def nearest(columns: Columns, centroids: Centroids) -> tuple[Labels, NDArray[np.float64]]:
    """Return the index of every point's nearest centroid, the lowest on a tie, and the squared distance to it."""
    n = columns.shape[1]
    if n <= _FEW and n * len(centroids) <= _TABLE:
        distances = distance_table(columns, centroids)
        return distances.argmin(axis=0).astype(np.int32), distances.min(axis=0)
    labels, squared = np.empty(n, dtype=np.int32), np.empty(n)
    distance, term = np.empty((2, min(_BLOCK, n)))
    closer = np.empty(min(_BLOCK, n), dtype=bool)
    for start in range(0, n, _BLOCK):
        block = columns[:, start : start + _BLOCK]
        own, best = labels[start : start + _BLOCK], squared[start : start + _BLOCK]
        if len(best) < len(distance):
            distance, term, closer = distance[: len(best)], term[: len(best)], closer[: len(best)]
        for j, centroid in enumerate(centroids):
            np.subtract(block[0], centroid[0], out=distance)
            np.multiply(distance, distance, out=distance)
            for axis in range(1, len(block)):
                np.subtract(block[axis], centroid[axis], out=term)
                np.multiply(term, term, out=term)
                np.add(distance, term, out=distance)
            if j == 0:
                best[:] = distance
                own[:] = 0
            else:
                np.less(distance, best, out=closer)
                np.copyto(own, j, where=closer)
                np.minimum(distance, best, out=best)
    return labels, squared


def inertia(columns: Columns, centroids: Centroids, labels: Labels) -> float:
    """Return the sum of squared distances of the points to the centroids that `labels` names."""
    total = 0.0
    for start in range(0, columns.shape[1], _BLOCK):
        own = labels[start : start + _BLOCK]
        for axis, column in enumerate(columns):
            difference = column[start : start + _BLOCK] - centroids[own, axis]
            total += float(difference @ difference)
    return total


def squared_distances(columns: Columns, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared distance of every point to one position, shape ``(n,)``."""
    total = np.zeros(columns.shape[1])
    for column, coordinate in zip(columns, point, strict=True):
        difference = column - coordinate
        total += difference * difference
    return total


def distance_table(columns: Columns, centroids: Centroids) -> NDArray[np.float64]:
    """Return the squared distance of every point to every centroid, shape ``(k, n)``."""
    total = columns[0] - centroids[:, 0, None]
    total *= total
    for axis in range(1, len(columns)):
        difference = columns[axis] - centroids[:, axis, None]
        difference *= difference
        total += difference
    return total
