"""The best of many runs for every k from 1 to k_max.

`best_fits` takes points, and returns the end of the best run for each k. It keeps no states on the way, so that
thousands of runs take the time of a few recorded ones. Each step has two implementations: numpy, and numba if the
caller passes the module `fast.numba_fits`. The random numbers are drawn before either begins, so that both choose the
same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast.passes import Columns, squared_distances, sweep
from kmeans_viz.inputs import Centroids, Labels

MAX_ITER = 300
_MOST_MOVES = 100  # of single points after a run; each costs a pass or more, and the first ones gain the most
_MOST_SPLIT, _MOST_MERGED = 3, 6  # clusters, for each k
_WITHIN = 1.01  # times the best inertia; from a run that ends below that, moves of single points may still improve it
_FEW, _STARTS_OF_FEW, _WITHIN_OF_FEW = 100, 300, 1.1  # so that up to 100 points end at the lowest sum of all
_ROUNDING = 1e-9  # of the inertia; two ends that differ by less are equally good, and the first of them wins
_LEAST_GAIN = 1e-5  # of the inertia, for a move of a single point; smaller ones would take half of all time


class Fit(NamedTuple):
    """The end of a run."""

    inertia: float
    centroids: Centroids
    """``(k, d)``."""
    labels: Labels
    """``(n,)``."""


def best_fits(
    columns: Columns,
    k_max: int,
    n_starts: int,
    rng: np.random.Generator,
    compiled: ModuleType | None = None,
    done: Callable[[int], None] = lambda k: None,
    *,
    thorough: bool = False,
) -> list[Fit]:
    """Return the best clustering found for each k = 1, …, k_max; its inertia never rises with k.

    Three kinds of starts are tried, each of which finds optima that the others miss: `n_starts` from k-means++; the
    best k - 1 clusters, with one of the three widest split at its farthest point; and, when all k are done, the best
    k + 1 clusters without one of the six that are nearest to others. At the best ends, single points are moved to other
    clusters (Hartigan & Wong 1979), which can lower the inertia further after Lloyd's algorithm has converged.

    Parameters
    ----------
    columns : numpy.ndarray
        ``(d, n)``.
    k_max : int
        At most the number of distinct points.
    n_starts : int
        How many runs from k-means++ for each k.
    rng : numpy.random.Generator
        Draws the starts.
    compiled : module, optional
        `fast.numba_fits`, to use its loops in place of numpy.
    done : callable, optional
        Called with each k when its runs are made; an error that it raises ends the work.
    thorough : bool
        Make at least 300 of the runs from k-means++ if there are at most 100 points, and move single points at more of
        the ends. Then hardly any board of that size has lower sums than those found, up to k = 8 or so.

    Returns
    -------
    list of Fit
        Of length k_max.
    """
    within = _WITHIN
    if thorough and columns.shape[1] <= _FEW:
        n_starts, within = max(n_starts, _STARTS_OF_FEW), _WITHIN_OF_FEW
    best_of = partial(_best_of, columns, compiled, within)
    fits: list[Fit] = []
    for k in range(1, k_max + 1):
        # With one cluster, every start ends at the mean.
        starts = [seeded(columns, chances, compiled) for chances in rng.random((n_starts if k > 1 else 1, k))]
        fits.append(best_of([*starts, *(_split(columns, fits[-1]) if fits else ())]))
        done(k)
    for k in range(k_max - 1, 1, -1):
        fits[k - 1] = best_of(list(_merged(fits[k])), fits[k - 1])
    for k in range(2, k_max + 1):
        # The fit with k - 1 clusters, improved by merging, may now be better than the one with k.
        if fits[k - 1].inertia > fits[k - 2].inertia:
            fits[k - 1] = best_of(list(_split(columns, fits[k - 2])), fits[k - 1])
    return fits


def _best_of(
    columns: Columns, compiled: ModuleType | None, within: float, starts: list[Centroids], best: Fit | None = None
) -> Fit:
    """Return the best of `best` and the fits that runs from `starts` and moves of single points lead to."""
    ends: list[float] = []
    # Rounding the keys keeps equal ends in the order of their starts, since numpy and numba round sums differently.
    for fit in sorted((run(columns, start, compiled) for start in starts), key=lambda fit: float(f"{fit.inertia:.9g}")):
        # Moves gain little, so a run that ends far above the best cannot improve it. And of the many runs that end in
        # the same place, only one needs them.
        if best is not None and fit.inertia > within * best.inertia:
            break
        if not ends or fit.inertia > ends[-1] * (1 + _LEAST_GAIN):
            ends.append(fit.inertia)
            best = _better(best, polished(columns, fit, compiled))
    assert best is not None  # there is a start, or a best
    return best


def run(columns: Columns, start: Centroids, compiled: ModuleType | None = None) -> Fit:
    """Run Lloyd's algorithm from the ``(k, d)`` centroids `start` until no label changes; empty clusters stay."""
    if compiled is not None:
        return Fit(*compiled.run(columns, start, MAX_ITER))
    origin, centroids = np.zeros(len(columns)), start
    found = sweep(columns, origin, centroids)
    for _ in range(MAX_ITER):
        assert found.sums is not None
        centroids = _means(found.counts, found.sums, centroids)
        found = sweep(columns, origin, centroids, found.labels)
        if found.changed == 0:
            break
    return Fit(found.inertia, centroids, found.labels)


