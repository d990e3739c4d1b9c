"""Names of files that the package makes up can be names on Windows too, where more is reserved than on Linux."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath

import pytest

import kmeans_viz as kv
from kmeans_viz.answers import files as rows
from kmeans_viz.answers.counting import NAMES as CELLS
from kmeans_viz.answers.places import files as places
from kmeans_viz.data import GENERATORS
from kmeans_viz.export.writers import WRITERS
from kmeans_viz.gallery import GALLERY
from kmeans_viz.lessons import site

ROOT = Path(kv.__file__).parents[1]
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{device}{number}" for device in ("COM", "LPT") for number in "123456789¹²³")}
LONGEST = 255  # bytes on Linux, UTF-16 units on Windows


def is_legal(name):
    """Tell whether a file can have this name on Windows, and on Linux."""
    return (
        PureWindowsPath(name).name == name
        and not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
        and name[-1] not in ". "
        and name.split(".")[0].rstrip(" ").upper() not in DEVICES
        and len(name.encode()) <= LONGEST
    )


def names_in_scripts():
    """Return the names that the pages' scripts give to downloads."""
    for script in (ROOT / "kmeans_viz/web").rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        yield from re.findall(r'\bdownload: "([^"]+)"', text)
        yield from re.findall(r'\bsave\([^\n]*, "([^"]+)"\)', text)


def names_made_up():
    """Return all names of files that are the package's own choice."""
    yield from (f"{name}{ending}" for name in GALLERY for ending in (".gif", ".png"))
    sources = [*GENERATORS, "own"]
    yield from (f"k-means-{source}{ending.rstrip('/') or '.zip'}" for source in sources for ending in WRITERS)
    yield from (*rows.NAMES, *places.NAMES, *CELLS)
    yield from (f"{path.stem}{kind}.html" for path in site.lessons() for kind in ("", "-worksheet", "-handout"))
    yield from names_in_scripts()


@pytest.mark.parametrize(
    "name",
    ["CON", "NUL.gif", "aux.html", "com1.tar.gz", "a.gif.", "a.gif ", "a:b.gif", 'a<b>|?*".gif', r"a\b.gif", "é" * 130],
)
def test_windows_refuses_some_names_that_linux_takes(name):
    assert not is_legal(name)


def test_every_name_that_the_package_makes_up_is_legal_on_windows():
    names = set(names_made_up())
    assert {"guesses.csv", "lesson.json", "k-means-moons.gif", "rescued-by-k-means++.gif", "report.html"} <= names
    assert [name for name in names if not is_legal(name)] == []


def test_the_frames_of_a_folder_have_names_for_windows(tmp_path):
    kv.save(kv.Recipe(n=10, k=2, size=100, tween=0, max_iter=1), f"{tmp_path}/frames/")
    assert all(is_legal(path.name) for path in (tmp_path / "frames").iterdir())


def test_a_checkout_on_windows_has_every_file():
    folders = ("kmeans_viz", "notebooks", "docs", "assets", "tests", "benchmarks", "release", ".github")
    paths = [path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*")]
    assert len(paths) > 500
    assert [path for path in paths if not is_legal(path.name)] == []
    # Where a and A are one name, one file would replace another.
    assert len({str(path).casefold() for path in paths}) == len(paths)
