"""The page for teachers: the README of the notebooks, with the answers to all quizzes, made from the lessons."""

from __future__ import annotations

from kmeans_viz.lessons.course import lesson, numbers
from kmeans_viz.lessons.lab import notebooks
from kmeans_viz.lessons.predictions import Choice

PLACE_OF_KEY = "<!-- quiz key -->"
"""Where the answers go in the README."""
PLACE_OF_PAGES = "<!-- pages -->"
"""Where the links to slides, worksheets and handouts go."""


def teachers_text() -> str:
    """Return the page for teachers in Markdown."""
    text = (notebooks() / "README.md").read_text(encoding="utf-8")
    return text.replace(PLACE_OF_PAGES, pages_table()).replace(PLACE_OF_KEY, quiz_key())


def quiz_key() -> str:
    """Return the questions of all quizzes in Markdown, each with its right answer and why it is right."""
    parts = ["## Answers to the quizzes", "<details><summary>Show them</summary>"]
    for number in numbers():
        found = lesson(number)
        parts.append(f"**Lesson {number}, {found.title}**")
        rows = []
        for i, question in enumerate(found.questions(), start=1):
            guess = question.guess
            assert isinstance(guess, Choice)
            rows.append(f"{i}. {question.question} **{guess.options[guess.right]}.** {guess.whys[guess.right]}")
        parts.append("\n".join(rows))
    return "\n\n".join([*parts, "</details>"])


def pages_table() -> str:
    """Return a table with what there is of each lesson on the site."""
    rows = ["| lesson | on a wall | for students | with the answers |", "|---|---|---|---|"]
    for file in sorted(notebooks().glob("[0-9]*.ipynb")):
        stem, title = file.stem, lesson(int(file.stem.partition("-")[0])).title
        paper = f"[worksheet]({stem}-worksheet.html) | [handout]({stem}-handout.html)"
        rows.append(f"| [{stem[0]}. {title}]({stem}.html) | [slides]({stem}.html#slides) | {paper} |")
    return "\n".join(rows)
