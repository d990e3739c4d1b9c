"""Mixed precision: the same labels as double precision alone, to the tie, and the same sums."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.fast import numba_mixed, passes, workers

BOARDS = ("normal", "grid", "far away", "one place", "outlier", "huge", "tiny")


@settings(deadline=None, max_examples=150)
@given(
    kind=st.sampled_from(BOARDS),
    seed=st.integers(0, 2**31),
    n=st.integers(1, 600),
    d=st.sampled_from([1, 2, 3, 4, 5, 9, 16]),
    k=st.integers(1, 12),
    is_near_tie=st.booleans(),
)
def test_mixed_precision_finds_what_the_plain_functions_find(
    kind: str, seed: int, n: int, d: int, k: int, is_near_tie: bool
) -> None:
    rng = np.random.default_rng(seed)
    X, centroids = rng.normal(size=(n, d)), rng.normal(size=(k, d))
    if kind == "grid":
        X, centroids = rng.integers(-2, 3, size=(n, d)).astype(float), rng.integers(-2, 3, size=(k, d)).astype(float)
    if kind == "far away":
        X, centroids = X + 1e9, centroids + 1e9
    if kind == "one place":
        X = np.tile(X[0], (n, 1))
    if kind == "outlier":
        X[0] = 1e12
    if kind in ("huge", "tiny"):
        scale = 1e130 if kind == "huge" else 1e-170
        X, centroids = X * scale, centroids * scale
    if is_near_tie:
        # Centroids that differ by less than single precision can tell.
        centroids = centroids[0] + (centroids - centroids[0]) * 1e-9
    previous = rng.integers(k, size=n).astype(np.int32) if rng.random() < 0.5 else None
    columns = np.ascontiguousarray(X.T)
    wanted = passes.sweep(columns, X[0], centroids, previous)
    before = None if previous is None else replace(wanted, labels=previous)
    found = numba_mixed.MixedSweeper(X).sweep(centroids, before)
    np.testing.assert_array_equal(found.labels, wanted.labels)
    np.testing.assert_array_equal(found.counts, wanted.counts)
    assert found.changed == wanted.changed
    np.testing.assert_allclose(found.sums, wanted.sums, rtol=1e-9, atol=1e-12 * np.abs(X).sum())
    assert found.inertia == pytest.approx(wanted.inertia, rel=1e-9)
    assert found.inertia_before == pytest.approx(wanted.inertia_before, rel=1e-9, nan_ok=True)


def test_any_number_of_threads_finds_the_same_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    X = np.random.default_rng(1).normal(size=(100_000, 3))
    runs = []
    for n_workers in (1, 2, 5):
        monkeypatch.setattr(workers, "n_cores", lambda n_workers=n_workers: n_workers)
        runs.append(kv.record(X, 4, seed=1, max_iter=3))
    for run in runs[1:]:
        assert run.inertia == runs[0].inertia
        np.testing.assert_array_equal(run.final.centroids, runs[0].final.centroids)
        np.testing.assert_array_equal(run.final.labels, runs[0].final.labels)


def test_few_points_are_measured_twice() -> None:
    X = kv.data.gaussian(50_000, 6, seed=1)
    X = np.c_[X, X[:, 0] * X[:, 1]]
    sweeper = numba_mixed.MixedSweeper(X)
    margins = sweeper._margins(2.0)
    assert 0 < margins.max() < 1e-4  # of the size of the board
