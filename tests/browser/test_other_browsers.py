"""A board is opened, stepped, dragged, guessed at, painted on and played in Firefox and in WebKit too."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from boards import UNLUCKY

import kmeans_viz as kv
from kmeans_viz.data import GENERATORS
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.pictures.captions import captions
from kmeans_viz.web.explore_page import explorer_page
from kmeans_viz.web.join import board_script

ROOT = Path(__file__).parents[2]
BOARD = (
    '<kmeans-board linked data="peaked" blobs="5" k="5" seed="42" init-seed="139" hands="move guess place paint"'
    ' step-ms="60" tween="2" hold-start-ms="20" hold-end-ms="20" loop="false"></kmeans-board>'
)
PATIENCE_S = 20
Place = tuple[float, float]


class Visitor(ABC):
    """A person in front of a browser."""

    @abstractmethod
    def open(self, url: str) -> None: ...

    @abstractmethod
    def evaluate(self, body: str) -> Any:
        """Return what the body of an async function returns."""

    @abstractmethod
    def press(self, key: str) -> None: ...

    @abstractmethod
    def drag(self, *places: Place) -> None:
        """Press at the first place, and let go at the last."""

    def board(self, body: str) -> Any:
        return self.evaluate(f"const board = document.querySelector('kmeans-board'); await board.ready; {body}")

    def middle(self, selector: str) -> Place:
        """Return where the middle of a part of the board is."""
        x, y = self.board(
            f"const box = board.shadowRoot.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            "return [box.x + box.width / 2, box.y + box.height / 2];"
        )
        return x, y

    def click(self, selector: str) -> None:
        self.drag(self.middle(selector))

    def sees(self, trace: kv.Trace, step: int) -> None:
        """Wait until the board says what Python says of a half-step."""
        self.reads(*captions(trace, step))

    def reads(self, *words: str) -> None:
        get = "return ['.title', '.text'].map((name) => board.shadowRoot.querySelector(name).textContent)"
        end = time.monotonic() + PATIENCE_S
        while (found := self.board(get)[: len(words)]) != list(words) and time.monotonic() < end:
            time.sleep(0.05)
        assert found == list(words)


class Firefox(Visitor):
    """Firefox, driven by Puppeteer."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def _ask(self, question: str, **content: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"ask": question, **content}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def open(self, url: str) -> None:
        self._ask("open", url=url)

    def evaluate(self, body: str) -> Any:
        return self._ask("evaluate", body=body)

    def press(self, key: str) -> None:
        self._ask("press", key=key)

    def drag(self, *places: Place) -> None:
        self._ask("drag", places=places)


