"""Maps of places: north is up, a kilometre is as long upwards as to the side, and nothing comes from a network.

`map_of` returns a figure of a region, `plot_region` draws one on an Axes. Both show where fixes are, the places with
their radius, and a number for each of those that are listed first.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PatchCollection
from matplotlib.patches import Circle
from numpy.typing import NDArray

from kmeans_viz.answers.places.comparing import fixes_around
from kmeans_viz.data.globe import Plane, degrees_of, plane_of
from kmeans_viz.inputs import as_count
from kmeans_viz.pictures.pinned import pinned
from kmeans_viz.pictures.plots import Board, Page
from kmeans_viz.pictures.style import Style, mixed, style_named

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kmeans_viz.answers.places.found import Whereabouts

_MOST_DRAWN = 20_000
MOST_NUMBERED = 12
"""How many places have a number on a map; the others are circles."""
SIZE_IN, SMALL_IN = 5.6, 3.4
"""The sides of a map and of a small one, on which numbers are as large."""
_CHIP_PT = 19.0


@pinned()
def map_of(
    found: Whereabouts,
    region: int,
    style: str,
    stars: NDArray[np.float64] | None = None,
    size_in: float = SIZE_IN,
) -> Page:
    """Return a map of a region as a figure; `stars`, ``(k, 3)`` directions, are drawn on it too."""
    page = Page(figsize=(size_in, size_in), facecolor=style_named(style).page)
    FigureCanvasAgg(page)
    plot_region(found, region, page.add_axes(Board(page, (0.01, 0.01, 0.98, 0.98))), style, stars)
    return page


@pinned()
def plot_region(
    found: Whereabouts, region: int, ax: Axes | None, style: str, stars: NDArray[np.float64] | None = None
) -> Axes:
    """Draw a map of a region on an Axes, by default one of its own, and return it."""
    if ax is None:
        return map_of(found, region, style, stars).axes[0]
    look = style_named(style)
    number = as_count(region, "region", low=0, high=max(0, len(found.regions) - 1))
    places = found.regions[number] if found.regions else np.empty(0, dtype=np.intp)
    lon, lat = found.degrees if len(places) else (found.fixes.lon, found.fixes.lat)
    plane = plane_of(lon[places], lat[places], is_flat=True) if len(places) else plane_of(lon, lat, is_flat=True)
    here = fixes_around(found, places) if len(places) else np.arange(len(found.fixes))
    # Those at a place lie below its circle; the others show the ways.
    here = here[found.labels[here] < 0]
    here = here[:: max(1, math.ceil(len(here) / _MOST_DRAWN))]
    fixes = plane.km(found.fixes.lon[here], found.fixes.lat[here])
    middles = plane.km(lon[places], lat[places]) if len(places) else np.empty((0, 2))
    _frame(ax, look, *_box(middles if len(places) else fixes, found.radius_m / 1000))
    ax.scatter(
        fixes[:, 0], fixes[:, 1], s=3, color=mixed(look.muted, look.board, 0.6), linewidths=0, zorder=1, rasterized=True
    )
    _circles(ax, found, places, middles, look)
    if stars is not None:
        _stars(ax, plane, stars, look)
    _numbers(ax, places[:MOST_NUMBERED], middles[:MOST_NUMBERED], look)
    _scale(ax, look)
    return ax


def _box(places: NDArray[np.float64], radius_km: float) -> tuple[NDArray[np.float64], float]:
    """Return the middle of a map, and half of its side, in kilometres."""
    low, high = places.min(axis=0), places.max(axis=0)
    return (low + high) / 2, 0.57 * float((high - low).max()) + (2 if len(places) > 1 else 4) * radius_km


def _frame(ax: Axes, style: Style, middle: NDArray[np.float64], half: float) -> None:
    ax.set(xlim=(middle[0] - half, middle[0] + half), ylim=(middle[1] - half, middle[1] + half), xticks=[], yticks=[])
    ax.set_aspect("equal")
    ax.set_facecolor(style.board)
    for spine in ax.spines.values():
        spine.set_color(mixed(style.muted, style.board, 0.5))


def _circles(
    ax: Axes, found: Whereabouts, places: NDArray[np.intp], middles: NDArray[np.float64], style: Style
) -> None:
    width = ax.get_xlim()[1] - ax.get_xlim()[0]
    # A radius of a few pixels is drawn larger, so that a place can be seen; its number says which it is.
    radius = max(found.radius_m / 1000, width / 140)
    shapes = [Circle((x, y), radius) for x, y in middles.tolist()]
    colors = [_color(place, style) for place in places.tolist()]
    fill = [(*_rgb(color), 0.35) for color in colors]
    ax.add_collection(PatchCollection(shapes, facecolors=fill, edgecolors=colors, linewidths=1.3, zorder=3))


def _color(place: int, style: Style) -> str:
    return style.color(place) if place < MOST_NUMBERED and style.name != "print" else style.muted


def _rgb(color: str) -> tuple[float, float, float]:
    return int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255


def _stars(ax: Axes, plane: Plane, stars: NDArray[np.float64], style: Style) -> None:
    x, y = plane.km(*degrees_of(stars)).T
    ax.scatter(x, y, marker="*", s=260, color=style.page, edgecolors=style.ink, linewidths=1.4, zorder=6)


def _numbers(ax: Axes, places: NDArray[np.intp], middles: NDArray[np.float64], style: Style) -> None:
    """Write the numbers of places beside them, each as far aside as it takes for all to be read."""
    if not len(places):
        return
    points_per_km = 72 * _axes_inches(ax) / (ax.get_xlim()[1] - ax.get_xlim()[0])
    at = middles * points_per_km
    chips = at + np.array([0.0, 0.9 * _CHIP_PT])
    for _ in range(200):
        apart = chips[:, None] - chips[None]
        distance = np.sqrt((apart**2).sum(axis=2)) + np.eye(len(chips)) * 1e9
        push = np.clip(1.15 * _CHIP_PT - distance, 0, None)[:, :, None]
        # Two at the very same spot have no direction to part in, so they take one by their order.
        order = np.arange(len(chips))[:, None, None] - np.arange(len(chips))[None, :, None]
        direction = np.where(distance[:, :, None] > 1e-9, apart / distance[:, :, None], np.sign(order))
        moves = (direction * push).sum(axis=1) / 2
        if np.abs(moves).max() < 0.05:
            break
        chips = chips + moves
    low = np.array([ax.get_xlim()[0], ax.get_ylim()[0]]) * points_per_km + 0.7 * _CHIP_PT
    high = np.array([ax.get_xlim()[1], ax.get_ylim()[1]]) * points_per_km - 0.7 * _CHIP_PT
    chips = np.clip(chips, low, high)
    words: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 9, "fontweight": "bold", "zorder": 8}
    for place, point, chip in zip(places.tolist(), middles, chips / points_per_km, strict=True):
        color = _color(place, style)
        dark = style.name != "print"
        ax.plot(*np.stack([point, chip]).T, color=color, linewidth=1, zorder=4)
        ink = style.on_star(place) if dark else "#ffffff"
        box = {"boxstyle": "circle,pad=0.25", "facecolor": color, "edgecolor": style.page, "linewidth": 1}
        ax.text(float(chip[0]), float(chip[1]), str(place + 1), color=ink, bbox=box, parse_math=False, **words)


def _axes_inches(ax: Axes) -> float:
    figure = ax.get_figure(root=True)
    assert figure is not None
    box = ax.get_window_extent()
    return min(box.width, box.height) / figure.dpi


def _scale(ax: Axes, style: Style) -> None:
    """Draw how long a round number of kilometres is, and where north is."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    width, height = right - left, high - low
    length = _round_length(width / 4)
    x, y = left + 0.04 * width, low + 0.045 * height
    ax.plot([x, x + length], [y, y], color=style.ink, linewidth=3, solid_capstyle="butt", zorder=7)
    words: dict[str, Any] = {"color": style.ink, "fontsize": 10, "zorder": 7}
    said = f"{length:g} km" if length >= 1 else f"{1000 * length:g} m"
    ax.text(x, y + 0.015 * height, said, ha="left", va="bottom", **words)
    x, y = right - 0.05 * width, high - 0.11 * height
    arrow = {"arrowstyle": "-|>", "color": style.ink, "linewidth": 1.5}
    ax.annotate("", (x, y + 0.075 * height), (x, y), arrowprops=arrow, zorder=7)
    ax.text(x, y - 0.005 * height, "N", ha="center", va="top", fontweight="bold", **words)


def _round_length(most: float) -> float:
    """Return the longest of 1, 2, 5, 10, … kilometres, or parts of one, that is at most `most`."""
    power = 10.0 ** math.floor(math.log10(most))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= most)
