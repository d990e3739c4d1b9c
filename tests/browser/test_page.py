"""The exported page in a real browser: what it shows is the run, and where the page can compute it, it lives."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from boards import drag
from playwright.sync_api import Browser, FrameLocator, Page, expect

import kmeans_viz as kv
from kmeans_viz.pictures.captions import captions
from kmeans_viz.pictures.style import rgb

RECIPE = kv.Recipe(data="peaked", n=60, blobs=3, k=5, seed=62, step_ms=100, hold_start_ms=100, tween=2)
Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Return a function that saves a run as a page and opens it; an error on the page, or a request, is one here."""
    contexts, problems, asked = [], [], []

    def open_page(source: kv.Trace | kv.Recipe, look: dict[str, Any] | None = None, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: message.type == "error" and problems.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(kv.save(source, tmp_path / "lesson.html", **(look or {})).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
    assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [(tmp_path / "lesson.html").as_uri()] * (
        len(contexts)
    )


def shows(page: Page | FrameLocator, trace: kv.Trace, step: int) -> None:
    """Wait until the page says what Python says of a half-step."""
    title, text = captions(trace, step)
    expect(page.locator(".title")).to_have_text(title)
    expect(page.locator(".text")).to_have_text(text)


def call(page: Page, body: str, argument: Any = None) -> Any:
    """Return what a function of the board and an argument gives."""
    board = "const board = document.querySelector('kmeans-board'); await board.ready;"
    return page.evaluate(f"async (argument) => {{ {board} {body} }}", argument)


def states_of(page: Page) -> list[dict[str, Any]]:
    """Return the states that the page has, once it has all of them."""
    return call(
        page,
        """
        const run = board._run;
        while (!run.complete) run.advance(50);
        return Array.from({ length: run.length }, (_, step) => {
          const { phase, iteration, centroids, labels, inertia, changed, converged, clusters } = run.at(step);
          const lists = { centroids: [...centroids], clusters: [...clusters], labels: labels && [...labels] };
          return { phase, iteration, inertia, changed, converged, ...lists };
        });
        """,
    )


def holds(page: Page, trace: kv.Trace, tolerance: float = 0.0) -> None:
    """Hold the states of the page against those of a trace."""
    got = states_of(page)
    assert len(got) == len(trace)
    for state, own in zip(trace, got, strict=True):
        for field in ("phase", "iteration", "changed", "converged"):
            assert own[field] == getattr(state, field)
        assert own["clusters"] == state.clusters.tolist()
        assert own["labels"] == (None if state.labels is None else state.labels.tolist())
        np.testing.assert_allclose(own["centroids"], state.centroids.ravel(), rtol=0, atol=tolerance)
        if state.inertia is not None:
            assert own["inertia"] == pytest.approx(state.inertia, rel=tolerance, abs=0)


def buttons(page: Page) -> list[str]:
    """Return the names of the buttons below the player's."""
    return page.locator(".doings button:visible").all_inner_texts()


def test_the_page_has_the_run_of_the_recipe_and_the_keys_step_through_it(opened: Opened) -> None:
    page, trace = opened(RECIPE), RECIPE.run()
    holds(page, trace, 1e-9)
    # Nobody has clicked anywhere yet.
    for step in range(len(trace)):
        shows(page, trace, step)
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    shows(page, trace, 0)
    page.keyboard.press("End")
    shows(page, trace, len(trace) - 1)


def test_it_waits_for_its_reader_and_then_plays_to_the_end(opened: Opened) -> None:
    page, trace = opened(RECIPE, {"loop": False}), RECIPE.run()
    page.wait_for_timeout(600)
    shows(page, trace, 0)
    page.keyboard.press(" ")
    shows(page, trace, len(trace) - 1)
    expect(page.locator(".play")).to_have_attribute("aria-pressed", "false")


def test_a_dragged_star_begins_another_run_and_there_is_a_way_back(opened: Opened) -> None:
    page = opened(RECIPE)
    drag(page, 2, 80, -120)
    trace = kv.Recipe(**call(page, "return board.recipe")).run()
    shows(page, trace, 1)
    holds(page, trace, 1e-9)
    page.click(".reset")
    shows(page, RECIPE.run(), 0)


def test_one_can_guess_and_begin_from_another_start_and_with_other_points(opened: Opened) -> None:
    page = opened(RECIPE)
    assert buttons(page) == ["Guess", "How it starts", "Another start", "Other points"]
    page.click(".guess")
    drag(page, 1, 40, 40)
    page.click(".guess")
    expect(page.locator(".verdict")).to_contain_text("of 100")
    page.click(".guess")
    shows(page, RECIPE.run(), 2)
    page.click(".start")
    holds(page, replace(RECIPE, init_seed=63).run(), 1e-9)
    page.click(".points")
    holds(page, replace(RECIPE, init_seed=63, seed=63).run(), 1e-9)


def test_a_file_of_two_columns_is_the_recorded_run_and_can_be_dragged(opened: Opened, tmp_path: Path) -> None:
    X = np.random.default_rng(4).normal(size=(80, 2)) * [1, 1e3] + [1e9, 0]
    rows = "\n".join(f"{x!r},{y!r}" for x, y in X.tolist())
    (tmp_path / "mine.csv").write_text(f"age,price\n{rows}\n", encoding="utf-8")
    recipe = kv.Recipe(csv=str(tmp_path / "mine.csv"), k=4, seed=3, init="k-means++")
    with pytest.warns(UserWarning, match="'price' has"):
        trace = recipe.run()
    page = opened(trace)
    holds(page, trace)
    assert np.array_equal(call(page, "return [...board._run.points.values]"), X.ravel())
    assert call(page, "return [board._show.view.xlabel, board._show.view.ylabel]") == ["age", "price"]
    assert buttons(page) == ["Guess", "How it starts", "Another start"]
    drag(page, 2, 100, 60)
    dragged = kv.record(X, init=call(page, "return board.recipe.init"))
    shows(page, dragged, 1)
    holds(page, dragged, 1e-5)
    page.click(".start")
    holds(page, kv.record(X, 4, init="k-means++", seed=4), 1e-5)
    page.click(".reset")
    holds(page, trace)
    page.click(".seeding")
    expect(page.locator(".title")).to_have_text("Start, star 1 of 4")


def test_points_in_space_begin_elsewhere_too_but_no_hand_moves_their_stars(opened: Opened) -> None:
    X = np.random.default_rng(4).normal(size=(80, 5))
    trace = kv.record(X, 4, seed=3)
    page = opened(trace)
    holds(page, trace)
    expect(page.locator(".star:visible")).to_have_count(0)
    assert buttons(page) == ["How it starts", "Another start"]
    page.click(".start")
    holds(page, kv.record(X, 4, seed=4), 1e-9)


def test_a_run_of_a_stepper_plays_and_no_more(opened: Opened) -> None:
    trace = kv.record(kv.data.uniform(90, seed=1), 4, seed=1, stepper=kv.MEDIANS)
    page = opened(trace, {"step_ms": 60, "hold_start_ms": 20, "loop": False})
    holds(page, trace)
    expect(page.locator(".star:visible")).to_have_count(0)
    assert buttons(page) == ["How it starts"]
    assert call(page, "return board._show.painting.scene.layers.map((layer) => layer.constructor.name)") == [
        "Dots", "ChangedDots", "Trails", "Stars",
    ]  # fmt: skip
    for step in range(4):
        shows(page, trace, step)
        page.keyboard.press("ArrowRight")
    page.click(".play")
    shows(page, trace, len(trace) - 1)


def test_cells_are_drawn_where_only_the_update_is_ones_own(opened: Opened) -> None:
    def stay(X, labels, centroids):
        return centroids

    trace = kv.record(kv.data.uniform(90, seed=1), 4, seed=1, stepper=kv.Stepper(update=stay))
    page = opened(trace)
    layers = call(page, "return board._show.painting.scene.layers.map((layer) => layer.constructor.name)")
    assert layers[0] == "Cells"


def test_a_start_is_shown_first_where_that_was_asked_for(opened: Opened) -> None:
    page = opened(replace(RECIPE, init="k-means++"), {"seeding": True})
    for number in range(1, 6):
        expect(page.locator(".title")).to_have_text(f"Start, star {number} of 5")
        page.keyboard.press("ArrowRight")
    shows(page, replace(RECIPE, init="k-means++").run(), 0)


def test_words_and_curve_are_left_out_where_that_was_asked_for(opened: Opened) -> None:
    page = opened(RECIPE, {"caption": False, "curve": False})
    expect(page.locator(".play")).to_be_visible()
    expect(page.locator(".words")).to_be_hidden()
    expect(page.locator(".curve")).to_be_hidden()


@pytest.mark.parametrize(("size", "box"), [(300, (300, 300)), ((500, 250), (500, 250)), ((4096, 2048), (898, 449))])
def test_the_picture_has_the_size_of_the_look_where_there_is_room(
    opened: Opened, size: object, box: tuple[int, int]
) -> None:
    page = opened(RECIPE, {"size": size})
    shown = page.locator(".picture").bounding_box()
    assert shown is not None
    assert (shown["width"], shown["height"]) == pytest.approx(box, abs=1)
    assert shown["width"] / shown["height"] == pytest.approx(box[0] / box[1], rel=0.01)


@pytest.mark.parametrize("look", [{}, {"size": (700, 500)}], ids=["unsized", "sized"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (390, 844)])
def test_everything_is_on_the_screen_without_scrolling(
    opened: Opened, look: dict[str, Any], width: int, height: int
) -> None:
    page = opened(RECIPE, look, viewport={"width": width, "height": height})
    shows(page, RECIPE.run(), 0)
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        width, height,
    ]  # fmt: skip
    box = page.locator(".doings").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= height


@pytest.mark.parametrize("style", ["light", "dark", "print"])
def test_page_and_board_have_the_colours_of_the_style_whatever_the_reader_likes(opened: Opened, style: str) -> None:
    page = opened(RECIPE, {"style": style}, color_scheme="light" if style == "dark" else "dark")
    color = "rgb({}, {}, {})".format(*rgb(kv.Scene(RECIPE.run(), replace(RECIPE, style=style)).style.page))
    expect(page.locator("body")).to_have_css("background-color", color)
    expect(page.locator(".board")).to_have_css("background-color", color)


def test_on_paper_there_are_the_picture_and_black_words_and_nothing_to_press(opened: Opened) -> None:
    page = opened(RECIPE, {"style": "dark"})
    page.emulate_media(media="print")
    for part in (".picture", ".words", ".curve"):
        expect(page.locator(part)).to_be_visible()
    for part in (".track", ".controls", ".doings"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".title")).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.locator("body")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(page.locator("html")).to_have_css("color-scheme", "light")
    dark = "rgb({}, {}, {})".format(*rgb(kv.Scene(RECIPE.run(), replace(RECIPE, style="dark")).style.page))
    expect(page.locator(".curve")).to_have_css("background-color", dark)


