"""A pass over points with three or more coordinates in mixed precision, compiled by numba.

A `MixedSweeper` makes the same `Pass` over its points as `passes.sweep`. The nearest centroid is
looked for in single precision, of which a processor does twice as much at once; wherever the two nearest are too close
for that to be trusted, it is looked for again in double precision. Counts, sums and inertia are in double precision
throughout, so nothing but the time is different.

The bound on the error of an inner product is that of Higham (2002), "Accuracy and Stability of Numerical Algorithms",
section 3.1.

Importing this module imports numba.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import numba_kernels, passes, workers
from kmeans_viz.fast.numba_kernels import _NO_LABELS, _compile, _locked
from kmeans_viz.inputs import Centroids, Points, lock
from kmeans_viz.kmeans.algorithm import Pass

_Result = TypeVar("_Result")
_BLOCK = 256  # points that are looked at together: their coordinates stay in the first-level cache
_LEAST, _MOST = 16 * _BLOCK, 64 * _BLOCK  # points that one thread takes at a time
_PIECES = 16  # of a board that allows it: no core waits long for another that has one piece more
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
        size = min(max(-(-n // _PIECES), _LEAST), _MOST)
        # The same pieces on every machine: what is added up does not depend on how many cores there are.
        self._pieces = range(0, n, -(-size // _BLOCK) * _BLOCK)
        locked = _locked(points)
        bounds = self._in_pieces(lambda start, end: _bounds(locked, start, end))
        low, high = np.min([low for low, _ in bounds], axis=0), np.max([high for _, high in bounds], axis=0)
        self._center = low + (high - low) / 2
        self._range = float((high - low).max())
        self._scale = float(2.0 ** -np.frexp(max(self._range, _NARROW))[1])  # a power of two rounds nothing
        self._singles = np.empty((d, n), dtype=np.float32)
        self._lengths = np.empty(-(-n // _BLOCK))
        center = _locked(self._center)
        self._in_pieces(
            lambda start, end: _single(locked, center, self._scale, self._singles, self._lengths, start, end)
        )

    def _in_pieces(self, function: Callable[[int, int], _Result]) -> list[_Result]:
        """Return what ``function(start, end)`` gives of each piece of the board."""
        n = len(self._points)
        return workers.together(lambda start: function(start, min(start + self._pieces.step, n)), self._pieces)

    def sweep(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Do what `passes.sweep` does."""
        n, d = self._points.shape
        previous = None if before is None else before.labels
        k = len(centroids)
        with np.errstate(over="ignore"):
            centered = (centroids - self._center) * self._scale
            halves = 0.5 * np.einsum("ij,ij->i", centered, centered)
        longest = float(np.sqrt(2 * halves.max()))
        if self._range < _NARROW or not longest < _FAR:
            columns = np.ascontiguousarray(self._points.T)
            return passes.sweep(columns, self._points[0], centroids, previous, numba_kernels)
        margins = self._margins(longest)
        labels = np.empty(n, dtype=np.int32)
        points, singles, exact = _locked(self._points), _locked(self._singles), _locked(centroids)
        origin = _locked(self._points[0])
        rough, halves = _padded(centered, halves)
        margins = _locked(margins.astype(np.float32))
        old = _locked(_NO_LABELS if previous is None else previous)

        def sweep(start: int, end: int) -> tuple[Any, ...]:
            counts, sums, inertias = np.zeros(k, dtype=np.int64), np.zeros((k, d)), np.zeros(k)
            extra, changed = _sweep(
                points, singles, exact, origin, rough, halves, margins, old, start, end, labels, counts, sums, inertias
            )
            return counts, sums, inertias, extra, changed

        counts, sums, inertias, extra, changed = (sum(parts) for parts in zip(*self._in_pieces(sweep), strict=True))
        if previous is None:
            return Pass(lock(labels), lock(counts), sums, inertias, float("nan"), n)
        return Pass(lock(labels), lock(counts), sums, inertias, float(inertias.sum()) + extra, changed)

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


