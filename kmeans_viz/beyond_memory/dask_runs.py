"""Runs on a Dask array: points that fit neither memory nor one machine flow in, the same `State`s flow out.

Every step is one pass, in which each block answers a question of `blocks` where it lies. What is drawn is a sample of
the points that is kept in memory; centroids, counts, inertia and all else are those of the whole array.

Bahmani, Moseley, Vattani, Kumar & Vassilvitskii (2012), "Scalable K-Means++", PVLDB 5, 622-633.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.beyond_memory.blocks import (
    NONE_MOVED,
    Count,
    Draw,
    Farthest,
    Look,
    Members,
    Moved,
    Picked,
    Question,
    Sums,
    Sweep,
)
from kmeans_viz.beyond_memory.dask_cluster import ask
from kmeans_viz.fast import kernels
from kmeans_viz.inputs import LARGEST, Centroids, InputError, Labels, Points, as_choice, as_count, as_k, as_rng, lock
from kmeans_viz.kmeans.algorithm import State, Stepper, assign, update
from kmeans_viz.kmeans.empties import RULES, Dealt, OnEmpty, indices_of_empty, is_on_centroid
from kmeans_viz.kmeans.loop import Assignment, half_steps
from kmeans_viz.kmeans.seeding import start_centroids

Answer = TypeVar("Answer")

MOST_SHOWN = 50_000
"""How many points of a Dask array are kept to be drawn; fewer where there are over 200 coordinates."""
_MOST_COORDINATES = 10_000_000  # of those points: 80 MB
_ROUNDS = 2  # of k-means||; the paper finds little gain beyond a few


def run(
    X: Any, k: int | None, *, init: Any, seed: Any, max_iter: int, on_empty: OnEmpty, stepper: Stepper
) -> tuple[Points, Iterator[State]]:
    """Return the points to draw and the states of a run; the parameters are those of `algorithm.lloyd`, and checked.

    The points to draw are `MOST_SHOWN` of the array, drawn by `seed`, in the order in which they stand there, or all
    where there are no more. The labels of a state are theirs; everything else in it is about the whole array.

    With all points in sight the start is that of a run in memory. Otherwise ``"k-means++"`` is k-means||, which sees
    the whole array in three passes, and every other method sees the points to draw.

    Raises
    ------
    InputError
        For anything that cannot be used; the steps must be those of `LLOYD`.
    """
    as_choice(on_empty, RULES, "on_empty")
    max_iter = as_count(max_iter, "max_iter")
    if not isinstance(stepper, Stepper):
        raise InputError(f"stepper={stepper!r} is not a Stepper; use kv.Stepper(assign=..., update=...)")
    if stepper.assign is not assign or stepper.update is not update:
        raise InputError(
            "stepper has a function of your own, which needs all points in one place, and those of a Dask array are "
            "not; use kv.LLOYD, or part of the points: X[:10000].compute()"
        )
    board = Board(X, as_rng(seed))
    start = board.start(k, init)
    return board.shown, half_steps(start, max_iter, on_empty, DaskEngine(board))


@dataclass(init=False, eq=False)
class Board:
    """A Dask array that has been looked at: finite numbers, blocks of known size, and a sample of it in memory."""

    shown: Points
    """The points to draw, read-only."""
    shown_rows: NDArray[np.int64]
    """Where these stand in the array, in rising order."""
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
        own = [Look(rows) for rows in np.split(self.shown_rows, np.searchsorted(self.shown_rows, ends[:-1]))]
        seen = ask(self._array, Look(self.shown_rows[:0]), "looking", sizes=self._sizes, own=own)
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

    def is_heavy(self, k: int) -> bool:
        """Tell whether a pass with `k` centroids is worth loading numba."""
        return self.n * k >= kernels.LOAD_NUMBA_FROM

    def ask(self, question: Question[Answer], what: str) -> Answer:
        """Put a question to every block and return the merged answer."""
        return ask(self._array, question, what, sizes=self._sizes)

    def _k_means_parallel(self, k: int, fallback: Centroids) -> Centroids:
        """Start by k-means||: draw many candidates at a time, then k of these by k-means++.

        Bahmani et al. (2012), algorithm 2, with rounds of exactly 2k points. A candidate weighs as much as there are
        points nearest to it.
        """
        rng = self._rng
        candidates = self.shown[rng.integers(len(self.shown), size=1)]
        for _ in range(_ROUNDS):
            key = int(rng.integers(2**63))
            drawn = self.ask(Draw(candidates, 2 * k, key, self.is_heavy(len(candidates))), "starting")
            candidates = np.concatenate([candidates, drawn.points])
        if len(candidates) < k:
            return fallback  # there are too few distinct points, and somebody has warned of that
        weights = self.ask(Sweep(candidates, compiled=self.is_heavy(len(candidates))), "starting").counts
        return lock(_weighted_plus_plus(candidates, weights, k, rng))


class DaskEngine:
    """k-means on a Dask array, one pass over the blocks for each pair of half-steps."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._columns = np.ascontiguousarray(board.shown.T)
        self._at: Centroids | None = None
        self._moved = NONE_MOVED
        self._found: Sums | None = None
        self._step = 0

    def assign(self, centroids: Centroids, previous: Labels | None) -> Assignment:
        """Return the pass that `inertia` made ahead, or make one."""
        if self._found is None or self._at is not centroids:
            self._pass(centroids)
        found = self._found
        assert found is not None
        labels = kernels.sweep(self._columns, centroids).labels
        changed = self._board.n if previous is None else found.changed
        return Assignment(lock(labels), lock(found.counts), found.inertia, changed)

    def deal(
        self, on_empty: OnEmpty, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64]
    ) -> tuple[Dealt, NDArray[np.int64]]:
        """Apply the rule for empty clusters, and return the counts that it leaves."""
        found = self._found
        assert found is not None
        if on_empty == "farthest":
            return self._deal_farthest(centroids, labels, clusters, found)
        # A rule looks at which clusters have points: one of each stands before the labels of the points shown.
        present = np.flatnonzero(found.counts).astype(np.int32)
        dealt = RULES[on_empty](self._board.shown, centroids, np.concatenate([present, labels]), clusters)
        if len(dealt.centroids) < len(centroids):
            found = found._replace(counts=found.counts[present], sums=found.sums[present])
        self._at, self._found = dealt.centroids, found
        return dealt._replace(labels=lock(dealt.labels[len(present) :])), lock(found.counts)

    def update(self, labels: Labels, centroids: Centroids) -> Centroids:
        """Return the means, from the sums of the last pass."""
        found = self._found
        assert found is not None
        occupied = found.counts > 0
        return lock(np.where(occupied[:, None], found.sums / np.maximum(found.counts, 1)[:, None], centroids))

    def inertia(self, labels: Labels, centroids: Centroids) -> float:
        """Pass once: what measures an update makes the assignment that follows it."""
        return self._pass(centroids).inertia_before

    def _pass(self, centroids: Centroids) -> Sums:
        question = Sweep(centroids, self._at, self._moved, self._board.is_heavy(len(centroids)))
        self._step += 1
        self._found = self._board.ask(question, f"step {self._step}")
        self._at, self._moved = centroids, NONE_MOVED
        return self._found

    def _deal_farthest(
        self, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64], found: Sums
    ) -> tuple[Dealt, NDArray[np.int64]]:
        """Do what `empties.farthest` does: the points that it may take are among the 2k that are farthest."""
        board = self._board
        far = board.ask(Farthest(centroids, 2 * len(centroids)), "filling")
        moved = _taken(far, found.counts, board)
        if len(moved.rows):
            total = board.ask(Members(centroids, moved), "filling")
            self._found = found._replace(counts=total.counts, sums=total.sums)
            self._moved = moved
            labels = labels.copy()
            _, shown, which = np.intersect1d(board.shown_rows, moved.rows, return_indices=True)
            labels[shown] = moved.labels[which]
        assert self._found is not None
        return Dealt(centroids, lock(labels), clusters, len(moved.rows)), lock(self._found.counts)


