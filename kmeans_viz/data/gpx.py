"""GPS tracks: `read_gpx` takes a GPX file, and returns columns of positions on a plane and on the globe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.dialect import as_float
from kmeans_viz.data.files import find_encoding, open_bytes, open_text
from kmeans_viz.data.globe import EARTH_RADIUS_KM, plane_of
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError, as_choice

_DEEPEST = 100  # elements inside one another; a real track has about ten
_KINDS = {"tracks": "trkpt", "routes": "rtept", "waypoints": "wpt"}
_BENT = 0.01  # of a track's extent; farther off, the plane of version 0.1 is too wrong
_NAMESPACES = ("http://www.topografix.com/GPX/", "https://www.topografix.com/GPX/")


@dataclass(frozen=True, eq=False)
class Track:
    """The points of a GPX file."""

    columns: dict[str, NDArray[np.float64]]
    """``east_km`` and ``north_km``: the position on a plane, from the middle of the points' bounding box; ``lon`` and
    ``lat`` in degrees; ``ele`` in metres if the file has elevations. NaN where a point lacks it. A track across the
    antimeridian goes on beyond 180 degrees instead of jumping to -180."""
    notes: tuple[str, ...]
    """Which kind of points they are, and which others the file has."""
    odd: Mapping[tuple[int, str], str]
    """What stands in the file where a number belongs, by the number of the point and the column."""
    times: list[str]
    """When each point was recorded, as the file has it; "" where it does not say."""

    @property
    def is_bent(self) -> bool:
        """Whether the track goes so far, or so near to a pole, that its plane is wrong by more than one per cent."""
        lon, lat = self.columns["lon"], self.columns["lat"]
        known = np.isfinite(lon)
        if not known.any():
            return False
        plane = plane_of(lon, lat)
        if not plane.is_flat:
            return True
        own = np.c_[self.columns["east_km"], self.columns["north_km"]][known]
        apart = own - plane.km(lon[known], lat[known])
        return bool(np.ptp(apart, axis=0).max() > _BENT * np.ptp(own, axis=0).max())


def read_gpx(path: Path, encoding: str | None = None, part: str | None = None) -> Track:
    """Return the points of a GPX file.

    Parameters
    ----------
    path : pathlib.Path
        An existing file.
    encoding : str, optional
        By default, the one that the file declares.
    part : {"tracks", "routes", "waypoints"}, optional
        Which points; by default those of all tracks; in a file without tracks, those of the routes; without routes, the
        waypoints.

    Raises
    ------
    InputError
        If the file is not a whole GPX file, or has no such points.
    """
    reader = _parsed(path, encoding)
    counts = {kind: len(reader.points[name]) for kind, name in _KINDS.items()}
    kind = next((kind for kind, count in counts.items() if count), "tracks")
    if part is not None:
        kind = as_choice(part, _KINDS, "part")
    if not counts[kind]:
        others = [f"{count} points of {other}" for other, count in counts.items() if count]
        fix = f"it has {' and '.join(others)}" if others else "give a GPX file with a track, a route or waypoints"
        raise InputError(f"{path.name} holds no points{f' of {kind}' if part else ''}; {fix}")
    lat, lon, ele = np.array(reader.points[_KINDS[kind]], dtype=np.float64).T
    odd = dict(reader.odd[_KINDS[kind]])
    for i in np.flatnonzero(np.abs(lat) > 90).tolist():
        odd[i, "lat"] = f"{lat[i]:g}, beyond a pole"
    known = np.isfinite(lon) & (np.abs(lat) <= 90)
    # What keeps a point from being placed is told about the place that was asked for, too.
    for i in np.flatnonzero(~known).tolist():
        told = odd.get((i, "lat")) or odd.get((i, "lon"))
        if told is not None:
            odd |= {(i, name): told for name in ("east_km", "north_km", "lat", "lon") if (i, name) not in odd}
    lon = np.where(known, lon, np.nan)
    lat = np.where(known, lat, np.nan)
    if known.any():
        lon[known] = join_longitudes(lon[known])
    east_km, north_km = local_plane_km(lon, lat)
    columns = {"east_km": east_km, "north_km": north_km, "lon": lon, "lat": lat}
    if np.isfinite(ele).any():
        columns["ele"] = ele
    others = [f"{count:,} of {other}" for other, count in counts.items() if count and other != kind]
    notes = [f"the points are those of the {kind}"]
    if others:
        notes.append(f"the file also has points: {', '.join(others)}; --part names them")
    return Track(columns, tuple(notes), odd, reader.times[_KINDS[kind]])


def raw_gpx(path: Path, reading: Reading) -> Raw:
    """Return the points of a GPX file as rows, to be joined with those of other files."""
    return raw_of_track(path.name, read_gpx(path, reading.encoding, reading.part))


def raw_of_track(source: str, track: Track) -> Raw:
    """Return the points of a track as rows of longitude, latitude, elevation and time."""
    import pandas as pd

    lon, lat = track.columns["lon"], track.columns["lat"]
    columns = [lon, lat, track.columns.get("ele", np.full(len(lon), np.nan)), pd.Series(track.times, dtype=object)]
    frame = pd.DataFrame(dict(enumerate(columns)))
    frame[3] = frame[3].mask(frame[3] == "")
    return Raw(source, ("lon", "lat", "ele", "time"), frame, notes=track.notes, row="point", default=(0, 1))


def local_plane_km(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the coordinates to the east and north in km, from longitude and latitude in degrees, ``(n,)`` each.

    This is the equirectangular projection around the mean latitude; the origin is the middle of the bounding box. Near
    the mean latitude, distances are right to about one in a thousand for a day's walk or ride. NaN stays NaN.
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any():
        return lon.copy(), lat.copy()
    middle_lon = (lon[known].min() + lon[known].max()) / 2
    middle_lat = (lat[known].min() + lat[known].max()) / 2
    east_km = EARTH_RADIUS_KM * np.cos(np.radians(lat[known].mean())) * np.radians(lon - middle_lon)
    north_km = EARTH_RADIUS_KM * np.radians(lat - middle_lat)
    return east_km, north_km


def join_longitudes(lon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `lon` in degrees without a jump from 180 to -180 between neighbours: cut in the widest gap instead."""
    if lon.max() - lon.min() <= 180:
        return lon
    circle = np.sort(lon % 360)
    gaps = np.diff(circle, append=circle[0] + 360)
    start = circle[(gaps.argmax() + 1) % len(circle)]
    return np.asarray(start + (lon - start) % 360, dtype=np.float64)


