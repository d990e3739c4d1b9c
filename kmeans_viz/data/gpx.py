"""GPS tracks: a GPX file flows in, columns of positions on a plane and on the globe flow out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.files import find_encoding, open_text
from kmeans_viz.inputs import InputError

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the Earth (IUGG: a third of the sum of the three half-axes)."""


def read_gpx(path: Path, encoding: str | None = None) -> dict[str, NDArray[np.float64]]:
    """Return the columns of a GPX file, one entry a point; what a point does not tell is NaN.

    The points are those of all tracks; without tracks those of the routes; without routes the waypoints.

    Returns
    -------
    dict of str to array
        ``east_km`` and ``north_km``: the position on a plane, from the middle of the points' bounding box;
        ``lon`` and ``lat`` in degrees; ``ele`` in metres where the file has elevations. A track across the
        antimeridian goes on beyond 180 degrees instead of jumping to -180.
    """
    points = _points(path, encoding)
    lon = np.array([np.nan if point.longitude is None else point.longitude for point in points], dtype=np.float64)
    lat = np.array([np.nan if point.latitude is None else point.latitude for point in points], dtype=np.float64)
    known = np.isfinite(lon) & (np.abs(lat) <= 90)
    lon = np.where(known, lon, np.nan)
    lat = np.where(known, lat, np.nan)
    if known.any():
        lon[known] = join_longitudes(lon[known])
    east_km, north_km = local_plane_km(lon, lat)
    columns = {"east_km": east_km, "north_km": north_km, "lon": lon, "lat": lat}
    ele = np.array([np.nan if point.elevation is None else point.elevation for point in points], dtype=np.float64)
    if np.isfinite(ele).any():
        columns["ele"] = ele
    return columns


def local_plane_km(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return east and north in kilometres: the equirectangular projection around the mean latitude.

    The origin is the middle of the bounding box. Distances are right near the mean latitude, to about one in a
    thousand for a day's walk or ride; NaN stays NaN.
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
    """Return `lon` in degrees without a jump from 180 to -180 among neighbours: cut in the widest empty gap."""
    if lon.max() - lon.min() <= 180:
        return lon
    circle = np.sort(lon % 360)
    gaps = np.diff(circle, append=circle[0] + 360)
    start = circle[(gaps.argmax() + 1) % len(circle)]
    return np.asarray(start + (lon - start) % 360, dtype=np.float64)


def _points(path: Path, encoding: str | None) -> list[Any]:
    import gpxpy
    from gpxpy.gpx import GPXException

    with open_text(path, find_encoding(path, encoding)) as file:
        text = file.read()
    if not text.strip():
        raise InputError(f"{path.name} is empty; give a GPX file with a track, a route or waypoints")
    try:
        gpx = gpxpy.parse(text)
    except GPXException as error:
        raise InputError(f"{path.name} is not a whole GPX file ({error}); export or download it again") from None
    tracks: list[Any] = [point for track in gpx.tracks for segment in track.segments for point in segment.points]
    routes: list[Any] = [point for route in gpx.routes for point in route.points]
    points = tracks or routes or list(gpx.waypoints)
    if not points:
        raise InputError(f"{path.name} holds no points; give a GPX file with a track, a route or waypoints")
    return points
