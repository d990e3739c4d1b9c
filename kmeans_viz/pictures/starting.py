"""How a start is made, as pictures: the points weighed for the next star, and the star where it is put.

It takes a `Trace` and gives a `Starting` for every picture before the one in which all stars stand. Each star takes two
moments of equal length: first the points take the sizes of their chances or distances, then a ring closes in on the
place of the star.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import Centroids
from kmeans_viz.kmeans.seeding import SEEDINGS, start_centroids, steps
from kmeans_viz.kmeans.seeding_steps import SeedingStep
from kmeans_viz.languages import ENGLISH
from kmeans_viz.look import DENSITY_FROM
from kmeans_viz.pictures.captions import WORDS, Say, say_in, seeding_caption
from kmeans_viz.runs.trace import Trace

_MEMBER, _OTHER = 1.5, 0.3  # how large the points of a group are, and those of the others


@dataclass(frozen=True, eq=False)
class Starting:
    """A picture of a start that is being made."""

    stars: Centroids
    """``(m, d)``: the stars that stand already."""
    weights: NDArray[np.float64]
    """``(n,)``: how much area each point has: 1 is that of an ordinary dot, and as many as that on average, too, where
    the points are weighed by their chances or squared distances."""
    title: str
    text: str
    group: NDArray[np.intp] | None = None
    """The points whose mean the next star becomes."""
    cluster: int = 0
    """The cluster of the next star, or of the one that has just been put."""
    place: NDArray[np.float64] | None = None
    """``(d,)``: where a ring closes in, for a star that is about to stand there."""
    progress: float = 1.0
    """How far this moment has come: 1 in its last picture."""


def count_moments(trace: Trace) -> int:
    """Return how many pictures of a start are to be looked at; those in between are not counted."""
    return 2 * trace.k if can_be_told(trace) else 1


def pictures_of_start(trace: Trace, tween: int, lang: str = ENGLISH) -> Iterator[Starting]:
    """Yield the pictures before the one in which all stars stand, `tween` of them from one moment to the next.

    A start of which the trace does not know how it was made, such as centroids that were given, is a single moment.
    """
    if not can_be_told(trace):
        say = say_in(lang)
        text = say(WORDS["seeding"]["given"][trace.k > 1])
        yield Starting(trace[0].centroids[:0], np.ones(len(trace.X)), say(WORDS["seed"]), text)
        return
    parts = [(i + 1) / (tween + 1) for i in range(tween)]
    before: NDArray[np.float64] | None = None
    for step in steps(trace.X, trace.k, trace.init, trace.seed):
        weighed, put = _moments(trace, step, lang)
        if before is not None:
            for part in parts:
                eased = part * part * (3 - 2 * part)
                yield replace(weighed, weights=before + eased * (weighed.weights - before), progress=part)
        yield weighed
        for part in parts:
            yield replace(put, stars=weighed.stars, place=step.centroid, progress=part)
        yield put
        before = put.weights


def can_be_told(trace: Trace) -> bool:
    """Tell whether the start of a trace can be made again, star by star."""
    method = SEEDINGS.get(trace.init or "")
    if method is None or method.stars is None or trace.seed is None or trace.k > len(trace.X):
        return False
    with warnings.catch_warnings():
        # The caller has been warned when the run was made.
        warnings.simplefilter("ignore")
        start = start_centroids(trace.X, trace.k, trace.init, trace.seed)
    # The points of a Dask array are more than the trace has.
    return np.array_equal(start, trace[0].centroids)


def _moments(trace: Trace, step: SeedingStep, lang: str) -> tuple[Starting, Starting]:
    """Return the two moments of a star: its points weighed, and the star where it is put."""
    stars, number = step.centroids, len(step.centroids)
    title, text = seeding_caption(step, trace.k, trace.init or "", is_dense=len(trace.X) > DENSITY_FROM, lang=lang)
    group = np.flatnonzero(step.scores) if step.kind == "group" else None
    weights = _weights(step)
    weighed = Starting(stars[:-1], weights, title, text, group, number - 1)
    return weighed, replace(weighed, stars=stars, text=_where_it_is_put(step, say_in(lang)))


def _weights(step: SeedingStep) -> NDArray[np.float64]:
    scores = step.scores
    if step.kind == "group":
        return np.where(scores > 0, _MEMBER, _OTHER)
    if step.kind == "distance":
        # A dot twice as wide is twice as far away.
        largest = scores.max() or 1.0
        squared = (scores / largest) ** 2
        return squared / (squared.mean() or 1.0)
    return scores * len(scores)


def _where_it_is_put(step: SeedingStep, say: Say) -> str:
    words: str = WORDS["seeding"]["put"][step.kind]
    score = float(step.scores[step.picked]) if step.kind != "group" else 1.0
    if step.kind == "distance":
        return say(words, score=f"{score:.2g}")
    chance = f"{score:.0%}" if score >= 0.095 else say(WORDS["seeding"]["one_in"], count=f"{round(1 / score):,}")
    return say(words, score=chance)
