"""What k-means makes of the same positions: `compared` runs it, and tells which of its stars stand at no place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.answers.places.words import counted, metres
from kmeans_viz.data.globe import metres_between, plane_of, vectors_of
from kmeans_viz.inputs import as_points, lock
from kmeans_viz.runs.making import best_of
from kmeans_viz.runs.trace import Trace

if TYPE_CHECKING:
    from kmeans_viz.answers.places.found import Whereabouts

_MOST_FIXES = 3000
_MOST_STARS = 8  # and colours that are easily told apart
_LEAST_HOURS = 1.0
_N_RUNS = 10


@dataclass(frozen=True, eq=False)
class Comparison:
    """A run of k-means on the fixes of the first region, and the places there."""

    trace: Trace
    stars: NDArray[np.float64]
    """``(k, 3)``: where its stars end, as directions from the middle of the Earth."""
    apart_m: NDArray[np.float64]
    """``(k,)``: how far each star is from the nearest place."""
    n_missed: int
    """How many of the places that there were stars for have none within the radius."""
    radius_m: float

    @property
    def sentences(self) -> list[str]:
        """What the comparison shows, in words."""
        k = len(self.stars)
        far = self.apart_m > self.radius_m
        if not far.any() and not self.n_missed:
            return [
                f"Here, k-means would do: with K = {k}, each of its stars ends within {metres(self.radius_m)} of a "
                "place, though it had to be told K, and knows nothing of hours."
            ]
        return [
            f"On the same positions, the best of {_N_RUNS} runs of k-means with K = {k}, a star for each of the {k} "
            f"places with the most hours, puts {int(far.sum())} of its {counted(k, 'star')} where there is no place, "
            f"up to {metres(float(self.apart_m.max()))} from the nearest one"
            + (f", and leaves {self.n_missed} of these places without a star." if self.n_missed else "."),
            "k-means is the wrong tool for places: it has to be told how many there are, shares all positions out "
            "among them, those on the way too, and knows neither a radius nor time. So a star stands in the middle of "
            "what it got, not where time was spent.",
        ]


def compared(found: Whereabouts) -> Comparison | None:
    """Return what k-means makes of the positions around the first region; None if that has but one place."""
    if not found.regions or len(found.regions[0]) < 2:
        return None
    region = found.regions[0]
    main = [place for place in region if not found.has_times or found.hours[place] >= _LEAST_HOURS][:_MOST_STARS]
    if len(main) < 2:
        main = region[:_MOST_STARS].tolist()
    k = len(main)
    here = fixes_around(found, region)
    if len(here) <= k:
        return None
    if len(here) > _MOST_FIXES:
        here = np.sort(np.random.default_rng(0).choice(here, size=_MOST_FIXES, replace=False))
    lon, lat = found.degrees
    plane = plane_of(lon[region], lat[region], is_flat=True)
    points = as_points(lock(plane.km(found.fixes.lon[here], found.fixes.lat[here])))
    if len(np.unique(points, axis=0)) <= k:
        return None
    best = best_of(points, k, _N_RUNS, init="k-means++", seed=0).best
    stars = vectors_of(*plane.degrees(best.final.centroids))
    apart = metres_between(stars[:, None], found.vectors[region][None])
    wanted = metres_between(stars[:, None], found.vectors[main][None])
    n_missed = int((wanted.min(axis=0) > found.radius_m).sum())
    return Comparison(replace(best, columns=plane.names), stars, apart.min(axis=1), n_missed, found.radius_m)


def fixes_around(found: Whereabouts, region: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the fixes in the box around the places of a region."""
    lon, lat = found.degrees
    plane = plane_of(lon[region], lat[region], is_flat=True)
    box = plane.km(lon[region], lat[region])
    margin = max(0.15 * float(np.ptp(box, axis=0).max()), 4 * found.radius_m / 1000)
    # The projection's own middle keeps the other side of the globe out.
    km = plane.km(found.fixes.lon, found.fixes.lat)
    inside = (km > box.min(axis=0) - margin).all(axis=1) & (km < box.max(axis=0) + margin).all(axis=1)
    return np.flatnonzero(inside)
