"""Measure how quickly the explorer answers in a real browser: from a key, click or drag to the changed picture.

It needs Chromium and the extras `app` and `test`. Every figure is the median over one run of this script.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

# The page takes all times, with its own clock.
WATCH = """
() => {
  const player = document.querySelector(".kv-player");
  window.shown = [];
  window.sketched = [];
  player.addEventListener("kv-shown", (event) =>
    requestAnimationFrame(() => shown.push([performance.now(), event.detail.run, event.detail.step])));
  player.addEventListener("kv-sketched", () => sketched.push(performance.now()));
}
"""
CHANGE = """
([name, value]) => {
  const slider = document.querySelector(`[data-name=${name}] input[type=range]`);
  window.shown.length = 0;
  slider.value = value;
  window.from = performance.now();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}
"""
PRESS = """
(key) => {
  window.shown.length = 0;
  window.from = performance.now();
  document.querySelector(".kv-player").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}
"""
SWEEP = """
async () => {
  const slider = document.querySelector("[data-name=k] input[type=range]");
  window.shown.length = 0;
  for (let i = 0; i < 100; i += 1) {
    slider.value = 1 + (i % 18);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => setTimeout(done, 20));
  }
  slider.value = 19 - 6;
  window.from = performance.now();
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}
"""


def main() -> None:
    """Open the explorer in a browser, measure, and print the table."""
    command = [str(Path(sys.executable).with_name("kmeans-viz")), "app", "--no-browser", "--port", "8970"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = re.search(r"http://\S+", server.stdout.readline())
        assert address is not None
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            started = time.perf_counter()
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address[0])
            page.wait_for_selector(".kx:not(.kx-waiting)")
            print(f"* first picture of the first visitor: {time.perf_counter() - started:.1f} s")
            page.evaluate(WATCH)
            measure(page)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def measure(page: Page) -> None:
    """Take all measurements on an open page."""
    calm(page)
    print(f"* key press to picture: {median_ms([press(page, i) for i in range(40)])} (at most 50)")
    for n, most in ((200, 200), (20_000, 400)):
        set_number(page, "n", n)
        times = [change(page, "k", 2 + i % 9) for i in range(15)]
        print(f"* change of K to first picture, n={n:,}: {median_ms(times)} (at most {most})")
    set_number(page, "n", 2000)
    set_number(page, "k", 7)
    drag(page)
    set_number(page, "n", 200)
    page.evaluate(SWEEP)
    page.wait_for_timeout(3000)
    shown = page.evaluate("[shown, from]")
    runs = {run for _, run, _ in shown[0]}
    last = max(run for _, run, _ in shown[0])
    late = min(at for at, run, _ in shown[0] if run == last) - shown[1]
    value = page.input_value("[data-name=k] .kx-value")
    print(f"* 100 moves in two seconds: the last one (K={value}) is shown after {late:.0f} ms (at most 500)")
    print(f"* of these moves, {len(runs)} were drawn")


def calm(page: Page) -> None:
    """Wait until the pictures of a run have arrived."""
    page.wait_for_timeout(2500)


def set_number(page: Page, name: str, value: int) -> None:
    """Type a number into a control."""
    page.fill(f"[data-name={name}] .kx-value", str(value))
    page.press(f"[data-name={name}] .kx-value", "Enter")
    calm(page)


def press(page: Page, index: int) -> float:
    """Press an arrow key, and return the milliseconds until the picture of the step."""
    page.evaluate(PRESS, "ArrowRight" if index % 8 < 4 else "ArrowLeft")
    page.wait_for_timeout(700)
    return float(page.evaluate("shown[0][0] - from"))


def change(page: Page, name: str, value: int) -> float:
    """Move a slider, and return the milliseconds until the first picture of the new run."""
    page.evaluate(CHANGE, [name, value])
    page.wait_for_timeout(1500)
    return float(page.evaluate("shown[0][0] - from"))


def drag(page: Page) -> None:
    """Drag a star for three seconds, and print how often the cells followed."""
    page.keyboard.press("Home")
    page.wait_for_timeout(500)
    box = page.locator(".kx-star").nth(2).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate("window.sketched.length = 0")
    page.mouse.move(x, y)
    page.mouse.down()
    end = time.perf_counter() + 3
    step = 0
    while time.perf_counter() < end:
        step += 1
        page.mouse.move(x + 60 * ((step / 40) % 2 - 1), y + 40 * ((step / 55) % 2 - 1))
        time.sleep(1 / 90)
    times = page.evaluate("sketched")
    page.mouse.up()
    gaps = [later - earlier for earlier, later in pairwise(times)]
    rate = 1000 / statistics.median(gaps)
    print(
        f"dragging at n=2,000, k=7: {len(times) / 3:.0f} pictures a second, {rate:.0f} by the median gap (at least 15)"
    )
    calm(page)


def median_ms(times: list[float]) -> str:
    """Return the median of `times`, with its unit."""
    return f"{statistics.median(times):.0f} ms"


if __name__ == "__main__":
    main()
