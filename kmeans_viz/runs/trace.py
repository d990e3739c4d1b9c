"""A recorded run, and the results of many: what a caller needs to step back, compare and draw.

`making.record` returns a `Trace`, `making.best_of` a `Runs`.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import InputError, Locked, Points
from kmeans_viz.kmeans.algorithm import LLOYD, Phase, State, Stepper
from kmeans_viz.kmeans.empties import OnEmpty
from kmeans_viz.look import Look
from kmeans_viz.runs.backdrop import Backdrop
from kmeans_viz.runs.units import Units

if TYPE_CHECKING:
    from pandas import DataFrame

_MOST_ROWS = 12  # of a table in a notebook


@dataclass(frozen=True, eq=False)
class Trace(Locked, Sequence[State]):
    """A run of k-means, state by state: ``trace[i]`` is the `State` after half-step i.

    Examples
    --------
    >>> from kmeans_viz.runs.making import record
    >>> trace = record([[0.0], [1.0], [5.0]], init=[[0.0], [1.0]])
    >>> len(trace), trace[0].phase.value, trace[-1].inertia, trace.n_iter, trace.converged
    (6, 'seed', 0.5, 2, True)
    """

    X: Points
    """``(n, d)``: the points, read-only; for a Dask array, the sample that is drawn."""
    states: Sequence[State]
    stepper: Stepper = LLOYD
    max_iter: int = 300
    on_empty: OnEmpty = "keep"
    init: str | None = None
    """The name of the start's method; None for a function or an array."""
    seed: int | None = None
    """The seed of the start; None if it was not an int."""
    recipe: Look | None = None
    """The `Recipe` that this run was made from, if any."""
    columns: tuple[str, ...] = field(default=())
    """The names of the coordinates; empty if they have none."""
    units: Units | None = None
    """What the coordinates were, if they are z-scores, and if that is known."""
    backdrop: Backdrop | None = None
    """The picture in which the points were found, if any."""

    @property
    def k(self) -> int:
        """How many clusters the run started with."""
        return self.states[0].k

    @property
    def n_iter(self) -> int:
        """How many updates were made."""
        return sum(1 for i in range(len(self.states)) if self.states[i].phase is Phase.UPDATE)

    @property
    def converged(self) -> bool:
        """True if the last assignment changed no label."""
        return self.final.converged

    @property
    def inertia(self) -> float:
        """Sum of squared distances of the points to their centroids at the end."""
        if self.final.inertia is None:
            raise InputError("this trace has no assignment yet, so there is no inertia; record at least one half-step")
        return self.final.inertia

    @property
    def final(self) -> State:
        """The last state."""
        return self.states[-1]

    def __len__(self) -> int:
        return len(self.states)

    @overload
    def __getitem__(self, index: int) -> State: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[State]: ...
    def __getitem__(self, index: int | slice) -> State | Sequence[State]:
        return self.states[index]

    @property
    def n_points(self) -> int:
        """How many points were clustered: more than `X` holds if it is a sample of a Dask array."""
        return max(int(self.final.counts.sum()), len(self.X))

    def __repr__(self) -> str:
        drawn, d = self.X.shape
        n = f"{self.n_points}" if self.n_points == drawn else f"{self.n_points}, of which X holds {drawn}"
        end = "converged" if self.converged else "not converged"
        inertia = "" if self.final.inertia is None else f", inertia {self.final.inertia:.6g}"
        return f"<Trace: n={n}, d={d}, k={self.k}, {len(self)} states, {end}{inertia}>"

    def to_frame(self) -> DataFrame:
        """Return a data frame with a row for each half-step.

        Returns
        -------
        pandas.DataFrame
            Its index, `step`, counts from 0, the start. Its columns are those numbers of a `State` that stand for the
            whole run, `phase`, `iteration`, `inertia` (NaN before the first assignment), `changed`, `shift`, `k` and
            `converged`, and `n_empty`, how many clusters have no points.

        Examples
        --------
        >>> from kmeans_viz.runs.making import record
        >>> record([[0.0], [1.0], [5.0]], init=[[0.0], [1.0]]).to_frame()["inertia"].round(1).tolist()
        [nan, 16.0, 8.0, 5.0, 0.5, 0.5]
        """
        import pandas as pd

        rows = [
            {
                "phase": state.phase.value,
                "iteration": state.iteration,
                "inertia": np.nan if state.inertia is None else state.inertia,
                "changed": state.changed,
                "shift": state.shift,
                "k": state.k,
                "n_empty": len(state.empty),
                "converged": state.converged,
            }
            for state in self
        ]
        return pd.DataFrame(rows, index=pd.RangeIndex(len(rows), name="step"))

    def _repr_html_(self) -> str:
        """Return what a notebook displays: what the run is, and its half-steps, of a long run the first and last."""
        frame = self.to_frame()[["phase", "iteration", "inertia", "changed", "shift"]]
        table = frame.reset_index().to_html(
            index=False, max_rows=_MOST_ROWS, na_rep="", border=0, float_format="{:.6g}".format
        )
        return f"<p>{html.escape(repr(self)[1:-1])}</p>{table}"


@dataclass(frozen=True, eq=False)
class Runs(Locked):
    """Many runs on the same points, from different starts."""

    inertias: NDArray[np.float64]
    """``(n_runs,)``: the inertia at the end of each run."""
    seeds: tuple[int, ...]
    """The seed of each run: ``record(X, k, seed=seeds[i], …)`` makes run i again."""
    best: Trace
    """The run with the lowest inertia, and on a tie the first of them."""
    worst: Trace
    """The run with the highest inertia, and on a tie the first of them."""

    @property
    def mean_inertia(self) -> float:
        """The average of `inertias`."""
        return float(self.inertias.mean())

    def __len__(self) -> int:
        return len(self.inertias)

    def __repr__(self) -> str:
        low, mean, high = self.best.inertia, self.mean_inertia, self.worst.inertia
        return f"<Runs: {len(self)} runs, inertia best {low:.6g}, mean {mean:.6g}, worst {high:.6g}>"
