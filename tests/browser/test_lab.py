"""The explorer and the player in JupyterLab, in a real browser and with a real kernel."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
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
from questions import TEXT, answer, answers_of

import kmeans_viz as kv
from kmeans_viz.export import read_note
from kmeans_viz.lessons.lab import notebooks
from kmeans_viz.pictures.timeline import captions

TOKEN = "for-the-tests-alone"
STATES = """board => Array.from({ length: board.steps }, (_, i) => {
  const { centroids, labels, inertia } = board.run.at(i);
  return [[...centroids], labels && [...labels], inertia];
})"""
LETTERS = "--jp-content-font-color1: #fff; --jp-ui-font-color1: #fff; --jp-widgets-label-color: #fff"
FIRST = kv.Recipe(data="gaussian", n=200, blobs=5, k=5, seed=1)
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
ASKED = 'print("here:", explorer.step, explorer.recipe.to_json())'
SET = "explorer.step = 1; explorer.k = 3; explorer.step = -1"
LINKED = """\
import ipywidgets as widgets
k, steps = widgets.IntSlider(value=4, min=1, max=9), widgets.IntText()
link = widgets.jslink((k, "value"), (explorer, "k"))
other = widgets.link((explorer, "step"), (steps, "value"))
widgets.HBox([k, steps])"""
OWN = """\
import numpy as np
def lazy(X, centroids):
    return np.where(np.arange(len(X)) % 3, kv.assign(X, centroids), 0)
