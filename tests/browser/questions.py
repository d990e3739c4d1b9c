"""What a lesson must not tell before a guess, and how a student answers whatever it asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from playwright.sync_api import Locator, expect

from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Prediction, Table

TEXT = """root => {
  const texts = [];
  const walk = (node) => {
    if (node.nodeType === 3) texts.push(node.data);
    if (["SCRIPT", "STYLE"].includes(node.nodeName)) return;
    texts.push(...["aria-label", "title", "alt"].map((name) => node.getAttribute?.(name) ?? ""));
    for (const child of [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes]) walk(child);
  };
  walk(root);
  return texts.join(" ").replace(/\\s+/g, "");
}"""
"""All text in an element, shown or not, and what a screen reader is told; without spaces, as `plain` writes it."""


def answers_of(predictions: Iterable[Prediction]) -> list[str]:
    """Return the sentences of the answers, as a page shows them."""
    told = [text for prediction in predictions for text in _texts(prediction)]
    sentences = [sentence for text in told for sentence in re.split(r"\n\n|(?<=[.!?]) ", text)]
    return [plain(sentence) for sentence in sentences if sentence]


def plain(text: str) -> str:
    """Return a text without its marks and spaces, which are where a page divides it into elements."""
    return re.sub(r"[*`\s]", "", text)


def _texts(prediction: Prediction) -> Iterator[str]:
    yield prediction.why
    guess = prediction.guess
    if isinstance(guess, Choice):
        # A student sees why the chosen option is wrong and the right one right.
        yield from {guess.whys[0], guess.whys[guess.right]}
    if isinstance(guess, Number) and guess.unit:
        yield f"{guess.truth:.{guess.decimals}f} {guess.unit}".replace(" %", "%")
    assert isinstance(prediction.reveal, tuple)
    for reveal in prediction.reveal:
        if isinstance(reveal, Board | Picture | Table):
            yield reveal.caption
        if isinstance(reveal, Picture):
            yield reveal.alt
        if isinstance(reveal, Table):
            yield from reveal.columns


def answer(question: Locator) -> None:
    """Make some guess, and commit it: the first option, the lowest number, stars in the middle."""
    field = question.locator("> form > .field")
    expect(field).to_be_visible()
    if field.locator("input[type=radio]").count():
        field.locator("input").first.check()
    elif field.locator("input").count():
        missing = question.locator("> form > .problem")
        question.locator("> form > .commit").click()
        low = re.search(r"-?[\d.]+", missing.inner_text())
        assert low is not None
        field.locator("input").fill(low[0])
    else:
        board = question.locator("> .bare > [show]")
        star, cross = board.locator("button.star:visible"), board.locator("button.cross:visible")
        while cross.count():
            cross.press("Enter")
        star.first.press("ArrowLeft")
        star.first.press("Enter")
    question.locator("> form > .commit").click()
    expect(question.locator("> .answer")).to_be_focused()
