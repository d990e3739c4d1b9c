"""A run as the element takes it: the attributes say what the recipe says, and a recorded run arrives to the bit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask.array as da
import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.look import Look
from kmeans_viz.pictures.captions import captions
from kmeans_viz.web.element import attributes_of, is_computed, recorded

ANSWERS = Path(__file__).with_name("recording_answers.mjs")
ENVIRONMENT = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(Path(__file__).parents[2])}
Read = Callable[[kv.Trace], dict[str, Any]]


def to_the_left(X, centroids):
    """Give the points the wrong cluster now and then, as a student's function may."""
    return np.where(X[:, 0] < centroids[:, 0].mean(), 0, len(centroids) - 1)


def farthest(X, centroids):
    """Change many labels in every half-step."""
    return ((X[:, None] - centroids) ** 2).sum(axis=2).argmax(axis=1)


@pytest.fixture(scope="module")
def read(node: str) -> Read:
    """Return a function that hands a run over and returns what the page has of it."""

    def read(trace: kv.Trace) -> dict[str, Any]:
        recipe = {"max_iter": trace.max_iter, "on_empty": trace.on_empty}
        order = [*reversed(range(len(trace))), *range(len(trace))]
        asked = {"recipe": recipe, "handed": json.loads(recorded(trace).to_json()), "order": order}
        done = subprocess.run(
            [node, str(ANSWERS)], input=json.dumps(asked), capture_output=True, text=True, env=ENVIRONMENT
        )
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        # Read backwards first and then forwards, so that no state depends on what was looked at before it.
        back, forth = answer["states"][: len(trace)], answer["states"][len(trace) :]
        assert back[::-1] == forth
        return {**answer, "states": forth}

    return read


def lattice() -> np.ndarray:
    """Return points of which many are as far from one star as from another."""
    return np.array([[x, y] for x in range(8) for y in range(8)], dtype=float)


RNG = np.random.default_rng(3)
TRACES: dict[str, Callable[[], kv.Trace]] = {
    "in the plane": lambda: kv.record(RNG.normal(size=(300, 2)), 5, seed=1),
    "ties": lambda: kv.record(lattice(), init=[[0, 0], [0, 7], [7, 0], [7, 7], [3, 3]]),
    "on a line": lambda: kv.record(RNG.normal(size=(80, 1)), 4, init="k-means++", seed=2),
    "in space": lambda: kv.record(RNG.normal(size=(200, 7)) * 1e3 + 1e9, 6, seed=2),
    "a large board": lambda: kv.record(RNG.uniform(size=(30_000, 2)), 9, seed=2, max_iter=6),
    "more than 256 clusters": lambda: kv.record(RNG.uniform(size=(900, 2)), 300, seed=2, stepper=kv.MEDIANS),
    "a star that goes": lambda: kv.record(RNG.normal(size=(60, 2)), init=[[0, 0], [99, 99], [1, 1]], on_empty="drop"),
    "a star that jumps": lambda: kv.record(
        RNG.normal(size=(60, 2)), init=[[0, 0], [99, 99], [98, 99], [1, 1]], on_empty="farthest"
    ),
    "not to its end": lambda: kv.record(RNG.normal(size=(60, 2)), 4, seed=0, max_iter=1),
    "the start alone": lambda: replace(full := kv.record(RNG.normal(size=(60, 2)), 4, seed=0), states=full[:1]),
    "medians": lambda: kv.record(RNG.normal(size=(90, 2)), 4, seed=0, stepper=kv.MEDIANS),
    "a student's assign": lambda: kv.record(
        RNG.normal(size=(90, 2)), 3, seed=0, stepper=kv.Stepper(assign=to_the_left), on_empty="farthest", max_iter=9
    ),
    "all labels change": lambda: kv.record(
        RNG.normal(size=(90, 2)), 3, seed=0, stepper=kv.Stepper(assign=farthest), max_iter=5
    ),
    "a sample": lambda: kv.record(da.from_array(RNG.normal(size=(60_000, 2)), chunks=10_000), 4, seed=0, max_iter=3),
    "one point": lambda: kv.record([[2.0, 3.0]], 1),
}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", TRACES)
def test_a_recorded_run_arrives_to_the_bit(read: Read, name: str) -> None:
    trace = TRACES[name]()
    answer = read(trace)
    assert np.array_equal(np.reshape(answer["points"], trace.X.shape), trace.X)
    assert answer["length"] == len(trace)
    for index, (state, got) in enumerate(zip(trace, answer["states"], strict=True)):
        for field in ("phase", "iteration", "inertia", "changed", "shift", "converged"):
            assert got[field] == getattr(state, field), (index, field)
        assert got["empty"] == list(state.empty)
        assert np.array_equal(np.reshape(got["centroids"], state.centroids.shape), state.centroids)
        for field in ("labels", "counts", "clusters"):
            value = getattr(state, field)
            assert got[field] == (None if value is None else value.tolist()), (index, field)
        assert tuple(got["caption"]) == captions(trace, index)
    assert (answer["k"], answer["nPoints"], answer["init"]) == (trace.k, trace.n_points, trace.init)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    ("name", "missing", "is_told"),
    [
        ("in the plane", "the board, an array of 300 points that was passed in", True),
        (
            "ties",
            "the start, an array of 5 centroids, and the board, an array of 64 points that was passed in",
            False,
        ),
        (
            "medians",
            "the board, an array of 90 points that was passed in, and the stepper, which is Python code",
            True,
        ),
        ("a sample", None, False),
    ],
)
def test_the_page_knows_what_it_cannot_say_and_show(read: Read, name: str, missing: str | None, is_told: bool) -> None:
    answer = read(TRACES[name]())
    assert answer["isTold"] == is_told
    if missing is not None:
        assert answer["missing"] == missing


