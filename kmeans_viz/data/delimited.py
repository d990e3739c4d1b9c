"""Delimited text in any common dialect: `raw_delimited` takes a file, and returns its rows.

The first lines of the file show its dialect, and pandas reads the rows. If rows are left out, the file is read once
more to find the lines they are on.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.dialect import (
    NO_NUMBERS,
    WHITESPACE,
    Layout,
    as_float,
    counted,
    find_layout,
    read_rows,
    trimmed,
    vote,
)
from kmeans_viz.data.files import find_encoding, open_text
from kmeans_viz.data.numerals import looks_like_a_number
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.rows import Raw, ToldRow
from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    import pandas as pd

_HEAD_CHARACTERS = 1 << 16
_MOST_VOTERS = 10_000


def raw_delimited(path: Path, reading: Reading) -> Raw:
    """Return the rows of a delimited text file, before anything is decided about its columns.

    Raises
    ------
    InputError
        If the file is not text, or has no rows.
    """
    encoding, note = find_encoding(path, reading.encoding)
    with open_text(path, encoding) as file:
        head = file.read(_HEAD_CHARACTERS) + file.readline()
        # If one very long line fills the head, a few more lines show the rows below the header.
        head += "".join(itertools.islice(file, 20))
    try:
        layout = layout_of(head, path.name, reading)
        frame = _read_frame(path, encoding, layout)
    except csv.Error as error:
        raise _unclosed(path.name, error) from None
    unusable = None
    if layout.delimiter == WHITESPACE:
        # Between spaces, an empty field is invisible: in a row with too few fields, any one may be missing.
        unusable = frame.iloc[:, -1].isna().to_numpy()
    return Raw(
        path.name,
        layout.names,
        frame,
        layout.decimal,
        layout.nameless,
        (note, *layout.notes),
        unusable,
        lambda rows: _told(path, encoding, layout, rows),
        lambda: _as_written(path, encoding, layout),
        layout.is_plain,
        NO_NUMBERS,
    )


def layout_of(head: str, source: str, reading: Reading) -> Layout:
    """Return the layout of a file by the rules of `reading`."""
    if reading.is_first:
        return find_layout(head, source, header=reading.header)
    return find_layout(head, source, header=reading.header, is_first=False, ballot=written_vote)


def written_vote(field: str, decimal: str) -> int:
    """Return 1 for a number as people write them, 0 for a gap, -1 for anything else."""
    plain = vote(field, decimal)
    return 1 if plain < 0 and looks_like_a_number(field) else plain


def raw_part(head: str, layout: Layout, source: str) -> Raw:
    """Return the rows in the first lines of a file."""
    frame = _parse_rows(_without_first_lines(head, layout), layout)
    return Raw(source, layout.names, frame, layout.decimal, layout.nameless, layout.notes)


def numeric_in_head(raw: Raw, layout: Layout) -> list[int]:
    """Return the indices of the columns of plain numbers, judged by the first lines of a file."""
    return [i for i in range(raw.frame.shape[1]) if i not in layout.nameless and _is_numeric(raw.frame[i], layout)]


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
            return _without_blank_rows(frame, layout)
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
            return _without_blank_rows(frame, layout)
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


def _without_blank_rows(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return the rows without those of spaces alone, which pandas takes for rows after some line ends."""
    return frame.dropna(how="all", ignore_index=True) if layout.delimiter == WHITESPACE else frame


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


def _told(path: Path, encoding: str, layout: Layout, wanted: Sequence[int]) -> list[ToldRow]:
    """Return the rows `wanted`, which are counted from 0 and rise, with the lines on which they begin."""
    if not wanted:
        return []
    chosen = set(wanted)
    with _open_rows(path, encoding, layout) as file:
        rows = itertools.islice(read_rows(file, layout.delimiter, layout.first_line), wanted[-1] + 1)
        return [_told_row(line, fields, layout) for i, (line, fields) in enumerate(rows) if i in chosen]


def _told_row(line: int, fields: list[str], layout: Layout) -> ToldRow:
    width = len(layout.names)
    fields = trimmed(fields, width)
    flaw = ""
    if len(fields) > width or (layout.delimiter == WHITESPACE and len(fields) < width):
        flaw = f"{counted(len(fields), 'field')} instead of {width}"
    return ToldRow(f"line {line}", fields + [""] * (width - len(fields)), flaw)


def _as_written(path: Path, encoding: str, layout: Layout) -> pd.DataFrame:
    """Return all fields below the header as text; what a row has too much stays in its last field."""
    import pandas as pd

    width = len(layout.names)
    with _open_rows(path, encoding, layout) as file:
        rows = [trimmed(fields, width) for _, fields in read_rows(file, layout.delimiter)]
    even = [
        [*fields[: width - 1], layout.delimiter.join(fields[width - 1 :])]
        if len(fields) > width
        else fields + [""] * (width - len(fields))
        for fields in rows
    ]
    return pd.DataFrame(even, columns=range(width), dtype=object)


def _open_rows(path: Path, encoding: str, layout: Layout) -> TextIO:
    """Open `path` where its first row of data begins."""
    file = open_text(path, encoding)
    for _ in range(layout.first_line - 1):
        file.readline()
    return file


def _unclosed(source: str, error: Exception) -> InputError:
    return InputError(f"{source}: a quotation mark opens a field and is never closed ({error}); add the closing one")
