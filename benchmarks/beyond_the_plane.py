"""Measure whole runs in three dimensions and more, until nothing changes, against scikit-learn's two algorithms.

All start from the same centroids and end when no label changes; the inertia at the end is checked to be the same.
"""

from __future__ import annotations

# ruff: noqa: E402
import os
import statistics
import time
from collections.abc import Callable

# Set where an older OpenBLAS would be wrong; scikit-learn's is not, and is to have the code for this very processor.
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_info

import kmeans_viz as kv

OURS, LLOYD, ELKAN = "kmeans_viz.lloyd, all states", "sklearn KMeans.fit, Lloyd", "sklearn KMeans.fit, Elkan"
SIZES = ((100_000, 10, 8, 15), (20_000, 10, 30, 31), (200_000, 50, 16, 5))
MOST_STEPS = 100_000


def compare(n: int, k: int, d: int, runs: int, kind: str) -> None:
    """Run k-means on n points to its end, and print how long each contender takes."""
    X = board(n, k, d, kind)
    start = kv.seeding.SEEDINGS["random"](X, k, kv.seeding.as_rng(2))
    settings = {"init": start, "n_init": 1, "tol": 0, "max_iter": MOST_STEPS}
    lloyd, elkan = (KMeans(k, algorithm=name, **settings) for name in ("lloyd", "elkan"))
    contenders: dict[str, Callable[[], object]] = {
        OURS: lambda: last_of(X, start),
        LLOYD: lambda: lloyd.fit(X),
        ELKAN: lambda: elkan.fit(X),
    }
    steps = last_of(X, start).iteration - 1
    seconds = in_turns(contenders, runs)
    for peer in (lloyd, elkan):
        assert abs(last_of(X, start).inertia / peer.inertia_ - 1) < 1e-9
    wall, cpu = ({name: statistics.median(s[i] for s in seconds[name]) for name in contenders} for i in (0, 1))
    print(f"\n### n = {n:,}, k = {k}, d = {d}, {kind}, {steps} steps\n")
    print("| | median, ms | times the first | processor time, ms | times the first |\n|---|---:|---:|---:|---:|")
    for name in contenders:
        times = [f"{clock[name] * 1e3:,.1f} | {clock[name] / clock[OURS]:.2f}" for clock in (wall, cpu)]
        print(f"| {name} | {' | '.join(times)} |")
    print(flush=True)


def board(n: int, k: int, d: int, kind: str) -> np.ndarray:
    """Return k groups of points that overlap a little, or points without any groups."""
    rng = np.random.default_rng(1)
    if kind == "uniform":
        return rng.random((n, d))
    return rng.normal(size=(n, d)) + 1.5 * rng.normal(size=(k, d))[rng.integers(k, size=n)]


def last_of(X: np.ndarray, start: np.ndarray) -> kv.State:
    """Return the last state of a run."""
    for state in kv.lloyd(X, init=start, max_iter=MOST_STEPS):
        last = state
    return last


def in_turns(contenders: dict[str, Callable[[], object]], runs: int) -> dict[str, list[tuple[float, float]]]:
    """Return the seconds of each turn of each contender, by the clock and of the processor; the first turn is left out.

    The processor's tell about a machine that is busy with other things too, though threads that wait may use them up.
    """
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for turn in range(runs + 1):
        for name, run in contenders.items():
            time.sleep(0.05)  # until threads of the turn before, which look for more to do, have gone to sleep
            start = time.perf_counter(), time.process_time()
            run()
            end = time.perf_counter(), time.process_time()
            if turn:
                seconds[name].append((end[0] - start[0], end[1] - start[1]))
    return seconds


if __name__ == "__main__":
    blas = {(pool["architecture"], pool["num_threads"]) for pool in threadpool_info() if "architecture" in pool}
    print(f"BLAS, its processor and threads: {blas}; load: {os.getloadavg()[0]:.1f}", flush=True)
    kv.kernels.warm_up()
    for *size, runs in SIZES:
        for kind in ("clustered", "uniform"):
            compare(*size, runs, kind)
