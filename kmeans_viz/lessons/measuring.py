"""What a lesson measures of clusters: the best of many runs, points with the wrong group, and sums of squares."""

from __future__ import annotations

import numpy as np

from kmeans_viz.inputs import Labels, Points
from kmeans_viz.kmeans.algorithm import assign
from kmeans_viz.runs.making import best_of
from kmeans_viz.runs.trace import Runs


def best(X: Points, k: int = 2, n_runs: int = 100) -> Runs:
    """Return what many starts of k-means++ end with."""
    return best_of(X, k, n_runs, init="k-means++", seed=0)


def labels_of(runs: Runs) -> Labels:
    """Return the clusters of the run with the lowest inertia, ``(n,)``."""
    return assign(runs.best.X, runs.best.final.centroids)


def strangers(labels: Labels, truth: Labels) -> int:
    """Count the points that two clusters put with the other of two groups, whichever cluster has which number."""
    differ = int((labels != truth).sum())
    return min(differ, len(truth) - differ)


def sum_of(X: Points, labels: Labels) -> float:
    """Return the sum of squared distances to the means of the groups."""
    groups = [X[labels == j] for j in np.unique(labels)]
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))
