"""What the tests of the writers share: a short run, its frames as drawn, and functions that read files back."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

import kmeans_viz as kv
from kmeans_viz.look import Look
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.timeline import timeline
from kmeans_viz.runs.trace import Trace


@dataclass
class Shown:
    """A picture, and how long it is shown, in milliseconds."""

    rgb: np.ndarray
    duration_ms: int


@dataclass
class Video:
    """What a video says about its colours, its length, and its pictures with the moment at which each is shown."""

    colours: tuple[object, ...]
    seconds: float
    pictures: np.ndarray
    at_ms: list[int]


class Helpers:
    """The functions that the tests share, in one fixture."""

    @staticmethod
    def decoded(path: Path) -> list[Shown]:
        """Return the frames of an animation as Pillow shows them."""
        with Image.open(path) as image:
            return [
                Shown(np.asarray(frame.convert("RGB")), int(frame.info["duration"]))
                for frame in ImageSequence.Iterator(image)
            ]

    @staticmethod
    def drawn(trace: Trace, look: Look) -> list[Shown]:
        """Return the frames as the scene draws them, in the colours of the palette, with equal neighbours merged."""
        scene = kv.Scene(trace, look)
        palette = Palette(scene.style, trace.k)
        shown: list[Shown] = []
        for frame in timeline(trace, look):
            rgb = palette.reduced(scene.draw(frame))[..., :3]
            if shown and np.array_equal(shown[-1].rgb, rgb):
                shown[-1].duration_ms += frame.duration_ms
            else:
                shown.append(Shown(rgb, frame.duration_ms))
        return shown

    @staticmethod
    def video(path: Path) -> Video:
        """Return a video as libav decodes it."""
        with av.open(path) as file:
            context = file.streams.video[0].codec_context
            frames = list(file.decode(video=0))
            colours = (
                context.name, context.pix_fmt, int(context.color_range),
                int(context.colorspace), int(context.color_primaries), int(context.color_trc),
            )  # fmt: skip
            pictures = np.stack([frame.to_ndarray(format="rgb24") for frame in frames])
            at_ms = [round(1000 * frame.pts * frame.time_base) for frame in frames]
            return Video(colours, file.duration / 1e6, pictures, at_ms)

    @staticmethod
    def content(path: Path) -> bytes | dict[str, bytes]:
        """Return the bytes of a file, or for a folder those of each file in it, by name."""
        return {p.name: p.read_bytes() for p in path.iterdir()} if path.is_dir() else path.read_bytes()

    @staticmethod
    def python(code: str, **options: object) -> subprocess.CompletedProcess[str]:
        """Run code in a new Python process."""
        command = [sys.executable, "-W", "error", "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="session")
def files() -> type[Helpers]:
    return Helpers


@pytest.fixture(scope="session")
def recipe() -> kv.Recipe:
    return kv.Recipe(n=40, k=3, seed=2, size=200, tween=2, max_iter=3, step_ms=260, hold_start_ms=400, hold_end_ms=700)


@pytest.fixture(scope="session")
def run(recipe: kv.Recipe) -> Trace:
    return recipe.run()
