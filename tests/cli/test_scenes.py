"""`kmeans-viz scenes`: ten scenes or one's own, as a page or to be edited."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import kmeans_viz as kv
from kmeans_viz.cli.commands import cli


def made(*words: object) -> str:
    done = CliRunner().invoke(cli, ["scenes", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def test_a_page_and_a_file_to_edit_hold_the_same(tmp_path: Path) -> None:
    page, file, again = (tmp_path / name for name in ("lesson.html", "lesson.json", "again.html"))
    assert str(file) in made(file)
    assert made(file, page, "--quiet") == ""
    made(page, again)
    assert kv.read_scenes(page) == kv.read_scenes(file) == kv.read_scenes(again) == kv.first_lesson()
    made(page, "--lang", "es")
    assert kv.read_scenes(page) == kv.first_lesson("es")
    assert '<html lang="es">' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["lesson.pdf"], "the ending '.pdf' is unknown; use one of: .html, .json"),
        (
            ["a.json", "b.json", "c.html"],
            "there are 3 paths; name the page to make, or a file of scenes and then the page",
        ),
        (["none.json", "c.html"], "none.json cannot be read (No such file or directory); name a file of scenes"),
        (["a.json", "c.html", "--lang", "es"], "--lang es makes no difference to the scenes in a.json; leave it out"),
    ],
)
def test_what_cannot_be_made_is_told_in_a_line(words: list[str], problem: str) -> None:
    with pytest.raises(kv.InputError) as told:
        CliRunner().invoke(cli, ["scenes", *words], catch_exceptions=False)
    assert problem in str(told.value)


def test_what_is_saved_has_to_be_scenes(tmp_path: Path) -> None:
    with pytest.raises(kv.InputError, match="dict is no list of scenes; use for example kv"):
        kv.save_scenes({}, tmp_path / "a.html")  # type: ignore[arg-type]
