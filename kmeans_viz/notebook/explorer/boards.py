"""The boards of a session: files that somebody brought, and the points of the last recipes.

Names and bytes flow in; tables flow out. A file is known by its name alone, which leads nowhere else on this machine.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from kmeans_viz.data import Table, read_table
from kmeans_viz.data.files import bare_name
from kmeans_viz.data.images import PICTURES
from kmeans_viz.data.scaling import standardized
from kmeans_viz.data.tables import PIXEL_COLUMNS, SPOT_COLUMNS
from kmeans_viz.inputs import InputError, as_choice, is_dask
from kmeans_viz.recipe import Recipe

MOST_BYTES = 10_000_000
_WHAT = ("data", "n", "blobs", "seed", "csv", "columns", "standardize", "coordinates")  # what determines the points
_KEPT = 4  # tables: somebody who undoes a change is back at once


class Boards:
    """What has been read, and what can be read again."""

    def __init__(self) -> None:
        self._files: dict[str, Path] = {}
        self._folder: Path | None = None
        self._tables: dict[tuple[Any, ...], Table] = {}

    @property
    def files(self) -> list[str]:
        """The names of the files that are known."""
        return list(self._files)

    def know(self, path: str) -> None:
        """Take a file of this machine as one that was brought."""
        self._files.setdefault(path, Path(path))

    def keep(self, name: str, content: bytes) -> Path:
        """Write a file that somebody brought, and return where; it is known once it is `put`.

        Raises
        ------
        InputError
            If it is too large.
        """
        if len(content) > MOST_BYTES:
            raise InputError(
                f"{name} has {len(content) / 1e6:.0f} MB, and the explorer takes {MOST_BYTES // 10**6}; "
                "choose a part of it, or use kmeans-viz animate --csv"
            )
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="kmeans_viz-"))
            # However the session ends, nobody's file stays behind.
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        path = self._folder / f"{len(list(self._folder.iterdir()))}" / bare_name(name)
        path.parent.mkdir()
        path.write_bytes(content)
        return path

    @contextmanager
    def put(self, path: Path) -> Iterator[str]:
        """Know a file by its name from now on, which is handed over; whatever goes wrong with it, as before."""
        before, self._files = self._files, {**self._files, path.name: path}
        self._tables.clear()
        try:
            yield path.name
        except BaseException:
            self._files = before
            raise

    def table(self, recipe: Recipe) -> Table:
        """Return the points of a recipe."""
        if recipe.parquet is not None:
            # Nor must a name inside a file that somebody opens here have this machine read a folder of its own.
            raise _too_large(recipe.parquet)
        board = tuple(getattr(recipe, name) for name in _WHAT)
        if board not in self._tables:
            table = self._read(recipe) if recipe.csv is not None else recipe.table()
            if recipe.csv is not None and recipe.standardize:
                table = standardized(table)
            self._tables = {**dict(list(self._tables.items())[1 - _KEPT :]), board: table}
        return self._tables[board]

    def columns(self, recipe: Recipe) -> list[str]:
        """Return the columns of the recipe's file that can be chosen."""
        if recipe.csv is None:
            return []
        if Path(recipe.csv).suffix.lower() in PICTURES:
            return [*SPOT_COLUMNS, *PIXEL_COLUMNS]
        return list(self._read(replace(recipe, columns=None)).names)

    def close(self) -> None:
        """Remove the files that were brought."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _read(self, recipe: Recipe) -> Table:
        assert recipe.csv is not None
        table = read_table(self._files[as_choice(recipe.csv, self._files, "the file")], recipe.columns)
        if is_dask(table.points):
            raise _too_large(recipe.csv)
        return table


def _too_large(path: str) -> InputError:
    return InputError(
        f"{path} is for boards larger than memory, which the explorer is not; open one file of it, or use "
        "kmeans-viz animate"
    )
