"""GIF: one palette for the whole file, and for each frame only what changes.

Pillow compresses the pixels. The blocks around them are written here, because Pillow's own writer of animations
weighs palettes and differences frame by frame again, which takes several times as long and makes larger files.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import IO

from kmeans_viz.export.lzw import blocked, compressed
from kmeans_viz.pictures.pixels.palette import TRANSPARENT, Palette
from kmeans_viz.pictures.pixels.patches import Picture, patches

_LONGEST_MS = 655_350
_KEEP = 1 << 2  # disposal: leave the frame in place, so that the next one only adds to it
_HAS_TRANSPARENT = 1


def write_gif(
    file: IO[bytes], pictures: Iterable[Picture], size: tuple[int, int], palette: Palette, *, loop: bool, note: str
) -> None:
    """Write an animation, picture by picture.

    Parameters
    ----------
    file : binary file
    pictures : iterable of Picture
    size : tuple of int
        Width and height in pixels.
    palette : Palette
    loop : bool
        Play for ever, or once.
    note : str
        Goes into the file as its comment.
    """
    bits = max(1, (len(palette.colors) - 1).bit_length())
    table = palette.colors.tobytes().ljust(3 * 2**bits, b"\0")
    file.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0xF0 | (bits - 1), TRANSPARENT, 0) + table)
    if loop:
        file.write(b"!\xff\x0bNETSCAPE2.0" + struct.pack("<BBHB", 3, 1, 0, 0))
    file.write(b"!\xfe" + blocked(note.encode()))
    for patch in patches(pictures, palette, longest_ms=_LONGEST_MS):
        file.write(
            b"!\xf9" + struct.pack("<BBHBB", 4, _KEEP | _HAS_TRANSPARENT, patch.duration_ms // 10, TRANSPARENT, 0)
        )
        height, width = patch.indices.shape
        file.write(b"," + struct.pack("<HHHHB", patch.left, patch.top, width, height, 0))
        file.write(compressed(patch.indices, bits))
    file.write(b";")


def read_note(data: bytes) -> str | None:
    """Return the comment of a GIF, or None."""
    start = data.find(b"!\xfe")
    if start < 0:
        return None
    parts, position = [], start + 2
    while position < len(data) and (length := data[position]):
        parts.append(data[position + 1 : position + 1 + length])
        position += 1 + length
    return b"".join(parts).decode("utf-8", "replace")
