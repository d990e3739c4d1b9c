"""The app in a real browser, used as a person uses it: what is seen is what the package itself would draw."""

from __future__ import annotations

import io
import re
import shlex
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence
from playwright.sync_api import Page, expect

import kmeans_viz as kv
from kmeans_viz.cli.commands import cli
from kmeans_viz.export import read_note
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.timeline import captions, timeline

Visit = Callable[..., Any]


@pytest.fixture
def me(visit: Visit) -> Any:
    """A visitor who has just come, and does not want to see things glide."""
    return visit(reduced_motion="reduce")


def table(rows: list[str]) -> bytes:
    return "\n".join(rows).encode()


def file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def spots() -> bytes:
    """Return a picture of twelve bright spots."""
    pixels = np.zeros((60, 80), dtype=np.uint8)
    for i in range(12):
        pixels[8 + 18 * (i // 4) :, 8 + 18 * (i % 4) :][:4, :4] = 255
    return png_of(pixels)


def png_of(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "png")
    return out.getvalue()


# Choosing and stepping.


def test_the_board_and_the_start_can_be_chosen(me: Any) -> None:
    me.sees(200, 5)
    me.type("n", 120)
    me.sees(120, 5)
    me.control("k").locator("input[type=range]").focus()
    me.page.keyboard.press("ArrowRight")
    me.sees(120, 6)
    me.choose("source", "moons")
    me.type("seed", 9)
    me.choose("init", "k-means++")
    expect(me.control("init").locator("select")).to_have_value("k-means++")
    me.until(lambda: me.recipe().init == "k-means++", "the code names the method")

    recipe = me.recipe()
    assert (recipe.data, recipe.n, recipe.k, recipe.seed) == ("moons", 120, 6, 9)
    me.shows(recipe.run(), 0)


def test_quick_presses_on_a_slider_are_all_counted(me: Any) -> None:
    me.type("n", 5000)
    me.sees(5000, 5)
    me.control("k").locator("input[type=range]").focus()
    for _ in range(8):
        me.page.keyboard.press("ArrowRight")
        me.page.wait_for_timeout(30)  # a hand's pace, and quicker than an answer

    me.sees(5000, 13)
    expect(me.control("k").locator(".kx-value")).to_have_value("13")


def test_every_press_on_the_slider_of_n_leads_to_another_number(me: Any) -> None:
    me.type("n", 10)
    me.sees(10, 5)
    slider = me.control("n").locator("input[type=range]")
    slider.focus()
    for key, n in (("ArrowRight", 11), ("ArrowRight", 12), ("ArrowLeft", 11), ("ArrowLeft", 10), ("ArrowLeft", 10)):
        me.page.keyboard.press(key)
        me.sees(n, 5)
        me.until(lambda n=n: me.recipe().n == n, "the code names it")
    me.type("n", 100)
    me.sees(100, 5)
    slider.focus()
    me.page.keyboard.press("ArrowRight")
    me.sees(110, 5)


def test_keys_and_buttons_step_and_every_half_step_is_drawn_as_the_package_draws_it(visit: Visit) -> None:
    me = visit()
    trace = me.recipe().run()
    me.shows(trace, 0)
    me.page.keyboard.press("ArrowRight")
    me.shows(trace, 1)
    me.page.click(".kv-forth")
    me.shows(trace, 2)
    me.page.keyboard.press("ArrowLeft")
    me.shows(trace, 1)
    me.page.click(".kv-last")
    me.shows(trace, len(trace) - 1)
    me.page.keyboard.press("Home")
    me.shows(trace, 0)


def test_it_plays_to_the_end_and_whole_iterations_can_be_stepped(me: Any) -> None:
    trace = me.recipe().run()
    me.page.select_option(".kv-speed", "4")
    me.page.click(".kv-loop input")
    me.page.click("h2 ~ .kx-body .kv-play")
    expect(me.page.locator(".kv-play")).to_have_attribute("aria-pressed", "true")
    expect(me.page.locator(".kv-title")).to_have_text(captions(trace, len(trace) - 1)[0])
    expect(me.page.locator(".kv-play")).to_have_attribute("aria-pressed", "false")

    me.page.keyboard.press("Home")
    me.switch("halves")
    for step in (1, 3, 5):
        me.page.keyboard.press("ArrowRight")
        me.shows(trace, step)
    me.page.keyboard.press("ArrowLeft")
    me.shows(trace, 3)


def test_nothing_is_sent_while_somebody_steps_and_scrubs(me: Any, watched: Any) -> None:
    trace = me.recipe().run()
    # Other starts are tried when all pictures are there.
    expect(me.page.locator(".kx-outlook p").first).to_be_visible()
    before = len(watched.sent)
    assert before > 0
    for step in (4, 1, 7, len(trace) - 1, 2):
        me.go(step)
        me.shows(trace, step)
    for key, step in (("ArrowRight", 3), ("ArrowLeft", 2), ("Home", 0)):
        me.page.keyboard.press(key)
        me.shows(trace, step)

    assert watched.sent[before:] == []


SWEEP = """
async () => {
  const slider = document.querySelector("[data-name=k] input[type=range]");
  for (let i = 0; i < 99; i += 1) {
    slider.value = i % 18;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => setTimeout(done, 20));
  }
  slider.value = 12;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}
"""


def test_a_hundred_moves_of_a_slider_leave_no_backlog(me: Any, watched: Any) -> None:
    me.type("n", 20_000)
    me.sees(20_000, 5)
    begun, asked = watched.of_kind("begin", watched.received), watched.of_kind("set", watched.sent)
    me.page.evaluate(SWEEP)
    me.sees(20_000, 13)
    expect(me.control("k").locator(".kx-value")).to_have_value("13")
    me.shows(me.recipe().run(), 0)

    assert watched.of_kind("set", watched.sent) - asked < 70
    assert watched.of_kind("begin", watched.received) - begun < 70
    assert me.recipe().k == 13


# Hands on the picture.


def test_a_star_is_dragged_with_the_mouse_and_the_run_starts_there(me: Any) -> None:
    before = me.picture()
    first = me.recipe().run()[0].centroids
    mouse = me.page.mouse
    mouse.move(*me.middle(me.star(3)))
    mouse.down()
    target = me.board(0.25, 0.3)
    mouse.move(*me.board(0.3, 0.5), steps=3)
    mouse.move(*target, steps=3)
    assert me.middle(me.star(3)) == pytest.approx(target, abs=2)
    me.until(lambda: not np.array_equal(me.picture(), before), "the cells follow the star")
    expect(me.page.locator(".kx-story")).to_contain_text("Inertia with the stars here")
    mouse.up()

    expect(me.control("init").locator("select")).to_have_value("placed")
    expect(me.control("init").locator("option:checked")).to_have_text("Placed by hand")
    me.until(lambda: not isinstance(me.recipe().init, str), "the code names the places")
    start = np.array(me.recipe().init)
    others = [0, 1, 3, 4]
    assert start[others] == pytest.approx(first[others], abs=0.02)
    assert np.linalg.norm(start[2] - first[2]) > 0.3
    me.shows(me.recipe().run(), 1)
    assert me.middle(me.star(3)) == pytest.approx(target, abs=3)

    me.page.keyboard.press("Control+z")
    expect(me.control("init").locator("select")).to_have_value("random")
    me.until(lambda: np.array_equal(me.picture(), before), "undo brings the first picture back")


def test_a_star_is_moved_with_the_keyboard(me: Any) -> None:
    first = me.recipe().run()[0].centroids
    me.page.get_by_role("button", name="Start over").focus()
    me.page.keyboard.press("Tab")
    me.page.keyboard.press("Tab")
    expect(me.star(1)).to_be_focused()
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowDown"):
        me.page.keyboard.press(key)
    me.page.keyboard.press("Enter")
    expect(me.control("init").locator("select")).to_have_value("placed")
    me.until(lambda: not isinstance(me.recipe().init, str), "the code names the places")

    moved = np.array(me.recipe().init) - first
    assert moved[0][0] < 0
    assert moved[0][1] < 0
    assert np.abs(moved[1:]).max() < 0.02
    me.shows(me.recipe().run(), 1)


def test_all_stars_are_placed_by_clicks_or_by_the_keys(me: Any) -> None:
    me.type("k", 3)
    me.sees(200, 3)
    me.mode("Place")
    me.notice("Click where each star shall start")
    clicks = [(0.2, 0.2), (0.8, 0.2), (0.5, 0.6)]
    for place in clicks:
        me.page.mouse.click(*me.board(*place))
    expect(me.page.locator(".kx-notice")).to_contain_text("All 3 stars placed")
    expect(me.control("init").locator("select")).to_have_value("placed")
    me.shows(me.recipe().run(), 0)
    for number, place in enumerate(clicks, start=1):
        assert me.middle(me.star(number)) == pytest.approx(me.board(*place), abs=3)
    by_clicks = me.recipe()

    me.mode("Place")
    me.page.get_by_role("button", name="Start over").focus()
    me.page.keyboard.press("Tab")
    me.page.keyboard.press("Tab")
    expect(me.page.locator(".kx-cross")).to_be_focused()
    for key in ("ArrowLeft", "ArrowUp", "Shift+ArrowRight"):
        me.page.keyboard.press(key)
        me.page.keyboard.press("Enter")
    me.until(lambda: me.recipe().init != by_clicks.init, "the code names the new places")
    start = np.array(me.recipe().init)
    assert start.shape == (3, 2)
    assert start[0][0] == start[1][0] < start[2][0]
    assert start[0][1] < start[1][1] == start[2][1]
    me.shows(me.recipe().run(), 0)


def stroke(me: Any) -> None:
    me.page.mouse.move(*me.board(0.15, 0.55))
    me.page.mouse.down()
    me.page.mouse.move(*me.board(0.4, 0.2), steps=8)
    me.page.mouse.up()


def test_points_are_painted_and_erased(me: Any) -> None:
    me.mode("Paint")
    stroke(me)
    expect(me.control("source").locator("option:checked")).to_have_text("Painted by hand")
    me.until(lambda: me.n_points() > 210, "there are more points")
    painted = me.n_points()
    me.shows(me.recipe().run(), 1 if me.step() else 0)

    me.mode("Erase")
    stroke(me)
    me.until(lambda: me.n_points() < painted, "there are fewer points")
    assert me.n_points() == len(me.recipe().points())
    me.page.get_by_role("button", name="Undo").click()
    me.sees(painted, 5)


def test_a_guess_is_compared_with_the_means(me: Any) -> None:
    me.mode("What next?")
    me.shows(me.recipe().run(), 1)
    # A new start is something to guess as well.
    me.press("new_start")
    me.until(lambda: me.recipe().init_seed == 2, "another start")
    recipe = me.recipe()
    me.shows(recipe.run(), 1)
    me.page.keyboard.press("Tab")  # somebody without a mouse
    me.star(2).focus()
    me.page.keyboard.press("Shift+ArrowRight")
    me.page.get_by_role("button", name="Compare with the means").click()
    verdict = me.page.locator(".kx-guess p[role=status]")
    expect(verdict).to_contain_text(re.compile("^(Spot on|Close|Not quite): on average .*Inertia with your stars"))
    expect(me.page.locator(".kx-lines line")).to_have_count(5)
    me.shows(recipe.run(), 2)
    assert me.recipe() == recipe

    me.page.get_by_role("button", name="Undo").click()
    me.until(lambda: me.recipe().init_seed is None, "the start before")
    expect(verdict).to_have_text("")


# Starts, compared.


def test_two_starts_are_compared_on_the_same_board(me: Any) -> None:
    me.switch("compare")
    me.choose("other_init", "farthest")
    left = me.recipe()
    right = replace(left, init="farthest", init_seed=1)
    expect(me.page.locator(".kx-star")).to_have_count(10)
    runs = [left.run(), right.run()]
    for side, run in zip(("First", "Second"), runs, strict=True):
        told = f"{side}: Converged after {run.n_iter} steps. Inertia {run.inertia:.4g}."
        expect(me.page.locator(".kx-story")).to_contain_text(told)
    expect(me.page.locator(".kx-here")).to_have_count(2)
    me.shows(runs, 0)
    me.page.keyboard.press("ArrowRight")
    expect(me.page.locator(".kv-text")).to_contain_text("Second: Each point takes the colour")
    me.shows(runs, 1)

    # The right run can be taken by hand as well.
    me.page.keyboard.press("Home")
    star = me.page.locator(".kx-star[aria-label^='Star 1, second run']")
    me.page.keyboard.press("Tab")  # somebody without a mouse
    star.focus()
    me.page.keyboard.press("Shift+ArrowLeft")
    me.page.keyboard.press("Enter")
    expect(me.control("other_init").locator("select")).to_have_value("placed")
    assert me.recipe() == left


def test_the_lucky_start_is_the_best_of_many_and_the_unlucky_one_the_worst(me: Any) -> None:
    def marker() -> float:
        return float(re.match(r"M([\d.]+)", me.page.locator(".kx-here").get_attribute("d"))[1])

    me.press("unlucky")
    expect(me.page.locator(".kx-outlook")).to_contain_text("This is a local minimum")
    assert marker() > 230
    me.shows(me.recipe().run(), 0)
    unlucky = me.recipe().run().inertia
    me.press("lucky")
    expect(me.page.locator(".kx-outlook")).to_contain_text("This is the best known result")
    assert marker() < 10
    assert me.recipe().run().inertia < unlucky


def test_what_an_empty_cluster_does_can_be_chosen_where_there_is_one(me: Any) -> None:
    empties = me.page.locator(".kx-empties")
    expect(empties).to_be_hidden()
    me.choose("source", "peaked")
    for name, value in (("n", 60), ("blobs", 3), ("seed", 62)):
        me.type(name, value)
    expect(empties).to_contain_text("Cluster 2 lost all points in step 2")
    for rule in ("farthest", "drop"):
        me.choose("on_empty", rule)
        me.until(lambda rule=rule: me.recipe().on_empty == rule, "the code names the rule")
        trace = me.recipe().run()
        me.shows(trace, 0)
        me.go(len(trace) - 1)
        me.shows(trace, len(trace) - 1)
    me.choose("on_empty", "error")
    expect(me.page.locator(".kx-story")).to_contain_text("The run stopped after")


def test_what_is_shown_changes_the_picture_and_not_the_step(me: Any) -> None:
    me.go(4)
    seen = []
    for name in ("voronoi", "trails", "curve"):
        me.switch(name)
        me.until(lambda name=name: getattr(me.recipe(), name) is False, "the code names it")
        me.shows(me.recipe().run(), 4)
        seen.append(me.picture())
    me.page.locator("[data-name=style] span", has_text="Dark").click()
    me.until(lambda: me.recipe().style == "dark", "the code names the style")
    me.shows(me.recipe().run(), 4)
    seen.append(me.picture())

    assert me.step() == 4
    assert all(not np.array_equal(one, other) for i, one in enumerate(seen) for other in seen[:i])


# Files, in and out.


def test_points_come_from_a_table_with_columns_to_choose_and_gaps_that_are_told(me: Any) -> None:
    rows = [f"{i},{i * i % 17},{i * 7 % 23},word" for i in range(40)]
    with me.page.expect_file_chooser() as chosen:
        me.page.get_by_role("button", name="Open a file").click()
    chosen.value.set_files(file("trees.csv", table(["age,girth,height,kind", *rows])))
    me.sees(40, 5)
    expect(me.page.locator(".kx-notice")).to_be_hidden()
    across, up = me.control("columns").locator("select").all()
    up.select_option("height")
    expect(me.page.locator(".kx-code pre").first).to_contain_text("columns=('age', 'height')")
    across.select_option("girth")
    expect(me.page.locator(".kx-code pre").first).to_contain_text("columns=('girth', 'height')")
    expect(me.page.locator(".kx-star")).to_have_count(5)
    me.control("standardize").get_by_role("checkbox").check()
    expect(me.page.locator(".kx-code pre").first).to_contain_text("standardize=True")
    me.choose("source", "moons")
    expect(me.control("standardize")).to_be_hidden()

    me.open(file("gaps.csv", table(["x,y", "1,2", "3,", "5,1", ",", "2,2", "nan,3"])))
    me.notice("gaps.csv: 3 rows left out")
    me.sees(3, 3)
    # What was opened before can be chosen again.
    me.choose("source", "trees.csv")
    me.sees(40)


def test_points_come_from_a_picture(me: Any) -> None:
    me.open(file("spots.png", spots()))
    me.sees(12, 5)
    expect(me.control("source").locator("option:checked")).to_have_text("spots.png")


def test_the_download_the_code_and_the_command_make_the_same_bytes(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = visit(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce")
    for name, value in (("n", 40), ("k", 3)):
        me.type(name, value)
    me.sees(40, 3)
    me.page.keyboard.press("Tab")  # somebody without a mouse
    me.star(1).focus()
    me.page.keyboard.press("Shift+ArrowDown")
    me.page.keyboard.press("Enter")
    expect(me.control("init").locator("select")).to_have_value("placed")
    me.choose("size", "480")
    me.choose("step_ms", "150")
    with me.page.expect_download() as loaded:
        me.press("export")
    path = tmp_path / loaded.value.suggested_filename
    loaded.value.save_as(path)
    assert path.name == "k-means-gaussian.gif"
    expect(me.page.locator(".kx-link")).to_contain_text("k-means-gaussian.gif")

    recipe = read_note(path).recipe
    assert recipe == me.recipe()
    again = kv.save(recipe, tmp_path / "again.gif")
    assert path.read_bytes() == again.read_bytes()
    with Image.open(path) as image:
        decoded = {np.asarray(frame.convert("RGB")).tobytes() for frame in ImageSequence.Iterator(image)}
    trace = recipe.run()
    scene = kv.Scene(trace, recipe)
    palette = Palette(scene.style, trace.k)
    keys = [palette.reduced(scene.draw(frame))[..., :3].tobytes() for frame in timeline(trace, recipe) if frame.is_key]
    assert len(keys) == len(trace)
    assert set(keys) <= decoded

    monkeypatch.chdir(tmp_path)
    for button, run in (("copy_python", lambda text: exec(text, {})), ("copy_command", run_command)):
        me.press(button)
        me.notice("Copied.")
        run(me.page.evaluate("navigator.clipboard.readText()"))
        made = tmp_path / "k-means.gif"
        assert made.read_bytes() == path.read_bytes()
        made.unlink()


def run_command(text: str) -> None:
    name, *words = shlex.split(text)
    assert name == "kmeans-viz"
    cli.main(words, standalone_mode=False)


# What must not break it.


def png_header(width: int, height: int) -> bytes:
    """Return a picture that claims to be huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


ABSURD = {
    "notes.csv": (b"It was a dark and stormy night.\nThe rain fell in torrents.", "notes.csv"),
    "empty.csv": (b"", "empty.csv"),
    "words.csv": (b"kind\noak\nfir\nyew", "words.csv"),
    "nan.csv": (b"x,y\nnan,nan\nnan,nan\n", "nan.csv"),
    "picture.csv": (spots(), "picture.csv"),
    "huge.png": (png_header(100_000, 100_000), "huge.png"),
    "half.png": (spots()[:60], "half.png"),
    "zeros.npy": (b"\x93NUMPY\0\0", "zeros.npy"),
    "what.exe": (b"MZ", "what.exe"),
    "Makefile": (b"1,2\n3,4", "Makefile"),
}


def test_absurd_files_become_a_sentence_and_everything_goes_on(me: Any, tmp_path: Path) -> None:
    recipe = me.recipe()
    before = me.picture()
    for name, (content, told) in ABSURD.items():
        me.open(file(name, content))
        me.notice(told)
    large = tmp_path / "large.csv"
    large.write_bytes(b"1,2\n" * 5_000_000)
    me.open(large)
    me.notice("large.csv has 20 MB, and the explorer takes 10")

    assert me.recipe() == recipe
    assert np.array_equal(me.picture(), before)
    expect(me.control("source").locator("option:checked")).to_have_text("Gaussian")
    me.press("new_data")
    me.until(lambda: me.recipe().seed == 2, "it goes on")
    me.shows(me.recipe().run(), 0)


def test_numbers_out_of_range_are_refused_or_corrected(me: Any) -> None:
    for name, value, told in (
        ("k", 500, "k=500 is out of range; use 1 to 20"),
        ("n", 10**9, "is out of range; use 1 to 100,000"),
        ("k", 0, "k=0"),
        ("n", -3, "n=-3"),
        ("seed", -1, "seed=-1"),
    ):
        was = me.control(name).locator(".kx-value").input_value()
        me.type(name, value)
        expect(me.page.locator(".kx-notice")).to_contain_text(re.compile(told, re.IGNORECASE))
        me.page.locator(".kx-close").click()
        expect(me.control(name).locator(".kx-value")).to_have_value(was)
    box = me.control("k").locator(".kx-value")
    box.fill("")
    box.press("Enter")
    box.blur()
    expect(box).to_have_value("5")
    me.type("n", 3)
    me.sees(3, 3)
    me.type("n", 200)
    me.sees(200, 3)


def test_a_hasty_hand_breaks_nothing(me: Any) -> None:
    first = me.recipe()
    me.page.keyboard.press(" ")
    for _ in range(5):
        me.press("new_start")
        me.press("new_data")
    me.page.locator("[data-name=style] span", has_text="Dark").click()
    me.mode("Erase")
    me.page.mouse.move(*me.board(0.5, 0.5))
    me.page.mouse.down()
    # While the brush is down.
    me.page.keyboard.press("Control+z")
    me.page.mouse.move(*me.board(0.1, 0.1), steps=4)
    me.page.mouse.up()
    me.switch("compare")
    me.press("unlucky")
    me.press("export")
    me.press("export")
    me.mode("Move stars")
    for _ in range(10):
        me.page.get_by_role("button", name="Start over").click()
    me.until(lambda: me.recipe() == first, "it is where it began")
    expect(me.control("compare").locator("input")).not_to_be_checked()
    me.page.keyboard.press("Home")
    me.shows(first.run(), 0)
    me.press("new_start")
    me.until(lambda: me.recipe().init_seed == 2, "it goes on")
    me.shows(me.recipe().run(), 0)


def test_names_from_outside_stay_text(me: Any) -> None:
    image, taken = "<img src=x onerror=taken=1>", "<script>taken=1"
    rows = [f"{i},{i * 3 % 7},{i * 5 % 11}" for i in range(20)]
    me.open(file(f"{image}.csv", table([f"{image},{taken},c", *rows])))
    me.sees(20, 5)
    expect(me.control("source").locator("option:checked")).to_have_text(f"{image}.csv")
    expect(me.control("columns").locator("option", has_text=taken)).to_have_count(2)
    expect(me.page.locator(".kx-code pre").first).to_contain_text(image)
    me.open(file(f"{taken}.csv", b"no numbers"))
    expect(me.page.locator(".kx-notice")).to_contain_text(f"{taken}.csv")
    me.open(file(f"{image}.csv", table(["x,y", "1,2", "3,", "5,1"])))
    expect(me.page.locator(".kx-notice")).to_contain_text(f"{image}.csv: 1 row left out")
    me.choose("format", ".html")
    me.choose("step_ms", "150")
    with me.page.expect_download() as loaded:
        me.press("export")
    assert loaded.value.suggested_filename == "k-means-img-src-x-onerror-taken-1.html"

    assert me.page.locator(".kx img, .kx script").count() == 0
    assert me.page.evaluate("window.taken") is None


def test_two_visitors_do_not_see_each_other_and_a_reload_begins_anew(visit: Visit) -> None:
    one, other = visit(), visit()
    one.type("k", 8)
    one.sees(200, 8)
    other.open(file("mine.csv", table(["x,y", *(f"{i},{i % 5}" for i in range(30))])))
    other.sees(30, 5)
    one.sees(200, 8)
    expect(one.control("source").locator("option", has_text="mine.csv")).to_have_count(0)

    one.page.reload()
    one.sees(200, 5)
    expect(one.page.get_by_role("button", name="Undo")).to_be_disabled()
    one.type("k", 4)
    one.sees(200, 4)
    one.shows(one.recipe().run(), 0)
    other.sees(30, 5)


# What fits on a screen.

# What a hand can touch, as boxes; what is hidden or lies upon the picture is left out.
BOXES = """
() => {
  const kinds = "button, select, input, summary, legend, h3, .kv-title, .kv-text, .kx-outlook p";
  return [...document.querySelectorAll(`.kx-body :is(${kinds})`)]
    .filter((thing) => thing.checkVisibility() && !thing.matches(".kx-hidden"))
    .filter((thing) => !thing.closest(".kv-hands, .kx-segments"))
    .concat([...document.querySelectorAll(".kx-segments label")])
    .map((thing) => {
      const { left, top, right, bottom } = thing.getBoundingClientRect();
      const cut = thing.scrollWidth > thing.clientWidth + 1 && thing.matches("button, label, legend, p, h3");
      return { name: thing.textContent.slice(0, 20) || thing.title, left, top, right, bottom, cut };
    });
}
"""


SCROLLED = """
() => [document.documentElement, ...document.querySelectorAll(".kx-left, .kx-middle, .kx-right")]
  .filter((each) => each.scrollHeight > each.clientHeight || each.scrollWidth > each.clientWidth)
  .map((each) => [each.className, each.scrollWidth, each.scrollHeight, each.clientWidth, each.clientHeight].join(" "))
"""


def overlaps(boxes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return the names of things that lie upon each other, by more than a pixel of rounding."""
    return [
        (one["name"], other["name"])
        for i, one in enumerate(boxes)
        for other in boxes[:i]
        if min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1
    ]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_everything_is_on_the_screen_and_nothing_lies_upon_something_else(
    visit: Visit, width: int, height: int
) -> None:
    me = visit(width, height)
    expect(me.page.locator(".kx-outlook p").first).to_be_visible()
    for style in ("light", "dark"):
        me.page.locator("[data-name=style] span", has_text=style.capitalize()).click()
        me.until(lambda style=style: me.recipe().style == style, "the code names the style")
        expect(me.page.locator(".kx-outlook p").first).to_be_visible()
        boxes = me.page.evaluate(BOXES)
        assert len(boxes) > 40
        assert overlaps(boxes) == []
        outside = [
            box["name"]
            for box in boxes
            if box["left"] < 0 or box["top"] < 0 or box["right"] > width or box["bottom"] > height or box["cut"]
        ]
        assert outside == []
        assert scrolled(me.page) == []


def scrolled(page: Page) -> list[str]:
    """Return what is larger than its place: the page, or one of its columns."""
    return list(page.evaluate(SCROLLED))


@pytest.mark.parametrize("style", ["Light", "Dark"])
def test_on_a_phone_there_is_one_column_and_nothing_to_scroll_sideways(visit: Visit, style: str) -> None:
    me = visit(390, 844)
    me.page.locator("[data-name=style] span", has_text=style).click()
    me.until(lambda: me.recipe().style == style.lower(), "the code names the style")
    expect(me.page.locator(".kx-outlook p").first).to_be_visible()
    assert me.page.evaluate("document.documentElement.scrollWidth") <= 390
    columns = [me.page.locator(place).bounding_box() for place in (".kx-middle", ".kx-right", ".kx-left")]
    assert len({box["x"] for box in columns}) == 1
    assert [box["y"] for box in columns] == sorted(box["y"] for box in columns)
    boxes = me.page.evaluate(BOXES)
    assert overlaps(boxes) == []
    assert [box["name"] for box in boxes if box["left"] < 0 or box["right"] > 390 or box["cut"]] == []


def test_after_the_mouse_the_keys_mean_the_run(me: Any) -> None:
    recipe = me.recipe()
    trace = recipe.run()
    me.mode("Paint")
    me.page.keyboard.press("ArrowRight")
    me.shows(trace, 1)
    me.page.get_by_text("Dark", exact=True).click()
    me.page.keyboard.press("ArrowRight")
    me.shows(replace(recipe, style="dark").run(), 2)
    me.page.get_by_role("button", name="New start").click()
    me.until(lambda: me.recipe().init_seed == 2, "another start")
    run = me.recipe().run()
    me.shows(run, 0)
    me.page.keyboard.press("End")
    me.shows(run, len(run) - 1)
    assert me.recipe().init_seed == 2
