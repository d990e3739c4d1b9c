"""A teacher in the explorer: presents a board, which tells no answer until asked, and makes the scenes of a lesson."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PATIENCE_MS, Watched
from playwright.sync_api import Browser, Page, expect

from kmeans_viz.scenes.files import read_scenes
from kmeans_viz.scenes.lesson import first_lesson
from kmeans_viz.web.explore_page import explorer_page
from kmeans_viz.web.scenes_page import scenes_page

SCREENS = [(1366, 768), (1920, 1080), (3840, 2160), (390, 844), (844, 390)]
# The smallest letters of what is written on the page, and of those in its boards; those on a canvas are not among them.
SMALLEST = """() => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
  const hasText = (e) => [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const isSeen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1;
  const seen = all(document.body).filter((e) => hasText(e) && isSeen(e));
  return Math.min(...seen.map((e) => parseFloat(getComputedStyle(e).fontSize)));
}"""
OUTSIDE = """() => ["h1", "kmeans-board", ".bar"].filter((name) => {
  const { left, top, right, bottom } = document.querySelector(name).getBoundingClientRect();
  return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
})"""
LIKE_BEFORE = """() => {
  const main = document.querySelector("main");
  const look = (e) => [e.className, e.getAttribute("style"), getComputedStyle(e).cssText];
  const board = document.querySelector("kmeans-board");
  const picture = board.shadowRoot.querySelector(".picture");
  return JSON.stringify([
    look(document.documentElement), look(main), look(board), board.outerHTML, main.children.length,
    document.head.innerHTML, picture.toDataURL(), document.activeElement.outerHTML, location.hash,
  ]);
}"""


def until(page: Page, condition: str) -> None:
    """Wait until a condition holds; Playwright's own way evaluates text in the page, whose policy forbids that."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
          setTimeout(() => fail("this took too long"), {PATIENCE_MS});
          const look = () => ({condition} ? done() : requestAnimationFrame(look));
          look();
        }})"""
    )


def resize(page: Page, width: int, height: int) -> None:
    """Give a page another size; Playwright cannot resize one that fills the screen."""
    screen = page.context.new_cdp_session(page)
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    screen.send("Emulation.setDeviceMetricsOverride", size)
    assert page.evaluate("[innerWidth, innerHeight]") == [width, height]


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open the explorer, in one page for all tests of this file."""
    file = tmp_path_factory.mktemp("site") / "explore.html"
    file.write_text(explorer_page(), encoding="utf-8")
    watched = Watched()
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    watched.watch(page)
    page.goto(f"{file.as_uri()}#kmeans=1&blobs=5&seed=1&k=5&step=1")
    expect(page.locator("kmeans-board .title")).to_have_text("Step 1, assign")
    yield page
    context.close()
    assert watched.problems == []


@pytest.fixture
def presented(page: Page) -> Iterator[Page]:
    """Present the page at its first step, and leave it as it was."""
    page.evaluate("document.querySelector('kmeans-board').go(1)")
    page.keyboard.press("f")
    expect(page.locator(".bar")).to_be_visible()
    yield page
    if page.locator(".bar").count():
        page.keyboard.press("Escape")
    expect(page.locator(".bar")).to_have_count(0)
    until(page, "document.fullscreenElement === null")
    page.set_viewport_size({"width": 1366, "height": 768})


def step(page: Page) -> int:
    return int(page.evaluate("document.querySelector('kmeans-board').step"))


def test_leaving_puts_everything_back_as_it_was(page: Page) -> None:
    page.locator("[data-name=new_start]").focus()
    before = page.evaluate(LIKE_BEFORE)
    page.keyboard.press("f")
    expect(page).to_have_url(re.compile("&step=1&present$"))
    for key in "sla.":
        page.keyboard.press(key)
    expect(page.locator(".black")).to_be_visible()
    page.keyboard.press(".")
    page.keyboard.press("f")
    until(page, "document.fullscreenElement === null && innerWidth === 1366")
    expect(page).to_have_url(re.compile("&step=1$"))
    assert page.evaluate(LIKE_BEFORE) == before


