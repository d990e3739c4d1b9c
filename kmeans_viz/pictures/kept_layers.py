"""Layers that look the same in many frames are drawn once, and their pixels are kept.

`Stamp.draw` takes a layer, a frame and a renderer, and draws the layer: from the kept pixels where it looks as it did
before, and with its artists where it changes in every frame.
"""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from kmeans_viz.pictures.layers import Layer
from kmeans_viz.pictures.timeline import Frame


class Stamp:
    """The pixels of one layer, as it was last drawn."""

    def __init__(self) -> None:
        self._looks: object = None
        self._image: NDArray[np.uint8] | None = None
        self._corner = (0, 0)

    def draw(self, layer: Layer, frame: Frame, renderer: RendererAgg) -> None:
        """Draw `layer` as it looks in `frame`."""
        looks = layer.looks(frame)
        if looks is None:
            for artist in layer.update(frame):
                artist.draw(renderer)
            return
        # Pixels are kept and laid down even the first time: artists that are drawn straight onto the picture round
        # its colours a little differently, so that the first of two equal frames would differ from the second.
        if self._image is None or looks != self._looks:
            self._looks = looks
            self._keep(layer, frame, renderer)
        if self._image is not None and self._image.size:
            context = renderer.new_gc()
            renderer.draw_image(context, *self._corner, self._image)
            context.restore()

    def _keep(self, layer: Layer, frame: Frame, renderer: RendererAgg) -> None:
        """Draw the layer on a transparent canvas and keep the smallest rectangle that holds all of it."""
        alone = RendererAgg(renderer.width, renderer.height, renderer.dpi)
        for artist in layer.update(frame):
            artist.draw(alone)
        pixels = np.asarray(alone.buffer_rgba())
        rows = np.flatnonzero(pixels[..., 3].any(axis=1))
        columns = np.flatnonzero(pixels[..., 3].any(axis=0))
        if len(rows) == 0:
            self._image = np.empty((0, 0, 4), dtype=np.uint8)
            return
        top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
        # Agg expects the rows of an image from the bottom up.
        self._image = np.ascontiguousarray(pixels[top:bottom, left:right][::-1])
        self._corner = (int(left), int(pixels.shape[0] - bottom))
