"""`lloyd` takes points and a start, and yields the states of a run one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kmeans_viz.beyond_memory import dask_runs
from kmeans_viz.fast.engine import Work
from kmeans_viz.inputs import InputError, as_choice, as_count, as_points, is_dask
from kmeans_viz.interop import seeded
from kmeans_viz.kmeans.algorithm import LLOYD, Engine, State, Stepper, half_steps
from kmeans_viz.kmeans.checked import CheckedEngine
from kmeans_viz.kmeans.empties import RULES, OnEmpty
from kmeans_viz.kmeans.seeding import Seeding, start_centroids


@seeded
def lloyd(
    X: Any,
    k: int | None = None,
    *,
    init: str | Seeding | Any = "random",
    seed: Any = None,
    rng: Any = None,
    max_iter: int = 300,
    on_empty: OnEmpty = "keep",
    stepper: Stepper = LLOYD,
) -> Iterator[State]:
    """Yield the state of every half-step of a k-means run: SEED, ASSIGN, UPDATE, ASSIGN, …, ASSIGN.

    The run ends with the assignment in which no label changed, or with the one after `max_iter` updates.

    Parameters
    ----------
    X : array_like or dask.array.Array
        ``(n, d)``: the points. A Dask array may be larger than memory: the labels in a state are then those of a sample
        of its points (the one in ``record(X, …).X``), and everything else is about the whole array.
    k : int, optional
        How many clusters, 1 to n; may be left out if `init` is an array.
    init : str, array_like or callable
        A name in `seeding.SEEDINGS`, the ``(k, d)`` centroids to start from, or ``init(X, k, rng) -> (k, d)``.
    seed, rng : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Either makes the start repeatable.
    max_iter : int
        The most updates to make.
    on_empty : {"keep", "farthest", "drop", "error"}
        What a centroid without points does in an update: it stays; it jumps to the point that is farthest from its
        own centroid; it disappears; it raises `EmptyClusterError`.
    stepper : Stepper
        The two halves of the algorithm; either may be a function of your own.

    Yields
    ------
    State

    Raises
    ------
    InputError
        Before the first state, if an argument cannot be used. Later, a `StepperError` if a function of the stepper
        fails, or the `EmptyClusterError` of ``on_empty="error"``.

    Examples
    --------
    >>> for state in lloyd([[0.0], [1.0], [5.0]], init=[[0.0], [1.0]]):
    ...     print(state.phase.value, state.labels, state.centroids.ravel(), state.inertia)
    seed None [0. 1.] None
    assign [0 1 1] [0. 1.] 16.0
    update [0 1 1] [0. 3.] 8.0
    assign [0 0 1] [0. 3.] 5.0
    update [0 0 1] [0.5 5. ] 0.5
    assign [0 0 1] [0.5 5. ] 0.5
    """
    max_iter = checked_options(max_iter, on_empty, stepper)
    if is_dask(X):
        _, steps = dask_runs.run(X, k, init=init, seed=seed, max_iter=max_iter, on_empty=on_empty, stepper=stepper)
    else:
        points = as_points(X)
        start = start_centroids(points, k, init, seed)
        steps = half_steps(start, max_iter, engine_for(Work(points, len(start), max_iter), on_empty, stepper))
    return (step.state(labels) for step, labels in steps)


def checked_options(max_iter: Any, on_empty: Any, stepper: Any) -> int:
    """Check the options that every run has, and return `max_iter` as an int.

    Raises
    ------
    InputError
        If one of them cannot be used.
    """
    as_choice(on_empty, RULES, "on_empty")
    if not isinstance(stepper, Stepper):
        raise InputError(f"stepper={stepper!r} is not a Stepper; use kv.Stepper(assign=..., update=...)")
    return as_count(max_iter, "max_iter")


def engine_for(work: Work, on_empty: OnEmpty, stepper: Stepper) -> Engine:
    """Return the engine of one of the runs of `work`: the fast one for k-means itself, else a `CheckedEngine`."""
    return work.engine(on_empty) if stepper == LLOYD else CheckedEngine(work.points, stepper, on_empty)
