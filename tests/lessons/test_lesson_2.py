"""Lesson 2: what it says about starts, runs and slips of the pen is so, by other ways than its own."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.cluster import KMeans, kmeans_plusplus

import kmeans_viz as kv
from kmeans_viz.lessons import lesson_2
from kmeans_viz.lessons.predictions import Board, Choice, Number, Place, Table

X = kv.data.peaked(200, k=5, seed=42)
group_of = np.repeat(np.arange(5), 40)
WITH_SLIPS = np.vstack([X, [[3.0, 3.0], [-3.0, 3.0]]])


def partitions(things: list[int], k: int) -> Iterator[list[list[int]]]:
    """Yield all ways to put things into k heaps."""
    if len(things) < k or k == 0:
        if not things and k == 0:
            yield []
        return
    first, rest = things[0], things[1:]
    for heaps in partitions(rest, k - 1):
        yield [[first], *heaps]
    for heaps in partitions(rest, k):
        for i in range(k):
            yield [*heaps[:i], [first, *heaps[i]], *heaps[i + 1 :]]


def sum_of(points: NDArray[np.float64]) -> float:
    return float(((points - points.mean(axis=0)) ** 2).sum())


def test_a_start_with_three_and_two_stars_in_two_groups_ends_where_scikit_learn_says() -> None:
    prediction = lesson_2.ends()
    assert isinstance(prediction.guess, Place)
    assert prediction.guess.moves
    assert isinstance(prediction.board, Board)
    start = kv.record(X, 5, seed=139)[0].centroids
    nearest_group = kv.assign(start, X.reshape(5, 40, 2).mean(axis=1))
    assert sorted(np.bincount(nearest_group, minlength=5)) == [0, 0, 0, 2, 3]
    theirs = KMeans(5, init=start, n_init=1, tol=0).fit(X)
    np.testing.assert_allclose(prediction.guess.truth, theirs.cluster_centers_)
    # Two stars have all of two groups each, and three share one.
    shares = sorted(len(set(group_of[theirs.labels_ == j])) for j in range(5))
    assert shares == [1, 1, 1, 2, 2]
    best = sum(sum_of(X[group_of == j]) for j in range(5))
    assert f"{theirs.inertia_:.1f}. From another start, the same points end at {best:.2f}" in prediction.why
    assert f"{theirs.inertia_ / best:.0f} times lower" in prediction.why


def test_341_of_1000_random_starts_end_with_a_star_in_each_group() -> None:
    prediction = lesson_2.how_often()
    assert isinstance(prediction.guess, Number)
    assert prediction.guess.truth == 341
    # The table of `slips` counts the same by the inertia, and not by the places of the stars.
    runs = [kv.record(X, 5, seed=seed) for seed in range(20)]
    theirs = [KMeans(5, init=run[0].centroids, n_init=1, tol=0).fit(X).inertia_ for run in runs]
    # scikit-learn moves a star that has lost all of its points, which is rare here.
    assert np.isclose(theirs, [run.inertia for run in runs]).sum() >= 19
    assert "5!/5⁵ = 0.0384" in prediction.why
    begin = [len(set(group_of[np.random.default_rng(seed).choice(200, 5, replace=False)])) for seed in range(4000)]
    assert begin.count(5) / 4000 == pytest.approx(0.0384, abs=0.01)
    missed = [(1 - 0.341) ** n for n in (5, 10, 20)]
    assert f"{missed[0]:.0%} for 5 runs, {missed[1]:.1%} for 10, {missed[2]:.2%} for 20" in prediction.why


def test_the_chance_done_by_hand_is_that_of_k_means_plus_plus() -> None:
    prediction = lesson_2.by_hand()
    line = [[0.0], [1.0], [5.0], [7.0]]
    drawn = (list(kv.seeding.steps(line, 3, "k-means++", seed)) for seed in range(100))
    third = next(steps[2] for steps in drawn if set(steps[2].chosen) == {0, 3})
    assert isinstance(prediction.guess, Number)
    assert prediction.guess.truth == pytest.approx(100 * third.scores[2])
    assert prediction.guess.truth == pytest.approx(80)
    # Distances to the nearest star, and squared distances to the star at 0.
    assert f"in place of D² it would be {100 * 2 / (0 + 1 + 2 + 0):.0f}%" in prediction.why
    assert f"alone it would be {100 * 25 / (0 + 1 + 25 + 49):.0f}%" in prediction.why


def test_each_kind_of_start_lands_on_the_slips_as_often_as_the_table_says() -> None:
    prediction = lesson_2.slips()
    assert isinstance(prediction.guess, Choice)
    assert prediction.guess.options[prediction.guess.right] == "Farthest point and k-means++"
    table, *boards = prediction.reveal
    assert [isinstance(board, Board) and board.step == 0 for board in boards] == [True] * 3
    assert isinstance(table, Table)
    assert [row[1:] for row in table.rows] == [
        ("341 / 1,000", "23 / 500"),
        ("1,000 / 1,000", "500 / 500"),
        ("922 / 1,000", "399 / 500"),
    ]
    theirs = [kmeans_plusplus(WITH_SLIPS, 5, random_state=seed, n_local_trials=1)[1] for seed in range(150)]
    assert np.mean([(chosen >= 200).any() for chosen in theirs]) == pytest.approx(399 / 500, abs=0.1)
    # Five of 202 points without the two slips, drawn without putting back.
    assert 1 - math.comb(200, 5) / math.comb(202, 5) == pytest.approx(23 / 500, abs=0.02)


def test_the_lowest_inertia_gives_a_slip_a_star_of_its_own() -> None:
    prediction = lesson_2.lowest()
    clumps = [X[group_of == j] for j in range(5)] + [WITH_SLIPS[200:201], WITH_SLIPS[201:202]]
    ways = list(partitions(list(range(7)), 5))
    assert len(ways) == 140
    heaps = [[np.vstack([clumps[i] for i in heap]) for heap in way] for way in ways]
    sums = [sum(sum_of(points) for points in way) for way in heaps]
    best = heaps[int(np.argmin(sums))]
    assert isinstance(prediction.guess, Place)
    found = sorted(map(tuple, prediction.guess.truth.round(6)))
    assert found == sorted(tuple(points.mean(axis=0).round(6)) for points in best)
    assert any(len(points) == 1 for points in best), "a slip has a star of its own"
    wanted = min(total for total, way in zip(sums, ways, strict=True) if all(min(heap) < 5 for heap in way))
    assert f"{min(sums):.1f}. With a star in each group" in prediction.why
    assert f"the inertia would be {wanted:.1f}" in prediction.why
    assert min(sums) < wanted


def test_scikit_learn_finds_the_same_lowest_inertia_in_ten_runs() -> None:
    theirs = KMeans(n_clusters=5, init="k-means++", n_init=10, random_state=0).fit(X)
    assert theirs.inertia_ == pytest.approx(kv.best_of(X, 5, 100, seed=0).best.inertia)
    alone = KMeans(n_clusters=5, random_state=0).fit(X)
    assert (alone.n_init, alone._n_init) == ("auto", 1), "it runs only once unless told otherwise"


def test_the_numbers_of_the_quiz_are_so() -> None:
    _, converged, _, ten, _ = lesson_2.quiz()
    assert isinstance(converged.guess, Choice)
    assert "with 35 times the inertia" in converged.guess.whys[0]
    chances = [math.prod((k - i) / k for i in range(k)) for k in (5, 10)]
    assert isinstance(ten.guess, Choice)
    assert f"about {100 * chances[0]:.0f} starts in 100" in ten.guess.whys[1]
    assert f"about {10_000 * chances[1]:.0f} starts in 10,000" in ten.guess.whys[3]
    assert chances[1] < 1 / 1000
    # For points drawn without putting back, as k-means draws them, five groups of 40 give about the same.
    assert 40**5 / math.comb(200, 5) == pytest.approx(chances[0], abs=0.003)
