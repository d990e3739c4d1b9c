"""Four methods at once: what each says about K, where they agree, and what points far away change about it.

`compare_k` takes points and the largest K to try, and returns a `Comparison`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.beyond_memory.dask_points import DaskPoints
from kmeans_viz.how_many.fits import Fit
from kmeans_viz.how_many.scores import KScores
from kmeans_viz.how_many.shared_runs import Progress, SharedRuns
from kmeans_viz.how_many.verdict import compared, sizes_told, told_without_far
from kmeans_viz.inputs import Points, as_points, as_rng, is_dask, lock
from kmeans_viz.interop import seeded

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
    others. A tie is nobody's, see `tied`: `k` is then what the first of these says: the gap statistic, f(K), the
    silhouette, the elbow."""
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
    def offers(self) -> tuple[int, ...]:
        """The K that are worth a look in `X`: on a tie, all with clusters; else `k_of_all`."""
        return (self.k_of_all,) if len(self.tied) == 1 else tuple(k for k in self.tied if k > 1)

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


@seeded
def compare_k(
    X: Any,
    k_max: int = 9,
    *,
    n_refs: int = 10,
    reference: str = "pca",
    n_starts: int = 10,
    seed: Any = 0,
    rng: Any = None,
    progress: Progress | None = None,
) -> Comparison:
    """Apply all four methods, which share their runs, and say where they agree.

    Parameters
    ----------
    X, k_max, n_refs, reference, n_starts, seed, rng, progress
        As for `selection.gap_statistic`. Of more than 20,000 points, the methods look at a random sample of 10,000,
        which the seed draws, and the words say so. `X` may be a Dask array.

    Returns
    -------
    Comparison
        If points lie far from all others, the methods are asked with them and without them.

    Raises
    ------
    InputError
        As for `selection.gap_statistic`.

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
