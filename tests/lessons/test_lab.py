"""The notebooks come with the package and run as they are, and no student's work is overwritten."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from jupyterlab_server.config import get_page_config
from nbclient import NotebookClient

from kmeans_viz.inputs import InputError
from kmeans_viz.lessons.lab import copied, environment, notebooks
from kmeans_viz.lessons.site import lessons

NOTEBOOKS = sorted(notebooks().rglob("*.ipynb"))
# The other lessons, which read no files, run for their pages, in test_site.
IN_A_COPY = [path for path in NOTEBOOKS if path not in lessons() or path.stem == "6-your-data"]


@pytest.mark.parametrize("path", IN_A_COPY, ids=lambda path: path.stem)
def test_a_notebook_runs_from_a_clean_kernel_in_a_copy_of_its_folder(path: Path, tmp_path: Path) -> None:
    place = copied(notebooks(), tmp_path / "copy", solutions=True)
    notebook = nbformat.read(place / path.relative_to(notebooks()), as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(place))
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_output(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_needs_nothing_from_elsewhere(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    names = [cell.id for cell in notebook.cells]
    assert len(set(names)) == len(names)
    text = "".join(cell.source for cell in notebook.cells)
    assert "http" not in text
    assert "$" not in text, "a formula in LaTeX needs MathJax"
    for target in re.findall(r"\]\(([^)]+)\)", "".join(c.source for c in notebook.cells if c.cell_type == "markdown")):
        assert (path.parent / unquote(target)).is_file(), target


def test_what_somebody_changed_in_the_copy_stays(tmp_path: Path) -> None:
    place = copied(notebooks(), tmp_path / "copy")
    mine = place / "explore.ipynb"
    mine.write_text("mine")
    (place / "other.ipynb").write_text("other")
    copied(notebooks(), place)
    assert mine.read_text() == "mine"
    assert (place / "other.ipynb").read_text() == "other"


def test_students_get_the_exercises_and_not_the_solutions_unless_they_are_asked_for(tmp_path: Path) -> None:
    names = {path.relative_to(notebooks()) for path in NOTEBOOKS}
    solutions = {name for name in names if "solutions" in name.parts}
    place = copied(notebooks(), tmp_path / "solutions" / "copy")
    assert {path.relative_to(place) for path in place.rglob("*.ipynb")} == names - solutions
    copied(notebooks(), place, solutions=True)
    assert {path.relative_to(place) for path in place.rglob("*.ipynb")} == names
    assert len(solutions) == 4


def test_jupyterlab_asks_nobody_whether_they_want_news_and_keeps_what_else_is_configured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "labconfig").mkdir()
    (tmp_path / "labconfig" / "page_config.json").write_text('{"ofTheirs": "kept"}')
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", environment()["JUPYTER_CONFIG_PATH"])
    config = get_page_config([])
    assert "@jupyterlab/apputils-extension:announcements" in config["disabledExtensions"]
    assert config["ofTheirs"] == "kept"


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="file cannot be written"):
        copied(notebooks(), tmp_path / "file")
