"""`places` takes files of positions, and returns `Places`: where one stays, for how long, how often and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.answers.places.files import places_of, save_places, visits_of
from kmeans_viz.answers.places.found import Visits, Whereabouts
from kmeans_viz.answers.places.grouping import grouped
from kmeans_viz.answers.places.stays import Stays, glitches, stays_of
from kmeans_viz.answers.places.words import counted, text_of
from kmeans_viz.answers.source import fixes_from
from kmeans_viz.data.fixes import Fixes
from kmeans_viz.data.globe import EARTH_RADIUS_KM, vectors_of
from kmeans_viz.data.reading import Reading
from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

RADIUS_M, MIN_STAY_MINUTES, MAX_GAP_MINUTES = 200.0, 20.0, 120.0
_MOST_UNTIMED = 1000  # places to look for among positions without times, of which those on the way are none
_LEAST_SHARE = 0.01  # of the fixes that a place without times must have
_PER_RADIUS = 4  # cells to a radius, into which positions without times are counted


class Places(Whereabouts):
    """Where one stays. Places are numbered from 0 here, and from 1 in tables, files and on the page.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"time": pd.date_range("2024-01-01", periods=9, freq="10min"), "lat": 48.2, "lon": 16.4})
    >>> found = places(frame)
    >>> found.table()[["latitude", "longitude", "hours", "visits"]].round(2).to_numpy().tolist()
    [[48.2, 16.4, 1.33, 1.0]]
    """

    def table(self) -> pd.DataFrame:
        """Return a row for each place: where it is, hours, visits, days, when first and last, and fixes.

        `hours_in_gaps` are not in `hours`: nothing was recorded in them, between two fixes at the place. Without times,
        there are only fixes and their share.
        """
        return places_of(self)

    def visit_table(self) -> pd.DataFrame:
        """Return a row for each visit: the place, from 1, when one arrived and left, and hours."""
        return visits_of(self)

    def plot(self, region: int = 0, ax: Axes | None = None, *, style: str = "light") -> Axes:
        """Draw a map of the places, with north up and true to scale.

        Parameters
        ----------
        region : int
            Places far from all others have a map of their own; 0 is that of the region with the most hours.
        ax : matplotlib.axes.Axes, optional
            Where to draw it; by default, a figure of its own.
        style : {"light", "dark", "print"}

        Raises
        ------
        InputError
            If there is no such region.
        """
        from kmeans_viz.answers.places.maps import plot_region

        return plot_region(self, region, ax, style)

    def save(self, folder: str | Path) -> Path:
        """Write the places to a folder, and return its path.

        ``places.csv`` and ``visits.csv`` are `table` and `visit_table`, ``places.geojson`` is for maps, ``places.png``
        a picture, ``k-means.gif`` what k-means makes of the same positions, and ``report.html`` a page about all of
        it, which loads nothing from elsewhere.

        Raises
        ------
        InputError
            If `folder` is a file.
        OSError
            If a file cannot be written; what was there before is whole.
        """
        return save_places(self, Path(folder))

    @property
    def text(self) -> str:
        """The places in a few lines."""
        return text_of(self)

    def __repr__(self) -> str:
        return f"<Places: {len(self)} within {self.radius_m:g} m, in {counted(len(self.fixes), 'fix')}>"


def places(
    source: Any,
    radius_m: float = RADIUS_M,
    *,
    min_stay_minutes: float = MIN_STAY_MINUTES,
    max_gap_minutes: float = MAX_GAP_MINUTES,
    timezone: str | tzinfo | None = None,
    columns: Any = None,
    header: bool | None = None,
    encoding: str | None = None,
    part: str | None = None,
) -> Places:
    """Return where one stays, from positions and their times.

    Parameters
    ----------
    source : path or paths, or pandas.DataFrame
        GPX, GeoJSON, Google's Takeout and Timeline, OziExplorer and GeoLife (``.plt``), or any table with columns of
        latitude, longitude and time. Several files, a pattern or a folder are taken together.
    radius_m : float
        How far from its middle a place reaches, in metres.
    min_stay_minutes : float
        How long one is at a place at least for it to be a stay.
    max_gap_minutes : float
        Hours between two fixes that are farther apart in time count nowhere, and are told.
    timezone : str or datetime.tzinfo, optional
        In which time zone days and hours are told, such as "Europe/Vienna"; UTC by default. Times of a file that name
        no zone are taken for UTC.
    columns : sequence of str or int, or str, optional
        The columns of latitude, longitude and, if there is one, time, in this order; by default, they are recognised.
    header, encoding, part
        How the file is read, as in `read_table`.

    Returns
    -------
    Places

    Raises
    ------
    InputError
        If an argument cannot be used, or `source` holds no positions.

    Notes
    -----
    Stays are found as by Li et al. (2008) and Ye et al. (2009), and grouped as by Ashbrook & Starner (2003).
    """
    for name, value, most in (
        ("radius_m", radius_m, 1000 * EARTH_RADIUS_KM),
        ("min_stay_minutes", min_stay_minutes, 1e7),
        ("max_gap_minutes", max_gap_minutes, 1e9),
    ):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= most:
            raise InputError(f"{name}={value!r} is not a length of time or way; use a number above 0, such as 60")
    if max_gap_minutes < min_stay_minutes:
        raise InputError(
            f"max_gap_minutes={max_gap_minutes:g} is shorter than min_stay_minutes={min_stay_minutes:g}, so that no "
            "stay could be told from a gap; make it longer"
        )
    zone, zone_name = _zone(timezone)
    fixes = fixes_from(source, Reading(header=header, encoding=encoding, part=part), columns, radius_m)
    vectors = vectors_of(fixes.lon, fixes.lat)
    settings = (radius_m, min_stay_minutes, max_gap_minutes, zone, zone_name)
    if fixes.seconds is None:
        labels, middles = _without_times(vectors, radius_m)
        return Places(fixes, labels, middles, None, np.empty((0, 2)), 0, *settings)
    is_glitch = glitches(vectors, fixes.seconds, radius_m, 60 * min_stay_minutes)
    kept = np.flatnonzero(~is_glitch)
    stays = stays_of(
        vectors[kept], fixes.seconds[kept], radius_m=radius_m, min_stay_s=60 * min_stay_minutes,
        max_gap_s=60 * max_gap_minutes,
    )  # fmt: skip
    own, middles = grouped(stays.vectors, stays.leave - stays.arrive, radius_m)
    visits = _visits(stays, own, 60 * min_stay_minutes)
    order = np.argsort(
        -np.bincount(visits.place, weights=visits.leave - visits.arrive, minlength=len(middles)), kind="stable"
    )
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order))
    visits = replace(visits, place=rank[visits.place])
    labels = np.full(len(fixes), -1, dtype=np.intp)
    for first, last, place in zip(stays.first, stays.last, rank[own], strict=True):
        labels[kept[first : last + 1]] = place
    gaps = _gaps(fixes, labels, 60 * max_gap_minutes)
    return Places(fixes, labels, middles[order], visits, gaps, int(is_glitch.sum()), *settings)


def _zone(timezone: str | tzinfo | None) -> tuple[tzinfo, str]:
    if timezone is None:
        return UTC, "UTC"
    if isinstance(timezone, tzinfo):
        return timezone, str(timezone)
    try:
        return ZoneInfo(timezone), timezone
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        raise InputError(f"timezone={timezone!r} is unknown; use a name such as 'Europe/Vienna', or 'UTC'") from None


def _visits(stays: Stays, place: NDArray[np.intp], min_stay_s: float) -> Visits:
    """Return stays as visits: of two at the same place, with less than a stay between them, one was not away."""
    soon = (place[1:] == place[:-1]) & (stays.arrive[1:] - stays.leave[:-1] < min_stay_s)
    begins = np.flatnonzero(np.r_[True, ~soon][: len(stays)])
    lasts = np.r_[begins[1:] - 1, len(stays) - 1][: len(begins)]
    return Visits(place[begins], stays.arrive[begins], stays.leave[lasts])


def _gaps(fixes: Fixes, labels: NDArray[np.intp], max_gap_s: float) -> NDArray[np.float64]:
    assert fixes.seconds is not None
    lasted = np.diff(fixes.seconds)
    long = np.flatnonzero(lasted > max_gap_s)
    place = np.where(labels[long] == labels[long + 1], labels[long], -1)
    return np.c_[lasted[long], place].reshape(-1, 2)


def _without_times(vectors: NDArray[np.float64], radius_m: float) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the place of each position and the middles of places, where nothing is known but how many fixes there are.

    They are counted in cells first: a home may hold a hundred thousand of them.
    """
    side = radius_m / _PER_RADIUS / (1000 * EARTH_RADIUS_KM)
    _, cell, counts = np.unique(
        np.floor(vectors / side).astype(np.int64), axis=0, return_inverse=True, return_counts=True
    )
    cell = cell.ravel()
    sums = np.stack([np.bincount(cell, weights=vectors[:, i]) for i in range(3)], axis=1)
    middles_of_cells = sums / np.sqrt((sums**2).sum(axis=1))[:, None]
    own, middles = grouped(middles_of_cells, counts.astype(np.float64), radius_m, _MOST_UNTIMED)
    labels = own[cell]
    sizes = np.bincount(labels[labels >= 0], minlength=len(middles))
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] >= max(2, _LEAST_SHARE * len(vectors))]
    rank = np.full(len(middles) + 1, -1, dtype=np.intp)
    rank[order] = np.arange(len(order))
    return rank[labels], middles[order]
