"""Points in the plane sorted into tiles, so that a pass over them asks most tiles and few points.

A `TileSweeper` makes the same `Pass` over its points as `passes.sweep`, from any centroids. A tile that lies in the
cell of one centroid gives all its points that label, and its sums are known beforehand; only points in tiles that a
border crosses are measured, and only against the centroids whose cells reach there. It is the filtering algorithm of
Kanungo et al. (2002), "An Efficient k-Means Clustering Algorithm", IEEE Transactions on Pattern Analysis and Machine
Intelligence 24, 881-892, with a flat grid in the place of the tree.
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
_MOST_ACROSS = 256  # tiles, so that a tile's number fits 16 bits, which numpy sorts by radix
_SAMPLE = 2_000  # points that tell where most of them lie
_TAIL = 0.005  # of the points on each side may lie outside, in the tiles along the edge
ROUNDING = 64 * float(np.finfo(np.float64).eps)  # of a squared distance, with room to spare
LEAST = 1e-300  # of a squared distance: numbers below have fewer digits


class Tiles(NamedTuple):
    """Points sorted into tiles; T tiles have points."""

    order: NDArray[np.int32]
    """``(n,)``: the points, tile by tile."""
    sorted: passes.Columns
    """``(2, n)``: their coordinates in this order; when numpy sorts, a view of rows, which it fetches at once."""
    starts: NDArray[np.int64]
    """``(T + 1,)``: where each tile begins in it."""
    middles: NDArray[np.float64]
    """``(2, T)``: the middle of the smallest box around a tile's points."""
    reaches: NDArray[np.float64]
    """``(2, T)``: how far its sides are from there."""
    sums: NDArray[np.float64]
    """``(2, T)``: the sum of its points, as seen from the origin."""
    means: NDArray[np.float64]
    """``(2, T)``: their mean, as seen from the origin."""
    spreads: NDArray[np.float64]
    """``(T,)``: the sum of squared distances of its points to their mean."""


class ChangedLabels:
    """The labels that a pass found, as what it changed in those of the pass before; put together when looked at.

    The labels themselves are kept by the caller who asked for them, and by the next pass, which builds on them.

    Parameters
    ----------
    order : numpy.ndarray
        ``(n,)``: the points, tile by tile.
    before : ChangedLabels, numpy.ndarray or None
        The labels before; None where the pass was the first.
    places : numpy.ndarray or None
        Whose labels changed, as positions in `order`; None for all.
    labels : numpy.ndarray
        What they changed to.
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
            here = np.empty(len(changes[-1].order), dtype=np.int32) if here is None else here.copy()
            for change in reversed(changes):
                change.apply(here)
        assert here is not None
        # From now on this is something to build on, and what led to it can go.
        self.before, self.change, self.n_changes = lock(here), None, 0
        return here


class Change(NamedTuple):
    """Which labels a pass changed, and to what; see `ChangedLabels`."""

    order: NDArray[np.int32]
    places: NDArray[np.int32] | None
    labels: Labels

    def apply(self, labels: Labels) -> None:
        """Bring the labels of all points up to date."""
        labels[self.order if self.places is None else self.order[self.places]] = self.labels


def sort_into_tiles(points: Points, implementation: ModuleType) -> Tiles:
    """Sort ``(n, 2)`` points into a grid of about as many tiles as make each a few dozen points.

    Parameters
    ----------
    points : Points
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
    # Too narrow to divide by: one column of tiles does.
    widths[~(widths > np.finfo(np.float64).tiny)] = np.inf
    return Tiles(*map(lock, implementation.sort_into_tiles(points, low, widths, across)))


class TileSweeper:
    """One run over sorted points; it remembers their labels, so that only what changes is written."""

    def __init__(self, points: Points, tiles: Tiles, implementation: ModuleType) -> None:
        self._points, self.tiles, self._implementation = points, tiles, implementation
        self.origin = points[0]
        self._own = np.empty(len(points), dtype=np.int32)  # the labels, in the order of the tiles
        self._whole = np.full(len(self.tiles.spreads), -1, dtype=np.int32)  # the one label of a tile, or -1
        self._moved = np.empty(len(points), dtype=np.int32)  # room for the places whose label changes
        self._last: Pass | None = None

    def sweep(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Do what `passes.sweep` does."""
        # A new run, or a cluster was dropped: the labels of other centroids mean nothing.
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
            before()  # so that what is kept does not grow with the run
        places = self._moved[:changed].copy()
        return ChangedLabels(order, before, places, self._own[places])
