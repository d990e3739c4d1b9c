"""The loops of `passes`, compiled by numba: without branches, over blocks of points that stay in the first-level cache.

Importing this module imports numba, which takes about half a second; `kernels` decides when that pays. Compiled code is
cached on disk. Floating-point operations are not reordered, so the labels equal numpy's even on ties.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast.passes import CARRIED
from kmeans_viz.inputs import Centroids, Labels

_BLOCK = 512
_EPS = 2 * float(np.finfo(np.float64).eps)
_NO_LABELS = np.empty(0, dtype=np.int32)


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles, and keeps the result on disk if there is a place for it."""

    def compile_it(function: Callable[..., Any]) -> Any:
        try:
            return numba.njit(nogil=True, cache=True, **options)(function)
        except RuntimeError:  # neither the folder of the file nor that of the user can be written to
            return numba.njit(nogil=True, **options)(function)

    return compile_it


_compile = compiled()


def sweep(
    columns: NDArray[np.float64], origin: NDArray[np.float64], centroids: Centroids, previous: Labels | None
) -> tuple[Any, ...]:
    """Make the pass of `passes.sweep`, and return the fields of a `Pass`."""
    labels = np.empty(columns.shape[1], dtype=np.int32)
    counts = np.empty(len(centroids), dtype=np.int64)
    sums, inertias = np.empty(centroids.shape), np.empty(len(centroids))
    old = _locked(_NO_LABELS if previous is None else previous)
    before, changed = _sweep_once(
        _locked(columns), _locked(origin), _locked(centroids), old, labels, counts, sums, inertias
    )
    return labels, counts, sums, inertias, before, changed


def means(
    origin: NDArray[np.float64],
    centroids: Centroids,
    counts: NDArray[np.int64],
    sums: NDArray[np.float64],
    inertias: NDArray[np.float64],
) -> tuple[Centroids, NDArray[np.int64]]:
    """Do and return what `passes.means` does; `origin`, `centroids` and `counts` must be read-only."""
    moved, doubtful = np.empty(centroids.shape), np.empty(len(centroids), dtype=np.int64)
    many = _means(origin, centroids, counts, sums, inertias, moved, doubtful)
    return moved, doubtful[:many]


def run(columns: NDArray[np.float64], start: Centroids, max_iter: int) -> tuple[Any, ...]:
    """Run Lloyd's algorithm in one call, keeping the centroids and labels of every half-step.

    Returns
    -------
    tuple
        ``centroids (m + 1, k, d)``, ``labels (m + 1, n)``, ``counts (m + 1, k)``, the inertia after each assignment
        ``(m + 1,)`` and after each update ``(m,)``, and how many labels each assignment changed ``(m + 1,)``, for m
        updates. Empty clusters keep their centroid.
    """
    n = columns.shape[1]
    k, d = start.shape
    rows = max_iter + 1
    centroids, labels = np.empty((rows, k, d)), np.empty((rows, n), dtype=np.int32)
    counts, changed = np.empty((rows, k), dtype=np.int64), np.empty(rows, dtype=np.int64)
    after_assign, after_update = np.empty(rows), np.empty(rows)
    centroids[0] = start
    m = _run(_locked(columns), max_iter, centroids, labels, counts, after_assign, after_update, changed)
    return tuple(array[: m + 1] for array in (centroids, labels, counts, after_assign, after_update[:m], changed))


