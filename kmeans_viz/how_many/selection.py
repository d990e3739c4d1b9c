"""How many clusters: elbow, gap statistic, f(K) and silhouette.

Each function takes points and the largest K to try, and returns its `KScores`: the K that it suggests, and why.
`comparison.compare_k` asks all four, which then share their runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kmeans_viz.how_many.scores import KScores
from kmeans_viz.how_many.shared_runs import Progress, SharedRuns
from kmeans_viz.interop import seeded


@seeded
def elbow(
    X: Any, k_max: int = 9, *, n_starts: int = 10, seed: Any = 0, rng: Any = None, progress: Progress | None = None
) -> KScores:
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
    seed, rng : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Either makes the starts repeatable.
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


@seeded
def gap_statistic(
    X: Any,
    k_max: int = 9,
    n_refs: int = 10,
    seed: Any = None,
    *,
    rng: Any = None,
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
    seed, rng : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Either makes starts and references repeatable.
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


@seeded
def pham_fk(
    X: Any, k_max: int = 9, *, n_starts: int = 10, seed: Any = 0, rng: Any = None, progress: Progress | None = None
) -> KScores:
    """Compare each S_K with the value that would follow S_{K-1} for evenly spread points: f(K).

    Pham, Dimov & Nguyen (2005), "Selection of K in K-means clustering", section 3.1: ``f(1) = 1`` and
    ``f(K) = S_K / (α_K S_{K-1})``, or 1 where S_{K-1} = 0, with ``α_2 = 1 - 3 / (4 d)`` and
    ``α_K = α_{K-1} + (1 - α_{K-1}) / 6``. The suggestion is the K with the lowest f(K), if that is below 0.85.

    The formula for α holds for two or more dimensions. On a line, the expected ratio is known exactly and used instead:
    for evenly spread points, ``S_K`` is proportional to ``K ** -2``, so ``α_K = ((K - 1) / K) ** 2``. Its α_2 is the
    same as that of the formula.

    Parameters
    ----------
    X, k_max, n_starts, seed, rng, progress
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


@seeded
def silhouette(
    X: Any, k_max: int = 9, *, n_starts: int = 10, seed: Any = 0, rng: Any = None, progress: Progress | None = None
) -> KScores:
    """Measure how much nearer each point is to its own cluster than to the next one: the mean silhouette.

    Rousseeuw (1987), "Silhouettes: A graphical aid to the interpretation and validation of cluster analysis",
    section 2. The silhouette is not defined for K = 1. The suggestion is the K with the highest mean, if that exceeds
    0.25: below, "no substantial structure has been found" (Kaufman & Rousseeuw 1990, "Finding Groups in Data",
    chapter 2). Up to 0.5, they call the structure weak and perhaps artificial, and the reason says so.

    Parameters
    ----------
    X, k_max, n_starts, seed, rng, progress
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


def _told(runs: SharedRuns, scores: KScores) -> KScores:
    """Return the scores of a method that was asked alone, with the note on the runs in their reason."""
    return replace(scores, reason=f"{scores.reason} {runs.note}") if runs.note else scores
