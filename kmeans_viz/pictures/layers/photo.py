"""The photograph behind a board, and its spots painted in the colours of their clusters.

Both layers take a `Backdrop`. In black and white there are no colours to paint with, and markers tell clusters apart.
"""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from kmeans_viz.inputs import Labels
from kmeans_viz.pictures.layers.base import Layer
from kmeans_viz.pictures.style import Style, rgb
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.runs.backdrop import Backdrop

PAINT = 0.6
"""How opaque the paint on a spot is."""
_DIM = 0.35  # of the board's colour over the photograph, so that stars and lines stand out


class Photo(Layer):
    """The photograph, a little dimmed."""

    def __init__(self, ax: Axes, backdrop: Backdrop, style: Style) -> None:
        self._artist = _image(ax, backdrop)
        self._artist.set_data(dimmed(backdrop.pixels, style))

    def update(self, frame: Frame) -> list[Artist]:
        """Return the photograph, which never changes."""
        return [self._artist]

    def looks(self, frame: Frame) -> object:
        """Return the same value for all frames."""
        return "photograph"


class Painted(Layer):
    """Every pixel that shows a point, in the colour of that point's cluster."""

    def __init__(self, ax: Axes, backdrop: Backdrop, style: Style) -> None:
        self._owners, self._style = backdrop.owners, style
        self._artist = _image(ax, backdrop)
        self._paint = np.zeros((*backdrop.owners.shape, 4), dtype=np.uint8)
        self._artist.set_data(self._paint)
        self._seen: Labels | None = None
        self._version = 0

    def update(self, frame: Frame) -> list[Artist]:
        """Paint the pixels anew; before the first assignment there is nothing to paint."""
        if frame.labels is None:
            return []
        colors = [(*rgb(self._style.color(cluster)), round(255 * PAINT)) for cluster in frame.state.clusters]
        # The last row is for pixels that show no point, whose owner is -1.
        paints = np.array([*colors, (0, 0, 0, 0)], dtype=np.uint8)
        self._artist.set_data(paints[np.append(frame.labels, len(colors))[self._owners]])
        return [self._artist]

    def looks(self, frame: Frame) -> object:
        """Return a number that grows whenever the labels change."""
        if frame.labels is None:
            return "nothing"
        if self._seen is None or not np.array_equal(self._seen, frame.labels):
            self._seen, self._version = frame.labels, self._version + 1
        return self._version


def dimmed(pixels: NDArray[np.uint8], style: Style) -> NDArray[np.uint8]:
    """Return the colours of a photograph as the board shows them: blended with its own, and grey for print."""
    shown = pixels.astype(np.float64)
    if style.marker_each:
        shown = np.repeat(shown.mean(axis=2, keepdims=True), 3, axis=2)
    return np.rint(shown * (1 - _DIM) + np.array(rgb(style.board)) * _DIM).astype(np.uint8)


def _image(ax: Axes, backdrop: Backdrop) -> AxesImage:
    image = AxesImage(ax, extent=backdrop.bounds, origin="upper", interpolation="nearest", animated=True)
    # matplotlib 3.10 draws even an animated image with the background: keep it transparent until `update`.
    image.set_data(np.zeros((1, 1, 4), dtype=np.uint8))
    ax.add_artist(image)
    return image
