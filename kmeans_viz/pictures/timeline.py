"""From states to frames: which pictures lead from one half-step to the next, how long each lasts and what it says.

`timeline` takes a `Trace` and a `Look` and yields `Frame`s, one at a time. In an update the stars glide while the
points keep their old colours; in an assignment the points take new colours, and those that changed stand out for a
moment. Of a run of more than 40 half-steps, those that tell most are shown, and the pictures lead from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids, InputError, Labels
from kmeans_viz.kmeans.algorithm import Phase, State
from kmeans_viz.languages import ENGLISH
from kmeans_viz.look import Look, as_look
from kmeans_viz.pictures.captions import captions
from kmeans_viz.pictures.starting import Starting, count_moments, pictures_of_start
from kmeans_viz.pictures.telling import shown_steps
from kmeans_viz.runs.trace import Trace

_GLIDE_MS = 50  # 20 pictures a second; it divides the default durations, as video needs
_SHORTEST_MS = 20  # browsers slow down a GIF whose pictures are shorter


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of an animation."""

    index: int
    """The number of the state, in the trace, that this picture shows or leads to."""
    state: State
    centroids: Centroids
    """``(k, d)``: where the stars stand in this picture."""
    labels: Labels | None
    """``(n,)``: for each point, the row of `centroids` whose colour it has; None before the first assignment."""
    changed: NDArray[np.intp]
    """The indices of the points that stand out because they have just changed cluster."""
    emphasis: float
    """How much those points stand out: 1 just after the change, 0 at the end."""
    progress: float
    """How much of this half-step is done; 1 in its last picture."""
    duration_ms: int
    title: str
    text: str
    starting: Starting | None = None
    """How the start is being made, in the pictures before the one in which all stars stand."""

    @property
    def is_key(self) -> bool:
        """Whether this is the last picture of a half-step, which shows its state as it is, or of a star's moment."""
        return self.progress == 1.0


def timeline(trace: Trace, look: Look | None = None) -> Iterator[Frame]:
    """Yield the pictures of a run, in order, before they are drawn: what each shows, how long, and what it says.

    `frames` draws them.

    Parameters
    ----------
    trace : Trace
        The run.
    look : Look, optional
        By default that of the recipe of the trace, if it has one. Gives `tween` and the timing. Every half-step takes
        `step_ms`; the start is shown for `hold_start_ms`, and the end for another `hold_end_ms`. With `seeding` each
        star takes two more half-steps of time at the beginning. Times are rounded to hundredths of a second, the unit
        of a GIF. A run of more than 40 half-steps is cut to the 40 in which most happens; with ``tween=0``, all are
        shown.

    Yields
    ------
    Frame

    Raises
    ------
    InputError
        Before the first picture, if `trace` is not a Trace, or `look` is not a Look.

    Examples
    --------
    >>> from kmeans_viz.runs.making import record
    >>> trace = record([[0.0], [1.0], [5.0]], init=[[0.0], [1.0]])
    >>> frames = list(timeline(trace, Look(tween=1)))
    >>> [(frame.index, frame.duration_ms, frame.centroids.ravel().tolist()) for frame in frames[:4]]
    [(0, 1000, [0.0, 1.0]), (1, 700, [0.0, 1.0]), (2, 50, [0.0, 2.0]), (2, 650, [0.0, 3.0])]
    """
    if not isinstance(trace, Trace):
        raise InputError(f"{type(trace).__name__} has no timeline; pass a Trace, as record() returns")
    return _timeline(trace, as_look(trace.recipe if look is None else look))


def _timeline(trace: Trace, look: Look) -> Iterator[Frame]:
    if look.seeding:
        yield from _start(trace, look)
    shown = shown_steps(trace, look)
    for place in range(len(shown)):
        yield from _half_step(trace, look, shown, place)


def _start(trace: Trace, look: Look) -> Iterator[Frame]:
    """Yield the pictures of the start being made, star by star."""
    tween, glide_ms = _tween(look)
    moment = in_between = 0
    for starting in pictures_of_start(trace, tween, look.lang):
        m = len(starting.stars)
        state = State(
            Phase.SEED, 0, starting.stars, None, None, 0, 0.0, np.zeros(m, dtype=np.int64), (), False, np.arange(m)
        )
        duration_ms = glide_ms
        if starting.progress == 1.0:
            length = _hundredths((moment + 1) * look.step_ms) - _hundredths(moment * look.step_ms)
            duration_ms = length - in_between * glide_ms
            moment, in_between = moment + 1, 0
        else:
            in_between += 1
        yield Frame(
            0,
            state,
            starting.stars,
            None,
            np.empty(0, dtype=np.intp),
            0.0,
            starting.progress,
            duration_ms,
            starting.title,
            starting.text,
            starting,
        )


