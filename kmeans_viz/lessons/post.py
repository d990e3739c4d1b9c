"""The code of the blog post: its two functions as a stepper, and lines of Python 2 that have changed since."""

from __future__ import annotations

from functools import cache
from typing import Any

from numpy import float64
from numpy.typing import NDArray

from kmeans_viz import classic
from kmeans_viz.inputs import Centroids, Labels, Points
from kmeans_viz.kmeans.algorithm import Stepper
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import record
from kmeans_viz.runs.trace import Trace

BOARD = Recipe(data="gaussian", n=200, blobs=3, seed=5, k=3, init_seed=8)
"""The board of lesson 1."""
OLD_LINES = {
    "print 'done'": "print('done')",
    "clusters.keys()[0]": "sorted(clusters)[0]",
    "random.sample(X, 3)": "random.sample(list(X), 3)",
    "3 / 4": "3 // 4",
    "for i in xrange(3): pass": "for i in range(3): pass",
}
"""A line of Python 2 → what does the same today."""


def assign_like_the_post(X: Points, mu: Centroids) -> list[int]:
    """Do what `algorithm.assign` does, with the post's `cluster_points`."""
    clusters = classic.cluster_points(X, mu)
    cluster_of = {tuple(x): j for j, members in clusters.items() for x in members}
    return [cluster_of[tuple(x)] for x in X]


def update_like_the_post(X: Points, labels: Labels, mu: Centroids) -> list[NDArray[float64]]:
    """Do what `algorithm.update` does, with the post's `reevaluate_centers`."""
    return classic.reevaluate_centers(mu, {j: list(X[labels == j]) for j in range(len(mu))})


@cache
def run_like_the_post() -> Trace:
    """Return the run of `BOARD` that the post's two functions make."""
    start = BOARD.run()[0].centroids
    return record(BOARD.points(), init=start, stepper=Stepper(assign_like_the_post, update_like_the_post))


def outcome(line: str) -> str:
    """Return the name of the error that a line of code ends with, or its value, or "runs"."""
    import random

    names: dict[str, Any] = {"random": random, "X": BOARD.points(), "clusters": {0: "a", 1: "b"}}
    try:
        try:
            return str(eval(line, names))
        except SyntaxError:
            exec(line, names)
            return "runs"
    except Exception as problem:
        return type(problem).__name__
