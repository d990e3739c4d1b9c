"""<kmeans-board> in a real browser, opened from disk as a classic script."""

from __future__ import annotations

import base64
import html
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from boards import TAG, UNLUCKY, Opened, board, call, drag, shows, star
from PIL import Image
from playwright.sync_api import Page, expect

import kmeans_viz as kv
from kmeans_viz.export.notes import read_note
from kmeans_viz.gallery import GALLERY
from kmeans_viz.look import DENSITY_FROM
from kmeans_viz.pictures.style import rgb
from kmeans_viz.pictures.timeline import key_frame
from kmeans_viz.pictures.voronoi import voronoi_cells
from kmeans_viz.web.element import recorded
from kmeans_viz.web.join import board_script


def test_two_boards_step_each_for_itself(opened: Opened) -> None:
    page = opened(TAG + '<kmeans-board data="uniform" n="50" k="3" seed="7" show="player"></kmeans-board>')
    first, second = UNLUCKY.run(), kv.Recipe(data="uniform", n=50, k=3, seed=7).run()
    shows(page, first, 0, 0)
    shows(page, second, 0, 1)
    board(page, 1).locator(".board").focus()
    for step in range(1, len(second)):
        page.keyboard.press("ArrowRight")
        shows(page, second, step, 1)
    shows(page, first, 0, 0)
    page.keyboard.press("Home")
    shows(page, second, 0, 1)
    board(page, 0).locator(".forth").click()
    shows(page, first, 1, 0)


def test_a_key_that_can_do_nothing_more_is_left_to_the_page(opened: Opened) -> None:
    page = opened(TAG)
    page.evaluate("window.heard = []; addEventListener('keydown', (event) => heard.push(event.key))")
    trace = UNLUCKY.run()
    board(page).locator(".board").focus()
    for key in ("PageDown", "ArrowRight", "PageUp", "End", "Home", "x"):
        page.keyboard.press(key)
    assert page.evaluate("heard") == ["x"], "keys that a board understands are its own while it has the focus"
    page.keyboard.press("PageUp")
    page.keyboard.press("End")
    shows(page, trace, len(trace) - 1)
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("heard") == ["x", "PageUp", "PageDown", "ArrowRight"]
    page.evaluate("document.querySelector('kmeans-board').shadowRoot.activeElement.blur()")
    page.keyboard.press("Home")
    shows(page, trace, len(trace) - 1)


def test_it_plays_to_the_end_and_stops_there(opened: Opened) -> None:
    page = opened('<kmeans-board n="40" k="3" seed="1" step-ms="60" hold-start-ms="20" loop="false"></kmeans-board>')
    trace = kv.Recipe(n=40, k=3, seed=1).run()
    board(page).locator(".play").click()
    shows(page, trace, len(trace) - 1)
    expect(board(page).locator(".play")).to_have_attribute("aria-pressed", "false")


def test_the_speed_is_set_and_heard_of_and_any_is_in_the_list(opened: Opened) -> None:
    page = opened(TAG)
    shows(page, UNLUCKY.run(), 0)
    call(page, "window.told = []; board.addEventListener('kmeans-play', ({ detail }) => told.push(detail))")
    call(page, "board.speed = 3")
    assert board(page).locator(".speed option").all_inner_texts() == ["0.25×", "0.5×", "1×", "2×", "3×", "4×"]
    assert board(page).locator(".speed").input_value() == "3"
    board(page).locator(".speed").select_option("4")
    assert call(page, "return board.speed") == 4
    board(page).locator(".play").click()
    board(page).locator(".play").click()
    assert call(page, "return told") == [
        {"playing": False, "speed": 4}, {"playing": True, "speed": 4}, {"playing": False, "speed": 4},
    ]  # fmt: skip
    said = call(page, "try { board.speed = 0 } catch (error) { return error.message }")
    assert said == "speed=0 is not above 0; use for example 2"


