"""An export that runs beside the app: a run flows in, progress and then a whole file flow out to the page."""

from __future__ import annotations

import asyncio
import logging
import re
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmeans_viz.arrays import InputError, as_choice
from kmeans_viz.export import WRITERS, save
from kmeans_viz.trace import Trace

_PIECE = 1 << 20  # bytes of the file in one message

log = logging.getLogger("kmeans_viz")


class _Cancelled(Exception):  # noqa: N818  it is no error
    """Nobody waits for this file any more."""


class Download:
    """Makes one file at a time and sends it in pieces.

    Parameters
    ----------
    send : callable
        Called as ``send(content, buffers)``, always from the thread in which `start` was called.
    """

    def __init__(self, send: Callable[[dict[str, Any], list[bytes]], None]) -> None:
        self._send = send
        self._stop: threading.Event | None = None

    def start(self, trace: Trace, ending: str, name: str) -> None:
        """Make a file of a run and send it; the ending picks the format."""
        as_choice(ending, [known for known in WRITERS if known != "/"], "the format")
        self.cancel()
        self._stop = stop = threading.Event()
        plain = re.sub(r"[^\w-]+", "-", Path(name).stem, flags=re.ASCII).strip("-") or "board"
        file = f"k-means-{plain}{ending}"
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._make(trace, file, stop, self._send)
            return

        def send(content: dict[str, Any], buffers: list[bytes]) -> None:
            # Only the thread of the kernel may talk to the page.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._send_unless, stop, content, buffers)

        threading.Thread(target=self._make, args=(trace, file, stop, send), daemon=True).start()

    def cancel(self) -> None:
        """Stop what is under way, if anything is."""
        if self._stop is not None:
            self._stop.set()

    def _send_unless(self, stop: threading.Event, content: dict[str, Any], buffers: list[bytes]) -> None:
        if not stop.is_set():
            self._send(content, buffers)

    def _make(
        self, trace: Trace, file: str, stop: threading.Event, send: Callable[[dict[str, Any], list[bytes]], None]
    ) -> None:
        shown = -1

        def report(done: int, total: int) -> None:
            nonlocal shown
            if stop.is_set():
                raise _Cancelled
            percent = 100 * done // total
            if percent > shown:
                shown = percent
                send({"kind": "progress", "percent": percent}, [])

        try:
            with tempfile.TemporaryDirectory(prefix="kmeans_viz-") as folder:
                content = save(trace, Path(folder) / file, progress=report).read_bytes()
        except _Cancelled:
            return
        except (InputError, OSError) as problem:
            send({"kind": "failed", "text": f"The file was not made: {problem}"}, [])
            return
        except Exception as problem:
            log.exception("the export failed")
            send({"kind": "failed", "text": f"The file was not made ({type(problem).__name__})."}, [])
            return
        pieces = [content[start : start + _PIECE] for start in range(0, len(content), _PIECE)]
        for index, piece in enumerate(pieces):
            send({"kind": "file", "name": file, "index": index, "total": len(pieces)}, [piece])
