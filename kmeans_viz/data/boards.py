"""The generators of boards: each is a function, and a row in `GENERATORS`.

A generator takes a number of points, a number of groups if it makes groups, and a seed. It returns exactly n points in
[-1, 1]², the same for the same seed, and raises an `InputError` for a number that it cannot use.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import InputError, Points, as_choice, as_count, as_number, as_rng, lock
from kmeans_viz.interop import seeded

MOST_POINTS = 100_000_000
MOST_BLOBS = 1000


@seeded
def uniform(n: int, seed: Any = None, *, rng: Any = None) -> Points:
    """Return n points drawn uniformly from the square [-1, 1]²: no clusters at all.

    Parameters
    ----------
    n : int
        How many points.
    seed, rng : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Either makes the board repeatable.

    Returns
    -------
    Points
        ``(n, 2)``.

    Examples
    --------
    >>> uniform(100, seed=1).shape
    (100, 2)
    """
    n, _, rng = _checked(n, 1, seed)
    return lock(rng.uniform(-1, 1, size=(n, 2)))


@seeded
def gaussian(
    n: int, k: int = 3, seed: Any = None, spread: tuple[float, float] = (0.05, 0.5), *, rng: Any = None
) -> Points:
    """Return n points from k Gaussians with random centres and widths, cut off at the edges of [-1, 1]².

    Parameters
    ----------
    n : int
        How many points. Each Gaussian gets n // k of them, and each of the first n % k one more.
    k : int
        How many Gaussians.
    seed, rng : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Either makes the board repeatable.
    spread : tuple of float
        The smallest and the largest standard deviation; each Gaussian's is drawn uniformly between them.

    Returns
    -------
    Points
        ``(n, 2)``, both coordinates inside (-1, 1).
    """
    n, k, rng = _checked(n, k, seed)
    low, high = _as_spread(spread)
    groups = []
    for size in _sizes(n, k):
        center, deviation = rng.uniform(-1, 1, size=2), rng.uniform(low, high)
        groups.append(_truncated(center, np.eye(2) * deviation, size, rng))
    return lock(np.concatenate(groups))


@seeded
def peaked(n: int, k: int = 3, seed: Any = None, *, rng: Any = None) -> Points:
    """Return n points, ``(n, 2)``, from k narrow Gaussians far apart: a run seldom recovers from a bad start.

    Between such groups, no points lie that could pull a misplaced centroid across, so that a run ends in the local
    minimum that its start belongs to.
    """
    n, k, rng = _checked(n, k, seed)
    centers = _apart(k, rng)
    deviation = min(0.06, 0.09 * _closest(centers))
    return lock(
        np.concatenate(
            [_truncated(c, np.eye(2) * deviation, m, rng) for c, m in zip(centers, _sizes(n, k), strict=True)]
        )
    )


@seeded
def moons(n: int, k: int = 2, seed: Any = None, *, rng: Any = None) -> Points:
    """Return n points, ``(n, 2)``, on k interleaved half circles: clusters that k-means cannot follow."""
    n, k, rng = _checked(n, k, seed)
    groups = []
    for i, size in enumerate(_sizes(n, k)):
        angle = np.sort(rng.uniform(0, np.pi, size))
        up = 1 if i % 2 == 0 else -1
        groups.append(np.c_[i + np.cos(angle), up * (np.sin(angle) - 0.25)])
    return lock(_fitted(np.concatenate(groups) + rng.normal(0, 0.07, (n, 2))))


@seeded
def rings(n: int, k: int = 2, seed: Any = None, *, rng: Any = None) -> Points:
    """Return n points, ``(n, 2)``, on k rings around one centre: clusters that all have the same mean."""
    n, k, rng = _checked(n, k, seed)
    # The numbers of points are in proportion to the circumferences, so that all rings are equally dense.
    radii = (np.arange(k) + 1) / k
    sizes = np.diff(np.rint(n * np.r_[0, np.cumsum(radii) / radii.sum()]).astype(int))
    groups = []
    for radius, size in zip(radii, sizes, strict=True):
        angle = rng.uniform(0, 2 * np.pi, size)
        groups.append(np.c_[np.cos(angle), np.sin(angle)] * (radius + rng.normal(0, 0.05 / k, size))[:, None])
    return lock(_fitted(np.concatenate(groups)))


@seeded
def anisotropic(n: int, k: int = 3, seed: Any = None, *, rng: Any = None) -> Points:
    """Return n points, ``(n, 2)``, in k parallel, stretched Gaussians: k-means cuts across them."""
    n, k, rng = _checked(n, k, seed)
    turn = rng.uniform(0, np.pi)
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    offsets = (np.arange(k) - (k - 1) / 2) * 0.7
    groups = []
    for offset, size in zip(offsets, _sizes(n, k), strict=True):
        center = offset * across + rng.uniform(-0.4, 0.4) * along
        groups.append(center + rng.normal(0, 0.75, (size, 1)) * along + rng.normal(0, 0.09, (size, 1)) * across)
    return lock(_fitted(np.concatenate(groups)))


@seeded
def unequal(n: int, k: int = 3, seed: Any = None, *, rng: Any = None) -> Points:
    """Return n points, ``(n, 2)``, in k Gaussians of very different sizes: the largest loses its rim to the others."""
    n, k, rng = _checked(n, k, seed)
    weights = 0.35 ** np.arange(k)
    sizes = (
        np.diff(np.rint((n - k) * np.r_[0, np.cumsum(weights) / weights.sum()]).astype(int)) + 1
        if n >= k
        else _sizes(n, k)
    )
    angle = rng.uniform(0, 2 * np.pi) + 2 * np.pi * np.arange(k - 1) / max(k - 1, 1)
    centers = np.r_[[[0.0, 0.0]], 0.8 * np.c_[np.cos(angle), np.sin(angle)]]
    deviations = np.r_[0.3, np.full(k - 1, 0.05)]
    groups = [_truncated(c, np.eye(2) * s, m, rng) for c, s, m in zip(centers, deviations, sizes, strict=True)]
    return lock(np.concatenate(groups))


@seeded
def grid(n: int, seed: Any = None, *, rng: Any = None) -> Points:
    """Return n points, ``(n, 2)``, that cover [-1, 1]² evenly, each a little off its place in a square grid.

    On such a board, the clusters show the shapes of the Voronoi cells.
    """
    n, _, rng = _checked(n, 1, seed)
    side = int(np.ceil(np.sqrt(n)))
    steps = (np.arange(side) + 0.5) / side * 2 - 1
    places = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
    # If n is not a square number, the gaps lie at random places, and not all in the last row.
    places = places[np.sort(rng.permutation(len(places))[:n])]
    return lock(places + rng.uniform(-0.4, 0.4, size=(n, 2)) * 2 / side)


@dataclass(frozen=True, kw_only=True)
class Generator:
    """A row of `GENERATORS`: a generator and the words about it. Calling the row calls its function."""

    function: Callable[..., Points]
    """``function(n, k, seed=seed)``, or ``function(n, seed=seed)`` for a board that is not made of groups."""
    label: str
    """What the explorer's menu calls it."""

    def __call__(self, *args: Any, **kwargs: Any) -> Points:
        """Return the ``(n, 2)`` points of a board."""
        return self.function(*args, **kwargs)

    @property
    def has_blobs(self) -> bool:
        """True if the board is made of k groups."""
        return "k" in inspect.signature(self.function).parameters


