"""What steppers add up: three sums, whether a run raises one, and a board with points far off.

Lessons 5 and 7 compare steppers by these.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.boards import gaussian
from kmeans_viz.inputs import Centroids, Labels, Points, lock
from kmeans_viz.kmeans.algorithm import LLOYD, Stepper
from kmeans_viz.kmeans.medians import MEDIANS, update_to_median
from kmeans_viz.runs.making import record
from kmeans_viz.runs.trace import Trace

Measure = Callable[[NDArray[np.float64]], float]

SUMS: dict[str, Measure] = {
    "squared distances": lambda offsets: float((offsets**2).sum()),
    "city-block distances": lambda offsets: float(np.abs(offsets).sum()),
    "distances": lambda offsets: float(np.linalg.norm(offsets, axis=1).sum()),
}
"""Name → the sum, of the ``(n, d)`` differences between the points and their centres."""


def update_to_geometric_median(X: Points, labels: Labels, centroids: Centroids) -> Centroids:
    """Do what `algorithm.update` does, with the place whose sum of distances to the points is smallest.

    Weiszfeld (1937), "Sur le point pour lequel la somme des distances de n points donnés est minimum", Tohoku
    Mathematical Journal 43, 355-386.
    """
    moved = centroids.copy()
    for j in np.unique(labels):
        members = X[labels == j]
        # From the better of two places, the sum can only fall; and the mean is seldom one of the points, where
        # Weiszfeld's steps would stand still.
        starts = centroids[j], members.mean(axis=0)
        place = min(starts, key=lambda start: float(np.linalg.norm(members - start, axis=1).sum()))
        for _ in range(200):
            weights = 1 / np.linalg.norm(members - place, axis=1).clip(1e-9)
            nearer = np.average(members, axis=0, weights=weights)
            if np.linalg.norm(nearer - place) < 1e-8:
                break
            place = nearer
        moved[j] = place
    return moved


STEPPERS: dict[str, Stepper] = {
    "means": LLOYD,
    "medians": MEDIANS,
    "geometric medians": Stepper(update=update_to_geometric_median),
}
"""Name → the stepper that lowers the sum in the same place of `SUMS`."""


def sums_of(trace: Trace, measure: Measure) -> NDArray[np.float64]:
    """Return a sum after each half-step of a run, without the start, which has no labels."""
    return np.array([measure(trace.X - state.centroids[state.labels]) for state in trace[1:]])


def rises(trace: Trace, measure: Measure) -> bool:
    """Tell whether a half-step of a run raises a sum, by more than rounding."""
    sums = sums_of(trace, measure)
    return bool((np.diff(sums) > 1e-9 * sums[:-1]).any())


N_BOARDS = 50
"""On how many boards the lessons compare steppers."""
N_FAR = 12
"""How many points far off the lesson adds to 150."""
CENTRES = lock(np.array([[-0.6, -0.4], [0.6, -0.4], [0.0, 0.6]]))
"""The centres that the points of `three_groups` are drawn around."""


def three_groups(seed: int, n_far: int = 0) -> Points:
    """Return 150 points around the three `CENTRES`, and `n_far` more that are far from all of them."""
    rng = np.random.default_rng(seed)
    groups = np.repeat(CENTRES, 50, axis=0) + rng.normal(0, 0.15, (150, 2))
    return lock(np.vstack([groups, rng.uniform(1.5, 2, (n_far, 2))]))


class Off(NamedTuple):
    """How far stars end from the generating centres, on average over stars and boards."""

    clean: float
    far: float


@cache
def offs() -> dict[str, Off]:
    """Return for each stepper how far its stars end from the generating centres, without and with points far off."""
    found = {}
    for name, stepper in STEPPERS.items():
        mean_off = [
            np.mean(
                [
                    np.linalg.norm(
                        record(three_groups(seed, n), init=CENTRES, stepper=stepper).final.centroids - CENTRES, axis=1
                    )
                    for seed in range(N_BOARDS)
                ]
            )
            for n in (0, N_FAR)
        ]
        found[name] = Off(*map(float, mean_off))
    return found


@cache
def runs_that_raise() -> NDArray[np.int64]:
    """Return in how many of the runs each stepper (row) raises each sum (column) at least once."""
    raised = np.zeros((len(STEPPERS), len(SUMS)), dtype=np.int64)
    for seed in range(N_BOARDS):
        rng = np.random.default_rng(seed)
        X = np.vstack([gaussian(60, k=3, seed=seed), rng.uniform(1.5, 3, (5, 2))])
        start = record(X, k=3, seed=seed)[0].centroids
        for row, stepper in enumerate(STEPPERS.values()):
            run = record(X, init=start, stepper=stepper)
            raised[row] += [rises(run, measure) for measure in SUMS.values()]
    return raised


CITY_BLOCK = SUMS["city-block distances"]
MIXED = Stepper(update=update_to_median)
"""Nearest by ordinary distance, then the median of each coordinate: two halves that lower different sums."""
ANSWERS = np.array(
    [
        [0, 0, 0, 1, 1, 1, 1],
        [0, 0, 1, 0, 1, 1, 1],
        [0, 1, 1, 1, 1, 0, 1],
        [1, 0, 0, 0, 1, 0, 0],
        [1, 0, 1, 1, 0, 1, 0],
        [1, 1, 0, 1, 0, 0, 1],
        [1, 1, 1, 1, 1, 1, 0],
    ]
)
"""What seven people answer to seven questions: 1 is yes. With `MIXED`, a run from the fifth and the last never ends."""


@cache
def mixed_runs_that_rise() -> tuple[int, int]:
    """Return in how many runs the mixed stepper and the medians raise the sum of city-block distances."""
    found = [0, 0]
    for seed in range(N_BOARDS):
        X = gaussian(60, k=3, seed=seed)
        for i, stepper in enumerate((MIXED, MEDIANS)):
            found[i] += rises(record(X, k=3, seed=seed, stepper=stepper), CITY_BLOCK)
    return found[0], found[1]


def endless() -> Trace:
    """Return the first updates of a run with `MIXED` that never ends."""
    return record(ANSWERS, init=ANSWERS[[4, 6]], stepper=MIXED, max_iter=300)
