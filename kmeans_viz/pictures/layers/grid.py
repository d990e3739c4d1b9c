"""The points of a board, counted pixel by pixel: all that a picture of millions of points needs.

A `Grid` takes an Axes and the points once. Then its `counts` takes labels and returns how many points of each colour
are in each pixel. Only that makes a pass over the points, with `numpy.bincount` or numba; the time of everything else
depends on the number of pixels and not on the number of points.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from kmeans_viz.fast.kernels import choose
from kmeans_viz.inputs import Labels, Points

Tap: TypeAlias = tuple[int, int, np.float32]
"""A pixel that a dot covers: how many rows and columns away from the dot's own, and the share that is covered."""

_BLOCK = 1 << 16  # points whose pixels are looked up at a time
_CHUNK = 1 << 22  # points that are counted at a time, with 8 bytes of working memory for each
_CACHED = 1 << 16  # pixels that are worked on at a time, so that they stay in the processor's cache
_SPARSE = 8  # where fewer than one pixel in so many has points, it is faster to visit those alone


class Grid:
    """The pixel of the board that each point falls into.

    Parameters
    ----------
    ax : Axes
        The board, with its final limits and place.
    points : Points
        ``(n, 2)``: where the points are drawn.
    dot : float
        The diameter of a point, in pixels of the grid.
    fine : float
        How many pixels of the grid there are along one pixel of the figure.

    Notes
    -----
    The rows of all arrays go from the bottom up, as in Agg.
    """

    def __init__(self, ax: Axes, points: Points, dot: float, fine: float = 1.0) -> None:
        box, n = ax.bbox, len(points)
        self.left, self.bottom = round(box.x0 * fine), round(box.y0 * fine)
        self.columns = max(1, round(box.x1 * fine) - self.left)
        self.rows = max(1, round(box.y1 * fine) - self.bottom)
        self.n = n
        self._compiled = choose(n, 1, 1, passes=1).kernels
        corners = np.array([[0, 0], [self.columns, self.rows]]) + np.array([self.left, self.bottom])
        (left, bottom), (right, top) = ax.transData.inverted().transform(corners / fine)
        self.extent: tuple[float, float, float, float] = (left, right, bottom, top)
        """The left, right, lower and upper edge, as positions on the board."""

        size = self.rows * self.columns
        self._pixels = np.empty(n, dtype=np.int32)
        for start in range(0, n, _BLOCK):
            places = ax.transData.transform(points[start : start + _BLOCK]) * fine - np.array([self.left, self.bottom])
            # Clipped first: a point may be so far away that its pixel does not fit into an integer.
            column = np.floor(np.clip(places[:, 0], -1, self.columns)).astype(np.int32)
            row = np.floor(np.clip(places[:, 1], -1, self.rows)).astype(np.int32)
            inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
            self._pixels[start : start + _BLOCK] = np.where(inside, row * self.columns + column, size)
        per_pixel = np.zeros(size + 1, dtype=np.int64)
        for chunk in self._chunks():
            per_pixel += np.bincount(self._pixels[chunk], minlength=size + 1)
        # From here on only the m pixels that have points are numbered; number m stands for all points off the board.
        self._occupied = np.flatnonzero(per_pixel[:size])
        numbers = np.full(size + 1, len(self._occupied), dtype=np.int32)
        numbers[self._occupied] = np.arange(len(self._occupied))
        for start in range(0, n, _BLOCK):
            self._pixels[start : start + _BLOCK] = numbers[self._pixels[start : start + _BLOCK]]

        self._radius, self._taps = _disc(dot)
        self.per_pixel = per_pixel[self._occupied]
        """``(m,)``: how many points there are in each pixel that has any."""
        self.coverage = self.spread(self.per_pixel)
        """``(rows, columns)``: how many dots lie over each pixel, with fractions at the rims of dots."""
        through = [(down, right, np.log(np.maximum(1 - share, 1e-3))) for down, right, share in self._taps]
        self.covered: NDArray[np.float32] = 1 - np.exp(self._laid(self.per_pixel, through))
        """``(rows, columns)``: the share of each pixel that opaque dots would cover, laid over each other."""

    def counts(self, labels: Labels, colors: NDArray[np.int64], n_colors: int) -> NDArray[np.int64]:
        """Return how many points of each colour are in each pixel that has any, ``(n_colors, m)``.

        Parameters
        ----------
        labels : Labels
            ``(n,)``.
        colors : (k,) array
            The number of the colour that a label stands for.
        n_colors : int
        """
        width = len(self._occupied) + 1
        offsets = colors.astype(np.int64) * width
        tally = self._tally if self._compiled is None else self._compiled.tally
        return tally(labels, self._pixels, offsets, n_colors * width).reshape(n_colors, width)[:, :-1]

    def counts_of(self, indices: NDArray[np.intp]) -> NDArray[np.int64]:
        """Return how many of the points with these `indices` are in each pixel that has any, ``(m,)``."""
        return np.bincount(self._pixels[indices], minlength=len(self._occupied) + 1)[:-1]

    def sums_of(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of the values of the points, ``(n,)``, in each pixel that has any, ``(m,)``."""
        sums: NDArray[Any] = np.bincount(self._pixels, weights=values, minlength=len(self._occupied) + 1)
        return sums[:-1]

    def spread(self, values: NDArray[Any]) -> NDArray[np.float32]:
        """Return ``(rows, columns)``: the values of the pixels with points, ``(m,)``, laid over all that dots cover.

        Every dot has the same shape and stands in the middle of its pixel, as Agg's markers do.
        """
        return self._laid(values, self._taps)

    def _tally(
        self, labels: Labels, places: NDArray[np.int32], offsets: NDArray[np.int64], size: int
    ) -> NDArray[np.int64]:
        """Return what `numba_kernels.tally` returns, without numba: counted chunk by chunk, to bound the memory."""
        found: NDArray[np.int64] | None = None
        for chunk in self._chunks():
            keys = offsets[labels[chunk]]
            keys += places[chunk]
            part = np.bincount(keys, minlength=size)
            found = part if found is None else np.add(found, part, out=found)
        assert found is not None  # there is at least one point
        return found

    def _laid(self, values: NDArray[Any], taps: list[Tap]) -> NDArray[np.float32]:
        r = self._radius
        wide = self.columns + 2 * r
        values = values.astype(np.float32, copy=False)
        picture = np.zeros((self.rows + 2 * r, wide), dtype=np.float32)
        row, column = np.divmod(self._occupied, self.columns)
        middle, flat = (row + r) * wide + column + r, picture.reshape(-1)
        if len(middle) * _SPARSE < picture.size:
            for down, right, share in taps:
                flat[middle + (down * wide + right)] += share * values
            return np.ascontiguousarray(picture[r : r + self.rows, r : r + self.columns])
        flat[middle] = values
        laid = np.zeros((self.rows, self.columns), dtype=np.float32)
        height = max(1, _CACHED // wide)
        part = np.empty((height, self.columns), dtype=np.float32)
        for top in range(0, self.rows, height):
            own = laid[top : top + height]
            for down, right, share in taps:
                near = picture[top + r - down :, r - right : r - right + self.columns][: len(own)]
                own += np.multiply(near, share, out=part[: len(own)])
        return laid

    def _chunks(self) -> Iterator[slice]:
        return (slice(start, start + _CHUNK) for start in range(0, self.n, _CHUNK))


def _disc(diameter: float) -> tuple[int, list[Tap]]:
    """Return how many pixels a disc reaches beyond its own, and a `Tap` for each pixel that it covers.

    Even the smallest disc covers its own pixel whole, so that no point is invisible.
    """
    reach, parts = max(0, int(np.ceil(diameter / 2 - 0.5))), 16
    steps = (np.arange((2 * reach + 1) * parts) + 0.5) / parts - (reach + 0.5)
    inside = steps[:, None] ** 2 + steps**2 <= (diameter / 2) ** 2
    shares = inside.reshape(2 * reach + 1, parts, 2 * reach + 1, parts).mean(axis=(1, 3)).astype(np.float32)
    shares[reach, reach] = 1.0
    rows, columns = np.nonzero(shares)
    return reach, [(int(y) - reach, int(x) - reach, shares[y, x]) for y, x in zip(rows, columns, strict=True)]
