"""The explorer and the player in JupyterLab, in a real browser and with a real kernel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
RUN = kv.Recipe(data="peaked", n=60, k=3, seed=4, size=(320, 280))
PLAYER = f"import kmeans_viz as kv\nplayer = kv.Player(kv.Recipe.from_json({RUN.to_json()!r}))\nplayer"
TOLD = 'print("at:", player.step, player.playing, player.trace.recipe.to_json())'
MOVED = "player.step = -1"
STEPPED = """\
import numpy as np
def lazy(X, centroids):
    labels = kv.assign(X, centroids)
    return np.where(np.arange(len(X)) % 3, labels, 0)
player.trace = kv.record(kv.data.uniform(90, seed=2), 3, seed=2, max_iter=4, stepper=kv.Stepper(assign=lazy))"""
UPGRADED = "kv.Player._esm = kv.Player._esm.replace('\"Half-step\"', '\"Half-step, newer\"')"
ASKED = 'print("here:", explorer.recipe.to_json(), explorer.traces[0].k)'
CELLS = (PLAYER, TOLD, MOVED, STEPPED, UPGRADED)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, port: Callable[[], int]) -> Iterator[str]:
    """Serve JupyterLab on two notebooks, with a home of its own, and return where a notebook is; its name goes in."""
    home = tmp_path_factory.mktemp("lab")
    notebook = nbformat.read(notebooks() / "explore.ipynb", as_version=4)
    kept = [cell for cell in notebook.cells if cell.cell_type == "code" and "kv.explore()" in cell.source]
    notebook.cells = [*kept, nbformat.v4.new_code_cell(ASKED)]
    (home / "work").mkdir()
    nbformat.write(notebook, home / "work" / "explore.ipynb")
    notebook.cells = list(map(nbformat.v4.new_code_cell, CELLS))
    nbformat.write(notebook, home / "work" / "player.ipynb")
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
            # Each in a workspace of its own: JupyterLab would open what was open before beside it.
            yield f"{address}/lab/workspaces/{{0}}/tree/{{0}}.ipynb?token={TOKEN}"
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
    """Open the notebook of the explorer and run its first cell."""
    with opened(browser, lab.format("explore"), n_cells=2) as page:
        cell(page, 0)
        expect(page.locator(".kx .kv-title")).to_have_text("Start")
        yield page


@pytest.fixture(scope="module")
def played(browser: Browser, lab: str) -> Iterator[Page]:
    """Open the notebook of the player."""
    with opened(browser, lab.format("player"), n_cells=len(CELLS)) as page:
        yield page


@contextmanager
def opened(browser: Browser, address: str, n_cells: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1500, "height": 1000}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
    page.on("request", lambda request: is_here(request.url) or page.problems.append(request.url))  # type: ignore[attr-defined]
    page.goto(address)
    expect(page.locator(".jp-CodeCell")).to_have_count(n_cells)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
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
    expect(me.page.locator(".jp-CodeCell")).to_have_count(2)


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


@pytest.fixture
def player(played: Page) -> Iterator[Locator]:
    """The player as it begins, in a cell that was just run."""
    board = cell(played, 0).locator(".jp-OutputArea-output .board")
    says(board, RUN.run(), 0)
    board.evaluate("board => board.getRootNode().host.scrollIntoView({ block: 'center' })")
    yield board
    assert played.problems == []  # type: ignore[attr-defined]


def says(board: Locator, trace: kv.Trace, step: int) -> None:
    """Wait until a board says what Python says of a half-step."""
    title, text = captions(trace, step)
    expect(board.locator(".title")).to_have_text(title)
    expect(board.locator(".text")).to_have_text(text)


def told(page: Page) -> tuple[int, bool, kv.Recipe]:
    """Return what Python knows of the player: its step, whether it plays, and what its trace was made from."""
    output = cell(page, 1).locator(".jp-OutputArea-output")
    expect(output).to_contain_text("at:")
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
    match = re.search(r"at: (\d+) (True|False) (.*)", output.inner_text())
    assert match is not None
    return int(match[1]), match[2] == "True", kv.Recipe.from_json(match[3])


def test_the_player_steps_with_keys_and_python_knows_and_the_other_way_round(played: Page, player: Locator) -> None:
    trace = RUN.run()
    player.focus()
    for key, step in (("End", len(trace) - 1), ("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)):
        played.keyboard.press(key)
        says(player, trace, step)
    player.locator(".forth").focus()
    played.keyboard.press("Enter")
    says(player, trace, 2)
    expect(played.locator(".jp-CodeCell")).to_have_count(len(CELLS))
    assert told(played) == (2, False, RUN)
    cell(played, 2)
    says(player, trace, len(trace) - 1)
    colors = """canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }"""
    assert player.locator(".picture").evaluate(colors) > 10


def test_a_star_that_is_dragged_in_the_player_changes_the_trace_in_python(played: Page, player: Locator) -> None:
    box = player.locator(".star[aria-label^='Star 2:']").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    played.mouse.move(x, y)
    played.mouse.down()
    played.mouse.move(x - 60, y - 30, steps=4)
    played.mouse.up()
    expect(player.locator(".reset")).to_be_visible()
    step, _, recipe = told(played)
    assert step == 1
    assert isinstance(recipe.init, tuple)
    assert recipe.points().tolist() == RUN.points().tolist()
    says(player, recipe.run(), 1)
    player.locator(".last").click()
    says(player, recipe.run(), len(recipe.run()) - 1)

    player.locator(".reset").click()
    says(player, RUN.run(), 0)
    assert told(played) == (0, False, RUN)


def test_the_player_shows_the_states_that_a_stepper_made_in_python(played: Page, player: Locator) -> None:
    cell(played, 3)
    space: dict[str, Any] = {"kv": kv, "player": type("Player", (), {})()}
    exec(STEPPED, space)
    trace = space["player"].trace
    says(player, trace, 0)
    for step in range(1, len(trace)):
        player.locator(".forth").click()
        says(player, trace, step)
        labels = player.evaluate(f"board => [...board.getRootNode().host._run.at({step}).labels]")
        assert labels == trace[step].labels.tolist()
    expect(player.locator(".star:visible")).to_have_count(0)


def test_a_cell_that_is_run_again_after_an_upgrade_shows_the_new_code(played: Page, player: Locator) -> None:
    expect(player.locator(".scrubber")).to_have_attribute("aria-label", "Half-step")
    cell(played, 4)
    expect(played.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
    again = cell(played, 0).locator(".jp-OutputArea-output .board")
    expect(again.locator(".scrubber")).to_have_attribute("aria-label", "Half-step, newer")
    says(again, RUN.run(), 0)


def test_two_views_of_one_player_go_together(played: Page, player: Locator) -> None:
    player.click(button="right", position={"x": 5, "y": 5})
    played.get_by_role("menuitem", name="Create New View for Cell Output").click()
    views = played.locator(".board")
    expect(views).to_have_count(2)
    trace = RUN.run()
    for number, other in ((0, 1), (1, 0)):
        before = told(played)[0]
        views.nth(number).locator(".forth").click()
        says(views.nth(number), trace, before + 1)
        says(views.nth(other), trace, before + 1)
    views.nth(0).locator(".play").click()
    expect(views.nth(1).locator(".play")).to_have_attribute("aria-pressed", "true")
    views.nth(1).locator(".play").click()
    expect(views.nth(0).locator(".play")).to_have_attribute("aria-pressed", "false")
    assert told(played)[1] is False
