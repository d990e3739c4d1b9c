"""What happens in a half-step, and while a start is made, in words.

`captions` and `seeding_caption` take what happened and give a title and a sentence or two. The words stand in
``words.json``, which pages read too, so that both say the same; those about a start or a rule stand in its row. In
another language they come from its catalogue in `languages/`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from kmeans_viz.kmeans.algorithm import Phase, State, assign, update
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.kmeans.seeding_steps import SeedingStep
from kmeans_viz.languages import ENGLISH, translated
from kmeans_viz.look import DENSITY_FROM
from kmeans_viz.runs.trace import Trace

WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))


Say: TypeAlias = Callable[..., str]


def say_in(lang: str) -> Say:
    """Return the function that puts values into a sentence of pictures and pages, in a language."""

    def say(text: str, /, **values: Any) -> str:
        return translated(text, lang, "board", **values)

    return say


def captions(trace: Trace, index: int, *, moves: bool = True, lang: str = ENGLISH) -> tuple[str, str]:
    """Return what happened in a half-step, in words: a title, and a sentence or two.

    `moves` says whether the words are for an animation, in which points flash, or for a picture that stands still.
    `lang` is one of `languages.LANGUAGES`.

    Examples
    --------
    >>> from kmeans_viz.runs.making import record
    >>> trace = record([[0.0], [1.0], [5.0]], init=[[0.0], [1.0]])
    >>> captions(trace, 2)
    ('Step 1, update', 'Each star moves to the mean of its points; the farthest goes 2.')
    """
    state = trace[index]
    say = say_in(lang)
    match state.phase:
        case Phase.SEED:
            return say(WORDS["seed"]), _seed_text(trace, say)
        case Phase.ASSIGN:
            title, text = _assign_caption(trace, index, say, moves=moves)
            return title, f"{text} {_empty_text(state, say)}." if state.empty else text
        case _:
            return say(WORDS["update"], iteration=state.iteration), _update_text(trace, index, say)


def _seed_text(trace: Trace, say: Say) -> str:
    method = None if trace.init is None else SEEDINGS.get(trace.init)
    ways = WORDS["given"] if method is None else (method.caption_one, method.caption_many)
    sentence, *what = WORDS["starts"]
    many = trace.k > 1
    text = say(sentence, count=f"{trace.k:,}", what=say(what[many]), how=say(ways[many]))
    if trace.n_points > len(trace.X):
        text += say(WORDS["sample"], drawn=f"{len(trace.X):,}", all=f"{trace.n_points:,}")
    return text


def _assign_caption(trace: Trace, index: int, say: Say, *, moves: bool) -> tuple[str, str]:
    state = trace[index]
    before = state.iteration - 1
    steps = _count(before, WORDS["step"], say)
    if state.converged:
        title, text = WORDS["converged"]
        return say(title, steps=steps), say(text, inertia=in_four_digits(state.inertia or 0.0))
    if before >= trace.max_iter and index == len(trace) - 1:
        title, text = WORDS["stopped"]
        return say(title, steps=steps), say(text, points=_count(state.changed, WORDS["still"], say))
    title = say(WORDS["assign"], iteration=state.iteration)
    if state.iteration == 1:
        ours, theirs = WORDS["first"]
        is_ours = trace.stepper.assign is assign
        return title, say(ours) if is_ours else say(theirs, name=name_of(trace.stepper.assign))
    flashed, marked = WORDS["seen"]
    # Dots that change are easy to see; in a density the reader has to be told what flashed.
    seen = "" if len(trace.X) <= DENSITY_FROM else say(flashed if moves else marked)
    return title, f"{_count(state.changed, WORDS['changed'], say)}{seen}."


def _update_text(trace: Trace, index: int, say: Say) -> str:
    state, before = trace[index], trace[index - 1]
    many = state.k > 1
    if trace.stepper.update is update:
        text = say(WORDS["moves"][many])
    else:
        text = say(WORDS["other"][many], name=name_of(trace.stepper.update))
    text += say(WORDS["far"][many], far=in_two_digits(state.shift))
    if not before.empty:
        return text
    rule = RULES[trace.on_empty]
    fate = rule.caption_one if len(before.empty) == 1 else rule.caption_many
    return say(WORDS["fate"], text=text, who=_empty_text(before, say), fate=say(fate))


def _empty_text(state: State, say: Say) -> str:
    """Return words such as "Cluster 4 has no points", with numbers from 1, as on the stars."""
    one, some, many = WORDS["empty"]
    numbers = [str(state.clusters[j] + 1) for j in state.empty]
    if len(numbers) == 1:
        return say(one, one=numbers[0])
    if len(numbers) > 4:
        return say(many, count=len(numbers))
    return say(some, many=", ".join(numbers[:-1]), last=numbers[-1])


def seeding_caption(step: SeedingStep, k: int, init: str, *, is_dense: bool, lang: str = ENGLISH) -> tuple[str, str]:
    """Return how the next star of a start is found, in words, and how the points show it.

    Parameters
    ----------
    step : SeedingStep
    k : int
        How many stars there will be.
    init : str
        The method of the start.
    is_dense : bool
        Whether the points are drawn as a density, whose colour is stronger where it shows more.
    lang : str
        One of `languages.LANGUAGES`.
    """
    words = WORDS["seeding"]
    say = say_in(lang)
    star = len(step.centroids)
    title = say(words["title"], star=star, k=k)
    if step.kind == "group":
        return title, say(words["group"], star=star)
    possible = step.scores[step.scores > 0]
    if step.kind == "chance" and possible.max() == possible.min():
        return title, say(words["equal"][star > 1])
    shown = words["dense" if is_dense else "sized"][step.kind]
    return title, f"{say(SEEDINGS[init].caption_next)} {say(shown)}"


def name_of(function: object) -> str:
    """Return what captions call a function of a stepper."""
    return getattr(function, "__name__", "your function")


def _count(number: int, words: list[str], say: Say) -> str:
    return f"{number:,} {say(words[number != 1])}"


def in_four_digits(value: float) -> str:
    """Return `value` with four significant digits, or with all digits of its integer part if there are more.

    Examples
    --------
    >>> in_four_digits(14.6275), in_four_digits(50440.157), in_four_digits(0.0), in_four_digits(2.5e12)
    ('14.63', '50,440', '0', '2.5e+12')
    """
    if 1e-3 <= value < 1e9 or value == 0:
        return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"
    return f"{value:.4g}"


def in_two_digits(value: float) -> str:
    """Return `value` with two significant digits, or with all digits of its integer part if there are more."""
    return f"{value:,.0f}" if 100 <= value < 1e9 else f"{value:.2g}"
