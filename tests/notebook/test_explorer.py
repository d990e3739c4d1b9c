"""The explorer in a notebook, without a page: its traits, its run, what it says to a page and what it does for one."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.data import GENERATORS, SAMPLES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.notebook import errand
from kmeans_viz.notebook.exploring import FIRST

SMALL = kv.Recipe(data="peaked", n=60, blobs=3, k=3, seed=4)


class Page(kv.Explorer):
    """An explorer that writes down what it sends, and does what a page does with it."""

    def __init__(self, recipe: kv.Recipe | None = SMALL, **options: Any) -> None:
        self._told: list[dict[str, Any]] = []
        self._got = b""
        super().__init__(recipe, **options)

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        self._told.append(content)
        if content["kind"] == "bytes":
            self._got += bytes(buffers[0])
            if len(self._got) < self.only("answer")["told"]["bytes"]:
                self._hear(None, {"kind": "more", "errand": content["errand"], "start": len(self._got)}, [])
        if content["kind"] == "next":
            start = content["start"]
            self._hear(None, {"kind": "part", "errand": content["errand"]}, [self._body[start : start + 1000]])

    def ask(self, name: str, asked: dict[str, Any], file: bytes = b"") -> None:
        self._told.clear()
        self._got, self._body = b"", json.dumps(asked).encode() + b"\n" + file
        self._hear(None, {"kind": "ask", "errand": "1", "name": name, "size": len(self._body)}, [self._body[:1000]])

    def only(self, kind: str) -> dict[str, Any]:
        (told,) = [content for content in self._told if content["kind"] == kind]
        return told

    def is_answered(self) -> bool:
        whole = [content["told"]["bytes"] for content in self._told if content["kind"] == "answer"]
        return any(content["kind"] == "error" for content in self._told) or whole == [len(self._got)]


def same(one: kv.Trace, other: kv.Trace) -> bool:
    """Tell whether two runs went the same way."""
    return len(one) == len(other) and all(
        np.array_equal(a.centroids, b.centroids) and a.inertia == b.inertia for a, b in zip(one, other, strict=True)
    )


def test_the_trace_is_the_run_of_lloyd_from_the_recipe() -> None:
    explorer = kv.explore(SMALL)
    states = list(kv.lloyd(SMALL.points(), 3, init="random", seed=4))
    assert len(explorer.trace) == len(states)
    for one, other in zip(explorer.trace, states, strict=True):
        assert np.array_equal(one.centroids, other.centroids)
        assert one.labels is other.labels or np.array_equal(one.labels, other.labels)  # type: ignore[arg-type]
        assert one.inertia == other.inertia
    assert kv.explore().recipe == FIRST


changes = st.one_of(
    st.tuples(st.just("k"), st.integers(1, 9)),
    st.tuples(st.just("n"), st.integers(10, 90)),
    st.tuples(st.just("data"), st.sampled_from([*GENERATORS, *SAMPLES])),
    st.tuples(st.just("seed"), st.integers(0, 2**70)),
    st.tuples(st.just("init"), st.sampled_from([*SEEDINGS, ((0.0, 0.0), (0.5, 0.5))])),
    st.tuples(st.just("recipe"), st.builds(kv.Recipe, n=st.integers(20, 60), k=st.integers(1, 9))),
)


@settings(max_examples=40)
@given(st.lists(changes, max_size=5))
def test_whatever_is_set_the_parts_are_those_of_the_recipe(all_changes: list[tuple[str, Any]]) -> None:
    explorer = kv.explore(SMALL)
    for name, value in all_changes:
        try:
            setattr(explorer, name, value)
        except kv.InputError:
            continue
        assert getattr(explorer, name) == value
        recipe = explorer.recipe
        assert (explorer.k, explorer.seed, explorer.init) == (recipe.k, recipe.seed, recipe.init)
        assert (explorer.data, explorer.n) == (recipe.data, len(recipe.points()))
        assert explorer.step == 0
    assert same(explorer.trace, explorer.recipe.run())


def test_a_change_is_observed_and_goes_along_a_link() -> None:
    explorer, slider, seen = kv.explore(SMALL), ipywidgets.IntSlider(max=9), []
    explorer.observe(lambda change: seen.append((change["name"], change["new"])), ["recipe", "k", "step"])
    ipywidgets.link((explorer, "k"), (slider, "value"))
    assert slider.value == 3
    slider.value = 5
    assert explorer.recipe.k == 5
    explorer.step = -1
    assert explorer.step == len(explorer.trace) - 1
    explorer.recipe = SMALL
    assert (slider.value, explorer.step) == (3, 0)
    assert {name for name, _ in seen} == {"recipe", "k", "step"}


def test_a_look_leaves_the_step_and_the_run_where_they_are() -> None:
    explorer = kv.explore(SMALL)
    explorer.step = 2
    trace = explorer.trace
    explorer.recipe = kv.Recipe(data="peaked", n=60, blobs=3, k=3, seed=4, style="dark")
    assert explorer.step == 2
    assert explorer.trace is trace


def test_stars_that_a_hand_placed_give_way_to_a_method_as_on_the_page() -> None:
    explorer = kv.explore(SMALL)
    explorer.init = "k-means++"
    explorer.init = ((0.0, 0.0), (0.5, 0.5))
    assert explorer.k == 2
    explorer.data = "moons"
    assert (explorer.init, explorer.k) == ("k-means++", 2)
    explorer.init = ((0.0, 0.0), (0.5, 0.5))
    explorer.k = 4
    assert (explorer.init, explorer.k) == ("k-means++", 4)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("k", 0, "k=0 is out of range"),
        ("k", 21, "k=21 is out of range; use 1 <= k <= 20"),
        ("k", "x", "k='x' is not a whole number"),
        ("n", 2, "k=3 clusters need at least that many points, and there are 2; use k <= 2"),
        ("n", 5_000_000, "5,000,000 points are too many to explore, which takes up to 1,000,000; use a part"),
        ("data", "mine", "data='mine' is unknown"),
        ("seed", -1, "seed=-1 is out of range"),
        ("init", "best", "init='best' is unknown"),
        ("step", 99, "step=99 is out of range"),
        ("recipe", "moons", "str cannot be explored; pass a Recipe, for example kv.Recipe(k=4)"),
    ],
)
def test_a_bad_value_is_one_clear_line_and_changes_nothing(name: str, value: Any, words: str) -> None:
    explorer = kv.explore(SMALL)
    with pytest.raises(kv.InputError) as problem:
        setattr(explorer, name, value)
    assert str(problem.value).startswith(words)
    assert "\n" not in str(problem.value)
    assert (explorer.recipe, explorer.k, explorer.n, explorer.step) == (SMALL, 3, 60, 0)


def test_what_an_explorer_does_not_have_cannot_be_set() -> None:
    with pytest.raises(AttributeError, match="an Explorer has no attribute 'K'; use one of: recipe, k, n, data"):
        kv.explore().K = 3  # type: ignore[attr-defined]
    with pytest.raises(kv.InputError, match="int cannot be explored"):
        kv.explore(3)  # type: ignore[arg-type]
    with pytest.raises(kv.InputError, match="str cannot make steps; pass a Stepper"):
        kv.explore(stepper="median")  # type: ignore[arg-type]


def test_the_number_of_points_of_a_data_set_is_its_own() -> None:
    explorer = kv.explore(kv.Recipe(data="iris"))
    assert explorer.n == 150
    with pytest.raises(kv.InputError, match="n=9 cannot be chosen: these 150 points are not generated; set data first"):
        explorer.n = 9


def test_what_the_page_tells_is_taken_with_all_digits_of_a_seed() -> None:
    explorer = Page()
    seed = 2**70 + 1
    told = {"recipe": f'{{"data": "moons", "k": 2, "seed": {seed}}}', "k": 2, "data": "moons", "seed": float(seed)}
    explorer.set_state({**told, "step": 3})
    assert (explorer.seed, explorer.k, explorer.step) == (seed, 2, 3)
    assert explorer.recipe == kv.Recipe(data="moons", k=2, seed=seed)
    assert same(explorer.trace, explorer.recipe.run())
    # As it came, so that the page is not told again of what it said.
    assert explorer.get_state("recipe")["recipe"] == told["recipe"]


def test_a_file_is_the_recipes_though_the_page_knows_its_points_alone(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b,c\n" + "\n".join(f"{i},{i * 7 % 23},{i % 3}" for i in range(40)))
    recipe = kv.Recipe(csv=str(path), columns=("a", "b"), k=4)
    explorer = Page(recipe)
    text = explorer.get_state("recipe")["recipe"]
    assert "csv" not in text
    assert str(path) not in text
    assert explorer.n == 40
    told = json.loads(text) | {"k": 5}
    explorer.set_state({"recipe": json.dumps(told), "k": 5})
    assert explorer.recipe == kv.Recipe(csv=str(path), columns=("a", "b"), k=5)
    explorer.data = "moons"
    assert explorer.recipe == kv.Recipe(data="moons", k=5)


def test_the_best_of_many_runs_is_shown_as_the_one_run_that_it_is() -> None:
    best = kv.Recipe(data="peaked", n=60, blobs=5, k=5, seed=4, n_runs=20)
    explorer = kv.explore(best)
    assert explorer.recipe.n_runs == 1
    assert same(explorer.trace, best.run())


def test_a_stepper_makes_a_new_run_for_every_recipe_and_sends_it() -> None:
    explorer = Page(stepper=kv.MEDIANS)
    assert same(explorer.trace, kv.record(SMALL.points(), 3, seed=4, stepper=kv.MEDIANS))
    explorer.set_state({"recipe": '{"data": "moons", "n": 90, "k": 5}', "k": 5})
    X = kv.Recipe(data="moons", n=90).points()
    assert same(explorer.trace, kv.record(X, 5, seed=0, stepper=kv.MEDIANS))
    run = explorer._run
    assert (run["number"], run["note"]) == (2, '{"data": "moons", "n": 90, "k": 5}')
    assert run["size"] == len(explorer._first)


def test_a_stepper_that_fails_on_what_the_page_chose_is_told_there() -> None:
    def picky(X: Any, centroids: Any) -> Any:
        if len(centroids) == 4:
            raise ZeroDivisionError("four")
        return kv.assign(X, centroids)

    explorer = Page(stepper=kv.Stepper(assign=picky))
    explorer.set_state({"recipe": SMALL.to_json().replace('"n": 60', '"n": 60, "k": 4'), "k": 4})
    assert "four" in explorer.only("problem")["text"]
    with pytest.raises(Exception, match="four"):
        kv.explore(kv.Recipe(k=4), stepper=kv.Stepper(assign=picky))


def test_a_file_comes_in_pieces_and_its_points_go_back() -> None:
    page = Page()
    table = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * 7 % 23) for i in range(500)) + b"1,\n"
    page.ask("table", {"recipe": {"csv": "t.csv"}}, table)
    told = page.only("answer")["told"]
    assert (told["shape"], told["columns"]) == ([500, 2], ["a", "b"])
    assert "1 of 501 rows left out" in told["notes"][0]
    assert np.frombuffer(page._got, "<f8").reshape(500, 2)[3].tolist() == [3, 21]
    assert page._errands._under_way == {}


def test_a_file_that_python_makes_is_the_one_that_save_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errand, "piece_of", lambda data, start: data[start : start + 999])
    page = Page()
    recipe = kv.Recipe(n=30, tween=0, size=200)
    page.ask("export", {"recipe": json.loads(recipe.to_json()), "ending": ".webp"})
    assert page._got == kv.save(recipe, tmp_path / "out.webp").read_bytes()
    shown = [content["percent"] for content in page._told if content["kind"] == "percent"]
    assert shown == sorted(set(shown))


@pytest.mark.parametrize(
    ("name", "asked", "file", "words"),
    [
        ("table", {"recipe": {"csv": "t.csv"}}, b"x\ny\n", "t.csv"),
        ("export", {"recipe": {}, "ending": ".exe"}, b"", "the ending '.exe' is unknown"),
        ("cook", {"recipe": {}}, b"", "the errand 'cook' is unknown"),
    ],
)
def test_what_cannot_be_done_is_one_line(name: str, asked: dict[str, Any], file: bytes, words: str) -> None:
    page = Page()
    page.ask(name, asked, file)
    text = page.only("error")["error"]
    assert words in text
    assert "\n" not in text
    assert page._errands._under_way == {}


def test_a_file_that_is_too_large_is_refused_before_it_comes() -> None:
    page = Page()
    page._hear(None, {"kind": "ask", "errand": "1", "name": "table", "size": 10**9}, [b"{"])
    assert page.only("error")["error"] == "the file is larger than 100 MB; choose a part of it"


def test_the_kernel_goes_on_during_an_errand_and_one_that_is_cancelled_says_no_more() -> None:
    page = Page()
    long = {"recipe": {"n": 300, "tween": 30, "size": 900}, "ending": ".webp"}

    async def act() -> None:
        page.ask("export", long)
        under_way = page._errands._under_way["1"]
        while not any(content["kind"] == "percent" for content in page._told):
            await asyncio.sleep(0.01)
        page._hear(None, {"kind": "alive", "errand": "1"}, [])
        assert page._told[-1] == {"kind": "alive", "errand": "1"}
        begun = time.monotonic()
        page._hear(None, {"kind": "cancel", "errand": "1"}, [])
        process = under_way._process
        assert process is not None
        while process.poll() is None and time.monotonic() < begun + 30:
            await asyncio.sleep(0.01)
        assert process.poll() is not None
        page._told.clear()
        await asyncio.sleep(0.2)
        assert page._told == []
        page.ask("table", {"recipe": {"n": 20}})
        while not page.is_answered():
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(act(), 120))
    assert page.only("answer")["told"]["shape"] == [20, 2]


def test_a_notebook_keeps_a_page_and_a_picture_of_what_is_shown() -> None:
    explorer = kv.explore(SMALL)
    explorer.step = 2
    data, _ = explorer._repr_mimebundle_()
    assert {"text/html", "image/png", "text/plain"} <= set(data)
    assert "<iframe" in data["text/html"]
    assert repr(explorer).startswith("<Explorer of Recipe(")
