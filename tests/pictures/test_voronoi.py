"""The cells of the centroids, against the nearest centroid as the oracle, for many k and arrangements."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.path import Path as Shape

from kmeans_viz.pictures.voronoi import voronoi_cells

BOUNDS = (-1.0, 1.5, -0.8, 1.2)


def area(polygon):
    if len(polygon) == 0:
        return 0.0
    x, y = (polygon - polygon.mean(axis=0)).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def board_area(bounds):
    left, right, bottom, top = bounds
    return (right - left) * (top - bottom)


def positions_on(bounds, n=10_000, seed=0):
    left, right, bottom, top = bounds
    return np.random.default_rng(seed).uniform((left, bottom), (right, top), (n, 2))


def squared_distances(positions, centroids):
    return ((positions[:, None] - centroids) ** 2).sum(axis=2)


def holders(cells, positions):
    """Return a boolean array, ``(positions, cells)``: whether the cell contains the position."""
    inside = [Shape(cell).contains_points(positions) if len(cell) else np.zeros(len(positions), bool) for cell in cells]
    return np.stack(inside, axis=1)


ARRANGEMENTS = {
    "one": [[0.2, 0.3]],
    "two": [[-0.4, 0.0], [0.7, 0.9]],
    "two, side by side": [[-0.4, 0.0], [0.7, 0.0]],
    "on a vertical line": [[0.1, y] for y in (-0.5, 0.0, 0.1, 0.9)],
    "on a slanted line": [[t, 0.5 * t] for t in (-0.9, -0.2, 0.3, 1.1)],
    "on a square": [[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]],
    "outside the board": [[-3.0, 0.0], [0.2, 0.2], [4.0, 5.0], [0.0, -9.0]],
    "all far outside": [[30.0, 1.0], [31.0, 2.0], [1e6, 1e6]],
    "on the corners": [[-1.0, -0.8], [1.5, -0.8], [1.5, 1.2], [-1.0, 1.2]],
    "very near each other": [[0.1, 0.1], [0.1 + 1e-9, 0.1], [0.1, 0.1 + 1e-9], [0.8, 0.1]],
    "many": np.random.default_rng(1).uniform(-1, 1.2, (200, 2)),
}


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_every_position_lies_in_the_cell_of_its_nearest_centroid_and_in_no_other(name):
    centroids, positions = np.array(ARRANGEMENTS[name], dtype=float), positions_on(BOUNDS)

    inside = holders(voronoi_cells(centroids, BOUNDS), positions)

    distances = np.sort(squared_distances(positions, centroids), axis=1)
    # On a border, up to rounding, either neighbour is right.
    clear = np.ones(len(positions), bool) if len(centroids) == 1 else distances[:, 1] - distances[:, 0] > 1e-9
    nearest = squared_distances(positions, centroids).argmin(axis=1)
    assert clear.mean() > 0.5
    assert inside[clear].sum(axis=1).tolist() == [1] * clear.sum()
    assert np.array_equal(inside[clear].argmax(axis=1), nearest[clear])


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_cells_tile_the_board_counterclockwise_and_stay_on_it(name):
    cells = voronoi_cells(np.array(ARRANGEMENTS[name], dtype=float), BOUNDS)

    areas = [area(cell) for cell in cells]
    corners = np.concatenate(cells)
    assert sum(areas) == pytest.approx(board_area(BOUNDS), rel=1e-9)
    assert min(areas) >= -1e-15
    assert (corners >= (BOUNDS[0], BOUNDS[2])).all()
    assert (corners <= (BOUNDS[1], BOUNDS[3])).all()


def test_of_coincident_centroids_the_first_has_the_cell_and_the_others_have_none():
    cells = voronoi_cells(np.array([[0.5, 0.0], [-0.5, 0.0], [0.5, 0.0], [0.5, 0.0], [-0.5, 0.0]]), BOUNDS)

    assert [len(cell) > 0 for cell in cells] == [True, True, False, False, False]
    assert all(cell.shape == (0, 2) for cell in cells[2:])
    assert area(cells[0]) + area(cells[1]) == pytest.approx(board_area(BOUNDS), rel=1e-12)


@given(
    arrays(np.float64, st.tuples(st.integers(1, 12), st.just(2)), elements=st.floats(-3, 3)),
    st.integers(0, 100),
)
def test_cells_of_any_centroids_tile_the_board_and_hold_what_is_nearest(centroids, seed):
    cells = voronoi_cells(centroids, BOUNDS)

    assert sum(map(area, cells)) == pytest.approx(board_area(BOUNDS), rel=1e-9)
    positions = positions_on(BOUNDS, 40, seed)
    distances = squared_distances(positions, centroids)
    inside = holders(cells, positions)
    for distance, held in zip(distances, inside, strict=True):
        assert all(distance[j] - distance.min() <= 1e-9 for j in np.flatnonzero(held))


@pytest.mark.parametrize(("scale", "offset"), [(1, 1e9), (1e-3, 1e6), (1e-200, 0), (1e100, 0), (1e139, 0), (1, -1e12)])
def test_boards_far_from_zero_and_of_extreme_size_have_the_same_cells(scale, offset):
    offset = np.array([offset, -offset])
    centroids = np.random.default_rng(2).uniform(-0.8, 1.2, (20, 2))
    bounds = tuple(b * scale + offset[i // 2] for i, b in enumerate(BOUNDS))

    plain = voronoi_cells((centroids * scale + offset - offset) / scale, BOUNDS)
    moved = voronoi_cells(centroids * scale + offset, bounds)

    digits = 1e-9 + 4 * np.spacing(np.abs(offset).max()) / scale
    for cell, other in zip(plain, moved, strict=True):
        assert np.allclose((other - offset) / scale, cell, atol=digits * 100, rtol=0)
    assert sum(area((cell - offset) / scale) for cell in moved) == pytest.approx(board_area(BOUNDS), abs=digits * 100)
