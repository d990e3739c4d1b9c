"""The generators of boards: exactly n points, inside the square, repeatable, in as many groups as the caller wants."""

import inspect
from typing import Any

import numpy as np
import pytest
from scipy.stats import kstest
from sklearn.cluster import DBSCAN

import kmeans_viz as kv
from kmeans_viz.data import GENERATORS, gaussian, generate, grid, moons, peaked, rings, uniform
from kmeans_viz.data.boards import anisotropic, unequal
from kmeans_viz.inputs import InputError

everywhere = pytest.mark.parametrize("name", GENERATORS)


def groups_of(points: np.ndarray, k: int) -> list[np.ndarray]:
    """Split a board into its k groups, which come one after the other, and whose sizes differ by at most one."""
    return np.array_split(points, k)


def count_groups(points: np.ndarray, gap: float) -> int:
    """Count the groups with gaps of at least `gap` between them."""
    return len(set(DBSCAN(eps=gap, min_samples=1).fit_predict(points)))


@everywhere
@pytest.mark.parametrize("n", [1, 2, 7, 1000])
@pytest.mark.parametrize("blobs", [1, 2, 3, 8])
def test_a_board_has_exactly_n_points_inside_the_square(name: str, n: int, blobs: int) -> None:
    for seed in range(3):
        points = generate(name, n, blobs, seed)
        assert points.shape == (n, 2)
        assert points.dtype == np.float64
        assert (np.abs(points) <= 1).all()
        assert not points.flags.writeable


@everywhere
def test_the_same_seed_makes_the_same_board(name: str) -> None:
    board = generate(name, 50, 3, 7)
    np.testing.assert_array_equal(board, generate(name, 50, 3, 7))
    np.testing.assert_array_equal(board, generate(name, 50, 3, np.random.default_rng(7)))
    assert not np.array_equal(board, generate(name, 50, 3, 8))
    assert not np.array_equal(generate(name, 50, 3, None), generate(name, 50, 3, None))


@everywhere
def test_generators_take_the_same_first_arguments(name: str) -> None:
    parameters = list(inspect.signature(GENERATORS[name].function).parameters)
    assert parameters[: parameters.index("seed") + 1] in (["n", "seed"], ["n", "k", "seed"])


@pytest.mark.parametrize("seed", range(5))
def test_uniform_spreads_points_evenly_along_both_axes(seed: int) -> None:
    for coordinate in uniform(1000, seed=seed).T:
        assert kstest(coordinate, "uniform", (-1, 2)).pvalue > 0.001


def test_gaussian_cuts_both_coordinates_off_at_the_edges() -> None:
    # Wide Gaussians would put most points outside the square.
    points = gaussian(1000, 5, seed=0, spread=(2.0, 3.0))
    assert points.shape == (1000, 2)
    assert (np.abs(points) < 1).all()
    assert (points.max(axis=0) > 0.98).all()
    assert (points.min(axis=0) < -0.98).all()


@pytest.mark.parametrize("n", [7, 1000])
@pytest.mark.parametrize("k", [1, 3, 5])
def test_gaussian_makes_k_groups_of_about_n_over_k_points(n: int, k: int) -> None:
    points = gaussian(n, k, seed=2, spread=(1e-6, 1e-5))
    assert count_groups(points, 0.01) == k
    assert all(np.ptp(group, axis=0).max() < 1e-3 for group in groups_of(points, k))


def test_gaussian_draws_every_width_between_the_two_of_spread() -> None:
    widths = [gaussian(400, 1, seed=seed, spread=(0.01, 0.05)).std(axis=0).mean() for seed in range(100)]
    # Some of the Gaussians are at an edge, which cuts off part of their width.
    assert 0.005 < min(widths) < 0.015
    assert 0.045 < max(widths) < 0.055


