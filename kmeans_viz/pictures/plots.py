"""Pictures that stand still: `plot` draws one state of a run, `storyboard` the whole run on one page.

Both take a `Trace` and the fields of `Look`, and return matplotlib objects.
"""

from __future__ import annotations

import math
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kmeans_viz.inputs import InputError, as_count
from kmeans_viz.look import Look, LookOptions, as_look, changed
from kmeans_viz.pictures.captions import say_in
from kmeans_viz.pictures.lettering import fitted
from kmeans_viz.pictures.scene import board_layers, style_board
from kmeans_viz.pictures.style import style_named
from kmeans_viz.pictures.telling import telling_steps
from kmeans_viz.pictures.timeline import Frame, key_frame
from kmeans_viz.pictures.view import View, view_of
from kmeans_viz.runs.trace import Trace

_MOST_PANELS = 30
_PANEL_IN, _WORDS_IN = 2.6, 0.75


class Board(Axes):
    """An Axes that a notebook displays as a picture."""

    def _repr_png_(self) -> bytes:
        return _png(self.figure)


class Page(Figure):
    """A Figure that a notebook displays as a picture, without pyplot."""

    def _repr_png_(self) -> bytes:
        return _png(self)


def plot(
    trace: Trace,
    step: int = -1,
    ax: Axes | None = None,
    *,
    look: Look | None = None,
    index: int | None = None,
    **options: Unpack[LookOptions],
) -> Axes:
    """Draw one state of a run: points, cells, trails, centroids, and the caption as the title.

    Parameters
    ----------
    trace : Trace
        The run.
    step : int
        Which of its states, from 0, the start, to ``len(trace) - 1``, or from the end with -1; the last one by default.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default on a new figure of 6.4 by 5.6 inches, which a notebook displays.
    look : Look, optional
        How to draw it; by default as the recipe of the trace says, if it has one.
    index : int, optional
        The name that `step` had in version 0.1.
    **options
        Any field of `Look`, in place of the one in `look`: ``style="dark"``, ``voronoi=False``, ``trails=False``; the
        others make no difference to a plot.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If the run has no such state, or another argument cannot be used.

    Examples
    --------
    >>> from kmeans_viz.recipe import Recipe
    >>> plot(Recipe(n=50).run()).get_title(loc="left")
    'Converged after 4 steps'
    """
    if not isinstance(trace, Trace):
        raise InputError(f"{type(trace).__name__} cannot be drawn; pass a Trace, as record() returns")
    step = as_count(step if index is None else index, "step", low=-len(trace), high=len(trace) - 1)
    look = changed(as_look(trace.recipe if look is None else look), options)
    if ax is None:
        page = Page(figsize=(6.4, 5.6), facecolor=style_named(look.style).page)
        FigureCanvasAgg(page)
        ax = page.add_axes(Board(page, (0.02, 0.02, 0.96, 0.86)))
    frame = key_frame(trace, step, lang=look.lang)
    _draw(ax, trace, view_of(trace), frame, look)
    ax.set_title(frame.title, color=style_named(look.style).ink, fontweight="bold", loc="left")
    return ax


