"""The inner loop: one pass over the points that assigns, counts, sums and measures.

Coordinates flow in column by column, ``(d, n)``, so that every operation runs along contiguous memory; a `Sweep`
flows out. Two implementations stand behind `sweep`: numpy, in blocks that stay in the processor's cache, and numba
(`numba_kernels`), which is used once it is loaded. Both take the squared differences in the same order, so both give
the same labels to the tie; the plain functions of `algorithm` are the reference that tests hold them to. Large boards
have faster ways to the same `Sweep`, see `sweepers`.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, Labels

Columns = NDArray[np.float64]
"""``(d, n)``: one row a coordinate."""

_BLOCK = 8192  # 64 kB a row of float64: the handful of rows in use fit the second-level cache
_FEW = 2048  # points, up to which one broadcast costs less than the calls of a loop over the centroids
_TABLE = 65_536  # distances that it may hold at once: 512 kB stay in the cache
LOAD_NUMBA_FROM = 5_000_000  # distances a pass, from which a run pays for the half second that importing numba takes
SORT_FROM = 8192  # points, from which it pays to prepare them for the passes of a run: `tiles`, `numba_mixed`
_in_use: ModuleType | None = None
_ALL_COMPILED = ("numba_kernels", "numba_tiles", "numba_mixed", "numba_fits")


class Sweep(NamedTuple):
    """What one pass over the points finds."""

    labels: Labels
    """``(n,)``: the nearest centroid of each point, the lowest index on a tie."""
    counts: NDArray[np.int64]
    """``(k,)``: how many points each centroid has."""
    sums: NDArray[np.float64]
    """``(k, d)``: the sum of the points of each centroid."""
    inertia: float
    """Sum of squared distances of the points to their nearest centroid."""
    inertia_before: float
    """The same with the previous labels; NaN without any."""
    changed: int
    """How many labels differ from the previous ones; n without any."""


Sweeper: TypeAlias = Callable[[Centroids, Labels | None], Sweep]
"""Makes a `Sweep` of points that it knows, from centroids and the labels before, if any."""


def sweep(columns: Columns, centroids: Centroids, previous: Labels | None = None) -> Sweep:
    """Assign every point to its nearest centroid and gather all that the next half-step needs."""
    d, n = columns.shape
    compiled = compiled_for(n * len(centroids))
    if compiled is not None:
        return Sweep(*compiled.sweep(columns, centroids, previous))
    if _is_small(n, len(centroids)):
        labels, inertia, before = _sweep_small(columns, centroids, previous)
    else:
        labels, inertia, before = _sweep_blocks(columns, centroids, previous)
    k = len(centroids)
    counts = np.bincount(labels, minlength=k)
    sums = np.empty((k, d))
    for axis, column in enumerate(columns):
        sums[:, axis] = np.bincount(labels, weights=column, minlength=k)
    changed = n if previous is None else int(np.count_nonzero(labels != previous))
    return Sweep(labels, counts, sums, inertia, before, changed)


def nearest(columns: Columns, centroids: Centroids) -> tuple[Labels, NDArray[np.float64]]:
    """Return the nearest centroid of every point, the lowest index on a tie, and the squared distance to it."""
    n = columns.shape[1]
    if _is_small(n, len(centroids)):
        distances = distance_table(columns, centroids)
        return distances.argmin(axis=0).astype(np.int32), distances.min(axis=0)
    labels, squared = np.empty(n, dtype=np.int32), np.empty(n)
    for block, _, best in _nearest_in_blocks(columns, centroids, labels):
        squared[block] = best
    return labels, squared


def inertia(columns: Columns, centroids: Centroids, labels: Labels) -> float:
    """Return the sum of squared distances of the points to the centroids that `labels` names."""
    total = 0.0
    for start in range(0, columns.shape[1], _BLOCK):
        own = labels[start : start + _BLOCK]
        for axis, column in enumerate(columns):
            difference = column[start : start + _BLOCK] - centroids[own, axis]
            total += float(difference @ difference)
    return total


def squared_distances(columns: Columns, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the squared distance of every point to one position, shape ``(n,)``."""
    total = np.zeros(columns.shape[1])
    for column, coordinate in zip(columns, point, strict=True):
        difference = column - coordinate
        total += difference * difference
    return total


