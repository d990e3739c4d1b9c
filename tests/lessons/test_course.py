"""Every lesson: what it asks can be computed and shown, its notebook asks it, and tells no answer before the guess."""

from __future__ import annotations

import base64
import io
import json
import re

import nbformat
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from questions import answers_of, plain

import kmeans_viz as kv
from kmeans_viz.lessons.course import QUIZ, numbers
from kmeans_viz.lessons.handing import address_of, handed
from kmeans_viz.lessons.lab import notebooks
from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Place, Prediction, Table

LINES = 40
LONGEST = 12


def notebook_of(number: int) -> nbformat.NotebookNode:
    (path,) = notebooks().glob(f"{number}-*.ipynb")
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("number", numbers())
def test_a_lesson_asks_questions_that_can_be_handed_to_a_page(number: int) -> None:
    lesson = kv.lesson(number)
    assert lesson.number == number
    assert 2 <= len(lesson.predictions.keys() - {"by_hand"}) <= 4
    for name in (*lesson.predictions, QUIZ):
        for prediction in lesson.asked(name):
            assert json.loads(json.dumps(handed(prediction), allow_nan=False))["question"]
    rights = [question.guess.right for question in lesson.questions() if isinstance(question.guess, Choice)]
    assert len(rights) == 5
    assert len(set(rights)) > 1, "the right answer is not always in the same place"


@pytest.mark.parametrize("number", numbers())
def test_the_notebook_of_a_lesson_asks_each_question_once_and_tells_no_answer(number: int) -> None:
    lesson, notebook = kv.lesson(number), notebook_of(number)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    asked = [match[1] for cell in code for match in re.finditer(r'^lesson\.predict\("(\w+)"\)$', cell, re.MULTILINE)]
    assert sorted(asked) == sorted(lesson.predictions)
    assert [cell for cell in code if "lesson.quiz()" in cell] == ["lesson.quiz()"]
    assert f"lesson = kv.lesson({number})" in "\n".join(code)
    title = re.search(r"^# (.+)$", notebook.cells[0].source, re.MULTILINE)
    assert title is not None
    assert title[1] == f"{number}. {lesson.title}"
    lines = [len(cell.splitlines()) for cell in code]
    assert max(lines) <= LONGEST
    assert sum(lines) <= LINES
    assert "assert" not in "".join(code)
    shown = plain(" ".join(cell.source for cell in notebook.cells))
    asked_of = [prediction for name in (*lesson.predictions, QUIZ) for prediction in lesson.asked(name)]
    # Words of a single answer, as of a table's head, may be in a sentence.
    assert [sentence for sentence in answers_of(asked_of) if len(sentence) > 25 and sentence in shown] == []
    # What to remember tells answers in other words.
    assert plain("<details><summary>To remember: open this after your last guess</summary>") in shown


RECIPE = kv.Recipe(n=30)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: Table(("a", "b"), ((1, 2), (3,))), r"the row \(3,\) has 1 entries; use 2, one for each column"),
        (lambda: Place([1.0, 2.0]), r"truth has the shape \(2,\); use \(m, 2\), or \(m, 1\) on a line"),
        (lambda: Place([[0.0, 1.0]] * 9), "9 stars are too many to find their order; use 8 at most, or moves=True"),
        (lambda: Number(5, "", 6, 9, 1), "truth=5 cannot be entered; use low <= truth <= high"),
        (lambda: Choice(("a", "b"), 0, ("why",)), "2 options have 1 whys; use one for each option"),
        (lambda: Choice(("a", "b"), 2, ("x", "y")), "right=2 is no option; use 0 <= right < 2"),
        (lambda: Prediction("?", Number(5, "", 0, 9, 1)), "the prediction has no why; say why the truth is as it is"),
        (lambda: Prediction("?", Place([[0.0, 0.0]]), "why"), "a Place needs a board to put the stars on"),
        (
            lambda: Prediction("?", Place([[0.0, 0.0]], moves=True), "why", board=RECIPE),
            r"the board shows no stars to move; use Board\(source, step=0\), or moves=False",
        ),
        (lambda: handed(Prediction("?", Choice(("a",), 0, ("x",)), board=Board(RECIPE, step=99))), "step=99"),
        (lambda: kv.lesson(99), "number=99 is no lesson; use one of: 0, 1"),
        (lambda: kv.lesson(1).prediction("start"), "name='start' is unknown; use one of: ends, "),
    ],
)
def test_what_a_lesson_cannot_ask_is_told_in_one_line(make: object, problem: str) -> None:
    assert callable(make)
    with pytest.raises(kv.InputError, match=f"^{problem}"):
        make()


def test_a_picture_is_handed_over_as_sharp_as_its_screen_and_a_recorded_run_with_its_points() -> None:
    from matplotlib.figure import Figure

    trace = kv.record(kv.data.uniform(40, seed=1), 2, seed=1, stepper=kv.MEDIANS)
    told = handed(
        Prediction(
            "?",
            Choice(("a", "b"), 0, ("x", "y")),
            board=trace,
            reveal=(Picture(Figure(figsize=(4, 3)), "nothing"), Board(trace, step=-1)),
        )
    )
    picture, board = told["reveal"]
    assert (picture["width"], picture["height"]) == (384, 288)
    assert picture["address"].startswith("data:image/webp;base64,")
    assert board["step"] == len(trace) - 1
    assert told["board"]["step"] is None
    assert told["board"]["recording"]["update"] is not None, "the page cannot make this run"
    assert "theme" not in told["board"]["attributes"], "a board is as dark as its reader likes it"


def test_a_photograph_takes_few_bytes_and_a_chart_stays_as_it_is() -> None:
    def held(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
        kind, _, data = address_of(Image.fromarray(pixels)).partition(";base64,")
        assert kind == "data:image/webp"
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")), len(data)

    rng = np.random.default_rng(0)
    chart = np.full((200, 200, 3), 255, dtype=np.uint8)
    chart[::9, :100] = (49, 80, 193)
    assert np.array_equal(held(chart)[0], chart)
    photograph = (chart * 0.4 + rng.normal(90, 3, chart.shape)).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(photograph).save(file, "PNG", optimize=True)
    seen, n_bytes = held(photograph)
    assert n_bytes < len(file.getvalue()) / 4
    assert np.abs(seen.astype(float) - photograph).mean() < 8
