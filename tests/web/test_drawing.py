"""What the page draws and says is what Python draws and says: captions to the letter, moments, views and colours."""

import base64
import io
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.data.columns import Table
from kmeans_viz.data.scaling import standardized
from kmeans_viz.export.gif import write_gif
from kmeans_viz.inputs import as_points
from kmeans_viz.kmeans.algorithm import Phase
from kmeans_viz.languages import LANGUAGES
from kmeans_viz.look import DENSITY_FROM, STYLES, Look, StyleName
from kmeans_viz.pictures.captions import captions, in_four_digits, in_two_digits, seeding_caption
from kmeans_viz.pictures.layers import Outside
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.style import style_named
from kmeans_viz.pictures.timeline import timeline
from kmeans_viz.pictures.view import view_of

# A run that loses clusters is what some captions are about.
pytestmark = pytest.mark.filterwarnings("ignore:k=.* clusters need as many distinct points")

Ask = Callable[[list[dict[str, Any]]], list[Any]]


def recorded(trace: kv.Trace, *, labels: bool = True) -> dict[str, Any]:
    """Return a run as the page takes it."""
    states = [
        {
            "phase": state.phase.value,
            "iteration": state.iteration,
            "centroids": state.centroids.tolist(),
            "labels": state.labels.tolist() if labels and state.labels is not None else None,
            "inertia": state.inertia,
            "changed": state.changed,
            "converged": state.converged,
            "clusters": state.clusters.tolist(),
        }
        for state in trace
    ]
    init = trace.init if trace.init is not None else trace[0].centroids.tolist()
    recipe = {"init": init, "on_empty": trace.on_empty, "max_iter": trace.max_iter}
    return {"points": trace.X.tolist(), "recipe": recipe, "states": states}