def distance_table(columns: Columns, centroids: Centroids) -> NDArray[np.float64]:
    """Return the squared distance of every point to every centroid, shape ``(k, n)``."""
    total = columns[0] - centroids[:, 0, None]
    total *= total
    for axis in range(1, len(columns)):
        difference = columns[axis] - centroids[:, axis, None]
        difference *= difference
        total += difference
    return total


def info() -> dict[str, str]:
    """Tell which implementation the next sweep uses, and why, and what is done for boards in the plane that are large.

    Examples
    --------
    >>> info()["kernel"] in ("numpy", "numba")
    True
    """
    if importlib.util.find_spec("numba") is None:
        kernel, why = "numpy", "numba is not installed; pip install 'kmeans-viz[fast]' adds it"
    elif compiled() is not None:
        kernel, why = "numba", "numba is loaded"
    else:
        kernel = "numpy"
        why = f"numba is loaded by kernels.warm_up(), or by the first board with n·k >= {LOAD_NUMBA_FROM:,}"
    return {"kernel": kernel, "why": why, "in the plane": f"points are sorted into tiles from n = {SORT_FROM:,}"}


def warm_up() -> bool:
    """Load and compile the numba kernels now, where numba is installed; tell whether they are in use.

    Other threads go on with numpy until the last one is ready, so that nobody waits in the middle of a run.
    """
    if importlib.util.find_spec("numba") is None:
        return False
    for name in _ALL_COMPILED:
        importlib.import_module(f"kmeans_viz.fast.{name}").compile_all()
    _use()
    return True


def compiled() -> ModuleType | None:
    """Return the module of numba kernels if it is loaded."""
    return _in_use


def compiled_for(distances: int) -> ModuleType | None:
    """Return the module of numba kernels, and load it first if so many distances a pass pay for that."""
    if distances >= LOAD_NUMBA_FROM and compiled() is None and importlib.util.find_spec("numba") is not None:
        _use()
    return compiled()


def _use() -> None:
    global _in_use
    _in_use = importlib.import_module("kmeans_viz.fast.numba_kernels")


def _is_small(n: int, k: int) -> bool:
    return n <= _FEW and n * k <= _TABLE


def _sweep_small(columns: Columns, centroids: Centroids, previous: Labels | None) -> tuple[Labels, float, float]:
    distances = distance_table(columns, centroids)
    labels = distances.argmin(axis=0).astype(np.int32)
    inertia = float(distances.min(axis=0).sum())
    before = float("nan") if previous is None else float(distances[previous, np.arange(len(previous))].sum())
    return labels, inertia, before


def _sweep_blocks(columns: Columns, centroids: Centroids, previous: Labels | None) -> tuple[Labels, float, float]:
    labels = np.empty(columns.shape[1], dtype=np.int32)
    inertia = before = 0.0
    for block, own, best in _nearest_in_blocks(columns, centroids, labels):
        total = float(best.sum())
        inertia += total
        if previous is not None:
            # Only the points that moved need their old distance; the others have it in `best`.
            old = previous[block]
            moved = np.flatnonzero(own != old)
            before += total
            if len(moved):
                away = columns[:, block][:, moved] - centroids[old[moved]].T
                before += float(np.einsum("ij,ij->", away, away)) - float(best[moved].sum())
    return labels, inertia, (before if previous is not None else float("nan"))


def _nearest_in_blocks(
    columns: Columns, centroids: Centroids, labels: Labels
) -> Iterator[tuple[slice, Labels, NDArray[np.float64]]]:
    """Fill `labels` block by block; yield each block, its labels, and (until the next) its squared distances."""
    d, n = columns.shape
    width = min(_BLOCK, n)
    distance, term, best = np.empty(width), np.empty(width), np.empty(width)
    closer = np.empty(width, dtype=bool)
    for start in range(0, n, _BLOCK):
        block = columns[:, start : start + _BLOCK]
        own = labels[start : start + _BLOCK]
        size = block.shape[1]
        if size < width:
            distance, term, best, closer = distance[:size], term[:size], best[:size], closer[:size]
        for j, centroid in enumerate(centroids):
            np.subtract(block[0], centroid[0], out=distance)
            np.multiply(distance, distance, out=distance)
            for axis in range(1, d):
                np.subtract(block[axis], centroid[axis], out=term)
                np.multiply(term, term, out=term)
                np.add(distance, term, out=distance)
            if j == 0:
                best[:] = distance
                own[:] = 0
            else:
                np.less(distance, best, out=closer)
                np.copyto(own, j, where=closer)
                np.minimum(distance, best, out=best)
        yield slice(start, start + size), own, best
