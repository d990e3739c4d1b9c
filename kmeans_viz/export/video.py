"""Video: H.264 in MP4, MOV and Matroska, VP9 in WebM, in colours that all players show alike.

`write_video` takes RGBA pictures, one by one, and a path to write to. They are encoded by `encoder` in a process of its
own: what x264 makes of the same pictures is the same bytes only in a process that has done nothing else before.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kmeans_viz.inputs import InputError
from kmeans_viz.pictures.pixels.patches import Picture

VIDEOS = (".mp4", ".mov", ".mkv", ".webm")
"""The endings of files that `write_video` writes."""


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
    if sys.modules.get("av", ...) is None or importlib.util.find_spec("av") is None:
        raise InputError("video needs PyAV, which is not installed; use: pip install 'kmeans-viz[video]'")
    width, height = size
    if width % 2 or height % 2:
        raise InputError(
            f"size={width}x{height} is odd, and video needs even numbers; use {width + width % 2}x{height + height % 2}"
        )
    # Run as a file, it imports PyAV and nothing of this package; with -P no module beside it can stand for another.
    command = [sys.executable, "-P", str(Path(__file__).with_name("encoder.py")), path, ending, str(width), str(height)]
    with tempfile.TemporaryFile() as words:
        encoder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words)
        assert encoder.stdin is not None
        try:
            data = note.encode()
            encoder.stdin.write(len(data).to_bytes(4, "big") + data)
            for rgba, duration_ms in pictures:
                encoder.stdin.write(duration_ms.to_bytes(4, "big") + rgba[..., :3].tobytes())
            encoder.stdin.write(bytes(4))  # no more pictures
            encoder.stdin.close()
            encoder.wait()
        except BrokenPipeError:
            encoder.wait()
        except BaseException:
            encoder.kill()
            encoder.wait()
            raise
        finally:
            with suppress(BrokenPipeError):
                encoder.stdin.close()
        if encoder.returncode != 0:
            words.seek(0)
            last = words.read().decode(errors="replace").strip().splitlines()[-1:]
            raise OSError(f"the video could not be written: {last[0] if last else f'exit code {encoder.returncode}'}")