def storyboard(
    trace: Trace, *, panels: int | None = None, look: Look | None = None, **options: Unpack[LookOptions]
) -> Figure:
    """Draw the half-steps of a run on one page, with their captions.

    Parameters
    ----------
    trace : Trace
        The run.
    panels : int, optional
        How many half-steps to show, the first and the last among them; by default all, up to 30. A longer run is
        cut into parts in which about equally much happens, so more of its first steps are shown than of its last.
    look : Look, optional
        How to draw them; by default as the recipe of the trace says, if it has one.
    **options
        Any field of `Look`, in place of the one in `look`: ``style="print"``, ``voronoi=False``, ``trails=False``,
        ``caption=False``; the others make no difference to a page.

    Returns
    -------
    matplotlib.figure.Figure
        Each panel is 2.6 inches wide, and the page grows with their number.

    Raises
    ------
    InputError
        If `panels` is below 2, or another argument cannot be used.
    """
    if not isinstance(trace, Trace):
        raise InputError(f"{type(trace).__name__} cannot be drawn; pass a Trace, as record() returns")
    look = changed(as_look(trace.recipe if look is None else look), options)
    wanted = min(len(trace), _MOST_PANELS if panels is None else as_count(panels, "panels", low=2))
    shown = telling_steps(trace, wanted)
    columns = min(len(shown), max(2, math.ceil(math.sqrt(len(shown)))))
    rows = math.ceil(len(shown) / columns)
    style = style_named(look.style)
    words = _WORDS_IN if look.caption else 0.1
    page = Page(figsize=(columns * (_PANEL_IN + 0.2) + 0.2, rows * (_PANEL_IN + words) + 0.4), facecolor=style.page)
    FigureCanvasAgg(page)
    width, height = page.get_size_inches()
    view = view_of(trace)
    for position, index in enumerate(shown):
        row, column = divmod(position, columns)
        left = 0.2 + column * (_PANEL_IN + 0.2)
        bottom = height - 0.2 - (row + 1) * (_PANEL_IN + words) + words
        ax = page.add_axes((left / width, bottom / height, _PANEL_IN / width, _PANEL_IN / height))
        frame = key_frame(trace, index, lang=look.lang)
        _draw(ax, trace, view, frame, look, scale=0.55)
        ax.set(xticks=[], yticks=[], xlabel="", ylabel="")
        if look.caption:
            ink: dict[str, Any] = {
                "color": style.ink, "va": "top", "transform": page.dpi_scale_trans, "parse_math": False
            }  # fmt: skip
            page.text(left, bottom - 0.06, frame.title, fontsize=9.5, fontweight="bold", **ink)
            text, size = fitted(frame.text, 8.0, _PANEL_IN * 72, (words - 0.24 - 0.18) * 72)
            page.text(left, bottom - 0.24, text, fontsize=size, **ink)
    if len(shown) < len(trace):
        say = say_in(look.lang)
        what = say("{shown} of {all} half-steps", shown=len(shown), all=len(trace))
        page.text(0.2, 0.12, what, fontsize=8, color=style.muted, transform=page.dpi_scale_trans)
    return page


def _draw(ax: Axes, trace: Trace, view: View, frame: Frame, look: Look, scale: float = 1.0) -> None:
    """Add a frame to an Axes, as artists that any renderer can draw later."""
    style = style_named(look.style)
    box = ax.get_window_extent()
    bounds = view.fitted(box.width / box.height)
    view = view.cut(bounds)
    style_board(ax, view, style, look.lang)
    ax.set_xlim(*bounds[:2])
    ax.set_ylim(*bounds[2:])
    for order, layer in enumerate(board_layers(ax, view, bounds, style, trace, look, scale=scale)):
        for artist in layer.update(frame):
            artist.set_animated(False)
            artist.set_zorder(1 + order / 10)
            _shrink(artist, scale)


def _shrink(artist: Any, scale: float) -> None:
    """Scale markers, stars and lines down for small panels."""
    if scale == 1.0:
        return
    if hasattr(artist, "set_markersize"):
        artist.set_markersize(artist.get_markersize() * scale)
        artist.set_markeredgewidth(artist.get_markeredgewidth() * scale)
    elif hasattr(artist, "set_fontsize"):
        artist.set_fontsize(artist.get_fontsize() * scale)
    elif hasattr(artist, "set_sizes") and len(artist.get_sizes()):
        artist.set_sizes(artist.get_sizes() * scale**2)
        artist.set_linewidths(np.asarray(artist.get_linewidths()) * scale)
    elif hasattr(artist, "set_linewidths"):
        artist.set_linewidths(np.asarray(artist.get_linewidths()) * scale)


def _png(figure: Any) -> bytes:
    import io

    file = io.BytesIO()
    figure.savefig(file, format="png", facecolor=figure.get_facecolor())
    return file.getvalue()
