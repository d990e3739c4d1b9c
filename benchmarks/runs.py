"""Measure many runs on one board, with one thread and with all cores, against scikit-learn with as many starts.

All start from the same number of points, picked at random. scikit-learn keeps the best result; kmeans_viz keeps every
inertia, and all states of the best and of the worst run.
"""

from __future__ import annotations

import warnings

from measure import report, side_by_side
from sklearn.cluster import KMeans

import kmeans_viz as kv
from kmeans_viz.fast.workers import n_cores


def compare(n: int, k: int, starts: int, runs: int) -> None:
    """Make many runs on n points."""
    X = kv.data.gaussian(n, k, seed=1)
    peer = KMeans(k, init="random", n_init=starts, tol=0, random_state=0)
    ours = f"kmeans_viz.best_of, {n_cores()} cores"
    contenders = {
        ours: lambda: kv.best_of(X, k, starts, seed=0),
        "kmeans_viz.best_of, n_workers=1": lambda: kv.best_of(X, k, starts, seed=0, n_workers=1),
        "sklearn KMeans(n_init=...)": lambda: peer.fit(X),
    }
    report(f"n = {n:,}, k = {k}, {starts} starts, each until nothing changes", side_by_side(contenders, runs), ours)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    kv.kernels.warm_up()
    compare(200, 3, starts=100, runs=5)
    compare(20_000, 10, starts=20, runs=3)
    compare(200_000, 15, starts=8, runs=1)