@pytest.mark.parametrize("n", [7, 1000])
@pytest.mark.parametrize("k", [2, 3, 6, 12])
def test_peaked_groups_are_disjoint(n: int, k: int) -> None:
    for seed in range(10):
        groups = [group for group in groups_of(peaked(n, k, seed=seed), k) if len(group)]
        centers = np.array([group.mean(axis=0) for group in groups])
        radii = np.array(
            [np.linalg.norm(group - center, axis=1).max() for group, center in zip(groups, centers, strict=True)]
        )
        gaps = np.linalg.norm(centers[:, None] - centers, axis=2) - radii[:, None] - radii
        # The circles around the groups do not touch.
        assert (gaps[~np.eye(len(groups), dtype=bool)] > 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_peaked_is_where_most_random_starts_end_far_from_the_best(seed: int) -> None:
    def share_trapped(board: np.ndarray) -> float:
        inertias = kv.best_of(board, 6, 50, seed=0).inertias
        return float((inertias > 3 * inertias.min()).mean())

    assert share_trapped(peaked(200, 6, seed=seed)) > 0.5
    assert share_trapped(uniform(200, seed=seed)) == 0


@pytest.mark.parametrize("k", [1, 2, 4])
def test_moons_makes_k_arcs_that_no_nearest_mean_can_follow(k: int) -> None:
    points = moons(2000, k, seed=0)
    width = np.ptp(points, axis=0).max()
    assert width == pytest.approx(1.9)
    groups = groups_of(points, k)
    assert all(count_groups(group, 0.3) == 1 for group in groups)
    if k == 2:
        end = kv.best_of(points, 2, 10, seed=0).best.final
        shares = [np.bincount(labels, minlength=2).max() / len(labels) for labels in np.split(end.labels, 2)]
        assert max(shares) < 0.95


@pytest.mark.parametrize("k", [1, 2, 3])
def test_rings_makes_k_rings_around_one_centre_all_equally_dense(k: int) -> None:
    points = rings(3000, k, seed=0)
    outer = np.linalg.norm(points, axis=1).max()
    radii = np.linalg.norm(points, axis=1) / outer * (1 + 0.1 / k)
    ring = np.clip(np.rint(radii * k), 1, k)
    assert count_groups(radii[:, None], 0.04) == k
    sizes = np.bincount(ring.astype(int), minlength=k + 1)[1:]
    np.testing.assert_allclose(sizes / np.arange(1, k + 1), sizes[0], rtol=0.05)
    for j in range(1, k + 1):
        np.testing.assert_allclose(points[ring == j].mean(axis=0), 0, atol=0.1)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_anisotropic_makes_k_stripes_that_are_longer_than_wide_and_parallel(k: int) -> None:
    groups = groups_of(anisotropic(3000, k, seed=1), k)
    directions = []
    for group in groups:
        widths, axes = np.linalg.eigh(np.cov(group.T))
        assert np.sqrt(widths[1] / widths[0]) > 5
        directions.append(axes[:, 1] * np.sign(axes[0, 1]))
    across = np.array([-directions[0][1], directions[0][0]])
    assert all(abs(direction @ across) < 0.05 for direction in directions)
    places = np.sort([(group @ across).mean() for group in groups])
    assert np.diff(places).min() > 4 * max((group @ across).std() for group in groups)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_unequal_makes_one_wide_group_and_ever_smaller_narrow_ones(k: int) -> None:
    weights = 0.35 ** np.arange(k)
    points = unequal(2000, k, seed=1)
    shares = np.rint(2000 * np.cumsum(weights) / weights.sum()).astype(int)[:-1]
    groups = np.split(points, shares)
    sizes = [len(group) for group in groups]
    assert sizes == sorted(sizes, reverse=True)
    assert groups[0].std() > 3 * max(np.median(np.abs(group - np.median(group, axis=0))) for group in groups[1:])
    narrow = points[np.linalg.norm(points, axis=1) > 0.6]
    assert np.abs(np.linalg.norm(np.median(groups[1], axis=0)) - 0.8) < 0.02
    assert len(narrow) > sum(sizes[1:]) * 0.9


@pytest.mark.parametrize("n", [7, 900, 1000])
def test_grid_leaves_no_hole_and_lets_no_points_meet(n: int) -> None:
    points = grid(n, seed=0)
    side = 2 / np.ceil(np.sqrt(n))
    # At most one point in each square of the grid.
    squares = {tuple(square) for square in np.floor((points + 1) / side).astype(int).tolist()}
    assert len(squares) == n


BAD: list[tuple[Any, str]] = [
    (lambda: uniform(0), "n=0 is out of range; use 1 <= n <= 100000000"),
    (lambda: uniform("many"), "n='many' is not a whole number; use 1 <= n <= 100000000"),
    (lambda: gaussian(10, 0), "k=0 is out of range; use 1 <= k <= 1000"),
    (lambda: peaked(10, 2.5), "k=2.5 is not a whole number; use 1 <= k <= 1000"),
    (lambda: gaussian(10, 2, seed=-1), "seed=-1 is out of range; use seed >= 0"),
    (lambda: gaussian(10, spread=0.5), "spread=0.5 is not a pair; use (smallest, largest) standard deviation"),
    (lambda: gaussian(10, spread=(0.5, 0.1)), "spread[1]=0.1 is out of range; use 0.5 <= spread[1] <= 10"),
    (lambda: gaussian(10, spread=(-1, 1)), "spread[0]=-1 is out of range; use 0 <= spread[0] <= 10"),
    (lambda: generate("moon", 10, 2, 0), "data='moon' is unknown; did you mean 'moons'? use one of: "
        + ", ".join(GENERATORS)),
]  # fmt: skip


@pytest.mark.parametrize(("board", "message"), BAD, ids=[message[:40] for _, message in BAD])
def test_a_board_that_cannot_be_made_is_told(board: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        board()
    assert str(caught.value) == message
