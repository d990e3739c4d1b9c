"""How many clusters: elbow, gap statistic, f(K) and silhouette, from one set of k-means runs.

Each function takes points and the largest K to try. The four methods return their `KScores`: the K that they suggest,
and why. `compare_k` returns a `Comparison` of all four, which share their runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.beyond_memory.dask_runs import DaskPoints
from kmeans_viz.how_many.fits import Fit
from kmeans_viz.how_many.scores import KScores
from kmeans_viz.how_many.shared_runs import Progress, SharedRuns
from kmeans_viz.how_many.verdict import compared, sizes_told, told_without_far
from kmeans_viz.inputs import Points, as_points, as_rng, is_dask, lock

MANY, SAMPLE = 20_000, 10_000
"""Of more than `MANY` points, `compare_k` looks at a random sample of so many."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What the four methods suggest, all from the same runs."""

    X: Points
    """``(n, d)``: the points that were looked at, a random sample of 10,000 if there were more than 20,000."""
    elbow: KScores
    gap: KScores
    fk: KScores
    silhouette: KScores
    fits: tuple[Fit, ...]
    """The best clustering found for each K: inertia, centroids and labels, in the units of the data."""
    k: int
    """The K that most methods suggest, where "no clusters" counts as 1; if there are points far away, the K of the
    others. A tie is nobody's, see `tied`: `k` is then the first K of these with clusters to show, in the order gap
    statistic, f(K), silhouette, elbow."""
    tied: tuple[int, ...]
    """The K that most methods suggest; on a tie, all of them in rising order."""
    headline: str
    """How far they agree, in one or two sentences."""
    words: str
    """What their answers together mean for the data, in a few sentences."""
    n_all: int
    """How many points there were."""
    far: NDArray[np.intp]
    """``(m,)``: the rows of `X` that lie far from all others, see `far.far_points`."""
    without_far: Comparison | None
    """What the methods suggest without these points; None if there are none."""

    @property
    def scores(self) -> tuple[KScores, KScores, KScores, KScores]:
        """The scores of the four methods, in the order in which `page` draws them."""
        return self.elbow, self.gap, self.fk, self.silhouette

    @property
    def k_of_all(self) -> int:
        """With how many clusters k-means finds the `k` groups in `X`, where points far away have their own."""
        if self.k == 1 or self.without_far is None:
            return self.k
        near = np.delete(np.arange(len(self.X)), self.far)
        for k, fit in enumerate(self.fits, start=1):
            if len(np.unique(fit.labels[near])) == self.k:
                return k
        return self.k

    def __repr__(self) -> str:
        return f"<Comparison: {self.headline}>"


def elbow(X: Any, k_max: int = 9, *, n_starts: int = 10, seed: Any = 0, progress: Progress | None = None) -> KScores:
    """Find the elbow of S_K, the lowest sum of squared distances found with K clusters.

    The rule: the elbow is the K at which the curve bends most, where the drop before K, ``S_{K-1} - S_K``, is the
    largest multiple of the drop after it, ``S_K - S_{K+1}``. Any falling curve bends somewhere, so the bend is compared
    with that of evenly spread points, whose S_K is proportional to ``K ** (-2 / d)`` (Zador 1982; exact on a line).
    Their curve bends most at K = 2; only a bend 1.5 times as sharp as that counts as an elbow.

    Parameters
    ----------
    X : array_like
        ``(n, d)``: the points.
    k_max : int
        The largest K to try, from 2 to 100. If there are fewer distinct points, it is lowered to their number, and the
        reason says so.
    n_starts : int
        How many k-means++ starts for each K; at least 300 of up to 100 points. In addition, clusters of the best result
        for K - 1 are split, clusters of the best result for K + 1 are merged, and single points are moved, so that S_K
        never rises with K; see `fits.best_fits`.
    seed : int or numpy.random.Generator, optional
        Makes the starts repeatable.
    progress : callable, optional
        Called as ``progress(done, total)``; an error that it raises stops the work.

    Returns
    -------
    KScores
        `values` are S_1, …, S_{k_max}, in squared units of the data. `suggested` is None if there is no elbow.

    Raises
    ------
    InputError
        If an argument cannot be used.

    Examples
    --------
    >>> X = [[x + shift, 0] for shift in (0, 10, 20) for x in range(4)]
    >>> elbow(X, 5)
    <KScores: elbow, K = 1 to 5, suggests 3>
    """
    runs = SharedRuns(X, k_max, n_starts, seed, progress)
    return _told(runs, runs.elbow())


