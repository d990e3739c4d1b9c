"""The explorer as one page, in a real browser, opened from disk: nothing behind it, and no network."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Browser, Page, expect

import kmeans_viz as kv
from kmeans_viz.data import GENERATORS, SAMPLES
from kmeans_viz.export.notes import read_note
from kmeans_viz.gallery import GALLERY
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.pictures.style import style_named
from kmeans_viz.pictures.timeline import captions
from kmeans_viz.web.explore_page import explorer_page

FIRST = kv.Recipe(data="gaussian", n=200, blobs=5, k=5, seed=1)
UNLUCKY = GALLERY["unlucky-start"]


class Visitor:
    """A person at the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def control(self, name: str) -> Any:
        return self.page.locator(f"[data-name={name}]").first

    def press(self, name: str) -> None:
        self.control(name).click()

    def type(self, name: str, text: object) -> None:
        box = self.control(name).locator("input.number")
        box.fill(str(text))
        box.press("Enter")

    def choose(self, name: str, value: str) -> None:
        self.control(name).locator("select").select_option(value)

    def board(self, name: str) -> None:
        self.page.locator(f".thumb input[value={name}]").check()

    def unfold(self, title: str) -> None:
        self.page.locator("summary", has_text=title).click()

    def tick(self, name: str) -> None:
        self.control(name).locator("input").click()

    def step(self) -> int:
        return int(self.page.evaluate("document.querySelector('kmeans-board').step"))

    def go(self, step: int) -> None:
        self.page.evaluate(f"document.querySelector('kmeans-board').go({step})")

    def recipe(self) -> kv.Recipe:
        """Return the recipe that the page's code names."""
        self.press("share")
        code = str(self.control("python").text_content())
        self.page.keyboard.press("Escape")
        call = re.search(r"kv\.Recipe\(.*\)(?=, 'k-means)", code, re.DOTALL)
        assert call is not None, code
        return eval(call[0], {"kv": kv})

    def shows(self, recipe: kv.Recipe, step: int = 0) -> None:
        """Wait until the page says of a half-step what Python says, and has the same recipe."""
        trace = recipe.run()
        title, text = captions(trace, step)
        expect(self.page.locator("kmeans-board .title").first).to_have_text(title)
        expect(self.page.locator("kmeans-board .text").first).to_have_text(text)
        assert self.recipe() == recipe

    def star(self, number: int, which: int = 0) -> Any:
        return self.page.locator("kmeans-board").nth(which).locator(f".star[aria-label^='Star {number}:']")

    def drag(self, number: int, right: float, down: float, which: int = 0, *, drop: bool = True) -> None:
        box = self.star(number, which).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for part in range(1, 9):
            self.page.mouse.move(x + right * part / 8, y + down * part / 8)
        self.page.wait_for_timeout(60)
        if drop:
            self.page.mouse.up()

    def notice(self, text: str) -> None:
        expect(self.page.locator(".notice")).to_contain_text(text)

    def download(self, ending: str, folder: Path) -> Path:
        self.press("share")
        with self.page.expect_download() as waiting:
            self.page.locator(f"[data-format={ending}]").click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        self.page.keyboard.press("Escape")
        return path


Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site") / "explore.html"
    path.write_text(explorer_page(), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Browser, file: Path) -> Iterator[Visit]:
    """Return a function that opens the page; an error on it, or a request to anywhere, is one here."""
    contexts, problems, asked = [], [], []

    def open_page(fragment: str = "", **options: Any) -> Visitor:
        chosen = {"viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce", **options}
        context = browser.new_context(**chosen)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: message.type == "error" and problems.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri() + fragment)
        expect(page.locator("kmeans-board .title").first).not_to_have_text("")
        return Visitor(page)

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []


@pytest.fixture
def me(visit: Visit) -> Visitor:
    return visit()


