"""Points in the plane sorted into tiles, so that a pass over them asks most tiles and few points.

Points flow in; a `TileSweeper` makes the same `kernels.Sweep` of them as `kernels.sweep`, from any centroids. A tile
that lies in the cell of one centroid gives all its points that label, and its sums are known beforehand; only points
in tiles that a border crosses are measured, and only against the centroids whose cells reach there. It is the
filtering algorithm of Kanungo et al. (2002), "An Efficient k-Means Clustering Algorithm", IEEE Transactions on Pattern
Analysis and Machine Intelligence 24, 881-892, with a flat grid in the place of the tree.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import kernels
from kmeans_viz.inputs import Centroids, Labels, Points, lock

_POINTS_A_TILE = 80
_MOST_ACROSS = 256  # tiles, so that a tile's number fits 16 bits, which numpy sorts by radix
_SAMPLE = 2_000  # points that tell where most of them lie
_TAIL = 0.005  # of the points on each side may lie outside, in the tiles along the edge
ROUNDING = 64 * float(np.finfo(np.float64).eps)  # of a squared distance, with room to spare
LEAST = 1e-300  # of a squared distance: numbers below have fewer digits


class Tiles(NamedTuple):
    """Points sorted into tiles; T tiles have points."""

    order: NDArray[np.int32]
    """``(n,)``: the points, tile by tile."""
    sorted: kernels.Columns
    """``(2, n)``: their coordinates in this order; when numpy sorts, a view of rows, which it fetches at once."""
    starts: NDArray[np.int64]
    """``(T + 1,)``: where each tile begins in it."""
    middles: NDArray[np.float64]
    """``(2, T)``: the middle of the smallest box around a tile's points."""
    reaches: NDArray[np.float64]
    """``(2, T)``: how far its sides are from there."""
    sums: NDArray[np.float64]
    """``(2, T)``: the sum of its points."""
    means: NDArray[np.float64]
    """``(2, T)``"""
    spreads: NDArray[np.float64]
    """``(T,)``: the sum of squared distances of its points to their mean."""


class Found(NamedTuple):
    """What a pass finds, beside the labels."""

    counts: NDArray[np.int64]
    sums: NDArray[np.float64]
    inertia: float
    before: float
    """The inertia with the labels of the pass before."""
    changed: int


def sort_into_tiles(points: Points) -> Tiles:
    """Sort ``(n, 2)`` points into a grid of about as many tiles as make each a few dozen points."""
    n = len(points)
    across = int(np.clip((n / _POINTS_A_TILE) ** 0.5, 2, _MOST_ACROSS))
    sample = points[:: max(1, n // _SAMPLE)]
    first = int(_TAIL * len(sample))
    last = len(sample) - 1 - first
    low, high = np.partition(sample, (first, last), axis=0)[[first, last]]
    widths = (high - low) / across
    # Too narrow to divide by: one column of tiles does.
    widths[~(widths > np.finfo(np.float64).tiny)] = np.inf
    return Tiles(*map(lock, _implementation().sort_into_tiles(points, low, widths, across)))


class TileSweeper:
    """One run over sorted points; it remembers their labels, so that only what changes is written."""

    def __init__(self, points: Points, tiles: Tiles) -> None:
        self._points, self.tiles = points, tiles
        self.own = np.empty(len(points), dtype=np.int32)  # the labels, in the order of the tiles
        self._whole = np.empty(len(tiles.spreads), dtype=np.int32)  # the one label of a tile, or -1
        self._moved = np.empty(len(points), dtype=np.int32)  # room for the places whose label changes
        self._labels: Labels | None = None
        self._k = 0

    def step(self, centroids: Centroids) -> tuple[Found, NDArray[np.int32]]:
        """Bring `own` up to the centroids; return what was found, and, until the next pass, the places that changed."""
        is_first = len(centroids) != self._k
        if is_first:
            # A new run, or a cluster was dropped: labels of other centroids mean nothing.
            self._labels, self._k = None, len(centroids)
            self._whole[:] = -1
        if kernels.compiled() is not None and not self.tiles.sorted.flags.c_contiguous:
            # Sorted by numpy, and numba came in the middle of the run: to numba, this order is another type.
            self.tiles = self.tiles._replace(sorted=lock(np.ascontiguousarray(self.tiles.sorted)))
        sweep = _implementation().sweep
        found = Found(*sweep(self.tiles, self.own, self._whole, self._moved, centroids, is_first))
        return found, self._moved[: found.changed]

    def sweep(self, centroids: Centroids, previous: Labels | None = None) -> kernels.Sweep:
        """Do what `kernels.sweep` does."""
        found, places = self.step(centroids)
        counts, sums, inertia, before, changed = found
        order = self.tiles.order
        if self._labels is None:
            labels = np.empty(len(order), dtype=np.int32)
            labels[order] = self.own
        elif changed == 0:
            # Where nothing changed, states share their labels.
            labels = self._labels
        else:
            labels = self._labels.copy()
            labels[order[places]] = self.own[places]
        if previous is None:
            before, changed = float("nan"), len(order)
        elif previous is not self._labels:
            # Somebody else's labels: a rule for empty clusters has changed the last ones, or this is another run.
            before = kernels.inertia(self._points.T, centroids, previous)
            changed = int(np.count_nonzero(labels != previous))
        self._labels = labels
        return kernels.Sweep(labels, counts, sums, inertia, before, changed)


def _implementation() -> ModuleType:
    """Return the module that sorts and sweeps now; both can go on with what the other has begun."""
    return importlib.import_module(f"kmeans_viz.fast.{'numpy' if kernels.compiled() is None else 'numba'}_tiles")
