"""What a page's own script learns from a board: when it is ready, and what its methods promise."""

from __future__ import annotations

import pytest
from boards import TAG, Opened, board, call, shows
from playwright.sync_api import expect

import kmeans_viz as kv

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
