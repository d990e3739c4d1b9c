"""Tables, tracks and pictures: `read_table` takes the path of a file, and returns a `Table` of its points.

The ending of the file's name picks the reader: delimited text, a Parquet table, a GPS track, an array saved by numpy,
or a picture. Rows that cannot be used are left out, and the table says why.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.columns import MOST_TOLD, Table, make_table, pick_columns
from kmeans_viz.data.delimited import read_delimited
from kmeans_viz.data.files import existing_file
from kmeans_viz.data.folders import read_folder
from kmeans_viz.data.gpx import read_gpx
from kmeans_viz.data.images import PICTURES, image_bright_spots, image_pixels
from kmeans_viz.data.parquet import numeric_columns, read_columns
from kmeans_viz.inputs import InputError, Points

SPOT_COLUMNS, PIXEL_COLUMNS = ("x", "y"), ("red", "green", "blue")
"""The columns that a picture can be read as: places of bright spots, or colours of pixels."""

__all__ = ["READERS", "Table", "read_points", "read_table"]


def read_points(path: Any, columns: Any = None, *, encoding: str | None = None) -> Points:
    """Return the points in a file, and warn if rows of it had to be left out.

    Parameters
    ----------
    path, columns, encoding
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
    table = read_table(path, columns, encoding=encoding)
    warn_of_skipped(table, path)
    return table.points


def warn_of_skipped(table: Table, path: Any) -> None:
    """Warn about the rows of `path` that are not in `table`, if any; the warning points to the caller's caller."""
    if table.skipped:
        n_rows = int(table.points.shape[0]) + table.n_skipped
        warnings.warn(
            f"{Path(path).name}: {table.n_skipped} of {n_rows} rows left out ({'; '.join(table.skipped)})",
            stacklevel=3,
        )


def read_table(path: Any, columns: Any = None, *, encoding: str | None = None) -> Table:
    """Return the points in a file with the names of their columns and the rows that were left out.

    Rows with a gap, with text where a number belongs, or with an infinite value are left out, never guessed.

    Parameters
    ----------
    path : str or path-like
        ``.csv .tsv .tab .txt .dat`` (delimiter, decimal comma, header and encoding are detected; the file may be
        gzip-compressed), ``.parquet``, ``.gpx``, ``.npy``, ``.npz`` with one array, or a picture: ``.png .jpg`` and
        others. A folder of Parquet, CSV or TSV files may be larger than memory: its points are one Dask array, whose
        rows are counted in one pass and read again whenever they are needed.
    columns : sequence of str and int, or str, optional
        Names, or indices from 0; one string is split at its commas. By default, every column whose filled fields are
        mostly numbers, except columns without a name in a file with a header, which are row numbers. For GPX, the
        default is ``east_km, north_km``, because k-means compares distances, and a degree of longitude is shorter than
        a degree of latitude everywhere but on the equator; ``lon``, ``lat`` and ``ele`` can be chosen. For a picture,
        it is ``x, y``, the places of its bright spots; ``red``, ``green`` and ``blue``, the colours of its pixels, can
        be chosen.
    encoding : str, optional
        For text files; by default, it is detected.

    Returns
    -------
    Table

    Raises
    ------
    InputError
        If the file is missing, is not what its ending says, or holds no complete row of numbers.
    """
    if isinstance(path, (str, Path)) and Path(path).is_dir():
        return read_folder(Path(path), columns, encoding)
    file = existing_file(path)
    endings = [ending.lower() for ending in file.suffixes]
    if endings[-1:] == [".gz"]:
        endings.pop()
    ending = endings[-1] if endings else ""
    if ending not in READERS:
        raise InputError(
            f"{file.name}: the ending {ending!r} is unknown; use one of: {' '.join(READERS)}, "
            "for example by exporting the table as CSV"
        )
    return READERS[ending](file, columns, encoding)


def _read_track(path: Path, columns: Any, encoding: str | None) -> Table:
    track = read_gpx(path, encoding)
    return _from_columns(path.name, list(track), np.column_stack(list(track.values())), columns, [0, 1], "point")