def test_the_board_fills_the_screen_and_tells_nothing_until_it_is_asked(presented: Page) -> None:
    until(presented, "document.fullscreenElement !== null")
    expect(presented).to_have_url(re.compile("&step=1&present$"))
    telling = ["caption", "curve", "controls"]
    for part in telling:
        expect(presented.locator(f"kmeans-board [part={part}]").first).to_be_hidden()
    expect(presented.locator(".bar .step")).to_have_text("Step 1, assign")
    presented.keyboard.press("End")
    # It says which step it is, and not that it is the last.
    expect(presented.locator(".bar .step")).to_have_text("Step 11, assign")
    presented.keyboard.press("a")
    expect(presented.locator("kmeans-board .title")).to_have_text("Converged after 10 steps")
    expect(presented.locator("kmeans-board .title")).to_be_visible()
    expect(presented.locator(".bar .said")).to_have_text("The answers are shown.")
    expect(presented.locator("kmeans-board .scrubber")).to_be_hidden()
    presented.keyboard.press("A")
    expect(presented.locator("kmeans-board .title")).to_be_hidden()


def test_words_can_be_read_from_the_back_row_on_every_screen(presented: Page) -> None:
    presented.keyboard.press("End")
    presented.locator("[data-deed=answers]").click()
    for width, height in (*SCREENS, (1366, 768)):  # the last is that of the other tests
        resize(presented, width, height)
        assert presented.evaluate(SMALLEST) >= max(32, 0.04 * height), (width, height)
        assert presented.evaluate(OUTSIDE) == [], (width, height)


def test_a_clicker_steps_and_blackens_the_screen(presented: Page) -> None:
    keys = presented.keyboard
    for key, there in (("PageDown", 2), ("PageDown", 3), ("PageUp", 2), ("F5", 2)):
        keys.press(key)
        assert step(presented) == there
    for black, back in ((".", "PageDown"), ("b", "b")):
        keys.press(black)
        expect(presented.locator(".black")).to_be_visible()
        keys.press(back)
        expect(presented.locator(".black")).to_be_hidden()
        assert step(presented) == 2  # that key only brought the board back


def test_the_class_guesses_and_another_start_tells_nothing_of_its_answers(presented: Page) -> None:
    picture = presented.locator("kmeans-board canvas[role=img]")
    guess, answers = presented.locator("[data-deed=guess]"), presented.locator("[data-deed=answers]")
    expect(picture).to_have_attribute("aria-label", re.compile("^A board with [0-9]+ points$"))
    presented.keyboard.press("g")
    expect(guess).to_have_attribute("aria-pressed", "true")
    expect(presented.locator("kmeans-board .star:visible")).to_have_count(5)
    guess.click()
    expect(presented.locator("kmeans-board .verdict")).not_to_be_empty()
    guess.click()
    expect(guess).to_have_attribute("aria-pressed", "false")
    answers.click()
    expect(picture).to_have_attribute("aria-label", re.compile("Step [0-9]+, "))
    presented.keyboard.press("n")
    expect(answers).to_have_attribute("aria-pressed", "false")
    expect(picture).to_have_attribute("aria-label", re.compile("^A board with"))
    presented.go_back()


def test_the_spotlight_follows_the_pointer_and_is_in_nobodys_way(presented: Page) -> None:
    presented.locator("[data-deed=spotlight]").click()
    mask = presented.locator(".spotlight")
    expect(mask).to_be_visible()
    presented.mouse.move(300, 200)
    assert mask.evaluate("e => [e.style.getPropertyValue('--x'), e.style.getPropertyValue('--y')]") == [
        "300px",
        "200px",
    ]
    presented.locator("[data-deed=forth]").click()
    assert step(presented) == 2
    # The keys stay with the board after a click on the bar.
    presented.keyboard.press("ArrowRight")
    assert step(presented) == 3
    presented.keyboard.press("s")
    expect(mask).to_be_hidden()


