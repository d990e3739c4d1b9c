"""Work that takes longer than a hand can wait: it runs beside the app, reports how far it is, and can be stopped.

A function that makes messages flows in; its progress and its messages flow out to the page.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from kmeans_viz.inputs import InputError
from kmeans_viz.web.player.stream import Message

Report: TypeAlias = Callable[[int, int], None]
Send: TypeAlias = Callable[[dict[str, Any], list[bytes]], None]

log = logging.getLogger("kmeans_viz")


class _Cancelled(Exception):  # noqa: N818  it is no error
    """Nobody waits for this any more."""


class Errand:
    """Does one piece of work at a time.

    Parameters
    ----------
    send : callable
        Called as ``send(content, buffers)``, always from the thread in which `start` was called.
    name : str
        What the page calls this work.
    """

    def __init__(self, send: Send, name: str) -> None:
        self._send, self._name = send, name
        self._stop: threading.Event | None = None

    def start(self, work: Callable[[Report], Iterable[Message]]) -> None:
        """Do `work` instead of what is under way; it calls what it is given as ``report(done, total)``."""
        self.cancel()
        self._stop = stop = threading.Event()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._do(work, stop, self._send)
            return

        def send(content: dict[str, Any], buffers: list[bytes]) -> None:
            # Only the thread of the kernel may talk to the page.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._send_unless, stop, content, buffers)

        threading.Thread(target=self._do, args=(work, stop, send), daemon=True).start()

    def cancel(self) -> None:
        """Stop what is under way, if anything is."""
        if self._stop is not None:
            self._stop.set()

    def _send_unless(self, stop: threading.Event, content: dict[str, Any], buffers: list[bytes]) -> None:
        if not stop.is_set():
            self._send(content, buffers)

    def _do(self, work: Callable[[Report], Iterable[Message]], stop: threading.Event, send: Send) -> None:
        shown = -1

        def report(done: int, total: int) -> None:
            nonlocal shown
            if stop.is_set():
                raise _Cancelled
            percent = 100 * done // max(1, total)
            if percent > shown:
                shown = percent
                send({"kind": "progress", "what": self._name, "percent": percent}, [])

        try:
            for content, buffers in work(report):
                send(content, buffers)
        except _Cancelled:
            return
        except (InputError, OSError) as problem:
            send({"kind": "failed", "what": self._name, "text": str(problem)}, [])
        except Exception as problem:
            log.exception("%s failed", self._name)
            reason = "there is not enough memory" if isinstance(problem, MemoryError) else type(problem).__name__
            send({"kind": "failed", "what": self._name, "text": f"That did not work ({reason})."}, [])
