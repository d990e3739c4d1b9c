"""What the command line says on a terminal: a bar of progress, a line for each file and for each problem; and signals.

What somebody should know flows in; lines flow out, and the exit code of a problem.
"""

from __future__ import annotations

import signal
import sys
import warnings
from pathlib import Path
from typing import Any, NoReturn

import click

from kmeans_viz.inputs import InputError

_signals: list[int] = []  # that have come and ask to stop


def listen() -> None:
    """End on the signals that ask to, and show warnings as notes."""
    _signals.clear()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    sys.unraisablehook = _show_unraisable
    warnings.showwarning = _show_warning


def forget_signals() -> None:
    """Take what asked to stop as done: a server that ended on Ctrl-C ended as it should."""
    _signals.clear()


class Bar:
    """A progress bar on stderr, on terminals only."""

    def __init__(self, quiet: bool, label: str = "drawing") -> None:
        self._label = label
        self._shown = not quiet and sys.stderr.isatty()
        self._bar: Any = None
        self._what = ""

    def __enter__(self) -> Bar:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show what is done."""
        self._show(self._label, done, total)

    def watch(self, what: str, done: int, total: int) -> None:
        """Show what is done of a pass over many blocks."""
        self._show(what, done, total)

    def _show(self, what: str, done: int, total: int) -> None:
        if _signals and done < total:
            raise KeyboardInterrupt  # once more: Python drops the first one where it comes in a destructor
        if not self._shown:
            return
        if self._bar is None or self._what != what or done < self._bar.pos:
            # A bar that is not closed is drawn over by the next one: each pass has the line for itself.
            self._what = what
            self._bar = click.progressbar(length=total, label=f"{what:9}", file=sys.stderr)
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def __exit__(self, *problem: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*problem)


def report(path: Path, quiet: bool) -> None:
    """Say which file was made, and how large it is."""
    if quiet:
        return
    size = sum(file.stat().st_size for file in path.iterdir()) if path.is_dir() else path.stat().st_size
    click.echo(f"{path}  {max(1, round(size / 1000))} kB")


def explain(problem: BaseException) -> int:
    """Say in one line what went wrong, and return the exit code."""
    # An interrupt that passes through code in C or C++ may come out as any other error.
    if _signals or isinstance(problem, (KeyboardInterrupt, click.Abort)):
        _say("stopped; no file was left half-written")
        return 1
    match problem:
        case click.ClickException():
            # Without any arguments, what click has to say is the whole help.
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
    """End on SIGTERM as on Ctrl-C, so that drafts are cleared away."""
    _signals.append(number)
    raise KeyboardInterrupt


def _show_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    if not _signals:
        sys.__unraisablehook__(unraisable)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"kmeans-viz: note: {message}", err=True)


def _one_line(problem: click.ClickException) -> str:
    hint = f" (see {problem.ctx.command_path} --help)" if isinstance(problem, click.UsageError) and problem.ctx else ""
    return f"kmeans-viz: {' '.join(problem.format_message().split()).rstrip('.')}{hint}"


def _say(message: str) -> None:
    click.echo(f"kmeans-viz: {message}", err=True)
