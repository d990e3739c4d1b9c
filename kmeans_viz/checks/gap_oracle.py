"""What stands in for `sum_of_squares` while an exercise on the gap statistic is checked.

It answers a student's function, and remembers what it was asked. Its numbers make each common mistake give a different
result: the logarithm of their mean is far from the mean of their logarithms, and their spread is another for each K.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.checks.calls import Wrong
from kmeans_viz.inputs import Points


class Oracle:
    """Answers a student's function about the points `X`, and about references of the same shape."""

    def __init__(self, X: Points, k_max: int) -> None:
        self._X, self._k_max = X, k_max
        self._order: dict[bytes, int] = {}
        self.of_data: dict[int, float] = {}
        """K → W_K of the points."""
        self.of_references: dict[int, dict[bytes, float]] = {}
        """K → each reference → its W_K."""
        self.references: list[NDArray[np.float64]] = []

    def __call__(self, X: Any, k: Any) -> float:
        """Return a number for K clusters of some points."""
        if np.ndim(X) == 0 and np.ndim(k) == 2:
            raise Wrong(
                "sum_of_squares is called as sum_of_squares(points, k): first the points, then how many clusters."
            )
        if np.ndim(k) != 0 or isinstance(k, str) or k is None or k != int(k):
            raise Wrong("sum_of_squares takes one K at a time, a whole number.")
        try:
            points = np.array(X, dtype=float)
        except (TypeError, ValueError):
            raise Wrong("sum_of_squares is asked about something that is not an array of points.") from None
        if not 1 <= k <= self._k_max:
            raise Wrong(f"sum_of_squares is asked for {k} clusters; K goes from 1 to k_max, {self._k_max} here.")
        if points.shape != self._X.shape:
            raise Wrong(
                f"sum_of_squares is asked about points of shape {points.shape}; a reference has as many points and "
                f"coordinates as X, {self._X.shape} here."
            )
        if _is_same(points, self._X):
            return self.of_data.setdefault(int(k), 200.0 / k**3)
        if np.allclose(_in_unit_box(points), _in_unit_box(self._X), atol=1e-5):
            raise Wrong("sum_of_squares is asked about X moved or scaled; ask about X as it is, and about references.")
        key = points.tobytes()
        if key not in self._order:
            self._order[key] = len(self._order)
            self.references.append(points)
        drawn = np.random.default_rng([self._order[key], int(k)]).normal()
        answer = 100.0 * math.exp((0.4 + 0.2 * k) * drawn) / k
        return self.of_references.setdefault(int(k), {}).setdefault(key, answer)

    @property
    def was_asked(self) -> bool:
        """Whether it was asked anything."""
        return bool(self.of_data or self.of_references)

    def logs(self, k_max: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the sums of squares of the references, ``(k_max, n_refs)``, and of the points, ``(k_max,)``."""
        ks = range(1, k_max + 1)
        try:
            sums = np.array([self.of_data[k] for k in ks])
            references = np.array([list(self.of_references[k].values()) for k in ks])
        except (KeyError, ValueError):
            raise Wrong("Not every K has as many references as the others.") from None
        return references, sums


def _is_same(points: NDArray[np.float64], X: Points) -> bool:
    """Tell whether these are the same points, in any order, and perhaps in half the precision."""
    if np.allclose(points, X, rtol=1e-5, atol=1e-6):
        return True
    return np.allclose(points[np.lexsort(points.T)], X[np.lexsort(X.T)], rtol=1e-5, atol=1e-6)


def _in_unit_box(points: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = points.min(axis=0), points.max(axis=0)
    return (points - low) / np.maximum(high - low, 1e-12)
