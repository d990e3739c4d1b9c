"""Points of any dimension on a flat board."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.pictures.view import view_of


def run_on(X, k=1, columns=()):
    return replace(kv.record(X, k, seed=0), columns=columns)


def normal(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d))


def test_two_coordinates_are_drawn_as_they_are():
    X = normal(30, 2)
    view = view_of(run_on(X, 3))

    assert np.array_equal(view.points, X)
    assert np.array_equal(view.unflat(view.flat(X)), X)
    assert (view.xlabel, view.ylabel, view.equal, view.has_cells) == ("", "", True, True)


def test_two_coordinates_are_drawn_without_a_copy_of_them():
    run = run_on(normal(30, 2), 3)

    assert view_of(run).points is run.X


def test_one_coordinate_lies_along_a_line_with_points_spread_apart_in_height():
    view = view_of(run_on(normal(50, 1), 2))
    heights = np.sort(view.points[:, 1])

    assert np.array_equal(view.points[:, 0], normal(50, 1)[:, 0])
    assert np.diff(heights).min() > 1 / 200
    assert heights[0] > view.bounds[2]
    assert heights[-1] < view.bounds[3]
    assert np.array_equal(view.flat(np.array([[3.0]])), [[3.0, 0.0]])
    assert (view.xlabel, view.ylabel, view.has_cells) == ("x1", "", True)


@pytest.mark.parametrize(
    ("lang", "label"), [("en", "(height has no meaning)"), ("es", "(la altura no significa nada)")]
)
def test_the_height_of_points_on_a_line_is_said_to_mean_nothing_in_the_language_of_the_look(lang, label):
    ax = kv.plot(run_on(normal(9, 1), 2), lang=lang)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x1", label)


@pytest.mark.parametrize("d", [3, 5])
def test_more_coordinates_are_drawn_on_the_plane_of_largest_variance_without_cells(d):
    X = normal(200, d) * np.arange(1, d + 1)
    view = view_of(run_on(X))

    centered = X - X.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centered, full_matrices=False)
    shares = sizes**2 / (sizes**2).sum()
    assert np.allclose(np.abs(view.points), np.abs(centered @ directions[:2].T))
    assert not view.has_cells
    assert view.xlabel == f"first principal component ({shares[0]:.0%} of the variance)"
    assert view.ylabel == f"second principal component ({shares[1]:.0%} of the variance)"


def test_the_directions_have_a_fixed_sign_so_that_pictures_never_flip():
    for seed in range(10):
        axes = view_of(run_on(normal(50, 4, seed))).axes
        assert (axes[np.arange(2), np.abs(axes).argmax(axis=1)] > 0).all()


def test_named_columns_of_different_units_fill_the_board_each_on_its_own_scale():
    X = normal(40, 2) * (1, 100)

    assert not view_of(run_on(X, columns=("age", "income"))).equal
    assert view_of(run_on(X)).equal
    assert view_of(run_on(normal(40, 2), columns=("x", "y"))).equal


def test_places_on_the_globe_are_seen_from_above_with_north_up_and_true_to_scale():
    X = normal(40, 3) * (1, 100, 10)
    view = view_of(run_on(X, columns=("east_km", "north_km", "up_km")))
    assert np.array_equal(view.points, X[:, :2])
    assert (view.xlabel, view.ylabel, view.equal) == ("east_km, seen from above", "north_km", True)
    assert view_of(run_on(X[:, :2], columns=("east_km", "north_km"))).equal


def test_an_equal_view_shows_a_unit_as_long_upwards_as_to_the_right_and_all_of_its_bounds():
    view = view_of(run_on(normal(40, 2)))
    for aspect in (0.3, 1.0, 2.5):
        left, right, bottom, top = view.fitted(aspect)
        assert (right - left) / (top - bottom) == pytest.approx(aspect)
        assert left <= view.bounds[0] < view.bounds[1] <= right
        assert bottom <= view.bounds[2] < view.bounds[3] <= top


def test_the_board_reaches_to_where_the_centroids_start():
    run = kv.record(normal(20, 2), init=[[50.0, 0.0], [0.0, -40.0]])
    left, right, bottom, top = view_of(run).bounds

    assert left < -1 < 50 < right
    assert bottom < -40 < 1 < top


def test_the_board_reaches_to_wherever_a_students_update_moves_the_centroids():
    away = kv.Stepper(update=lambda X, labels, centroids: centroids + np.array([30.0, 0.0]))
    run = kv.record(normal(20, 2), init=[[0.0, 0.0], [1.0, 1.0]], stepper=away, max_iter=2)

    assert view_of(run).bounds[1] > run.final.centroids[:, 0].max() > 60


@given(
    st.floats(-1e12, 1e12),
    st.floats(1e-8, 1e8),
    st.sampled_from([1, 2, 3]),
)
@example(1e8, 1.0, 2)
@example(-1e9, 1.0, 1)
def test_no_offset_lets_the_points_shrink_to_a_dot(offset, spread, d):
    X = np.random.default_rng(0).uniform(size=(30, d)) * spread + offset
    view = view_of(run_on(X))
    left, right, bottom, top = view.bounds

    width, height = np.ptp(view.points, axis=0)
    assert np.isfinite(view.bounds).all()
    assert left < right
    assert bottom < top
    if spread >= 1e-9 * abs(offset):
        assert width / (right - left) > 0.5
        assert height / (top - bottom) > 0.5


@pytest.mark.parametrize("value", [0.0, 1.0, -1e9, 1e139, 1e-290])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_points_that_are_all_equal_still_have_a_board_around_them(value, d):
    view = view_of(run_on(np.full((5, d), value)))
    left, right, bottom, top = view.bounds

    assert left < view.points[:, 0].min() <= view.points[:, 0].max() < right
    assert bottom < view.points[:, 1].min() <= view.points[:, 1].max() < top


def three_groups(*far):
    middles = np.repeat([[0.0, 0.0], [8.0, 1.0], [3.0, 7.0]], 60, axis=0)
    return np.r_[middles + normal(180, 2), np.array(far).reshape(-1, 2)]


@pytest.mark.parametrize("d", [1, 2, 4])
def test_points_far_out_leave_the_others_their_board_and_are_drawn_at_its_edge(d):
    X = np.c_[three_groups([400.0, 350.0]), normal(181, 2, seed=1)][:, :d]
    view = view_of(run_on(X, 4))
    near = view_of(run_on(X[:-1], 4))
    cut = view.cut(view.fitted(1.0))

    assert view.far.tolist() == [180]
    # A little room on each side is for the points outside.
    assert np.ptp(view.bounds[:2]) < 1.2 * np.ptp(near.bounds[:2])
    assert np.array_equal(cut.points[:-1], view.points[:-1])
    left, right, bottom, top = cut.fitted(1.0)
    assert view.bounds[1] < view.points[-1, 0]
    assert left < cut.points[-1, 0] < right
    assert bottom < cut.points[-1, 1] < top
    assert (cut.points[-1, 0] > cut.points[:-1, 0]).all()
    # What is computed with where a star is, such as a cell, takes its real place.
    assert np.array_equal(cut.flat(X[-1:]), view.flat(X[-1:]))
    assert np.allclose(cut.drawn(X[-1:])[0, 0], cut.points[-1, 0])


@pytest.mark.parametrize(
    "X",
    [
        normal(5000, 2),
        np.random.default_rng(0).uniform(size=(5000, 2)),
        np.r_[normal(90, 2), normal(10, 2, seed=1) + 100],
        three_groups([20.0, 10.0]),
        np.r_[np.zeros((99, 2)), np.ones((1, 2))],
        [[0.0, 0.0], [1.0, 1.0], [2.0, 0.0], [3.0, 1.0], [500.0, 0.0]],
    ],
    ids=["normal", "uniform", "a small group", "not so far", "nearly all equal", "few"],
)
def test_a_board_that_can_show_all_points_is_not_cut(X):
    view = view_of(run_on(X, 2))

    assert not len(view.far)
    assert view.cut(view.fitted(1.0)) is view
