"""What every part of a picture can do.

A layer makes its artists once, in ``__init__``, and brings them up to each `Frame` in `update`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from matplotlib.artist import Artist

from kmeans_viz.pictures.timeline import Frame


class Layer(ABC):
    """One part of the picture."""

    @abstractmethod
    def update(self, frame: Frame) -> list[Artist]:
        """Bring the artists up to `frame` and return those that are to be drawn."""

    def looks(self, frame: Frame) -> object:
        """Return a value that is equal for frames in which this layer looks the same, so that its pixels are kept.

        None, as here, is for a layer that moves all the time, or that is drawn in no time.
        """
        return None
