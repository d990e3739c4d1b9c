"""Files that version 0.1 made, and commands and code that it printed, still work.

The tests use only public names and the command line, and no module behind them, so that modules can move.
"""

from __future__ import annotations

import hashlib
import json
import runpy
import shlex
import shutil
import signal
import sys
import warnings
from collections.abc import Callable
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kmeans_viz as kv

HERE = Path(__file__).parent / "fixtures_0_1"
EXPECTED: dict[str, Any] = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
RECIPES: dict[str, Any] = json.loads((HERE / "recipes.json").read_text(encoding="utf-8"))
COMPLETE = [name for name, kept in EXPECTED.items() if "missing" not in kept]
WITH_CODE = [name for name in COMPLETE if "python" in EXPECTED[name]]
LACKING = [name for name, kept in EXPECTED.items() if "missing" in kept]
CODE = sorted((HERE / "code").glob("*.txt"))
COMMANDS = (HERE / "code" / "commands.txt").read_text(encoding="utf-8").splitlines()
NAMES = (HERE / "code" / "names.txt").read_text(encoding="utf-8").split()

Type = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that has the tables of the recipes."""
    shutil.copytree(
        HERE, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("code", "files", "*.json", "*.md")
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Return a function that runs a command and returns what it prints, or the error that the test expects."""

    def type_in(*words: str, code: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["kmeans-viz", *words])
        capsys.readouterr()
        handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        hook = sys.unraisablehook
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with pytest.raises(SystemExit) as end:
                    runpy.run_module("kmeans_viz", run_name="__main__")
        finally:
            sys.unraisablehook = hook
            for number, handler in handlers.items():
                signal.signal(number, handler)
        told = capsys.readouterr()
        assert (end.value.code or 0) == code, told.err
        return told.err if code else told.out

    return type_in