def gap_statistic(
    X: Any,
    k_max: int = 9,
    n_refs: int = 10,
    seed: Any = None,
    *,
    reference: str = "pca",
    n_starts: int = 10,
    progress: Progress | None = None,
) -> KScores:
    """Compare log W_K of the points with that of reference points without clusters: the gap statistic.

    Tibshirani, Walther & Hastie (2001), "Estimating the number of clusters in a data set via the gap statistic",
    section 3. W_K is the sum of squared distances to the means;
    ``Gap(K) = mean of log W*_K over the references - log W_K``, its error is ``s_K = sd_K sqrt(1 + 1 / n_refs)``, and
    the suggestion is the smallest K with ``Gap(K) >= Gap(K + 1) - s_{K+1}``. K = 1 means that there are no clusters. If
    no K below k_max meets the rule, the suggestion is k_max, and the reason says so.

    Parameters
    ----------
    X : array_like
        ``(n, d)``: the points.
    k_max : int
        The largest K to try, from 2 to 100. If there are fewer distinct points, it is lowered to their number, and the
        reason says so.
    n_refs : int
        How many reference sets of n points to draw, at least 2.
    seed : int or numpy.random.Generator, optional
        Makes starts and references repeatable.
    reference : {"pca", "box"}
        References are uniform over the box along the principal components, which fits elongated data, or over the
        bounding box along the coordinates: (b) and (a) in the paper, section 4.
    n_starts : int
        How many k-means++ starts for each K, on the points and on every reference; see `elbow`.
    progress : callable, optional
        Called as ``progress(done, total)``; an error that it raises stops the work.

    Returns
    -------
    KScores
        `values` are Gap(1), …, Gap(k_max); `errors` are s_1, …, s_{k_max}.

    Raises
    ------
    InputError
        If an argument cannot be used.

    Examples
    --------
    >>> from kmeans_viz.data import peaked, uniform
    >>> [gap_statistic(X, 6, seed=0).suggested for X in (peaked(100, 4, seed=1), uniform(100, seed=1))]
    [4, 1]
    """
    runs = SharedRuns(X, k_max, n_starts, seed, progress, n_refs=n_refs, reference=reference)
    return _told(runs, runs.gap())


def pham_fk(X: Any, k_max: int = 9, *, n_starts: int = 10, seed: Any = 0, progress: Progress | None = None) -> KScores:
    """Compare each S_K with the value that would follow S_{K-1} for evenly spread points: f(K).

    Pham, Dimov & Nguyen (2005), "Selection of K in K-means clustering", section 3.1: ``f(1) = 1`` and
    ``f(K) = S_K / (α_K S_{K-1})``, or 1 where S_{K-1} = 0, with ``α_2 = 1 - 3 / (4 d)`` and
    ``α_K = α_{K-1} + (1 - α_{K-1}) / 6``. The suggestion is the K with the lowest f(K), if that is below 0.85.

    The formula for α holds for two or more dimensions. On a line, the expected ratio is known exactly and used instead:
    for evenly spread points, ``S_K`` is proportional to ``K ** -2``, so ``α_K = ((K - 1) / K) ** 2``. Its α_2 is the
    same as that of the formula.

    Parameters
    ----------
    X, k_max, n_starts, seed, progress
        As for `elbow`.

    Returns
    -------
    KScores
        `values` are f(1), …, f(k_max). `suggested` is None if none is below 0.85.

    Raises
    ------
    InputError
        As for `elbow`.

    Examples
    --------
    >>> from kmeans_viz.data import read_sample
    >>> pham_fk(read_sample("iris").points, 4).values.round(4).tolist()
    [1.0, 0.2752, 0.6134, 0.8344]
    """
    runs = SharedRuns(X, k_max, n_starts, seed, progress)
    return _told(runs, runs.fk())


