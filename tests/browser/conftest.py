"""The servers whose pages a real browser opens, and what it finds on them."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from kmeans_viz.web.join import board_script

PATIENCE_MS = 45_000  # a busy machine is no failure
BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[2]

expect.set_options(timeout=PATIENCE_MS)


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """The app that is being served."""

    address: str
    log: Path
    """What it writes to its standard error."""
    process: subprocess.Popen[str]

    def end(self) -> None:
        """Stop it, as its user does."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(30) == 0


@contextmanager
def served(log: Path, *options: str) -> Iterator[Server]:
    """Serve the explorer as a user does from a terminal."""
    command = [str(BIN / "kmeans-viz"), "app", "--no-browser", *options]
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            address = re.search(r"http://\S+", told)
            assert address is not None, (told, log.read_text())
            yield Server(address[0], log, process)
        finally:
            process.kill()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the explorer for all tests."""
    with served(tmp_path_factory.mktemp("app") / "stderr.txt", "--port", str(free_port())) as server:
        yield server
        server.end()


@dataclass
class Watched:
    """What has happened on pages that a test does not look at itself."""

    problems: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """The addresses of all that the pages wanted, websockets too."""

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.problems.append(message.text))
        page.on("dialog", lambda dialog: (self.problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))

    def requests(self) -> list[str]:
        """Return the addresses that were asked for over the network."""
        return [url for url in self.asked if not url.startswith(("blob:", "data:"))]

    def elsewhere(self) -> list[str]:
        """Return what was asked of other machines."""
        return [url for url in self.requests() if urlsplit(url).hostname != "127.0.0.1"]


@pytest.fixture(scope="session")
def port() -> Callable[[], int]:
    return free_port


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def visit_app(browser: Browser, app: Server, watched: Watched) -> Iterator[Callable[..., Any]]:
    """Return a function that opens the served explorer for a new visitor; an error on a page is an error here."""
    from test_explore import Visitor

    contexts = []
    logged = app.log.stat().st_size

    def visit(address: str = app.address, **options: Any) -> Visitor:
        chosen = {"viewport": {"width": 1366, "height": 768}, "reduced_motion": "reduce", **options}
        context = browser.new_context(**chosen)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        watched.watch(page)
        page.goto(address)
        expect(page.locator("kmeans-board .title").first).not_to_have_text("")
        return Visitor(page)

    yield visit
    for context in contexts:
        context.close()
    # A browser notes on its console each answer that is no success, also where the page says so to its user.
    assert [text for text in watched.problems if not text.startswith("Failed to load resource")] == []
    assert watched.elsewhere() == []
    assert "Traceback" not in app.log.read_bytes()[logged:].decode()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page with boards from disk; an error on the page, or a request, is one here."""
    (tmp_path / "kmeans-board.js").write_text(board_script(), encoding="utf-8")
    contexts, problems, asked = [], [], []

    def open_page(body: str, *, fragment: str = "", **options: Any) -> Page:
        file = tmp_path / "page.html"
        head = '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Boards</title>'
        file.write_text(f'{head}<script src="kmeans-board.js"></script><main>{body}</main>', encoding="utf-8")
        context = browser.new_context(**{"viewport": {"width": 1000, "height": 800}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: message.type == "error" and problems.append(message.text))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri() + fragment)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []


@pytest.fixture(scope="session")
def axe(leave_out: Callable[[str], None]) -> Path:
    """Return the file of axe-core, which knows what is hard to use for whom."""
    path = ROOT / "node_modules/axe-core/axe.min.js"
    if not path.is_file():
        leave_out("axe-core is not installed; use: npm install --no-save --no-package-lock axe-core")
    return path
