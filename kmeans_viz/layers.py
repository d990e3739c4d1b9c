"""The parts of a picture, each with artists that are made once and then updated: cells, dots, trails, stars, words.

A `Frame` flows into each layer's `update`; the artists to draw flow out, in their order.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.path import Path as Shape
from matplotlib.transforms import Affine2D, Bbox, BboxTransform
from numpy.typing import NDArray

from kmeans_viz.algorithm import Phase, assign
from kmeans_viz.arrays import InputError, Labels
from kmeans_viz.engines import call_assign
from kmeans_viz.lettering import Lettering, at, fitted, outline
from kmeans_viz.lettering import width as length
from kmeans_viz.style import Style, rgb
from kmeans_viz.timeline import Frame, in_four_digits
from kmeans_viz.trace import Trace
from kmeans_viz.view import View
from kmeans_viz.voronoi import Bounds, voronoi_cells

_TITLE, _TEXT = 17.0, 12.5  # points, on a picture of 6.4 inches: read from the back row
_MANY = 1000  # points from which a picture of the dots is kept
STAR_RADIUS = 0.62  # of a star's size
_GRID = 128  # squares across the board where the cells of somebody's own assign are sampled


class Layer(Protocol):
    """One part of the picture."""

    def update(self, frame: Frame) -> list[Artist]:
        """Bring the artists up to `frame` and return those that are to be drawn."""

    def looks(self, frame: Frame) -> object:
        """Return a value that is equal for frames in which this layer looks the same; None where that never pays."""


class Cells:
    """The Voronoi cells of the centroids, exact."""

    def __init__(self, ax: Axes, view: View, bounds: Bounds, style: Style) -> None:
        self._view, self._bounds, self._style = view, bounds, style
        edge = style.muted if style.marker_each else style.board
        self._artist = PolyCollection([], edgecolors=edge, linewidths=1.4, animated=True)
        ax.add_collection(self._artist, autolim=False)

    def update(self, frame: Frame) -> list[Artist]:
        """Cut the board anew."""
        self._artist.set_verts(voronoi_cells(self._view.flat(frame.centroids), self._bounds))
        self._artist.set_facecolor([self._style.cell(cluster) for cluster in frame.state.clusters])
        return [self._artist]

    def looks(self, frame: Frame) -> object:
        """Return None: this layer moves, or is drawn in no time."""
        return None


class SampledCells:
    """The cells of a stepper's own `assign`: the board asked square by square which cluster it belongs to."""

    def __init__(self, ax: Axes, view: View, bounds: Bounds, style: Style, trace: Trace) -> None:
        self._view, self._style, self._assign = view, style, trace.stepper.assign
        left, right, bottom, top = bounds
        columns = _GRID
        rows = max(1, round(_GRID * ax.bbox.height / ax.bbox.width))
        x = left + (np.arange(columns) + 0.5) * (right - left) / columns
        y = bottom + (np.arange(rows) + 0.5) * (top - bottom) / rows
        places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        self._places = view.unflat(places)
        self._places.setflags(write=False)
        self._shape = (rows, columns, 3)
        self._artist = AxesImage(ax, extent=bounds, origin="lower", interpolation="nearest", animated=True)
        self._artist.set_data(np.zeros(self._shape, dtype=np.uint8))
        ax.add_artist(self._artist)

    def update(self, frame: Frame) -> list[Artist]:
        """Ask the stepper; draw nothing where it cannot answer for places that are not points."""
        centroids = np.array(frame.centroids)
        centroids.setflags(write=False)
        try:
            labels = call_assign(self._assign, self._places, centroids)
        except InputError:
            return []
        tints = np.array([rgb(self._style.cell(cluster)) for cluster in frame.state.clusters], dtype=np.uint8)
        self._artist.set_data(tints[labels].reshape(self._shape))
        return [self._artist]

    def looks(self, frame: Frame) -> object:
        """Return None: this layer moves, or is drawn in no time."""
        return None


