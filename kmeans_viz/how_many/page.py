"""One page on how many clusters there are: the data, what four methods suggest, and in words, where they agree.

On a tie, the data are drawn once for each K. Where points lie far from all others, the page shows the others.
`choose_k` takes points, or a `Comparison` of four methods on them, and returns a matplotlib figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from kmeans_viz.how_many.comparison import Comparison, compare_k
from kmeans_viz.how_many.layout import PAD, STRIP, boxes
from kmeans_viz.how_many.scores import FK_BELOW, SILHOUETTE_ABOVE, KScores
from kmeans_viz.how_many.shared_runs import Progress
from kmeans_viz.inputs import InputError
from kmeans_viz.interop import seeded
from kmeans_viz.look import Look, as_look
from kmeans_viz.pictures.lettering import fitted
from kmeans_viz.pictures.pinned import pinned
from kmeans_viz.pictures.plots import Page, plot
from kmeans_viz.pictures.scene import room_at_left
from kmeans_viz.pictures.style import Style, mixed, style_named
from kmeans_viz.pictures.view import view_of
from kmeans_viz.runs.making import record
from kmeans_viz.runs.trace import Trace

SIZE = (1280, 720)
"""Pixels: the width and height of the page."""
_AREA = 73.0  # square inches, for pages of every shape and size: so letters and markers grow with the pixels
_NARROWEST, _WIDEST = 0.5, 2.5
_TITLE, _TEXT, _LABEL, _SMALL = 17.0, 12.5, 11.0, 9.5  # points

_RULES = {
    "elbow": "where the curve bends most",
    "gap statistic": "first that the next does not beat",
    "f(K)": f"lowest, if below {FK_BELOW}",
    "silhouette": f"highest, if above {SILHOUETTE_ABOVE}",
}
_LIMITS = {"f(K)": FK_BELOW, "silhouette": SILHOUETTE_ABOVE}


@seeded
def choose_k(
    X: Any,
    k_max: int = 9,
    *,
    n_refs: int = 10,
    reference: str = "pca",
    n_starts: int = 10,
    seed: Any = 0,
    rng: Any = None,
    columns: Sequence[str] = (),
    size: Any = SIZE,
    look: Look | None = None,
    progress: Progress | None = None,
) -> Figure:
    """Draw what elbow, gap statistic, f(K) and silhouette suggest, beside the data in the number of clusters chosen.

    Parameters
    ----------
    X : array_like or Comparison
        ``(n, d)``: the points, also as a Dask array. Or the result of `compare_k`, which is then drawn without any run
        of its methods.
    k_max, n_refs, reference, n_starts, seed, rng, progress
        As for `compare_k`.
    columns : sequence of str
        The names of the coordinates, for the axes.
    size : int or tuple of int
        Width and height in pixels, from 1:2 to 5:2; one number for a square.
    look : Look, optional
        The style, and whether to draw the cells.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    InputError
        If an argument cannot be used.

    Examples
    --------
    >>> from kmeans_viz.data import peaked
    >>> page = choose_k(peaked(100, 4, seed=1), 6)
    >>> [ax.get_title(loc="left") for ax in page.axes]
    ['The data in 4 clusters', 'Elbow: 4', 'Gap statistic: 4', 'f(K): 4', 'Silhouette: 4']
    """
    look = replace(as_look(look), size=size, trails=False)
    width, height = _inches(look)
    if isinstance(X, Comparison):
        found = X
    else:
        found = compare_k(X, k_max, n_refs=n_refs, reference=reference, n_starts=n_starts, seed=seed, progress=progress)
    return _page(found, _as_names(columns, found.X.shape[1]), look, width, height)


@pinned()
def _page(found: Comparison, names: tuple[str, ...], look: Look, width: float, height: float) -> Figure:
    """Return the page, `width` and `height` inches large."""
    style = style_named(look.style)
    # A hundredth of a pixel is added, since rounding could make the canvas one pixel too small.
    dpi = look.width_height[0] / width
    page = Page(figsize=(width + 0.01 / dpi, height + 0.01 / dpi), dpi=dpi, facecolor=style.page)
    FigureCanvasAgg(page)
    shown = found.without_far or found
    traces = [replace(record(shown.X, init=shown.fits[k - 1].centroids), columns=names) for k in shown.tied]
    view = view_of(traces[0])
    boards, panels = boxes(width, height, room_at_left(view) + 0.12 if view.xlabel else 0.0, len(traces))
    for trace, box in zip(traces, boards, strict=True):
        _draw_data(page.add_axes(box.share(page)), trace, look, len(found.far))
    for scores, box in zip(shown.scores, panels, strict=True):
        _draw_scores(page.add_axes(box.share(page)), scores, shown.tied, style)
    _write(page, found, width, style)
    return page


def _as_names(columns: Any, d: int) -> tuple[str, ...]:
    """Return the names of d coordinates, or an empty tuple."""
    if isinstance(columns, str) or not isinstance(columns, Iterable):
        raise InputError(f"columns={columns!r} is not a list of names; use for example columns=('lon', 'lat')")
    names = tuple(map(str, columns))
    if names and len(names) != d:
        what = "1 coordinate" if len(names) == 1 else f"{len(names)} coordinates"
        raise InputError(f"columns={names!r} names {what}, and the points have {d}; name each of them, or none")
    return names


def _inches(look: Look) -> tuple[float, float]:
    """Return the page's width and height in inches."""
    width, height = look.width_height
    if not _NARROWEST <= width / height <= _WIDEST:
        raise InputError(
            f"size={width}x{height} is too {'wide' if width > height else 'narrow'} for five pictures and words; "
            f"use a width from 1/2 to 5/2 of the height, for example {SIZE[0]}x{SIZE[1]}"
        )
    unit = math.sqrt(_AREA / (width * height))
    return width * unit, height * unit


