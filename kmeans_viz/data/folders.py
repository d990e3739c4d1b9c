"""A folder of files as one Dask array: `read_folder` takes a path, and returns a `Table` whose points are read later.

The files are cut into pieces of a few dozen megabytes. Each piece is a block of the array, and the worker that needs it
reads it. One pass over the folder counts the complete rows; the others are left out and counted in the table.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import itertools
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.beyond_memory.dask_cluster import ask, missing
from kmeans_viz.data.columns import MOST_TOLD, Table, pick_columns
from kmeans_viz.data.delimited import numeric_in_head, read_part
from kmeans_viz.data.dialect import Layout, find_layout
from kmeans_viz.data.files import existing_folder, open_text
from kmeans_viz.data.parquet import numeric_columns, read_columns, row_groups
from kmeans_viz.inputs import InputError, Points

_KINDS = (".parquet", ".csv", ".tsv")
_PIECE_BYTES = 1 << 25
_HEAD_BYTES = 1 << 16


class Piece(Protocol):
    """A part of a file that one worker reads."""

    @property
    def path(self) -> str:
        """The path of the file, the same on every worker."""

    def read(self) -> NDArray[np.float64]:
        """Return the ``(rows, d)`` numbers of this part, NaN where a field is empty."""


@dataclass(frozen=True)
class ParquetPiece:
    """Some row groups of a Parquet file."""

    path: str
    names: tuple[str, ...]
    groups: tuple[int, ...]

    def read(self) -> NDArray[np.float64]:
        """Return the ``(rows, d)`` numbers in these row groups."""
        return read_columns(Path(self.path), self.names, self.groups)


@dataclass(frozen=True)
class TextPiece:
    """The lines of a text file that begin at byte `start` or later, and before byte `stop`; None means all lines."""

    path: str
    encoding: str
    layout: Layout
    wanted: tuple[int, ...]
    start: int = 0
    stop: int | None = None

    def read(self) -> NDArray[np.float64]:
        """Return the ``(rows, d)`` numbers in these lines."""
        path = Path(self.path)
        is_part = self.stop is not None and (self.start > 0 or self.stop < path.stat().st_size)
        if self.stop is None:
            with open_text(path, self.encoding) as file:
                text = "".join(itertools.islice(file, self.layout.first_line - 1, None))
        else:
            text = self._lines(path)
        try:
            return read_part(text, self.layout, self.wanted)
        except csv.Error as error:
            if not is_part:
                raise InputError(f"{path.name} has a quotation mark that is never closed ({error}); close it") from None
            # A field with a line break in it is cut where a part ends, which leaves its quotation mark open.
            raise InputError(
                f"{path.name} has a line break inside of quotation marks, so it cannot be read in parts; "
                "compress it with gzip, and it is read as a whole"
            ) from None

    def _lines(self, path: Path) -> str:
        assert self.stop is not None
        with path.open("rb") as file:
            if self.start:
                # The line with the byte before `start` belongs to the piece before.
                file.seek(self.start - 1)
                file.readline()
            else:
                for _ in range(self.layout.first_line - 1):
                    file.readline()
            lines = file.read(max(0, self.stop - file.tell()))
            if lines and not lines.endswith(b"\n"):
                lines += file.readline()
        # Only files in which ASCII characters are single bytes are read in parts, so numbers stay intact.
        return lines.decode(self.encoding, errors="replace")


@dataclass(frozen=True)
class CountComplete:
    """Ask how many rows there are, and how many of these are complete."""

    def ask(self, block: NDArray[Any], first: int) -> tuple[tuple[int, int], ...]:
        """Return a tuple of one: both numbers for the block."""
        return ((len(block), int(np.isfinite(block).all(axis=1).sum())),)

    def merge(self, answers: Sequence[tuple[tuple[int, int], ...]]) -> tuple[tuple[int, int], ...]:
        """Return both numbers for every block, in order."""
        return tuple(pair for answer in answers for pair in answer)


def read_folder(path: Path, columns: Any = None, encoding: str | None = None) -> Table:
    """Return all points in the Parquet, CSV or TSV files of a folder and those below it, as one Dask array.

    Parameters
    ----------
    path : pathlib.Path
        A folder that every worker can read. Names that begin with a dot or an underscore are ignored.
    columns : sequence of str and int, or str, optional
        Which columns; None for all that are numeric in the first file. Every file must have them.
    encoding : str, optional
        For text files; by default, it is detected.

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
    try:
        import dask.array as da
    except ImportError:
        raise missing("a folder of files") from None
    if files[0].suffix == ".parquet":
        names, pieces = _parquet_pieces(files, columns)
    else:
        names, pieces = _text_pieces(files, columns, encoding)
    # As an array, the pieces travel one by one to the workers; as an argument, all of them would go with every block.
    where = np.empty((len(pieces), 1), dtype=object)
    where[:, 0] = pieces
    handles = da.from_array(where, chunks=1)
    unknown = (np.nan,) * len(pieces)
    whole = da.map_blocks(_read_piece, handles, **_blocks_of(unknown, len(names)))
    counts = ask(whole, CountComplete(), "reading")
    kept = tuple(complete for _, complete in counts)
    if not sum(kept):
        raise InputError(f"{folder.name}: none of its rows is complete; fill the gaps, or choose other columns")
    array = da.map_blocks(_read_complete, handles, **_blocks_of(kept, len(names)))
    gaps: dict[str, int] = {}
    for piece, (rows, complete) in zip(pieces, counts, strict=True):
        if complete < rows:
            name = str(Path(piece.path).relative_to(folder))
            gaps[name] = gaps.get(name, 0) + rows - complete
    told = [f"{number} in {name}" for name, number in list(gaps.items())[:MOST_TOLD]]
    if len(gaps) > MOST_TOLD:
        told.append(f"and some in {len(gaps) - MOST_TOLD} more files")
    return Table(cast("Points", array), tuple(names), tuple(told), sum(gaps.values()))


