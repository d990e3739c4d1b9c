"""When one stayed, and where: `stays_of` takes fixes in the order of time, and returns the stays among them.

A stay is found as by Li et al. (2008), "Mining User Similarity Based on Location History", ACM GIS: from a fix on, as
long as fixes are within a distance of it, if that lasts long enough. Its first fix may lie at the edge, on the way
there, so each stay is then measured about its own middle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.globe import Vectors, chord_of, degrees_of, metres_between, middle_of, plane_of

_TIGHT_M = 50.0  # one has arrived where fixes are so near to the middle of a stay, whatever its spread
_SPREAD = 3.0  # times the median distance from the middle: nearly all fixes of a normal spread
_CHUNK = 64


@dataclass(frozen=True, eq=False)
class Stays:
    """Stays in the order of time, ``(m,)`` each."""

    first: NDArray[np.intp]
    last: NDArray[np.intp]
    """The first and the last fix of each."""
    arrive: NDArray[np.float64]
    leave: NDArray[np.float64]
    """In seconds: halfway between the fixes there and those before and after them."""
    vectors: Vectors
    """``(m, 3)``: the middles."""

    def __len__(self) -> int:
        return len(self.first)


def glitches(vectors: Vectors, seconds: NDArray[np.float64], radius_m: float, min_stay_s: float) -> NDArray[np.bool_]:
    """Return which fixes jump away and back: both neighbours are far from them, near each other, and soon."""
    found = np.zeros(len(vectors), dtype=bool)
    if len(vectors) < 3:
        return found
    steps = metres_between(vectors[1:], vectors[:-1])
    across = metres_between(vectors[2:], vectors[:-2])
    soon = seconds[2:] - seconds[:-2] < min_stay_s
    found[1:-1] = (np.minimum(steps[1:], steps[:-1]) > radius_m) & (across < radius_m / 2) & soon
    return found


def stays_of(
    vectors: Vectors, seconds: NDArray[np.float64], *, radius_m: float, min_stay_s: float, max_gap_s: float
) -> Stays:
    """Return the stays among fixes.

    Parameters
    ----------
    vectors, seconds
        ``(n, 3)`` and ``(n,)``: where the fixes are, and when, in order.
    radius_m : float
        How far apart the fixes of a stay may be from its first one, and then from its middle.
    min_stay_s : float
        How long a stay lasts at least.
    max_gap_s : float
        Where fixes are missing for longer, nobody knows whether one stayed, and a stay ends.
    """
    n = len(seconds)
    limit = chord_of(radius_m)
    part = np.cumsum(np.r_[0, np.diff(seconds) > max_gap_s])
    arrive, leave = _edges(seconds, part, min_stay_s)
    ends = np.searchsorted(part, part, side="right")  # for each fix, where its uninterrupted recording ends
    # Most fixes on the way are told at once: when a stay from there would be long enough, one is far away.
    later = np.searchsorted(leave, arrive + min_stay_s)
    inside = np.minimum(later, n - 1)
    is_near = ((vectors[inside] - vectors) ** 2).sum(axis=1) <= limit**2
    candidates = np.flatnonzero((later < ends) & is_near)
    found: list[tuple[int, int]] = []
    at, done = 0, 0
    while (k := int(np.searchsorted(candidates, at))) < len(candidates):
        i = int(candidates[k])
        j = _until(vectors, vectors[i], i + 1, int(ends[i]), limit)
        if j == i + 1 or leave[j - 1] - arrive[i] < min_stay_s:
            at = i + 1
            continue
        first, last, at = _refined(vectors, i, j, done, int(ends[i]), radius_m)
        if last > first:
            found.append((first, last))
            done = last + 1
    firsts, lasts = np.array(found, dtype=np.intp).reshape(-1, 2).T
    middles = np.array([middle_of(vectors[a : b + 1]) for a, b in found]).reshape(-1, 3)
    return Stays(firsts, lasts, arrive[firsts], leave[lasts], middles)


def _edges(
    seconds: NDArray[np.float64], part: NDArray[np.intp], min_stay_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return when one came to where each fix is, and when one left, as far as the fixes beside it tell, ``(n,)`` each.

    Between two fixes, half of the time is right on the average; where they are far apart, that would be a guess.
    """
    halves = np.where(np.diff(part) == 0, np.minimum(np.diff(seconds) / 2, min_stay_s / 2), 0.0)
    return seconds - np.r_[0.0, halves], seconds + np.r_[halves, 0.0]


def _until(vectors: Vectors, middle: Vectors, start: int, stop: int, limit: float) -> int:
    """Return the first fix from `start` on that is farther than `limit` from `middle`; `stop` if none is."""
    size = _CHUNK
    while start < stop:
        far = ((vectors[start : min(start + size, stop)] - middle) ** 2).sum(axis=1) > limit**2
        if far.any():
            return start + int(far.argmax())
        start, size = start + size, 2 * size
    return stop


def _refined(vectors: Vectors, i: int, j: int, begin: int, end: int, radius_m: float) -> tuple[int, int, int]:
    """Return the first and the last fix of a stay, measured about its middle, and the first fix after it.

    Parameters
    ----------
    i, j : int
        The stay as found from its first fix: from `i` up to `j`, which is not in it.
    begin, end : int
        The fixes that it may have: those that no earlier stay has, up to the next gap.
    """
    middle = _median(vectors[i:j])
    limit = chord_of(radius_m)
    while i > begin and ((vectors[i - 1] - middle) ** 2).sum() <= limit**2:
        i -= 1
    j = max(j, _until(vectors, middle, j, end, limit))
    apart = metres_between(vectors[i:j], middle)
    is_there = np.flatnonzero(apart <= min(radius_m, max(_TIGHT_M, _SPREAD * float(np.median(apart)))))
    return i + int(is_there[0]), i + int(is_there[-1]), j


def _median(vectors: Vectors) -> Vectors:
    """Return the middle of some fixes, which a few of them far out do not move."""
    plane = plane_of(*degrees_of(vectors), is_flat=True)
    lon, lat = plane.degrees(np.median(plane.km(*degrees_of(vectors)), axis=0)[None])
    lon, lat = np.radians(lon[0]), np.radians(lat[0])
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
