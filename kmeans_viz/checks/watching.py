"""A student's code as an animation, bugs included.

`watch` and `watch_gap` take a student's functions, and return a `Player` that shows k-means with them, up to the step
in which one of them fails. If there is nothing to show yet, they return a `Sentence` that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kmeans_viz.checks.calls import Attempt, Guarded, Wrong, in_html
from kmeans_viz.checks.gaps import CALL, gaps_and_errors, sum_of_squares
from kmeans_viz.checks.limits import LastLines, TimeLimit
from kmeans_viz.inputs import InputError, Points, as_count, as_k, as_points, as_rng
from kmeans_viz.kmeans import algorithm
from kmeans_viz.kmeans.algorithm import State, Stepper
from kmeans_viz.kmeans.checked import StepperError
from kmeans_viz.runs.iterator import lloyd
from kmeans_viz.runs.making import best_of
from kmeans_viz.runs.trace import Trace

if TYPE_CHECKING:
    from ipywidgets import Widget

_MOST_STEPS = 12  # of a run that may never end


@dataclass(frozen=True)
class Sentence:
    """A sentence that a notebook shows in place of an animation."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f'<div style="padding: 0.3em 0.8em; max-width: 46em">{in_html(self.text)}</div>'


def watch(
    X: Any,
    k: int,
    *,
    assign: Any = algorithm.assign,
    update: Any = algorithm.update,
    init: Any = "random",
    seed: Any = 0,
) -> Widget | Sentence:
    """Animate k-means with a student's functions, up to the step in which one of them fails.

    Parameters
    ----------
    X : array_like
        ``(n, d)``: the points.
    k : int
        How many clusters.
    assign, update : callable
        The two halves of the algorithm, as in a `Stepper`; either may be the student's.
    init : str, array_like or callable
        As for `lloyd`: a method, the centroids themselves, or the student's ``k_means_plus_plus(X, k, rng)``.
    seed : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Makes the start repeatable.

    Returns
    -------
    Widget or Sentence
        A `Player`, below a sentence about what went wrong, if something did. A `Sentence` if there is nothing to show.

    Raises
    ------
    InputError
        If `X`, `k`, `seed`, or an `init` that is not a function, cannot be used.

    Examples
    --------
    >>> def assign(X, centroids):
    ...     pass
    >>> watch([[0.0, 0.0], [1.0, 1.0]], 2, assign=assign)
    Nothing to animate yet: assign returned None; does it end with a return?
    """
    points = as_points(X)
    k = as_k(k, len(points))
    rng = as_rng(seed)
    states, problem = list[State](), None
    with _guards() as (guard, _):
        start = guard(init, "init(X, k, rng)") if callable(init) else init
        stepper = Stepper(
            # A run whose two halves are this package's own is made in another, faster way.
            assign if assign is algorithm.assign else guard(assign, "assign(X, centroids)"),
            update if update is algorithm.update else guard(update, "update(X, labels, centroids)"),
        )
        try:
            for state in lloyd(points, k, init=start, seed=rng, max_iter=_MOST_STEPS, stepper=stepper):
                states.append(state)
        except InputError as told:
            problem = told
    if problem is not None and not states and not callable(init):
        raise problem
    if problem is not None and (not states or _is_unfinished(problem)):
        return Sentence(f"Nothing to animate yet: {problem}")
    method = init if isinstance(init, str) else None
    trace = Trace(points, tuple(states), Stepper(assign, update), max_iter=_MOST_STEPS, init=method)
    if problem is not None:
        return _shown(
            trace,
            f"k-means stops here. {problem}"
            if str(problem).endswith((".", "?"))
            else f"k-means stops here, as {problem}.",
        )
    if not trace.converged:
        return _shown(trace, f"After {_MOST_STEPS} steps the labels still change; the animation ends here.")
    return _shown(trace)


