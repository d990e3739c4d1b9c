"""One palette for all frames of an animation, without dithering: the colours of a style, and the blends between them.

A `Style` and the clusters that occur flow in; RGBA pictures flow in one by one, pictures of palette indices flow out.
The style's own colours are in the palette, so that a cluster's dots are exactly of its colour in every frame.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.style import Style, mixed, rgb

TRANSPARENT = 0
"""The index that means "as in the frame before"."""

_SIZE = 256


class Palette:
    """At most 255 colours and the transparent index 0."""

    def __init__(self, style: Style, clusters: int) -> None:
        colors = list(dict.fromkeys(_by_importance(style, min(clusters, len(style.colors)))))[: _SIZE - 1]
        self.colors = np.array([(0, 0, 0), *map(rgb, colors)], dtype=np.uint8)
        """``(m, 3)``: the colour of each index."""
        # One entry for each of the 16.7 million colours, 0 while unknown. Only the pages that are touched use memory.
        self._index_of = np.zeros(1 << 24, dtype=np.uint8)
        parts = self.colors[1:].astype(np.uint32)
        self._index_of[parts[:, 0] | parts[:, 1] << 8 | parts[:, 2] << 16] = np.arange(1, len(self.colors))
        self._near_coarse = np.zeros(1 << 15, dtype=np.uint8)

    def indices(self, rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the index of each pixel's nearest colour, ``(height, width)``."""
        return self.nearest(packed(rgba))

    def nearest(self, colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return the index of the nearest colour to each of the packed `colors`."""
        found: NDArray[np.uint8] = np.take(self._index_of, colors)
        unknown = np.flatnonzero(found.ravel() == 0)
        if len(unknown):
            new = colors.ravel()[unknown]
            self._index_of[new] = self._near(new)
            found.ravel()[unknown] = np.take(self._index_of, new)
        return found

    def reduced(self, rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the same picture with each pixel's nearest colour, ``(height, width, 4)``."""
        opaque = np.c_[self.colors, np.full(len(self.colors), 255, dtype=np.uint8)]
        numbers = np.take(np.ascontiguousarray(opaque).view("<u4").ravel(), self.indices(rgba))
        return numbers.view(np.uint8).reshape(*numbers.shape, 4)

    def _near(self, colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return the index nearest to each colour, to within 5 bits a part: blends need no more, and repeat often."""
        coarse = (colors >> 3 & 0x1F) | (colors >> 6 & 0x3E0) | (colors >> 9 & 0x7C00)
        wanted = np.zeros(1 << 15, dtype=bool)
        wanted[coarse] = True
        new = np.flatnonzero(wanted & (self._near_coarse == 0))
        if len(new):
            parts = np.stack([new & 31, new >> 5 & 31, new >> 10], axis=1).astype(np.float32) * 8 + 4
            known = self.colors[1:].astype(np.float32)
            # The square of the colour itself is the same for every candidate, and left out.
            distances = (known**2).sum(axis=1) - 2 * parts @ known.T
            self._near_coarse[new] = distances.argmin(axis=1) + 1
        near: NDArray[np.uint8] = np.take(self._near_coarse, coarse)
        return near


def packed(rgba: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return each pixel's colour as one number, red in the lowest byte, ``(height, width)``."""
    numbers: NDArray[np.uint32] = np.ascontiguousarray(rgba).view("<u4")[..., 0] & np.uint32(0xFFFFFF)
    return numbers


def _by_importance(style: Style, clusters: int) -> Iterable[str]:
    """Yield the style's pure colours, then the blends that smooth edges show, the commonest first."""
    yield from (style.page, style.board, style.ink, style.muted, style.unassigned, style.dot_edge, style.star_edge)
    each = [(style.color(j), style.cell(j), style.on_star(j)) for j in range(clusters)]
    for color, cell, on_star in each:
        yield from (color, cell, on_star)
    # More steps in between are hardly seen, and cost a tenth of the file.
    for share in (1 / 3, 2 / 3):
        yield mixed(style.ink, style.page, share)
        yield mixed(style.muted, style.page, share)
    yield mixed(style.unassigned, style.dot_edge, 0.5)
    for color, cell, on_star in each:
        yield mixed(color, style.dot_edge, 0.5)
        yield mixed(style.star_edge, cell, 0.5)
        yield mixed(color, style.star_edge, 0.5)
        yield mixed(style.dot_edge, cell, 0.5)
        yield mixed(on_star, color, 0.5)
