"""Degrees in a folder of files: how its columns of latitude and longitude become kilometres, piece by piece.

`read_folder` counts the complete rows with `CountComplete`, which also sums the directions in which positions lie. From
these and `Nearest`, `plane_over` makes the plane, and `PlacedPiece` puts the rows of a piece on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.beyond_memory.dask_cluster import ask
from kmeans_viz.data.columns import split_names
from kmeans_viz.data.globe import EAST, NORTH, UP, Plane, Vectors, is_flat_around, middle_of, plane_at, vectors_of
from kmeans_viz.data.placing import Globe, Pair, are_degrees, why_km
from kmeans_viz.data.report import Column, Report
from kmeans_viz.inputs import InputError


class Piece(Protocol):
    """A part of a file that one worker reads."""

    @property
    def path(self) -> str:
        """The path of the file, the same on every worker."""

    def read(self) -> NDArray[np.float64]:
        """Return the ``(rows, d)`` numbers of this part, NaN where a field is empty."""


@dataclass(frozen=True)
class PlacedPiece:
    """A piece whose degrees become kilometres."""

    piece: Piece
    pairs: tuple[Pair, ...]
    plane: Plane

    @property
    def path(self) -> str:
        """The path of the file, the same on every worker."""
        return self.piece.path

    def read(self) -> NDArray[np.float64]:
        """Return the ``(rows, d)`` numbers of this part, with kilometres in the place of degrees."""
        block = self.piece.read()
        columns = {i: block[:, i : i + 1] for i in range(block.shape[1])}
        for pair in self.pairs:
            lon, lat = block[:, pair.lon], block[:, pair.lat]
            known = are_degrees(lon, lat)
            columns.pop(max(pair.lon, pair.lat))
            columns[min(pair.lon, pair.lat)] = self.plane.km(np.where(known, lon, np.nan), np.where(known, lat, np.nan))
        return np.concatenate([columns[i] for i in sorted(columns)], axis=1)


class Counts(NamedTuple):
    """What is counted in one pass over a folder."""

    rows: tuple[tuple[int, int], ...]
    """For each block, how many rows there are, and how many of these are complete."""
    directions: tuple[float, ...]
    """``(3,)``: the sum of the vectors of all positions."""


@dataclass(frozen=True)
class CountComplete:
    """Ask how many rows there are, how many of these are complete, and in which direction positions lie."""

    pairs: tuple[Pair, ...] = ()

    def ask(self, block: NDArray[Any], first: int) -> Counts:
        """Return the numbers of one block."""
        complete = np.isfinite(block).all(axis=1)
        for pair in self.pairs:
            complete &= are_degrees(block[:, pair.lon], block[:, pair.lat])
        directions = sum((vectors.sum(axis=0) for vectors in _vectors(block, self.pairs)), np.zeros(3))
        return Counts(((len(block), int(complete.sum())),), tuple(directions.tolist()))

    def merge(self, answers: Sequence[Counts]) -> Counts:
        """Return the numbers of every block, in order, and the sum of their directions."""
        directions = np.sum([answer.directions for answer in answers], axis=0)
        return Counts(tuple(pair for answer in answers for pair in answer.rows), tuple(directions.tolist()))


@dataclass(frozen=True)
class Nearest:
    """Ask how near to the middle the farthest position is, as the cosine of the angle between the two."""

    pairs: tuple[Pair, ...]
    up: Vectors

    def ask(self, block: NDArray[Any], first: int) -> float:
        """Return the cosine for one block; 1 if it has no position."""
        return float(min(float((vectors @ self.up).min(initial=1.0)) for vectors in _vectors(block, self.pairs)))

    def merge(self, answers: Sequence[float]) -> float:
        """Return the lowest."""
        return min(answers)


def _vectors(block: NDArray[Any], pairs: Sequence[Pair]) -> list[Vectors]:
    """Return the vectors of the positions in some rows, for each pair of columns."""
    found = []
    for pair in pairs:
        lon, lat = block[:, pair.lon], block[:, pair.lat]
        known = are_degrees(lon, lat)
        found.append(vectors_of(lon[known], lat[known]))
    return found


def plane_over(array: Any, pairs: tuple[Pair, ...], directions: Sequence[float]) -> Plane:
    """Return the plane around the middle of the positions in a Dask array, as `plane_of` does for those in memory."""
    up = middle_of(np.array([directions]))
    return plane_at(up, is_flat=is_flat_around(ask(array, Nearest(pairs, up), "placing")))


def globe_over(names: Sequence[str], pairs: Sequence[Pair], plane: Plane) -> tuple[list[str], Globe]:
    """Return the names of the columns of placed pieces, and what those of kilometres are made of."""
    own = {i: [name] for i, name in enumerate(names)}
    columns: dict[str, tuple[Pair, int]] = {}
    for pair in pairs:
        own.pop(max(pair.lon, pair.lat))
        own[min(pair.lon, pair.lat)] = [pair.prefix + name for name in plane.names]
        columns |= {pair.prefix + name: (pair, axis) for axis, name in enumerate(plane.names)}
    return [name for i in sorted(own) for name in own[i]], Globe(plane, columns)


def pairs_among(pairs: Sequence[Pair], names: Sequence[str], chosen: Sequence[str]) -> tuple[Pair, ...]:
    """Return the pairs of a file's columns of which both are chosen, by their numbers among those.

    Parameters
    ----------
    pairs : sequence of Pair
        By their numbers in the file.
    names : sequence of str
        All columns of the file. If one has a name that kilometres would take, there are no pairs.
    chosen : sequence of str
        The columns that are read.
    """
    if any(pair.prefix + name in names for pair in pairs for name in (EAST, NORTH, UP)):
        return ()
    return tuple(
        replace(pair, lon=chosen.index(names[pair.lon]), lat=chosen.index(names[pair.lat]))
        for pair in pairs
        if names[pair.lon] in chosen and names[pair.lat] in chosen
    )


def check_not_made(columns: Any, names: Sequence[str], source: str) -> None:
    """Refuse columns of kilometres by name: a folder makes them of degrees where no columns are named.

    Raises
    ------
    InputError
        If `columns` has the name of such a column, and the file none of that name.
    """
    asked = split_names(columns) if isinstance(columns, str) else columns if isinstance(columns, Sequence) else ()
    for name in asked:
        if isinstance(name, str) and name.endswith((EAST, NORTH, UP)) and name not in names:
            raise InputError(
                f"{source}: column={name!r} is made of degrees, and in a folder only where no columns are named; leave "
                "columns out, and name those that are not to count with without= (--without)"
            )


def told_in_km(told: Report, globe: Globe) -> Report:
    """Return a report whose columns of degrees are left out for those of kilometres."""
    degrees = {name for pair, _ in globe.columns.values() for name in pair.names}
    columns = [
        replace(column, kind="degrees", is_used=False, why=f"{column.why}, compared as km on the globe")
        if column.name in degrees
        else column
        for column in told.columns
    ]
    made = [
        Column(name, "numbers", True, why_km(axis, pair.names), made_of=pair.names)
        for name, (pair, axis) in globe.columns.items()
    ]
    return replace(told, columns=(*columns, *made), notes=(*told.notes, globe.plane.words), is_plain=False)
