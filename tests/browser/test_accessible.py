"""Axe finds nothing serious on the app's page, in any of its states, nor on an exported page."""

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


def test_the_app_can_be_used_by_everybody(visit: Callable[..., Any], axe: Path) -> None:
    me = visit(reduced_motion="reduce")
    page = me.page
    page.add_script_tag(path=axe)
    expect(page.locator(".kx-outlook p").first).to_be_visible()
    found = {"at first": violations(page)}

    page.locator(".kx-code summary").click()
    me.mode("What next?")
    me.page.keyboard.press("Tab")  # somebody without a mouse
    me.star(2).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("button", name="Compare with the means").click()
    expect(page.locator(".kx-guess p[role=status]")).not_to_be_empty()
    found["guess"] = violations(page)

    rows = [f"{i},{i * i % 17},{i * 7 % 23}" for i in range(40)]
    me.open({"name": "trees.csv", "mimeType": "text/csv", "buffer": "\n".join(["a,b,c", *rows]).encode()})
    me.sees(40, 5)
    me.control("columns").locator("select").first.select_option("a")
    me.control("columns").locator("select").last.select_option("b")
    me.switch("compare")
    expect(page.locator(".kx-star")).to_have_count(10)
    me.type("k", 500)
    expect(page.locator(".kx-notice")).to_be_visible()
    found["columns, two runs and a message"] = violations(page)

    page.locator("[data-name=style] span", has_text="Dark").click()
    expect(page.locator(".kx.kx-dark")).to_be_visible()
    me.until(lambda: me.recipe().style == "dark", "the code names the style")
    expect(page.locator(".kx-outlook p").first).to_be_visible()
    found["dark"] = violations(page)

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
