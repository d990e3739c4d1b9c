"""A folder of files as one Dask array: `read_folder` takes a path, and returns a `Table` whose points are read later.

The files are cut into pieces of a few dozen megabytes. Each piece is a block of the array, and the worker that needs it
reads it. One pass over the folder counts the complete rows; the others are left out and counted in the table.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np

from kmeans_viz.beyond_memory.dask_cluster import ask, missing
from kmeans_viz.data.columns import MOST_TOLD, Table, pick_columns
from kmeans_viz.data.deciding import report_of
from kmeans_viz.data.delimited import layout_of, numeric_in_head, raw_part
from kmeans_viz.data.files import ending_of, existing_folder
from kmeans_viz.data.folders_on_globe import (
    CountComplete,
    Piece,
    PlacedPiece,
    check_not_made,
    globe_over,
    pairs_among,
    plane_over,
    told_in_km,
)
from kmeans_viz.data.parquet import numeric_columns, raw_head, row_groups
from kmeans_viz.data.pieces import ParquetPiece, TextPiece, read_complete, read_piece
from kmeans_viz.data.placing import Globe, Pair
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.report import Column, Report
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError, Points

_KINDS = (".parquet", ".csv", ".tsv")
JOINED = (".xlsx", ".json", ".jsonl", ".geojson", ".gpx", ".plt")
"""The endings of files that are read in memory and joined, where a folder has none of the others."""
_PIECE_BYTES = 1 << 25
_HEAD_BYTES = 1 << 16


_Pieces: TypeAlias = tuple[list[str], list[Piece], Report, tuple[Pair, ...]]


def read_folder(path: Path, reading: Reading) -> Table:
    """Return all points in the Parquet, CSV or TSV files of a folder and those below it, as one Dask array.

    Parameters
    ----------
    path : pathlib.Path
        A folder that every worker can read. Names that begin with a dot or an underscore are ignored.
    reading : Reading
        The choices of the caller. By default, the columns that hold quantities in the first file; every file must have
        them.

    Returns
    -------
    Table
        Its points are a Dask array, ``(n, d)``, which is read block by block when a run needs it.

    Raises
    ------
    InputError
        If Dask is not installed, the folder has no such files or several kinds, or a file in it cannot be used.
    """
    folder, files = _files(path)
    if files[0].suffix == ".parquet":
        names, pieces, told, pairs = _parquet_pieces(files, reading)
    else:
        names, pieces, told, pairs = _text_pieces(files, reading)
    whole = _array(read_piece, pieces, (np.nan,) * len(pieces), len(names))
    counts, directions = ask(whole, CountComplete(pairs), "reading")
    kept = tuple(complete for _, complete in counts)
    if not sum(kept):
        raise InputError(f"{folder.name}: none of its rows is complete; fill the gaps, or choose other columns")
    globe: Globe | None = None
    if pairs:
        plane = plane_over(whole, pairs, directions)
        names, globe = globe_over(names, pairs, plane)
        told = told_in_km(told, globe)
        pieces = [PlacedPiece(piece, pairs, plane) for piece in pieces]
    array = _array(read_complete, pieces, kept, len(names))
    gaps: dict[str, int] = {}
    for piece, (rows, complete) in zip(pieces, counts, strict=True):
        if complete < rows:
            name = str(Path(piece.path).relative_to(folder))
            gaps[name] = gaps.get(name, 0) + rows - complete
    skipped = [f"{number} in {name}" for name, number in list(gaps.items())[:MOST_TOLD]]
    if len(gaps) > MOST_TOLD:
        skipped.append(f"and some in {len(gaps) - MOST_TOLD} more files")
    report = replace(
        told,
        source=folder.name,
        notes=(
            f"{len(files)} files, judged by the first rows of {files[0].name}",
            "rows of totals, which are left out of a single file, are not looked for in a folder",
            *told.notes,
        ),
        n_rows=sum(rows for rows, _ in counts),
        n_used=sum(kept),
        skipped=tuple(skipped),
    )
    return Table(cast("Points", array), tuple(names), tuple(skipped), sum(gaps.values()), report=report, globe=globe)


def _array(read: Any, pieces: Sequence[Piece], sizes: tuple[float, ...], d: int) -> Any:
    """Return a Dask array with a block of `d` columns for each piece, which `read` reads."""
    try:
        import dask.array as da
    except ImportError:
        raise missing("a folder of files") from None
    # As an array, the pieces travel one by one to the workers; as an argument, all of them would go with every block.
    where = np.empty((len(pieces), 1), dtype=object)
    where[:, 0] = pieces
    handles = da.from_array(where, chunks=1)
    return da.map_blocks(read, handles, chunks=(sizes, (d,)), dtype=np.float64, meta=np.empty((0, 0)))


def files_in_memory(path: Path) -> list[Path]:
    """Return the files of a folder that are read in memory; [] if it has some that are read block by block."""
    files = visible_files(existing_folder(path))
    endings = {ending_of(file) for file in files}
    if endings & set(_KINDS):
        return []
    return [file for file in files if ending_of(file) in JOINED]


def text_files(path: Any) -> list[Path]:
    """Return the CSV or TSV files of a folder, for a caller that joins them in memory; [] if `path` is anything else.

    Raises
    ------
    InputError
        If the folder has files of both kinds.
    """
    if not isinstance(path, (str, Path)) or not Path(path).is_dir():
        return []
    kinds = {ending_of(file) for file in visible_files(existing_folder(Path(path)))} & set(_KINDS)
    return [] if not kinds or ".parquet" in kinds else _files(Path(path))[1]


def visible_files(folder: Path) -> list[Path]:
    """Return the files of a folder and those below it whose names do not begin with a dot or an underscore."""
    return [
        file
        for file in sorted(folder.rglob("*"))
        if not any(part.startswith((".", "_")) for part in file.relative_to(folder).parts) and file.is_file()
    ]


def _files(path: Path) -> tuple[Path, list[Path]]:
    """Return the folder with links in its path resolved, and the files in it, all of one kind."""
    folder = existing_folder(path).resolve()
    files = visible_files(folder)
    kinds = {kind: [file for file in files if ending_of(file) == kind] for kind in _KINDS}
    kinds = {kind: found for kind, found in kinds.items() if found}
    if not kinds:
        raise InputError(
            f"{path} is a folder without {', '.join((*_KINDS, *JOINED))} files; give the path of one file, or of a "
            "folder of such"
        )
    if len(kinds) > 1:
        raise InputError(f"{path} is a folder of {' and '.join(kinds)} files; keep one kind in it")
    return folder, next(iter(kinds.values()))


def _parquet_pieces(files: list[Path], reading: Reading) -> _Pieces:
    check_not_made(reading.columns, raw_head(files[0]).names, files[0].name)
    names = numeric_columns(files[0], reading.columns)
    told = Report(files[0].name, tuple(Column(name, "numbers", True, "numbers") for name in names))
    pairs: tuple[Pair, ...] = ()
    if not reading.is_first:
        names, told, pairs = _judged(raw_head(files[0]), names, reading)
    most = max(1, _PIECE_BYTES // (8 * len(names)))
    pieces: list[Piece] = []
    for file in files:
        numeric_columns(file, names)
        groups: list[int] = []
        taken = 0
        for group, rows in enumerate(row_groups(file)):
            if groups and taken + rows > most:
                pieces.append(ParquetPiece(str(file), tuple(names), tuple(groups)))
                groups, taken = [], 0
            groups.append(group)
            taken += rows
        if groups:
            pieces.append(ParquetPiece(str(file), tuple(names), tuple(groups)))
    if not pieces:
        raise InputError(f"{files[0].parent} has no rows in its files; give at least one point")
    return names, pieces, told, pairs


def _text_pieces(files: list[Path], reading: Reading) -> _Pieces:
    names: list[str] = []
    pieces: list[Piece] = []
    told, pairs = Report(files[0].name, ()), tuple[Pair, ...]()
    for file in files:
        known, head, can_split = _head(file, reading.encoding)
        try:
            layout = layout_of(head, file.name, reading)
            if not names:
                raw = raw_part(head, layout, file.name)
                default = numeric_in_head(raw, layout)
        except csv.Error as error:
            raise InputError(f"{file.name} has a quotation mark that is never closed ({error}); close it") from None
        if not names:
            check_not_made(reading.columns, layout.names, file.name)
        wanted = tuple(pick_columns(names or reading.columns, layout.names, default, file.name))
        if not wanted:
            raise InputError(f"{file.name} has no column of numbers; give a table with at least one")
        if not names:
            names = [layout.names[i] for i in wanted]
            told = Report(file.name, tuple(Column(name, "numbers", True, "numbers") for name in names))
            if not reading.is_first:
                names, told, pairs = _judged(raw, names, reading)
                wanted = tuple(pick_columns(names, layout.names, (), file.name))
        if not can_split:
            pieces.append(TextPiece(str(file), known, layout, wanted))
            continue
        size = file.stat().st_size
        for start in range(0, size, _PIECE_BYTES):
            pieces.append(TextPiece(str(file), known, layout, wanted, start, min(start + _PIECE_BYTES, size)))
    return names, pieces, told, pairs


def _judged(raw: Raw, names: list[str], reading: Reading) -> tuple[list[str], Report, tuple[Pair, ...]]:
    """Return the columns that count among those of plain numbers, judged by some rows, and the report on all.

    And, by their numbers among these, those of degrees that are to become kilometres.

    Only plain numbers can be read in pieces by many workers, each of which sees a part of a column.
    """
    report, pairs = report_of(raw, replace(reading, columns=reading.columns if reading.columns is None else names))
    columns = []
    for column in report.columns:
        if column.is_used and column.name not in names:
            plain = "in a folder, only plain numbers count; read its files one by one"
            column = replace(column, is_used=False, why=f"{column.why}; {plain}")
        columns.append(column)
    chosen = names if reading.columns is not None else [column.name for column in columns if column.is_used]
    if not chosen:
        raise InputError(f"{raw.source} has no column of plain numbers; give a table with at least one")
    told = replace(report, columns=tuple(columns), is_plain=chosen == names)
    return chosen, told, pairs_among(pairs, raw.names, chosen)


def _head(file: Path, encoding: str | None) -> tuple[str, str, bool]:
    """Return the encoding, the first lines, and whether the file can be read in parts."""
    try:
        with file.open("rb") as raw:
            is_gzip = raw.read(2) == b"\x1f\x8b"
        with gzip.open(file) if is_gzip else file.open("rb") as lines:
            head = lines.read(_HEAD_BYTES)
            head += lines.readline() if b"\n" in head else b""
    except (EOFError, OSError, zlib.error) as problem:
        raise InputError(f"{file.name} cannot be read ({problem}); copy or download it again") from None
    found = ["utf-8-sig", *(["utf-16"] if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else []), "cp1252"]
    for candidate in [encoding] if encoding else found:
        try:
            text = head.decode(candidate)
        except UnicodeError:
            continue
        except LookupError:
            break
        if "\0" not in text:
            has_plain_lines = "\n1".encode(candidate).endswith(b"\n1") and b"\n" in head
            return candidate, text, has_plain_lines and not is_gzip
    raise InputError(
        f"{file.name} is not text in {encoding or 'UTF-8 or Windows-1252'}; save it as UTF-8, or "
        "name its encoding, for example --encoding shift_jis, in Python encoding='shift_jis'"
    )
