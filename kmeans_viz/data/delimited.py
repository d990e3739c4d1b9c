"""Delimited text in any common dialect: `read_delimited` takes a file, and returns the complete rows of its numbers.

The first lines of the file show its dialect, and pandas reads the rows. If rows are left out, the file is read once
more to find the lines they are on.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.columns import MOST_TOLD, Table, make_table, pick_columns
from kmeans_viz.data.dialect import (
    WHITESPACE,
    Layout,
    as_float,
    counted,
    find_layout,
    no_numbers,
    read_rows,
    trimmed,
    vote,
)
from kmeans_viz.data.files import find_encoding, open_text
from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    import pandas as pd

_HEAD_CHARACTERS = 1 << 16
_MOST_VOTERS = 10_000


def read_delimited(path: Path, columns: Any = None, encoding: str | None = None) -> Table:
    """Return the complete rows of a delimited text file.

    Parameters
    ----------
    path : pathlib.Path
        An existing file.
    columns : sequence of str and int, or str, optional
        Which columns; None for all that are numeric.
    encoding : str, optional
        By default, it is detected.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        If the file is not text, has no numeric column or no complete row, or lacks a column that is asked for.
    """
    encoding = find_encoding(path, encoding)
    with open_text(path, encoding) as file:
        head = file.read(_HEAD_CHARACTERS) + file.readline()
        # If one very long line fills the head, a few more lines show the rows below the header.
        head += "".join(itertools.islice(file, 20))
    try:
        layout = find_layout(head, path.name)
        frame = _read_frame(path, encoding, layout)
    except csv.Error as error:
        raise _unclosed(path.name, error) from None
    if columns is None:
        wanted = [i for i in range(frame.shape[1]) if i not in layout.nameless and _is_numeric(frame[i], layout)]
    else:
        wanted = pick_columns(columns, layout.names, (), path.name)
    if not wanted:
        raise no_numbers(path.name)
    values = np.column_stack([_numbers(frame[i], layout) for i in wanted])
    complete = np.isfinite(values).all(axis=1)
    if layout.delimiter == WHITESPACE:
        # Between spaces, an empty field is invisible: in a row with too few fields, any one may be missing.
        complete &= frame.iloc[:, -1].notna().to_numpy()
    bad = np.flatnonzero(~complete)
    reasons = _reasons(path, encoding, layout, wanted, bad[:MOST_TOLD].tolist())
    return make_table(path.name, [layout.names[i] for i in wanted], values[complete], reasons, len(bad))


def numeric_in_head(head: str, layout: Layout) -> list[int]:
    """Return the indices of the columns of numbers, judged by the first lines of a file."""
    frame = _parse_rows(_without_first_lines(head, layout), layout)
    return [i for i in range(frame.shape[1]) if i not in layout.nameless and _is_numeric(frame[i], layout)]


def read_part(text: str, layout: Layout, wanted: Sequence[int]) -> NDArray[np.float64]:
    """Return the ``(rows, d)`` numbers in a part of a file below its header; NaN where a field is not a number."""
    if not text.strip():
        return np.empty((0, len(wanted)))
    frame = _parse_rows(text, layout)
    values = np.column_stack([_numbers(frame[i], layout) for i in wanted])
    if layout.delimiter == WHITESPACE:
        values[frame.iloc[:, -1].isna().to_numpy()] = np.nan
    return values


def _without_first_lines(head: str, layout: Layout) -> str:
    return "".join(itertools.islice(io.StringIO(head, newline=""), layout.first_line - 1, None))


def _parse_rows(text: str, layout: Layout) -> pd.DataFrame:
    """Return the rows in `text`; a row with too many fields becomes empty."""
    import pandas as pd

    try:
        frame = _parse(io.StringIO(text, newline=""), layout)
        # If the first row has too many fields, pandas makes an index of the first ones.
        if isinstance(frame.index, pd.RangeIndex):
            return frame
    except pd.errors.ParserError as error:
        if "EOF inside string" in str(error):
            raise csv.Error(str(error)) from None
    return _parse(_without_long_rows(io.StringIO(text, newline=""), layout), layout)


def _read_frame(path: Path, encoding: str, layout: Layout) -> pd.DataFrame:
    """Return all fields below the header, row by row; a row with too many fields becomes empty."""
    import pandas as pd

    try:
        with _open_rows(path, encoding, layout) as file:
            frame = _parse(file, layout)
        # If the first row has too many fields, pandas makes an index of the first ones.
        if isinstance(frame.index, pd.RangeIndex):
            return frame
    except pd.errors.ParserError as error:
        if "EOF inside string" in str(error):
            raise _unclosed(path.name, error) from None
    with _open_rows(path, encoding, layout) as file:
        return _parse(_without_long_rows(file, layout), layout)


def _parse(file: TextIO, layout: Layout) -> pd.DataFrame:
    import pandas as pd

    # From version 3.1 on, pandas always reads floats exactly, and warns about the argument that asks for it.
    is_exact = tuple(map(int, pd.__version__.split(".")[:2])) >= (3, 1)
    return pd.read_csv(
        file,
        sep=r"\s+" if layout.delimiter == WHITESPACE else layout.delimiter,
        decimal=layout.decimal,
        header=None,
        names=range(len(layout.names)),
        engine="c",
        float_precision=None if is_exact else "round_trip",
        na_values=[""],
        keep_default_na=False,
        skipinitialspace=True,
        low_memory=False,
    )


def _without_long_rows(file: TextIO, layout: Layout) -> TextIO:
    """Return the rows in `file`, with an empty row in place of each that has too many fields."""
    width = len(layout.names)
    even = io.StringIO(newline="")
    writer = csv.writer(even, delimiter=layout.delimiter, quoting=csv.QUOTE_ALL)
    for _, fields in read_rows(file, layout.delimiter):
        fields = trimmed(fields, width)
        writer.writerow(fields if len(fields) <= width else [""] * width)
    even.seek(0)
    return even


def _is_numeric(column: pd.Series[Any], layout: Layout) -> bool:
    """Tell whether most of the filled fields are numbers, judged by a sample in a very long column."""
    filled = column.dropna()
    if filled.dtype.kind in "iuf":
        return len(filled) > 0
    voters = filled.iloc[:: len(filled) // _MOST_VOTERS + 1]
    return sum(vote(str(field), layout.decimal) for field in voters) > 0


def _numbers(column: pd.Series[Any], layout: Layout) -> NDArray[np.float64]:
    if column.dtype.kind in "iuf":
        return column.to_numpy(dtype=np.float64)
    return np.fromiter((as_float(str(field), layout.decimal) for field in column), np.float64, count=len(column))


def _reasons(path: Path, encoding: str, layout: Layout, wanted: list[int], bad: list[int]) -> list[str]:
    """Return a sentence for each of the rows `bad`, counted from 0: its line in the file, and why it is left out."""
    if not bad:
        return []
    with _open_rows(path, encoding, layout) as file:
        rows = itertools.islice(read_rows(file, layout.delimiter, layout.first_line), bad[-1] + 1)
        return [f"line {line}: {_flaw(row, layout, wanted)}" for i, (line, row) in enumerate(rows) if i in bad]


def _flaw(fields: list[str], layout: Layout, wanted: list[int]) -> str:
    width = len(layout.names)
    fields = trimmed(fields, width)
    if len(fields) > width or (layout.delimiter == WHITESPACE and len(fields) < width):
        return f"{counted(len(fields), 'field')} instead of {width}"
    fields = fields + [""] * (width - len(fields))
    flawed = next((i for i in wanted if not math.isfinite(as_float(fields[i], layout.decimal))), width - 1)
    return f"{layout.names[flawed]!r} is {_described(fields[flawed], layout.decimal)}"


def _open_rows(path: Path, encoding: str, layout: Layout) -> TextIO:
    """Open `path` where its first row of data begins."""
    file = open_text(path, encoding)
    for _ in range(layout.first_line - 1):
        file.readline()
    return file


def _described(field: str, decimal: str) -> str:
    field = field.strip()
    if not field:
        return "empty"
    shown = repr(field if len(field) <= 30 else field[:27] + "...")
    return f"{shown}, not a {'number' if math.isnan(as_float(field, decimal)) else 'finite number'}"


def _unclosed(source: str, error: Exception) -> InputError:
    return InputError(f"{source}: a quotation mark opens a field and is never closed ({error}); add the closing one")
