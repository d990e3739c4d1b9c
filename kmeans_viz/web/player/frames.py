"""What the player shows: pictures as small PNGs, and the words that go with them.

A `Trace` and its drawn pictures flow in; steps and `PlayerFrame`s flow out, in the shape that ``player.js`` takes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kmeans_viz.kmeans.algorithm import Phase
from kmeans_viz.look import Look
from kmeans_viz.pictures.pixels.palette import TRANSPARENT, Palette
from kmeans_viz.pictures.pixels.patches import Picture, Screen
from kmeans_viz.pictures.starting import pictures_of_start
from kmeans_viz.pictures.timeline import captions, timeline
from kmeans_viz.runs.trace import Trace

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class PlayerFrame:
    """One picture: whole in the last frame of a half-step, and otherwise only what changes."""

    step: int
    last: bool
    ms: int
    left: int
    top: int
    png: bytes


def player_steps(trace: Trace, look: Look | None = None) -> list[dict[str, str | int]]:
    """Return title, text, iteration and phase of every half-step.

    Where `look` asks to see the start being made, each moment of it is a step before them.
    """
    steps: list[dict[str, str | int]] = []
    if look is not None and look.seeding:
        for starting in pictures_of_start(trace, tween=0):
            steps.append({"title": starting.title, "text": starting.text, "iteration": 0, "phase": Phase.SEED.value})
    for index, state in enumerate(trace):
        title, text = captions(trace, index)
        steps.append({"title": title, "text": text, "iteration": state.iteration, "phase": state.phase.value})
    return steps


def player_frames(trace: Trace, look: Look, pictures: Iterator[Picture], palette: Palette) -> Iterator[PlayerFrame]:
    """Yield the `pictures` of a run, which are those of its `timeline`, in the shape that the player takes.

    Only the last picture of a half-step is stored whole: from there the player can go on in both directions.
    """
    screen: Screen | None = None
    step = 0
    for frame, (rgba, _) in zip(timeline(trace, look), pictures, strict=True):
        if screen is None:
            screen, change = Screen(rgba, palette), None
        else:
            change = screen.change_to(rgba)
        if frame.is_key:
            yield PlayerFrame(step, True, frame.duration_ms, 0, 0, png(screen.indices, palette))
            step += 1
        else:
            left, top, indices = change or (0, 0, np.full((1, 1), TRANSPARENT, dtype=np.uint8))
            yield PlayerFrame(step, False, frame.duration_ms, left, top, png(indices, palette))


def png(indices: NDArray[np.uint8], palette: Palette, compress_level: int = 6) -> bytes:
    """Return a picture of palette indices as a PNG."""
    height, width = indices.shape
    image = Image.frombuffer("P", (width, height), indices.tobytes(), "raw", "P", 0, 1)
    image.putpalette(palette.colors.tobytes())
    file = io.BytesIO()
    image.save(file, "PNG", transparency=TRANSPARENT, compress_level=compress_level)
    return file.getvalue()
