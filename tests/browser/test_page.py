"""The exported page in a real browser: it plays, steps and says what happens, and asks nobody for anything."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

import kmeans_viz as kv
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.timeline import captions, timeline

RECIPE = kv.Recipe(data="peaked", n=60, blobs=3, k=5, seed=62, size=240, step_ms=100, hold_start_ms=100, tween=2)


@pytest.fixture
def trace() -> kv.Trace:
    return RECIPE.run()


@pytest.fixture(autouse=True)
def closed(browser: Browser) -> Iterator[None]:
    """Close what a test has opened: the pages would go on playing."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Page:
    page = opened(browser, kv.save(RECIPE, tmp_path / "lesson.html"))
    page.keyboard.press("Home")
    return page


def opened(browser: Browser, path: Path, width: int = 1280, height: int = 800) -> Page:
    """Open an exported page and wait for its first picture; anything that goes wrong on it is an error here."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.asked = []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: message.type == "error" and pytest.fail(message.text))
    page.goto(path.as_uri())
    expect(page.locator(".kv-title")).not_to_be_empty()
    page.focus(".kv-player")
    return page


def words(page: Page) -> tuple[str, str]:
    return page.inner_text(".kv-title"), page.inner_text(".kv-text")


def wait_for(page: Page, trace: kv.Trace, step: int) -> None:
    title, text = captions(trace, step)
    expect(page.locator(".kv-title")).to_have_text(title)
    expect(page.locator(".kv-text")).to_have_text(text)


def picture(page: Page) -> np.ndarray:
    """Return the pixels of the canvas."""
    address = page.evaluate("document.querySelector('.kv-canvas').toDataURL('image/png')")
    data = base64.b64decode(address.split(",")[1])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def test_the_keys_step_through_all_half_steps_and_back(page: Page, trace: kv.Trace) -> None:
    for step in (*range(len(trace)), *reversed(range(len(trace) - 1))):
        wait_for(page, trace, step)
        page.keyboard.press("ArrowRight" if step < len(trace) - 1 else "ArrowLeft")
        if step == len(trace) - 1:
            break
    page.keyboard.press("Home")
    wait_for(page, trace, 0)
    page.keyboard.press("End")
    wait_for(page, trace, len(trace) - 1)


def test_quick_presses_are_all_counted(page: Page, trace: kv.Trace) -> None:
    wait_for(page, trace, 0)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    wait_for(page, trace, 4)


def test_every_half_step_shows_the_colours_that_the_scene_draws(page: Page, trace: kv.Trace) -> None:
    look = replace(RECIPE, caption=False)
    scene = kv.Scene(trace, look)
    palette = Palette(scene.style, trace.k)
    drawn = [palette.reduced(scene.draw(frame))[..., :3] for frame in timeline(trace, look) if frame.is_key]
    page.keyboard.press("End")
    for step in reversed(range(len(trace))):
        wait_for(page, trace, step)
        assert np.array_equal(picture(page), drawn[step])
        page.keyboard.press("ArrowLeft")


def test_a_start_can_be_stepped_through_star_by_star(browser: Browser, tmp_path: Path) -> None:
    recipe = replace(RECIPE, init="k-means++", seeding=True, max_iter=1)
    page = opened(browser, kv.save(recipe, tmp_path / "start.html"))
    page.keyboard.press("End")
    trace, look = recipe.run(), replace(recipe, caption=False)
    scene = kv.Scene(trace, look)
    palette = Palette(scene.style, trace.k)
    keys = [frame for frame in timeline(trace, look) if frame.is_key]
    assert len(keys) == 10 + len(trace)
    for frame in reversed(keys):
        expect(page.locator(".kv-title")).to_have_text(frame.title)
        expect(page.locator(".kv-text")).to_have_text(frame.text)
        assert np.array_equal(picture(page), palette.reduced(scene.draw(frame))[..., :3])
        page.keyboard.press("ArrowLeft")


def test_it_plays_to_the_end_and_the_scrubber_pauses_it(page: Page, trace: kv.Trace) -> None:
    wait_for(page, trace, 0)
    page.click(".kv-loop input")
    page.select_option(".kv-speed", "4")
    page.click(".kv-play")
    wait_for(page, trace, len(trace) - 1)
    expect(page.locator(".kv-play")).to_have_attribute("aria-pressed", "false")
    page.click(".kv-play")
    page.locator(".kv-scrubber").fill("2")
    wait_for(page, trace, 2)
    page.wait_for_timeout(400)
    assert words(page) == captions(trace, 2)


def test_it_asks_nobody_for_anything(page: Page, trace: kv.Trace) -> None:
    page.keyboard.press("End")
    wait_for(page, trace, len(trace) - 1)

    assert [url for url in page.asked if not url.startswith(("blob:", "data:"))] == [page.url]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (390, 844)])
def test_everything_is_on_the_screen_without_scrolling(
    browser: Browser, tmp_path: Path, width: int, height: int
) -> None:
    page = opened(browser, kv.save(RECIPE, tmp_path / "lesson.html", size=640, style="dark"), width, height)

    box = page.locator(".kv-player").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_student_calls_a_function_stays_text(browser: Browser, tmp_path: Path) -> None:
    def evil(X, centroids):
        return np.zeros(len(X), dtype=int)

    evil.__name__ = "</script><script>document.title='taken'</script>"
    trace = kv.record(kv.data.uniform(20, seed=1), 2, seed=1, stepper=kv.Stepper(assign=evil))
    page = opened(browser, kv.save(trace, tmp_path / "evil.html", size=200, tween=0, step_ms=60_000))

    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    wait_for(page, trace, 1)
    assert "<script>" in words(page)[1]
    assert page.title() == "k-means with k = 2"


def test_inside_a_longer_page_it_has_its_full_size_and_waits_for_play(browser: Browser, tmp_path: Path) -> None:
    player = kv.Player(replace(RECIPE, size=(600, 480)))
    file = tmp_path / "longer.html"
    file.write_text(f"<!DOCTYPE html><p style='height: 3000px'>A long text</p>{player.as_page()}", encoding="utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto(file.as_uri())
    inside = page.frame_locator("iframe")
    page.mouse.wheel(0, 3000)
    expect(inside.locator(".kv-title")).to_have_text("Start")
    page.wait_for_timeout(1500)
    expect(inside.locator(".kv-title")).to_have_text("Start")
    expect(inside.locator(".kv-play")).not_to_have_attribute("aria-pressed", "true")
    inside.locator(".kv-play").click()
    expect(inside.locator(".kv-title")).not_to_have_text("Start")
    box = inside.locator("canvas").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (600, 480)
    hidden = page.frames[1].evaluate("document.documentElement.scrollHeight - innerHeight")
    assert hidden == 0, "a part of the player is below the edge of its frame"

    page.set_viewport_size({"width": 390, "height": 800})
    expect(inside.locator("canvas")).not_to_have_css("width", "600px")
    rest = page.frames[1].evaluate("innerHeight - document.querySelector('.kv-player').getBoundingClientRect().bottom")
    assert 0 <= rest <= 60, "on a phone the frame is as high as the player, give or take a line of words"
