"""The best of many runs: the known optima, the same from numpy and numba, and better than any single run."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.datasets import load_wine

import kmeans_viz as kv
from kmeans_viz.data import read_sample
from kmeans_viz.fast import kernels, numba_fits
from kmeans_viz.how_many import fits

examples = settings(max_examples=40)
seeds = st.integers(0, 2**31)
widths = st.sampled_from([1, 2, 3, 7])

LOWEST = {
    "iris": [681.3706, 152.34795176, 78.8514414261, 57.2284732143, 46.4461820513, 39.0399872461, 34.2982296651,
             29.9889439508, 27.7860924173, 25.83405482],
    "old-faithful": [50440.1570253, 8901.76872095, 5188.54046823, 2941.72090331, 2028.44447786, 1458.61249488],
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert kernels.warm_up()


def board(seed: int, n: int, d: int, *, on_grid: bool) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.integers(-2, 3, size=(d, n)) if on_grid else rng.normal(size=(d, n))).astype(np.float64)


def by_numpy(function: Any, *arguments: Any) -> Any:
    return function(*arguments, compiled=None)


def by_numba(function: Any, *arguments: Any) -> Any:
    return function(*arguments, compiled=numba_fits)


def best(
    columns: np.ndarray, k_max: int, n_starts: int = 10, seed: int = 0, compiled: Any = numba_fits
) -> list[fits.Fit]:
    return fits.best_fits(columns, k_max, n_starts, np.random.default_rng(seed), compiled)


def distinct(columns: np.ndarray) -> int:
    return len(np.unique(columns, axis=1).T)


def assert_same(found: fits.Fit, wanted: fits.Fit, columns: np.ndarray) -> None:
    floor = columns.size * 1e-28 * (1 + np.abs(columns).max()) ** 2
    assert found.inertia == pytest.approx(wanted.inertia, rel=1e-9, abs=floor)
    np.testing.assert_array_equal(found.labels, wanted.labels)
    np.testing.assert_allclose(found.centroids, wanted.centroids, rtol=1e-9, atol=1e-12)


def test_of_two_ends_that_are_equally_good_both_take_the_same():
    # Two ends that are mirror images of each other: numpy and numba round their sums differently.
    X = [-1, -1, -2, 1, 0, -2, 1, 1, -1, -1, 0, 2, -2, -1, -1, 1, -2, -1, 2, -1, 0, -1, -1, 0]
    columns = np.array([X], dtype=np.float64)
    for one, other in zip(best(columns, 3, 3, 2674), by_numpy(best, columns, 3, 3, 2674), strict=True):
        assert_same(one, other, columns)


@examples
@given(seed=seeds, n=st.integers(1, 60), d=widths, on_grid=st.booleans(), data=st.data())
def test_numpy_and_numba_make_the_same_choices(seed: int, n: int, d: int, on_grid: bool, data: st.DataObject) -> None:
    columns = board(seed, n, d, on_grid=on_grid)
    k_max = data.draw(st.integers(1, min(6, distinct(columns))))
    found, wanted = best(columns, k_max, 3, seed), by_numpy(best, columns, k_max, 3, seed)
    for one, other in zip(found, wanted, strict=True):
        assert_same(one, other, columns)


@examples
@given(seed=seeds, n=st.integers(2, 60), d=widths, on_grid=st.booleans(), data=st.data())
def test_every_fit_is_a_clustering_that_k_means_would_leave_alone(
    seed: int, n: int, d: int, on_grid: bool, data: st.DataObject
) -> None:
    columns = board(seed, n, d, on_grid=on_grid)
    k_max = data.draw(st.integers(1, min(7, distinct(columns))))
    previous = np.inf
    for k, (inertia, centroids, labels) in enumerate(best(columns, k_max, 2, seed), start=1):
        assert centroids.shape == (k, d)
        assert set(labels.tolist()) == set(range(k)), "a cluster is empty"
        np.testing.assert_allclose(kv.update(columns.T, labels, centroids), centroids, atol=1e-12)
        distances = ((columns.T[:, None] - centroids) ** 2).sum(axis=2)
        assert inertia == pytest.approx(((columns.T - centroids[labels]) ** 2).sum(), rel=1e-9, abs=1e-24)
        assert inertia == pytest.approx(distances.min(axis=1).sum(), rel=1e-9, abs=1e-24)
        assert inertia <= previous * (1 + 1e-12) + 1e-24, "S_K rose"
        previous = inertia


@pytest.mark.parametrize("name", LOWEST)
def test_the_known_lowest_sums_of_squares_are_found(name: str) -> None:
    columns = np.ascontiguousarray(read_sample(name).points.T)
    found = [fit.inertia for fit in best(columns, len(LOWEST[name]), n_starts=2000)]
    np.testing.assert_allclose(found, LOWEST[name], rtol=1e-10)


def test_the_known_lowest_sum_of_squares_of_wine_is_found_with_ten_starts() -> None:
    wine = load_wine().data
    columns = np.ascontiguousarray(((wine - wine.mean(axis=0)) / wine.std(axis=0)).T)
    assert best(columns, 3)[2].inertia == pytest.approx(1277.928489, rel=1e-9)


@pytest.mark.parametrize("board_seed", [0, 2, 3])
def test_of_few_points_the_lowest_sums_of_thousands_of_restarts_are_found(board_seed: int) -> None:
    # 75 points in four groups of different widths, as in Ruspini's data, on whole numbers.
    rng = np.random.default_rng(board_seed)
    groups = [((20, 65), 8, 20), ((40, 145), 9, 23), ((100, 115), 10, 17), ((70, 20), 9, 15)]
    X = np.concatenate([rng.normal(center, width, (n, 2)).round() for center, width, n in groups])
    lowest = [fit.inertia for fit in best(np.ascontiguousarray(X.T), 8, n_starts=2000, seed=99)]
    for seed in range(3):
        found = kv.elbow(X, 8, seed=seed).values
        assert (found <= np.array(lowest) * (1 + 1e-9)).all()


@pytest.mark.parametrize("seed", [1, 3])
def test_ten_starts_find_at_least_what_ten_starts_of_scikit_learn_find(seed: int) -> None:
    X = kv.data.gaussian(300, 6, seed=seed)
    found = best(np.ascontiguousarray(X.T), 9, seed=seed)
    for k in (2, 4, 6, 9):
        assert found[k - 1].inertia <= KMeans(k, n_init=10, random_state=seed).fit(X).inertia_ * 1.005


def test_as_many_clusters_as_distinct_points_leave_nothing() -> None:
    columns = np.repeat(np.arange(5.0), 3)[None]
    found = best(columns, 5)
    assert found[-1].inertia == 0
    assert sorted(found[-1].centroids.ravel().tolist()) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("implementation", ["numpy", "numba"])
def test_no_single_point_can_be_moved_to_advantage_afterwards(implementation: str) -> None:
    columns = np.ascontiguousarray(read_sample("iris").points.T)
    start = columns[:, [0, 1, 2, 3, 4, 5, 6]].T
    call = by_numpy if implementation == "numpy" else by_numba
    polished = call(fits.polished, columns, call(fits.run, columns, start))
    assert polished.inertia < kv.record(columns.T, init=start).inertia * 0.999
    for point in range(columns.shape[1]):
        for cluster in range(7):
            labels = polished.labels.copy()
            labels[point] = cluster
            moved = kv.update(columns.T, labels, polished.centroids)
            assert ((columns.T - moved[labels]) ** 2).sum() >= polished.inertia * (1 - 1e-9)


@pytest.mark.parametrize("implementation", ["numpy", "numba"])
def test_seeds_are_drawn_in_proportion_to_squared_distances(implementation: str) -> None:
    columns = np.array([[0.0, 0.0, 1.0, 3.0]])
    rng = np.random.default_rng(1)
    call = by_numpy if implementation == "numpy" else by_numba
    drawn = np.array([call(fits.seeded, columns, np.array([0.0, chance]))[1, 0] for chance in rng.random(4000)])
    assert set(drawn) == {1.0, 3.0}, "a point on the first centroid has no chance"
    assert (drawn == 3).mean() == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("implementation", ["numpy", "numba"])
def test_a_chance_next_to_one_and_points_all_the_same_still_give_points(implementation: str) -> None:
    almost = np.nextafter(1.0, 0.0)
    for columns in (np.array([[1.0, 2.0, 4.0, 4.0]]), np.ones((2, 5)), np.full((1, 3), 1e-200)):
        drawn = (by_numpy if implementation == "numpy" else by_numba)(fits.seeded, columns, np.full(3, almost))
        assert {tuple(row) for row in drawn.tolist()} <= {tuple(row) for row in columns.T.tolist()}


def test_seeds_lie_as_well_as_scikit_learns() -> None:
    X = kv.data.peaked(300, 8, seed=3)
    columns, rng = np.ascontiguousarray(X.T), np.random.default_rng(0)

    def potential(centroids: np.ndarray) -> float:
        return ((X[:, None] - centroids) ** 2).sum(axis=2).min(axis=1).sum()

    ours = np.mean([potential(fits.seeded(columns, rng.random(8))) for _ in range(300)])
    theirs = np.mean([potential(kmeans_plusplus(X, 8, random_state=i, n_local_trials=1)[0]) for i in range(300)])
    assert ours == pytest.approx(theirs, rel=0.15)


def test_each_k_is_reported_and_what_the_report_raises_ends_the_work() -> None:
    seen = []
    fits.best_fits(board(1, 30, 2, on_grid=False), 4, 2, np.random.default_rng(0), done=seen.append)
    assert seen == [1, 2, 3, 4]

    def stop(k: int) -> None:
        seen.append(k)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fits.best_fits(board(1, 30, 2, on_grid=False), 4, 2, np.random.default_rng(0), done=stop)
    assert seen == [1, 2, 3, 4, 1]
