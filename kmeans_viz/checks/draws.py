"""What students often draw the start of k-means++ by: rules that give each point its weight in the next draw.

`squared` is the rule of k-means++ itself (Arthur & Vassilvitskii 2007, section 2.2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Points

Weights: TypeAlias = Callable[[Points, list[int]], NDArray[np.float64]]
"""From the points, and which were chosen so far, to the weight of each point in the next draw."""


def distances(X: Points, chosen: list[int]) -> NDArray[np.float64]:
    """Return the distances of all points from the chosen ones, ``(n, number chosen)``."""
    return np.sqrt(((X[:, None] - X[chosen]) ** 2).sum(axis=2))


def _nearest(X: Points, chosen: list[int]) -> NDArray[np.float64]:
    return distances(X, chosen).min(axis=1)


def squared(X: Points, chosen: list[int]) -> NDArray[np.float64]:
    """Return the weights of k-means++."""
    return _nearest(X, chosen) ** 2


def _others(weights: Weights) -> Weights:
    """Return the same weights, but 0 for the points that are chosen already."""

    def of_others(X: Points, chosen: list[int]) -> NDArray[np.float64]:
        shares = weights(X, chosen).copy()
        shares[chosen] = 0
        return shares

    return of_others


_ALL = "A point's chance goes with the distance to the nearest of all centroids chosen so far; yours goes with the "
_FIRST = _ALL + "distance to the first one only."
_LAST = _ALL + "distance to the last one only."
_SUM = _ALL + "sum of the distances to all of them."
_FARTHEST = _ALL + "distance to the farthest of them."


def _farthest(X: Points, chosen: list[int]) -> NDArray[np.float64]:
    nearest = _nearest(X, chosen)
    return (nearest == nearest.max()).astype(float)


def _inverse(power: int) -> Weights:
    return _others(lambda X, chosen: 1 / np.maximum(_nearest(X, chosen), 1e-9) ** power)


MISTAKES: list[tuple[Weights, str]] = [
    (
        _nearest,
        "A point twice as far is drawn twice as often; with k-means++, distance counts for more than that.",
    ),
    (
        lambda X, chosen: _nearest(X, chosen) ** 4,
        "The distances are squared twice: is the root missing, or a square too many?",
    ),
    (
        lambda X, chosen: _nearest(X, chosen) ** 3,
        "Far points are drawn too often: the distance is raised to the third power.",
    ),
    (
        lambda X, chosen: _nearest(X, chosen) ** 6,
        "Far points are drawn too often: the distance is raised to too high a power.",
    ),
    (
        lambda X, chosen: np.sqrt(_nearest(X, chosen)),
        "Your chances go with the root of the distance. Which power of it is in the rule?",
    ),
    (_farthest, "The next centroid is always the farthest point; it should be drawn, far points only more likely."),
    (
        _others(lambda X, chosen: np.ones(len(X))),
        "Near and far points are drawn equally often; the distance should make a difference.",
    ),
    (
        lambda X, chosen: np.ones(len(X)),
        "All points are drawn equally often, even those that are chosen already; distance should make a difference.",
    ),
    (_inverse(1), "Near points are drawn more often than far ones; it should be the other way round."),
    (_inverse(2), "Near points are drawn more often than far ones; it should be the other way round."),
    (lambda X, chosen: distances(X, chosen)[:, 0] ** 2, _FIRST),
    (_others(lambda X, chosen: distances(X, chosen)[:, 0] ** 2), _FIRST),
    (lambda X, chosen: distances(X, chosen)[:, -1] ** 2, _LAST),
    (_others(lambda X, chosen: distances(X, chosen)[:, -1] ** 2), _LAST),
    (lambda X, chosen: (distances(X, chosen) ** 2).sum(axis=1), _SUM),
    (_others(lambda X, chosen: (distances(X, chosen) ** 2).sum(axis=1)), _SUM),
    (lambda X, chosen: distances(X, chosen).sum(axis=1) ** 2, _SUM),
    (_others(lambda X, chosen: distances(X, chosen).sum(axis=1) ** 2), _SUM),
    (lambda X, chosen: distances(X, chosen).max(axis=1) ** 2, _FARTHEST),
    (_others(lambda X, chosen: distances(X, chosen).max(axis=1) ** 2), _FARTHEST),
    (
        lambda X, chosen: np.prod(distances(X, chosen) ** 2, axis=1),
        _ALL + "product of the distances to all of them.",
    ),
    (
        _others(lambda X, chosen: ((X - X[chosen].mean(axis=0)) ** 2).sum(axis=1)),
        _ALL + "distance to the middle of them.",
    ),
    (
        lambda X, chosen: ((X - X[chosen].mean(axis=0)) ** 2).sum(axis=1),
        _ALL + "distance to the middle of them.",
    ),
    (
        _others(lambda X, chosen: ((X - X.mean(axis=0)) ** 2).sum(axis=1)),
        "Your chances go with the distance to the middle of all points; what counts are the centroids chosen so far.",
    ),
    (
        lambda X, chosen: (X**2).sum(axis=1),
        "Your chances go with the distance to the origin; what counts are the centroids chosen so far.",
    ),
    (
        lambda X, chosen: squared(X[:, :2], chosen),
        "Only the first two coordinates count in your distances; there may be more.",
    ),
    (
        lambda X, chosen: squared(X[:, :1], chosen),
        "Only the first coordinate counts in your distances; all of them should.",
    ),
    (
        lambda X, chosen: np.abs(X[:, None] - X[chosen]).sum(axis=2).min(axis=1),
        "Your distances go around city blocks, and are not squared; k-means++ squares the straight distance.",
    ),
    (
        lambda X, chosen: np.abs(X[:, None] - X[chosen]).sum(axis=2).min(axis=1) ** 2,
        "Your distances go around city blocks, |dx| + |dy|; k-means++ measures along the straight line.",
    ),
    (
        lambda X, chosen: np.abs(X[:, None] - X[chosen]).max(axis=2).min(axis=1) ** 2,
        "Of the differences along the axes, only the largest counts in your distances; all of them should.",
    ),
    (
        _others(lambda X, chosen: np.exp(_nearest(X, chosen) - _nearest(X, chosen).max())),
        "Your chances grow like e to the power of the distance; the rule has its square.",
    ),
    (
        lambda X, chosen: np.exp(_nearest(X, chosen) - _nearest(X, chosen).max()),
        "Your chances grow like e to the power of the distance; the rule has its square.",
    ),
]
"""What students often draw by, and the hint for it."""