def test_points_without_a_cluster_are_as_dark_as_words_while_presenting_and_only_then(page: Page) -> None:
    style = "document.querySelector('kmeans-board')._show.painting.scene.style"
    colors = f"[{style}.unassigned, {style}.muted]"
    usual, words = page.evaluate(colors)
    assert usual != words
    page.keyboard.press("f")
    until(page, "document.fullscreenElement !== null")
    assert page.evaluate(colors) == [words, words]
    page.keyboard.press("f")
    until(page, "document.fullscreenElement === null && innerWidth === 1366")
    assert page.evaluate(colors) == [usual, words]


def test_each_look_is_another_one_and_none_goes_into_the_link(presented: Page) -> None:
    main = presented.locator("main")
    grounds = []
    for _ in range(3):
        grounds.append(main.evaluate("e => getComputedStyle(e).backgroundColor"))
        presented.keyboard.press("l")
    assert grounds == ["rgb(255, 255, 255)", "rgb(13, 16, 21)", "rgb(255, 255, 255)"]
    presented.keyboard.press("n")
    until(presented, "location.hash.includes('init-seed=2') && location.hash.endsWith('&present')")
    assert "theme" not in presented.url
    presented.keyboard.press("Control+z")
    until(presented, "!location.hash.includes('init-seed')")
    expect(presented.locator(".bar")).to_be_visible()


def test_axe_finds_nothing_to_mend(presented: Page, axe: Path) -> None:
    presented.keyboard.press("a")
    presented.evaluate(axe.read_text(encoding="utf-8"))
    for colors in ("none", "active"):
        presented.emulate_media(forced_colors=colors)
        found = presented.evaluate("axe.run()")
        assert [(bad["id"], bad["nodes"][0]["html"]) for bad in found["violations"]] == []
    presented.emulate_media(forced_colors="none")


def test_a_letter_in_a_field_is_a_letter_and_a_link_can_open_presenting(page: Page) -> None:
    page.locator("[data-name=k] input").press("f")
    expect(page.locator(".bar")).to_have_count(0)
    page.locator("[data-name=k] input").fill("5")
    page.locator("[data-name=share]").click()
    page.locator("[data-name=presents] input").check()
    link = page.get_by_label("Link to this board").input_value()
    assert link.endswith("&present")
    page.locator("[data-name=present]").click()
    expect(page).to_have_url(re.compile("&present$"))
    page.reload()
    expect(page.locator(".bar")).to_be_visible()  # in the window: a page may fill the screen only after a click
    page.keyboard.press("f")
    page.goto(link)
    expect(page.locator(".bar")).to_be_visible()
    assert step(page) == 1
    page.keyboard.press("Escape")
    expect(page.locator(".bar")).to_have_count(0)
    expect(page).to_have_url(re.compile("&step=1$"))


def questions(page: Page) -> list[str]:
    return page.locator(".scenes b").all_text_contents()