def polished(columns: Columns, fit: Fit, compiled: ModuleType | None = None) -> Fit:
    """Move single points to other clusters while that lowers the inertia, the best move first, with a run after each.

    Moving a point from a cluster of a points to one of b points changes both means. It lowers the inertia if
    ``a / (a - 1)`` times its squared distance to the old mean exceeds ``b / (b + 1)`` times that to the new one
    (Hartigan & Wong 1979, algorithm AS 136). An assignment to the nearest centroid ignores these factors.
    """
    if compiled is not None:
        return Fit(*compiled.polish(columns, *fit, MAX_ITER, _MOST_MOVES, _LEAST_GAIN))
    for _ in range(_MOST_MOVES):
        gain, point, cluster = _best_move(columns, fit)
        if not gain > _LEAST_GAIN * fit.inertia:
            break
        labels = fit.labels.copy()
        labels[point] = cluster
        k = len(fit.centroids)
        sums = np.array([np.bincount(labels, weights=column, minlength=k) for column in columns], dtype=np.float64)
        moved = run(columns, _means(np.bincount(labels, minlength=k), sums.T, fit.centroids))
        if not moved.inertia < fit.inertia:
            break
        fit = moved
    return fit


def seeded(columns: Columns, chances: NDArray[np.float64], compiled: ModuleType | None = None) -> Centroids:
    """Return k-means++ centroids; each of `chances`, random numbers in [0, 1), draws one of them.

    Arthur & Vassilvitskii (2007), "k-means++: The Advantages of Careful Seeding", section 2.2.
    """
    if compiled is not None:
        return compiled.seed(columns, chances)
    chosen = [int(chances[0] * columns.shape[1])]
    nearest = squared_distances(columns, columns[:, chosen[0]])
    for chance in chances[1:]:
        # cumsum adds the numbers one after the other, as the compiled loop does; numpy's sum would round differently.
        reached = np.cumsum(nearest)
        position = int(np.searchsorted(reached, chance * reached[-1], side="right"))
        if position == len(nearest):
            weighty = np.flatnonzero(nearest)
            position = int(weighty[-1]) if len(weighty) else chosen[-1]
        chosen.append(position)
        nearest = np.minimum(nearest, squared_distances(columns, columns[:, position]))
    return np.ascontiguousarray(columns[:, chosen].T)


def _best_move(columns: Columns, fit: Fit) -> tuple[float, int, int]:
    """Return how much the best move of one point gains, the point, and the cluster that it moves to."""
    counts = np.bincount(fit.labels, minlength=len(fit.centroids)).astype(np.float64)
    points = np.arange(len(fit.labels))
    squared = np.stack([squared_distances(columns, centroid) for centroid in fit.centroids], axis=1)
    own = counts[fit.labels]
    gains = squared[points, fit.labels] * own / np.maximum(own - 1, 1)
    gains = gains[:, None] - squared * counts / (counts + 1)
    gains[points, fit.labels] = 0.0
    gains[own < 2] = 0.0
    point, cluster = divmod(int(gains.argmax()), len(counts))
    return float(gains[point, cluster]), point, cluster


def _split(columns: Columns, fit: Fit) -> Iterator[Centroids]:
    """Yield the centroids of `fit` with one more, the farthest point of a cluster, for each of the widest clusters."""
    away = columns - fit.centroids[fit.labels].T
    squared = np.einsum("ij,ij->j", away, away)
    inertias = np.bincount(fit.labels, weights=squared)
    for cluster in np.argsort(-inertias, kind="stable")[:_MOST_SPLIT]:
        farthest = np.where(fit.labels == cluster, squared, -1.0).argmax()
        yield np.vstack([fit.centroids, columns[:, farthest]])


def _merged(fit: Fit) -> Iterator[Centroids]:
    """Yield the centroids of `fit` with one fewer, for each of the clusters that are cheapest to merge with another.

    Merging clusters of a and b points costs ``a b / (a + b)`` times the squared distance of their means (Ward 1963).
    """
    counts = np.bincount(fit.labels, minlength=len(fit.centroids)).astype(np.float64)
    squared = ((fit.centroids[:, None] - fit.centroids) ** 2).sum(axis=2)
    costs = counts[:, None] * counts / np.maximum(counts[:, None] + counts, 1) * squared
    np.fill_diagonal(costs, np.inf)
    for cluster in np.argsort(costs.min(axis=1), kind="stable")[:_MOST_MERGED]:
        yield np.delete(fit.centroids, cluster, axis=0)


def _means(counts: NDArray[np.int64], sums: NDArray[np.float64], centroids: Centroids) -> Centroids:
    return np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], centroids)


def _better(fit: Fit | None, other: Fit) -> Fit:
    return other if fit is None or other.inertia < fit.inertia * (1 - _ROUNDING) else fit
