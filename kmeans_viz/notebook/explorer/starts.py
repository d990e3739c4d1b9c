"""How lucky was this start? Many others, tried in the background.

A session's board and method flow in; the final inertia of every start flows out, and what it says about this run.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import workers
from kmeans_viz.inputs import Points
from kmeans_viz.kmeans.empties import EmptyClusterError
from kmeans_viz.kmeans.seeding import SEEDINGS, count_distinct
from kmeans_viz.pictures.captions import in_four_digits
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import record

_MOST, _FEWEST = 300, 30
_EASY = 200_000  # points times clusters up to which all 300 are tried
_BINS = 24
_SAME = 1e-6  # two inertias that differ by less, as a share, are the same local minimum


@dataclass(eq=False)
class Starts:
    """The final inertias of many starts on one board."""

    points: Points
    recipe: Recipe
    """How the starts are drawn; its `init` is a name."""
    total: int = field(init=False)
    """How many starts will be tried: fewer on large boards."""
    _inertias: list[float] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        work = len(self.points) * self.recipe.k
        self.total = int(np.clip(_MOST * _EASY // work, _FEWEST, _MOST))

    @property
    def inertias(self) -> NDArray[np.float64]:
        """Those found so far; that of seed i at position i."""
        return np.array(self._inertias)

    @property
    def done(self) -> bool:
        """True when all starts have been tried."""
        return len(self._inertias) >= self.total

    @property
    def lucky_seed(self) -> int:
        """The seed of the lowest inertia."""
        return int(self.inertias.argmin())

    @property
    def unlucky_seed(self) -> int:
        """The seed of the highest inertia."""
        return int(self.inertias.argmax())

    def search(self) -> Iterator[int]:
        """Try start after start, on a large board some at once; yield how many have been tried."""
        # Where points coincide, runs warn, and warnings cannot be silenced in several threads.
        few = len(self.points) < workers.THREADS_FROM or count_distinct(self.points, self.recipe.k) < self.recipe.k
        seeds = range(len(self._inertias), self.total)
        for inertia in workers.in_order(self._try_quietly if few else self._try, seeds, 1 if few else None):
            self._inertias.append(inertia)
            yield len(self._inertias)

    def _try(self, seed: int) -> float:
        recipe = self.recipe
        chosen: dict[str, Any] = {"init": recipe.init, "seed": seed, "max_iter": recipe.max_iter}
        try:
            return record(self.points, recipe.k, on_empty=recipe.on_empty, **chosen).inertia
        except EmptyClusterError:  # a start whose run stops half-way is compared by how it would have gone on
            return record(self.points, recipe.k, on_empty="keep", **chosen).inertia

    def _try_quietly(self, seed: int) -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of too few different points, as in `Session`
            return self._try(seed)

    def histogram(self) -> dict[str, Any]:
        """Return counts, and where the bins lie."""
        low, high = float(self.inertias.min()), float(self.inertias.max())
        counts, edges = np.histogram(self.inertias, bins=_BINS, range=(low, high if high > low else low + 1))
        return {"counts": counts.tolist(), "low": float(edges[0]), "high": float(edges[-1])}

    def verdict(self, inertia: float) -> list[str]:
        """Return what all these starts say about a run that ended with `inertia`, in sentences."""
        found = self.inertias
        method = f"{len(found)} starts by {SEEDINGS[str(self.recipe.init)].phrase}"
        best = min(float(found.min()), inertia)
        above = inertia / best - 1 if best > 0 else 0.0
        n_minima = len(minima(np.append(found, inertia)))
        spread = f"{_count(n_minima, 'different ending', 'different endings')}"
        if above <= _SAME:
            share = float((found <= best * (1 + _SAME)).mean())
            how_many = "None of" if share == 0 else "All of" if share == 1 else f"{max(share, 0.01):.0%} of"
            return [f"This is the best known result. {how_many} {method} found it; they came to {spread}."]
        place = 1 + int((minima(found) < inertia * (1 - _SAME)).sum())
        better = int((found < inertia * (1 - _SAME)).sum())
        worse_than = "All" if better == len(found) else f"{np.clip(better / len(found), 0.01, 0.99):.0%}"
        return [
            f"This is a local minimum, {_above(above)} the best known ({in_four_digits(best)}).",
            f"{worse_than} of {method} ended better; of {spread} it is number {place}, counted from the best.",
        ]


def minima(inertias: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the different values among `inertias`, in order; those that differ by rounding count once."""
    ordered = np.sort(inertias)
    if len(ordered) == 0:
        return ordered
    is_new = np.r_[True, np.diff(ordered) > _SAME * np.maximum(ordered[1:], 1e-300)]
    return ordered[is_new]


def _above(share: float) -> str:
    if share >= 1:
        return f"{1 + share:.1f} times"
    if share < 0.001:
        return "less than 0.1% above"
    return f"{share:.1%} above" if share < 0.1 else f"{share:.0%} above"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
