"""The points that lesson 4 clusters, besides those of generators, and where two stars part them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.samples import read_sample
from kmeans_viz.inputs import Labels, Points
from kmeans_viz.lessons.measuring import best, labels_of, sum_of
from kmeans_viz.lessons.predictions import words

WIDE, NARROW = 400, 40
"""How many points the two groups have that differ in width."""
LINE = (0.0, 4.0, 8.0, 12.0, 16.0, 24.0, 26.0)
"""Five numbers that are spread out, and two close together."""
MILLION = 1e6


def wide_and_narrow() -> Points:
    """Return a wide group and a narrow one to the right of it, `(440, 2)`."""
    rng = np.random.default_rng(3)
    return np.vstack([rng.normal(0, 0.5, (WIDE, 2)), rng.normal([1.6, 0], 0.08, (NARROW, 2))])


def cuts() -> NDArray[np.float64]:
    """Return the sum of squares for each place at which two stars can cut the line, `(6,)`, from left to right."""
    X = np.array(LINE)[:, None]
    return np.array([sum_of(X, (np.arange(len(X)) >= at).astype(int)) for at in range(1, len(X))])


def changed_points() -> dict[str, Points]:
    """Return the geyser's eruptions as they are in the file, and after each of three changes."""
    X = read_sample("old-faithful").points
    return {
        words("as in the file"): X,
        words("eruptions in seconds, not minutes"): X * np.array([60, 1]),
        words("a million added to each wait"): X + np.array([0, MILLION]),
        words("each column divided by its spread"): X / X.std(axis=0),
    }


def two_sides(X: Points) -> Labels:
    """Return the best two clusters of the eruptions, with 0 for that of the first."""
    labels = labels_of(best(X, n_runs=20))
    return (labels != labels[0]).astype(np.int32)
