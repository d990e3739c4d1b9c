"""The charts of the lessons: few marks, thick lines, and letters that the back row of a class can read.

`panels` and `chart` make empty ones, `pictured` shows an image in one; the other functions take numbers and return a
figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.typing import ArrayLike

from kmeans_viz.how_many.scores import KScores
from kmeans_viz.inputs import Points
from kmeans_viz.pictures.plots import Page
from kmeans_viz.pictures.style import style_named

_LETTERS, _LINE, _DOT = 17, 3.0, 10.0  # points, on a picture of 6.2 inches
_SMALLER = 14  # letters where two stand side by side
_STYLE = style_named("light")
BLUE, ORANGE = _STYLE.color(0), _STYLE.color(1)


def panels(n_axes: int = 1, *, width: float = 6.2, height: float = 4.0) -> tuple[Page, list[Axes]]:
    """Return a figure and its empty Axes, side by side; sizes in inches."""
    page = Page(figsize=(width, height), dpi=130, facecolor=_STYLE.page, layout="constrained")
    FigureCanvasAgg(page)
    axes = list(page.subplots(1, n_axes, squeeze=False)[0])
    for ax in axes:
        _dress(ax, _LETTERS if n_axes == 1 else _SMALLER)
    return page, axes


def chart(xlabel: str, ylabel: str, *, height: float = 4.0) -> tuple[Page, Axes]:
    """Return a figure 6.2 inches wide, and its empty Axes."""
    page, (ax,) = panels(height=height)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return page, ax


def pictured(ax: Axes, image: Any, title: str) -> None:
    """Show an image in an Axes, under a title, without ticks."""
    ax.imshow(image)
    ax.set_title(title)
    ax.set_axis_off()


def bars(counts: Mapping[str, int], xlabel: str) -> Page:
    """Return a bar for each name, with its number at the end."""
    page, ax = chart(xlabel, "", height=0.9 + 0.75 * len(counts))
    names = list(counts)
    drawn = ax.barh(names, [counts[name] for name in names], color=BLUE, height=0.6)
    ax.bar_label(drawn, fontsize=_LETTERS, fontweight="bold", color=_STYLE.ink, padding=6)
    ax.invert_yaxis()
    ax.margins(x=0.14)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    return page


def curves(lines: Mapping[str, Sequence[float]], ylabel: str) -> Page:
    """Return a curve over K = 1, 2, … for each name, which stands at its end."""
    page, ax = chart("K", ylabel)
    longest = max(len(values) for values in lines.values())
    for (name, values), color in zip(lines.items(), (BLUE, ORANGE), strict=False):
        ks = np.arange(1, len(values) + 1)
        ax.plot(ks, values, "o-", color=color, linewidth=_LINE, markersize=_DOT if longest < 20 else _DOT / 2)
        if len(lines) > 1:
            ax.plot([], [], "o-", color=color, linewidth=_LINE, markersize=_DOT, label=name)
    if len(lines) > 1:
        ax.legend(fontsize=_LETTERS, frameon=False)
    if longest < 20:
        ax.set_xticks(range(1, longest + 1))
    ax.set_ylim(bottom=0)
    return page


def gap_in_pictures(X: Points, reference: Points, scores: KScores, logs: ArrayLike, reference_logs: ArrayLike) -> Page:
    """Return how a gap comes about: points, a reference, the two curves, and the gap between them for each K.

    Parameters
    ----------
    X, reference : Points
        ``(n, 2)``: the points, and one of the reference sets.
    scores : KScores
        What `gap_statistic` returns.
    logs, reference_logs : array_like
        ``(k_max,)``: log S_K of the points, and its mean over the references.
    """
    page = Page(figsize=(6.2, 9.0), dpi=130, facecolor=_STYLE.page, layout="constrained")
    FigureCanvasAgg(page)
    grid = page.add_gridspec(3, 2, height_ratios=(1.0, 1.05, 1.05))
    both = np.concatenate([X, reference])
    low, high = both.min(axis=0) - 0.1, both.max(axis=0) + 0.1
    for column, (title, points, color) in enumerate((("the points", X, BLUE), ("a reference", reference, ORANGE))):
        ax = page.add_subplot(grid[0, column])
        ax.plot(*points.T, "o", color=color, markersize=4)
        ax.set_title(title, fontsize=_LETTERS, color=_STYLE.ink)
        ax.set(xticks=[], yticks=[], aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    above, below = page.add_subplot(grid[1, :]), page.add_subplot(grid[2, :])
    ks = scores.ks
    for ax, ylabel in ((above, "log S"), (below, "Gap(K)")):
        _dress(ax, _LETTERS)
        ax.set(xlabel="K", ylabel=ylabel, xticks=ks)
    above.vlines(ks, logs, reference_logs, color=_STYLE.muted, linewidth=2, linestyle=(0, (2, 1.5)))
    above.plot(ks, reference_logs, "o-", color=ORANGE, linewidth=_LINE, markersize=_DOT, label="mean of the references")
    above.plot(ks, logs, "o-", color=BLUE, linewidth=_LINE, markersize=_DOT, label="the points")
    above.legend(fontsize=_LETTERS, frameon=False)
    draw_gaps(below, scores)
    return page


def gaps(scores: KScores) -> Page:
    """Return the gap for each K with its error, the K of the rule, and the K where the gap is highest."""
    page, ax = chart("K", "Gap(K)")
    draw_gaps(ax, scores)
    ax.set_xticks(scores.ks)
    return page


def draw_gaps(ax: Axes, scores: KScores) -> None:
    """Draw Gap(K) with s_K, ring the K that the rule takes, and mark the highest gap where that is another."""
    ax.errorbar(
        scores.ks,
        scores.values,
        scores.errors,
        fmt="o-",
        color=_STYLE.ink,
        linewidth=_LINE,
        markersize=_DOT,
        elinewidth=2.5,
        capsize=7,
        capthick=2.5,
    )
    highest = int(scores.values.argmax()) + 1
    chosen = scores.suggested or 1
    named = [(chosen, "the rule" if chosen != highest else "the rule, and highest", BLUE)]
    if chosen != highest:
        named.append((highest, "highest", ORANGE))
    for k, name, color in named:
        at = (k, scores.values[k - 1])
        ax.plot(*at, "o", color=color, markersize=2.1 * _DOT, markerfacecolor="none", markeredgewidth=_LINE)
        top = at[1] + scores.errors[k - 1]
        ha = "left" if k < 3 else "right" if k > len(scores.ks) - 2 else "center"
        ax.annotate(
            name,
            (k, top),
            (0, 14),
            textcoords="offset points",
            ha=ha,
            fontsize=_LETTERS,
            fontweight="bold",
            color=color,
        )
    ax.margins(y=0.3)


def sides(X: Points, labels: ArrayLike, others: ArrayLike, xlabel: str, ylabel: str) -> Page:
    """Return points in the colours of two clusters, with a ring around those that `others` puts on the other side."""
    page, ax = chart(xlabel, ylabel, height=4.6)
    sides, moved = np.asarray(labels), np.asarray(labels) != np.asarray(others)
    for side, color in enumerate((BLUE, ORANGE)):
        ax.plot(*X[sides == side].T, "o", color=color, markersize=6)
    ax.plot(*X[moved].T, "o", color=_STYLE.ink, markerfacecolor="none", markersize=16, markeredgewidth=_LINE)
    return page


def _dress(ax: Axes, letters: float) -> None:
    ax.set_facecolor(_STYLE.page)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(_STYLE.muted)
    ax.tick_params(labelsize=letters, colors=_STYLE.ink, length=0, pad=6)
    for text in (ax.xaxis.label, ax.yaxis.label, ax.title):
        text.set(fontsize=letters, color=_STYLE.ink)