def _padded(centered: Centroids, halves: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return both in single precision, with centroids that nothing is near to, and zeros, up to multiples of four."""
    k, d = centered.shape
    rough = np.zeros((-(-k // 4) * 4, -(-d // 4) * 4), dtype=np.float32)
    rough[:k, :d] = centered
    padded = np.full(len(rough), np.inf, dtype=np.float32)
    padded[:k] = halves
    return _locked(rough), _locked(padded)


def compile_all() -> None:
    """Compile every kernel, or load it from the cache."""
    points = np.eye(3)  # of some extent: a board without any is swept otherwise
    MixedSweeper(points).sweep(points, None)


@_compile
def _bounds(points, begin, end):  # type: ignore[no-untyped-def]
    """Return the smallest and the largest value of each coordinate."""
    low, high = points[begin].copy(), points[begin].copy()
    for i in range(begin, end):
        point = points[i]
        for axis in range(len(point)):
            low[axis] = min(low[axis], point[axis])
            high[axis] = max(high[axis], point[axis])
    return low, high


@_compile
def _single(points, center, scale, singles, lengths, begin, end):  # type: ignore[no-untyped-def]
    """Fill the points in single precision, and the length of the longest in each block."""
    d = points.shape[1]
    squares = np.empty(_BLOCK)
    for start in range(begin, end, _BLOCK):
        width = min(_BLOCK, end - start)
        squares[:] = 0.0
        # Axis by axis: the block of points stays in the cache, and the single ones are written in their order.
        for axis in range(d):
            for i in range(width):
                value = (points[start + i, axis] - center[axis]) * scale
                singles[axis, start + i] = value
                squares[i] += value * value
        lengths[start // _BLOCK] = np.sqrt(squares.max())


@_compile
def _sweep(  # type: ignore[no-untyped-def]
    points,
    singles,
    centroids,
    origin,
    rough,
    halves,
    margins,
    previous,
    begin,
    end,
    labels,
    counts,
    sums,
    inertias,
):
    d = points.shape[1]
    best, second = np.empty(_BLOCK, dtype=np.float32), np.empty(_BLOCK, dtype=np.float32)
    scores = np.empty((4, _BLOCK), dtype=np.float32)
    winner = np.empty(_BLOCK, dtype=np.int32)
    extra, changed = 0.0, 0
    for start in range(begin, end, _BLOCK):
        width = min(_BLOCK, end - start)
        _two_nearest(singles, rough, halves, start, width, best, second, winner, scores)
        margin = margins[start // _BLOCK]
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
                gathered[axis] += point[axis] - origin[axis]
            inertias[own] += squared
            if len(previous) > 0 and previous[start + i] != own:
                changed += 1
                extra += _squared(point, centroids[previous[start + i]]) - squared
    return extra, changed


@_compile
def _nearest(point, centroids):  # type: ignore[no-untyped-def]
    """Return the nearest centroid, the lowest index on a tie, with the operations in the order of `passes.sweep`."""
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
def _two_nearest(singles, rough, halves, start, width, best, second, winner, scores):  # type: ignore[no-untyped-def]
    """Fill the two smallest scores of each point and the centroid that has the smallest.

    Four centroids and four coordinates at a time: what is fetched once serves sixteen multiplications. Nothing is
    stored before all four are done, since the compiler cannot know that what is stored is not what is fetched.
    """
    d, k = singles.shape[0], len(rough)
    s0, s1, s2, s3 = scores[0], scores[1], scores[2], scores[3]
    for i in range(width):
        best[i] = np.float32(np.inf)
        second[i] = np.float32(np.inf)
        winner[i] = 0
    for j in range(0, k, 4):
        p, q, r, s = rough[j], rough[j + 1], rough[j + 2], rough[j + 3]
        for axis in range(0, rough.shape[1], 4):
            w = singles[axis, start : start + width]
            x = singles[min(axis + 1, d - 1), start : start + width]
            y = singles[min(axis + 2, d - 1), start : start + width]
            z = singles[min(axis + 3, d - 1), start : start + width]
            p0, p1, p2, p3 = p[axis], p[axis + 1], p[axis + 2], p[axis + 3]
            q0, q1, q2, q3 = q[axis], q[axis + 1], q[axis + 2], q[axis + 3]
            r0, r1, r2, r3 = r[axis], r[axis + 1], r[axis + 2], r[axis + 3]
            t0, t1, t2, t3 = s[axis], s[axis + 1], s[axis + 2], s[axis + 3]
            if axis == 0:
                h0, h1, h2, h3 = halves[j], halves[j + 1], halves[j + 2], halves[j + 3]
                for i in range(width):
                    wi, xi, yi, zi = w[i], x[i], y[i], z[i]
                    a = h0 - wi * p0 - xi * p1 - yi * p2 - zi * p3
                    b = h1 - wi * q0 - xi * q1 - yi * q2 - zi * q3
                    c = h2 - wi * r0 - xi * r1 - yi * r2 - zi * r3
                    e = h3 - wi * t0 - xi * t1 - yi * t2 - zi * t3
                    s0[i], s1[i], s2[i], s3[i] = a, b, c, e
            else:
                for i in range(width):
                    wi, xi, yi, zi = w[i], x[i], y[i], z[i]
                    a = s0[i] - wi * p0 - xi * p1 - yi * p2 - zi * p3
                    b = s1[i] - wi * q0 - xi * q1 - yi * q2 - zi * q3
                    c = s2[i] - wi * r0 - xi * r1 - yi * r2 - zi * r3
                    e = s3[i] - wi * t0 - xi * t1 - yi * t2 - zi * t3
                    s0[i], s1[i], s2[i], s3[i] = a, b, c, e
        j0, j1, j2, j3 = np.int32(j), np.int32(j + 1), np.int32(j + 2), np.int32(j + 3)
        for i in range(width):
            a, b, c, e = s0[i], s1[i], s2[i], s3[i]
            smallest, next_one, index = best[i], second[i], winner[i]
            next_one = min(next_one, max(a, smallest))
            index, smallest = j0 if a < smallest else index, min(a, smallest)
            next_one = min(next_one, max(b, smallest))
            index, smallest = j1 if b < smallest else index, min(b, smallest)
            next_one = min(next_one, max(c, smallest))
            index, smallest = j2 if c < smallest else index, min(c, smallest)
            second[i] = min(next_one, max(e, smallest))
            winner[i], best[i] = j3 if e < smallest else index, min(e, smallest)
