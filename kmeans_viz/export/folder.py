"""A folder of numbered PNGs, one a frame, for programs that take single pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kmeans_viz.export.palette import Palette
from kmeans_viz.export.patches import Picture

PATTERN = "[0-9]*.png"
"""What the files of such a folder are called."""


def write_folder(folder: Path, pictures: Iterator[Picture], count: int, palette: Palette, *, note: str) -> None:
    """Write ``0001.png``, ``0002.png``, … and ``frames.ffconcat``, a list with durations that ffmpeg reads."""
    info = PngInfo()
    info.add_text("Comment", note)
    digits = max(4, len(str(count)))
    lines = ["ffconcat version 1.0"]
    name = ""
    for number, (rgba, duration_ms) in enumerate(pictures, start=1):
        indices = palette.indices(rgba)
        height, width = indices.shape
        image = Image.frombuffer("P", (width, height), indices.tobytes(), "raw", "P", 0, 1)
        image.putpalette(palette.colors.tobytes())
        name = f"{number:0{digits}}.png"
        image.save(folder / name, compress_level=1, pnginfo=info)
        lines += [f"file {name}", f"duration {duration_ms / 1000}"]
    # ffmpeg ignores the last duration unless a file follows it.
    lines.append(f"file {name}")
    (folder / "frames.ffconcat").write_text("\n".join(lines) + "\n")
