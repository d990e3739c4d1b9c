"""Measure how quickly a live board follows a hand, in headless Chromium: moves of a dragged star, keys, first pictures.

All work is counted, cells and colours too, until the pixels are there; the page takes the times. A star goes round in a
circle over the board, in a page of 1280 by 800 pixels at device pixel ratio 1 and 2. Goals are in the last column.
"""

from __future__ import annotations

import shutil
import statistics
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from kmeans_viz.web.join import board_script

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
DRAGS = ((2_000, 7, 4), (20_000, 15, 12), (100_000, 20, 25), (1_000_000, 20, 120))
# A canvas draws what it was told when its pixels are asked for.
PIXELS = "const pixels = () => board._show.painting._context.getImageData(0, 0, 1, 1);"
OPEN = f"""
async (recipe) => {{
  document.querySelector("main").replaceChildren();
  const board = document.createElement("kmeans-board");
  {PIXELS}
  const from = performance.now();
  board.recipe = recipe;
  document.querySelector("main").append(board);
  await board.ready;
  pixels();
  return performance.now() - from;
}}
"""
DRAG = f"""
async (moves) => {{
  const board = document.querySelector("kmeans-board");
  {PIXELS}
  while (!board._run.complete) await new Promise((done) => setTimeout(done, 5));
  const {{ grip, painting }} = board._show;
  const [width, height] = [painting.canvas.clientWidth, painting.canvas.clientHeight];
  grip._lift();
  const times = [];
  for (let i = 0; i < moves; i++) {{
    const [x, y] = [0.5 + 0.3 * Math.sin(i / 6), 0.5 + 0.3 * Math.cos(i / 6)];
    const from = performance.now();
    grip.move(1, x * width, y * height);
    pixels();
    times.push(performance.now() - from);
    await new Promise((done) => setTimeout(done, 0));
  }}
  return times.slice(5);
}}
"""
PRESS = f"""
async () => {{
  const board = document.querySelector("kmeans-board");
  {PIXELS}
  const times = [];
  for (let i = 0; i < 45; i++) {{
    const key = board.step < board._run.length - 1 ? "ArrowRight" : "Home";
    const from = performance.now();
    board._show.element.dispatchEvent(new KeyboardEvent("keydown", {{ key, bubbles: true }}));
    pixels();
    times.push(performance.now() - from);
    await new Promise((done) => setTimeout(done, 30));
  }}
  return times.slice(5);
}}
"""


def main() -> None:
    """Measure at both pixel ratios, and print the table."""
    print("| | pixel ratio 1, ms | pixel ratio 2, ms | goal |\n|---|---:|---:|---:|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        measured = [measure(opened(browser, ratio)) for ratio in (1, 2)]
        browser.close()
    for (what, goal, first), (_, _, second) in zip(*measured, strict=True):
        print(f"| {what} | {first:.1f} | {second:.1f} | {goal} |")


def opened(browser: Browser, ratio: int) -> Page:
    """Open a page that knows the element."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, device_scale_factor=ratio)
    page.set_content(f'<!DOCTYPE html><html lang="en"><main></main><script>{board_script()}</script>')
    return page


def measure(page: Page) -> list[tuple[str, int, float]]:
    """Return what was measured, its goal, and the milliseconds."""
    rows = []
    for n, k, goal in DRAGS:
        open_board(page, {"data": "uniform", "n": n, "k": k, "seed": 1, "max_iter": 3})
        times = page.evaluate(DRAG, 25 if n > 500_000 else 65)
        rows.append((f"one move of a dragged star, n = {n:,}, k = {k}", goal, statistics.median(times)))
    open_board(page, {"n": 200, "seed": 1})
    rows.append(("key to picture, n = 200", 8, statistics.median(page.evaluate(PRESS))))
    recipe = {"data": "uniform", "n": 1_000_000, "k": 20, "seed": 1, "max_iter": 1}
    first = statistics.median(open_board(page, recipe) for _ in range(3))
    rows.append(("first picture of 1,000,000 new points", 1000, first))
    page.close()
    return rows


def open_board(page: Page, recipe: dict[str, Any]) -> float:
    """Show a board, and return the milliseconds until its first picture."""
    return float(page.evaluate(OPEN, recipe))


if __name__ == "__main__":
    main()
