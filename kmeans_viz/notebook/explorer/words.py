"""What a run came to, in words that need no lesson before them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Points
from kmeans_viz.kmeans.algorithm import State
from kmeans_viz.pictures.captions import in_four_digits
from kmeans_viz.runs.trace import Trace


def ending(trace: Trace, problem: str = "") -> str:
    """Return in one sentence or two how a run ended."""
    n_iter = trace.n_iter
    steps = f"{n_iter} {'step' if n_iter == 1 else 'steps'}"
    if problem:
        # What follows is advice for those who write code.
        return f"The run stopped after {steps}: {problem.partition(';')[0]}."
    if not trace.converged:
        return (
            f"Not converged: stopped after {steps}, as many as were allowed. Inertia {in_four_digits(trace.inertia)}."
        )
    if n_iter == 0:
        return f"Converged at once. Inertia {in_four_digits(trace.inertia)}."
    return f"Converged after {steps}. Inertia {in_four_digits(trace.inertia)}."


def emptied(trace: Trace) -> str:
    """Return which clusters lost all their points, and when; nothing where none did."""
    for state in trace:
        if state.empty and state.labels is not None:
            numbers = [str(state.clusters[j] + 1) for j in state.empty]
            which = f"Cluster {numbers[0]}" if len(numbers) == 1 else f"Clusters {', '.join(numbers)}"
            return (
                f"{which} lost all points in step {state.iteration}: other stars are nearer to every point. "
                "A cluster without points has no mean, so its star must:"
            )
    return ""


def guess_verdict(points: Points, state: State, guess: NDArray[np.float64], truth: Sequence[State]) -> dict[str, Any]:
    """Say how far stars that somebody moved are from the means.

    Parameters
    ----------
    points : (n, 2) array
    state : State
        The assignment that the guess is about.
    guess : (k, 2) array
    truth : sequence of State
        The next state, alone.
    """
    means = truth[0].centroids
    gaps = np.sqrt(((guess - means) ** 2).sum(axis=1))
    reach = float(np.ptp(points, axis=0).max()) or 1.0
    assert state.labels is not None
    with_guess = float(((points - guess[state.labels]) ** 2).sum())
    with_means = float(((points - means[state.labels]) ** 2).sum())
    shares = gaps / reach
    rating = "Spot on" if shares.max() < 0.02 else "Close" if shares.max() < 0.06 else "Not quite"
    worst = int(gaps.argmax())
    text = (
        f"{rating}: on average {shares.mean():.1%} of the board away, star {state.clusters[worst] + 1} "
        f"by {shares[worst]:.1%}. Inertia with your stars {in_four_digits(with_guess)}, with the means "
        f"{in_four_digits(with_means)}: no other places give less."
    )
    return {"text": text, "gaps": gaps.tolist()}
