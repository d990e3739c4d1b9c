"""Lloyd's algorithm, one half-step at a time.

Points and starting centroids flow in; a `State` flows out after every half-step: the seed, then "assign" and
"update" in turn, until an assignment changes nothing. Read `assign`, `update` and `lloyd`: they are the whole
algorithm. `lloyd` runs them through `kmeans_viz.engines`, which does the same sums faster.

Lloyd (1982), "Least squares quantization in PCM", IEEE Transactions on Information Theory 28, 129-137.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.arrays import Centroids, InputError, Labels, Points, as_choice, as_count, as_points, is_dask, lock
from kmeans_viz.empties import RULES, OnEmpty, indices_of_empty
from kmeans_viz.seeding import Seeding, start_centroids

if TYPE_CHECKING:
    from kmeans_viz.engines import Engine


class Phase(StrEnum):
    """What a half-step did."""

    SEED = "seed"
    ASSIGN = "assign"
    UPDATE = "update"


@dataclass(frozen=True, eq=False, slots=True)
class State:
    """The state of a run after one half-step. Its arrays are read-only."""

    phase: Phase
    iteration: int
    """0 for the seed; the first assignment and the first update are both 1."""
    centroids: Centroids
    """``(k, d)``."""
    labels: Labels | None
    """``(n,)``: the cluster of each point; None before the first assignment."""
    inertia: float | None
    """Sum of squared distances of the points to the `centroids` of this state; None before the first assignment."""
    changed: int
    """How many labels this half-step changed; n in the first assignment."""
    shift: float
    """The largest distance that a centroid moved in this half-step."""
    counts: NDArray[np.int64]
    """``(k,)``: how many points each cluster has; zeros before the first assignment."""
    empty: tuple[int, ...]
    """The clusters without points, once there are labels."""
    converged: bool
    """True in the assignment that changed no label."""
    clusters: NDArray[np.int64]
    """``(k,)``: which cluster of the seed each row of `centroids` is. Differs from 0 … k - 1 once one was dropped."""

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.centroids)


def assign(X: Points, centroids: Centroids) -> Labels:
    """Give every point the label of its nearest centroid; on a tie, of the one with the lowest index.

    Parameters
    ----------
    X : Points
        ``(n, d)``.
    centroids : Centroids
        ``(k, d)``.

    Returns
    -------
    Labels
        ``(n,)``.

    Examples
    --------
    >>> assign(np.array([[0.0], [1.0], [5.0]]), np.array([[0.0], [4.0]]))
    array([0, 0, 1], dtype=int32)
    """
    squared_distances = sum((X[:, axis, None] - centroids[:, axis]) ** 2 for axis in range(X.shape[1]))
    nearest: Labels = np.argmin(squared_distances, axis=1).astype(np.int32)
    return nearest


def update(X: Points, labels: Labels, centroids: Centroids) -> Centroids:
    """Move every centroid to the mean of its points; one without points stays where it is.

    Parameters
    ----------
    X : Points
        ``(n, d)``.
    labels : Labels
        ``(n,)``.
    centroids : Centroids
        ``(k, d)``: where the centroids are now.

    Returns
    -------
    Centroids
        ``(k, d)``: where they go.

    Examples
    --------
    >>> update(np.array([[0.0], [1.0], [5.0]]), np.array([0, 0, 1]), np.array([[0.0], [4.0]]))
    array([[0.5],
           [5. ]])
    """
    moved = centroids.copy()
    for j in range(len(centroids)):
        members = X[labels == j]
        if len(members) > 0:
            moved[j] = members.mean(axis=0)
    return moved


@dataclass(frozen=True)
class Stepper:
    """The two halves of the algorithm; replace either with your own function to see what it does.

    Parameters
    ----------
    assign : callable
        ``assign(X, centroids) -> labels``: ``(n,)`` whole numbers from 0 to k - 1.
    update : callable
        ``update(X, labels, centroids) -> centroids``: ``(k, d)`` finite numbers.

    Notes
    -----
    What your function gets is locked, and what it returns is checked and copied: a mistake is answered with a
    `StepperError` that names your function.

    Examples
    --------
    >>> def to_the_left(X, centroids):
    ...     return (X[:, 0] > centroids[:, 0].mean()).astype(int)
    >>> stepper = Stepper(assign=to_the_left)
    >>> [state.phase.value for state in lloyd([[0, 0], [1, 0], [3, 0]], init=[[0, 0], [1, 0]], stepper=stepper)]
    ['seed', 'assign', 'update', 'assign', 'update', 'assign']
    """

    assign: Callable[[Points, Centroids], Any] = assign
    update: Callable[[Points, Labels, Centroids], Any] = update


LLOYD = Stepper()
"""k-means: the nearest centroid, then the mean."""


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
    from kmeans_viz.engines import engine_for

    if is_dask(X):
        from kmeans_viz import dask_runs

        return dask_runs.run(X, k, init=init, seed=seed, max_iter=max_iter, on_empty=on_empty, stepper=stepper)[1]
    points = as_points(X)
    as_choice(on_empty, RULES, "on_empty")
    max_iter = as_count(max_iter, "max_iter")
    if not isinstance(stepper, Stepper):
        raise InputError(f"stepper={stepper!r} is not a Stepper; use kv.Stepper(assign=..., update=...)")
    start = start_centroids(points, k, init, seed)
    return half_steps(start, max_iter, on_empty, engine_for(points, stepper))


def half_steps(centroids: Centroids, max_iter: int, on_empty: OnEmpty, engine: Engine) -> Iterator[State]:
    """Yield the states of a run whose input has been checked."""
    clusters = lock(np.arange(len(centroids)))
    labels = None
    yield State(
        phase=Phase.SEED,
        iteration=0,
        centroids=centroids,
        labels=None,
        inertia=None,
        changed=0,
        shift=0.0,
        counts=lock(np.zeros(len(centroids), dtype=np.int64)),
        empty=(),
        converged=False,
        clusters=clusters,
    )
    for iteration in range(1, max_iter + 2):
        labels, counts, inertia, changed = engine.assign(centroids, labels)
        yield State(
            phase=Phase.ASSIGN,
            iteration=iteration,
            centroids=centroids,
            labels=labels,
            inertia=inertia,
            changed=changed,
            shift=0.0,
            counts=counts,
            empty=indices_of_empty(counts),
            converged=changed == 0,
            clusters=clusters,
        )
        if changed == 0 or iteration > max_iter:
            return

        changed = 0
        if counts.min() == 0:
            (centroids, labels, clusters, changed), counts = engine.deal(on_empty, centroids, labels, clusters)
        moved = engine.update(labels, centroids)
        shift = float(np.sqrt(((moved - centroids) ** 2).sum(axis=1).max()))
        centroids = moved
        yield State(
            phase=Phase.UPDATE,
            iteration=iteration,
            centroids=centroids,
            labels=labels,
            inertia=engine.inertia(labels, centroids),
            changed=changed,
            shift=shift,
            counts=counts,
            empty=indices_of_empty(counts),
            converged=False,
            clusters=clusters,
        )
