"""The questions that a run asks of each block of a large array, and how the answers of neighbouring blocks are merged.

Each question is a small dataclass, which `dask_cluster` sends to the blocks. Its `ask` takes the points of one block,
``(rows, d)``, with the number of the first row, and returns a few sums, never anything as long as the block. Its
`merge` takes the answers of neighbouring blocks, in order. Nothing here needs Dask.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import passes
from kmeans_viz.fast.kernels import Choice
from kmeans_viz.inputs import Centroids, Labels, Points, lock
from kmeans_viz.kmeans.algorithm import Pass
from kmeans_viz.kmeans.empties import squared_to_own

Answer = TypeVar("Answer")
Rows = NDArray[np.int64]
"""Numbers of rows of the whole array, counted from 0."""

_SLICE = 1 << 20  # coordinates at a time: 8 MB, for blocks of any size
NO_LABELS = lock(np.empty(0, dtype=np.int32))
"""In place of a block's labels, which are never sent."""
NUMPY = Choice(is_compiled=False, layout="columns")


class Question(Protocol[Answer]):
    """A question that every block of an array can answer."""

    def ask(self, block: NDArray[Any], first: int) -> Answer:
        """Return the answer for the rows in `block`, the first of which is row `first` of the whole array."""

    def merge(self, answers: Sequence[Answer]) -> Answer:
        """Return the answer for several neighbouring blocks, from theirs."""


@dataclass(frozen=True)
class Count:
    """Ask how many rows there are."""

    def ask(self, block: NDArray[Any], first: int) -> tuple[int, ...]:
        """Return a tuple of one: the number of rows in the block."""
        return (len(block),)

    def merge(self, answers: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
        """Return the number of rows in every block, in order."""
        return tuple(rows for answer in answers for rows in answer)


class Seen(NamedTuple):
    """What a first look at the points finds."""

    largest: float
    """The number farthest from zero, with its sign."""
    n_bad: int
    """How many numbers are NaN or infinite."""
    first_bad: tuple[int, int, float] | None
    """Row, column and value of the first of them."""
    shown: Points
    """The rows that were asked for."""


@dataclass(frozen=True, eq=False)
class Inspect:
    """Ask whether all numbers are finite, how large they are, and what some rows hold."""

    rows: Rows
    """The rows of the block to return, in rising order."""

    def ask(self, block: NDArray[Any], first: int) -> Seen:
        """Return what a look at one block finds."""
        largest, n_bad, first_bad = 0.0, 0, None
        for part in _slices(block, first):
            top, bottom = float(part.points.max()), float(part.points.min())
            if math.isfinite(top) and math.isfinite(bottom):
                largest = max(largest, top, bottom, key=abs)
                continue
            bad = np.argwhere(~np.isfinite(part.points))
            n_bad += len(bad)
            if first_bad is None:
                row, column = map(int, bad[0])
                first_bad = (part.first + row, column, float(part.points[row, column]))
        shown = np.asarray(block[self.rows - first], dtype=np.float64)
        return Seen(largest, n_bad, first_bad, shown)

    def merge(self, answers: Sequence[Seen]) -> Seen:
        """Return what the looks at several blocks found."""
        return Seen(
            max((answer.largest for answer in answers), key=abs),
            sum(answer.n_bad for answer in answers),
            next((answer.first_bad for answer in answers if answer.first_bad is not None), None),
            np.concatenate([answer.shown for answer in answers]),
        )


class Moved(NamedTuple):
    """Points that a rule for empty clusters put into another cluster than that of their nearest centroid."""

    rows: Rows
    """Which points, in rising order."""
    labels: Labels
    """The cluster of each."""

    def apply(self, labels: Labels, first: int) -> Labels:
        """Return `labels`, which belong to the rows from `first` on, with those of the moved points replaced."""
        low, high = np.searchsorted(self.rows, [first, first + len(labels)])
        if low < high:
            labels = labels.copy()
            labels[self.rows[low:high] - first] = self.labels[low:high]
        return labels


NONE_MOVED = Moved(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32))