def test_a_page_that_answers_a_step_by_going_on_does_not_set_two_clocks_going(opened: Opened) -> None:
    page = opened(TAG.replace("<kmeans-board", '<kmeans-board step-ms="40" tween="0" hold-start-ms="40"'))
    shows(page, UNLUCKY.run(), 0)
    steps = call(
        page,
        """
        const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
        let last = -1;
        board.addEventListener("kmeans-step", ({ detail }) => {
          if (last === detail.step || !board.playing) return;
          last = detail.step;
          board.step = detail.step;
          board.play();
        });
        board.play();
        while (board.step < 4) await rest(10);
        board.pause();
        const paused = board.step;
        await rest(300);
        return [paused, board.step];
        """,
    )
    assert steps[0] == steps[1], "a clock goes on that nothing stops"


def test_a_recording_is_shown_while_it_still_comes(opened: Opened) -> None:
    trace = kv.record(UNLUCKY.points(), 4, seed=3, stepper=kv.MEDIANS)
    whole = recorded(trace)
    labels = len(whole.data) - sum(
        np.dtype(kind).itemsize * size for name, kind, size in whole.header["arrays"] if name == "labels"
    )
    page = opened("<kmeans-board></kmeans-board>")
    said = call(
        page,
        """
        const bytes = Uint8Array.from(argument.data);
        const data = new Uint8Array(bytes.length);
        const reach = (end) => data.set(bytes.subarray(0, end));
        reach(argument.labels);
        board.recording = { ...argument.header, data: data.buffer, arrived: argument.labels };
        board.step = 5;
        const told = [[board.steps, board.step]];
        for (let end = argument.labels; end < bytes.length; end += 40) {
          reach(end);
          board.arrive(end);
          told.push([board.steps, board.step]);
        }
        reach(bytes.length);
        board.arrive(bytes.length);
        return [...told, [board.steps, board.step]];
        """,
        {"header": whole.header, "data": list(whole.data), "labels": labels},
    )
    assert said[0] == [1, 0]
    assert all(step == min(steps - 1, 0) or steps > 5 for steps, step in said)
    assert [steps for steps, _ in said] == sorted(steps for steps, _ in said)
    assert said[-1] == [len(trace), 5]
    shows(page, trace, 5)


def test_a_dragged_star_takes_points_along_and_the_run_starts_there(opened: Opened) -> None:
    page = opened(TAG)
    call(page, "board.said = []; for (const name of ['drag', 'run']) "
         "board.addEventListener(`kmeans-${name}`, ({detail}) => board.said.push([name, detail]));")  # fmt: skip
    drag(page, 2, 120, -330)
    recipe = call(page, "return board.recipe")
    trace = kv.Recipe(**recipe).run()
    shows(page, trace, 1)
    assert call(page, "return board.step") == 1
    said = call(page, "return board.said.map(([name, {inertia}]) => [name, inertia])")
    assert {name for name, _ in said} == {"drag", "run"}
    last_drag = [inertia for name, inertia in said if name == "drag"][-1]
    assert last_drag == pytest.approx(trace[1].inertia, rel=1e-9)
    assert said[-1] == ["run", pytest.approx(trace.inertia, rel=1e-9)]
    board(page).locator(".reset").click()
    shows(page, UNLUCKY.run(), 0)


@pytest.mark.parametrize(("n", "k"), [(300, 5), (6000, 12), (30_000, 9)])
@pytest.mark.parametrize("theme", ["light", "print"])
def test_while_a_star_is_dragged_only_what_changes_is_drawn_and_nothing_is_missed(
    opened: Opened, n: int, k: int, theme: str
) -> None:
    page = opened(f'<kmeans-board data="uniform" n="{n}" k="{k}" seed="3" theme="{theme}"></kmeans-board>')
    differing = call(
        page,
        """
        await board.ready;
        const { grip, painting } = board._show;
        const pixels = () => painting._context.getImageData(0, 0, painting.canvas.width, painting.canvas.height).data;
        grip._lift();
        for (let i = 0; i < 25; i++) grip.move(2, 300 + 180 * Math.sin(i / 3), 250 + 150 * Math.cos(i / 2));
        const mended = pixels();
        board._show.painting.fit(true);
        board._show.draw();
        const anew = pixels();
        let differing = 0;
        for (let i = 0; i < anew.length; i++) if (Math.abs(anew[i] - mended[i]) > 40) differing++;
        return differing;
        """,
    )
    # A clipped line or letter is smoothed a little otherwise than a whole one, here and there; a dot has many parts.
    assert differing < 40


