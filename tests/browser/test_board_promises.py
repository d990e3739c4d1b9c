"""What a page's own script learns from a board: when it is ready, and what its methods promise."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from boards import TAG, UNLUCKY, Opened, board, call, shows
from playwright.sync_api import Browser, expect

import kmeans_viz as kv
from kmeans_viz.web.join import board_script

SETTLED = "return await board.ready.then(() => 'ready', (error) => `${error.name}: ${error.message}`);"


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ('k="0"', "k=0 is out of range; use k >= 1"),
        ('n="20" k="30"', "k=30 clusters need at least that many points, and there are 20; use 1 <= k <= 20"),
        ('hands="juggle"', "hands='juggle' is unknown"),
    ],
)
def test_ready_is_rejected_with_the_message_and_fulfilled_once_it_is_mended(
    opened: Opened, attributes: str, problem: str
) -> None:
    page = opened(f"<kmeans-board {attributes}></kmeans-board>")
    assert call(page, SETTLED).startswith(f"InputError: {problem}")
    said = board(page).locator(".problem").text_content()
    assert said is not None
    assert call(page, SETTLED) == f"InputError: {said}"
    mended = "for (const name of ['k', 'n', 'hands']) board.removeAttribute(name);" + SETTLED
    assert call(page, mended) == "ready"
    shows(page, kv.Recipe().run(), 0)


def test_the_two_lines_of_the_readme_are_a_page_from_disk_with_a_board(browser: Browser, tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    [lines] = re.findall(r"^```html\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    (tmp_path / "kmeans-board.js").write_text(board_script(), encoding="utf-8")
    (tmp_path / "page.html").write_text(lines, encoding="utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    shows(page, UNLUCKY.run(), 0)
    page.close()


def test_ready_waits_for_the_picture_of_what_was_changed_last(opened: Opened) -> None:
    page = opened(TAG)
    seen = call(
        page,
        """
        await board.ready;
        const title = () => board.shadowRoot.querySelector(".picture").getAttribute("aria-label").split(" ")[0];
        const before = title();
        board.setAttribute("n", "77");
        const first = board.ready;
        board.setAttribute("n", "78");
        await first;
        return [before, title(), first === board.ready];
        """,
    )
    assert seen == ["200", "78", True]


def test_a_picture_of_a_board_that_cannot_be_drawn_is_refused(opened: Opened) -> None:
    page = opened('<kmeans-board k="0"></kmeans-board>')
    refused = call(page, "return await board.picture().catch(({ message }) => message)")
    assert refused == "k=0 is out of range; use k >= 1"


def test_a_run_that_its_rule_stops_shows_the_states_until_then_and_says_why(opened: Opened) -> None:
    page = opened("<kmeans-board></kmeans-board>")
    chosen = {"coordinates": [[0, 0], [1, 0], [10, 0]], "init": [[0.5, 0], [10, 0], [50, 50]], "on_empty": "error"}
    call(page, "board.recipe = argument; await board.ready; board.go(9)", chosen)
    expect(board(page).locator(".problem")).to_contain_text("cluster 3 of 3 has no points; use fewer clusters")
    expect(board(page).locator(".title")).to_have_text("Step 1, assign")
    call(page, "board.recipe = {}; await board.ready; board.go(0)")
    expect(board(page).locator(".problem")).to_be_hidden()
    shows(page, kv.Recipe().run(), 0)


def test_end_goes_to_the_end_of_a_run_that_is_still_being_computed(opened: Opened) -> None:
    page = opened('<kmeans-board data="uniform" n="300000" k="12" seed="1" max-iter="40"></kmeans-board>')
    seen = call(
        page,
        """
        await board.ready;
        const ended = new Promise((done) => board.addEventListener("kmeans-run", done, { once: true }));
        const end = new KeyboardEvent("keydown", { key: "End" });
        board.shadowRoot.querySelector(".board").dispatchEvent(end);
        const known = board.step;
        for (let turn = 0; turn < 4; turn++) await new Promise((done) => setTimeout(done, 0));
        const meanwhile = board.shadowRoot.querySelector(".title").textContent;
        const { detail } = await ended;
        return [known, meanwhile, board.step, detail.steps, board.playing];
        """,
    )
    assert seen[0] < 40
    assert seen[1:] == ["On the way to the end", 81, 82, False]


def test_many_runs_end_as_pythons_and_the_page_stays_alive(opened: Opened) -> None:
    page = opened('<kmeans-board data="peaked" n="12000" blobs="6" k="6" seed="3" init="k-means++"></kmeans-board>')
    found = call(
        page,
        """
        await board.ready;
        let [turns, isSearching] = [0, true];
        const turn = () => { turns++; if (isSearching) setTimeout(turn); };
        setTimeout(turn);
        const found = await board.runs(40);
        isSearching = false;
        return { ...found, turns };
        """,
    )
    points = kv.data.generate("peaked", 12_000, 6, 3)
    runs = kv.best_of(points, 6, 40, init="k-means++", seed=0)
    np.testing.assert_allclose(found["inertias"], runs.inertias, rtol=1e-9)
    # Which of the runs that end in the same minimum is first depends on the last digit of a sum.
    assert runs.inertias[found["lucky"]] == pytest.approx(runs.best.inertia, rel=1e-9)
    assert runs.inertias[found["unlucky"]] == pytest.approx(runs.worst.inertia, rel=1e-9)
    assert sum(found["histogram"]["counts"]) == 40
    assert found["turns"] > 5


def test_a_board_with_placed_stars_is_compared_with_random_starts(opened: Opened) -> None:
    page = opened(TAG)
    random = call(page, "return (await board.runs(5)).inertias")
    stars = UNLUCKY.run()[0].centroids.tolist()
    placed = "board.recipe = {...board.recipe, k: 3, init: argument}; return (await board.runs(5)).inertias"
    assert call(page, placed, stars) == random


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("await board.ready; return board.runs(0)", "n=0 is out of range; use 1 <= n <= 10000"),
        ("board.setAttribute('k', 0); return board.runs()", "k=0 is out of range; use k >= 1"),
        ("board.remove(); return board.runs()", "the board is in no page; add it to one first"),
        ("const found = board.runs(10000); setTimeout(() => board.remove()); return found", "signal is aborted"),
        ("board.states = [{phase: 'seed', iteration: 0, centroids: [[0, 0]]}]; return board.runs()",
         "the run was recorded elsewhere"),
    ],
)  # fmt: skip
def test_many_runs_that_cannot_be_are_refused(opened: Opened, script: str, problem: str) -> None:
    page = opened(TAG)
    assert problem in call(page, f"return await (async () => {{ {script} }})().catch(({{message}}) => message)")