def _half_step(trace: Trace, look: Look, shown: Sequence[int], place: int) -> Iterator[Frame]:
    """Yield the part of the `timeline` that leads from one of the half-steps shown to the next, and its picture."""
    tween, glide_ms = _tween(look)
    index = shown[place]
    state, before = trace[index], trace[shown[place - 1]] if place else None
    skips = place > 0 and index - shown[place - 1] > 1
    caption = captions(trace, index, moves=look.tween > 0, lang=look.lang)
    changed = _changed(before, state)
    # Start and end are rounded, not the durations, so that rounding errors do not add up.
    start = _hundredths(look.hold_start_ms + (place - 1) * look.step_ms) if place else 0
    held = look.hold_end_ms if index == len(trace) - 1 else 0
    end = _hundredths(look.hold_start_ms + place * look.step_ms + held)
    steps = tween if before is not None and _moves(before, state, changed) else 0
    if before is not None:
        for step in range(steps):
            part = (step + 1) / (steps + 1)
            yield _between(index, before, state, changed, part, glide_ms, caption, skips=skips)
    rest = end - start - steps * glide_ms
    # Without tweening, only this picture can show which points changed.
    emphasis = 1.0 if look.tween == 0 else 0.0
    yield Frame(index, state, state.centroids, state.labels, changed, emphasis, 1.0, rest, *caption)


def key_frame(trace: Trace, index: int, *, emphasis: float = 1.0, lang: str = ENGLISH) -> Frame:
    """Return the picture of one state alone, as `plot` and `storyboard` show it."""
    index = range(len(trace))[index]
    state = trace[index]
    changed = _changed(trace[index - 1] if index else None, state)
    caption = captions(trace, index, moves=False, lang=lang)
    return Frame(index, state, state.centroids, state.labels, changed, emphasis, 1.0, 0, *caption)


def count_frames(trace: Trace, look: Look) -> int:
    """Return how many frames `timeline` yields."""
    tween, _ = _tween(look)
    shown = shown_steps(trace, look)
    pairs = ((trace[i], trace[j]) for i, j in pairwise(shown))
    moments = count_moments(trace) if look.seeding else 0
    start = moments + tween * (moments - 1) if moments else 0
    return start + len(shown) + sum(tween for before, state in pairs if _moves(before, state, _changed(before, state)))


def _tween(look: Look) -> tuple[int, int]:
    """Return how many pictures fit between two half-steps, and how long each is shown."""
    # The least that a half-step can be left with after its start and end are rounded.
    least_ms = look.step_ms // 10 * 10
    tween = max(0, min(look.tween, least_ms // _SHORTEST_MS - 1))
    if tween == 0:
        return 0, 0
    # A third of the half-step, at least, is left for looking at the result.
    room = least_ms * 2 // 3 // tween // 10 * 10
    return tween, max(_SHORTEST_MS, min(_GLIDE_MS, room))


def _hundredths(ms: int) -> int:
    return round(ms / 10) * 10


def _moves(before: State, state: State, changed: NDArray[np.intp]) -> bool:
    """Return whether the picture changes between two states."""
    return state.shift > 0 or len(changed) > 0 or len(before.centroids) != len(state.centroids)


def _changed(before: State | None, state: State) -> NDArray[np.intp]:
    """Return the indices of the points that changed cluster; none in the first assignment, where all points would."""
    if before is None or before.labels is None or state.labels is None or before.labels is state.labels:
        return np.empty(0, dtype=np.intp)
    if np.array_equal(before.clusters, state.clusters):
        return np.flatnonzero(before.labels != state.labels)
    # Labels are rows, and dropping a cluster renumbers the rows after it: compare clusters.
    return np.flatnonzero(before.clusters[before.labels] != state.clusters[state.labels])


def _between(
    index: int,
    before: State | None,
    state: State,
    changed: NDArray[np.intp],
    part: float,
    duration_ms: int,
    caption: tuple[str, str],
    *,
    skips: bool,
) -> Frame:
    """Return the picture that shows `part` of the way between two states; `skips` if others lie between them."""
    assert before is not None
    if state.phase is Phase.UPDATE or skips:
        eased = part * part * (3 - 2 * part)
        start = before.centroids[np.isin(before.clusters, state.clusters)]
        centroids = start + eased * (state.centroids - start)
    if skips:
        labels, emphasis = state.labels, 1.0 - part
    elif state.phase is Phase.UPDATE:
        labels, changed, emphasis = before.labels, changed[:0], 0.0
        if len(before.centroids) != len(state.centroids):
            labels = state.labels
    else:
        centroids, labels, emphasis = state.centroids, state.labels, 1.0 - part
    return Frame(index, state, centroids, labels, changed, emphasis, part, duration_ms, *caption)


def total_ms(frames: Sequence[Frame]) -> int:
    """Return how long `frames` last together, in milliseconds."""
    return sum(frame.duration_ms for frame in frames)
