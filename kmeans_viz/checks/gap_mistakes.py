"""What students often compute for the gap statistic and its error, and the hint for it.

Each mistake is a function of the references' sums of squares, ``(k_max, n_refs)``, and those of the points,
``(k_max,)``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
Mistake: TypeAlias = tuple[Callable[[Numbers, Numbers], Numbers], str]


def _gap(references: Numbers, sums: Numbers) -> Numbers:
    return np.log(references).mean(axis=1) - np.log(sums)


def _error(references: Numbers) -> Numbers:
    return np.log(references).std(axis=1) * np.sqrt(1 + 1 / references.shape[1])


_WITH_ERROR = (
    "The gap itself has no error in it: return s_K beside it. It is the rule, in suggest_k, that subtracts it."
)

GAPS: list[Mistake] = [
    (
        lambda references, sums: -_gap(references, sums),
        "Your values have the wrong sign: a gap is large where the points fit better than the references do.",
    ),
    (
        lambda references, sums: np.abs(_gap(references, sums)),
        "Your gaps have lost their sign: a gap is below zero where the references fit better than the points do.",
    ),
    (lambda references, sums: _gap(references, sums) - _error(references), _WITH_ERROR),
    (lambda references, sums: _gap(references, sums) + _error(references), _WITH_ERROR),
    (lambda references, sums: _gap(references, sums) - np.log(references).std(axis=1), _WITH_ERROR),
    (
        lambda references, sums: np.log(references.mean(axis=1)) - np.log(sums),
        "You take the logarithm of a mean; the formula has the mean of logarithms, which is another number.",
    ),
    (
        lambda references, sums: references.mean(axis=1) - sums,
        "Your gap is between the sums of squares themselves; the formula compares their logarithms.",
    ),
    (
        lambda references, sums: references.mean(axis=1) / sums,
        "Your gap is a ratio of the sums of squares; the formula has a difference of their logarithms.",
    ),
    (
        lambda references, sums: np.log(references).mean(axis=1) / np.log(sums),
        "You divide one logarithm by the other; the formula subtracts.",
    ),
    (
        lambda references, sums: np.log(np.maximum(references.mean(axis=1) - sums, 1e-300)),
        "You take the logarithm of a difference; the formula has the difference of logarithms.",
    ),
    (
        lambda references, sums: np.log10(references).mean(axis=1) - np.log10(sums),
        "Your logarithms have the base 10; the formula has natural ones.",
    ),
    (
        lambda references, sums: np.log2(references).mean(axis=1) - np.log2(sums),
        "Your logarithms have the base 2; the formula has natural ones.",
    ),
    (
        lambda references, sums: np.log1p(references).mean(axis=1) - np.log1p(sums),
        "You add 1 before you take a logarithm; the formula does not.",
    ),
    (
        lambda references, sums: np.log(references).sum(axis=1) - np.log(sums),
        "The logarithms of the references are added up; divide by how many references there are.",
    ),
    (
        lambda references, sums: (np.log(references).sum(axis=1) - np.log(sums)) / references.shape[1],
        "You divide by B after the subtraction; only the logarithms of the references are averaged.",
    ),
    (
        lambda references, sums: np.log(references).sum(axis=1) / (references.shape[1] - 1) - np.log(sums),
        "You divide by one less than the number of references, as for a variance; a mean divides by their number.",
    ),
    (
        lambda references, sums: np.log(references).mean(axis=1),
        "Your values say how the references fit; the points themselves are missing from them.",
    ),
    (
        lambda references, sums: np.log(sums),
        "Your values say how the points fit; the references are missing from them.",
    ),
    (lambda references, sums: sums, "Your values are W_K of the points, and no comparison yet."),
    (
        lambda references, sums: np.median(np.log(references), axis=1) - np.log(sums),
        "You take the median over the references; the formula has the mean.",
    ),
    (
        lambda references, sums: np.log(references).max(axis=1) - np.log(sums),
        "Only the largest sum of the references counts in your values; the formula has the mean of their logarithms.",
    ),
    (
        lambda references, sums: np.log(references).min(axis=1) - np.log(sums),
        "Only the smallest sum of the references counts in your values; the formula has the mean of their logarithms.",
    ),
    (
        lambda references, sums: np.log(references[:, -1]) - np.log(sums),
        "Only the last reference counts in your values; is something overwritten in a loop?",
    ),
    (
        lambda references, sums: np.log(references[:, 0]) - np.log(sums),
        "Only the first reference counts in your values; does a return stand inside a loop?",
    ),
    (
        lambda references, sums: np.cumsum(np.log(references).sum(axis=1)) / references.shape[1] - np.log(sums),
        "The sum over the references goes on from one K to the next; it should begin anew for each K.",
    ),
    (
        lambda references, sums: np.sqrt(references).mean(axis=1) - np.sqrt(sums),
        "You compare roots of the sums of squares; the formula compares their logarithms.",
    ),
    (
        lambda references, sums: _gap(references, sums)[::-1],
        "Your gaps are in the opposite order: the first belongs to K = 1.",
    ),
]

_DEVIATION = (
    "Your error is the standard deviation as it is. That B references are few makes it larger: by which factor?"
)

ERRORS: list[Mistake] = [
    (lambda references, sums: np.log(references).std(axis=1), _DEVIATION),
    (
        lambda references, sums: np.log(references).std(axis=1, ddof=1) * np.sqrt(1 + 1 / references.shape[1]),
        "Your standard deviation divides by B − 1; the one of the paper divides by B.",
    ),
    (
        lambda references, sums: np.log(references).std(axis=1, ddof=1),
        "Your error is the standard deviation that divides by B − 1. That of the paper divides by B, and has a factor.",
    ),
    (
        lambda references, sums: np.log(references).std(axis=1) * (1 + 1 / references.shape[1]),
        "The factor of the standard deviation is a root, √(1 + 1/B); yours is 1 + 1/B.",
    ),
    (
        lambda references, sums: np.log(references).std(axis=1) / np.sqrt(references.shape[1]),
        "You divide by √B, as for the error of a mean. The factor of the paper is √(1 + 1/B).",
    ),
    (
        lambda references, sums: np.log(references).std(axis=1) * np.sqrt(1 + references.shape[1]),
        "Your factor is √(1 + B); that of the paper is √(1 + 1/B), little more than 1.",
    ),
    (
        lambda references, sums: np.log(references).var(axis=1) * np.sqrt(1 + 1 / references.shape[1]),
        "You take the variance; the error is made of its root, the standard deviation.",
    ),
    (
        lambda references, sums: np.log(references).var(axis=1) * (1 + 1 / references.shape[1]),
        "Your error is the square of what it should be: a root is missing over all of it.",
    ),
    (
        lambda references, sums: references.std(axis=1) * np.sqrt(1 + 1 / references.shape[1]),
        "Your standard deviation is that of the sums of squares; what varies in the gap are their logarithms.",
    ),
    (
        lambda references, sums: np.log(references.std(axis=1)) * np.sqrt(1 + 1 / references.shape[1]),
        "You take the logarithm of a standard deviation; the formula has the standard deviation of logarithms.",
    ),
    (
        lambda references, sums: np.full(len(sums), _gap(references, sums).std()),
        "Your standard deviation is over the gaps of all K; for each K it is over the references of that K.",
    ),
    (
        lambda references, sums: np.full(len(sums), np.log(references).std()),
        "Your standard deviation is over all K at once; each K has one of its own.",
    ),
    (
        lambda references, sums: np.full(len(sums), np.log(references).std() * np.sqrt(1 + 1 / references.shape[1])),
        "Your standard deviation is over all K at once; each K has one of its own.",
    ),
    (
        lambda references, sums: np.full(len(sums), _error(references)[-1]),
        "All your errors are that of the last K. Is something overwritten in a loop?",
    ),
    (
        lambda references, sums: (
            np.abs(np.log(references) - np.log(references).mean(axis=1, keepdims=True)).mean(axis=1)
            * np.sqrt(1 + 1 / references.shape[1])
        ),
        "You average distances from the mean without squaring them; a standard deviation is the root of mean squares.",
    ),
    (
        lambda references, sums: np.log(references).std(axis=1) / np.sqrt(1 + 1 / references.shape[1]),
        "You divide by √(1 + 1/B); that few references are drawn makes the error larger, and not smaller.",
    ),
    (lambda references, sums: -_error(references), "Your errors are below zero; a standard deviation never is."),
    (lambda references, sums: np.zeros(len(sums)), "All your errors are 0. How much do the references differ?"),
]
