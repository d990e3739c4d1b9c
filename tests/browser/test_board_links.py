"""A link to a board: made there, and read by the board of another page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from boards import TAG, UNLUCKY, Opened, board, call, drag, shows
from playwright.sync_api import expect

import kmeans_viz as kv
from kmeans_viz.web.element import attributes_of, recorded

LINKED = "<kmeans-board linked></kmeans-board>"

SITUATIONS = """
const [made, linked] = document.querySelectorAll("kmeans-board");
let state = 1;
const random = (below) => (state = (state * 48271) % 2147483647) % below;
const pick = (...values) => values[random(values.length)];
const wrong = [];
for (let i = 0; i < argument; i++) {
  const k = 1 + random(6);
  const recipe = { data: pick("peaked", "moons", "uniform", "rings"), n: 20 + random(60), seed: random(99), k };
  const places = () => Array.from({ length: k }, () => [random(2001) / 1000 - 1, random(2001) / 1000 - 1 + 1e-13]);
  if (random(2)) recipe.init = pick("k-means++", "partition", "farthest", places());
  if (random(4) === 0) recipe.coordinates = Array.from({ length: 30 }, () => [random(900) / 7, random(900) * 1e-25]);
  if (random(3) === 0) recipe.style = pick("dark", "print");
  if (random(3) === 0) recipe.seeding = true;
  if (random(3) === 0) recipe.on_empty = "drop";
  const attributes = {
    show: pick(null, "board", "player"),
    hands: pick(null, "move", "", "guess move"),
    hide: pick(null, "caption", "curve cells", "guess,trails"),
    lines: pick(null, "", "true"),
    forms: pick(null, "false"),
  };
  for (const [name, text] of Object.entries(attributes)) {
    if (text === null) made.removeAttribute(name);
    else made.setAttribute(name, text);
  }
  made.recipe = recipe;
  await made.ready;
  made.go(random(12) - 2);
  const link = made.link();
  location.hash = new URL(link).hash;
  await new Promise((done) => addEventListener("hashchange", done, { once: true }));
  await linked.ready;
  const facts = (board) => JSON.stringify([board.link(), Object.entries(board.recipe).sort(), board.step,
    board._looks().hide, board._looks().hands, [...board._run.points.values, ...board._run.bareAt(0).centroids]]);
  if (facts(made) !== facts(linked)) wrong.push([facts(made), facts(linked)]);
}
return wrong;
"""


def test_a_linked_board_shows_what_the_link_was_made_of(opened: Opened) -> None:
    page = opened(f"<kmeans-board></kmeans-board>{LINKED}", viewport={"width": 600, "height": 600})
    assert call(page, SITUATIONS, 60) == []


def test_a_link_is_read_on_load_by_linked_boards_alone_and_what_was_dragged_is_in_it(opened: Opened) -> None:
    page = opened(TAG, fragment="?token=secret#chapter-2")
    drag(page, 2, 120, -330)
    call(page, "board.go(3)")
    recipe = kv.Recipe(**call(page, "return board.recipe"))
    link = call(page, "return board.link()")
    assert link.partition("#")[0] == page.url.partition("?")[0]
    assert kv.Recipe.from_link(link) == recipe
    fragment = "#" + link.partition("#")[2]
    page = opened(LINKED + TAG, fragment=fragment)
    shows(page, recipe.run(), 3, 0)
    shows(page, UNLUCKY.run(), 0, 1)


def test_a_link_within_the_page_changes_the_board_and_going_back_brings_its_own_again(opened: Opened) -> None:
    own = kv.Recipe(n=30, k=2, seed=4)
    page = opened('<a href="#further">Further</a><kmeans-board linked n="30" k="2" seed="4"></kmeans-board>')
    shows(page, own.run(), 0)
    page.evaluate(f"location.href = {UNLUCKY.to_link()!r} + '&step=2&hide=curve'")
    shows(page, UNLUCKY.run(), 2)
    expect(board(page).locator(".curve")).to_be_hidden()
    page.go_back()
    shows(page, own.run(), 0)
    expect(board(page).locator(".curve")).to_be_visible()
    # An address within the page that is about something else leaves the board alone.
    board(page).locator(".forth").click()
    page.locator("a").click()
    shows(page, own.run(), 1)


def test_a_board_that_moves_in_its_page_stays_where_it_is(opened: Opened) -> None:
    page = opened(LINKED, fragment=UNLUCKY.to_link() + "&step=1")
    shows(page, UNLUCKY.run(), 1)
    board(page).locator(".forth").click()
    shows(page, UNLUCKY.run(), 2)
    call(page, "document.body.append(board)")
    shows(page, UNLUCKY.run(), 2)


@pytest.mark.parametrize(
    ("fragment", "problem"),
    [
        ("#kmeans=2", "the link has version '2', and this page reads 1"),
        ("#kmeans=1&k=5&evil=%3Cscript%3Ealert(1)%3C/script%3E", "the link's entry 'evil' is unknown"),
        ("#kmeans=1&data=%3Cimg%20src=x%20onerror=alert(1)%3E", "data='<img src=x onerror=alert(1)>' is unknown"),
        ("#kmeans=1&k=500", "k=500 clusters need at least that many points"),
        ("#kmeans=1&states=[]", "the link's entry 'states' is unknown"),
    ],
)
def test_a_link_that_cannot_be_followed_is_told_and_a_better_one_taken(
    opened: Opened, fragment: str, problem: str
) -> None:
    page = opened(LINKED, fragment=fragment)
    expect(board(page).locator(".problem")).to_contain_text(problem)
    assert problem in call(page, "return await board.ready.catch(({message}) => message)")
    page.evaluate("location.hash = ''")
    shows(page, kv.Recipe().run(), 0)
    page.evaluate(f"location.hash = {UNLUCKY.to_link()!r}")
    shows(page, UNLUCKY.run(), 0)
    expect(board(page).locator(".problem")).to_be_hidden()


def test_what_a_link_cannot_hold_is_told(opened: Opened) -> None:
    page = opened("<kmeans-board></kmeans-board>")
    refused = "return (() => { try { return board.link(); } catch ({ message }) { return message; } })()"
    points: Any = [[i / 7, i / 3] for i in range(2000)]
    call(page, "board.recipe = {coordinates: argument}; await board.ready", points)
    assert "and many programs cut those of more than 32000; use fewer points, or" in call(page, refused)
    call(page, "board.states = [{phase: 'seed', iteration: 0, centroids: [[0, 0]]}]; await board.ready")
    assert call(page, refused).startswith("the states were recorded elsewhere")


def test_the_points_and_the_start_of_a_recorded_run_travel_in_its_link(opened: Opened) -> None:
    X = np.random.default_rng(4).normal(size=(40, 2))
    trace = kv.record(X, init=X[:3] + 0.1)
    recording = recorded(trace).to_json().replace("<", "\\u003c")
    attributes = " ".join(f"{name}='{value}'" for name, value in attributes_of(trace, kv.Look()).items())
    script = f'<script type="application/json" id="run">{recording}</script>'
    page = opened(f'{script}<kmeans-board recording="run" {attributes}></kmeans-board>')
    shows(page, trace, 0)
    link = call(page, "board.go(2); return board.link()")
    arrived = kv.Recipe.from_link(link)
    np.testing.assert_array_equal(arrived.points(), X)
    np.testing.assert_array_equal(arrived.run()[-1].centroids, trace[-1].centroids)
    # A linked board leaves its own recording for what the link says, and takes it up again.
    page = opened(f'{script}<kmeans-board linked recording="run" {attributes}></kmeans-board>')
    shows(page, trace, 0)
    page.evaluate(f"location.hash = {UNLUCKY.to_link()!r}")
    shows(page, UNLUCKY.run(), 0)
    page.go_back()
    shows(page, trace, 0)
