"""The cells behind the points.

`cells_layer` takes a run and returns the layer that fits it: exact Voronoi polygons, or, where a student's own `assign`
decides, a grid of small squares, each in the colour of the cluster that `assign` gives its middle.
"""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.image import AxesImage

from kmeans_viz.inputs import InputError
from kmeans_viz.kmeans.algorithm import assign
from kmeans_viz.kmeans.checked import call_assign
from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.style import Style, rgb
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.pictures.view import View
from kmeans_viz.pictures.voronoi import Bounds, voronoi_cells
from kmeans_viz.runs.trace import Trace

_GRID = 128  # squares across the board, where the cells of a stepper's own assign are sampled


class Cells(Layer):
    """The exact Voronoi cells of the centroids: filled, or, on a photograph, only their edges."""

    def __init__(self, ax: Axes, view: View, bounds: Bounds, style: Style, *, is_filled: bool = True) -> None:
        self._view, self._bounds, self._style, self._is_filled = view, bounds, style, is_filled
        edge = style.cell_edge if is_filled else style.dot_edge
        self._artist = PolyCollection([], facecolors="none", edgecolors=edge, linewidths=1.4, animated=True)
        ax.add_collection(self._artist, autolim=False)

    def update(self, frame: Frame) -> list[Artist]:
        """Cut the board into the cells of this frame's centroids."""
        self._artist.set_verts(voronoi_cells(self._view.flat(frame.centroids), self._bounds))
        if self._is_filled:
            self._artist.set_facecolor([self._style.cell(cluster) for cluster in frame.state.clusters])
        return [self._artist]


class SampledCells(Layer):
    """The cells of a stepper's own `assign`, which is asked for the cluster of each small square of the board."""

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
        # matplotlib 3.10 draws even an animated image with the background: keep it transparent until `update`.
        self._artist.set_data(np.zeros((rows, columns, 4), dtype=np.uint8))
        ax.add_artist(self._artist)

    def update(self, frame: Frame) -> list[Artist]:
        """Ask the stepper; draw nothing if its `assign` fails on places that are not points of the data."""
        if len(frame.centroids) == 0:
            return []
        centroids = np.array(frame.centroids)
        centroids.setflags(write=False)
        try:
            labels = call_assign(self._assign, self._places, centroids)
        except InputError:
            return []
        tints = np.array([rgb(self._style.cell(cluster)) for cluster in frame.state.clusters], dtype=np.uint8)
        self._artist.set_data(tints[labels].reshape(self._shape))
        return [self._artist]


def cells_layer(ax: Axes, view: View, bounds: Bounds, style: Style, trace: Trace) -> Layer:
    """Return the layer that draws the cells by which the points of `trace` were assigned."""
    if trace.stepper.assign is assign or trace.backdrop is not None:
        return Cells(ax, view, bounds, style, is_filled=trace.backdrop is None)
    return SampledCells(ax, view, bounds, style, trace)
