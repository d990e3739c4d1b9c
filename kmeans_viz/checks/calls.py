"""What all exercises share: calling a student's function safely, and marking its results.

`marked` takes the function and a list of tests, runs them from the easiest to the hardest, and returns a `Checked` with
the hint of the first that fails. `Guarded` is how a student's function is called; `errors` and `limits` help it.
"""

from __future__ import annotations

import builtins
import html
import inspect
import os
import traceback
import warnings
from collections.abc import Callable, Iterator, KeysView, Sequence, ValuesView
from dataclasses import dataclass
from functools import partial
from numbers import Real
from typing import Any, NoReturn, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.checks.errors import told
from kmeans_viz.checks.limits import Captured, LastLines, StillRunning, TimeLimit

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
    """How many tests pass, from the easiest on, before the first that fails; also the points for it."""
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

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        """Return what a notebook shows.

        nbgrader takes a number as the points of a cell, and gives full points for any other text. It says in the
        environment that it is grading (its FAQ, "Can I modify the notebook behavior during autograding").
        """
        text = str(self.done) if "NBGRADER_EXECUTION" in os.environ else repr(self)
        return {"text/plain": text, "text/html": self._repr_html_()}


class Guarded:
    """A student's function: what it raises becomes `Wrong` with a hint, and so does a call that never ends.

    Parameters
    ----------
    function : callable
    call : str
        How it is called, for example ``"assign(X, centroids)"``.
    limit : TimeLimit
        Entered by the caller.
    printed : LastLines
        Takes what the function prints.
    """

    def __init__(self, function: Any, call: str, limit: TimeLimit, printed: LastLines) -> None:
        self.function, self.call = function, call
        self._limit, self._printed = limit, printed
        role = call.partition("(")[0]
        name = getattr(function, "__name__", role)
        self.name = role if name == "<lambda>" else name
        self.__name__ = self.name  # by which the messages of a run call it

    def __call__(self, *arguments: Any) -> Any:
        """Return what the function returns."""
        asked, builtins.input = builtins.input, _no_keyboard
        try:
            # numpy's warnings, about the mean of an empty slice for example, are hidden: hints explain their results.
            with warnings.catch_warnings(), np.errstate(all="ignore"), Captured(self._printed):
                warnings.simplefilter("ignore")
                try:
                    self._limit.begin()
                    return self.function(*arguments)
                finally:
                    # This alone cannot be interrupted; the call after it can be, by the last that was on its way.
                    self._limit.is_inside = False
                    self._limit.end()
        except (Wrong, NotImplementedError, KeyboardInterrupt):
            raise
        except StillRunning as problem:
            self._limit.is_inside = False
            self._limit.end()
            raise Wrong(self._still_running(problem)) from None
        except BaseException as problem:
            raise Wrong(self._told(problem)) from None
        finally:
            builtins.input = asked

    def _still_running(self, problem: BaseException) -> str:
        where = own_line(self.function, problem)
        after, n_calls = f"After {self._limit.seconds:g} seconds", self._limit.n_calls
        if where is None:
            return f"{after}, {self.name} has only just come to an end. What takes it so long?"
        if "`import " in where or "`from " in where:
            return (
                f"{after}, {self.name} is still running in {where}. Importing can take long the first time: let the "
                "import stand in a cell of its own, run that, and check again."
            )
        if n_calls > 1:
            return (
                f"{after}, in its call {n_calls}, {self.name} is still running in {where}. Does that loop end on every "
                "board? If so, what takes it so long?"
            )
        return (
            f"{after}, {self.name} is still running in {where}. Does something change in each pass of the loop, so "
            "that it comes to an end?"
        )

    def _told(self, problem: BaseException) -> str:
        """Return a sentence with the error, and with the line of the student's code in which it arose."""
        line = own_line(self.function, problem)
        if line is None and isinstance(problem, TypeError) and "argument" in str(problem):
            return f"{self.name} cannot be called as `{self.call}`: {str(problem).partition('() ')[2] or problem}."
        if line is None:
            return f"{self.name} raises an error: {told(problem)}"
        return f"{self.name} stops in {line}: {told(problem)}"


