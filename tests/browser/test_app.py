"""The served explorer: what needs Python, and that nothing else does. `test_explore` has the page by itself."""

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
from conftest import free_port, served
from PIL import Image
from playwright.sync_api import expect

import kmeans_viz as kv
from kmeans_viz.cli.commands import cli
from kmeans_viz.data import samples
from kmeans_viz.export import read_note
from kmeans_viz.pictures.timeline import captions

Visit = Callable[..., Any]
FIRST = kv.Recipe(data="gaussian", n=200, blobs=5, k=5, seed=1)
ROWS = [f"{i % 7},{i * 3 % 11},{i}" for i in range(60)]


@pytest.fixture
def me(visit_app: Visit) -> Any:
    return visit_app()


def table(rows: list[str]) -> bytes:
    return "\n".join(rows).encode()


def file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def open_file(me: Any, chosen: Any) -> None:
    """Choose a file in the sheet for points of one's own, which is opened where it is not."""
    if me.page.locator("dialog[open]").count() == 0:
        me.press("paste")
    with me.page.expect_file_chooser() as waiting:
        me.press("open_file")
    waiting.value.set_files(chosen)


def is_told_in_the_sheet(me: Any, text: str) -> None:
    expect(me.page.locator("dialog[open] .said")).to_contain_text(text)


def sees(me: Any, points: int, stars: int) -> None:
    """Wait until the board has that many points and stars."""
    name = re.compile(f"^{points} points and {stars} stars")
    expect(me.page.locator("kmeans-board canvas.picture").first).to_have_attribute("aria-label", name)


def made(me: Any, ending: str, folder: Path) -> Path:
    """Have Python make a file, and return where it was saved."""
    me.press("share")
    with me.page.expect_download() as waiting:
        me.page.locator("[data-format=gif]" if ending == ".gif" else f"[data-name='export{ending}']").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    is_told_in_the_sheet(me, "Saved among your downloads.")
    me.page.keyboard.press("Escape")
    return path


def code_and_command(me: Any) -> tuple[str, str]:
    me.press("share")
    texts = [str(me.control(name).text_content()) for name in ("python", "command")]
    me.page.keyboard.press("Escape")
    return texts[0], texts[1]


def png_of(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "png")
    return out.getvalue()


