"""What students get has no solutions in it, and what they have done stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kmeans_viz.inputs import InputError
from kmeans_viz.lessons import handout as module
from kmeans_viz.lessons.handout import handout
from kmeans_viz.lessons.lab import notebooks


def test_students_get_lessons_and_exercises_without_solutions_and_what_is_for_teachers(tmp_path: Path) -> None:
    made = {path.relative_to(tmp_path).as_posix() for path in handout(tmp_path / "class")}
    assert {"class/explore.ipynb", "class/exercises/4-gap.ipynb"} <= made
    assert not [name for name in made if "solutions" in name or "README" in name]
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == made


def test_what_cells_have_shown_is_not_handed_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "source"
    source.mkdir()
    notebook = json.loads((notebooks() / "explore.ipynb").read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell.update(outputs=[{"output_type": "stream", "name": "stdout", "text": "7"}], execution_count=3)
    (source / "a.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    monkeypatch.setattr(module, "notebooks", lambda: source)
    handout(tmp_path / "class")
    cell.update(outputs=[], execution_count=None)
    assert json.loads((tmp_path / "class" / "a.ipynb").read_text(encoding="utf-8")) == notebook


def test_nothing_is_written_where_a_student_may_have_worked(tmp_path: Path) -> None:
    mine = tmp_path / "exercises" / "2-update.ipynb"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(InputError, match=r"2-update\.ipynb is there already, and may be a student's work"):
        handout(tmp_path)
    assert mine.read_text() == "mine"
    assert len(list(tmp_path.rglob("*.ipynb"))) == 1
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="file cannot be written"):
        handout(tmp_path / "file")
