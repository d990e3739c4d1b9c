"""What the player shows, in the shape that ``player.js`` takes: pictures as small PNGs, and the words to each."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from kmeans_viz.pictures.captions import captions
from kmeans_viz.pictures.pixels.palette import TRANSPARENT, Palette
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


def player_steps(trace: Trace) -> list[dict[str, str | int]]:
    """Return title, text, iteration and phase of every half-step."""
    steps: list[dict[str, str | int]] = []
    for index, state in enumerate(trace):
        title, text = captions(trace, index)
        steps.append({"title": title, "text": text, "iteration": state.iteration, "phase": state.phase.value})
    return steps


def png(indices: NDArray[np.uint8], palette: Palette, compress_level: int = 6) -> bytes:
    """Return a picture of palette indices as a PNG."""
    height, width = indices.shape
    image = Image.frombuffer("P", (width, height), indices.tobytes(), "raw", "P", 0, 1)
    image.putpalette(palette.colors.tobytes())
    file = io.BytesIO()
    image.save(file, "PNG", transparency=TRANSPARENT, compress_level=compress_level)
    return file.getvalue()
