"""What every part of a picture can do.

A `Frame` flows in; the artists to draw flow out.
"""

from __future__ import annotations

from typing import Protocol

from matplotlib.artist import Artist

from kmeans_viz.pictures.timeline import Frame


class Layer(Protocol):
    """One part of the picture."""

    def update(self, frame: Frame) -> list[Artist]:
        """Bring the artists up to `frame` and return those that are to be drawn."""

    def looks(self, frame: Frame) -> object:
        """Return a value that is equal for frames in which this layer looks the same; None where that never pays."""
