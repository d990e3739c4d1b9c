"""How a start is made, star by star: what a method yields, and what a caller is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, Points, lock

Scores: TypeAlias = NDArray[np.float64]
Kind: TypeAlias = Literal["chance", "distance", "group", "whole"]


@dataclass(frozen=True, eq=False)
class SeedingStep:
    """How one more star is placed; arrays are read-only."""

    chosen: tuple[int, ...]
    """The points picked so far, without this one."""
    kind: Kind
    """What the scores are: a point's "chance" of being picked; its "distance" to the nearest star so far; for a
    "group", 1 for the points whose mean the star becomes and 0 for the others; 0 for every point where a method puts
    all stars at once, the "whole" start."""
    scores: Scores
    """``(n,)``: one score a point."""
    picked: int
    """The point picked; -1 where the star is not put on a point."""
    centroids: Centroids
    """``(m, d)``: the stars that stand after this step."""

    @property
    def centroid(self) -> NDArray[np.float64]:
        """The star that this step places, ``(d,)``; the last of them where it places all."""
        return self.centroids[-1]


class Placed(NamedTuple):
    """What a method yields for each star."""

    picked: int
    """The point that the star is put on, or -1."""
    scores: Callable[[], Scores]
    """Finds the ``(n,)`` scores, which would be too much to do where only the start is wanted; to be called before the
    next star is placed."""
    kind: Kind = "chance"
    mean: NDArray[np.float64] | None = None
    """``(d,)``: where the star is, if it is not put on a point."""


def all_stars(X: Points, placed: Iterable[Placed]) -> Centroids:
    """Return the ``(k, d)`` stars of a start, all of which are points, or none."""
    stars = list(placed)
    if stars[0].mean is None:
        return X[[star.picked for star in stars]]
    return np.array([star.mean for star in stars])


def told(X: Points, placed: Iterator[Placed]) -> Iterator[SeedingStep]:
    """Yield a step for each star, with its scores."""
    chosen: tuple[int, ...] = ()
    stars: list[NDArray[np.float64]] = []
    for star in placed:
        stars.append(X[star.picked] if star.mean is None else star.mean)
        yield SeedingStep(chosen, star.kind, lock(star.scores()), star.picked, lock(np.array(stars)))
        chosen += (star.picked,) if star.picked >= 0 else ()


def equal_chances(n: int, chosen: list[int]) -> Scores:
    """Return the same chance for each of n points but the chosen ones."""
    chances = np.full(n, 1 / max(n - len(chosen), 1))
    chances[chosen] = 0.0
    return chances
