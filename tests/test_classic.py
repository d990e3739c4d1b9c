"""The blog post's functions: its names, arguments and shapes, and exactly K clusters."""

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.classic import (
    cluster_points,
    find_centers,
    has_converged,
    init_board,
    init_board_gauss,
    reevaluate_centers,
)
from kmeans_viz.inputs import InputError


@pytest.mark.parametrize("n", [1, 2, 7, 200])
def test_the_boards_of_the_post_have_exactly_n_points_in_the_square(n: int) -> None:
    for board in (init_board(n, seed=1), init_board_gauss(n, 3, seed=1)):
        assert isinstance(board, np.ndarray)
        assert board.shape == (n, 2)
        assert (np.abs(board) <= 1).all()
        assert board.flags.writeable  # as in the post, readers may change it
    np.testing.assert_array_equal(init_board(n, seed=1), init_board(n, seed=1))
    np.testing.assert_array_equal(init_board_gauss(n, 3, seed=1), init_board_gauss(n, 3, seed=1))


@settings(max_examples=60)
@given(n=st.integers(1, 60), d=st.integers(1, 4), seed=st.integers(0, 2**31), data=st.data())
def test_find_centers_gives_exactly_k_clusters_and_ends_where_record_does(
    n: int, d: int, seed: int, data: st.DataObject
) -> None:
    X, K = np.random.default_rng(seed).normal(size=(n, d)), data.draw(st.integers(1, n), label="K")
    mu, clusters = find_centers(X, K, seed=seed)
    assert isinstance(mu, list)
    assert [center.shape for center in mu] == [(d,)] * K
    assert list(clusters) == list(range(K))
    assert all(isinstance(members, list) for members in clusters.values())
    end = kv.record(X, K, init="random", seed=seed).final
    np.testing.assert_allclose(mu, end.centroids, rtol=1e-9, atol=1e-12)
    for j in range(K):
        np.testing.assert_array_equal(np.reshape(clusters[j], (-1, d)), X[end.labels == j])


def test_find_centers_reads_lists_and_arrays_alike() -> None:
    X = init_board_gauss(60, 3, seed=4)
    from_array, from_list = find_centers(X, 3, seed=2), find_centers(X.tolist(), 3, seed=2)
    np.testing.assert_array_equal(from_array[0], from_list[0])
    assert [len(members) for members in from_array[1].values()] == [len(m) for m in from_list[1].values()]


def test_find_centers_keeps_k_clusters_where_points_coincide() -> None:
    mu, clusters = find_centers([[0.1, 0.2]] * 3 + [[0.7, 0.7]] * 3, 4, seed=0)
    assert (len(mu), len(clusters)) == (4, 4)
    assert sum(map(len, clusters.values())) == 6


def test_one_step_of_the_post_by_hand() -> None:
    X, mu = [[0, 0], [2, 0], [9, 0]], random.Random(0).sample([[0, 0], [9, 0]], 2)
    mu.sort()
    clusters = cluster_points(X, mu)
    assert {j: np.array(members).tolist() for j, members in clusters.items()} == {0: [[0, 0], [2, 0]], 1: [[9, 0]]}
    centers = reevaluate_centers(mu, clusters)
    assert isinstance(centers, list)
    assert [center.tolist() for center in centers] == [[1, 0], [9, 0]]
    assert not has_converged(centers, mu)
    assert has_converged(reevaluate_centers(centers, cluster_points(X, centers)), centers)


def test_an_empty_cluster_stays_in_the_list_and_keeps_its_centre() -> None:
    mu = [np.array([0.0, 0.0]), np.array([50.0, 50.0])]
    clusters = cluster_points([[0.0, 0.0], [2.0, 0.0]], mu)
    assert clusters[1] == []
    assert [center.tolist() for center in reevaluate_centers(mu, clusters)] == [[1.0, 0.0], [50.0, 50.0]]


def test_a_cluster_that_is_missing_from_the_dict_keeps_its_centre() -> None:
    assert [c.tolist() for c in reevaluate_centers([[0, 0], [5, 5]], {0: [[2, 2]]})] == [[2, 2], [5, 5]]


def test_centres_have_converged_when_the_positions_agree_in_any_order() -> None:
    assert has_converged([[0, 0], [1, 1]], np.array([[1, 1], [0, 0]]))
    assert not has_converged([[0, 0], [1, 1]], [[0, 0], [1, 1.0000001]])
    assert not has_converged([[0, 0], [0, 0]], [[0, 0], [1, 1]])
    assert not has_converged([[0, 0], [0, 0], [1, 1]], [[0, 0], [1, 1], [1, 1]])
    assert has_converged([[0.1 + 0.2, 1e9]], [[0.3, 1e9]])


BOARD = [[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]]
MISTAKES: dict[str, tuple[Any, str]] = {
    "a number for the centres": (
        lambda: cluster_points(BOARD, 3),
        "mu=3 is a number, and cluster_points needs the 3 centres themselves; "
        "use find_centers(X, 3), or mu = random.sample(list(X), 3)",
    ),
    "the same in an update": (
        lambda: reevaluate_centers(2, {}),
        "mu=2 is a number, and cluster_points needs the 2 centres themselves; "
        "use find_centers(X, 2), or mu = random.sample(list(X), 2)",
    ),
    "more centres than points": (
        lambda: find_centers(BOARD, 4),
        "k=4 clusters need at least that many points, and there are 3; use 1 <= k <= 3",
    ),
    "no centre at all": (lambda: find_centers(BOARD, 0), "k=0 is out of range; use k >= 1"),
    "points on a line": (
        lambda: find_centers(np.array([1.0, 2.0]), 1),
        "X has shape (2,), and points need two axes, one row per point; use X.reshape(-1, 1) for points on a line",
    ),
    "arguments the wrong way round": (
        lambda: find_centers(3, BOARD),
        "X=3 is a number; pass the points themselves, for example X = init_board(200)",
    ),
    "centres of another width": (
        lambda: cluster_points(BOARD, [[0.0], [1.0]]),
        "mu has shape (2, 1); expected (k, 2): one row per centroid, as wide as the points",
    ),
    "clusters that are not a dict": (
        lambda: reevaluate_centers([[0, 0], [1, 1]], [[[0, 0]], [[1, 1]]]),
        "clusters is not a dict with keys from 0 to 1; pass what cluster_points(X, mu) returned",
    ),
    "clusters of more centres": (
        lambda: reevaluate_centers([[0, 0]], {0: [[0, 0]], 1: [[1, 1]]}),
        "clusters is not a dict with keys from 0 to 0; pass what cluster_points(X, mu) returned",
    ),
    "clusters without points": (
        lambda: reevaluate_centers([[0, 0]], {0: []}),
        "clusters holds no points at all; pass what cluster_points(X, mu) returned",
    ),
    "clusters of another width": (
        lambda: reevaluate_centers([[0, 0], [1, 1]], {0: [[0, 0, 0]], 1: [[1, 1, 1]]}),
        "mu has shape (2, 2); expected (k, 3): one row per centroid, as wide as the points",
    ),
}


@pytest.mark.parametrize(("mistake", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_readers_mistake_gets_a_sentence_of_its_own(mistake: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        mistake()
    assert str(caught.value) == message