class Dots:
    """The points: one artist of markers a cluster."""

    def __init__(self, ax: Axes, view: View, style: Style, k: int) -> None:
        self._points = view.points
        n = len(self._points)
        size = dot_size(n)
        # An edge keeps neighbours apart; among very many points it would be all that one sees.
        edge_width = float(np.clip(0.7 * (400 / n) ** 0.5, 0.0, 0.7))
        edge = (style.dot_edge, edge_width) if edge_width >= 0.12 else ("none", 0.0)
        self._artists = [_markers(ax, style.color(j), style.marker(j), size, *edge) for j in range(k)]
        # Rings: whoever cannot tell grey from a colour can still tell that these have none.
        ring = (
            (style.board, "o", size, style.unassigned, 1.1)
            if edge_width >= 0.12
            else (style.unassigned, "o", size, *edge)
        )
        self._unassigned = _markers(ax, *ring)
        self._seen: Labels | None = None
        self._version = 0

    def update(self, frame: Frame) -> list[Artist]:
        """Give every cluster its points."""
        if frame.labels is None:
            self._unassigned.set_data(*self._points.T)
            return [self._unassigned]
        return _spread(self._artists, self._points, frame.labels, frame)

    def looks(self, frame: Frame) -> object:
        """Return a number that grows with every change; few dots are drawn in no time."""
        if len(self._points) < _MANY:
            return None
        if self._seen is None or frame.labels is None or not np.array_equal(self._seen, frame.labels):
            self._seen, self._version = frame.labels, self._version + 1
        return self._version


class ChangedDots:
    """The points that have just changed cluster, larger and with an edge in ink, shrinking back."""

    def __init__(self, ax: Axes, view: View, style: Style, k: int) -> None:
        self._points = view.points
        self._size = dot_size(len(self._points))
        self._artists = [_markers(ax, style.color(j), style.marker(j), self._size, style.ink, 1.0) for j in range(k)]

    def update(self, frame: Frame) -> list[Artist]:
        """Show those of this frame, if any."""
        if frame.emphasis == 0 or frame.labels is None or len(frame.changed) == 0:
            return []
        # Where half a board changes colour, big dots would hide it.
        room = float(np.clip((60 / len(frame.changed)) ** 0.4, 0.25, 1.0))
        for artist in self._artists:
            artist.set_markersize(self._size + 8.0 * room * frame.emphasis)
            artist.set_markeredgewidth((0.6 + 1.4 * frame.emphasis) * room)
        return _spread(self._artists, self._points[frame.changed], frame.labels[frame.changed], frame)

    def looks(self, frame: Frame) -> object:
        """Return None: they shrink from frame to frame."""
        return None


class Trails:
    """The path that each centroid has come along."""

    def __init__(self, ax: Axes, view: View, style: Style, trace: Trace) -> None:
        self._view = view
        self._trace = trace
        self._under = LineCollection([], colors=style.board, linewidths=4.2, alpha=0.75, animated=True)
        self._line = LineCollection([], colors=style.ink, linewidths=1.7, animated=True)
        for artist in (self._under, self._line):
            artist.set_capstyle("round")
            ax.add_collection(artist, autolim=False)
        # The stops of each cluster so far, and the state that they reach up to.
        self._stops: dict[int, list[NDArray[np.float64]]] = {}
        self._reached = 0

    def update(self, frame: Frame) -> list[Artist]:
        """Draw each path up to where its star stands now."""
        self._reach(frame.index)
        ends = dict(zip(frame.state.clusters.tolist(), self._view.flat(frame.centroids), strict=True))
        paths = [np.array([*stops, ends[j]]) for j, stops in self._stops.items() if j in ends]
        for artist in (self._under, self._line):
            artist.set_segments(paths)
        return [self._under, self._line]

    def looks(self, frame: Frame) -> object:
        """Return None: this layer moves, or is drawn in no time."""
        return None

    def _reach(self, index: int) -> None:
        """Collect the stops before state `index`: onwards from the last frame, or from the start after a step back."""
        if index < self._reached:
            self._stops, self._reached = {}, 0
        for state in self._trace[self._reached : index]:
            if state.phase is not Phase.ASSIGN:
                for j, place in zip(state.clusters.tolist(), self._view.flat(state.centroids), strict=True):
                    self._stops.setdefault(j, []).append(place)
        self._reached = index


