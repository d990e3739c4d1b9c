"""The starts that lesson 2 counts: on its board of five groups, and on the same board with two slips of the pen."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Points
from kmeans_viz.kmeans.algorithm import assign
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import best_of, record
from kmeans_viz.runs.trace import Runs, Trace

BOARD = Recipe(data="peaked", n=200, blobs=5, seed=42, k=5, init_seed=139)
"""Five groups of 40 points each, and a start with three stars in one of them and two in another."""
RUNS, STARTS = 1000, 500
SLIPS = np.array([[3.0, 3.0], [-3.0, 3.0]])
"""Two points far from all others."""
WAYS = {"random": "Random points", "farthest": "Farthest point", "k-means++": "k-means++"}


@cache
def middles() -> Points:
    """Return the means of the five groups, `(5, 2)`."""
    return BOARD.points().reshape(5, 40, 2).mean(axis=1)


@cache
def with_slips() -> Points:
    """Return the board with the two slips at its end, `(202, 2)`."""
    return np.vstack([BOARD.points(), SLIPS])


@cache
def runs_with_slips(init: str) -> Runs:
    """Return the runs on the board with the slips from one kind of start."""
    return best_of(with_slips(), 5, STARTS, init=init, seed=0)


@cache
def stars_that_serve() -> NDArray[np.int64]:
    """Return for each of the random starts how many stars serve the five groups in the end, `(RUNS,)`."""
    X = BOARD.points()
    ends = (record(X, 5, seed=seed).final.centroids for seed in range(RUNS))
    return np.array([len(set(assign(middles(), stars))) for stars in ends])


def starts_on_slips(init: str) -> int:
    """Count the starts with a star on a slip."""
    X = with_slips()
    starts = (SEEDINGS[init](X, 5, np.random.default_rng(seed)) for seed in range(STARTS))
    return sum(any((stars == slip).all(axis=1).any() for slip in SLIPS) for stars in starts)


def spread_by_chance(k: int) -> float:
    """Return the chance that k stars stand in k groups of equal size, one in each."""
    return math.factorial(k) / k**k


def best_with_slips() -> Trace:
    """Return the run with the lowest inertia from all starts on the board with the slips."""
    return min((runs_with_slips(init).best for init in WAYS), key=lambda run: run.inertia)
