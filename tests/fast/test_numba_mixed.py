"""Bounds and mixed precision: the labels that the plain functions find, to the tie, and the same sums and inertia."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import kmeans_viz as kv
from kmeans_viz.fast import kernels, numba_bounds, numba_mixed, workers
from kmeans_viz.fast.numba_mixed import MixedSweeper
from kmeans_viz.inputs import Centroids, Labels, Points
from kmeans_viz.kmeans.algorithm import Pass

BOARDS = ("normal", "lattice", "duplicates", "one place", "outlier", "tight groups", "huge", "tiny", "underflow")
OFFSETS = (0.0, 1.0, -1e3, 1e6, 1e9, 1e12)
seeds = st.integers(0, 2**31)


def some_board(kind: str, offset: float, n: int, d: int, rng: np.random.Generator) -> Points:
    X = rng.normal(size=(n, d))
    if kind == "lattice":
        X = rng.integers(-2, 3, size=(n, d)).astype(float)
    if kind == "duplicates":
        X = X[rng.integers(max(1, n // 20), size=n)]
    if kind == "one place":
        X = np.tile(X[0], (n, 1))
    if kind == "outlier":
        X[0] = 1e12
    if kind == "tight groups":
        X = rng.integers(3, size=(n, 1)) + X * 1e-9
    scale = {"huge": 1e130, "tiny": 1e-130, "underflow": 1e-170}.get(kind, 1.0)
    return np.ascontiguousarray(X * scale + offset * rng.random(d))


def by_definition(X: Points, centroids: Centroids, previous: Labels | None) -> Pass:
    """Return what the plain functions find; sums and inertias in the longest numbers that there are."""
    labels = kv.assign(X, centroids)
    long = X.astype(np.longdouble)
    clusters = [labels == j for j in range(len(centroids))]
    sums = np.array([long[members].sum(axis=0) for members in clusters])
    inertias = np.array([inertia(X[members], centroids, labels[members]) for members in clusters])
    before, changed = float("nan"), len(X)
    if previous is not None:
        before, changed = inertia(X, centroids, previous), int(np.count_nonzero(labels != previous))
    return Pass(labels, np.bincount(labels, minlength=len(centroids)), sums, inertias, before, changed)


def inertia(X: Points, centroids: Centroids, labels: Labels) -> float:
    away = X.astype(np.longdouble) - centroids.astype(np.longdouble)[labels]
    return float((away * away).sum())


def check(sweeper: MixedSweeper, found: Pass, X: Points, centroids: Centroids, before: Pass | None) -> None:
    wanted = by_definition(X, centroids, None if before is None else before.labels)
    np.testing.assert_array_equal(found.labels, wanted.labels)
    np.testing.assert_array_equal(found.counts, wanted.counts)
    assert found.changed == wanted.changed
    assert found.sums is not None
    assert wanted.sums is not None
    largest = len(X) * (np.abs(X).max() + np.ptp(X, axis=0).max())
    sums = found.sums + found.counts[:, None] * sweeper.origin
    np.testing.assert_allclose(sums, wanted.sums.astype(float), rtol=0, atol=1e-13 * largest)
    tiny = len(X) * np.finfo(float).tiny
    assert found.inertia == pytest.approx(wanted.inertia, rel=1e-12, abs=tiny)
    np.testing.assert_allclose(found.inertias, wanted.inertias, rtol=1e-12, atol=1e-12 * wanted.inertia + tiny)
    assert found.inertia_before == pytest.approx(wanted.inertia_before, rel=1e-12, abs=tiny, nan_ok=True)


def means(sweeper: MixedSweeper, found: Pass, centroids: Centroids) -> NDArray[np.float64]:
    """Return where the centroids go."""
    assert found.sums is not None
    about_origin = found.sums / np.maximum(found.counts, 1)[:, None]
    return np.where(found.counts[:, None] > 0, sweeper.origin + about_origin, centroids)


def elsewhere(found: Pass, labels: Labels) -> Pass:
    """Return a pass with other labels, as a rule for empty clusters leaves it."""
    return replace(found, labels=labels)


@settings(max_examples=300)
@given(
    kind=st.sampled_from(BOARDS),
    offset=st.sampled_from(OFFSETS),
    seed=seeds,
    n=st.integers(1, 1200),
    d=st.sampled_from([1, 2, 3, 4, 5, 9, 16]),
    k=st.integers(1, 12),
    moves=st.lists(st.sampled_from(["means"] * 4 + ["a bit", "far", "together", "other labels", "fewer"]), max_size=8),
)
def test_every_pass_of_a_run_finds_what_the_plain_functions_find(
    kind: str, offset: float, seed: int, n: int, d: int, k: int, moves: list[str]
) -> None:
    rng = np.random.default_rng(seed)
    X = some_board(kind, offset, n, d, rng)
    extent = float(np.ptp(X, axis=0).max())
    centroids = X[rng.integers(n, size=k)]
    if rng.random() < 0.3:
        centroids = centroids + extent * rng.integers(-1, 2, size=(k, d))
    sweeper, previous = MixedSweeper(X), None
    if rng.random() < 0.3:
        first = MixedSweeper(X).sweep(centroids, None)
        previous = elsewhere(first, rng.integers(k, size=n).astype(np.int32))
    for move in [*moves, "means", "means"]:
        found = sweeper.sweep(centroids, previous)
        check(sweeper, found, X, centroids, previous)
        previous, centroids = found, means(sweeper, found, centroids)
        if move == "a bit":
            centroids = centroids + 1e-3 * extent * rng.normal(size=centroids.shape)
        if move == "far":
            centroids[rng.integers(len(centroids))] += extent * 10.0 ** rng.integers(0, 12)
        if move == "together":
            # Centroids that differ by less than single precision can tell.
            centroids = centroids[0] + (centroids - centroids[0]) * 1e-9
        if move == "other labels":
            # As a rule for empty clusters does.
            labels = found.labels.copy()
            labels[rng.integers(n)] = rng.integers(len(centroids))
            previous = elsewhere(found, labels)
        if move == "fewer" and len(centroids) > 1:
            centroids = centroids[:-1]
            previous = elsewhere(found, np.minimum(found.labels, len(centroids) - 1))


@settings(max_examples=100)
@given(
    kind=st.sampled_from(BOARDS), offset=st.sampled_from(OFFSETS), seed=seeds, n=st.integers(1, 1200),
    d=st.sampled_from([3, 5, 16]), k=st.integers(1, 12),
)  # fmt: skip
def test_inertia_never_rises_at_any_offset(kind: str, offset: float, seed: int, n: int, d: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    X = some_board(kind, offset, n, d, rng)
    sweeper = MixedSweeper(X)
    found, centroids = None, X[rng.integers(n, size=k)]
    # A mean is as good as the numbers of its coordinates allow.
    rounding = n * d * np.spacing(np.abs(X).max()) ** 2
    for _ in range(40):
        previous = found
        found = sweeper.sweep(centroids, previous)
        if previous is not None:
            assert found.inertia_before <= previous.inertia * (1 + 1e-12) + rounding
            assert found.inertia <= found.inertia_before * (1 + 1e-12)
            if found.changed == 0:
                break
        centroids = means(sweeper, found, centroids)


@pytest.mark.parametrize("rule", ["keep", "farthest", "drop"])
@settings(max_examples=30)
@given(kind=st.sampled_from(BOARDS[:4]), seed=seeds, n=st.integers(30, 1200), k=st.integers(2, 12))
def test_a_run_whose_clusters_lose_their_points_is_the_plain_one(
    rule: Any, kind: str, seed: int, n: int, k: int
) -> None:
    rng = np.random.default_rng(seed)
    X = some_board(kind, 0.0, n, 3, rng)
    start = X[rng.integers(n, size=k)]
    start[:2] += 3  # perhaps too far away
    # Of a mean of coincident points, and of sums that are not about the middle.
    rounding = n * 3 * (n * np.finfo(float).eps * np.abs(X).max()) ** 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "SORT_FROM", 1)
        kernels.warm_up()
        states = list(kv.lloyd(X, init=start, on_empty=rule))
    for before, after in itertools.pairwise(states[1:]):
        assert after.inertia == pytest.approx(inertia(X, after.centroids, after.labels), rel=1e-12, abs=rounding)
        assert after.inertia <= before.inertia * (1 + 1e-12) + rounding
        if after.phase == "assign":
            np.testing.assert_array_equal(after.labels, kv.assign(X, after.centroids))


def test_any_number_of_threads_finds_the_same_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    X = np.random.default_rng(1).normal(size=(100_000, 3))
    runs = []
    for n_workers in (1, 2, 5):
        monkeypatch.setattr(workers, "n_cores", lambda n_workers=n_workers: n_workers)
        runs.append(kv.record(X, 12, seed=1, max_iter=6))
    for run in runs[1:]:
        assert [state.inertia for state in run] == [state.inertia for state in runs[0]]
        np.testing.assert_array_equal(run.final.centroids, runs[0].final.centroids)
        np.testing.assert_array_equal(run.final.labels, runs[0].final.labels)


def test_pieces_of_many_points_find_what_the_plain_functions_find() -> None:
    X = np.random.default_rng(1).normal(size=(40_000, 4))
    sweeper, centroids, previous = MixedSweeper(X), X[:20], None
    for _ in range(6):
        found = sweeper.sweep(centroids, previous)
        check(sweeper, found, X, centroids, previous)
        previous, centroids = found, means(sweeper, found, centroids)


def test_single_precision_tells_the_nearest_centroid_of_nearly_every_point() -> None:
    X = np.random.default_rng(1).normal(size=(numba_bounds.BLOCK, 6))
    sweeper, centroids = MixedSweeper(X), X[:8]
    centered = (centroids - sweeper.origin) * sweeper._scale
    lengths = np.linalg.norm(centered, axis=1)
    rough, halves = numba_mixed._padded(centered, lengths)
    best, second, gap = (np.empty(len(X), dtype=np.float32) for _ in range(3))
    winner, scores = np.empty(len(X), dtype=np.int32), np.empty((4, len(X)), dtype=np.float32)
    singles = sweeper._singles
    numba_bounds._two_nearest(singles, rough, halves, 0, len(X), best, second, winner, scores)
    numba_bounds._gaps(best, second, singles[6], 0, len(X), 6, float(lengths.max()), gap)
    nearest, next_one = np.sort(np.linalg.norm(X[:, None] - centroids, axis=2), axis=1)[:, :2].T
    true_gap = (next_one - nearest) * sweeper._scale
    assert np.mean(gap > 0) > 0.99
    assert np.all(gap <= true_gap)
    assert np.median(true_gap - gap) < 1e-4


def test_points_are_looked_at_again_only_where_the_centroids_went_far_enough_to_matter() -> None:
    X = np.random.default_rng(1).normal(size=(5000, 3))
    sweeper = MixedSweeper(X)
    centroids = X[:6]
    found = sweeper.sweep(centroids, None)
    # From here on a point that is looked at has no nearest centroid, which reads as the first.
    sweeper._points, sweeper._singles = np.full_like(X, np.nan), np.full_like(sweeper._singles, np.nan)
    again = sweeper.sweep(centroids + 1e-4, found)
    stood = again.labels == found.labels
    assert stood.mean() > 0.99
    assert np.all(again.labels[~stood] == 0)
    assert np.all(sweeper.sweep(centroids + 9, again).labels == 0)


def test_a_pass_after_one_that_was_broken_off_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    X = np.random.default_rng(1).normal(size=(3000, 3))
    sweeper = MixedSweeper(X)
    previous = sweeper.sweep(X[:5], None)

    def break_off(*_: object) -> None:
        sweeper._gaps[:] = 9
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(numba_bounds, "assign", break_off)
        with pytest.raises(KeyboardInterrupt):
            sweeper.sweep(X[5:10], previous)
    check(sweeper, sweeper.sweep(X[5:10], previous), X, X[5:10], previous)
