"""Video: H.264 in MP4, MOV and Matroska, VP9 in WebM, encoded by PyAV in colours that all players show alike.

`write_video` takes RGBA pictures, one by one, and a path to write to. imageio's writer gives every picture the same
time, so PyAV, on which that of imageio stands too, is called here.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from kmeans_viz.inputs import InputError
from kmeans_viz.pictures.pixels.patches import Picture

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

_H264 = ("libx264", {"preset": "veryfast", "tune": "animation", "crf": "16"})
_VP9 = ("libvpx-vp9", {"crf": "16", "b": "0", "deadline": "good", "cpu-used": "4"})
_FORMATS = {".mp4": ("mp4", _H264), ".mov": ("mov", _H264), ".mkv": ("matroska", _H264), ".webm": ("webm", _VP9)}
VIDEOS = tuple(_FORMATS)
"""The endings of files that `write_video` writes."""
_MS = Fraction(1, 1000)
_BT709 = 1  # the number of this standard for colours in H.264, section E.2.1, and likewise in libav
_LIMITED = 1  # libav's number for luma from 16 to 235
_HIGHEST_RATE = 30  # what a file says it has at most; each picture has its own time


def write_video(path: str, ending: str, pictures: Iterator[Picture], size: tuple[int, int], *, note: str) -> None:
    """Write an animation to `path`, picture by picture; each is shown as long as it says, to the millisecond.

    A video cannot say whether it loops.

    Raises
    ------
    InputError
        If PyAV is not installed, or the width or the height is odd, which these colours do not allow.
    OSError
        If the file cannot be written, for example because the disk is full.
    """
    try:
        import av
    except ImportError:
        raise InputError("video needs PyAV, which is not installed; use: pip install 'kmeans-viz[video]'") from None
    width, height = size
    if width % 2 or height % 2:
        raise InputError(
            f"size={width}x{height} is odd, and video needs even numbers; use {width + width % 2}x{height + height % 2}"
        )
    container, (codec, options) = _FORMATS[ending]
    # No version of the encoder is in the file, so that the same pictures give the same bytes.
    flags = {"fflags": "+bitexact"} | ({"movflags": "+faststart"} if container in ("mp4", "mov") else {})
    with av.open(path, "w", format=container, options=flags) as file:
        file.metadata["comment"] = note
        # One thread, for the same bytes; no picture refers to a later one, so that the last to be written is the last.
        options = {**options, "threads": "1", "bf": "0"}
        stream = cast("VideoStream", file.add_stream(codec, rate=_HIGHEST_RATE, options=options))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = _MS
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED
        _encode(file, stream, pictures)


def _encode(file: OutputContainer, stream: VideoStream, pictures: Iterator[Picture]) -> None:
    import av

    at_ms = 0
    lengths: dict[int, int] = {}
    for rgba, duration_ms in pictures:
        frame = av.VideoFrame.from_ndarray(rgba[..., :3].copy(), format="rgb24").reformat(
            format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
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
