"""The inner loops of `how_many`, compiled by numba: whole runs, and distances between all points.

Importing this module imports numba. Sums are added up in the same order as in numpy, so that a run makes the same
choices in both.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast.numba_kernels import _BLOCK, _compile, _locked, _nearest, _squared_distances
from kmeans_viz.inputs import Centroids, Labels


def run(columns: NDArray[np.float64], start: Centroids, max_iter: int) -> tuple[float, Centroids, Labels]:
    """Run Lloyd's algorithm on ``(d, n)`` columns; return inertia, centroids and labels at the end."""
    centroids, labels = np.array(start), np.empty(columns.shape[1], dtype=np.int32)
    return _run(_locked(columns), centroids, labels, max_iter), centroids, labels


def polish(
    columns: NDArray[np.float64],
    inertia: float,
    centroids: Centroids,
    labels: Labels,
    max_iter: int,
    most_moves: int,
    least_gain: float,
) -> tuple[float, Centroids, Labels]:
    """Move single points to better clusters, each time with a run after it; return inertia, centroids and labels.

    It ends after `most_moves` moves, or when a move would gain no more than `least_gain` times the inertia. See
    `how_many.fits`.
    """
    centroids, labels = np.array(centroids), np.array(labels)
    inertia = _polish(_locked(columns), inertia, centroids, labels, max_iter, most_moves, least_gain)
    return inertia, centroids, labels


def seed(columns: NDArray[np.float64], chances: NDArray[np.float64]) -> Centroids:
    """Return k-means++ centroids; each of `chances`, random numbers in [0, 1), draws one of them."""
    centroids = np.empty((len(chances), len(columns)))
    _seed(_locked(columns), _locked(chances), centroids)
    return centroids


def distance_sums(
    columns: NDArray[np.float64], rows: NDArray[np.int64], labelings: NDArray[np.int32], sums: NDArray[np.float64]
) -> None:
    """Add the distance from each of the points `rows` to every point to ``sums[row, labeling, that point's label]``."""
    _distance_sums(_locked(columns), _locked(rows), _locked(labelings), sums)


def compile_all() -> None:
    """Compile every kernel, or load it from the cache."""
    columns, start = np.zeros((2, 2)), np.zeros((1, 2))
    polish(columns, *run(columns, start, 1), 1, 1, 0.0)
    seed(columns, np.zeros(1))
    rows, labelings = np.zeros(1, dtype=np.int64), np.zeros((1, 2), dtype=np.int32)
    distance_sums(columns, rows, labelings, np.zeros((1, 1, 1)))


@_compile
def _run(columns, centroids, labels, max_iter):  # type: ignore[no-untyped-def]
    sums, counts = np.empty(centroids.shape), np.empty(len(centroids), dtype=np.int64)
    labels[:] = -1
    _assign(columns, centroids, labels, counts, sums)
    return _go_on(columns, centroids, labels, counts, sums, max_iter)


@_compile
def _polish(columns, inertia, centroids, labels, max_iter, most_moves, least_gain):  # type: ignore[no-untyped-def]
    d, n = columns.shape
    k = len(centroids)
    sums, counts = np.empty((k, d)), np.zeros(k, dtype=np.int64)
    moved, moved_centroids = np.empty_like(labels), np.empty_like(centroids)
    for i in range(n):
        counts[labels[i]] += 1
    for _ in range(most_moves):
        gain, point, cluster = _best_move(columns, centroids, labels, counts)
        if not gain > least_gain * inertia:
            break
        moved[:] = labels
        moved[point] = cluster
        moved_centroids[:] = centroids
        counts[:] = 0
        sums[:] = 0.0
        for i in range(n):
            counts[moved[i]] += 1
        for axis in range(d):
            for i in range(n):
                sums[moved[i], axis] += columns[axis, i]
        _move(moved_centroids, counts, sums)
        _assign(columns, moved_centroids, moved, counts, sums)
        lower = _go_on(columns, moved_centroids, moved, counts, sums, max_iter)
        if not lower < inertia:
            break
        inertia = lower
        labels[:] = moved
        centroids[:] = moved_centroids
    return inertia


