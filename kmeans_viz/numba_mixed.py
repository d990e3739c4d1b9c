"""A pass over points with three or more coordinates in mixed precision, compiled by numba.

Points flow in; a `MixedSweeper` makes the same `kernels.Sweep` of them as `kernels.sweep`. The nearest centroid is
looked for in single precision, of which a processor does twice as much at once; wherever the two nearest are too close
for that to be trusted, it is looked for again in double precision. Counts, sums and inertia are in double precision
throughout, so nothing but the time is different.

The bound on the error of an inner product is that of Higham (2002), "Accuracy and Stability of Numerical Algorithms",
section 3.1.

Importing this module imports numba; `kernels.compiled` tells whether that has been paid for.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from kmeans_viz import kernels, workers
from kmeans_viz.arrays import Centroids, Labels, Points
from kmeans_viz.numba_kernels import _NO_LABELS, _compile, _locked

_BLOCK = 256  # points that are looked at together: their coordinates stay in the first-level cache
_CHUNK = 64 * _BLOCK  # points that one thread takes at a time
_FAR = 1e6  # times the size of the board: from a centroid there, single precision tells no two points apart
_NARROW = 1e-140  # is a board whose squared distances are so small that double precision has fewer digits for them
# Sums may be taken in any order here: what they lead to is either checked against a bound that holds for every order,
# or not compared. Only loops without comparisons that matter: what such a function calls is compiled in its way.
_compile_roughly = numba.njit(nogil=True, cache=True, fastmath={"contract", "reassoc", "nsz"})


class MixedSweeper:
    """The points in both precisions. In single precision they are centred and scaled, so that no digit is wasted."""

    def __init__(self, points: Points) -> None:
        n, d = points.shape
        self._points = points
        low, high = points.min(axis=0), points.max(axis=0)
        self._center = low + (high - low) / 2
        self._range = float((high - low).max())
        self._scale = float(2.0 ** -np.frexp(max(self._range, _NARROW))[1])  # a power of two rounds nothing
        self._singles = np.empty((d, n), dtype=np.float32)
        self._lengths = np.empty(-(-n // _BLOCK))
        _single(_locked(points), _locked(self._center), self._scale, self._singles, self._lengths)

    def sweep(self, centroids: Centroids, previous: Labels | None = None) -> kernels.Sweep:
        """Do what `kernels.sweep` does."""
        n, d = self._points.shape
        k = len(centroids)
        with np.errstate(over="ignore"):
            centered = (centroids - self._center) * self._scale
            halves = 0.5 * np.einsum("ij,ij->i", centered, centered)
        longest = float(np.sqrt(2 * halves.max()))
        if self._range < _NARROW or not longest < _FAR:
            return kernels.sweep(np.ascontiguousarray(self._points.T), centroids, previous)
        margins = self._margins(longest)
        labels = np.empty(n, dtype=np.int32)
        points, singles, exact = _locked(self._points), _locked(self._singles), _locked(centroids)
        rough, halves, margins = (_locked(array.astype(np.float32)) for array in (centered, halves, margins))
        old = _locked(_NO_LABELS if previous is None else previous)

        def sweep(start: int) -> tuple[Any, ...]:
            counts, sums = np.zeros(k, dtype=np.int64), np.zeros((k, d))
            end = min(start + _CHUNK, n)
            numbers: tuple[Any, ...] = _sweep(
                points, singles, exact, rough, halves, margins, old, start, end, labels, counts, sums
            )
            return counts, sums, *numbers

        counts, sums = np.zeros(k, dtype=np.int64), np.zeros((k, d))
        inertia, before, changed = 0.0, 0.0, 0
        for part_counts, part_sums, *numbers in workers.in_order(sweep, range(0, n, _CHUNK)):
            counts += part_counts
            sums += part_sums
            inertia, before, changed = inertia + numbers[0], before + numbers[1], changed + numbers[2]
        if previous is None:
            before, changed = float("nan"), n
        return kernels.Sweep(labels, counts, sums, inertia, before, changed)

    def _margins(self, longest: float) -> NDArray[np.float64]:
        """Return, for each block of points, by how much one score must exceed another to be larger without doubt.

        A score is half the squared length of a centroid less its inner product with the point.
        """
        d = len(self._singles)
        single, double = float(np.finfo(np.float32).eps), float(np.finfo(np.float64).eps)
        rounding = (d + 8) * single * longest * (self._lengths + longest)
        # What centring loses, and what double precision itself cannot tell apart.
        shifted = float(np.abs(self._center).max()) * self._scale
        return rounding + 16 * d * double * (self._lengths + longest) * (self._lengths + longest + shifted)


def compile_all() -> None:
    """Compile every kernel, or load it from the cache."""
    MixedSweeper(np.zeros((1, 3))).sweep(np.zeros((1, 3)))


@_compile
def _single(points, center, scale, singles, lengths):  # type: ignore[no-untyped-def]
    """Fill the points in single precision, and the length of the longest in each block."""
    n, d = points.shape
    squares = np.empty(_BLOCK)
    for b in range(len(lengths)):
        start = b * _BLOCK
        width = min(_BLOCK, n - start)
        squares[:] = 0.0
        # Axis by axis: the block of points stays in the cache, and the single ones are written in their order.
        for axis in range(d):
            for i in range(width):
                value = (points[start + i, axis] - center[axis]) * scale
                singles[axis, start + i] = value
                squares[i] += value * value
        lengths[b] = np.sqrt(squares.max())


@_compile
def _sweep(points, singles, centroids, rough, halves, margins, previous, begin, end, labels, counts, sums):  # type: ignore[no-untyped-def]
    d = points.shape[1]
    best, second = np.empty(_BLOCK, dtype=np.float32), np.empty(_BLOCK, dtype=np.float32)
    one, other = np.empty(_BLOCK, dtype=np.float32), np.empty(_BLOCK, dtype=np.float32)
    winner = np.empty(_BLOCK, dtype=np.int32)
    inertia, before, changed = 0.0, 0.0, 0
    for start in range(begin, end, _BLOCK):
        width = min(_BLOCK, end - start)
        _two_nearest(singles, rough, halves, start, width, best, second, winner, one, other)
        margin = margins[start // _BLOCK]
        total, extra = 0.0, 0.0
        for i in range(width):
            point = points[start + i]
            if not second[i] - best[i] > margin:
                winner[i] = _nearest(point, centroids)
            own = winner[i]
            labels[start + i] = own
            counts[own] += 1
            squared = _squared(point, centroids[own])
            gathered = sums[own]
            for axis in range(d):
                gathered[axis] += point[axis]
            total += squared
            if len(previous) > 0 and previous[start + i] != own:
                changed += 1
                extra += _squared(point, centroids[previous[start + i]]) - squared
        inertia += total
        before += total + extra
    return inertia, before, changed


@_compile
def _nearest(point, centroids):  # type: ignore[no-untyped-def]
    """Return the nearest centroid, the lowest index on a tie, with the operations in the order of `kernels.sweep`."""
    nearest, smallest = 0, np.inf
    for j in range(len(centroids)):
        squared = 0.0
        for axis in range(len(point)):
            difference = point[axis] - centroids[j, axis]
            squared += difference * difference
        if squared < smallest:
            nearest, smallest = j, squared
    return nearest


@_compile_roughly
def _squared(point, centroid):  # type: ignore[no-untyped-def]
    total = 0.0
    for axis in range(len(point)):
        total += (point[axis] - centroid[axis]) * (point[axis] - centroid[axis])
    return total


@_compile_roughly
def _two_nearest(singles, rough, halves, start, width, best, second, winner, one, other):  # type: ignore[no-untyped-def]
    """Fill the two smallest scores of each point and the centroid that has the smallest.

    Two centroids and four coordinates at a time: what is fetched once serves eight multiplications.
    """
    d, k = singles.shape[0], len(rough)
    for i in range(width):
        best[i] = np.float32(np.finfo(np.float32).max)
        second[i] = np.float32(np.finfo(np.float32).max)
        winner[i] = 0
    for j in range(0, k - k % 2, 2):
        for i in range(width):
            one[i] = halves[j]
            other[i] = halves[j + 1]
        for axis in range(0, d - d % 4, 4):
            w, x = singles[axis, start : start + width], singles[axis + 1, start : start + width]
            y, z = singles[axis + 2, start : start + width], singles[axis + 3, start : start + width]
            p0, p1, p2, p3 = rough[j, axis], rough[j, axis + 1], rough[j, axis + 2], rough[j, axis + 3]
            q0, q1, q2, q3 = rough[j + 1, axis], rough[j + 1, axis + 1], rough[j + 1, axis + 2], rough[j + 1, axis + 3]
            for i in range(width):
                one[i] -= w[i] * p0 + x[i] * p1 + y[i] * p2 + z[i] * p3
                other[i] -= w[i] * q0 + x[i] * q1 + y[i] * q2 + z[i] * q3
        for axis in range(d - d % 4, d):
            x = singles[axis, start : start + width]
            p0, q0 = rough[j, axis], rough[j + 1, axis]
            for i in range(width):
                one[i] -= x[i] * p0
                other[i] -= x[i] * q0
        j0, j1 = np.int32(j), np.int32(j + 1)
        for i in range(width):
            smallest, next_one, index = best[i], second[i], winner[i]
            score = one[i]
            next_one = min(next_one, max(score, smallest))
            index = j0 if score < smallest else index
            smallest = min(score, smallest)
            score = other[i]
            second[i] = min(next_one, max(score, smallest))
            winner[i] = j1 if score < smallest else index
            best[i] = min(score, smallest)
    if k % 2 == 1:
        for i in range(width):
            one[i] = halves[k - 1]
        for axis in range(d):
            x = singles[axis, start : start + width]
            p0 = rough[k - 1, axis]
            for i in range(width):
                one[i] -= x[i] * p0
        last = np.int32(k - 1)
        for i in range(width):
            score, smallest = one[i], best[i]
            second[i] = min(second[i], max(score, smallest))
            winner[i] = last if score < smallest else winner[i]
            best[i] = min(score, smallest)
