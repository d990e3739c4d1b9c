"""A user's own `Stepper`: its functions get locked arrays, and what they return is checked, copied and locked."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import LARGEST, Centroids, InputError, Labels, Points, lock
from kmeans_viz.kmeans.algorithm import Stepper
from kmeans_viz.kmeans.loop import Assignment, InMemory


class StepperError(InputError):
    """A student's `assign` or `update` did something that k-means cannot go on from."""


class CheckedEngine(InMemory):
    """Anybody's stepper: it gets locked arrays, and what it returns is checked, copied and locked."""

    def __init__(self, points: Points, stepper: Stepper) -> None:
        self._points = points
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
        return float(((self._points - centroids[labels]) ** 2).sum())


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
