"""The inner loop: numpy, numba and the plain functions of `algorithm` find the same, to the tie."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.fast import kernels
from kmeans_viz.inputs import Points

examples = settings(deadline=None, max_examples=60)
seeds = st.integers(0, 2**31)
widths = st.sampled_from([1, 2, 3, 5, 13])


@pytest.fixture(scope="module", autouse=True)
def compiled() -> Any:
    kernels.warm_up()
    return kernels.compiled()


def some_board(seed: int, n: int, d: int, k: int, *, on_grid: bool) -> tuple[Points, Points, Any]:
    """Return points, centroids and previous labels; on a grid, many points are as near to one centroid as another."""
    rng = np.random.default_rng(seed)
    if on_grid:
        X, centroids = (rng.integers(-2, 3, size=(rows, d)).astype(np.float64) for rows in (n, k))
    else:
        X, centroids = (rng.normal(size=(rows, d)) * 10.0 ** rng.integers(-3, 4) for rows in (n, k))
    previous = rng.integers(k, size=n).astype(np.int32) if rng.random() < 0.7 else None
    return X, centroids, previous


def by_numpy(X: Points, centroids: Points, previous: Any) -> kernels.Sweep:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "compiled", lambda: None)
        return kernels.sweep(np.ascontiguousarray(X.T), centroids, previous)


def by_numpy_in_blocks(X: Points, centroids: Points, previous: Any) -> kernels.Sweep:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "_FEW", 0)
        return by_numpy(X, centroids, previous)


def by_numba(X: Points, centroids: Points, previous: Any) -> kernels.Sweep:
    return kernels.sweep(np.ascontiguousarray(X.T), centroids, previous)


def by_definition(X: Points, centroids: Points, previous: Any) -> kernels.Sweep:
    labels = kv.assign(X, centroids)
    sums = np.array([X[labels == j].sum(axis=0) for j in range(len(centroids))])
    return kernels.Sweep(
        labels,
        np.bincount(labels, minlength=len(centroids)),
        sums,
        float(((X - centroids[labels]) ** 2).sum()),
        float("nan") if previous is None else float(((X - centroids[previous]) ** 2).sum()),
        len(X) if previous is None else int((labels != previous).sum()),
    )


def assert_same(found: kernels.Sweep, wanted: kernels.Sweep, X: Points) -> None:
    np.testing.assert_array_equal(found.labels, wanted.labels)
    np.testing.assert_array_equal(found.counts, wanted.counts)
    assert found.labels.dtype == np.int32
    assert found.changed == wanted.changed
    np.testing.assert_allclose(found.sums, wanted.sums, rtol=1e-9, atol=1e-12 * np.abs(X).sum())
    assert found.inertia == pytest.approx(wanted.inertia, rel=1e-9)
    assert found.inertia_before == pytest.approx(wanted.inertia_before, rel=1e-9, nan_ok=True)


@examples
@given(seed=seeds, n=st.integers(1, 40), d=widths, k=st.integers(1, 6), on_grid=st.booleans())
def test_all_implementations_find_the_same_on_small_boards(seed: int, n: int, d: int, k: int, on_grid: bool) -> None:
    X, centroids, previous = some_board(seed, n, d, k, on_grid=on_grid)
    wanted = by_definition(X, centroids, previous)
    for implementation in (by_numpy, by_numpy_in_blocks, by_numba):
        assert_same(implementation(X, centroids, previous), wanted, X)


@pytest.mark.parametrize("on_grid", [True, False], ids=["on a grid", "anywhere"])
@pytest.mark.parametrize("n", [511, 513, 8191, 8192, 8193, 20_001])
@pytest.mark.parametrize("d", [1, 2, 3, 5, 13])
def test_all_implementations_find_the_same_where_blocks_begin_and_end(d: int, n: int, on_grid: bool) -> None:
    X, centroids, previous = some_board(n + d, n, d, 7, on_grid=on_grid)
    wanted = by_definition(X, centroids, previous)
    for implementation in (by_numpy, by_numba):
        assert_same(implementation(X, centroids, previous), wanted, X)


@examples
@given(seed=seeds, n=st.integers(1, 40), d=widths, k=st.integers(1, 6), on_grid=st.booleans())
def test_the_distances_of_given_labels_are_summed_as_by_definition(
    seed: int, n: int, d: int, k: int, on_grid: bool
) -> None:
    X, centroids, _ = some_board(seed, n, d, k, on_grid=on_grid)
    labels = np.random.default_rng(seed).integers(k, size=n).astype(np.int32)
    columns = np.ascontiguousarray(X.T)
    wanted = ((X - centroids[labels]) ** 2).sum()
    assert kernels.inertia(columns, centroids, labels) == pytest.approx(wanted, rel=1e-9)
    distances = kernels.squared_distances(columns, centroids[0])
    np.testing.assert_allclose(distances, ((X - centroids[0]) ** 2).sum(axis=1), rtol=1e-9)


def test_the_sum_of_distances_covers_every_block() -> None:
    X, centroids, _ = some_board(1, 20_001, 2, 7, on_grid=False)
    labels = np.random.default_rng(1).integers(7, size=20_001).astype(np.int32)
    wanted = ((X - centroids[labels]) ** 2).sum()
    assert kernels.inertia(np.ascontiguousarray(X.T), centroids, labels) == pytest.approx(wanted, rel=1e-9)


@examples
@given(seed=seeds, n=st.integers(1, 40), d=widths, limit=st.integers(1, 5), on_grid=st.booleans(), data=st.data())
@pytest.mark.filterwarnings("ignore:k=.*distinct points:UserWarning")
def test_a_recorded_run_has_the_states_of_lloyd(
    seed: int, n: int, d: int, limit: int, on_grid: bool, data: st.DataObject
) -> None:
    X, _, _ = some_board(seed, n, d, 1, on_grid=on_grid)
    k = data.draw(st.integers(1, n))
    trace = kv.record(X, k, seed=seed, max_iter=limit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "compiled", lambda: None)
        states = list(kv.lloyd(X, k, seed=seed, max_iter=limit))
    assert len(trace) == len(states)
    for found, wanted in zip(trace, states, strict=True):
        for name in ("phase", "iteration", "changed", "empty", "converged"):
            assert getattr(found, name) == getattr(wanted, name), name
        for name in ("labels", "counts", "clusters"):
            np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
        np.testing.assert_allclose(found.centroids, wanted.centroids, rtol=1e-9, atol=1e-12 * np.abs(X).max())
        assert found.shift == pytest.approx(wanted.shift, rel=1e-9, abs=1e-12 * np.abs(X).max())
        # Coincident points lie on their mean, to rounding.
        floor = X.size * (1e-14 * np.abs(X).max()) ** 2
        assert found.inertia == (None if wanted.inertia is None else pytest.approx(wanted.inertia, rel=1e-9, abs=floor))
        for array in (found.centroids, found.labels, found.counts, found.clusters):
            assert array is None or not array.flags.writeable


WARM = """
import importlib
import numpy as np
import kmeans_viz as kv
from kmeans_viz.fast import kernels

