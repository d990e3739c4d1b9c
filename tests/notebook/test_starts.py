"""What many starts say about one run."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_viz.fast import workers
from kmeans_viz.notebook.explorer.starts import Starts, minima
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import record

RECIPE = Recipe(data="peaked", n=100, blobs=4, k=4, seed=2)


@pytest.fixture
def starts() -> Starts:
    starts = Starts(RECIPE.points(), RECIPE)
    for _ in starts.search():
        pass
    return starts


def test_the_lucky_and_the_unlucky_seed_lead_to_the_best_and_the_worst_inertia(starts: Starts) -> None:
    by_hand = [Recipe(data="peaked", n=100, blobs=4, k=4, seed=2, init_seed=seed).run().inertia for seed in range(300)]
    assert np.array_equal(starts.inertias, by_hand)
    assert by_hand[starts.lucky_seed] == min(by_hand)
    assert by_hand[starts.unlucky_seed] == max(by_hand)


def test_large_boards_get_fewer_starts_but_not_too_few() -> None:
    totals = [Starts(np.zeros((n, 2)), Recipe(k=10)).total for n in (100, 40_000, 100_000)]
    assert totals == [300, 150, 60]
    assert Starts(np.zeros((100_000, 2)), Recipe(k=20)).total == 30


def test_the_search_can_be_left_and_taken_up_again() -> None:
    starts = Starts(RECIPE.points(), RECIPE)
    search = starts.search()
    for _ in range(5):
        next(search)
    search.close()
    assert (len(starts.inertias), starts.done) == (5, False)
    assert next(starts.search()) == 6


def test_every_start_is_in_the_histogram(starts: Starts) -> None:
    histogram = starts.histogram()
    assert sum(histogram["counts"]) == 300
    assert (histogram["low"], histogram["high"]) == (starts.inertias.min(), starts.inertias.max())


def test_one_ending_alone_makes_a_histogram_too() -> None:
    starts = Starts(np.zeros((40, 2)), Recipe(k=1))
    for _ in starts.search():
        pass
    assert sum(starts.histogram()["counts"]) == 300
    assert starts.verdict(0.0) == [
        "This is the best known result. All of 300 starts by random points found it; they came to 1 different ending."
    ]


def test_the_verdict_counts_endings_and_says_how_far_above_the_best(starts: Starts) -> None:
    starts._inertias = [10.0] * 150 + [10.0 + 1e-9] * 60 + [11.0] * 60 + [30.0] * 30
    assert starts.verdict(10.0) == [
        "This is the best known result. 70% of 300 starts by random points found it; they came to 3 different endings."
    ]
    assert starts.verdict(11.0) == [
        "This is a local minimum, 10% above the best known (10).",
        "70% of 300 starts by random points ended better; of 3 different endings it is number 2, counted from the "
        "best.",
    ]
    assert starts.verdict(30.0)[0] == "This is a local minimum, 3.0 times the best known (10)."
    assert starts.verdict(10.005)[0] == "This is a local minimum, less than 0.1% above the best known (10)."
    assert starts.verdict(9.0)[0].startswith("This is the best known result. None of 300 starts")


def test_endings_that_differ_by_rounding_are_one() -> None:
    assert minima(np.array([2.0, 1.0, 1.0 + 1e-12, 2.0, 5.0])).tolist() == [1.0, 2.0, 5.0]
    assert minima(np.zeros(3)).tolist() == [0.0]
    assert minima(np.empty(0)).tolist() == []


def test_a_large_board_is_searched_by_several_threads_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "THREADS_FROM", 9000)
    recipe = Recipe(data="gaussian", n=9000, blobs=4, k=4, seed=2)
    points = recipe.points()
    starts = Starts(points, recipe)
    counts = list(zip(starts.search(), range(12), strict=False))
    assert counts == [(i + 1, i) for i in range(12)]
    by_hand = [record(points, 4, init=recipe.init, seed=seed).inertia for seed in range(12)]
    assert starts.inertias[:12].tolist() == by_hand
