"""A whole run over sorted points, of whose labels only what changed is kept.

Points and starting centroids flow in; what `numba_kernels.run` returns flows out, with `Labelings` in the place of the
labels of every step: those of the first assignment, and which points changed in each of the others.
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast.tiles import TileSweeper, sort_into_tiles
from kmeans_viz.inputs import Centroids, Labels, Points, lock

_RECENT = 3  # labelings that stay: a picture looks at a state and at the one before, again and again


class Labelings:
    """The labels after every assignment of a run, put together when somebody looks."""

    def __init__(self, order: NDArray[np.int32], first: Labels) -> None:
        self._order, self._first = order, first
        self._changes: list[tuple[NDArray[np.int32], Labels]] = []
        self._own, self._reached = first, 0  # the labels in the order of the tiles, after that assignment
        self._recent: dict[int, Labels] = {}
        self._lock = threading.Lock()

    def add(self, places: NDArray[np.int32], labels: Labels) -> None:
        """Append an assignment that changed the labels at `places`."""
        self._changes.append((places, labels))

    def __len__(self) -> int:
        return 1 + len(self._changes)

    def __getitem__(self, m: int) -> Labels:
        with self._lock:
            labels = self._recent.pop(m, None)
            if labels is None and 0 < m < len(self) and len(self._changes[m - 1][0]) == 0:
                # Where nothing changed, states share their labels.
                labels = self._recent.get(m - 1)
            if labels is None:
                labels = self._put_together(m)
            self._recent[m] = labels
            for old in list(self._recent)[:-_RECENT]:
                del self._recent[old]
            return labels

    def _put_together(self, m: int) -> Labels:
        if self._reached > m:
            self._own, self._reached = self._first, 0
        if self._reached < m and self._own is self._first:
            self._own = self._first.copy()
        for places, labels in self._changes[self._reached : m]:
            self._own[places] = labels
        self._reached = m
        found = np.empty(len(self._order), dtype=np.int32)
        found[self._order] = self._own
        return lock(found)


def run(
    points: Points, start: Centroids, max_iter: int
) -> tuple[Centroids, Labelings, NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Run Lloyd's algorithm in the plane; empty clusters keep their centroid. See `numba_kernels.run`."""
    sweeper = TileSweeper(points, sort_into_tiles(points))
    found, places = sweeper.step(start)
    labelings = Labelings(sweeper.tiles.order, sweeper.own.copy())
    centroids, counts, changed = [start], [found.counts], [len(points)]
    after_assign, after_update = [found.inertia], []
    for _ in range(max_iter):
        if found.counts.all():
            centroids.append(found.sums / found.counts[:, None])
        else:
            means = found.sums / np.maximum(found.counts, 1)[:, None]
            centroids.append(np.where(found.counts[:, None] > 0, means, centroids[-1]))
        found, places = sweeper.step(centroids[-1])
        labelings.add(places.copy(), sweeper.own[places])
        counts.append(found.counts)
        changed.append(len(places))
        after_assign.append(found.inertia)
        after_update.append(found.before)
        if len(places) == 0:
            break
    return (
        lock(np.stack(centroids)),
        labelings,
        lock(np.stack(counts)),
        lock(np.array(after_assign)),
        lock(np.array(after_update, dtype=np.float64)),
        lock(np.array(changed)),
    )
