"""A class in a real browser: a teacher and two students on a real server, which is killed and comes back meanwhile."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import PATIENCE_MS, Watched
from playwright.sync_api import Browser, Locator, Page, expect

SCENES = {
    "kmeans_viz": "scenes",
    "version": 1,
    "title": "A lesson",
    "scenes": [
        {
            "question": "Where will star 1 go?",
            "recipe": {"data": "peaked", "n": 60, "seed": 5},
            "step": 1,
            "task": {"kind": "place", "cluster": 0},
            "reveal": {"step": 2, "text": "To the mean of its points."},
            "notes": "Wait.",
        },
        {
            "question": "Two moons, two stars?",
            "recipe": {"data": "moons", "n": 60, "k": 2},
            "task": {"kind": "choose", "choices": ["Two moons", "Two halves"], "answer": 1},
            "reveal": {"text": "A cell has straight edges."},
        },
        {
            "question": "How many groups?",
            "recipe": {"data": "peaked", "n": 60},
            "hide": ["stars", "cells"],
            "task": {"kind": "vote", "k": [2, 3, 4]},
        },
        {
            "question": "Who finds the lowest inertia?",
            "recipe": {"data": "peaked", "n": 60, "k": 2},
            "task": {"kind": "drag"},
        },
    ],
}
SCRIPT = """
import json, sys
from dataclasses import asdict
from kmeans_viz.scenes.files import Scenes
from kmeans_viz.serve.class_launch import launch_class
from kmeans_viz.web.class_page import student_page, teacher_page
tell = lambda doors: print(json.dumps(asdict(doors)), flush=True)
launch_class(Scenes.from_json(sys.argv[2]), (student_page(), teacher_page()), "127.0.0.1", int(sys.argv[1]),
             open_browser=False, tell=tell)
"""


@pytest.fixture
def serve() -> Iterator[Callable[[int], tuple[Any, dict[str, Any]]]]:
    """Return a function that starts a server of a class, and returns its process and its addresses."""
    started = []

    def start(port: int) -> tuple[Any, dict[str, Any]]:
        command = [sys.executable, "-c", SCRIPT, str(port), json.dumps(SCENES)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        return process, json.loads(process.stdout.readline())

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def enter(browser: Browser, watched: Watched) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of the class in a browser of its own; an error on it is one here."""
    contexts = []

    def enter(address: str, **options: Any) -> Page:
        context = browser.new_context(**{"reduced_motion": "reduce", "locale": "en", **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        watched.watch(page)
        page.goto(address)
        return page

    yield enter
    for context in contexts:
        context.close()
    # A browser notes on its console each websocket that could not be opened while the server was away.
    assert [text for text in watched.problems if "WebSocket connection" not in text] == []
    assert watched.elsewhere() == []


def line(student: Page) -> Locator:
    return student.locator(".line")


def counts(teacher: Page, number: int) -> None:
    expect(teacher.locator(".counts span").nth(1)).to_contain_text(f"{number} guess")


def put(student: Page, across: float, down: float) -> None:
    """Put the star somewhere, as shares of the board."""
    box = student.locator(".boardplace > *").bounding_box()
    assert box is not None
    student.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])


