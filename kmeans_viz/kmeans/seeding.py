"""Where the centroids start, and how that comes about: each method is a function, and a row in `SEEDINGS`.

A method takes the points, k and a random generator, and returns ``(k, d)`` centroids. Each method of ours is written as
a generator that places star after star: `steps` tells them one by one, and the method's function takes them all. Its
row holds the words that menus and captions use for it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, InputError, Points, as_centroids, as_choice, as_k, as_points, as_rng, lock
from kmeans_viz.interop import seeded
from kmeans_viz.kmeans.seeding_steps import Placed as Placed
from kmeans_viz.kmeans.seeding_steps import Scores, all_stars, equal_chances, told
from kmeans_viz.kmeans.seeding_steps import SeedingStep as SeedingStep

Seeding: TypeAlias = Callable[[Points, int, np.random.Generator], Any]


def random_points(X: Points, k: int, rng: np.random.Generator) -> Centroids:
    """Start from k different points, each as likely as any other.

    Forgy (1965), "Cluster analysis of multivariate data: efficiency versus interpretability of classifications".
    """
    return all_stars(X, _random_points(X, k, rng))


def random_partition(X: Points, k: int, rng: np.random.Generator) -> Centroids:
    """Put every point into a random cluster, leave no cluster empty, and start from the clusters' means."""
    return all_stars(X, _random_partition(X, k, rng))


def k_means_plus_plus(X: Points, k: int, rng: np.random.Generator) -> Centroids:
    """Draw each next centroid with probability proportional to D(x)², the squared distance to the nearest so far.

    Arthur & Vassilvitskii (2007), "k-means++: The Advantages of Careful Seeding", section 2.2. Once every point lies on
    a centroid, the rest are drawn uniformly.
    """
    return all_stars(X, _k_means_plus_plus(X, k, rng))


def farthest_point(X: Points, k: int, rng: np.random.Generator) -> Centroids:
    """Start from a random point, then repeatedly take the point that is farthest from the nearest one chosen so far.

    Gonzalez (1985), "Clustering to minimize the maximum intercluster distance".
    """
    return all_stars(X, _farthest_point(X, k, rng))


def _random_points(X: Points, k: int, rng: np.random.Generator) -> Iterator[Placed]:
    chosen = rng.choice(len(X), size=k, replace=False).tolist()
    for j, position in enumerate(chosen):
        yield Placed(position, partial(equal_chances, len(X), chosen[:j]))


def _random_partition(X: Points, k: int, rng: np.random.Generator) -> Iterator[Placed]:
    labels = rng.permutation(np.concatenate([np.arange(k), rng.integers(k, size=len(X) - k)]))
    counts = np.bincount(labels, minlength=k)
    means = np.stack([np.bincount(labels, weights=column, minlength=k) / counts for column in X.T], axis=1)
    for j, mean in enumerate(means):
        yield Placed(-1, partial(_members, labels, j), "group", mean)


def _k_means_plus_plus(X: Points, k: int, rng: np.random.Generator) -> Iterator[Placed]:
    chosen = [int(rng.integers(len(X)))]
    yield Placed(chosen[0], partial(equal_chances, len(X), []))
    nearest = np.full(len(X), np.inf)
    while len(chosen) < k:
        nearest = np.minimum(nearest, _squared_distances(X, chosen[-1]))
        total = nearest.sum()
        if total > 0:
            # Invert the cumulative weights; side="right" never picks a point of weight zero.
            position = int(np.searchsorted(np.cumsum(nearest), rng.random() * total, side="right"))
            position = min(position, int(np.flatnonzero(nearest)[-1]))
            yield Placed(position, partial(np.divide, nearest, total))
        else:
            position = int(rng.choice(np.setdiff1d(np.arange(len(X)), chosen)))
            yield Placed(position, partial(equal_chances, len(X), chosen))
        chosen.append(position)


def _farthest_point(X: Points, k: int, rng: np.random.Generator) -> Iterator[Placed]:
    chosen = [int(rng.integers(len(X)))]
    yield Placed(chosen[0], partial(equal_chances, len(X), []))
    nearest = np.full(len(X), np.inf)
    while len(chosen) < k:
        nearest = np.minimum(nearest, _squared_distances(X, chosen[-1]))
        nearest[chosen[-1]] = -1.0  # below every distance, so that none of several coincident points is taken twice
        position = int(nearest.argmax())
        yield Placed(position, partial(_distances, nearest), "distance")
        chosen.append(position)


