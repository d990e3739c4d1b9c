"""What becomes of a cluster that has lost all its points: each rule is a function, and a row in `RULES`.

A rule takes centroids and labels just before an update, and returns them with every empty cluster dealt with, and with
the number of labels that it changed. The update that follows may be a user's own function: after "farthest" or "drop"
it need not know what to do with a cluster without points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, InputError, Labels, Points, lock
from kmeans_viz.kmeans.algorithm import Dealt, Pass, empty_clusters

OnEmpty: TypeAlias = Literal["keep", "farthest", "drop", "error"]
"""The names in `RULES`, for type checkers."""


class EmptyClusterError(InputError):
    """A cluster lost its last point, and the caller asked for an error in that case."""


class Outcome(NamedTuple):
    """What a rule returns for the update that follows."""

    centroids: Centroids
    """``(k, d)``: one row for each cluster that is left."""
    labels: Labels
    """``(n,)``: the cluster of each point, among those that are left."""
    clusters: NDArray[np.int64]
    """``(k,)``: the number that each cluster had in the seed."""
    changed: int
    """How many labels the rule changed."""


def keep(points: Points, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64]) -> Outcome:
    """Leave the cluster empty, so that k stays k; the update leaves its centroid where it is."""
    return Outcome(centroids, labels, clusters, 0)


def farthest(points: Points, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64]) -> Outcome:
    """Give the cluster the point that is farthest from its own centroid, so that the update moves it there.

    This is scikit-learn's rule. A point that is alone in its cluster, or on its centroid, stays: taking it would only
    empty another cluster.
    """
    distances = squared_to_own(points, centroids, labels)
    (n, d), largest = points.shape, float(np.abs(points).max())
    counts = np.bincount(labels, minlength=len(centroids))
    waiting = list(empty_clusters(counts))
    labels = labels.copy()
    changed = 0
    for point in np.argsort(-distances, kind="stable"):
        if not waiting or is_on_centroid(distances[point], n, d, largest):
            break
        if counts[labels[point]] > 1:
            counts[labels[point]] -= 1
            labels[point] = waiting.pop(0)
            changed += 1
    return Outcome(centroids, lock(labels), clusters, changed)


def squared_to_own(points: Points, centroids: Centroids, labels: Labels) -> NDArray[np.float64]:
    """Return the squared distance of each point to the centroid of its own cluster, ``(n,)``."""
    squared: NDArray[np.float64] = ((points - centroids[labels]) ** 2).sum(axis=1)
    return squared


def is_on_centroid(squared_distance: float, n: int, d: int, largest: float) -> bool:
    """Tell whether a point is no farther from its centroid than rounding can put it.

    Rounding may move the mean of coincident points a little away from them. A rule that took one of these points as the
    farthest would never come to an end.

    Parameters
    ----------
    squared_distance : float
        The squared distance of the point to its centroid.
    n, d : int
        How many points there are, and how many coordinates each has.
    largest : float
        The absolute value of the coordinate that is farthest from zero.
    """
    return bool(squared_distance <= d * (n * np.finfo(np.float64).eps * largest) ** 2)


def drop(points: Points, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64]) -> Outcome:
    """Let the cluster disappear: K clusters become K - 1, as in code that keeps only the groups it finds."""
    kept = np.bincount(labels, minlength=len(centroids)) > 0
    new_index = (np.cumsum(kept) - 1).astype(np.int32)
    return Outcome(lock(centroids[kept]), lock(new_index[labels]), lock(clusters[kept]), 0)


def error(points: Points, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64]) -> Outcome:
    """Raise an `EmptyClusterError` about the first empty cluster."""
    first = empty_clusters(np.bincount(labels, minlength=len(centroids)))[0]
    raise EmptyClusterError(
        f"cluster {first + 1} of {len(centroids)} has no points; "
        f'use fewer clusters, another start, or on_empty="keep" or "farthest"'
    )


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row of `RULES`: a rule and the words about it. Calling the row calls its function."""

    function: Callable[[Points, Centroids, Labels, NDArray[np.int64]], Outcome]
    label: str
    """What the explorer's menu calls it, after "so its star must:"."""
    caption_one: str
    """How the caption of an update goes on after "Cluster 4 has no points: "."""
    caption_many: str
    """How it goes on after "Clusters 2 and 4 have no points: "."""

    def __call__(self, points: Points, centroids: Centroids, labels: Labels, clusters: NDArray[np.int64]) -> Outcome:
        """Return the outcome that the update starts from."""
        return self.function(points, centroids, labels, clusters)


RULES: dict[str, Rule] = {
    "keep": Rule(
        function=keep,
        label="Stay where it is",
        caption_one="its star stays",
        caption_many="their stars stay",
    ),
    "farthest": Rule(
        function=farthest,
        label="Jump to the farthest point",
        caption_one="its star jumps to the farthest point",
        caption_many="their stars jump to the farthest points",
    ),
    "drop": Rule(
        function=drop,
        label="Disappear",
        caption_one="it disappears",
        caption_many="they disappear",
    ),
    "error": Rule(
        function=error,
        label="Stop the run",
        caption_one="the run stops",
        caption_many="the run stops",
    ),
}
"""Every rule by its name. Recipe, captions, command line and explorer all read this table."""


def deal(on_empty: str, points: Points, centroids: Centroids, clusters: NDArray[np.int64], found: Pass) -> Dealt:
    """Apply the rule `on_empty` to what a pass over `points` found; `clusters` are their numbers in the seed."""
    outcome = RULES[on_empty](points, centroids, found.labels, clusters)
    if outcome.labels is not found.labels:
        counts = lock(np.bincount(outcome.labels, minlength=len(outcome.centroids)))
        found = Pass(outcome.labels, counts, None, found.inertias, found.inertia_before, found.changed)
    return Dealt(outcome.centroids, outcome.clusters, found, outcome.changed)