def _draw_data(ax: Axes, trace: Trace, look: Look, n_far: int) -> None:
    plot(trace, -1, ax, look=look)
    box = ax.get_window_extent()
    for label, room in ((ax.xaxis.label, box.width), (ax.yaxis.label, box.height)):
        label.set_fontsize(fitted(label.get_text(), _LABEL, room / ax.figure.dpi * 72, 0)[1])
    title = "The data, without clusters" if trace.k == 1 else f"The data in {trace.k} clusters"
    if n_far:
        title += f", and {n_far:,} point{'s' * (n_far > 1)} far away not shown"
    title, size = fitted(title, _TEXT, box.width / ax.figure.dpi * 72, 0, bold=True)
    ax.set_title(title, color=style_named(look.style).ink, fontweight="bold", fontsize=size, loc="left")


def _draw_scores(ax: Axes, scores: KScores, shown: Sequence[int], style: Style) -> None:
    """Draw one curve, mark the K that it suggests, and write the rule above it."""
    ax.set_facecolor(style.board)
    ax.spines[:].set_visible(False)
    ax.tick_params(colors=style.muted, labelsize=_SMALL, length=0, pad=4)
    ax.set_xlim(0.4, len(scores.ks) + 0.6)
    ax.set_xticks(_ticks(len(scores.ks)))
    # The name of the axis stands beside the label of its last tick, where it needs no room of its own.
    ax.annotate(
        "K",
        (1, 0),
        (5, -4),
        xycoords="axes fraction",
        textcoords="offset points",
        color=style.muted,
        fontsize=_SMALL,
        fontstyle="italic",
        ha="left",
        va="top",
    )
    ax.yaxis.set_major_locator(MaxNLocator(3))
    ax.yaxis.set_major_formatter(_brief)
    for k in shown:
        ax.axvline(k, color=mixed(style.muted, style.board, 0.25), linewidth=9, zorder=1, gid="shown")
    limit = _LIMITS.get(scores.method)
    if limit is not None:
        ax.axhline(limit, color=style.muted, linewidth=1.2, linestyle=(0, (4, 3)), zorder=2, gid="limit")
    if scores.errors.any():
        ax.errorbar(
            scores.ks,
            scores.values,
            scores.errors,
            color=style.muted,
            linewidth=0,
            elinewidth=1.4,
            capsize=2.5,
            zorder=2,
        )
    ax.plot(scores.ks, scores.values, "-o", color=style.ink, linewidth=1.7, markersize=4.5, zorder=3, gid="curve")
    if scores.suggested is not None:
        value = scores.values[scores.suggested - 1]
        ax.plot(
            [scores.suggested], [value], "o", color=style.ink, markersize=17, zorder=4, clip_on=False, gid="suggested"
        )
        ax.annotate(
            str(scores.suggested),
            (scores.suggested, value),
            color=style.page,
            fontsize=10.5,
            fontweight="bold",
            ha="center",
            va="center_baseline",
            zorder=5,
        )
    ax.margins(y=0.17)
    name = scores.method[0].upper() + scores.method[1:] if scores.method != "f(K)" else scores.method
    said = "no clusters" if scores.suggested in (None, 1) else str(scores.suggested)
    room = ax.get_window_extent().width / ax.figure.dpi * 72
    title, size = fitted(f"{name}: {said}", _TEXT, room, 0, bold=True)
    ax.set_title(title, color=style.ink, fontweight="bold", fontsize=size, loc="left", pad=19)
    rule, size = fitted(_RULES[scores.method], _SMALL, room, 0)
    ax.annotate(
        rule, (0, 1), (0, 6), xycoords="axes fraction", textcoords="offset points", color=style.muted, fontsize=size
    )


def _write(page: Page, found: Comparison, width: float, style: Style) -> None:
    """Write below the pictures where the methods agree."""
    room = (width - 2 * PAD) * 72
    headline, size = fitted(found.headline, _TITLE, room, 0, bold=True)
    ink: dict[str, Any] = {"color": style.ink, "va": "top", "transform": page.dpi_scale_trans, "parse_math": False}
    page.text(PAD, STRIP - 0.28, headline, fontsize=size, fontweight="bold", **ink)
    page.text(
        width - PAD,
        0.1,
        "a band marks the K of the picture" if len(found.tied) == 1 else "bands mark the K of the pictures",
        fontsize=8.5,
        ha="right",
        color=style.muted,
        transform=page.dpi_scale_trans,
    )
    words, size = fitted(found.words, _TEXT, room, 40)
    page.text(PAD, STRIP - 0.65, words, fontsize=size, linespacing=1.25, **ink)


def _ticks(k_max: int) -> list[int]:
    """Return the K to label below a curve: all of them, or few enough that their labels do not touch."""
    step = next(step for step, most in ((1, 10), (5, 35), (20, 100)) if k_max <= most)
    return [1, *range(max(2, step), k_max + 1, step)]


def _brief(value: float, position: object = None) -> str:
    """Return a short label for a tick, such as 50k for 50,000."""
    size = abs(value)
    if 1e6 <= size < 1e9:
        return f"{value / 1e6:.4g}M"
    if 1e4 <= size < 1e6:
        return f"{value / 1e3:.4g}k"
    return f"{value:.4g}" if 1e-3 <= size < 1e4 or size == 0 else f"{value:.2g}"
