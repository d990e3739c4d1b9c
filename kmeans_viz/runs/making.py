"""`record` takes points and a start, and returns the whole run; `best_of` returns the best and the worst of many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from kmeans_viz.beyond_memory import dask_runs
from kmeans_viz.fast import workers
from kmeans_viz.fast.engine import Work
from kmeans_viz.inputs import Centroids, InputError, as_choice, as_count, as_k, as_points, as_rng, is_dask, lock
from kmeans_viz.interop import as_frame, is_frame, seeded
from kmeans_viz.kmeans.algorithm import LLOYD, Stepper, half_steps
from kmeans_viz.kmeans.empties import OnEmpty
from kmeans_viz.kmeans.seeding import Seeding, start_centroids
from kmeans_viz.runs.iterator import checked_options, engine_for
from kmeans_viz.runs.label_store import Keep, LabelStore
from kmeans_viz.runs.recording import CompiledRun, Recording, SteppedRun
from kmeans_viz.runs.trace import Runs, Trace

MOST_RUNS = 1_000_000


@seeded
def record(
    X: Any,
    k: int | None = None,
    *,
    init: str | Seeding | Any = "random",
    seed: Any = None,
    rng: Any = None,
    max_iter: int = 300,
    on_empty: OnEmpty = "keep",
    stepper: Stepper = LLOYD,
    keep: Literal["all", "centroids"] | int | None = None,
) -> Trace:
    """Run k-means and keep every state.

    Parameters
    ----------
    X : array_like or dask.array.Array
        ``(n, d)``: the points. The columns of a table of pandas, polars, pyarrow or xarray name the coordinates. For a
        Dask array, `Trace.X` is a sample.
    k : int, optional
        How many clusters, 1 to n; may be left out if `init` is an array.
    init : str, array_like or callable
        A name in `seeding.SEEDINGS`, the ``(k, d)`` centroids to start from, or ``init(X, k, rng) -> (k, d)``.
    seed, rng : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Either makes the start repeatable.
    max_iter : int
        The most updates to make.
    on_empty : {"keep", "farthest", "drop", "error"}
        What a centroid without points does in an update; see `lloyd`.
    stepper : Stepper
        The two halves of the algorithm; either may be a function of your own.
    keep : {"all", "centroids"} or int, optional
        Which labels to keep in memory: those of all assignments, of none, or of every `keep`-th. Labels that were not
        kept are found again when you look at their state, in one pass over the points, which calls the stepper's
        `assign`. By default, all labels are kept while they take at most 64 MB, and none beyond that; on a large board
        in the plane, the changes from each assignment to the next are kept instead. With an `assign` of your own,
        the default is "all". For a Dask array, the labels of its sample are always kept.

    Returns
    -------
    Trace

    Raises
    ------
    InputError
        Before the run, if an argument cannot be used. During it, a `StepperError` if a function of the stepper fails,
        or the `EmptyClusterError` of ``on_empty="error"``.

    Examples
    --------
    >>> record([[0.0], [1.0], [5.0]], k=2, seed=0)
    <Trace: n=3, d=1, k=2, 4 states, converged, inertia 0.5>
    """
    max_iter = checked_options(max_iter, on_empty, stepper)
    if isinstance(keep, str):
        as_choice(keep, ("all", "centroids"), "keep")
    elif keep is not None:
        keep = as_count(keep, "keep")
    X = as_frame(X)
    if is_dask(X):
        points, steps = dask_runs.run(X, k, init=init, seed=seed, max_iter=max_iter, on_empty=on_empty, stepper=stepper)
        recording = Recording(SteppedRun(steps, LabelStore(points, stepper, on_empty, "all")))
    else:
        points = as_points(X)
        start = start_centroids(points, k, init, seed)
        recording = _recording(Work(points, len(start), max_iter), start, max_iter, on_empty, stepper, keep)
    return Trace(points, recording, **_remembered(X, max_iter, on_empty, stepper, init, seed))


@seeded
def best_of(
    X: Any,
    k: int,
    n_runs: int = 10,
    *,
    init: str | Seeding = "random",
    seed: Any = None,
    rng: Any = None,
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
    seed, rng : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        With an int, the runs use the seeds `seed`, `seed` + 1, …; with a generator, seeds that it draws; with None,
        random seeds.
    progress : callable, optional
        Called as ``progress(done, n_runs)`` after each run; an error that it raises stops the work.
    n_workers : int, optional
        How many threads make runs on a large board at once; by default, one for each core. The result is the same with
        any number.
    init, max_iter, on_empty, stepper
        As in `lloyd`.

    Returns
    -------
    Runs

    Raises
    ------
    InputError
        If an argument cannot be used, or `init` is an array; and as in `record`.

    Examples
    --------
    >>> runs = best_of([[0.0], [1.0], [5.0], [6.0]], k=2, n_runs=5, seed=0)
    >>> float(runs.inertias.min()) == runs.best.inertia == 1.0
    True
    """
    X = as_frame(X)
    points = as_points(X)
    n_runs = as_count(n_runs, "n_runs", high=MOST_RUNS)
    rng = as_rng(seed)
    try:
        seeds = tuple(range(int(seed), int(seed) + n_runs))
    except TypeError:
        seeds = tuple(rng.integers(2**31, size=n_runs).tolist())
    if not (isinstance(init, str) or callable(init)):
        raise InputError(
            "init is an array, so every run would be the same; name a method such as 'k-means++', or use record"
        )

    max_iter = checked_options(max_iter, on_empty, stepper)
    n_workers = as_count(n_workers, "n_workers") if n_workers is not None else None
    k = len(start_centroids(points, k, init, 0)) if k is None else as_k(k, len(points))
    work = Work(points, k, max_iter, n_runs)

    def recorded(run_seed: int) -> Trace:
        start = start_centroids(points, k, init, run_seed)
        recording = _recording(work, start, max_iter, on_empty, stepper, None)
        return Trace(points, recording, **_remembered(X, max_iter, on_empty, stepper, init, run_seed))

    # A user's own function may not be safe to call from several threads.
    in_threads = stepper == LLOYD and isinstance(init, str) and len(points) >= workers.THREADS_FROM
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


def _recording(
    work: Work, start: Centroids, max_iter: int, on_empty: OnEmpty, stepper: Stepper, keep: Keep
) -> Recording:
    """Make and record one of the runs of `work`."""
    if stepper != LLOYD:
        # A user's own `assign` may return other labels when it is called again.
        keep = "all" if stepper.assign is not LLOYD.assign and keep is None else keep
    elif on_empty == "keep" and keep in (None, "all") and work.has_whole_runs(max_iter):
        return Recording(CompiledRun(*work.whole_run(start, max_iter)))
    steps = half_steps(start, max_iter, engine_for(work, on_empty, stepper))
    store = LabelStore(work.points, stepper, on_empty, keep)
    return Recording(SteppedRun(steps, store))


def columns_of(X: Any) -> tuple[str, ...]:
    """Return the names of the columns of a data frame; none for other points."""
    return tuple(map(str, X.columns)) if is_frame(X) else ()


def _remembered(X: Any, max_iter: int, on_empty: OnEmpty, stepper: Stepper, init: Any, seed: Any) -> dict[str, Any]:
    """Return the fields of a `Trace` that tell how it was made."""
    return {
        "stepper": stepper,
        "max_iter": max_iter,
        "on_empty": on_empty,
        "init": init if isinstance(init, str) else None,
        "seed": int(seed) if isinstance(seed, (int, np.integer)) else None,
        "columns": columns_of(X),
    }