def spots() -> bytes:
    """Return a picture of twelve bright spots."""
    pixels = np.zeros((60, 80), dtype=np.uint8)
    for i in range(12):
        pixels[8 + 18 * (i // 4) :, 8 + 18 * (i % 4) :][:4, :4] = 255
    return png_of(pixels)


# What needs no Python.


def test_nothing_is_asked_of_the_server_while_a_student_plays(me: Any, watched: Any) -> None:
    assert len(watched.requests()) == 1
    me.board("moons")
    me.type("k", 6)
    me.drag(1, 40, 20)
    for key in ("ArrowRight", "End", "Home"):
        me.page.keyboard.press(key)
    me.press("try_many") if me.control("try_many").is_visible() else me.press("lucky")
    expect(me.page.locator(".histogram")).to_have_count(1)
    me.press("compare")
    expect(me.page.locator("kmeans-board")).to_have_count(2)
    me.press("gallery")
    me.page.locator("[data-exhibit=unlucky-start]").click()
    me.shows(kv.Recipe(data="peaked", blobs=5, k=5, seed=42, init_seed=139))
    assert len(watched.requests()) == 1


def test_every_press_on_the_slider_of_n_leads_to_another_number(me: Any) -> None:
    me.type("n", 12)
    slider = me.control("n").locator("input[type=range]")
    me.page.keyboard.press("Tab")  # A control keeps its keys for a user without a mouse.
    slider.focus()
    for key, n in (("ArrowLeft", 11), ("ArrowLeft", 10), ("ArrowLeft", 10), ("ArrowRight", 11), ("ArrowRight", 12)):
        slider.press(key)
        sees(me, n, 5)
    assert me.recipe().n == 12


def test_quick_presses_are_all_counted_also_where_each_is_much_work(me: Any) -> None:
    me.type("n", 20_000)
    more = me.page.get_by_role("button", name="Stars (K): one more")
    for _ in range(8):
        more.click(delay=0)
    sees(me, 20_000, 13)
    assert me.recipe().k == 13


def test_what_an_empty_cluster_does_can_be_chosen(me: Any) -> None:
    me.board("peaked")
    me.unfold("More about the points")
    me.unfold("More about the stars")
    for name, value in (("n", 60), ("blobs", 3), ("seed", 62), ("start_seed", 62)):
        me.type(name, value)
    recipe = kv.Recipe(data="peaked", n=60, blobs=3, k=5, seed=62, init_seed=62)
    assert any(state.empty for state in recipe.run())
    for rule in ("farthest", "drop", "keep"):
        me.choose("on_empty", rule)
        chosen = kv.Recipe(data="peaked", n=60, blobs=3, k=5, seed=62, init_seed=62, on_empty=rule)
        me.go(len(chosen.run()) - 1)
        me.shows(chosen, len(chosen.run()) - 1)
    me.choose("on_empty", "error")
    expect(me.page.get_by_role("alert")).to_contain_text("has no points")
    me.choose("on_empty", "keep")
    expect(me.page.get_by_role("alert")).to_have_count(0)


def test_a_hasty_hand_breaks_nothing(me: Any) -> None:
    me.page.keyboard.press(" ")
    for _ in range(5):
        me.press("new_start")
        me.press("new_points")
    me.control("hand").locator("input[value=erase]").check()
    box = me.page.locator("kmeans-board canvas.picture").bounding_box()
    me.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    me.page.mouse.down()
    # While the brush is down.
    me.page.keyboard.press("Control+z")
    me.page.mouse.move(box["x"] + 20, box["y"] + 20, steps=4)
    me.page.mouse.up()
    me.press("compare")
    me.press("unlucky")
    me.press("share")
    for ending in (".webp", ".png", ".webp"):
        me.page.locator(f"[data-name='export{ending}']").click()
    me.page.keyboard.press("Escape")
    me.press("reset")
    me.shows(FIRST)
    me.press("new_start")
    me.shows(kv.Recipe(data="gaussian", blobs=5, k=5, seed=1, init_seed=2))


def test_other_points_are_compared_as_the_first_ones_were(me: Any) -> None:
    me.press("compare")
    pictures = me.page.locator("kmeans-board canvas.picture")
    expect(pictures).to_have_count(2)
    for n in (40, 300):
        me.type("n", n)
        for which in (0, 1):
            label = re.compile(f"^{n} points and 5 stars")
            expect(pictures.nth(which)).to_have_attribute("aria-label", label)


# Files, in and out.


def test_a_table_of_ones_own_is_opened_exported_and_named_in_the_code(
    me: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = table(["a,b,c", *ROWS, ",1,2"])
    open_file(me, file("t.csv", content))
    me.notice("1 of 61 rows left out")
    sees(me, 60, 5)
    recipe = kv.Recipe(blobs=5, seed=1, csv="t.csv", columns=("a", "b", "c"), k=5)
    assert code_and_command(me) == (recipe.python("k-means.gif"), recipe.command("k-means.gif"))
    me.unfold("More about the points")
    me.tick("standardize")
    path = made(me, ".webp", tmp_path)
    # Beside the file, the code that the page shows makes the same.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.warns(UserWarning, match="1 of 61 rows left out"):
        again = kv.save(replace(recipe, standardize=True), tmp_path / "again.webp")
    assert path.read_bytes() == again.read_bytes()


def test_two_columns_of_a_file_can_be_chosen(me: Any) -> None:
    open_file(me, file("t.csv", table(["a,b,c", *ROWS])))
    # The third one is the number of the row.
    me.notice("2 of 3 columns count here")
    sees(me, 60, 5)
    me.press("paste")
    me.choose("file_across", "2")
    me.choose("file_up", "0")
    me.press("take_columns")
    expect(me.page.locator("dialog[open]")).to_have_count(0)
    recipe = kv.Recipe(blobs=5, seed=1, csv="t.csv", columns=("c", "a"), k=5)
    assert code_and_command(me) == (recipe.python("k-means.gif"), recipe.command("k-means.gif"))


def test_the_last_file_that_was_opened_is_shown_and_how_it_was_read_stays_on_the_page(me: Any) -> None:
    held: list[Any] = []
    ended: list[Any] = []
    me.page.on("requestfailed", lambda request: ended.append(request))
    me.page.route("**/api/table", lambda route: route.continue_() if held else held.append(route))
    open_file(me, file("slow.csv", table(["a,b", *(f"{i},{i % 3}" for i in range(50))])))
    is_told_in_the_sheet(me, "Reading slow.csv")
    open_file(me, file("t.csv", table(["id,a,b,kind", *(f"{i + 1},{i % 7}.5,{i % 9},oak" for i in range(30))])))
    sees(me, 30, 5)
    # The one before was given up.
    assert ended[0] == held[0].request
    report = me.control("report")
    expect(report.locator("summary")).to_have_text("t.csv: 2 of 4 columns count")
    report.locator("summary").click()
    expect(report.locator("li").first).to_have_text("id left out: counts the rows, 1 to 30")
    me.type("k", 2)
    expect(report).to_be_visible()
    open_file(me, file("empty.csv", b""))
    is_told_in_the_sheet(me, "empty.csv is empty; choose a file with rows of numbers")
    me.page.keyboard.press("Escape")
    me.board("moons")
    expect(report).to_be_hidden()


def test_a_file_is_still_there_after_a_reload_and_can_be_shown_again(me: Any, tmp_path: Path) -> None:
    many = np.random.default_rng(0).random((30_000, 2)).tolist()
    contents = {
        "t.csv": table(["a,b", *(f"{i % 7},{i % 9}" for i in range(30))]),
        "u.csv": table(["x,y", *(f"{i % 5},{i % 11}" for i in range(20))]),
        "large.csv": table(["x,y", *(f"{x},{y}" for x, y in many)]),
    }
    for name, n in (("t.csv", 30), ("u.csv", 20)):
        open_file(me, file(name, contents[name]))
        sees(me, n, 5)
    page = me.page
    for go, name, n in ((page.reload, "u.csv", 20), (page.go_back, "t.csv", 30), (page.go_forward, "u.csv", 20)):
        go()
        sees(me, n, 5)
        assert f"--csv {name}" in code_and_command(me)[1]
    assert read_note(made(me, ".webp", tmp_path)).recipe.csv == "u.csv"
    open_file(me, file("large.csv", contents["large.csv"]))
    sees(me, 30_000, 5)
    me.press("paste")
    me.page.locator("dialog[open]").get_by_role("button", name="u.csv, 20 points").click()
    sees(me, 20, 5)
    assert "--csv u.csv" in code_and_command(me)[1]
    me.page.go_back()
    sees(me, 30_000, 5)
    me.page.reload()
    me.notice("large.csv was too large to keep")
    sees(me, 30_000, 5)


def opened_kinds() -> dict[str, tuple[bytes, int]]:
    numbers = io.BytesIO()
    np.save(numbers, np.arange(40.0).reshape(20, 2) % 7)
    track = (Path(samples.__file__).parent / "lake_hike.gpx").read_bytes()
    return {
        "semicolons.tsv": ("\n".join(["x\ty", *(f"{i}\t{i * 7 % 5}" for i in range(30))]).encode(), 30),
        "numbers.npy": (numbers.getvalue(), 20),
        "hike.gpx": (track, len(kv.Recipe(data="lake-hike").points())),
        "spots.png": (spots(), 12),
    }


def test_every_kind_of_file_becomes_points(me: Any, tmp_path: Path) -> None:
    for name, (content, n) in opened_kinds().items():
        (tmp_path / name).write_bytes(content)
        open_file(me, tmp_path / name)
        sees(me, n, 5)
        trace = kv.Recipe(csv=str(tmp_path / name), k=5, seed=1).run()
        me.go(len(trace) - 1)
        expect(me.page.locator("kmeans-board .title")).to_have_text(captions(trace, -1)[0])
        expect(me.page.locator("kmeans-board .text")).to_have_text(captions(trace, -1)[1])


def test_on_a_phone_the_points_of_a_file_are_in_sight_once_it_is_open(visit_app: Visit) -> None:
    me = visit_app(viewport={"width": 390, "height": 844})
    open_file(me, file("t.csv", table(["a,b", *(row.rpartition(",")[0] for row in ROWS)])))
    sees(me, 60, 5)
    expect(me.page.locator("dialog[open]")).to_have_count(0)
    expect(me.page.locator("kmeans-board canvas.picture")).to_be_in_viewport(ratio=0.6)


def test_a_file_that_was_made_here_leads_back_to_where_it_was_made(me: Any, tmp_path: Path) -> None:
    recipe = kv.Recipe(data="moons", n=50, k=3, seed=9, size=200, tween=0)
    for name in ("made.gif", "made.html", "made.mp4"):
        me.board("rings")
        open_file(me, kv.save(recipe, tmp_path / name))
        me.notice(f"This is where {name} was made.")
        me.shows(recipe)
    # A storyboard does not move, so its note says nothing of size and pace.
    path = made(me, ".pdf", tmp_path)
    me.press("reset")
    open_file(me, path)
    me.notice("was made.")
    me.shows(kv.Recipe(data="moons", n=50, k=3, seed=9))


@pytest.mark.parametrize("ending", [".gif", ".mp4", ".webp", ".png"])
def test_the_download_the_code_and_the_command_make_the_same_bytes(
    visit_app: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    me = visit_app(permissions=["clipboard-read", "clipboard-write"])
    me.type("n", 40)
    me.type("k", 3)
    # A user without a mouse.
    me.star(1).focus()
    me.page.keyboard.press("Shift+ArrowDown")
    me.page.keyboard.press("Enter")
    expect(me.control("init").locator("option:checked")).to_have_text("Placed by hand")
    me.press("share")
    me.choose("size", "480")
    me.choose("step_ms", "150")
    me.page.keyboard.press("Escape")
    path = made(me, ending, tmp_path)
    assert path.name == f"k-means-gaussian{ending}"
    recipe = me.recipe()
    assert np.asarray(recipe.init).shape == (3, 2)
    assert (recipe.size, recipe.step_ms) == (480, 150)
    assert read_note(path).recipe == recipe
    assert path.read_bytes() == kv.save(recipe, tmp_path / f"again{ending}").read_bytes()

    monkeypatch.chdir(tmp_path)
    for button, run in (("copy_python", lambda text: exec(text, {})), ("copy_command", run_command)):
        me.press("share")
        me.press(button)
        is_told_in_the_sheet(me, "Copied.")
        expect(me.control("whose")).to_have_text("")
        text = me.page.evaluate("navigator.clipboard.readText()")
        run(text.replace("k-means.gif", f"copied{ending}"))
        assert (tmp_path / f"copied{ending}").read_bytes() == path.read_bytes()
        (tmp_path / f"copied{ending}").unlink()
        me.page.keyboard.press("Escape")


def run_command(text: str) -> None:
    name, *words = shlex.split(text)
    assert name == "kmeans-viz"
    cli.main(words, standalone_mode=False)


def test_what_no_recipe_says_is_drawn_by_the_page_which_says_so(me: Any, tmp_path: Path, watched: Any) -> None:
    me.type("n", 40)
    me.unfold("Look")
    me.tick("lines")
    asked = len(watched.requests())
    me.press("share")
    expect(me.control("whose")).to_contain_text("have the lines, as this page draws them")
    me.page.keyboard.press("Escape")
    path = made(me, ".gif", tmp_path)
    assert read_note(path).recipe == me.recipe()
    me.press("compare")
    me.press("share")
    expect(me.control("whose")).to_contain_text("show both runs")
    assert len(watched.requests()) == asked


def test_an_export_can_be_stopped(me: Any) -> None:
    me.type("n", 20_000)
    me.type("k", 20)
    me.press("share")
    me.choose("size", "1920x1080")
    me.page.locator("[data-name='export.mp4']").click()
    me.press("cancel")
    is_told_in_the_sheet(me, "Stopped.")
    expect(me.control("cancel")).to_be_hidden()


# How many clusters.


def test_four_methods_say_how_many_clusters_there_are(me: Any) -> None:
    open_file(me, file("pairs.csv", table(["x,y", *(f"{i % 2 * 50 + i % 5},{i % 2 * 30 + i % 3}" for i in range(60))])))
    sees(me, 60, 5)
    me.unfold("More about the stars")
    me.press("advise")
    take = me.control("take_k")
    expect(take).to_have_text("Show K = 2")
    expect(me.page.locator("dialog[open] img")).to_have_count(1)
    expect(me.page.locator("dialog[open] li")).to_have_count(4)
    assert (
        me.page.locator("dialog[open] img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1120
    )
    take.click()
    expect(me.control("k").locator("input.number")).to_have_value("2")


def test_the_rows_of_a_file_are_taken_home_with_a_cluster_each(me: Any, tmp_path: Path) -> None:
    file_of = tmp_path / "t.csv"
    file_of.write_bytes(table(["id,a,b", *(f"{i + 1},{i % 7}.5,{i * 3 % 11}" for i in range(40)), "41,,1"]))
    open_file(me, file_of)
    sees(me, 40, 5)
    me.type("k", 4)
    me.press("answer")
    take = me.control("take_answer")
    expect(take).to_be_visible()
    found = kv.cluster(file_of, k=4)
    found.save(tmp_path / "answer")
    expect(me.page.locator("dialog[open] pre.found")).to_have_text(found.text)
    for name in ("rows.csv", "clusters.csv"):
        with me.page.expect_download() as waiting:
            me.page.locator(f"[data-file='{name}']").click()
        waiting.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes() == (tmp_path / "answer" / name).read_bytes()
    take.click()
    # The board shows the best run, to the half-step.
    me.page.keyboard.press("End")
    text = captions(found.trace, len(found.trace) - 1)[1]
    expect(me.page.locator("kmeans-board .text")).to_have_text(text)
    assert f"--init-seed {found.trace.seed}" in code_and_command(me)[1]
    me.press("answer")
    me.page.locator("[data-name=answer_k] input[value=asked]").check()
    asked = kv.cluster(file_of)
    expect(me.page.locator("dialog[open] pre.found")).to_have_text(asked.text)
    me.page.keyboard.press("Escape")
    me.board("moons")
    expect(me.control("answer")).to_be_hidden()


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
    "notes.csv": b"It was a dark and stormy night.\nThe rain fell in torrents.",
    "empty.csv": b"",
    "words.csv": b"kind\noak\nfir\nyew",
    "nan.csv": b"x,y\nnan,nan\nnan,nan\n",
    "picture.csv": spots(),
    "huge.png": png_header(100_000, 100_000),
    "half.png": spots()[:60],
    "zeros.npy": b"\x93NUMPY\0\0",
    "what.exe": b"MZ",
}


def test_absurd_files_become_a_sentence_and_everything_goes_on(me: Any, tmp_path: Path) -> None:
    for name, content in ABSURD.items():
        open_file(me, file(name, content))
        is_told_in_the_sheet(me, name)
        expect(me.page.locator("dialog[open] .said")).not_to_contain_text("Reading")
        said = str(me.page.locator("dialog[open] .said").text_content())
        assert "Traceback" not in said
        assert "/tmp" not in said
    large = tmp_path / "large.csv"
    large.write_bytes(b"1,2\n" * 5_000_000)
    open_file(me, large)
    is_told_in_the_sheet(me, "12")
    me.page.keyboard.press("Escape")
    me.shows(FIRST)
    me.press("new_points")
    me.shows(kv.Recipe(data="gaussian", blobs=5, k=5, seed=2, init_seed=1))


def test_names_from_outside_stay_text(me: Any, tmp_path: Path) -> None:
    image, taken = "<img src=x onerror=taken=1>", "<script>taken=1"
    rows = [f"{i},{i * 3 % 7}" for i in range(20)]
    open_file(me, file(f"{taken}.csv", b"no numbers"))
    is_told_in_the_sheet(me, f"{taken}.csv")
    open_file(me, file(f"{image}.csv", table([f"{image},{taken}", *rows, "3,"])))
    me.notice(f"{image}.csv: 1 of 21 rows left out")
    sees(me, 20, 5)
    recipe = kv.Recipe(blobs=5, seed=1, csv=f"{image}.csv", columns=(image, taken), k=5)
    assert code_and_command(me) == (recipe.python("k-means.gif"), recipe.command("k-means.gif"))
    noted = read_note(made(me, ".webp", tmp_path)).recipe
    assert (noted.csv, noted.columns) == (recipe.csv, recipe.columns)
    assert me.page.locator("img, main script, .notice *:not(span, button)").count() == 0
    assert me.page.evaluate("window.taken") is None


def test_links_hold_neither_the_token_nor_the_name_of_a_file(visit_app: Visit, tmp_path: Path) -> None:
    with served(tmp_path / "log.txt", "--port", str(free_port()), "--address", "http://127.0.0.1:9/") as server:
        me = visit_app(server.address)
        assert "?token=" in me.page.url
        open_file(me, file("secret.csv", table(["a,b", "1,2", "3,4", "5,0"])))
        sees(me, 3, 3)
        me.press("share")
        link = me.page.locator("[aria-label='Link to this board']").input_value()
        assert "token" not in link
        assert "secret" not in link
        assert kv.Recipe.from_link(link).coordinates == ((1, 2), (3, 4), (5, 0))
        server.end()


def test_without_the_token_the_page_works_and_says_what_does_not(visit_app: Visit, tmp_path: Path) -> None:
    with served(tmp_path / "log.txt", "--port", str(free_port()), "--address", "http://127.0.0.1:9/") as server:
        me = visit_app(server.address.partition("?")[0])
        me.shows(FIRST)
        open_file(me, file("t.csv", table(["a,b", "1,2", "3,4"])))
        is_told_in_the_sheet(me, "token")
        server.end()


def test_the_page_begins_with_the_board_of_its_link(visit_app: Visit, app: Any) -> None:
    recipe = kv.Recipe(data="rings", n=80, k=3, seed=5)
    visit_app(recipe.to_link(app.address)).shows(recipe)


def test_a_page_goes_on_without_its_server_and_works_again_when_it_is_back(visit_app: Visit, tmp_path: Path) -> None:
    port = str(free_port())
    rows = table(["a,b", *(f"{i % 7},{i * 3 % 11}" for i in range(40))])
    with served(tmp_path / "log.txt", "--port", port) as server:
        me = visit_app(server.address)
        open_file(me, file("mine.csv", rows))
        sees(me, 40, 5)
        server.process.kill()
        server.process.wait(30)
    me.press("share")
    me.page.locator("[data-name='export.mp4']").click()
    is_told_in_the_sheet(me, "The server does not answer")
    with me.page.expect_download():
        me.page.locator("[data-format=gif]").click()
    is_told_in_the_sheet(me, "So this page drew the GIF itself")
    me.page.keyboard.press("Escape")
    me.unfold("More about the stars")
    me.press("advise")
    expect(me.page.locator("dialog[open] [role=alert]")).to_contain_text("The server does not answer")
    me.page.keyboard.press("Escape")
    me.press("new_start")
    me.page.keyboard.press("ArrowRight")
    expect(me.page.locator("kmeans-board .title")).to_have_text("Step 1, assign")
    with served(tmp_path / "log.txt", "--port", port) as server:
        path = made(me, ".webp", tmp_path)
        assert read_note(path).recipe.csv == "mine.csv"
        server.end()


def test_a_server_that_dies_during_an_errand_is_told(visit_app: Visit, tmp_path: Path) -> None:
    with served(tmp_path / "log.txt", "--port", str(free_port())) as server:
        me = visit_app(server.address)
        me.type("n", 20_000)
        me.type("k", 20)
        me.press("share")
        me.choose("size", "1920x1080")
        me.page.locator("[data-name='export.mp4']").click()
        me.page.wait_for_timeout(500)
        server.process.kill()
        is_told_in_the_sheet(me, "The server does not answer")


# What fits on a screen.

# What a user reads or touches, as boxes; what lies upon the picture, or within a group of its own, is left out.
BOXES = """
() => {
  const kinds = "button, select, input:not(.sr), summary, h1, h2, .lead, .title, .text, .sentences p, .segments label";
  const roots = [document, ...[...document.querySelectorAll("kmeans-board")].map((board) => board.shadowRoot)];
  return roots.flatMap((root) => [...root.querySelectorAll(kinds)])
    .filter((thing) => thing.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((thing) => !thing.closest("dialog, .hands, .stage"))
    .filter((thing) => !thing.matches(".segments input, .thumb input, .tick input, .star"))
    .map((thing) => {
      // Of words, the letters alone; their line may be longer.
      const letters = document.createRange();
      letters.selectNodeContents(thing);
      const isWords = thing.matches("p, h1, h2");
      const { left, top, right, bottom } = (isWords ? letters : thing).getBoundingClientRect();
      const cut = thing.scrollWidth > thing.clientWidth + 1 && thing.matches("button, label, p, h1, h2");
      return { name: thing.outerHTML.slice(0, 60), left, top, right, bottom, cut };
    })
    .filter(({ left, right }) => right > left);
}
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


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (390, 844)])
@pytest.mark.parametrize("is_two", [False, True])
def test_nothing_lies_upon_something_else_or_is_cut_off(
    visit_app: Visit, width: int, height: int, is_two: bool
) -> None:
    me = visit_app(viewport={"width": width, "height": height})
    me.page.keyboard.press("End")
    me.press("try_many")
    expect(me.page.locator(".sentences p").first).to_be_visible()
    if is_two:
        me.press("compare")
        expect(me.page.locator("kmeans-board")).to_have_count(2)
    boxes = me.page.evaluate(BOXES)
    assert len(boxes) > 25
    assert overlaps(boxes) == []
    assert [box["name"] for box in boxes if box["left"] < 0 or box["right"] > width or box["cut"]] == []