def test_the_arrow_keys_move_a_star_that_has_the_focus(opened: Opened) -> None:
    page = opened(TAG)
    star(page, 3).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowUp")
    expect(board(page).locator(".title")).to_have_text("Star 3 in your hand")
    page.keyboard.press("Escape")
    shows(page, UNLUCKY.run(), 0)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    shows(page, kv.Recipe(**call(page, "return board.recipe")).run(), 1)
    expect(star(page, 3)).to_be_focused()


def test_a_guess_is_compared_with_the_next_move(opened: Opened) -> None:
    page = opened(TAG)
    trace = UNLUCKY.run()
    call(page, "board.addEventListener('kmeans-guess', ({detail}) => (board.told = detail));")
    guess = board(page).locator(".guess")
    guess.click()
    expect(board(page).locator(".title")).to_have_text("Your guess")
    assert call(page, "return board.step") == 1
    drag(page, 1, 60, 30)
    guess.click()
    told = call(page, "const {score, distances, centroids} = board.told; return [score, distances, [...centroids]]")
    means, guessed = trace[2].centroids, np.reshape(told[2], (-1, 2))
    np.testing.assert_allclose(told[1], np.sqrt(((means - guessed) ** 2).sum(axis=1)), rtol=1e-9)
    spread = [float(((trace.X - c[trace[2].labels]) ** 2).sum()) for c in (trace[1].centroids, guessed, means)]
    assert told[0] == round(100 * min(1, max(0, (spread[0] - spread[1]) / (spread[0] - spread[2]))))
    expect(board(page).locator(".verdict")).to_contain_text(f"{told[0]} of 100")
    guess.click()
    shows(page, trace, 2)
    assert call(page, "return board.guess(argument).score", trace[4].centroids.tolist()) == 100


def test_the_start_is_made_star_by_star(opened: Opened) -> None:
    page = opened('<kmeans-board data="peaked" blobs="4" k="3" init="k-means++" seed="5"></kmeans-board>')
    board(page).locator(".seeding").click()
    for number in (1, 2, 3):
        expect(board(page).locator(".title")).to_have_text(f"Start, star {number} of 3")
        board(page).locator(".forth").click()
    shows(page, kv.Recipe(data="peaked", blobs=4, k=3, init="k-means++", seed=5).run(), 0)


def test_a_board_that_leaves_takes_its_listeners_along_and_may_come_back(opened: Opened) -> None:
    page = opened(TAG)
    trace = UNLUCKY.run()
    call(page, "await board.ready; board.go(3); board.play();")
    left = call(
        page,
        """
        const show = board._show;
        const { AbortSignal } = window;
        let drawn = 0;
        show.painting.draw = () => drawn++;
        board.remove();
        await new Promise((done) => setTimeout(done, 900));
        show.element.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight" }));
        return { drawn, playing: show.clock.playing, step: board.step, inside: board.shadowRoot.childElementCount,
                 saved: (window.kept = board, true) };
        """,
    )
    assert left == {"drawn": 0, "playing": False, "step": 3, "inside": 0, "saved": True}
    page.evaluate("document.querySelector('main').append(kept)")
    shows(page, trace, 3)
    board(page).locator(".back").click()
    shows(page, trace, 2)