stepped = kv.explore(kv.Recipe(data="uniform", n=90, k=3, seed=2, max_iter=4), stepper=kv.Stepper(assign=lazy))
stepped"""
LESSON = (
    "import kmeans_viz as kv\nlesson = kv.lesson(1)\nlesson.predict('ends')",
    "asked = lesson.predict('by_hand')\nasked",
    "print('guess:', asked.guess)",
    "lesson.quiz()",
)
CELLS = (PLAYER, TOLD, MOVED, STEPPED, UPGRADED)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, port: Callable[[], int]) -> Iterator[str]:
    """Serve JupyterLab on two notebooks, with a home of its own, and return where a notebook is; its name goes in."""
    home = tmp_path_factory.mktemp("lab")
    notebook = nbformat.read(notebooks() / "explore.ipynb", as_version=4)
    kept = [cell for cell in notebook.cells if cell.cell_type == "code" and "kv.explore()" in cell.source]
    notebook.cells = [*kept, *map(nbformat.v4.new_code_cell, (ASKED, SET, LINKED, OWN))]
    (home / "work").mkdir()
    nbformat.write(notebook, home / "work" / "explore.ipynb")
    notebook.cells = list(map(nbformat.v4.new_code_cell, CELLS))
    nbformat.write(notebook, home / "work" / "player.ipynb")
    notebook.cells = list(map(nbformat.v4.new_code_cell, LESSON))
    nbformat.write(notebook, home / "work" / "lesson.ipynb")
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
    """Open the notebook of the explorer."""
    with opened(browser, lab.format("explore"), n_cells=5) as page:
        yield page


@pytest.fixture(scope="module")
def played(browser: Browser, lab: str) -> Iterator[Page]:
    """Open the notebook of the player."""
    with opened(browser, lab.format("player"), n_cells=len(CELLS)) as page:
        yield page


@pytest.fixture(scope="module")
def taught(browser: Browser, lab: str) -> Iterator[Page]:
    """Open the notebook of a lesson."""
    with opened(browser, lab.format("lesson"), n_cells=len(LESSON)) as page:
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


class Explored:
    """The explorer in a cell."""

    def __init__(self, page: Page, index: int) -> None:
        self.page, self.frame = page, cell(page, index).frame_locator(".jp-OutputArea-output iframe")

    def control(self, name: str) -> Locator:
        return self.frame.locator(f"[data-name={name}]").first

    def type(self, name: str, text: object) -> None:
        box = self.control(name).locator("input.number")
        box.fill(str(text))
        box.press("Enter")

    def shows(self, trace: kv.Trace, step: int) -> None:
        """Wait until it says of a half-step what Python says, and has the same states."""
        title, text = captions(trace, step)
        expect(self.frame.locator("kmeans-board .title").first).to_have_text(title)
        expect(self.frame.locator("kmeans-board .text").first).to_have_text(text)
        shown = self.frame.locator("kmeans-board").first.evaluate(STATES)
        assert len(shown) == len(trace)
        for (centroids, labels, inertia), state in zip(shown, trace, strict=True):
            assert np.allclose(centroids, state.centroids.ravel(), rtol=0, atol=1e-12)
            assert labels == (None if state.labels is None else state.labels.tolist())
            assert inertia == (None if state.inertia is None else pytest.approx(state.inertia))

    def told(self) -> tuple[int, kv.Recipe]:
        """Return what Python knows: the step and the recipe."""
        output = cell(self.page, 1).locator(".jp-OutputArea-output")
        expect(output).to_contain_text("here:")
        expect(self.page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible()
        match = re.search(r"here: (\d+) (.*)", output.inner_text())
        assert match is not None
        return int(match[1]), kv.Recipe.from_json(match[2])


@pytest.fixture
def me(notebook: Page) -> Iterator[Explored]:
    """The explorer as it begins, in a cell that was just run."""
    me = Explored(notebook, 0)
    me.shows(FIRST.run(), 0)
    yield me
    assert notebook.problems == []  # type: ignore[attr-defined]


def cell(page: Page, index: int) -> Locator:
    """Run a cell, and return it."""
    own = page.locator(".jp-CodeCell").nth(index)
    own.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    return own


def test_what_is_chosen_in_the_explorer_is_known_to_python(me: Explored) -> None:
    me.frame.locator(".thumb input[value=moons]").check()
    me.type("n", 90)
    me.type("k", 4)
    for _ in range(2):
        me.page.keyboard.press("ArrowRight")
    recipe = kv.Recipe(data="moons", n=90, blobs=5, k=4, seed=1)
    me.shows(recipe.run(), 2)
    assert me.told() == (2, recipe)
    expect(me.page.locator(".jp-CodeCell")).to_have_count(5)


def test_a_star_is_dragged_and_the_trace_in_python_is_the_run_from_there(me: Explored) -> None:
    star = me.frame.locator(".star[aria-label^='Star 3:']")
    star.scroll_into_view_if_needed()
    box = star.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    me.page.mouse.move(x, y)
    me.page.mouse.down()
    me.page.mouse.move(x - 60, y - 30, steps=4)
    me.page.mouse.up()
    expect(me.control("init").locator("option:checked")).to_have_text("Placed by hand")
    me.page.wait_for_timeout(200)
    step, recipe = me.told()
    assert step == 1
    assert len(recipe.init) == 5
    me.shows(recipe.run(), 1)


def test_what_python_sets_is_shown(me: Explored) -> None:
    cell(me.page, 2)
    trace = kv.Recipe(data="gaussian", n=200, blobs=5, k=3, seed=1).run()
    me.shows(trace, len(trace) - 1)
    expect(me.control("k").locator("input.number")).to_have_value("3")


def test_controls_of_a_notebook_can_be_linked_to_the_explorer(me: Explored) -> None:
    output = cell(me.page, 3)
    slider = output.locator(".widget-readout")
    recipe = kv.Recipe(data="gaussian", n=200, blobs=5, k=4, seed=1)
    me.shows(recipe.run(), 0)
    slider.fill("6")
    slider.press("Enter")
    recipe = kv.Recipe(data="gaussian", n=200, blobs=5, k=6, seed=1)
    me.shows(recipe.run(), 0)
    me.type("k", 2)
    expect(slider).to_have_text("2")
    me.page.keyboard.press("ArrowRight")
    expect(output.locator("input[type=number]")).to_have_value("1")
    assert me.told() == (1, kv.Recipe(data="gaussian", n=200, blobs=5, k=2, seed=1))


def test_the_explorer_plays_a_stepper_and_makes_each_run_in_python(me: Explored) -> None:
    stepped = Explored(me.page, 4)

    def lazy(X: Any, centroids: Any) -> Any:
        return np.where(np.arange(len(X)) % 3, kv.assign(X, centroids), 0)

    X = kv.data.uniform(90, seed=2)
    stepped.shows(kv.record(X, 3, seed=2, max_iter=4, stepper=kv.Stepper(assign=lazy)), 0)
    stepped.type("k", 5)
    trace = kv.record(X, 5, seed=2, max_iter=4, stepper=kv.Stepper(assign=lazy))
    stepped.shows(trace, 0)
    stepped.page.keyboard.press("End")
    stepped.shows(trace, len(trace) - 1)
    expect(stepped.control("lucky")).to_be_hidden()


def test_a_file_is_opened_and_exported_by_python_while_the_kernel_goes_on(me: Explored, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = [f"{i % 7},{i * 3 % 11},{i}" for i in range(60)]
    file.write_text("\n".join(["a,b,c", *rows, ",1,2"]))
    me.control("paste").click()
    me.frame.locator("[data-name=file]").set_input_files(file)
    expect(me.frame.locator(".notice")).to_contain_text("1 of 61 rows left out")
    me.control("share").click()
    with me.page.expect_download() as waiting:
        me.frame.locator("[data-name='export.webp']").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    recipe = read_note(path).recipe
    assert recipe == kv.Recipe(blobs=5, seed=1, csv="t.csv", columns=("a", "b", "c"), k=5, reading=1)
    me.frame.locator("[data-name='export.mp4']").click()
    me.control("cancel").click()
    expect(me.frame.locator("dialog[open] .said")).to_have_text("Stopped.")
    me.page.keyboard.press("Escape")
    me.control("paste").click()
    me.frame.locator("[data-name=file]").set_input_files({"name": "e.csv", "mimeType": "text/csv", "buffer": b"x\ny\n"})
    expect(me.frame.locator("dialog[open] .said")).to_contain_text("e.csv")


def test_the_explorer_is_as_dark_as_the_notebook(me: Explored) -> None:
    page = me.frame.locator(".explore")
    light = page.evaluate("page => getComputedStyle(page).backgroundColor")
    # What a change of JupyterLab's theme does.
    me.page.evaluate(f"document.body.style.cssText = {LETTERS!r}")
    expect(page).not_to_have_css("background-color", light)
    me.page.evaluate("document.body.style.cssText = ''")
    expect(page).to_have_css("background-color", light)


def test_a_kernel_that_dies_during_an_errand_is_told(notebook: Page, lab: str) -> None:
    me = Explored(notebook, 0)
    me.shows(FIRST.run(), 0)
    me.type("n", 20_000)
    me.control("share").click()
    me.frame.locator("[data-name='export.mp4']").click()
    expect(me.frame.locator("dialog[open] progress")).to_be_visible()
    address, _, _ = lab.partition("/lab/workspaces")
    with urllib.request.urlopen(f"{address}/api/sessions?token={TOKEN}") as answer:
        [name] = [one["kernel"]["id"] for one in json.load(answer) if one["path"] == "explore.ipynb"]
    os.kill(kernel_process(name), signal.SIGKILL)
    expect(me.frame.locator("dialog[open] .said")).to_contain_text("The kernel has ended")
    expect(me.control("cancel")).to_be_hidden()


def kernel_process(name: str) -> int:
    """Return the id of the process of a kernel."""
    for place in Path("/proc").iterdir():
        if place.name.isdecimal():
            with contextlib.suppress(OSError):
                if f"kernel-{name}.json".encode() in (place / "cmdline").read_bytes():
                    return int(place.name)
    pytest.fail("the kernel has no process")


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


def test_a_question_answers_in_its_own_output_and_only_after_the_guess(taught: Page) -> None:
    lesson = kv.lesson(1)
    for index, name in ((0, "ends"), (1, "by_hand"), (3, "quiz")):
        output = cell(taught, index).locator(".jp-OutputArea")
        asked = lesson.asked(name)
        questions = output.locator(".question")
        expect(questions).to_have_count(len(asked))
        # All that the page holds, not only what is on the screen: a notebook keeps more of an output than that.
        before = taught.locator("body").evaluate(TEXT)
        assert [sentence for sentence in answers_of(asked) if len(sentence) > 25 and sentence in before] == []
        for question in questions.all():
            answer(question)
        after = output.evaluate(TEXT)
        assert [sentence for sentence in answers_of(asked) if sentence not in after] == []
    expect(cell(taught, 2).locator(".jp-OutputArea-output")).to_have_text("guess: 1")
    assert taught.problems == []  # type: ignore[attr-defined]