@dataclass(frozen=True, eq=False)
class Slice:
    """Some rows of a block."""

    first: int
    """Which row of the whole array is the first of them."""
    points: Points

    @cached_property
    def columns(self) -> passes.Columns:
        """The points column by column."""
        return np.ascontiguousarray(self.points.T)

    def labels(self, centroids: Centroids, moved: Moved, choice: Choice = NUMPY) -> Labels:
        """Return the labels of the nearest centroids, but those in `moved` for the points that a rule has moved."""
        if choice.kernels is None:
            labels, _ = passes.nearest(self.columns, centroids)
        else:
            labels = passes.sweep(self.columns, self.points[0], centroids, None, choice.kernels).labels
        return moved.apply(labels, self.first)


@dataclass(frozen=True, eq=False)
class Assign:
    """Ask for the sums of one pass: assign each block's points to their nearest centroids, count, sum and compare.

    The labels of the pass before are found again from its centroids. That doubles the arithmetic, and no machine has to
    keep anything as long as the array.
    """

    origin: NDArray[np.float64]
    """``(d,)``: what is subtracted from every point before it is summed."""
    centroids: Centroids
    """``(k, d)``."""
    before: Centroids | None = None
    """``(k, d)``: the centroids of the pass before, against whose labels changes are counted."""
    moved: Moved = NONE_MOVED
    """Points whose label in that pass was not that of the nearest of `before`."""
    choice: Choice = NUMPY

    def ask(self, block: NDArray[Any], first: int) -> Pass:
        """Return the pass over one block, without its labels."""
        k, d = self.centroids.shape
        total = Pass(NO_LABELS, np.zeros(k, dtype=np.int64), np.zeros((k, d)), np.zeros(k), 0.0, 0)
        for part in _slices(block, first):
            total = self.merge([total, self._found(part)])
        return total

    def _found(self, part: Slice) -> Pass:
        old = None if self.before is None else part.labels(self.before, self.moved, self.choice)
        return passes.sweep(part.columns, self.origin, self.centroids, old, self.choice.kernels)

    def merge(self, answers: Sequence[Pass]) -> Pass:
        """Return the pass over several blocks, from those over each."""
        total = answers[0]
        for more in answers[1:]:
            assert total.sums is not None and more.sums is not None  # noqa: PT018
            total = Pass(
                NO_LABELS,
                total.counts + more.counts,
                total.sums + more.sums,
                total.inertias + more.inertias,
                total.inertia_before + more.inertia_before,
                total.changed + more.changed,
            )
        return total


class Members(Assign):
    """Ask for counts, sums and inertias once a rule has moved points away from the nearest of `centroids`."""

    def _found(self, part: Slice) -> Pass:
        labels = part.labels(self.centroids, self.moved)
        squared = squared_to_own(part.points, self.centroids, labels)
        return Pass(
            NO_LABELS, *passes.gathered(part.columns, self.origin, labels, squared, len(self.centroids)), 0.0, 0
        )


@dataclass(frozen=True, eq=False)
class Extent:
    """Ask for the lowest and the highest coordinates of each cluster's points."""

    centroids: Centroids
    moved: Moved

    def ask(self, block: NDArray[Any], first: int) -> tuple[Points, Points]:
        """Return the lowest and highest coordinates in one block, ``(k, d)`` each."""
        low, high = np.full(self.centroids.shape, np.inf), np.full(self.centroids.shape, -np.inf)
        for part in _slices(block, first):
            labels = part.labels(self.centroids, self.moved)
            np.minimum.at(low, labels, part.points)
            np.maximum.at(high, labels, part.points)
        return low, high

    def merge(self, answers: Sequence[tuple[Points, Points]]) -> tuple[Points, Points]:
        """Return the lowest and highest coordinates in several blocks."""
        return np.min([low for low, _ in answers], axis=0), np.max([high for _, high in answers], axis=0)


