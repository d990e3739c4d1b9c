"""What a lesson asks before it shows: a question, the guess that it waits for, and what comes out after the guess.

A `Prediction` holds all of it: the question and the bare board, the kind of guess (`Place`, `Number` or `Choice`) with
the truth, and the explanation and the boards, pictures or tables that come with the answer. A lesson makes one in a
function, so that nothing is computed before it is asked for. Its numbers are computed, and its words go through
`words`, in the language that `speaking` sets for that time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kmeans_viz.inputs import InputError, Points
from kmeans_viz.languages import ENGLISH, translated
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.trace import Trace

if TYPE_CHECKING:
    from matplotlib.figure import Figure


MOST_PUT = 8
"""How many stars a student may put at most: the page tries all orders of them."""


_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Make `words` return sentences in a language inside a ``with`` block."""
    before = _spoken.set(lang)
    try:
        yield
    finally:
        _spoken.reset(before)


def words(text: str, **numbers: Any) -> str:
    """Return a sentence of a lesson in the language that is spoken, with its numbers filled in.

    A blank line begins a new paragraph; text between backticks is code, and text between asterisks is emphasised.

    Parameters
    ----------
    text : str
        The English, with a replacement field for each number, as `str.format` takes it.
    **numbers
        What the fields are filled with.

    Examples
    --------
    >>> words("It took {n} updates, and {share:.0%} of the points moved.", n=7, share=0.25)
    'It took 7 updates, and 25% of the points moved.'
    """
    return translated(text, _spoken.get(), **numbers)


@dataclass(frozen=True)
class Board:
    """A run, and how much of it is shown."""

    source: Recipe | Trace
    step: int | None = None
    """The state to show, from 0, the start. None shows the points alone with a question, and the start in an answer."""
    caption: str = ""
    """A line above the board."""


@dataclass(frozen=True)
class Picture:
    """A figure of matplotlib that comes with an answer."""

    figure: Figure
    alt: str
    """What the figure shows, for those who do not see it."""
    caption: str = ""


@dataclass(frozen=True)
class Table:
    """A few rows that come with an answer."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]
    """A number is shown as Python writes it: round it first."""
    caption: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise InputError(
                    f"the row {row!r} has {len(row)} entries; use {len(self.columns)}, one for each column"
                )


@dataclass(frozen=True, eq=False)
class Place:
    """A guess of places: the student puts stars on the board of the prediction."""

    truth: Points
    """(m, d): where the m stars belong."""
    moves: bool = False
    """True: the student moves the stars that the board shows, and star j is compared with row j. False: the student
    puts m stars, which are compared with the truth in the order that fits best."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "truth", np.asarray(self.truth, dtype=float))
        if self.truth.ndim != 2 or self.truth.shape[1] > 2:
            raise InputError(f"truth has the shape {self.truth.shape}; use (m, 2), or (m, 1) on a line")
        if len(self.truth) > MOST_PUT and not self.moves:
            raise InputError(
                f"{len(self.truth)} stars are too many to find their order; use {MOST_PUT} at most, or moves=True"
            )


@dataclass(frozen=True)
class Number:
    """A guess of a number."""

    truth: float
    unit: str
    """What is counted or measured: "updates", "%"; empty for a bare number."""
    low: float
    high: float
    """The least and the most that can be entered; they must not give the truth away."""
    near: float
    """How far off a guess may be to count as close; 0 where only the exact number is right."""
    decimals: int = 0
    """With how many decimals the truth is shown."""

    def __post_init__(self) -> None:
        if not self.low <= self.truth <= self.high:
            raise InputError(f"truth={self.truth} cannot be entered; use low <= truth <= high")


@dataclass(frozen=True)
class Choice:
    """A guess of one answer among several."""

    options: tuple[str, ...]
    right: int
    """The index of the right option, from 0."""
    whys: tuple[str, ...]
    """For each option why it is right or wrong. The reader sees that of the chosen option and that of the right one."""

    def __post_init__(self) -> None:
        if len(self.whys) != len(self.options):
            raise InputError(f"{len(self.options)} options have {len(self.whys)} whys; use one for each option")
        if not 0 <= self.right < len(self.options):
            raise InputError(f"right={self.right} is no option; use 0 <= right < {len(self.options)}")


Reveal = Recipe | Trace | Board | Picture | Table
"""What may come out with an answer; a recipe, a trace or a board plays there and can be dragged."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """A question, the guess that it waits for, and the answer."""

    question: str
    guess: Place | Number | Choice
    why: str = ""
    """Why the truth is as it is; a `Choice` may leave it out, since each of its options has a why."""
    board: Recipe | Trace | Board | None = None
    """Shown with the question, and it does not play there; a recipe or a trace shows its points alone."""
    reveal: Reveal | tuple[Reveal, ...] = ()
    """What comes out with the answer; several stand side by side where there is room."""

    def __post_init__(self) -> None:
        if isinstance(self.board, Recipe | Trace):
            object.__setattr__(self, "board", Board(self.board))
        if not isinstance(self.reveal, tuple):
            object.__setattr__(self, "reveal", (self.reveal,))
        if isinstance(self.guess, Place):
            if not isinstance(self.board, Board):
                raise InputError("a Place needs a board to put the stars on; give the prediction a board")
            if self.guess.moves and self.board.step is None:
                raise InputError("the board shows no stars to move; use Board(source, step=0), or moves=False")
        if not self.why and not isinstance(self.guess, Choice):
            raise InputError("the prediction has no why; say why the truth is as it is")


def question(text: str, options: dict[str, str], *, right: int, **numbers: Any) -> Prediction:
    """Return a question of a quiz.

    Parameters
    ----------
    text : str
    options : dict
        Each option with why it is right or wrong.
    right : int
        The index of the right option, from 0.
    **numbers
        What the fields of all these words are filled with, as in `words`.
    """
    whys = tuple(words(why, **numbers) for why in options.values())
    return Prediction(
        words(text, **numbers), Choice(tuple(words(option, **numbers) for option in options), right, whys)
    )