def test_on_a_phone_a_finger_drags_a_star(opened: Opened) -> None:
    page = opened(RECIPE, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    box = page.locator(".star[aria-label^='Star 2:']").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)
    for kind, places in (
        ("touchStart", [(x, y)]),
        ("touchMove", [(x + 20, y + 30)]),
        ("touchMove", [(x + 60, y + 60)]),
        ("touchEnd", []),
    ):
        points = [{"x": across, "y": down} for across, down in places]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(50)
    shows(page, kv.Recipe(**call(page, "return board.recipe")).run(), 1)


def test_without_javascript_it_says_why_there_is_nothing(opened: Opened) -> None:
    page = opened(RECIPE, java_script_enabled=False)
    assert "JavaScript, which is switched off here" in page.locator("body").inner_text()


HOSTILE = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"


def test_what_a_student_calls_a_function_or_a_column_stays_text(opened: Opened) -> None:
    def evil(X, centroids):
        return np.zeros(len(X), dtype=int)

    evil.__name__ = HOSTILE
    trace = kv.record(kv.data.uniform(20, seed=1), 2, seed=1, stepper=kv.Stepper(assign=evil))
    trace = replace(trace, columns=(HOSTILE, HOSTILE))
    page = opened(trace)
    page.keyboard.press("ArrowRight")
    shows(page, trace, 1)
    assert "<script>" in page.locator(".text").inner_text()
    assert call(page, "return board._show.view.xlabel") == HOSTILE
    assert page.title() == "k-means with k = 2"


