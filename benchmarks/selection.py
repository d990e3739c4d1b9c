"""Measure choosing K against a plain loop over scikit-learn that makes the same fits with the same number of starts.

Both cluster 1,000 points and 10 reference sets for each K up to 9, from 10 starts of k-means++, and compute the
silhouettes. kmeans_viz makes further runs, from split and merged clusters, and moves single points; its sums of squares
are checked to be as low, within one per cent. After the whole, the parts are measured one by one.
"""

from __future__ import annotations

import sys

import numpy as np
from measure import report, side_by_side
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

import kmeans_viz as kv
from kmeans_viz.how_many.fits import best_fits

K_MAX, REFERENCES, STARTS = 9, 10, 10


def plain_loop(X: np.ndarray) -> list[float]:
    """Do with scikit-learn what `compare_k` needs, and return the sums of squares of the points."""
    sums = []
    for k in range(1, K_MAX + 1):
        fit = KMeans(k, n_init=STARTS, random_state=0).fit(X)
        sums.append(float(fit.inertia_))
        if k > 1:
            silhouette_score(X, fit.labels_)
    rng = np.random.default_rng(0)
    for _ in range(REFERENCES):
        reference = rng.uniform(X.min(axis=0), X.max(axis=0), X.shape)
        for k in range(1, K_MAX + 1):
            KMeans(k, n_init=STARTS, random_state=0).fit(reference)
    return sums


def on_one_thread(X: np.ndarray) -> list[float]:
    """Do the same without scikit-learn's threads, which wait long for each other on a busy machine."""
    with threadpool_limits(1):
        return plain_loop(X)


def compare(X: np.ndarray, what: str, runs: int) -> None:
    """Measure both side by side, and then each part of the work."""
    n, d = X.shape
    assert (kv.compare_k(X, K_MAX).elbow.values <= np.array(on_one_thread(X)) * 1.01).all()
    ours = "kmeans_viz.choose_k, with its picture"
    contenders = {
        ours: lambda: kv.choose_k(X, K_MAX),
        "kmeans_viz.compare_k": lambda: kv.compare_k(X, K_MAX),
        "sklearn loop": lambda: plain_loop(X),
        "sklearn loop, one thread": lambda: on_one_thread(X),
    }
    report(f"{what}: n = {n:,}, d = {d}, K = 1 to {K_MAX}", side_by_side(contenders, runs), ours)

    columns = np.ascontiguousarray((X - X.mean(axis=0)).T)
    fits = [KMeans(k, n_init=1, random_state=0).fit(X) for k in range(2, K_MAX + 1)]
    pieces = {
        "best_fits of the points": lambda: best_fits(columns, K_MAX, STARTS, np.random.default_rng(0)),
        "the same by sklearn": lambda: [KMeans(k, n_init=STARTS, random_state=0).fit(X) for k in range(1, K_MAX + 1)],
    }
    report("  its k-means runs", side_by_side(pieces, runs), "best_fits of the points")

    from kmeans_viz.how_many.silhouettes import mean_silhouettes

    labelings = np.array([fit.labels_ for fit in fits])
    pieces = {
        "mean_silhouettes": lambda: mean_silhouettes(columns, labelings, np.random.default_rng(0)),
        "the same by sklearn": lambda: [silhouette_score(X, labels) for labels in labelings],
    }
    report("  its silhouettes", side_by_side(pieces, runs), "mean_silhouettes")


if __name__ == "__main__":
    if "--numpy" not in sys.argv and not kv.kernels.warm_up():
        print("numba is not installed: measuring the numpy kernels")
    compare(kv.data.gaussian(1000, 3, seed=1), "three Gaussians", runs=3)
    compare(kv.data.uniform(1000, seed=1), "no clusters", runs=1)
    compare(np.random.default_rng(1).random((1000, 5)), "no clusters", runs=1)