def tally(labels: Labels, places: NDArray[np.int32], offsets: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return ``numpy.bincount(offsets[labels] + places, minlength=size)``, without making an array for that sum."""
    counts = np.zeros(size, dtype=np.int64)
    _tally(_locked(labels), _locked(places), _locked(offsets), counts)
    return counts


def compile_all() -> None:
    """Compile every kernel, or load it from the cache."""
    columns, start = np.zeros((2, 2)), np.zeros((1, 2))
    run(columns, start, 1)
    sweep(columns, start[0], start, None)
    means(_locked(start[0]), _locked(start), _locked(np.ones(1, dtype=np.int64)), start.copy(), np.zeros(1))
    tally(_NO_LABELS, _NO_LABELS, np.zeros(1, dtype=np.int64), 1)


def _locked(array: NDArray[Any]) -> NDArray[Any]:
    """Return a contiguous, read-only view.

    To numba, read-only and writeable arrays are different types, and compiling for each combination takes a second.
    """
    view = np.ascontiguousarray(array).view()
    view.setflags(write=False)
    return view


@_compile
def _nearest(columns, centroids, start, width, best, winner, distance):  # type: ignore[no-untyped-def]
    """Fill `best` and `winner` with each point's smallest squared distance and the index it belongs to."""
    d = columns.shape[0]
    for i in range(width):
        best[i] = np.inf
        winner[i] = 0
    if d == 2:
        x, y = columns[0, start : start + width], columns[1, start : start + width]
        _nearest_in_the_plane(x, y, centroids, best, winner)
        return
    for j in range(centroids.shape[0]):
        _squared_distances(columns, centroids[j], start, width, distance)
        for i in range(width):
            closer = distance[i] < best[i]
            best[i] = distance[i] if closer else best[i]
            winner[i] = j if closer else winner[i]


@_compile
def _squared_distances(columns, centroid, start, width, distance):  # type: ignore[no-untyped-def]
    """Fill `distance` with the squared distances of a block of points to one centroid.

    Four axes at a time: the same additions in the same order, with a quarter of the loads and stores.
    """
    d = columns.shape[0]
    for axis in range(0, d - 3, 4):
        w, x = columns[axis, start : start + width], columns[axis + 1, start : start + width]
        y, z = columns[axis + 2, start : start + width], columns[axis + 3, start : start + width]
        a, b, c, e = centroid[axis], centroid[axis + 1], centroid[axis + 2], centroid[axis + 3]
        for i in range(width):
            total = distance[i] if axis > 0 else 0.0
            total += (w[i] - a) * (w[i] - a)
            total += (x[i] - b) * (x[i] - b)
            total += (y[i] - c) * (y[i] - c)
            distance[i] = total + (z[i] - e) * (z[i] - e)
    for axis in range(d - d % 4, d):
        x, a = columns[axis, start : start + width], centroid[axis]
        for i in range(width):
            distance[i] = (distance[i] if axis > 0 else 0.0) + (x[i] - a) * (x[i] - a)


@_compile
def _nearest_in_the_plane(x, y, centroids, best, winner):  # type: ignore[no-untyped-def]
    """Lower `best` and `winner` to the nearest of `centroids`, for d = 2, by far the commonest case.

    Four centroids at a time: each point, its best distance and its winner are loaded and stored once for all four,
    which halves the time. Where only two or three are left, the missing ones are put infinitely far away.
    """
    k = centroids.shape[0]
    j = 0
    while j + 1 < k:
        x0, y0, x1, y1 = centroids[j, 0], centroids[j, 1], centroids[j + 1, 0], centroids[j + 1, 1]
        x2, y2 = (centroids[j + 2, 0], centroids[j + 2, 1]) if j + 2 < k else (np.inf, np.inf)
        x3, y3 = (centroids[j + 3, 0], centroids[j + 3, 1]) if j + 3 < k else (np.inf, np.inf)
        for i in range(len(x)):
            px, py, smallest, index = x[i], y[i], best[i], winner[i]
            squared = (px - x0) * (px - x0) + (py - y0) * (py - y0)
            closer = squared < smallest
            smallest, index = squared if closer else smallest, j if closer else index
            squared = (px - x1) * (px - x1) + (py - y1) * (py - y1)
            closer = squared < smallest
            smallest, index = squared if closer else smallest, j + 1 if closer else index
            squared = (px - x2) * (px - x2) + (py - y2) * (py - y2)
            closer = squared < smallest
            smallest, index = squared if closer else smallest, j + 2 if closer else index
            squared = (px - x3) * (px - x3) + (py - y3) * (py - y3)
            closer = squared < smallest
            smallest, index = squared if closer else smallest, j + 3 if closer else index
            best[i], winner[i] = smallest, index
        j += 4
    if j < k:
        cx, cy = centroids[j, 0], centroids[j, 1]
        for i in range(len(x)):
            squared = (x[i] - cx) * (x[i] - cx) + (y[i] - cy) * (y[i] - cy)
            closer = squared < best[i]
            best[i] = squared if closer else best[i]
            winner[i] = j if closer else winner[i]


@_compile
def _sweep(columns, origin, centroids, previous, labels, counts, sums, inertias, best, winner, distance):  # type: ignore[no-untyped-def]
    d, n = columns.shape
    counts[:] = 0
    sums[:] = 0.0
    inertias[:] = 0.0
    extra = 0.0
    changed = 0
    for start in range(0, n, _BLOCK):
        width = min(_BLOCK, n - start)
        _nearest(columns, centroids, start, width, best, winner, distance)
        _gather(columns, origin, start, width, best, winner, labels, counts, sums, inertias)
        # A slice, whose index cannot be negative, lets the compiler compare many labels at once.
        old = previous[start : start + width]
        n_moved = 0
        for i in range(len(old)):
            n_moved += old[i] != winner[i]
        if n_moved == 0:
            continue
        changed += n_moved
        for i in range(len(old)):
            if old[i] != winner[i]:
                own = 0.0
                for axis in range(d):
                    difference = columns[axis, start + i] - centroids[old[i], axis]
                    own += difference * difference
                extra += own - best[i]
    if len(previous) == 0:
        return np.nan, n
    return inertias.sum() + extra, changed


@_compile
def _sweep_once(columns, origin, centroids, previous, labels, counts, sums, inertias):  # type: ignore[no-untyped-def]
    return _sweep(columns, origin, centroids, previous, labels, counts, sums, inertias, *_scratch())


@_compile
def _gather(columns, origin, start, width, best, winner, labels, counts, sums, inertias):  # type: ignore[no-untyped-def]
    """Write a block's labels, and add to the counts, sums and inertias.

    Each addition to a cluster waits for the one before it. In the plane, all four additions of a point are in one loop,
    so that they wait at the same time.
    """
    own = labels[start : start + width]
    if columns.shape[0] == 2:
        x, y = columns[0, start : start + width], columns[1, start : start + width]
        ox, oy = origin[0], origin[1]
        for i in range(width):
            own[i] = winner[i]
            j = np.uint64(winner[i])  # an unsigned index saves the test for negative ones
            counts[j] += 1
            sums[j, 0] += x[i] - ox
            sums[j, 1] += y[i] - oy
            inertias[j] += best[i]
        return
    for i in range(width):
        own[i] = winner[i]
        counts[winner[i]] += 1
        inertias[winner[i]] += best[i]
    for axis in range(columns.shape[0]):
        column, o = columns[axis, start : start + width], origin[axis]
        for i in range(width):
            sums[winner[i], axis] += column[i] - o


@_compile
def _means(origin, centroids, counts, sums, inertias, moved, doubtful):  # type: ignore[no-untyped-def]
    k, d = centroids.shape
    many, carried = 0, CARRIED * inertias.sum()
    for j in range(k):
        n = counts[j]
        if n == 0:
            moved[j] = centroids[j]
            continue
        farthest, largest, squared = 0.0, 0.0, 0.0
        for axis in range(d):
            away = sums[j, axis] / n
            mean = origin[axis] + away
            moved[j, axis] = mean
            farthest, largest = max(farthest, abs(away)), max(largest, abs(mean))
            squared += (mean - centroids[j, axis]) * (mean - centroids[j, axis])
        error = (n + 8) * _EPS * (farthest + largest) * d
        most = 4 * n * error * (np.sqrt(inertias[j] / n) + error) + (n + 8) * _EPS * inertias[j] + carried
        if inertias[j] - n * squared <= most:
            doubtful[many] = j
            many += 1
    return many


@_compile
def _scratch():  # type: ignore[no-untyped-def]
    """Return the arrays `best`, `winner` and `distance` for one block."""
    # Winners are 64 bits wide, as distances are, so that one mask of comparisons selects both without conversion.
    return np.empty(_BLOCK), np.empty(_BLOCK, dtype=np.int64), np.empty(_BLOCK)


@_compile
def _run(columns, max_iter, centroids, labels, counts, after_assign, after_update, changed):  # type: ignore[no-untyped-def]
    d = columns.shape[0]
    k = centroids.shape[1]
    origin = columns[:, 0].copy()
    sums, inertias, doubtful = np.empty((k, d)), np.empty(k), np.empty(k, dtype=np.int64)
    scratch = _scratch()
    none = labels[0, :0]
    _, changed[0] = _sweep(columns, origin, centroids[0], none, labels[0], counts[0], sums, inertias, *scratch)
    after_assign[0] = inertias.sum()
    for m in range(1, max_iter + 1):
        many = _means(origin, centroids[m - 1], counts[m - 1], sums, inertias, centroids[m], doubtful)
        for j in doubtful[:many]:
            _settle(columns, labels[m - 1], j, centroids[m, j])
        after_update[m - 1], changed[m] = _sweep(
            columns, origin, centroids[m], labels[m - 1], labels[m], counts[m], sums, inertias, *scratch
        )
        after_assign[m] = inertias.sum()
        if changed[m] == 0:
            return m
    return max_iter


@_compile
def _settle(columns, labels, j, centroid):  # type: ignore[no-untyped-def]
    """If all points of cluster j are equal, put the centroid exactly there."""
    d, n = columns.shape
    first = 0
    while labels[first] != j:
        first += 1
    for i in range(first + 1, n):
        if labels[i] == j:
            for axis in range(d):
                if columns[axis, i] != columns[axis, first]:
                    return
    centroid[:] = columns[:, first]


@_compile
def _tally(labels, places, offsets, counts):  # type: ignore[no-untyped-def]
    for i in range(len(labels)):
        counts[np.uint64(offsets[np.uint64(labels[i])] + places[i])] += 1