def _parsed(path: Path, encoding: str | None) -> _Reader:
    """Return a reader that has read all points of a GPX file."""
    if encoding is None:
        # The parser finds the encoding itself, from a mark or from the declaration on the first line.
        with open_bytes(path) as file:
            content: str | bytes = file.read()
    else:
        with open_text(path, find_encoding(path, encoding)[0]) as lines:
            content = lines.read()
    if not content.strip():
        raise InputError(f"{path.name} is empty; give a GPX file with a track, a route or waypoints")
    reader = _Reader(encoding)
    try:
        reader.parse(content)
    # An encoding that the parser does not know is a LookupError, and one of several bytes a ValueError.
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise InputError(f"{path.name} is not a whole GPX file ({error}); export or download it again") from None
    return reader


class _Reader:
    """The functions that expat calls for each piece of a GPX file. Only the points are kept, and no tree is built."""

    def __init__(self, encoding: str | None = None) -> None:
        self.points: dict[str, list[list[float]]] = {"trkpt": [], "rtept": [], "wpt": []}
        self.odd: dict[str, dict[tuple[int, str], str]] = {name: {} for name in self.points}
        # Names come with their namespace before them, so that "trkpt" of another vocabulary is none of ours.
        self._parser = expat.ParserCreate("utf-8" if encoding else None, namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self.times: dict[str, list[str]] = {name: [] for name in self.points}
        self._open: list[str] = []
        self._words: list[str] = []

    def parse(self, content: str | bytes) -> None:
        """Read a whole file; raise ValueError or expat's own error if it is not a GPX file."""
        self._parser.Parse(content, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, name = name.rpartition(" ")
        # A file without a namespace is taken at its word.
        self._open.append(name if not space or space.startswith(_NAMESPACES) else "")
        if len(self._open) > _DEEPEST:
            raise ValueError(f"line {self._parser.CurrentLineNumber} has more than {_DEEPEST} elements in one another")
        kind = self._open[-1]
        if kind in self.points:
            self.points[kind].append([np.nan, np.nan, np.nan])
            self.times[kind].append("")
            for column, of in ((0, "lat"), (1, "lon")):
                self._keep(kind, column, of, attributes.get(of, ""))

    def _text(self, text: str) -> None:
        if self._is_of_a_point():
            self._words.append(text)

    def _end(self, _: str) -> None:
        if self._is_of_a_point():
            kind, text = self._open[-2], "".join(self._words)
            if self._open[-1] == "ele":
                self._keep(kind, 2, "ele", text)
            else:
                self.times[kind][-1] = text.strip()
            self._words.clear()
        self._open.pop()

    def _is_of_a_point(self) -> bool:
        """Tell whether the innermost element is the elevation or the time of a point."""
        return self._open[-1:] in (["ele"], ["time"]) and self._open[-2:][0] in self.points

    def _keep(self, kind: str, column: int, name: str, text: str) -> None:
        """Keep a number of the last point; what is none costs that number, and not the track."""
        number = as_float(text.strip(), ".")
        self.points[kind][-1][column] = number
        if text.strip() and not np.isfinite(number):
            what = "number" if np.isnan(number) else "finite number"
            shown = repr(text.strip() if len(text) <= 30 else f"{text.strip()[:27]}...")
            self.odd[kind][len(self.points[kind]) - 1, name] = f"{shown}, not a {what}"

    def _entity(self, name: str, *_: object) -> None:
        # A file of a few lines could fill the memory with entities that are made of many others.
        raise ValueError(
            f"line {self._parser.CurrentLineNumber} declares the entity {name[:40]!r}, which no track needs"
        )
