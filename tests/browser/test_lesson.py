"""The questions of a lesson in a real browser: nothing of an answer is there before its guess, and then all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from questions import TEXT, plain

import kmeans_viz as kv
from kmeans_viz.lessons import site
from kmeans_viz.lessons.asking import Question
from kmeans_viz.lessons.handing import as_html, handed
from kmeans_viz.lessons.predictions import Board, Choice, Number, Place, Prediction, Table
from kmeans_viz.web.join import lesson_script

RECIPE = kv.Recipe(data="peaked", n=60, k=3, seed=4)
ENDS = Prediction(
    "Where will the *three* stars end?", Place(RECIPE.run().final.centroids, moves=True), "A mean is why.",
    board=Board(RECIPE, step=0), reveal=RECIPE,
)  # fmt: skip
PUT = Prediction("Put two stars.", Place([[-0.3, 0.0], [0.3, 0.0]]), "Put is why.", board=RECIPE)
HOW_MANY = Prediction("How many `updates`?", Number(4, "updates", 0, 99, near=1), "Count is why.")
TABLED = Prediction(
    "Which?",
    Choice(("this", "that"), 1, ("this is wrong", "that is right")),
    board=RECIPE,
    reveal=Table(("column",), ((3.5,), ("cell",))),
)
ALL = (ENDS, PUT, HOW_MANY, TABLED)
ANSWERS = [plain(text) for text in ("is why", "is wrong", "is right", "column", "cell", "3.5", "The truth", "Close")]

CSS = (Path(site.__file__).parent / "site.css").read_text(encoding="utf-8")
NOTEBOOK = """async ([code, asked, guess]) => {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  window.traits = { _asked: asked, guess };
  const set = (name, value) => { traits[name] = value; };
  const model = { get: (name) => traits[name], set, save_changes: () => {} };
  const el = document.body.appendChild(document.createElement("main"));
  window.leave = widget.render({ model, el });
}"""


@pytest.fixture
def ask(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page with questions from disk; an error on it is one here."""
    contexts, problems = [], []

    def open_page(*asked: tuple[Prediction, ...], **options: Any) -> Page:
        file = tmp_path / "page.html"
        questions = "".join(as_html([handed(each) for each in group]) for group in asked)
        file.write_text(
            f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Lesson</title><style>{CSS}</style>'
            f"<main><h1>Lesson</h1>{questions}</main><script>{lesson_script()}</script>",
            encoding="utf-8",
        )
        context = browser.new_context(
            **{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(file.as_uri())
        expect(page.locator(".question")).to_have_count(sum(map(len, asked)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def answer(question: Locator) -> Locator:
    return question.locator("> .answer")


def at(page: Page, board: Locator, place: tuple[float, float]) -> tuple[float, float]:
    """Return where a place is on the screen."""
    board.scroll_into_view_if_needed()
    code = """(board, [x, y]) => {
      const { stage } = board._show.painting.scene;
      const { left, top } = board._show.painting.canvas.getBoundingClientRect();
      return [left + stage.x(x), top + stage.y(y)];
    }"""
    across, down = board.evaluate(code, list(place))
    return across, down


def test_nothing_of_an_answer_is_in_the_document_until_the_guess_is_made(ask: Callable[..., Page], axe: Path) -> None:
    page = ask(*((prediction,) for prediction in ALL))
    page.add_script_tag(path=axe)
    rules = "async () => (await axe.run()).violations.map(({ id, nodes }) => [id, nodes.map((n) => n.html)])"
    assert page.evaluate(rules) == []
    assert page.locator(".question:visible").count() == 1, "the page goes on after the guess"
    page.get_by_text("Show all of it now").click()
    before = page.locator("body").evaluate(TEXT)
    assert "updates" in before
    assert [text for text in (*ANSWERS, "k-meansboard", "thecentroids") if text in before] == []

    for _ in range(40):
        page.keyboard.press("Tab")
    assert [text for text in ANSWERS if text in page.locator("body").evaluate(TEXT)] == []
    for i, question in enumerate(page.locator(".question").all()):
        question.locator("> form .commit").click()
        expect(question.locator("> form .problem")).not_to_have_text("")
        assert answer(question).count() == 0, f"question {i} was not answered"

    ends, put, how_many, tabled = page.locator(".question").all()
    ends.locator("button.star").first.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    ends.locator("> form .commit").click()
    expect(answer(ends)).to_be_focused()
    board = put.locator("> .bare > [show]")
    for place in ((0.29, 0), (-0.3, 0.55)):
        page.mouse.click(*at(page, board, place))
    put.locator("> form .commit").click()
    how_many.locator("input").fill("5")
    page.keyboard.press("Enter")
    tabled.get_by_label("this").check()
    tabled.locator("> form .commit").click()
    expect(answer(tabled)).to_be_visible()
    after = page.locator("body").evaluate(TEXT)
    assert [text for text in ANSWERS if text not in after] == []
    assert page.evaluate(rules) == []

    expect(answer(ends).locator(".guess p")).to_have_count(4)
    expect(ends.locator("figure.board .title")).to_have_text("Start")
    expect(answer(put).locator(".guess")).to_contain_text("Star 1: far off")
    expect(answer(put).locator(".guess")).to_contain_text("Star 2: on the spot")
    expect(answer(put).locator(".headline")).to_have_text("1 of 2 stars are close")
    expect(answer(how_many).locator(".headline")).to_have_text("Close")
    expect(answer(how_many).locator(".guess")).to_have_text("Your guess5 updates")
    expect(answer(how_many).locator(".truth")).to_have_text("The truth4 updates")
    expect(tabled.locator(".option.right")).to_have_text("thatright")
    expect(tabled.locator("td")).to_have_text(["3.5", "cell"])


def test_the_keys_alone_are_enough(ask: Callable[..., Page]) -> None:
    page = ask((PUT,))
    question = page.locator(".question")
    status = question.locator("> form .status")
    assert page.evaluate("document.activeElement === document.body"), "a question does not take the keys by itself"
    page.keyboard.press("Tab")
    expect(status).to_have_text("Click or tap where star 1 of 2 belongs.")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(status).to_have_text("Click or tap where star 2 of 2 belongs.")
    page.keyboard.press("Backspace")
    expect(status).to_have_text("Click or tap where star 1 of 2 belongs.")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    expect(status).to_have_text("All stars are there. You can still move them.")
    deep = "document.activeElement.shadowRoot.activeElement"
    assert "Star 1" in page.evaluate(f"{deep}.shadowRoot.activeElement.getAttribute('aria-label')")
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate(f"{deep}.textContent") == "Take the last star back"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(answer(question)).to_be_focused()
    expect(question.locator("button:visible")).to_have_count(0)


def test_a_quiz_counts_what_is_right(ask: Callable[..., Page]) -> None:
    page = ask((TABLED,) * 3, viewport={"width": 390, "height": 844})
    for question, option in zip(page.locator(".question").all(), ("that", "this", "that"), strict=True):
        expect(page.locator(".score")).to_have_text("")
        question.get_by_label(option).check()
        question.locator("> form .commit").click()
    expect(page.locator(".score")).to_have_text("You have 2 of 3.")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_on_paper_there_is_room_for_the_guess_and_no_button(ask: Callable[..., Page]) -> None:
    page = ask((HOW_MANY,), (TABLED,), color_scheme="dark")
    board = page.locator(".question > .bare > [show]")
    style = "board => board._show.looks.style"
    assert board.evaluate(style) == "dark"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert board.evaluate(style) == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert board.evaluate(style) == "dark"
    page.emulate_media(media="print")
    expect(page.locator(".blank")).to_be_visible()
    expect(page.locator("button:visible")).to_have_count(0)
    expect(page.locator(".option:visible")).to_have_count(2)


def test_a_notebook_hears_of_the_guess_and_shows_it_again(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<!DOCTYPE html><title>Notebook</title>")
    question = Question([HOW_MANY], "1 how_many")
    page.evaluate(NOTEBOOK, [Question._esm, question._asked, None])
    assert [text for text in ANSWERS if text in page.locator("body").evaluate(TEXT)] == []
    page.locator("input").fill("4")
    page.keyboard.press("Enter")
    expect(page.locator(".headline")).to_have_text("Exactly right")
    assert page.evaluate("traits.guess") == 4
    page.evaluate("leave()")
    expect(page.locator(".question")).to_have_count(0)

    page.evaluate(NOTEBOOK, [Question._esm, [handed(TABLED)] * 2, [0, None]])
    expect(page.locator(".answer")).to_have_count(1)
    expect(page.locator(".question").first.locator(".chosen")).to_have_text("thisyour answer")
    page.close()


def test_what_a_notebook_keeps_asks_by_itself_and_tells_nothing_without_scripts(browser: Browser) -> None:
    kept = Question([ENDS], "1 ends")._repr_mimebundle_()[0]
    assert kept["text/plain"] == "<Question 1 ends>"
    assert "is why" not in kept["text/html"]
    assert "Where will the *three* stars end?" in kept["text/html"]
    page = browser.new_page()
    page.set_content(f"<!DOCTYPE html><title>Kept</title>{kept['text/html']}")
    frame = page.frame_locator("iframe")
    frame.locator(".commit").click()
    expect(frame.locator("form > .problem")).to_have_text("Drag the stars, or move them with the arrow keys.")
    page.wait_for_function("document.querySelector('iframe').clientHeight !== 640")
    page.close()
