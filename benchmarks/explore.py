"""Measure how quickly the explorer answers a button, in headless Chromium: K changed, until the picture is there.

Everything is counted: the situation, the start, the first picture, all controls, the address. Goals are in the last
column.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from kmeans_viz.web.explore_page import explorer_page

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
BOARDS = ((200, 25), (20_000, 60), (1_000_000, 1000))
CHANGE = """
async (times) => {
  const board = document.querySelector("kmeans-board");
  const context = board.shadowRoot.querySelector("canvas").getContext("2d");
  const [less, more] = document.querySelectorAll("[data-name=k] .by");
  const took = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    (i % 2 ? less : more).click();
    context.getImageData(0, 0, 1, 1); // a canvas draws what it was told when its pixels are asked for
    took.push(performance.now() - from);
    while (!board.run.complete) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => setTimeout(done, 50));
  }
  return took.slice(2);
}
"""


def main() -> None:
    """Measure, and print the table."""
    print("| | ms | goal |\n|---|---:|---:|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "explore.html"
        file.write_text(explorer_page(), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        # The page lets no other script in, not even this one.
        page = browser.new_page(viewport={"width": 1366, "height": 768}, bypass_csp=True)
        for n, goal in BOARDS:
            print(f"| K changed → picture, n = {n:,} | {measured(page, file, n):.1f} | {goal} |")
        browser.close()


def measured(page: Page, file: Path, n: int) -> float:
    """Return the milliseconds from a press of a button to the picture, with few steps left to compute."""
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}#kmeans=1&n={n}&max-iter=3&seed=1&blobs=5&k=5")
    page.wait_for_function("document.querySelector('kmeans-board')?.run?.complete")
    return statistics.median(page.evaluate(CHANGE, 9 if n > 500_000 else 27))


if __name__ == "__main__":
    main()
