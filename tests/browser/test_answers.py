"""The page of an answer, in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

import kmeans_viz as kv
from kmeans_viz.data.samples import sample_file

_SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll(".wide")]
    .filter((part) => part.scrollWidth > part.clientWidth).length"""


def test_on_a_phone_nothing_of_an_answer_scrolls_sideways(browser: Browser, tmp_path: Path) -> None:
    folder = kv.cluster(sample_file("iris.csv"), 3, n_runs=2).save(tmp_path / "answer")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((folder / "report.html").as_uri())
    assert page.evaluate(_SIDEWAYS) == 0
    name = page.locator("td[data-name=petal_length]").first
    assert "petal_length" in name.evaluate("cell => getComputedStyle(cell, '::before').content")
    page.close()
