"""Columns of latitude and longitude: `placed` finds them by name and range, and adds where they lie in kilometres.

Clusters of flat degrees would be wrong everywhere but on the equator. So if a caller names no columns, two columns of
degrees count as kilometres to the east and to the north; under their own names, they still can be had.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.globe import EAST, NORTH, UP, Plane, plane_of
from kmeans_viz.data.kinds import Read, tokens

_LAT = {
    "lat", "lats", "latitude", "latitudes", "latitud", "latitudine", "breitengrad", "breedtegraad", "enlem", "широта",
    "緯度", "纬度", "위도",
}  # fmt: skip
_LON = {
    "lon", "lng", "long", "lons", "longitude", "longitudes", "longitud", "longitudine", "längengrad", "laengengrad",
    "lengtegraad", "boylam", "долгота", "経度", "經度", "经度", "경도",
}  # fmt: skip
# These also say how wide and how long a thing is, so they are degrees only beside a word such as "geographische".
_WIDTHS = {"breite", "πλάτος", "szerokość"}
_LENGTHS = {"länge", "laenge", "μήκος", "długość"}
_GEOGRAPHIC = ("geo", "γεωγρ")
_MOSTLY = 0.95  # of the numbers of a column must be possible degrees


@dataclass(frozen=True)
class Pair:
    """The columns of a longitude and of a latitude, by their numbers."""

    lon: int
    lat: int
    names: tuple[str, str]
    prefix: str = ""
    """What tells several pairs apart, such as "start_"."""


@dataclass(frozen=True, eq=False)
class Globe:
    """What the kilometres in a table are made of."""

    plane: Plane
    columns: dict[str, tuple[Pair, int]]
    """The pair that each column of kilometres is made of, and which of its coordinates it is."""

    def degrees(self, names: Sequence[str], values: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return columns of latitude and longitude for the rows of `values`, ``(m, d)``, whose columns have `names`."""
        found: dict[str, NDArray[np.float64]] = {}
        for pair, columns in self.positions(names):
            lon, lat = self.plane.degrees(values[:, columns])
            found |= {pair.names[1]: lat, pair.names[0]: lon}
        return found

    def positions(self, names: Sequence[str]) -> list[tuple[Pair, list[int]]]:
        """Return the pairs whose kilometres are among `names`, and where: east, north, and upwards if need be."""
        pairs = dict.fromkeys(pair for pair, _ in self.columns.values())
        wanted = [(pair, [pair.prefix + name for name in self.plane.names]) for pair in pairs]
        return [(pair, [list(names).index(name) for name in own]) for pair, own in wanted if set(own) <= set(names)]


def pairs_of(reads: Sequence[Read], *, are_positions: bool = False) -> list[Pair]:
    """Return the pairs of columns that hold longitudes and latitudes, by their names and their ranges.

    Where `are_positions` says that the file has some, "Breite" and "Länge" are degrees, not a width and a length.
    """
    found: dict[str, dict[tuple[str, ...], int]] = {"lon": {}, "lat": {}}
    for i, read in enumerate(reads):
        words = tokens(read.name)
        is_geographic = any(word.startswith(_GEOGRAPHIC) for word in words)
        lat, lon = (_LAT | _WIDTHS, _LON | _LENGTHS) if is_geographic or are_positions else (_LAT, _LON)
        for kind, names, limit in (("lat", lat, 90), ("lon", lon, 360)):
            if len(names & set(words)) == 1 and _is_within(read, limit):
                found[kind].setdefault(tuple(word for word in words if word not in names), i)
    lons, lats = found["lon"], found["lat"]
    if len(lons) == len(lats) == 1:
        # "geo_lat" and "x_long" are a pair if there are no others.
        lats = dict(zip(lons, lats.values(), strict=True))
    pairs = [
        Pair(lons[rest], lats[rest], (reads[lons[rest]].name, reads[lats[rest]].name)) for rest in lons.keys() & lats
    ]
    pairs.sort(key=lambda pair: min(pair.lon, pair.lat))
    if len(pairs) < 2:
        return pairs
    rests = {pair: rest for rest, i in lons.items() for pair in pairs if pair.lon == i}
    return [replace(pair, prefix="".join(f"{word}_" for word in rests[pair])) for pair in pairs]