class Attempt:
    """A student's function, which is called with copies; any mistake in a call raises `Wrong` with a hint.

    Parameters
    ----------
    guarded : Guarded
    start : str
        The hint for a student who has not begun.
    """

    def __init__(self, guarded: Guarded, start: str) -> None:
        self._guarded, self.start = guarded, start
        self.name = guarded.name
        self._has_answered = False

    def __call__(self, *arguments: Any) -> Any:
        """Return what the function returns for copies of `arguments`."""
        copies = [value.copy() if isinstance(value, np.ndarray) else value for value in arguments]
        try:
            result = self._guarded(*copies)
        except NotImplementedError:
            raise Wrong(self.start) from None
        if result is None or result is Ellipsis:
            again = f"{self.name} returns None for some input; every path through it should end with a return."
            if not self._has_answered and result is None and _does_something(self._guarded.function):
                raise Wrong(
                    f"{self.name} comes to its end and gives back nothing. Does it end with a return? To print an "
                    "answer, or to change an argument, is not to return it."
                )
            raise Wrong(again if self._has_answered else self.start)
        names = self._guarded.call.partition("(")[2].rstrip(")").split(", ")
        for name, copy, value in zip(names, copies, arguments, strict=True):
            if isinstance(value, np.ndarray) and not np.array_equal(copy, value):
                raise Wrong(
                    f"{self.name} changes {name}, which belongs to the caller; "
                    f"work on a copy, for example {name}.copy()."
                )
        self._has_answered = True
        return result

    def numbers(self, *arguments: Any) -> NDArray[Any]:
        """Return what the function returns for copies of `arguments`, as an array of numbers."""
        return self.as_numbers(self(*arguments))

    def as_numbers(self, result: Any) -> NDArray[Any]:
        """Return a result as an array of numbers."""
        if isinstance(result, (Iterator, ValuesView, KeysView)) or callable(result):
            what = "a function" if callable(result) else f"a {type(result).__name__}"
            raise Wrong(f"{self.name} returns {what}, and not what it gives; collect that, and return it as a whole.")
        if isinstance(self._guarded.function, type):
            raise Wrong(
                f"{self.name} is a class, and a call of it gives an object; make it a function that returns the answer."
            )
        if isinstance(result, dict):
            raise Wrong(
                f"{self.name} returns a dict, as the functions of the blog post do; here the answer is one array, "
                "whose order says what belongs to what."
            )
        if isinstance(result, (set, str)):
            raise Wrong(f"{self.name} returns a {type(result).__name__}; return an array or a list of numbers.")
        try:
            array = np.asarray(result)
        except ValueError:
            if isinstance(result, tuple):
                raise Wrong(f"{self.name} returns {len(result)} different things at once; return the answer.") from None
            raise Wrong(f"{self.name} returns rows of different lengths; an array has rows of one length.") from None
        if array.dtype.kind in "iufb":
            return array
        if array.dtype == object and array.size and all(isinstance(item, Real) for item in array.flat):
            return np.array(array.tolist(), dtype=float)
        if array.dtype == object and any(item is None for item in array.flat):
            raise Wrong(
                f"{self.name} returns None among its numbers, for something that it found no answer to. What is there "
                "at the beginning, and is it always replaced?"
            )
        raise Wrong(f"{self.name} returns {_short(repr(result))}, which is not an array of numbers.")


def marked(function: Any, call: str, start: str, tests: Sequence[Test]) -> Checked:
    """Return the marks of `function`: the number of tests that pass before the first that does not, and its hint.

    The last lines that the function printed are printed again.
    """
    name = call.partition("(")[0]
    if not callable(function):
        hint = f"Pass the function itself, without calling it: check_{name}({name})."
        return Checked(name, 0, len(tests), hint)
    printed = LastLines()
    with TimeLimit() as limit:
        attempt = Attempt(Guarded(function, call, limit, printed), start)
        result = Checked(attempt.name, len(tests), len(tests), "")
        for done, test in enumerate(tests):
            limit.restart()
            try:
                test(attempt)
            except Wrong as wrong:
                result = Checked(attempt.name, done, len(tests), str(wrong))
                break
    print(printed.text(), end="")  # noqa: T201  it is the student's own
    return result


def own_line(function: Any, problem: BaseException) -> str | None:
    """Return the number and text of the line in which `problem` arose, in the module or notebook of `function`."""
    if isinstance(function, partial):
        function = function.func
    own = getattr(function, "__globals__", None) or getattr(type(function).__call__, "__globals__", None)
    frames = [(frame, number) for frame, number in traceback.walk_tb(problem.__traceback__) if frame.f_globals is own]
    if own is None or not frames:
        return None
    line = traceback.StackSummary.extract(iter(frames[-1:]))[0]
    return f"line {line.lineno}, `{line.line}`" if line.line else f"line {line.lineno}"


def in_html(text: str) -> str:
    """Return `text` as HTML, with the parts between backticks as code."""
    parts = html.escape(text, quote=False).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


def _does_something(function: Any) -> bool:
    """Tell whether a function has names of its own, or uses any: an empty one has neither."""
    code = getattr(function, "__code__", None)
    own = 0 if code is None else code.co_nlocals - code.co_argcount - bool(code.co_flags & inspect.CO_VARARGS)
    return code is not None and bool(own > 0 or code.co_names)


def _no_keyboard(*words: object) -> NoReturn:
    raise EOFError


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 200 else text[:197] + "..."
