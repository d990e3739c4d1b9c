"""How sure a clustering is: what other starts found, how far apart the clusters are, which rows lie between two.

`Certainty` holds the numbers, and `sentences` puts them into words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.how_many.silhouettes import MOST_PAIRS, silhouettes_of
from kmeans_viz.inputs import Centroids, Labels, Points

_SAME = 1e-6  # two runs whose sums of squares differ by less, in proportion, found the same clusters
_BETWEEN = 1.1  # a row lies between two clusters if the second centroid is at most so many times as far away
_TINY = 0.02  # of the rows; a smaller cluster is more likely a handful of odd rows
_BLOCK = 1 << 16


@dataclass(frozen=True, eq=False)
class Certainty:
    """How sure a clustering is."""

    n_runs: int
    n_best: int
    """How many runs ended as well as the best."""
    worst: float
    """The worst run's sum of squares, as a multiple of the best one's; 1 if all are equal."""
    explained: float
    """The share of the rows' sum of squares about their mean that the clusters take away, 0 to 1."""
    silhouettes: NDArray[np.float64]
    """``(k,)``: the mean silhouette of the rows of each cluster; NaN for an empty one, and for k = 1."""
    silhouette: float
    """The mean of all rows that were measured; NaN for k = 1."""
    n_measured: int
    """How many rows the silhouettes were measured on."""
    between: NDArray[np.bool_]
    """``(n,)``: which rows are nearly as near to another centroid as to their own."""
    tiny: tuple[int, ...]
    """The clusters, from 0, that hold less than 2 % of the rows."""


def certainty_of(points: Points, labels: Labels, centroids: Centroids, inertias: NDArray[np.float64]) -> Certainty:
    """Return how sure a clustering is; `points` and `centroids` are in the units that were compared."""
    k, n = len(centroids), len(points)
    best = float(inertias.min())
    about = points - points.mean(axis=0)
    total = float((about**2).sum())
    sizes = np.bincount(labels, minlength=k)
    between = np.zeros(n, dtype=bool)
    for start in range(0, n if k > 1 else 0, _BLOCK):
        rows = slice(start, start + _BLOCK)
        squared = _squared(points[rows], centroids)
        two = np.partition(squared, 1, axis=1)[:, :2]
        between[rows] = (two[:, 1] <= _BETWEEN**2 * two[:, 0]) & (two[:, 1] > 0)
    means, mean, n_measured = np.full(k, np.nan), np.nan, 0
    if k > 1 and n > 2:
        sample = _sample(n)
        found = silhouettes_of(points.T, labels, sample)
        own = labels[sample]
        counts = np.bincount(own, minlength=k)
        with np.errstate(invalid="ignore"):
            means = np.bincount(own, weights=found, minlength=k) / np.where(counts > 0, counts, np.nan)
        mean, n_measured = float(found.mean()), len(sample)
    return Certainty(
        len(inertias),
        int((inertias <= best * (1 + _SAME)).sum()),
        float(inertias.max() / best) if best > 0 else 1.0,
        1 - best / total if total > 0 else 1.0,
        means,
        mean,
        n_measured,
        between,
        tuple(int(j) for j in np.flatnonzero((sizes > 0) & (sizes < _TINY * n) & (k > 1))),
    )


def sentences(certainty: Certainty, *, is_standardized: bool) -> list[str]:
    """Return in words how sure a clustering is."""
    told = []
    if certainty.n_runs > 1:
        if certainty.n_best == certainty.n_runs:
            told.append(f"All {certainty.n_runs} starts ended in these clusters.")
        else:
            worse = f"{certainty.worst - 1:.0%} above" if certainty.worst < 2 else f"{certainty.worst:.1f} times"
            ended = "1 of them" if certainty.n_best == 1 else f"{certainty.n_best} of them"
            rare = (
                " That is few: more starts may find something better."
                if certainty.n_best <= certainty.n_runs / 10
                else ""
            )
            told.append(
                f"This is the best of {certainty.n_runs} starts; {ended} ended here, and the worst ended with a sum of "
                f"squared distances {worse} this one's.{rare}"
            )
    else:
        told.append("This is a single run; another start may end elsewhere, and better.")
    told.append(
        f"Knowing a row's cluster takes away {certainty.explained:.0%} of the differences between the rows (of their "
        f"sum of squares{', every column scaled to the same spread' if is_standardized else ''})."
    )
    if np.isfinite(certainty.silhouette):
        sample = f", measured on {certainty.n_measured:,} rows" if certainty.n_measured < len(certainty.between) else ""
        told.append(f"The mean silhouette is {certainty.silhouette:.2f}{sample}: {_in_words(certainty.silhouette)}.")
    n_between = int(certainty.between.sum())
    if n_between:
        lie, own = ("lies", "its") if n_between == 1 else ("lie", "their")
        told.append(
            f"{rows_in_words(n_between)} ({_share(n_between / len(certainty.between))}) {lie} between two clusters: "
            f"another centroid is at most a tenth farther away than {own} own."
        )
    if certainty.tiny:
        names = ", ".join(str(j + 1) for j in certainty.tiny)
        one = len(certainty.tiny) == 1
        told.append(
            f"{'Cluster' if one else 'Clusters'} {names} {'holds' if one else 'hold'} less than 2 % of the rows: "
            "look at these rows first, they may be errors or exceptions."
        )
    return told


def _in_words(silhouette: float) -> str:
    """Return how Kaufman & Rousseeuw (1990, "Finding Groups in Data", chapter 2) read a mean silhouette."""
    for above, words in (
        (0.7, "a strong structure"),
        (0.5, "a reasonable structure"),
        (0.25, "a weak structure, which could be artificial"),
    ):
        if silhouette > above:
            return words
    return "no substantial structure: the clusters cut one cloud of rows into parts"


def _share(share: float) -> str:
    return "under 1%" if share < 0.005 else f"{share:.0%}"


def rows_in_words(number: int) -> str:
    """Return "1 row" or "1,234 rows"."""
    return "1 row" if number == 1 else f"{number:,} rows"


def _squared(points: Points, centroids: Centroids) -> NDArray[np.float64]:
    squared = np.empty((len(points), len(centroids)))
    for j, centroid in enumerate(centroids):
        squared[:, j] = ((points - centroid) ** 2).sum(axis=1)
    return squared


def _sample(n: int) -> NDArray[np.intp]:
    most = max(2, min(n, MOST_PAIRS // (20 * n)))
    return np.arange(n) if most == n else np.sort(np.random.default_rng(0).choice(n, size=most, replace=False))
