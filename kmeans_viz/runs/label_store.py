"""The labels of a run: all are kept, or some, or only the changes, or none; the rest are found again when asked for.

The centroids of an assignment determine its labels. So a run over a million points needs no more memory than a few
labelings, and going back to a step costs one pass over the points.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast.engine import Work
from kmeans_viz.fast.tiles import Change, ChangedLabels, put_together
from kmeans_viz.inputs import Centroids, Labels, Locked, Points, lock
from kmeans_viz.kmeans.algorithm import Engine, Stepper
from kmeans_viz.kmeans.empties import RULES, OnEmpty
from kmeans_viz.runs.iterator import engine_for

Keep: TypeAlias = Literal["all", "centroids"] | int | None
MOST_BYTES = 64_000_000
"""The most bytes that the labels of a run may take by default."""
_NO_LABELS = lock(np.empty(0, dtype=np.int32))
_RECENT = 3  # labelings that stay in memory: a picture keeps looking at a state and at the one before it
_NOTHING = Change(_NO_LABELS, _NO_LABELS, _NO_LABELS)


class LabelStore(Locked):
    """The labels of the assignments of one run.

    Parameters
    ----------
    points : Points
        ``(n, d)``.
    stepper : Stepper
        Its `assign` finds the labels that were not kept.
    on_empty : {"keep", "farthest", "drop", "error"}
        The rule that changes labels before an update.
    keep : {"all", "centroids"} or int or None
        As in `record`.
    """

    def __init__(self, points: Points, stepper: Stepper, on_empty: OnEmpty, keep: Keep) -> None:
        self._points, self._stepper, self._on_empty, self._keep = points, stepper, on_empty, keep
        self._centroids: list[Centroids] = []
        # For each assignment: its labels; or the places and values of those that changed; or None, to find them again.
        self._kept: list[Labels | Change | None] = []
        self._room = MOST_BYTES
        self._prepare()

    def _prepare(self) -> None:
        self._recent: dict[Any, Labels] = {}
        self._engine: Engine | None = None
        self._last: Any = None
        self._lock = threading.RLock()

    @property
    def keeps_all(self) -> bool:
        """True if the caller of `record` wanted all labels kept, so that none need be found again."""
        return self._keep == "all"

    def add(self, labels: Labels | ChangedLabels, centroids: Centroids) -> int:
        """Store the labels that the next assignment found for `centroids`, and return its number, from 0."""
        m = len(self._kept)
        self._centroids.append(centroids)
        is_same, self._last = labels is self._last, labels
        if self._keep == "centroids" or (isinstance(self._keep, int) and m % self._keep != 0):
            self._kept.append(None)
        elif self._keep is None and isinstance(labels, ChangedLabels):
            change = labels() if labels.change is None else labels.change
            self._kept.append(_NOTHING if is_same else change)
        elif self._keep is None:
            self._room -= labels.nbytes  # type: ignore[union-attr]
            self._kept.append(labels)  # type: ignore[arg-type]
            if self._room < 0:
                # With only the first labels kept, stepping would be slow in the second half of the run: keep none.
                self._keep, self._kept = "centroids", [None] * (m + 1)
        else:
            self._kept.append(labels() if isinstance(labels, ChangedLabels) else labels)
        return m

    def assigned(self, m: int) -> Labels:
        """Return the labels of assignment `m`."""
        kept = self._kept[m]
        if isinstance(kept, np.ndarray):
            return kept
        with self._lock:
            if isinstance(kept, Change) and kept.places is not None and len(kept.places) == 0:
                return self.assigned(m - 1)  # where nothing changed, states share their labels
            return self._remembered(m, lambda: self._found(m) if kept is None else self._put_together(m))

    def dealt(self, m: int, clusters: NDArray[np.int64]) -> Labels:
        """Return the labels of assignment `m` as the rule for empty clusters changed them."""
        with self._lock:
            rule = RULES[self._on_empty]
            return self._remembered(
                (m, "dealt"), lambda: rule(self._points, self._centroids[m], self.assigned(m), clusters).labels
            )

    def _found(self, m: int) -> Labels:
        if self._engine is None:
            work = Work(self._points, len(self._centroids[m]), len(self._kept))
            self._engine = engine_for(work, self._on_empty, self._stepper)
        return self._engine.assign(self._centroids[m], None).labels

    def _put_together(self, m: int) -> Labels:
        changes: list[Change] = []
        while isinstance(change := self._kept[m], Change) and m not in self._recent:
            changes.append(change)
            m -= 1
            if change.places is None:
                break
        return put_together(changes, None if changes[-1].places is None else self.assigned(m))

    def _remembered(self, key: Any, find: Callable[[], Labels]) -> Labels:
        labels = self._recent.pop(key, None)
        labels = find() if labels is None else labels
        self._recent[key] = labels
        for old in list(self._recent)[:-_RECENT]:
            self._recent.pop(old, None)
        return labels

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the lock and what can be made again."""
        return {
            name: value for name, value in vars(self).items() if name not in ("_recent", "_engine", "_lock", "_last")
        }

    def __setstate__(self, values: dict[str, Any]) -> None:
        """Make again what was left out."""
        super().__setstate__(values)
        self._prepare()
