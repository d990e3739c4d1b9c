"""Axe finds nothing serious on the served explorer where it asks Python, nor on an exported page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import kmeans_viz as kv

RUN = """
async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [id, ...nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)].join(": "));
}
"""


def violations(page: Page) -> list[str]:
    return list(page.evaluate(RUN))


def test_axe_is_at_work(browser: Browser, axe: Path) -> None:
    page = browser.new_page()
    page.set_content('<html lang="en"><title>Bad</title><main><button></button></main>')
    page.add_script_tag(path=axe)
    assert [found.split(":")[0] for found in violations(page)] == ["button-name"]
    page.close()


def test_the_served_explorer_can_be_used_by_everybody(visit_app: Callable[..., Any], axe: Path) -> None:
    me = visit_app()
    page = me.page
    page.evaluate(axe.read_text(encoding="utf-8"))
    me.press("paste")
    found = {"a file to open": violations(page)}
    rows = [f"{i},{i * i % 17},{i * 7 % 23}" for i in range(40)]
    content = "\n".join(["a,b,c", *rows, "1,,2"]).encode()
    page.locator("[data-name=file]").set_input_files({"name": "trees.csv", "mimeType": "text/csv", "buffer": content})
    me.notice("1 of 41 rows left out")
    found["a note on a file"] = violations(page)

    me.press("share")
    page.locator("[data-name='export.webp']").click()
    found["a file being made"] = violations(page)
    expect(page.locator("dialog[open] .said")).to_contain_text("Saved")
    page.keyboard.press("Escape")
    me.unfold("More about the stars")
    me.press("advise")
    expect(me.control("take_k")).to_be_visible()
    found["how many clusters"] = violations(page)
    page.keyboard.press("Escape")
    me.type("k", 500)
    me.notice("Stars (K)")
    me.press("compare")
    me.unfold("Look")
    me.control("style").locator("input[value=dark]").check()
    page.keyboard.press("End")
    found["two runs, dark, and a message"] = violations(page)
    me.press("reset")
    page.get_by_role("button", name="Guess").click()
    me.star(2).focus()
    page.get_by_role("button", name="Show the truth").click()
    found["guess"] = violations(page)

    assert found == {state: [] for state in found}


@pytest.mark.parametrize("style", ["light", "dark", "print"])
def test_the_exported_page_can_be_used_by_everybody(browser: Browser, axe: Path, tmp_path: Path, style: str) -> None:
    path = kv.save(kv.Recipe(n=30, k=3, seed=2, size=240, style=style, tween=0), tmp_path / "lesson.html")
    # The page forbids scripts that are not its own; here it is not itself that is tested.
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator(".title")).not_to_be_empty()
    page.evaluate(axe.read_text())
    assert violations(page) == []
    page.keyboard.press("End")
    assert violations(page) == []
    context.close()
