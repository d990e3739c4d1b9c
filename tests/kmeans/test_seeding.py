"""Where centroids start: each method draws what its paper says."""

import itertools
from collections import Counter
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import chisquare

import kmeans_viz as kv
from kmeans_viz.inputs import InputError, Points
from kmeans_viz.kmeans.seeding import (
    SEEDINGS,
    Method,
    Placed,
    farthest_point,
    k_means_plus_plus,
    random_partition,
    random_points,
    start_centroids,
)

examples = settings(max_examples=60)
boards = st.tuples(st.integers(1, 15), st.integers(1, 3)).flatmap(
    lambda shape: hnp.arrays(np.float64, shape, elements=st.integers(-3, 3) | st.floats(-100, 100))
)
seeds = st.integers(0, 2**31)


def some_k(data: st.DataObject, X: Points) -> int:
    return data.draw(st.integers(1, len(X)), label="k")


@examples
@given(X=boards, seed=seeds, name=st.sampled_from(["random", "k-means++", "farthest"]), data=st.data())
def test_starts_drawn_from_the_points_take_no_point_twice(X: Points, seed: int, name: str, data: st.DataObject) -> None:
    k = some_k(data, X)
    start = SEEDINGS[name](X, k, np.random.default_rng(seed))
    assert start.shape == (k, X.shape[1])
    assert not Counter(map(tuple, start.tolist())) - Counter(map(tuple, X.tolist()))


@pytest.mark.parametrize("name", ["random", "k-means++", "farthest"])
def test_as_many_clusters_as_points_take_every_point_even_where_some_coincide(name: str) -> None:
    X = np.array([[0.0], [1.0], [1.0], [0.0], [1.0]])
    for seed in range(20):
        assert sorted(SEEDINGS[name](X, 5, np.random.default_rng(seed)).ravel()) == [0, 0, 1, 1, 1]


def test_random_points_draws_every_set_of_points_equally_often() -> None:
    X, rng = np.arange(4.0)[:, None], np.random.default_rng(0)
    drawn = Counter(tuple(random_points(X, 2, rng).ravel()) for _ in range(3000))
    assert set(drawn) == set(itertools.permutations(range(4), 2))
    assert chisquare(list(drawn.values())).pvalue > 0.01


def test_k_means_plus_plus_draws_with_probability_proportional_to_the_squared_distance() -> None:
    X, rng = np.array([[0.0], [1.0], [3.0], [3.0], [7.0]]), np.random.default_rng(0)
    n_draws, pairs = 10_000, Counter()
    for _ in range(n_draws):
        pairs[tuple(k_means_plus_plus(X, 2, rng).ravel())] += 1
    wanted: Counter[tuple[float, ...]] = Counter()
    for first in X.ravel():
        weights = (X.ravel() - first) ** 2
        for second, weight in zip(X.ravel(), weights, strict=True):
            wanted[first, second] += n_draws / 5 * weight / weights.sum()
    possible = [pair for pair in wanted if wanted[pair] > 0]
    assert set(pairs) == set(possible)
    assert chisquare([pairs[pair] for pair in possible], [wanted[pair] for pair in possible]).pvalue > 0.01


def test_the_third_draw_of_k_means_plus_plus_looks_at_the_nearest_of_the_first_two() -> None:
    X, rng = np.array([[0.0], [10.0], [1.0], [6.0]]), np.random.default_rng(1)
    third = Counter()
    for _ in range(12_000):
        first, second, last = k_means_plus_plus(X, 3, rng).ravel()
        if {first, second} == {0.0, 10.0}:
            third[last] += 1
    total = third.total()
    assert chisquare([third[1.0], third[6.0]], [total * 1 / 17, total * 16 / 17]).pvalue > 0.01


def test_a_draw_of_exactly_zero_does_not_land_on_a_chosen_point() -> None:
    class Zero(np.random.Generator):
        def integers(self, *_: Any, **__: Any) -> Any:
            return 0

        def random(self, *_: Any, **__: Any) -> Any:
            return 0.0

    X = np.array([[0.0], [0.0], [5.0]])
    assert k_means_plus_plus(X, 2, Zero(np.random.PCG64(0))).ravel().tolist() == [0.0, 5.0]


