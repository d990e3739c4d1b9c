"""A recorded run: the states of `lloyd`, kept, so that one can step back, compare and draw.

Points and a start flow in; a `Trace`, or the `Runs` of many starts, flows out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.fast import kernels, workers
from kmeans_viz.inputs import InputError, Points, as_choice, as_count, as_points, as_rng, is_dask, lock
from kmeans_viz.kmeans.algorithm import LLOYD, Phase, State, Stepper
from kmeans_viz.kmeans.empties import RULES, OnEmpty
from kmeans_viz.kmeans.seeding import Seeding, start_centroids
from kmeans_viz.look import Look
from kmeans_viz.runs import tile_runs
from kmeans_viz.runs.compiled import BatchStates
from kmeans_viz.runs.forgetful import LeanStates
from kmeans_viz.runs.iterator import lloyd

MOST_RUNS = 1_000_000
_BATCH_BYTES = 64_000_000  # labels of all half-steps that a run may keep without being asked to


@dataclass(frozen=True, eq=False)
class Trace(Sequence[State]):
    """A run of k-means, state by state.

    Examples
    --------
    >>> trace = record([[0.0], [1.0], [5.0]], init=[[0.0], [1.0]])
    >>> len(trace), trace[0].phase.value, trace[-1].inertia, trace.n_iter, trace.converged
    (6, 'seed', 0.5, 2, True)
    """

    X: Points
    """``(n, d)``: the points, read-only; of a Dask array the sample that is drawn."""
    states: Sequence[State]
    stepper: Stepper = LLOYD
    max_iter: int = 300
    on_empty: OnEmpty = "keep"
    init: str | None = None
    """The method of the start, where it was a named one."""
    seed: int | None = None
    """The seed of the start, where it was a number."""
    recipe: Look | None = None
    """The `Recipe` that this run was made from, where it was made from one."""
    columns: tuple[str, ...] = field(default=())
    """The names of the coordinates, where they have any."""

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
        """How many points were clustered: more than are in `X` where that is a sample of a Dask array."""
        return max(int(self.final.counts.sum()), len(self.X))

    def __repr__(self) -> str:
        drawn, d = self.X.shape
        n = f"{self.n_points}" if self.n_points == drawn else f"{self.n_points}, of which X holds {drawn}"
        end = "converged" if self.converged else "not converged"
        inertia = "" if self.final.inertia is None else f", inertia {self.final.inertia:.6g}"
        return f"<Trace: n={n}, d={d}, k={self.k}, {len(self)} states, {end}{inertia}>"


@dataclass(frozen=True, eq=False)
class Runs:
    """Many runs on the same points, from different starts."""

    inertias: NDArray[np.float64]
    """``(n_runs,)``: the inertia that each run ended with."""
    seeds: tuple[int, ...]
    """The seed of each run: ``record(X, k, seed=seeds[i], …)`` makes run i again."""
    best: Trace
    """The run with the lowest inertia; the first of them on a tie."""
    worst: Trace
    """The run with the highest inertia; the first of them on a tie."""

    @property
    def mean_inertia(self) -> float:
        """The average of `inertias`."""
        return float(self.inertias.mean())

    def __len__(self) -> int:
        return len(self.inertias)

    def __repr__(self) -> str:
        low, mean, high = self.best.inertia, self.mean_inertia, self.worst.inertia
        return f"<Runs: {len(self)} runs, inertia best {low:.6g}, mean {mean:.6g}, worst {high:.6g}>"


def record(
    X: Any,
    k: int | None = None,
    *,
    init: str | Seeding | Any = "random",
    seed: Any = None,
    max_iter: int = 300,
    on_empty: OnEmpty = "keep",
    stepper: Stepper = LLOYD,
    keep: Literal["all", "centroids"] | int | None = None,
) -> Trace:
    """Run k-means and keep every state; the other parameters are those of `lloyd`.

    Parameters
    ----------
    keep : {"all", "centroids"} or int, optional
        The labels of which assignments to keep in memory: all, none, or those of every so many. What was not kept is
        found again, in one pass over the points, when somebody looks at that state; a stepper's own `assign` is called
        again for it. By default all: of a large board in the plane as what changed from one to the next, and otherwise
        while they take at most 64 MB; of a larger run none are kept. Of a stepper's own `assign`, and of the sample of
        a Dask array, always all.

    Returns
    -------
    Trace

    Examples
    --------
    >>> record([[0.0], [1.0], [5.0]], k=2, seed=0)
    <Trace: n=3, d=1, k=2, 4 states, converged, inertia 0.5>
    """
    as_choice(on_empty, RULES, "on_empty")
    if keep is not None and not isinstance(keep, str):
        keep = as_count(keep, "keep")
    elif keep is not None:
        as_choice(keep, ("all", "centroids"), "keep")
    states: Sequence[State] | None = None
    if is_dask(X):
        from kmeans_viz.beyond_memory import dask_runs

        points, run = dask_runs.run(X, k, init=init, seed=seed, max_iter=max_iter, on_empty=on_empty, stepper=stepper)
        states = tuple(run)
    else:
        points = as_points(X)
    if states is None and stepper is LLOYD and on_empty == "keep" and keep in (None, "all"):
        states = _compiled_run(points, k, init, seed, as_count(max_iter, "max_iter"))
    if states is None:
        run = lloyd(points, k, init=init, seed=seed, max_iter=max_iter, on_empty=on_empty, stepper=stepper)
        if keep == "all" or (keep is None and isinstance(stepper, Stepper) and stepper.assign is not LLOYD.assign):
            states = tuple(run)
        else:
            every = keep if isinstance(keep, int) else None
            room = _BATCH_BYTES if keep is None else 0
            states = LeanStates(points, stepper, on_empty, run, every=every, most_bytes=room)
    return Trace(
        X=points,
        states=states,
        stepper=stepper,
        max_iter=int(max_iter),
        on_empty=on_empty,
        init=init if isinstance(init, str) else None,
        seed=int(seed) if isinstance(seed, (int, np.integer)) else None,
        columns=_names_of(X),
    )


def best_of(
    X: Any,
    k: int,
    n_runs: int = 10,
    *,
    init: str | Seeding = "random",
    seed: Any = None,
    max_iter: int = 300,
    on_empty: OnEmpty = "keep",
    stepper: Stepper = LLOYD,
    progress: Callable[[int, int], None] | None = None,
    n_workers: int | None = None,
) -> Runs:
    """Run k-means from `n_runs` starts and keep all inertias, the best run and the worst.

    Parameters
    ----------
    X : array_like
        ``(n, d)``: the points.
    k : int
        How many clusters.
    n_runs : int
        How many starts.
    seed : int or numpy.random.Generator, optional
        The runs use the seeds `seed`, `seed` + 1, …; without a whole number, seeds drawn at random.
    progress : callable, optional
        Called as ``progress(done, n_runs)`` after each run; what it raises stops the work.
    n_workers : int, optional
        How many threads make runs of a large board at once; as many as there are cores. The result is the same.
    init, max_iter, on_empty, stepper
        As in `lloyd`.

    Returns
    -------
    Runs

    Examples
    --------
    >>> runs = best_of([[0.0], [1.0], [5.0], [6.0]], k=2, n_runs=5, seed=0)
    >>> float(runs.inertias.min()) == runs.best.inertia == 1.0
    True
    """
    points = as_points(X)
    n_runs = as_count(n_runs, "n_runs", high=MOST_RUNS)
    rng = as_rng(seed)
    if seed is None or isinstance(seed, (np.random.Generator, np.random.SeedSequence)):
        seeds = tuple(rng.integers(2**31, size=n_runs).tolist())
    else:
        seeds = tuple(range(int(seed), int(seed) + n_runs))
    if not (isinstance(init, str) or callable(init)):
        raise InputError(
            "init is an array, so every run would be the same; name a method such as 'k-means++', or use record"
        )

    def recorded(run_seed: int) -> Trace:
        return record(points, k, init=init, seed=run_seed, max_iter=max_iter, on_empty=on_empty, stepper=stepper)

    # Somebody's own functions need not be ready for threads.
    in_threads = stepper is LLOYD and isinstance(init, str) and len(points) >= workers.THREADS_FROM
    n_workers = as_count(n_workers, "n_workers") if n_workers is not None else None
    inertias = np.empty(n_runs)
    best = worst = None
    for i, trace in enumerate(workers.in_order(recorded, seeds, n_workers if in_threads else 1)):
        inertias[i] = trace.inertia
        if best is None or trace.inertia < best.inertia:
            best = trace
        if worst is None or trace.inertia > worst.inertia:
            worst = trace
        if progress is not None:
            progress(i + 1, n_runs)
    assert best is not None  # n_runs >= 1
    assert worst is not None
    return Runs(lock(inertias), seeds, best, worst)


def _names_of(X: Any) -> tuple[str, ...]:
    """Return the column names of a data frame."""
    return tuple(map(str, X.columns)) if hasattr(X, "columns") and hasattr(X, "dtypes") else ()


def _compiled_run(points: Points, k: int | None, init: Any, seed: Any, max_iter: int) -> Sequence[State] | None:
    """Return the states of a whole run made in one call, or None where that is not to be had."""
    n, d = points.shape
    if n >= kernels.SORT_FROM:
        if d != 2:
            return None
        start = start_centroids(points, k, init, seed)
        kernels.compiled_for(n)
        return BatchStates(*tile_runs.run(points, start, max_iter))
    module = kernels.compiled()
    if module is None or n * (max_iter + 1) * 4 > _BATCH_BYTES:
        return None
    start = start_centroids(points, k, init, seed)
    return BatchStates(*map(lock, module.run(np.ascontiguousarray(points.T), start, max_iter)))
