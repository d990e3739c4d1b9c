"""How a piece of work is done: with numpy or numba, and in which layout of the points.

`choose` takes the size of the whole work, one run or many, and weighs it against the time that loading numba takes. The
caller asks once, before the work begins, and passes the `Choice` on.

A process may also have a thousand small pieces of work, none of which pays for loading numba. So `choose` adds up what
it has given to numpy, and once that would have paid, the next piece of work loads numba. The labels are the same.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import passes
from kmeans_viz.fast.tiles import TileSweeper, sort_into_tiles
from kmeans_viz.inputs import Centroids, Points
from kmeans_viz.kmeans.algorithm import Pass

SORT_FROM = 8192
"""From this many points on, preparing them for the passes of a run saves time."""
WORTH_LOADING = 1_000_000_000
"""From this much work on, numba saves more time than loading it takes: points x centroids x dimensions x passes."""
PASSES_A_RUN = 40
"""How many passes a run is expected to make, if `max_iter` allows that many."""
_given_to_numpy = 0  # in the unit of WORTH_LOADING, by all calls of `choose` in this process
_COMPILED = ("numba_kernels", "numba_tiles", "numba_mixed", "numba_fits")


class Sweeper(Protocol):
    """Makes the passes of one run; it knows the points."""

    origin: NDArray[np.float64]
    """``(d,)``: what is subtracted from every point before it is summed."""

    def sweep(self, centroids: Centroids, before: Pass | None) -> Pass:
        """Assign every point, and collect what the next half-step needs; `before` is the pass before, if any."""


class Choice(NamedTuple):
    """How a piece of work is done."""

    is_compiled: bool
    """True for the loops that numba compiles, False for numpy."""
    layout: Literal["columns", "tiles", "mixed"]
    """How the points are kept: column by column, in tiles of the plane, or in single and double precision."""

    @property
    def kernels(self) -> ModuleType | None:
        """The module `numba_kernels`, or None where numpy does the work."""
        return _module("numba_kernels") if self.is_compiled else None

    def prepared(self, points: Points) -> Callable[[], Sweeper]:
        """Arrange `points` for passes, and return a function that makes the sweeper of one run."""
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
        """Return what `passes.sweep` returns for these points."""
        previous = None if before is None else before.labels
        return passes.sweep(self._columns, self.origin, centroids, previous, self._compiled)


def choose(n: int, k: int, d: int, *, passes: int = PASSES_A_RUN) -> Choice:
    """Choose how to make `passes` passes over `n` points in `d` dimensions with `k` centroids.

    Examples
    --------
    >>> choose(100, 3, 2).layout, choose(1_000_000, 3, 2).layout
    ('columns', 'tiles')
    """
    global _given_to_numpy
    choice, _ = _choice(n, k, d, passes)
    if not choice.is_compiled:
        _given_to_numpy += n * k * d * passes
    return choice


def _choice(n: int, k: int, d: int, passes: int) -> tuple[Choice, str]:
    """Return what `choose` returns, and why numba is used or not, in words for the user."""
    is_compiled, why = _is_compiled(n * k * d * passes)
    if n < SORT_FROM or (d != 2 and not is_compiled):
        return Choice(is_compiled, "columns"), why
    return Choice(is_compiled, "tiles" if d == 2 else "mixed"), why


def numba_fits(choice: Choice) -> ModuleType | None:
    """Return the module `numba_fits`, or None where numpy does the work."""
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
        How many runs the work consists of.

    Returns
    -------
    dict
        "kernel" ("numpy" or "numba"), "points are kept" ("columns", "tiles" or "mixed"), and "why".

    Examples
    --------
    >>> info()["kernel"] in ("numpy", "numba")
    True
    """
    (is_compiled, layout), why = _choice(n, k, d, n_runs * PASSES_A_RUN)
    return {"kernel": "numba" if is_compiled else "numpy", "points are kept": layout, "why": why}


def warm_up() -> bool:
    """Load and compile the numba kernels now; return False if numba is not installed.

    Work that begins later uses them. Work that has begun goes on in the way that was chosen for it.
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
    if _given_to_numpy + work >= WORTH_LOADING:
        return True, "the work, with what this process did before, is long enough to pay for loading numba"
    return False, "the work is too short to pay for loading numba; kernels.warm_up() loads it"


@cache
def _is_installed() -> bool:
    return importlib.util.find_spec("numba") is not None


def _module_name(name: str) -> str:
    return f"kmeans_viz.fast.{name}"


@cache
def _module(name: str) -> ModuleType:
    return importlib.import_module(_module_name(name))
