"""The states of a run without all their labels: those that were not kept are found again when somebody looks.

The states of `lloyd` flow in one by one; a sequence of the same states flows out. The centroids of an assignment say
which labels it found, so a run of a million points takes the room of a few labelings, and going back to a step costs
one pass over the points.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, overload

from kmeans_viz.inputs import Labels, Points
from kmeans_viz.kmeans.algorithm import Phase, State, Stepper
from kmeans_viz.kmeans.empties import RULES, OnEmpty
from kmeans_viz.kmeans.loop import Engine
from kmeans_viz.runs.iterator import engine_for

_RECENT = 3  # labelings that stay: a picture looks at a state and at the one before, again and again


class LeanStates(Sequence[State]):
    """A run of which only some labels are kept.

    Parameters
    ----------
    states : iterable of State
        The run, as `lloyd` yields it; no more than one state's labels are in memory at a time, beside the kept ones.
    every : int or None
        Keep the labels of every so many assignments; None keeps as many as `most_bytes` have room for, and none once
        there are more.
    """

    def __init__(
        self,
        points: Points,
        stepper: Stepper,
        on_empty: OnEmpty,
        states: Iterable[State],
        *,
        every: int | None = None,
        most_bytes: int = 0,
    ) -> None:
        self._points, self._stepper, self._on_empty = points, stepper, on_empty
        self._engine: Engine | None = None
        self._lock = threading.RLock()
        self._kept: dict[int, Labels] = {}
        self._recent: dict[int, Labels] = {}
        self._states: list[State] = []
        room = most_bytes
        for i, state in enumerate(states):
            if state.labels is None:
                self._states.append(state)
                continue
            self._states.append(LeanState.of(state, partial(self._labels, i)))
            if i % 2 == 0 or (every is not None and (i // 2) % every != 0):
                continue
            is_shared = any(state.labels is labels for labels in list(self._kept.values())[-1:])
            room -= 0 if is_shared else state.labels.nbytes
            if every is not None or room >= 0:
                self._kept[i] = state.labels
            else:
                # Some kept and some not would make one half of the run slow to step through, for little.
                self._kept.clear()

    @overload
    def __getitem__(self, index: int) -> State: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[State]: ...
    def __getitem__(self, index: int | slice) -> State | Sequence[State]:
        return self._states[index]

    def __len__(self) -> int:
        return len(self._states)

    def __iter__(self) -> Iterator[State]:
        return iter(self._states)

    def _labels(self, i: int) -> Labels:
        """Return the labels of state i: an assignment's own, or an update's, which are those before it."""
        with self._lock:
            return self._found(i)

    def _found(self, i: int) -> Labels:
        before = self._assigned(i if i % 2 == 1 else i - 1)
        state, assignment = self._states[i], self._states[i - 1]
        if state.phase is Phase.ASSIGN or (state.changed == 0 and state.k == assignment.k):
            return before
        # A rule for empty clusters gave some points to others, or renumbered them.
        return self._remembered(
            i, lambda: RULES[self._on_empty](self._points, assignment.centroids, before, assignment.clusters).labels
        )

    def _assigned(self, i: int) -> Labels:
        kept = self._kept.get(i)
        if kept is not None:
            return kept
        if self._engine is None:
            self._engine = engine_for(self._points, self._stepper)
        engine = self._engine
        return self._remembered(i, lambda: engine.assign(self._states[i].centroids, None).labels)

    def _remembered(self, i: int, find: Callable[[], Labels]) -> Labels:
        labels = self._recent.pop(i, None)
        labels = find() if labels is None else labels
        self._recent[i] = labels
        for old in list(self._recent)[:-_RECENT]:
            self._recent.pop(old, None)
        return labels


class LeanState(State):
    """A state whose labels are asked for when somebody looks."""

    __slots__ = ("_find",)
    _find: Any

    @classmethod
    def of(cls, state: State, find: Callable[[], Labels]) -> LeanState:
        """Return `state` with its labels let go."""
        values = {field.name: getattr(state, field.name) for field in fields(State) if field.name != "labels"}
        return cls(labels=find, **values)  # type: ignore[arg-type]

    @property
    def labels(self) -> Labels | None:
        """``(n,)``: the cluster of each point."""
        return self._find() if callable(self._find) else self._find

    @labels.setter
    def labels(self, labels: Any) -> None:
        object.__setattr__(self, "_find", labels)