def test_states_of_another_machine_are_played(opened: Opened) -> None:
    page = opened("<kmeans-board></kmeans-board>")
    X = np.random.default_rng(1).normal(size=(60, 4))
    trace = kv.record(X, 3, seed=2)
    states = [
        {
            "phase": state.phase.value,
            "iteration": state.iteration,
            "centroids": state.centroids.tolist(),
            "labels": None if state.labels is None else state.labels.tolist(),
            "inertia": state.inertia,
            "changed": state.changed,
            "converged": state.converged,
        }
        for state in trace
    ]
    call(page, "board.recipe = {coordinates: argument.X, init: 'random'}; board.states = argument.states;",
         {"X": X.tolist(), "states": states})  # fmt: skip
    board(page).locator(".board").focus()
    for step in range(len(trace)):
        shows(page, trace, step)
        page.keyboard.press("ArrowRight")
    expect(board(page).locator(".star:visible")).to_have_count(0)


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ('k="0"', "k=0 is out of range; use k >= 1"),
        ('k="many"', "k='many' is not a whole number; use digits only"),
        ('data="circles"', "data='circles' is unknown; use one of: uniform, gaussian"),
        ('data="old-faithful"', "comes with the Python package"),
        ('points="[[1, 2], [3]]"', "point 1 has 1 coordinates and point 0 has 2"),
        ('theme="<img src=x onerror=alert(1)>"', "theme='<img src=x onerror=alert(1)>' is unknown"),
        ('show="everything"', "show='everything' is unknown; use some of: board, player"),
        ('n="20" k="30"', "k=30 clusters need at least that many points, and there are 20"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line_and_the_page_goes_on(
    opened: Opened, attributes: str, problem: str
) -> None:
    page = opened(f"<kmeans-board {attributes}></kmeans-board>{TAG}")
    expect(board(page, 0).locator(".problem")).to_contain_text(problem)
    shows(page, UNLUCKY.run(), 0, 1)
    for name in ("k", "data", "points", "theme", "show", "n"):
        call(page, "board.removeAttribute(argument)", name)
    shows(page, kv.Recipe().run(), 0)
    expect(board(page, 0).locator(".problem")).to_be_hidden()


def test_who_wants_no_motion_sees_each_half_step_at_once(opened: Opened) -> None:
    page = opened(TAG, reduced_motion="reduce")
    call(page, "await board.ready; board.shown = []; const {clock} = board._show; const show = clock._watched.show; "
         "clock._watched.show = (settled) => { board.shown.push(clock.part); show(settled); };")  # fmt: skip
    board(page).locator(".forth").click()
    board(page).locator(".forth").click()
    shows(page, UNLUCKY.run(), 2)
    assert call(page, "return board.shown") == [1, 1]


@pytest.mark.parametrize(("scheme", "theme", "page_color"), [
    ("dark", "", "#0d1015"), ("light", "", "#ffffff"),
    ("dark", 'theme="light"', "#ffffff"), ("light", 'theme="dark"', "#0d1015"),
    ("dark", 'theme="auto"', "#0d1015"), ("dark", 'theme="print"', "#ffffff"),
])  # fmt: skip
def test_without_a_theme_it_is_as_dark_as_the_reader_likes(
    opened: Opened, scheme: str, theme: str, page_color: str
) -> None:
    page = opened(TAG.replace(">", f" {theme}>", 1), color_scheme=scheme)
    expect(board(page).locator(".board")).to_have_css("background-color", "rgb({}, {}, {})".format(*rgb(page_color)))


def test_it_lives_in_a_sandboxed_frame_of_another_origin(opened: Opened) -> None:
    inner = f"<!DOCTYPE html><script>{board_script()}</script>{TAG}"
    page = opened('<iframe sandbox="allow-scripts" style="width: 900px; height: 700px"></iframe>')
    page.evaluate("(inner) => (document.querySelector('iframe').srcdoc = inner)", inner)
    inside = page.frame_locator("iframe")
    expect(inside.locator(".title")).to_have_text("Start")
    inside.locator(".forth").click()
    expect(inside.locator(".title")).to_have_text("Step 1, assign")


def test_the_script_may_be_on_a_page_twice(opened: Opened) -> None:
    page = opened(f'<script src="kmeans-board.js"></script>{TAG}')
    shows(page, UNLUCKY.run(), 0)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (390, 844)])
