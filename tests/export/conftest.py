"""What the tests of the writers share: a short run, its frames as drawn, and functions that read files back."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageSequence

import kmeans_viz as kv
from kmeans_viz.look import Look
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.timeline import timeline
from kmeans_viz.runs.trace import Trace

FORMATS = (".gif", ".webp", ".png", ".mp4", ".html", ".pdf", ".svg", "/")


@dataclass
class Shown:
    """A picture, and how long it is shown, in milliseconds."""

    rgb: np.ndarray
    duration_ms: int


@dataclass
class Video:
    """The size, the length and the pictures of a video."""

    told: str
    seconds: float
    pictures: np.ndarray


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
        """Return what ffmpeg reports about a video, and each picture in it once."""
        ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
        told = subprocess.run([ffmpeg, "-i", str(path)], capture_output=True, check=False, text=True).stderr
        hours, minutes, seconds = re.search(r"Duration: (\d+):(\d+):([\d.]+)", told).groups()
        width, height = map(int, re.search(r"Video: .* (\d+)x(\d+)", told).groups())
        decode = [ffmpeg, "-v", "error", "-i", str(path), "-fps_mode", "passthrough", "-f", "rawvideo"]
        data = subprocess.run([*decode, "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
        pictures = np.frombuffer(data, np.uint8).reshape(-1, height, width, 3)
        return Video(told, int(hours) * 3600 + int(minutes) * 60 + float(seconds), pictures)

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