def watch_gap(
    X: Any, gap: Any, suggest_k: Any = None, *, k_max: int = 6, n_refs: int = 10, seed: Any = 0
) -> Widget | Sentence:
    """Draw what a student's ``gap`` returns, and animate k-means with the K that the student's rule suggests.

    Parameters
    ----------
    X : array_like
        ``(n, d)``: the points.
    gap : callable
        The student's function; see `check_gap`.
    suggest_k : callable, optional
        The student's rule; see `check_suggest_k`. Without it, as in version 0.1, K is where the gap is highest.
    k_max : int
        The largest K to try.
    n_refs : int
        How many references to draw.
    seed : int, numpy.random.SeedSequence or numpy.random.Generator, optional
        Makes the references repeatable.

    Returns
    -------
    Widget or Sentence
        A sentence, the curve and a `Player`, one below the other. A `Sentence` alone if there is nothing to show.

    Raises
    ------
    InputError
        If `X`, `k_max` or `n_refs` cannot be used.
    """
    points = as_points(X)
    k_max, n_refs = as_count(k_max, "k_max", high=len(points)), as_count(n_refs, "n_refs")
    rng = as_rng(seed)
    with _guards() as (guard, limit):

        def asked(X: Any, k: Any) -> float:
            with limit.paused():
                return sum_of_squares(X, k)

        try:
            attempt = Attempt(guard(gap, CALL), "gap gives nothing back.")
            gaps, errors = gaps_and_errors(attempt(points, k_max, n_refs, rng, asked), attempt, k_max)
            if errors is None and suggest_k is not None:
                raise Wrong("gap returns the gaps, and no errors beside them.")
            errors = np.zeros(k_max) if errors is None else errors
            if not (np.isfinite(gaps).all() and np.isfinite(errors).all()):
                raise Wrong(f"gap should return {k_max} finite numbers, one for each K, and their errors.")
            if suggest_k is None:
                return _with_k(points, int(gaps.argmax()) + 1, gaps, errors, "")
            choice = Attempt(guard(suggest_k, "suggest_k(gaps, errors)"), "suggest_k gives nothing back.")
            answer = choice.numbers(gaps, errors)
            if answer.size != 1 or answer.ravel()[0] not in range(1, k_max + 1):
                raise Wrong(f"suggest_k should return a whole number from 1 to {k_max}.")
        except (Wrong, StepperError) as wrong:
            return Sentence(f"Nothing to animate yet: {wrong}")
    k = int(answer.ravel()[0])
    return _with_k(points, k, gaps, errors, f"Your rule suggests K = {k}; this is how k-means runs with it. ")


def _with_k(points: Points, k: int, gaps: Any, errors: Any, rule: str) -> Widget | Sentence:
    trace = best_of(points, k, 10, init="k-means++", seed=0).best
    said = (
        f"{rule}Your gap is highest for K = {int(gaps.argmax()) + 1}{'' if rule else ', with which k-means runs here'}."
    )
    return _shown(trace, said, _curve(gaps, errors, k))


@contextmanager
def _guards() -> Iterator[tuple[Callable[[Any, str], Any], TimeLimit]]:
    """Give a function that guards those of a student, and their limit; print the last lines that they printed."""
    printed = LastLines()
    with TimeLimit() as limit:
        yield lambda function, call: _Shown(function, call, limit, printed), limit
    print(printed.text(), end="")  # noqa: T201  it is the student's own


class _Shown(Guarded):
    """A student's function in a run: its mistakes are errors that a run hands on as they are."""

    def __call__(self, *arguments: Any) -> Any:
        try:
            return super().__call__(*arguments)
        except Wrong as wrong:
            raise StepperError(str(wrong)) from None


def _is_unfinished(problem: InputError) -> bool:
    """Tell whether the student has not begun: the function returns None, or raises NotImplementedError."""
    is_empty = isinstance(problem, StepperError) and "returned None" in str(problem)
    return is_empty or isinstance(problem.__cause__, NotImplementedError)


def _shown(trace: Trace, words: str = "", picture: bytes | None = None) -> Widget:
    """Return a player, below `words` and a PNG `picture` if there are any."""
    from kmeans_viz.notebook.player import Player

    player = Player(trace)
    if not words:
        return player
    from kmeans_viz.notebook.captioned import Captioned

    return Captioned(in_html(words), player, picture)


def _curve(values: Any, errors: Any, k: int) -> bytes:
    """Return a PNG picture of the values for K = 1, 2, … and their errors, with a mark at `k`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from kmeans_viz.pictures.pinned import as_png, pinned
    from kmeans_viz.pictures.style import style_named

    style = style_named("light")
    with pinned():
        page = Figure(figsize=(4.8, 2.4), dpi=150, facecolor=style.page, layout="constrained")
        FigureCanvasAgg(page)
        ax = page.add_subplot(facecolor=style.board)
        ax.spines[:].set_visible(False)
        ax.tick_params(colors=style.muted, length=0)
        ks = np.arange(1, len(values) + 1)
        ax.errorbar(ks, values, np.abs(errors), fmt="-o", color=style.ink, capsize=4)
        ax.plot([k], [values[k - 1]], "o", color=style.ink, markersize=13)
        ax.set_xticks(ks)
        ax.margins(0.08, 0.2)
        ax.set_xlabel("K", color=style.muted)
        ax.set_ylabel("your gap", color=style.muted)
        return as_png(page)
