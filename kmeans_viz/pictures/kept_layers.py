"""A picture of a layer, kept for as long as the layer looks the same.

A layer, a frame and a renderer flow in; the layer is drawn, by its artists where it changes all the time, and
otherwise by laying the kept picture over what is already there.
"""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

from kmeans_viz.pictures.layers import Layer
from kmeans_viz.pictures.timeline import Frame


class Stamp:
    """What one layer looked like last."""

    def __init__(self) -> None:
        self._looks: object = None
        self._image: NDArray[np.uint8] | None = None
        self._corner = (0, 0)

    def draw(self, layer: Layer, frame: Frame, renderer: RendererAgg) -> None:
        """Draw `layer` as it is in `frame`."""
        looks = layer.looks(frame)
        if looks is None:
            for artist in layer.update(frame):
                artist.draw(renderer)
            return
        # From the first time on: artists drawn over colours round a little otherwise than a picture laid over them,
        # and the second of two equal frames would differ.
        if self._image is None or looks != self._looks:
            self._looks = looks
            self._keep(layer, frame, renderer)
        if self._image is not None and self._image.size:
            context = renderer.new_gc()
            renderer.draw_image(context, *self._corner, self._image)
            context.restore()

    def _keep(self, layer: Layer, frame: Frame, renderer: RendererAgg) -> None:
        """Draw the layer on nothing and keep the part that has something on it."""
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
        # Agg counts rows from the bottom, in images too.
        self._image = np.ascontiguousarray(pixels[top:bottom, left:right][::-1])
        self._corner = (int(left), int(pixels.shape[0] - bottom))
