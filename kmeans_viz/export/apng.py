"""Animated PNG: lossless, with one palette for the whole file, and only what changes for each frame.

`write_apng` takes RGBA pictures, one by one, and a binary file to write to.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import IO

from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.pixels.patches import Patch, Picture, patches

_LONGEST_MS = 655_350
_LEVEL = 6  # of zlib; 9 takes six times as long and saves a twentieth
_REPLACE, _LAY_OVER = 0, 1  # how a frame is laid down
_KEEP, _CLEAR = 0, 1  # what becomes of its place when its time is over


def write_apng(
    file: IO[bytes], pictures: Iterable[Picture], size: tuple[int, int], palette: Palette, *, loop: bool, note: str
) -> None:
    """Write an animation, picture by picture; the parameters mean the same as in `write_gif`."""
    file.write(b"\x89PNG\r\n\x1a\n")
    file.write(_chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 3, 0, 0, 0)))
    place_of_count = file.tell()
    file.write(_animation(0, loop))
    file.write(_chunk(b"PLTE", palette.colors.tobytes()))
    file.write(_chunk(b"tRNS", palette.opacities.tobytes().rstrip(b"\xff")))
    file.write(_chunk(b"tEXt", b"Comment\0" + note.encode("ascii")))
    count = sequence = 0
    for patch in patches(pictures, palette, longest_ms=_LONGEST_MS):
        file.write(_control(patch, sequence, _LAY_OVER if count else _REPLACE))
        data = zlib.compress(_rows(patch), _LEVEL)
        if count == 0:
            file.write(_chunk(b"IDAT", data))
            sequence += 1
        else:
            file.write(_chunk(b"fdAT", struct.pack(">I", sequence + 1) + data))
            sequence += 2
        count += 1
    file.write(_chunk(b"IEND", b""))
    # The number of frames stands before them in the file, but is known only now.
    file.seek(place_of_count)
    file.write(_animation(count, loop))


def _animation(count: int, loop: bool) -> bytes:
    return _chunk(b"acTL", struct.pack(">II", count, 0 if loop else 1))


def _control(patch: Patch, sequence: int, blend: int) -> bytes:
    height, width = patch.indices.shape
    place = struct.pack(">IIIII", sequence, width, height, patch.left, patch.top)
    disposal = _CLEAR if patch.clears else _KEEP
    return _chunk(b"fcTL", place + struct.pack(">HHBB", patch.duration_ms // 10, 100, disposal, blend))


def _rows(patch: Patch) -> bytes:
    """Return the pixels row by row, each row after a zero byte that means "not filtered"."""
    return b"".join(b"\0" + row.tobytes() for row in patch.indices)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
