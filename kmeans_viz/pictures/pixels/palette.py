"""One palette for all frames of an animation, without dithering: the colours of a style and the blends between them.

A `Palette` is made from a `Style` and the number of clusters. It takes RGBA pictures one by one and returns pictures of
palette indices. It holds the style's own colours, so that a cluster's dots have exactly the cluster's colour in every
frame; for a big board it also holds the opacities of the `Density` over each cell, and for pictures without a ground
those of smoothed edges.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.look import DENSITY_FROM, Look
from kmeans_viz.pictures.layers.photo import PAINT, dimmed
from kmeans_viz.pictures.style import LEVELS, Style, mixed, rgb, style_named
from kmeans_viz.runs.backdrop import Backdrop
from kmeans_viz.runs.trace import Trace

Ground: TypeAlias = Literal["opaque", "smooth", "hard"]
TRANSPARENT = 0
"""The index that means "as in the frame before", or, where there is none, "nothing here"."""

_SIZE = 256
_OPAQUE = 255 << 24  # the least of a packed colour that is opaque
_HARD = 64  # the opacity, of 255, from which a pixel is opaque where a format knows no other
_MANY_INKS = 11  # of so many, there is room for every level of opacity
_OF_PHOTO = 64  # colours of a photograph without paint on it


class Palette:
    """At most 255 colours and the transparent index 0.

    Parameters
    ----------
    style : Style
    clusters : int
    dense : bool
        Whether the board shows a density in place of dots.
    cells : bool
        Whether cells in the clusters' colours lie behind that density.
    photo : Backdrop, optional
        The photograph behind the points.
    ground : {"opaque", "smooth", "hard"}
        Whether the pictures have a ground. Without one, the palette has faint colours for smoothed edges, or, for a
        format that knows no faint ones, it takes a pixel as opaque, on the style's page, or as nothing.
    """

    def __init__(
        self,
        style: Style,
        clusters: int,
        *,
        dense: bool = False,
        cells: bool = True,
        photo: Backdrop | None = None,
        ground: Ground = "opaque",
    ) -> None:
        clusters = min(clusters, len(style.colors))
        wanted = _of_densities(style, clusters, cells=cells) if dense else _by_importance(style, clusters)
        if photo is not None:
            wanted = [*_pure(style, clusters), *_words(style), *_of_photo(style, clusters, photo)]
        faint = list(_faint(style, clusters, is_bare=photo is None and not cells)) if ground == "smooth" else []
        colors = list(dict.fromkeys(wanted))[: _SIZE - 1 - len(faint)]
        self._page, self._ground = np.array(rgb(style.page), dtype=np.float32), ground
        self.colors = np.array([(0, 0, 0), *map(rgb, colors), *(rgb(ink) for ink, _ in faint)], dtype=np.uint8)
        """``(m, 3)``: the colour of each index."""
        opacities = [0] + [255] * len(colors) + [round(255 * opacity) for _, opacity in faint]
        self.opacities = np.array(opacities, dtype=np.uint8)
        """``(m,)``: how opaque each of these is, of 255."""
        self._n_opaque = 1 + len(colors)
        # One entry for each of the 16.7 million colours, 0 while unknown; pages that are never touched use no memory.
        self._index_of = np.zeros(1 << 24, dtype=np.uint8)
        parts = self.colors[1 : self._n_opaque].astype(np.uint32)
        self._index_of[parts[:, 0] | parts[:, 1] << 8 | parts[:, 2] << 16] = np.arange(1, self._n_opaque)
        self._near_coarse = np.zeros(1 << 15, dtype=np.uint8)

    @property
    def is_transparent(self) -> bool:
        """Whether the pictures have no ground."""
        return self._ground != "opaque"

    def indices(self, rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the index of each pixel's nearest colour, ``(height, width)``."""
        return self.nearest(self.packed(rgba))

    def packed(self, rgba: NDArray[np.uint8]) -> NDArray[np.uint32]:
        """Return each pixel as one number: its colour, and, for pictures without a ground, its opacity on top."""
        if not self.is_transparent:
            return packed(rgba)
        numbers: NDArray[np.uint32] = np.ascontiguousarray(rgba).view("<u4")[..., 0].copy()
        flat = numbers.ravel()
        edges = np.flatnonzero(flat < _OPAQUE)
        if self._ground == "hard":
            pixels = rgba.reshape(-1, 4)[edges].astype(np.float32)
            share = pixels[:, 3:] / 255
            pixels[:, :3] = np.rint(share * pixels[:, :3] + (1 - share) * self._page)
            is_seen = pixels[:, 3] >= _HARD
            pixels[:, 3] = 255
            flat[edges] = np.where(is_seen, pixels.astype(np.uint8).view("<u4")[:, 0], 0)
        return numbers

    def nearest(self, colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return the index of the nearest colour to each of the packed `colors`."""
        if not self.is_transparent:
            return self._nearest_opaque(colors)
        found = self._nearest_opaque(colors & np.uint32(0xFFFFFF))
        edges = np.flatnonzero(colors.ravel() < _OPAQUE)
        if len(edges):
            found.ravel()[edges] = self._nearest_faint(colors.ravel()[edges])
        return found

    def _nearest_opaque(self, colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
        found: NDArray[np.uint8] = np.take(self._index_of, colors)
        unknown = np.flatnonzero(found.ravel() == 0)
        if len(unknown):
            new = colors.ravel()[unknown]
            self._index_of[new] = self._near(new)
            found.ravel()[unknown] = np.take(self._index_of, new)
        return found

    def reduced(self, rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the picture with the palette's nearest colour at each pixel, ``(height, width, 4)``."""
        numbers = np.take(np.c_[self.colors, self.opacities].view("<u4").ravel(), self.indices(rgba))
        return numbers.view(np.uint8).reshape(*numbers.shape, 4)

    def _near(self, colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return the index nearest to each colour, with 5 bits a channel: enough for blends, which repeat often."""
        coarse = (colors >> 3 & 0x1F) | (colors >> 6 & 0x3E0) | (colors >> 9 & 0x7C00)
        wanted = np.zeros(1 << 15, dtype=bool)
        wanted[coarse] = True
        new = np.flatnonzero(wanted & (self._near_coarse == 0))
        if len(new):
            parts = np.stack([new & 31, new >> 5 & 31, new >> 10], axis=1).astype(np.float32) * 8 + 4
            known = self.colors[1 : self._n_opaque].astype(np.float32)
            # The squared distance without the square of the colour itself, which is the same for every candidate.
            distances = (known**2).sum(axis=1) - 2 * parts @ known.T
            self._near_coarse[new] = distances.argmin(axis=1) + 1
        near: NDArray[np.uint8] = np.take(self._near_coarse, coarse)
        return near

    def _nearest_faint(self, colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return the index nearest to each colour that is not opaque, with 4 bits a channel."""
        coarse, where = np.unique(colors >> 4 & np.uint32(0x0F0F0F0F), return_inverse=True)
        wanted = _premultiplied(coarse.astype("<u4").view(np.uint8).reshape(-1, 4) * np.uint8(17))
        known = _premultiplied(np.c_[self.colors, self.opacities])
        distances = (known**2).sum(axis=1) - 2 * wanted @ known.T
        return distances.argmin(axis=1).astype(np.uint8)[where]


def palette_of(trace: Trace, look: Look, ground: Ground = "opaque") -> Palette:
    """Return the palette of the pictures of a run."""
    n, d = trace.X.shape
    cells = look.voronoi and d <= 2
    return Palette(
        style_named(look.style), trace.k, dense=n > DENSITY_FROM, cells=cells, photo=trace.backdrop, ground=ground
    )


def packed(rgba: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return each pixel's colour as one number, red in the lowest byte, ``(height, width)``."""
    numbers: NDArray[np.uint32] = np.ascontiguousarray(rgba).view("<u4")[..., 0] & np.uint32(0xFFFFFF)
    return numbers


def _premultiplied(rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return colours, ``(m, 4)``, multiplied by their opacity, so that faint ones are near to each other."""
    values = rgba.astype(np.float32)
    values[:, :3] *= values[:, 3:] / 255
    return values


def _faint(style: Style, clusters: int, *, is_bare: bool) -> Iterable[tuple[str, float]]:
    """Yield what stands on no ground, with its opacities: words, and on a bare board all that is drawn there."""
    inks = [style.ink, style.muted]
    if is_bare:
        inks += [style.dot_edge, style.star_edge, style.unassigned, *map(style.color, range(clusters))]
    inks = list(dict.fromkeys(inks))
    levels = range(1, LEVELS) if len(inks) <= _MANY_INKS else range(2, LEVELS, 2)
    yield from ((ink, level / LEVELS) for ink in inks for level in levels)


def _by_importance(style: Style, clusters: int) -> Iterable[str]:
    """Yield the style's pure colours, then the blends at smoothed edges, the most common first."""
    yield from _pure(style, clusters)
    # More steps of each blend would hardly be seen, and make files a tenth larger.
    yield from _words(style)
    yield mixed(style.unassigned, style.dot_edge, 0.5)
    for j in range(clusters):
        by_cell, by_fill, by_number = _edges_of_star(style, j)
        yield from (mixed(style.color(j), style.dot_edge, 0.5), by_cell, by_fill)
        yield from (mixed(style.dot_edge, style.cell(j), 0.5), by_number)


def _of_photo(style: Style, clusters: int, photo: Backdrop) -> Iterable[str]:
    """Yield the commonest colours of a photograph, bare and painted, then the blends at the edges of stars."""
    shown = dimmed(photo.pixels, style)
    yield from _commonest(shown.reshape(-1, 3), _OF_PHOTO)
    room = (_SIZE - 1 - _OF_PHOTO - 4 * clusters) // max(1, clusters)
    grounds = _commonest(shown[photo.owners >= 0], int(np.clip(room - 3, 1, 16)))
    yield from (mixed(style.color(j), ground, PAINT) for ground in grounds for j in range(clusters))
    for j in range(clusters):
        yield from _edges_of_star(style, j)


def _commonest(colors: NDArray[np.uint8], most: int) -> list[str]:
    """Return as many colours that lie near all of these, found by a median cut (Heckbert 1982, SIGGRAPH)."""
    from PIL import Image

    if len(colors) == 0:
        return []
    # One row for each ten thousand pixels or so; which pixels stand side by side makes no difference.
    few = colors[:: max(1, len(colors) // 200_000)]
    cut = Image.fromarray(few[None]).quantize(most, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = np.array(cut.getpalette(), dtype=int).reshape(-1, 3)
    used = np.argsort(-np.bincount(np.asarray(cut).ravel(), minlength=len(palette)), kind="stable")
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in palette[used].tolist()]


def _of_densities(style: Style, clusters: int, *, cells: bool) -> Iterable[str]:
    """Yield the style's pure colours, then the opacities of a `Density`, even levels first, and the blends."""
    grounds = [style.cell(j) if cells else style.board for j in range(clusters)]
    inks = [style.ink if style.marker_each else style.color(j) for j in range(clusters)]
    # For up to fifteen clusters the palette has room for all of these.
    often, seldom = ([level / LEVELS for level in range(first, LEVELS, 2)] for first in (2, 1))
    yield from _pure(style, clusters)
    yield from _words(style)
    yield from (mixed(ink, ground, part) for part in often for ink, ground in zip(inks, grounds, strict=True))
    for j in range(clusters):
        yield from _edges_of_star(style, j)
    yield from (mixed(style.unassigned, style.board, part) for part in often)
    yield from (mixed(ink, ground, part) for part in seldom for ink, ground in zip(inks, grounds, strict=True))
    yield from (mixed(style.unassigned, ground, part) for part in (*often, *seldom) for ground in grounds)
    # For points that have just changed cluster.
    yield from (mixed(style.ink, ink, part) for part in (0.25, 0.5, 0.75) for ink in inks)


def _pure(style: Style, clusters: int) -> Iterable[str]:
    yield from (style.page, style.board, style.ink, style.muted, style.cell_edge, style.unassigned)
    yield from (style.dot_edge, style.star_edge)
    for j in range(clusters):
        yield from (style.color(j), style.cell(j), style.on_star(j))


def _words(style: Style) -> Iterable[str]:
    for share in (1 / 3, 2 / 3):
        yield mixed(style.ink, style.page, share)
        yield mixed(style.muted, style.page, share)


def _edges_of_star(style: Style, cluster: int) -> tuple[str, str, str]:
    color, edge = style.color(cluster), style.star_edge
    return mixed(edge, style.cell(cluster), 0.5), mixed(color, edge, 0.5), mixed(style.on_star(cluster), color, 0.5)
