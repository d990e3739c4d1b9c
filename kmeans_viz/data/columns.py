"""The last steps of every reader of tables: pick the columns that the caller asked for, and keep the complete rows.

`pick_columns` takes names or indices and returns indices. `make_table` takes the names and numbers, and returns a
`Table`, which also says which rows were left out and why.
"""

from __future__ import annotations

import csv
import io
import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.report import Report
from kmeans_viz.inputs import LARGEST, InputError, Points, as_choice, as_points, lock
from kmeans_viz.runs.backdrop import Backdrop
from kmeans_viz.runs.units import Units

if TYPE_CHECKING:
    import pandas as pd

    from kmeans_viz.data.placing import Globe

MOST_TOLD = 5
"""The most rows left out that are described one by one."""


@dataclass(frozen=True, eq=False)
class Table:
    """Points read from a file.

    Attributes
    ----------
    points : Points
        ``(n, d)``: the complete rows, read-only.
    names : tuple of str
        The names of the d columns; ``"x1"``, ``"x2"``, ... where the file has none.
    skipped : tuple of str
        Why rows were left out, one sentence a row, such as ``"line 5: 'lat' is empty"``; after five of them
        only ``"and 17 more"``.
    n_skipped : int
        How many rows were left out.
    units : Units, optional
        What the points were, if they are z-scores, see `scaling.standardized`.
    report : Report, optional
        Every column of the file, whether it counts, why, and how it was read; None for points that no file held.
    kept : array of int, optional
        Which rows of the file the points are, as `rows`; None if they are all.
    incomplete : array of float, optional
        ``(n_skipped, d)``: the rows that were left out, NaN where a number is missing; None where no file held them.
    is_date : tuple of bool
        Which of the d columns are days since 1970-01-01; empty if none is.
    backdrop : Backdrop, optional
        The picture in which the points were found, if they are places in it, or its colours.
    globe : Globe, optional
        What columns of kilometres are made of, where the file has columns of degrees.
    whole, why_not : callable, optional
        Look up again what is in the file: `frame`, and why some rows are not among the points.
    """

    points: Points
    names: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    n_skipped: int = 0
    units: Units | None = None
    report: Report | None = None
    kept: NDArray[np.intp] | None = None
    incomplete: NDArray[np.float64] | None = None
    is_date: tuple[bool, ...] = ()
    backdrop: Backdrop | None = None
    globe: Globe | None = None
    whole: Callable[[], pd.DataFrame] | None = None
    why_not: Callable[[Sequence[int]], list[str]] | None = None

    @property
    def is_standardized(self) -> bool:
        """True if the points are z-scores."""
        return self.units is not None

    @property
    def rows(self) -> NDArray[np.intp]:
        """``(n,)``: the number of each point's row among the rows of the file, counted from 0."""
        return np.arange(len(self.points)) if self.kept is None else self.kept

    @property
    def frame(self) -> pd.DataFrame:
        """All rows of the file, in order and as the file writes them, also those that are not among the points.

        It is read anew each time, so that a table takes no more memory than its points.
        """
        if self.whole is not None:
            return self.whole()
        import pandas as pd

        return pd.DataFrame(self.points, columns=list(self.names) or None)

    @property
    def behind(self) -> Backdrop | None:
        """The picture that stands behind the points, if they are places in one."""
        return self.backdrop if self.backdrop is not None and self.backdrop.is_place else None

    @property
    def labels(self) -> tuple[str, ...]:
        """The label of an axis for each column."""
        return tuple(f"{name}, standardized" for name in self.names) if self.is_standardized else self.names


def make_table(
    source: str, names: Sequence[str], values: NDArray[Any], reasons: Sequence[str], n_skipped: int
) -> Table:
    """Return the Table of `values`, the complete rows of the file `source`.

    Parameters
    ----------
    source : str
        What messages call the file.
    names, values
        The columns' names, and their ``(n, d)`` numbers. The array is locked and not copied, so the caller must not
        use it afterwards.
    reasons : sequence of str
        Why rows were left out: one sentence for each of the first `MOST_TOLD`.
    n_skipped : int
        How many rows were left out.

    Raises
    ------
    InputError
        If no row is left, or a number is so large that its square overflows.
    """
    more = n_skipped - len(reasons)
    skipped = (*reasons, f"and {more} more") if more else tuple(reasons)
    if len(values) == 0:
        rows = "its only row is not" if n_skipped == 1 else f"none of its {n_skipped} rows is"
        raise InputError(
            f"{source}: {rows} complete ({'; '.join(skipped)}); fill the gaps, or choose other columns with columns="
        )
    largest = np.maximum(values.max(axis=0), -values.min(axis=0))
    worst = int(largest.argmax())
    if largest[worst] > LARGEST:
        raise InputError(
            f"{source}: {names[worst]!r} holds {largest[worst]:g}, and squared distances of numbers beyond "
            f"{LARGEST:g} overflow; rescale that column"
        )
    return Table(as_points(lock(values), name=source), tuple(names), skipped, n_skipped)


def pick_columns(columns: Any, names: Sequence[str], default: Sequence[int], source: str) -> list[int]:
    """Return the indices of the columns that `columns` asks for.

    Parameters
    ----------
    columns : None, str, int, or sequence of str and int
        Names, or indices from 0; one string is split at its commas; None asks for `default`.
    names : sequence of str
        The names of all columns.
    default : sequence of int
        The indices to return for None.
    source : str
        What messages call the file.

    Raises
    ------
    InputError
        If a column is unknown, ambiguous or named twice, or there are none.
    """
    if columns is None:
        return list(default)
    if isinstance(columns, str):
        columns = [columns] if columns in names else split_names(columns)
    elif not isinstance(columns, Iterable):
        columns = [columns]
    picked = [_index(column, names, source) for column in columns]
    for index in picked:
        if picked.count(index) > 1:
            raise InputError(f"{source}: column {names[index]!r} is named twice; name each column once")
    if not picked:
        raise InputError(f"{source}: columns={columns!r} names no column; use None or some of: {', '.join(names)}")
    return picked


def split_names(text: str) -> list[str]:
    """Return the names in a text, split at its commas; a name that has a comma is in double quotes, as in CSV.

    Raises
    ------
    InputError
        If the text has a line break.

    Examples
    --------
    >>> split_names('age, "spend, cents"')
    ['age', 'spend, cents']
    """
    try:
        names = next(csv.reader([text], skipinitialspace=True), [])
    except csv.Error:
        raise InputError(f"columns={text!r} has a line break; use commas alone: 'lon,lat'") from None
    return [name.strip() for name in names]


def joined_names(names: Iterable[str]) -> str:
    """Return the text that `split_names` splits into these names."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(names)
    return text.getvalue()


def _index(column: Any, names: Sequence[str], source: str) -> int:
    if isinstance(column, str) and (column in names or not column.isdecimal()):
        as_choice(column, list(names), f"{source}: column")
        if names.count(column) > 1:
            raise InputError(
                f"{source}: column={column!r} occurs {names.count(column)} times; "
                f"use an index instead, 0 to {len(names) - 1}"
            )
        return names.index(column)
    try:
        if isinstance(column, bool):
            raise TypeError
        index = int(column) if isinstance(column, str) else operator.index(column)
    except TypeError:
        raise InputError(
            f"{source}: column={column!r} is neither a name nor a whole number; use some of: {', '.join(names)}"
        ) from None
    if not 0 <= index < len(names):
        raise InputError(f"{source}: column={index} is out of range; use 0 to {len(names) - 1}")
    return index