def run_of(recipe: kv.Recipe) -> dict[str, Any]:
    """Return the parts of a run that a test compares."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trace = recipe.run()
    labels = hashlib.sha256()
    for state in trace:
        if state.labels is not None:
            labels.update(np.asarray(state.labels, dtype="<i8").tobytes())
    return {
        "states": len(trace),
        "converged": trace.converged,
        "inertia": pytest.approx(trace.inertia, rel=1e-9),
        "centroids": [pytest.approx(row, rel=1e-9, abs=1e-9) for row in trace.final.centroids.tolist()],
        "labels": labels.hexdigest(),
    }


def as_recipe(content: dict[str, Any]) -> kv.Recipe:
    return kv.Recipe.from_json(json.dumps(content))


def test_there_is_a_file_of_every_format_and_each_is_tried() -> None:
    assert {f"files/{path.name}" for path in (HERE / "files").iterdir()} == EXPECTED.keys()
    assert {Path(name).suffix for name in EXPECTED} == {
        "", ".gif", ".webp", ".png", ".mp4", ".html", ".pdf", ".svg", ".json",
    }  # fmt: skip
    assert len(LACKING) >= 6


@pytest.mark.parametrize("name", EXPECTED)
def test_the_recipe_in_a_file_is_read_as_it_was_written(type_in: Type, name: str) -> None:
    assert as_recipe(json.loads(type_in("recipe", str(HERE / name)))) == as_recipe(EXPECTED[name]["recipe"])


@pytest.mark.parametrize("name", COMPLETE)
def test_the_recipe_in_a_file_gives_the_same_run(folder: Path, name: str) -> None:
    assert EXPECTED[name]["run"] == run_of(as_recipe(EXPECTED[name]["recipe"]))


@pytest.mark.parametrize("name", RECIPES)
def test_a_name_in_a_recipe_means_the_same_run(name: str) -> None:
    assert RECIPES[name]["run"] == run_of(as_recipe(RECIPES[name]["recipe"]))


@pytest.mark.parametrize("form", ["--python", "--command"])
@pytest.mark.parametrize("name", LACKING)
def test_what_a_recipe_cannot_hold_is_still_said(type_in: Type, name: str, form: str) -> None:
    assert f"lacks {EXPECTED[name]['missing']}" in type_in("recipe", str(HERE / name), form, code=2)


def command_of(path: Path, type_in: Type) -> str:
    """Return the command that makes a file again; it contains the kind of the file and its recipe."""
    return type_in("recipe", str(path), "--command")


@pytest.mark.parametrize("name", WITH_CODE)
def test_the_code_that_was_printed_for_a_file_makes_such_a_file(folder: Path, type_in: Type, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(EXPECTED[name]["python"], f"code for {name}", "exec"), {})

    (made,) = folder.glob("out*")
    assert command_of(made, type_in) == command_of(HERE / name, type_in)


@pytest.mark.parametrize("name", WITH_CODE)
def test_the_command_that_was_printed_for_a_file_makes_such_a_file(folder: Path, type_in: Type, name: str) -> None:
    type_in(*shlex.split(EXPECTED[name]["command"])[1:])

    (made,) = folder.glob("out*")
    assert command_of(made, type_in) == command_of(HERE / name, type_in)


@pytest.mark.parametrize("name", COMPLETE)
def test_a_file_can_be_started_from(folder: Path, type_in: Type, name: str) -> None:
    type_in("animate", "new.gif", "--recipe", str(HERE / name), "--size", "100", "--tween", "0", "--max-iter", "1")

    made = as_recipe(json.loads(type_in("recipe", "new.gif")))
    kept = as_recipe(EXPECTED[name]["recipe"])
    assert (made.size, made.max_iter) == (100, 1)
    for field in ("data", "n", "blobs", "seed", "csv", "parquet", "columns", "coordinates", "k", "init", "init_seed"):
        assert getattr(made, field) == getattr(kept, field)


@pytest.mark.parametrize("name", ["array-too-large.gif", "array-and-start-too-large.gif"])
def test_a_file_without_its_board_can_be_started_from_with_another_board(
    folder: Path, type_in: Type, name: str
) -> None:
    points = ["--points", "[[0,0],[1,2],[5,5],[6,5]]", "--k", "2", "--size", "100", "--tween", "0"]
    type_in("animate", "new.gif", "--recipe", str(HERE / "files" / name), *points)

    assert json.loads(type_in("recipe", "new.gif"))["max_iter"] == 1


@pytest.mark.parametrize(
    "path", [path for path in CODE if path.stem not in ("commands", "names")], ids=lambda p: p.stem
)
@pytest.mark.filterwarnings("ignore")
def test_code_of_the_readme_and_the_notebooks_runs(folder: Path, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), {"__name__": "__main__"})


SHORT = {
    "animate": ["--quiet", "--size", "120", "--tween", "0"],
    "storyboard": ["--quiet"],
    "choose-k": ["--quiet", "--k-max", "3", "--n-refs", "2"],
    "recipe": [],
}
"""Options that make a command quick. The other commands serve pages or run for minutes, so tests add --help to them."""


def test_commands_of_the_readme_and_of_the_help_run_one_after_the_other(folder: Path, type_in: Type) -> None:
    (folder / "mine.csv").write_text("height,weight\n" + "".join(f"{i % 7},{i * i % 11}\n" for i in range(40)))
    (folder / "trips").mkdir()
    (folder / "trips" / "1.csv").write_text("lon,lat\n" + "".join(f"{i * 7 % 40},{i * 11 % 40}\n" for i in range(40)))
    shutil.copy(kv.data.sample_file("mountain_hike.gpx"), "hike.gpx")

    for line in COMMANDS:
        words = shlex.split(line.removeprefix("kmeans-viz").removeprefix("python -m kmeans_viz"))
        is_short = words[0] in SHORT and "--scheduler" not in words
        type_in(*words, *(SHORT[words[0]] if is_short else ["--help"]))


@pytest.mark.parametrize("name", NAMES)
def test_a_public_name_is_there(name: str) -> None:
    thing = kv
    for part in name.split("."):
        thing = getattr(thing, part)


def test_the_extras_that_messages_tell_to_install_are_there() -> None:
    assert {"fast", "app", "dask"} <= set(metadata("kmeans-viz").get_all("Provides-Extra") or ())
