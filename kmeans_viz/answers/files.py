"""The tables of a clustering, and the folder that holds them: all rows with their cluster, a row for each cluster."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.dates import date_of
from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    import pandas as pd

    from kmeans_viz.answers.found import Found

NAMES = ("rows.csv", "clusters.csv", "report.html")
"""The files of an answer."""
RECOLOURED = "recoloured.png"
"""One more, where the colours of a picture were clustered."""
_ROWS_AT_ONCE = 100_000


def rows_of(found: Found, *, as_written: bool) -> pd.DataFrame:
    """Return all rows of the file with their cluster, from 1, and distance, and why a row was left out.

    Parameters
    ----------
    found : Found
    as_written : bool
        Whether the columns that counted stay as the file has them, and do not become numbers.
    """
    import pandas as pd

    table = found.data
    frame = table.frame
    rows = table.rows
    is_left_out = np.ones(len(frame), dtype=bool)
    is_left_out[rows] = False
    left_out = np.flatnonzero(is_left_out)
    taken = [str(name) for name in frame.columns]
    if not as_written:
        for i, name in enumerate(table.names):
            if taken.count(name) == 1 or (table.globe is not None and name in table.globe.columns):
                numbers = np.full(len(frame), np.nan)
                numbers[rows] = table.points[:, i]
                if table.incomplete is not None and len(table.incomplete):
                    numbers[left_out] = table.incomplete[:, i]
                frame[name] = numbers
    clusters = np.zeros(len(frame), dtype=np.int64)
    clusters[rows] = found.labels.astype(np.int64) + 1
    numbered = pd.arrays.IntegerArray(clusters, is_left_out)
    distances = np.full(len(frame), np.nan)
    distances[rows] = found.distances
    frame.insert(len(frame.columns), _free("cluster", taken), pd.Series(numbered, frame.index))
    frame.insert(len(frame.columns), _free("distance", taken), distances)
    if table.n_skipped:
        reasons = np.full(len(frame), "", dtype=object)
        reasons[left_out] = table.why_not(left_out.tolist()) if table.why_not is not None else "not complete"
        frame.insert(len(frame.columns), _free("left_out", taken), reasons)
    return frame


def clusters_of(found: Found) -> pd.DataFrame:
    """Return a row for each cluster: number, size, share and centroid, with dates as dates and places in degrees."""
    import pandas as pd

    columns: dict[str, Any] = {
        "cluster": np.arange(1, found.k + 1),
        "size": found.sizes,
        "share": found.sizes / len(found.labels),
    }
    for i, name in enumerate(found.data.names):
        values = found.centroids[:, i]
        is_date = i < len(found.data.is_date) and found.data.is_date[i]
        columns[_free(name, list(columns))] = [date_of(float(value)) for value in values] if is_date else values
    for name, degrees in found.places.items():
        columns[_free(name, list(columns))] = degrees
    return pd.DataFrame(columns)


def save_answer(found: Found, folder: Path, recoloured: NDArray[np.uint8] | None) -> Path:
    """Write the files of an answer to `folder`; `recoloured` is a picture in k colours, if there is one."""
    from kmeans_viz.answers.charts import png_of
    from kmeans_viz.answers.page import page_of

    tables = (rows_of(found, as_written=True), clusters_of(found))
    contents = [*map(_csv_of, tables), page_of(found, recoloured, tables[0]).encode(errors="replace")]
    files = dict(zip(NAMES, contents, strict=True))
    if recoloured is not None:
        files[RECOLOURED] = png_of(recoloured)
    return write_all(folder, files)


def _csv_of(table: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8.

    Python's own floats are written as numpy's are, and need two thirds of the time; as they also need more memory, the
    rows are taken in parts.
    """
    floats = [name for name, kind in table.dtypes.items() if kind == np.float64] if table.columns.is_unique else []
    parts = []
    for start in range(0, max(1, len(table)), _ROWS_AT_ONCE):
        part = table.iloc[start : start + _ROWS_AT_ONCE].astype(dict.fromkeys(floats, object))
        parts.append(part.to_csv(index=False, header=start == 0, lineterminator="\n").encode())
    return b"".join(parts)


def write_all(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files to `folder`, each of which replaces an older one once all are whole; return the folder.

    Raises
    ------
    InputError
        If `folder` is a file, or a folder in it has the name of one of the files.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file, and an answer needs a folder; choose another name")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".kmeans-viz-") as place:
        for name, content in files.items():
            Path(place, name).write_bytes(content)
        for name in files:
            target = folder / name
            if target.is_dir():
                raise InputError(f"{target} is a folder, and a file of the answer has that name; choose another folder")
            shutil.move(Path(place, name), target)
    return folder


def _free(name: str, taken: Sequence[str]) -> str:
    """Return `name`, with as many underscores at its end as make it one that no column has."""
    while name in taken:
        name += "_"
    return name
