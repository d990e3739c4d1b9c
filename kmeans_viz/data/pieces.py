"""Pieces of the files of a folder, each of which a worker reads: row groups of Parquet, or lines of a text file."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.delimited import read_part
from kmeans_viz.data.dialect import Layout
from kmeans_viz.data.files import open_text
from kmeans_viz.data.folders_on_globe import Piece
from kmeans_viz.data.parquet import read_columns
from kmeans_viz.inputs import InputError


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


def read_piece(handle: NDArray[Any]) -> NDArray[np.float64]:
    """Return the ``(rows, d)`` numbers of the piece in `handle`, ``(1, 1)``. This function runs on the workers."""
    piece: Piece = handle[0, 0]
    if not Path(piece.path).exists():
        raise InputError(
            f"{piece.path} is not there for the worker that was to read it; a folder must be under the same path on "
            "every worker"
        )
    return piece.read()


def read_complete(handle: NDArray[Any]) -> NDArray[np.float64]:
    """Return the same without the rows that lack a number."""
    rows = read_piece(handle)
    complete = np.isfinite(rows).all(axis=1)
    return rows if complete.all() else rows[complete]
