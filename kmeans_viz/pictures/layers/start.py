"""The start being made: the points as large as their chances, and a ring that closes in on the place of the next star.

These layers show something only in the pictures before the one in which all stars stand, which `Look.seeding` asks for.
"""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.path import Path as Shape
from matplotlib.transforms import Affine2D

from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.layers.density import Density, PixelImage, in_levels
from kmeans_viz.pictures.layers.dots import dot_size
from kmeans_viz.pictures.layers.stars import star_area
from kmeans_viz.pictures.style import LEVELS, Style, rgb
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.pictures.view import View

_WIDEST_PT = 34.0  # of a dot, where one point has nearly all the chances
_NARROWEST_PT = 2.6  # a point without any chance is still to be seen
_RING_PT = 110.0  # how wide the ring is at first
_TOP = 0.999  # the share of the pixels that is not yet as strong as can be


class StartDots(Layer):
    """The points, each with an area in proportion to its weight."""

    def __init__(self, ax: Axes, view: View, style: Style) -> None:
        self._points, self._style = view.points, style
        self._dot = dot_size(len(view.points))
        self._artist = PathCollection(
            [Shape.circle(radius=0.5)],
            offsets=np.zeros((0, 2)),
            offset_transform=ax.transData,
            edgecolors=style.dot_edge,
            linewidths=0.6 if len(view.points) <= 2000 else 0.0,
            animated=True,
        )
        self._artist.set_transform(Affine2D())
        ax.add_collection(self._artist, autolim=False)

    def update(self, frame: Frame) -> list[Artist]:
        """Show the points of this frame as large as they are."""
        starting = frame.starting
        if starting is None:
            return []
        widths = self._dot * np.sqrt(starting.weights)
        # All shrink alike, so that the one with the largest chance does not hide half of the board.
        widths = np.maximum(widths * min(1.0, _WIDEST_PT / max(widths.max(), 1e-9)), min(_NARROWEST_PT, self._dot))
        colors = np.full(len(widths), self._style.unassigned)
        if starting.group is not None:
            colors[starting.group] = self._style.color(starting.cluster)
        order = np.argsort(-widths, kind="stable")  # the small ones lie on the large ones
        self._artist.set_offsets(self._points[order])
        self._artist.set_sizes(widths[order] ** 2)
        self._artist.set_facecolor(self._style.unassigned if starting.group is None else colors[order].tolist())
        return [self._artist]


class StartDensity(Layer):
    """The points of a big board: the heavier those in a pixel are on average, the stronger its colour."""

    def __init__(self, ax: Axes, density: Density, style: Style) -> None:
        self._density, self._color = density, rgb(style.unassigned)
        self._image = PixelImage(ax, density.grid)

    def update(self, frame: Frame) -> list[Artist]:
        """Weigh the pixels."""
        if frame.starting is None:
            return []
        grid, opacity = self._density.grid, self._density.opacity
        weights = grid.spread(grid.sums_of(frame.starting.weights)) / np.maximum(grid.coverage, 1e-6)
        covered = opacity > 0
        top = float(np.quantile(weights[covered], _TOP)) or 1.0
        strengths = np.where(covered, np.maximum(opacity * np.minimum(weights / top, 1.0), 1 / LEVELS), 0.0)
        self._image.show(self._color, in_levels(strengths))
        return [self._image]


class Ring(Layer):
    """A ring that closes in on the place where the next star is put."""

    def __init__(self, ax: Axes, view: View, style: Style, k: int) -> None:
        self._view, self._narrowest = view, star_area(k) ** 0.5
        self._under, self._ring = (
            Line2D([], [], linestyle="", marker="o", markerfacecolor="none", animated=True, markeredgecolor=color)
            for color in (style.board, style.ink)
        )
        self._under.set_markeredgewidth(6.0)
        self._ring.set_markeredgewidth(3.0)
        for line in (self._under, self._ring):
            ax.add_line(line)

    def update(self, frame: Frame) -> list[Artist]:
        """Draw it as narrow as it is by now."""
        if frame.starting is None or frame.starting.place is None:
            return []
        ((x, y),) = self._view.drawn(frame.starting.place[None])
        left = (1 - frame.progress) ** 1.5
        for line in (self._under, self._ring):
            line.set_data([x], [y])
            line.set_markersize(self._narrowest + left * (_RING_PT - self._narrowest))
        return [self._under, self._ring]