def test_a_newcomer_sees_a_question_and_that_stars_can_be_dragged(me: Visitor) -> None:
    expect(me.page.locator("h1")).to_have_text("Where will the 5 stars end up?")
    expect(me.page.locator(".lead")).to_contain_text("Drag a star")
    hint = me.page.locator(".drag-hint")
    expect(hint).to_be_visible()
    solid = me.page.evaluate(
        """() => {
            const roots = [document, document.querySelector("kmeans-board").shadowRoot];
            const buttons = roots.flatMap((root) => [...root.querySelectorAll("button:not(.star)")]);
            const isSolid = (button) => !/, 0\\)|transparent/.test(getComputedStyle(button).backgroundColor);
            return buttons.filter((button) => button.checkVisibility() && isSolid(button)).map((b) => b.className);
        }"""
    )
    assert solid == ["play"]
    me.shows(FIRST)
    expect(hint).to_have_count(0)


# What there is to use, a row of buttons that belong together counted once.
IN_SIGHT = """
() => {
  const inner = document.querySelector("kmeans-board").shadowRoot;
  const seen = (thing) => thing.checkVisibility({ visibilityProperty: true });
  const named = [...document.querySelectorAll("[data-name], .thumbs")];
  const ours = named.filter((thing) => !thing.closest("dialog") && seen(thing));
  const boards = [...inner.querySelectorAll(".controls, .pace, .doings button")].filter(seen);
  return [...ours.map((thing) => thing.dataset.name ?? "boards"), ...boards.map((thing) => thing.className)];
}
"""


def test_a_newcomer_meets_sixteen_controls_and_the_rest_is_one_fold_away(me: Visitor) -> None:
    first = me.page.evaluate(IN_SIGHT)
    assert len(first) == 16, first
    me.unfold("Look")
    me.tick("pace")
    expect(me.page.locator("kmeans-board .speed")).to_be_visible()
    me.press("new_start")
    expect(me.control("undo")).to_be_visible()
    me.press("reset")
    expect(me.control("reset")).to_be_hidden()


def test_every_board_and_every_start_can_be_chosen(me: Visitor) -> None:
    for name in GENERATORS:
        me.board(name)
        me.shows(kv.Recipe(data=name, n=200, blobs=5, k=5, seed=1))
    for name in SAMPLES:
        me.board(name)
        recipe = me.recipe()
        assert (recipe.data, recipe.k) == (name, 5)
        expect(me.page.locator("kmeans-board canvas.picture")).to_have_attribute(
            "aria-label", re.compile(f"^{len(recipe.points())} points and 5 stars")
        )
    me.board("peaked")
    for name in SEEDINGS:
        me.choose("init", name)
        me.shows(kv.Recipe(data="peaked", n=200, blobs=5, k=5, seed=1, init=name))


def test_numbers_make_the_run_that_python_makes(me: Visitor) -> None:
    me.type("k", 4)
    me.type("n", 90)
    me.unfold("More about the points")
    me.unfold("More about the stars")
    me.type("blobs", 3)
    me.type("seed", 12)
    me.type("start_seed", 7)
    me.choose("on_empty", "farthest")
    recipe = kv.Recipe(data="gaussian", n=90, blobs=3, k=4, seed=12, init_seed=7, on_empty="farthest")
    for step in range(len(recipe.run())):
        me.go(step)
        me.shows(recipe, step)


def test_a_number_that_cannot_be_used_goes_back_to_the_last_good_one(me: Visitor) -> None:
    me.unfold("More about the stars")
    for name, label, bad, good in (
        ("k", "Stars (K)", "21", "5"),
        ("k", "Stars (K)", "0", "5"),
        ("n", "Points (N)", "many", "200"),
        ("start_seed", "Seed of the start", "-3", "1"),
    ):
        me.type(name, bad)
        me.notice(label)
        me.notice(f"It is {good} again")
        expect(me.control(name).locator("input.number")).to_have_value(good)
    me.shows(FIRST)
    me.type("k", 6)
    expect(me.page.locator(".notice")).to_have_class(re.compile("empty"))


def test_more_stars_than_points_become_as_many(me: Visitor) -> None:
    me.type("k", 15)
    me.type("n", 10)
    me.notice("There are 10 points, so K is 10 now.")
    assert me.recipe().k == 10


