"""Clusters that lose all their points: what each rule does with them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

import kmeans_viz as kv
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS

RECIPE = {"data": "peaked", "n": 60, "blobs": 3, "k": 5, "seed": 62}
"""In this run, cluster 1 loses its last point in the second assignment."""


def states_of(on_empty: Any, **changes: Any) -> list[kv.State]:
    return list(kv.Recipe(**RECIPE, on_empty=on_empty, **changes).run())


def test_the_board_of_these_tests_empties_a_cluster_in_mid_run(kernel: str) -> None:
    assert [state.empty for state in states_of("keep")[:5]] == [(), (), (), (1,), (1,)]


def test_keep_leaves_the_centroid_where_it_is_and_names_it(kernel: str) -> None:
    states = states_of("keep")
    places = {tuple(state.centroids[1]) for state in states[2:]}
    assert len(places) == 1
    assert all(state.empty == (1,) and state.counts[1] == 0 and state.k == 5 for state in states[3:])
    assert states[-1].converged


def test_farthest_moves_the_centroid_to_the_farthest_point_and_gives_it_that_point() -> None:
    before, after = states_of("farthest")[3:5]
    X = kv.Recipe(**RECIPE).points()
    distances = ((X - before.centroids[before.labels]) ** 2).sum(axis=1)
    point = distances.argmax()
    assert before.empty == (1,)
    assert after.empty == ()
    assert after.changed == 1
    assert after.labels[point] == 1
    np.testing.assert_array_equal(after.centroids[1], X[point])
    donor = before.labels[point]
    np.testing.assert_allclose(after.centroids[donor], X[after.labels == donor].mean(axis=0), rtol=1e-12)


# scikit-learn warns about a cluster that is still empty after one update.
@pytest.mark.filterwarnings("ignore:Number of distinct clusters")
def test_farthest_does_what_scikit_learn_does_when_a_cluster_empties() -> None:
    X, start = kv.Recipe(**RECIPE).points(), states_of("keep")[0].centroids
    for max_iter in (1, 2, 3, 300):
        ours = kv.record(X, init=start, max_iter=max_iter, on_empty="farthest").final
        theirs = KMeans(5, init=start, n_init=1, tol=0, max_iter=max_iter).fit(X)
        np.testing.assert_array_equal(ours.labels, theirs.labels_)
        np.testing.assert_allclose(ours.centroids, theirs.cluster_centers_, rtol=1e-9)
        assert ours.inertia == pytest.approx(theirs.inertia_, rel=1e-9)
    assert ours.inertia < states_of("keep")[-1].inertia


@pytest.mark.parametrize("seed", range(10))
def test_farthest_does_what_scikit_learn_does_when_a_cluster_is_empty_from_the_start(seed: int) -> None:
    X, rng = kv.data.uniform(100, seed=seed), np.random.default_rng(seed)
    start = np.concatenate([X[rng.choice(100, 4, replace=False)], [[9.0, 9.0]]])
    ours = kv.record(X, init=start, on_empty="farthest")
    theirs = KMeans(5, init=start, n_init=1, tol=0).fit(X)
    assert ours[1].empty == (4,)
    np.testing.assert_array_equal(ours.final.labels, theirs.labels_)
    np.testing.assert_allclose(ours.final.centroids, theirs.cluster_centers_, rtol=1e-9)


def test_farthest_fills_several_empty_clusters_at_once_and_empties_none() -> None:
    X = [[0.0], [1.0], [4.0], [10.0]]
    update = kv.record(X, init=[[0.0], [50.0], [60.0], [13.0]], on_empty="farthest")[2]
    # 10 is alone in its cluster and stays; 4 and then 1 are the farthest of the others.
    assert update.labels.tolist() == [0, 2, 1, 3]
    assert update.centroids.ravel().tolist() == [0.0, 4.0, 1.0, 10.0]
    assert update.changed == 2


def test_farthest_leaves_a_cluster_empty_where_every_point_is_on_its_centroid() -> None:
    trace = kv.record([[0.0], [0.0], [3.0]], init=[[0.0], [3.0], [9.0]], on_empty="farthest")
    assert trace.converged
    assert trace.final.empty == (2,)
    assert trace.final.centroids.ravel().tolist() == [0.0, 3.0, 9.0]


def test_farthest_ends_although_the_mean_of_coincident_points_is_off_by_rounding() -> None:
    assert np.mean([0.1, 0.1, 0.1]) != 0.1
    X = np.array([[0.1, 0.2], [0.1, 0.1], [0.1, 0.2], [0.1, 0.1], [0.1, 0.1], [0.1, 0.2], [0.1, 0.2]])
    with pytest.warns(UserWarning, match="X has only 2"):
        trace = kv.record(X, 5, seed=0, on_empty="farthest")
    assert trace.converged
    assert trace.n_iter < 10


def test_drop_takes_the_cluster_out_and_says_which_ones_are_left(kernel: str) -> None:
    states, kept = states_of("drop"), states_of("keep")
    assert [state.k for state in states[:5]] == [5, 5, 5, 5, 4]
    assert [state.clusters.tolist() for state in states[3:5]] == [[0, 1, 2, 3, 4], [0, 2, 3, 4]]
    for dropped, whole in zip(states[4:], kept[4:], strict=True):
        # The other clusters are the same as in a run that keeps the empty one.
        np.testing.assert_array_equal(dropped.clusters[dropped.labels], whole.labels)
        np.testing.assert_allclose(dropped.centroids, whole.centroids[dropped.clusters], rtol=1e-12)
        assert dropped.inertia == pytest.approx(whole.inertia)
        assert (dropped.changed, dropped.shift) == (whole.changed, pytest.approx(whole.shift))
        assert dropped.empty == ()
    assert states[-1].converged


def test_drop_remembers_the_first_numbers_after_several_losses() -> None:
    X = [[0.0], [1.0], [10.0], [11.0]]
    trace = kv.record(X, init=[[99.0], [0.0], [98.0], [10.0]], on_empty="drop")
    assert trace.k == 4
    assert trace.final.clusters.tolist() == [1, 3]
    assert trace.final.labels.tolist() == [0, 0, 1, 1]
    assert trace.final.centroids.ravel().tolist() == [0.5, 10.5]


def test_error_raises_after_the_assignment_that_emptied_the_cluster() -> None:
    X, start = kv.Recipe(**RECIPE).points(), states_of("keep")[0].centroids
    run = kv.lloyd(X, init=start, on_empty="error")
    assert [next(run).empty for _ in range(4)] == [(), (), (), (1,)]
    with pytest.raises(kv.EmptyClusterError) as caught:
        next(run)
    assert str(caught.value) == (
        'cluster 2 of 5 has no points; use fewer clusters, another start, or on_empty="keep" or "farthest"'
    )


@pytest.mark.parametrize("on_empty", ["farthest", "drop"])
def test_a_students_update_need_not_know_about_empty_clusters(on_empty: Any) -> None:
    def plain_mean(X: Any, labels: Any, centroids: Any) -> Any:
        return [X[labels == j].mean(axis=0) for j in range(len(centroids))]

    X, start = kv.Recipe(**RECIPE).points(), states_of("keep")[0].centroids
    theirs = kv.record(X, init=start, on_empty=on_empty, stepper=kv.Stepper(update=plain_mean))
    ours = kv.record(X, init=start, on_empty=on_empty)
    np.testing.assert_array_equal(theirs.final.labels, ours.final.labels)
    np.testing.assert_allclose(theirs.final.centroids, ours.final.centroids, rtol=1e-12)


def test_farthest_leaves_the_donor_to_the_steppers_own_update() -> None:
    X, start = [[0.0], [1.0], [5.0], [9.0]], [[1.0], [99.0]]
    update = kv.record(X, init=start, on_empty="farthest", stepper=kv.MEDIANS)[2]
    assert update.centroids.ravel().tolist() == [1.0, 9.0]  # the median of 0, 1, 5, whose mean is 2


def test_farthest_takes_no_point_that_only_rounding_keeps_from_its_mean() -> None:
    X, labels = np.array([[0.1]] * 7 + [[0.0]]), np.array([0] * 7 + [1], dtype=np.int32)
    centroids = np.array([X[:7].mean(axis=0), [0.0], [9.0]])
    assert centroids[0] != 0.1
    assert RULES["farthest"](X, centroids, labels, np.arange(3)).changed == 0
    assert RULES["farthest"](0 * X, np.array([[0.0], [0.0], [9.0]]), labels, np.arange(3)).changed == 0


def test_farthest_leaves_a_cluster_that_has_given_away_all_points_but_one() -> None:
    X, start = [[0.0], [3.0], [100.0], [100.0]], [[1.0], [100.0], [500.0], [600.0]]
    update = kv.record(X, init=start, on_empty="farthest")[2]
    assert update.labels.tolist() == [0, 2, 1, 1]
    assert update.empty == (3,)
    assert update.changed == 1


@settings(max_examples=60)
@given(
    rows=st.lists(st.sampled_from([(0.1, 0.2), (0.1, 0.1), (0.7, 1e6), (0.3, 0.3)]), min_size=4, max_size=12),
    init=st.sampled_from(list(SEEDINGS)),
    on_empty=st.sampled_from(["keep", "farthest", "drop"]),
    seed=st.integers(0, 2**31),
    data=st.data(),
)
def test_fewer_distinct_points_than_clusters_warn_and_still_converge(
    kernel: str, rows: Any, init: str, on_empty: Any, seed: int, data: st.DataObject
) -> None:
    distinct = len(set(rows))
    if distinct == len(rows):
        rows = [*rows, rows[0]]
    k = data.draw(st.integers(distinct + 1, len(rows)), label="k")
    with pytest.warns(UserWarning, match="distinct points") as told:
        trace = kv.record(rows, k, init=init, seed=seed, on_empty=on_empty)
    assert [str(warning.message) for warning in told] == [
        f"k={k} clusters need as many distinct points, and X has only {distinct}, so some stay empty; "
        f"use k <= {distinct}"
    ]
    assert trace.converged
    assert (trace.final.counts > 0).sum() <= distinct


def test_few_distinct_points_are_found_even_where_the_starts_differ() -> None:
    # The means of random parts of 50 zeros and 50 ones are all different.
    X = np.repeat([[0.0], [1.0]], 50, axis=0)
    with pytest.warns(UserWarning, match="k=4 clusters need as many distinct points, and X has only 2"):
        trace = kv.record(X, 4, init="partition", seed=1)
    assert len(np.unique(trace[0].centroids)) == 4
    assert len(trace.final.empty) == 2


def test_distinct_points_behind_many_coincident_ones_are_counted() -> None:
    X = np.concatenate([np.zeros((500, 2)), [[1.0, 0.0], [2.0, 0.0]]])
    assert kv.record(X, 3, init="k-means++", seed=0).inertia == 0.0  # and no warning, which would be an error here
