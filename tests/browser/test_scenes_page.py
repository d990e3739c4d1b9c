"""The page that plays scenes, in a real browser: one key goes through it, and it tells nothing before it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import kmeans_viz as kv

LESSON = kv.first_lesson()


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open the lesson from disk, without motion; an error on the page, or a request, is one here."""
    file = kv.save_scenes(LESSON, tmp_path_factory.mktemp("lesson") / "lesson.html")
    assert kv.read_scenes(file) == LESSON
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    page, problems = context.new_page(), []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.on("request", lambda request: request.url.startswith(("file:", "blob:")) or problems.append(request.url))
    page.goto(file.as_uri())
    yield page
    assert problems == []
    context.close()


@pytest.fixture(autouse=True)
def at_the_beginning(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("location.hash = '#scene=1'")
    page.reload()


def in_sight(page: Page) -> str:
    return page.locator("main").inner_text()


def test_one_key_goes_through_all_questions_and_answers(page: Page) -> None:
    for number, scene in enumerate(LESSON.scenes, 1):
        expect(page.locator("h1")).to_have_text(scene.question)
        assert page.url.endswith(f"#scene={number}")
        shown = in_sight(page)
        assert scene.reveal.text not in shown
        assert not any(line in shown for line in scene.notes.splitlines())
        assert page.locator(".right").count() == 0
        if "stars" in scene.hide:
            assert "star" not in page.locator("canvas[role=img]").get_attribute("aria-label").lower()
        page.keyboard.press(["Space", "PageDown", "ArrowRight", "Enter"][number % 4])
        assert scene.reveal.text in in_sight(page)
        assert page.url.endswith(f"#scene={number}&revealed")
        right = [] if scene.task.answer is None else [scene.task.choices[scene.task.answer]]
        assert page.locator(".right").all_inner_texts() == right
        last = len((scene.reveal.recipe or scene.recipe).run()) - 1
        step = last if scene.reveal.step is None else scene.reveal.step
        assert page.evaluate("document.querySelector('.boardplace > *').step") == step
        page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("PageUp")
    assert page.url.endswith("#scene=9&revealed")
    page.reload()
    assert LESSON.scenes[8].reveal.text in in_sight(page)


def test_a_class_that_shares_a_mouse_sees_its_guesses_together_before_the_answer(page: Page) -> None:
    for k in ("3", "6"):
        page.get_by_role("button", name=k, exact=True).click()
        page.get_by_role("button", name="Pass it on").click()
        assert page.locator(".k[aria-pressed=true]").count() == 0  # nobody sees what the one before has guessed
    page.get_by_role("button", name="6", exact=True).click()
    page.keyboard.press("Space")
    assert LESSON.scenes[0].reveal.text not in in_sight(page)
    expect(page.locator(".bars .percent")).to_have_text(["0%", "33%", "0%", "0%", "67%", "0%", "0%"])
    page.keyboard.press("Space")
    assert LESSON.scenes[0].reveal.text in in_sight(page)
    page.evaluate("location.hash = '#scene=3'")
    board = page.locator("canvas[role=img]").bounding_box()
    assert board is not None
    for across in (0.3, 0.5):
        page.mouse.click(board["x"] + across * board["width"], board["y"] + board["height"] / 2)
        page.keyboard.press("p")
    expect(page.locator(".kept")).to_have_text("Guesses kept: 2. The next one may guess.")
    page.keyboard.press("Space")
    expect(page.locator(".kept")).to_contain_text("2 guesses, typically")
    page.keyboard.press("Space")
    expect(page.locator(".kept")).to_contain_text("The mean of 2 guesses is")


def test_a_reader_alone_does_what_is_asked(page: Page) -> None:
    page.get_by_role("button", name="6", exact=True).click()
    expect(page.locator(".k[aria-pressed=true]")).to_have_text("6")
    page.keyboard.press("Space")  # goes to the page, and not to the button that was clicked
    assert LESSON.scenes[0].reveal.text in in_sight(page)
    page.evaluate("location.hash = '#scene=3'")
    board = page.locator("canvas[role=img]").bounding_box()
    assert board is not None
    page.mouse.click(board["x"] + board["width"] / 2, board["y"] + board["height"] / 2)
    page.keyboard.press("PageDown")
    expect(page.locator(".told")).to_contain_text("Your star was")
    assert LESSON.scenes[2].reveal.text in in_sight(page)


def test_the_way_to_the_answer_is_seen_and_told_only_at_its_end(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate("location.hash = '#scene=5'")
    expect(page.locator("h1")).to_have_text(LESSON.scenes[4].question)
    # The page itself takes the times: a busy machine may look too late.
    page.evaluate(
        """text => {
          window.seen = [];
          const look = () => {
            const { step } = document.querySelector(".boardplace > *");
            const isTold = document.querySelector(".told").textContent.includes(text);
            if (seen.at(-1)?.step !== step) seen.push({ step, isTold });
            requestAnimationFrame(look);
          };
          look();
        }""",
        LESSON.scenes[4].reveal.text,
    )
    page.keyboard.press("Space")
    while not page.evaluate("seen.some(({ step }) => step === -3)"):
        page.wait_for_timeout(50)
    page.keyboard.press("Space")
    expect(page.locator(".told")).to_contain_text(LESSON.scenes[4].reveal.text)
    way = page.evaluate("seen")
    assert [each["step"] for each in way[1:4]] == [-5, -4, -3]  # the start is made star by star
    assert not any(each["isTold"] for each in way[:4])


def test_notes_and_list_come_with_a_key(page: Page) -> None:
    page.keyboard.press("n")
    assert LESSON.scenes[0].notes.splitlines()[0] in in_sight(page)
    page.keyboard.press("n")
    page.keyboard.press("o")
    assert page.locator("dialog li").all_inner_texts() == [scene.question for scene in LESSON.scenes]
    page.get_by_role("button", name=LESSON.scenes[6].question).click()
    assert page.url.endswith("#scene=7")


def test_it_presents_from_its_address_and_goes_on_with_the_same_keys(page: Page) -> None:
    page.evaluate("location.hash = '#scene=3&present'")
    expect(page.locator("main.presenting")).to_be_visible()  # on the page that is open, too
    page.reload()
    expect(page.locator("main.presenting")).to_be_visible()
    expect(page.locator(".deck")).to_be_hidden()
    words = page.evaluate(
        "['h1', '.line'].map((of) => parseFloat(getComputedStyle(document.querySelector(of)).fontSize))"
    )
    assert min(words) >= 32
    page.keyboard.press("PageDown")
    assert LESSON.scenes[2].reveal.text in in_sight(page)
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_have_text(LESSON.scenes[3].question)
    assert page.url.endswith("#scene=4&present")
    page.keyboard.press("n")
    assert LESSON.scenes[3].notes.splitlines()[0] not in in_sight(page)
    page.keyboard.press("f")
    expect(page.locator(".deck")).to_be_visible()
    assert page.url.endswith("#scene=4")


def test_paper_has_a_page_for_each_scene_and_answers_for_the_teacher_alone(page: Page) -> None:
    for fragment, has_answers in (("#scene=1", False), ("#scene=1&teacher", True)):
        page.evaluate("fragment => { location.hash = fragment; }", fragment)
        page.reload()
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        printed = page.locator(".papers").text_content() or ""
        assert page.locator(".papers section").count() == len(LESSON.scenes)
        assert page.locator(".papers svg").count() == len(LESSON.scenes) * (2 if has_answers else 1)
        assert all((scene.reveal.text in printed) is has_answers for scene in LESSON.scenes)
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert page.locator(".papers").count() == 0


def test_it_works_in_a_frame_that_is_closed_off(browser: Browser, tmp_path: Path) -> None:
    kv.save_scenes(LESSON, tmp_path / "lesson.html")
    outer = tmp_path / "course.html"
    outer.write_text('<iframe sandbox="allow-scripts" src="lesson.html" width="900" height="600"></iframe>')
    page = browser.new_page(reduced_motion="reduce")
    page.goto(outer.as_uri())
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Show the answer").click()
    expect(frame.locator(".told")).to_have_text(LESSON.scenes[0].reveal.text)
    page.close()
