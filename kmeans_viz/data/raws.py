"""The rows of files, before anything is decided about their columns: `rows_of` takes paths and returns a `Raw`.

`RAWS` has a function for each ending of a kind of file whose rows can be joined with those of others.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmeans_viz.data.delimited import raw_delimited
from kmeans_viz.data.excel import raw_excel
from kmeans_viz.data.files import ending_of, existing_file, existing_folder
from kmeans_viz.data.folders import visible_files
from kmeans_viz.data.gpx import raw_gpx
from kmeans_viz.data.json_tables import raw_json
from kmeans_viz.data.many import files_of, is_pattern, raw_of_files
from kmeans_viz.data.parquet import raw_parquet
from kmeans_viz.data.plt import raw_plt
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError


def rows_of(path: Any, reading: Reading) -> Raw:
    """Return the rows of a file or of several.

    Parameters
    ----------
    path : str or path-like, or a list of them
        As for `read_table`; the files of a folder are read in memory, whatever their kind.
    reading : Reading
        The choices of the caller.

    Raises
    ------
    InputError
        If there are no files, they are not of one kind, or one cannot be read.
    """
    files: list[Path] = []
    for one in path if isinstance(path, (list, tuple)) else [path]:
        if isinstance(one, (str, Path)) and is_pattern(str(one)):
            files += files_of(str(one))
        elif isinstance(one, (str, Path)) and Path(one).is_dir():
            files += [file for file in visible_files(existing_folder(Path(one))) if ending_of(file) in RAWS]
        else:
            files.append(existing_file(one))
    return raw_of(files, reading)


def raw_of(files: list[Path], reading: Reading) -> Raw:
    """Return the rows of one file, or of several of one kind."""
    if not files:
        raise InputError("there are no files; give the path of at least one")
    endings = {ending_of(file) for file in files}
    if len({RAWS.get(ending) for ending in endings}) > 1 or not endings <= RAWS.keys():
        raise InputError(
            f"{', '.join(sorted(ending or 'no ending' for ending in endings))}: several files must be of one kind, and "
            f"of one of: {' '.join(filter(None, RAWS))}"
        )
    find = RAWS[endings.pop()]
    return find(files[0], reading) if len(files) == 1 else raw_of_files(files, lambda file: find(file, reading))


RAWS: dict[str, Callable[[Path, Reading], Raw]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ""), raw_delimited),
    **dict.fromkeys((".xlsx", ".xlsm"), raw_excel),
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".geojson"), raw_json),
    ".parquet": raw_parquet,
    ".gpx": raw_gpx,
    ".plt": raw_plt,
}
"""Ending → the function that finds the rows of a file, of which several can be joined."""