def runs() -> list[kv.Trace]:
    """Return runs whose captions have all there is to say."""
    found = [
        kv.Recipe(data=data, n=n, k=k, seed=seed, init=init, blobs=4).run()
        for seed, (data, n, k, init) in enumerate(
            (data, n, k, init)
            for data in ("gaussian", "uniform", "peaked")
            for n, k in ((1, 1), (30, 1), (40, 7), (300, 25))
            for init in kv.seeding.SEEDINGS
            if k <= n
        )
    ]
    corners = np.repeat([[0.0, 0.0], [5.0, 1.0], [2.0, 8.0]], 6, axis=0)
    for on_empty in ("keep", "farthest", "drop"):
        for seed in range(4):
            found.append(kv.record(corners, 9, init="partition", seed=seed, on_empty=on_empty))
            found.append(kv.record(corners + 0.1, 5, init="random", seed=seed, on_empty=on_empty))
        far = np.array([[0.0, 0.0], [1.0, 0.0], [50.0, 50.0], [60.0, 50.0]])
        found.append(kv.record(corners, init=far[:4], on_empty=on_empty))
    for scale in (1e-9, 1e-4, 0.37, 123.0, 1e6, 1e12):
        found.append(kv.record(kv.data.uniform(60, seed=3) * scale, 4, seed=1))
    found.append(kv.Recipe(n=300, k=9, seed=4, max_iter=2).run())
    found.append(kv.Recipe(n=300, k=9, seed=4, max_iter=1).run())
    found.append(kv.record(np.linspace(0, 3, 25)[:, None] ** 2, 3, seed=0))
    found.append(kv.record(np.random.default_rng(0).normal(size=(80, 5)), 4, seed=0))
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_captions_are_pythons_to_the_letter(ask: Ask, lang: str) -> None:
    big = kv.Recipe(data="gaussian", n=DENSITY_FROM + 1, k=4, seed=2, max_iter=3).run()
    traces = [*runs(), big]
    answers = ask(
        [{"ask": "captions", "lang": lang, **recorded(trace, labels=len(trace.X) < 1000)} for trace in traces]
    )
    said = set()
    for trace, answer in zip(traces, answers, strict=True):
        expected = [
            [list(captions(trace, i, moves=moves, lang=lang)) for moves in (True, False)] for i in range(len(trace))
        ]
        assert answer == expected, (trace, trace.init, trace.on_empty)
        said |= {title.split()[0] for both in expected for title, _ in both}
    words = {"en": {"Start", "Step", "Converged", "Stopped"}, "es": {"Inicio", "Paso", "Convergió", "Detenido"}}
    assert said == words.get(lang, said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_start_is_told_star_by_star_in_pythons_words(ask: Ask, lang: str) -> None:
    points = np.repeat(kv.data.uniform(30, seed=3), 2, axis=0)
    cases = [(init, k) for init in kv.seeding.SEEDINGS for k in (1, 2, 7)]
    answers = ask(
        [
            {"ask": "seeding", "points": points.tolist(), "k": k, "init": init, "seed": 5, "lang": lang}
            for init, k in cases
        ]
    )
    for (init, k), answer in zip(cases, answers, strict=True):
        steps = kv.seeding.steps(points, k, init, 5)
        assert answer == [list(seeding_caption(step, k, init, is_dense=False, lang=lang)) for step in steps], init


def test_captions_name_a_students_own_functions(ask: Ask) -> None:
    def by_height(X, centroids):
        return np.abs(X[:, 1:] - centroids[:, 1]).argmin(axis=1)

    def halfway(X, labels, centroids):
        return (centroids + kv.update(X, labels, centroids)) / 2

    trace = kv.record(
        kv.data.uniform(30, seed=2), 3, seed=1, stepper=kv.Stepper(assign=by_height, update=halfway), max_iter=4
    )
    [answer] = ask([{"ask": "captions", **recorded(trace), "names": ["by_height", "halfway"], "lang": "es"}])
    assert [both[0] for both in answer] == [list(captions(trace, i, lang="es")) for i in range(len(trace))]


def test_numbers_are_rounded_as_python_rounds_them(ask: Ask) -> None:
    rng = np.random.default_rng(7)
    ties = [0.5, 1.5, 2.5, 1000.5, 1001.5, 2500.5, 14.625, 14.615, 0.125, 0.375, 12345678.5, 100.5, 101.5, 0.0625]
    edges = [0.0, 1e-3, 9.9995e-4, 999.95, 999.949, 9999.5, 99.5, 99.49, 1e9, 999999999.4, 1e-300, 1e300, 2.5e12]
    values = [*ties, *edges, *(10 ** rng.uniform(-12, 14, size=2000)).tolist()]
    [answer] = ask([{"ask": "numbers", "values": values}])
    assert answer == [[in_four_digits(value), in_two_digits(value)] for value in values]


# So many half-steps that an animation shows only some of them.
LONG = kv.record(np.linspace(0, 1, 160)[:, None] ** 3, init=np.array([[0.9], [0.95], [0.97], [1.0]]))


@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(tween=0),
        Look(step_ms=95, tween=20, hold_start_ms=333, hold_end_ms=0),
        Look(step_ms=20, tween=3),
        Look(step_ms=1501, tween=2),
    ],
)
def test_pictures_come_at_the_moments_of_an_exported_file(ask: Ask, look: Look) -> None:
    corners = np.repeat([[0.0, 0.0], [5.0, 1.0], [2.0, 8.0]], 6, axis=0)
    traces = [
        kv.Recipe(n=60, k=5, seed=3).run(),
        kv.record(corners + 0.1, 5, seed=2, on_empty="drop"),
        kv.record(np.linspace(0, 3, 25)[:, None] ** 2, 3, seed=0),
        LONG,
    ]
    timing = {name: getattr(look, name) for name in ("step_ms", "hold_start_ms", "hold_end_ms", "tween")}
    answers = ask([{"ask": "timeline", **recorded(trace), "look": timing} for trace in traces])
    for trace, answer in zip(traces, answers, strict=True):
        frames = list(timeline(trace, look))
        assert [shown["duration"] for shown in answer] == [frame.duration_ms for frame in frames]
        for shown, frame in zip(answer, frames, strict=True):
            assert (shown["index"], shown["progress"]) == (frame.index, frame.progress)
            assert math.isclose(shown["emphasis"], frame.emphasis, abs_tol=1e-12)
            assert shown["labels"] == (None if frame.labels is None else frame.labels.tolist())
            np.testing.assert_allclose(shown["centroids"], frame.centroids.ravel(), rtol=1e-12, atol=1e-12)
            if frame.emphasis > 0:
                assert shown["changed"] == frame.changed.tolist()


