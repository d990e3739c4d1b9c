"""Pictures that stand still: `plot` draws one state of a run, `storyboard` the whole run on one page.

Both take a `Trace` and the fields of `Look`, and return matplotlib objects.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kmeans_viz.inputs import InputError, as_count
from kmeans_viz.look import ON_A_PAGE, STANDS_STILL, Extras, Look, LookOptions, as_look, changed, check_used, written
from kmeans_viz.pictures.captions import say_in
from kmeans_viz.pictures.lettering import fitted
from kmeans_viz.pictures.pinned import as_png, pinned
from kmeans_viz.pictures.scene import board_layers, room_at_left, style_board
from kmeans_viz.pictures.style import style_named
from kmeans_viz.pictures.telling import telling_steps
from kmeans_viz.pictures.timeline import Frame, key_frame
from kmeans_viz.pictures.view import View, view_of
from kmeans_viz.runs.trace import Trace

_MOST_PANELS = 30
_DPI, _SIZE = 100, (640, 560)
_WHY_NONE = "which is one picture that stands still, of the size of its Axes"
_PANEL_IN, _WORDS_IN = 2.6, 0.75
_LABEL_IN, _HEADING_IN = 0.3, 0.35


class Board(Axes):
    """An Axes that a notebook displays as a picture."""

    def _repr_png_(self) -> bytes:
        return as_png(self.figure)


class Page(Figure):
    """A Figure that a notebook displays as a picture, without pyplot."""

    def _repr_png_(self) -> bytes:
        return as_png(self)


def plot(
    trace: Trace,
    step: int = -1,
    ax: Axes | None = None,
    *,
    look: Look | None = None,
    index: int | None = None,
    title: str | None = None,
    labels: tuple[str, str] | None = None,
    transparent: bool = False,
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
        Where to draw; by default on a new figure of 640 by 560 pixels, or of `size`, which a notebook displays. Under
        any layout a unit has the same length on both axes, unless they are of columns with different units.
    look : Look, optional
        How to draw it; by default as the recipe of the trace says, if it has one.
    index : int, optional
        The name that `step` had in version 0.1.
    title : str, optional
        In place of the caption, which is the title of an Axes that has none yet; ``""`` for none.
    labels : tuple of two str, optional
        What the axes show, with numbers along them; by default the names of the columns, if they have any.
    transparent : bool
        Leave out the ground behind the points, and on a new figure that of the page.
    **options
        Any field of `Look` that makes a difference to a plot, in place of the one in `look`: ``style="dark"``,
        ``voronoi=False``, ``trails=False``, ``caption=False`` for no title, ``lang="es"``, and `size` where there is
        no `ax`.

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
    look, is_sized = changed(as_look(trace.recipe if look is None else look), options), "size" in options
    check_used(written(options), ON_A_PAGE if ax is not None else (*ON_A_PAGE, "size"), "a plot", _WHY_NONE)
    extras = Extras(title=title, labels=labels, transparent=transparent)
    view, frame = view_of(trace).labelled(extras.labels), key_frame(trace, step, lang=look.lang)
    ink, heading = style_named(look.style).ink, frame.title if title is None and look.caption else title
    if ax is None:
        with pinned():
            ax = _own_board(view, look if is_sized else replace(look, size=_SIZE), has_title=bool(heading))
            _title(ax, heading, ink)
    elif title is not None or not any(ax.get_title(loc) for loc in ("left", "center", "right")):
        _title(ax, heading, ink)
    with pinned():
        _draw(ax, trace, view, frame, look)
    ax.set_aspect("equal" if view.equal else "auto", adjustable="box")
    if transparent:
        ax.patch.set_alpha(0)
        if isinstance(ax, Board):
            ax.figure.patch.set_alpha(0)
    return ax


def _own_board(view: View, look: Look, *, has_title: bool) -> Axes:
    """Return an Axes on a page of its own, with room for its title and for the numbers and labels beside it."""
    width, height = (pixels / _DPI for pixels in look.width_height)
    page = Page(figsize=(width, height), dpi=_DPI, facecolor=style_named(look.style).page)
    FigureCanvasAgg(page)
    left, below = (room_at_left(view), 0.6) if view.xlabel else (0.02 * width, 0.02 * height)
    right, above = (0.16 if view.xlabel else 0.02 * width), (0.12 if has_title else 0.02) * height
    box = (left / width, below / height, 1 - (left + right) / width, 1 - (below + above) / height)
    return page.add_axes(Board(page, box))


def _title(ax: Axes, text: str | None, ink: str) -> None:
    if text is not None:
        ax.set_title(text, color=ink, fontweight="bold", loc="left", parse_math=False)


@pinned()
def storyboard(
    trace: Trace,
    *,
    panels: int | None = None,
    look: Look | None = None,
    title: str | None = None,
    labels: tuple[str, str] | None = None,
    transparent: bool = False,
    **options: Unpack[LookOptions],
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
    title : str, optional
        A heading of the page.
    labels : tuple of two str, optional
        What the two axes show, to stand once, below the page and at its left.
    transparent : bool
        Leave out the ground of the page and of its panels.
    **options
        Any field of `Look` that makes a difference to a page, in place of the one in `look`: ``style="print"``,
        ``voronoi=False``, ``trails=False``, ``caption=False``, ``lang="es"``.

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
    check_used(written(options), ON_A_PAGE, "a storyboard", STANDS_STILL)
    wanted = min(len(trace), _MOST_PANELS if panels is None else as_count(panels, "panels", low=2))
    shown = telling_steps(trace, wanted)
    columns = min(len(shown), max(2, math.ceil(math.sqrt(len(shown)))))
    rows = math.ceil(len(shown) / columns)
    style = style_named(look.style)
    words = _WORDS_IN if look.caption else 0.1
    view = view_of(trace)
    named = view.labelled(Extras(title=title, labels=labels, transparent=transparent).labels)
    beside, head = (_LABEL_IN if labels else 0.0), (_HEADING_IN if title else 0.0)
    width = beside + columns * (_PANEL_IN + 0.2) + 0.2
    height = beside + rows * (_PANEL_IN + words) + 0.4 + head
    page = Page(figsize=(width, height), facecolor="none" if transparent else style.page)
    FigureCanvasAgg(page)
    for position, index in enumerate(shown):
        row, column = divmod(position, columns)
        left = beside + 0.2 + column * (_PANEL_IN + 0.2)
        bottom = height - head - 0.2 - (row + 1) * (_PANEL_IN + words) + words
        ax = page.add_axes((left / width, bottom / height, _PANEL_IN / width, _PANEL_IN / height))
        frame = key_frame(trace, index, lang=look.lang)
        _draw(ax, trace, view, frame, look, scale=0.55)
        ax.set(xticks=[], yticks=[], xlabel="", ylabel="")
        ax.patch.set_visible(not transparent)
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
        page.text(beside + 0.2, 0.12, what, fontsize=8, color=style.muted, transform=page.dpi_scale_trans)
    heads: dict[str, Any] = {"transform": page.dpi_scale_trans, "parse_math": False}
    if title:
        shown_title, size = fitted(title, 14.0, (width - 0.4) * 72, 0, bold=True)
        page.text(0.2, height - 0.2, shown_title, fontsize=size, fontweight="bold", color=style.ink, va="top", **heads)
    if labels:
        middle, left = (beside + width) / 2, 0.2 + beside / 2
        for text, turn, x, y in ((named.xlabel, 0, middle, 0.34), (named.ylabel, 90, left, (height - head) / 2)):
            page.text(x, y, text, fontsize=11, rotation=turn, color=style.muted, ha="center", va="center", **heads)
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