def _taken(far: Picked, counts: NDArray[np.int64], board: Board) -> Moved:
    """Return which of the farthest points go to which empty clusters, by the rule of `empties.farthest`."""
    counts, waiting = counts.copy(), list(indices_of_empty(counts))
    rows, labels = [], []
    for distance, row, label in zip(-far.keys, far.rows, far.labels, strict=True):
        if not waiting or is_on_centroid(distance, board.n, board.shown.shape[1], board.largest):
            break
        if counts[label] > 1:
            counts[label] -= 1
            rows.append(row)
            labels.append(waiting.pop(0))
    order = np.argsort(rows)
    return Moved(np.array(rows, dtype=np.int64)[order], np.array(labels, dtype=np.int32)[order])


def _weighted_plus_plus(X: Points, weights: NDArray[np.int64], k: int, rng: np.random.Generator) -> Centroids:
    """Draw k of the points by k-means++, each as if it were there as many times as it weighs."""
    odds = weights.astype(np.float64)
    chosen: list[int] = []
    nearest = np.ones(len(X))
    while len(chosen) < k:
        current = odds * nearest
        if not current.any():
            current = odds.copy()
            current[chosen] = 0.0
        if not current.any():
            current = np.ones(len(X))
            current[chosen] = 0.0
        chosen.append(int(rng.choice(len(X), p=current / current.sum())))
        away = ((X - X[chosen[-1]]) ** 2).sum(axis=1)
        nearest = away if len(chosen) == 1 else np.minimum(nearest, away)
    return X[chosen]


def _checked(X: Any) -> Any:
    """Return `X` as a Dask array of real numbers with two axes, whole rows in each block."""
    import dask.array as da

    array = X.to_dask_array() if hasattr(X, "to_dask_array") else X
    if not isinstance(array, da.Array):
        raise InputError(f"X is {type(X).__name__} of Dask, not an array of numbers; use a Dask array of shape (n, d)")
    if array.ndim != 2:
        fix = "X.reshape(-1, 1) for points on a line" if array.ndim == 1 else "an array of shape (n, d)"
        raise InputError(f"X has shape {array.shape}, and points need two axes, one row a point; use {fix}")
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