@pytest.mark.parametrize("d", [1, 2, 3, 5])
@pytest.mark.parametrize(
    "columns", [(), ("width", "height", "c", "d", "e"), ("east_km", "north_km", "up_km", "d", "e")]
)
def test_the_board_reaches_as_far_as_pythons(ask: Ask, d: int, columns: tuple[str, ...]) -> None:
    rng = np.random.default_rng(d)
    boards = [
        rng.normal(size=(40, d)) * rng.uniform(0.5, 9, size=d),
        rng.normal(size=(40, d)) * ([1000.0] + [1.0] * (d - 1)),
        rng.normal(size=(9, d)) + 1e9,
        np.full((4, d), 7.0),
        np.r_[np.zeros((3, d)), np.ones((3, d)) * ([1.0] + [0.0] * (d - 1))],
    ]
    named = columns[:d]
    traces = [replace(kv.record(board, 1, seed=0), columns=named) for board in boards]
    questions = [
        {
            "ask": "view",
            "points": t.X.tolist(),
            "places": t[0].centroids.tolist(),
            "columns": list(named),
            "aspect": 1.7,
        }
        for t in traces
    ]
    for trace, answer in zip(traces, ask(questions), strict=True):
        view = view_of(trace)
        # A mean of numbers around a billion has lost seven digits, in Python too.
        size = (np.ptp(view.points, axis=0).max() or 1.0) * (1e-6 if d > 2 else 1e-9)
        np.testing.assert_allclose(answer["bounds"], view.bounds, atol=size, rtol=1e-12)
        np.testing.assert_allclose(answer["fitted"], view.fitted(1.7), atol=size, rtol=1e-12)
        assert answer["equal"] == view.equal
        assert answer["labels"] == [view.xlabel, view.ylabel]
        if d <= 2 or not np.allclose(trace.X, trace.X[0]):
            np.testing.assert_allclose(np.reshape(answer["points"], (-1, 2)), view.points, atol=size, rtol=1e-12)
        assert trace[0].phase is Phase.SEED
        np.testing.assert_allclose(np.reshape(answer["places"], (-1, 2)), view.flat(trace[0].centroids), atol=size)


def board_with_far_points(d: int, *far: list[float], n: int = 180) -> np.ndarray:
    rng = np.random.default_rng(d)
    near = rng.normal(size=(n, d)) + rng.integers(0, 3, size=(n, 1)) * 5
    return np.insert(near, 7, [place[:d] for place in far], axis=0)


def in_pixels(scene: kv.Scene, places: np.ndarray) -> np.ndarray:
    """Return where places are on the board of a scene, from its upper left corner."""
    left, right, bottom, top = scene.bounds
    box = scene.board.bbox
    return (places - (left, top)) / (right - left, bottom - top) * (box.width, box.height)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_board_is_cut_for_far_points_as_pythons_is(ask: Ask, lang: str) -> None:
    corner = [400.0, 350.0, -20.0, 3.0, 1e-5]
    boards: list[tuple[np.ndarray, tuple[str, ...], bool]] = [
        *((board_with_far_points(d, corner), (), False) for d in (1, 2, 3, 5)),
        (board_with_far_points(2, corner, [-9000.5, 1.0]), (), False),
        (board_with_far_points(2, [3.0, -1e7], [2.0, 2.5e-5], n=900), ("east_km", "north_km"), False),
        (board_with_far_points(2, [-12345.5, 0.0]) * (1, 1e-9), ("age", "income"), False),
        (board_with_far_points(4, [0, 0, 1e6, 0]), ("age", "income", "visits", "sales"), False),
        (board_with_far_points(1, [1e10]), ("age",), True),
        (board_with_far_points(2, corner) * (1, 1000), ("age", "income"), True),
        (np.c_[board_with_far_points(3, corner), np.full(181, 0.1)], ("age", "income", "visits", "same"), True),
    ]
    looks, scenes, frames = Look(size=(680, 420), caption=False, curve=False, lang=lang), [], []
    for X, names, standardize in boards:
        table = Table(as_points(X), names)
        table = standardized(table) if standardize else table
        init = table.points[[7, 20, 30]]
        trace = replace(kv.record(table.points, init=init), columns=names, units=table.units)
        scenes.append(kv.Scene(trace, looks))
        frames.append(next(iter(timeline(trace, looks))))
    boxes = [scene.board.bbox for scene in scenes]
    questions = [
        {
            "ask": "cut", "points": X.tolist(), "columns": list(names), "standardize": standardize, "lang": lang,
            "places": frame.centroids.tolist(), "width": box.width, "height": box.height, "hand": [box.width, 1],
        }
        for (X, names, standardize), frame, box in zip(boards, frames, boxes, strict=True)
    ]  # fmt: skip
    for scene, frame, answer in zip(scenes, frames, ask(questions), strict=True):
        view = scene.view
        outside = next(layer for layer in scene.layers if isinstance(layer, Outside))
        text = outside.update(frame)[1]
        assert isinstance(text, Text)
        np.testing.assert_allclose(answer["bounds"], scene.bounds, rtol=1e-9, atol=1e-9 * np.abs(scene.bounds).max())
        assert answer["outside"] == view.far.tolist()
        np.testing.assert_allclose(np.reshape(answer["places"], (-1, 2)), in_pixels(scene, view.points), atol=1e-3)
        stars = in_pixels(scene, view.drawn(frame.centroids))
        np.testing.assert_allclose(np.reshape(answer["stars"], (-1, 2)), stars, atol=1e-3)
        assert answer["words"] == text.get_text()
        assert answer["corner"] == [text.get_ha() == "right", text.get_va() == "top"]
        # A hand cannot put a star where it would not be drawn.
        np.testing.assert_allclose(answer["hand"], [view.edges[1], view.edges[3]], rtol=1e-9)


