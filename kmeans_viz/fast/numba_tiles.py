"""The loops of `tiles`, compiled by numba: one sorts the points, one makes a pass over them.

Importing this module imports numba.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast.numba_kernels import _BLOCK, _compile, _locked, _nearest_in_the_plane, compiled
from kmeans_viz.fast.tiles import LEAST, ROUNDING
from kmeans_viz.inputs import Centroids, Labels, Points


def sort_into_tiles(
    points: Points, low: NDArray[np.float64], widths: NDArray[np.float64], across: int
) -> tuple[Any, ...]:
    """Sort ``(n, 2)`` points into ``across`` x ``across`` tiles and return the fields of a `tiles.Tiles`.

    `low` is the lowest corner of the grid, ``(2,)``, and `widths` the two sides of a tile.
    """
    n = len(points)
    tile, order, ordered = np.empty(n, dtype=np.uint16), np.empty(n, dtype=np.int32), np.empty((2, n))
    starts = np.zeros(across * across + 1, dtype=np.int64)
    _sort(_locked(points), _locked(low), _locked(widths), across, tile, starts, order, ordered)
    starts = np.concatenate([[0], starts[1:][np.diff(starts) > 0]])
    middles, reaches, sums, means = (np.empty((2, len(starts) - 1)) for _ in range(4))
    spreads = np.empty(len(starts) - 1)
    _measure(ordered, _locked(points[0]), starts, middles, reaches, sums, means, spreads)
    return order, ordered, starts, middles, reaches, sums, means, spreads


def sweep(
    tiles: Any,
    origin: NDArray[np.float64],
    own: Labels,
    whole: Labels,
    moved: NDArray[np.int32],
    centroids: Centroids,
    is_first: bool,
) -> tuple[Any, ...]:
    """Do and return what `numpy_tiles.sweep` does."""
    k = len(centroids)
    counts, sums, inertias = np.zeros(k, dtype=np.int64), np.zeros((k, 2)), np.zeros(k)
    # All but the centroids are locked already; numba would compile its loops once more for arrays that are not.
    numbers: tuple[Any, ...] = _sweep(
        own, whole, moved, _locked(centroids), origin, is_first, counts, sums, inertias, *tiles[1:]
    )
    return counts, sums, inertias, *numbers


def compile_all() -> None:
    """Compile every kernel, or load it from the cache."""
    tiles = [_locked(field) for field in sort_into_tiles(np.zeros((1, 2)), np.zeros(2), np.ones(2), 2)]
    own, whole, moved = np.zeros((3, 1), dtype=np.int32)
    sweep(tiles, _locked(np.zeros(2)), own, whole, moved, np.zeros((1, 2)), True)


@_compile
def _sort(points, low, widths, across, tile, starts, order, ordered):  # type: ignore[no-untyped-def]
    """Sort by counting: count each tile's points, find where each tile starts, then put each point in its place."""
    n = len(points)
    most = across - 1.0
    # A point on the edge of a tile may go to either side, so a product may replace the slower division.
    per_width, per_height = 1 / widths[0], 1 / widths[1]
    for i in range(n):
        x = min(max((points[i, 0] - low[0]) * per_width, 0.0), most)
        y = min(max((points[i, 1] - low[1]) * per_height, 0.0), most)
        tile[i] = np.int64(x) * across + np.int64(y)
    # An unsigned index saves the test for negative ones.
    one = np.uint64(1)
    for i in range(n):
        starts[np.uint64(tile[i]) + one] += 1
    for t in range(len(starts) - 1):
        starts[t + 1] += starts[t]
    place = starts[:-1].copy()
    for i in range(n):
        own = np.uint64(tile[i])
        p = np.uint64(place[own])
        place[own] += 1
        order[p] = i
        ordered[0, p] = points[i, 0]
        ordered[1, p] = points[i, 1]


@_compile
def _measure(points, origin, starts, middles, reaches, sums, means, spreads):  # type: ignore[no-untyped-def]
    for t in range(len(spreads)):
        spread = 0.0
        for axis in range(2):
            column = points[axis, starts[t] : starts[t + 1]]
            low = high = column[0]
            for value in column:
                low, high = min(low, value), max(high, value)
            middle, total = low + (high - low) / 2, 0.0
            for value in column:
                total += value - middle
            mean = total / len(column)
            middles[axis, t], reaches[axis, t] = middle, max(high - middle, middle - low)
            sums[axis, t], means[axis, t] = total + len(column) * (middle - origin[axis]), mean
            for value in column:
                away = (value - middle) - mean
                spread += away * away
        spreads[t] = spread