class WebKit(Visitor):
    """WebKit, driven by Selenium."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        self._driver.get(url)

    def evaluate(self, body: str) -> Any:
        return self._driver.execute_script(f"return (async () => {{ {body} }})()")

    def press(self, key: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        named = {"ArrowRight": Keys.ARROW_RIGHT, "Enter": Keys.ENTER, "End": Keys.END, "Escape": Keys.ESCAPE}
        ActionChains(self._driver).send_keys(named[key]).perform()

    def drag(self, *places: Place) -> None:
        from selenium.webdriver.common.actions.action_builder import ActionBuilder

        actions = ActionBuilder(self._driver, duration=20)
        actions.pointer_action.move_to_location(*map(round, places[0])).pointer_down()
        for place in places[1:]:
            actions.pointer_action.move_to_location(*map(round, place))
        actions.pointer_action.pointer_up()
        actions.perform()


@contextmanager
def firefox(tool: Callable[[str], str], leave_out: Callable[[str], NoReturn]) -> Iterator[Visitor]:
    command = [tool("node"), str(Path(__file__).with_name("firefox.mjs")), tool("firefox-esr")]
    if not (ROOT / "node_modules/puppeteer-core").is_dir():
        leave_out("puppeteer-core is not installed; use: npm install --no-save --no-package-lock puppeteer-core")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Firefox(process)
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()


@contextmanager
def webkit(tool: Callable[[str], str], leave_out: Callable[[str], NoReturn]) -> Iterator[Visitor]:
    path, screen = tool("WebKitWebDriver"), tool("Xvfb")
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not browsers:
        leave_out("WebKit's MiniBrowser is not installed; on Debian: apt-get install webkit2gtk-driver")
    from selenium.webdriver.webkitgtk.options import Options

    told, tells = os.pipe()
    command = [screen, "-displayfd", str(tells), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[tells], stderr=subprocess.DEVNULL) as display:
        try:
            os.close(tells)  # or a screen that ends at once would be waited for
            # The number comes in two pieces, and a screen that cannot write the second one ends.
            with os.fdopen(told) as pipe:
                number = pipe.readline().strip()
            assert number, "the virtual screen has not come up"
            options = Options()
            options.binary_location = str(browsers[-1])
            options.add_argument("--automation")
            # Without a graphics card WebKit would draw nothing.
            settings = {"DISPLAY": f":{number}", "GDK_BACKEND": "x11", "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
            with session(path, {**os.environ, **settings}, options) as driver:
                driver.set_window_size(1000, 900)
                driver.set_page_load_timeout(PATIENCE_S)
                yield WebKit(driver)
        finally:
            display.terminate()


@contextmanager
def session(path: str, environment: dict[str, str], options: Any) -> Iterator[Any]:
    """Start WebKit; what it does not answer in time is an error."""
    from selenium import webdriver
    from selenium.webdriver.remote.client_config import ClientConfig
    from selenium.webdriver.remote.remote_connection import RemoteConnection
    from selenium.webdriver.webkitgtk.service import Service

    service = Service(path, env=environment)
    service.start()
    try:
        settings = ClientConfig(remote_server_addr=service.service_url, timeout=PATIENCE_S)
        driver = webdriver.Remote(RemoteConnection(client_config=settings), options=options)
        yield driver
        driver.quit()
    finally:
        service.stop()


BROWSERS = {"firefox": firefox, "webkit": webkit}


@pytest.fixture(scope="module", params=BROWSERS)
def browser_of(
    request: pytest.FixtureRequest, tool: Callable[[str], str], leave_out: Callable[[str], NoReturn]
) -> Iterator[Visitor]:
    """Start a browser for all tests of this file."""
    with BROWSERS[request.param](tool, leave_out) as visitor:
        yield visitor


@pytest.fixture
def visitor(browser_of: Visitor, tmp_path: Path) -> Iterator[Visitor]:
    """Return somebody who has opened a page with a board from disk; an error on it is one here."""
    (tmp_path / "kmeans-board.js").write_text(board_script(), encoding="utf-8")
    watch = "<script>window.wrong = []; addEventListener('error', ({ message }) => wrong.push(message));</script>"
    page = f'<!DOCTYPE html><meta charset="utf-8">{watch}<script src="kmeans-board.js"></script>{BOARD}'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    browser_of.open((tmp_path / "page.html").as_uri())
    yield browser_of
    assert browser_of.evaluate("return window.wrong") == []


def test_it_opens_and_every_half_step_says_what_pythons_says(visitor: Visitor) -> None:
    trace = UNLUCKY.run()
    visitor.sees(trace, 0)
    visitor.board("board.shadowRoot.querySelector('.board').focus()")
    for step in range(1, len(trace)):
        visitor.press("ArrowRight")
        visitor.sees(trace, step)


def test_it_plays_to_the_end(visitor: Visitor) -> None:
    trace = UNLUCKY.run()
    visitor.click(".play")
    visitor.sees(trace, len(trace) - 1)
    visitor.board("while (board.playing) await new Promise((done) => setTimeout(done, 20));")


def test_a_star_is_dragged_and_the_run_starts_there(visitor: Visitor) -> None:
    x, y = visitor.middle(".star[aria-label^='Star 2:']")
    visitor.drag((x, y), (x + 40, y - 100), (x + 90, y - 200))
    recipe = kv.Recipe(**visitor.board("return board.recipe"))
    assert not isinstance(recipe.init, str)
    trace = recipe.run()
    visitor.sees(trace, 1)
    before = UNLUCKY.run()[0].centroids
    moved = np.abs(trace[0].centroids - before).max(axis=1) > 0.01
    assert moved.tolist() == [False, True, False, False, False]


def test_a_guess_gets_its_score(visitor: Visitor) -> None:
    trace = UNLUCKY.run()
    visitor.board("board.addEventListener('kmeans-guess', ({ detail }) => (window.told = detail))")
    visitor.click(".guess")
    visitor.reads("Your guess")
    x, y = visitor.middle(".star[aria-label^='Star 1:']")
    visitor.drag((x, y), (x + 30, y + 20), (x + 60, y + 30))
    visitor.click(".guess")
    score, guess = visitor.evaluate("return [told.score, [...told.centroids]]")
    spread = [
        float(((trace.X - centroids[trace[2].labels]) ** 2).sum())
        for centroids in (trace[1].centroids, np.reshape(guess, (-1, 2)), trace[2].centroids)
    ]
    assert score == round(100 * min(1, max(0, (spread[0] - spread[1]) / (spread[0] - spread[2]))))
    visitor.click(".guess")
    visitor.sees(trace, 2)


def test_stars_are_placed_and_points_painted(visitor: Visitor) -> None:
    visitor.board("board.recipe = { n: 60, k: 2, seed: 3 }")
    visitor.click(".place")
    x, y = visitor.middle(".picture")
    visitor.drag((x - 100, y))
    visitor.reads("Place star 2 of 2")
    visitor.drag((x + 100, y - 40))
    visitor.click(".paint")
    visitor.drag((x - 80, y + 90), (x, y + 90), (x + 80, y + 60))
    recipe = kv.Recipe(**visitor.board("return board.recipe"))
    assert len(recipe.coordinates or ()) > 60
    assert len(recipe.init) == 2
    visitor.press("Escape")
    visitor.press("ArrowRight")
    visitor.sees(recipe.run(), 1)


def test_a_link_is_followed(visitor: Visitor) -> None:
    recipe = kv.Recipe(data="moons", n=40, k=2, seed=2**60, init="k-means++", size=(900, 500))
    visitor.evaluate(f"location.hash = {json.dumps(recipe.to_link() + '&step=2')}")
    visitor.sees(recipe.run(), 2)
    link = visitor.board("return board.link()")
    assert kv.Recipe.from_link(link) == recipe
    assert link.endswith("&step=2")


def test_the_runs_are_pythons(visitor: Visitor) -> None:
    recipes = [
        kv.Recipe(data=data, n=150, blobs=4, k=4, seed=seed, init=init)
        for data in GENERATORS
        for seed, init in enumerate(SEEDINGS)
    ]
    chosen = json.dumps([json.loads(recipe.to_json()) for recipe in recipes])
    ends = visitor.board(
        f"""
        const ends = [];
        for (const recipe of {chosen}) {{
          board.recipe = recipe;
          await board.ready;
          while (!board._run.complete) await new Promise((done) => setTimeout(done));
          const end = board._run.bareAt(board._run.length - 1);
          ends.push([board._run.length, end.inertia, ...end.centroids]);
        }}
        return ends;
        """
    )
    for recipe, (length, inertia, *centroids) in zip(recipes, ends, strict=True):
        trace = recipe.run()
        assert length == len(trace), recipe
        assert inertia == pytest.approx(trace.inertia, rel=1e-9), recipe
        np.testing.assert_allclose(centroids, trace[-1].centroids.ravel(), atol=1e-9)


def test_the_explorer_changes_goes_back_and_compares(browser_of: Visitor, tmp_path: Path) -> None:
    watch = "<script>window.wrong = []; addEventListener('error', ({ message }) => wrong.push(message));</script>"
    page = tmp_path / "explore.html"
    # The page's own policy would let no other script in.
    text = re.sub(r"<meta http-equiv=.*?>", watch, explorer_page(), count=1, flags=re.DOTALL)
    page.write_text(text, encoding="utf-8")
    browser_of.open(page.as_uri())
    first = kv.Recipe(blobs=5, k=5, seed=1)
    browser_of.sees(first.run(), 0)
    press = "document.querySelector('[data-name={}]').click()"
    browser_of.evaluate("document.querySelector('[data-name=k] .by:last-child').click()")
    more = kv.Recipe(blobs=5, k=6, seed=1)
    browser_of.press("ArrowRight")
    browser_of.sees(more.run(), 1)
    browser_of.evaluate(press.format("undo"))
    browser_of.sees(first.run(), 0)
    browser_of.evaluate(press.format("compare"))
    browser_of.press("End")
    both = "return [...document.querySelectorAll('kmeans-board')].map((board) => board.step)"
    runs = [recipe.run() for recipe in (first, kv.Recipe(blobs=5, k=5, seed=1, init="k-means++"))]
    longest = max(map(len, runs)) - 1
    assert browser_of.evaluate(both) == [longest, len(runs[1]) - 1]
    browser_of.evaluate(press.format("share"))
    link = browser_of.evaluate("return document.querySelector('[aria-label=\"Link to this board\"]').value")
    assert kv.Recipe.from_link(link) == first
    assert browser_of.evaluate("return window.wrong") == []


def test_the_policy_of_a_student_s_page_lets_it_reach_its_class(browser_of: Visitor) -> None:
    # Older WebKits did not count a websocket as the page's own origin.
    command = [sys.executable, "-m", "kmeans_viz", "class", "--no-browser", "--host=127.0.0.1", "--port=25866"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[-1]
            browser_of.open(address)
            answer = browser_of.evaluate(
                "const address = new URL('live/' + location.pathname.slice(1), location.href.replace('http', 'ws'));"
                "const socket = new WebSocket(address);"
                "return new Promise((done) => {"
                "  socket.onopen = () => socket.send(JSON.stringify({ join: 'a-student-of-the-tests' }));"
                "  socket.onmessage = ({ data }) => done(data);"
                "  socket.onclose = ({ code }) => done(code);"
                "});"
            )
            assert answer == '{"waiting": true}'
        finally:
            server.kill()
