"""The dialect of delimited text.

`find_layout` takes the first lines of a file, and returns its delimiter, its decimal sign, the names of its columns and
the line on which its data begins. The other functions read rows and fields in that dialect.
"""

from __future__ import annotations

import csv
import io
import math
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kmeans_viz.inputs import InputError

WHITESPACE = " "
"""As a delimiter, this means any run of spaces and tabs."""
_DELIMITERS = ("\t", ";", "|", ",", WHITESPACE)
_MISSING = {"", "na", "n/a", "#n/a", "nan", "-nan", "nat", "null", "none", "nil", "-", "--", "?", "."}

Row = tuple[int, list[str]]
"""The line on which a row begins, and its fields."""


@dataclass(frozen=True)
class Layout:
    """How a file is laid out, judged by its first lines."""

    delimiter: str
    decimal: str
    """The decimal sign: "." or ","."""
    names: tuple[str, ...]
    nameless: tuple[int, ...]
    """Columns without a name in a file with a header: row numbers, or the empty column after a closing delimiter."""
    first_line: int
    """The line on which the first row of data begins."""


def find_layout(head: str, source: str) -> Layout:
    """Return the layout of the file `source`, whose first lines are `head`.

    The first row is a header unless every field of it is a number or empty, or a text in it occurs again in the column
    below. Without a header, the names come from a comment just above the first row, if it has one word for each column.

    Raises
    ------
    InputError
        If there are no rows, no numbers, or a header that does not fit the rows below.
    csv.Error
        If a quotation mark is never closed.
    """
    lines = list(io.StringIO(head, newline=""))
    first = next((i for i, line in enumerate(lines) if not _is_preamble(line)), None)
    if first is None:
        raise InputError(f"{source} is empty; give a table with at least one row of numbers")
    comment = lines[first - 1].strip() if first else ""
    delimiter, width, rows = max((_try_delimiter(lines[first:], d) for d in _DELIMITERS), key=_fit)
    if not rows:
        raise csv.Error("one field fills the head of the file")
    rows = [(line + first, fields) for line, fields in rows]
    fields = rows[0][1]
    decimal = _find_decimal(rows, delimiter)
    if not _is_header(rows, decimal):
        names = next(read_rows([comment.lstrip("# ")], delimiter), (0, []))[1] if comment.startswith("#") else []
        is_named = len(names) == width and all(vote(name, decimal) < 0 for name in names)
        return _layout(delimiter, decimal, names if is_named else [""] * width, rows[0][0], has_header=is_named)
    if len(rows) == 1:
        raise InputError(f"{source} has a header and no rows; give a table with at least one row of numbers")
    if not any(vote(field, decimal) > 0 for _, fields in rows[1:] for field in fields):
        raise no_numbers(source)
    if len(fields) == width - 1 and all(not row[-1].strip() for _, row in rows[1:] if len(row) == width):
        fields = [*fields, ""]
    elif len(fields) == width - 1 and (delimiter != "," or width > 2):
        # R writes no name above its row names. But a header "x" above a row "1,5" may mean a decimal comma instead.
        fields = ["", *fields]
    fields = trimmed(fields, width)
    if len(fields) != width:
        raise InputError(
            f"{source}: the header on line {rows[0][0]} has {counted(len(fields), 'name')} and the rows have "
            f"{counted(width, 'field')}; give every column one name, and remove lines above the header"
        )
    return _layout(delimiter, decimal, fields, rows[1][0], has_header=True)


def _layout(delimiter: str, decimal: str, fields: Sequence[str], first_line: int, *, has_header: bool) -> Layout:
    # A line break in a name would break messages, which have one line.
    names = tuple(" ".join(field.split()) or f"x{i + 1}" for i, field in enumerate(fields))
    nameless = tuple(i for i, field in enumerate(fields) if has_header and not field.strip())
    return Layout(delimiter, decimal, names, nameless, first_line)


def _try_delimiter(lines: list[str], delimiter: str) -> tuple[str, int, list[Row]]:
    """Return the delimiter, the most common number of fields in the rows that it makes, and the rows."""
    try:
        rows = list(read_rows(lines, delimiter))
    except csv.Error:
        rows = []
    return delimiter, statistics.mode(len(fields) for _, fields in rows) if rows else 0, rows


