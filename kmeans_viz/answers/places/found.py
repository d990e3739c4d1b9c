"""What was found: `Whereabouts` holds the places, the visits to them, and what is counted of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from kmeans_viz.data.fixes import Fixes
from kmeans_viz.data.globe import Vectors, chord_of, degrees_of

_APART_M = 50_000.0  # places that no chain of others links in steps of so much are in different regions


@dataclass(frozen=True, eq=False)
class Visits:
    """Visits to places in the order of time, ``(v,)`` each."""

    place: NDArray[np.intp]
    """From 0."""
    arrive: NDArray[np.float64]
    leave: NDArray[np.float64]
    """In seconds since 1970-01-01 in UTC."""


@dataclass(frozen=True, eq=False)
class Whereabouts:
    """Places where one stays, from 0 here and from 1 in tables and on the page, those with the most hours first."""

    fixes: Fixes
    labels: NDArray[np.intp]
    """``(n,)``: the place of each fix; -1 on the way."""
    vectors: Vectors
    """``(p, 3)``: where the places are, as directions from the middle of the Earth."""
    visits: Visits | None
    """None where the file has no times."""
    gaps: NDArray[np.float64]
    """``(g, 2)``: how many seconds each gap in the recording lasts, and at which place it began and ended, or -1."""
    n_glitches: int
    """How many fixes jumped away and back, and were not looked at."""
    radius_m: float
    min_stay_minutes: float
    max_gap_minutes: float
    zone: tzinfo
    zone_name: str

    @property
    def has_times(self) -> bool:
        """Whether there are hours to count; without times, there are only fixes."""
        return self.visits is not None

    def __len__(self) -> int:
        return len(self.vectors)

    @property
    def degrees(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitude and latitude of the places in degrees, ``(p,)`` each."""
        return degrees_of(self.vectors)

    @cached_property
    def hours(self) -> NDArray[np.float64]:
        """``(p,)``: for how many hours one was at each place, as far as it was recorded."""
        if self.visits is None:
            return np.zeros(len(self))
        lasted = (self.visits.leave - self.visits.arrive) / 3600
        return np.bincount(self.visits.place, weights=lasted, minlength=len(self)).astype(np.float64)

    @cached_property
    def hours_in_gaps(self) -> NDArray[np.float64]:
        """``(p,)``: for how many hours nothing was recorded between two fixes at each place."""
        here = self.gaps[self.gaps[:, 1] >= 0]
        found = np.bincount(here[:, 1].astype(np.intp), weights=here[:, 0] / 3600, minlength=len(self))
        return found.astype(np.float64)

    @cached_property
    def n_fixes(self) -> NDArray[np.intp]:
        """``(p,)``: how many fixes there are at each place."""
        return np.bincount(self.labels[self.labels >= 0], minlength=len(self))

    @cached_property
    def n_visits(self) -> NDArray[np.intp]:
        """``(p,)``: how often one came to each place."""
        return (
            np.zeros(len(self), np.intp) if self.visits is None else np.bincount(self.visits.place, minlength=len(self))
        )

    @cached_property
    def n_days(self) -> NDArray[np.intp]:
        """``(p,)``: on how many different dates one was at each place."""
        dates: list[set[int]] = [set() for _ in range(len(self))]
        if self.visits is not None:
            ends = zip(self.visits.place, self.visits.arrive, self.visits.leave, strict=True)
            for place, arrive, leave in ends:
                # Who leaves at midnight was not there on the day that begins.
                first, last = (self.moment(float(end)).toordinal() for end in (arrive, max(arrive, leave - 1)))
                dates[place].update(range(first, last + 1))
        return np.array([len(found) for found in dates], dtype=np.intp)

    def moment(self, seconds: float) -> datetime:
        """Return a time in the time zone of the places."""
        return datetime.fromtimestamp(round(seconds), UTC).astimezone(self.zone)

    @cached_property
    def ends(self) -> list[tuple[str, str]]:
        """When one first came to each place, and last left it, in the time zone of the places."""
        found = []
        for place in range(len(self) if self.visits is not None else 0):
            assert self.visits is not None
            own = self.visits.place == place
            ends = float(self.visits.arrive[own].min()), float(self.visits.leave[own].max())
            found.append((self.said(ends[0]), self.said(ends[1])))
        return found

    def said(self, seconds: float) -> str:
        """Return a time as tables and the page say it: 2024-03-01 08:15."""
        return f"{self.moment(seconds):%Y-%m-%d %H:%M}"

    @property
    def recorded_hours(self) -> float:
        """How many hours lie between fixes, without the gaps."""
        if self.fixes.seconds is None:
            return 0.0
        return float(self.fixes.seconds[-1] - self.fixes.seconds[0] - self.gaps[:, 0].sum()) / 3600

    @cached_property
    def by_hour(self) -> NDArray[np.float64]:
        """``(p, 24)``: how many hours one was at each place in each hour of the day."""
        found = np.zeros((len(self), 24))
        if self.visits is None:
            return found
        for place, arrive, leave in zip(self.visits.place, self.visits.arrive, self.visits.leave, strict=True):
            start = self.moment(float(arrive))
            into = start.minute * 60 + start.second
            edges = np.r_[0.0, np.arange(3600 - into, leave - arrive, 3600), leave - arrive]
            hours = (start.hour + np.arange(len(edges) - 1)) % 24
            np.add.at(found[place], hours, np.diff(edges) / 3600)
        return found

    @cached_property
    def regions(self) -> list[NDArray[np.intp]]:
        """The places of each region, places that lie far from all others being one of their own; the longest first."""
        if not len(self):
            return []
        pairs = cKDTree(self.vectors).query_pairs(chord_of(_APART_M), output_type="ndarray")
        links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(self), len(self)))
        n, labels = connected_components(links, directed=False)
        found = [np.flatnonzero(labels == i) for i in range(n)]
        return sorted(found, key=lambda places: -float(self.weights[places].sum()))

    @property
    def weights(self) -> NDArray[np.float64]:
        """``(p,)``: what places are ranked by: hours, or fixes where there are no times."""
        return self.hours if self.has_times else self.n_fixes.astype(np.float64)
