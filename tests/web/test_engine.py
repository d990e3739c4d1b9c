"""The JavaScript engine makes the same random numbers, boards, starts, runs and cells as Python from a recipe.

node is asked in a few big batches: starting it takes longer than most answers.

Runs on boards with exact ties are left out: on points of a lattice, and on fewer places than clusters, the rounding of
a mean decides which of two centroids is nearer, and each implementation adds in its own order.
"""

import base64
import itertools
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.pictures.voronoi import voronoi_cells

ANSWERS = Path(__file__).with_name("answers.mjs")
GENERATORS = tuple(kv.data.GENERATORS)
STARTS = tuple(kv.seeding.SEEDINGS)
RULES = ("keep", "farthest", "drop", "error")
SEEDS = range(50)
BIG = [2**32 - 1, 2**32, 2**53 + 1, 2**64 - 1, 2**64, 2**127 + 12345, 2**200 + 7, 10**60]

Ask = Callable[[list[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="module")
def ask(node: str) -> Ask:
    """Return a function that asks the engine many questions at once."""

    def ask(questions: list[dict[str, Any]]) -> list[Any]:
        asked = json.dumps(questions)
        done = subprocess.run([node, str(ANSWERS)], input=asked, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        answers = json.loads(done.stdout)
        assert len(answers) == len(questions)
        return answers

    return ask


def packed(array: Any) -> str:
    return base64.b64encode(np.ascontiguousarray(array, dtype=np.float64).tobytes()).decode()


def unpacked(text: str, dtype: Any = np.float64) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype=dtype)


def test_the_tables_have_the_rows_of_pythons(ask: Ask) -> None:
    assert ask([{"ask": "tables"}]) == [{"generators": list(GENERATORS), "starts": list(STARTS), "rules": list(RULES)}]


# Each of NumPy's branches, and draws of 32 bits an odd number of times, so that a half waits while others are drawn.
DRAWS: list[list[Any]] = [
    ["random"],
    ["uniform", -0.4, 0.4],
    ["standardNormal"],
    ["normal", 2, 0.5],
    *(["integer", end] for end in (1, 2, 3, 7, 100, 2**16, 2**31 - 1, 2**31, 3 * 2**30, 2**32 - 1, 2**32)),
    *(["integers", end, size] for end, size in ((1, 5), (5, 7), (2**31, 3))),
    *(["permutation", n] for n in (1, 2, 3, 31, 32, 33, 257)),
    *(["choice", n, size] for n, size in ((1, 1), (7, 7), (50, 3), (9999, 300), (10_000, 201), (10_000, 9000))),
    *(
        ["choice", n, size]
        for n, size in ((10_001, 200), (10_001, 201), (10_049, 200), (10_050, 202), (10_001, 10_001))
    ),
]


def drawn(rng: np.random.Generator, method: str, *args: Any) -> Any:
    if method == "integer":
        return rng.integers(args[0])
    if method == "integers":
        return rng.integers(args[0], size=args[1])
    if method == "choice":
        return rng.choice(args[0], size=args[1], replace=False)
    return getattr(rng, {"standardNormal": "standard_normal"}.get(method, method))(*args)


def test_random_numbers_are_numpys(ask: Ask) -> None:
    questions = []
    for seed in [*SEEDS, *BIG]:
        order = np.random.default_rng(seed + 1).permutation(len(DRAWS) * 2) % len(DRAWS)
        questions.append({"ask": "draws", "seed": str(seed), "draws": [DRAWS[i] for i in order]})
    for question, answer in zip(questions, ask(questions), strict=True):
        rng = np.random.default_rng(int(question["seed"]))
        for draw, got in zip(question["draws"], answer, strict=True):
            expected = np.atleast_1d(drawn(rng, *draw)).astype(float)
            tolerance = 5e-15 if "ormal" in draw[0] else 0
            np.testing.assert_allclose(
                unpacked(got), expected, rtol=0, atol=tolerance, err_msg=f"{question['seed']} {draw}"
            )


def test_a_long_stream_of_normal_numbers_stays_in_step(ask: Ask) -> None:
    seeds = [0, 1, 42, 2**53 + 1]
    draws = [["standardNormal"]] * 30_000
    for seed, answer in zip(seeds, ask([{"ask": "draws", "seed": str(s), "draws": draws} for s in seeds]), strict=True):
        got = np.array([unpacked(text)[0] for text in answer])
        np.testing.assert_allclose(got, np.random.default_rng(seed).standard_normal(len(draws)), rtol=0, atol=5e-15)


def test_sums_are_rounded_as_numpy_rounds_them(ask: Ask) -> None:
    rng = np.random.default_rng(0)
    sizes = [*range(1, 20), 127, 128, 129, 136, 255, 256, 257, 300, 1000, 1023, 1025, 4099, 100_000]
    arrays = [rng.normal(0, 10.0 ** rng.integers(-3, 4, n)) for n in sizes] + [np.arange(-5, 6) / 2]
    answers = ask([{"ask": "sums", "values": packed(values)} for values in arrays])
    for values, answer in zip(arrays, answers, strict=True):
        np.testing.assert_array_equal(unpacked(answer), [values.sum(), *np.cumsum(values), *np.rint(values)])


def board_of(recipe: dict[str, Any]) -> np.ndarray:
    return kv.Recipe(
        **{name: value for name, value in recipe.items() if name in ("data", "n", "blobs", "seed")}
    ).points()


@pytest.mark.parametrize("data", GENERATORS)
def test_boards_are_pythons(ask: Ask, data: str) -> None:
    sizes, groups = (1, 2, 5, 17, 64, 200, 501), (1, 2, 3, 8, 20)
    recipes = [{"data": data, "n": sizes[s % 7], "blobs": groups[s % 5], "seed": s} for s in SEEDS]
    recipes += [{"data": data, "n": n, "blobs": 7, "seed": 99} for n in (9_999, 10_000, 10_001, 20_000)]
    recipes += [{"data": data, "n": 1500, "blobs": 1000, "seed": 4}]
    for recipe, answer in zip(recipes, ask([{"ask": "board", "recipe": recipe} for recipe in recipes]), strict=True):
        points = board_of(recipe)
        np.testing.assert_allclose(unpacked(answer), points.ravel(), rtol=0, atol=1e-12, err_msg=str(recipe))


@pytest.mark.parametrize("init", STARTS)
def test_starts_are_pythons(ask: Ask, init: str) -> None:
    # On both sides of where NumPy's choice shuffles the end of a list, and of where its sums go in blocks.
    sizes = [(1, 1), (2, 1), (2, 2), (9, 9), (127, 5), (129, 5), (300, 40), (9_999, 250), (10_000, 201), (10_000, 300)]
    sizes += [(10_001, 199), (10_001, 200), (10_001, 201), (10_050, 201), (10_050, 202), (20_011, 3), (12_000, 300)]
    if init in ("k-means++", "farthest"):
        sizes = [(n, min(k, 60)) for n, k in sizes]
    recipes = []
    for seed, (n, k) in zip(range(68), itertools.cycle(sizes)):
        data = ("uniform", "peaked", "grid", "unequal")[seed % 4]
        recipes.append({"data": data, "n": n, "blobs": 6, "seed": seed, "init_seed": seed + 1, "k": k, "init": init})
    for recipe, answer in zip(recipes, ask([{"ask": "start", "recipe": recipe} for recipe in recipes]), strict=True):
        rng = np.random.default_rng(recipe["init_seed"])
        start = np.asarray(kv.seeding.SEEDINGS[init](board_of(recipe), recipe["k"], rng))
        np.testing.assert_allclose(unpacked(answer), start.ravel(), rtol=0, atol=1e-12, err_msg=str(recipe))


@pytest.mark.parametrize("init", STARTS)
def test_starts_are_pythons_where_points_coincide(ask: Ask, init: str) -> None:
    rng = np.random.default_rng(5)
    recipes = []
    for seed in SEEDS:
        points = rng.integers(0, 3, size=(12, 2)).astype(float) if seed % 3 else np.ones((7, 2))
        recipes.append({"coordinates": points.tolist(), "k": 7, "init": init, "seed": seed})
    for recipe, answer in zip(recipes, ask([{"ask": "start", "recipe": recipe} for recipe in recipes]), strict=True):
        points = np.array(recipe["coordinates"])
        start = np.asarray(kv.seeding.SEEDINGS[init](points, 7, np.random.default_rng(recipe["seed"])))
        np.testing.assert_allclose(unpacked(answer), start.ravel(), rtol=0, atol=1e-12, err_msg=str(recipe))


def assert_same_run(recipe: dict[str, Any], answer: dict[str, Any]) -> None:
    """Hold what the engine answered against the states of `kv.lloyd`."""
    points = np.array(recipe["coordinates"]) if "coordinates" in recipe else board_of(recipe)
    run = kv.lloyd(
        points,
        recipe["k"],
        init=recipe["init"],
        seed=recipe.get("init_seed", recipe.get("seed")),
        max_iter=recipe.get("max_iter", 300),
        on_empty=recipe["on_empty"],
    )
    states, stopped = [], False
    try:
        for state in run:
            states.append(state)
    except kv.EmptyClusterError as problem:
        stopped = str(problem)
    assert answer["stopped"] == stopped, recipe
    assert answer["phases"] == [state.phase.value for state in states], recipe
    assert answer["clusters"] == [state.clusters.tolist() for state in states], recipe
    assert answer["empty"] == [list(state.empty) for state in states], recipe
    labels = np.concatenate([np.empty(0, int), *(state.labels for state in states if state.labels is not None)])
    np.testing.assert_array_equal(unpacked(answer["labels"], np.uint16), labels, err_msg=str(recipe))
    counts = np.concatenate([state.counts for state in states])
    np.testing.assert_array_equal(unpacked(answer["counts"]), counts, err_msg=str(recipe))
    centroids = np.concatenate([state.centroids.ravel() for state in states])
    np.testing.assert_allclose(unpacked(answer["centroids"]), centroids, rtol=0, atol=1e-9, err_msg=str(recipe))
    numbers = [
        (s.iteration, np.nan if s.inertia is None else s.inertia, s.changed, s.shift, s.converged) for s in states
    ]
    got = unpacked(answer["numbers"]).reshape(-1, 5)
    np.testing.assert_allclose(got, np.array(numbers, dtype=float), rtol=1e-9, atol=1e-9, err_msg=str(recipe))


@pytest.mark.filterwarnings("ignore:k=.*distinct points:UserWarning")
@pytest.mark.parametrize("data", GENERATORS)
def test_runs_are_pythons(ask: Ask, data: str) -> None:
    recipes = []
    for init, on_empty, seed in itertools.product(STARTS, RULES, SEEDS):
        n, k = ((20, 12), (40, 3), (61, 15), (90, 1), (33, 33))[seed % 5]
        recipes.append(
            {"data": data, "n": n, "blobs": 3, "seed": seed, "k": k, "init": init, "on_empty": on_empty}
            | ({"max_iter": 2} if seed % 7 == 0 else {})
        )
    for recipe, answer in zip(recipes, ask([{"ask": "run", "recipe": recipe} for recipe in recipes]), strict=True):
        assert_same_run(recipe, answer)


@pytest.mark.filterwarnings("ignore:k=.*distinct points:UserWarning")
def test_runs_of_large_boards_are_pythons(ask: Ask) -> None:
    # On both sides of where Python sorts the points into tiles.
    sizes = ((2_048, 7), (2_049, 40), (8_191, 5), (8_192, 20), (10_001, 201), (20_000, 3))
    recipes = [
        {"data": data, "n": n, "blobs": 5, "seed": i, "k": k, "init": init, "on_empty": "keep", "max_iter": 12}
        for (n, k) in sizes
        for i, (data, init) in enumerate(zip(("uniform", "gaussian", "moons", "peaked"), STARTS, strict=True))
    ]
    for recipe, answer in zip(recipes, ask([{"ask": "run", "recipe": recipe} for recipe in recipes]), strict=True):
        assert_same_run(recipe, answer)


@pytest.mark.filterwarnings("ignore:k=.*distinct points:UserWarning")
@pytest.mark.parametrize("d", [1, 3, 9])
def test_runs_on_a_line_and_in_space_are_pythons(ask: Ask, d: int) -> None:
    rng = np.random.default_rng(d)
    recipes = [
        {"coordinates": rng.normal(size=(50, d)).tolist(), "k": 9, "init": init, "seed": seed, "on_empty": on_empty}
        for init, on_empty, seed in itertools.product(STARTS, RULES, range(4))
    ]
    for recipe, answer in zip(recipes, ask([{"ask": "run", "recipe": recipe} for recipe in recipes]), strict=True):
        assert_same_run(recipe, answer)


@pytest.mark.filterwarnings("ignore:k=.*distinct points:UserWarning")
@pytest.mark.parametrize("init", STARTS)
def test_a_start_is_told_star_by_star_as_in_python(ask: Ask, init: str) -> None:
    recipes: list[dict[str, Any]] = [
        {"data": "gaussian", "n": 150, "seed": seed, "k": 6, "init": init} for seed in SEEDS
    ]
    rng = np.random.default_rng(6)
    for seed in SEEDS:
        points = rng.integers(0, 3, size=(12, 2)).astype(float) if seed % 3 else np.ones((7, 2))
        recipes.append({"coordinates": points.tolist(), "k": 7, "init": init, "seed": seed})
    for recipe, steps in zip(recipes, ask([{"ask": "steps", "recipe": recipe} for recipe in recipes]), strict=True):
        points = np.array(recipe["coordinates"]) if "coordinates" in recipe else board_of(recipe)
        expected = list(kv.seeding.steps(points, recipe["k"], init, recipe["seed"]))
        assert len(steps) == len(expected)
        for got, step in zip(steps, expected, strict=True):
            assert (tuple(got["chosen"]), got["kind"], got["picked"]) == (step.chosen, step.kind, step.picked)
            np.testing.assert_allclose(unpacked(got["scores"]), step.scores, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(unpacked(got["centroid"]), step.centroid, rtol=0, atol=1e-12)


def test_cells_are_pythons(ask: Ask) -> None:
    rng = np.random.default_rng(3)
    bounds = [(-1.0, 1.0, -1.0, 1.0), (-2.0, 5.0, 0.0, 1.0), (1e9, 1e9 + 3, -1e-3, 1e-3)]
    asked = []
    for i, k in itertools.product(range(12), (1, 2, 3, 7, 20, 60)):
        left, right, bottom, top = bounds[i % 3]
        sites = np.c_[rng.uniform(left, right, k), rng.uniform(bottom, top, k)]
        if i % 4 == 1:
            sites = sites[rng.integers(k, size=k)]  # some coincide
        if i % 4 == 2:
            sites[:, 1] = (bottom + top) / 2  # all on a line
        if i % 4 == 3:
            sites[: k // 2] += 100 * (right - left)  # some far away
        asked.append((sites, bounds[i % 3]))
    answers = ask([{"ask": "cells", "centroids": packed(sites), "bounds": box} for sites, box in asked])
    for (sites, box), cells in zip(asked, answers, strict=True):
        expected = voronoi_cells(sites, box)
        assert len(cells) == len(expected)
        for got, cell in zip(cells, expected, strict=True):
            assert unpacked(got).shape == (cell.size,)
            np.testing.assert_allclose(unpacked(got), cell.ravel(), rtol=1e-15, atol=1e-12)


def test_many_starts_end_as_in_python_and_fall_into_the_same_bins(ask: Ask) -> None:
    points = kv.data.generate("peaked", 200, 6, 3)
    for init in STARTS:
        runs = kv.best_of(points, 6, 40, init=init, seed=0)
        [answer] = ask([{"ask": "runs", "points": packed(points), "k": 6, "init": init, "total": 40}])
        inertias = unpacked(answer["inertias"])
        np.testing.assert_allclose(inertias, runs.inertias, rtol=1e-9)
        assert (answer["luckySeed"], answer["unluckySeed"]) == (inertias.argmin(), inertias.argmax())
        low, high = inertias.min(), inertias.max()
        counts, edges = np.histogram(inertias, bins=24, range=(low, high if high > low else low + 1))
        assert answer["histogram"] == {"counts": counts.tolist(), "low": edges[0], "high": edges[-1]}


def test_a_brush_paints_and_erases_as_numpy_does(ask: Ask) -> None:
    rng = np.random.default_rng(8)
    boards = [kv.data.generate("uniform", n, 3, 1) * scale for n in (5, 300, 4998, 5000) for scale in (1, 1e-7, 3e9)]
    places = [points[rng.integers(len(points))] + 0.01 for points in boards]
    questions = [
        {
            "ask": "brush",
            "points": packed(points),
            "place": place.tolist(),
            "radius": float(np.ptp(points)) / 30,
            "k": 2,
        }
        for points, place in zip(boards, places, strict=True)
    ]
    for question, points, place, answer in zip(questions, boards, places, ask(questions), strict=True):
        radius = question["radius"]
        painted, left, rounded = (unpacked(values).reshape(-1, 2) for values in answer)
        drops = np.repeat(place[None], 4, axis=0)
        drops = drops + np.random.default_rng(len(points)).normal(scale=radius / 2, size=drops.shape)
        expected = np.concatenate([points, drops[: 5000 - len(points)]])
        np.testing.assert_allclose(painted, expected, rtol=1e-12, atol=1e-12 * np.abs(expected).max())
        np.testing.assert_array_equal(left, points[((points - place) ** 2).sum(axis=1) > radius**2])
        # No digits beyond those that a hand has, and those are right.
        reach = np.ptp(points, axis=0).max()
        assert np.abs(rounded - painted).max() <= reach * 5e-4
        assert max(len(f"{value:.15g}".lstrip("-0.").replace(".", "")) for value in rounded.ravel()[:50]) <= 12
