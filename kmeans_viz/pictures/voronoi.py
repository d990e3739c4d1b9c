"""The exact Voronoi cells of the centroids, clipped to the board.

`voronoi_cells` takes centroids in the plane and the edges of the board, and returns one convex polygon a centroid.
Each cell is the board cut by the bisectors towards the other centroids. This works for any k >= 1, and for centroids
that are collinear or coincide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Polygon: TypeAlias = NDArray[np.float64]
"""``(m, 2)``: the corners, counterclockwise; ``(0, 2)`` for a cell without area."""
Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, right, bottom, top."""


def voronoi_cells(centroids: NDArray[np.float64], bounds: Bounds) -> list[Polygon]:
    """Return the part of the board that is nearer to each centroid than to any other.

    Parameters
    ----------
    centroids : numpy.ndarray
        ``(k, 2)``.
    bounds : tuple of float
        Left, right, bottom and top edge of the board.

    Returns
    -------
    list of numpy.ndarray
        k convex polygons, ``(m, 2)`` corners each, counterclockwise. They tile the board. Where centroids coincide,
        the first gets the cell, as ties go to the lowest index, and the others get empty ones.

    Examples
    --------
    >>> [cell.tolist() for cell in voronoi_cells(np.array([[-1.0, 0.0], [1.0, 0.0]]), (-2, 2, -1, 1))]
    [[[-2.0, -1.0], [0.0, -1.0], [0.0, 1.0], [-2.0, 1.0]], [[0.0, -1.0], [2.0, -1.0], [2.0, 1.0], [0.0, 1.0]]]
    """
    left, right, bottom, top = map(float, bounds)
    # Measured from the board's middle, in units of its size: far from zero, rounding would swallow the digits that
    # tell two sites apart, and the squares of very small or large numbers would vanish or overflow.
    unit = max(right - left, top - bottom)
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    width, height = (right - left) / unit / 2, (top - bottom) / unit / 2
    board = [(-width, -height), (width, -height), (width, height), (-width, height)]
    sites = [(float(x), float(y)) for x, y in (np.asarray(centroids) - middle) / unit]
    cells = [_cell(j, sites, board) for j in range(len(sites))]
    return [np.clip(cell * unit + middle, (left, bottom), (right, top)) for cell in cells]


def _cell(j: int, sites: Sequence[tuple[float, float]], board: list[tuple[float, float]]) -> Polygon:
    """Cut the board by the bisectors between site j and the others, nearest first."""
    x, y = sites[j]
    others = sorted((((u - x) ** 2 + (v - y) ** 2), i) for i, (u, v) in enumerate(sites) if i != j)
    polygon = board
    reach = max((px - x) ** 2 + (py - y) ** 2 for px, py in polygon)
    for squared, i in others:
        # A bisector beyond the farthest corner cuts nothing, and neither do the ones after it.
        if squared > 4 * reach:
            break
        u, v = sites[i]
        if squared == 0:
            if i < j:
                return np.empty((0, 2))
            continue
        clipped = _clipped(polygon, u - x, v - y, ((u - x) * (u + x) + (v - y) * (v + y)) / 2)
        if not clipped:
            return np.empty((0, 2))
        if clipped is polygon:
            continue
        polygon = clipped
        reach = max((px - x) ** 2 + (py - y) ** 2 for px, py in polygon)
    return np.array(polygon)


def _clipped(polygon: list[tuple[float, float]], a: float, b: float, c: float) -> list[tuple[float, float]]:
    """Return the part of a convex polygon where a·x + b·y <= c (Sutherland & Hodgman 1974).

    If nothing is cut off, it is the same object as `polygon`.
    """
    beyond = [a * x + b * y - c for x, y in polygon]
    # The usual case: most bisectors miss most cells.
    if max(beyond) <= 0:
        return polygon
    kept = []
    px, py = polygon[-1]
    before = beyond[-1]
    for (qx, qy), after in zip(polygon, beyond, strict=True):
        if (before > 0) != (after > 0):
            t = before / (before - after)
            kept.append((px + t * (qx - px), py + t * (qy - py)))
        if after <= 0:
            kept.append((qx, qy))
        px, py, before = qx, qy, after
    return kept