@examples
@given(X=boards, seed=seeds, data=st.data())
def test_k_means_plus_plus_takes_coincident_points_only_when_no_other_is_left(
    X: Points, seed: int, data: st.DataObject
) -> None:
    X = np.rint(X)
    k = some_k(data, X)
    start = k_means_plus_plus(X, k, np.random.default_rng(seed))
    assert len(np.unique(start, axis=0)) == min(k, len(np.unique(X, axis=0)))


@examples
@given(X=boards, seed=seeds, power=st.integers(-60, 60), name=st.sampled_from(list(SEEDINGS)), data=st.data())
def test_the_unit_of_the_coordinates_changes_no_draw(
    X: Points, seed: int, power: int, name: str, data: st.DataObject
) -> None:
    X, scale = np.rint(X), 2.0**power  # by which nothing is rounded
    k = some_k(data, X)
    start, scaled = (SEEDINGS[name](board, k, np.random.default_rng(seed)) for board in (X, X * scale))
    np.testing.assert_array_equal(scaled, start * scale)


def test_an_input_error_of_a_function_for_the_start_is_told_as_it_is() -> None:
    def my_start(X: Points, k: int, rng: np.random.Generator) -> Any:
        raise InputError("use another board")

    with pytest.raises(InputError) as caught:
        kv.lloyd([[0, 0], [1, 1], [5, 5]], 2, init=my_start, seed=0)
    assert str(caught.value) == "use another board"


@examples
@given(X=boards, seed=seeds, data=st.data())
def test_farthest_takes_again_and_again_a_point_farthest_from_all_taken(
    X: Points, seed: int, data: st.DataObject
) -> None:
    start = farthest_point(X, some_k(data, X), np.random.default_rng(seed))
    for i in range(1, len(start)):
        gaps = ((X[:, None] - start[None, :i]) ** 2).sum(axis=2).min(axis=1)
        own = ((start[i] - start[:i]) ** 2).sum(axis=1).min()
        assert own == pytest.approx(gaps.max(), rel=1e-12)


def test_farthest_is_within_twice_the_best_radius() -> None:
    X = np.random.default_rng(3).uniform(size=(9, 2))

    def radius(centers: Any) -> float:
        return float(np.linalg.norm(X[:, None] - np.asarray(centers), axis=2).min(axis=1).max())

    best = min(radius(centers) for centers in itertools.combinations(X, 3))
    for seed in range(20):
        assert radius(farthest_point(X, 3, np.random.default_rng(seed))) <= 2 * best  # Gonzalez 1985, theorem 2.2


@examples
@given(X=boards, seed=seeds, data=st.data())
def test_partition_starts_from_the_means_of_groups_none_of_which_is_empty(
    X: Points, seed: int, data: st.DataObject
) -> None:
    k = some_k(data, X)
    start = random_partition(X, k, np.random.default_rng(seed))
    assert start.shape == (k, X.shape[1])
    assert np.isfinite(start).all()
    if k == 1:
        np.testing.assert_allclose(start[0], X.mean(axis=0), atol=1e-12 * (1 + np.abs(X).max()))
    if k == len(X):
        np.testing.assert_array_equal(np.sort(start, axis=0), np.sort(X, axis=0))


def test_partition_gives_every_point_any_group_equally_often() -> None:
    # With powers of two, the sum of a group, which is its mean times its size, shows which points are in it.
    X, rng = np.array([[1.0], [2.0], [4.0]]), np.random.default_rng(0)
    drawn = Counter(tuple(random_partition(X, 2, rng).ravel()) for _ in range(6000))
    halves = {(1.0, 3.0), (2.0, 2.5), (4.0, 1.5)}
    assert set(drawn) == halves | {(b, a) for a, b in halves}
    assert chisquare(list(drawn.values())).pvalue > 0.01


def test_the_unlucky_start_is_forgiven_less_often_by_random_points_than_by_k_means_plus_plus() -> None:
    X = kv.data.peaked(200, 6, seed=1)
    lowest = kv.best_of(X, 6, 50, init="k-means++", seed=0).best.inertia
    reached = {name: np.isclose(kv.best_of(X, 6, 50, init=name, seed=0).inertias, lowest).mean() for name in SEEDINGS}
    assert reached["random"] < 0.5 < reached["k-means++"]


