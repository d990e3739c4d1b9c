"""Tables, tracks and pictures: `read_table` takes the path of a file, and returns a `Table` of its points.

The ending of the file's name picks the reader: delimited text, a workbook, JSON, a Parquet table, a GPS track, an array
saved by numpy, or a picture. Rows that cannot be used are left out, and the table says why; its report says which
columns count, and why the others do not.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.arrays import table_of_array
from kmeans_viz.data.columns import Table
from kmeans_viz.data.deciding import table_of
from kmeans_viz.data.files import damage_told, ending_of, existing_file
from kmeans_viz.data.folders import files_in_memory, read_folder, text_files
from kmeans_viz.data.gpx import raw_of_track, read_gpx
from kmeans_viz.data.images import PICTURES
from kmeans_viz.data.many import files_of, is_pattern
from kmeans_viz.data.parquet import read_parquet
from kmeans_viz.data.pictures import read_picture
from kmeans_viz.data.raws import RAWS, raw_of
from kmeans_viz.data.reading import TODAY, Reading
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError, Points, warn_caller

__all__ = ["READERS", "Table", "read_points", "read_table"]


def read_points(path: Any, columns: Any = None, *, encoding: str | None = None, **reading: Any) -> Points:
    """Return the points in a file, and warn if rows of it had to be left out.

    Parameters
    ----------
    path, columns, encoding, **reading
        As for `read_table`.

    Returns
    -------
    Points
        ``(n, d)``; for a folder, a Dask array, which `record` and `lloyd` take.

    Raises
    ------
    InputError
        As for `read_table`.

    Warns
    -----
    UserWarning
        If rows were left out, with the reasons for the first of them.

    Examples
    --------
    >>> from pathlib import Path
    >>> import kmeans_viz.data.samples
    >>> folder = Path(kmeans_viz.data.samples.__file__).parent
    >>> read_points(folder / "iris.csv", "petal_length,petal_width")[:2]
    array([[1.4, 0.2],
           [1.4, 0.2]])
    """
    table = read_table(path, columns, encoding=encoding, **reading)
    warn_of_skipped(table, path)
    return table.points


def warn_of_skipped(table: Table, path: Any) -> None:
    """Warn about the rows of `path` that are not in `table`, if any."""
    if table.skipped:
        n_rows = int(table.points.shape[0]) + table.n_skipped
        warn_caller(f"{Path(path).name}: {table.n_skipped} of {n_rows} rows left out ({'; '.join(table.skipped)})")


def read_table(
    path: Any,
    columns: Any = None,
    *,
    without: Any = None,
    header: bool | None = None,
    encoding: str | None = None,
    part: str | None = None,
    dates: bool = False,
    one_hot: bool = False,
    spots: str | None = None,
    reading: int = TODAY,
) -> Table:
    """Return the points in a file with the names of their columns, the rows that were left out, and a report.

    Rows with a gap, with text where a number belongs, or with an infinite value are left out, never guessed. Numbers
    may be written with thousands, a currency, per cent, a unit, a decimal comma, or in brackets. Columns that hold no
    quantity do not count unless they are named: ids, row counters, years, answers of yes and no, columns with one
    value, dates and texts. `Table.report` tells what became of each column.

    Parameters
    ----------
    path : str or path-like, or a list of them
        ``.csv .tsv .tab .txt .dat .data`` or no ending (delimiter, decimal comma, header and encoding are detected; the
        file may be gzip-compressed), ``.xlsx``, ``.json`` (a table, one object a line, GeoJSON, or what Google's
        Takeout and Timeline export), ``.parquet``, ``.gpx``, ``.npy``, ``.npz`` with one array, or a picture:
        ``.png .jpg`` and others. A folder of Parquet, CSV or TSV files may be larger than memory: its points are one
        Dask array, whose rows are counted in one pass and read again whenever they are needed. A list of paths, a
        pattern such as ``"tracks/*.gpx"``, or a folder of another kind of files is read as one table.
    columns : sequence of str and int, or str, optional
        Names, or indices from 0; one string is split at its commas. By default, every column that holds quantities. A
        column of dates that is named counts as days since 1970-01-01, one of yes and no as 1 and 0. Latitude and
        longitude, recognised by their names and ranges, count as ``east_km, north_km``, kilometres from the middle of
        all rows, because k-means compares distances, and a degree of longitude is shorter than a degree of latitude
        everywhere but on the equator; rows that lie too far apart for a plane have ``up_km`` too. Under their own names
        they stay degrees, in GPX ``lon`` and ``lat``, and there is ``ele``. For a picture, the default is ``x, y``, the
        places of its spots; their ``area`` can be chosen, or ``red``, ``green`` and ``blue``, the colours of its
        pixels, or ``pixel_x`` and ``pixel_y``, the places of the pixels in spots.
    without : sequence of str and int, or str, optional
        Columns that do not count, whichever else do.
    header : bool, optional
        Whether the first row holds the names of the columns; by default, the rows below tell.
    encoding : str, optional
        For text files; by default, it is detected.
    part : str, optional
        Which part of a file that has several: a sheet of a workbook; an array of an ``.npz`` file; the key under which
        a table stands in JSON; of a GPX file, ``"tracks"``, ``"routes"`` or ``"waypoints"``; of a picture, in which
        channel or stain to look for spots: ``"red"``, ``"green"``, ``"blue"``, ``"hematoxylin"``, ``"eosin"`` or
        ``"dab"``.
    dates : bool
        Whether all columns of dates count, as days.
    one_hot : bool
        Whether columns of a few different words count, as one column of 0 and 1 for each word.
    spots : "bright" or "dark", optional
        Which spots of a picture to look for; by default, those that stand out more.
    reading : int
        Which rules to read by: 2 for today's; 1 for those of version 0.1, by which recipes of that version are read.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        If the file is missing, is not what its ending says, or holds no complete row of numbers.

    Examples
    --------
    >>> from kmeans_viz.data.samples import sample_file
    >>> print(read_table(sample_file("iris.csv")).report.line)
    iris.csv: 4 of 5 columns count (sepal_length, sepal_width, petal_length, petal_width); left out: species (words)
    """
    return read(path, Reading(columns, without, header, encoding, part, dates, one_hot, reading, spots))


def read(path: Any, reading: Reading) -> Table:
    """Return the points in a file, or in several, as `read_table` does, by the choices in `reading`."""
    if isinstance(path, (list, tuple)) and len(path) == 1:
        path = path[0]
    if isinstance(path, (list, tuple)):
        return _read_files([existing_file(file) for file in path], reading)
    if isinstance(path, (str, Path)) and is_pattern(str(path)):
        files = files_of(str(path))
        return read(files[0], reading) if len(files) == 1 else _read_files(files, reading)
    if isinstance(path, (str, Path)) and Path(path).is_dir():
        files = files_in_memory(Path(path))
        return _read_files(files, reading) if files else read_folder(Path(path), reading)
    file = existing_file(path)
    ending = ending_of(file)
    if ending not in READERS:
        fix = f"use one of: {' '.join(filter(None, READERS))}, for example by exporting the table as CSV"
        if ending == ".xls":
            fix = "save it as .xlsx, or as CSV"
        raise InputError(f"{file.name}: the ending {ending!r} is unknown; {fix}")
    return READERS[ending](file, reading)


def read_in_memory(path: Any, reading: Reading) -> Table:
    """Return the points in a file, or in several, as `read` does, but those of a folder of CSV or TSV files in memory.

    So all that a list of these files tells is there too: every kind of column, and the rows as they are written.
    """
    files = text_files(path[0] if isinstance(path, (list, tuple)) and len(path) == 1 else path)
    return _read_files(files, reading) if files else read(path, reading)


def _read_files(files: list[Path], reading: Reading) -> Table:
    """Return the points of several files of one kind, which are joined in memory."""
    return table_of(raw_of(files, reading), reading)


def _from_raw(find: Callable[[Path, Reading], Raw]) -> Callable[[Path, Reading], Table]:
    """Return a reader that decides about the rows that `find` finds."""

    def reader(path: Path, reading: Reading) -> Table:
        return table_of(find(path, reading), reading)

    return reader


def _read_track(path: Path, reading: Reading) -> Table:
    track = read_gpx(path, reading.encoding, reading.part)
    if track.is_bent and not reading.is_first:
        return table_of(raw_of_track(path.name, track), reading)
    return table_of_array(
        path.name, list(track.columns), np.column_stack(list(track.columns.values())), [0, 1], reading, row="point",
        why=_TRACK_WHY, notes=track.notes, odd=track.odd,
    )  # fmt: skip


def _read_npy(path: Path, reading: Reading) -> Table:
    with damage_told(_NO_ARRAY.format(path.name)):
        # A memory map also refuses pickled objects, which could run code.
        array = np.lib.format.open_memmap(path, mode="r")
    return _from_array(path.name, array, reading)


def _read_npz(path: Path, reading: Reading) -> Table:
    with (
        damage_told(_NO_ARRAY.format(path.name)),
        path.open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        names = list(arrays)
        if reading.part not in names and (len(names) != 1 or reading.part is not None):
            raise InputError(f"{path.name} holds {len(arrays)} arrays; name one with part=: {', '.join(names)}")
        array = np.asarray(arrays[reading.part or names[0]])
    return _from_array(path.name, array, reading)


_NO_ARRAY = "{} is damaged, or is not a plain array of numbers; save the array with numpy.save"


def _from_array(source: str, array: NDArray[Any], reading: Reading) -> Table:
    if array.dtype.kind not in "fiub":
        raise InputError(f"{source} holds {array.dtype} values, not real numbers; save a plain array of numbers")
    if array.ndim not in (1, 2) or array.size == 0:
        raise InputError(f"{source} has shape {array.shape}; save an array of shape (n, d), one row per point")
    matrix = array.reshape(len(array), -1)
    names = [f"x{i + 1}" for i in range(matrix.shape[1])]
    return table_of_array(source, names, matrix, range(len(names)), reading)


_TRACK_WHY = {
    "east_km": "km to the east of the middle",
    "north_km": "km to the north of the middle",
    "lon": "degrees, of which one is shorter the farther north or south it lies",
    "lat": "degrees",
    "ele": "metres above the sea",
}

READERS: dict[str, Callable[[Path, Reading], Table]] = {
    **{ending: _from_raw(find) for ending, find in RAWS.items()},
    ".parquet": read_parquet,
    ".gpx": _read_track,
    ".npy": _read_npy,
    ".npz": _read_npz,
    **dict.fromkeys(PICTURES, read_picture),
}
"""Ending → reader. `read_table` and the help of the command line both read this table."""
