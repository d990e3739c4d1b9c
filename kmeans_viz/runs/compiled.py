"""The states of a run that was made in one call, each put together when somebody looks at it.

The arrays that `numba_kernels.run` or `tile_runs.run` returns flow in; the states that `lloyd` would have yielded flow
out, as a sequence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, lock
from kmeans_viz.kmeans.algorithm import Phase, State
from kmeans_viz.kmeans.empties import indices_of_empty
from kmeans_viz.runs.forgetful import LeanState
from kmeans_viz.runs.tile_runs import Labelings


@dataclass(frozen=True, eq=False)
class BatchStates(Sequence[State]):
    """A run with m updates, of which empty clusters kept their centroid."""

    centroids: Centroids
    labels: NDArray[np.int32] | Labelings
    counts: NDArray[np.int64]
    after_assign: NDArray[np.float64]
    after_update: NDArray[np.float64]
    changed: NDArray[np.int64]
    _made: dict[int, State] = field(default_factory=dict, init=False)
    """So that looking twice gives the same object, as with any other sequence."""

    def __len__(self) -> int:
        return 2 * len(self.after_assign)

    @overload
    def __getitem__(self, index: int) -> State: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[State]: ...
    def __getitem__(self, index: int | slice) -> State | Sequence[State]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(f"state {index} of {len(self)}")
        if position not in self._made:
            self._made[position] = self._make(position)
        return self._made[position]

    def _make(self, position: int) -> State:
        k = self.centroids.shape[1]
        clusters = lock(np.arange(k))
        if position == 0:
            zeros = lock(np.zeros(k, dtype=np.int64))
            return State(Phase.SEED, 0, self.centroids[0], None, None, 0, 0.0, zeros, (), False, clusters)
        # Positions 1, 2, 3, … are the first assignment, the first update, the second assignment, …
        m, is_update = divmod(position - 1, 2)
        counts = self.counts[m]
        empty = indices_of_empty(counts)
        labels: Any = self.labels[m] if isinstance(self.labels, np.ndarray) else partial(self.labels.__getitem__, m)
        kind = State if isinstance(self.labels, np.ndarray) else LeanState
        if not is_update:
            changed, inertia = int(self.changed[m]), float(self.after_assign[m])
            is_end = changed == 0
            centroids = self.centroids[m]
            return kind(Phase.ASSIGN, m + 1, centroids, labels, inertia, changed, 0.0, counts, empty, is_end, clusters)
        moved, inertia = self.centroids[m + 1], float(self.after_update[m])
        shift = float(np.sqrt(((moved - self.centroids[m]) ** 2).sum(axis=1).max()))
        return kind(Phase.UPDATE, m + 1, moved, labels, inertia, 0, shift, counts, empty, False, clusters)

    def __iter__(self) -> Iterator[State]:
        return (self[i] for i in range(len(self)))
