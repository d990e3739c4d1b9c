"""The second part of the exercise on the gap statistic: the rule that takes the gaps and their errors, and suggests K.

The student's `suggest_k` is tried on a few boards' worth of gaps, and its answers are compared with those of the common
mistakes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.checks.calls import Attempt, Checked, Test, Wrong, marked

Numbers: TypeAlias = NDArray[np.float64]

CASES = [
    ([0.1, 0.5, 1.25, 0.75, 0.5], [0.03] * 5),
    ([0.4795, 0.5, 0.45, 0.9, 0.8, 0.85], [0.02] * 6),
    ([0.3, 0.35, 0.5, 0.4, 0.3], [0.04, 0.02, 0.16, 0.02, 0.02]),
    ([0.1, 0.3, 0.4, 0.55, 0.4], [0.2, 0.02, 0.02, 0.02, 0.3]),
    ([0.05, -0.1, -0.2, -0.1, 0.02], [0.04, 0.05, 0.06, 0.05, 0.04]),
    ([0.25, 0.5, 0.75, 0.25], [0.0625, 0.125, 0.25, 0.5]),
    ([0.1, 0.3, 0.6, 1.0], [0.02, 0.03, 0.03, 0.05]),
]
"""Gaps and errors: a clear peak; a low peak before a high one, where K = 1 just misses the rule; where the error
decides; where that of another K would; no clusters; where both sides are equal; and where no K meets the rule."""
TOLERANCES = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1)
"""By how much students let a K fall short of the rule."""


def check_suggest_k(suggest_k: Any) -> Checked:
    """Tell whether ``suggest_k(gaps, errors)`` gives the smallest K with Gap(K) ≥ Gap(K + 1) − s_{K+1}.

    Tibshirani, Walther & Hastie (2001), section 3, step 3. Where no K meets the rule, the answer is the largest K.

    Parameters
    ----------
    suggest_k : callable
        The student's function. Both its arrays begin with K = 1.

    Returns
    -------
    Checked

    Examples
    --------
    >>> check_suggest_k(lambda gaps, errors: gaps.argmax() + 1)
    suggest_k: 1 of 7 checks pass. You take the K with the highest gap. ...
    """
    start = (
        "suggest_k gives nothing back yet. Begin with K = 1: is Gap(1) at least Gap(2) − s_2? If so, the answer is 1; "
        "if not, what is next?"
    )
    tests: list[Test] = [_suggests(*case) for case in CASES[:-1]]
    tests.append(_suggests_where_no_k_meets_the_rule)
    return marked(suggest_k, "suggest_k(gaps, errors)", start, tests)


def _suggests(gaps: list[float], errors: list[float]) -> Test:
    def test(attempt: Attempt) -> None:
        k = _answer(attempt, gaps, errors)
        expected = rule(np.array(gaps), np.array(errors))
        if k == expected:
            return
        answers = [_answer(attempt, *case) for case in CASES]
        if k not in gaps and not k.is_integer():
            raise Wrong(f"suggest_k returns {k:g}; a number of clusters is whole.")
        for mistake, hint in MISTAKES:
            if answers == [mistake(np.array(gaps), np.array(errors)) for gaps, errors in CASES]:
                raise Wrong(hint)
        if expected == len(gaps):
            raise Wrong(f"No K meets the rule here; the answer is then the largest K, {expected}, and yours is {k:g}.")
        shown = ", ".join(map(str, gaps))
        raise Wrong(
            f"With the gaps {shown} and the errors {', '.join(map(str, errors))}, you suggest K = {k:g}, and the rule "
            f"{expected}. Go through the rule by hand, from K = 1 on."
        )

    return test


def _suggests_where_no_k_meets_the_rule(attempt: Attempt) -> None:
    _suggests(*CASES[-1])(attempt)
    try:
        k = _answer(attempt, [0.4], [0.1])
    except Wrong as wrong:
        raise Wrong(f"With a single gap, as for k_max = 1, {wrong}") from None
    if k != 1:
        raise Wrong(f"With a single gap, as for k_max = 1, the answer is 1, and yours is {k:g}.")


def _answer(attempt: Attempt, gaps: list[float], errors: list[float]) -> float:
    answer = attempt.numbers(np.array(gaps), np.array(errors))
    if answer.dtype.kind == "b":
        raise Wrong("suggest_k returns True or False; return the K for which the rule holds.")
    if answer.size > 1:
        raise Wrong("suggest_k returns several numbers; return a single K, the smallest for which the rule holds.")
    if answer.size == 0:
        raise Wrong("suggest_k returns an empty array; where no K meets the rule, the answer is the largest K.")
    return float(answer.ravel()[0])


def rule(gaps: Numbers, errors: Numbers) -> int:
    """Return the K that the paper's rule suggests."""
    return _first(gaps[:-1] >= gaps[1:] - errors[1:], len(gaps))


def _first(holds: NDArray[np.bool_], otherwise: int) -> int:
    return int(np.flatnonzero(holds)[0]) + 1 if holds.any() else otherwise


