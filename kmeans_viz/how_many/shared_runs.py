"""The k-means runs that the methods of `selection` share.

A `SharedRuns` takes points and the largest K, and gives the scores of each method. It makes the runs when the first
method needs them, and only once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import workers
from kmeans_viz.fast.kernels import choose, numba_fits
from kmeans_viz.fast.passes import Columns
from kmeans_viz.how_many.far import far_points
from kmeans_viz.how_many.fits import Fit, best_fits
from kmeans_viz.how_many.scores import KScores, elbow_scores, fk_scores, gap_scores, silhouette_scores
from kmeans_viz.how_many.silhouettes import mean_silhouettes, n_blocks
from kmeans_viz.inputs import InputError, Points, as_choice, as_count, as_points, as_rng, lock
from kmeans_viz.kmeans.seeding import count_distinct

Progress: TypeAlias = Callable[[int, int], None]
"""Called as ``progress(done, total)``; an error that it raises stops the work."""

MOST_K, MOST_REFERENCES, MOST_STARTS = 100, 1000, 10_000
# To judge whether loading numba pays: a start makes about ten passes, and numpy takes ten times as long for each of
# their distances as in the passes of a recorded run.
_PASSES_A_START = 100


class SharedRuns:
    """The checked points, and the best clustering of them for each K.

    Internally, the points are centred and scaled to [-1, 1], so that sums neither overflow nor lose digits. `note` says
    whether `k_max` was lowered, "" if not; `total` is what `progress` counts to.

    Parameters
    ----------
    X, k_max, n_starts, seed, progress, n_refs, reference
        As for `selection.gap_statistic`; without `n_refs`, no references are drawn.
    has_silhouette : bool
        True if the caller will ask for `silhouette`, so that `progress` counts its work too.

    Raises
    ------
    InputError
        If an argument cannot be used.
    """

    def __init__(
        self,
        X: Any,
        k_max: Any,
        n_starts: Any,
        seed: Any,
        progress: Progress | None,
        *,
        n_refs: Any = None,
        reference: str = "pca",
        has_silhouette: bool = False,
    ) -> None:
        self.points = as_points(X)
        n, self.d = self.points.shape
        self._k_max, self.note = _as_k_max(k_max, self.points)
        self._n_starts = as_count(n_starts, "n_starts", high=MOST_STARTS)
        self._n_refs = 0 if n_refs is None else as_count(n_refs, "n_refs", low=2, high=MOST_REFERENCES)
        self._reference = REFERENCES[as_choice(reference, REFERENCES, "reference")]
        # Each purpose has its own random numbers, so that one method alone makes the same runs as all four together.
        self._start_rng, self._reference_rng, self._sample_rng = as_rng(seed).spawn(3)
        self._center = self.points.mean(axis=0)
        centered = (self.points - self._center).T
        self._scale = float(np.abs(centered).max()) or 1.0
        self._columns = np.ascontiguousarray(centered / self._scale)
        self._floor = n * self.d * (n * float(np.finfo(np.float64).eps)) ** 2
        # A run with k clusters takes about k times as long as one with a single cluster.
        weight = (1 + self._n_refs) * self._k_max * (self._k_max + 1) // 2
        self._progress, self._done, self._told = progress, 0, 0
        self._caller, self._counting, self._stop = threading.get_ident(), threading.Lock(), threading.Event()
        self.total = weight + (n_blocks(n) if has_silhouette else 0)
        passes = weight * self._n_starts * _PASSES_A_START
        self._compiled = numba_fits(choose(n, 1, self.d, passes=passes))

    def elbow(self) -> KScores:
        """Return the scores of the elbow."""
        return elbow_scores(self._sums(self._fits), self.d, floor=self._floor, unit=self._scale**2)

    def gap(self) -> KScores:
        """Draw the references, make their runs, and return the scores of the gap statistic."""
        sums = self._sums(self._fits)
        draw = self._reference(self._columns)

        def fitted(rng: np.random.Generator) -> NDArray[np.float64]:
            return self._sums(best_fits(draw(rng), self._k_max, self._n_starts, rng, self._compiled, self._step))

        # Each reference has its own random numbers, so that the result is the same with any number of threads.
        references = []
        for row in workers.in_order(
            fitted, self._reference_rng.spawn(self._n_refs), meanwhile=self._report, stop=self._stop
        ):
            references.append(row)
            self._report()
        return gap_scores(sums, np.stack(references))

    def fk(self) -> KScores:
        """Return the scores of f(K)."""
        return fk_scores(self._sums(self._fits), self.d, floor=self._floor)

    def silhouette(self) -> KScores:
        """Measure the silhouettes of the clusterings, and return their scores."""
        labelings = np.stack([fit.labels for fit in self._fits[1:]])
        return silhouette_scores(
            *mean_silhouettes(self._columns, labelings, self._sample_rng, self._compiled, lambda: self._step(1))
        )

    def far(self) -> NDArray[np.intp]:
        """Return the rows of the points that lie far from all others."""
        return far_points(self._columns, self._fits)

    def fits_of_the_data(self) -> tuple[Fit, ...]:
        """Return the best clustering for each K, in the units of the data."""
        return tuple(
            Fit(fit.inertia * self._scale**2, lock(fit.centroids * self._scale + self._center), lock(fit.labels))
            for fit in self._fits
        )

    @cached_property
    def _fits(self) -> list[Fit]:
        # The references are many, and only their mean and its error count, so that an optimum missed here and there
        # makes no difference.
        return best_fits(
            self._columns, self._k_max, self._n_starts, self._start_rng, self._compiled, self._step, thorough=True
        )

    def _sums(self, fits: list[Fit]) -> NDArray[np.float64]:
        """Return the sums of squares, each at least as large as a rounding error, so that all have a logarithm."""
        return np.maximum([fit.inertia for fit in fits], self._floor)

    def _step(self, weight: int) -> None:
        if self._stop.is_set():
            raise workers.StoppedError
        with self._counting:
            self._done += weight
        # The caller's progress function may not be safe to call from other threads.
        if threading.get_ident() == self._caller:
            self._report()

    def _report(self) -> None:
        if self._progress is not None and self._done > self._told:
            self._told = self._done
            self._progress(self._done, self.total)


def _box(columns: Columns) -> Callable[[np.random.Generator], Columns]:
    """Return a function that draws references over the bounding box along the coordinates."""
    low, high = columns.min(axis=1)[:, None], columns.max(axis=1)[:, None]
    return lambda rng: rng.uniform(low, high, size=columns.shape)


def _pca_box(columns: Columns) -> Callable[[np.random.Generator], Columns]:
    """Return a function that draws references over the box along the principal components.

    The references stay in these rotated coordinates, since k-means gives the same sums in them.
    """
    directions = np.linalg.eigh(columns @ columns.T)[1]
    return _box(directions.T @ columns)


REFERENCES: dict[str, Callable[[Columns], Callable[[np.random.Generator], Columns]]] = {
    "pca": _pca_box,
    "box": _box,
}


def _as_k_max(k_max: Any, points: Points) -> tuple[int, str]:
    """Return the largest K to try, and a note if that is lower than `k_max`."""
    number = as_count(k_max, "k_max", low=2, high=MOST_K)
    distinct = count_distinct(points, number)
    if distinct == 1:
        raise InputError("X has all its points in one place, so there is no K to choose; give at least two places")
    if number <= distinct:
        return number, ""
    # As many clusters as points leave no distance, which says nothing about groups.
    most = max(2, distinct - 1) if distinct == len(points) else distinct
    return most, f"K goes up to {most} and not {number}, since there are only {distinct} distinct points."
