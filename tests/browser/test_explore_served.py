"""The explorer with the server behind it: files, video, how many clusters, and what is said when the server is gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import kmeans_viz as kv
from kmeans_viz.export.notes import read_note
from kmeans_viz.web.explore_page import explorer_page

application = pytest.importorskip("kmeans_viz.serve.application").application

TABLE = "a,b,c\n" + "\n".join(f"{i % 7},{(i * 3) % 11},{i}" for i in range(60)) + "\n,1,2\n"


@pytest.fixture
def server(port: Any) -> Iterator[Any]:
    """Serve the page, and what only Python can do for it."""
    import uvicorn

    number = port()
    config = uvicorn.Config(
        application(explorer_page(is_served=True)), host="127.0.0.1", port=number, log_level="error"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield server
    server.should_exit = True
    thread.join(30)


@pytest.fixture
def page(browser: Browser, server: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"http://127.0.0.1:{server.config.port}/")
    expect(page.locator("kmeans-board .title")).to_have_text("Start")
    yield page
    context.close()
    assert problems == []


def test_a_file_of_ones_own_is_opened_exported_and_named_in_the_code(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(TABLE, encoding="utf-8")
    page.locator("[data-name=paste]").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".notice")).to_contain_text("1 of 61 rows left out")
    page.locator("[data-name=share]").click()
    recipe = kv.Recipe(blobs=5, seed=1, csv="t.csv", columns=("a", "b", "c"), k=5)
    assert page.locator("[data-name=command]").text_content() == recipe.command("k-means.gif")
    with page.expect_download() as waiting:
        page.locator("[data-name='export.webp']").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert read_note(path).recipe == recipe


def test_a_file_that_was_made_here_leads_back_to_where_it_was_made(page: Page, tmp_path: Path) -> None:
    recipe = kv.Recipe(data="moons", n=50, k=3, seed=9, tween=0)
    path = tmp_path / "made.gif"
    kv.save(recipe, path)
    page.locator("[data-name=paste]").click()
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".notice")).to_contain_text("This is where made.gif was made.")
    page.locator("[data-name=share]").click()
    assert page.locator("[data-name=command]").text_content() == recipe.command("k-means.gif")


def test_four_methods_say_how_many_clusters_there_are(page: Page) -> None:
    page.locator("summary", has_text="More about the stars").click()
    page.locator("[data-name=advise]").click()
    take = page.locator("[data-name=take_k]")
    expect(take).to_be_visible()
    k = str(take.text_content()).removeprefix("Show K = ")
    expect(page.locator("dialog[open] img")).to_have_count(1)
    take.click()
    expect(page.locator("[data-name=k] input.number")).to_have_value(k)


def test_a_link_to_a_board_holds_no_token(page: Page) -> None:
    page.goto(page.url.partition("#")[0] + "?token=secret#kmeans=1&k=4")
    page.locator("[data-name=share]").click()
    link = page.locator("[aria-label='Link to this board']").input_value()
    assert "secret" not in link
    assert kv.Recipe.from_link(link) == kv.Recipe(k=4)


def test_a_page_goes_on_when_its_server_is_gone(page: Page, server: Any) -> None:
    server.should_exit = True
    page.wait_for_timeout(1500)
    page.locator("[data-name=share]").click()
    page.locator("[data-name='export.mp4']").click()
    expect(page.locator("dialog[open] .said")).to_contain_text("The server does not answer")
    page.keyboard.press("Escape")
    page.locator("[data-name=new_start]").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator("kmeans-board .title")).to_have_text("Step 1, assign")
