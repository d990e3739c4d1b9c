"""What only Python can do for the explorer in a notebook: the errands of the room `errands/`, each in a process.

`Errands` takes the messages of a page. A thread waits for the process, so that the kernel goes on, and all it has to
tell is sent from the kernel's own thread. In JavaScript, `web/explore/kernel.js` is the other end.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from kmeans_viz.errands.kinds import ERRANDS
from kmeans_viz.errands.worker import ANSWER
from kmeans_viz.inputs import InputError, as_choice, as_count
from kmeans_viz.notebook.pieces import piece_of

Send: TypeAlias = Callable[[dict[str, Any], list[bytes]], None]

MOST_BYTES = 100_000_000
"""The largest file that a page may send."""
_LIMITS = {"memory_bytes": 4_000_000_000, "file_bytes": 2_000_000_000}


class Errands:
    """The errands of one widget.

    Parameters
    ----------
    send : callable
        Called as ``send(content, buffers)``, always from the thread in which `hear` was called.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._under_way: dict[str, _Errand] = {}

    def hear(self, content: dict[str, Any], buffers: list[Any]) -> None:
        """Take a message of the page.

        It brings a request or more of its file, or asks whether the kernel is still at it, for more of the answer, or
        for none.
        """
        name, kind = str(content.get("errand")), content.get("kind")
        try:
            if kind == "ask":
                self._under_way[name] = _Errand(content)
            errand = self._under_way.get(name)
            if errand is None:
                return
            if kind == "alive":
                self._send({"kind": "alive", "errand": name}, [])
            elif kind in ("ask", "part"):
                self._take(name, errand, buffers)
            elif kind == "more":
                self._give(name, errand, content.get("start"))
            elif kind == "cancel":
                self._under_way.pop(name).end()
        except InputError as problem:
            self._fail(name, str(problem))

    def close(self) -> None:
        """End all that is under way."""
        while self._under_way:
            self._under_way.popitem()[1].end()

    def _take(self, name: str, errand: _Errand, buffers: list[Any]) -> None:
        for buffer in buffers:
            errand.request += bytes(buffer)
        if len(errand.request) < errand.size:
            self._send({"kind": "next", "errand": name, "start": len(errand.request)}, [])
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel: there is nothing that could go on meanwhile
            errand.do(lambda told: self._tell(name, told))
            return

        def tell(told: dict[str, Any]) -> None:
            # Only the thread of the kernel may talk to the page.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._tell, name, told)

        try:
            threading.Thread(target=errand.do, args=(tell,), daemon=True).start()
        except RuntimeError:  # there are no threads, so the kernel waits
            errand.do(tell)

    def _tell(self, name: str, told: dict[str, Any]) -> None:
        """Tell the page how far an errand is, unless it does not wait for it any more."""
        errand = self._under_way.get(name)
        if errand is None:
            return
        if "error" in told:
            self._fail(name, told["error"])
        elif "done" in told:
            head, _, errand.answer = errand.answer.partition(b"\n")
            self._send({"kind": "answer", "errand": name, "told": json.loads(head)}, [])
            self._give(name, errand, 0)
        else:
            self._send({"kind": "percent", "errand": name, "percent": told["percent"]}, [])

    def _give(self, name: str, errand: _Errand, start: Any) -> None:
        """Send a piece of the answer; the page asks for the next one once it has this."""
        piece = piece_of(errand.answer, start)
        if start + len(piece) >= len(errand.answer):
            del self._under_way[name]
        self._send({"kind": "bytes", "errand": name, "start": start}, [piece])

    def _fail(self, name: str, text: str) -> None:
        self._under_way.pop(name, None)
        self._send({"kind": "error", "errand": name, "error": text}, [])


class _Errand:
    """One errand, from the first byte of its request to the last of its answer."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._kind = as_choice(content.get("name"), ERRANDS, "the errand")
        size = content.get("size")
        if isinstance(size, int) and size > MOST_BYTES:
            raise InputError(f"the file is larger than {MOST_BYTES // 10**6} MB; choose a part of it")
        self.size = as_count(size, "size", low=1)
        self.request = bytearray()
        self.answer = b""
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ended = False

    def do(self, tell: Callable[[dict[str, Any]], None]) -> None:
        """Do it, and call `tell` with each line that its process writes; the last has either "done" or "error"."""
        try:
            with tempfile.TemporaryDirectory(prefix="kmeans_viz-", ignore_cleanup_errors=True) as folder:
                last = self._lines(Path(folder), tell)
                if "done" in last:
                    self.answer = (Path(folder) / ANSWER).read_bytes()
        except OSError as problem:
            last = {"error": f"Python cannot do this here ({problem.strerror or problem}); use a cell of the notebook"}
        finally:
            self.end()
        tell(last)

    def end(self) -> None:
        """End its process, and what that has started."""
        self._is_ended = True
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            with suppress(ProcessLookupError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()

    def _lines(self, folder: Path, tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """Pass on each line but the last, and return that one."""
        # The package may be found through the notebook's folder, which is not the process's.
        path = os.pathsep.join(filter(None, (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH"))))
        with subprocess.Popen(
            [sys.executable, "-P", "-m", "kmeans_viz.errands.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "TMPDIR": str(folder), "PYTHONPATH": path},
            start_new_session=True,
        ) as process:
            self._process = process
            if self._is_ended:  # the page did not wait that long
                self.end()
            assert process.stdin is not None
            assert process.stdout is not None
            order = {"errand": self._kind, "bytes": len(self.request), **_LIMITS}
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(order).encode() + b"\n" + self.request)
                process.stdin.flush()
            # Nothing but the memory or a fault in a library ends a process without a word.
            last = {"error": "the process that did this was ended, perhaps for want of memory; try fewer points"}
            # It removes its folder when its input ends, so that stays open until it is done.
            for line in process.stdout:
                told: dict[str, Any] = json.loads(line)
                if "done" in told or "error" in told:
                    last = told
                else:
                    tell(told)
            return last
