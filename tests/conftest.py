"""Fixtures that several test files share."""

import base64
import html
import os
import re
import resource
import shutil
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from kmeans_viz.fast import kernels

# An example may take long on a busy machine: time is measured in benchmarks, not in tests.
settings.register_profile("without a deadline", deadline=None)
settings.load_profile("without a deadline")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LONGEST = (
    "lessons/test_site.py",
    "browser/test_app.py",
    "cli/test_commands.py",
    "serve/test_errands.py",
    "browser/test_board.py",
    "export/test_draft.py",
    "export/test_notes.py",
    "lessons/test_lab.py",
    "browser/test_explore.py",
    "serve/test_hostile.py",
    "beyond_memory/test_dask_runs.py",
    "how_many/test_page.py",
    "browser/test_lab.py",
    "test_version_0_1.py",
    "test_readme.py",
)
"""The files whose tests take longest, in that order."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, so that no processor is left alone with one of them at the end."""
    order = {Path(__file__).parent / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(params=["numpy", "numba"], scope="module")
def kernel(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the tests of a module once with each implementation of the inner loop."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "numpy":
            patch.setattr(kernels, "_is_installed", lambda: False)
        else:
            assert kernels.warm_up(), "the tests need numba: pip install -e '.[fast]'"
        yield request.param


@pytest.fixture(scope="session")
def leave_out() -> Callable[[str], NoReturn]:
    """Return a function that skips the test and says why, or fails it where KMEANS_VIZ_REQUIRE_ALL is set, as in CI."""

    def leave_out(why: str) -> NoReturn:
        if os.environ.get("KMEANS_VIZ_REQUIRE_ALL"):
            pytest.fail(f"no test may be left out here, and {why}")
        pytest.skip(why)

    return leave_out


@pytest.fixture(scope="session")
def tool(leave_out: Callable[[str], NoReturn]) -> Callable[[str], str]:
    """Return a function that returns the path of a program, or skips the test if it is not installed."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            leave_out(f"{name} is not installed; on Debian: apt-get install {name}")
        return path

    return find


@pytest.fixture(scope="module")
def browser(tool: Callable[[str], str]) -> Iterator[Browser]:
    """Start Chromium for the tests of a file; Playwright must not look for one of its own.

    Not for longer: Playwright keeps an event loop running, and other tests want to run their own. Debian's
    chromium-headless-shell, the same browser without windows, takes a third of the processor's time for a page.
    """
    path = shutil.which("chromium-headless-shell") or tool("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def files_of_at_most(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], AbstractContextManager[None]]:
    """Return a function for ``with`` blocks in which no file may grow larger, also none of processes started there."""
    # What is imported would be kept cut off.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    @contextmanager
    def limited(n_bytes: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited


@pytest.fixture(scope="session")
def framed() -> Callable[[str], list[str]]:
    """Return a function that takes HTML and returns the pages of the players in its frames."""

    def unpack(text: str) -> list[str]:
        # nbconvert writes the attribute with the other quotes.
        frames = [html.unescape(frame) for _, frame in re.findall(r"""srcdoc=(["'])(.*?)\1""", text, re.DOTALL)]
        packed = [re.search(r'atob\("([^"]*)"\)', frame) for frame in frames]
        return [zlib.decompress(base64.b64decode(match[1])).decode() for match in packed if match is not None]

    return unpack