def versions():
    modules = [vars(importlib.import_module(f"kmeans_viz.fast.{name}")) for name in kernels._ALL_COMPILED]
    return {name: len(f.signatures) for module in modules for name, f in module.items() if hasattr(f, "signatures")}

kernels.warm_up()
before = versions()
for n in (30, 9000):
    for d in (1, 2, 3, 5):
        X = np.random.default_rng(0).normal(size=(n, d))
        for points in (X, np.asfortranarray(X)):
            list(kv.lloyd(points, 3, seed=0, max_iter=3))
            kv.record(points, 3, seed=0, max_iter=3)
        kernels.sweep(np.ascontiguousarray(X.T), X[:3].copy())
    if n == 30:
        kv.compare_k(X, 4, n_refs=2, seed=0)
later = versions()
print({name: (before[name], later[name]) for name in later if before[name] != later[name]})
"""


def test_nothing_is_left_to_compile_after_warming_up() -> None:
    found = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "{}"


def test_the_kernel_in_use_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    tiles = {"in the plane": "points are sorted into tiles from n = 8,192"}
    assert kernels.info() == {"kernel": "numba", "why": "numba is loaded", **tiles}
    monkeypatch.setattr(kernels, "_in_use", None)
    assert kernels.info() == {
        "kernel": "numpy",
        "why": "numba is loaded by kernels.warm_up(), or by the first board with n·k >= 5,000,000",
        **tiles,
    }
    assert kernels.compiled() is None
    monkeypatch.setattr(kernels.importlib.util, "find_spec", lambda name: None)
    assert kernels.info() == {
        "kernel": "numpy",
        "why": "numba is not installed; pip install 'kmeans-viz[fast]' adds it",
        **tiles,
    }
    assert not kernels.warm_up()


def test_a_large_board_loads_numba_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "_in_use", None)
    monkeypatch.setattr(kernels, "LOAD_NUMBA_FROM", 1000)
    X = np.random.default_rng(0).normal(size=(500, 2))
    next(run := kv.lloyd(X[:499], 2, seed=0))
    next(run)
    assert kernels.info()["kernel"] == "numpy"
    next(run := kv.lloyd(X, 2, seed=0))
    next(run)
    assert kernels.info()["kernel"] == "numba"


def test_others_go_on_with_numpy_until_every_kernel_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "_in_use", None)
    seen = []

    def compile_all() -> None:
        seen.append(kernels.info()["kernel"])

    for name in ("numba_kernels", "numba_fits"):
        monkeypatch.setattr(kernels.importlib.import_module(f"kmeans_viz.fast.{name}"), "compile_all", compile_all)
    assert kernels.warm_up()
    assert seen == ["numpy", "numpy"]
    assert kernels.info()["kernel"] == "numba"