@_compile
def _sweep(  # type: ignore[no-untyped-def]
    own,
    whole,
    moved,
    centroids,
    origin,
    is_first,
    counts,
    sums,
    inertias,
    points,
    starts,
    middles,
    reaches,
    tile_sums,
    means,
    spreads,
):
    k, n_tiles = len(centroids), len(spreads)
    nearest, reaching = np.empty(n_tiles, dtype=np.int64), np.empty(n_tiles, dtype=np.int64)
    near, places = np.empty(k, dtype=np.int64), np.empty((k, 2))
    best, winner = np.empty(_BLOCK), np.empty(_BLOCK, dtype=np.int64)
    most, own_x, own_y = np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK)
    extra, changed = 0.0, 0
    ox, oy = origin[0], origin[1]
    for first in range(0, n_tiles, _BLOCK):
        block = slice(first, min(first + _BLOCK, n_tiles))
        x, y, reach_x, reach_y = middles[0, block], middles[1, block], reaches[0, block], reaches[1, block]
        _cells_at(x, y, reach_x, reach_y, centroids, nearest[block], reaching[block], best, most, own_x, own_y)
    for t in range(n_tiles):
        start, end = starts[t], starts[t + 1]
        if reaching[t] == 1:
            j = nearest[t]
            dx, dy = (middles[0, t] - centroids[j, 0]) + means[0, t], (middles[1, t] - centroids[j, 1]) + means[1, t]
            counts[j] += end - start
            sums[j, 0] += tile_sums[0, t]
            sums[j, 1] += tile_sums[1, t]
            inertias[j] += spreads[t] + (end - start) * (dx * dx + dy * dy)
            if whole[t] != j:
                whole[t] = j
                if is_first:
                    own[start:end] = j
                    continue
                for i in range(start, end):
                    if own[i] != j:
                        extra += _farther(points, i, centroids, own[i], j)
                        moved[changed] = i
                        changed += 1
                        own[i] = j
            continue

        whole[t] = -1
        n_near = _reaching(t, middles, reaches, centroids, nearest[t], near)
        for m in range(n_near):
            places[m, 0], places[m, 1] = centroids[near[m], 0], centroids[near[m], 1]
        if n_near == 2:
            j = near[0]
            counts[j] += end - start
            sums[j, 0] += tile_sums[0, t]
            sums[j, 1] += tile_sums[1, t]
        for first in range(start, end, _BLOCK):
            width = min(_BLOCK, end - first)
            xs, ys = points[0, first : first + width], points[1, first : first + width]
            if n_near == 2:
                _between_two(xs, ys, ox, oy, places, near, best, winner, counts, sums, inertias)
            else:
                _among(xs, ys, ox, oy, places[:n_near], near, best, winner, counts, sums, inertias)
            # A slice, whose index cannot be negative, lets the compiler compare many labels at once.
            labels = own[first : first + width]
            if is_first:
                for i in range(width):
                    labels[i] = winner[i]
                continue
            n_moved = 0
            for i in range(width):
                n_moved += winner[i] != labels[i]
            if n_moved == 0:
                continue
            for i in range(width):
                j = winner[i]
                if labels[i] != j:
                    extra += _farther(points, first + i, centroids, labels[i], j)
                    moved[changed] = first + i
                    changed += 1
                    labels[i] = j
    return inertias.sum() + extra, changed


@_compile
def _between_two(x, y, ox, oy, places, near, best, winner, counts, sums, inertias):  # type: ignore[no-untyped-def]
    """Fill `winner` and `best` with the nearer of two centroids of each point; move the second's points to its sums.

    The caller has added all points to the counts and sums of the first; inertias are added here, to both.

    Most borders are between two clusters, so this case has loops of its own without branches. The sums are a function
    of their own, since the compiler may reorder additions there, and must not reorder those that are compared.
    """
    first, second = near[0], near[1]
    ax, ay, bx, by = places[0, 0], places[0, 1], places[1, 0], places[1, 1]
    for i in range(len(x)):
        one = (x[i] - ax) * (x[i] - ax) + (y[i] - ay) * (y[i] - ay)
        other = (x[i] - bx) * (x[i] - bx) + (y[i] - by) * (y[i] - by)
        winner[i] = second if other < one else first
        best[i] = other if other < one else one
    count, sum_x, sum_y, of_first, of_second = _added_up(x, y, ox, oy, best, winner, second)
    counts[first] -= count
    counts[second] += count
    sums[first, 0] -= sum_x
    sums[first, 1] -= sum_y
    sums[second, 0] += sum_x
    sums[second, 1] += sum_y
    inertias[first] += of_first
    inertias[second] += of_second