def test_labels_take_no_room_where_the_page_finds_them_and_changes_little_where_it_does_not() -> None:
    X = kv.data.uniform(5000, seed=1)
    bare = recorded(kv.record(X, 5, seed=1, max_iter=20))
    assert len(bare.data) < X.nbytes + 41 * 300
    medians = kv.record(X, 5, seed=1, stepper=kv.MEDIANS, max_iter=20)
    assert len(recorded(medians).data) < X.nbytes + 41 * 300 + len(X) * (1 + len(medians) / 4)


@pytest.mark.parametrize(
    "recipe",
    [
        kv.Recipe(),
        kv.Recipe(data="peaked", n=100, blobs=4, k=4, seed=2**64 + 1, init_seed=0, init="k-means++", max_iter=2),
        kv.Recipe(data="moons", init=((0.1, 1 / 3), (1e-300, -0.25)), standardize=True, on_empty="drop"),
        kv.Recipe(size=(900, 500), style="dark", voronoi=False, trails=False, curve=False, caption=False, step_ms=50),
        kv.Recipe(style="print", hold_start_ms=20, hold_end_ms=0, tween=0, loop=False, seeding=True),
    ],
)
def test_the_attributes_hold_the_whole_recipe(recipe: kv.Recipe, node: str) -> None:
    attributes = attributes_of(recipe.run(), recipe)
    code = (
        'import "./tables.mjs"; import { checkedRecipe, noteOf, recipeOf } from '
        '"../../kmeans_viz/web/board/attributes.js";'
        f"const given = {json.dumps(attributes)};"
        "console.log(noteOf(checkedRecipe(recipeOf({ getAttribute: (name) => given[name] ?? null }))))"
    )
    command = [node, "--input-type=module", "-e", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ANSWERS.parent, env=ENVIRONMENT)
    assert kv.Recipe.from_json(done.stdout) == recipe
    assert attributes["theme"] == recipe.style


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_the_page_makes_the_runs_of_generated_boards_and_no_others(tmp_path: Path) -> None:
    assert is_computed(kv.Recipe(data="rings", max_iter=2).run())
    (tmp_path / "mine.csv").write_text("a,b\n1,2\n3,4\n8,9\n")
    file = kv.Recipe(csv=str(tmp_path / "mine.csv"), k=2).run()
    generated = kv.Recipe().run()
    for trace in (
        file,
        kv.Recipe(data="iris").run(),
        kv.Recipe(coordinates=((0, 0), (1, 1)), k=1).run(),
        kv.record(generated.X, 3, seed=0),
        replace(generated, stepper=kv.MEDIANS),
        replace(generated, states=generated[:3]),
    ):
        assert not is_computed(trace)
    assert not any("mine.csv" in value for value in attributes_of(file, Look()).values())
    assert "mine.csv" not in recorded(file).to_json()