def test_a_script_that_comes_into_the_page_does_not_run(browser: Browser, tmp_path: Path) -> None:
    path = kv.save(RECIPE, tmp_path / "lesson.html")
    path.write_text(path.read_text(encoding="utf-8").replace("</h1>", f"</h1>{HOSTILE}"), encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    shows(page, RECIPE.run(), 0)
    assert page.title() == "k-means with k = 5"
    page.context.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """Serve the folder of the test from another origin than a file's."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("stepper", [kv.LLOYD, kv.MEDIANS], ids=["computed", "recorded"])
def test_it_lives_in_a_sandboxed_frame_of_another_origin(
    browser: Browser, tmp_path: Path, elsewhere: str, stepper: kv.Stepper
) -> None:
    trace = kv.record(RECIPE.points(), 3, seed=1, stepper=stepper)
    kv.save(trace, tmp_path / "lesson.html")
    course = tmp_path / "course.html"
    course.write_text(
        f'<!DOCTYPE html><iframe sandbox="allow-scripts" width="900" height="600" src="{elsewhere}/lesson.html">',
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    page.goto(course.as_uri())
    inside = page.frame_locator("iframe")
    shows(inside, trace, 0)
    inside.locator(".forth").click()
    shows(inside, trace, 1)
    inside.locator(".title").click()
    page.keyboard.press("ArrowRight")
    shows(inside, trace, 2)
    page.context.close()


def test_inside_a_longer_page_it_has_its_full_size_and_waits_for_play(browser: Browser, tmp_path: Path) -> None:
    player = kv.Player(replace(RECIPE, size=(600, 480)))
    file = tmp_path / "longer.html"
    file.write_text(f"<!DOCTYPE html><p style='height: 3000px'>A long text</p>{player.as_page()}", encoding="utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto(file.as_uri())
    inside = page.frame_locator("iframe")
    page.mouse.wheel(0, 3000)
    shows(inside, RECIPE.run(), 0)
    page.wait_for_timeout(600)
    shows(inside, RECIPE.run(), 0)
    box = inside.locator(".picture").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (600, 480)
    inside.locator(".guess").click()
    inside.locator(".guess").click()
    expect(inside.locator(".verdict")).not_to_be_empty()
    for width in (1000, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(200)
        rest = page.frames[1].evaluate(
            "innerHeight - document.querySelector('kmeans-board').getBoundingClientRect().bottom"
        )
        assert 0 <= rest <= 80, "the frame is as high as the player, give or take a line of words"
    page.context.close()