@dataclass(frozen=True, kw_only=True)
class Method:
    """A row of `SEEDINGS`: a method and the words about it. Calling the row calls its function."""

    function: Seeding
    label: str
    """What the explorer's menu calls it."""
    phrase: str
    """What sentences call it: "300 starts by random points"."""
    caption_one: str
    """How the first caption goes on after "1 star (the centroid) starts "."""
    caption_many: str
    """How it goes on after "3 stars (the centroids) start "."""
    caption_next: str = "The next star is picked."
    """What a picture says of the next star, where not all points are equally likely."""
    stars: Callable[[Points, int, np.random.Generator], Iterator[Placed]] | None = None
    """Places star after star, for `steps`; a method that has none is told as one step."""

    def __call__(self, X: Points, k: int, rng: np.random.Generator) -> Any:
        """Return the ``(k, d)`` centroids that the method chooses."""
        return self.function(X, k, rng)


SEEDINGS: dict[str, Method] = {
    "random": Method(
        function=random_points,
        stars=_random_points,
        label="Random points",
        phrase="random points",
        caption_one="at a point picked at random",
        caption_many="at points picked at random",
    ),
    "partition": Method(
        function=random_partition,
        stars=_random_partition,
        label="Random groups",
        phrase="random groups",
        caption_one="at the mean of all points",
        caption_many="at the means of random groups",
    ),
    "k-means++": Method(
        function=k_means_plus_plus,
        stars=_k_means_plus_plus,
        label="k-means++",
        phrase="k-means++",
        caption_one="at a point drawn by k-means++",
        caption_many="at points drawn by k-means++",
        caption_next="The next star is drawn: the farther a point is from the stars so far, the likelier.",
    ),
    "farthest": Method(
        function=farthest_point,
        stars=_farthest_point,
        label="Farthest points",
        phrase="farthest points",
        caption_one="at a point picked at random",
        caption_many="at points far from each other",
        caption_next="The next star goes to the point that is farthest from the stars so far.",
    ),
}
"""Every method by its name. Recipe, captions, command line and explorer all read this table."""


@seeded
def steps(
    X: Any, k: int | None, init: str | Seeding | Any, seed: Any = None, *, rng: Any = None
) -> Iterator[SeedingStep]:
    """Tell star by star how a start is made.

    Parameters
    ----------
    X : array_like
        ``(n, d)``: the points.
    k : int or None
        How many stars, 1 to n; None where `init` is an array.
    init : str, array_like or callable
        As in `lloyd`. What is no method of `SEEDINGS`, or one that does not place star after star, is one step.
    seed, rng : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Either makes the start repeatable: the same seed makes the same start as in `lloyd`.

    Yields
    ------
    SeedingStep

    Raises
    ------
    InputError
        Before the first step, for anything that cannot be used.

    Examples
    --------
    >>> for step in steps([[0.0], [1.0], [3.0]], 2, "k-means++", seed=1):
    ...     print(step.scores.round(2), step.picked, step.centroids.ravel())
    [0.33 0.33 0.33] 1 [1.]
    [0.2 0.  0.8] 2 [1. 3.]
    """
    points = as_points(X)
    method = SEEDINGS.get(init) if isinstance(init, str) else init
    if not isinstance(method, Method) or method.stars is None:
        start = start_centroids(points, k, init, seed)
        return iter([SeedingStep((), "whole", lock(np.zeros(len(points))), -1, start)])
    k = _known_k(k, len(points))
    rng = as_rng(seed)
    _warn_of_coincident(points, k, stacklevel=4)
    return told(points, method.stars(points, k, rng))


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
    seed : None, int, numpy.random.SeedSequence or numpy.random.Generator
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
        k = _known_k(k, n)
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


def _known_k(k: int | None, n: int) -> int:
    """Return `k`, which a method has to know, checked against the number of points."""
    if k is None:
        raise InputError("k is missing: say how many clusters, for example k=3, or pass their (k, d) centroids as init")
    return as_k(k, n)


def _members(labels: NDArray[np.int64], group: int) -> Scores:
    """Return 1 for the points of a group and 0 for the others."""
    return (labels == group).astype(float)


def _distances(squared: NDArray[np.float64]) -> Scores:
    """Return the roots of squared distances, which are -1 at stars."""
    return np.sqrt(np.maximum(squared, 0.0))


def _squared_distances(X: Points, chosen: int) -> NDArray[np.float64]:
    difference = X - X[chosen]
    squared: NDArray[np.float64] = np.einsum("ij,ij->i", difference, difference)
    return squared


def _warn_of_coincident(X: Points, k: int, stacklevel: int = 5) -> None:
    """Warn if there are more clusters than distinct points."""
    distinct = count_distinct(X, k)
    if distinct < k:
        warnings.warn(
            f"k={k} clusters need as many distinct points, and X has only {distinct}, so some stay empty; "
            f"use k <= {distinct}",
            UserWarning,
            stacklevel=stacklevel,
        )


def count_distinct(X: Points, enough: int) -> int:
    """Count the distinct points; the count may stop once it has found `enough` of them."""
    looked_at = 2 * enough
    while True:
        distinct = len(np.unique(X[:looked_at], axis=0))
        if distinct >= enough or looked_at >= len(X):
            return distinct
        looked_at *= 4
