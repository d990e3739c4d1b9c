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
        packed = self.colors[1:].astype(np.uint32)
        self._index_of[packed[:, 0] | packed[:, 1] << 8 | packed[:, 2] << 16] = np.arange(1, len(self.colors))

    def indices(self, rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the index of each pixel's nearest colour, ``(height, width)``."""
        packed = np.ascontiguousarray(rgba).view("<u4")[..., 0] & np.uint32(0xFFFFFF)
        found: NDArray[np.uint8] = np.take(self._index_of, packed)
        if not found.all():
            unknown = np.unique(packed[found == 0])
            self._index_of[unknown] = self._nearest(unknown)
            found = np.take(self._index_of, packed)
        return found

    def reduced(self, rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the same picture with each pixel's nearest colour, ``(height, width, 4)``."""
        opaque = np.c_[self.colors, np.full(len(self.colors), 255, dtype=np.uint8)]
        packed = np.take(np.ascontiguousarray(opaque).view("<u4").ravel(), self.indices(rgba))
        return packed.view(np.uint8).reshape(*packed.shape, 4)

    def _nearest(self, packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
        parts = np.stack([packed & 255, packed >> 8 & 255, packed >> 16], axis=1).astype(np.float32)
        known = self.colors[1:].astype(np.float32)
        # The square of the colour itself is the same for every candidate, and left out.
        distances = (known**2).sum(axis=1) - 2 * parts @ known.T
        return (distances.argmin(axis=1) + 1).astype(np.uint8)


def _by_importance(style: Style, clusters: int) -> Iterable[str]:
    """Yield the style's pure colours, then the blends that smooth edges show, the commonest first."""
    yield from (style.page, style.board, style.ink, style.muted, style.unassigned, style.dot_edge, style.star_edge)
    each = [(style.color(j), style.cell(j), style.on_star(j)) for j in range(clusters)]
    for color, cell, on_star in each:
        yield from (color, cell, on_star)
    for share in (0.5, 0.75, 0.25):
        yield mixed(style.ink, style.page, share)
        yield mixed(style.muted, style.page, share)
        yield mixed(style.unassigned, style.dot_edge, share)
        for color, cell, on_star in each:
            yield mixed(color, style.dot_edge, share)
            yield mixed(style.star_edge, cell, share)
            yield mixed(color, style.star_edge, share)
            yield mixed(style.dot_edge, cell, share)
            yield mixed(on_star, color, share)
