"""Measure how long it takes to record every half-step, against scikit-learn, which keeps only the end.

Both start from the same centroids and run until no label changes; the number of steps is checked to be the same.
"""

from __future__ import annotations

import sys
import warnings

from measure import report, side_by_side
from sklearn.cluster import KMeans

import kmeans_viz as kv


def compare(n: int, k: int, runs: int, max_iter: int = 300) -> None:
    """Record n points in k clusters."""
    X = kv.data.gaussian(n, k, seed=1)
    start = kv.seeding.SEEDINGS["k-means++"](X, k, kv.seeding.as_rng(2))
    peer = KMeans(k, init=start, n_init=1, tol=0, max_iter=max_iter, algorithm="lloyd")
    trace = kv.record(X, init=start, max_iter=max_iter)
    peer.fit(X)
    assert abs(trace.inertia / peer.inertia_ - 1) < 1e-9
    ours = f"kmeans_viz.record, {kv.kernels.info()['kernel']}, all {len(trace)} states"
    contenders = {
        ours: lambda: kv.record(X, init=start, max_iter=max_iter),
        f"sklearn KMeans.fit, {peer.n_iter_} steps": lambda: peer.fit(X),
    }
    report(f"n = {n:,}, k = {k}, d = 2", side_by_side(contenders, runs), ours)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # scikit-learn's that it did not converge in max_iter steps
    if "--numpy" not in sys.argv and not kv.kernels.warm_up():
        print("numba is not installed: measuring the numpy kernels")
    compare(200, 3, runs=201)
    compare(100_000, 15, runs=7, max_iter=50)
