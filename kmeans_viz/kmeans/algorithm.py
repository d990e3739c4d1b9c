"""Lloyd's algorithm, one half-step at a time, to be read in one sitting.

`assign` and `update` are the two halves of the algorithm, a `State` is what a run looks like after one of them, and
`half_steps` takes the two in turn until an assignment changes nothing. Its caller hands it an `Engine`, which does the
sums, so that the loop is the same for twenty points and for a billion.

Lloyd (1982), "Least squares quantization in PCM", IEEE Transactions on Information Theory 28, 129-137.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, Labels, Locked, Points, lock


class Phase(StrEnum):
    """What a half-step did: place the centroids, assign the points, or update the centroids."""

    SEED = "seed"
    ASSIGN = "assign"
    UPDATE = "update"


@dataclass(frozen=True, eq=False)
class State(Locked):
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
    """``(k,)``: the number that each row's cluster had in the seed; not 0 … k - 1 once a cluster was dropped."""

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.centroids)


def assign(X: Points, centroids: Centroids) -> Labels:
    """Give every point the label of its nearest centroid, and on a tie the lowest of those labels.

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
            # One of the points is subtracted first: far from zero, a sum of the points would lose its last digits.
            moved[j] = members[0] + (members - members[0]).mean(axis=0)
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
    Your function gets read-only arrays, and what it returns is checked and copied: a mistake raises a `StepperError`
    that names your function.

    Examples
    --------
    >>> def to_the_left(X, centroids):
    ...     return (X[:, 0] > centroids[:, 0].mean()).astype(int)
    >>> from kmeans_viz.runs.iterator import lloyd
    >>> stepper = Stepper(assign=to_the_left)
    >>> [state.phase.value for state in lloyd([[0, 0], [1, 0], [3, 0]], init=[[0, 0], [1, 0]], stepper=stepper)]
    ['seed', 'assign', 'update', 'assign', 'update', 'assign']
    """

    assign: Callable[[Points, Centroids], Any] = assign
    update: Callable[[Points, Labels, Centroids], Any] = update


LLOYD = Stepper()
"""k-means: the nearest centroid, then the mean."""


@dataclass(frozen=True, eq=False)
class Pass:
    """What one pass over the points finds: every point's nearest centroid, and what follows from that.

    "The pass before" is the one that the caller handed in, made for the centroids of the assignment before.
    """

    labels: Labels
    """``(n,)``: the cluster of each point."""
    counts: NDArray[np.int64]
    """``(k,)``: how many points each cluster has."""
    sums: NDArray[np.float64] | None
    """``(k, d)``: the sum of ``x - origin`` over each cluster's points, for the engine's origin; None if unknown."""
    inertias: NDArray[np.float64]
    """``(k,)``: the sum of squared distances of each cluster's points to its centroid."""
    inertia_before: float
    """The sum of squared distances to these centroids under the labels of the pass before; NaN without one."""
    changed: int
    """How many labels differ from those of the pass before; n without one."""

    @property
    def inertia(self) -> float:
        """The sum of squared distances of all points to their centroids."""
        return float(self.inertias.sum())


class Dealt(NamedTuple):
    """What a rule for empty clusters leaves for the update that follows."""

    centroids: Centroids
    """``(k, d)``: one row for each cluster that is left."""
    clusters: NDArray[np.int64]
    """``(k,)``: the number that each of them had in the seed."""
    found: Pass
    """The last pass, with the labels and counts as the rule left them."""
    changed: int
    """How many labels the rule changed."""


