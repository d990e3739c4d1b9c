"""Columns in different units.

k-means adds up squared differences, so the column with the largest spread outweighs the others, just because of its
unit. `standardized` takes a `Table` and returns one with all columns on one scale; `who_decides` returns a sentence
about the column that outweighs the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.beyond_memory.dask_cluster import ask
from kmeans_viz.data.columns import Table
from kmeans_viz.data.globe import metres_between, vectors_of
from kmeans_viz.data.kinds import Read
from kmeans_viz.data.placing import pairs_of
from kmeans_viz.inputs import as_points, is_dask, lock
from kmeans_viz.runs.units import Units

_DECIDES = 0.99  # of the variance of all columns; the clusters then hardly differ from those of this column alone
_ROWS = 1 << 16  # rows that are measured at a time


def standardized(table: Table) -> Table:
    """Return the table with every column as z-scores: minus its mean, divided by its standard deviation.

    A constant column becomes 0.

    Examples
    --------
    >>> from kmeans_viz.inputs import as_points
    >>> table = standardized(Table(as_points([[1, 500], [3, 900]]), ("age", "price")))
    >>> table.points.tolist(), table.labels
    ([[-1.0, -1.0], [1.0, 1.0]], ('age, standardized', 'price, standardized'))
    """
    means, scales = _scales_of(table)
    points = (table.points - means) / scales
    if not is_dask(points):
        points = as_points(lock(points))
    # Scores are no places in a picture.
    return replace(table, points=points, units=Units(table.names, means, scales), backdrop=None)


def _scales_of(table: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what `standardized` subtracts from every column, and what it then divides it by, ``(d,)`` each."""
    moments = _moments(table)
    # The tiny spread of a constant column is a rounding error.
    is_flat = moments.deviations <= 1e-14 * np.abs(moments.means)
    return moments.means, np.where(is_flat, np.inf, moments.deviations)


def who_decides(table: Table) -> str:
    """Return a sentence about the columns that outweigh all others, such as an id; "" if none do.

    Examples
    --------
    >>> from kmeans_viz.inputs import as_points
    >>> print(who_decides(Table(as_points([[1, 1007], [2, 1034], [2, 1061]]), ("stars", "id"))))
    'id' has 99.9% of the variance, so it decides nearly alone which points are near
    """
    variances = _moments(table).deviations ** 2
    total = float(variances.sum())
    if len(variances) < 2 or total == 0:
        return ""
    order = np.argsort(-variances, kind="stable")
    shares = np.cumsum(variances[order]) / total
    n = int(np.argmax(shares >= _DECIDES)) + 1
    # Where most of the columns are needed, none of them outweighs the others.
    if n == len(variances) or 2 * n > len(variances) + 1:
        return ""
    names = [repr(table.names[i]) for i in order[:n]]
    # Never "100.0%", since the other columns have some variance too.
    percent = min(100 * float(shares[n - 1]), 99.9)
    if n == 1:
        return f"{names[0]} has {percent:.1f}% of the variance, so it decides nearly alone which points are near"
    said = f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{said} have {percent:.1f}% of the variance, so they decide nearly alone which points are near"


def flat_degrees(table: Table) -> str:
    """Return a sentence about columns of degrees that are compared as they are; "" if there are none.

    Near the equator all degrees are equally long, and nothing is said.

    Examples
    --------
    >>> from kmeans_viz.inputs import as_points
    >>> print(flat_degrees(Table(as_points([[10, 60.0], [11, 60]]), ("lon", "lat"))))
    'lon' and 'lat' are compared as degrees, and here one of longitude is 56 km long and one of latitude 111 km
    """
    names = table.names
    if table.is_standardized or len(names) < 2:
        return ""
    points = np.asarray(table.points[:_ROWS] if is_dask(table.points) else table.points)
    pairs = pairs_of([Read(name, "numbers", "", points[:, i]) for i, name in enumerate(names)])
    if not pairs:
        return ""
    lat = float(np.clip(np.median(points[:, pairs[0].lat]), -90, 90))
    ends = vectors_of(np.array([0.0, 1.0, 0.0]), np.array([lat, lat, lat + (1 if lat < 89 else -1)]))
    east, north = (float(metres_between(ends[0], end)) / 1000 for end in ends[1:])
    if east > 0.99 * north:
        return ""
    return (
        f"{names[pairs[0].lon]!r} and {names[pairs[0].lat]!r} are compared as degrees, and here one of longitude is "
        f"{east:.0f} km long and one of latitude {north:.0f} km"
    )


class Moments(NamedTuple):
    """How many rows there are, and the mean and spread of every column."""

    n: int
    means: NDArray[np.float64]
    """``(d,)``."""
    squares: NDArray[np.float64]
    """``(d,)``: the sum of squared differences from the mean."""

    @property
    def deviations(self) -> NDArray[np.float64]:
        """``(d,)``: the standard deviations."""
        deviations: NDArray[np.float64] = np.sqrt(self.squares / self.n)
        return deviations


@dataclass(frozen=True)
class Measure:
    """Ask for the moments of every column.

    Chan, Golub & LeVeque (1979), "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", Stanford
    STAN-CS-79-773.
    """

    def ask(self, block: NDArray[Any], first: int) -> Moments:
        """Return the moments of one block."""
        parts = []
        for start in range(0, len(block), _ROWS):
            rows = np.asarray(block[start : start + _ROWS], dtype=np.float64)
            means = rows.mean(axis=0)
            parts.append(Moments(len(rows), means, np.square(rows - means).sum(axis=0)))
        return self.merge(parts or [Moments(0, np.zeros(block.shape[1]), np.zeros(block.shape[1]))])

    def merge(self, answers: Sequence[Moments]) -> Moments:
        """Return the moments of several blocks together."""
        total = answers[0]
        for n, means, squares in answers[1:]:
            both = total.n + n
            apart = means - total.means
            share = n / max(both, 1)
            total = Moments(both, total.means + apart * share, total.squares + squares + apart**2 * total.n * share)
        return total


def _moments(table: Table) -> Moments:
    if is_dask(table.points):
        found: Moments = ask(table.points, Measure(), "measuring columns")
        return found
    return Measure().ask(table.points, 0)
