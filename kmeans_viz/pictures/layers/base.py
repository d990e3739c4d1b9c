"""The base class of all parts of a picture.

A layer makes its artists once, in ``__init__``, and `update` sets them to what a `Frame` shows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from matplotlib.artist import Artist

from kmeans_viz.pictures.timeline import Frame


class Layer(ABC):
    """One part of the picture."""

    @abstractmethod
    def update(self, frame: Frame) -> list[Artist]:
        """Set the artists to what `frame` shows and return those to draw, from back to front."""

    def looks(self, frame: Frame) -> object:
        """Return a value that is equal for frames in which this layer looks the same, so that its pixels can be kept.

        The default, None, keeps nothing: for a layer that moves in every frame, or is quick to draw.
        """
        return None
