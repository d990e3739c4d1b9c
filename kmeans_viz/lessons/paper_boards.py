"""Boards as pictures for paper, which can be told apart without colours.

`board_picture` draws what a question shows, `answer_picture` where its stars belong, `story_of` a whole run.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from kmeans_viz.inputs import Points
from kmeans_viz.lessons.handing import drawn
from kmeans_viz.lessons.predictions import Board
from kmeans_viz.pictures.captions import captions
from kmeans_viz.pictures.pinned import pinned
from kmeans_viz.pictures.plots import plot
from kmeans_viz.pictures.scene import style_board
from kmeans_viz.pictures.style import style_named
from kmeans_viz.pictures.telling import telling_steps
from kmeans_viz.pictures.view import view_of
from kmeans_viz.recipe import run_and_look
from kmeans_viz.runs.trace import Trace

_SIZE_IN = (4.4, 3.3)
_LINE_IN = (4.4, 1.3)  # of a board of numbers on a line
_PANEL_IN = (3.2, 3.2)  # of a half-step among others; paper shows it smaller
_STYLE = style_named("print")
_PANELS = 6


@pinned()
def board_picture(board: Board, *, moves: bool = False) -> Image.Image:
    """Return what a question shows: points alone, or a state of a run; where a hand moves its stars, without cells."""
    trace = _trace_of(board)
    if board.step is not None:
        return drawn(_state(trace, board.step, trails=False, voronoi=not moves))
    figure, ax = _empty(trace)
    _dots(ax, trace)
    return drawn(figure)


@pinned()
def answer_picture(board: Board, truth: Points) -> Image.Image:
    """Return the points of a question with stars where they belong, ``(m, d)``."""
    trace = _trace_of(board)
    figure, ax = _empty(trace)
    _dots(ax, trace)
    for j, (x, y) in enumerate(view_of(trace).flat(truth), start=1):
        ax.scatter(x, y, s=900, marker="*", linewidths=1.8, zorder=3, facecolors="white", edgecolors="black")
        if len(truth) > 1:
            ax.annotate(str(j), (x, y), ha="center", va="center", fontsize=10, fontweight="bold", zorder=4)
    return drawn(figure)


@pinned()
def story_of(board: Board) -> list[tuple[Image.Image, str, str]]:
    """Return some half-steps of a run, the first and the last among them, each with its title and its caption.

    A board that begins at the end of its run is that end alone. Where a board shows no captions, these are empty.
    """
    trace, look = run_and_look(board.source, {}, "shown")
    is_end = board.step is not None and board.step % len(trace) == len(trace) - 1
    steps = [len(trace) - 1] if is_end else telling_steps(trace, min(_PANELS, len(trace)))
    said = [captions(trace, step) if look.caption else ("", "") for step in steps]
    return [(drawn(_state(trace, step, _PANEL_IN)), *caption) for step, caption in zip(steps, said, strict=True)]


def _trace_of(board: Board) -> Trace:
    trace, _ = run_and_look(board.source, {}, "shown")
    return trace


def _state(
    trace: Trace, step: int, size_in: tuple[float, float] | None = None, *, trails: bool = True, voronoi: bool = True
) -> Figure:
    figure, ax = _empty(trace, size_in)
    plot(trace, step, ax, style="print", trails=trails, voronoi=voronoi).set_title("", loc="left")
    _frame(ax)
    return figure


def _empty(trace: Trace, size_in: tuple[float, float] | None = None) -> tuple[Figure, Axes]:
    """Return a figure of the right shape with nothing on its board."""
    view = view_of(trace)
    figure = Figure(figsize=size_in or (_LINE_IN if view.d == 1 else _SIZE_IN))
    FigureCanvasAgg(figure)
    low = 0.36 if view.d == 1 else 0.13
    room = (0.12, low, 0.86, 0.98 - low) if view.xlabel else (0.01, 0.01, 0.98, 0.98)
    return figure, figure.add_axes(room)


def _dots(ax: Axes, trace: Trace) -> None:
    """Draw the points alone."""
    view = view_of(trace)
    style_board(ax, view, _STYLE)
    ax.set_ylabel("" if view.d == 1 else view.ylabel)
    _frame(ax)
    box = ax.get_window_extent()
    bounds = view.fitted(box.width / box.height)
    view = view.cut(bounds)
    ax.set_xlim(*bounds[:2])
    ax.set_ylim(*bounds[2:])
    size = float(np.clip(6000 / len(view.points), 6, 40))
    ax.scatter(
        view.points[:, 0], view.points[:, 1], s=size, linewidths=0.8, zorder=2, facecolors="white", edgecolors="black"
    )


def _frame(ax: Axes) -> None:
    """Draw the edges of a board, which paper does not show."""
    ax.spines[:].set(visible=True, color="black", linewidth=0.8)
