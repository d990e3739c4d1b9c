"""A page that speaks to the server as `serve.application` describes, in a real browser and under the page's policy."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import kmeans_viz as kv
from kmeans_viz.pictures.captions import captions

CLIENT = """
async ({ errand, request, file, abortAfter }) => {
  const body = new Blob([JSON.stringify(request), "\\n", file ?? ""]);
  const stop = new AbortController();
  const headers = { "Kmeans-Tab": "tab" };
  const url = `api/${errand}` + location.search;
  const answer = await fetch(url, { method: "POST", headers, body, signal: stop.signal });
  const reader = answer.body.getReader();
  const lines = [];
  let kept = new Uint8Array();
  const grow = async () => {
    const { done, value } = await reader.read();
    if (done) throw new Error("the answer breaks off");
    const both = new Uint8Array(kept.length + value.length);
    both.set(kept);
    both.set(value, kept.length);
    kept = both;
  };
  for (;;) {
    let end;
    while ((end = kept.indexOf(10)) < 0) await grow();
    lines.push(JSON.parse(new TextDecoder().decode(kept.subarray(0, end))));
    kept = kept.slice(end + 1);
    if (lines.length === abortAfter) {
      stop.abort();
      return { lines };
    }
    const last = lines.at(-1);
    if ("error" in last) return { status: answer.status, lines };
    if ("bytes" in last) {
      while (kept.length < last.bytes) await grow();
      return { status: answer.status, lines, content: Array.from(kept) };
    }
  }
}
"""
SHORT = {"n": 20, "k": 2, "size": 100, "tween": 2}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Start a server that is open to the network, so that its address has a token."""
    code = (
        "from kmeans_viz.serve.launch import launch; "
        "launch(host='0.0.0.0', port=23000, open_browser=False, tell=lambda text: print(text, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        process.wait(60)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open the page; an error in it, a breach of its policy or a request to elsewhere is one here."""
    context = browser.new_context()
    page, problems, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()
    assert [text for text in problems if "status of 422" not in text] == []
    assert [url for url in asked if not url.startswith((address.partition("?")[0], "blob:", "data:"))] == []


def test_the_board_works_under_the_policy_of_the_page(page: Page) -> None:
    board = page.locator("kmeans-board")
    recipe = kv.Recipe(blobs=5, k=5, seed=1)
    expect(board.locator(".title")).to_have_text(captions(recipe.run(), 0)[0])
    # The style sheet is in force, too.
    assert board.evaluate("element => getComputedStyle(element.shadowRoot.querySelector('canvas')).display") != "inline"


def test_a_page_exports_and_hears_how_far_it_is(page: Page, tmp_path: Path) -> None:
    heard = page.evaluate(CLIENT, {"errand": "export", "request": {"recipe": SHORT, "ending": ".gif"}})
    assert bytes(heard["content"]) == kv.save(kv.Recipe(**SHORT), tmp_path / "out.gif").read_bytes()
    assert heard["lines"][-2] == {"percent": 100}


def test_a_page_sends_a_file_and_gets_its_points(page: Page) -> None:
    request = {"recipe": {"csv": "größe.csv"}}
    heard = page.evaluate(CLIENT, {"errand": "table", "request": request, "file": "x,y\n1,2\n3,5.5\n"})
    assert heard["lines"][-1]["columns"] == ["x", "y"]
    assert page.evaluate("bytes => Array.from(new Float64Array(Uint8Array.from(bytes).buffer))", heard["content"]) == [
        1, 2, 3, 5.5,
    ]  # fmt: skip


def test_a_page_hears_in_one_line_what_cannot_be_done(page: Page) -> None:
    heard = page.evaluate(CLIENT, {"errand": "table", "request": {"recipe": {"csv": "a.csv"}}, "file": "name\nb\n"})
    assert heard["status"] == 422
    assert "error" in heard["lines"][0]


def test_a_page_that_aborts_can_ask_again_at_once(page: Page) -> None:
    long = {"n": 5000, "k": 20, "blobs": 20, "size": 2000, "tween": 100}
    for _ in range(3):
        heard = page.evaluate(
            CLIENT, {"errand": "export", "request": {"recipe": long, "ending": ".gif"}, "abortAfter": 1}
        )
        assert heard["lines"] in ([{"percent": 0}], [{"waiting": 1}])
    # Of a tab only two may be under way, so those were ended.
    heard = page.evaluate(CLIENT, {"errand": "export", "request": {"recipe": SHORT, "ending": ".gif"}})
    assert heard["status"] == 200
