"""`lloyd`: the states of a run, one by one, through the engine that is right for the points and the stepper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kmeans_viz.beyond_memory import dask_runs
from kmeans_viz.fast import kernels
from kmeans_viz.fast.sweepers import sweeper_for
from kmeans_viz.inputs import Centroids, InputError, Labels, Points, as_choice, as_count, as_points, is_dask, lock
from kmeans_viz.kmeans.algorithm import LLOYD, State, Stepper, assign, update
from kmeans_viz.kmeans.checked import CheckedEngine
from kmeans_viz.kmeans.empties import RULES, OnEmpty
from kmeans_viz.kmeans.loop import Assignment, Engine, InMemory, half_steps
from kmeans_viz.kmeans.seeding import Seeding, start_centroids


def lloyd(
    X: Any,
    k: int | None = None,
    *,
    init: str | Seeding | Any = "random",
    seed: Any = None,
    max_iter: int = 300,
    on_empty: OnEmpty = "keep",
    stepper: Stepper = LLOYD,
) -> Iterator[State]:
    """Yield the state of every half-step of a k-means run: SEED, ASSIGN, UPDATE, ASSIGN, …, ASSIGN.

    The run ends with the assignment in which no label changed, or with the one after `max_iter` updates.

    Parameters
    ----------
    X : array_like or dask.array.Array
        ``(n, d)``: the points. Of a Dask array, which may be larger than memory, the labels in a state are those of a
        sample, the one that ``record(X, …).X`` is; all else in it is about the whole array (see `dask_runs`).
    k : int, optional
        How many clusters, 1 to n; may be left out where `init` is an array.
    init : str, array_like or callable
        A name in `seeding.SEEDINGS`, the ``(k, d)`` centroids to start from, or ``init(X, k, rng) -> (k, d)``.
    seed : int or numpy.random.Generator, optional
        Makes the start repeatable.
    max_iter : int
        The most updates to make.
    on_empty : {"keep", "farthest", "drop", "error"}
        What a centroid without points does in an update: it stays; it jumps to the point that is farthest from its
        own centroid; it disappears; it raises `EmptyClusterError`.
    stepper : Stepper
        The two halves; your own may stand in for either.

    Yields
    ------
    State

    Raises
    ------
    InputError
        Before the first state, for anything that cannot be used.

    Examples
    --------
    >>> for state in lloyd([[0.0], [1.0], [5.0]], init=[[0.0], [1.0]]):
    ...     print(state.phase.value, state.labels, state.centroids.ravel(), state.inertia)
    seed None [0. 1.] None
    assign [0 1 1] [0. 1.] 16.0
    update [0 1 1] [0. 3.] 8.0
    assign [0 0 1] [0. 3.] 5.0
    update [0 0 1] [0.5 5. ] 0.5
    assign [0 0 1] [0.5 5. ] 0.5
    """
    if is_dask(X):
        return dask_runs.run(X, k, init=init, seed=seed, max_iter=max_iter, on_empty=on_empty, stepper=stepper)[1]
    points = as_points(X)
    as_choice(on_empty, RULES, "on_empty")
    max_iter = as_count(max_iter, "max_iter")
    if not isinstance(stepper, Stepper):
        raise InputError(f"stepper={stepper!r} is not a Stepper; use kv.Stepper(assign=..., update=...)")
    start = start_centroids(points, k, init, seed)
    return half_steps(start, max_iter, on_empty, engine_for(points, stepper))


def engine_for(points: Points, stepper: Stepper) -> Engine:
    """Return the engine that runs `stepper` on `points`."""
    if stepper.assign is assign and stepper.update is update:
        return LloydEngine(points)
    return CheckedEngine(points, stepper)


class LloydEngine(InMemory):
    """k-means proper, one fused pass over the points for each pair of half-steps."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self._sweeper: kernels.Sweeper | None = None
        self._at: Centroids | None = None
        self._before: Labels | None = None
        self._found: kernels.Sweep | None = None

    def assign(self, centroids: Centroids, previous: Labels | None) -> Assignment:
        """Return the sweep that `inertia` made ahead, or make one."""
        found = self._sweep(centroids, previous)
        return Assignment(lock(found.labels), lock(found.counts), found.inertia, found.changed)

    def update(self, labels: Labels, centroids: Centroids) -> Centroids:
        """Return the means, from the sums of the last sweep; the plain way where a rule has changed the labels."""
        found = self._found
        if found is None or found.labels is not labels:
            return lock(update(self._points, labels, centroids))
        occupied = found.counts > 0
        moved = np.where(occupied[:, None], found.sums / np.maximum(found.counts, 1)[:, None], centroids)
        return lock(moved)

    def inertia(self, labels: Labels, centroids: Centroids) -> float:
        """Sweep once: the same pass that measures an update makes the assignment that follows it."""
        return self._sweep(centroids, labels).inertia_before

    def _sweep(self, centroids: Centroids, previous: Labels | None) -> kernels.Sweep:
        if self._found is None or self._at is not centroids or self._before is not previous:
            if self._sweeper is None:
                self._sweeper = sweeper_for(self._points, len(centroids))
            self._found = self._sweeper(centroids, previous)
            self._at, self._before = centroids, previous
        return self._found
