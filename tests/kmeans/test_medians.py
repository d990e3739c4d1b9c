"""k-medians: its own objective falls, and it ends at the medians that an independent computation gives."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.spatial.distance import cdist

import kmeans_viz as kv
from kmeans_viz.inputs import Points

boards = st.tuples(st.integers(1, 15), st.integers(1, 3)).flatmap(
    lambda shape: hnp.arrays(np.float64, shape, elements=st.integers(-20, 20) | st.floats(-100, 100))
)


def sum_of_city_block_distances(X: Points, state: kv.State) -> float:
    return float(np.abs(X - state.centroids[state.labels]).sum())


@pytest.mark.filterwarnings("ignore:k=.*distinct points:UserWarning")
@settings(max_examples=100)
@given(
    X=boards,
    on_empty=st.sampled_from(["keep", "farthest", "drop"]),
    init=st.sampled_from(list(kv.seeding.SEEDINGS)),
    seed=st.integers(0, 2**31),
    data=st.data(),
)
def test_medians_lower_the_sum_of_city_block_distances_at_every_half_step(
    X: Points, on_empty: Any, init: str, seed: int, data: st.DataObject
) -> None:
    k = data.draw(st.integers(1, len(X)), label="k")
    trace = kv.record(X, k, init=init, seed=seed, on_empty=on_empty, stepper=kv.MEDIANS)
    for before, after in itertools.pairwise(trace[1:]):
        fallen = sum_of_city_block_distances(X, after)
        assert fallen <= sum_of_city_block_distances(X, before) * (1 + 1e-12) + 1e-12 * np.abs(X).max()
    assert trace.converged


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("seed", range(5))
def test_medians_end_where_the_textbook_computation_does(d: int, seed: int) -> None:
    X = np.random.default_rng(seed).normal(size=(80, d))
    start = X[:4]
    centroids, labels = start, None
    while True:
        nearest = cdist(X, centroids, "cityblock").argmin(axis=1)
        if labels is not None and (nearest == labels).all():
            break
        labels = nearest
        centroids = np.array([[np.median(X[labels == j, axis]) for axis in range(d)] for j in range(4)])
    end = kv.record(X, init=start, stepper=kv.MEDIANS).final
    np.testing.assert_array_equal(end.labels, labels)
    np.testing.assert_allclose(end.centroids, centroids, rtol=1e-12)
    assert end.inertia == pytest.approx(((X - centroids[labels]) ** 2).sum())


def test_a_city_block_tie_goes_to_the_lowest_index() -> None:
    assert kv.MEDIANS.assign(np.array([[1.0, 1.0]]), np.array([[3.0, 1.0], [2.0, 2.0], [0.0, 0.0]])).tolist() == [0]


def test_a_median_without_points_stays() -> None:
    moved = kv.MEDIANS.update(np.array([[0.0], [1.0], [9.0]]), np.array([1, 1, 1]), np.array([[7.0], [5.0]]))
    assert moved.tolist() == [[7.0], [1.0]]


def test_an_outlier_pulls_the_mean_but_not_the_median() -> None:
    X = [[0.0], [1.0], [2.0], [1000.0]]
    assert kv.record(X, init=[[1.0]]).final.centroids.tolist() == [[250.75]]
    assert kv.record(X, init=[[1.0]], stepper=kv.MEDIANS).final.centroids.tolist() == [[1.5]]
