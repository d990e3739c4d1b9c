"""Positions on the globe, and how far they are apart: a degree is no unit of length, so none is compared as one.

`plane_of` takes longitudes and latitudes, and returns a `Plane`, which has them in kilometres to the east and to the
north, with true distances, wherever they lie: across the antimeridian, near a pole, or all over the world.

The Earth is a sphere here. On the ellipsoid, distances differ by half a per cent at most: one metre in 200, which is
less than a receiver's own error, and not worth a library for geodesy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the Earth: a third of the sum of its three half-axes (IUGG)."""
EAST, NORTH, UP = "east_km", "north_km", "up_km"
_FLAT_KM = 2000.0
"""How far from the middle positions may lie to be drawn on a plane, on which distances are then right to 2 %."""
_COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")

Degrees = NDArray[np.float64]
Vectors = NDArray[np.float64]
"""``(n, 3)``: from the middle of the Earth to a place on its surface, as vectors of length 1."""


def vectors_of(lon: Degrees, lat: Degrees) -> Vectors:
    """Return the directions of positions in degrees, ``(n,)`` each, from the middle of the Earth."""
    lon, lat = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def degrees_of(vectors: Vectors) -> tuple[Degrees, Degrees]:
    """Return longitude, from -180 to 180, and latitude in degrees; the vectors may have any length but 0."""
    x, y, z = np.moveaxis(vectors, -1, 0)
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))


def metres_between(a: Vectors, b: Vectors) -> NDArray[np.float64]:
    """Return great-circle distances, which is the haversine formula: half the chord is the sine of half the angle.

    Examples
    --------
    >>> a, b = vectors_of(np.array([179.999]), np.array([70.0])), vectors_of(np.array([-179.999]), np.array([70.0]))
    >>> metres_between(a, b).round(1).tolist()
    [76.1]
    """
    half_chord = np.sqrt(((a - b) ** 2).sum(axis=-1)) / 2
    return 2000 * EARTH_RADIUS_KM * np.arcsin(np.minimum(half_chord, 1))


def compass(east: float, north: float) -> str:
    """Return the direction in which something lies, as one of eight words.

    Examples
    --------
    >>> compass(3.0, 2.5), compass(-1.0, 0.1)
    ('north-east', 'west')
    """
    return _COMPASS[round(float(np.degrees(np.arctan2(east, north))) / 45) % 8]


def position_in_words(lon: float, lat: float, digits: int) -> str:
    """Return a position as people write it.

    Examples
    --------
    >>> position_in_words(-4.87, 40.52, 1)
    '40.5° N, 4.9° W'
    """
    return f"{abs(lat):.{digits}f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.{digits}f}° {'E' if lon >= 0 else 'W'}"


def chord_of(metres: float) -> float:
    """Return the distance between two vectors of length 1 whose places are so many metres apart."""
    return float(2 * np.sin(min(metres / (2000 * EARTH_RADIUS_KM), np.pi / 2)))


def middle_of(vectors: Vectors, weights: NDArray[np.float64] | None = None) -> Vectors:
    """Return the direction of the mean of some vectors, ``(3,)``: the mean on a sphere."""
    mean = np.average(vectors, axis=0, weights=weights)
    length = float(np.sqrt((mean**2).sum()))
    # Places all over the world may have no middle, and any will do.
    return mean / length if length > 1e-9 else np.array([1.0, 0.0, 0.0])


@dataclass(frozen=True, eq=False)
class Plane:
    """The globe as seen from above a place: kilometres to the east and to the north of it.

    Near the middle, that is the azimuthal equidistant projection (Snyder, "Map Projections: A Working Manual", 1987,
    chapter 25). Where positions lie too far apart for any plane, it is the local east-north-up frame: points in space,
    whose means lie inside the globe, below the place that is meant.
    """

    axes: NDArray[np.float64]
    """``(3, 3)``: the directions to the east, to the north and upwards at the middle."""
    is_flat: bool

    @property
    def names(self) -> tuple[str, ...]:
        """What the coordinates are called."""
        return (EAST, NORTH) if self.is_flat else (EAST, NORTH, UP)

    @property
    def words(self) -> str:
        """What the coordinates are, in words."""
        lon, lat = degrees_of(self.axes[2])
        middle = position_in_words(float(lon), float(lat), 4)
        if self.is_flat:
            return f"positions are compared as kilometres to the east and to the north of {middle}"
        return (
            "the positions lie too far apart for a plane, so they are compared as points in space: kilometres to the "
            f"east, to the north and upwards from {middle}"
        )

    def km(self, lon: Degrees, lat: Degrees) -> NDArray[np.float64]:
        """Return the coordinates, ``(n, 2)`` or ``(n, 3)``, of positions in degrees; NaN stays NaN."""
        local = vectors_of(lon, lat) @ self.axes.T
        if not self.is_flat:
            return EARTH_RADIUS_KM * (local - [0, 0, 1])
        across = np.hypot(local[:, 0], local[:, 1])
        angle = np.arctan2(across, local[:, 2])
        stretch = np.divide(angle, across, out=np.ones_like(angle), where=across > 0)
        return EARTH_RADIUS_KM * local[:, :2] * stretch[:, None]

    def degrees(self, km: NDArray[np.float64]) -> tuple[Degrees, Degrees]:
        """Return longitude and latitude of coordinates, ``(n, 2)`` or ``(n, 3)``."""
        if not self.is_flat:
            return degrees_of((km / EARTH_RADIUS_KM + [0, 0, 1]) @ self.axes)
        angle = np.hypot(km[:, 0], km[:, 1]) / EARTH_RADIUS_KM
        # sinc is sin(pi x) / (pi x), and 1 at 0.
        across = km / EARTH_RADIUS_KM * np.sinc(angle / np.pi)[:, None]
        return degrees_of(np.c_[across, np.cos(angle)] @ self.axes)


def plane_of(lon: Degrees, lat: Degrees, *, is_flat: bool | None = None) -> Plane:
    """Return the plane around the middle of positions in degrees, ``(n,)`` each, of which some may be NaN.

    Examples
    --------
    >>> lon, lat = np.array([179.0, -179.0]), np.array([0.0, 0.0])
    >>> plane_of(lon, lat).km(lon, lat).round(1).tolist()
    [[-111.2, 0.0], [111.2, 0.0]]
    """
    known = np.isfinite(lon) & np.isfinite(lat)
    vectors = vectors_of(lon[known], lat[known])
    up = middle_of(vectors) if len(vectors) else np.array([1.0, 0.0, 0.0])
    return plane_at(up, is_flat=is_flat_around((vectors @ up).min(initial=1.0)) if is_flat is None else is_flat)


def plane_at(up: Vectors, *, is_flat: bool) -> Plane:
    """Return the plane around a place, given as a vector of length 1."""
    # At a pole, every direction is south or north; there, the east of the meridian of Greenwich is taken.
    across = np.hypot(up[0], up[1])
    east = np.array([-up[1], up[0], 0.0]) / across if across > 1e-12 else np.array([0.0, 1.0, 0.0])
    return Plane(np.stack([east, np.cross(up, east), up]), is_flat)


def is_flat_around(cosine: float) -> bool:
    """Tell whether positions fit on a plane, from the cosine of the angle between the middle and the farthest."""
    return bool(cosine >= np.cos(_FLAT_KM / EARTH_RADIUS_KM))
