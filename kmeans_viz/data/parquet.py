"""Parquet files: `read_columns` takes a path and names of columns, and returns float64 numbers, NaN for empty fields.

pyarrow reads the files; it is installed with the extra ``dask``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.arrays import table_of_array
from kmeans_viz.data.columns import Table, pick_columns
from kmeans_viz.data.deciding import table_of
from kmeans_viz.data.files import damage_told
from kmeans_viz.data.placing import asks_for_km
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError

_HEAD_ROWS = 10_000
_NO_END = "{} cannot be read to its end ({{reason}}); copy or download it again"
_INDEX = "__index_level_"  # how pandas begins the names of the columns for the row labels that it adds


def read_parquet(path: Path, reading: Reading) -> Table:
    """Return the complete rows of a Parquet file.

    Raises
    ------
    InputError
        If the file cannot be read, no column of it counts, or it lacks a column that is asked for.
    """
    if reading.is_first:
        names = numeric_columns(path, reading.columns)
        return table_of_array(path.name, names, read_columns(path, names), range(len(names)), Reading(version=1))
    return table_of(_raw_of_named(path, reading) or raw_parquet(path, reading), reading)


def raw_parquet(path: Path, reading: Reading) -> Raw:
    """Return the rows of a Parquet file, before anything is decided about its columns."""
    file = open_parquet(path)
    with damage_told(_NO_END.format(path.name)):
        return _raw(path, file.read())


def _raw_of_named(path: Path, reading: Reading) -> Raw | None:
    """Return the columns that the caller names, and the first rows of the others, which cannot count.

    None if the file is read whole: it is short, or other columns than the named ones are needed.
    """
    file = open_parquet(path)
    names = file.schema_arrow.names
    is_long = file.metadata.num_rows > _HEAD_ROWS and len(set(names)) == len(names)
    if not is_long or reading.columns is None or asks_for_km(reading.columns):
        return None
    named = pick_columns(reading.columns, names, (), path.name)
    others = [i for i in range(len(names)) if i not in named]
    with damage_told(_NO_END.format(path.name)):
        table = file.read(columns=[names[i] for i in named])
        if set(table.column_names) != {names[i] for i in named}:  # a name with a dot also asks for parts of columns
            return None
        frame = _frame(table.select([names[i] for i in named])).set_axis(named, axis=1)
        heads = _frame(next(file.iter_batches(_HEAD_ROWS, columns=[names[i] for i in others]))) if others else {}
    raw = _raw_of(path, frame, names)
    return replace(
        raw, heads={i: heads[names[i]] for i in others}, as_written=lambda: raw_parquet(path, reading).frame
    )  # fmt: skip


def raw_head(path: Path) -> Raw:
    """Return the first rows of a Parquet file."""
    with damage_told(_NO_END.format(path.name)):
        batch = next(open_parquet(path).iter_batches(_HEAD_ROWS), None)
    if batch is None:
        raise InputError(f"{path.parent} has no rows in its files; give at least one point")
    import pyarrow as pa

    return _raw(path, pa.Table.from_batches([batch]))


def _raw(path: Path, table: Any) -> Raw:
    frame = _frame(table)
    return _raw_of(path, frame.set_axis(range(frame.shape[1]), axis=1), list(map(str, frame.columns)))


def _raw_of(path: Path, frame: Any, names: list[str]) -> Raw:
    nameless = tuple(i for i, name in enumerate(names) if name.startswith(_INDEX))
    return Raw(path.name, tuple(names), frame, nameless=nameless)


def _frame(table: Any) -> Any:
    return table.to_pandas(ignore_metadata=True)


def numeric_columns(path: Path, columns: Any = None) -> list[str]:
    """Return the names of the columns of numbers in `path` that `columns` asks for, all of them by default.

    Raises
    ------
    InputError
        If the file is not a Parquet file, has no column of numbers, or lacks one that `columns` names.
    """
    schema = open_parquet(path).schema_arrow
    numeric = [i for i, field in enumerate(schema) if _is_number(field.type)]
    wanted = pick_columns(
        columns, schema.names, [i for i in numeric if not schema.names[i].startswith(_INDEX)], path.name
    )
    for i in wanted:
        if i not in numeric:
            raise InputError(
                f"{path.name}: {schema.names[i]!r} holds {schema.types[i]}, not numbers; use some of: "
                f"{', '.join(schema.names[j] for j in numeric)}"
            )
    if not wanted:
        raise InputError(f"{path.name} has no column of numbers; give a table with at least one")
    return [schema.names[i] for i in wanted]


def row_groups(path: Path) -> list[int]:
    """Return how many rows each row group of `path` has."""
    metadata = open_parquet(path).metadata
    return [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]


def read_columns(path: Path, names: Sequence[str], groups: Sequence[int] | None = None) -> NDArray[np.float64]:
    """Return the named columns, ``(n, d)``, of the row groups `groups`, or of the whole file.

    Raises
    ------
    InputError
        If the file cannot be read to its end.
    """
    import pyarrow as pa

    file = open_parquet(path)
    with damage_told(_NO_END.format(path.name)):
        table = file.read(columns=list(names)) if groups is None else file.read_row_groups(groups, columns=list(names))
        matrix = np.empty((table.num_rows, len(names)))
        for i, name in enumerate(names):
            matrix[:, i] = table.column(name).cast(pa.float64(), safe=False).to_numpy()
    return matrix


def open_parquet(path: Path) -> Any:
    """Return `path` as an open ``pyarrow.parquet.ParquetFile``.

    Raises
    ------
    InputError
        If pyarrow is not installed, or the file is not a Parquet file.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError:
        raise InputError(
            f"{path.name}: Parquet needs pyarrow, which is not installed; pip install 'kmeans-viz[dask]' adds it"
        ) from None
    with damage_told(f"{path.name} is damaged, or is not a Parquet file; export or download it again"):
        return pq.ParquetFile(path)


def _is_number(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))
