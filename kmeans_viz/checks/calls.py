"""What all exercises share: calling a student's function safely, and marking its results.

`marked` takes the function and a list of tests, runs them from the easiest to the hardest, and returns a `Checked` with
the hint of the first that fails.
"""

from __future__ import annotations

import html
import io
import traceback
import warnings
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Test: TypeAlias = Callable[["Attempt"], None]
"""Raises `Wrong` with a hint unless the attempt passes."""


class Wrong(Exception):  # noqa: N818  it reports a student's mistake, and not an error of the program
    """A mistake in a student's attempt; the message is the hint."""


@dataclass(frozen=True)
class Checked:
    """The marks of an exercise: how many tests pass, and a hint for the first that does not.

    Examples
    --------
    >>> Checked("assign", 2, 7, "All points got the label 0.")
    assign: 2 of 7 checks pass. All points got the label 0.
    >>> Checked("assign", 7, 7, "").passed
    True
    """

    exercise: str
    done: int
    """How many tests pass, from the easiest on, before the first that fails."""
    total: int
    hint: str
    """What to look at next, in a sentence or two; empty if all tests pass."""

    @property
    def passed(self) -> bool:
        """True if all tests pass."""
        return self.done == self.total

    @property
    def _score(self) -> str:
        return f"all {self.total} checks pass" if self.passed else f"{self.done} of {self.total} checks pass"

    def __repr__(self) -> str:
        return f"✓ {self.exercise}: {self._score}." if self.passed else f"{self.exercise}: {self._score}. {self.hint}"

    def _repr_html_(self) -> str:
        sign, color = ("✓", "#1a7f37") if self.passed else ("→", "#b35900")
        title = f"{html.escape(self.exercise)}: {self._score}."
        hint = f"<br>{in_html(self.hint)}" if self.hint else ""
        return (
            f'<div style="border-left: 4px solid {color}; padding: 0.3em 0.8em; max-width: 46em">'
            f'<b><span style="color: {color}">{sign}</span> {title}</b>{hint}</div>'
        )


class Attempt:
    """A student's function, which is called with copies; any mistake in a call raises `Wrong` with a hint.

    Parameters
    ----------
    function : callable
    call : str
        How it is called, for example ``"assign(X, centroids)"``.
    start : str
        The hint for a student who has not begun.
    """

    def __init__(self, function: Any, call: str, start: str) -> None:
        self.function, self.call, self.start = function, call, start
        role = call.partition("(")[0]
        name = getattr(function, "__name__", role)
        self.name = role if name == "<lambda>" else name
        self._has_answered = False

    def __call__(self, *arguments: Any, is_quiet: bool = False) -> Any:
        """Return what the function returns for copies of `arguments`; `is_quiet` hides what it prints."""
        copies = [value.copy() if isinstance(value, np.ndarray) else value for value in arguments]
        try:
            # numpy's warnings, about the mean of an empty slice for example, are hidden: hints explain their results.
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                if is_quiet:
                    with redirect_stdout(io.StringIO()):
                        result = self.function(*copies)
                else:
                    result = self.function(*copies)
        except Wrong:
            raise
        except NotImplementedError:
            raise Wrong(self.start) from None
        except Exception as problem:
            raise Wrong(self._told(problem)) from None
        if result is None or result is Ellipsis:
            again = f"{self.name} returns None for some input; every path through it should end with a return."
            raise Wrong(again if self._has_answered else self.start)
        names = self.call.partition("(")[2].rstrip(")").split(", ")
        for name, copy, value in zip(names, copies, arguments, strict=True):
            if isinstance(value, np.ndarray) and not np.array_equal(copy, value):
                raise Wrong(
                    f"{self.name} changes {name}, which belongs to the caller; "
                    f"work on a copy, for example {name}.copy()."
                )
        self._has_answered = True
        return result

    def numbers(self, *arguments: Any, is_quiet: bool = False) -> NDArray[Any]:
        """Return what the function returns for copies of `arguments`, as an array of numbers."""
        result = self(*arguments, is_quiet=is_quiet)
        try:
            array = np.asarray(result)
        except ValueError:
            raise Wrong(f"{self.name} returns rows of different lengths; an array has rows of one length.") from None
        if array.dtype.kind not in "iufb":
            raise Wrong(f"{self.name} returns {_short(repr(result))}, which is not an array of numbers.")
        return array

    def _told(self, problem: Exception) -> str:
        """Return a sentence with the error, and with the line of the student's code in which it arose."""
        what = f"{type(problem).__name__}: {_short(str(problem))}".removesuffix(": ")
        line = own_line(self.function, problem)
        if line is None:
            return f"{self.name} raises {what}; it is called as `{self.call}`."
        return f"{self.name} stops in {line}: {what}"


def marked(function: Any, call: str, start: str, tests: Sequence[Test]) -> Checked:
    """Return the marks of `function`: the number of tests that pass before the first that does not, and its hint."""
    attempt = Attempt(function, call, start)
    if not callable(function):
        name = call.partition("(")[0]
        hint = f"Pass the function itself, without calling it: check_{name}({name})."
        return Checked(name, 0, len(tests), hint)
    for done, test in enumerate(tests):
        try:
            test(attempt)
        except Wrong as wrong:
            return Checked(attempt.name, done, len(tests), str(wrong))
    return Checked(attempt.name, len(tests), len(tests), "")


def own_line(function: Any, problem: BaseException) -> str | None:
    """Return the number and text of the line in which `problem` arose, in the module or notebook of `function`."""
    own = getattr(function, "__globals__", None)
    frames = [(frame, number) for frame, number in traceback.walk_tb(problem.__traceback__) if frame.f_globals is own]
    if own is None or not frames:
        return None
    line = traceback.StackSummary.extract(iter(frames[-1:]))[0]
    return f"line {line.lineno}, `{line.line}`" if line.line else f"line {line.lineno}"


def in_html(text: str) -> str:
    """Return `text` as HTML, with the parts between backticks as code."""
    parts = html.escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 200 else text[:197] + "..."
