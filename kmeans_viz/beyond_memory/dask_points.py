"""The points of a run on a Dask array: `DaskPoints` checks the array, keeps a sample of it, and makes the start.

Bahmani, Moseley, Vattani, Kumar & Vassilvitskii (2012), "Scalable K-Means++", PVLDB 5, 622-633.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.beyond_memory.blocks import Assign, Count, Draw, Inspect, Question
from kmeans_viz.beyond_memory.dask_cluster import ask
from kmeans_viz.fast.kernels import choose
from kmeans_viz.inputs import LARGEST, Centroids, InputError, Points, as_k, lock
from kmeans_viz.kmeans.seeding import start_centroids

Answer = TypeVar("Answer")

MOST_SHOWN = 50_000
"""How many points of a Dask array are kept to be drawn; fewer if they have more than 200 coordinates."""
_MOST_COORDINATES = 10_000_000  # of those points: 80 MB
_ROUNDS = 2  # of k-means||; the paper finds little gain beyond a few


@dataclass(init=False, eq=False)
class DaskPoints:
    """A checked Dask array: its numbers are finite, its blocks have known sizes, and a sample of it is in memory."""

    shown: Points
    """The points to draw, read-only."""
    shown_rows: NDArray[np.int64]
    """The rows of the array that these are, in rising order."""
    largest: float
    """The absolute value of the number farthest from zero."""

    def __init__(self, X: Any, rng: np.random.Generator) -> None:
        self._array = _checked(X)
        self._rng = rng
        sizes = self._array.chunks[0]
        if any(math.isnan(size) for size in sizes):
            sizes = ask(self._array, Count(), "counting")
        self._sizes = np.array(sizes, dtype=np.int64)
        d = int(self._array.shape[1])
        if self.n * d == 0:
            raise InputError(f"X has shape {(self.n, d)}, so there is nothing to cluster; give at least one point")
        most = max(1000, min(MOST_SHOWN, _MOST_COORDINATES // d))
        self.shown_rows = np.arange(self.n) if self.n <= most else np.sort(rng.choice(self.n, size=most, replace=False))
        ends = np.cumsum(self._sizes)
        own = [Inspect(rows) for rows in np.split(self.shown_rows, np.searchsorted(self.shown_rows, ends[:-1]))]
        seen = ask(self._array, Inspect(self.shown_rows[:0]), "looking", sizes=self._sizes, own=own)
        if seen.first_bad is not None:
            row, column, value = seen.first_bad
            raise InputError(
                f"X holds {value} in row {row}, column {column} ({seen.n_bad} such value{'s' * (seen.n_bad > 1)} in "
                "all); drop those points, for example with X[da.isfinite(X).all(axis=1)]"
            )
        if abs(seen.largest) > LARGEST:
            raise InputError(
                f"X holds {seen.largest:g}, and squared distances of numbers beyond {LARGEST:g} overflow; "
                "divide it by a large number first"
            )
        self.shown, self.largest = lock(seen.shown), abs(seen.largest)

    @property
    def n(self) -> int:
        """How many points the array has."""
        return int(self._sizes.sum())

    def start(self, k: int | None, init: Any) -> Centroids:
        """Return the ``(k, d)`` centroids that `init` stands for."""
        if k is not None:
            as_k(k, self.n)
            if k > len(self.shown):
                raise InputError(
                    f"k={k} is more than the {len(self.shown)} points that are kept of a Dask array; "
                    f"use 1 <= k <= {len(self.shown)}"
                )
        start = start_centroids(self.shown, k, init, self._rng)
        if isinstance(init, str) and init == "k-means++" and len(self.shown) < self.n:
            return self._k_means_parallel(len(start), start)
        return start

    def ask(self, question: Question[Answer], what: str) -> Answer:
        """Put `question` to every block and return the merged answer; `what` names the purpose for a watcher."""
        return ask(self._array, question, what, sizes=self._sizes)

    def _k_means_parallel(self, k: int, fallback: Centroids) -> Centroids:
        """Start by k-means||: draw many candidates at a time, then choose k of these by k-means++.

        Bahmani et al. (2012), algorithm 2, with rounds of exactly 2k points. The weight of a candidate is the number of
        points to which it is the nearest.
        """
        rng, origin = self._rng, self.shown[0]
        choice = choose(self.n, 2 * k, len(origin), passes=_ROUNDS + 1)
        candidates = self.shown[rng.integers(len(self.shown), size=1)]
        for _ in range(_ROUNDS):
            key = int(rng.integers(2**63))
            drawn = self.ask(Draw(candidates, 2 * k, key, choice=choice), "starting")
            candidates = np.concatenate([candidates, drawn.points])
        if len(candidates) < k:
            return fallback  # there are too few distinct points, of which start_centroids has warned
        weights = self.ask(Assign(origin, candidates, choice=choice), "starting").counts
        return lock(_weighted_plus_plus(candidates, weights, k, rng))


def _weighted_plus_plus(X: Points, weights: NDArray[np.int64], k: int, rng: np.random.Generator) -> Centroids:
    """Draw k of the points by k-means++, where each point counts as many times as its weight says."""
    chosen: list[int] = []
    nearest, is_left = np.ones(len(X)), np.ones(len(X))
    while len(chosen) < k:
        # Where every point that counts lies on one that was chosen, any other that counts; at last, any other.
        odds = next(odds for odds in (weights * nearest, weights * is_left, is_left) if odds.any())
        chosen.append(int(rng.choice(len(X), p=odds / odds.sum())))
        is_left[chosen[-1]] = 0.0
        away = ((X - X[chosen[-1]]) ** 2).sum(axis=1)
        nearest = away if len(chosen) == 1 else np.minimum(nearest, away)
    return X[chosen]


def _checked(X: Any) -> Any:
    """Return `X` as a Dask array of real numbers with two axes and whole rows in each block.

    Raises
    ------
    InputError
        If it is not one.
    """
    import dask.array as da

    array = X.to_dask_array() if hasattr(X, "to_dask_array") else X
    if not isinstance(array, da.Array):
        raise InputError(f"X is {type(X).__name__} of Dask, not an array of numbers; use a Dask array of shape (n, d)")
    if array.ndim != 2:
        fix = "X.reshape(-1, 1) for points on a line" if array.ndim == 1 else "an array of shape (n, d)"
        raise InputError(f"X has shape {array.shape}, and points need two axes, one row per point; use {fix}")
    if array.dtype.kind not in "fiub":
        raise InputError(
            f"X holds {array.dtype} values, not real numbers; keep the columns of numbers only, or turn them into "
            "such with X.astype(float)"
        )
    if isinstance(array._meta, np.ma.MaskedArray):
        raise InputError("X is masked; drop the masked points, for example with da.ma.filled(X, np.nan)")
    if math.isnan(array.shape[1]):
        raise InputError("X does not know how many columns it has; call X.compute_chunk_sizes() first")
    return array.rechunk({1: -1}) if array.numblocks[1] > 1 else array
