"""The points of a big board: how many there are in each pixel, and of which clusters.

`Density.update` takes a `Frame` and returns an image with the same pixels as the board. It takes the place of the dots
on a board of more than `look.DENSITY_FROM` points, where dots would hide each other and take seconds to draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from kmeans_viz.inputs import Labels
from kmeans_viz.look import DENSITY_FROM
from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.layers.dots import dot_size
from kmeans_viz.pictures.layers.grid import Grid
from kmeans_viz.pictures.style import LEVELS, Style, rgb
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.pictures.view import View

_FAINTEST = 0.3  # how opaque a lone point is on a board of millions
_TOP = 0.995  # the share of the pixels with points that are less than opaque
_GAP = 0.3  # how much of the ink lies between the lines of a screen too
_FLASH = 0.8  # how much ink is added to a pixel whose points have all just changed cluster
_LINE_PT = 2.2  # how wide the lines of a screen are, in points

_Y, _X = np.mgrid[:4, :4]
_SCREENS = np.stack(
    [
        _X >= 0,
        _Y % 2 == 0,
        (_X + _Y) % 2 == 0,
        _X % 2 == 0,
        (_X + _Y) % 4 < 2,
        _Y < 2,
        (_X % 2 == 0) & (_Y % 2 == 0),
        (_X - _Y) % 4 < 2,
        _X < 2,
        (_X < 2) == (_Y < 2),
        (_X < 2) & (_Y < 2),
    ]
)
"""``(11, 4, 4)``: where each screen has ink. One cell is as wide as a line, and the pattern repeats both ways."""


class Density(Layer):
    """The points as colour: the more points there are in a pixel, the more opaque it is.

    Parameters
    ----------
    ax : Axes
        The board, with its final limits and place.
    view : View
    style : Style
    scale : float
        Factor on the size of dots and of the pixels in which they are counted; below 1 for small panels.

    Notes
    -----
    A pixel has the colours of its clusters, mixed in the proportion of their points. Its opacity tells how many dots
    lie over it. One dot gives ``thin = (DENSITY_FROM / n) ** 0.5``, but at least 0.3; from there the opacity grows
    with the logarithm of the number, so that each factor of ten is an equal step. The 0.5 % of pixels with the most
    dots are opaque. The logarithm is one of the transfer functions of datashader [1]_. Unlike histogram equalisation,
    the default there, it makes equal factors look alike everywhere; unlike translucent dots laid over each other, it
    tells a hundred points from ten thousand. `thin` is 1 at ``n = DENSITY_FROM``, so that the largest board of dots
    and the smallest board of densities look the same. Opacities are rounded to `LEVELS` steps, few enough for a
    palette to hold them.

    In black and white there are no colours to mix. There each cluster is inked through a screen of its own, such as
    lines or squares, as newspapers print grey; the numbers on the stars tell which cluster has which screen.

    .. [1] https://datashader.org/getting_started/Pipeline.html
    """

    def __init__(self, ax: Axes, view: View, style: Style, scale: float = 1.0) -> None:
        n, dpi = len(view.points), ax.figure.dpi
        # Dots and pixels shrink by the same factor, so a dot covers as many pixels as at full size.
        self.grid = Grid(ax, view.points, dot_size(n) * dpi / 72, fine=1 / scale)
        self.opacity = opacity(self.grid, n)
        """``(rows, columns)``: 0 where there are no points, 1 where there are most."""
        self.image = PixelImage(ax, self.grid)
        dots = self.grid.coverage
        self._per_dot = np.divide(1, dots, out=np.zeros_like(dots), where=self.opacity > 0)
        self._style = style
        self._line = max(1, round(_LINE_PT * dpi / 72))
        self._seen: Labels | None = None
        self._clusters: tuple[int, ...] = ()
        self._version = 0
        self._drawn = -1

    def update(self, frame: Frame) -> list[Artist]:
        """Count the points of every cluster again, if their labels or clusters changed since the last frame.

        While the start is being made, `StartDensity` shows them.
        """
        if frame.starting is not None:
            return []
        if self.looks(frame) != self._drawn:
            self.image.show(*self._picture(frame))
            self._drawn = self._version
        return [self.image]

    def looks(self, frame: Frame) -> object:
        """Return a number that grows whenever the labels change; None while the start is being made."""
        if frame.starting is not None:
            return None
        clusters = tuple(frame.state.clusters.tolist())
        if self._version == 0 or clusters != self._clusters or not _same(self._seen, frame.labels):
            self._seen, self._clusters, self._version = frame.labels, clusters, self._version + 1
        return self._version

    def _picture(self, frame: Frame) -> tuple[Sequence[Any], NDArray[np.float32]]:
        """Return red, green and blue, each one number or one a pixel, and the opacity of each pixel."""
        if frame.labels is None:
            return rgb(self._style.unassigned), self.opacity
        clusters = frame.state.clusters
        n_colors = min(int(clusters.max()) + 1, len(_SCREENS if self._style.marker_each else self._style.colors))
        counts = self.grid.counts(frame.labels, clusters % n_colors, n_colors).astype(np.float32)
        if not self._style.marker_each:
            own = np.array([rgb(color) for color in self._style.colors[:n_colors]], dtype=np.float32)
            return [self.grid.spread(total) * self._per_dot for total in own.T @ counts], self.opacity
        inked = np.zeros_like(self.opacity)
        for screen, share in zip(_SCREENS, counts, strict=False):
            inked += _repeated(screen, self._line, self.grid) * self.grid.spread(share)
        least = np.minimum(_FAINTEST, self.opacity)
        return rgb(self._style.ink), in_levels(np.maximum(least, self.opacity * self._per_dot * inked))


class ChangedDensity(Layer):
    """The points that have just changed cluster: their share of each pixel in ink, fading."""

    def __init__(self, ax: Axes, density: Density, style: Style) -> None:
        self._density, self._ink = density, rgb(style.ink)
        self.image = PixelImage(ax, density.grid)
        self._changed: NDArray[np.intp] | None = None
        self._share = np.zeros_like(density.opacity)

    def update(self, frame: Frame) -> list[Artist]:
        """Show the points that this frame emphasises, if any."""
        if frame.emphasis == 0 or frame.labels is None or len(frame.changed) == 0:
            return []
        if self._changed is not frame.changed:
            self._changed, grid = frame.changed, self._density.grid
            moved = grid.spread(grid.counts_of(frame.changed))
            self._share = moved / np.maximum(grid.coverage, 1e-6) * (_FLASH * self._density.opacity)
        self.image.show(self._ink, in_levels(self._share * frame.emphasis))
        return [self.image]


class PixelImage(AxesImage):
    """An image on the pixels of the figure, which is laid down without resampling while the figure keeps its size."""

    def __init__(self, ax: Axes, grid: Grid) -> None:
        super().__init__(ax, extent=grid.extent, origin="lower", interpolation="none", animated=True)
        self._grid = (grid.left, grid.bottom, grid.columns, grid.rows)
        self._rgba = np.zeros((grid.rows, grid.columns, 4), dtype=np.uint8)
        self.set_data(self._rgba)
        ax.add_artist(self)

    def show(self, colors: Sequence[Any], opacity: NDArray[np.float32]) -> None:
        """Show these colours: red, green and blue, each one number or one a pixel, and opacities from 0 to 1."""
        for channel, values in enumerate((*colors, opacity * 255)):
            self._rgba[..., channel] = np.rint(values)
        self.stale = True

    def make_image(self, renderer: Any, magnification: float = 1.0, unsampled: bool = False) -> Any:
        """Return the pixels and where they go, resampled only where the renderer's pixels are not those of the grid."""
        left, bottom, columns, rows = self._grid
        x0, x1, y0, y1 = self.get_extent()
        corners = self.get_transform().transform([[x0, y0], [x1, y1]]) * magnification
        on_grid = np.abs(corners - [[left, bottom], [left + columns, bottom + rows]]).max() < 0.25
        if unsampled or not on_grid:
            self.set_data(self._rgba)
            # With "none" a PDF keeps the pixels as they are. Where they have to shrink they are averaged, or single
            # dots would be lost.
            self.set_interpolation("none" if unsampled else "antialiased")
            made = super().make_image(renderer, magnification, unsampled)
            self.set_interpolation("none")
            return made
        return self._rgba, float(left), float(bottom), None


