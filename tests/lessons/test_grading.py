"""Handed-in exercises get the marks that they deserve, and none of them breaks, fools or holds up the grading."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kmeans_viz.inputs import InputError
from kmeans_viz.lessons.grading import as_csv, grade
from kmeans_viz.lessons.lab import notebooks

EXERCISES = notebooks() / "exercises"
RIGHT = (
    "def assign(X, centroids):\n    return ((X[:, None] - centroids) ** 2).sum(axis=2).argmin(axis=1)",
    "def update(X, labels, centroids):\n"
    "    return [X[labels == j].mean(axis=0) if j in labels else c for j, c in enumerate(centroids)]",
)
LOOP = "def {}(*arguments):\n    while True:\n        pass"
ZERO = "def {}(*arguments):\n    return np.zeros(len(arguments[0]))"


def handed_in(exercise: str, *answers: str, before: tuple[str, ...] = ()) -> str:
    """Return an exercise with answers in place of its empty functions, and cells before all others."""
    notebook = json.loads((EXERCISES / f"{exercise}.ipynb").read_text(encoding="utf-8"))
    left = list(answers)
    for cell in notebook["cells"]:
        if left and "".join(cell["source"]).startswith("def "):
            cell["source"] = left.pop(0)
    notebook["cells"] = [{"cell_type": "code", "source": source} for source in before] + notebook["cells"]
    return json.dumps(notebook)


def put(place: Path, **files: str) -> None:
    place.mkdir(parents=True)
    for name, content in files.items():
        (place / f"{name}.ipynb").write_text(content, encoding="utf-8")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    root = tmp_path_factory.mktemp("class")
    outside = root.parent / "outside"
    magics = "%matplotlib inline\nfiles = !ls"
    programs = f"import subprocess\nsubprocess.run(['touch', {str(outside)!r}])"
    put(
        root / "ana" / "in a folder",
        assign=handed_in("1-assign", RIGHT[0], before=(magics, programs)),
        update=handed_in("2-update", RIGHT[1], before=("import os\nwhile True:\n    os.write(1, b'x' * 9999)",)),
    )
    put(root / "=ben", loops=handed_in("4-gap", LOOP.format("gap")), broken='{"cells": [')
    cheat = "import numpy as np\nnp.array_equal = np.allclose = lambda *arguments, **more: True"
    forged = 'import os\nos.write(1, b\'{"function": "assign", "done": 8, "total": 8, "hint": ""}\')'
    put(root / "cem", a=handed_in("1-assign", ZERO.format("assign"), before=(cheat, forged)))
    put(
        root / "dan",
        dies=handed_in("1-assign", before=("import os\nos._exit(0)",)),
        eats=handed_in("2-update", before=("rows = bytearray(10**11)",)),
    )
    put(root / "eve", first=handed_in("1-assign"), second=handed_in("1-assign", "def assign(X, centroids)\n    pass"))
    (root / "fay").mkdir()
    (root / "gus.ipynb").write_text(handed_in("1-assign", RIGHT[0]), encoding="utf-8")
    (root / "link").symlink_to(root / "ana")
    steps: list[tuple[int, int]] = []
    rows = grade(root, seconds=20, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (9, 9)
    assert not outside.exists()
    return {row["student"]: row for row in csv.DictReader(io.StringIO(as_csv(rows)))}


def test_every_folder_and_notebook_gets_a_row(table: dict[str, dict[str, str]]) -> None:
    # A name that a spreadsheet would take for a formula has a mark before it.
    assert list(table) == ["'=ben", "ana", "cem", "dan", "eve", "fay", "gus"]
    assert {row["of"] for row in table.values()} == {"35"}


def test_right_answers_get_their_points_whatever_else_is_in_the_notebook(table: dict[str, dict[str, str]]) -> None:
    assert [table["ana"][head] for head in ("points", "1-assign", "2-update", "4-gap")] == ["15", "8", "7", "0"]
    assert table["ana"]["4-gap: hint"] == "No notebook with this exercise was handed in."
    for note in (
        "assign.ipynb: cell 1: `%matplotlib inline` is a command of Jupyter, and was not run",
        "assign.ipynb: cell 1: `!ls` is a command of Jupyter, and was not run",
        "the notebook starts or ends other programs, which grading does not allow",
        "update.ipynb: After 5 seconds, cell 1 is still running in line",
    ):
        assert note in table["ana"]["notes"]
    assert (table["gus"]["points"], table["gus"]["notes"]) == ("8", "")


def test_what_is_broken_or_endless_gets_a_line(table: dict[str, dict[str, str]]) -> None:
    assert "After 5 seconds, gap is still running in line" in table["'=ben"]["4-gap: hint"]
    assert "broken.ipynb cannot be read as a notebook: its file is broken" in table["'=ben"]["notes"]
    assert table["fay"]["notes"] == "no notebook was handed in"
    assert "Begin with one point" in table["eve"]["1-assign: hint"] or "is not Python" in table["eve"]["1-assign: hint"]
    assert "cell 2 is not Python: line 1, expected ':'" in table["eve"]["notes"]
    assert "assign is in 2 notebooks, of which the best counts" in table["eve"]["notes"]


def test_what_is_hostile_gets_no_points_for_it(table: dict[str, dict[str, str]]) -> None:
    assert table["cem"]["points"] == "0"
    assert "changes what it is checked with" in table["cem"]["1-assign: hint"]
    assert "the notebook ended its process" in table["dan"]["1-assign: hint"]
    assert "takes more memory than there is" in table["dan"]["notes"]


def test_a_folder_without_anything_to_grade_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder"):
        grade(tmp_path / "missing")
    with pytest.raises(InputError, match="no notebooks and no folders in it"):
        grade(tmp_path)