def test_scenes_are_made_put_in_order_saved_and_opened_again(page: Page, tmp_path: Path, axe: Path) -> None:
    def press(name: str, number: int = 0) -> None:
        page.locator(f"dialog[open] [data-name={name}]").nth(number).click()

    page.locator("[data-name=share]").click()
    press("scene")
    question = page.get_by_label("Question")
    expect(question).to_have_value("Where will the 5 stars end up?")
    page.get_by_label("The class").select_option("choose")
    page.get_by_label("Answers, one a line").fill("Only one")
    press("keep_scene")
    expect(page.locator("dialog[open] .said")).to_have_text("Scene 1: the task's choices has 1 entries; use 2 to 6")
    page.get_by_label("Answers, one a line").fill("In the groups\nSomewhere else")
    page.get_by_label("The right one").select_option("0")
    page.get_by_role("checkbox", name="Cells").check()
    page.get_by_label("What the reveal says").fill("Two share a group.")
    page.get_by_label("Notes for the teacher alone").fill("Let them vote first.")
    press("keep_scene")
    press("add_scene")
    question.fill("Where will star 2 go?")
    page.get_by_label("The class").select_option("place")
    page.get_by_label("Whose star").select_option("1")
    page.get_by_label("The reveal goes to half-step").fill("two")
    press("keep_scene")
    said = "The reveal goes to half-step: 'two' is not a whole number; use digits only"
    expect(page.locator("dialog[open] .said")).to_have_text(said)
    page.get_by_label("The reveal goes to half-step").fill("2")
    press("keep_scene")
    press("scene_up", 1)
    expect(page.locator(".scenes b").first).to_have_text("Where will star 2 go?")
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    assert [(bad["id"], bad["nodes"][0]["html"]) for bad in found["violations"]] == []

    with page.expect_download() as waiting:
        press("save_scenes")
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "lesson.json"
    first, second = read_scenes(file).scenes
    assert (first.question, first.step, first.task.kind, first.task.cluster) == ("Where will star 2 go?", 1, "place", 1)
    assert (first.reveal.step, first.recipe.k, first.recipe.seed) == (2, 5, 1)
    assert (second.task.choices, second.task.answer) == (("In the groups", "Somewhere else"), 0)
    assert list(second.hide) == ["caption", "curve", "controls", "cells"]
    assert (second.reveal.text, second.notes) == ("Two share a group.", "Let them vote first.")

    with page.expect_download() as waiting:
        press("page_scenes")
    waiting.value.save_as(tmp_path / "lesson.html")
    # To the byte what Python makes of the same scenes, so that its script is the one that the page allows.
    assert (tmp_path / "lesson.html").read_text(encoding="utf-8") == scenes_page(read_scenes(file)).replace(
        read_scenes(file).to_json(), file.read_text(encoding="utf-8")
    )

    page.locator(".scenes li").first.drag_to(page.locator(".scenes li").nth(1))
    expect(page.locator(".scenes b").first).to_have_text("Where will the 5 stars end up?")
    press("delete_scene", 1)
    assert questions(page) == ["Where will the 5 stars end up?"]
    press("undo_scenes")
    press("undo_scenes")
    assert questions(page) == ["Where will star 2 go?", "Where will the 5 stars end up?"]
    press("first_lesson")
    expect(page.locator(".scenes li")).to_have_count(10)
    press("link_scenes")
    expect(page.get_by_label("Link to these scenes")).to_have_value(re.compile("#scenes=z"))
    link = page.get_by_label("Link to these scenes").input_value()
    page.keyboard.press("Escape")

    # The file is dropped on the page, and the link followed in it.
    text = file.read_text(encoding="utf-8")
    drop = """text => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "lesson.json"));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, "x,y\n1,2\n")
    expect(page.locator(".notice")).to_contain_text("The file lesson.json: the scenes are not JSON")
    page.evaluate(drop, text)
    expect(page.locator("dialog[open] .scenes li")).to_have_count(2)
    page.keyboard.press("Escape")
    page.goto(link)
    expect(page.locator("dialog[open] .scenes li")).to_have_count(10)
    press("try_scene", 2)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("h1")).to_have_text(first_lesson().scenes[2].question)
    assert step(page) == 1


def test_names_and_numbers_of_axes_can_be_read_too_and_names_stay_within_the_picture(page: Page) -> None:
    page.evaluate(
        r"""() => {
          const { fillText } = CanvasRenderingContext2D.prototype;
          window.written = [];
          CanvasRenderingContext2D.prototype.fillText = function (text, x, y, most) {
            const width = Math.min(most ?? Infinity, this.measureText(text).width);
            const { y: top } = this.getTransform().transformPoint({ x: x + width / 2, y });
            window.written.push([text, parseFloat(/[\d.]+px/.exec(this.font)[0]), width, top]);
            fillText.call(this, text, x, y, most ?? width);
          };
        }"""
    )
    page.evaluate("location.hash = '#kmeans=1&data=iris&k=3&step=1&present'")
    for width, height in (*SCREENS[1:3], SCREENS[0]):
        page.evaluate("written.length = 0")
        resize(page, width, height)
        # Numbers are a tenth smaller than names.
        least = 1.1 * max(32, 0.04 * height)
        until(page, f"written.findLast(([text]) => text.startsWith('second principal'))?.[1] >= {least}")
        tops = "written.filter(([text]) => text.startsWith('second principal')).map(([, , , top]) => top)"
        assert page.evaluate(tops)[-1] >= 0, (width, height)
