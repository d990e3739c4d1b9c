"""Which way a piece of work is done: asked once, when its size is known, and passed on.

`choose` weighs the size of the whole work, one run or many, against what it costs to load numba.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import passes
from kmeans_viz.fast.tiles import TileSweeper, sort_into_tiles
from kmeans_viz.inputs import Centroids, Points
from kmeans_viz.kmeans.algorithm import Pass

SORT_FROM = 8192
"""Points, from which it pays to prepare them for the passes of a run."""
WORTH_LOADING = 1_000_000_000
"""Coordinates to compare in the whole of a work (points x centroids x dimensions x passes), from which numba saves more
time than loading it takes."""
PASSES_A_RUN = 40
"""How many passes a run is expected to make, where `max_iter` allows as many."""
_COMPILED = ("numba_kernels", "numba_tiles", "numba_mixed", "numba_fits")


class Sweeper(Protocol):
    """Makes the passes of one run over points that it knows."""

    origin: NDArray[np.float64]
    """``(d,)``: where the sums are seen from."""

    def sweep(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Assign every point, and gather all that the next half-step needs."""


@dataclass(frozen=True)
class Choice:
    """How a piece of work is done."""

    is_compiled: bool
    """Whether by the loops that numba compiled; otherwise by numpy's."""
    layout: Literal["columns", "tiles", "mixed"]
    """How the points are kept: column by column, in tiles of the plane, or in single and double precision."""
    why: str

    @property
    def kernels(self) -> ModuleType | None:
        """The module of compiled loops, if these are used."""
        return _module("numba_kernels") if self.is_compiled else None

    def prepared(self, points: Points) -> Callable[[], Sweeper]:
        """Lay out `points` for passes, and return a function that makes what a run needs for its own."""
        if self.layout == "tiles":
            implementation = _module("numba_tiles" if self.is_compiled else "numpy_tiles")
            tiles = sort_into_tiles(points, implementation)
            return lambda: TileSweeper(points, tiles, implementation)
        if self.layout == "mixed":
            made: Callable[[], Sweeper] = _module("numba_mixed").prepared(points)
            return made
        sweeper = ColumnSweeper(points, self.kernels)
        return lambda: sweeper


class ColumnSweeper:
    """Passes over points that are kept column by column."""

    def __init__(self, points: Points, compiled: ModuleType | None) -> None:
        self._columns, self.origin, self._compiled = np.ascontiguousarray(points.T), points[0], compiled

    def sweep(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Do what `passes.sweep` does."""
        previous = None if before is None else before.labels
        return passes.sweep(self._columns, self.origin, centroids, previous, self._compiled)


def choose(n: int, k: int, d: int, *, passes: int = PASSES_A_RUN) -> Choice:
    """Return how to do `passes` passes over `n` points in `d` dimensions with `k` centroids.

    Examples
    --------
    >>> choose(100, 3, 2).layout, choose(1_000_000, 3, 2).layout
    ('columns', 'tiles')
    """
    is_compiled, why = _is_compiled(n * k * d * passes)
    if n < SORT_FROM or (d != 2 and not is_compiled):
        return Choice(is_compiled, "columns", why)
    return Choice(is_compiled, "tiles" if d == 2 else "mixed", why)


def numba_fits(choice: Choice) -> ModuleType | None:
    """Return the module of whole compiled runs, if `choice` is for compiled loops."""
    return _module("numba_fits") if choice.is_compiled else None


def info(n: int = 200, k: int = 3, d: int = 2, *, n_runs: int = 1) -> dict[str, str]:
    """Tell how k-means on a board of that size would be done now, and why.

    Parameters
    ----------
    n : int
        How many points.
    k : int
        How many clusters.
    d : int
        How many coordinates a point has.
    n_runs : int
        How many runs the work has.

    Examples
    --------
    >>> info()["kernel"] in ("numpy", "numba")
    True
    """
    choice = choose(n, k, d, passes=n_runs * PASSES_A_RUN)
    return {"kernel": "numba" if choice.is_compiled else "numpy", "points are kept": choice.layout, "why": choice.why}


def warm_up() -> bool:
    """Load and compile the numba kernels now, where numba is installed; tell whether they will be used.

    Work that has begun goes on as it was chosen; work that begins later finds them loaded.
    """
    if not _is_installed():
        return False
    for name in _COMPILED:
        _module(name).compile_all()
    return True


def _is_compiled(work: int) -> tuple[bool, str]:
    if not _is_installed():
        return False, "numba is not installed; pip install 'kmeans-viz[fast]' adds it"
    if _module_name("numba_kernels") in sys.modules:
        return True, "numba is loaded"
    if work >= WORTH_LOADING:
        return True, "the work is long enough to pay for loading numba"
    return False, "the work is too short to pay for loading numba; kernels.warm_up() loads it"


@cache
def _is_installed() -> bool:
    return importlib.util.find_spec("numba") is not None


def _module_name(name: str) -> str:
    return f"kmeans_viz.fast.{name}"


def _module(name: str) -> ModuleType:
    return importlib.import_module(_module_name(name))
