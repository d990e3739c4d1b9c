"""Passes over points with three or more coordinates that look again only where something can have changed.

Three things make them fast, and none of them changes what `passes.sweep` would find, to the tie:

* **A bound that carries over** (Hamerly 2010, "Making k-means even faster", SDM). For each point, how much farther the
  second nearest centroid is than the nearest. Whatever the centroids moved comes off; while something is left, the
  label stands.
* **Mixed precision.** The other points look for their nearest centroid in single precision, of which a processor does
  twice as much at once. Where the two nearest are too close for that to be trusted, double precision decides.
* **What changed is measured.** Counts, sums and inertia follow, in double precision, from those of the last pass and
  from the points that changed their cluster. Before rounding adds up to anything, all points are measured again.

Importing this module imports numba.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import numba_bounds, workers
from kmeans_viz.fast.numba_bounds import BLOCK
from kmeans_viz.fast.numba_kernels import _NO_LABELS, _locked
from kmeans_viz.inputs import Centroids, Labels, Points, lock
from kmeans_viz.kmeans.algorithm import Pass

_Result = TypeVar("_Result")
_LEAST, _MOST = 16 * BLOCK, 64 * BLOCK  # points of a piece
_PIECES = 16  # of a board that allows it
_TURNS = 2  # of each thread: if one is held up, the others take what it has not begun
_ALONE = 10_000_000  # products of coordinates, a fifth of a millisecond: with fewer, waking a thread takes too long
_FETCHING = 32  # products take as long as fetching a coordinate of a point in double precision
_NARROW = 1e-140  # is a board whose squared distances are so small that double precision has fewer digits for them
_WRONG = 1e-13  # of the inertia: before rounding could add up to more, all points are measured again
_EPS, _TINY = float(np.finfo(np.float64).eps), float(np.finfo(np.float64).tiny)


class _Pass(NamedTuple):
    """What the next pass of a run needs of this one."""

    found: Pass
    centroids: Centroids
    error: float
    """A bound on the rounding that came into the inertia since all points were measured."""


class _Parts:
    """What some points add to the counts, the sums, the inertias and a few numbers, for each piece of the board."""

    def __init__(self, n_pieces: int, k: int, d: int) -> None:
        counts, numbers = np.zeros((n_pieces, k), dtype=np.int64), np.zeros((n_pieces, 3))
        self.arrays = counts, np.zeros((n_pieces, k, d)), np.zeros((n_pieces, k)), numbers

    def total(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], list[float]]:
        """Return the sums over the pieces, taken in their order."""
        counts, sums, inertias, numbers = (array.sum(axis=0) for array in self.arrays)
        return counts, sums, inertias, numbers.tolist()


class MixedSweeper:
    """Makes the passes of one run, one at a time, since it remembers the last one."""

    def __init__(self, points: Points) -> None:
        n, d = points.shape
        self._points = _locked(points)
        size = min(max(-(-n // _PIECES), _LEAST), _MOST)
        # The same pieces on every machine: what is added up does not depend on how many cores there are.
        self._size = -(-size // BLOCK) * BLOCK
        bounds = self._in_turns(_FETCHING * n * d, lambda begin, end: numba_bounds.extent(self._points, begin, end))
        low, high = np.min([low for low, _ in bounds], axis=0), np.max([high for _, high in bounds], axis=0)
        self.origin = _locked(low + (high - low) / 2)
        self._range = float((high - low).max())
        # In single precision the points are centred and scaled, so that no digit is wasted; by a power of two, which
        # rounds nothing.
        self._scale = float(2.0 ** -np.frexp(max(self._range, _NARROW))[1])
        self._singles = np.empty((d + 1, n), dtype=np.float32)
        self._in_turns(
            _FETCHING * n * d,
            lambda begin, end: numba_bounds.single(self._points, self.origin, self._scale, self._singles, begin, end),
        )
        self._longest = float(np.sqrt(self._singles[d].max())) * (1 + 1e-6)
        self._gaps = np.zeros(n, dtype=np.float32)
        self._last: _Pass | None = None
        self._n_open = n  # how many points were looked at in the last pass: hardly more will be in the next

    def fresh(self) -> MixedSweeper:
        """Return a sweeper for another run over the same points."""
        other = copy(self)
        other._gaps, other._last, other._n_open = np.zeros_like(self._gaps), None, len(self._points)
        return other

    def sweep(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Do what `passes.sweep` does, and faster if `before` is the last pass."""
        last = self._last
        if last is not None and before is not last.found:
            last = None
        self._last = None  # until this pass is done
        labels, centroids = np.empty(len(self._points), dtype=np.int32), lock(centroids.copy())
        parts = self._assign(centroids, last, labels)
        found = None if last is None else self._carried(last, centroids, lock(labels), parts)
        if found is None or not found.error <= _WRONG * found.found.inertia:
            found = self._measured(centroids, None if before is None else before.labels, lock(labels))
        self._last = found
        return found.found

    def _in_turns(self, products: int, function: Callable[[int, int], _Result]) -> list[_Result]:
        """Return what ``function(begin, end)`` gives of whole pieces of the board, in their order."""
        n = len(self._points)
        n_pieces = -(-n // self._size)
        n_turns = 1 if products < _ALONE else min(n_pieces, _TURNS * workers.n_cores())
        edges = [turn * n_pieces // n_turns * self._size for turn in range(n_turns)] + [n]
        return workers.together(lambda turn: function(edges[turn], edges[turn + 1]), range(n_turns))

    def _assign(self, centroids: Centroids, last: _Pass | None, labels: Labels) -> _Parts:
        """Fill the labels; return what the points that changed their cluster add, and take away."""
        n, d = self._points.shape
        k = len(centroids)
        with np.errstate(over="ignore"):
            centered = (centroids - self.origin) * self._scale
            lengths = _norms(centered)
            rough, halves = _padded(centered, lengths)
            went = np.zeros(k) if last is None else _norms((centroids - last.centroids) * self._scale)
            # What a point's own centroid and the fastest of the others went comes off its gap.
            others = np.full(k, went.max())
            others[went.argmax()] = np.partition(went, -2)[-2] if k > 1 else 0.0
            losses = ((went + others) * (1 + 1e-6)).astype(np.float32)
        # A gap that double precision sees, whatever it rounds: the nearest is no farther than this from any point.
        least = 4 * (d + 4) * _EPS * (self._longest + float(lengths.min()))
        longest = float(lengths.max())
        if self._range < _NARROW:
            least = longest = float("inf")  # nothing is told without looking at it in double precision
        old = _locked(_NO_LABELS if last is None else last.found.labels)
        parts = _Parts(-(-n // self._size), k, d)

        def assign(begin: int, end: int) -> None:
            numba_bounds.assign(
                self._points, self.origin, centroids, self._scale, self._singles, rough, halves, longest,
                self._gaps, losses, np.float32(least), old, labels, self._size, begin, end, *parts.arrays,
            )  # fmt: skip

        # Something is done for points that are not looked at as well, and for a centroid beyond its products.
        self._in_turns((n // 8 + self._n_open) * d * (k + 16), assign)
        self._n_open = int(parts.arrays[3][:, 2].sum())
        return parts

    def _carried(self, last: _Pass, centroids: Centroids, labels: Labels, parts: _Parts) -> _Pass:
        """Return the pass, from what is known of the last.

        Where a centroid c of m points went by Δ, their inertia changed by m‖Δ‖² - 2 Δ·Σ(x - c).
        """
        counts, sums, gained, (weight, changed, _) = parts.total()
        known = last.found
        assert known.sums is not None
        went, away = centroids - last.centroids, last.centroids - self.origin
        terms = known.counts[:, None] * went**2, -2 * went * (known.sums - known.counts[:, None] * away)
        before = known.inertias + np.sum(terms, axis=(0, 2))
        # Rounding: of the inertia and the terms; of the sums that are in them; of the points that were measured.
        error = 4 * (known.inertia + float(np.abs(terms).sum()))
        error += BLOCK * float(known.counts @ (_norms(went) * (self._longest / self._scale + _norms(away))))
        error += (len(self.origin) + 8) * weight
        error = last.error + error * _EPS / 2 + len(labels) * _TINY
        counts, inertias = known.counts + counts, np.maximum(before + gained, 0.0)
        found = Pass(labels, lock(counts), known.sums + sums, inertias, float(before.sum()), int(changed))
        return _Pass(found, centroids, error)

    def _measured(self, centroids: Centroids, previous: Labels | None, labels: Labels) -> _Pass:
        """Return the same from all points."""
        n, d = self._points.shape
        old = _locked(_NO_LABELS if previous is None else previous)
        parts = _Parts(-(-n // self._size), len(centroids), d)
        self._in_turns(
            _FETCHING * n * d,
            lambda begin, end: numba_bounds.measure(
                self._points, self.origin, centroids, old, labels, self._size, begin, end, *parts.arrays
            ),
        )
        counts, sums, inertias, (extra, changed, _) = parts.total()
        before = float("nan") if previous is None else float(inertias.sum()) + extra
        found = Pass(labels, lock(counts), sums, inertias, before, n if previous is None else int(changed))
        return _Pass(found, centroids, 0.0)


def prepared(points: Points) -> Callable[[], MixedSweeper]:
    """Lay out `points`, and return a function that makes a sweeper for each run."""
    return MixedSweeper(points).fresh


def compile_all() -> None:
    """Compile every kernel, or load it from the cache."""
    points = np.eye(3)
    MixedSweeper(points).sweep(points, None)


def _norms(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the length of each row."""
    return np.sqrt(np.einsum("ij,ij->i", rows, rows))


def _padded(centered: Centroids, lengths: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the centroids in single precision, and half their squared lengths, up to multiples of four.

    Nothing is near to what is added.
    """
    k, d = centered.shape
    rough = np.zeros((-(-k // 4) * 4, -(-d // 4) * 4), dtype=np.float32)
    rough[:k, :d] = centered
    halves = np.full(len(rough), np.inf, dtype=np.float32)
    halves[:k] = 0.5 * lengths**2
    return _locked(rough), _locked(halves)