def _last(holds: NDArray[np.bool_], otherwise: int) -> int:
    return int(np.flatnonzero(holds)[-1]) + 1 if holds.any() else otherwise


def _found(gaps: Numbers, errors: Numbers, off: int) -> int:
    """Return an answer that is off where a K meets the rule, and right where none does."""
    k = rule(gaps, errors)
    return k if k == len(gaps) else k + off


def _tolerant(tolerance: float) -> tuple[Callable[[Numbers, Numbers], float], str]:
    return (
        lambda gaps, errors: _first(gaps[:-1] >= gaps[1:] - errors[1:] - tolerance, len(gaps)),
        "You accept a K that falls short of the rule by a little; the rule has no tolerance besides the error.",
    )


def _with_fixed_error(error: float) -> tuple[Callable[[Numbers, Numbers], float], str]:
    return (
        lambda gaps, errors: _first(gaps[:-1] >= gaps[1:] - error, len(gaps)),
        "You subtract the same number for every K; the rule subtracts the error of K + 1, which `errors` holds.",
    )


_ON_THE_LEFT = "Your answers are one too large: the rule suggests the K on its left side, and not K + 1."
_FROM_ONE = "Your answers are one too small: the first gap is that of K = 1, and Python counts from 0."

MISTAKES: list[tuple[Callable[[Numbers, Numbers], float], str]] = [
    (lambda gaps, errors: rule(gaps, errors) - 1, _FROM_ONE),
    (lambda gaps, errors: _found(gaps, errors, -1), _FROM_ONE),
    (lambda gaps, errors: _found(gaps, errors, +1), _ON_THE_LEFT),
    (
        lambda gaps, errors: rule(gaps, errors) + 1,
        _ON_THE_LEFT,
    ),
    (
        lambda gaps, errors: int(gaps.argmax()) + 1,
        "You take the K with the highest gap. The rule takes the smallest K that is as good, within the error, as the "
        "next one.",
    ),
    (
        lambda gaps, errors: int(gaps.argmax()),
        "You take the place of the highest gap. The rule takes the smallest K that is as good, within the error, as "
        "the next one; and places are counted from 0.",
    ),
    (
        lambda gaps, errors: _last(gaps[:-1] >= gaps[1:] - errors[1:], len(gaps)),
        "You take the largest K that meets the rule; it is the smallest that counts. Does the search go on after it?",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] >= gaps[1:], len(gaps)),
        "The error does not count in your comparison; the rule subtracts it from Gap(K + 1).",
    ),
    *map(_tolerant, TOLERANCES),
    *map(_with_fixed_error, TOLERANCES),
    (
        lambda gaps, errors: _first(gaps[:-1] >= gaps[1:] - errors[:-1], len(gaps)),
        "You subtract s_K, the error of K; the rule subtracts that of K + 1.",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] >= gaps[1:] + errors[1:], len(gaps)),
        "You add the error; the rule subtracts it, so that a difference within the error does not count.",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] - errors[:-1] >= gaps[1:], len(gaps)),
        "You subtract the error of K on the left; the rule subtracts an error only on the right, that of K + 1.",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] > gaps[1:] - errors[1:], len(gaps)),
        "Where both sides are equal, the rule is met already: it has ≥ and not >.",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] <= gaps[1:] - errors[1:], len(gaps)),
        "Your inequality points the wrong way: K will do when K + 1 is no better.",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] < gaps[1:] - errors[1:], len(gaps)),
        "Your inequality points the wrong way: K will do when K + 1 is no better.",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] >= gaps[1:] - errors[1:], 1),
        "Where no K meets the rule, you suggest 1. More clusters were better every time; the answer is the largest K.",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] >= gaps[1:] - errors[1:], 0),
        "Where no K meets the rule, you suggest 0 clusters. More were better every time; the answer is the largest K.",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] >= gaps[1:] - errors[1:], -1),
        "Where no K meets the rule, you suggest -1 clusters. More were better every time; the answer is the largest K.",
    ),
    (
        lambda gaps, errors: _first(gaps[:-1] >= gaps[1:] - errors[1:], len(gaps) - 1),
        "Where no K meets the rule, you stop one short of the largest K.",
    ),
    (
        lambda gaps, errors: float(gaps[rule(gaps, errors) - 1]),
        "You return the gap itself; what is wanted is the K that it belongs to.",
    ),
    (lambda gaps, errors: float(gaps.max()), "You return the highest gap itself; what is wanted is a K, by the rule."),
    (
        lambda gaps, errors: int((gaps - errors).argmax()) + 1,
        "You take the highest gap after subtracting its error. The rule compares each K with the next one.",
    ),
    (
        lambda gaps, errors: int(errors.argmin()) + 1,
        "You take the K with the smallest error. The rule compares gaps, and only then takes the error into account.",
    ),
    (
        lambda gaps, errors: _first(gaps >= gaps.max() - errors[gaps.argmax()], len(gaps)),
        "You compare every K with the highest gap; the rule compares it with the next one only.",
    ),
]
"""What students often write, as a function of gaps and errors, and the hint for it."""
