"""Measure runs on more points than a worker's memory holds, and what a cluster costs on points that fit into memory.

First, 100,000,000 points in the plane, 1.6 GB that are made block by block, on two workers of 1 GB each: the time of a
step, and the most memory that a worker used. Then 10,000,000 points in memory, against the same points on the workers.
``--scheduler tcp://...`` uses the workers of a running cluster.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from typing import Any

import dask.array as da
import numpy as np
from measure import peak_mb, report, side_by_side

import kmeans_viz as kv
from kmeans_viz.beyond_memory import dask_cluster as cluster

K, STEPS = 5, 10
GROUPS = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0], [9.0, 9.0], [4.0, 5.0]])


def points(n: int, block: int) -> Any:
    """Return n points of five groups that overlap, as a Dask array, whose blocks are made again in every pass."""
    rng = da.random.default_rng(7)
    shape, chunks = (n, 2), (block, 2)
    return (rng.normal(scale=2.0, size=shape, chunks=chunks)).map_blocks(_in_groups, dtype=float)


def _in_groups(block: np.ndarray) -> np.ndarray:
    return block + GROUPS[np.arange(len(block)) % K]


def many(n: int, client: Any) -> None:
    """Run ten steps on n points and print what each took."""
    ends: dict[str, float] = {}

    def watch(what: str, done: int, total: int) -> None:
        if done == 0:
            ends.setdefault(f"{what} began", time.perf_counter())
        if done == total:
            ends[what] = time.perf_counter()

    array = points(n, 1_000_000)
    begin = time.perf_counter()
    with cluster.watched(watch):
        trace = kv.record(array, K, init="k-means++", seed=1, max_iter=STEPS)
    whole = time.perf_counter() - begin
    steps = [ends[f"step {i}"] - ends[f"step {i} began"] for i in range(1, trace.n_iter + 2)]
    begin = time.perf_counter()
    array.sum().compute()
    making = time.perf_counter() - begin
    size = f"{array.nbytes / 1e9:.1f} GB in {array.npartitions} blocks"
    print(f"\n### n = {n:,}, k = {K}, d = 2: {size}, {trace.n_iter} steps\n")
    print(f"* whole run, with a first look and k-means||: {whole:.1f} s")
    print(f"* a step: {np.median(steps):.2f} s in the median, {max(steps):.2f} s at most")
    print(f"* making and adding up the points alone: {making:.2f} s")
    peaks = ", ".join(f"{peak:.0f}" for peak in client.run(peak_mb).values())
    print(f"* most memory of the workers: {peaks} MB; of this process: {peak_mb():.0f} MB", flush=True)


def against_one_machine(n: int, runs: int) -> None:
    """Record the same run on an array in memory and on a Dask array of it."""
    array = points(n, 1_000_000).persist()
    X = array.compute()
    start = X[:K]
    here = kv.record(X, init=start, max_iter=STEPS)
    there = kv.record(array, init=start, max_iter=STEPS)
    assert abs(there.inertia / here.inertia - 1) < 1e-9
    ours = "a NumPy array, in memory"
    contenders = {
        ours: lambda: kv.record(X, init=start, max_iter=STEPS),
        "a Dask array, persisted on the workers": lambda: kv.record(array, init=start, max_iter=STEPS),
        "a Dask array, made anew in every pass": lambda: kv.record(points(n, 1_000_000), init=start, max_iter=STEPS),
    }
    medians = side_by_side(contenders, runs)
    report(f"Dask against one machine: n = {n:,}, k = {K}, d = 2, {here.n_iter} steps", medians, ours)


def main() -> None:
    """Start two workers, or connect to those of `--scheduler`, and measure."""
    from distributed import LocalCluster, default_client

    with ExitStack() as stack:
        if "--scheduler" in sys.argv:
            address = sys.argv[sys.argv.index("--scheduler") + 1]
        else:
            local = LocalCluster(n_workers=2, threads_per_worker=1, memory_limit="1GB", dashboard_address=":0")
            address = stack.enter_context(local).scheduler_address
        stack.enter_context(cluster.connected(address))
        client = default_client()
        many(100_000_000, client)
        client.restart()
        against_one_machine(10_000_000, runs=3)


if __name__ == "__main__":
    main()
