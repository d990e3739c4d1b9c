"""MP4: H.264 video, encoded by the ffmpeg that imageio-ffmpeg brings, in colours that all players show alike.

`write_mp4` takes RGBA pictures, one by one, and a path to write to. It starts ffmpeg itself, because imageio's writer
does not check how ffmpeg ended, and would take a truncated file for a whole one.
"""

from __future__ import annotations

import math
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from kmeans_viz.inputs import InputError
from kmeans_viz.pictures.pixels.patches import Picture

_BT709 = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
_TAGS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
_SPECIAL, _ESCAPED = r"([=;#\\\n])", r"\\\1"


def write_mp4(
    path: str, pictures: Iterator[Picture], size: tuple[int, int], durations_ms: Sequence[int], *, note: str
) -> None:
    """Write an animation to `path`, picture by picture.

    A video has a fixed frame rate: here the lowest at which each duration is a whole number of frames, so that the
    times are exact. A video cannot say whether it loops.

    Raises
    ------
    InputError
        If the width or the height is odd, which H.264 does not allow with these colours.
    OSError
        If ffmpeg fails, for example because the disk is full.
    """
    import imageio_ffmpeg

    width, height = size
    if width % 2 or height % 2:
        raise InputError(
            f"size={width}x{height} is odd, and video needs even numbers; use {width + width % 2}x{height + height % 2}"
        )
    tick_ms = math.gcd(*durations_ms)
    with tempfile.TemporaryDirectory() as folder, Path(folder, "errors.txt").open("w+b") as words:
        # The note goes through a file, as Linux limits an argument of a command to 128 kB.
        metadata = Path(folder, "metadata.txt")
        metadata.write_text(f";FFMETADATA1\ncomment={re.sub(_SPECIAL, _ESCAPED, note)}\n")
        command = [
            imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y",
            "-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{width}x{height}", "-r", str(Fraction(1000, tick_ms)),
            "-i", "-", "-f", "ffmetadata", "-i", str(metadata), "-map", "0:v", "-map_metadata", "1",
            "-vf", _BT709, "-c:v", "libx264", "-preset", "veryfast", "-tune", "animation", "-crf", "16", *_TAGS,
            # One thread, and no version of ffmpeg's in the file, so that the same pictures give the same bytes.
            "-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
            "-movflags", "+faststart", "-f", "mp4", path,
        ]  # fmt: skip
        ffmpeg = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words)
        assert ffmpeg.stdin is not None
        try:
            for rgba, duration_ms in pictures:
                data = rgba.tobytes()
                for _ in range(duration_ms // tick_ms):
                    ffmpeg.stdin.write(data)
            ffmpeg.stdin.close()
            ffmpeg.wait()
        except BrokenPipeError:
            ffmpeg.wait()
        except BaseException:
            ffmpeg.kill()
            ffmpeg.wait()
            raise
        finally:
            with suppress(BrokenPipeError):
                ffmpeg.stdin.close()
        if ffmpeg.returncode != 0:
            words.seek(0)
            last = words.read().decode(errors="replace").strip().splitlines()[-1:] or [_ended(ffmpeg.returncode)]
            raise OSError(f"ffmpeg could not write the video: {last[0]}")


def _ended(code: int) -> str:
    """Return in words how a program ended that printed no error: with an exit code or by a signal."""
    return f"exit code {code}" if code > 0 else signal.strsignal(-code) or f"signal {-code}"
