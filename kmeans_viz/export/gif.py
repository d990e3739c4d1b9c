"""GIF, with one palette for the whole file, and only what changes for each frame.

`write_gif` takes RGBA pictures, one by one, and a binary file to write to. Pillow compresses the pixels and writes the
block of each frame. This module chooses the pixels: Pillow's own writer of animations works out palettes and
differences again for every frame, which takes several times as long and makes larger files.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import IO

from PIL import GifImagePlugin, Image

from kmeans_viz.pictures.pixels.palette import TRANSPARENT, Palette
from kmeans_viz.pictures.pixels.patches import Picture, patches

_LONGEST_MS = 655_350
_KEEP, _CLEAR = 1, 2  # disposal: leave the frame in place, so that the next one only adds to it, or clear its place
_BLOCK = 255  # bytes, at most


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
        Whether viewers play it for ever, or once.
    note : str
        The comment in the file.
    """
    bits = max(1, (len(palette.colors) - 1).bit_length())
    table = palette.colors.tobytes().ljust(3 * 2**bits, b"\0")
    file.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0xF0 | (bits - 1), TRANSPARENT, 0) + table)
    if loop:
        file.write(b"!\xff\x0bNETSCAPE2.0" + struct.pack("<BBHB", 3, 1, 0, 0))
    file.write(b"!\xfe" + _blocks(note.encode()))
    for patch in patches(pictures, palette, longest_ms=_LONGEST_MS):
        height, width = patch.indices.shape
        image = Image.frombuffer("P", (width, height), patch.indices.tobytes(), "raw", "P", 0, 1)
        disposal = _CLEAR if patch.clears else _KEEP
        place, timing = (patch.left, patch.top), {"duration": patch.duration_ms, "disposal": disposal}
        file.writelines(GifImagePlugin.getdata(image, place, transparency=TRANSPARENT, **timing))
    file.write(b";")


def _blocks(data: bytes) -> bytes:
    """Return `data` in blocks of at most 255 bytes, each after its length, and the empty block that ends them."""
    chunks = (data[i : i + _BLOCK] for i in range(0, len(data), _BLOCK))
    return b"".join(bytes([len(chunk)]) + chunk for chunk in chunks) + b"\0"