def test_all_of_it_is_on_the_screen(opened: Opened, width: int, height: int) -> None:
    page = opened(TAG, viewport={"width": width, "height": height})
    shows(page, UNLUCKY.run(), 0)
    box = board(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_million_points_are_there_at_once_and_the_page_stays_alive(opened: Opened) -> None:
    page = opened("")
    known, pauses = page.evaluate(
        """async () => {
        const board = document.createElement("kmeans-board");
        for (const [name, value] of Object.entries({ data: "uniform", n: 1000000, k: 8, seed: 1, "max-iter": 20 })) {
          board.setAttribute(name, value);
        }
        document.querySelector("main").append(board);
        await board.ready;
        const known = board._run.length;
        const ended = new Promise((done) => board.addEventListener("kmeans-run", done, { once: true }));
        let pauses = 0;
        let going = true;
        ended.then(() => (going = false));
        while (going) { await new Promise((done) => setTimeout(done, 0)); pauses++; }
        return [known, pauses];
        }"""
    )
    assert known <= 2
    assert pauses > 20
    assert call(page, "return board._run.complete")


def test_axe_finds_nothing_serious(opened: Opened, axe: Path) -> None:
    page = opened(TAG)
    page.evaluate(axe.read_text())
    for press in (None, ".forth", ".guess", ".guess"):
        if press is not None:
            board(page).locator(press).click()
            page.wait_for_timeout(400)
        found = page.evaluate(
            "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
            ".filter(({impact}) => ['serious', 'critical'].includes(impact)).map(({id, nodes}) => id + nodes[0].html)"
        )
        assert found == [], press


def file_of(page: Page, type_: str) -> bytes:
    """Return the file that the first board makes."""
    address = call(
        page,
        """
        await board.ready;
        const blob = await board.picture(argument);
        return await new Promise((done) => {
          const reader = new FileReader();
          reader.onload = () => done(reader.result);
          reader.readAsDataURL(blob);
        });
        """,
        type_,
    )
    head, data = address.split(",")
    assert head == f"data:{type_};base64"
    return base64.b64decode(data)


def picture_of(page: Page, recipe: dict[str, Any], step: int) -> np.ndarray:
    """Return the pixels that the page makes of a half-step."""
    put = "board.recipe = argument.recipe; await board.ready; board.go(argument.step)"
    call(page, put, {"recipe": recipe, "step": step})
    return np.asarray(Image.open(io.BytesIO(file_of(page, "image/png"))).convert("RGB"))


@pytest.mark.parametrize("style", ["light", "dark", "print"])
@pytest.mark.parametrize("size", [640, (900, 520)])
def test_a_picture_of_the_page_looks_like_the_exported_file(opened: Opened, style: str, size: Any) -> None:
    page = opened("<kmeans-board></kmeans-board>")
    chosen = {"data": "peaked", "blobs": 5, "seed": 42, "init": empty_places(5), "style": style}
    recipe = kv.Recipe(**chosen, size=size, trails=False)
    trace, step = recipe.run(), 1
    scene = kv.Scene(trace, recipe)
    drawn = scene.draw(replace(key_frame(trace, step), emphasis=0.0))[..., :3]
    shown = picture_of(page, {**chosen, "size": size, "trails": False}, step)
    assert shown.shape == drawn.shape

    height = round(scene.board.bbox.height)
    apart = np.abs(shown[:height].astype(int) - drawn[:height].astype(int)).max(axis=2)
    centers = scene.to_pixels(trace[step].centroids)
    # Fills: equal to the byte wherever no edge is near, in both pictures.
    for place, cluster in zip(centers, trace[step].clusters, strict=True):
        x, y = place.round().astype(int)
        for picture in (drawn, shown):
            at = picture[max(0, y - 14) : y + 15, max(0, x - 14) : x + 15].reshape(-1, 3)
            assert (at == rgb(scene.style.star(cluster))).all(axis=1).sum() > 60
        offsets = [star_center(picture, place, rgb(scene.style.star_edge)) for picture in (drawn, shown)]
        assert np.abs(offsets[0] - offsets[1]).max() <= 1.0
    cells = {scene.style.cell(cluster) for cluster in trace[step].clusters}
    flat = np.isin(packed(drawn[:height]), [packed_color(color) for color in cells])
    borders = near_borders(scene, trace[step].centroids, drawn.shape[:2])[:height]
    marks = near_marks(scene, trace, step, drawn.shape[:2])[:height]
    inner = ~marks & flat & np.roll(flat, 2, 0) & np.roll(flat, -2, 0) & np.roll(flat, 2, 1) & np.roll(flat, -2, 1)
    assert inner.mean() > 0.5
    assert np.array_equal(shown[:height][inner], drawn[:height][inner])
    # Borders: nothing differs farther than 1.5 pixels from one, stars and dots apart.
    far = apart > 60
    assert not (far & ~borders & ~marks).any()


def test_a_drawing_looks_like_the_picture_and_holds_the_recipe(opened: Opened, tmp_path: Path) -> None:
    page = opened("<kmeans-board></kmeans-board>")
    chosen = {"data": "peaked", "k": 4, "seed": 5, "size": 500, "style": "print"}
    shown = picture_of(page, chosen, 3)
    drawn, text = call(
        page,
        """
        const text = await (await board.picture("image/svg+xml")).text();
        const image = new Image();
        image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
        canvas.getContext("2d").drawImage(image, 0, 0);
        return [canvas.toDataURL("image/png"), text];
        """,
    )
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(drawn.split(",")[1]))).convert("RGB"))
    apart = np.abs(pixels.astype(int) - shown.astype(int)).max(axis=2)
    assert apart.shape == (500, 500)
    assert (apart > 120).mean() < 0.01
    (tmp_path / "board.svg").write_text(text, encoding="utf-8")
    assert read_note(tmp_path / "board.svg").recipe == kv.Recipe(**chosen)
    call(
        page,
        "board.removeAttribute('seed'); board.recipe = {k: 3}; board.setAttribute('seed', argument)",
        str(2**64 + 1),
    )
    assert f'"seed": {2**64 + 1}' in html.unescape(
        call(page, "await board.ready; return await (await board.picture('image/svg+xml')).text()")
    )


