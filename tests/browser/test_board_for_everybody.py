"""Boards can be used by everybody: at any zoom, with a finger, without a mouse, and with colours of one's own."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from boards import TAG, UNLUCKY, Opened, board, call, drag, shows, star
from PIL import Image
from playwright.sync_api import expect

import kmeans_viz as kv

BOARD = TAG.replace(">", ' hands="move guess place paint">', 1)
SERIOUS = """
async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .filter(({ impact }) => impact === "serious" || impact === "critical")
  .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)].join(": "))
"""


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("width", [390, 1000])
def test_axe_finds_nothing_serious_in_any_state(opened: Opened, axe: Path, theme: str, width: int) -> None:
    page = opened(BOARD.replace(">", f' theme="{theme}">', 1), viewport={"width": width, "height": 900})
    page.evaluate(axe.read_text())
    found = {"at first": page.evaluate(SERIOUS)}
    for name in ("forth", "guess", "guess", "guess", "place", "paint", "erase", "erase", "seeding"):
        board(page).locator(f".{name}").click()
        page.wait_for_timeout(50)
        found[name] = page.evaluate(SERIOUS)
    board(page).locator(".place").click()
    board(page).locator(".picture").click(position={"x": 60, "y": 60}, force=True)
    found["a placed star"] = page.evaluate(SERIOUS)
    call(page, "board.setAttribute('k', '0')")
    expect(board(page).locator(".problem")).to_be_visible()
    found["a problem"] = page.evaluate(SERIOUS)
    assert found == {state: [] for state in found}


def test_with_colours_of_ones_own_the_picture_keeps_its_colours_and_buttons_show_what_is_pressed(
    opened: Opened,
) -> None:
    page = opened(BOARD, forced_colors="active")
    shows(page, UNLUCKY.run(), 0)
    place = board(page).locator(".place")
    colors = (
        "(button) => { const { color, backgroundColor } = getComputedStyle(button); return [color, backgroundColor]; }"
    )
    loose = place.evaluate(colors)
    assert loose[0] != loose[1]
    place.click()
    expect(place).to_have_attribute("aria-pressed", "true")
    pressed = place.evaluate(colors)
    assert pressed[0] != pressed[1]
    assert pressed[1] != loose[1]
    # The word on it can be read: most of the button has its colour, and the letters another.
    seen = np.asarray(Image.open(io.BytesIO(place.screenshot())).convert("L"))[6:-6, 6:-6]
    assert np.abs(seen.astype(int) - int(np.median(seen))).max() > 120
    assert (np.abs(seen.astype(int) - int(np.median(seen))) < 20).mean() > 0.6
    place.click()
    for name in ("play", "forth"):
        color, background = board(page).locator(f".{name}").evaluate(colors)
        assert color != background
    # The picture is what the words are about: its colours are those that they name.
    shown = np.asarray(Image.open(io.BytesIO(star(page, 1).screenshot())).convert("RGB")).reshape(-1, 3)
    assert len(np.unique(shown // 32, axis=0)) >= 3


@pytest.mark.parametrize(("width", "height"), [(683, 384), (844, 390), (640, 400)])
def test_at_200_percent_and_on_a_phones_side_the_board_and_play_are_in_sight(
    opened: Opened, width: int, height: int
) -> None:
    page = opened(BOARD, viewport={"width": width, "height": height}, device_scale_factor=2)
    shows(page, UNLUCKY.run(), 0)
    for part in (".picture", ".play", ".forth", ".title"):
        box = board(page).locator(part).bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height + 12, part
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Everything else is below, and whole.
    for name in ("guess", "place", "points"):
        button = board(page).locator(f".{name}")
        button.scroll_into_view_if_needed()
        # A page is scrolled by whole pixels, and a button may begin between two.
        expect(button).to_be_in_viewport(ratio=0.98)


@pytest.mark.parametrize("width", [320, 390])
def test_on_the_narrowest_page_nothing_is_cut_off(opened: Opened, width: int) -> None:
    page = opened(BOARD, viewport={"width": width, "height": 700})
    shows(page, UNLUCKY.run(), 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = call(
        page,
        "return [...board.shadowRoot.querySelectorAll('button, p, select')]"
        ".filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.className)",
    )
    assert cut == []


def test_targets_are_large_enough_for_a_finger(opened: Opened) -> None:
    page = opened(BOARD, viewport={"width": 390, "height": 844}, has_touch=True)
    shows(page, UNLUCKY.run(), 0)
    sizes = call(
        page,
        "return [...board.shadowRoot.querySelectorAll('button, select')].filter((part) => part.checkVisibility())"
        ".map((part) => [part.className, part.offsetWidth, part.offsetHeight])",
    )
    assert len(sizes) > 12
    assert [size for size in sizes if min(size[1:]) < 44] == []


def test_a_finger_drags_a_star_and_the_page_does_not_scroll(opened: Opened) -> None:
    page = opened(BOARD + '<div style="height: 3000px"></div>', viewport={"width": 390, "height": 844}, has_touch=True)
    box = star(page, 2).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)
    for kind, down in (("touchStart", 0), *(("touchMove", 12 * i) for i in range(1, 10))):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y - down}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    trace = kv.Recipe(**call(page, "return board.recipe")).run()
    shows(page, trace, 1)
    assert page.evaluate("scrollY") == 0
    moved = trace[0].centroids - UNLUCKY.run()[0].centroids
    assert np.flatnonzero(np.abs(moved).max(axis=1) > 0.05).tolist() == [1]


@pytest.mark.parametrize("scale", [0.6, 1.7])
def test_on_a_slide_that_is_shown_larger_a_star_stays_under_the_pointer(opened: Opened, scale: float) -> None:
    style = f"width: 420px; transform: scale({scale}); transform-origin: 0 0"
    page = opened(f'<div style="{style}">{BOARD}</div>', viewport={"width": 1000, "height": 1900})
    shows(page, UNLUCKY.run(), 0)
    before = star(page, 3).bounding_box()
    drag(page, 3, 50, -60)
    after = star(page, 3).bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] - before["x"] == pytest.approx(50, abs=1)
    assert after["y"] - before["y"] == pytest.approx(-60, abs=1)
    board(page).locator(".place").click()
    box = board(page).locator(".picture").bounding_box()
    assert box is not None
    call(page, "board.addEventListener('kmeans-place', ({ detail }) => (board.put = detail.centroid))")
    page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + 0.5 * box["height"])
    placed = call(
        page,
        "const { scene: { stage } } = board._show.painting; const [x, y] = board.put;"
        "return [stage.x(x) / board._show.painting.canvas.width, stage.y(y) / board._show.painting.canvas.height]",
    )
    assert placed == pytest.approx([0.25, 0.5], abs=0.01)


def test_a_screen_reader_hears_each_step_but_not_a_run_that_plays(opened: Opened) -> None:
    page = opened(BOARD)
    trace = UNLUCKY.run()
    words, scrubber = board(page).locator(".words"), board(page).get_by_role("slider", name="Half-step")
    shows(page, trace, 0)
    expect(words).to_have_attribute("aria-live", "polite")
    board(page).get_by_role("button", name="One half-step forth").click()
    shows(page, trace, 1)
    title = board(page).locator(".title").text_content()
    text = board(page).locator(".text").text_content()
    expect(scrubber).to_have_attribute("aria-valuetext", f"{title}. {text}")
    expect(board(page).get_by_role("img")).to_have_accessible_name(f"200 points and 5 stars. {title}. {text}")
    for number in range(1, 6):
        expect(board(page).get_by_role("button", name=f"Star {number}: arrow keys move it")).to_be_visible()
    board(page).get_by_role("button", name="Play or pause").click()
    expect(words).to_have_attribute("aria-live", "off")
    board(page).get_by_role("button", name="Play or pause").click()
    board(page).get_by_role("button", name="Guess").click()
    board(page).get_by_role("button", name="Show the truth").click()
    expect(board(page).get_by_role("status")).to_contain_text("of 100")


def test_who_wants_no_motion_can_do_everything_and_nothing_glides(opened: Opened) -> None:
    page = opened(BOARD.replace(">", ' step-ms="300" hold-start-ms="20">', 1), reduced_motion="reduce")
    call(page, "await board.ready; board.parts = []; const { clock } = board._show; const show = clock._watched.show;"
         "clock._watched.show = (settled) => { board.parts.push(clock.part); show(settled); };")  # fmt: skip
    board(page).locator(".play").click()
    page.wait_for_function("document.querySelector('kmeans-board').step >= 3")
    board(page).locator(".play").click()
    assert set(call(page, "return board.parts")) == {1}


HOSTILE = [
    '<img src=x onerror="hacked()">',
    "</script><script>hacked()</script>",
    "javascript:hacked()",
    '"><svg onload=hacked()>',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_notes_and_recipes_run_no_script(opened: Opened, text: str) -> None:
    page = opened("<kmeans-board></kmeans-board>")
    page.evaluate("void (window.hacked = () => (window.isHacked = true))")
    call(
        page,
        """
        await board.ready;
        const tried = (what) => { try { what(); } catch (error) { if (error.name !== "InputError") throw error; } };
        for (const name of board.constructor.observedAttributes) {
          board.setAttribute(name, argument);
          await board.ready.catch(() => {});
          board.removeAttribute(name);
        }
        for (const field of ["data", "init", "style", "on_empty", "size", "coordinates", argument]) {
          tried(() => (board.recipe = { [field]: argument }));
          await board.ready.catch(() => {});
        }
        board.recipe = { coordinates: [[0, 0], [1, 1], [4, 4]], k: 1 };
        for (const phase of ["seed", argument]) {
          board.states = [{ phase, iteration: 0, centroids: [[0, 0]], [argument]: argument }];
          await board.ready.catch(() => {});
        }
        board.recipe = {};
        await board.ready;
        """,
        text,
    )
    assert page.evaluate("window.isHacked") is None
    assert call(page, "return board.shadowRoot.querySelectorAll('img, script, [onload], [onerror]').length") == 0


def test_the_hostile_names_of_columns_are_text_in_page_and_drawing(opened: Opened, tmp_path: Path) -> None:
    from kmeans_viz.web.element import attributes_of, recorded

    file = tmp_path / "hostile.csv"
    names = ["<img src=x onerror=hacked()>", "</text><script>hacked()</script>"]
    rows = np.random.default_rng(1).normal(size=(30, 2)).tolist()
    file.write_text("\n".join([",".join(names), *(f"{x},{y}" for x, y in rows)]))
    recipe = kv.Recipe(csv=str(file), k=2)
    trace = recipe.run()
    page = opened("<kmeans-board></kmeans-board>")
    page.evaluate("void (window.hacked = () => (window.isHacked = true))")
    for name, value in attributes_of(trace, recipe).items():
        call(page, "board.setAttribute(...argument)", [name, value])
    handed = json.loads(recorded(trace).to_json())
    svg = call(
        page,
        """
        const bytes = Uint8Array.from(atob(argument.data), (letter) => letter.charCodeAt(0));
        board.recording = { ...argument, data: bytes.buffer };
        await board.ready;
        const text = await (await board.picture("image/svg+xml")).text();
        const box = document.createElement("div");
        box.innerHTML = text;
        document.body.append(box);
        await new Promise((done) => setTimeout(done, 100));
        return [text.includes("<script") || text.includes("<img"), box.querySelectorAll("script, img").length];
        """,
        handed,
    )
    assert svg == [False, 0]
    assert page.evaluate("window.isHacked") is None