def _is_within(read: Read, limit: float) -> bool:
    if read.kind not in ("numbers", "constant", "mostly empty") or read.values is None:
        return False
    finite = read.values[np.isfinite(read.values)]
    return len(finite) > 0 and float((np.abs(finite) <= limit).mean()) >= _MOSTLY


def degrees_in(reads: Sequence[Read], pair: Pair) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the longitudes and latitudes of a pair, ``(n,)`` each; NaN where a row has none that is possible."""
    lon, lat = reads[pair.lon].values, reads[pair.lat].values
    assert lon is not None
    assert lat is not None
    known = are_degrees(lon, lat)
    return np.where(known, lon, np.nan), np.where(known, lat, np.nan)


def are_degrees(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which longitudes and latitudes, ``(n,)`` each, are positions on the globe."""
    return np.asarray(np.isfinite(lon) & (np.abs(lat) <= 90) & (np.abs(lon) <= 360))


def why_km(axis: int, names: Sequence[str]) -> str:
    """Return what a column of kilometres is, and what it is made of."""
    return f"km {('to the east', 'to the north', 'upwards')[axis]}, from {' and '.join(names)}"


def without_degrees(reads: Sequence[Read], parts: Sequence[int], row: int) -> int:
    """Return which of the columns of a latitude and a longitude has no possible number in a row."""
    for i, limit in zip(parts, (90, 360), strict=True):
        values = reads[i].values
        if values is None or not abs(values[row]) <= limit:
            return i
    return parts[0]


def placed(reads: Sequence[Read]) -> tuple[list[Read], Globe | None]:
    """Return the columns of a file, and behind them those of kilometres, where it has columns of degrees."""
    pairs = pairs_of(reads)
    taken = {read.name for read in reads}
    if not pairs or any(pair.prefix + name in taken for pair in pairs for name in (EAST, NORTH, UP)):
        return list(reads), None
    degrees = [degrees_in(reads, pair) for pair in pairs]
    plane = plane_of(*(np.concatenate(part) for part in zip(*degrees, strict=True)))
    own, made = list(reads), []
    columns: dict[str, tuple[Pair, int]] = {}
    for pair, (lon, lat) in zip(pairs, degrees, strict=True):
        kilometres = plane.km(lon, lat)
        for axis, name in enumerate(plane.names):
            columns[pair.prefix + name] = (pair, axis)
            why = why_km(axis, pair.names)
            values = np.ascontiguousarray(kilometres[:, axis])
            made.append(Read(pair.prefix + name, "numbers", why, values, True, plain=False, parts=(pair.lat, pair.lon)))
        for i in (pair.lat, pair.lon):
            own[i] = replace(own[i], kind="degrees", counts=False, why=f"{own[i].why}, compared as km on the globe")
    return own + made, Globe(plane, columns)


def asks_for_km(columns: Any) -> bool:
    """Tell whether a caller names columns of kilometres among those to use."""
    named = columns.split(",") if isinstance(columns, str) else columns if isinstance(columns, Iterable) else ()
    return any(str(name).strip(' "').endswith((EAST, NORTH, UP)) for name in named)


def default_of(reads: Sequence[Read], wanted: Sequence[int], without: set[int]) -> list[int]:
    """Return the columns that count by themselves, with those of kilometres in the place of those of degrees.

    Where the caller leaves one of two columns of degrees out, the other is no position any more, but a number.
    """
    made = [i for i, read in enumerate(reads) if read.parts]
    broken = {part for i in made for part in reads[i].parts if without & set(reads[i].parts)}
    chosen: list[int] = []
    for i in sorted({*wanted, *(part for j in made for part in reads[j].parts)}):
        if i in broken:
            chosen.append(i)
        elif reads[i].kind != "degrees":
            chosen += [] if reads[i].parts else [i]
        else:
            chosen += [j for j in made if i in reads[j].parts and j not in chosen]
    return chosen
