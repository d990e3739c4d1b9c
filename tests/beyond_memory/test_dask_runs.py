"""Runs on a Dask array: the same states as in memory, for any division into blocks and any scheduler."""

import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import cloudpickle
import dask
import dask.array as da
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.beyond_memory import dask_cluster as cluster
from kmeans_viz.beyond_memory import dask_points
from kmeans_viz.fast import kernels

X = kv.data.gaussian(3000, 5, seed=3)


def assert_same_states(found: Any, wanted: Any, rows: Any = slice(None)) -> None:
    """Compare two runs state by state; `rows` are the points whose labels the found run shows."""
    assert len(found) == len(wanted)
    for ours, theirs in zip(found, wanted, strict=True):
        assert (ours.phase, ours.iteration, ours.changed) == (theirs.phase, theirs.iteration, theirs.changed)
        assert (ours.empty, ours.converged) == (theirs.empty, theirs.converged)
        np.testing.assert_allclose(ours.centroids, theirs.centroids, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(ours.counts, theirs.counts)
        np.testing.assert_array_equal(ours.clusters, theirs.clusters)
        assert ours.shift == pytest.approx(theirs.shift, rel=1e-9, abs=1e-12)
        if theirs.labels is None:
            assert ours.labels is None
            assert ours.inertia is None
        else:
            np.testing.assert_array_equal(ours.labels, theirs.labels[rows])
            assert ours.inertia == pytest.approx(theirs.inertia, rel=1e-9, abs=1e-20)
        for array in (ours.centroids, ours.counts, ours.clusters, *([] if ours.labels is None else [ours.labels])):
            assert not array.flags.writeable


def cut(points: Any, rng: np.random.Generator) -> Any:
    """Return the points as a Dask array, cut along both axes into random blocks, some of which may be empty."""
    n, d = points.shape
    edges = np.sort(rng.integers(n + 1, size=rng.integers(12)))
    rows = np.diff(np.concatenate([[0], edges, [n]]))
    first = int(rng.integers(1, d + 1))
    return da.from_array(points, chunks=(tuple(rows.tolist()), (first, d - first) if first < d else (d,)))


def sample_of(array: Any, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs show a sample of `size` points of the array, which has more."""
    monkeypatch.setattr(dask_points, "MOST_SHOWN", size)
    assert size < len(array)


@settings(max_examples=80)
@given(
    n=st.integers(1, 200),
    d=st.integers(1, 4),
    k=st.integers(1, 6),
    seed=st.integers(0, 2**31),
    init=st.sampled_from([*kv.seeding.SEEDINGS, "far away"]),
    on_empty=st.sampled_from(["keep", "farthest", "drop"]),
    is_grid=st.booleans(),
    n_threads=st.integers(1, 3),
)
@pytest.mark.filterwarnings("ignore:k=:UserWarning")
def test_the_states_are_those_of_a_run_in_memory(
    n: int, d: int, k: int, seed: int, init: Any, on_empty: Any, is_grid: bool, n_threads: int
) -> None:
    rng = np.random.default_rng(seed)
    points = rng.integers(-2, 3, size=(n, d)).astype(float) if is_grid else rng.normal(size=(n, d))
    k = min(n, k)
    if init == "far away":  # so that clusters lose their points
        init = rng.normal(size=(k, d)) * 5
    with dask.config.set(scheduler="threads", num_workers=n_threads):
        ours = kv.record(cut(points, rng), k, init=init, seed=seed, on_empty=on_empty, max_iter=20)
    np.testing.assert_array_equal(ours.X, points)
    assert_same_states(ours, kv.record(points, k, init=init, seed=seed, on_empty=on_empty, max_iter=20))


@pytest.mark.parametrize("on_empty", ["keep", "farthest", "drop"])
def test_with_more_points_than_are_shown_all_but_the_labels_is_about_the_whole(
    on_empty: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_of(X, 1000, monkeypatch)
    init = np.concatenate([X[:4], [[9.0, 9.0], [9.0, 8.0]]])
    ours = kv.record(da.from_array(X, chunks=(400, 2)), init=init, seed=1, on_empty=on_empty)
    rows = dask_points.DaskPoints(da.from_array(X, chunks=(400, 2)), np.random.default_rng(1)).shown_rows
    assert ours.X.shape == (1000, 2)
    assert len(np.unique(rows)) == 1000
    np.testing.assert_array_equal(ours.X, X[rows])
    assert_same_states(ours, kv.record(X, init=init, on_empty=on_empty), rows)


def test_an_empty_cluster_may_be_an_error() -> None:
    with pytest.raises(kv.EmptyClusterError, match="cluster 3 of 3 has no points"):
        kv.record(da.from_array(X), init=[*X[:2], [99.0, 99.0]], on_empty="error")


def test_the_points_shown_depend_on_the_seed_and_not_on_the_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    sample_of(X, 1000, monkeypatch)
    shown = [
        kv.record(da.from_array(X, chunks=(rows, 2)), 3, seed=seed, max_iter=1).X
        for rows, seed in [(100, 1), (777, 1), (777, 2)]
    ]
    np.testing.assert_array_equal(shown[0], shown[1])
    assert not np.array_equal(shown[1], shown[2])


def test_everything_that_draws_a_trace_draws_that_of_a_dask_array(tmp_path: Any) -> None:
    for points, name in ((X, "memory.gif"), (da.from_array(X, chunks=(700, 2)), "dask.gif")):
        kv.save(kv.record(points, 3, seed=1, max_iter=3), tmp_path / name, size=120, tween=0)
    assert (tmp_path / "memory.gif").read_bytes() == (tmp_path / "dask.gif").read_bytes()


# The start


@pytest.mark.parametrize("init", ["random", "k-means++", "farthest"])
def test_a_start_is_made_of_points_of_the_array_and_does_not_depend_on_the_blocks(
    init: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample_of(X, 1000, monkeypatch)
    starts = [next(kv.lloyd(da.from_array(X, chunks=(rows, 2)), 6, init=init, seed=4)) for rows in (3000, 331, 50)]
    for start in starts:
        np.testing.assert_array_equal(start.centroids, starts[0].centroids)
        assert all((centroid == X).all(axis=1).any() for centroid in start.centroids)
    assert len(np.unique(starts[0].centroids, axis=0)) == 6


def test_k_means_parallel_sees_groups_that_no_sample_has(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    groups = 1000.0 * np.array([[0, 0], [3, 0], [0, 3], [-3, 0], [0, -3], [3, 3]])
    sizes = [20_000, 5, 5, 5, 5, 5]
    points = np.concatenate([group + rng.normal(size=(size, 2)) for group, size in zip(groups, sizes, strict=True)])
    sample_of(points, 1000, monkeypatch)
    array = da.from_array(points, chunks=(3000, 2))
    hit = []
    for seed in range(10):
        start = next(kv.lloyd(array, 6, init="k-means++", seed=seed)).centroids
        hit.append(len({int(((groups - centroid) ** 2).sum(axis=1).argmin()) for centroid in start}))
    assert min(hit) == 6


@pytest.mark.filterwarnings("ignore:k=3 clusters need as many distinct points:UserWarning")
def test_k_means_parallel_goes_on_where_there_are_too_few_distinct_points(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.repeat([[0.0, 0.0], [1.0, 1.0]], 1000, axis=0)
    sample_of(points, 1000, monkeypatch)
    trace = kv.record(da.from_array(points, chunks=(300, 2)), 3, init="k-means++", seed=0)
    assert trace.inertia == 0.0
    assert trace.k == 3


def test_a_start_of_ones_own_is_called_with_the_points_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    sample_of(X, 1000, monkeypatch)
    trace = kv.record(da.from_array(X), 3, init=lambda points, k, rng: points[:k], seed=0, max_iter=1)
    np.testing.assert_array_equal(trace[0].centroids, trace.X[:3])


# The array


@pytest.mark.parametrize("kind", [np.float32, np.int16, np.uint8, bool])
def test_any_type_of_number_will_do(kind: Any) -> None:
    points = (X * 3).astype(kind)
    assert_same_states(
        kv.record(da.from_array(points, chunks=(1000, 2)), init=[[0, 0], [1, 1]]),
        kv.record(points, init=[[0, 0], [1, 1]]),
    )


def test_blocks_of_unknown_size_are_counted() -> None:
    array = da.from_array(X, chunks=(500, 1))
    array = array[array[:, 0] > 0]
    assert np.isnan(array.shape[0])
    assert_same_states(kv.record(array, 4, seed=1), kv.record(X[X[:, 0] > 0], 4, seed=1))


def test_a_data_frame_will_do() -> None:
    frame = dd.from_pandas(pd.DataFrame(X, columns=["x", "y"]), npartitions=4)
    assert_same_states(kv.record(frame, 4, seed=1), kv.record(X, 4, seed=1))


@pytest.mark.parametrize(
    ("block", "promised", "told"),
    [
        (np.zeros((3, 2)), (4, 2), "(3, 2) at row 5, where its chunks say (4, 2)"),
        (np.zeros((4, 2)), (3, 2), "(4, 2) at row 5, where its chunks say (3, 2)"),
        (np.zeros((3, 1)), (3, 2), "(3, 1) at row 5, where its chunks say (3, 2)"),
        (np.zeros(3), (3, 2), "(3,) at row 5, where its chunks say (3, 2)"),
        (None, (np.nan, 2), "() at row 0, where its chunks say ('n', 2)"),
    ],
    ids=["short", "long", "narrow", "flat", "nothing"],
)
def test_a_block_of_another_shape_than_its_array_says_is_told(block: Any, promised: Any, told: str) -> None:
    from dask.delayed import delayed

    last = da.from_delayed(delayed(lambda: block)(), shape=promised, dtype=float)
    with pytest.raises(kv.InputError) as caught:
        kv.record(da.concatenate([da.zeros((5, 2)), last], allow_unknown_chunksizes=True), 1)
    assert str(caught.value).startswith(f"X has a block of shape {told}; make it with the true shapes of its blocks")


def test_empty_blocks_and_blocks_of_one_row_are_points_like_any_others() -> None:
    ragged = [X[:0], X[:1], X[1:3], X[:0], X[3:]]
    array = da.concatenate(
        [da.from_array(part, chunks=part.shape) if len(part) else da.zeros((0, 2)) for part in ragged]
    )
    assert_same_states(kv.record(array, 3, seed=2), kv.record(X, 3, seed=2))


def test_what_a_message_tells_to_do_with_missing_values_helps() -> None:
    points = np.where((X > 0.9) & (np.arange(len(X)) > 1000)[:, None], np.nan, X)
    array = da.from_array(points, chunks=(700, 2))
    with pytest.raises(kv.InputError) as caught:
        kv.record(array, 2)
    row, column = np.argwhere(np.isnan(points))[0]
    assert str(caught.value) == (
        f"X holds nan in row {row}, column {column} ({np.isnan(points).sum()} such values in all); "
        "drop those points, for example with X[da.isfinite(X).all(axis=1)]"
    )
    trace = kv.record(array[da.isfinite(array).all(axis=1)], 2, seed=0)
    assert len(trace.X) == np.isfinite(points).all(axis=1).sum()


def test_what_is_sent_with_each_block_does_not_grow_with_the_array(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []

    def weigh(blocks: Any, root: Any, what: str) -> Any:
        graph = root.__dask_graph__()
        sent.append(max(len(cloudpickle.dumps(graph[key])) for key in graph))
        return dask.compute(root)[0]

    monkeypatch.setattr(cluster, "_computed", weigh)
    points = np.random.default_rng(0).normal(size=(10_000, 2))
    sample_of(points, 5000, monkeypatch)
    kv.record(da.from_array(points, chunks=(100, 2)).map_blocks(np.negative), 3, init="k-means++", seed=0, max_iter=1)
    assert max(sent) < 10_000


def test_a_watcher_is_told_of_every_block() -> None:
    told: list[Any] = []
    with cluster.watched(lambda *each: told.append(each)):
        kv.record(da.from_array(X, chunks=(300, 2)), 3, seed=0, max_iter=2)
    passes = list(dict.fromkeys(what for what, _, _ in told))
    assert passes == ["looking", "step 1", "step 2", "step 3"]
    assert told == [(what, done, 10) for what in passes for done in range(11)]


# A cluster


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """Start two workers, each in a process of its own."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, memory_limit="1GB", dashboard_address=":0") as local,
        Client(local, set_as_default=False) as client,
    ):
        yield client


def address_of(client: Any) -> str:
    return str(client.scheduler.address)


@pytest.fixture
def same_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use numpy here, as the workers do: earlier tests may have loaded numba here, which adds in another order."""
    monkeypatch.setattr(kernels, "_is_installed", lambda: False)


@pytest.mark.usefixtures("same_kernels")
def test_processes_find_what_threads_find_to_the_last_bit(client: Any) -> None:
    array = da.from_array(X, chunks=(150, 2))
    options: Any = {"seed": 2, "init": "k-means++", "max_iter": 5}
    here = kv.record(array, 5, **options)
    told: list[Any] = []
    with cluster.connected(address_of(client)), cluster.watched(lambda *each: told.append(each)):
        there = kv.record(array, 5, **options)
    assert {what for what, done, total in told if done == total == 20} >= {"looking", "step 1"}
    assert_same_states(there, kv.record(X, 5, **options))
    for ours, theirs in zip(there, here, strict=True):
        np.testing.assert_array_equal(ours.centroids, theirs.centroids)
        assert ours.inertia == theirs.inertia


def test_a_worker_that_dies_costs_time_and_not_the_result(client: Any) -> None:
    array = da.random.default_rng(1).normal(size=(400_000, 2), chunks=(10_000, 2))
    wanted = kv.record(array, 4, seed=2, max_iter=2)
    victim = next(iter(client.run(os.getpid).values()))
    killed = []

    def kill(what: str, done: int, total: int) -> None:
        if what == "step 2" and done >= total // 4 and not killed:
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    with cluster.connected(address_of(client)), cluster.watched(kill):
        found = kv.record(array, 4, seed=2, max_iter=2)
    assert killed
    assert victim not in client.run(os.getpid).values()
    assert [state.inertia for state in found] == [state.inertia for state in wanted]
    np.testing.assert_array_equal(found.final.centroids, wanted.final.centroids)


def test_a_block_that_kills_every_worker_is_given_up(client: Any) -> None:
    def deadly(block: Any) -> Any:
        os._exit(1)

    array = da.zeros((100, 2), chunks=(50, 2)).map_blocks(deadly, meta=np.empty((0, 0)))
    client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0))
    with cluster.connected(address_of(client)), pytest.raises(kv.InputError) as caught:
        kv.record(array, 1)
    assert str(caught.value) == (
        "a block was given up, since every worker that had it died, most likely for want of memory; "
        "use smaller blocks, for example X.rechunk({0: 100_000})"
    )


def test_a_run_whose_workers_are_all_gone_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "_LOOK_S", 0)
    monkeypatch.setattr(cluster, "_DESERTED_S", 1)
    with LocalCluster(n_workers=1, processes=False, dashboard_address=":0", protocol="tcp") as local:

        def leave(what: str, done: int, total: int) -> None:
            if what == "step 2":
                local.scale(0)

        with (
            pytest.raises(ConnectionError, match="all workers of the cluster are gone; start one, with dask worker "),
            cluster.connected(local.scheduler_address),
            cluster.watched(leave),
        ):
            kv.record(da.from_array(X, chunks=(150, 2)), 3, seed=1, max_iter=100)


def test_a_cluster_needs_an_address_and_what_talks_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("", None):
        with pytest.raises(kv.InputError, match="is not an address"), cluster.connected(address):
            pass
    monkeypatch.setattr(cluster, "_TIMEOUT_S", 1)
    with pytest.raises(kv.InputError) as caught, cluster.connected("tcp://127.0.0.1:1"):
        pass
    assert str(caught.value) == (
        "scheduler='tcp://127.0.0.1:1' does not answer (Timed out trying to connect to tcp://127.0.0.1:1 after 1 s); "
        "use the address that dask scheduler prints, for example tcp://127.0.0.1:8786"
    )
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(kv.InputError) as caught, cluster.connected("tcp://127.0.0.1:1"):
        pass
    assert str(caught.value) == "a cluster needs Dask, which is not installed; pip install 'kmeans-viz[dask]' adds it"


def test_a_cluster_that_cannot_be_reached_takes_no_later_work() -> None:
    wanted = kv.record(X, 3, seed=1).inertia
    with pytest.raises(kv.InputError, match="does not answer"), cluster.connected("nowhere"):
        pass
    assert kv.record(da.from_array(X, chunks=(150, 2)), 3, seed=1).inertia == pytest.approx(wanted, rel=1e-9)


def test_a_cluster_without_workers_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "_TIMEOUT_S", 1)
    with LocalCluster(n_workers=0, processes=False, dashboard_address=":0", protocol="tcp") as local:
        address = local.scheduler_address
        with pytest.raises(kv.InputError) as caught, cluster.connected(address):
            pass
    assert str(caught.value) == (
        f"scheduler={address!r} has no workers; start one, for example with dask worker {address}"
    )
