"""Rows of cells that are values already, as in a workbook or a JSON file: `raw_of_rows` finds names and columns."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from kmeans_viz.data.delimited import written_vote
from kmeans_viz.data.headers import has_header
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError


def raw_of_rows(
    source: str, rows: Sequence[Sequence[Any]], reading: Reading, *, notes: Sequence[str] = (), first_row: int = 1
) -> Raw:
    """Return the table in some rows of cells, which may have a title and blank rows above it and a margin beside it.

    Parameters
    ----------
    source : str
        What messages call the file.
    rows : sequence of sequence
        The cells: numbers, texts, moments, booleans, or None where one is empty.
    reading : Reading
        Whether the first row is a header, if the caller says so.
    notes : sequence of str
        What the report says about the file.
    first_row : int
        The number of the first of the rows in the file.

    Raises
    ------
    InputError
        If there is no row below the header.
    """
    import pandas as pd

    width = max((len(row) for row in rows), default=0)
    even = [[*row, *[None] * (width - len(row))] for row in rows]
    margin = [i for i in range(width) if any(_filled(row[i]) for row in even)]
    filled = [sum(map(_filled, row)) for row in even]
    # A title stands in one cell, above rows with more.
    least = 2 if max(filled, default=0) > 1 else 1
    start = next((i for i, number in enumerate(filled) if number >= least), None)
    if start is None:
        raise InputError(f"{source} is empty; give a table with at least one row of numbers")
    table = [[row[i] for i in margin] for row in even[start:]]
    texts = [[text_of(cell) for cell in row] for row in table[:201]]
    is_header, why = has_header(texts, len(margin), ".", written_vote)
    if reading.header is not None:
        is_header, why = reading.header, ""
    notes = [*notes, *([f"assumed: {why}; --header {'no' if is_header else 'yes'} says otherwise"] if why else [])]
    names = texts[0] if is_header else [""] * len(margin)
    notes.append(f"the names stand in row {start + first_row}" if is_header else "no header: x1 is the first column")
    body = [row for row in table[is_header:] if any(map(_filled, row))]
    where = [i + start + is_header + first_row for i, row in enumerate(table[is_header:]) if any(map(_filled, row))]
    if not body:
        raise InputError(f"{source} has a header and no rows; give a table with at least one row of numbers")
    frame = pd.DataFrame({i: pd.Series([row[i] for row in body]) for i in range(len(margin))})
    return Raw(
        source,
        tuple(" ".join(name.split()) or f"x{i + 1}" for i, name in enumerate(names)),
        frame,
        nameless=tuple(i for i, name in enumerate(names) if is_header and not name),
        notes=tuple(notes),
        is_plain=False,
        places=where,
    )


def _filled(cell: Any) -> bool:
    return cell is not None and cell != ""


def text_of(cell: Any) -> str:
    """Return a cell as a file of text would hold it."""
    if cell is None:
        return ""
    if isinstance(cell, (datetime.datetime, datetime.date)):
        return cell.isoformat()
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell).strip()
