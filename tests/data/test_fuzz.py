"""Whatever is in a file, reading it ends with numbers or with one line: a short run of `tests.fuzz`."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

import kmeans_viz as kv
from kmeans_viz.export import read_note
from tests.fuzz import EXPORTED, FILES, POSITIONS, broken, exported, tried

SEEDS = 12
# Files that once ended in a traceback, or in a message of several lines.
ONCE = {"a.txt": [866], "a.npy": [8, 80], "a.npz": [75, 186], "a.parquet": [16, 42], "a.xlsx": [699]}


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_gets_one_line(name: str, tmp_path: Path) -> None:
    _try_all(name, FILES[name](), kv.data.read_table, tmp_path)


@pytest.mark.parametrize("name", POSITIONS)
def test_places_of_a_broken_file_are_found_or_get_one_line(name: str, tmp_path: Path) -> None:
    _try_all(name, FILES[name](), kv.places, tmp_path)


@pytest.mark.parametrize("ending", EXPORTED)
def test_a_broken_file_that_was_exported_gets_one_line(ending: str, tmp_path: Path) -> None:
    _try_all(f"run{ending}", exported(ending), read_note, tmp_path)


def _try_all(name: str, data: bytes, read: Callable[[Path], object], folder: Path) -> None:
    # Libraries are loaded before the clock begins to run.
    (folder / name).write_bytes(data)
    with suppress(kv.InputError):
        read(folder / name)
    for seed in [*range(SEEDS), *ONCE.get(name, [])]:
        problem = tried(name, broken(data, random.Random(f"{name} {seed}")), folder, read)
        assert not problem, f"seed {seed}: {problem}"
