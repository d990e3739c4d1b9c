"""What runs the two halves of a `Stepper`: fast kernels for k-means itself, checks around anybody's own functions.

`lloyd` hands an engine the centroids and labels; locked arrays that can be trusted flow back.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kmeans_viz import kernels
from kmeans_viz.algorithm import Stepper, assign, update
from kmeans_viz.arrays import LARGEST, Centroids, InputError, Labels, Points, lock
from kmeans_viz.empties import RULES, Dealt, OnEmpty
from kmeans_viz.sweepers import sweeper_for


class StepperError(InputError):
    """A student's `assign` or `update` did something that k-means cannot go on from."""


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


class _InMemory:
    """What engines share whose points are all at hand."""

    _points: Points

    def deal(
        self, on_empty: OnEmpty, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64]
    ) -> tuple[Dealt, NDArray[np.int64]]:
        """Apply the rule for empty clusters, and count again."""
        dealt = RULES[on_empty](self._points, centroids, labels, clusters)
        return dealt, lock(np.bincount(dealt.labels, minlength=len(dealt.centroids)))


def engine_for(points: Points, stepper: Stepper) -> Engine:
    """Return the engine that runs `stepper` on `points`."""
    if stepper.assign is assign and stepper.update is update:
        return LloydEngine(points)
    return CheckedEngine(points, stepper)


class LloydEngine(_InMemory):
    """k-means proper, one fused pass over the points for each pair of half-steps."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self._sweeper: kernels.Sweeper | None = None
        self._at: Centroids | None = None
        self._before: Labels | None = None
        self._found: kernels.Sweep | None = None

    def assign(self, centroids: Centroids, previous: Labels | None) -> Assignment:
        """Return the sweep that `inertia` made ahead, or make one."""
        found = self._sweep(centroids, previous)
        return Assignment(lock(found.labels), lock(found.counts), found.inertia, found.changed)

    def update(self, labels: Labels, centroids: Centroids) -> Centroids:
        """Return the means, from the sums of the last sweep; the plain way where a rule has changed the labels."""
        found = self._found
        if found is None or found.labels is not labels:
            return lock(update(self._points, labels, centroids))
        occupied = found.counts > 0
        moved = np.where(occupied[:, None], found.sums / np.maximum(found.counts, 1)[:, None], centroids)
        return lock(moved)

    def inertia(self, labels: Labels, centroids: Centroids) -> float:
        """Sweep once: the same pass that measures an update makes the assignment that follows it."""
        return self._sweep(centroids, labels).inertia_before

    def _sweep(self, centroids: Centroids, previous: Labels | None) -> kernels.Sweep:
        if self._found is None or self._at is not centroids or self._before is not previous:
            if self._sweeper is None:
                self._sweeper = sweeper_for(self._points, len(centroids))
            self._found = self._sweeper(centroids, previous)
            self._at, self._before = centroids, previous
        return self._found


class CheckedEngine(_InMemory):
    """Anybody's stepper: it gets locked arrays, and what it returns is checked, copied and locked."""

    def __init__(self, points: Points, stepper: Stepper) -> None:
        self._points = points
        self._columns = np.ascontiguousarray(points.T)
        self._stepper = stepper

    def assign(self, centroids: Centroids, previous: Labels | None) -> Assignment:
        """Call the stepper's `assign` and check its labels."""
        n, k = len(self._points), len(centroids)
        labels = call_assign(self._stepper.assign, self._points, centroids)
        changed = n if previous is None else int(np.count_nonzero(labels != previous))
        return Assignment(labels, lock(np.bincount(labels, minlength=k)), self.inertia(labels, centroids), changed)

    def update(self, labels: Labels, centroids: Centroids) -> Centroids:
        """Call the stepper's `update` and check its centroids."""
        return call_update(self._stepper.update, self._points, labels, centroids)

    def inertia(self, labels: Labels, centroids: Centroids) -> float:
        """Return the sum of squared distances, whatever the stepper itself minimises."""
        return kernels.inertia(self._columns, centroids, labels)


