"""Animated AVIF, in nearly the drawn colours: no smaller than the WebP, but what some publishers ask for.

`write_avif` takes RGBA pictures, one by one, and a binary file to write to.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import IO

from PIL import features

from kmeans_viz.export.reel import Reel, exif_of
from kmeans_viz.inputs import InputError
from kmeans_viz.pictures.pixels.patches import Picture


def write_avif(
    file: IO[bytes],
    pictures: Iterator[Picture],
    size: tuple[int, int],
    durations_ms: Sequence[int],
    *,
    transparent: bool = False,
    note: str,
) -> None:
    """Write an animation, which viewers play for ever; the parameters mean the same as in `write_webp`.

    With `transparent`, the pictures' opacities are kept.

    Raises
    ------
    InputError
        If this Pillow cannot write AVIF.
    """
    if not features.check("avif"):
        raise InputError(
            "this Pillow was built without AVIF; use: pip install --force-reinstall pillow, or write .webp"
        )
    whole = io.BytesIO()
    Reel(pictures, size, len(durations_ms), transparent=transparent).save(
        whole,
        "AVIF",
        save_all=True,
        duration=list(durations_ms),
        quality=90,
        subsampling="4:4:4",  # edges of dots and letters keep their colours
        speed=8,  # slower ones take ten times as long and save two fifths
        max_threads=1,  # for the same bytes
        exif=exif_of(note),
    )
    data = bytearray(whole.getbuffer())
    _forget_when(data, 0, len(data))
    file.write(data)


def _forget_when(data: bytearray, start: int, end: int) -> None:
    """Set to zero when a file was made, which stands in three of its boxes (ISO/IEC 14496-12), for the same bytes."""
    while start < end:
        size, kind = int.from_bytes(data[start : start + 4], "big"), bytes(data[start + 4 : start + 8])
        if kind in (b"moov", b"trak", b"mdia"):
            _forget_when(data, start + 8, start + size)
        elif kind in (b"mvhd", b"tkhd", b"mdhd"):
            times = 16 if data[start + 8] == 1 else 8
            data[start + 12 : start + 12 + times] = bytes(times)
        start += size if size > 1 else end  # only pixels, the last box, can be longer than a size says
