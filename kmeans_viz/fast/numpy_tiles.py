"""The loops of `tiles` in numpy: one function sorts the points, one makes a pass over all tiles in a few calls.

Two detours save time. Points are gathered as whole rows, which numpy copies faster than two columns. And work goes
block by block, since the system takes longer to provide a new array as long as the points than numpy takes to fill it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import passes
from kmeans_viz.fast.tiles import LEAST, ROUNDING, Tiles
from kmeans_viz.inputs import Centroids, Labels, Points

_BLOCK = 8192  # points at a time, few enough to stay in the cache
_PAIRS = 60_000  # pairs of a tile and a centroid at a time, for the same reason


def sort_into_tiles(
    points: Points, low: NDArray[np.float64], widths: NDArray[np.float64], across: int
) -> tuple[NDArray[Any], ...]:
    """Sort ``(n, 2)`` points into ``across`` x ``across`` tiles and return the fields of a `tiles.Tiles`.

    `low` is the lowest corner of the grid, ``(2,)``, and `widths` the two sides of a tile.
    """
    n = len(points)
    tile = np.zeros(n, dtype=np.uint16)
    for start in range(0, n, _BLOCK):
        own = tile[start : start + _BLOCK]
        for axis in range(2):
            place = points[start : start + _BLOCK, axis] - low[axis]
            place /= widths[axis]
            np.minimum(np.maximum(place, 0, out=place), across - 1, out=place)
            own *= np.uint16(across)
            own += place.astype(np.uint16)
    order = np.argsort(tile, kind="stable")
    counts = np.bincount(tile, minlength=across * across)
    counts = counts[counts > 0]
    starts = np.concatenate([[0], np.cumsum(counts)])
    rows = points.take(order, axis=0)
    return order.astype(np.int32), rows.T, starts, *_measured(rows, starts, points[0])


def _measured(rows: Points, starts: NDArray[np.int64], origin: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return the last five fields of a `Tiles`, from the points in the order of the tiles."""
    n_tiles = len(starts) - 1
    middles, reaches, sums, means = (np.empty((2, n_tiles)) for _ in range(4))
    spreads = np.empty(n_tiles)
    first = 0
    while first < n_tiles:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + _BLOCK, side="right")) - 1)
        block, heads, counts = slice(first, last), starts[first:last] - starts[first], np.diff(starts[first : last + 1])
        own = rows[starts[first] : starts[last]]
        low, high = (reach.reduceat(own.T, heads, axis=1) for reach in (np.minimum, np.maximum))
        middle = low + (high - low) / 2
        middles[:, block] = middle
        reaches[:, block] = np.maximum(high - middle, middle - low)
        own = own - np.repeat(middle.T, counts, axis=0)
        total = np.add.reduceat(own.T, heads, axis=1)
        sums[:, block] = total + counts * (middle - origin[:, None])
        means[:, block] = total / counts
        away = own - np.repeat(means[:, block].T, counts, axis=0)
        away *= away
        spreads[block] = np.add.reduceat(away.ravel(), 2 * heads)
        first = last
    return middles, reaches, sums, means, spreads


def sweep(
    tiles: Tiles,
    origin: NDArray[np.float64],
    own: Labels,
    whole: Labels,
    moved: NDArray[np.int32],
    centroids: Centroids,
    is_first: bool,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], float, int]:
    """Assign every point, update `own`, `whole` and `moved`; return counts, sums, inertias, inertia before, changes.

    Parameters
    ----------
    tiles : Tiles
    origin : numpy.ndarray
        ``(2,)``: what is subtracted from every point before it is summed.
    own : Labels
        ``(n,)``: the labels of the pass before in the order of the tiles; overwritten with those of this pass.
    whole : Labels
        ``(T,)``: the label that all points of a tile share, or -1; overwritten too.
    moved : numpy.ndarray
        ``(n,)``: room for the places whose label changes; its first numbers are overwritten, except in a first pass.
    centroids : Centroids
        ``(k, 2)``.
    is_first : bool
        True if `own` holds no labels yet.
    """
    k, lengths = len(centroids), np.diff(tiles.starts)
    nearest, first, last, reaching = _cells_at(tiles, centroids)
    is_whole = reaching == 1
    away = (tiles.middles - centroids[nearest].T) + tiles.means
    spreads = tiles.spreads + lengths * np.einsum("ij,ij->j", away, away)
    counts, sums, inertias = _by_cluster(
        nearest[is_whole], lengths[is_whole], tiles.sums[:, is_whole], spreads[is_whole], k
    )
    rows = tiles.sorted.T
    told: list[tuple[NDArray[np.int64], Labels]] = []  # places in the order of the tiles, and their labels
    for chosen in map(np.flatnonzero, (is_whole & (whole != nearest), reaching == 2, reaching > 2)):
        if len(chosen) == 0:
            continue
        sizes = lengths[chosen]
        heads = np.cumsum(sizes) - sizes
        places = np.arange(heads[-1] + sizes[-1]) + np.repeat(tiles.starts[chosen] - heads, sizes)
        among = reaching[chosen[0]]
        if among == 1:
            told.append((places, np.repeat(nearest[chosen], sizes)))
            continue
        points = rows.take(places, axis=0)
        if among == 2:
            pairs = np.stack([first[chosen], last[chosen]])
            found = _nearer_of_two(points, origin, sizes, heads, pairs, tiles.sums[:, chosen], centroids)
        else:
            found = _nearest_of_all(points, origin, centroids)
        told.append((places, found[0]))
        counts, sums, inertias = counts + found[1], sums + found[2], inertias + found[3]
    whole[:] = np.where(is_whole, nearest, -1)
    inertia = float(inertias.sum())
    if is_first:
        for places, new in told:
            own[places] = new
    if is_first or not told:
        return counts, sums, inertias, inertia, 0
    places, new = map(np.concatenate, zip(*told, strict=True))
    old = own.take(places)
    flips = np.flatnonzero(old != new)
    old, new, places = old.take(flips), new.take(flips), places.take(flips)
    points = rows.take(places, axis=0)
    at_old, at_new = (_squared(points, centroids.take(cells, axis=0)) for cells in (old, new))
    moved[: len(flips)] = places
    own[places] = new
    return counts, sums, inertias, inertia + float((at_old - at_new).sum()), len(flips)