def call_assign(function: Callable[[Points, Centroids], Any], X: Points, centroids: Centroids) -> Labels:
    """Return the labels that `function` gives, or raise a `StepperError` that names it."""
    name, (n, k) = _name(function, "assign"), (len(X), len(centroids))
    labels = _call(function, name, X, centroids)
    _check_shape(labels, (n,), "one label per point", name)
    if labels.dtype.kind == "f":
        odd = labels[~np.isfinite(labels) | (labels != np.rint(labels))]
    elif labels.dtype.kind in "iu":
        odd = labels[:0]
    else:
        odd = labels[[type(label) is not int for label in labels.tolist()]]
    if len(odd):
        raise StepperError(
            f"{name} returned {labels.dtype} values such as {odd[0]!s}; expected whole numbers from 0 to {k - 1}"
        )
    if labels.min() < 0 or labels.max() >= k:
        wrong = labels[(labels < 0) | (labels >= k)][0]
        raise StepperError(
            f"{name} returned the label {wrong:.15g}; expected whole numbers from 0 to {k - 1}, as k={k}"
        )
    return lock(labels.astype(np.int32))


def call_update(
    function: Callable[[Points, Labels, Centroids], Any], X: Points, labels: Labels, centroids: Centroids
) -> Centroids:
    """Return the centroids that `function` gives, or raise a `StepperError` that names it."""
    name = _name(function, "update")
    moved = _call(function, name, X, labels, centroids)
    _check_shape(moved, centroids.shape, "one row per centroid", name)
    if moved.dtype.kind not in "iufb":
        raise StepperError(f"{name} returned {moved.dtype} values; expected numbers")
    moved = moved.astype(np.float64)
    bad = np.flatnonzero(~np.isfinite(moved).all(axis=1))
    if len(bad):
        j = int(bad[0])
        value = moved[j][~np.isfinite(moved[j])][0]
        why = (
            f"cluster {j} has no points, so it has no mean; return its old place, centroids[{j}]"
            if not (labels == j).any()
            else "expected finite numbers"
        )
        raise StepperError(f"{name} returned {value} for centroid {j}; {why}")
    if np.abs(moved).max() > LARGEST:
        j = int(np.abs(moved).max(axis=1).argmax())
        raise StepperError(
            f"{name} returned {np.abs(moved[j]).max():g} for centroid {j}; expected numbers below {LARGEST:g}"
        )
    return lock(np.ascontiguousarray(moved))


def _name(function: Callable[..., Any], role: str) -> str:
    return getattr(function, "__name__", None) or f"your {role}"


def _call(function: Callable[..., Any], name: str, *arguments: NDArray[Any]) -> NDArray[Any]:
    """Call `function` and return what it gives as an array."""
    try:
        result = function(*arguments)
    except StepperError:
        raise
    except Exception as problem:
        raise StepperError(_explained(problem, name)) from problem
    for argument in arguments:
        if argument.flags.writeable:
            raise StepperError(f"{name} unlocked an array that it was given; work on a copy, for example X = X.copy()")
    if result is None:
        raise StepperError(f"{name} returned None; does it end with a return?")
    try:
        return np.asarray(result)
    except ValueError:
        raise StepperError(f"{name} returned rows of different lengths; expected an array") from None


def _explained(problem: Exception, name: str) -> str:
    if isinstance(problem, ValueError) and "read-only" in str(problem):
        return f"{name} tried to change an array that it was given; work on a copy, for example X = X.copy()"
    # The last frame is where it went wrong, but a line inside numpy tells a student nothing: show their own.
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.name == name]
    line = f" (line {frames[-1].lineno}: {frames[-1].line})" if frames and frames[-1].line else ""
    return f"{name} raised {type(problem).__name__}: {problem}{line}"


def _check_shape(array: NDArray[Any], wanted: tuple[int, ...], meaning: str, name: str) -> None:
    if array.shape != wanted:
        raise StepperError(f"{name} returned shape {array.shape}; expected {wanted}: {meaning}")
