"""Checks of single values: counts, numbers, seeds, names from a table; and the error about what cannot be used."""

from __future__ import annotations

import difflib
import inspect
import math
import operator
import warnings
from collections.abc import Collection
from typing import Any

import numpy as np

_MOST_LISTED = 200  # characters of a message for the names that can be chosen
_OURS = ("kmeans_viz", "contextlib")  # the second is between a function and its decorator `pinned`


class InputError(ValueError):
    """Input that cannot be used; the message names the value, the rule and the fix in one line.

    Names and texts from a file may be in it: line ends become spaces, and other signs that do not print "\ufffd".
    """

    def __init__(self, message: object = "") -> None:
        line = " ".join(filter(None, map(str.strip, str(message).splitlines())))
        super().__init__("".join(sign if sign.isprintable() else "\ufffd" for sign in line))


def as_k(k: Any, n: int) -> int:
    """Return `k` as a whole number, checked against the number of points `n`.

    Raises
    ------
    InputError
        If `k` is not a whole number from 1 to `n`.
    """
    number = as_count(k, "k")
    if number > n:
        raise InputError(f"k={shown(k)} clusters need at least that many points, and there are {n}; use 1 <= k <= {n}")
    return number


def as_count(value: Any, name: str, *, low: int = 1, high: int | None = None) -> int:
    """Return `value` as an int from `low` to `high`; ``3.0`` counts as whole, True does not.

    Raises
    ------
    InputError
        If it is not a whole number, or out of range; the message calls it `name`.
    """
    try:
        # Before numpy 2.3, its booleans count as whole numbers too.
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        is_whole = isinstance(value, (float, np.floating)) and value.is_integer()
        number = int(value) if is_whole else operator.index(value)
    except TypeError:
        raise InputError(f"{name}={shown(value)} is not a whole number; use {_range(name, low, high)}") from None
    if number < low or (high is not None and number > high):
        raise InputError(f"{name}={shown(value)} is out of range; use {_range(name, low, high)}")
    return number


def as_number(value: Any, name: str, *, low: float, high: float = math.inf) -> float:
    """Return `value` as a finite float from `low` to `high`.

    Raises
    ------
    InputError
        If it is not a finite number, or out of range; the message calls it `name`.
    """
    rule = _range(name, f"{low:g}", None if high == math.inf else f"{high:g}")
    try:
        if isinstance(value, (str, bytes, bool)):
            raise TypeError
        number = float(value)
    except OverflowError:
        number = math.inf
    except (TypeError, ValueError):
        raise InputError(f"{name}={shown(value)} is not a number; use {rule}") from None
    if not (math.isfinite(number) and low <= number <= high):
        raise InputError(f"{name}={shown(value)} is out of range; use {rule}")
    return number


def as_choice(value: Any, choices: Collection[str], name: str) -> str:
    """Return `value` if it is one of `choices`.

    Raises
    ------
    InputError
        If it is not; the message lists the choices and suggests a close one: "did you mean …?".
    """
    if isinstance(value, str) and value in choices:
        return value
    close = difflib.get_close_matches(str(value).lower(), list(choices), n=1, cutoff=0.6)
    hint = f"did you mean {close[0]!r}? " if close else ""
    # "the ending" is not the name of an argument, so it takes no equals sign.
    given = f"{name} {shown(value)}" if name.startswith("the ") else f"{name}={shown(value)}"
    raise InputError(f"{given} is unknown; {hint}use one of: {_listed(choices)}")


def as_rng(seed: Any, *, name: str = "seed") -> np.random.Generator:
    """Return the random generator that `seed` stands for.

    Parameters
    ----------
    seed : None, int, numpy.random.SeedSequence, Generator, BitGenerator or RandomState
        None gives a different generator each time; a generator is returned as it is. A RandomState, as scikit-learn
        takes it, draws the seed.
    name : str
        What messages call the value.

    Raises
    ------
    InputError
        If `seed` is none of these, or is negative.
    """
    if isinstance(seed, np.random.Generator):
        return seed
    if isinstance(seed, np.random.RandomState):
        return np.random.default_rng(seed.randint(2**31 - 1))
    if seed is None or isinstance(seed, (np.random.SeedSequence, np.random.BitGenerator)):
        return np.random.default_rng(seed)
    return np.random.default_rng(as_count(seed, name, low=0))


def warn_caller(message: str) -> None:
    """Warn about input that is used in part; the warning points to the line outside of this package that led here."""
    frame, level = inspect.currentframe(), 1
    while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] in _OURS:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, stacklevel=level)


def shown(value: object) -> str:
    """Return `value` as messages show it: short, on one line, a number without its type."""
    try:
        text = " ".join(repr(value.item() if isinstance(value, np.generic) else value).split())
    except Exception:  # a user's own __repr__ may fail, and Python refuses to write out very long integers
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 60 else text[:57] + "..."


def counted(number: int, what: str) -> str:
    """Return "1 point" or "3 points" for the word "point"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _listed(choices: Collection[str]) -> str:
    """Return some names, so many that a message stays readable."""
    names = list(choices)
    while len(names) > 1 and len(", ".join(names)) > _MOST_LISTED:
        names.pop()
    more = len(choices) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _range(name: str, low: object, high: object) -> str:
    return f"{name} >= {low}" if high is None else f"{low} <= {name} <= {high}"
