"""The lessons by their numbers: `lesson(1)` returns the `Lesson` of the module `lesson_1`, in any of its languages."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kmeans_viz.inputs import InputError, as_choice
from kmeans_viz.languages import ENGLISH, LANGUAGES, catalogue, translated
from kmeans_viz.lessons.predictions import Choice, Prediction, speaking
from kmeans_viz.pictures.pinned import pinned

if TYPE_CHECKING:
    from kmeans_viz.lessons.asking import Question

QUESTIONS = 5
"""How many questions a quiz has."""
QUIZ = "quiz"
"""What the quiz is called beside the names of predictions."""


@dataclass(frozen=True)
class Lesson:
    """What a lesson asks: its predictions by name, and its quiz."""

    number: int
    title: str
    predictions: Mapping[str, Callable[[], Prediction]]
    """In the order in which the lesson asks them."""
    quiz_questions: Callable[[], tuple[Prediction, ...]]
    """Five predictions, each with a `Choice`."""
    lang: str = ENGLISH
    """The language in which the lesson asks."""

    def predict(self, name: str) -> Question:
        """Return a question of this lesson as a widget, which answers once the student has guessed.

        Raises
        ------
        InputError
            If the lesson has no prediction of this name.
        """
        from kmeans_viz.lessons.asking import Question

        return Question([self.prediction(name)], f"{self.number} {name}", lang=self.lang)

    def quiz(self) -> Question:
        """Return the quiz of this lesson as a widget, with a score."""
        from kmeans_viz.lessons.asking import Question

        return Question(self.questions(), f"{self.number} {QUIZ}", lang=self.lang)

    def asked(self, name: str) -> tuple[Prediction, ...]:
        """Return what the lesson asks under a name: one prediction, or the questions of the quiz."""
        return self.questions() if name == QUIZ else (self.prediction(name),)

    def prediction(self, name: str) -> Prediction:
        """Return a prediction of this lesson, computed.

        Raises
        ------
        InputError
            If the lesson has no prediction of this name.
        """
        as_choice(name, list(self.predictions), "name")
        with speaking(self.lang), pinned():
            return self.predictions[name]()

    def questions(self) -> tuple[Prediction, ...]:
        """Return the questions of the quiz."""
        with speaking(self.lang), pinned():
            questions = self.quiz_questions()
        assert len(questions) == QUESTIONS
        assert all(isinstance(question.guess, Choice) for question in questions)
        return questions


def numbers() -> list[int]:
    """Return the numbers of the lessons."""
    return sorted(int(re.sub(r"\D", "", file.stem)) for file in Path(__file__).parent.glob("lesson_[0-9]*.py"))


def lesson(number: int, lang: str = ENGLISH) -> Lesson:
    """Return a lesson.

    Parameters
    ----------
    number : int
        From 0, the lesson without code, to 7.
    lang : str
        The language: "en", or another that the lesson is translated to.

    Raises
    ------
    InputError
        If there is no lesson of this number, or not in this language.

    Examples
    --------
    >>> lesson(1).title
    'One half-step at a time'
    >>> lesson(1, lang="es").title
    'Medio paso a la vez'
    """
    if number not in numbers():
        raise InputError(f"number={number!r} is no lesson; use one of: {', '.join(map(str, numbers()))}")
    module = importlib.import_module(f"kmeans_viz.lessons.lesson_{int(number)}")
    found: Lesson = module.LESSON
    as_choice(lang, LANGUAGES, "lang")
    if not is_translated(found.title, lang):
        known = [repr(other) for other in LANGUAGES if is_translated(found.title, other)]
        raise InputError(f"lesson {number} is not translated to lang={lang!r}; use one of: {', '.join(known)}")
    return replace(found, title=translated(found.title, lang), lang=lang)


def is_translated(title: str, lang: str) -> bool:
    """Return whether the lesson of an English title is there in a language: then its title is, and all it says."""
    return lang == ENGLISH or title in catalogue(lang).get("lessons", {})
