"""The points as dots, and larger dots for those that have just changed cluster.

Both layers take the points once, and in `update` a `Frame` with their labels; they return one artist a cluster.
"""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from kmeans_viz.inputs import Labels
from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.style import Style
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.pictures.view import View

_MANY = 1000  # from so many points on, the pixels of the dots are kept


class Dots(Layer):
    """The points, as dots in the colour of their cluster: one artist a cluster."""

    def __init__(self, ax: Axes, view: View, style: Style, k: int) -> None:
        self._points = view.points
        n = len(self._points)
        size = dot_size(n)
        # An edge keeps neighbouring dots apart, but among very many points only edges would be seen.
        edge_width = float(np.clip(0.7 * (400 / n) ** 0.5, 0.0, 0.7))
        few = edge_width >= 0.12
        if style.marker_each:
            # In black and white one cluster's dots are filled like the board, and only their edges show.
            edge_width = max(edge_width, 0.3)
        edge = (style.dot_edge, edge_width) if few or style.marker_each else ("none", 0.0)
        self._artists = [_markers(ax, style.color(j), style.marker(j), size, *edge) for j in range(k)]
        # Rings, so that viewers who cannot tell grey from the clusters' colours see that these have no cluster.
        ring = (style.board, "o", size, style.unassigned, 1.1) if few else (style.unassigned, "o", size, "none", 0.0)
        self._unassigned = _markers(ax, *ring)
        self._seen: Labels | None = None
        self._version = 0

    def update(self, frame: Frame) -> list[Artist]:
        """Hand each point to the artist of its cluster; while the start is being made, `StartDots` draws them."""
        if frame.starting is not None:
            return []
        if frame.labels is None:
            self._unassigned.set_data(*self._points.T)
            return [self._unassigned]
        return _spread(self._artists, self._points, frame.labels, frame)

    def looks(self, frame: Frame) -> object:
        """Return a number that grows whenever the labels change, or None for few dots, which are quick to draw."""
        if len(self._points) < _MANY or frame.starting is not None:
            return None
        if self._seen is None or frame.labels is None or not np.array_equal(self._seen, frame.labels):
            self._seen, self._version = frame.labels, self._version + 1
        return self._version


class ChangedDots(Layer):
    """The points that have just changed cluster: larger, with a dark edge, and shrinking back to their size."""

    def __init__(self, ax: Axes, view: View, style: Style, k: int) -> None:
        self._points = view.points
        self._size = dot_size(len(self._points))
        self._artists = [_markers(ax, style.color(j), style.marker(j), self._size, style.ink, 1.0) for j in range(k)]

    def update(self, frame: Frame) -> list[Artist]:
        """Show the points that this frame emphasises, if any."""
        if frame.emphasis == 0 or frame.labels is None or len(frame.changed) == 0:
            return []
        # Where half the board changes colour, large dots would hide it.
        room = float(np.clip((60 / len(frame.changed)) ** 0.4, 0.25, 1.0))
        for artist in self._artists:
            artist.set_markersize(self._size + 8.0 * room * frame.emphasis)
            artist.set_markeredgewidth((0.6 + 1.4 * frame.emphasis) * room)
        return _spread(self._artists, self._points[frame.changed], frame.labels[frame.changed], frame)


def dot_size(n: int) -> float:
    """Return the diameter of a dot, in typographic points, on a board of n dots."""
    return float(np.clip(7.0 * (200 / n) ** 0.3, 1.3, 9.0))


def _spread(artists: list[Line2D], points: NDArray[np.float64], labels: Labels, frame: Frame) -> list[Artist]:
    """Hand each point to the artist of its cluster and return the artists that got any."""
    # One sort serves all clusters, where a mask for each would read all labels k times. NumPy sorts 16-bit numbers by
    # radix, ten times as fast as by comparison.
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
