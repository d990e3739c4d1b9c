"""Make the pictures of pages in `docs/look/`; run it once those pages have changed.

A class of twelve is served here, with a teacher and its students in Chromium. The documentation shows the pictures as
they are, so that no browser is needed to build it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

import kmeans_viz as kv

LOOK = Path(__file__).parent / "look"
COMMAND = [sys.executable, "-m", "kmeans_viz", "class", "--no-browser", "--host=127.0.0.1", "--port=24600"]
PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True}
STUDENTS = 12

expect.set_options(timeout=60_000)


def shot(page: Page, name: str) -> None:
    """Keep what a page shows, once nothing moves, as a WebP of few colours."""
    page.wait_for_timeout(2000)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(128)
    picture.save(LOOK / f"{name}.webp", lossless=True, method=6)


def opened(browser: Browser, address: str, width: int = 1280, height: int = 720, **options: object) -> Page:
    """Open a page in a browser of its own."""
    chosen = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce", "locale": "en", **options}
    page = browser.new_page(**chosen)
    page.goto(address)
    return page


def class_at_work(browser: Browser, students: str, teacher: str) -> None:
    """Put a star on each phone, and show the guesses, then the truth."""
    rng = np.random.default_rng(1)
    front = opened(browser, teacher)
    phones = [opened(browser, students, **PHONE) for _ in range(STUDENTS)]
    expect(front.locator(".here")).to_contain_text(f"{STUDENTS} students")
    shot(front, "class-door")
    front.keyboard.press("PageDown")
    for phone in phones:
        expect(phone.locator(".line")).to_have_text("Tap where star 1 goes.")
        board = phone.locator(".boardplace > *")
        box = board.bounding_box()
        assert box is not None
        across, down = np.clip(rng.normal([0.42, 0.45], 0.1), 0.1, 0.9)
        phone.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        expect(phone.locator(".line")).to_contain_text("Counted")
    shot(phones[-1], "class-phone")
    front.keyboard.press("PageDown")
    shot(front, "class-guesses")


def main() -> None:
    """Make all pictures."""
    with sync_playwright() as tools, tempfile.TemporaryDirectory() as folder:
        browser = tools.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        shot(opened(browser, kv.save_scenes(kv.first_lesson(), Path(folder, "lesson.html")).as_uri()), "scenes")
        third = kv.save_scenes(kv.Scenes(kv.first_lesson().scenes[2:3]), Path(folder, "third.html"))
        with subprocess.Popen([*COMMAND, str(third)], stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                students, teacher = (re.findall(r"http://\S+", server.stdout.readline())[0] for _ in range(2))
                class_at_work(browser, students, teacher)
            finally:
                server.kill()


if __name__ == "__main__":
    main()
