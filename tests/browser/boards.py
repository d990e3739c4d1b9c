"""What tests do with the boards of a page, and what they look for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

import kmeans_viz as kv
from kmeans_viz.pictures.captions import captions

UNLUCKY = kv.Recipe(data="peaked", n=200, blobs=5, k=5, seed=42, init_seed=139)
TAG = '<kmeans-board data="peaked" blobs="5" k="5" seed="42" init-seed="139"></kmeans-board>'
Opened = Callable[..., Page]


def board(page: Page, which: int = 0) -> Any:
    return page.locator("kmeans-board").nth(which)


def shows(page: Page, trace: kv.Trace, step: int, which: int = 0) -> None:
    """Wait until a board says what Python says of a half-step."""
    title, text = captions(trace, step)
    expect(board(page, which).locator(".title")).to_have_text(title)
    expect(board(page, which).locator(".text")).to_have_text(text)


def call(page: Page, body: str, argument: Any = None) -> Any:
    """Return what a function of the first board and an argument gives."""
    return page.evaluate(
        f"async (argument) => {{ const board = document.querySelector('kmeans-board'); {body} }}", argument
    )


def star(page: Page, number: int, which: int = 0) -> Any:
    return board(page, which).locator(f".star[aria-label^='Star {number}:']")


def drag(page: Page, number: int, right: float, down: float, which: int = 0) -> None:
    box = star(page, number, which).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for part in range(1, 11):
        page.mouse.move(x + right * part / 10, y + down * part / 10)
    page.wait_for_timeout(50)
    page.mouse.up()