def silhouette(
    X: Any, k_max: int = 9, *, n_starts: int = 10, seed: Any = 0, progress: Progress | None = None
) -> KScores:
    """Measure how much nearer each point is to its own cluster than to the next one: the mean silhouette.

    Rousseeuw (1987), "Silhouettes: A graphical aid to the interpretation and validation of cluster analysis",
    section 2. The silhouette is not defined for K = 1. The suggestion is the K with the highest mean, if that exceeds
    0.25: below, "no substantial structure has been found" (Kaufman & Rousseeuw 1990, "Finding Groups in Data",
    chapter 2). Up to 0.5, they call the structure weak and perhaps artificial, and the reason says so.

    Parameters
    ----------
    X, k_max, n_starts, seed, progress
        As for `elbow`. With more than 20,000 points, only a random sample is measured, each against all points.

    Returns
    -------
    KScores
        `values` are the means, NaN for K = 1; `errors` are their standard errors if a sample was drawn, otherwise 0.
        `suggested` is None if no mean exceeds 0.25.

    Raises
    ------
    InputError
        As for `elbow`.

    Examples
    --------
    >>> from kmeans_viz.data import peaked
    >>> silhouette(peaked(100, 4, seed=1), 6).suggested
    4
    """
    runs = SharedRuns(X, k_max, n_starts, seed, progress, has_silhouette=True)
    return _told(runs, runs.silhouette())


def compare_k(
    X: Any,
    k_max: int = 9,
    *,
    n_refs: int = 10,
    reference: str = "pca",
    n_starts: int = 10,
    seed: Any = 0,
    progress: Progress | None = None,
) -> Comparison:
    """Apply all four methods, which share their runs, and say where they agree.

    Parameters
    ----------
    X, k_max, n_refs, reference, n_starts, seed, progress
        As for `gap_statistic`. Of more than 20,000 points, the methods look at a random sample of 10,000, which the
        seed draws, and the words say so. `X` may be a Dask array.

    Returns
    -------
    Comparison
        If points lie far from all others, the methods are asked with them and without them.

    Raises
    ------
    InputError
        As for `gap_statistic`.

    Examples
    --------
    >>> from kmeans_viz.data import peaked
    >>> compare_k(peaked(100, 4, seed=1), 6)
    <Comparison: All four methods say 4 clusters.>
    """
    points, n_all = _looked_at(X, seed)
    far = np.empty(0, dtype=np.intp)

    def runs_of(points: Points, tell: Progress | None) -> SharedRuns:
        return SharedRuns(
            points, k_max, n_starts, seed, tell, n_refs=n_refs, reference=reference, has_silhouette=True
        )  # fmt: skip

    def first(done: int, total: int) -> None:
        assert progress is not None
        progress(done, total * 2 if len(far) else total)

    runs = runs_of(points, progress and first)
    far = lock(runs.far())
    found = replace(_compared(runs), n_all=n_all)
    if len(far):

        def second(done: int, total: int) -> None:
            assert progress is not None
            progress(runs.total + done, runs.total + total)

        others = _compared(runs_of(lock(np.delete(points, far, axis=0)), progress and second))
        found = replace(found, far=far, without_far=others, k=others.k, tied=others.tied)
        headline, words = told_without_far(
            points[far], found.headline, (others.headline, others.words), found.k, found.k_of_all
        )
        found = replace(found, headline=headline, words=words)
    if n_all > len(points):
        found = replace(found, words=f"{found.words} (Asked about {len(points):,} of the {n_all:,} points, at random.)")
    return found


def _looked_at(X: Any, seed: Any) -> tuple[Points, int]:
    """Return the points to ask about, and of how many they are a random sample."""
    if is_dask(X):
        board = DaskPoints(X, as_rng(seed))
        points, n = board.shown, board.n
    else:
        points = as_points(X)
        n = len(points)
    if n <= MANY:
        return points, n
    rows = as_rng(seed).choice(len(points), size=min(SAMPLE, len(points)), replace=False)
    return lock(points[np.sort(rows)]), n


def _compared(runs: SharedRuns) -> Comparison:
    """Return what the four methods say about some points, all of which count."""
    scores = runs.elbow(), runs.gap(), runs.fk(), runs.silhouette()
    fits = runs.fits_of_the_data()
    said = compared(*scores)
    words = " ".join(filter(None, [said.words, sizes_told(said.tied, fits), runs.note]))
    nothing = lock(np.empty(0, dtype=np.intp))
    return Comparison(
        runs.points, *scores, fits, said.k, said.tied, said.headline, words, len(runs.points), nothing, None
    )  # fmt: skip


def _told(runs: SharedRuns, scores: KScores) -> KScores:
    """Return the scores of a method that was asked alone, with the note on the runs in their reason."""
    return replace(scores, reason=f"{scores.reason} {runs.note}") if runs.note else scores
