"""The centroids as numbered stars, and the paths along which they came.

`update` takes a `Frame`, which says where the stars stand, and returns the artists to draw.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.path import Path as Shape
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from kmeans_viz.kmeans.algorithm import Phase
from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.lettering import outline
from kmeans_viz.pictures.style import STAR_RADIUS, Style
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.pictures.view import View
from kmeans_viz.runs.trace import Trace

_HALO_PT = 4.0
_NOTHING = (0.0, 0.0, 0.0, 0.0)
_BESIDE = (2.1, 1.1)  # where the number of a hollow star stands, as multiples of its height


class Trails(Layer):
    """The path along which each centroid came, from its start."""

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
        """Draw each path up to where its star stands in this frame."""
        self._reach(frame.index)
        ends = dict(zip(frame.state.clusters.tolist(), self._view.drawn(frame.centroids), strict=True))
        paths = [np.array([*stops, ends[j]]) for j, stops in self._stops.items() if j in ends]
        for artist in (self._under, self._line):
            artist.set_segments(paths)
        return [self._under, self._line]

    def _reach(self, index: int) -> None:
        """Collect the stops before state `index`: those since the last frame, or all of them after a step back."""
        if index < self._reached:
            self._stops, self._reached = {}, 0
        for state in self._trace[self._reached : index]:
            if state.phase is not Phase.ASSIGN:
                for j, place in zip(state.clusters.tolist(), self._view.drawn(state.centroids), strict=True):
                    self._stops.setdefault(j, []).append(place)
        self._reached = index


class Stars(Layer):
    """The centroids: a star each, in the cluster's colour, with a contrasting edge and the cluster's number.

    The star of a cluster of one point is hollow, with its number beside it, or it would hide that point. `has_halo`
    puts a second edge around them, in the colour of the board, to set them off from a crowd of points.
    """

    def __init__(self, ax: Axes, view: View, style: Style, k: int, *, has_halo: bool = False) -> None:
        self._view, self._ax = view, ax
        area = star_area(k)
        edge_width = 1.5 if k <= 10 else 1.2
        halos = PathCollection(
            [_star()],
            sizes=[area],
            offsets=np.zeros((k, 2)),
            offset_transform=ax.transData,
            facecolors=style.board,
            edgecolors=style.board,
            linewidths=edge_width + _HALO_PT,
            joinstyle="round",
            animated=True,
        )
        colors = [style.star(j) for j in range(k)]
        stars = PathCollection(
            [_star()],
            sizes=[area],
            offsets=np.zeros((k, 2)),
            offset_transform=ax.transData,
            facecolors=colors,
            edgecolors=style.star_edge,
            linewidths=edge_width,
            animated=True,
        )
        numbers = PathCollection(
            [_number(j + 1) for j in range(k)],
            sizes=[area * 0.155],
            offsets=np.zeros((k, 2)),
            offset_transform=ax.transData,
            facecolors=[style.on_star(j) for j in range(k)],
            linewidths=0.0,
            animated=True,
        )
        self._halos, self._stars, self._numbers = halos, stars, numbers
        self._halo = to_rgba(style.board)
        self._colors = [to_rgba(color) for color in colors]
        self._on_star, self._ink = [to_rgba(style.on_star(j)) for j in range(k)], to_rgba(style.ink)
        self._shapes = [_number(j + 1) for j in range(k)]
        # In the units of the numbers, which are drawn at another size than the stars: on the right, and on the left.
        right, up = _BESIDE
        self._beside = [
            [shape.transformed(Affine2D().translate(side * right, up)) for shape in self._shapes] for side in (1, -1)
        ]
        self._lone: dict[int, bool] = {}
        self._artists = [halos, stars, numbers] if has_halo else [stars, numbers]
        for artist in self._artists:
            artist.set_transform(Affine2D())
            ax.add_collection(artist, autolim=False)
        self._k = k

    def update(self, frame: Frame) -> list[Artist]:
        """Move the stars, and hide those of dropped clusters."""
        places = np.full((self._k, 2), np.nan)
        places[frame.state.clusters] = self._view.drawn(frame.centroids)
        places = self._apart(places)
        for artist in self._artists:
            artist.set_offsets(places)
        state, edges = frame.state, self._view.edges
        # At the right edge of a board that is cut, the number would touch the arrowhead.
        is_right = self._view.flat(frame.centroids)[:, 0] > (np.inf if edges is None else edges[1])
        lone = {
            int(j): bool(right)
            for j, count, right in zip(state.clusters, state.counts, is_right, strict=True)
            if count == 1
        }
        if lone != self._lone:
            self._lone = lone
            self._hollow(lone)
        return list(self._artists)

    def _hollow(self, lone: dict[int, bool]) -> None:
        """Let the points of clusters of one point be seen through their stars; True for a number on the left."""
        clusters = range(self._k)
        self._halos.set_facecolor([_NOTHING if j in lone else self._halo for j in clusters])
        self._stars.set_facecolor([_NOTHING if j in lone else self._colors[j] for j in clusters])
        self._numbers.set_paths([self._beside[lone[j]][j] if j in lone else self._shapes[j] for j in clusters])
        self._numbers.set_facecolor([self._ink if j in lone else self._on_star[j] for j in clusters])

    def _apart(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places of which those at the same pixel are side by side: only the last star would be seen."""
        pixels = self._ax.transData.transform(places)
        _, group, counts = np.unique(np.round(pixels), axis=0, return_inverse=True, return_counts=True)
        if counts.max() == 1:
            return places
        step = 1.2 * STAR_RADIUS * np.sqrt(star_area(self._k)) * self._ax.figure.dpi / 72
        group = group.ravel()
        for j in np.flatnonzero(counts > 1):
            members = np.flatnonzero(group == j)
            pixels[members, 0] += step * (np.arange(len(members)) - (len(members) - 1) / 2)
        return np.asarray(self._ax.transData.inverted().transform(pixels))


def star_area(k: int) -> float:
    """Return the square of a star's size, in typographic points; stars are smaller where there are more than ten."""
    return 560.0 if k <= 10 else 380.0


def _star() -> Shape:
    """Return a five-pointed star of radius `STAR_RADIUS`, fuller than a pentagram so that a number fits."""
    angles = np.pi / 2 + np.arange(10) * np.pi / 5
    radii = np.where(np.arange(10) % 2 == 0, STAR_RADIUS, STAR_RADIUS * 0.52)
    corners = np.c_[np.cos(angles), np.sin(angles)] * radii[:, None]
    return Shape(np.concatenate([corners, corners[:1]]), closed=True)


@cache
def _number(number: int) -> Shape:
    """Return the outline of a number, centred, about one unit high."""
    text = str(number)
    shape = outline(text, 1.35 if len(text) == 1 else 1.0, bold=True)
    # Centred by the control points: close enough to the outline's own box, and at hand.
    corners = np.asarray(shape.vertices)
    return Shape(corners - (corners.min(axis=0) + corners.max(axis=0)) / 2, shape.codes)
