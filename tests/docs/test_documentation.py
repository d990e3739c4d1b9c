"""The documentation: it is built from what is here, its examples run, and its pages are whole without a network."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser

import kmeans_viz as kv
from kmeans_viz.lessons.site import lessons

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
SERIOUS = """
async () => (await axe.run(document, { resultTypes: ["violations"], preload: false })).violations
  .filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => id + nodes[0].html)
"""


class Page(HTMLParser):
    """What a page has and names."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str | None] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.ids.add(named.get("id"))
        for name in ("href", "src"):
            if named.get(name):
                (self.links if tag == "a" else self.loads).append(str(named[name]))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, leave_out: Callable[[str], None]) -> Iterator[Path]:
    """Build the documentation, which runs the examples; a warning is an error."""
    if importlib.util.find_spec("sphinx") is None:
        leave_out("Sphinx is not installed; use: pip install -e '.[docs]'")
    folder = tmp_path_factory.mktemp("docs")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "-d", folder / "trees"]
    done = subprocess.run([*command, "docs", folder / "site"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in site.glob("*.html")}


def test_no_link_is_dead(site: Path, pages: dict[Path, Page]) -> None:
    # What `make site` writes beside them.
    beside = {f"{path.stem}.html" for path in lessons()} | {"index.html", "teachers.html", "explore.html"}
    dead = []
    for path, page in pages.items():
        for link in (*page.links, *page.loads):
            to = urlsplit(link)
            if to.scheme:
                continue
            target = (path.parent / unquote(to.path)).resolve() if to.path else path
            if target.parent == site / "lessons":
                is_there = target.name in beside
            else:
                is_there = target.exists()
                if is_there and to.fragment and target.suffix == ".html":
                    is_there = unquote(to.fragment) in pages[target].ids
            if not is_there:
                dead.append(f"{path.name}: {link}")
    assert sum(len(page.links) for page in pages.values()) > 1000
    assert dead == []


def test_lessons_and_documentation_link_to_each_other(site: Path, pages: dict[Path, Page]) -> None:
    home = re.search(r"site (\S+) --home (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert home is not None
    assert (site.parent / home[1] / home[2]).resolve() == site / "index.html"
    assert "lessons/index.html" in pages[site / "index.html"].links


def test_pages_load_nothing_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    assert [link for page in pages.values() for link in page.loads if urlsplit(link).scheme not in ("", "data")] == []
    assert [path for path in site.rglob("*.css") if "url(http" in path.read_text(encoding="utf-8")] == []


def test_every_public_name_is_in_the_reference(pages: dict[Path, Page]) -> None:
    documented = set().union(*(page.ids for page in pages.values()))
    parts = {"data": kv.data.__all__, "checks": kv.checks.__all__, "classic": ["init_board", "find_centers"]}
    names = set(kv.__all__) - {*parts, "seeding", "kernels"}
    wanted = {f"kmeans_viz.{name}" for name in names} | {
        f"kmeans_viz.{part}.{name}" for part, inner in parts.items() for name in inner
    }
    # It is in the package too, and documented there.
    assert wanted - documented == {"kmeans_viz.data.read_table"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_can_be_used_by_everybody(
    site: Path, browser: Browser, theme: str, leave_out: Callable[[str], None]
) -> None:
    if not AXE.is_file():
        leave_out("axe-core is not installed; use: npm install --no-save --no-package-lock axe-core")
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=theme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for name in ("index", "start", "api-runs", "web-page"):
        page.goto((site / f"{name}.html").as_uri())
        page.add_script_tag(path=AXE)
        found[name] = page.evaluate(SERIOUS)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    context.close()
    assert found == {name: [] for name in found}
