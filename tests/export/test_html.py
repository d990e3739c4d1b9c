"""The page in one file: what is in it, how large it is, and what it refuses to hold."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.export import html
from kmeans_viz.export.notes import Note, read_note
from kmeans_viz.gallery import GALLERY
from kmeans_viz.languages import LANGUAGES
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.element import attributes_of, recorded

HOSTILE = "\"></script><script>document.title='taken'</script><img src=x onerror=alert(1)>"


class Parsed(HTMLParser):
    """The elements of a page, as a browser takes them apart."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.board: dict[str, str] = {}
        self.scripts: dict[str, str] = {}
        """The text of each script element by its id, "" for the one that runs."""
        self.policy = ""
        self._script: str | None = None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        assert not {"src", "href"} & given.keys() or given["href"].startswith("data:")
        assert not [name for name in given if name.startswith("on")]
        if tag == "kmeans-board":
            self.board = given
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag == "script":
            self._script = given.get("id", "")
            assert self._script not in self.scripts
            self.scripts[self._script] = ""
            assert (given.get("type") == "application/json") == bool(self._script)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self.scripts[self._script] += data


def test_a_run_that_the_page_computes_is_its_attributes_alone(tmp_path: Path) -> None:
    recipe = GALLERY["unlucky-start"]
    page = Parsed(kv.save(recipe, tmp_path / "unlucky-start.html"))
    assert page.board == attributes_of(recipe.run(), recipe)
    assert page.scripts.keys() == {"kmeans_viz-note", ""}


def test_a_page_of_the_gallery_takes_at_most_200_kb_beside_points_that_it_cannot_make(tmp_path: Path) -> None:
    for name, recipe in GALLERY.items():
        for lang in LANGUAGES:
            page = kv.save(recipe, tmp_path / f"{name}.html", lang=lang)
            recorded = Parsed(page).scripts.get("kmeans_viz-run", "")
            assert page.stat().st_size - len(recorded) <= 200_000, (name, lang)


def test_any_other_run_is_recorded_in_the_page(tmp_path: Path, run: Trace) -> None:
    trace = replace(run, recipe=None)
    page = Parsed(kv.save(trace, tmp_path / "run.html", style="print"))
    assert page.board["recording"] == "kmeans_viz-run"
    assert page.board["theme"] == "print"
    held = json.loads(page.scripts["kmeans_viz-run"])
    assert base64.b64decode(held.pop("data")) == recorded(trace).data
    assert held == recorded(trace).header


def test_only_the_script_of_the_page_itself_may_run_and_nothing_may_be_asked_for(tmp_path: Path, run: Trace) -> None:
    page = Parsed(kv.save(run, tmp_path / "run.html"))
    digest = base64.b64encode(hashlib.sha256(page.scripts[""].encode()).digest()).decode()
    assert page.policy.replace("\n", " ") == (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src blob: data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_names_are_text_wherever_they_stand(tmp_path: Path) -> None:
    def shift(X, labels, centroids):
        return centroids * 0.9

    shift.__name__ = HOSTILE
    trace = kv.record(kv.data.uniform(30, seed=1), 2, seed=1, max_iter=2, stepper=kv.Stepper(update=shift))
    trace = replace(trace, columns=(HOSTILE, "\u2028"), init=HOSTILE, recipe=kv.Recipe(csv="mine.csv"))
    page = Parsed(kv.save(trace, tmp_path / "run.html"))
    assert page.board["init"] == HOSTILE
    assert page.tags.count("img") == 0
    assert len(page.scripts) == 3
    held = json.loads(page.scripts["kmeans_viz-run"])
    assert (held["update"], held["columns"]) == (HOSTILE, [HOSTILE, "\u2028"])


def test_a_hostile_note_stays_in_its_element(tmp_path: Path, run: Trace) -> None:
    note = Note(kv.Recipe(csv=f"{HOSTILE}.csv"), missing=HOSTILE)
    path = tmp_path / "run.html"
    path.write_text(html.page_of(run, kv.Look(), note=note.to_json()), encoding="utf-8")
    assert json.loads(Parsed(path).scripts["kmeans_viz-note"])["missing"] == HOSTILE
    assert read_note(path) == note


@pytest.mark.parametrize("size", [300, (900, 520), (4096, 100)])
def test_every_field_of_a_look_is_in_the_page(tmp_path: Path, size: object) -> None:
    look = {
        "size": size, "style": "dark", "voronoi": False, "trails": False, "curve": False, "caption": False,
        "step_ms": 40, "hold_start_ms": 50, "hold_end_ms": 60, "tween": 2, "loop": False, "seeding": True, "lang": "es",
    }  # fmt: skip
    page = Parsed(kv.save(kv.Recipe(), tmp_path / "run.html", **look))
    assert page.board == {
        "size": str(size) if isinstance(size, int) else "{}x{}".format(*size), "theme": "dark", "voronoi": "false",
        "trails": "false", "curve": "false", "caption": "false", "step-ms": "40", "hold-start-ms": "50",
        "hold-end-ms": "60", "tween": "2", "loop": "false", "seeding": "true", "lang": "es",
    }  # fmt: skip
    assert set(look) == set(kv.Look.__dataclass_fields__)


def test_a_page_holds_a_million_points_of_its_own_and_refuses_what_would_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    million = kv.record(kv.data.uniform(1_000_000, seed=1), 3, seed=1, max_iter=1)
    assert kv.save(million, tmp_path / "million.html").stat().st_size < 22_000_000
    wide = kv.record(np.zeros((1_600_000, 2)), 1)
    message = (
        r"n=1600000, d=2, .* takes 26 MB, and a page holds at most 24 MB of points and labels; "
        r"save it as \.mp4 or \.gif, or cluster fewer of its points"
    )
    with pytest.raises(kv.InputError, match=message):
        kv.save(wide, tmp_path / "wide.html")
    monkeypatch.setattr(html, "MOST_BYTES", 2_000)
    medians = kv.record(kv.data.uniform(100, seed=1), 3, seed=1, stepper=kv.MEDIANS)
    with pytest.raises(kv.InputError, match=r"cluster fewer of its points"):
        kv.save(medians, tmp_path / "medians.html")
    assert [path.name for path in tmp_path.iterdir()] == ["million.html"]


def test_the_same_run_makes_the_same_page(tmp_path: Path, run: Trace) -> None:
    for trace in (run, kv.record(run.X, 3, seed=2, stepper=kv.MEDIANS)):
        first, second = (kv.save(trace, tmp_path / f"{name}.html").read_bytes() for name in "ab")
        assert first == second
