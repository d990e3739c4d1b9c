"""Which half-steps of a long run are shown: those that tell most.

`telling_steps` takes a `Trace` and a number and returns so many of its half-steps; `shown_steps` returns those of an
animation, and `plays_ms` how long that plays.
"""

from __future__ import annotations

import numpy as np

from kmeans_viz.kmeans.algorithm import Phase
from kmeans_viz.look import Look
from kmeans_viz.runs.trace import Trace

MOST_ANIMATED = 40
"""An animation with pictures between its half-steps shows no more half-steps than this."""


def shown_steps(trace: Trace, look: Look) -> list[int]:
    """Return the half-steps that an animation shows: the 40 most telling ones of a longer run, all with ``tween=0``."""
    if look.tween == 0 or len(trace) <= MOST_ANIMATED:
        return list(range(len(trace)))
    return telling_steps(trace, MOST_ANIMATED)


def plays_ms(n_steps: int, look: Look) -> int:
    """Return how long an animation of so many half-steps plays once, in milliseconds, without the start being made."""
    return look.hold_start_ms + (n_steps - 1) * look.step_ms + look.hold_end_ms


def telling_steps(trace: Trace, wanted: int) -> list[int]:
    """Return `wanted` of the half-steps, the first and the last among them, with about equal change in between.

    The change of an assignment is the square root of the share of points that it moves, so that a few points count too.
    An update counts as much as the assignment before it.
    """
    n = trace.n_points
    changes = np.sqrt([(state.changed if state.phase is Phase.ASSIGN else 0) / n for state in trace])
    changes[2::2] = changes[1::2][: len(changes[2::2])]
    path = np.cumsum(changes + 0.5 / len(trace))  # steps in which nothing changes count a little too
    targets = np.linspace(path[0], path[-1], wanted)
    chosen = [0]
    for i, target in enumerate(targets[1:].tolist(), start=1):
        nearest = int(np.abs(path - target).argmin())
        # Leave as many half-steps as there are still to choose.
        chosen.append(min(max(nearest, chosen[-1] + 1), len(trace) - (wanted - i)))
    return chosen
