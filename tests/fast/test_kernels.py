"""The inner loop: numpy, numba and the plain functions of `algorithm` agree even on ties; and which one is chosen."""

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.fast import kernels, numba_kernels, passes
from kmeans_viz.inputs import Points
from kmeans_viz.kmeans.algorithm import Pass

examples = settings(max_examples=60)
seeds = st.integers(0, 2**31)
widths = st.sampled_from([1, 2, 3, 5, 13])


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    assert kernels.warm_up()


def some_board(seed: int, n: int, d: int, k: int, *, on_grid: bool) -> tuple[Points, Points, Any]:
    """Return points, centroids and previous labels; on a grid, many points are equally near to two centroids."""
    rng = np.random.default_rng(seed)
    if on_grid:
        X, centroids = (rng.integers(-2, 3, size=(rows, d)).astype(np.float64) for rows in (n, k))
    else:
        X, centroids = (rng.normal(size=(rows, d)) * 10.0 ** rng.integers(-3, 4) for rows in (n, k))
    previous = rng.integers(k, size=n).astype(np.int32) if rng.random() < 0.7 else None
    return X, centroids, previous


def by_numpy(X: Points, centroids: Points, previous: Any) -> Pass:
    return passes.sweep(np.ascontiguousarray(X.T), X[0], centroids, previous)


def by_numpy_in_blocks(X: Points, centroids: Points, previous: Any) -> Pass:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "_FEW", 0)
        return by_numpy(X, centroids, previous)


def by_numba(X: Points, centroids: Points, previous: Any) -> Pass:
    return passes.sweep(np.ascontiguousarray(X.T), X[0], centroids, previous, numba_kernels)


def by_definition(X: Points, centroids: Points, previous: Any) -> Pass:
    labels, k = kv.assign(X, centroids), range(len(centroids))
    squared = ((X - centroids[labels]) ** 2).sum(axis=1)
    return Pass(
        labels,
        np.bincount(labels, minlength=len(centroids)),
        np.array([(X[labels == j] - X[0]).sum(axis=0) for j in k]),
        np.array([squared[labels == j].sum() for j in k]),
        float("nan") if previous is None else float(((X - centroids[previous]) ** 2).sum()),
        len(X) if previous is None else int((labels != previous).sum()),
    )


def assert_same(found: Pass, wanted: Pass, X: Points) -> None:
    np.testing.assert_array_equal(found.labels, wanted.labels)
    np.testing.assert_array_equal(found.counts, wanted.counts)
    assert found.labels.dtype == np.int32
    assert found.changed == wanted.changed
    np.testing.assert_allclose(found.sums, wanted.sums, rtol=1e-9, atol=1e-12 * np.abs(X).sum())
    np.testing.assert_allclose(found.inertias, wanted.inertias, rtol=1e-9)
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
    assert passes.inertia(columns, centroids, labels) == pytest.approx(wanted, rel=1e-9)
    distances = passes.squared_distances(columns, centroids[0])
    np.testing.assert_allclose(distances, ((X - centroids[0]) ** 2).sum(axis=1), rtol=1e-9)


def test_the_sum_of_distances_covers_every_block() -> None:
    X, centroids, _ = some_board(1, 20_001, 2, 7, on_grid=False)
    labels = np.random.default_rng(1).integers(7, size=20_001).astype(np.int32)
    wanted = ((X - centroids[labels]) ** 2).sum()
    assert passes.inertia(np.ascontiguousarray(X.T), centroids, labels) == pytest.approx(wanted, rel=1e-9)


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
        patch.setattr(kernels, "_is_installed", lambda: False)
        states = list(kv.lloyd(X, k, seed=seed, max_iter=limit))
    assert len(trace) == len(states)
    for found, wanted in zip(trace, states, strict=True):
        for name in ("phase", "iteration", "changed", "empty", "converged"):
            assert getattr(found, name) == getattr(wanted, name), name
        for name in ("labels", "counts", "clusters"):
            np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
        np.testing.assert_allclose(found.centroids, wanted.centroids, rtol=1e-9, atol=1e-12 * np.abs(X).max())
        assert found.shift == pytest.approx(wanted.shift, rel=1e-9, abs=1e-12 * np.abs(X).max())
        # Coincident points lie on their mean, up to rounding.
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
    modules = [vars(importlib.import_module(f"kmeans_viz.fast.{name}")) for name in kernels._COMPILED]
    return {name: len(f.signatures) for module in modules for name, f in module.items() if hasattr(f, "signatures")}

