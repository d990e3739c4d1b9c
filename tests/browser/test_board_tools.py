"""Placing stars and painting points on a board: with the mouse, with a finger, and with the keyboard."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from boards import TAG, UNLUCKY, Opened, board, call, drag, shows, star
from playwright.sync_api import Page, expect

import kmeans_viz as kv

BOARD = TAG.replace(">", ' hands="move guess place paint">', 1)
HEAR = """
board.said = [];
for (const name of ["place", "paint", "run", "tool"]) {
  board.addEventListener(`kmeans-${name}`, ({ detail }) => board.said.push([name, detail]));
}
"""


def spot(page: Page, across: float, down: float) -> tuple[float, float]:
    """Return a place on the board, in shares of it, on the page."""
    box = board(page).locator(".picture").bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def stroke(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*spot(page, *start))
    page.mouse.down()
    page.mouse.move(*spot(page, *end), steps=12)
    page.mouse.up()


def recipe_of(page: Page) -> kv.Recipe:
    return kv.Recipe(**call(page, "return board.recipe"))


def said(page: Page, name: str) -> list[Any]:
    return [detail for what, detail in call(page, "return board.said") if what == name]


def test_placed_stars_replace_the_old_ones_and_the_run_starts_from_them(opened: Opened) -> None:
    page = opened(BOARD)
    call(page, HEAR)
    board(page).locator(".forth").click()
    board(page).locator(".place").click()
    expect(board(page).locator(".title")).to_have_text("Place star 1 of 5")
    expect(board(page).locator(".star:visible")).to_have_count(0)
    places = [(0.2, 0.2), (0.5, 0.5), (0.8, 0.2), (0.3, 0.9), (0.9, 0.9)]
    for number, place in enumerate(places[:4], start=2):
        page.mouse.click(*spot(page, *place))
        expect(board(page).locator(".title")).to_have_text(f"Place star {number} of 5")
    assert call(page, "return board.recipe") == {"data": "peaked", "blobs": 5, "k": 5, "seed": 42, "init_seed": 139}
    page.mouse.click(*spot(page, *places[4]))
    recipe = recipe_of(page)
    trace = recipe.run()
    shows(page, trace, 0)
    told = said(page, "place")
    assert [event["cluster"] for event in told] == [0, 1, 2, 3, 4]
    assert [event["left"] for event in told] == [4, 3, 2, 1, 0]
    np.testing.assert_array_equal([event["centroid"] for event in told], trace[0].centroids)
    assert said(page, "tool") == [{"tool": "place"}, {"tool": None}]
    # Where they were placed is where they are.
    for number, place in enumerate(places, start=1):
        box = star(page, number).bounding_box()
        assert box is not None
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        np.testing.assert_allclose(middle, spot(page, *place), atol=1)
    board(page).locator(".last").click()
    shows(page, trace, len(trace) - 1)
    board(page).locator(".undo").click()
    shows(page, UNLUCKY.run(), 0)
    expect(board(page).locator(".undo")).to_be_hidden()


def test_a_placed_star_can_be_taken_back_and_placing_be_left(opened: Opened) -> None:
    page = opened(BOARD)
    board(page).locator(".place").click()
    for place in ((0.2, 0.2), (0.5, 0.5)):
        page.mouse.click(*spot(page, *place))
    board(page).locator(".undo").click()
    expect(board(page).locator(".title")).to_have_text("Place star 2 of 5")
    page.keyboard.press("Control+z")
    expect(board(page).locator(".title")).to_have_text("Place star 1 of 5")
    expect(board(page).locator(".undo")).to_be_hidden()
    page.mouse.click(*spot(page, 0.4, 0.4))
    # A step on leaves a start that was not placed whole.
    board(page).locator(".forth").click()
    shows(page, UNLUCKY.run(), 1)
    expect(board(page).locator(".place")).to_have_attribute("aria-pressed", "false")
    expect(board(page).locator(".star:visible")).to_have_count(5)


def test_painted_points_are_there_at_once_and_the_run_is_pythons(opened: Opened) -> None:
    page = opened(BOARD)
    call(page, HEAR)
    board(page).locator(".paint").click()
    stroke(page, (0.5, 0.85), (0.9, 0.6))
    [painted] = said(page, "paint")
    recipe = recipe_of(page)
    assert recipe.coordinates is not None
    assert painted["added"] == len(recipe.coordinates) - 200 > 40
    X = np.array(recipe.coordinates)
    np.testing.assert_allclose(X[:200], UNLUCKY.points(), atol=5.01e-4)
    picture = board(page).locator(".picture")
    expect(picture).to_have_accessible_name(f"{len(X)} points and 5 stars. Paint. Press and draw along the board to "
                                            f"add points: {len(X)} so far.")  # fmt: skip
    # They are where the brush was.
    low, high = call(
        page,
        "const { scene: { stage }, ratio } = board._show.painting;"
        "return argument.map(([x, y]) => stage.toData(x * ratio, y * ratio))",
        [[0, 0], [picture.bounding_box()["width"], picture.bounding_box()["height"]]],  # type: ignore[index]
    )
    shares = (X[200:] - low) / (np.array(high) - low)
    assert (shares > [0.42, 0.5]).all()
    assert (shares < [0.98, 0.95]).all()
    trace = recipe.run()
    board(page).locator(".forth").click()
    shows(page, trace, 1)
    # The brush stays in the hand; each stroke is undone as one.
    stroke(page, (0.1, 0.5), (0.3, 0.5))
    assert len(recipe_of(page).coordinates or ()) > len(X)
    page.keyboard.press("Control+z")
    assert recipe_of(page) == recipe
    page.keyboard.press("Control+z")
    assert recipe_of(page) == UNLUCKY
    board(page).locator(".paint").click()
    shows(page, UNLUCKY.run(), 0)


def test_erased_points_are_gone_and_enough_stay_for_all_stars(opened: Opened) -> None:
    page = opened('<kmeans-board points="[[0,0],[1,0],[2,0],[0,1],[1,1],[2,1]]" k="3" hands="paint"></kmeans-board>')
    call(page, HEAR)
    board(page).locator(".erase").click()
    stroke(page, (0.0, 0.0), (0.0, 1.0))
    assert call(page, "return board.recipe.coordinates").__len__() == 6
    for row in (0, 1):
        for column in (0, 1, 2):
            x, y = call(
                page,
                "const { scene: { stage }, ratio } = board._show.painting;"
                "return [stage.x(argument[0]) / ratio, stage.y(argument[1]) / ratio]",
                [column, row],
            )
            box = board(page).locator(".picture").bounding_box()
            assert box is not None
            page.mouse.click(box["x"] + x, box["y"] + y)
    assert call(page, "return board.recipe.coordinates") == [[0, 1], [1, 1], [2, 1]]
    expect(board(page).locator(".verdict")).to_have_text("2 points would be left for 3 clusters; keep at least 3")
    assert [event["added"] for event in said(page, "paint")] == [-1, -1, -1]
    page.keyboard.press("Escape")
    expect(board(page).locator(".erase")).to_have_attribute("aria-pressed", "false")
    shows(page, recipe_of(page).run(), 0)


def test_on_a_board_that_is_cut_hands_work_with_what_is_drawn(opened: Opened) -> None:
    near = np.random.default_rng(3).normal(size=(60, 2)).round(3).tolist()
    points = [*near, [400, 350]]
    stars = [[0, 0], [1, 1], [400, 350]]
    page = opened(f'<kmeans-board points="{points}" init="{stars}" hands="move paint" hide="cells"></kmeans-board>')
    pixels = (
        "const { canvas, scene: { stage, style } } = board._show.painting;"
        "const { data } = canvas.getContext('2d').getImageData(canvas.width - 14, 0, 14, 14);"
        "const ink = [1, 3, 5].map((at) => parseInt(style.ink.slice(at, at + 2), 16)).join();"
        "let count = 0;"
        "for (let i = 0; i < data.length; i += 4) count += data.slice(i, i + 3).join() === ink;"
        "return count"
    )
    # The arrowhead, in the corner.
    assert call(page, pixels) > 20
    corner = call(page, "const { stage, ratio } = { ...board._show.painting, ...board._show.painting.scene };"
        "return [stage.x(stage.edges[1]) / ratio, stage.y(stage.edges[3]) / ratio]")  # fmt: skip
    box = board(page).locator(".picture").bounding_box()
    assert box is not None
    # A star can be fetched from outside, and has the digits of the points on the board.
    drag(page, 3, -box["width"] / 2 + 30, box["height"] / 2 - 30)
    x, y = call(page, "return board.recipe.init[2]")
    assert -4 < x < 4
    assert -4 < y < 4
    assert round(x, 1) != x
    # A point outside is erased where it is drawn; what there is nothing outside of is not cut.
    board(page).locator(".erase").click()
    page.mouse.click(box["x"] + corner[0], box["y"] + corner[1])
    assert call(page, "return board.recipe.coordinates") == near
    assert call(page, pixels) == 0


def test_the_keyboard_alone_places_paints_and_undoes(opened: Opened) -> None:
    page = opened(BOARD.replace('k="5"', 'k="2"'))
    board(page).locator(".place").focus()
    page.keyboard.press("Enter")
    expect(board(page).locator(".cross")).to_be_focused()
    for key in ("ArrowLeft", "Shift+ArrowLeft", "Enter", "ArrowUp", "Enter", "Backspace", "Shift+ArrowUp", " "):
        page.keyboard.press(key)
    placed = recipe_of(page)
    trace = placed.run()
    shows(page, trace, 0)
    (ax, ay), (bx, by) = trace[0].centroids
    assert ax == pytest.approx(bx, abs=1e-3)
    assert by > ay
    board(page).locator(".paint").focus()
    page.keyboard.press("Enter")
    for key in ("ArrowDown", "Enter", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert len(recipe_of(page).coordinates or ()) == 208
    page.keyboard.press("Backspace")
    assert len(recipe_of(page).coordinates or ()) == 204
    page.keyboard.press("Escape")
    expect(board(page).locator(".board")).to_be_focused()
    page.keyboard.press("PageDown")
    shows(page, recipe_of(page).run(), 1)


def test_a_finger_places_paints_and_does_not_scroll_the_page(opened: Opened) -> None:
    page = opened(BOARD + '<div style="height: 3000px"></div>', has_touch=True, viewport={"width": 390, "height": 844})
    board(page).locator(".place").tap()
    for place in ((0.2, 0.2), (0.5, 0.5), (0.8, 0.2), (0.3, 0.9), (0.9, 0.9)):
        page.touchscreen.tap(*spot(page, *place))
    shows(page, recipe_of(page).run(), 0)
    board(page).locator(".paint").tap()
    touch = page.context.new_cdp_session(page)
    for kind, place in (("touchStart", (0.2, 0.9)), *(("touchMove", (0.2, 0.9 - i / 20)) for i in range(1, 12))):
        x, y = spot(page, *place)
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert len(recipe_of(page).coordinates or ()) > 230
    assert page.evaluate("scrollY") == 0


def test_tools_are_offered_where_they_can_be_used(opened: Opened) -> None:
    page = opened(TAG)
    for name in ("place", "paint", "erase", "undo"):
        expect(board(page).locator(f".{name}")).to_be_hidden()
    drag(page, 2, 60, 20)
    expect(board(page).locator(".undo")).to_be_hidden()
    call(page, "board.setAttribute('hands', 'place paint'); await board.ready")
    expect(board(page).locator(".undo")).to_be_visible()
    expect(board(page).locator(".star:visible")).to_have_count(0)
    call(page, "board.recipe = {coordinates: [[1], [2], [3], [7]], k: 2}; await board.ready")
    expect(board(page).locator(".place")).to_be_visible()
    expect(board(page).locator(".paint")).to_be_hidden()
    board(page).locator(".place").click()
    page.mouse.click(*spot(page, 0.2, 0.5))
    page.mouse.click(*spot(page, 0.7, 0.9))
    shows(page, recipe_of(page).run(), 0)
    call(page, "board.recipe = {coordinates: [[1, 2, 3], [2, 3, 4], [3, 9, 1]], k: 2}; await board.ready")
    expect(board(page).locator(".place")).to_be_hidden()
    call(page, "board.recipe = {n: 6000}; await board.ready")
    board(page).locator(".paint").click()
    expect(board(page).locator(".problem")).to_have_text(
        "the board has 6000 points, and up to 5000 can be painted; make n smaller"
    )


def test_a_script_takes_a_tool_and_takes_a_change_back(opened: Opened) -> None:
    page = opened(TAG)
    call(page, "await board.ready; board.tool = 'paint'")
    page.mouse.click(*spot(page, 0.5, 0.5))
    assert len(recipe_of(page).coordinates or ()) == 204
    call(page, "board.undo(); board.tool = null")
    shows(page, UNLUCKY.run(), 0)
    told = "try { board.tool = 'hammer'; } catch ({ message }) { return message; }"
    assert call(page, told) == "tool='hammer' is unknown; use some of: place, paint, erase"