def test_a_picture_holds_the_recipe_and_is_whole(opened: Opened, tmp_path: Path) -> None:
    page = opened('<kmeans-board data="moons" k="3" seed="7" size="300" caption="false"></kmeans-board>')
    made = call(
        page,
        """
        await board.ready;
        const bytes = new Uint8Array(await (await board.picture("PNG")).arrayBuffer());
        return [...bytes];
        """,
    )
    path = tmp_path / "board.png"
    path.write_bytes(bytes(made))
    assert read_note(path).recipe == kv.Recipe(data="moons", k=3, seed=7, size=300, caption=False)
    with Image.open(path) as image:
        image.verify()  # the checksum of each chunk


def test_a_file_is_refused_in_words(opened: Opened) -> None:
    page = opened('<kmeans-board csv="mine.csv" k="2"></kmeans-board>')
    expect(board(page).locator(".problem")).to_contain_text("csv='mine.csv' is a file, which a page cannot read")


def test_points_and_their_clusters_are_a_table(opened: Opened) -> None:
    page = opened(TAG)
    trace = UNLUCKY.run()
    text = call(page, "await board.ready; board.go(3); return await (await board.picture('text/csv')).text()")
    header, *rows = [line.split(",") for line in text.splitlines()]
    assert header == ["x1", "x2", "cluster"]
    np.testing.assert_allclose([[float(a), float(b)] for a, b, _ in rows], trace.X, atol=1e-12)
    assert [int(cluster) - 1 for _, _, cluster in rows] == trace[3].labels.tolist()


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("unlucky-start", {}),
        ("gaussian-3", {"style": "dark"}),
        ("gaussian-3", {"style": "print", "tween": 0, "loop": False, "size": (520, 400), "step_ms": 333}),
        ("gaussian-3", {"n": DENSITY_FROM + 1, "size": 300, "tween": 1, "max_iter": 4}),
    ],
)
def test_a_gif_of_the_page_shows_what_pythons_shows_as_long(
    opened: Opened, tmp_path: Path, name: str, look: dict[str, Any]
) -> None:
    recipe = replace(GALLERY[name], **look)
    page = opened("<kmeans-board></kmeans-board>")
    call(page, "board.recipe = argument", json.loads(recipe.to_json()))
    shown, exported = tmp_path / "shown.gif", kv.save(recipe, tmp_path / "exported.gif")
    shown.write_bytes(file_of(page, "image/gif"))
    assert read_note(shown) == read_note(exported)
    assert shown.stat().st_size <= 1.2 * exported.stat().st_size
    scene = kv.Scene(recipe.run(), recipe)
    height = round(scene.board.bbox.height)
    with Image.open(shown) as ours, Image.open(exported) as pythons:
        assert (ours.size, ours.n_frames) == (pythons.size, pythons.n_frames)
        for said in ("loop", "comment"):
            assert ours.info.get(said) == pythons.info.get(said)
        for which in range(ours.n_frames):
            ours.seek(which)
            pythons.seek(which)
            assert ours.info["duration"] == pythons.info["duration"]
            pictures = [np.asarray(image.convert("RGB"))[:height].astype(int) for image in (ours, pythons)]
            # All but the smoothed edges of cells, dots and stars has the same colour.
            assert (np.abs(pictures[0] - pictures[1]).max(axis=2) > 60).mean() < 0.02, which


