"""Lloyd's algorithm, one half-step at a time.

`assign` and `update` are the two halves of the algorithm, and a `State` is what a run looks like after one of them.
`half_steps` in the module `loop` takes them in turn, until an assignment changes nothing.

Lloyd (1982), "Least squares quantization in PCM", IEEE Transactions on Information Theory 28, 129-137.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, Labels, Points


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
    >>> from kmeans_viz.runs.iterator import lloyd
    >>> stepper = Stepper(assign=to_the_left)
    >>> [state.phase.value for state in lloyd([[0, 0], [1, 0], [3, 0]], init=[[0, 0], [1, 0]], stepper=stepper)]
    ['seed', 'assign', 'update', 'assign', 'update', 'assign']
    """

    assign: Callable[[Points, Centroids], Any] = assign
    update: Callable[[Points, Labels, Centroids], Any] = update


LLOYD = Stepper()
"""k-means: the nearest centroid, then the mean."""
