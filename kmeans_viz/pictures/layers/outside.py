"""What lies outside of a board that is cut: an arrowhead at the edge for each point and star there, and words.

`Outside` takes a `View` whose points outside are drawn at the edge already, and says that they are not really there.
"""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path as Shape
from matplotlib.transforms import Affine2D

from kmeans_viz.languages import ENGLISH
from kmeans_viz.pictures.captions import say_in
from kmeans_viz.pictures.fonts import lettered
from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.style import Style
from kmeans_viz.pictures.ticks import Ticks
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.pictures.view import View, clipped, within
from kmeans_viz.pictures.voronoi import Bounds
from kmeans_viz.runs.trace import Trace

_ARROW_PT = 9.0
_TEXT_PT = 11.0
_TIP, _WORDS = 0.012, 0.1  # of the board: how far from its edge arrowheads are, and how high the words are
_TRIANGLE = Shape(np.array([[0.5, 0.0], [-0.3, 0.55], [-0.3, -0.55], [0.5, 0.0]]), closed=True)


class Outside(Layer):
    """An arrowhead for every point and star outside of the board, and where the farthest of the points is."""

    def __init__(self, ax: Axes, view: View, bounds: Bounds, style: Style, trace: Trace, lang: str = ENGLISH) -> None:
        self._view, self._tips = view, within(bounds, _TIP)
        self._far = view.flat(trace.X[view.far])
        self._arrows = PathCollection(
            [], sizes=[_ARROW_PT**2], offsets=np.zeros((0, 2)), offset_transform=ax.transData, facecolors=style.ink,
            edgecolors=style.board, linewidths=0.8, animated=True,
        )  # fmt: skip
        self._arrows.set_transform(Affine2D())
        ax.add_collection(self._arrows, autolim=False)
        words, fonts = lettered(self._words(trace, lang))
        side, level = self._free_corner(bounds)
        box = {"facecolor": style.board, "edgecolor": "none", "alpha": 0.85, "boxstyle": "square,pad=0.3"}
        self._text = ax.text(
            0.985 if side else 0.015, 0.98 if level else 0.02, words, transform=ax.transAxes, color=style.ink,
            fontsize=_TEXT_PT, ha=("left", "right")[side], va=("bottom", "top")[level], bbox=box, parse_math=False,
            animated=True, **fonts,
        )  # fmt: skip

    def update(self, frame: Frame) -> list[Artist]:
        """Point to the points that lie outside, and to the stars that do so in this frame."""
        places = np.concatenate([self._far, self._view.flat(frame.centroids)])
        tips = clipped(places, self._tips)
        ways = np.sign(places - tips)
        is_outside = ways.any(axis=1)
        self._arrows.set_offsets(tips[is_outside])
        self._arrows.set_paths(
            [_TRIANGLE.transformed(Affine2D().rotate(np.arctan2(y, x))) for x, y in ways[is_outside]]
        )
        return [self._arrows, self._text]

    def _words(self, trace: Trace, lang: str) -> str:
        """Say how many points lie outside, and where the farthest is."""
        points, names = trace.X[self._view.far], trace.columns
        others = np.delete(trace.X, self._view.far, axis=0)
        spreads = others.std(axis=0)
        away = np.abs(points - others.mean(axis=0)) / np.where(spreads > 0, spreads, np.inf)
        row, column = np.unravel_index(int(away.argmax()), away.shape)
        if trace.units is not None:
            points, names = trace.units.own(points), trace.units.names
        if trace.X.shape[1] <= 2:
            numbers = ", ".join(map(_number, points[row].tolist()))
            where = f"({numbers})" if trace.X.shape[1] == 2 else numbers
        else:
            name = names[column] if names else f"x{column + 1}"
            where = f"{name} = {_number(float(points[row, column]))}"
        say = say_in(lang)
        if len(points) == 1:
            return say("1 point lies outside, at {where}", where=where)
        return say("{n} points lie outside, the farthest at {where}", n=f"{len(points):,}", where=where)

    def _free_corner(self, bounds: Bounds) -> tuple[bool, bool]:
        """Return the corner of the board that has the fewest points: whether it is at the right, and at the top."""
        left, right, bottom, top = bounds
        shares = (self._view.points - (left, bottom)) / (right - left, top - bottom)
        counts = {}
        for level in (True, False):
            in_line = shares[:, 1] > 1 - _WORDS if level else shares[:, 1] < _WORDS
            for side in (False, True):
                counts[side, level] = int((in_line & ((shares[:, 0] > 0.4) if side else (shares[:, 0] < 0.6))).sum())
        return min(counts, key=lambda corner: counts[corner])


def _number(value: float) -> str:
    return Ticks.fix_minus(f"{value:,.0f}" if 1000 <= abs(value) < 1e9 else f"{value:.4g}")
