"""Columns of numbers that need no judging: arrays, tracks and pictures, whose columns the reader knows.

`table_of_array` takes their names and numbers, and returns a `Table` with its report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.columns import MOST_TOLD, Table, make_table, pick_columns
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.report import Column, Report
from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    import pandas as pd


def table_of_array(
    source: str,
    names: list[str],
    matrix: NDArray[Any],
    default: Sequence[int],
    reading: Reading,
    *,
    row: str = "row",
    why: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
    odd: Mapping[tuple[int, str], str] | None = None,
) -> Table:
    """Return the chosen columns of `matrix`, and a report on all of them.

    Parameters
    ----------
    source : str
        What messages call the file.
    names, matrix
        The names of all columns, and their ``(n, d)`` numbers; NaN where a field is empty.
    default : sequence of int
        Which of them count if the caller names none.
    reading : Reading
        The choices of the caller.
    row : str
        What messages call a row; rows are counted from 1.
    why : mapping of str to str, optional
        What the report says about a column.
    notes : sequence of str
        What it says about the file.
    odd : mapping, optional
        The text that stands in the file in place of a number, by row and name.
    """
    wanted = pick_columns(reading.columns, names, default, source)
    without = set(pick_columns(reading.left_out, names, (), source)) if reading.left_out else set()
    wanted = [i for i in wanted if i not in without]
    if not wanted:
        raise InputError(f"{source} has no column left; leave out fewer")
    # Make exactly one copy: the array may be a memory map that does not fit into memory twice.
    chosen = matrix if wanted == list(range(matrix.shape[1])) else matrix[:, wanted]
    values = np.array(chosen, np.float64, order="C")
    finite = np.isfinite(values)
    complete = finite.all(axis=1)
    bad = np.flatnonzero(~complete)

    def why_not(rows: Sequence[int]) -> list[str]:
        # The table keeps no copy of what was left out, so it is taken from the file's own array again.
        told = []
        for index in rows:
            first = next(i for i in wanted if not np.isfinite(matrix[index, i]))
            text = (odd or {}).get((index, names[first]))
            told.append(f"{names[first]!r} is {_shown(float(matrix[index, first])) if text is None else text}")
        return told

    reasons = [
        f"{row} {index + 1}: {reason}"
        for index, reason in zip(bad[:MOST_TOLD].tolist(), why_not(bad[:MOST_TOLD].tolist()), strict=True)
    ]
    table = make_table(source, [names[i] for i in wanted], values[complete] if len(bad) else values, reasons, len(bad))
    report = Report(
        source,
        tuple(Column(name, "numbers", i in wanted, (why or {}).get(name, "numbers")) for i, name in enumerate(names)),
        tuple(notes),
        len(values),
        len(values) - len(bad),
        table.skipped,
    )
    kept = np.flatnonzero(complete) if len(bad) else None
    return replace(
        table, report=report, kept=kept, incomplete=values[bad], whole=_frame_of(matrix, names), why_not=why_not
    )


def _frame_of(matrix: NDArray[Any], names: list[str]) -> Callable[[], pd.DataFrame]:
    def whole() -> pd.DataFrame:
        import pandas as pd

        return pd.DataFrame(matrix, columns=names)

    return whole


def _shown(value: float) -> str:
    return "empty" if np.isnan(value) else f"{value}, not a finite number"
