"""Lesson 4: cells, moons, wide and narrow groups, and units are as it says, by other ways than its own."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.cluster import DBSCAN, KMeans
from sklearn.mixture import GaussianMixture

import kmeans_viz as kv
from kmeans_viz.lessons import lesson_4, shapes
from kmeans_viz.lessons.predictions import Board, Choice, Number, Place, Table

MOONS = kv.data.moons(300, k=2, seed=1)
GEYSER = kv.data.read_sample("old-faithful").points


def sum_of(X: NDArray[np.float64]) -> float:
    return float(((X - X.mean(axis=0)) ** 2).sum())


def lowest_sum_of_two(X: NDArray[np.float64]) -> float:
    """Return the lowest sum of squares of all pairs of clusters that a straight line parts, of which k-means has one.

    Every such pair is parted by a line through two of the points, which may themselves be on either side.
    """
    points = X - X.mean(axis=0)
    total, n = (points**2).sum(), len(points)
    best = np.inf
    for i in range(n):
        ahead = points[i + 1 :] - points[i]
        side = ahead[:, :1] * (points[:, 1] - points[i, 1]) - ahead[:, 1:] * (points[:, 0] - points[i, 0]) > 0
        rows = np.arange(len(ahead))
        for own, other in ((0, 0), (0, 1), (1, 0), (1, 1)):
            side[:, i], side[rows, i + 1 + rows] = own, other
            counts, sums = side.sum(axis=1), side @ points
            inner = (counts > 0) & (counts < n)
            gain = (sums**2).sum(axis=1)[inner] * (1 / counts[inner] + 1 / (n - counts[inner]))
            best = min(best, float((total - gain).min(initial=np.inf)))
    return best


def test_no_straight_walk_between_two_places_of_a_cell_leaves_it() -> None:
    prediction = lesson_4.shape()
    assert isinstance(prediction.guess, Choice)
    assert prediction.guess.options[prediction.guess.right] == "Shapes with straight sides and no dents"
    stars = lesson_4.DENSE.run().final.centroids
    start, end = np.random.default_rng(1).uniform(-1, 1, (2, 10_000, 2))
    here = kv.assign(start, stars)
    together = here == kv.assign(end, stars)
    assert together.sum() > 500
    for share in (0.25, 0.5, 0.75):
        between = start + share * (end - start)
        np.testing.assert_array_equal(kv.assign(between, stars)[together], here[together])


def test_68_points_are_with_the_other_moon_though_no_two_clusters_have_a_lower_sum() -> None:
    prediction = lesson_4.moons()
    assert isinstance(prediction.guess, Number)
    theirs = KMeans(2, n_init=50, random_state=0, tol=0).fit(MOONS)
    differ = int((theirs.labels_ != np.repeat([0, 1], 150)).sum())
    assert prediction.guess.truth == min(differ, 300 - differ) == 68
    assert theirs.inertia_ == pytest.approx(lowest_sum_of_two(MOONS))
    table = prediction.reveal[1]
    assert isinstance(table, Table)
    assert [row[2] for row in table.rows] == [68, 146, 0]
    # The moons and rings of the generators are where the lesson takes them to be.
    rings = kv.data.rings(300, k=2, seed=1)
    assert sorted(np.linalg.norm(rings, axis=1))[99] < 0.6 < 0.75 < sorted(np.linalg.norm(rings, axis=1))[100]


def test_the_lowest_sum_gives_the_narrow_group_a_part_of_the_wide_one() -> None:
    prediction = lesson_4.wide()
    X = shapes.wide_and_narrow()
    assert isinstance(prediction.guess, Place)
    nearest = kv.assign(X, prediction.guess.truth)
    sides = [X[nearest == j] for j in (0, 1)]
    np.testing.assert_allclose(prediction.guess.truth, [side.mean(axis=0) for side in sides])
    found, seen = sum(map(sum_of, sides)), sum_of(X[:400]) + sum_of(X[400:])
    assert found == pytest.approx(lowest_sum_of_two(X))
    assert len(set(nearest[400:])) == 1
    lost = int((nearest[:400] == nearest[-1]).sum())
    assert f"{lost} points of the wide group go with it" in prediction.why
    assert f"the sum is {seen:.1f}, and k-means has found {found:.1f}" in prediction.why
    assert found < seen
    # From the middles of the two groups, k-means walks to the lowest sum by itself.
    board = prediction.reveal[1]
    assert isinstance(board, Board)
    run = board.source.run() if isinstance(board.source, kv.Recipe) else board.source
    assert run.inertia == pytest.approx(found, rel=0.002)


def test_the_cut_done_by_hand_is_the_best_of_all() -> None:
    prediction = lesson_4.by_hand()
    numbers = np.array([0, 4, 8, 12, 16, 24, 26.0])
    sums = [sum_of(numbers[:at]) + sum_of(numbers[at:]) for at in range(1, 7)]
    assert isinstance(prediction.guess, Number)
    assert prediction.guess.truth == 6 - int(np.argmin(sums)) == 3
    (table,) = prediction.reveal
    assert isinstance(table, Table)
    np.testing.assert_allclose([float(row[1]) for row in table.rows], sums, atol=0.05)
    assert (sums[4], min(sums)) == (162, 136)
    assert "the sum is 162 (64 + 16 + 0 + 16 + 64, and 1 + 1). With 16 on the right it is only 136" in prediction.why
    assert KMeans(2, n_init=10, random_state=0).fit(numbers[:, None]).inertia_ == pytest.approx(136)


def test_the_column_with_the_large_spread_decides_and_a_million_more_in_one_changes_nothing() -> None:
    prediction = lesson_4.units()

    def clusters(X: NDArray[np.float64]) -> NDArray[np.int32]:
        found: NDArray[np.int32] = KMeans(2, n_init=10, random_state=0).fit_predict(X)
        return (found != found[0]).astype(np.int32)

    file, seconds = clusters(GEYSER), clusters(GEYSER * [60, 1])
    table = prediction.reveal[1]
    assert isinstance(table, Table)
    assert [row[1] for row in table.rows] == [
        (seconds != file).sum(),
        (clusters(GEYSER + np.array([0, 1e6])) != file).sum(),
        (clusters(GEYSER / GEYSER.std(axis=0)) != file).sum(),
    ]
    assert [row[1] for row in table.rows] == [6, 0, 4]
    np.testing.assert_array_equal(clusters(GEYSER[:, 1:]), file)
    np.testing.assert_array_equal(clusters(GEYSER[:, :1]), seconds)
    spread = GEYSER.std(axis=0)
    assert f"spread by {spread[1]:.1f} (standard deviation) and the eruptions by {spread[0]:.1f}" in prediction.why
    assert f"In seconds the eruptions are spread by {60 * spread[0]:.0f}" in prediction.why
    assert prediction.why.count("(0 differences)") == 2
    low, high = GEYSER.min(axis=0), GEYSER.max(axis=0)
    assert f"each took {low[0]:.1f} to {high[0]:.1f} minutes" in prediction.question
    assert f"was {low[1]:.0f} to {high[1]:.0f} minutes" in prediction.question


def test_what_the_quiz_says_is_so() -> None:
    # A star amid three others has a triangle for a cell: with the others 2 away, one of height 3.
    angle = np.pi / 2 + 2 * np.pi / 3 * np.arange(3)
    stars = np.vstack([[0, 0], 2 * np.c_[np.cos(angle), np.sin(angle)]])
    places = np.stack(np.meshgrid(*[np.linspace(-3, 3, 301)] * 2), axis=-1).reshape(-1, 2)
    assert 36 * (kv.assign(places, stars) == 0).mean() == pytest.approx(3 * np.sqrt(3), rel=0.02)
    # All numbers doubled: the same clusters, and four times the inertia.
    once, twice = (kv.record(factor * MOONS, init=factor * MOONS[:2]) for factor in (1.0, 2.0))
    np.testing.assert_array_equal(kv.assign(MOONS, once.final.centroids), kv.assign(2 * MOONS, twice.final.centroids))
    assert twice.inertia == pytest.approx(4 * once.inertia)
    # Years and prices: the prices alone give the same clusters.
    rng = np.random.default_rng(0)
    table = np.c_[rng.integers(2019, 2025, 200), rng.uniform(0, 90, 200)]
    both, prices = (KMeans(2, n_init=10, random_state=0).fit_predict(X) for X in (table, table[:, 1:]))
    assert max((both == prices).mean(), (both != prices).mean()) > 0.98
    # Rings in z-scores stay as they are.
    rings = kv.data.rings(300, k=2, seed=1)
    deviations = rings.std(axis=0)
    assert deviations[0] / deviations[1] == pytest.approx(1, abs=0.05)


def test_the_other_methods_find_the_groups_of_their_pictures_and_twelve_cells_follow_the_moons() -> None:
    moons = DBSCAN(eps=0.15).fit_predict(MOONS)
    assert [set(moons[:150]), set(moons[150:])] == [{0}, {1}]
    slanted = GaussianMixture(3, covariance_type="tied", n_init=10, random_state=0)
    found = slanted.fit_predict(kv.data.anisotropic(300, k=3, seed=4))
    groups = np.repeat([0, 1, 2], 100)
    assert max((np.array(order)[found] == groups).mean() for order in permutations(range(3))) == 1
    cells = kv.assign(MOONS, kv.best_of(MOONS, 12, 50, init="k-means++", seed=0).best.final.centroids)
    assert all(len(set(cells[:150]) & {cell}) + len(set(cells[150:]) & {cell}) <= 1 for cell in range(12))
