"""The loop of Lloyd's algorithm: assign and update in turn, through an `Engine` that does the sums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, Labels, Points, lock
from kmeans_viz.kmeans.algorithm import Phase, State
from kmeans_viz.kmeans.empties import RULES, Dealt, OnEmpty, indices_of_empty


class Assignment(NamedTuple):
    """What an assignment found."""

    labels: Labels
    counts: NDArray[np.int64]
    inertia: float
    changed: int


class Engine(Protocol):
    """The two halves, and the objective."""

    def assign(self, centroids: Centroids, previous: Labels | None) -> Assignment:
        """Assign every point; `previous` is what to count changes against."""

    def update(self, labels: Labels, centroids: Centroids) -> Centroids:
        """Return where the centroids go; one without points stays."""

    def deal(
        self, on_empty: OnEmpty, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64]
    ) -> tuple[Dealt, NDArray[np.int64]]:
        """Apply the rule for empty clusters, and return the counts that it leaves."""

    def inertia(self, labels: Labels, centroids: Centroids) -> float:
        """Return the sum of squared distances of the points to their centroids."""


class InMemory:
    """What engines share whose points are all at hand."""

    _points: Points

    def deal(
        self, on_empty: OnEmpty, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64]
    ) -> tuple[Dealt, NDArray[np.int64]]:
        """Apply the rule for empty clusters, and count again."""
        dealt = RULES[on_empty](self._points, centroids, labels, clusters)
        return dealt, lock(np.bincount(dealt.labels, minlength=len(dealt.centroids)))


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
