"""Where the rows of a clustering come from: `table_from` takes a file, a data frame, an array or a recipe."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from kmeans_viz.data import Table
from kmeans_viz.data.arrays import table_of_array
from kmeans_viz.data.deciding import table_of
from kmeans_viz.data.dialect import is_gap
from kmeans_viz.data.fixes import Fixes, fixes_of
from kmeans_viz.data.raws import rows_of
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.rows import Raw
from kmeans_viz.data.tables import read_in_memory
from kmeans_viz.inputs import InputError, as_points, is_dask
from kmeans_viz.interop import as_frame, is_frame
from kmeans_viz.recipe import Recipe


def table_from(source: Any, reading: Reading) -> Table:
    """Return the points in `source`, in its own units, with the report on its columns.

    Raises
    ------
    InputError
        If `source` is nothing that holds points, or they do not fit into memory.
    """
    source = as_frame(source)
    if isinstance(source, Recipe):
        # What is said of the units does not hold for a board that is standardized.
        table = source.table_in_own_units() if source.standardize else source.table()
        if not table.names:  # a board that is no file
            return table_from(table.points, reading)
    elif is_of_files(source):
        table = read_in_memory(source, reading)
    elif isinstance(source, Table):
        table = source
    elif is_frame(source) and not is_dask(source):
        table = table_of(_raw_frame(source), reading)
    else:
        points = as_points(source, name="source")
        names = [f"x{i + 1}" for i in range(points.shape[1])]
        table = table_of_array("points", names, points, range(len(names)), reading)
    check_in_memory(table)
    return table


def check_in_memory(table: Table) -> None:
    """Raise an `InputError` if the points of a table are read block by block."""
    if is_dask(table.points):
        name = table.report.source if table.report else "source"
        raise InputError(
            f"{name} is a folder that is read block by block, and a clustering needs its points in memory; give one "
            f"file, several by their names, or a pattern: '{name}/*.parquet'"
        )


def is_of_files(source: Any) -> bool:
    """Tell whether `source` is a path, or a list of paths."""
    several = isinstance(source, (list, tuple)) and len(source) > 0
    return isinstance(source, (str, Path)) or (several and all(isinstance(path, (str, Path)) for path in source))


def numbers_for(own: Table, source: Any, reading: Reading) -> tuple[np.ndarray[Any, Any], int]:
    """Return the ``(m, d)`` numbers of new rows, NaN where one is missing, for the columns of a clustering.

    Parameters
    ----------
    own : Table
        The rows of the clustering, whose d columns are wanted.
    source
        An array of shape ``(m, d)``, or a data frame or a file that has these columns.
    reading : Reading
        How the rows of the clustering were read.
    """
    names = own.names
    source = as_frame(source)
    if not is_of_files(source) and not is_frame(source):
        array = np.asarray(source, dtype=np.float64)
        if array.ndim != 2 or array.shape[1] != len(names):
            raise InputError(
                f"X has shape {array.shape}; expected (m, {len(names)}): one row per point, with {', '.join(names)}"
            )
        return array, len(array)
    if own.globe is not None and own.globe.columns.keys() & set(names):
        return _on_its_globe(own, source, reading)
    # Each column of 0 and 1 comes from a column of words, of which new rows may have fewer, or others.
    worded = {name: name.rpartition("=") for name in names if reading.one_hot and "=" in name}
    plain = [name for name in names if name not in worded]
    first = plain or list(dict.fromkeys(column for column, _, _ in worded.values()))
    table = table_from(source, replace(reading, columns=first, without=None, one_hot=not plain))
    n = len(table.points) + table.n_skipped
    values = np.full((n, len(names)), np.nan)
    frame = table.frame if worded else None
    for i, name in enumerate(names):
        if name not in worded:
            values[table.rows, i] = table.points[:, table.names.index(name)]
            continue
        column, _, word = worded[name]
        assert frame is not None
        if column not in frame:
            raise InputError(f"X has no column {column!r}; give the columns of the clustering: {', '.join(names)}")
        fields = [str(field).strip() for field in frame[column].fillna("")]
        values[:, i] = [np.nan if is_gap(field) else float(field == word) for field in fields]
    return values, n


def fixes_from(source: Any, reading: Reading, columns: Any, most_inexact_m: float) -> Fixes:
    """Return the positions in `source`, and their times, as `fixes_of` does.

    Raises
    ------
    InputError
        If `source` is neither files nor a data frame, or holds no positions.
    """
    if is_of_files(source):
        return fixes_of(rows_of(source, reading), columns, most_inexact_m=most_inexact_m)
    source = as_frame(source)
    if is_frame(source) and not is_dask(source):
        # Times are often the labels of the rows.
        is_labelled = getattr(getattr(source.index, "dtype", None), "kind", "") == "M"
        labelled = source.reset_index() if is_labelled else source
        return fixes_of(_raw_frame(labelled), columns, most_inexact_m=most_inexact_m)
    raise InputError(
        f"{type(source).__name__} holds no positions that could be told apart; give files, or a data frame with "
        "columns of latitude, longitude and time"
    )


def _on_its_globe(own: Table, source: Any, reading: Reading) -> tuple[np.ndarray[Any, Any], int]:
    """Return the numbers of new rows, with their degrees as kilometres around the middle of the clustering's rows."""
    globe = own.globe
    assert globe is not None
    plain = [name for name in own.names if name not in globe.columns]
    pairs = dict.fromkeys(globe.columns[name][0] for name in own.names if name in globe.columns)
    degrees = [name for pair in pairs for name in pair.names]
    bare = replace(own, names=tuple(plain + degrees), globe=None)
    read, n = numbers_for(bare, source, replace(reading, columns=None))
    values = np.full((n, len(own.names)), np.nan)
    for i, name in enumerate(own.names):
        if name not in globe.columns:
            values[:, i] = read[:, plain.index(name)]
            continue
        pair, axis = globe.columns[name]
        lon, lat = (read[:, len(plain) + degrees.index(part)] for part in pair.names)
        known = (np.abs(lon) <= 360) & (np.abs(lat) <= 90)
        values[:, i] = globe.plane.km(np.where(known, lon, np.nan), np.where(known, lat, np.nan))[:, axis]
    return values, n


def _raw_frame(frame: Any) -> Raw:
    if len(frame) == 0:
        raise InputError("source is a data frame without rows; give at least one")
    numbered = frame.copy(deep=False)
    numbered.columns = range(frame.shape[1])
    numbered = numbered.reset_index(drop=True)
    names = tuple(map(str, frame.columns))
    return Raw("data frame", names, numbered, as_written=lambda: numbered.copy(deep=False), first_row=0)
