"""Where something was, and when: `fixes_of` takes the rows of a file, and returns its positions in the order of time.

A position with its time is called a fix. Latitude, longitude and time are recognised by their names and their ranges,
or the caller names them. Rows without a position are left out, and it is told how many and why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.columns import pick_columns
from kmeans_viz.data.dates import date_of
from kmeans_viz.data.kinds import Read, read_column, tokens
from kmeans_viz.data.placing import Pair, degrees_in, pairs_of
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError

_TIMES = {"time", "times", "timestamp", "timestampms", "datetime", "utc", "gmt", "moment", "epoch", "unixtime", "zeit"}
_ZONED = re.compile(r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\s*$")
_SAMPLE = 1000
_UNITS = ((1e8, 1e10, 1.0, "seconds"), (1e11, 1e13, 1e-3, "milliseconds"), (1e14, 1e16, 1e-6, "microseconds"))
_STEP_S = 1800.0  # between the fixes of a visit of which a file says only when it began and ended
_DAY_S = 86_400.0
_MOST_VISIT_S = 400 * _DAY_S


@dataclass(frozen=True, eq=False)
class Fixes:
    """Positions on the globe, in the order of their times; in the order of the file where it has no times."""

    source: str
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    """``(n,)`` each, in degrees."""
    seconds: NDArray[np.float64] | None
    """``(n,)``: since 1970-01-01 in UTC; None where the file has no times."""
    rows: NDArray[np.intp]
    """``(n,)``: the row of the file that each is from."""
    n_rows: int
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    is_zoned: bool = False
    """Whether the file says in which time zone its times are."""

    def __len__(self) -> int:
        return len(self.lon)

    @property
    def line(self) -> str:
        """One line: how many fixes there are, from when to when, and how many rows are none."""
        n = "1 fix" if len(self) == 1 else f"{len(self):,} fixes"
        if self.seconds is None:
            told = f"{self.source}: {n} without times"
        else:
            first, last = (date_of(float(self.seconds[i]) / _DAY_S) for i in (0, -1))
            told = f"{self.source}: {n} from {first} to {last} UTC"
        n_left = self.n_rows - len(np.unique(self.rows))
        return f"{told}; {n_left:,} of {self.n_rows:,} rows left out" if n_left else told


def fixes_of(raw: Raw, columns: Any = None, *, most_inexact_m: float = np.inf) -> Fixes:
    """Return the fixes in the rows of a file.

    Parameters
    ----------
    raw : Raw
    columns : sequence of str or int, or str, optional
        The columns of latitude, longitude and, if there is one, time, in this order; by default, they are recognised.
    most_inexact_m : float
        Fixes of which the file says that they are less exact than so many metres are left out.

    Raises
    ------
    InputError
        If there is no latitude and longitude, or no row has both.
    """
    reads = [read_column(name, raw.frame[i], raw.decimal) for i, name in enumerate(raw.names)]
    pair, time = _named(raw, reads, columns) if columns is not None else (_pair(raw, reads), None)
    lon, lat = degrees_in(reads, pair)
    known = np.isfinite(lon)
    left_out = [_told(int((~known).sum()), "no position", pair.names)]
    is_origin = known & (lon == 0) & (lat == 0)
    if is_origin.any() and not is_origin.all():
        # Receivers write zeros where they have no position.
        left_out.append(_told(int(is_origin.sum()), "the position 0, 0, which stands for none"))
        known &= ~is_origin
    exactness = next((i for i, read in enumerate(reads) if "accuracy" in tokens(read.name)), None)
    if exactness is not None and (given := reads[exactness].values) is not None:
        is_vague = known & (given > most_inexact_m)
        left_out.append(_told(int(is_vague.sum()), f"an accuracy of more than {most_inexact_m:g} m"))
        known &= ~is_vague
    seconds, time_notes, is_zoned = _seconds(raw, reads, time)
    if seconds is not None:
        left_out.append(_told(int((known & ~np.isfinite(seconds)).sum()), "no time"))
        known &= np.isfinite(seconds)
    rows = np.flatnonzero(known)
    if not len(rows):
        raise InputError(f"{raw.source}: no row has a position{' and a time' if seconds is not None else ''}; check it")
    if seconds is not None and len(rows) > 1 and np.ptp(seconds[rows]) < 1:
        seconds, time_notes = None, [*time_notes, "the times are all the same, so they tell nothing"]
    notes = [*raw.notes, f"positions are from {pair.names[1]} and {pair.names[0]}", *time_notes]
    if seconds is not None:
        rows, seconds = _in_order(raw, reads, rows, seconds, notes)
    told = tuple(text for text in left_out if text)
    return Fixes(raw.source, lon[rows], lat[rows], seconds, rows, len(lon), told, tuple(notes), is_zoned)


def _pair(raw: Raw, reads: Sequence[Read]) -> Pair:
    pairs = pairs_of(reads, are_positions=True)
    if len(pairs) != 1:
        found = "has no columns of latitude and longitude" if not pairs else f"has {len(pairs)} pairs of positions"
        raise InputError(
            f"{raw.source} {found}; name the columns of latitude, longitude and time, of: {', '.join(raw.names)}"
        )
    return pairs[0]


def _named(raw: Raw, reads: Sequence[Read], columns: Any) -> tuple[Pair, int | None]:
    """Return the columns that the caller names."""
    chosen = pick_columns(columns, raw.names, (), raw.source)
    if len(chosen) not in (2, 3):
        raise InputError(
            f"columns={columns!r} are {len(chosen)} names; give those of latitude, longitude and, if there is one, time"
        )
    # A caller who gives the longitude first is understood if the names tell.
    told = pairs_of([reads[i] for i in chosen[:2]], are_positions=True)
    lat, lon = (chosen[told[0].lat], chosen[told[0].lon]) if len(told) == 1 else chosen[:2]
    for i in (lat, lon):
        if reads[i].values is None:
            raise InputError(f"{raw.source}: {raw.names[i]!r} holds no numbers; name a column of degrees")
    return Pair(lon, lat, (raw.names[lon], raw.names[lat])), chosen[2] if len(chosen) == 3 else None


def _seconds(raw: Raw, reads: Sequence[Read], named: int | None) -> tuple[NDArray[np.float64] | None, list[str], bool]:
    """Return the times in seconds since 1970, notes on them, and whether they name their time zone."""
    dates = [i for i, read in enumerate(reads) if read.kind == "dates" and read.name != "until"]
    # Of several columns of dates, one that is called so holds the times.
    dates.sort(key=lambda i: not _TIMES & set(tokens(reads[i].name)))
    numbers = [i for i, read in enumerate(reads) if _TIMES & set(tokens(read.name)) and _unit(read) is not None]
    chosen = named if named is not None else next(iter((*dates, *numbers)), None)
    if chosen is None:
        return None, ["no column holds times"], False
    read = reads[chosen]
    if read.kind != "dates" and (unit := _unit(read)) is not None:
        assert read.values is not None
        return read.values * unit[0], [f"times are from {read.name}, in {unit[1]} since 1970 in UTC"], True
    if read.kind != "dates" or read.values is None:
        raise InputError(f"{raw.source}: {read.name!r} holds no times; name another column, or only the two of degrees")
    seconds, names = read.values * _DAY_S, read.name
    clocks = [other for other in reads if other.kind == "times" and other.values is not None]
    finite = seconds[np.isfinite(seconds)]
    if clocks and not (finite % _DAY_S).any():
        assert clocks[0].values is not None
        seconds, names = seconds + clocks[0].values * 3600, f"{read.name} and {clocks[0].name}"
    column = raw.frame[chosen]
    if column.dtype.kind == "M" or hasattr(column.dtype, "tz"):
        is_zoned = getattr(column.dtype, "tz", None) is not None
    else:
        some = column.dropna().iloc[:_SAMPLE]
        is_zoned = len(some) > 0 and all(_ZONED.search(str(field)) for field in some)
    notes = [f"times are from {names}", *([f"assumed: {read.assumed}"] if read.assumed else [])]
    return seconds, notes, is_zoned


def _unit(read: Read) -> tuple[float, str] | None:
    if read.values is None or read.kind in ("dates", "times"):
        return None
    finite = read.values[np.isfinite(read.values)]
    middle = float(np.median(finite)) if len(finite) else 0.0
    return next(((factor, name) for low, high, factor, name in _UNITS if low <= middle < high), None)


def _in_order(
    raw: Raw, reads: Sequence[Read], rows: NDArray[np.intp], seconds: NDArray[np.float64], notes: list[str]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the rows in the order of their times, with those of a visit as often as its time says."""
    own = seconds[rows]
    until = next((read.values for read in reads if read.name == "until" and read.kind == "dates"), None)
    if until is not None:
        ends = until[rows] * _DAY_S
        lasts = np.where(np.isfinite(ends), np.clip(ends - own, 0, _MOST_VISIT_S), 0.0)
        counts = 1 + np.ceil(lasts / _STEP_S).astype(np.intp)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        rows, own = (
            np.repeat(rows, counts),
            np.repeat(own, counts) + np.minimum(within * _STEP_S, np.repeat(lasts, counts)),
        )
        n_visits = int((counts > 1).sum())
        said = "1 visit is" if n_visits == 1 else f"{n_visits:,} visits are"
        notes.append(f"{said} taken to last as long as the file says")
    order = np.argsort(own, kind="stable")
    if (np.diff(own) < 0).any():
        notes.append("the rows are not in the order of their times, so they were sorted")
    notes.append(f"the fixes are from {date_of(float(own.min()) / _DAY_S)} to {date_of(float(own.max()) / _DAY_S)} UTC")
    return rows[order], own[order]


def _told(number: int, why: str, names: Sequence[str] = ()) -> str:
    if not number:
        return ""
    what = f" in {' and '.join(reversed(names))}" if names else ""
    return f"{number:,} {'row has' if number == 1 else 'rows have'} {why}{what}"
