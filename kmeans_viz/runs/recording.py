"""The states of a run as a sequence. It keeps them, or makes each when a caller first looks at it.

`Recording.of` takes the states that a run yields, and moves their labels into a `LabelStore`. `CompiledRun` holds the
arrays of a run made in one compiled call, and makes states of them on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, lock
from kmeans_viz.kmeans.algorithm import Phase, State, empty_clusters
from kmeans_viz.runs.label_store import LabelStore


class Recording(Sequence[State]):
    """The states of one run, in order.

    Parameters
    ----------
    states : sequence of State or None
        The states; `make` is called for each that is None, when a caller first looks at it.
    make : callable, optional
        ``make(i) -> State``.
    """

    def __init__(self, states: list[State | None], make: Callable[[int], State] | None = None) -> None:
        self._states, self._make = states, make

    @classmethod
    def of(cls, states: Iterable[State], store: LabelStore) -> Recording:
        """Take all `states` of a run, and leave their labels to `store`, which gives them back when they are read."""
        kept: list[State | None] = []
        assigned: Any = None
        m = 0
        for state in states:
            values = vars(state)  # no caller has seen this state yet, so its frozen fields may change
            labels = values["labels"]
            if state.phase is Phase.ASSIGN:
                m, assigned = store.add(labels, state.centroids), state
                found, values["labels"] = labels, partial(store.assigned, m)
            elif state.phase is Phase.UPDATE:
                # Other labels than the assignment's: a rule for empty clusters has changed or renumbered them.
                if labels is found:
                    values["labels"] = vars(assigned)["labels"]
                elif not store.keeps_all:
                    values["labels"] = partial(store.dealt, m, assigned.clusters)
            kept.append(state)
        return cls(kept)

    @overload
    def __getitem__(self, index: int) -> State: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[State]: ...
    def __getitem__(self, index: int | slice) -> State | Sequence[State]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        state = self._states[index]
        if state is None:
            assert self._make is not None
            self._states[index] = state = self._make(range(len(self))[index])
        return state

    def __len__(self) -> int:
        return len(self._states)

    def __iter__(self) -> Iterator[State]:
        return (self[i] for i in range(len(self)))


@dataclass(frozen=True, eq=False)
class CompiledRun:
    """The arrays that `numba_kernels.run` returns, in the same order, for a run of m updates.

    The states are made on demand, since making all of them would take longer than the run.
    """

    centroids: Centroids
    labels: NDArray[np.int32]
    counts: NDArray[np.int64]
    after_assign: NDArray[np.float64]
    after_update: NDArray[np.float64]
    changed: NDArray[np.int64]

    def __post_init__(self) -> None:
        for array in vars(self).values():
            lock(array)

    def __setstate__(self, values: dict[str, Any]) -> None:
        """Lock the arrays again, since pickle and deepcopy leave them writeable."""
        vars(self).update(values)
        self.__post_init__()

    def recording(self) -> Recording:
        """Return the run as states that are made on demand."""
        return Recording([None] * (2 * len(self.after_assign)), self.state)

    def state(self, index: int) -> State:
        """Return the state at `index`: seed, first assignment, first update, second assignment, and so on."""
        k = self.centroids.shape[1]
        clusters = lock(np.arange(k))
        if index == 0:
            zeros = lock(np.zeros(k, dtype=np.int64))
            return State(Phase.SEED, 0, self.centroids[0], None, None, 0, 0.0, zeros, (), False, clusters)
        m, is_update = divmod(index - 1, 2)
        counts, labels = self.counts[m], self.labels[m]
        empty = empty_clusters(counts)
        if not is_update:
            changed, inertia = int(self.changed[m]), float(self.after_assign[m])
            here = self.centroids[m]
            return State(
                Phase.ASSIGN, m + 1, here, labels, inertia, changed, 0.0, counts, empty, changed == 0, clusters
            )
        moved, inertia = self.centroids[m + 1], float(self.after_update[m])
        shift = float(np.sqrt(((moved - self.centroids[m]) ** 2).sum(axis=1).max()))
        return State(Phase.UPDATE, m + 1, moved, labels, inertia, 0, shift, counts, empty, False, clusters)
