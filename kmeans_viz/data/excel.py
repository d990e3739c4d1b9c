"""Excel workbooks: `raw_excel` takes a path, and returns the rows of one sheet. openpyxl reads the cells."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import Any

from kmeans_viz.data.cells import raw_of_rows, text_of
from kmeans_viz.data.delimited import written_vote
from kmeans_viz.data.files import damage_told
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError, as_choice

_MOST_BYTES = 400_000_000  # of XML in a workbook; a small file can unpack to any size
_MOST_CELLS = 20_000_000
_NO_WORKBOOK = "{} is damaged, or is no Excel workbook ({{reason}}); save it again as .xlsx"


def raw_excel(path: Path, reading: Reading) -> Raw:
    """Return the rows of a sheet of a workbook, by default of the first one with numbers below its first row.

    Where no sheet has such numbers, that is the first one that is not empty.

    Raises
    ------
    InputError
        If openpyxl is not installed, the file is not a workbook, has no such sheet, or is too large.
    """
    try:
        import openpyxl
    except ImportError:
        raise InputError(
            f"{path.name}: workbooks need openpyxl, which is not installed; pip install openpyxl adds it"
        ) from None
    _check_size(path)
    with damage_told(_NO_WORKBOOK.format(path.name)), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Cells hold the results of formulas, as Excel last saw them.
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        names = [sheet.title for sheet in book.worksheets]
        if not names:
            raise InputError(f"{path.name} has no sheet of cells; save the table in one, or as CSV")
        chosen = names if reading.part is None else [as_choice(reading.part, names, f"{path.name}: part")]
        name, rows = _first_with_numbers(path, book, chosen)
    others = [other for other in names if other != name]
    notes = [f"the sheet is {name!r}"]
    if others:
        notes.append(f"the workbook also has {', '.join(map(repr, others))}; --part names one")
    return raw_of_rows(path.name, rows, reading, notes=notes)


def _first_with_numbers(path: Path, book: Any, names: list[str]) -> tuple[str, list[list[Any]]]:
    first: tuple[str, list[list[Any]]] | None = None
    for name in names:
        rows = _rows(path, book[name])
        if any(written_vote(text_of(cell), ".") > 0 for row in rows[1:] for cell in row):
            return name, rows
        if first is None or not first[1]:
            first = name, rows
    assert first is not None
    return first


def _check_size(path: Path) -> None:
    with damage_told(_NO_WORKBOOK.format(path.name)), zipfile.ZipFile(path) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > _MOST_BYTES:
        raise InputError(
            f"{path.name} unpacks to {size / 1e6:,.0f} MB, more than {_MOST_BYTES // 10**6}; save the table as CSV"
        )


def _rows(path: Path, sheet: Any) -> list[list[Any]]:
    """Return the cells of a sheet, without the empty rows at its end."""
    rows: list[list[Any]] = []
    n_cells, last = 0, 0
    for cells in sheet.iter_rows(values_only=True):
        row = list(cells)
        while row and row[-1] in (None, ""):
            row.pop()
        rows.append(row)
        n_cells += len(row) + 1
        last = len(rows) if row else last
        if n_cells > _MOST_CELLS:
            raise InputError(f"{path.name} has more than {_MOST_CELLS:,} cells; save the table as CSV")
    return rows[:last]
