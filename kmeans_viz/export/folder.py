"""A folder of numbered PNGs, one for each frame, for programs that take single pictures.

`write_folder` takes RGBA pictures, one by one, and a folder to fill.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.pixels.patches import Picture

_LIST = "frames.ffconcat"


def files_of(folder: Path) -> set[str]:
    """Return the names of the files in `folder` that `write_folder` wrote: the list, and the frames on it."""
    if not (folder / _LIST).is_file():  # reading from a pipe would wait for ever
        return set()
    try:
        lines = (folder / _LIST).read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {_LIST, *(line.removeprefix("file ") for line in lines if re.fullmatch(r"file \d{4,}\.png", line))}


def write_folder(folder: Path, pictures: Iterator[Picture], count: int, palette: Palette, *, note: str) -> None:
    """Write ``0001.png``, ``0002.png``, … and ``frames.ffconcat``, a list with durations that ffmpeg reads."""
    info = PngInfo()
    info.add_text("Comment", note)
    transparency: dict[str, Any] = {"transparency": palette.opacities.tobytes()} if palette.is_transparent else {}
    digits = max(4, len(str(count)))
    lines = ["ffconcat version 1.0"]
    name = ""
    for number, (rgba, duration_ms) in enumerate(pictures, start=1):
        indices = palette.indices(rgba)
        height, width = indices.shape
        image = Image.frombuffer("P", (width, height), indices.tobytes(), "raw", "P", 0, 1)
        image.putpalette(palette.colors.tobytes())
        name = f"{number:0{digits}}.png"
        image.save(folder / name, compress_level=1, pnginfo=info, **transparency)
        lines += [f"file {name}", f"duration {duration_ms / 1000}"]
    # ffmpeg ignores the last duration unless a file follows, so the last frame is listed twice.
    lines.append(f"file {name}")
    (folder / _LIST).write_text("\n".join(lines) + "\n")