def test_new_points_and_a_new_start_are_other_ones(me: Visitor) -> None:
    me.press("new_start")
    me.shows(kv.Recipe(data="gaussian", blobs=5, k=5, seed=1, init_seed=2))
    me.press("new_points")
    me.shows(kv.Recipe(data="gaussian", blobs=5, k=5, seed=2, init_seed=2))


def test_a_star_is_dragged_and_the_run_starts_where_it_is_let_go(me: Visitor) -> None:
    me.drag(1, -120, 60)
    recipe = me.recipe()
    start = FIRST.run()[0].centroids
    moved = np.asarray(recipe.init)
    assert np.allclose(moved[1:], start[1:])
    assert (moved[0] < start[0]).all()
    me.shows(recipe, 1)
    me.type("k", 3)
    assert me.recipe() == kv.Recipe(data="gaussian", blobs=5, k=3, seed=1)


def n_pixels(png: bytes, color: tuple[int, ...]) -> int:
    """Return how many pixels of a picture have a colour."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    return int((abs(pixels - color).max(axis=-1) < 3).sum())


def test_stars_are_placed_by_clicks_and_points_painted_and_erased(me: Visitor) -> None:
    me.type("k", 3)
    stage = me.page.locator("kmeans-board canvas.picture").bounding_box()
    assert stage is not None

    def at(across: float, down: float) -> tuple[float, float]:
        return stage["x"] + across * stage["width"], stage["y"] + down * stage["height"]

    colors = [ImageColor.getrgb(style_named("light").star(j)) for j in range(3)]
    picture = me.page.locator("kmeans-board .stage")
    assert all(n_pixels(picture.screenshot(), color) > 100 for color in colors)
    me.control("hand").locator("input[value=place]").check()
    expect(me.page.locator("kmeans-board .title")).to_have_text("Place star 1 of 3")
    # The old ones are gone before the first new one is there.
    assert not any(n_pixels(picture.screenshot(), color) for color in colors)
    expect(me.page.locator(".lead")).to_have_text("Click where each star shall start.")
    for place in ((0.2, 0.2), (0.8, 0.3), (0.5, 0.8)):
        me.page.mouse.click(*at(*place))
    recipe = me.recipe()
    assert np.asarray(recipe.init).shape == (3, 2)
    me.shows(recipe, 0)
    assert me.control("hand").locator("input[value=move]").is_checked()
    me.control("hand").locator("input[value=paint]").check()
    me.page.mouse.move(*at(0.3, 0.5))
    me.page.mouse.down()
    for across in (0.35, 0.4, 0.45, 0.5):
        me.page.mouse.move(*at(across, 0.5))
    me.page.mouse.up()
    painted = me.recipe()
    assert len(painted.coordinates or ()) > 205
    me.control("hand").locator("input[value=erase]").check()
    me.page.mouse.move(*at(0.3, 0.5))
    me.page.mouse.down()
    me.page.mouse.move(*at(0.4, 0.5))
    me.page.mouse.up()
    assert 100 < len(me.recipe().coordinates or ()) < len(painted.coordinates or ())
    # A stroke is undone as one.
    me.press("undo")
    me.page.wait_for_timeout(100)
    assert me.recipe() == painted
    me.press("undo")
    me.page.wait_for_timeout(100)
    assert me.recipe() == recipe


def test_stars_at_the_same_place_are_side_by_side_here_and_in_python(visit: Visit, tmp_path: Path) -> None:
    recipe = kv.Recipe(n=30, seed=1, k=3, init=((0.1, 0.2), (0.1, 0.2), (-0.5, -0.5)), voronoi=False)
    me = visit(recipe.to_link())
    theirs = io.BytesIO()
    Image.fromarray(next(iter(kv.frames(recipe))).rgb).save(theirs, "png")
    for picture in (me.download("png", tmp_path).read_bytes(), theirs.getvalue()):
        for j in range(3):
            assert n_pixels(picture, ImageColor.getrgb(style_named("light").star(j))) > 150


def test_a_large_board_cannot_be_painted_on_and_says_why(me: Visitor) -> None:
    me.type("n", 6000)
    me.control("hand").locator("input[value=paint]").click()
    me.notice("up to 5000 can be painted")
    assert me.control("hand").locator("input[value=move]").is_checked()
    me.board("iris")
    expect(me.control("hand").locator("input[value=place]")).to_be_disabled()


def test_undo_is_the_way_back_and_so_is_the_browsers_own(me: Visitor) -> None:
    expect(me.control("undo")).to_be_hidden()
    me.board("moons")
    me.type("k", 2)
    me.drag(1, 40, 40)
    me.press("undo")
    expect(me.control("k").locator("input.number")).to_have_value("2")
    me.shows(kv.Recipe(data="moons", blobs=5, k=2, seed=1))
    me.page.keyboard.press("Control+z")
    expect(me.control("k").locator("input.number")).to_have_value("5")
    me.page.go_back()
    me.shows(FIRST)
    me.page.go_forward()
    me.shows(kv.Recipe(data="moons", blobs=5, k=5, seed=1))


def test_a_reload_shows_the_same_step_of_the_same_run(me: Visitor) -> None:
    me.board("rings")
    me.go(3)
    me.page.wait_for_timeout(500)
    me.page.reload()
    me.shows(kv.Recipe(data="rings", blobs=5, k=5, seed=1), 3)


def test_the_link_opens_the_same_in_another_browser_and_in_python(me: Visitor, visit: Visit) -> None:
    me.board("uniform")
    me.press("compare")
    me.go(2)
    me.press("share")
    link = me.page.locator("[aria-label='Link to this board']").input_value()
    other = visit("#" + link.partition("#")[2])
    expect(other.page.locator("kmeans-board")).to_have_count(2)
    assert other.step() == 2
    recipe = kv.Recipe(data="uniform", blobs=5, k=5, seed=1)
    other.shows(recipe, 2)
    assert kv.Recipe.from_link(link) == recipe


def test_a_link_can_begin_at_the_start_so_that_it_gives_no_end_away(me: Visitor) -> None:
    link = me.page.locator("[aria-label='Link to this board']")
    me.press("share")
    expect(me.control("from_start")).to_be_hidden()
    me.page.keyboard.press("Escape")
    me.page.keyboard.press("ArrowRight")
    me.press("share")
    expect(link).to_have_value(re.compile("&step=1$"))
    me.tick("from_start")
    expect(link).not_to_have_value(re.compile("step"))


def test_reset_goes_back_to_what_the_link_said(visit: Visit) -> None:
    me = visit("#kmeans=1&data=moons&k=2&step=3")
    me.press("new_start")
    me.type("k", 7)
    me.press("reset")
    me.shows(kv.Recipe(data="moons", k=2))
    me.press("undo")
    expect(me.control("k").locator("input.number")).to_have_value("7")


def test_a_link_that_cannot_be_read_is_told_and_the_page_works(visit: Visit) -> None:
    me = visit("#kmeans=1&data=nowhere")
    me.notice("nowhere")
    me.shows(FIRST)
    me.page.evaluate("location.hash = '#kmeans=1&k=4&k=5'")
    me.notice("twice")
    me.page.evaluate("location.hash = '#kmeans=1&k=4'")
    me.shows(kv.Recipe(k=4))


def test_the_gallery_shows_its_exhibits_and_tells_nothing_of_their_ends(me: Visitor) -> None:
    for name, recipe in GALLERY.items():
        me.press("gallery")
        me.page.locator(f"[data-exhibit='{name}']").click()
        me.shows(recipe)
        expect(me.page.locator(".sentences")).to_have_text("")


def test_nothing_is_told_of_the_end_before_it_has_been_seen(me: Visitor) -> None:
    me.type("k", 4)
    ask = me.control("try_many")
    expect(ask).to_be_hidden()
    last = len(kv.Recipe(blobs=5, k=4, seed=1).run()) - 1
    me.go(last - 1)
    expect(ask).to_be_hidden()
    me.go(last)
    expect(ask).to_be_visible()
    ask.click()
    expect(me.page.locator(".histogram .here")).to_have_count(1)
    expect(me.page.locator(".sentences")).to_contain_text("300 starts by random points")


def test_what_was_said_goes_when_the_run_changes_and_is_gray_while_a_star_is_held(me: Visitor) -> None:
    me.page.keyboard.press("End")
    me.press("try_many")
    expect(me.page.locator(".histogram")).to_have_count(1)
    expect(me.page.locator(".sentences")).to_contain_text("known")
    me.drag(2, 50, 50, drop=False)
    expect(me.page.locator(".after")).to_have_class(re.compile("stale"))
    me.page.mouse.up()
    # What the other starts came to is still true, and where this run will end is not known.
    expect(me.page.locator(".histogram .here")).to_have_count(0)
    expect(me.page.locator(".sentences")).to_have_text("")
    me.type("k", 3)
    expect(me.page.locator(".histogram")).to_have_count(0)


def test_the_lucky_start_is_the_best_of_many_and_the_unlucky_one_the_worst(me: Visitor) -> None:
    me.page.locator("[data-name=gallery]").click()
    me.page.locator("[data-exhibit=unlucky-start]").click()
    recipe = kv.Recipe(data="peaked", n=200, blobs=5, k=5, seed=42)
    ends = [kv.record(recipe.points(), 5, seed=seed).inertia for seed in range(300)]
    me.press("unlucky")
    expect(me.page.locator(".histogram .here")).to_have_count(0)
    expect(me.page.locator(".histogram")).to_have_count(1)
    assert ends[me.recipe().init_seed or 0] == pytest.approx(max(ends))
    me.press("lucky")
    me.page.wait_for_timeout(200)
    assert ends[me.recipe().init_seed or 0] == pytest.approx(min(ends))
    me.page.keyboard.press("End")
    expect(me.page.locator(".sentences")).to_contain_text("best known")
    expect(me.page.locator(".histogram .here")).to_have_count(1)


def test_two_starts_are_compared_step_by_step(me: Visitor) -> None:
    me.press("compare")
    boards = me.page.locator("kmeans-board")
    expect(boards).to_have_count(2)
    expect(me.page.locator(".pane-title").nth(0)).to_have_text("A: random points, seed 1")
    expect(me.page.locator(".pane-title").nth(1)).to_have_text("B: k-means++, seed 1")
    expect(me.page.locator("h1")).to_contain_text("two starts")
    first, second = FIRST.run(), kv.Recipe(data="gaussian", blobs=5, k=5, seed=1, init="k-means++").run()
    for step in range(max(len(first), len(second))):
        assert me.page.evaluate("document.querySelectorAll('kmeans-board')[1].step") == min(step, len(second) - 1)
        assert me.step() == step
        me.page.keyboard.press("ArrowRight")
    # Each cluster of B has the colour of the one of A with which it shares most points.
    a, b = (
        me.page.evaluate(
            """(i) => {
                const { run } = document.querySelectorAll("kmeans-board")[i];
                const { labels, clusters } = run.at(run.length - 1);
                return Array.from(labels, (label) => clusters[label]);
            }""",
            i,
        )
        for i in (0, 1)
    )
    assert np.mean(np.asarray(a) == np.asarray(b)) > 0.95
    assert np.mean(first[-1].labels == second[-1].labels) < 0.95
    expect(me.page.locator(".sentences p")).to_have_count(2)
    me.press("compare")
    expect(boards).to_have_count(1)


def test_a_star_of_the_second_run_is_dragged_by_itself(me: Visitor) -> None:
    me.press("compare")
    me.drag(2, 30, 80, which=1)
    expect(me.page.locator(".pane-title").nth(1)).to_have_text("B: stars placed by hand")
    expect(me.page.locator(".pane-title").nth(0)).to_have_text("A: random points, seed 1")
    assert me.recipe() == FIRST


def test_the_start_of_the_second_run_can_be_chosen(me: Visitor) -> None:
    expect(me.control("other_init")).to_be_hidden()
    me.press("compare")
    title = me.page.locator(".pane-title").nth(1)
    me.choose("other_init", "farthest")
    expect(title).to_have_text("B: farthest points, seed 1")
    me.press("new_other_start")
    expect(title).to_have_text("B: farthest points, seed 2")
    me.type("other_seed", 40)
    expect(title).to_have_text("B: farthest points, seed 40")
    me.press("undo")
    expect(title).to_have_text("B: farthest points, seed 2")
    assert me.recipe() == FIRST


def test_a_link_leaves_out_what_a_teacher_does_not_want(visit: Visit) -> None:
    me = visit("#kmeans=1&data=moons&k=2&hide=lucky%20unlucky%20gallery%20curve%20guess")
    for name in ("lucky", "unlucky", "gallery"):
        expect(me.control(name)).to_be_hidden()
    expect(me.page.locator("kmeans-board .curve")).to_be_hidden()
    expect(me.page.get_by_role("button", name="Guess")).to_be_hidden()
    expect(me.control("new_start")).to_be_visible()
    me.press("new_start")
    expect(me.control("lucky")).to_be_hidden()
    assert "hide=lucky" in me.page.url


def test_files_of_one_run_hold_its_recipe(me: Visitor, tmp_path: Path) -> None:
    me.board("peaked")
    me.go(2)
    recipe = kv.Recipe(data="peaked", blobs=5, k=5, seed=1)
    gif = me.download("gif", tmp_path)
    expect(me.control("whose")).to_contain_text("This page draws the GIF itself.")
    assert read_note(gif).recipe == recipe
    with Image.open(gif) as animation:
        assert animation.size == (640, 640)
    with Image.open(me.download("png", tmp_path)) as picture:
        assert picture.size == (640, 640)
    assert me.download("svg", tmp_path).read_text().startswith("<svg")
    rows = me.download("csv", tmp_path).read_text().splitlines()
    assert rows[0] == "x1,x2,cluster"
    table = np.loadtxt(rows[1:], delimiter=",")
    assert np.array_equal(table[:, :2], recipe.points())
    assert np.array_equal(table[:, 2] - 1, recipe.run()[2].labels)


def test_files_of_two_runs_show_both(me: Visitor, tmp_path: Path) -> None:
    me.press("compare")
    with Image.open(me.download("gif", tmp_path)) as animation:
        assert animation.size == (1280, 640)
        n_frames = animation.n_frames
        duration = 0
        for index in range(n_frames):
            animation.seek(index)
            duration += animation.info["duration"]
    steps = max(len(FIRST.run()), len(kv.Recipe(blobs=5, k=5, seed=1, init="k-means++").run()))
    assert duration == 1000 + 700 * (steps - 1) + 2500
    assert "second run" in read_note(tmp_path / "k-means-gaussian.gif").missing
    with Image.open(me.download("png", tmp_path)) as picture:
        assert picture.size == (1280, 640)
    assert me.download("svg", tmp_path).read_text().count("clip-path=") == 2


def test_the_live_page_is_a_board_of_its_own(me: Visitor, tmp_path: Path, browser: Browser) -> None:
    # The page that Python writes of the same recipe is the same, to the byte.
    for change in (lambda: None, lambda: me.drag(1, 33, 12), lambda: me.type("k", 2)):
        change()
        kv.save(me.recipe(), tmp_path / "python.html")
        assert me.download("html", tmp_path).read_bytes() == (tmp_path / "python.html").read_bytes()
    me.board("old-faithful")
    path = me.download("html", tmp_path)
    page = browser.new_page()
    page.goto(path.as_uri())
    expect(page.locator("kmeans-board .title")).to_have_text("Start")
    page.locator("kmeans-board .last").click()
    title, _ = captions(kv.Recipe(data="old-faithful", k=2, seed=1).run(), -1)
    expect(page.locator("kmeans-board .title")).to_have_text(title)
    assert read_note(path).recipe == kv.Recipe(data="old-faithful", blobs=5, k=2, seed=1)
    page.close()


def test_code_and_command_are_pythons_own(me: Visitor) -> None:
    me.board("moons")
    me.drag(1, 30, 20)
    recipe = me.recipe()
    me.press("share")
    expect(me.control("python")).to_have_text(recipe.python("k-means.gif").strip("\n"), use_inner_text=True)
    expect(me.control("command")).to_have_text(recipe.command("k-means.gif"))


def test_copying_works_where_there_is_no_clipboard(me: Visitor) -> None:
    me.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    me.press("share")
    me.press("copy_command")
    expect(me.page.locator("dialog[open] .said")).not_to_have_text("")


def test_a_pasted_table_becomes_the_points(me: Visitor) -> None:
    me.press("paste")
    text = "name\ta\tb\tc\nx\t1\t2\t3\ny\t2.5\t4\t6\nz\t\t1\t1\nw\t3\t9\t2\nv\t0\t0\t1\nu\t5\t5\t5"
    me.page.locator("dialog[open] textarea").fill(text)
    expect(me.page.locator("dialog[open] .said")).to_contain_text("5 points with a, b, c")
    me.choose("across", "0")
    me.choose("up", "2")
    me.press("take")
    assert me.recipe().coordinates == ((1, 3), (2.5, 6), (3, 2), (0, 1), (5, 5))
    me.notice("Left out: 1 column without numbers, and 1 row in which a number is missing.")
    # A note about a file stays until it is closed.
    me.type("k", 2)
    me.notice("Left out")
    me.page.locator(".notice .close").click()
    expect(me.page.locator(".notice")).to_have_class(re.compile("empty"))


def test_many_points_of_ones_own_make_no_link_and_survive_a_reload(me: Visitor) -> None:
    rows = "\n".join(f"{x:.6f},{y:.6f}" for x, y in np.random.default_rng(3).normal(size=(3000, 2)))
    me.press("paste")
    # Typing that much takes Playwright a minute, and pasting is at once.
    me.page.locator("dialog[open] textarea").evaluate(
        "(area, rows) => { area.value = rows; area.dispatchEvent(new Event('input')); }", rows
    )
    me.press("take")
    me.press("share")
    expect(me.page.locator("dialog[open]")).to_contain_text("3,000 points are too many for a link")
    expect(me.control("copy_link")).to_be_hidden()
    me.page.keyboard.press("Escape")
    me.page.reload()
    expect(me.page.locator("kmeans-board canvas.picture")).to_have_attribute("aria-label", re.compile("^3000 points"))


def test_after_a_click_the_keys_belong_to_the_run(me: Visitor) -> None:
    me.control("n").locator("input[type=range]").click()
    n = me.control("n").locator("input.number").input_value()
    me.page.keyboard.press("ArrowRight")
    assert me.step() == 1
    me.page.keyboard.press("PageDown")
    assert me.step() == 2
    me.page.keyboard.press("Home")
    assert me.step() == 0
    assert me.control("n").locator("input.number").input_value() == n
    me.press("new_start")
    me.page.keyboard.press("End")
    last = me.step()
    assert last > 2
    me.type("k", 3)
    me.page.keyboard.press("ArrowRight")
    assert me.step() == 1
    me.page.locator("kmeans-board .forth").click()
    me.page.keyboard.press(" ")
    assert me.page.evaluate("document.querySelector('kmeans-board').playing")


def test_a_control_that_was_reached_with_tab_keeps_its_keys(me: Visitor) -> None:
    slider = me.control("n").locator("input[type=range]")
    for _ in range(60):
        me.page.keyboard.press("Tab")
        if slider.evaluate("(element) => element === document.activeElement"):
            break
    before = me.control("n").locator("input.number").input_value()
    me.page.keyboard.press("ArrowRight")
    assert me.step() == 0
    assert me.control("n").locator("input.number").input_value() != before


def test_guessing_shows_nothing_of_the_answer_until_it_is_asked_for(me: Visitor) -> None:
    me.page.get_by_role("button", name="Guess").click()
    expect(me.page.locator("kmeans-board .title")).to_have_text("Your guess")
    expect(me.page.locator("kmeans-board .verdict")).to_have_text("")
    me.drag(1, 20, 20)
    expect(me.page.locator("kmeans-board .verdict")).to_have_text("")
    me.page.get_by_role("button", name="Show the truth").click()
    expect(me.page.locator("kmeans-board .verdict")).to_contain_text("of 100")


def test_how_it_looks_changes_the_picture_and_not_the_step(me: Visitor) -> None:
    me.go(3)
    me.unfold("Look")
    picture = "document.querySelector('kmeans-board').shadowRoot.querySelector('canvas').toDataURL()"
    seen = {me.page.evaluate(picture)}
    for name in ("voronoi", "trails", "lines", "forms"):
        me.tick(name)
        me.page.wait_for_timeout(50)
        seen.add(me.page.evaluate(picture))
        assert me.step() == 3
    for style in ("dark", "print"):
        me.control("style").locator(f"input[value={style}]").check()
        me.page.wait_for_timeout(50)
        seen.add(me.page.evaluate(picture))
        assert me.step() == 3
    assert len(seen) == 7
    me.tick("whole")
    me.page.keyboard.press("ArrowRight")
    assert me.step() == 4
    me.page.keyboard.press("ArrowRight")
    assert me.step() == 6
    me.page.keyboard.press("ArrowLeft")
    assert me.step() == 4


@pytest.mark.parametrize(
    ("width", "height"), [(1366, 768), (683, 384), (390, 844), (820, 1180), (1920, 1080), (3840, 2160)]
)
def test_board_play_and_k_are_in_sight_and_nothing_is_wider_than_the_screen(
    visit: Visit, width: int, height: int
) -> None:
    me = visit(viewport={"width": width, "height": height})
    for locator in (
        me.page.locator("kmeans-board canvas.picture"),
        me.page.locator("kmeans-board .play"),
        me.control("k").locator("input.number"),
    ):
        box = locator.bounding_box()
        assert box is not None
        assert min(box["x"], box["y"]) >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
    assert me.page.evaluate("document.documentElement.scrollWidth") <= width
    me.press("compare")
    second = me.page.locator("kmeans-board").nth(1).locator("canvas.picture").bounding_box()
    assert second is not None
    assert second["width"] > 100
    assert second["height"] > 100
    assert second["y"] + second["height"] <= height
    # A tall page scrolls only where it has to.
    if width >= 1000:
        assert me.page.evaluate("document.documentElement.scrollHeight") <= height


def test_what_can_be_touched_is_large_enough_for_a_finger(visit: Visit) -> None:
    me = visit(viewport={"width": 390, "height": 844}, has_touch=True)
    for title in ("More about the points", "More about the stars", "Look"):
        me.unfold(title)
    small = me.page.evaluate(
        """() => {
            const roots = [document, document.querySelector("kmeans-board").shadowRoot];
            const kinds = "button, select, summary, .tick, .segments label, .thumb";
            const all = roots.flatMap((root) => [...root.querySelectorAll(kinds)]).filter((e) => e.checkVisibility());
            const sizes = all.map((e) => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()]);
            return sizes.filter(([, box]) => box.width < 43.5 || box.height < 43.5).map(([text]) => text);
        }"""
    )
    assert small == []


def test_axe_finds_nothing_to_mend(visit: Visit, axe: Path) -> None:
    for options in ({}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}}):
        me = visit(**options)
        me.page.keyboard.press("End")
        me.press("share")
        me.page.evaluate(axe.read_text(encoding="utf-8"))
        for _ in range(2):
            found = me.page.evaluate("axe.run()")
            assert [(bad["id"], bad["nodes"][0]["html"]) for bad in found["violations"]] == []
            me.page.keyboard.press("Escape")
