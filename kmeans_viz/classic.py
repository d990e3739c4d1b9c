"""The six functions of the blog post, with its names, arguments and shapes, for readers who arrive with its code.

Unlike in the post, K clusters stay K: an empty cluster keeps its centre and has an empty list. For anything beyond the
post, use `kmeans_viz.record`: it is faster and keeps every half-step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.boards import gaussian, uniform
from kmeans_viz.inputs import Centroids, InputError, Points, as_centroids, as_k, as_points, as_rng
from kmeans_viz.kmeans.algorithm import assign, update
from kmeans_viz.kmeans.seeding import random_points

Clusters = dict[int, list[NDArray[np.float64]]]
"""The points of each cluster, by the cluster's index."""


def init_board(N: int, seed: Any = None) -> NDArray[np.float64]:
    """Return N points drawn uniformly from the square [-1, 1]², shape ``(N, 2)``; the same for the same `seed`."""
    return uniform(N, seed).copy()


def init_board_gauss(N: int, k: int, seed: Any = None) -> NDArray[np.float64]:
    """Return N points from k Gaussians, shape ``(N, 2)``, all inside [-1, 1]²; the same for the same `seed`."""
    return gaussian(N, k, seed).copy()


def cluster_points(X: Any, mu: Any) -> Clusters:
    """Return the points that are nearest to each of the centres `mu`.

    Parameters
    ----------
    X : array_like
        ``(n, d)``: the points.
    mu : array_like
        ``(K, d)``: the centres.

    Returns
    -------
    dict
        For each index 0 to K - 1 the list of its points, empty where there are none.

    Raises
    ------
    InputError
        If `X` or `mu` cannot be used.

    Examples
    --------
    >>> cluster_points([[0.0, 0.0], [1.0, 1.0]], [[0.0, 0.0], [0.9, 0.9], [5.0, 5.0]])
    {0: [array([0., 0.])], 1: [array([1., 1.])], 2: []}
    """
    points, centers = _board(X), _centers(mu, X)
    clusters: Clusters = {j: [] for j in range(len(centers))}
    for point, label in zip(points, assign(points, centers).tolist(), strict=True):
        clusters[label].append(point)
    return clusters


def reevaluate_centers(mu: Any, clusters: Clusters) -> list[NDArray[np.float64]]:
    """Return the mean of each cluster; the centre of an empty one stays where it was.

    Parameters
    ----------
    mu : array_like
        ``(K, d)``: the centres.
    clusters : dict
        What `cluster_points` returned.

    Returns
    -------
    list of numpy.ndarray
        K centres of shape ``(d,)``.

    Raises
    ------
    InputError
        If `mu` or `clusters` cannot be used, or `clusters` holds no points.
    """
    centers = _centers(mu)
    if not isinstance(clusters, dict) or any(j not in range(len(centers)) for j in clusters):
        raise InputError(
            f"clusters is not a dict with keys from 0 to {len(centers) - 1}; pass what cluster_points(X, mu) returned"
        )
    if not all(isinstance(members, (list, tuple, np.ndarray)) for members in clusters.values()):
        raise InputError(
            "clusters holds something other than lists of points; pass what cluster_points(X, mu) returned"
        )
    labels = [j for j, members in clusters.items() for _ in members]
    if not labels:
        raise InputError("clusters holds no points at all; pass what cluster_points(X, mu) returned")
    points = as_points([point for members in clusters.values() for point in members])
    return list(update(points, np.array(labels, dtype=np.int32), _centers(mu, points)))


def has_converged(mu: Any, oldmu: Any) -> bool:
    """Tell whether two lists of centres hold the same positions, in any order and up to rounding.

    Two ways to add up the same points may differ in the last digit of their mean.

    Examples
    --------
    >>> has_converged([[0, 0], [1, 1]], [[1, 1], [0, 0]])
    True
    """
    new, old = as_centroids(mu, None, name="mu"), as_centroids(oldmu, None, name="oldmu")
    if new.shape != old.shape:
        return False
    rounding = 1e-12 * max(np.abs(new).max(), np.abs(old).max())
    n_old_near, n_new_near = (
        (np.abs(new[:, None] - others).max(axis=2) <= rounding).sum(axis=1) for others in (old, new)
    )
    return bool((n_old_near == n_new_near).all())


def find_centers(X: Any, K: int, seed: Any = None) -> tuple[list[NDArray[np.float64]], Clusters]:
    """Run k-means from K random points and return the centres and the points of each.

    Parameters
    ----------
    X : array_like
        ``(n, d)``: the points.
    K : int
        How many clusters to find.
    seed : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Makes the start repeatable.

    Returns
    -------
    mu : list of numpy.ndarray
        K centres of shape ``(d,)``.
    clusters : dict
        As `cluster_points` returns them.

    Raises
    ------
    InputError
        If `X`, `K` or `seed` cannot be used.

    Examples
    --------
    >>> mu, clusters = find_centers(init_board(100, seed=0), 7, seed=0)
    >>> len(mu), sum(map(len, clusters.values()))
    (7, 100)
    """
    points = _board(X)
    mu: Sequence[Any] = list(random_points(points, as_k(K, len(points)), as_rng(seed)))
    while True:
        clusters = cluster_points(points, mu)
        oldmu, mu = mu, reevaluate_centers(mu, clusters)
        if has_converged(mu, oldmu):
            return list(mu), clusters


def _board(X: Any) -> Points:
    if isinstance(X, (int, float)):
        raise InputError(f"X={X!r} is a number; pass the points themselves, for example X = init_board(200)")
    return as_points(X)


def _centers(mu: Any, X: Any = None) -> Centroids:
    if isinstance(mu, (int, np.integer)):
        raise InputError(
            f"mu={mu} is a number, and cluster_points needs the {mu} centres themselves; "
            f"use find_centers(X, {mu}), or mu = random.sample(list(X), {mu})"
        )
    return as_centroids(mu, None if X is None else as_points(X).shape[1], name="mu")
