"""A program that encodes a video: ``python encoder.py PATH ENDING WIDTH HEIGHT``, with its pictures on standard input.

First come the length of the note in 4 bytes, and the note; then for each picture its milliseconds in 4 bytes and its
pixels, red, green and blue; last, 4 bytes of zero. imageio's writer gives every picture the same time, so PyAV, on
which that of imageio stands too, is called here.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO, cast

import av
import numpy as np

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

_H264 = ("libx264", {"preset": "veryfast", "tune": "animation", "crf": "16"})
_VP9 = ("libvpx-vp9", {"crf": "16", "b": "0", "deadline": "good", "cpu-used": "4"})
_FORMATS = {".mp4": ("mp4", _H264), ".mov": ("mov", _H264), ".mkv": ("matroska", _H264), ".webm": ("webm", _VP9)}
_MS = Fraction(1, 1000)
_BT709 = 1  # the number of this standard for colours in H.264, section E.2.1, and likewise in libav
_LIMITED = 1  # libav's number for luma from 16 to 235
_HIGHEST_RATE = 30  # what a file says it has at most; each picture has its own time


def encode(path: str, ending: str, width: int, height: int, source: BinaryIO) -> None:
    """Write what comes from `source` to `path`."""
    container, (codec, options) = _FORMATS[ending]
    # No version of the encoder is in the file, so that the same pictures give the same bytes.
    flags = {"fflags": "+bitexact"} | ({"movflags": "+faststart"} if container in ("mp4", "mov") else {})
    note = _read(source, int.from_bytes(_read(source, 4), "big")).decode()
    with av.open(f"file:{path}", "w", format=container, options=flags) as file:
        file.metadata["comment"] = note
        # One thread, for the same bytes; no picture refers to a later one, so that the last to be written is the last.
        options = {**options, "threads": "1", "bf": "0"}
        stream = cast("VideoStream", file.add_stream(codec, rate=_HIGHEST_RATE, options=options))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = _MS
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        at_ms = 0
        lengths: dict[int, int] = {}
        while duration_ms := int.from_bytes(_read(source, 4), "big"):
            rgb = np.frombuffer(_read(source, 3 * width * height), np.uint8).reshape(height, width, 3)
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
                format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG", threads=1
            )
            frame.pts, frame.time_base = at_ms, _MS
            lengths[at_ms] = duration_ms
            at_ms += duration_ms
            _mux(file, stream.encode(frame), lengths)
        _mux(file, stream.encode(None), lengths)


def _mux(file: OutputContainer, packets: list[Packet[VideoStream]], lengths: dict[int, int]) -> None:
    """Write packets with the time that each picture is shown, which an encoder only knows of those in between."""
    for packet in packets:
        packet.duration = lengths.pop(round((packet.pts or 0) * packet.time_base / _MS))
        file.mux(packet)


def _read(source: BinaryIO, length: int) -> bytes:
    data = source.read(length)
    if len(data) < length:
        raise EOFError("the pictures ended too early")
    return data


if __name__ == "__main__":
    try:
        encode(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.stdin.buffer)
    except (OSError, EOFError) as problem:
        sys.exit(str(problem))