class Engine(Protocol):
    """Does the sums of one run; it knows the points and the rule for empty clusters."""

    def assign(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Assign every point to the nearest of `centroids`; `before` is the result of the pass before, if any."""

    def deal(self, centroids: Centroids, clusters: NDArray[np.int64], found: Pass) -> Dealt:
        """Apply the rule for empty clusters to what the last pass found."""

    def update(self, centroids: Centroids, found: Pass) -> Centroids:
        """Return the mean of each cluster's points; the centroid of an empty cluster stays as it is."""


class HalfStep(NamedTuple):
    """What a half-step leaves, besides the labels; `state` makes a `State` of it.

    A recorded run keeps these and makes the states that a caller looks at, since making all states takes about as long
    as a run over 2,000 points.
    """

    phase: Phase
    iteration: int
    before: Centroids
    """``(k, d)``: where the centroids were before."""
    centroids: Centroids
    inertia: NDArray[np.float64] | float | None
    """That of the state, or ``(k,)``: that of each cluster."""
    changed: int
    counts: NDArray[np.int64]
    clusters: NDArray[np.int64]

    def state(self, labels: Any) -> State:
        """Return the state with these `labels`, or with a function that finds them."""
        phase, iteration, before, centroids, inertia, changed, counts, clusters = self
        state = object.__new__(State)
        # All at once, in a third of the time that the constructor of a frozen dataclass takes.
        vars(state).update(
            phase=phase,
            iteration=iteration,
            centroids=centroids,
            labels=labels,
            inertia=float(inertia.sum()) if isinstance(inertia, np.ndarray) else inertia,
            changed=changed,
            shift=0.0 if before is centroids else _largest_move(before, centroids),
            counts=counts,
            empty=() if labels is None else empty_clusters(counts),
            converged=phase is Phase.ASSIGN and changed == 0,
            clusters=clusters,
        )
        return state


def _largest_move(before: Centroids, after: Centroids) -> float:
    moves = after - before
    return math.sqrt(np.einsum("ij,ij->i", moves, moves).max())


def half_steps(start: Centroids, max_iter: int, engine: Engine) -> Iterator[tuple[HalfStep, Any]]:
    """Yield the half-steps of a run from `start`, each with the labels after it, or with a function that finds them.

    One pass over the points both measures an update and makes the assignment that follows it.

    Parameters
    ----------
    start : Centroids
        ``(k, d)``, checked and read-only.
    max_iter : int
        The most updates to make, at least 1.
    engine : Engine

    Yields
    ------
    HalfStep, labels
        SEED, then ASSIGN and UPDATE in turn. The last is the assignment that changed no label, or the one after
        `max_iter` updates.
    """
    centroids, clusters = start, lock(np.arange(len(start)))
    no_counts = lock(np.zeros(len(start), dtype=np.int64))
    yield HalfStep(Phase.SEED, 0, centroids, centroids, None, 0, no_counts, clusters), None
    found = engine.assign(centroids, None)
    for iteration in range(1, max_iter + 2):
        changed, counts = found.changed, found.counts
        step = HalfStep(Phase.ASSIGN, iteration, centroids, centroids, found.inertias, changed, counts, clusters)
        yield step, vars(found)["labels"]  # past `LazyLabels`: a function that stands for them is not called
        if changed == 0 or iteration > max_iter:
            return

        changed = 0
        if empty_clusters(counts):
            centroids, clusters, found, changed = engine.deal(centroids, clusters, found)
        moved = engine.update(centroids, found)
        ahead = engine.assign(moved, found)
        inertia, counts = ahead.inertia_before, found.counts
        step = HalfStep(Phase.UPDATE, iteration, centroids, moved, inertia, changed, counts, clusters)
        yield step, vars(found)["labels"]
        centroids, found = moved, ahead


def empty_clusters(counts: NDArray[np.int64]) -> tuple[int, ...]:
    """Return the indices of the clusters without points."""
    # Nearly every state has none, and finding them takes five times as long as counting the others.
    return () if np.count_nonzero(counts) == len(counts) else tuple(np.flatnonzero(counts == 0).tolist())


class LazyLabels:
    """The field `labels`, which may hold a function that finds the labels when a caller looks at them.

    A run over millions of points need not keep all its labels, and most of its states are never asked for theirs.
    """

    def __get__(self, owner: Any, kind: type) -> Any:
        """Return the labels, after calling the function that finds them if there is one."""
        value = vars(owner)["labels"]
        return value() if callable(value) else value

    def __set__(self, owner: Any, value: Labels | Callable[[], Labels] | None) -> None:
        """Keep the labels, or the function that finds them."""
        vars(owner)["labels"] = value


State.labels = Pass.labels = LazyLabels()  # type: ignore[assignment]
