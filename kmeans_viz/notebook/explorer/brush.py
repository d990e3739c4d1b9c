"""The brush and the eraser: a board and where somebody went over it flow in, a board with more or fewer points out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import InputError, Points

MOST_PAINTED = 5_000
"""Boards up to this size can be painted on: the points themselves go into the recipe."""
_SPRAY = 4  # points that a dab of the brush adds


def sprayed(points: Points, places: NDArray[np.float64], radius: float) -> Points:
    """Return the points and some more around each of the ``(m, 2)`` places, as far as there is room for them."""
    _check(points)
    # Its own randomness each time, and the same each time that somebody does the same.
    rng = np.random.default_rng(len(points))
    drops = np.repeat(places, _SPRAY, axis=0)
    drops = drops + rng.normal(scale=radius / 2, size=drops.shape)
    return np.concatenate([points, drops[: MOST_PAINTED - len(points)]])


def erased(points: Points, places: NDArray[np.float64], radius: float, k: int) -> Points:
    """Return the points without those near one of the ``(m, 2)`` places; enough for k clusters must be left."""
    _check(points)
    left = points
    if len(places):
        gaps = ((points[:, None] - places[None]) ** 2).sum(axis=2).min(axis=1)
        left = points[gaps > radius**2]
    least = max(2, k)
    if len(left) < least:
        raise InputError(f"{len(left)} points would be left for {k} clusters; keep at least {least}")
    return left


def _check(points: Points) -> None:
    if points.shape[1] != 2:
        raise InputError(f"the points have {points.shape[1]} coordinates, and only those with 2 can be painted")
    if len(points) > MOST_PAINTED:
        raise InputError(
            f"the board has {len(points):,} points, and up to {MOST_PAINTED:,} can be painted; make N smaller"
        )
