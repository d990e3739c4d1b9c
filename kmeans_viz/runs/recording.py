"""The states of a run as a sequence, which makes each when a caller first looks at it.

A `SteppedRun` takes the half-steps that a run yields, and moves their labels into a `LabelStore`. A `CompiledRun` holds
the arrays of a run that was made in one compiled call. `Recording` is the sequence of the states of either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, Locked, lock
from kmeans_viz.kmeans.algorithm import HalfStep, Phase, State
from kmeans_viz.runs.label_store import LabelStore


class Recording(Sequence[State]):
    """The states of one run, in order."""

    def __init__(self, run: SteppedRun | CompiledRun) -> None:
        self._run = run
        self._states: list[State | None] = [None] * run.n_states

    @overload
    def __getitem__(self, index: int) -> State: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[State]: ...
    def __getitem__(self, index: int | slice) -> State | Sequence[State]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        state = self._states[index]
        if state is None:
            self._states[index] = state = self._run.state(range(len(self))[index])
        return state

    def __len__(self) -> int:
        return len(self._states)


class SteppedRun(Locked):
    """A run that was made step by step.

    Parameters
    ----------
    steps : iterable
        What `half_steps` yields.
    store : LabelStore
        Takes the labels.
    """

    def __init__(self, steps: Iterable[tuple[HalfStep, Any]], store: LabelStore) -> None:
        self._steps: list[HalfStep] = []
        self._store = store
        self._dealt: dict[int, Any] = {}
        found: Any = None
        for step, labels in steps:
            if step.phase is Phase.ASSIGN:
                store.add(labels, step.centroids)
                found = labels
            elif labels is not found:
                # A rule for empty clusters has changed or renumbered the labels that the assignment found.
                find = partial(store.dealt, step.iteration - 1, self._steps[-1].clusters)
                self._dealt[len(self._steps)] = labels if store.keeps_all else find
            self._steps.append(step)
        self.n_states = len(self._steps)

    def state(self, index: int) -> State:
        """Return the state at `index`."""
        step = self._steps[index]
        if index == 0:
            return step.state(None)
        return step.state(self._dealt.get(index, partial(self._store.assigned, step.iteration - 1)))


class CompiledRun(NamedTuple):
    """The arrays that `numba_kernels.run` returns, in the same order, for a run of m updates."""

    centroids: Centroids
    labels: NDArray[np.int32]
    counts: NDArray[np.int64]
    after_assign: NDArray[np.float64]
    after_update: NDArray[np.float64]
    changed: NDArray[np.int64]

    @property
    def n_states(self) -> int:
        """How many states the run has: the seed, m + 1 assignments and m updates."""
        return 2 * len(self.after_assign)

    def state(self, index: int) -> State:
        """Return the state at `index`: seed, first assignment, first update, second assignment, and so on."""
        # Locked here and not sooner, since pickle and deepcopy leave arrays writeable.
        centroids, labels, counts = lock(self.centroids), lock(self.labels), lock(self.counts)
        clusters = lock(np.arange(centroids.shape[1]))
        if index == 0:
            no_counts = lock(np.zeros_like(counts[0]))
            return HalfStep(Phase.SEED, 0, centroids[0], centroids[0], None, 0, no_counts, clusters).state(None)
        m, is_update = divmod(index - 1, 2)
        phase = Phase.UPDATE if is_update else Phase.ASSIGN
        inertia = float((self.after_update if is_update else self.after_assign)[m])
        changed = 0 if is_update else int(self.changed[m])
        before, after = centroids[m], centroids[m + is_update]
        return HalfStep(phase, m + 1, before, after, inertia, changed, counts[m], clusters).state(labels[m])
