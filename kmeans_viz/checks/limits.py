"""What a student's function may take: ten seconds for each test, and ten lines for what it prints.

`TimeLimit` ends a function that goes on and on, by an exception in the very line that it is in. It needs neither
signals nor the main thread, and so works in a notebook, in other threads and on Windows. It cannot end a single call
inside C, such as ``sum(itertools.count())``, which holds up the whole of Python; and where there are no threads, as in
a browser, it has no effect. `LastLines` takes what the function prints.
"""

from __future__ import annotations

import ctypes
import io
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

SECONDS = 10.0
"""How long a student's function may work for one test."""
N_LINES = 10
"""How many lines are kept of what it prints."""
_LONGEST = 300  # characters of a line
_AGAIN_S = 0.05  # the student's code may catch the exception


class StillRunning(BaseException):
    """Time is up. This is no `Exception`, so that only a bare ``except:`` in the student's code catches it."""


class TimeLimit:
    """Raises `StillRunning` in the thread that made it, between `begin` and `end`, once the time is up."""

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = SECONDS if seconds is None else seconds
        self._caller = threading.get_ident()
        self._lock, self._over = threading.Lock(), threading.Event()
        self.is_inside = self._is_sent = False
        self.restart()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> TimeLimit:
        try:
            self._watcher.start()
        except RuntimeError:  # there are no threads
            self._over.set()
        return self

    def __exit__(self, *problem: object) -> None:
        self._over.set()

    def restart(self) -> None:
        """Give all of the time again."""
        self._deadline = time.monotonic() + self.seconds
        self._most_more = 60.0
        self.n_calls = 0

    def begin(self) -> None:
        """Say that the student's function begins."""
        self.n_calls += 1
        self.is_inside = True

    def end(self) -> None:
        """Wait for what was raised as the student's function ended; from here on, nothing is raised."""
        while True:
            try:
                with self._lock:
                    self.is_inside = False
                if not self._is_sent:
                    return
                # One that is still to come would be raised anywhere. This one takes its place, and is waited for.
                _raise_in(self._caller)
                while True:
                    time.sleep(0)
            except StillRunning:
                self._is_sent = self.is_inside

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let the block, which is this package's own work for the function, take time of its own, up to a minute."""
        self.end()
        begun = time.monotonic()
        try:
            yield
        finally:
            more = min(time.monotonic() - begun, self._most_more)
            self._most_more -= more
            self._deadline += more
            self.is_inside = True

    def _watch(self) -> None:
        while not self._over.wait(max(_AGAIN_S, self._deadline - time.monotonic())):
            with self._lock:
                if self.is_inside and time.monotonic() >= self._deadline:
                    self._is_sent = True
                    _raise_in(self._caller)


class LastLines(io.TextIOBase):
    """A file that keeps the last lines that are written to it, and counts the others."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=N_LINES)
        self._line = ""
        self._count = 0

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Take a piece of text."""
        *whole, rest = text.split("\n")
        for line in whole:
            self._take(self._line + line)
            self._line = ""
        self._line = (self._line + rest)[: _LONGEST + 1]
        return len(text)

    def text(self) -> str:
        """Return the lines, below a line that says how many came before them."""
        if self._line:
            self._take(self._line)
            self._line = ""
        before = self._count - len(self._lines)
        head = [f"… ({before} more line{'s' if before > 1 else ''} before these)"] if before else []
        return "".join(f"{line}\n" for line in (*head, *self._lines))

    def _take(self, line: str) -> None:
        self._count += 1
        self._lines.append(line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …")


class Captured:
    """Sends what the block prints, also to the standard error, to one file."""

    def __init__(self, file: io.TextIOBase) -> None:
        self._file = file

    def __enter__(self) -> None:
        self._before = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = self._file

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.stdout, sys.stderr = self._before


def _raise_in(thread: int) -> None:
    """Raise `StillRunning` in a thread, at its next step in Python."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(StillRunning))
