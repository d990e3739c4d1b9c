"""Runs with a user's own `Stepper`: its functions get locked arrays, and their results are checked, copied and locked.

`CheckedEngine` takes the points and a stepper, and does what `algorithm.half_steps` asks of an engine. A function that
fails, or returns something unusable, raises a `StepperError` that names it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import LARGEST, Centroids, InputError, Labels, Points, lock
from kmeans_viz.kmeans.algorithm import Pass, Stepper
from kmeans_viz.kmeans.empties import OnEmpty, deal, squared_to_own


class StepperError(InputError):
    """A user's `assign` or `update` failed, or returned something that k-means cannot continue with."""


class CheckedEngine:
    """The `Engine` of a run with a user's own stepper."""

    def __init__(self, points: Points, stepper: Stepper, on_empty: OnEmpty) -> None:
        self._points, self._stepper = points, stepper
        self.deal = partial(deal, on_empty, points)

    def assign(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Return a pass that calls the stepper's `assign` when a caller first looks at its labels."""
        return CheckedPass(self._points, self._stepper, centroids, None if before is None else before.labels)

    def update(self, centroids: Centroids, found: Pass) -> Centroids:
        """Call the stepper's `update` and check its centroids."""
        return call_update(self._stepper.update, self._points, found.labels, centroids)


class CheckedPass(Pass):
    """A pass that calls a user's `assign` when a caller first looks at its labels.

    If that call fails, the update before it can still be shown.
    """

    _points: Points
    _stepper: Stepper
    _centroids: Centroids
    _old: Labels | None

    def __init__(self, points: Points, stepper: Stepper, centroids: Centroids, old: Labels | None) -> None:
        before = float("nan") if old is None else float(squared_to_own(points, centroids, old).sum())
        # A pass is frozen, which forbids plain assignments.
        vars(self).update(_points=points, _stepper=stepper, _centroids=centroids, _old=old, inertia_before=before)

    @cached_property
    def labels(self) -> Labels:
        """The labels that the stepper's `assign` returned, checked."""
        return call_assign(self._stepper.assign, self._points, self._centroids)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many points have each label."""
        return lock(np.bincount(self.labels, minlength=len(self._centroids)))

    @cached_property
    def inertias(self) -> NDArray[np.float64]:
        """The sums of squared distances, even if the stepper minimises something else."""
        squared = squared_to_own(self._points, self._centroids, self.labels)
        return np.asarray(np.bincount(self.labels, weights=squared, minlength=len(self._centroids)), dtype=np.float64)

    @cached_property
    def changed(self) -> int:
        """How many labels differ from the old ones."""
        return len(self._points) if self._old is None else int(np.count_nonzero(self.labels != self._old))


def call_assign(function: Callable[[Points, Centroids], Any], X: Points, centroids: Centroids) -> Labels:
    """Return the ``(n,)`` labels that ``function(X, centroids)`` gives, as locked ``int32``.

    Raises
    ------
    StepperError
        If the function fails, or returns anything but one whole number from 0 to k - 1 for each point.
    """
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
    """Return the ``(k, d)`` centroids that ``function(X, labels, centroids)`` gives, as locked ``float64``.

    Raises
    ------
    StepperError
        If the function fails, or returns anything but finite numbers in the shape of `centroids`.
    """
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
    # The last frame is where the error arose, but a line inside numpy tells students nothing: show their own line.
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if frame.name == name]
    line = f" (line {frames[-1].lineno}: {frames[-1].line})" if frames and frames[-1].line else ""
    return f"{name} raised {type(problem).__name__}: {problem}{line}"


def _check_shape(array: NDArray[Any], wanted: tuple[int, ...], meaning: str, name: str) -> None:
    if array.shape != wanted:
        raise StepperError(f"{name} returned shape {array.shape}; expected {wanted}: {meaning}")
