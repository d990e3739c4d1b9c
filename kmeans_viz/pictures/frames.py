"""`frames`: the pictures of a run as arrays, for programs of the caller's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.look import Extras, Look, LookOptions
from kmeans_viz.pictures.scene import Scene
from kmeans_viz.pictures.timeline import timeline
from kmeans_viz.recipe import Recipe, run_and_look
from kmeans_viz.runs.trace import Trace


@dataclass(frozen=True, eq=False)
class PictureFrame:
    """One picture of an animation, drawn."""

    rgb: NDArray[np.uint8]
    """``(height, width, 3)``: red, green and blue from the top left; a copy that the caller may change."""
    alpha: NDArray[np.uint8] | None
    """``(height, width)``: how opaque each pixel is, of 255, where there is no ground; None where all are opaque."""
    duration_ms: int
    """How long the picture is shown."""
    index: int
    """Which state of the trace it shows, or leads to."""
    title: str
    text: str


def frames(
    source: Trace | Recipe,
    *,
    title: str | None = None,
    labels: tuple[str, str] | None = None,
    transparent: bool = False,
    **look: Unpack[LookOptions],
) -> Iterator[PictureFrame]:
    """Draw the animation of a run, picture by picture.

    Parameters
    ----------
    source : Trace or Recipe
        The run, or what to make it from.
    title, labels, transparent
        As in `save`.
    **look
        Any field of `Look`, as in `save`; they go before those of a recipe.

    Yields
    ------
    PictureFrame
        Each is drawn when the caller asks for it, and keeps its pixels.

    Raises
    ------
    InputError
        Before the first picture, for anything that cannot be used.

    Examples
    --------
    >>> first = next(frames(Recipe(n=30), size=200))
    >>> first.rgb.shape, first.duration_ms, first.title
    ((200, 200, 3), 1000, 'Start')
    """
    extras = Extras(title=title, labels=labels, transparent=transparent)
    return _drawn(*run_and_look(source, look, "drawn"), extras)


def _drawn(trace: Trace, look: Look, extras: Extras) -> Iterator[PictureFrame]:
    scene = Scene(trace, look, extras=extras)
    for frame in timeline(trace, look):
        rgba = scene.draw(frame)
        alpha = rgba[..., 3].copy() if extras.transparent else None
        yield PictureFrame(rgba[..., :3].copy(), alpha, frame.duration_ms, frame.index, frame.title, frame.text)