def test_a_function_may_say_where_to_start() -> None:
    def my_start(X: Points, k: int, rng: np.random.Generator) -> Any:
        return X[:k] + rng.integers(1, 2)

    assert next(kv.lloyd([[0, 0], [1, 1], [5, 5]], 2, init=my_start, seed=0)).centroids.tolist() == [[1, 1], [2, 2]]


@pytest.mark.parametrize(
    ("k", "init", "message"),
    [
        (2, "kmeans++", "init='kmeans++' is unknown; did you mean 'k-means++'? use one of: "
            + ", ".join(SEEDINGS)),
        (3, [[0, 0], [1, 1]], "k=3, but init has 2 centroids; leave k out or make them agree"),
        (None, [[0.0], [1.0]], "init has shape (2, 1); expected (k, 2): one row per centroid, as wide as the points"),
        (None, [[0, float("nan")]], "init holds nan in row 0, column 1 (1 such value in all); use finite numbers"),
        (None, 3, "init is the single number 3; pass the centroids themselves, an array of shape (k, 2)"),
        (None, np.zeros((4, 2)), "k=4 clusters need at least that many points, and there are 3; use 1 <= k <= 3"),
        (2, lambda X, k, rng: X, "what <lambda>(X, k, rng) returned has shape (3, 2); "
            "expected (2, 2): one row per centroid, as wide as the points"),
    ],
)  # fmt: skip
def test_a_start_that_cannot_be_used_is_told(k: int | None, init: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        kv.lloyd([[0, 0], [1, 1], [5, 5]], k, init=init)
    assert str(caught.value) == message


# Star by star


def lattice(seed: int) -> Points:
    """Return a board of 40 points on 25 places, so that many coincide."""
    return np.random.default_rng(1000 + seed).integers(0, 5, size=(40, 2)).astype(float)


@pytest.mark.filterwarnings("ignore:k=.*distinct points:UserWarning")
@pytest.mark.parametrize("name", SEEDINGS)
def test_the_steps_of_a_method_end_in_the_start_of_a_run_with_the_same_seed(name: str) -> None:
    for seed in range(50):
        k = 1 + seed % 30
        for X in (kv.data.gaussian(40, 3, seed=seed), lattice(seed), np.ones((35, 3))):
            steps = list(kv.seeding.steps(X, k, name, seed))
            start = start_centroids(X, k, name, seed)
            assert len(steps) == k
            np.testing.assert_array_equal(steps[-1].centroids, start)
            np.testing.assert_array_equal([step.centroid for step in steps], start)
            np.testing.assert_array_equal(kv.record(X, k, init=name, seed=seed, max_iter=1)[0].centroids, start)


@pytest.mark.filterwarnings("ignore:k=.*distinct points:UserWarning")
@pytest.mark.parametrize("name", ["random", "k-means++", "farthest"])
def test_each_step_knows_the_points_picked_before_and_stands_on_its_own(name: str) -> None:
    X = lattice(3)
    steps = list(kv.seeding.steps(X, 9, name, 4))
    picked = [step.picked for step in steps]
    for j, step in enumerate(steps):
        assert step.chosen == tuple(picked[:j])
        assert step.picked not in step.chosen
        np.testing.assert_array_equal(step.centroids, X[picked[: j + 1]])
        assert not step.scores.flags.writeable
        assert not step.centroids.flags.writeable


def test_the_chances_of_k_means_plus_plus_are_the_squared_distances_over_their_sum() -> None:
    for seed in range(50):
        X = lattice(seed)
        first, *others = kv.seeding.steps(X, 6, "k-means++", seed)
        assert first.kind == "chance"
        np.testing.assert_array_equal(first.scores, np.full(40, 1 / 40))
        for step in others:
            squared = ((X[:, None] - X[list(step.chosen)]) ** 2).sum(axis=2).min(axis=1)
            assert step.kind == "chance"
            np.testing.assert_allclose(step.scores, squared / squared.sum(), rtol=1e-12)
            assert step.scores[step.picked] > 0


@pytest.mark.filterwarnings("ignore:k=.*distinct points:UserWarning")
def test_where_every_point_is_a_star_k_means_plus_plus_gives_the_rest_the_same_chance() -> None:
    *_, last = kv.seeding.steps(np.ones((5, 2)), 4, "k-means++", 0)
    wanted = np.full(5, 0.5)
    wanted[list(last.chosen)] = 0
    np.testing.assert_array_equal(last.scores, wanted)


def test_the_scores_of_farthest_are_distances_of_which_the_largest_is_picked() -> None:
    X = lattice(8)
    first, *others = kv.seeding.steps(X, 6, "farthest", 2)
    assert first.kind == "chance"
    for step in others:
        distances = np.linalg.norm(X[:, None] - X[list(step.chosen)], axis=2).min(axis=1)
        assert step.kind == "distance"
        np.testing.assert_allclose(step.scores, distances, rtol=1e-12)
        assert step.scores[step.picked] == step.scores.max()


def test_random_points_give_every_point_that_is_left_the_same_chance() -> None:
    for step in kv.seeding.steps(lattice(1), 8, "random", 3):
        left = np.setdiff1d(np.arange(40), step.chosen)
        assert step.kind == "chance"
        np.testing.assert_array_equal(step.scores[left], np.full(len(left), 1 / len(left)))
        assert step.scores.sum() == pytest.approx(1)


def test_each_star_of_a_partition_is_the_mean_of_its_group_and_every_point_has_one_group() -> None:
    X = kv.data.gaussian(40, 3, seed=1)
    steps = list(kv.seeding.steps(X, 5, "partition", 3))
    np.testing.assert_array_equal(sum(step.scores for step in steps), np.ones(40))
    for step in steps:
        assert (step.kind, step.picked, step.chosen) == ("group", -1, ())
        np.testing.assert_allclose(step.centroid, X[step.scores == 1].mean(axis=0), rtol=1e-12)


def first_points(X: Points, k: int, rng: np.random.Generator) -> Any:
    return X[:k]


@pytest.mark.parametrize("way", ["row", "function", "array"])
def test_a_start_that_is_not_made_star_by_star_is_one_step(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    X = kv.data.gaussian(40, 3, seed=1)
    words = {"label": "First", "phrase": "first", "caption_one": "first", "caption_many": "first"}
    monkeypatch.setitem(SEEDINGS, "first", Method(function=first_points, **words))
    (step,) = kv.seeding.steps(X, 3, {"row": "first", "function": first_points, "array": X[:3]}[way], 0)
    assert (step.kind, step.picked, step.chosen) == ("whole", -1, ())
    np.testing.assert_array_equal(step.centroids, X[:3])
    np.testing.assert_array_equal(step.scores, np.zeros(40))


def test_a_row_of_ones_own_may_place_star_after_star(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_by_one(X: Points, k: int, rng: np.random.Generator) -> Any:
        for j in range(k):
            yield Placed(j, partial(np.eye(len(X)).__getitem__, j))

    words = {"label": "First", "phrase": "first", "caption_one": "first", "caption_many": "first"}
    monkeypatch.setitem(SEEDINGS, "first", Method(function=first_points, stars=one_by_one, **words))
    steps = list(kv.seeding.steps([[0], [1], [5]], 2, "first", 0))
    assert [(step.picked, step.scores.tolist()) for step in steps] == [(0, [1, 0, 0]), (1, [0, 1, 0])]
    assert steps[-1].centroids.tolist() == [[0], [1]]


@pytest.mark.parametrize(
    ("k", "init", "message"),
    [
        (None, "random", "k is missing: say how many clusters, for example k=3, "
            "or pass their (k, d) centroids as init"),
        (4, "farthest", "k=4 clusters need at least that many points, and there are 3; use 1 <= k <= 3"),
        (2, "kmeans++", "init='kmeans++' is unknown; did you mean 'k-means++'? use one of: "
            "random, partition, k-means++, farthest"),
    ],
)  # fmt: skip
def test_steps_that_cannot_be_made_are_told_before_the_first(k: int | None, init: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        kv.seeding.steps([[0, 0], [1, 1], [5, 5]], k, init, 0)
    assert str(caught.value) == message