class Picked(NamedTuple):
    """The points of a block, or of several, that come first in some order."""

    keys: NDArray[np.float64]
    """The numbers that they are ordered by, rising; on a tie the lower row comes first."""
    rows: Rows
    labels: Labels
    points: Points


@dataclass(frozen=True, eq=False)
class Farthest:
    """Ask for the points that are farthest from their own centroids."""

    centroids: Centroids
    most: int
    """How many points to return."""
    choice: Choice = field(default=NUMPY, kw_only=True)

    def ask(self, block: NDArray[Any], first: int) -> Picked:
        """Return the points of one block that come first."""
        d = self.centroids.shape[1]
        found = [Picked(np.empty(0), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32), np.empty((0, d)))]
        for part in _slices(block, first):
            labels = part.labels(self.centroids, NONE_MOVED, self.choice)
            found.append(_picked(self._keys(part, labels), part, labels, self.most))
        return self.merge(found)

    def _keys(self, part: Slice, labels: Labels) -> NDArray[np.float64]:
        """Return the number that each point is ordered by; inf for a point that must not be returned."""
        return -squared_to_own(part.points, self.centroids, labels)

    def merge(self, answers: Sequence[Picked]) -> Picked:
        """Return the points of several blocks that come first."""
        keys, rows, labels, points = (np.concatenate(parts) for parts in zip(*answers, strict=True))
        order = np.lexsort((rows, keys))[: self.most]
        return Picked(keys[order], rows[order], labels[order], points[order])


@dataclass(frozen=True, eq=False)
class Draw(Farthest):
    """Ask for points drawn in proportion to D(x)², their squared distance to the nearest candidate so far.

    The points with the smallest E / D(x)², E exponentially distributed, are such a draw without replacement
    (Efraimidis & Spirakis 2006, "Weighted random sampling with a reservoir"). The E of a point depends only on `key`
    and on its row, so that the draw is the same for every division of the array into blocks.
    """

    key: int
    """The seed of this draw's random numbers."""

    def _keys(self, part: Slice, labels: Labels) -> NDArray[np.float64]:
        weights = np.zeros(len(labels))
        for axis, column in enumerate(part.columns):
            weights += (column - self.centroids[labels, axis]) ** 2
        exponential = -np.log1p(-_uniform(self.key, part.first, len(labels)))
        return np.divide(exponential, weights, out=np.full(len(labels), np.inf), where=weights > 0)


def _slices(block: NDArray[Any], first: int) -> Iterator[Slice]:
    """Yield the block in parts of a few megabytes; `first` is the number of its first row."""
    rows = max(1, _SLICE // max(1, block.shape[1]))
    for start in range(0, len(block), rows):
        yield Slice(first + start, np.asarray(block[start : start + rows], dtype=np.float64))


def _picked(keys: NDArray[np.float64], part: Slice, labels: Labels, most: int) -> Picked:
    """Return the `most` points with the lowest keys, as far as these are finite."""
    most = min(most, int(np.isfinite(keys).sum()))
    if 0 < most < len(keys):
        # Points that tie with the last of them stay in, so that the stable sort can prefer the lower row. Sorting all
        # points would take ten times as long.
        among = np.flatnonzero(keys <= np.partition(keys, most - 1)[most - 1])
    else:
        among = np.arange(len(keys))
    order = among[np.argsort(keys[among], kind="stable")[:most]]
    return Picked(keys[order], part.first + order, labels[order], part.points[order])


def _uniform(key: int, first: int, size: int) -> NDArray[np.float64]:
    """Return numbers `first` to ``first + size - 1`` of the endless sequence in [0, 1) that `key` determines."""
    # Philox makes four numbers a step, and can skip any number of steps at once.
    bits = np.random.Philox(key=key).advance(first // 4)
    skipped = first % 4
    return np.random.Generator(bits).random(skipped + size)[skipped:]
