"""GPS tracks: `read_gpx` takes a GPX file, and returns columns of positions on a plane and on the globe."""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.files import find_encoding, open_text
from kmeans_viz.inputs import InputError

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the Earth: a third of the sum of its three half-axes (IUGG)."""
_DEEPEST = 100  # elements inside one another; a real track has about ten


def read_gpx(path: Path, encoding: str | None = None) -> dict[str, NDArray[np.float64]]:
    """Return the columns of a GPX file, one number for each point; NaN where a point lacks it.

    The points are those of all tracks; in a file without tracks, those of the routes; without routes, the waypoints.

    Parameters
    ----------
    path : pathlib.Path
        An existing file.
    encoding : str, optional
        By default, it is detected.

    Returns
    -------
    dict of str to array
        ``east_km`` and ``north_km``: the position on a plane, from the middle of the points' bounding box;
        ``lon`` and ``lat`` in degrees; ``ele`` in metres if the file has elevations. A track across the
        antimeridian goes on beyond 180 degrees instead of jumping to -180.

    Raises
    ------
    InputError
        If the file is not a whole GPX file, or has no points.
    """
    lat, lon, ele = _points(path, encoding)
    known = np.isfinite(lon) & (np.abs(lat) <= 90)
    lon = np.where(known, lon, np.nan)
    lat = np.where(known, lat, np.nan)
    if known.any():
        lon[known] = join_longitudes(lon[known])
    east_km, north_km = local_plane_km(lon, lat)
    columns = {"east_km": east_km, "north_km": north_km, "lon": lon, "lat": lat}
    if np.isfinite(ele).any():
        columns["ele"] = ele
    return columns


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


def _points(path: Path, encoding: str | None) -> NDArray[np.float64]:
    """Return latitude, longitude and elevation of the points in a GPX file, ``(3, n)``."""
    with open_text(path, find_encoding(path, encoding)) as file:
        text = file.read()
    if not text.strip():
        raise InputError(f"{path.name} is empty; give a GPX file with a track, a route or waypoints")
    reader = _Reader()
    try:
        reader.parse(text)
    except (expat.ExpatError, ValueError) as error:
        raise InputError(f"{path.name} is not a whole GPX file ({error}); export or download it again") from None
    points = reader.points["trkpt"] or reader.points["rtept"] or reader.points["wpt"]
    if not points:
        raise InputError(f"{path.name} holds no points; give a GPX file with a track, a route or waypoints")
    return np.array(points, dtype=np.float64).T


class _Reader:
    """The functions that expat calls for each piece of a GPX file. Only the points are kept, and no tree is built."""

    def __init__(self) -> None:
        self.points: dict[str, list[list[float]]] = {"trkpt": [], "rtept": [], "wpt": []}
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._open: list[str] = []
        self._ele: list[str] = []

    def parse(self, text: str) -> None:
        """Read a whole file; raise ValueError or expat's own error if it is not a GPX file."""
        self._parser.Parse(text, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise ValueError(f"line {self._parser.CurrentLineNumber} has more than {_DEEPEST} elements in one another")
        if name in self.points:
            lat, lon = (self._number(name, attributes.get(name, "")) for name in ("lat", "lon"))
            self.points[self._open[-1]].append([lat, lon, np.nan])

    def _text(self, text: str) -> None:
        if self._is_ele():
            self._ele.append(text)

    def _end(self, _: str) -> None:
        if self._is_ele():
            self.points[self._open[-2]][-1][2] = self._number("ele", "".join(self._ele))
            self._ele.clear()
        self._open.pop()

    def _is_ele(self) -> bool:
        """Tell whether the innermost element is the elevation of a point."""
        return self._open[-1:] == ["ele"] and self._open[-2:][0] in self.points

    def _number(self, name: str, text: str) -> float:
        """Return the number in `text`, or NaN if it is empty; `name` is what messages call it."""
        try:
            return float(text) if text.strip() else np.nan
        except ValueError:
            line = self._parser.CurrentLineNumber
            raise ValueError(f"line {line}: {name} is {text.strip()[:40]!r}, not a number") from None

    def _entity(self, name: str, *_: object) -> None:
        # A file of a few lines could fill the memory with entities that are made of many others.
        raise ValueError(
            f"line {self._parser.CurrentLineNumber} declares the entity {name[:40]!r}, which no track needs"
        )
