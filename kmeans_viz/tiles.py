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

from kmeans_viz import kernels
from kmeans_viz.arrays import Centroids, Labels, Points, lock

_POINTS_A_TILE = 56
_MOST_ACROSS = 256  # tiles, so that a tile's number fits 16 bits, which numpy sorts by radix
_SAMPLE = 2_000  # points that tell where most of them lie
_TAIL = 0.005  # of the points on each side may lie outside, in the tiles along the edge
_BLOCK = 60_000  # pairs of a tile and a centroid that are looked at together: they stay in the cache
_ROUNDING = 64 * float(np.finfo(np.float64).eps)  # of a squared distance, with room to spare
_LEAST = 1e-300  # of a squared distance: numbers below have fewer digits


class Tiles(NamedTuple):
    """Points sorted into tiles; T tiles have points."""

    order: NDArray[np.int32]
    """``(n,)``: the points, tile by tile."""
    sorted: kernels.Columns
    """``(2, n)``: their coordinates in this order."""
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
    step = max(1, n // _SAMPLE)
    low, high = np.quantile(points[::step], (_TAIL, 1 - _TAIL), axis=0)
    widths = (high - low) / across
    # Too narrow to divide by: one column of tiles does.
    widths[~(widths > np.finfo(np.float64).tiny)] = np.inf
    module = _compiled()
    if module is not None:
        return Tiles(*map(lock, module.sort_into_tiles(points, low, widths, across)))
    tile = np.zeros(n, dtype=np.uint16)
    for column, edge, width in zip(points.T, low, widths, strict=True):
        place = column - edge
        place /= width
        tile *= np.uint16(across)
        tile += np.clip(place, 0, across - 1, out=place).astype(np.uint16)
    order = np.argsort(tile, kind="stable").astype(np.int32)
    counts = np.bincount(tile, minlength=across * across)
    counts = counts[counts > 0]
    starts = np.concatenate([[0], np.cumsum(counts)])
    ordered = np.stack([column[order] for column in points.T])
    lows, highs = (reach.reduceat(ordered, starts[:-1], axis=1) for reach in (np.minimum, np.maximum))
    middles = lows + (highs - lows) / 2
    sums = np.add.reduceat(ordered, starts[:-1], axis=1)
    means = sums / counts
    away = ordered - np.repeat(means, counts, axis=1)
    away *= away
    spreads = np.add.reduceat(away[0] + away[1], starts[:-1])
    reaches = np.maximum(highs - middles, middles - lows)
    return Tiles(*map(lock, (order, ordered, starts, middles, reaches, sums, means, spreads)))


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
        module = _compiled()
        sweep = _sweep if module is None else module.sweep
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


def _sweep(
    tiles: Tiles,
    own: Labels,
    whole: Labels,
    moved: NDArray[np.int32],
    centroids: Centroids,
    is_first: bool,
) -> tuple[NDArray[np.int64], NDArray[np.float64], float, float, int]:
    """Bring `own` and `whole` up to the centroids; return counts, sums, inertia, that of the old labels, changes.

    The first numbers of `moved` are the places whose label changed, unless this is the first pass of a run.
    """
    k = len(centroids)
    lengths = np.diff(tiles.starts)
    nearest, first, last, reaching = _cells_at(tiles, centroids)
    is_whole = reaching == 1
    away = tiles.means - centroids[nearest].T
    inertias = tiles.spreads + lengths * np.einsum("ij,ij->j", away, away)
    inertia = before = float(inertias[is_whole].sum())
    counts = np.bincount(nearest[is_whole], weights=lengths[is_whole], minlength=k).astype(np.int64)
    sums = np.empty((k, 2))
    for axis in range(2):
        sums[:, axis] = np.bincount(nearest[is_whole], weights=tiles.sums[axis][is_whole], minlength=k)
    changed = 0
    for pick, among in ((is_whole & (whole != nearest), 1), (reaching == 2, 2), (reaching > 2, k)):
        chosen = np.flatnonzero(pick)
        if len(chosen) == 0:
            continue
        ends = np.cumsum(lengths[chosen])
        places = np.arange(ends[-1]) + np.repeat(tiles.starts[chosen] - (ends - lengths[chosen]), lengths[chosen])
        points = np.stack([column[places] for column in tiles.sorted])
        if among == 1:
            new = np.repeat(nearest[chosen], lengths[chosen])
            squared = _squared(points, centroids, new)
        elif among == 2:
            one, other = np.repeat(first[chosen], lengths[chosen]), np.repeat(last[chosen], lengths[chosen])
            squared, second = _squared(points, centroids, one), _squared(points, centroids, other)
            new = np.where(second < squared, other, one)
            np.minimum(squared, second, out=squared)
        else:
            new, squared = kernels.nearest(points, centroids)
        if among > 1:
            total = float(squared.sum())
            inertia, before = inertia + total, before + total
            counts += np.bincount(new, minlength=k)
            for axis in range(2):
                sums[:, axis] += np.bincount(new, weights=points[axis], minlength=k)
        if is_first:
            own[places] = new
            continue
        old = own[places]
        flips = np.flatnonzero(old != new)
        before += float((_squared(points[:, flips], centroids, old[flips]) - squared[flips]).sum())
        moved[changed : changed + len(flips)] = places[flips]
        own[places[flips]] = new[flips]
        changed += len(flips)
    whole[:] = np.where(is_whole, nearest, -1)
    return counts, sums, inertia, before, changed


def _cells_at(tiles: Tiles, centroids: Centroids) -> tuple[NDArray[np.int32], ...]:
    """Return, for each tile, whose cell its middle is in, the first and the last whose cells reach it, and how many.

    From a place in the cell of b to one of j, the difference of the squared distances to j and b changes linearly;
    over a tile, by at most twice the sum over the axes of the tile's reach times the distance from b to j.
    """
    k, n_tiles = len(centroids), len(tiles.spreads)
    nearest, first, last, reaching = (np.empty(n_tiles, dtype=np.int32) for _ in range(4))
    width = max(1, _BLOCK // k)
    for start in range(0, n_tiles, width):
        block = slice(start, start + width)
        x, y = tiles.middles[:, block]
        reach_x, reach_y = tiles.reaches[:, block]
        squared = (x - centroids[:, 0, None]) ** 2
        squared += (y - centroids[:, 1, None]) ** 2
        own = squared.argmin(axis=0)
        smallest = squared[own, np.arange(len(x))]
        slack = np.abs(centroids[:, 0, None] - centroids[own, 0]) * (2 * reach_x)
        slack += np.abs(centroids[:, 1, None] - centroids[own, 1]) * (2 * reach_y)
        # An error of rounding must not take a point from one cell to the other.
        squared *= 1 - _ROUNDING
        squared -= slack
        reaches = squared <= smallest * (1 + _ROUNDING) + _ROUNDING * (reach_x**2 + reach_y**2) + _LEAST
        nearest[block] = own
        reaching[block] = np.count_nonzero(reaches, axis=0)
        first[block] = reaches.argmax(axis=0)
        last[block] = k - 1 - reaches[::-1].argmax(axis=0)
    return nearest, first, last, reaching


def _squared(points: kernels.Columns, centroids: Centroids, own: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the squared distance of each point to its centroid, with the operations in the order of the kernels."""
    difference = points[0] - centroids[own, 0]
    difference *= difference
    other = points[1] - centroids[own, 1]
    other *= other
    difference += other
    return difference


def _compiled() -> ModuleType | None:
    return None if kernels.compiled() is None else importlib.import_module("kmeans_viz.numba_tiles")
