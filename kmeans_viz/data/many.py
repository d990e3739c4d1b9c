"""Several files as one table: `raw_of_files` joins their rows, by the names of their columns.

They are a list of paths, a pattern with ``*``, or a folder of files of one kind that is read in memory.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kmeans_viz.data.rows import Raw, ToldRow
from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    import pandas as pd

MOST_FILES = 100_000


def files_of(pattern: str) -> list[Path]:
    """Return the files that a pattern with ``*``, ``?`` or ``[`` stands for, in the order of their names.

    Raises
    ------
    InputError
        If there are none.
    """
    files = sorted(Path(name) for name in glob.glob(pattern, recursive=True) if Path(name).is_file())  # noqa: PTH207
    if not files:
        raise InputError(f"{pattern!r} matches no file; check the spelling and the folder")
    return files


def is_pattern(path: str) -> bool:
    """Tell whether a path is a pattern, and not the name of a file that has such signs in it."""
    return any(sign in path for sign in "*?[") and not Path(path).exists()


def raw_of_files(files: Sequence[Path], read: Callable[[Path], Raw]) -> Raw:
    """Return the rows of several files, one file after the other; a first column says which file each is from.

    Parameters
    ----------
    files : sequence of pathlib.Path
    read : callable
        Returns the rows of one file.

    Raises
    ------
    InputError
        If a file lacks a column of the first one.
    """
    import pandas as pd

    if len(files) > MOST_FILES:
        raise InputError(f"{len(files):,} files are more than {MOST_FILES:,}; join some of them first")
    raws = [read(file) for file in files]
    first = raws[0]
    frames: list[pd.DataFrame] = []
    extra: set[str] = set()
    for file, raw in zip(files, raws, strict=True):
        lacking = [name for name in first.names if name not in raw.names]
        if lacking:
            raise InputError(
                f"{file.name} has no column {lacking[0]!r}, which {files[0].name} has; give files with the same columns"
            )
        if raw.decimal != first.decimal:
            raise InputError(f"{file.name} has another decimal sign than {files[0].name}; read them one by one")
        extra.update(name for name in raw.names if name not in first.names)
        order = [raw.names.index(name) for name in first.names]
        frames.append(raw.frame[order].set_axis(range(len(order)), axis=1))
    labels = _labels(files)
    sizes = [len(frame) for frame in frames]
    frame = pd.concat(frames, ignore_index=True)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    notes = [f"{len(files)} files, the first of which is {files[0].name}"]
    if extra:
        notes.append(f"left out, since the first file has no such columns: {', '.join(sorted(extra))}")
    unusable = None
    if any(raw.unusable is not None for raw in raws):
        unusable = np.concatenate(
            [
                np.zeros(n, dtype=bool) if raw.unusable is None else raw.unusable
                for raw, n in zip(raws, sizes, strict=True)
            ]
        )

    def tell(rows: Sequence[int]) -> list[ToldRow]:
        told = []
        for row in rows:
            number = int(np.searchsorted(starts, row, side="right")) - 1
            raw = raws[number]
            (found,) = raw.told([row - int(starts[number])])
            order = [raw.names.index(name) for name in first.names]
            fields = [found.fields[i] for i in order]
            told.append(replace(found, place=f"{labels[number]}, {found.place}", fields=fields))
        return told

    def as_written() -> pd.DataFrame:
        return pd.concat([raw.whole()[list(first.names)] for raw in raws], ignore_index=True)

    return replace(
        first,
        source=f"{len(files)} files",
        frame=frame,
        notes=(*notes, *first.notes),
        unusable=unusable,
        tell=tell,
        as_written=as_written,
        is_plain=False,
        places=None,
        origins=(labels, np.repeat(np.arange(len(files)), sizes)),
    )


def _labels(files: Sequence[Path]) -> list[str]:
    """Return the names of some files, with as many of their folders as tell them apart."""
    names = [file.name for file in files]
    return names if len(set(names)) == len(names) else [str(file) for file in files]
