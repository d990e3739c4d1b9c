"""The strip below the board: the caption, and the curve of the inertia.

`update` takes a `Frame`, with its words and its place in the run, and returns the artists to draw.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox, BboxTransform

from kmeans_viz.languages import ENGLISH
from kmeans_viz.pictures.captions import in_four_digits, say_in
from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.lettering import Lettering, at, fitted
from kmeans_viz.pictures.lettering import width as length
from kmeans_viz.pictures.style import Style
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.runs.trace import Trace

_TITLE, _TEXT = 17.0, 12.5  # points, on a picture of 6.4 inches: legible from the back row of a class


class Caption(Layer):
    """What happened, in words: a title, and a few lines below it, which shrink where there is much to say.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    style : Style
    left, top, room : float
        The upper left corner, and the longest a line may be, in inches.
    """

    def __init__(self, figure: Figure, style: Style, left: float, top: float, room: float) -> None:
        inches = figure.dpi_scale_trans
        # Room is left below the last baseline for the tails of letters, and for a margin.
        self._room, self._height = room * 72, (top - 0.53 - 0.16) * 72
        self._title = Lettering(_TITLE, style.ink, at(inches, left, top - 0.25, inches), bold=True)
        self._text = Lettering(_TEXT, style.ink, at(inches, left, top - 0.53, inches))
        for artist in (self._title, self._text):
            figure.add_artist(artist)

    def update(self, frame: Frame) -> list[Artist]:
        """Show the title and the text of this frame."""
        self._title.set_text(*fitted(frame.title, _TITLE, self._room, 0.0, bold=True))
        self._text.set_text(*fitted(frame.text, _TEXT, self._room, self._height))
        return [self._title, self._text]


class InertiaCurve(Layer):
    """The inertia after every half-step so far, as a curve that grows with the run and does not give away its end.

    It has no Axes of its own, since making one takes as long as drawing two pictures.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    style : Style
    trace : Trace
    left, bottom, width, height : float
        Where the curve is drawn, in inches.
    lang : str
    glides : bool
        Whether it grows with every picture; False lets it jump with every half-step, as the words beside it do. On no
        ground each picture in which it grows would be stored whole, and a file be twice as large.
    """

    def __init__(
        self,
        figure: Figure,
        style: Style,
        trace: Trace,
        left: float,
        bottom: float,
        width: float,
        height: float,
        lang: str = ENGLISH,
        *,
        glides: bool = True,
    ) -> None:
        say = say_in(lang)
        self._glides = glides
        self._inertias = np.array([np.nan if state.inertia is None else state.inertia for state in trace])
        top = float(np.nanmax(self._inertias)) if len(trace) > 1 else 1.0
        inches = figure.dpi_scale_trans
        values = Bbox.from_extents(0.4, 0.0, max(len(trace) - 1, 2) + 0.6, 1.12 * (top or 1.0))
        place = BboxTransform(values, Bbox.from_bounds(left, bottom, width, height)) + inches
        frame = Line2D(
            [left, left, left + width],
            [bottom + height, bottom - 0.06, bottom - 0.06],
            color=style.muted,
            linewidth=0.8,
        )
        frame.set_transform(inches)
        above, below = bottom + height + 0.07, bottom - 0.22
        name = Lettering(12, style.muted, at(inches, left, above, inches))
        unit = Lettering(10.5, style.muted, at(inches, left + width, below, inches), align="right")
        name.set_text(say("inertia"))
        unit.set_text(say("half-steps"))
        for static in (frame, name, unit):
            static.set_animated(False)
            figure.add_artist(static)

        size = float(np.clip(70 / len(trace), 0.0, 5.0))
        ink: dict[str, Any] = {"color": style.ink, "animated": True}
        self._line = Line2D([], [], linewidth=1.8, marker="o" if size >= 2 else "", markersize=size, **ink)
        self._head = Line2D([], [], linestyle="", marker="o", markersize=9, **ink)
        self._value = Lettering(_TEXT, style.ink, at(inches, left + width, above, inches), bold=True, align="right")
        # A long number gets smaller letters, so that it stays clear of the name on its left.
        self._room = (width - 0.1) * 72 - length(name.get_text(), 12)
        for line in (self._line, self._head):
            line.set_transform(place)
        for artist in (self._line, self._head, self._value):
            figure.add_artist(artist)

    def update(self, frame: Frame) -> list[Artist]:
        """Draw the curve up to this half-step, and part of its last segment while it glides there."""
        if frame.index == 0:
            return []
        steps, values = np.arange(1, frame.index + 1, dtype=float), self._inertias[1 : frame.index + 1].copy()
        if self._glides and frame.progress < 1 and frame.index > 1:
            values[-1] = values[-2] + frame.progress * (values[-1] - values[-2])
            steps[-1] = steps[-2] + frame.progress
        self._line.set_data(steps, values)
        self._head.set_data(steps[-1:], values[-1:])
        value = in_four_digits(float(self._inertias[frame.index]))
        self._value.set_text(*fitted(value, _TEXT, self._room, 0.0, bold=True))
        return [self._line, self._head, self._value]
