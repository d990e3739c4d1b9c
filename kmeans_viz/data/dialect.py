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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kmeans_viz.data.headers import has_header
from kmeans_viz.inputs import InputError

WHITESPACE = " "
"""As a delimiter, this means any run of spaces and tabs."""
_DELIMITERS = ("\t", ";", "|", ",", WHITESPACE)
_DELIMITED = {
    "\t": "tabs are between the fields",
    ";": "semicolons are between the fields",
    "|": "| is between the fields",
    ",": "commas are between the fields",
    WHITESPACE: "spaces are between the fields",
}
_MISSING = {"", "na", "n/a", "#n/a", "nan", "-nan", "nat", "null", "none", "nil", "-", "--", "?", "."}

MOST_COLUMNS = 20_000
"""A table with more columns is refused: each of them has to be judged."""

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
    notes: tuple[str, ...] = ()
    """How the file is laid out, in words, and what was only assumed."""
    is_plain: bool = True
    """Whether version 0.1 would have found the same names and rows."""


Ballot = Callable[[str, str], int]
"""Takes a field and a decimal sign, and returns 1 for a number, 0 for a gap, -1 for anything else, as `vote` does."""


def find_layout(
    head: str, source: str, *, header: bool | None = None, is_first: bool = True, ballot: Ballot | None = None
) -> Layout:
    """Return the layout of the file `source`, whose first lines are `head`.

    Without a header, the names come from a comment just above the first row, if it has one word for each column.

    Parameters
    ----------
    head, source : str
        The first lines, and what messages call the file.
    header : bool, optional
        Whether the first row holds the names of the columns; by default, `headers.has_header` judges by the rows, and
        by the rule of version 0.1 the first row is a header unless every field of it is a number or empty, or a text in
        it occurs again in the column below.
    is_first : bool
        Whether the rules of version 0.1 hold.
    ballot : callable, optional
        Tells numbers from texts; by default, only plain numbers are numbers.

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
    ballot = vote if ballot is None else ballot
    tried = [_try_delimiter(lines[first:], delimiter) for delimiter in _DELIMITERS]
    wide = not is_first and any(width > MOST_COLUMNS for _, width, _ in tried)
    tried = [one for one in tried if is_first or one[1] <= MOST_COLUMNS]
    delimiter, width, rows = max(tried, key=lambda one: _fit(one, ballot), default=("", 0, []))
    if wide and not rows:
        raise InputError(f"{source} has rows of more than {MOST_COLUMNS:,} fields; give a table with fewer columns")
    if not rows:
        raise csv.Error("one field fills the head of the file")
    rows = [(line + first, fields) for line, fields in rows]
    decimal = _find_decimal(rows, delimiter)
    notes = [_DELIMITED[delimiter], *(["the comma is the decimal sign"] if decimal == "," else [])]
    while not is_first and _is_above(rows, width, decimal, ballot):
        line, above = rows.pop(0)
        shown = delimiter.join(above)
        notes.append(f"line {line} stands above the table: {shown if len(shown) <= 40 else shown[:37] + '...'}")
    fields = rows[0][1]
    first_rule = _is_header(rows, decimal)
    is_header, why = first_rule, ""
    if header is not None:
        is_header = header
    elif not is_first:
        is_header, why = has_header([fields for _, fields in rows], width, decimal, ballot)
    notes += [f"assumed: {why}; --header {'no' if is_header else 'yes'} says otherwise"] if why else []
    told = {"is_plain": is_header == first_rule}
    if not is_header:
        names = next(read_rows([comment.lstrip("# ")], delimiter), (0, []))[1] if comment.startswith("#") else []
        is_named = len(names) == width and all(vote(name, decimal) < 0 for name in names)
        notes.append("the names stand in the comment above" if is_named else "no header: x1 is the first column")
        names = names if is_named else [""] * width
        return _layout(delimiter, decimal, names, rows[0][0], has_header=is_named, notes=tuple(notes), **told)
    notes.append(f"the names stand on line {rows[0][0]}")
    if len(rows) == 1:
        raise InputError(f"{source} has a header and no rows; give a table with at least one row of numbers")
    if is_first and not any(vote(field, decimal) > 0 for _, fields in rows[1:] for field in fields):
        raise InputError(f"{source} has no column of numbers; {NO_NUMBERS}")
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
    return _layout(delimiter, decimal, fields, rows[1][0], has_header=True, notes=tuple(notes), **told)


def _layout(
    delimiter: str, decimal: str, fields: Sequence[str], first_line: int, *, has_header: bool, **told: Any
) -> Layout:
    # A line break in a name would break messages, which have one line.
    names = tuple(" ".join(field.split()) or f"x{i + 1}" for i, field in enumerate(fields))
    nameless = tuple(i for i, field in enumerate(fields) if has_header and not field.strip())
    return Layout(delimiter, decimal, names, nameless, first_line, **told)


def _try_delimiter(lines: list[str], delimiter: str) -> tuple[str, int, list[Row]]:
    """Return the delimiter, the most common number of fields in the rows that it makes, and the rows."""
    try:
        rows = list(read_rows(lines, delimiter))
    except csv.Error:
        rows = []
    return delimiter, statistics.mode(len(fields) for _, fields in rows) if rows else 0, rows


def _fit(tried: tuple[str, int, list[Row]], ballot: Ballot) -> tuple[float, bool]:
    """Return how well a delimiter fits: the share of rows of the same width, times the share of numbers in those."""
    delimiter, width, rows = tried
    regular = [fields for _, fields in rows if len(fields) == width]
    # Without a delimiter, every row of two whole numbers, such as "1,5", would pass for one number.
    decimals = "." if delimiter == "," or width == 1 else ".,"
    # The first row may be a header, which has no numbers.
    below = [fields for _, fields in rows[1:] or rows if len(fields) == width]
    # A whole line with several numbers in it can look like one number with thousands.
    ballot = vote if width == 1 and delimiter != "," else ballot
    votes = [max(ballot(field, decimal) for decimal in decimals) for fields in below for field in fields]
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


def _is_above(rows: list[Row], width: int, decimal: str, ballot: Ballot) -> bool:
    """Tell whether the first row is a title, or a line about the table, which stands above the names or the rows."""
    if len(rows) < 3 or len(trimmed(rows[0][1], width)) >= width - 1 or len(rows[1][1]) != width:
        return False
    has_number = any(ballot(field, decimal) > 0 for field in rows[0][1])
    return has_number or all(ballot(field, decimal) < 0 for field in rows[1][1])


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
    return 0 if is_gap(field) else -1


def is_gap(field: str) -> bool:
    """Tell whether a field is empty, or a word for "empty"."""
    return field.strip().lower() in _MISSING


def counted(n: int, word: str) -> str:
    """Return ``1 field``, ``2 fields``, and so on."""
    return f"{n} {word}" if n == 1 else f"{n} {word}s"


NO_NUMBERS = "give a table with one row per point, its fields separated by commas, semicolons, tabs, | or spaces"
"""What to do about a file without any column of numbers."""
