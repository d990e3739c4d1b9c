"""Runs on a Dask array, whose points may fit neither into memory nor on one machine.

`run` returns the same kind of `State` as a run in memory. Every pair of half-steps is one pass, in which each block
answers a question of `blocks` where it lies. A sample of the points stays in memory to be drawn; centroids, counts,
inertia and everything else are those of the whole array.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.beyond_memory.blocks import NONE_MOVED, Assign, Extent, Farthest, Members, Moved, Picked
from kmeans_viz.beyond_memory.dask_points import DaskPoints
from kmeans_viz.fast import passes
from kmeans_viz.fast.kernels import PASSES_A_RUN, Choice, choose
from kmeans_viz.inputs import Centroids, InputError, Points, as_rng, lock
from kmeans_viz.kmeans.algorithm import LLOYD, Dealt, HalfStep, Pass, Stepper, empty_clusters, half_steps
from kmeans_viz.kmeans.empties import RULES, OnEmpty, is_on_centroid


def run(
    X: Any, k: int | None, *, init: Any, seed: Any, max_iter: int, on_empty: OnEmpty, stepper: Stepper
) -> tuple[Points, Iterator[tuple[HalfStep, Any]]]:
    """Return the points to draw and the half-steps of a run; the parameters are those of `runs.iterator.lloyd`.

    The points to draw are a random sample of `dask_points.MOST_SHOWN` points that `seed` determines, in the order of
    the array, or all points of an array with fewer. The labels of a state are those of the sample; everything else in
    it is about the whole array.

    If the sample is the whole array, the start is that of a run in memory. Otherwise ``"k-means++"`` means k-means||,
    which makes three passes over the whole array, and every other method starts from the sample.

    Raises
    ------
    InputError
        If the array or an option cannot be used, or `stepper` is not `LLOYD`.
    """
    if stepper != LLOYD:
        raise InputError(
            "stepper has a function of your own, which needs all points in one place, and those of a Dask array are "
            "not; use kv.LLOYD, or part of the points: X[:10000].compute()"
        )
    board = DaskPoints(X, as_rng(seed))
    start = board.start(k, init)
    choice = choose(board.n, len(start), board.shown.shape[1], passes=min(max_iter, PASSES_A_RUN))
    return board.shown, half_steps(start, max_iter, DaskEngine(board, on_empty, choice))


@dataclass(frozen=True, eq=False)
class BlockPass(Pass):
    """A pass over all blocks; its labels are those of the points shown."""

    centroids: Centroids
    """``(k, d)``: those of the pass, from which the next one finds the labels again."""
    moved: Moved
    """Points that a rule has put into other clusters than those of their nearest centroids."""


class DaskEngine:
    """The `Engine` of a run on a Dask array: one pass over the blocks for each pair of half-steps."""

    def __init__(self, board: DaskPoints, on_empty: OnEmpty, choice: Choice) -> None:
        self._board, self._on_empty, self._choice = board, on_empty, choice
        self._columns = np.ascontiguousarray(board.shown.T)
        self._step = 0

    def assign(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Make a pass over the blocks, and one over the points shown."""
        board, origin = self._board, self._board.shown[0]
        assert before is None or isinstance(before, BlockPass)
        old = (None, NONE_MOVED) if before is None else (before.centroids, before.moved)
        self._step += 1
        found = board.ask(Assign(origin, centroids, old[0], old[1], self._choice), f"step {self._step}")
        shown = passes.sweep(self._columns, origin, centroids, None, self._choice.kernels)
        changed = board.n if before is None else found.changed
        return BlockPass(
            shown.labels,
            lock(found.counts),
            found.sums,
            found.inertias,
            float("nan") if before is None else found.inertia_before,
            changed,
            centroids,
            NONE_MOVED,
        )

    def deal(self, centroids: Centroids, clusters: NDArray[np.int64], found: Pass) -> Dealt:
        """Apply the rule for empty clusters to what the last pass found."""
        assert isinstance(found, BlockPass)
        assert found.sums is not None
        if self._on_empty == "farthest":
            return self._deal_farthest(centroids, clusters, found)
        # A rule needs to know which clusters have points, and the sample may lack some: add one label of each.
        present = np.flatnonzero(found.counts).astype(np.int32)
        labels = np.concatenate([present, found.labels])
        outcome = RULES[self._on_empty](self._board.shown, centroids, labels, clusters)
        if len(outcome.centroids) < len(centroids):
            found = replace(
                found,
                labels=lock(outcome.labels[len(present) :]),
                counts=lock(found.counts[present]),
                sums=found.sums[present],
                inertias=found.inertias[present],
                centroids=outcome.centroids,
            )
        return Dealt(outcome.centroids, outcome.clusters, found, outcome.changed)

    def update(self, centroids: Centroids, found: Pass) -> Centroids:
        """Return the locked means of the clusters; an empty cluster keeps its centroid."""
        assert found.sums is not None
        assert isinstance(found, BlockPass)
        moved, doubtful = passes.means(self._board.shown[0], centroids, found.counts, found.sums, found.inertias)
        if len(doubtful):
            low, high = self._board.ask(Extent(found.centroids, found.moved), "settling")
            equal = doubtful[(low[doubtful] == high[doubtful]).all(axis=1)]
            moved[equal] = low[equal]
        return lock(moved)

    def _deal_farthest(self, centroids: Centroids, clusters: NDArray[np.int64], found: BlockPass) -> Dealt:
        """Do what `empties.farthest` does; the points that it can take are among the 2k farthest."""
        board = self._board
        far = board.ask(Farthest(centroids, 2 * len(centroids)), "filling")
        moved = _taken(far, found.counts, board)
        if len(moved.rows):
            total = board.ask(Members(board.shown[0], centroids, moved=moved), "filling")
            labels = found.labels.copy()
            _, shown, which = np.intersect1d(board.shown_rows, moved.rows, return_indices=True)
            labels[shown] = moved.labels[which]
            found = replace(
                found,
                labels=lock(labels),
                counts=lock(total.counts),
                sums=total.sums,
                inertias=total.inertias,
                moved=moved,
            )
        return Dealt(centroids, clusters, found, len(moved.rows))


def _taken(far: Picked, counts: NDArray[np.int64], board: DaskPoints) -> Moved:
    """Return which of the farthest points go to which empty clusters, by the rule of `empties.farthest`."""
    counts, waiting = counts.copy(), list(empty_clusters(counts))
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
