"""Where the centroids start: each method is a function, and a row in `SEEDINGS`.

A method takes the points, k and a random generator, and returns ``(k, d)`` centroids. Its row holds the words that
menus and captions use for it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, InputError, Points, as_centroids, as_choice, as_k, as_rng

Seeding: TypeAlias = Callable[[Points, int, np.random.Generator], Any]


def random_points(X: Points, k: int, rng: np.random.Generator) -> Centroids:
    """Start from k different points, each as likely as any other.

    Forgy (1965), "Cluster analysis of multivariate data: efficiency versus interpretability of classifications".
    """
    return X[rng.choice(len(X), size=k, replace=False)]


def random_partition(X: Points, k: int, rng: np.random.Generator) -> Centroids:
    """Put every point into a random cluster, leave no cluster empty, and start from the clusters' means."""
    labels = rng.permutation(np.concatenate([np.arange(k), rng.integers(k, size=len(X) - k)]))
    counts = np.bincount(labels, minlength=k)
    return np.stack([np.bincount(labels, weights=column, minlength=k) / counts for column in X.T], axis=1)


def k_means_plus_plus(X: Points, k: int, rng: np.random.Generator) -> Centroids:
    """Draw each next centroid with probability proportional to D(x)², the squared distance to the nearest so far.

    Arthur & Vassilvitskii (2007), "k-means++: The Advantages of Careful Seeding", section 2.2. Once every point lies on
    a centroid, the rest are drawn uniformly.
    """
    chosen = [int(rng.integers(len(X)))]
    nearest = _squared_distances(X, chosen[0])
    while len(chosen) < k:
        total = nearest.sum()
        if total > 0:
            # Invert the cumulative weights; side="right" never picks a point of weight zero.
            position = int(np.searchsorted(np.cumsum(nearest), rng.random() * total, side="right"))
            position = min(position, int(np.flatnonzero(nearest)[-1]))
        else:
            position = int(rng.choice(np.setdiff1d(np.arange(len(X)), chosen)))
        chosen.append(position)
        nearest = np.minimum(nearest, _squared_distances(X, position))
    return X[chosen]


def farthest_point(X: Points, k: int, rng: np.random.Generator) -> Centroids:
    """Start from a random point, then repeatedly take the point that is farthest from the nearest one chosen so far.

    Gonzalez (1985), "Clustering to minimize the maximum intercluster distance".
    """
    chosen = [int(rng.integers(len(X)))]
    nearest = _squared_distances(X, chosen[0])
    while len(chosen) < k:
        nearest[chosen[-1]] = -1.0  # below every distance, so that none of several coincident points is taken twice
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, _squared_distances(X, chosen[-1]))
    return X[chosen]


@dataclass(frozen=True, kw_only=True)
class Method:
    """A row of `SEEDINGS`: a method and the words about it. Calling the row calls its function."""

    function: Seeding
    label: str
    """What the explorer's menu calls it."""
    phrase: str
    """What sentences call it: "300 starts by random points"."""
    caption_one: str
    """How the first caption goes on after "1 centroid starts "."""
    caption_many: str
    """How it goes on after "3 centroids start "."""

    def __call__(self, X: Points, k: int, rng: np.random.Generator) -> Any:
        """Return the ``(k, d)`` centroids that the method chooses."""
        return self.function(X, k, rng)


SEEDINGS: dict[str, Method] = {
    "random": Method(
        function=random_points,
        label="Random points",
        phrase="random points",
        caption_one="at a point picked at random",
        caption_many="at points picked at random",
    ),
    "partition": Method(
        function=random_partition,
        label="Random groups",
        phrase="random groups",
        caption_one="at the mean of all points",
        caption_many="at the means of random groups",
    ),
    "k-means++": Method(
        function=k_means_plus_plus,
        label="k-means++",
        phrase="k-means++",
        caption_one="at a point drawn by k-means++",
        caption_many="at points drawn by k-means++",
    ),
    "farthest": Method(
        function=farthest_point,
        label="Farthest points",
        phrase="farthest points",
        caption_one="at a point picked at random",
        caption_many="at points far from each other",
    ),
}
"""Every method by its name. Recipe, captions, command line and explorer all read this table."""


def start_centroids(X: Points, k: int | None, init: str | Seeding | Any, seed: Any) -> Centroids:
    """Return the locked ``(k, d)`` centroids that `init` stands for.

    Parameters
    ----------
    X : Points
        ``(n, d)``, checked.
    k : int or None
        How many clusters, 1 to n; may be None if `init` is an array.
    init : str, callable or array_like
        A name in `SEEDINGS`, a function ``init(X, k, rng)``, or the ``(k, d)`` centroids themselves.
    seed : None, int or numpy.random.Generator
        Makes a method's choice repeatable.

    Raises
    ------
    InputError
        If `k` is missing or does not fit, or `init` is unknown, the wrong shape, or not finite.

    Warns
    -----
    UserWarning
        If there are fewer distinct points than clusters, so that some stay empty.
    """
    n, d = X.shape
    if isinstance(init, str) or callable(init):
        if k is None:
            raise InputError(
                "k is missing: say how many clusters, for example k=3, or pass their (k, d) centroids as init"
            )
        k = as_k(k, n)
        seeding = SEEDINGS[as_choice(init, SEEDINGS, "init")] if isinstance(init, str) else init
        name = "init" if isinstance(init, str) else getattr(init, "__name__", "init")
        rng = as_rng(seed)
        try:
            placed = seeding(X, k, rng)
        except InputError:
            raise
        except Exception as problem:
            raise InputError(
                f"{name} raised {type(problem).__name__}: {problem}; it is called as {name}(X, k, rng) "
                f"and returns {k} centroids"
            ) from problem
        start = as_centroids(placed, d, k=k, name=f"what {name}(X, k, rng) returned")
        _warn_of_coincident(X, k)
        return start
    start = as_centroids(init, d, name="init")
    if k is not None and as_k(k, n) != len(start):
        raise InputError(f"k={k}, but init has {len(start)} centroids; leave k out or make them agree")
    as_k(len(start), n)
    return start


def _squared_distances(X: Points, chosen: int) -> NDArray[np.float64]:
    difference = X - X[chosen]
    squared: NDArray[np.float64] = np.einsum("ij,ij->i", difference, difference)
    return squared


def _warn_of_coincident(X: Points, k: int) -> None:
    """Warn if there are more clusters than distinct points."""
    distinct = count_distinct(X, k)
    if distinct < k:
        warnings.warn(
            f"k={k} clusters need as many distinct points, and X has only {distinct}, so some stay empty; "
            f"use k <= {distinct}",
            UserWarning,
            stacklevel=4,
        )


def count_distinct(X: Points, enough: int) -> int:
    """Count the distinct points; the count may stop once it has found `enough` of them."""
    looked_at = 2 * enough
    while True:
        distinct = len(np.unique(X[:looked_at], axis=0))
        if distinct >= enough or looked_at >= len(X):
            return distinct
        looked_at *= 4
