"""What was read from a file, in words: every column, whether it counts, and why.

`Report.line` says it in one line, before a command's work; `Report.text` says all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_MOST_NAMED = 6


@dataclass(frozen=True)
class Column:
    """A column of a file."""

    name: str
    kind: str
    """What it holds: "numbers", "counter", "id", "constant", "years", "yes/no", "words", "text", "dates", …"""
    is_used: bool
    why: str
    """What was seen in it, and, if it is left out, how to use it."""
    how: str = ""
    """What was done to its fields to make numbers of them; "" if they are plain numbers."""
    n_gaps: int = 0
    """How many fields are empty, or stand for a gap."""
    n_unread: int = 0
    """How many fields of a column of numbers are not numbers."""
    made_of: tuple[str, ...] = ()
    """The columns that this one is made of, where the file does not have it: those of degrees, for kilometres."""
    is_unwanted: bool = False
    """Whether the caller leaves it out by name."""


@dataclass(frozen=True)
class Report:
    """How a file was read.

    Attributes
    ----------
    source : str
        The name of the file.
    columns : tuple of Column
        All columns of the file, in its order.
    notes : tuple of str
        How the file is laid out, and what was only assumed.
    n_rows, n_used : int
        How many rows the file has, and how many of them are points.
    skipped : tuple of str
        Why rows were left out, as in `Table.skipped`.
    found : str
        What was found in a picture; "" for other files.
    is_plain : bool
        Whether the rules of version 0.1 read the same points from the file.
    """

    source: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    n_rows: int = 0
    n_used: int = 0
    skipped: tuple[str, ...] = ()
    is_plain: bool = True
    found: str = ""

    @property
    def used(self) -> tuple[Column, ...]:
        """The columns that count."""
        return tuple(column for column in self.columns if column.is_used)

    @property
    def in_file(self) -> tuple[Column, ...]:
        """The columns of the file itself."""
        return tuple(column for column in self.columns if not column.made_of)

    @property
    def counting(self) -> tuple[Column, ...]:
        """The columns of the file that count, those of degrees as kilometres."""
        parts = {name for column in self.used for name in column.made_of}
        return tuple(column for column in self.in_file if column.is_used or column.name in parts)

    @property
    def left_out(self) -> tuple[Column, ...]:
        """The columns of the file that do not count."""
        counting = self.counting
        return tuple(column for column in self.in_file if column not in counting)

    @property
    def line(self) -> str:
        """One line: which columns count, and which do not."""
        used, left = self.used, self.left_out
        n = len(self.counting)
        count = "counts" if n == 1 else "count"
        found = f"{self.found}; " if self.found else ""
        text = f"{self.source}: {found}{n} of {_counted(len(self.in_file), 'column')} {count} ({_named(used)})"
        if left:
            text += "; left out: " + _listed([f"{column.name} ({_why(column)})" for column in left])
        if self.n_used < self.n_rows:
            text += f"; {self.n_rows - self.n_used:,} of {self.n_rows:,} rows left out"
        return text

    @property
    def text(self) -> str:
        """All of it, on several lines."""
        counting = self.counting
        n = len(counting)
        lines = [
            f"{self.source}: {_counted(self.n_rows, 'row')}, {_counted(len(self.in_file), 'column')}; "
            f"{n} {'column counts' if n == 1 else 'columns count'}, in {_counted(self.n_used, 'row')}",
            "",
        ]
        width = min(32, max((len(column.name) for column in self.columns), default=0))
        lines += [
            f"  {'counts' if column.is_used or column in counting else 'left out':<10}{column.name:<{width}}  "
            f"{said(column)}"
            for column in self.columns
            if column.is_used or not column.made_of
        ]
        if self.skipped:
            lines += ["", f"Rows left out: {self.n_rows - self.n_used:,}", *(f"  {reason}" for reason in self.skipped)]
        if self.notes:
            lines += ["", "How the file was read", *(f"  {note}" for note in self.notes)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text


def said(column: Column) -> str:
    """Return what is said about a column, in one line."""
    parts = [*(["as asked"] if column.is_unwanted else []), column.why, column.how]
    if column.n_gaps:
        parts.append(_counted(column.n_gaps, "gap"))
    # Of a column of text, that it is text says it all.
    if column.n_unread and column.kind != "text":
        what = {"dates": "date", "times": "time"}.get(column.kind, "number")
        parts.append(f"{_counted(column.n_unread, 'field')} that {'is' if column.n_unread == 1 else 'are'} no {what}")
    return "; ".join(part for part in parts if part)


def _why(column: Column) -> str:
    if column.is_unwanted:
        return "as asked"
    return "not asked for" if column.kind == "numbers" else column.kind


def _named(columns: Sequence[Column]) -> str:
    return _listed([column.name for column in columns])


def _listed(words: Sequence[str]) -> str:
    if len(words) <= _MOST_NAMED:
        return ", ".join(words)
    return f"{', '.join(words[: _MOST_NAMED - 1])} and {len(words) - _MOST_NAMED + 1} more"


def _counted(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number:,} {word}s"
