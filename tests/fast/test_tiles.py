"""Sorted points: the same sweep as without sorting, even on ties, for any board and any centroids."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.fast import kernels, numba_tiles, numpy_tiles, passes
from kmeans_viz.fast.tiles import TileSweeper, sort_into_tiles
from kmeans_viz.inputs import Centroids, Labels, Points
from kmeans_viz.kmeans.algorithm import Pass

BOARDS = ("normal", "grid", "far away", "one place", "line", "outlier", "tiny")


def a_board(kind: str, n: int, rng: np.random.Generator) -> Points:
    X = rng.normal(size=(n, 2))
    if kind == "grid":
        X = rng.integers(-3, 4, size=(n, 2)).astype(np.float64)
    if kind == "far away":
        X += 1e9
    if kind == "one place":
        X[:] = X[0]
    if kind == "line":
        X[:, 1] = 3.0
    if kind == "outlier":
        X[0] = 1e12
    if kind == "tiny":
        X *= 1e-161
    return X


@pytest.fixture(params=[numpy_tiles, numba_tiles], ids=["numpy", "numba"], scope="module")
def implementation(request: pytest.FixtureRequest) -> Any:
    return request.param


def sweeper_of(X: Points, implementation: Any) -> TileSweeper:
    return TileSweeper(X, sort_into_tiles(X, implementation), implementation)


def a_pass(X: Points, labels: Labels, centroids: Centroids) -> Pass:
    """Return a pass with these labels, as another sweeper would have found it."""
    return replace(passes.sweep(X.T, X[0], centroids), labels=labels)


def assert_same(found: Pass, X: Points, centroids: Centroids, previous: Labels | None) -> None:
    labels = kv.assign(X, centroids)
    np.testing.assert_array_equal(found.labels, labels)
    np.testing.assert_array_equal(found.counts, np.bincount(labels, minlength=len(centroids)))
    sums = np.array([(X[labels == j] - X[0]).sum(axis=0) for j in range(len(centroids))])
    np.testing.assert_allclose(found.sums, sums, rtol=1e-9, atol=1e-12 * np.abs(X).sum())
    # The difference of two large numbers has fewer correct digits than they have.
    blur = 1e-13 * float((X**2).sum()) + 1e-300
    assert found.inertia == pytest.approx(float(((X - centroids[labels]) ** 2).sum()), rel=1e-9, abs=blur)
    if previous is None:
        assert np.isnan(found.inertia_before)
        assert found.changed == len(X)
    else:
        before = float(((X - centroids[previous]) ** 2).sum())
        assert found.inertia_before == pytest.approx(before, rel=1e-9, abs=blur)
        assert found.changed == int((labels != previous).sum())


@settings(max_examples=60)
@given(
    kind=st.sampled_from(BOARDS),
    seed=st.integers(0, 2**31),
    n=st.integers(1, 600),
    k=st.integers(1, 12),
    data=st.data(),
)
def test_a_run_over_tiles_is_the_run_over_points(
    implementation: Any, kind: str, seed: int, n: int, k: int, data: Any
) -> None:
    rng = np.random.default_rng(seed)
    X = a_board(kind, n, rng)
    sweep = sweeper_of(X, implementation).sweep
    centroids = X[rng.integers(n, size=k)] if data.draw(st.booleans()) else a_board(kind, k, rng)
    previous = None
    for _ in range(4):
        found = sweep(centroids, previous)
        assert_same(found, X, centroids, None if previous is None else previous.labels)
        previous = found
        assert found.sums is not None
        means = X[0] + found.sums / np.maximum(found.counts, 1)[:, None]
        jump = a_board(kind, k, rng) if data.draw(st.booleans()) else means
        centroids = np.where(found.counts[:, None] > 0, jump, centroids)


def test_labels_from_elsewhere_and_fewer_centroids_are_taken_as_they_are(implementation: Any) -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3000, 2))
    sweep = sweeper_of(X, implementation).sweep
    sweep(X[:7], None)
    others = rng.integers(5, size=3000).astype(np.int32)
    elsewhere = a_pass(X, others, X[:5])
    assert_same(sweep(X[:5], elsewhere), X, X[:5], others)
    assert_same(sweep(X[5:10], elsewhere), X, X[5:10], others)


def test_labels_are_never_changed_once_they_are_given_away_and_shared_where_none_changed(implementation: Any) -> None:
    X = kv.data.gaussian(5000, 4, seed=3)
    sweep = sweeper_of(X, implementation).sweep
    first = sweep(X[:4], None)
    kept = first.labels.copy()
    second = sweep(X[4:8], first)
    np.testing.assert_array_equal(first.labels, kept)
    assert sweep(X[4:8], second).labels is second.labels


def test_most_points_of_a_large_board_are_never_measured(implementation: Any) -> None:
    X = kv.data.gaussian(50_000, 6, seed=1)
    sweeper = sweeper_of(X, implementation)
    tiles = sweeper.tiles
    sweeper.sweep(X[:6], None)
    whole = np.repeat(sweeper._whole >= 0, np.diff(tiles.starts))
    assert whole.mean() > 0.75
    np.testing.assert_array_equal(np.sort(tiles.order), np.arange(50_000))
    np.testing.assert_array_equal(tiles.sorted, X[tiles.order].T)


@pytest.mark.parametrize("on_empty", ["keep", "farthest", "drop"])
def test_large_boards_run_as_the_plain_functions_do_with_every_rule(
    on_empty: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    X = kv.data.gaussian(400, 3, seed=5)
    start = np.concatenate([X[:3], [[50.0, 50.0]]])
    plain = kv.Stepper(assign=lambda X, c: kv.assign(X, c), update=lambda X, labels, c: kv.update(X, labels, c))
    wanted = kv.record(X, init=start, on_empty=on_empty, stepper=plain)
    monkeypatch.setattr(kernels, "SORT_FROM", 1)
    found = kv.record(X, init=start, on_empty=on_empty)
    assert len(found) == len(wanted)
    for state, other in zip(found, wanted, strict=True):
        if other.labels is not None:
            np.testing.assert_array_equal(state.labels, other.labels)
            assert state.inertia == pytest.approx(other.inertia, rel=1e-9)
        np.testing.assert_allclose(state.centroids, other.centroids, atol=1e-12)
        assert state.changed == other.changed
        assert state.empty == other.empty