@_compile
def _go_on(columns, centroids, labels, counts, sums, max_iter):  # type: ignore[no-untyped-def]
    """Go on from an assignment until no label changes; leave centroids, labels, counts and sums as they are then."""
    for _ in range(max_iter):
        _move(centroids, counts, sums)
        if _assign(columns, centroids, labels, counts, sums) == 0:
            break
    d, n = columns.shape
    inertia = 0.0
    for axis in range(d):
        for i in range(n):
            difference = columns[axis, i] - centroids[labels[i], axis]
            inertia += difference * difference
    return inertia


@_compile
def _assign(columns, centroids, labels, counts, sums):  # type: ignore[no-untyped-def]
    """Assign every point, count and sum, and return how many labels changed; the caller needs the inertia only once."""
    d, n = columns.shape
    best, distance, winner = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK, dtype=np.int64)
    counts[:] = 0
    sums[:] = 0.0
    changed = 0
    for start in range(0, n, _BLOCK):
        width = min(_BLOCK, n - start)
        _nearest(columns, centroids, start, width, best, winner, distance)
        for i in range(width):
            j = winner[i]
            changed += labels[start + i] != j
            labels[start + i] = j
            counts[j] += 1
        for axis in range(d):
            column = columns[axis, start : start + width]
            for i in range(width):
                sums[winner[i], axis] += column[i]
    return changed


@_compile
def _move(centroids, counts, sums):  # type: ignore[no-untyped-def]
    k, d = centroids.shape
    for j in range(k):
        if counts[j] > 0:
            for axis in range(d):
                centroids[j, axis] = sums[j, axis] / counts[j]


@_compile
def _seed(columns, chances, centroids):  # type: ignore[no-untyped-def]
    d, n = columns.shape
    nearest = np.full(n, np.inf)
    squared = np.empty(n)
    chosen = int(chances[0] * n)
    for j in range(len(chances)):
        if j > 0:
            total = 0.0
            for i in range(n):
                total += nearest[i]
            target = chances[j] * total
            total = 0.0
            for i in range(n):
                if nearest[i] > 0.0:
                    # If rounding puts the target beyond the sum, the last point with any chance is chosen.
                    chosen = i
                    total += nearest[i]
                    if total > target:
                        break
        for axis in range(d):
            c = columns[axis, chosen]
            centroids[j, axis] = c
            for i in range(n):
                difference = columns[axis, i] - c
                squared[i] = difference * difference if axis == 0 else squared[i] + difference * difference
        for i in range(n):
            nearest[i] = min(nearest[i], squared[i])


@_compile
def _best_move(columns, centroids, labels, counts):  # type: ignore[no-untyped-def]
    d, n = columns.shape
    k = len(centroids)
    distance, out = np.empty(_BLOCK), np.empty(_BLOCK)
    gain, target = np.empty(_BLOCK), np.empty(_BLOCK, dtype=np.int64)
    largest, point, cluster = 0.0, 0, 0
    for start in range(0, n, _BLOCK):
        width = min(_BLOCK, n - start)
        for i in range(width):
            out[i] = gain[i] = 0.0
        for axis in range(d):
            for i in range(width):
                difference = columns[axis, start + i] - centroids[labels[start + i], axis]
                out[i] += difference * difference
        for i in range(width):
            own = counts[labels[start + i]]
            out[i] = out[i] * own / (own - 1) if own > 1 else 0.0
        for j in range(k):
            _squared_distances(columns, centroids[j], start, width, distance)
            a, b = float(counts[j]), counts[j] + 1.0
            for i in range(width):
                gained = out[i] - distance[i] * a / b
                is_best = gained > gain[i] and labels[start + i] != j
                gain[i] = gained if is_best else gain[i]
                target[i] = j if is_best else target[i]
        for i in range(width):
            if gain[i] > largest:
                largest, point, cluster = gain[i], start + i, target[i]
    return largest, point, cluster


@_compile
def _distance_sums(columns, rows, labelings, sums):  # type: ignore[no-untyped-def]
    d, n = columns.shape
    distance = np.empty(n)
    for r in range(len(rows)):
        for axis in range(d):
            c = columns[axis, rows[r]]
            for i in range(n):
                difference = columns[axis, i] - c
                distance[i] = difference * difference if axis == 0 else distance[i] + difference * difference
        for i in range(n):
            distance[i] = math.sqrt(distance[i])
        for m in range(len(labelings)):
            for i in range(n):
                sums[r, m, labelings[m, i]] += distance[i]