def _blocks_of(sizes: tuple[float, ...], d: int) -> dict[str, Any]:
    return {"chunks": (sizes, (d,)), "dtype": np.float64, "meta": np.empty((0, 0))}


def _read_piece(handle: NDArray[Any]) -> NDArray[np.float64]:
    piece: Piece = handle[0, 0]
    if not Path(piece.path).exists():
        raise InputError(
            f"{piece.path} is not there for the worker that was to read it; a folder must be under the same path on "
            "every worker"
        )
    return piece.read()


def _read_complete(handle: NDArray[Any]) -> NDArray[np.float64]:
    rows = _read_piece(handle)
    complete = np.isfinite(rows).all(axis=1)
    return rows if complete.all() else rows[complete]


def _files(path: Path) -> tuple[Path, list[Path]]:
    """Return the folder with links in its path resolved, and the files in it, all of one kind."""
    folder = existing_folder(path).resolve()
    files = [
        file
        for file in sorted(folder.rglob("*"))
        if not any(part.startswith((".", "_")) for part in file.relative_to(folder).parts) and file.is_file()
    ]
    kinds = {kind: [file for file in files if _kind(file) == kind] for kind in _KINDS}
    kinds = {kind: found for kind, found in kinds.items() if found}
    if not kinds:
        raise InputError(
            f"{path} is a folder without {', '.join(_KINDS)} files; give the path of one file, or of a folder of such"
        )
    if len(kinds) > 1:
        raise InputError(f"{path} is a folder of {' and '.join(kinds)} files; keep one kind in it")
    return folder, next(iter(kinds.values()))


def _kind(file: Path) -> str:
    endings = [ending.lower() for ending in file.suffixes]
    return endings[-2] if endings[-1:] == [".gz"] and len(endings) > 1 else (endings or [""])[-1]


def _parquet_pieces(files: list[Path], columns: Any) -> tuple[list[str], list[Piece]]:
    names = numeric_columns(files[0], columns)
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
    return names, pieces


def _text_pieces(files: list[Path], columns: Any, encoding: str | None) -> tuple[list[str], list[Piece]]:
    names: list[str] = []
    pieces: list[Piece] = []
    for file in files:
        known, head, can_split = _head(file, encoding)
        try:
            layout = find_layout(head, file.name)
            default = () if names else numeric_in_head(head, layout)
        except csv.Error as error:
            raise InputError(f"{file.name} has a quotation mark that is never closed ({error}); close it") from None
        wanted = tuple(pick_columns(names or columns, layout.names, default, file.name))
        if not wanted:
            raise InputError(f"{file.name} has no column of numbers; give a table with at least one")
        names = names or [layout.names[i] for i in wanted]
        if not can_split:
            pieces.append(TextPiece(str(file), known, layout, wanted))
            continue
        size = file.stat().st_size
        for start in range(0, size, _PIECE_BYTES):
            pieces.append(TextPiece(str(file), known, layout, wanted, start, min(start + _PIECE_BYTES, size)))
    return names, pieces


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
        "name its encoding: kv.data.read_points(path, encoding='latin-1')"
    )
