"""The laws of a run at any distance from zero, and on any way of doing the sums: numpy, numba, tiles, Dask, plain."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import dask
import dask.array as da
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.fast import kernels
from kmeans_viz.inputs import Points

PLAIN = kv.Stepper(assign=lambda X, c: kv.assign(X, c), update=lambda X, labels, c: kv.update(X, labels, c))


class Board(NamedTuple):
    """Points and where their run starts."""

    X: Points
    start: Points


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Draw points around an offset, with a spread from what float64 can just tell apart there to as large as it."""
    d = draw(st.integers(1, 3), label="d")
    rng = np.random.default_rng(draw(st.integers(0, 2**31), label="seed"))
    offset = draw(st.sampled_from([0.0, 1.0, -1.0, 1e3, 1e6, -1e6, 1e9, -1e9, 1e12, -1e12]), label="offset")
    digits = draw(st.integers(0, 14), label="digits")
    finest = max(float(np.spacing(abs(offset))), 2.0**-52)
    spread = finest * 2.0 ** (4 * digits)
    n = draw(st.integers(1, 40) | st.sampled_from([300, 1100]), label="n")  # also of several blocks and tiles
    kind = draw(st.sampled_from(["uniform", "lattice", "duplicates", "two places"]), label="kind")
    if kind == "uniform":
        X = rng.uniform(-1, 1, size=(n, d))
    elif kind == "lattice":
        X = rng.integers(-2, 3, size=(n, d)) / 2
    elif kind == "duplicates":
        X = rng.uniform(-1, 1, size=(3, d))[rng.integers(3, size=n)]
    else:
        X = np.where(rng.random((n, 1)) < 0.5, -1.0, 1.0) * np.ones(d)
    X = offset + X * spread
    k = draw(st.integers(1, min(n, 5)), label="k")
    if draw(st.booleans(), label="starts at points"):
        return Board(X, X[rng.choice(n, size=k, replace=False)])
    return Board(X, offset + rng.uniform(-2, 2, size=(k, d)) * spread)


@contextmanager
def done_by(way: str) -> Iterator[None]:
    """Do the sums by numpy or numba, on points in columns, or as on a large board in tiles or mixed precision."""
    kernel, layout = way.split(", ")
    with pytest.MonkeyPatch.context() as patch:
        if kernel == "numpy":
            patch.setattr(kernels, "_is_installed", lambda: False)
        else:
            assert kernels.warm_up()
        if layout == "sorted":
            patch.setattr(kernels, "SORT_FROM", 1)
        yield


def made_by(way: str, board: Board, max_iter: int) -> list[kv.State]:
    """Return the states of a run over arrays in memory."""
    if way == "plain":
        return list(kv.lloyd(board.X, init=board.start, max_iter=max_iter, stepper=PLAIN))
    with done_by(way):
        states = list(kv.lloyd(board.X, init=board.start, max_iter=max_iter))
        # In one compiled call, where that is done.
        recorded = list(kv.record(board.X, init=board.start, max_iter=max_iter))
    for one, other in zip(states, recorded, strict=True):
        np.testing.assert_array_equal(one.labels, other.labels)
        np.testing.assert_array_equal(one.centroids, other.centroids)
    return recorded


WAYS = ["plain", "numpy, columns", "numpy, sorted", "numba, columns", "numba, sorted"]
each_way = pytest.mark.parametrize("way", WAYS)
in_memory = settings(max_examples=100)
limits = st.integers(1, 12)


def assert_inertia_never_rises(states: list[kv.State]) -> None:
    for before, after in itertools.pairwise(states[1:]):
        assert after.inertia <= before.inertia * (1 + 1e-12)


def assert_inertia_is_that_of_centroids_and_labels(X: Points, states: list[kv.State]) -> None:
    for state in states[1:]:
        wanted = float(((X - state.centroids[state.labels]) ** 2).sum())
        assert state.inertia == pytest.approx(wanted, rel=1e-9, abs=0)


def assert_labels_are_those_of_assign(X: Points, states: list[kv.State]) -> None:
    for state in states[1::2]:
        np.testing.assert_array_equal(state.labels, kv.assign(X, state.centroids))


def assert_equal_points_are_their_own_mean(X: Points, states: list[kv.State]) -> None:
    for state in states[2::2]:
        for j in range(state.k):
            members = X[state.labels == j]
            if len(members) > 0 and (members == members[0]).all():
                np.testing.assert_array_equal(state.centroids[j], members[0])