def _nearer_of_two(
    points: Points,
    origin: NDArray[np.float64],
    sizes: NDArray[np.int64],
    heads: NDArray[np.int64],
    pairs: NDArray[np.int32],
    tile_sums: NDArray[np.float64],
    centroids: Centroids,
) -> tuple[Labels, NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return labels, counts, sums and inertias of points that lie tile by tile, where two cells reach each tile.

    There are far fewer tiles than points, so it is faster to add up only the points of the second cluster, tile by
    tile, and to subtract them from the tile's sums, which leaves those of the first.
    """
    one, other = pairs
    squared, second = (_squared(points, np.repeat(centroids[cells], sizes, axis=0)) for cells in pairs)
    is_second = second < squared
    labels = np.where(is_second, np.repeat(other, sizes), np.repeat(one, sizes))
    n_second = np.add.reduceat(is_second, heads, dtype=np.int64)
    # Seen as complex numbers, both coordinates are selected and added in one call.
    shifted = np.subtract(points, origin, out=points)
    sums_second = np.add.reduceat(np.where(is_second, shifted.view(np.complex128)[:, 0], 0.0), heads)
    sums_second = np.stack([sums_second.real, sums_second.imag])
    of_first = np.add.reduceat(np.where(is_second, 0.0, squared), heads)
    of_second = np.add.reduceat(np.where(is_second, second, 0.0), heads)
    return labels, *_by_cluster(
        pairs.ravel(),
        np.concatenate([sizes - n_second, n_second]),
        np.concatenate([tile_sums - sums_second, sums_second], axis=1),
        np.concatenate([of_first, of_second]),
        len(centroids),
    )


def _nearest_of_all(
    points: Points, origin: NDArray[np.float64], centroids: Centroids
) -> tuple[Labels, NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Do what `_nearer_of_two` does, with all centroids."""
    labels, squared = passes.nearest(points.T, centroids)
    return labels, *passes.gathered(points.T, origin, labels, squared, len(centroids))


def _by_cluster(
    labels: Labels,
    sizes: NDArray[np.int64],
    columns: passes.Columns,
    squared: NDArray[np.float64],
    k: int,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the counts, sums and inertias of the clusters, added up from those of tiles with these labels."""
    counts = np.bincount(labels, weights=sizes, minlength=k).astype(np.int64)
    sums, inertias = np.empty((k, 2)), np.empty(k)
    for axis, column in enumerate(columns):
        sums[:, axis] = np.bincount(labels, weights=column, minlength=k)
    inertias[:] = np.bincount(labels, weights=squared, minlength=k)
    return counts, sums, inertias


def _cells_at(tiles: Tiles, centroids: Centroids) -> tuple[NDArray[np.int32], ...]:
    """Return which cells reach each tile.

    Let b be the centroid nearest to the middle of a tile, and j another. The squared distance to j minus that to b is
    a linear function of the position. From the middle to any point of the tile it changes by at most twice the sum,
    over both axes, of the tile's reach times the distance from b to j. If it stays positive, j's cell does not reach
    the tile.

    Returns
    -------
    nearest, first, last, reaching : numpy.ndarray
        ``(T,)`` each: the centroid nearest to the tile's middle, the first and the last of the cells that reach it
        (filled only where there are two), and how many cells reach it.
    """
    k, n_tiles = len(centroids), len(tiles.spreads)
    nearest, first, last, reaching = (np.empty(n_tiles, dtype=np.int32) for _ in range(4))
    width = max(1, _PAIRS // k)
    # Twice the distance along each axis from any centroid to any other.
    apart_x, apart_y = (2 * np.abs(column[:, None] - column) for column in centroids.T)
    for start in range(0, n_tiles, width):
        block = slice(start, start + width)
        reach_x, reach_y = tiles.reaches[:, block]
        squared = passes.distance_table(tiles.middles[:, block], centroids)
        own = squared.argmin(axis=0)
        smallest = squared.min(axis=0)
        slack = apart_x.take(own, axis=1)
        slack *= reach_x
        slack_y = apart_y.take(own, axis=1)
        slack_y *= reach_y
        slack += slack_y
        # With this margin, a rounding error cannot hide a cell that does reach the tile.
        squared *= 1 - ROUNDING
        squared -= slack
        reaches = squared <= smallest * (1 + ROUNDING) + ROUNDING * (reach_x**2 + reach_y**2) + LEAST
        nearest[block] = own
        reaching[block] = np.count_nonzero(reaches, axis=0)
        of_two = np.flatnonzero(reaching[block] == 2)
        pair = reaches.take(of_two, axis=1)
        first[start + of_two] = pair.argmax(axis=0)
        last[start + of_two] = k - 1 - pair[::-1].argmax(axis=0)
    return nearest, first, last, reaching


def _squared(points: Points, others: Points) -> NDArray[np.float64]:
    """Return the squared distance of each row of `points` to the same row of `others`, rounded as in `passes`."""
    away = points - others
    away *= away
    squared: NDArray[np.float64] = away[:, 0] + away[:, 1]
    return squared