def test_a_lesson_from_the_first_student_to_the_end_with_a_server_that_dies(
    serve: Callable[[int], Any], enter: Callable[..., Page], axe: Path, port: Callable[[], int], tmp_path: Path
) -> None:
    process, doors = serve(port())
    rules = "async () => (await axe.run()).violations.map(({ id, nodes }) => [id, nodes.map((n) => n.html)])"
    phone, laptop = (
        enter(doors["students"], viewport={"width": width, "height": height}, has_touch=width < 800)
        for width, height in ((390, 844), (1000, 700))
    )
    expect(phone.locator("h1")).to_have_text("Your teacher will show something in a moment.")
    teacher = enter(doors["teacher"], viewport={"width": 1366, "height": 768}, accept_downloads=True)
    expect(teacher.locator(".here")).to_have_text("2 students are here.")
    assert teacher.locator(".qr").evaluate("async (qr) => { await qr.decode(); return qr.naturalWidth > 20; }")
    assert teacher.locator(".address").inner_text() == doors["students"].removeprefix("http://")

    teacher.keyboard.press("PageDown")
    for page in (teacher, phone, laptop):
        expect(page.locator("h1")).to_have_text("Where will star 1 go?")
        page.evaluate(axe.read_text(encoding="utf-8"))  # no script gets in through the page itself
        assert page.evaluate(rules) == []
    expect(line(phone)).to_have_text("Tap where star 1 goes.")
    put(phone, 0.8, 0.6)
    expect(line(phone)).to_have_text("Counted. You can still move it.")
    put(phone, 0.6, 0.7)
    put(laptop, 0.6, 0.6)
    counts(teacher, 2)
    laptop.reload()
    expect(line(laptop)).to_have_text("Counted. You can still move it.")
    counts(teacher, 2)
    assert "mean" not in phone.locator("body").inner_text()
    teacher.keyboard.press("n")
    expect(teacher.locator("aside")).to_have_text("Wait.")
    teacher.keyboard.press("PageDown")
    expect(line(phone)).to_have_text("Your guess counts. Look at the board in front.")
    expect(teacher.locator(".result")).to_contain_text("2 guesses")
    expect(phone.locator(".told")).to_have_text("The bold hollow star is the mean of 2 guesses.")
    teacher.keyboard.press("c")
    expect(phone.locator(".told")).to_be_empty()
    put(phone, 0.2, 0.2)
    teacher.keyboard.press("PageDown")
    expect(phone.locator(".told")).to_contain_text("The bold hollow star, the mean of 2 guesses, was")
    expect(phone.locator(".told")).to_contain_text("Your star was")
    expect(teacher.locator("main > .words")).to_contain_text("The mean of 2 guesses is")
    expect(teacher.locator("main > .words")).to_contain_text("To the mean of its points.")

    teacher.keyboard.press("f")
    expect(teacher.locator("footer")).to_be_hidden()
    teacher.keyboard.press("PageDown")
    phone.get_by_role("button", name="Two moons").click()
    expect(teacher.locator("h1")).to_have_text("Two moons, two stars?")
    teacher.keyboard.press("f")
    expect(teacher.locator("footer")).to_be_visible()
    expect(line(phone)).to_have_text("Counted. You can still change it.")
    process.send_signal(signal.SIGKILL)
    expect(line(phone)).to_have_text("Connecting …")
    expect(teacher.locator("main > .problem")).to_contain_text("This page keeps the class")
    laptop.get_by_role("button", name="Two halves").click()
    expect(line(laptop)).to_have_text("Connecting … Your guess is kept, and goes out then.")
    serve(doors["port"])
    for student in (phone, laptop):
        expect(line(student)).to_have_text("Counted. You can still change it.")
    counts(teacher, 2)
    expect(teacher.locator("main > .problem")).to_be_hidden()
    teacher.keyboard.press("PageDown")
    for page in (teacher, phone):
        expect(page.locator(".percent")).to_have_text(["50%", "50%"])
    teacher.keyboard.press("PageDown")
    for page in (teacher, phone):
        expect(page.locator(".right")).to_contain_text("Two halves")
        assert page.evaluate(rules) == []

    teacher.keyboard.press("PageDown")
    for student, k in ((phone, "3"), (laptop, "4")):
        student.get_by_role("button", name=k, exact=True).click()
    counts(teacher, 2)
    for _ in range(3):
        teacher.keyboard.press("PageDown")
    expect(phone.locator("h1")).to_have_text("Who finds the lowest inertia?")
    star = phone.locator(".star:visible").first
    star.focus()
    phone.keyboard.press("ArrowLeft")
    phone.keyboard.press("Enter")
    expect(phone.locator(".inertia")).to_contain_text("Your lowest")
    counts(teacher, 1)
    teacher.keyboard.press("PageDown")
    teacher.keyboard.press("PageDown")
    expect(teacher.locator(".result")).to_contain_text("The best of 100 starts of k-means")
    expect(phone.locator(".inertia")).to_contain_text("On the board: the best of 100 starts of k-means")

    for page in (phone, teacher):
        kept = "[document.cookie, localStorage.length, sessionStorage.length]"
        assert page.evaluate(kept) == ["", 0, 0]
    assert doors["teacher"].partition("#")[2] not in phone.content()
    with teacher.expect_download() as download:
        teacher.get_by_role("button", name="Save guesses").click()
    download.value.save_as(tmp_path / "guesses.csv")
    with (tmp_path / "guesses.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:]] == ["1", "1", "2", "2", "3", "3", "4", "4"]
    teacher.get_by_role("button", name="End", exact=True).click()
    teacher.get_by_role("button", name="End the class").click()
    for page in (teacher, phone, laptop):
        expect(page.locator("h1")).to_contain_text("The class is over.")
    expect(teacher.locator("main > .words")).to_have_text("")
