"""A lesson on paper: a worksheet to write guesses on, and a handout with the answers.

Both are made from the notebook of the lesson, once it has run, and from what its questions are, as HTML without buttons
and scripts. A worksheet has the sections in which something is asked, up to the question, and cells with the tag
`WANTED`: what comes after a question may tell its answer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image

from kmeans_viz.lessons.converting import REMOVED, Asked, as_paper, tags_of
from kmeans_viz.lessons.handing import address_of, drawn
from kmeans_viz.lessons.paper_boards import answer_picture, board_picture, story_of
from kmeans_viz.lessons.predictions import Board, Number, Picture, Place, Prediction, Reveal, Table, words

WANTED = "worksheet"
"""The tag of a cell that the questions after it need, and that tells no answer."""
_LATER = f"<p><em>{words('This page is for the end of the lesson.')}</em></p>"
_COLORS = 64  # few are left in pictures for paper


def worksheet_of(notebook: Any, asked: Sequence[Asked]) -> str:
    """Return what a lesson asks as HTML: with places for the answers, and without any."""
    asked_before = False
    parts: list[str] = []
    section: list[str] = []
    for cell, predictions in zip(notebook.cells, asked, strict=True):
        if predictions:
            asked_before = True
            questions = [*section, *(_asked(prediction, title) for prediction, title in _titled(predictions))]
            # Its questions may tell the answers of those before.
            parts += [f'<div class="quiz">{"".join([_LATER, *questions])}</div>'] if len(predictions) > 1 else questions
            section = []
        elif WANTED in tags_of(cell) or (cell.cell_type == "markdown" and not asked_before):
            parts += [*section, as_paper(cell, notebook, exclude_input=True)]
            section = []
        elif cell.cell_type == "markdown" and re.match(r"## ", cell.source):
            # Its text is wanted if it leads to a question.
            section = [as_paper(cell, notebook)]
        elif section and cell.cell_type == "markdown":
            section.append(as_paper(cell, notebook))
    name = f'<p class="name">{words("Name")}: <span class="blank"></span></p>'
    return "\n".join([name, *parts])


def handout_of(notebook: Any, asked: Sequence[Asked]) -> str:
    """Return a lesson as HTML with all its answers, and pictures of what moves."""
    parts = []
    for cell, predictions in zip(notebook.cells, asked, strict=True):
        if REMOVED in tags_of(cell):
            continue
        parts += [_answered(prediction, title) for prediction, title in _titled(predictions)]
        if not predictions:
            parts.append(as_paper(cell, notebook))
    return "\n".join(parts)


def _titled(predictions: Asked) -> Iterator[tuple[Prediction, str]]:
    for i, prediction in enumerate(predictions, start=1):
        title = words("Question {i} of {n}", i=i, n=len(predictions)) if len(predictions) > 1 else words("Your guess")
        yield prediction, title


def _asked(prediction: Prediction, title: str) -> str:
    guess = prediction.guess
    if isinstance(guess, Place):
        form = f"<p>{_to_draw(guess)}</p>"
    elif isinstance(guess, Number):
        form = f'<p>{words("Your number")}: <span class="blank"></span> {html.escape(guess.unit)}</p>'
    else:
        form = _options([f'<li class="box">{_phrases(option)}</li>' for option in guess.options])
    # The questions of a quiz explain their options, and those of the lesson are worth a reason.
    lines = f'<p class="line">{words("Why?")}</p><p class="line"></p>' if prediction.why else ""
    return _question(title, prediction, form + lines)


def _to_draw(guess: Place) -> str:
    if guess.moves:
        return words("Draw an arrow from each star to the place where you think it belongs.")
    if len(guess.truth) == 1:
        return words("Draw a star where you think it belongs.")
    return words("Draw {n} stars where you think they belong.", n=len(guess.truth))


def _answered(prediction: Prediction, title: str) -> str:
    guess, board = prediction.guess, prediction.board
    if isinstance(guess, Place):
        assert isinstance(board, Board)
        answer = _image(answer_picture(board, guess.truth), words("The stars stand where they belong."))
    elif isinstance(guess, Number):
        unit = guess.unit if guess.unit in ("%", "") else f" {guess.unit}"
        answer = f"<p><strong>{guess.truth:.{guess.decimals}f}{html.escape(unit)}</strong></p>"
    else:
        right = f'<strong class="mark">{words("right")}</strong>'
        answer = _options(
            [
                f'<li class="box{" right" if i == guess.right else ""}">{_phrases(option)} '
                f"{right if i == guess.right else ''}{_paragraphs(why)}</li>"
                for i, (option, why) in enumerate(zip(guess.options, guess.whys, strict=True))
            ]
        )
    if prediction.why:
        answer += _paragraphs(prediction.why)
    assert isinstance(prediction.reveal, tuple)
    answer += "".join(_revealed(reveal) for reveal in prediction.reveal)
    return _question(title, prediction, f'<div class="answer"><p class="kind">{words("The answer")}</p>{answer}</div>')


def _question(title: str, prediction: Prediction, rest: str) -> str:
    board = prediction.board
    assert board is None or isinstance(board, Board)
    moves = isinstance(prediction.guess, Place) and prediction.guess.moves
    shown = (
        ""
        if board is None
        else _figure(_image(board_picture(board, moves=moves), words("A board with a question")), board.caption)
    )
    asked = f'<div class="asked"><p class="kind">{title}</p>{_paragraphs(prediction.question)}{shown}</div>'
    return f'<section class="question">{asked}{rest}</section>'


def _revealed(reveal: Reveal) -> str:
    if isinstance(reveal, Picture):
        return _figure(_image(drawn(reveal.figure), reveal.alt), reveal.caption)
    if isinstance(reveal, Table):
        rows = "".join(_row("td", row) for row in reveal.rows)
        return _figure(f"<table>{_row('th', reveal.columns)}{rows}</table>", reveal.caption)
    board = reveal if isinstance(reveal, Board) else Board(reveal)
    panels = [
        _figure(_image(image, text or words("A moment of the run")), "")
        + (f"<p><strong>{_phrases(title)}.</strong> {_phrases(text)}</p>" if title else "")
        for image, title, text in story_of(board)
    ]
    return _figure(f'<div class="stills">{"".join(f"<div>{panel}</div>" for panel in panels)}</div>', board.caption)


def _row(tag: str, entries: tuple[str | float, ...]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_phrases(str(entry))}</{tag}>' for entry in entries)}</tr>"


def _figure(inner: str, caption: str) -> str:
    said = f"<figcaption>{_phrases(caption)}</figcaption>" if caption else ""
    return f"<figure>{said}{inner}</figure>"


def _image(image: Image.Image, alt: str) -> str:
    # There are 144 pixels to an inch, and 96 of a page's own.
    return f'<img src="{address_of(image, _COLORS)}" alt="{html.escape(alt)}" width="{round(image.width / 1.5)}">'


def _options(rows: list[str]) -> str:
    return f'<ul class="options">{"".join(rows)}</ul>'


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{_phrases(part)}</p>" for part in re.split(r"\n\s*\n", text))


def _phrases(text: str) -> str:
    """Return a sentence with its `code` and *emphasis*, as `web/lesson/words.js` does."""
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
    return re.sub(r"\*([^*\s](?:[^*]*[^*\s])?)\*", r"<em>\1</em>", text)