class Stars:
    """The centroids: one star each in its cluster's colour, with an edge that contrasts and the cluster's number."""

    def __init__(self, ax: Axes, view: View, style: Style, k: int) -> None:
        self._view = view
        area = star_area(k)
        edge_width = 1.5 if k <= 10 else 1.2
        colors = [style.star(j) for j in range(k)]
        self._stars = PathCollection(
            [_star()],
            sizes=[area],
            offsets=np.zeros((k, 2)),
            offset_transform=ax.transData,
            facecolors=colors,
            edgecolors=style.star_edge,
            linewidths=edge_width,
            animated=True,
        )
        self._numbers = PathCollection(
            [_number(j + 1) for j in range(k)],
            sizes=[area * 0.155],
            offsets=np.zeros((k, 2)),
            offset_transform=ax.transData,
            facecolors=[style.on_star(j) for j in range(k)],
            linewidths=0.0,
            animated=True,
        )
        for artist in (self._stars, self._numbers):
            artist.set_transform(Affine2D())
            ax.add_collection(artist, autolim=False)
        self._k = k

    def update(self, frame: Frame) -> list[Artist]:
        """Move the stars; those of dropped clusters are gone."""
        places = np.full((self._k, 2), np.nan)
        places[frame.state.clusters] = self._view.flat(frame.centroids)
        self._stars.set_offsets(places)
        self._numbers.set_offsets(places)
        return [self._stars, self._numbers]

    def looks(self, frame: Frame) -> object:
        """Return None: this layer moves, or is drawn in no time."""
        return None


class Caption:
    """What happened, in words: a title, and a few lines below it, in smaller letters where there is much to say.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    style : Style
    left, top, room : float
        The upper left corner, and how long a line may be, in inches.
    """

    def __init__(self, figure: Figure, style: Style, left: float, top: float, room: float) -> None:
        inches = figure.dpi_scale_trans
        # Below the last line stay the tails of its letters, and a margin.
        self._room, self._height = room * 72, (top - 0.53 - 0.16) * 72
        self._title = Lettering(_TITLE, style.ink, at(inches, left, top - 0.25, inches), bold=True)
        self._text = Lettering(_TEXT, style.ink, at(inches, left, top - 0.53, inches))
        for artist in (self._title, self._text):
            figure.add_artist(artist)

    def update(self, frame: Frame) -> list[Artist]:
        """Say what this half-step does."""
        self._title.set_text(*fitted(frame.title, _TITLE, self._room, 0.0, bold=True))
        self._text.set_text(*fitted(frame.text, _TEXT, self._room, self._height))
        return [self._title, self._text]

    def looks(self, frame: Frame) -> object:
        """Return None: this layer moves, or is drawn in no time."""
        return None


