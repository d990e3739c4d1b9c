"""What sets each cluster apart: `profile_of` compares the columns of every cluster with those of all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.dates import date_of
from kmeans_viz.data.globe import compass
from kmeans_viz.inputs import Labels, Points

_STRIKING = 0.5  # standard deviations that a mean must differ by to be worth a word
_VERY = 1.5
_MOST_SAID = 3
_FLAT = 2  # columns of a position on a plane


@dataclass(frozen=True)
class Position:
    """Columns that together say where each row is: kilometres to the east, to the north, and upwards if need be."""

    columns: tuple[int, ...]
    name: str = ""
    """What tells it apart from other positions of the same rows, such as "start"."""


@dataclass(frozen=True, eq=False)
class Profile:
    """The columns of all rows, and of each cluster, in their own units."""

    names: tuple[str, ...]
    is_date: tuple[bool, ...]
    means: NDArray[np.float64]
    """``(d,)``: of all rows."""
    spreads: NDArray[np.float64]
    """``(d,)``: the standard deviations of all rows."""
    ends: NDArray[np.float64]
    """``(2, d)``: the lowest and the highest value."""
    quarters: NDArray[np.float64]
    """``(2, d)``: a quarter of all rows lies below the first, a quarter above the second."""
    centroids: NDArray[np.float64]
    """``(k, d)``: the means of the clusters."""
    halves: NDArray[np.float64]
    """``(k, 2, d)``: the quarters of each cluster; NaN for an empty one."""
    positions: tuple[Position, ...] = ()
    """The columns that together are positions on the globe."""

    @property
    def is_place(self) -> bool:
        """Whether every row is a position and nothing more."""
        return len(self.positions) == 1 and len(self.positions[0].columns) == len(self.names)

    @property
    def differences(self) -> NDArray[np.float64]:
        """``(k, d)``: how many standard deviations of all rows each cluster's mean lies above that of all rows."""
        return (self.centroids - self.means) / np.where(self.spreads > 0, self.spreads, np.inf)

    def order(self, cluster: int) -> list[int]:
        """Return the columns, those in which the cluster differs most first."""
        return [int(i) for i in np.argsort(-np.abs(self.differences[cluster]), kind="stable")]

    def shown(self, column: int, value: float) -> str:
        """Return a value of a column as people read it: a number with few digits, or a date."""
        if not np.isfinite(value):
            return "–"
        if column < len(self.is_date) and self.is_date[column]:
            return date_of(float(value))[:10]
        if self._is_word(column):
            return f"{value:.0%}"
        return number(value, float(self.spreads[column]))

    def sentence(self, cluster: int) -> str:
        """Say what sets a cluster apart: the columns in which its mean differs most from that of all rows.

        "" if that is where it lies on a globe of which the rows are from all over: there, no direction leads away from
        a middle.
        """
        striking: list[str] = []
        worded, is_elsewhere = set(), False
        for i in self.order(cluster):
            position = next((position for position in self.positions if i in position.columns), None)
            if position is not None:
                # Of a position, its direction says all that its columns would.
                if i == self._most_different(cluster, position) and (where := self._where(cluster, position)):
                    if len(self.positions) == 1 and len(position.columns) > _FLAT:
                        is_elsewhere = True
                    else:
                        striking.append(where)
                continue
            column = self.names[i].partition("=")[0]
            # That all are of one word says of the other words that none is.
            if abs(self.differences[cluster, i]) < _STRIKING or (self._is_word(i) and column in worded):
                continue
            if self._is_word(i):
                worded.add(column)
                i = self._most_frequent(cluster, column)
            striking.append(f"{self._word(cluster, i)} {self.names[i]}")
        if not striking and is_elsewhere:
            return ""
        if not striking:
            return "near the middle" if self.is_place else "near the mean of all rows in every column"
        return "; ".join(striking[:_MOST_SAID])

    def _where(self, cluster: int, position: Position) -> str:
        """Say in which direction a cluster lies from the middle of all rows; "" if it is near it."""
        columns = list(position.columns)
        offset = (self.centroids[cluster] - self.means)[columns]
        spread = float(np.sqrt((self.spreads[columns] ** 2).sum()))
        distance = float(np.sqrt((offset**2).sum()))
        if distance < _STRIKING * spread or spread == 0:
            return ""
        words = f"{'far ' if distance >= _VERY * spread else ''}in the {compass(float(offset[0]), float(offset[1]))}"
        return f"{position.name} {words}" if position.name else words

    def _most_different(self, cluster: int, position: Position) -> int:
        return max(position.columns, key=lambda i: abs(float(self.differences[cluster, i])))

    def _is_word(self, column: int) -> bool:
        """Tell whether a column is 1 where another one has a certain word, and 0 elsewhere."""
        return "=" in self.names[column] and self.ends[0, column] == 0 and self.ends[1, column] == 1

    def _most_frequent(self, cluster: int, column: str) -> int:
        """Return which word of a column is more frequent in a cluster than elsewhere by most."""
        words = [i for i, name in enumerate(self.names) if self._is_word(i) and name.partition("=")[0] == column]
        return max(words, key=lambda i: float(self.centroids[cluster, i] - self.means[i]))

    def _word(self, cluster: int, column: int) -> str:
        difference = float(self.differences[cluster, column])
        if self._is_word(column):
            return "all" if self.centroids[cluster, column] == 1 else "more often"
        if column < len(self.is_date) and self.is_date[column]:
            return "late" if difference > 0 else "early"
        degree = "very " if abs(difference) >= _VERY else ""
        return f"{degree}{'high' if difference > 0 else 'low'}"


def profile_of(
    names: Sequence[str],
    is_date: Sequence[bool],
    points: Points,
    labels: Labels,
    centroids: NDArray[np.float64],
    positions: Sequence[Position] = (),
) -> Profile:
    """Return how the columns of each cluster compare with those of all rows; `points` are in their own units."""
    k, d = centroids.shape
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(k + 1))
    halves = np.full((k, 2, d), np.nan)
    for j in range(k):
        rows = order[bounds[j] : bounds[j + 1]]
        if len(rows):
            halves[j] = np.quantile(points[rows], (0.25, 0.75), axis=0)
    return Profile(
        tuple(names),
        tuple(is_date),
        points.mean(axis=0),
        points.std(axis=0),
        np.stack([points.min(axis=0), points.max(axis=0)]),
        np.quantile(points, (0.25, 0.75), axis=0),
        centroids,
        halves,
        tuple(positions),
    )


def number(value: float, spread: float) -> str:
    """Return a number with as many digits as tell it apart among numbers of this spread.

    Examples
    --------
    >>> number(1234.5678, 300), number(0.012345, 0.01), number(61.0, 20), number(5e9, 1e9)
    ('1,235', '0.0123', '61.0', '5,000,000,000')
    """
    if spread <= 0 or not np.isfinite(spread):
        return f"{value:,.6g}"
    digits = int(np.clip(2 - np.floor(np.log10(spread)), 0, 12))
    # A mean of nothing but rounding errors would be "-0".
    return f"{value:.3g}" if abs(value) >= 1e15 else f"{round(value, digits) + 0.0:,.{digits}f}"
