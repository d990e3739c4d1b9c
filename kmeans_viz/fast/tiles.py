"""Points in the plane, sorted into tiles, so that a pass handles most tiles as a whole and measures few points.

A `TileSweeper` returns the same `Pass` over its points as `passes.sweep`, for any centroids. All points of a tile that
lies within the cell of one centroid get that label, and the tile's sums are known beforehand. Only points in tiles that
a border crosses are measured, and only against the centroids whose cells reach into the tile. This is the filtering
algorithm of Kanungo et al. (2002), "An Efficient k-Means Clustering Algorithm: Analysis and Implementation", IEEE
Transactions on Pattern Analysis and Machine Intelligence 24, 881-892, with a flat grid in place of the tree.
"""

from __future__ import annotations

from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import passes
from kmeans_viz.inputs import Centroids, Labels, Points, lock
from kmeans_viz.kmeans.algorithm import Pass

_POINTS_A_TILE = 80
_MOST_ACROSS = 256  # tiles along each axis: their numbers fit 16 bits, which numpy sorts by radix
_SAMPLE = 2_000  # points that show where most of the points lie
_TAIL = 0.005  # the share of the points that may lie beyond the grid on each side; the tiles at its edge take them
ROUNDING = 64 * float(np.finfo(np.float64).eps)  # the largest relative error of a squared distance, and more
LEAST = 1e-300  # a squared distance below this has fewer digits than others


class Tiles(NamedTuple):
    """Points sorted into T tiles, none of them without points."""

    order: NDArray[np.int32]
    """``(n,)``: the points, tile by tile."""
    sorted: passes.Columns
    """``(2, n)``: their coordinates in this order; from `numpy_tiles` a view of ``(n, 2)``, faster in numpy."""
    starts: NDArray[np.int64]
    """``(T + 1,)``: where each tile begins in this order, and n at the end."""
    middles: NDArray[np.float64]
    """``(2, T)``: the middle of the smallest box around a tile's points."""
    reaches: NDArray[np.float64]
    """``(2, T)``: how far the sides of that box are from its middle."""
    sums: NDArray[np.float64]
    """``(2, T)``: the sum of ``x - origin`` over a tile's points; the origin is the first of all points."""
    means: NDArray[np.float64]
    """``(2, T)``: the mean of a tile's points minus their middle: exactly 0 where all points are equal."""
    spreads: NDArray[np.float64]
    """``(T,)``: the sum of squared distances of a tile's points to their mean."""


class ChangedLabels:
    """The labels that a pass found, stored as its changes to the labels of the pass before.

    Calling it puts all labels together. Only then do they take memory, and the changes that led to them are dropped.

    Parameters
    ----------
    order : numpy.ndarray
        ``(n,)``: the points, tile by tile.
    before : ChangedLabels, numpy.ndarray or None
        The labels of the pass before; None for the first pass.
    places : numpy.ndarray or None
        ``(m,)``: the positions in `order` of the points whose label changed; None for all points.
    labels : numpy.ndarray
        ``(m,)``: the new label of each.
    """

    def __init__(
        self,
        order: NDArray[np.int32],
        before: ChangedLabels | Labels | None,
        places: NDArray[np.int32] | None,
        labels: Labels,
    ) -> None:
        self.change: Change | None = Change(order, places, labels)
        self.before = before
        self.n_changes: int = len(labels) + (before.n_changes if isinstance(before, ChangedLabels) else 0)

    def __call__(self) -> Labels:
        """Return the labels of all points, in their own order."""
        changes: list[Change] = []
        here: ChangedLabels | Labels | None = self
        while isinstance(here, ChangedLabels):
            if here.change is not None:
                changes.append(here.change)
            here = here.before
        if changes:
            here = put_together(changes, here)
        assert here is not None
        # Later passes can build on these labels, so that the changes that led to them can be dropped.
        self.before, self.change, self.n_changes = here, None, 0
        return here


class Change(NamedTuple):
    """The labels that one pass changed; the fields are the parameters of `ChangedLabels`."""

    order: NDArray[np.int32]
    places: NDArray[np.int32] | None
    labels: Labels


def put_together(changes: list[Change], before: Labels | None) -> Labels:
    """Return the labels of all points, in their own order, after some changes, the last of which comes first.

    `before` are the labels before the first change; None if that was one of all points.
    """
    labels = np.empty(len(changes[-1].order), dtype=np.int32) if before is None else before.copy()
    for order, places, new in reversed(changes):
        labels[order if places is None else order[places]] = new
    return lock(labels)


def sort_into_tiles(points: Points, implementation: ModuleType) -> Tiles:
    """Sort points into a grid, fine enough that most tiles hold a few dozen of them.

    Parameters
    ----------
    points : Points
        ``(n, 2)``.
    implementation : module
        `numpy_tiles` or `numba_tiles`.
    """
    n = len(points)
    across = int(np.clip((n / _POINTS_A_TILE) ** 0.5, 2, _MOST_ACROSS))
    sample = points[:: max(1, n // _SAMPLE)]
    first = int(_TAIL * len(sample))
    last = len(sample) - 1 - first
    low, high = np.partition(sample, (first, last), axis=0)[[first, last]]
    widths = (high - low) / across
    # A width too small to divide by: all points go into the first tile of that axis.
    widths[~(widths > np.finfo(np.float64).tiny)] = np.inf
    return Tiles(*map(lock, implementation.sort_into_tiles(points, low, widths, across)))


class TileSweeper:
    """The passes of one run over sorted points. It remembers their labels, and writes only those that change."""

    def __init__(self, points: Points, tiles: Tiles, implementation: ModuleType) -> None:
        self._points, self.tiles, self._implementation = points, tiles, implementation
        self.origin = points[0]
        self._own = np.empty(len(points), dtype=np.int32)  # the labels, in the order of the tiles
        self._whole = np.full(len(self.tiles.spreads), -1, dtype=np.int32)  # the one label of a tile, or -1
        self._moved = np.empty(len(points), dtype=np.int32)  # room for the places whose label changes
        self._last: Pass | None = None

    def sweep(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Return what `passes.sweep` returns for these points."""
        # In a new run, or after a cluster was dropped, there are no labels of the same clusters to build on.
        last = None if self._last is None or len(self._last.counts) != len(centroids) else self._last
        if last is None:
            self._whole[:] = -1
        counts, sums, inertias, inertia_before, changed = self._implementation.sweep(
            self.tiles, self.origin, self._own, self._whole, self._moved, centroids, last is None
        )
        labels = self._labels(last, changed)
        if before is None:
            inertia_before, changed = float("nan"), len(self._points)
        elif before is not last:
            # A rule for empty clusters has changed the last labels, or these are the labels of another run.
            inertia_before = passes.inertia(self._points.T, centroids, before.labels)
            labels = labels() if isinstance(labels, ChangedLabels) else labels
            changed = int(np.count_nonzero(labels != before.labels))
        self._last = Pass(labels, lock(counts), sums, inertias, inertia_before, changed)  # type: ignore[arg-type]
        return self._last

    def _labels(self, last: Pass | None, changed: int) -> ChangedLabels | Labels:
        order = self.tiles.order
        if last is None:
            return ChangedLabels(order, None, None, self._own.copy())
        before: ChangedLabels | Labels = vars(last)["labels"]
        if changed == 0:
            return before  # where nothing changed, states share their labels
        if isinstance(before, ChangedLabels) and before.n_changes > 3 * len(order):
            before()  # put together, so that the changes in memory do not grow with the run
        places = self._moved[:changed].copy()
        return ChangedLabels(order, before, places, self._own[places])
