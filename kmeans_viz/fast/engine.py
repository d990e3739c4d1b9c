"""k-means itself on points in memory: `Work` chooses once how its runs are done, and gives each run its engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import passes
from kmeans_viz.fast.kernels import PASSES_A_RUN, Choice, Sweeper, choose
from kmeans_viz.inputs import Centroids, Points, lock
from kmeans_viz.kmeans.algorithm import Pass, update
from kmeans_viz.kmeans.empties import OnEmpty, deal

_VANISHING = 1e-150  # the square of a shorter distance has few digits, or is 0
_MOST_BYTES = 64_000_000  # that the labels of a run made in one compiled call may take


class Work:
    """A piece of work on some points: one run, or many. How it is done is chosen once, when the caller makes it.

    Parameters
    ----------
    points : Points
        ``(n, d)``.
    k : int
        How many clusters.
    max_iter : int
        The most updates of each run.
    n_runs : int
        How many runs.
    """

    def __init__(self, points: Points, k: int, max_iter: int, n_runs: int = 1) -> None:
        n, d = points.shape
        self.points = points
        self.choice = choose(n, k, d, passes=n_runs * min(max_iter + 1, PASSES_A_RUN))

    @cached_property
    def _prepared(self) -> Callable[[], Sweeper]:
        return self.choice.prepared(self.points)

    def engine(self, on_empty: OnEmpty) -> LloydEngine:
        """Return an engine for one run, with the rule `on_empty` for clusters without points."""
        return LloydEngine(self.points, on_empty, self.choice, self._prepared())

    def has_whole_runs(self, max_iter: int) -> bool:
        """Tell whether a run can be made in one compiled call that keeps the labels of every half-step."""
        is_small = len(self.points) * (max_iter + 1) * 4 <= _MOST_BYTES
        return self.choice.is_compiled and self.choice.layout == "columns" and is_small

    def whole_run(self, start: Centroids, max_iter: int) -> tuple[Any, ...]:
        """Make a run in one compiled call and return its arrays; see `numba_kernels.run`."""
        kernels = self.choice.kernels
        assert kernels is not None
        run: tuple[Any, ...] = kernels.run(self.points.T, start, max_iter)
        return run


class LloydEngine:
    """The `Engine` of one run of k-means itself."""

    def __init__(self, points: Points, on_empty: OnEmpty, choice: Choice, sweeper: Sweeper) -> None:
        self._points, self._sweeper = points, sweeper
        self.deal = partial(deal, on_empty, points)
        self._means = passes.means if choice.kernels is None else choice.kernels.means

    def assign(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Assign every point in one pass; the engine's sweeper makes it."""
        return self._sweeper.sweep(centroids, before)

    def update(self, centroids: Centroids, found: Pass) -> Centroids:
        """Return the locked means of the clusters; an empty cluster keeps its centroid."""
        if found.sums is None:
            return lock(update(self._points, found.labels, centroids))
        moved, doubtful = self._means(self._sweeper.origin, centroids, found.counts, found.sums, found.inertias)
        for j in doubtful.tolist():
            # An inertia of 0 says that all points of the cluster lie on its centroid, unless their squares vanish.
            shift = np.abs(moved[j] - centroids[j]).max()
            is_there = found.inertias[j] == 0 and not 0 < shift < _VANISHING
            moved[j] = centroids[j] if is_there else self._settled(j, found, moved[j])
        return lock(moved)

    def _settled(self, j: int, found: Pass, mean: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return `mean`, or where all points of cluster `j` are equal, that point to the last digit."""
        members = self._points[found.labels == j]
        return members[0] if (members == members[0]).all() else mean
