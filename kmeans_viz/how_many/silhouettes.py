"""Silhouettes of several clusterings of the same points, from one pass over the distances between the points.

`mean_silhouettes` takes points and labels, and returns a mean for each clustering. The distances are computed one block
of rows at a time, and all clusterings share them.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast.passes import Columns

MOST_PAIRS = 400_000_000
"""The most distances to compute. With more points, only a random sample of them is measured."""
_BLOCK_BYTES = 8_000_000


def n_blocks(n: int) -> int:
    """Return how many blocks of rows `mean_silhouettes` works through for n points."""
    return -(-_n_rows(n) // _rows_a_block(n))


def mean_silhouettes(
    columns: Columns,
    labelings: NDArray[np.int32],
    rng: np.random.Generator,
    compiled: ModuleType | None = None,
    done: Callable[[], None] = lambda: None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean silhouette of each clustering and its standard error.

    The silhouette of a point is ``(b - a) / max(a, b)``, where a is its mean distance to the other points of its
    cluster, and b is its mean distance to the points of the nearest other cluster; for a point that is alone in its
    cluster, it is 0 (Rousseeuw 1987, section 2). Up to 20,000 points, all are measured and the error is 0. Of more
    points, a random sample is measured, as many as make 400 million distances. Each is measured against all n points,
    so that the mean is unbiased; the error is the standard error of that sample's mean.

    Parameters
    ----------
    columns : numpy.ndarray
        ``(d, n)``.
    labelings : numpy.ndarray
        ``(m, n)``: the labels of each clustering, with at least two clusters.
    rng : numpy.random.Generator
        Draws the sample.
    compiled : module, optional
        `fast.numba_fits`, to use its loops in place of numpy.
    done : callable, optional
        Called after each of the `n_blocks` blocks; an error that it raises ends the work.

    Returns
    -------
    tuple of numpy.ndarray
        ``(m,)`` means and ``(m,)`` errors.
    """
    n, wanted = columns.shape[1], _n_rows(columns.shape[1])
    rows = np.arange(n) if wanted == n else np.sort(rng.choice(n, size=wanted, replace=False))
    counts = np.stack([np.bincount(labels, minlength=labelings.max() + 1) for labels in labelings])
    found = np.empty((len(labelings), wanted))
    size = _rows_a_block(n)
    for start in range(0, wanted, size):
        block = rows[start : start + size]
        sums = _distance_sums(columns, block, labelings, counts.shape[1], compiled)
        for m, labels in enumerate(labelings):
            found[m, start : start + size] = _silhouettes(sums[:, m], counts[m], labels[block])
        done()
    spread = found.std(axis=1, ddof=1) if wanted < n else np.zeros(len(labelings))
    return found.mean(axis=1), spread / np.sqrt(wanted)


def silhouettes_of(columns: Columns, labels: NDArray[np.int32], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the silhouettes of some rows of one clustering, each measured against all points.

    Parameters
    ----------
    columns : numpy.ndarray
        ``(d, n)``.
    labels : numpy.ndarray
        ``(n,)``.
    rows : numpy.ndarray
        Which rows, ``(m,)``.
    """
    counts = np.bincount(labels)
    found = np.empty(len(rows))
    size = _rows_a_block(columns.shape[1])
    for start in range(0, len(rows), size):
        block = rows[start : start + size]
        sums = _distance_sums(columns, block, labels[None, :], len(counts), None)
        found[start : start + size] = _silhouettes(sums[:, 0], counts, labels[block])
    return found


def _silhouettes(sums: NDArray[np.float64], counts: NDArray[np.int64], own: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the silhouettes of some points.

    `sums` holds the sum of each point's distances to each cluster, ``(m, k)``, `counts` the sizes of the clusters,
    ``(k,)``, and `own` the cluster of each point, ``(m,)``.
    """
    points = np.arange(len(own))
    others = counts[own] - 1
    within = sums[points, own] / np.maximum(others, 1)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.inf)
    means[points, own] = np.inf
    nearest = means.min(axis=1)
    larger = np.maximum(within, nearest)
    # If both means are 0, since all these points coincide, the silhouette is 0, as for a point that is alone.
    told_apart = (others > 0) & (larger > 0) & np.isfinite(larger)
    return np.where(told_apart, (nearest - within) / np.where(told_apart, larger, 1.0), 0.0)


def _distance_sums(
    columns: Columns, rows: NDArray[np.int64], labelings: NDArray[np.int32], k: int, compiled: ModuleType | None
) -> NDArray[np.float64]:
    """Return the sum of the distances of each row to each cluster of each clustering, ``(rows, m, k)``."""
    if compiled is not None:
        sums = np.zeros((len(rows), len(labelings), k))
        compiled.distance_sums(columns, rows, labelings, sums)
        return sums
    distances = np.zeros((len(rows), columns.shape[1]))
    for column in columns:
        difference = column[rows, None] - column
        difference *= difference
        distances += difference
    np.sqrt(distances, out=distances)
    member = (labelings[:, None, :] == np.arange(k)[:, None]).astype(np.float64)
    return (distances @ member.reshape(-1, columns.shape[1]).T).reshape(len(rows), len(labelings), k)


def _n_rows(n: int) -> int:
    return n if n * n <= MOST_PAIRS else max(2, MOST_PAIRS // n)


def _rows_a_block(n: int) -> int:
    return max(1, _BLOCK_BYTES // (8 * n))
