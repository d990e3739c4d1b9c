"""Which pass over the points a run makes, by how many there are and how many coordinates they have.

Points flow in; the fastest way to sweep them flows out. All ways find the same.
"""

from __future__ import annotations

import importlib
from functools import partial

import numpy as np

from kmeans_viz.fast import kernels
from kmeans_viz.fast.tiles import TileSweeper, sort_into_tiles
from kmeans_viz.inputs import Points


def sweeper_for(points: Points, k: int) -> kernels.Sweeper:
    """Return what sweeps these points from any k centroids; one for each run, since it may remember the last labels."""
    n, d = points.shape
    if d > 2 and n >= kernels.SORT_FROM and kernels.compiled_for(n * k) is not None:
        return importlib.import_module("kmeans_viz.fast.numba_mixed").MixedSweeper(points).sweep
    if d == 2 and n >= kernels.SORT_FROM:
        # Nearly every point is told by its tile: a pass takes about as long as measuring one distance a point.
        kernels.compiled_for(n)
        return TileSweeper(points, sort_into_tiles(points)).sweep
    return partial(kernels.sweep, np.ascontiguousarray(points.T))