def test_every_cluster_has_pythons_colours_and_markers(ask: Ask) -> None:
    answers = ask([{"ask": "style", "name": name, "clusters": 60} for name in STYLES])
    for name, answer in zip(STYLES, answers, strict=True):
        style = style_named(name)
        expected = [
            [f(j) for f in (style.color, style.marker, style.cell, style.star, style.on_star)] for j in range(60)
        ]
        assert answer == expected


@pytest.mark.parametrize("style", STYLES)
def test_the_palette_of_an_animation_is_pythons(ask: Ask, style: StyleName) -> None:
    cases = [(k, dense, cells) for k in (1, 3, 8, 15, 20, 27) for dense in (True, False) for cells in (True, False)]
    answers = ask(
        [{"ask": "palette", "style": style, "k": k, "isDense": dense, "hasCells": cells} for k, dense, cells in cases]
    )
    for (k, dense, cells), answer in zip(cases, answers, strict=True):
        assert answer == Palette(style_named(style), k, dense=dense, cells=cells).colors.tolist(), (k, dense, cells)


def animation(rng: np.random.Generator, width: int, height: int) -> list[tuple[np.ndarray, int]]:
    """Return pictures that have all that a GIF can hold: noise, flat parts, small changes, and none for a long time."""
    noise = rng.integers(0, 256, size=(height, width, 4), dtype=np.uint8)
    noise[..., 3] = 255
    pictures = [(noise, 1000)]
    for ms in (50, 20, 700_000, 30, 1_400_000, 40):
        picture = pictures[-1][0].copy()
        top, left = rng.integers(0, height), rng.integers(0, width)
        picture[top : top + rng.integers(1, height + 1), left : left + rng.integers(1, width + 1), :3] = rng.integers(
            0, 256, size=3
        )
        scattered = rng.random((height, width)) < 0.02
        picture[scattered, :3] = rng.integers(0, 256, size=(scattered.sum(), 3))
        pictures += [(picture, ms), (picture, 60)]
    return pictures


def decoded(data: bytes) -> tuple[list[np.ndarray], list[int], dict[str, Any]]:
    """Return the pictures of a GIF as a viewer shows them, how long it shows each, and what else the file says."""
    with Image.open(io.BytesIO(data)) as image:
        said = {name: image.info.get(name) for name in ("loop", "comment")}
        pictures, durations = [], []
        for which in range(image.n_frames):
            image.seek(which)
            durations.append(image.info["duration"])
            pictures.append(np.asarray(image.convert("RGB")))
    return pictures, durations, said


@pytest.mark.parametrize(("k", "dense"), [(1, False), (5, False), (20, False), (4, True), (15, True)])
def test_a_gif_decodes_to_the_pictures_and_durations_of_pythons(ask: Ask, k: int, dense: bool) -> None:
    rng = np.random.default_rng(k)
    sizes = [(1, 1), (3, 1), (7, 5), (90, 61), (160, 140), *(rng.integers(1, 30, size=2).tolist() for _ in range(12))]
    questions, expected = [], []
    for which, (width, height) in enumerate(sizes):
        pictures = animation(rng, width, height)
        loop, note = which % 2 == 0, "é" * which * 20
        packed = [[rgba.view("<u4").ravel().tolist(), ms] for rgba, ms in pictures]
        said = {"style": "light", "k": k, "isDense": dense, "width": width, "height": height, "loop": loop}
        questions.append({"ask": "gif", **said, "note": note, "pictures": packed})
        file = io.BytesIO()
        palette = Palette(style_named("light"), k, dense=dense)
        write_gif(file, pictures, (width, height), palette, loop=loop, note=note)
        expected.append(file.getvalue())
    for answer, pythons in zip(ask(questions), expected, strict=True):
        data = base64.b64decode(answer)
        (shown, durations, said), (frames, pythons_durations, pythons_said) = decoded(data), decoded(pythons)
        assert (durations, said) == (pythons_durations, pythons_said)
        np.testing.assert_array_equal(shown, frames)
        assert len(data) <= 1.05 * len(pythons)