kernels.warm_up()
before = versions()
for n in (30, 9000):
    for d in (1, 2, 3, 5):
        X = np.random.default_rng(0).normal(size=(n, d))
        for points in (X, np.asfortranarray(X)):
            list(kv.lloyd(points, 3, seed=0, max_iter=3))
            kv.record(points, 3, seed=0, max_iter=3)
    if n == 30:
        kv.compare_k(X, 4, n_refs=2, seed=0)
later = versions()
print({name: (before[name], later[name]) for name in later if before[name] != later[name]})
"""


def test_nothing_is_left_to_compile_after_warming_up() -> None:
    found = subprocess.run([sys.executable, "-c", WARM], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "{}"


def in_a_fresh_process(code: str) -> str:
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return found.stdout.strip()


def test_the_kernel_is_told_for_the_case_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kernels.info() == {"kernel": "numba", "points are kept": "columns", "why": "numba is loaded"}
    assert kernels.info(100_000)["points are kept"] == "tiles"
    monkeypatch.setattr(kernels, "_is_installed", lambda: False)
    assert kernels.info(100_000, d=3) == {
        "kernel": "numpy",
        "points are kept": "columns",
        "why": "numba is not installed; pip install 'kmeans-viz[fast]' adds it",
    }
    assert not kernels.warm_up()


def test_numba_is_loaded_once_the_whole_work_pays_for_it() -> None:
    shown = in_a_fresh_process(
        "import sys; import numpy as np; import kmeans_viz as kv\n"
        "told = [kv.kernels.info(20_000, 8, 20, n_runs=runs)['why'] for runs in (1, 10)]\n"
        "X = np.random.default_rng(0).normal(size=(20_000, 20))\n"
        "kv.record(X[:2000], 8, seed=0); loaded = ['numba' in sys.modules]\n"
        "kv.best_of(X, 8, 10, seed=0, max_iter=60); loaded.append('numba' in sys.modules)\n"
        "print(*told, *loaded, kv.kernels.info()['why'], sep='\\n')"
    )
    assert shown.splitlines() == [
        "the work is too short to pay for loading numba; kernels.warm_up() loads it",
        "the work is long enough to pay for loading numba",
        "False",
        "True",
        "numba is loaded",
    ]


def test_numba_is_loaded_once_many_small_pieces_of_work_together_pay_for_it() -> None:
    shown = in_a_fresh_process(
        "import sys; import kmeans_viz as kv; from kmeans_viz.fast import kernels\n"
        "X = kv.data.gaussian(200, 3, seed=1)\n"
        "kernels.WORTH_LOADING = 5 * 200 * 3 * 2 * kernels.PASSES_A_RUN\n"
        "runs, loaded = [], []\n"
        "for _ in range(6):\n"
        "    runs.append(kv.record(X, 3, seed=1)); loaded.append('numba' in sys.modules)\n"
        "    told = [kernels.info()['why'] for _ in range(9)]  # asking is not work\n"
        "    if len(runs) == 4: print(told[-1])\n"
        "print(*loaded)\n"
        "print(all((a.labels == b.labels).all() for run in runs for a, b in zip(run[1:], runs[0][1:], strict=True)))"
    )
    assert shown.splitlines() == [
        "the work, with what this process did before, is long enough to pay for loading numba",
        "False False False False True True",
        "True",
    ]


def test_a_run_that_has_begun_goes_on_as_it_was_chosen() -> None:
    shown = in_a_fresh_process(
        "import kmeans_viz as kv\n"
        "X = kv.data.gaussian(9000, 5, seed=1)\n"
        "run = kv.lloyd(X, 5, seed=1, max_iter=9); states = [next(run) for _ in range(6)]\n"
        "kv.kernels.warm_up(); states += run\n"
        "again = list(kv.lloyd(X, 5, seed=1, max_iter=9))\n"
        "print(len(states) == len(again), all((a.labels == b.labels).all() for a, b in zip(states[1:], again[1:])))"
    )
    assert shown == "True True"


def test_numba_compiles_also_where_it_can_keep_nothing_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    import numba

    from kmeans_viz.fast import numba_kernels

    njit = numba.njit

    def refuse(*, cache: bool = False, **options: Any) -> Any:
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return njit(**options)

    monkeypatch.setattr(numba, "njit", refuse)
    assert numba_kernels.compiled()(lambda x: x + 1)(1) == 2