def _fit(tried: tuple[str, int, list[Row]]) -> tuple[float, bool]:
    """Return how well a delimiter fits: the share of rows of the same width, times the share of numbers in those."""
    delimiter, width, rows = tried
    regular = [fields for _, fields in rows if len(fields) == width]
    # Without a delimiter, every row of two whole numbers, such as "1,5", would pass for one number.
    decimals = "." if delimiter == "," or width == 1 else ".,"
    # The first row may be a header, which has no numbers.
    below = [fields for _, fields in rows[1:] or rows if len(fields) == width]
    votes = [max(vote(field, decimal) for decimal in decimals) for fields in below for field in fields]
    if 1 not in votes:
        return 0.0, False
    # Gaps do not vote: if they did, a table with many gaps would be read as a single column.
    share = votes.count(1) / (votes.count(1) + votes.count(-1))
    # Whitespace also splits a table with tabs, except at its gaps, so it must fit clearly better than a real delimiter.
    handicap = 0.8 if delimiter == WHITESPACE else 1
    return handicap * share * len(regular) / len(rows), width > 1


def _find_decimal(rows: list[Row], delimiter: str) -> str:
    if delimiter == ",":
        return "."
    fields = [field.strip() for _, row in rows for field in row]
    commas = [field for field in fields if "," in field and vote(field, ",") > 0]
    points = [field for field in fields if "." in field and vote(field, ".") > 0]
    # "1,234" may mean 1234. But spreadsheets write semicolons where the comma is the decimal sign.
    are_thousands = delimiter != ";" and all(re.search(r"\d,\d{3}$", field) for field in commas)
    return "," if len(commas) > len(points) and not are_thousands else "."


def _is_header(rows: list[Row], decimal: str) -> bool:
    """Tell whether the first row is a header: it has text, and no such text occurs again in the column below."""
    first = rows[0][1]
    texts = [(i, field) for i, field in enumerate(first) if vote(field, decimal) < 0]
    if len(texts) == len(first):
        return True
    return bool(texts) and not any(i < len(row) and row[i] == text for i, text in texts for _, row in rows[1:])


def _is_preamble(line: str) -> bool:
    """Tell whether a line above the table is blank, a comment, or the ``sep=;`` that spreadsheets understand."""
    return not line.strip() or line.lstrip().startswith("#") or line.lower().startswith("sep=")


def read_rows(lines: Iterable[str], delimiter: str, first_line: int = 1) -> Iterator[Row]:
    """Yield each row that is not blank with its line number, split into the same fields as by pandas."""
    blanks = " \t\r\n".replace(delimiter, "")
    if delimiter == WHITESPACE:
        lines = (line.replace("\t", " ").strip(" \r\n") + "\n" for line in lines)
    else:
        lines = (line if line.strip(blanks) else "\n" for line in lines)
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    line = first_line
    for fields in reader:
        if fields:
            yield line, fields
        line = first_line + reader.line_num


def trimmed(fields: list[str], width: int) -> list[str]:
    """Return `fields` without the empty ones at the end beyond `width`, which spreadsheets leave there."""
    end = len(fields)
    while end > width and not fields[end - 1].strip():
        end -= 1
    return fields[:end]


def as_float(field: str, decimal: str) -> float:
    """Return the number in `field`, which may be infinite; NaN if it is not a number."""
    if decimal == ",":
        if "." in field:
            return math.nan
        field = field.replace(",", ".")
    try:
        # float() would also accept Python's own "1_000".
        return math.nan if "_" in field else float(field)
    except ValueError:
        return math.nan


def vote(field: str, decimal: str) -> int:
    """Return 1 for a number, 0 for a gap, -1 for anything else."""
    if not math.isnan(as_float(field, decimal)):
        return 1
    return 0 if field.strip().lower() in _MISSING else -1


def counted(n: int, word: str) -> str:
    """Return ``1 field``, ``2 fields``, and so on."""
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


def no_numbers(source: str) -> InputError:
    """Return the error for a file without any column of numbers."""
    return InputError(
        f"{source} has no column of numbers; give a table with one row per point, its fields separated by "
        "commas, semicolons, tabs, | or spaces"
    )
