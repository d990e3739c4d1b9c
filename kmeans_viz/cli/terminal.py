"""What the command line prints, and how it ends: a progress bar, a line for each file and each problem, and signals.

`Bar` and `report` take progress and files; `explain` takes an exception, prints one line and returns the exit code.
"""

from __future__ import annotations

import os
import signal
import sys
import warnings
from pathlib import Path
from typing import Any, NoReturn

import click

from kmeans_viz.inputs import InputError

_signals: list[int] = []  # the signals that arrived and asked the command to stop


def listen() -> None:
    """Make SIGTERM and SIGINT end the command, and print warnings as notes."""
    _signals.clear()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    sys.unraisablehook = _show_unraisable
    warnings.showwarning = _show_warning


def hear_no_more() -> None:
    """Ignore Ctrl-C: the command has ended, and says how."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def forget_signals() -> None:
    """Forget signals that were obeyed, so that a server which ended on Ctrl-C counts as a success."""
    _signals.clear()


class Bar:
    """A progress bar on stderr, if that is a terminal, and one that can go back to the beginning of a line."""

    def __init__(self, quiet: bool, label: str = "drawing") -> None:
        self._label = label
        self._shown = not quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._bar: Any = None
        self._what = ""

    def __enter__(self) -> Bar:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` pictures, or other units of work, are finished."""
        self._show(self._label, done, total)

    def watch(self, what: str, done: int, total: int) -> None:
        """Show that a pass over many blocks, called `what`, has finished `done` of `total`."""
        self._show(what, done, total)

    def _show(self, what: str, done: int, total: int) -> None:
        if _signals and done < total:
            raise KeyboardInterrupt  # again: Python drops the first one if it arrives inside a destructor
        if not self._shown:
            return
        if self._bar is None or self._what != what or done < self._bar.pos:
            # The old bar is not closed, so that the new one is drawn over it, on the same line.
            self._what = what
            self._bar = click.progressbar(length=total, label=f"{what:9}", file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def __exit__(self, *problem: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*problem)


def report(made: str | Path, quiet: bool) -> None:
    """Print which file was made, and its size; nothing about standard output, ``-``."""
    if quiet or made == "-":
        return
    path = Path(made)
    size = sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else path.stat().st_size
    click.echo(f"{path}  {max(1, round(size / 1000))} kB")


def explain(problem: BaseException) -> int:
    """Print in one line what went wrong, and return the exit code."""
    # An interrupt that passes through C or C++ code may come out as another exception.
    if _signals or isinstance(problem, (KeyboardInterrupt, click.Abort)):
        _say("stopped; no file was left half-written")
        return 128 + (_signals or [signal.SIGINT])[0]
    match problem:
        case click.ClickException():
            # Without arguments, the message of click is the whole help, on many lines.
            click.echo(_one_line(problem) if sys.argv[1:] else problem.format_message(), err=True)
            return 2
        case InputError():
            _say(str(problem))
            return 2
        case OSError():
            place = "the file was not written" if problem.filename is None else problem.filename
            _say(f"{place}: {problem.strerror or problem}")
        case MemoryError():
            _say("there is not enough memory for this; try a smaller --n or --size")
        case _:
            raise problem
    return 1


def _stop(number: int, *_: object) -> NoReturn:
    """End on SIGTERM as on Ctrl-C, so that drafts are removed."""
    _signals.append(number)
    raise KeyboardInterrupt


def _show_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    if not _signals:
        sys.__unraisablehook__(unraisable)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"kmeans-viz: note: {one_line_each(str(message))}", err=True)


def one_line_each(text: str) -> str:
    """Return a text whose characters all print: a file may hold escapes that would command the terminal."""
    return "\n".join("".join(c if c.isprintable() else "\ufffd" for c in line) for line in text.split("\n"))


def _one_line(problem: click.ClickException) -> str:
    hint = f" (see {problem.ctx.command_path} --help)" if isinstance(problem, click.UsageError) and problem.ctx else ""
    return f"kmeans-viz: {' '.join(problem.format_message().split()).rstrip('.')}{hint}"


def _say(message: str) -> None:
    click.echo(f"kmeans-viz: {one_line_each(message)}", err=True)
