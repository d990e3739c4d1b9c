"""Figures for the answers of the lessons, in the look of the boards."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

_LETTERS = 14  # points, for the back row


def panels(n_axes: int = 1, *, width: float = 7.2, height: float = 3.8) -> tuple[Figure, list[Axes]]:
    """Return a figure and its axes, side by side, without pyplot; sizes in inches."""
    made = Figure(figsize=(width, height), dpi=120, layout="constrained")
    FigureCanvasAgg(made)
    axes = list(made.subplots(1, n_axes, squeeze=False)[0])
    for ax in axes:
        ax.tick_params(labelsize=_LETTERS)
        ax.xaxis.label.set_size(_LETTERS)
        ax.yaxis.label.set_size(_LETTERS)
        ax.title.set_size(_LETTERS)
        ax.spines[["top", "right"]].set_visible(False)
    return made, axes


def pictured(ax: Axes, image: Any, title: str) -> None:
    """Show an image in an axes, under a title, without ticks."""
    ax.imshow(image)
    ax.set_title(title, fontsize=_LETTERS)
    ax.set_axis_off()