GENERATORS: dict[str, Generator] = {
    "uniform": Generator(function=uniform, label="Uniform"),
    "gaussian": Generator(function=gaussian, label="Gaussian"),
    "peaked": Generator(function=peaked, label="Peaked"),
    "moons": Generator(function=moons, label="Moons"),
    "rings": Generator(function=rings, label="Rings"),
    "anisotropic": Generator(function=anisotropic, label="Anisotropic"),
    "unequal": Generator(function=unequal, label="Unequal"),
    "grid": Generator(function=grid, label="Grid"),
}
"""Every generator by its name. Recipe, command line and explorer all read this table."""


def generate(name: str, n: int, blobs: int, seed: Any) -> Points:
    """Return the ``(n, 2)`` points of the board `name`; only a board that is made of groups uses `blobs`.

    Raises
    ------
    InputError
        If the name is unknown, or a number cannot be used.
    """
    generator = GENERATORS[as_choice(name, GENERATORS, "data")]
    return generator(n, blobs, seed=seed) if generator.has_blobs else generator(n, seed=seed)


def _checked(n: Any, k: Any, seed: Any) -> tuple[int, int, np.random.Generator]:
    return as_count(n, "n", high=MOST_POINTS), as_count(k, "k", high=MOST_BLOBS), as_rng(seed)


def _as_spread(spread: Any) -> tuple[float, float]:
    try:
        low, high = spread
    except (TypeError, ValueError):
        raise InputError(f"spread={spread!r} is not a pair; use (smallest, largest) standard deviation") from None
    low = as_number(low, "spread[0]", low=0, high=10)
    return low, as_number(high, "spread[1]", low=low, high=10)


def _sizes(n: int, k: int) -> list[int]:
    """Return k whole numbers that add up to n and differ by at most one."""
    return [n // k + (i < n % k) for i in range(k)]


def _truncated(
    center: NDArray[np.float64], transform: NDArray[np.float64], size: int, rng: np.random.Generator
) -> Points:
    """Return `size` points of a Gaussian; points that fall outside (-1, 1)² are drawn again."""
    kept = np.empty((0, 2))
    while len(kept) < size:
        drawn = center + rng.standard_normal((2 * (size - len(kept)) + 8, 2)) @ transform
        kept = np.concatenate([kept, drawn[(np.abs(drawn) < 1).all(axis=1)]])
    return kept[:size]


def _apart(k: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return k centres that are far apart: each is the one of 20 random places that is farthest from those before."""
    centers = rng.uniform(-0.8, 0.8, size=(1, 2))
    while len(centers) < k:
        tries = rng.uniform(-0.8, 0.8, size=(20, 2))
        gaps = np.linalg.norm(tries[:, None] - centers, axis=2).min(axis=1)
        centers = np.concatenate([centers, tries[[gaps.argmax()]]])
    return centers


def _closest(centers: NDArray[np.float64]) -> float:
    """Return the smallest distance between two centres."""
    if len(centers) == 1:
        return 2.0
    gaps = np.linalg.norm(centers[:, None] - centers, axis=2)
    return float(gaps[np.triu_indices(len(centers), 1)].min())


def _fitted(points: NDArray[np.float64]) -> Points:
    """Return `points` moved and scaled, the same way along both axes, to fill [-0.95, 0.95]²."""
    low, high = points.min(axis=0), points.max(axis=0)
    width = float((high - low).max())
    return (points - (low + high) / 2) * (1.9 / width if width > 0 else 1.0)