def opacity(grid: Grid, n: int) -> NDArray[np.float32]:
    """Return how opaque each pixel is on a board of n points, ``(rows, columns)``."""
    thin = float(np.clip((DENSITY_FROM / n) ** 0.5, _FAINTEST, 1.0))
    crowded = grid.coverage[grid.coverage >= 1]
    top = float(np.quantile(crowded, _TOP)) if len(crowded) else 1.0
    # A slope that reaches the top before two dots would say no more than "empty" or "full".
    slope = (1 - thin) / float(np.log(max(top, 2.0)))
    return in_levels(np.minimum(thin * grid.covered + slope * np.log(np.maximum(grid.coverage, 1)), 1))


def in_levels(opacities: NDArray[np.floating]) -> NDArray[np.float32]:
    """Round opacities to 0 or the nearest of the `LEVELS` opacities."""
    return (np.rint(opacities * LEVELS) / LEVELS).astype(np.float32)


def _same(labels: Labels | None, others: Labels | None) -> bool:
    if labels is None or others is None:
        return labels is others
    return labels is others or np.array_equal(labels, others)


def _repeated(screen: NDArray[np.bool_], line: int, grid: Grid) -> NDArray[np.float32]:
    """Return how much ink a screen has at each pixel, with lines that are `line` pixels wide."""
    inked = np.kron(screen, np.ones((line, line), dtype=bool))
    times = -(-grid.rows // len(inked)), -(-grid.columns // len(inked))
    return np.where(np.tile(inked, times)[: grid.rows, : grid.columns], np.float32(1), np.float32(_GAP))
