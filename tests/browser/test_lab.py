"""The explorer and the player in JupyterLab, in a real browser and with a real kernel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import kmeans_viz as kv
from kmeans_viz.export import read_note
from kmeans_viz.lessons.lab import notebooks
from kmeans_viz.pictures.timeline import captions

TOKEN = "for-the-tests-alone"
PLAYER = 'kv.Player(kv.Recipe(data="peaked", n=60, k=3, seed=4, size=(320, 280)).run())'
ASKED = 'print("here:", explorer.recipe.to_json(), explorer.traces[0].k)'


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, port: Callable[[], int]) -> Iterator[str]:
    """Serve JupyterLab on a copy of the notebook, with a home of its own, and return the notebook's address."""
    home = tmp_path_factory.mktemp("lab")
    notebook = nbformat.read(notebooks() / "explore.ipynb", as_version=4)
    kept = [cell for cell in notebook.cells if cell.cell_type == "code" and "kv.explore()" in cell.source]
    notebook.cells = [*kept, nbformat.v4.new_code_cell(ASKED), nbformat.v4.new_code_cell(PLAYER)]
    (home / "work").mkdir()
    nbformat.write(notebook, home / "work" / "explore.ipynb")
    number = port()
    own = {f"JUPYTER_{name}": str(home / name.lower()) for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")}
    own |= {"HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "JUPYTERLAB_SETTINGS_DIR": str(home / "settings")}
    options = [
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={number}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={home / 'work'}",
        # No news from the Jupyter project.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    log = home / "log.txt"
    command = [sys.executable, "-m", "jupyterlab", *options]
    with log.open("wb") as out, subprocess.Popen(command, env={**os.environ, **own}, stdout=out, stderr=out) as server:
        try:
            address = f"http://127.0.0.1:{number}"
            wait_for(f"{address}/api?token={TOKEN}", server, log)
            yield f"{address}/lab/tree/explore.ipynb?token={TOKEN}"
        finally:
            # Takes its kernels with it.
            server.terminate()
            server.wait(30)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until somebody answers at an address."""
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            try:
                server.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    pytest.fail(f"JupyterLab does not answer: {log.read_text()}")


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: str) -> Iterator[Page]:
    """Open the notebook and run its cells."""
    context = browser.new_context(viewport={"width": 1500, "height": 1000}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
    page.on("request", lambda request: is_here(request.url) or page.problems.append(request.url))  # type: ignore[attr-defined]
    page.goto(lab)
    expect(page.locator(".jp-CodeCell")).to_have_count(3)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".kx .kv-title")).to_have_text("Start")
    yield page
    context.close()


def is_here(address: str) -> bool:
    return address.startswith(("blob:", "data:")) or urlsplit(address).hostname == "127.0.0.1"


@pytest.fixture
def me(notebook: Page, hand: Callable[[Page], Any]) -> Iterator[Any]:
    """The explorer as it began."""
    me = hand(notebook)
    notebook.get_by_role("button", name="Start over").click()
    me.sees(200, 5)
    yield me
    assert notebook.problems == []  # type: ignore[attr-defined]


def cell(page: Page, index: int) -> Locator:
    """Run a cell, and return it."""
    own = page.locator(".jp-CodeCell").nth(index)
    own.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    return own


def test_the_board_can_be_chosen_and_stepped_through_and_python_knows(me: Any) -> None:
    me.type("n", 90)
    me.choose("source", "moons")
    me.type("k", 4)
    me.sees(90, 4)
    trace = me.recipe().run()
    me.shows(trace, 0)
    me.page.locator(".kx .kv-player").focus()
    for step in (1, 2):
        me.page.keyboard.press("ArrowRight")
        me.shows(trace, step)
    me.page.locator(".kx .kv-back").click()
    me.shows(trace, 1)

    told = cell(me.page, 1).locator(".jp-OutputArea-output")
    expect(told).to_contain_text(re.compile('here: .*"data": "moons", "n": 90, .*"k": 4.* 4'))


def test_enter_is_left_to_what_it_is_pressed_on(me: Any) -> None:
    me.page.get_by_role("button", name="New start").focus()
    me.page.keyboard.press("Enter")
    expect(me.control("start_seed").locator(".kx-value")).to_have_value("2")
    expect(me.page.locator(".jp-CodeCell")).to_have_count(3)


def test_a_star_is_dragged_and_the_run_starts_there(me: Any) -> None:
    me.page.keyboard.press("Home")
    me.go(0)
    me.shows(me.recipe().run(), 0)
    before = me.picture()
    me.star(3).scroll_into_view_if_needed()
    me.page.mouse.move(*me.middle(me.star(3)))
    me.page.mouse.down()
    me.page.mouse.move(*me.board(0.3, 0.4), steps=4)
    me.until(lambda: not np.array_equal(me.picture(), before), "the cells follow the star")
    me.page.mouse.up()
    expect(me.control("init").locator("option:checked")).to_have_text("Placed by hand")
    me.shows(me.recipe().run(), 1)


def test_what_is_downloaded_is_what_the_code_makes(me: Any, tmp_path: Path) -> None:
    me.type("n", 30)
    me.sees(30, 5)
    me.choose("size", "480")
    me.choose("step_ms", "150")
    with me.page.expect_download() as loaded:
        me.press("export")
    path = tmp_path / loaded.value.suggested_filename
    loaded.value.save_as(path)
    recipe = read_note(path).recipe
    assert recipe == me.recipe()
    assert path.read_bytes() == kv.save(recipe, tmp_path / "again.gif").read_bytes()


def test_a_table_is_opened_and_two_starts_are_compared(me: Any) -> None:
    rows = "\n".join(f"{i},{i * 7 % 23}" for i in range(40))
    me.open({"name": "mine.csv", "mimeType": "text/csv", "buffer": f"x,y\n{rows}".encode()})
    me.sees(40, 5)
    me.switch("compare")
    expect(me.page.locator(".kx-star")).to_have_count(10)
    expect(me.page.locator(".kx-story")).to_contain_text(re.compile("First: Converged .*Second: Converged"))
    me.open({"name": "empty.csv", "mimeType": "text/csv", "buffer": b""})
    me.notice("empty.csv")


def test_the_player_shows_a_run_and_steps_through_it(notebook: Page) -> None:
    trace = kv.Recipe(data="peaked", n=60, k=3, seed=4).run()
    player = cell(notebook, 2).locator(".jp-OutputArea-output .kv-player")
    player.focus()
    for key, step in (("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", len(trace) - 1)):
        notebook.keyboard.press(key)
        title, text = captions(trace, step)
        expect(player.locator(".kv-title")).to_have_text(title)
        expect(player.locator(".kv-text")).to_have_text(text)
    player.locator(".kv-back").focus()
    notebook.keyboard.press("Enter")
    expect(player.locator(".kv-title")).to_have_text(captions(trace, len(trace) - 2)[0])
    canvas = player.locator(".kv-canvas")
    assert canvas.evaluate("canvas => [canvas.width, canvas.height]") == [320, 280]
    colours = "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 320, 280).data).size"
    assert canvas.evaluate(colours) > 10
    assert notebook.problems == []  # type: ignore[attr-defined]
