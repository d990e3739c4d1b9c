"""Where a command writes to: a path, or standard output for ``-``.

`opened` takes what the user typed and gives what a writer of `export` takes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from kmeans_viz.inputs import InputError

STDOUT = "-"


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--format``."""
    help_text = "The format, such as gif, in place of an ending; for standard output, which is OUT -."
    return click.option("--format", "form", metavar="NAME", default=None, help=help_text)(command)


@contextmanager
def opened(out: str, form: str | None) -> Iterator[str | IO[bytes]]:
    """Give the path `out` as it is, or a file for ``-``.

    Raises
    ------
    InputError
        If standard output would get a format that nobody named, or is a terminal.
    """
    if out != STDOUT:
        yield out
        return
    if form is None:
        raise InputError("- is standard output, which has no ending; name the format, for example --format gif")
    if sys.stdout.isatty():
        raise InputError("- is standard output, here a terminal; send it elsewhere, for example with > out.gif")
    # Opened anew, so that nothing is left to write when a reader has gone and Python ends.
    with open(sys.stdout.fileno(), "wb", closefd=False) as file:
        yield file