def test_the_page_stays_alive_while_it_makes_a_gif(opened: Opened) -> None:
    page = opened(TAG)
    turns = call(
        page,
        """
        await board.ready;
        let [turns, isMaking] = [0, true];
        const turn = () => { turns++; if (isMaking) setTimeout(turn); };
        setTimeout(turn);
        await board.picture("image/gif");
        isMaking = false;
        return turns;
        """,
    )
    assert turns > 20


def test_a_gif_says_what_is_seen_and_what_its_recipe_cannot_hold(opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "shown.gif"
    page = opened('<kmeans-board n="40" size="200" tween="0" hide="cells"></kmeans-board>', color_scheme="dark")
    file.write_bytes(file_of(page, "image/gif"))
    assert read_note(file).recipe == kv.Recipe(n=40, size=200, tween=0, voronoi=False, style="dark")
    assert read_note(file).missing == ""
    trace = kv.Recipe(n=40).run()
    states = [{"phase": "seed", "iteration": 0, "centroids": trace[0].centroids.tolist()}]
    call(page, "board.states = argument", states)
    file.write_bytes(file_of(page, "image/gif"))
    assert read_note(file).missing == "the states, which were recorded elsewhere"
    with Image.open(file) as image:
        assert image.n_frames == 1


def test_stars_can_be_hidden_from_the_eye_and_the_hand(opened: Opened) -> None:
    page = opened('<kmeans-board n="40"></kmeans-board>')
    svg = "await board.ready; return (await (await board.picture('svg')).text()).split('<text').length"
    seen = call(page, svg)
    assert page.locator(".star").count() == 3
    call(page, "board.setAttribute('hide', 'stars')")
    assert call(page, svg) == seen - 3  # the number in each of them
    assert page.locator(".star:visible").count() == 0


def empty_places(k: int) -> list[list[float]]:
    """Return k places of the board that are far from all points and from each other."""
    X = UNLUCKY.points()
    low, high = X.min(axis=0), X.max(axis=0)
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 24).T), axis=-1).reshape(-1, 2)
    taken = list(X)
    for _ in range(k):
        apart = np.sqrt(((grid[:, None] - np.array(taken)) ** 2).sum(axis=2)).min(axis=1)
        taken.append(grid[apart.argmax()])
    return np.array(taken[len(X) :]).tolist()


def packed(pixels: np.ndarray) -> np.ndarray:
    parts = pixels.astype(np.int64)
    return parts[..., 0] << 16 | parts[..., 1] << 8 | parts[..., 2]


def packed_color(color: str) -> int:
    return int(color[1:], 16)


def star_center(picture: np.ndarray, place: np.ndarray, edge: tuple[int, ...]) -> np.ndarray:
    """Return the middle of a star's edge, in pixels from where it should be."""
    x, y = place.round().astype(int)
    near = picture[max(0, y - 26) : y + 27, max(0, x - 26) : x + 27].astype(int)
    rows, columns = np.nonzero(np.abs(near - edge).max(axis=2) < 60)
    return np.array([(columns.min() + columns.max()) / 2, (rows.min() + rows.max()) / 2])


def near_borders(scene: kv.Scene, centroids: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return which pixels are within 1.5 pixels of the line along a cell's border."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    near = np.zeros(shape, dtype=bool)
    half = 1.4 * scene.figure.dpi / 72 / 2 + 1.5
    for cell in voronoi_cells(centroids, scene.bounds):
        corners = scene.to_pixels(cell)
        for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            along = ((columns - ax) * (bx - ax) + (rows - ay) * (by - ay)) / max((bx - ax) ** 2 + (by - ay) ** 2, 1e-9)
            along = np.clip(along, 0, 1)
            near |= np.hypot(columns - ax - along * (bx - ax), rows - ay - along * (by - ay)) <= half
    return near


def near_marks(scene: kv.Scene, trace: kv.Trace, step: int, shape: tuple[int, int]) -> np.ndarray:
    """Return which pixels belong to a star or a dot."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    near = np.zeros(shape, dtype=bool)
    for places, radius in ((scene.to_pixels(trace[step].centroids), 30.0), (scene.to_pixels(trace.X), 9.0)):
        for x, y in places:
            near |= np.hypot(columns - x, rows - y) <= radius
    return near