class InertiaCurve:
    """The inertia after every half-step so far, as a curve that grows; where it will end stays open.

    It has no Axes of its own: making one costs as much as two pictures.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    style : Style
    trace : Trace
    left, bottom, width, height : float
        Where the curve is drawn, in inches.
    """

    def __init__(
        self, figure: Figure, style: Style, trace: Trace, left: float, bottom: float, width: float, height: float
    ) -> None:
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
        name.set_text("inertia")
        unit.set_text("half-steps")
        for static in (frame, name, unit):
            static.set_animated(False)
            figure.add_artist(static)

        size = float(np.clip(70 / len(trace), 0.0, 5.0))
        ink: dict[str, Any] = {"color": style.ink, "animated": True}
        self._line = Line2D([], [], linewidth=1.8, marker="o" if size >= 2 else "", markersize=size, **ink)
        self._head = Line2D([], [], linestyle="", marker="o", markersize=9, **ink)
        self._value = Lettering(_TEXT, style.ink, at(inches, left + width, above, inches), bold=True, align="right")
        # A long number is written smaller, clear of the name on its left.
        self._room = (width - 0.1) * 72 - length("inertia", 12)
        for line in (self._line, self._head):
            line.set_transform(place)
        for artist in (self._line, self._head, self._value):
            figure.add_artist(artist)

    def update(self, frame: Frame) -> list[Artist]:
        """Grow up to this half-step; a half-step under way grows its own segment."""
        if frame.index == 0:
            return []
        steps, values = np.arange(1, frame.index + 1, dtype=float), self._inertias[1 : frame.index + 1].copy()
        if frame.progress < 1 and frame.index > 1:
            values[-1] = values[-2] + frame.progress * (values[-1] - values[-2])
            steps[-1] = steps[-2] + frame.progress
        self._line.set_data(steps, values)
        self._head.set_data(steps[-1:], values[-1:])
        value = in_four_digits(float(self._inertias[frame.index]))
        self._value.set_text(*fitted(value, _TEXT, self._room, 0.0, bold=True))
        return [self._line, self._head, self._value]

    def looks(self, frame: Frame) -> object:
        """Return None: this layer moves, or is drawn in no time."""
        return None


def cells_layer(ax: Axes, view: View, bounds: Bounds, style: Style, trace: Trace) -> Layer:
    """Return the layer that draws the cells that `trace` really has."""
    if trace.stepper.assign is assign:
        return Cells(ax, view, bounds, style)
    return SampledCells(ax, view, bounds, style, trace)


def star_area(k: int) -> float:
    """Return the square of a star's size, in points: on a board of many they are smaller."""
    return 560.0 if k <= 10 else 380.0


def dot_size(n: int) -> float:
    """Return the diameter of a dot, in points, on a board of n of them."""
    return float(np.clip(7.0 * (200 / n) ** 0.3, 1.3, 9.0))


def _spread(artists: list[Line2D], points: NDArray[np.float64], labels: Labels, frame: Frame) -> list[Artist]:
    """Hand the points over to the artists of their clusters and return those that got any."""
    # One sort serves every cluster; a mask a cluster would read all labels k times. Sorting 16-bit numbers is a radix
    # sort, ten times faster than one by comparison.
    order = np.argsort(labels.astype(np.int16) if len(artists) < 2**15 else labels, kind="stable")
    points = points[order]
    ends = np.cumsum(np.bincount(labels, minlength=len(frame.centroids)))
    shown: list[Artist] = []
    start = 0
    for cluster, end in zip(frame.state.clusters, ends, strict=True):
        if end > start:
            artists[cluster].set_data(points[start:end, 0], points[start:end, 1])
            shown.append(artists[cluster])
        start = end
    return shown


def _markers(ax: Axes, color: str, marker: str, size: float, edge: str, edge_width: float) -> Line2D:
    line = Line2D(
        [],
        [],
        linestyle="",
        marker=marker,
        markersize=size,
        markerfacecolor=color,
        markeredgecolor=edge,
        markeredgewidth=edge_width,
        animated=True,
    )
    ax.add_line(line)
    return line


def _star() -> Shape:
    """Return a five-pointed star, fuller than a pentagram so that a number fits, in a circle of radius 0.5."""
    angles = np.pi / 2 + np.arange(10) * np.pi / 5
    radii = np.where(np.arange(10) % 2 == 0, STAR_RADIUS, STAR_RADIUS * 0.52)
    corners = np.c_[np.cos(angles), np.sin(angles)] * radii[:, None]
    return Shape(np.concatenate([corners, corners[:1]]), closed=True)


@cache
def _number(number: int) -> Shape:
    """Return the outline of a number, centred, about one unit high."""
    text = str(number)
    shape = outline(text, 1.35 if len(text) == 1 else 1.0, bold=True)
    # The corners of the control polygon are near enough to those of the outline, and cost nothing.
    corners = np.asarray(shape.vertices)
    return Shape(corners - (corners.min(axis=0) + corners.max(axis=0)) / 2, shape.codes)