def assert_same_labels_to_the_tie(X: Points, states: list[kv.State], wanted: list[kv.State]) -> None:
    """Compare two runs up to a point that is as near to one centroid as to another.

    Means may differ in their last digit, which decides where such a point goes; from there on the runs part.
    """
    largest, spread = np.abs(X).max(), np.ptp(X, axis=0).max()
    for state, other in zip(states[1:], wanted[1:], strict=False):
        apart = np.abs(state.centroids - other.centroids).max()
        assert apart <= len(X) * np.finfo(np.float64).eps * spread + 2 * np.spacing(largest)
        parted = np.flatnonzero(state.labels != other.labels)
        if len(parted) > 0:
            here, there = (X[parted] - other.centroids[each.labels[parted]] for each in (state, other))
            gaps = np.abs((here**2).sum(axis=1) - (there**2).sum(axis=1))
            assert (gaps <= 8 * np.abs([here, there]).sum(axis=(0, 2)) * apart).all()
            return
    assert len(states) == len(wanted)


@each_way
@in_memory
@given(board=boards(), max_iter=limits)
def test_inertia_never_rises_at_any_offset(way: str, board: Board, max_iter: int) -> None:
    assert_inertia_never_rises(made_by(way, board, max_iter))


@each_way
@in_memory
@given(board=boards(), max_iter=limits)
def test_the_inertia_of_a_state_is_that_of_its_centroids_and_labels(way: str, board: Board, max_iter: int) -> None:
    assert_inertia_is_that_of_centroids_and_labels(board.X, made_by(way, board, max_iter))


@pytest.mark.parametrize("way", ["numpy, sorted", "numba, sorted"])
def test_the_inertia_of_a_tile_is_right_wherever_it_lies(way: str) -> None:
    X = np.random.default_rng(1).uniform(-1, 1, size=(600, 2))
    X[300:] += 1e12  # the first point, from which sums are seen, is far from there
    states = made_by(way, Board(X, X[[0, 599]]), max_iter=3)
    assert_inertia_is_that_of_centroids_and_labels(X, states)
    equal = np.repeat([[0.1, 0.3], [0.7, 0.2]], [30, 31], axis=0)
    states = made_by(way, Board(equal, equal[[0, 60]]), max_iter=3)
    assert [state.inertia for state in states[1:]] == [0.0] * 3


@each_way
@in_memory
@given(board=boards(), max_iter=limits)
def test_an_assignment_has_the_labels_of_assign_to_the_tie(way: str, board: Board, max_iter: int) -> None:
    assert_labels_are_those_of_assign(board.X, made_by(way, board, max_iter))


@each_way
@in_memory
@given(board=boards(), max_iter=limits)
def test_a_cluster_whose_points_are_all_equal_has_that_very_point_as_its_centroid(
    way: str, board: Board, max_iter: int
) -> None:
    assert_equal_points_are_their_own_mean(board.X, made_by(way, board, max_iter))


@pytest.mark.parametrize("way", WAYS[1:])
@in_memory
@given(board=boards(), max_iter=limits)
def test_every_way_of_doing_the_sums_finds_the_same_labels(way: str, board: Board, max_iter: int) -> None:
    assert_same_labels_to_the_tie(board.X, made_by(way, board, max_iter), made_by("plain", board, max_iter))


@each_way
@pytest.mark.parametrize("as_given", [np.asarray, lambda X: da.from_array(X, chunks=(2, 1))], ids=["array", "Dask"])
def test_points_so_near_to_each_other_that_their_squares_vanish_have_their_mean(way: str, as_given: Any) -> None:
    X, start = as_given(np.array([[0.0], [2e-216], [2e-216]])), [[0.0]]
    if way == "plain":
        (_, _, update, *_) = kv.lloyd(np.asarray(X), init=start, stepper=PLAIN)
    else:
        with done_by(way):
            (_, _, update, *_) = kv.lloyd(X, init=start)
    assert update.centroids.item() == pytest.approx(4e-216 / 3, rel=1e-9, abs=0)


@pytest.mark.parametrize("way", ["numpy, columns", "numba, columns"])
@settings(max_examples=40)
@given(board=boards(), max_iter=limits)
def test_all_of_this_holds_on_a_dask_array(way: str, board: Board, max_iter: int) -> None:
    X, start = board
    array = da.from_array(X, chunks=(max(1, len(X) // 3), X.shape[1]))
    with done_by(way), dask.config.set(scheduler="synchronous"):
        states = list(kv.lloyd(array, init=start, max_iter=max_iter))
    assert_inertia_never_rises(states)
    assert_inertia_is_that_of_centroids_and_labels(X, states)
    assert_labels_are_those_of_assign(X, states)
    assert_equal_points_are_their_own_mean(X, states)
    assert_same_labels_to_the_tie(X, states, made_by("plain", board, max_iter))