@compiled(fastmath={"reassoc", "nsz"})
def _added_up(x, y, ox, oy, best, winner, second):  # type: ignore[no-untyped-def]
    """Return count, sums and inertia of the points of the second centroid, and the inertia of the others."""
    count, sum_x, sum_y, of_first, of_second = 0, 0.0, 0.0, 0.0, 0.0
    for i in range(len(x)):
        is_second = winner[i] == second
        count += is_second
        sum_x += x[i] - ox if is_second else 0.0
        sum_y += y[i] - oy if is_second else 0.0
        of_first += 0.0 if is_second else best[i]
        of_second += best[i] if is_second else 0.0
    return count, sum_x, sum_y, of_first, of_second


@_compile
def _among(x, y, ox, oy, places, near, best, winner, counts, sums, inertias):  # type: ignore[no-untyped-def]
    """Fill `winner` and `best` with the nearest of several centroids of each point; add to counts, sums, inertias."""
    for i in range(len(x)):
        best[i] = np.inf
        winner[i] = 0
    _nearest_in_the_plane(x, y, places, best, winner)
    for i in range(len(x)):
        winner[i] = near[winner[i]]
        j = np.uint64(winner[i])  # an unsigned index saves the test for negative ones
        counts[j] += 1
        sums[j, 0] += x[i] - ox
        sums[j, 1] += y[i] - oy
        inertias[j] += best[i]


@_compile
def _farther(points, i, centroids, one, other):  # type: ignore[no-untyped-def]
    """Return by how much the squared distance of point i to centroid `one` exceeds that to `other`."""
    dx, dy = points[0, i] - centroids[one, 0], points[1, i] - centroids[one, 1]
    ex, ey = points[0, i] - centroids[other, 0], points[1, i] - centroids[other, 1]
    return dx * dx + dy * dy - (ex * ex + ey * ey)


@_compile
def _cells_at(x, y, reach_x, reach_y, centroids, nearest, reaching, best, most, own_x, own_y):  # type: ignore[no-untyped-def]
    """Fill, for a block of tiles, whose cell each middle is in, and how many cells reach it; see `numpy_tiles`."""
    n = len(x)
    for i in range(n):
        best[i] = np.inf
        nearest[i] = 0
        reaching[i] = 0
    _nearest_in_the_plane(x, y, centroids, best[:n], nearest)
    for i in range(n):
        most[i] = best[i] * (1 + ROUNDING) + ROUNDING * (reach_x[i] * reach_x[i] + reach_y[i] * reach_y[i]) + LEAST
        own_x[i], own_y[i] = centroids[nearest[i], 0], centroids[nearest[i], 1]
    for j in range(len(centroids)):
        cx, cy = centroids[j, 0], centroids[j, 1]
        for i in range(n):
            squared = (x[i] - cx) * (x[i] - cx) + (y[i] - cy) * (y[i] - cy)
            slack = 2 * (reach_x[i] * abs(cx - own_x[i]) + reach_y[i] * abs(cy - own_y[i]))
            reaching[i] += squared * (1 - ROUNDING) - slack <= most[i]


@_compile
def _reaching(t, middles, reaches, centroids, own, near):  # type: ignore[no-untyped-def]
    """Fill `near` with the centroids whose cells reach tile t, and return how many there are."""
    x, y, reach_x, reach_y = middles[0, t], middles[1, t], reaches[0, t], reaches[1, t]
    dx, dy = x - centroids[own, 0], y - centroids[own, 1]
    most = (dx * dx + dy * dy) * (1 + ROUNDING) + ROUNDING * (reach_x * reach_x + reach_y * reach_y) + LEAST
    count = 0
    for j in range(len(centroids)):
        dx, dy = x - centroids[j, 0], y - centroids[j, 1]
        slack = 2 * (
            reach_x * abs(centroids[j, 0] - centroids[own, 0]) + reach_y * abs(centroids[j, 1] - centroids[own, 1])
        )
        if (dx * dx + dy * dy) * (1 - ROUNDING) - slack <= most:
            near[count] = j
            count += 1
    return count
