"""From the fields of a file to its points: `table_of` decides which columns count, and tells what became of the others.

Every reader of tables ends here. It takes the `Raw` content of a file and the caller's `Reading`, and returns a `Table`
with a `Report`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.columns import MOST_TOLD, Table, make_table, pick_columns
from kmeans_viz.data.dialect import as_float, vote
from kmeans_viz.data.kinds import MOST_WORDS, Read, read_column
from kmeans_viz.data.numerals import looks_like_a_number
from kmeans_viz.data.placing import Globe, Pair, asks_for_km, default_of, pairs_of, placed, without_degrees
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.report import Column, Report
from kmeans_viz.data.rows import Raw, ToldRow
from kmeans_viz.data.totals import totals_in
from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    import pandas as pd

_MOST_VOTERS = 10_000
_LAST_RESORTS = (("years", "yes/no"), ("mostly empty",), ("counter", "row names", "id", "constant"))


def table_of(raw: Raw, reading: Reading) -> Table:
    """Return the points of a file, and the report on its columns and rows.

    Raises
    ------
    InputError
        If no column counts, a column that the caller names is not there or holds no numbers, or no row is complete.
    """
    reads, globe = _on_the_globe(raw, _reads(raw, reading), reading)
    wanted, notes = _wanted(raw, reads, reading)
    if globe is not None and any(reads[i].parts for i in wanted):
        notes.append(globe.plane.words)
    parts = [_numbers(raw, reads[i], i, reading) for i in wanted]
    names = [name for part in parts for name, _ in part]
    values = np.column_stack([column for part in parts for _, column in part])
    owners = [i for i, part in zip(wanted, parts, strict=True) for _ in part]
    complete = np.asarray(np.isfinite(values).all(axis=1))
    if raw.unusable is not None:
        complete &= ~raw.unusable
    totals = {} if reading.is_first else totals_in(values, lambda rows: [row.fields for row in raw.told(rows)])
    complete[list(totals)] = False
    bad = np.flatnonzero(~complete)
    why_not = _why_not(raw, reads, owners, values, totals)
    told = bad[:MOST_TOLD].tolist()
    reasons = [f"{row.place}: {why}" for row, why in zip(raw.told(told), why_not(told), strict=True)]
    table = make_table(raw.source, names, values[complete] if len(bad) else values, reasons, len(bad))
    report = replace(
        _report(raw, reads, wanted, notes, reading),
        n_rows=len(values),
        n_used=int(complete.sum()),
        skipped=table.skipped,
    )
    kept = None if len(bad) == 0 else np.flatnonzero(complete)
    dated = tuple(reads[i].kind == "dates" for i in owners)
    return replace(
        table, report=report, kept=kept, incomplete=values[bad], is_date=dated, whole=raw.whole,
        why_not=why_not, globe=globe,
    )  # fmt: skip


def report_of(raw: Raw, reading: Reading) -> tuple[Report, list[Pair]]:
    """Return the report on the columns alone, for a reader that sees only some of the rows.

    Where the middle of all rows is, such a reader has to find out, so columns of degrees count as they are, and are
    returned too: none where the caller names columns.
    """
    reads = _reads(raw, reading)
    wanted, notes = _wanted(raw, reads, reading)
    return _report(raw, reads, wanted, notes, reading), [] if reading.columns is not None else pairs_of(reads)


def _reads(raw: Raw, reading: Reading) -> list[Read]:
    read = _as_in_version_1 if reading.is_first else read_column
    reads = [
        read(name, raw.heads[i] if i in raw.heads else raw.frame[i], raw.decimal, is_nameless=i in raw.nameless)
        for i, name in enumerate(raw.names)
    ]
    for i, head in raw.heads.items():
        reads[i] = replace(reads[i], why=f"{reads[i].why}; judged by its first {len(head):,} rows")
    return reads


def _on_the_globe(raw: Raw, reads: list[Read], reading: Reading) -> tuple[list[Read], Globe | None]:
    """Return the columns with those of kilometres behind them, where the file has columns of degrees.

    A caller who names columns of the file gets what stands in them.
    """
    if reading.is_first or (reading.columns is not None and not asks_for_km(reading.columns)):
        return reads, None
    return placed(reads)


def _report(raw: Raw, reads: Sequence[Read], wanted: Sequence[int], notes: Sequence[str], reading: Reading) -> Report:
    assumed = [f"assumed: in {reads[i].name!r}, {reads[i].assumed}" for i in wanted if reads[i].assumed]
    unwanted = _unwanted(raw, reads, reading)
    columns = [_column(column, i in wanted, reading) for i, column in enumerate(reads)]
    return Report(
        raw.source,
        tuple(
            replace(column, made_of=tuple(reads[part].name for part in read.parts), is_unwanted=i in unwanted)
            for i, (column, read) in enumerate(zip(columns, reads, strict=True))
        ),
        (*raw.notes, *notes, *assumed),
        is_plain=raw.is_plain and _is_as_in_version_1(reads, wanted, reading),
    )


def _why_not(
    raw: Raw, reads: Sequence[Read], owners: Sequence[int], values: NDArray[Any], totals: Mapping[int, str]
) -> Callable[[Sequence[int]], list[str]]:
    """Return a function that tells, for any rows that were left out, why."""

    def tell(rows: Sequence[int]) -> list[str]:
        return [
            totals.get(index) or _flaw(row, index, reads, values[index], owners, raw.decimal)
            for row, index in zip(raw.told(rows), rows, strict=True)
        ]

    return tell


def _wanted(raw: Raw, reads: Sequence[Read], reading: Reading) -> tuple[list[int], list[str]]:
    """Return the columns to use, and notes on how they were chosen."""
    notes = []
    names, without = [read.name for read in reads], _unwanted(raw, reads, reading)
    if reading.columns is not None:
        wanted = pick_columns(reading.columns, names, (), raw.source)
    else:
        kinds = [*(["dates"] if reading.dates else []), *(["words"] if reading.one_hot else [])]
        wanted = [i for i, column in enumerate(reads) if column.counts or column.kind in kinds]
        if raw.default is not None:
            wanted = list(raw.default)
        wanted = default_of(reads, wanted, without)
        for last in _LAST_RESORTS if not reading.is_first else ():
            if not wanted:
                wanted = [i for i, column in enumerate(reads) if column.kind in last and column.values is not None]
                if wanted:
                    notes.append("no other column holds numbers, so these count")
    wanted = [i for i in wanted if i not in without]
    if not wanted:
        raise InputError(f"{raw.source} has no column of numbers; {raw.fix}")
    return wanted, notes


def _unwanted(raw: Raw, reads: Sequence[Read], reading: Reading) -> set[int]:
    """Return the columns that the caller leaves out by name."""
    names = [read.name for read in reads]
    return set(pick_columns(reading.left_out, names, (), raw.source)) if reading.left_out else set()


def _numbers(raw: Raw, column: Read, index: int, reading: Reading) -> list[tuple[str, NDArray[np.float64]]]:
    """Return the names and numbers of a column: one, or as many as it has different words."""
    if reading.one_hot and column.words:
        fields = raw.frame[index].astype(object).map(lambda field: field if field is None else str(field).strip())
        known = fields.isin(column.words).to_numpy()
        return [
            (f"{column.name}={word}", np.where(known, (fields == word).to_numpy(dtype=float), np.nan))
            for word in column.words
        ]
    if column.values is None or (
        column.kind in ("words", "text") and not reading.is_first and not np.isfinite(column.values).any()
    ):
        if reading.is_first:
            return [(column.name, _plain_numbers(raw.frame[index], raw.decimal))]
        if column.words:
            fix = "one_hot=True, or --one-hot, makes a column of 0 and 1 of each word"
        elif column.kind == "text" and reading.one_hot:
            fix = f"one-hot takes at most {MOST_WORDS} different words"
        else:
            fix = "name columns that hold numbers"
        raise InputError(f"{raw.source}: {column.name!r} holds no numbers ({column.why}); {fix}")
    return [(column.name, column.values)]


def _column(column: Read, is_used: bool, reading: Reading) -> Column:
    how = column.how if is_used or column.kind in ("numbers", "mostly empty") else ""
    why = column.why
    if is_used and column.words and reading.one_hot:
        why, how = (
            f"{len(column.words)} words: {', '.join(column.words[:6])}{', …' if len(column.words) > 6 else ''}",
            "a column of 0 and 1 for each",
        )
    elif is_used and column.kind in ("dates", "times"):
        why = column.kind
    return Column(column.name, column.kind, is_used, why, how, column.n_gaps, column.n_unread)


def _is_as_in_version_1(reads: Sequence[Read], wanted: Sequence[int], reading: Reading) -> bool:
    if reading.is_first:
        return True
    same = all(reads[i].plain and not (reading.one_hot and reads[i].words) for i in wanted)
    return same and (reading.columns is not None or list(wanted) == [i for i, c in enumerate(reads) if c.counted])


def _as_in_version_1(name: str, column: pd.Series[Any], decimal: str, *, is_nameless: bool) -> Read:
    """Return a column as version 0.1 read it: as numbers, where most of its filled fields are plain numbers."""
    filled = column.dropna()
    values: NDArray[np.float64] | None
    if column.dtype.kind in "iuf":
        values, is_numeric = column.to_numpy(dtype=np.float64), len(filled) > 0
    else:
        voters = filled.iloc[:: len(filled) // _MOST_VOTERS + 1]
        is_numeric = sum(vote(str(field), decimal) for field in voters) > 0
        values = _plain_numbers(column, decimal) if is_numeric else None
    counts = is_numeric and not is_nameless
    kind = "numbers" if is_numeric else "text"
    return Read(name, kind, "read as in version 0.1", values, counts, n_gaps=len(column) - len(filled), counted=counts)


def _plain_numbers(column: pd.Series[Any], decimal: str) -> NDArray[np.float64]:
    return np.fromiter((as_float(str(field), decimal) for field in column), np.float64, count=len(column))


def _flaw(
    row: ToldRow, index: int, reads: Sequence[Read], values: NDArray[Any], owners: Sequence[int], decimal: str
) -> str:
    """Say why a row is left out: the first of its columns that has no number, and what stands there."""
    if row.flaw:
        return row.flaw
    first = next((i for i, value in zip(owners, values, strict=True) if not math.isfinite(value)), owners[-1])
    if reads[first].parts:
        first = without_degrees(reads, reads[first].parts, index)
    column, field = reads[first], row.fields[first]
    # NaN is the one value that differs from itself; pandas.NA is neither true nor false.
    if field is None or type(field).__name__ == "NAType" or field != field:
        return f"{column.name!r} is empty"
    text = str(field).strip()
    if not text:
        return f"{column.name!r} is empty"
    shown = repr(text if len(text) <= 30 else text[:27] + "...")
    plain = as_float(text, decimal)
    if math.isinf(plain):
        return f"{column.name!r} is {shown}, not a finite number"
    if column.kind in ("dates", "times"):
        return f"{column.name!r} is {shown}, not a {column.kind[:-1]}"
    unit = re.search(r"in (\S+)(?:;|\Z)|(per cent)|(\S+) left out", column.how)
    if unit is not None and looks_like_a_number(text):
        return f"{column.name!r} is {shown}, not in {unit[1] or unit[2] or unit[3]}"
    if math.isfinite(plain) and column.kind == "degrees":
        return f"{column.name!r} is {text}, which is nowhere on the globe"
    if math.isfinite(plain):
        return f"{column.name!r} is {text}, which stands for a gap"
    return f"{column.name!r} is {shown}, not a number"