def _read_picture(path: Path, columns: Any, encoding: str | None) -> Table:
    names = [*SPOT_COLUMNS, *PIXEL_COLUMNS]
    wanted = {names[i] for i in pick_columns(columns, names, [0, 1], path.name)}
    if wanted <= set(SPOT_COLUMNS):
        return _from_columns(path.name, list(SPOT_COLUMNS), image_bright_spots(path), columns, [0, 1], "spot")
    if wanted <= set(PIXEL_COLUMNS):
        return _from_columns(path.name, list(PIXEL_COLUMNS), image_pixels(path), columns, [0, 1, 2], "pixel")
    raise InputError(
        f"{path.name}: x and y are places of spots, and red, green and blue are colours of pixels; "
        "choose from one of these kinds"
    )


def _read_parquet(path: Path, columns: Any, encoding: str | None) -> Table:
    names = numeric_columns(path, columns)
    return _from_columns(path.name, names, read_columns(path, names), None, range(len(names)), "row")


def _read_npy(path: Path, columns: Any, encoding: str | None) -> Table:
    try:
        # A memory map also refuses pickled objects, which could run code.
        array = np.lib.format.open_memmap(path, mode="r")
    except (EOFError, OSError, ValueError):
        raise _no_array(path) from None
    return _from_array(path.name, array, columns)


def _read_npz(path: Path, columns: Any, encoding: str | None) -> Table:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if len(arrays) == 1:
                return _from_array(path.name, np.asarray(next(iter(arrays.values()))), columns)
            counted = f"{len(arrays)} arrays"
    except InputError:
        raise
    except (EOFError, OSError, TypeError, ValueError, zipfile.BadZipFile, zlib.error):
        raise _no_array(path) from None
    raise InputError(f"{path.name} holds {counted}; save the one with the points, for example as .npy")


def _no_array(path: Path) -> InputError:
    return InputError(f"{path.name} is damaged, or is not a plain array of numbers; save the array with numpy.save")


def _from_array(source: str, array: NDArray[Any], columns: Any) -> Table:
    if array.dtype.kind not in "fiub":
        raise InputError(f"{source} holds {array.dtype} values, not real numbers; save a plain array of numbers")
    if array.ndim not in (1, 2) or array.size == 0:
        raise InputError(f"{source} has shape {array.shape}; save an array of shape (n, d), one row per point")
    matrix = array.reshape(len(array), -1)
    names = [f"x{i + 1}" for i in range(matrix.shape[1])]
    return _from_columns(source, names, matrix, columns, range(len(names)), "row")


def _from_columns(source: str, names: list[str], matrix: NDArray[Any], columns: Any, default: Any, row: str) -> Table:
    """Return the chosen columns of `matrix`; `row` is what messages call a row, counted from 1."""
    wanted = pick_columns(columns, names, default, source)
    names = [names[i] for i in wanted]
    # Make exactly one copy: the array may be a memory map that does not fit into memory twice.
    values = np.array(matrix if wanted == list(range(matrix.shape[1])) else matrix[:, wanted], np.float64, order="C")
    finite = np.isfinite(values)
    complete = finite.all(axis=1)
    bad = [(index, int(finite[index].argmin())) for index in np.flatnonzero(~complete)[:MOST_TOLD]]
    reasons = [f"{row} {index + 1}: {names[column]!r} is {_shown(values[index, column])}" for index, column in bad]
    n_skipped = int(np.count_nonzero(~complete))
    return make_table(source, names, values[complete] if n_skipped else values, reasons, n_skipped)


def _shown(value: float) -> str:
    return "empty" if np.isnan(value) else f"{value}, not a finite number"


READERS: dict[str, Callable[[Path, Any, str | None], Table]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".tab": read_delimited,
    ".txt": read_delimited,
    ".dat": read_delimited,
    ".parquet": _read_parquet,
    ".gpx": _read_track,
    ".npy": _read_npy,
    ".npz": _read_npz,
    **dict.fromkeys(PICTURES, _read_picture),
}
"""Ending → reader. `read_table` and the help of the command line both read this table."""
