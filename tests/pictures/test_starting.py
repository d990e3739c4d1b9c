"""A start being made, as pictures: what each one shows, how long, and what it says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import kmeans_viz as kv
from kmeans_viz.cli.commands import cli
from kmeans_viz.export import read_note
from kmeans_viz.kmeans.seeding import SEEDINGS, Method
from kmeans_viz.pictures.layers import Density, Dots, Ring, StartDensity, StartDots
from kmeans_viz.pictures.starting import pictures_of_start
from kmeans_viz.pictures.style import rgb
from kmeans_viz.pictures.timeline import Frame, count_frames, timeline, total_ms

SMALL: dict[str, Any] = {"n": 60, "k": 4, "seed": 3, "size": 200, "tween": 2, "seeding": True}
METHODS = tuple(SEEDINGS)


def start_of(recipe: kv.Recipe) -> tuple[kv.Trace, list[Frame]]:
    """Return a run and the frames in which its start is made."""
    trace = recipe.run()
    return trace, [frame for frame in timeline(trace, recipe) if frame.starting is not None]


def keys_of(recipe: kv.Recipe) -> tuple[kv.Trace, list[Frame]]:
    trace, frames = start_of(recipe)
    return trace, [frame for frame in frames if frame.is_key]


def layer_of(scene: kv.Scene, kind: type) -> Any:
    (layer,) = (layer for layer in scene.layers if isinstance(layer, kind))
    return layer


@pytest.mark.parametrize("init", METHODS)
def test_stars_appear_one_by_one_and_end_where_the_run_starts(init: str) -> None:
    trace, keys = keys_of(kv.Recipe(init=init, **SMALL))
    assert [len(frame.centroids) for frame in keys] == [0, 1, 1, 2, 2, 3, 3, 4]
    np.testing.assert_array_equal(keys[-1].centroids, trace[0].centroids)
    assert [frame.title for frame in keys] == [f"Start, star {j} of 4" for j in (1, 1, 2, 2, 3, 3, 4, 4)]


@pytest.mark.parametrize(("init", "n"), [*((init, 60) for init in METHODS), ("random", 2000), ("random", 30_000)])
def test_what_follows_the_start_is_what_is_shown_without_it(init: str, n: int) -> None:
    recipe = kv.Recipe(**SMALL | {"init": init, "n": n, "max_iter": 2})
    trace, plain = recipe.run(), replace(recipe, seeding=False)
    with_start, without = kv.Scene(trace, recipe), kv.Scene(trace, plain)
    expected = timeline(trace, plain)
    for frame in timeline(trace, recipe):
        if frame.starting is not None:
            with_start.draw(frame)
            continue
        wanted = next(expected)
        assert (frame.duration_ms, frame.title, frame.text) == (wanted.duration_ms, wanted.title, wanted.text)
        np.testing.assert_array_equal(with_start.draw(frame), without.draw(wanted))
    assert next(expected, None) is None


@pytest.mark.parametrize("tween", [0, 1, 6])
@pytest.mark.parametrize("step_ms", [20, 45, 700])
@pytest.mark.parametrize("init", ["k-means++", [[0.0, 0.0], [0.1, 0.1]]])
def test_every_star_takes_two_half_steps_of_time_and_frames_are_counted_without_being_made(
    init: Any, step_ms: int, tween: int
) -> None:
    recipe = kv.Recipe(**SMALL | {"init": init, "tween": tween, "step_ms": step_ms})
    trace, frames = start_of(recipe)
    moments = 8 if isinstance(init, str) else 1
    assert total_ms(frames) == round(moments * step_ms / 10) * 10
    assert min(frame.duration_ms for frame in frames) >= 20
    assert count_frames(trace, recipe) == len(list(timeline(trace, recipe)))


def test_a_point_of_k_means_plus_plus_has_an_area_in_proportion_to_its_chance() -> None:
    recipe = kv.Recipe(init="k-means++", **SMALL)
    trace, keys = keys_of(recipe)
    dots = layer_of(kv.Scene(trace, recipe), StartDots)
    for step, frame in zip(kv.seeding.steps(trace.X, 4, "k-means++", 3), keys[::2], strict=True):
        (artist,) = dots.update(frame)
        places = {tuple(place): size for place, size in zip(artist.get_offsets(), artist.get_sizes(), strict=True)}
        sizes = np.array([places[tuple(point)] for point in trace.X])
        seen = sizes > 2.7**2  # smaller ones are drawn larger than they are, to be seen at all
        assert seen.sum() > 20
        shares = sizes[seen] / step.scores[seen]
        np.testing.assert_allclose(shares, shares[0])
        assert sizes[~seen].max(initial=0) <= sizes[seen].min()


def test_a_point_of_farthest_is_as_wide_as_it_is_far_and_the_farthest_is_the_widest() -> None:
    recipe = kv.Recipe(init="farthest", **SMALL)
    trace, keys = keys_of(recipe)
    steps = list(kv.seeding.steps(trace.X, 4, "farthest", 3))
    for step, frame in list(zip(steps, keys[::2], strict=True))[1:]:
        assert frame.starting is not None
        assert frame.starting.weights.argmax() == step.picked
        widths = np.sqrt(frame.starting.weights)
        np.testing.assert_allclose(widths / widths.max(), step.scores / step.scores.max())


def test_where_one_point_has_nearly_all_the_chances_it_does_not_hide_the_board() -> None:
    X = np.r_[np.random.default_rng(0).normal(size=(199, 2)), [[1e4, 0.0]]]
    trace, look = kv.record(X, 2, init="k-means++", seed=1), kv.Look(seeding=True, tween=0)
    frame = list(timeline(trace, look))[2]
    (artist,) = layer_of(kv.Scene(trace, look), StartDots).update(frame)
    assert np.sqrt(artist.get_sizes().max()) == pytest.approx(34.0)
    assert np.sqrt(artist.get_sizes().min()) == pytest.approx(2.6)


def test_the_points_of_a_random_group_have_the_colour_of_their_star() -> None:
    recipe = kv.Recipe(init="partition", **SMALL)
    trace, keys = keys_of(recipe)
    scene = kv.Scene(trace, recipe)
    for j, (step, frame) in enumerate(zip(kv.seeding.steps(trace.X, 4, "partition", 3), keys[::2], strict=True)):
        (artist,) = layer_of(scene, StartDots).update(frame)
        own = np.array(rgb(scene.style.color(j))) / 255
        coloured = np.isclose(artist.get_facecolor()[:, :3], own).all(axis=1)
        members = {tuple(point) for point in trace.X[step.scores == 1]}
        assert {tuple(place) for place in artist.get_offsets()[coloured]} == members


def test_sizes_grow_from_one_moment_to_the_next_and_a_ring_closes_in_on_the_place_of_the_star() -> None:
    recipe = kv.Recipe(**SMALL | {"init": "k-means++", "tween": 4})
    trace, frames = start_of(recipe)
    ring = layer_of(kv.Scene(trace, recipe), Ring)
    second = [frame for frame in frames if frame.title == "Start, star 2 of 4"]
    assert [frame.is_key for frame in second] == [False] * 4 + [True] + [False] * 4 + [True]
    weights = np.array([frame.starting.weights for frame in second[:5] if frame.starting])
    assert (np.diff(weights, axis=0) * np.sign(weights[-1] - weights[0]) >= 0).all()
    assert all(ring.update(frame) == [] for frame in (*second[:5], second[-1]))
    widths = []
    for frame in second[5:9]:
        for artist in ring.update(frame):
            np.testing.assert_array_equal(artist.get_xydata()[0], trace[0].centroids[1])
        widths.append(artist.get_markersize())
        assert len(frame.centroids) == 1
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 2 * widths[-1] > 0


@pytest.mark.parametrize("style", ["light", "dark", "print"])
@pytest.mark.parametrize("n", [60, 30_000])
def test_points_are_drawn_once_in_every_style_and_number(n: int, style: Any) -> None:
    recipe = kv.Recipe(**SMALL | {"n": n, "style": style, "init": "k-means++"})
    trace, frames = start_of(recipe)
    scene = kv.Scene(trace, recipe)
    usual, own = (Density, StartDensity) if n > 20_000 else (Dots, StartDots)
    assert [layer_of(scene, usual).update(frame) for frame in frames] == [[]] * len(frames)
    assert all(len(layer_of(scene, own).update(frame)) == 1 for frame in frames)
    board = scene.draw(frames[0])[:120]
    assert (board[..., :3] == rgb(scene.style.unassigned)).all(axis=2).any()
    # Two frames that are equal are equal to the pixel, after others too.
    first = scene.draw(frames[0]).copy()
    scene.draw(next(frame for frame in timeline(trace, recipe) if frame.index == 1))
    np.testing.assert_array_equal(scene.draw(frames[0]), first)


def test_on_a_big_board_the_colour_is_the_stronger_the_likelier_its_points_are() -> None:
    heaps = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [9.0, 0.0]])
    X = np.repeat(heaps, 8000, axis=0) + np.random.default_rng(0).normal(scale=0.03, size=(32_000, 2))
    trace = kv.record(X, init="k-means++", k=2, seed=1)
    look = kv.Look(seeding=True, tween=0, voronoi=False, size=400)
    scene = kv.Scene(trace, look)
    even, _, weighed, *_ = timeline(trace, look)
    layer, usual = layer_of(scene, StartDensity), layer_of(scene, Density)
    (plain,) = layer.update(even)
    unassigned = next(frame for frame in timeline(trace, look) if frame.starting is None)
    np.testing.assert_array_equal(plain._rgba, usual.update(unassigned)[0]._rgba)
    (image,) = layer.update(weighed)
    away = np.abs(heaps[:, 0] - trace[0].centroids[0, 0])
    columns = scene.to_pixels(heaps)[:, 0].round().astype(int) - round(scene.board.bbox.x0)
    strengths = np.array([image._rgba[:, c - 3 : c + 4, 3].max() for c in columns])
    order = np.argsort(away)
    assert (np.diff(strengths[order].astype(int)) >= 0).all()
    assert strengths[order[-1]] > 2 * strengths[order[0]] > 0


def words(**fields: Any) -> list[str]:
    return [frame.text for frame in keys_of(kv.Recipe(**SMALL | fields))[1]]


def test_captions_say_how_the_next_star_is_drawn_and_how_likely_its_point_was() -> None:
    told = words(init="k-means++", k=2)
    assert told[:3] == [
        "The first star is drawn: all points are equally likely.",
        "The draw falls on a point whose chance was 1 in 60.",
        "The next star is drawn: the farther a point is from the stars so far, the likelier. "
        "Each point is as large as its chance.",
    ]
    assert re.fullmatch(r"The draw falls on a point whose chance was (1 in \d+|\d+%)\.", told[3])
    assert words(init="k-means++", k=2, n=30_000)[2].endswith(" The stronger the colour, the likelier.")
    assert words(init="random", k=2)[2:] == [
        "The next star is drawn: all points without a star are equally likely.",
        "The draw falls on a point whose chance was 1 in 59.",
    ]


def test_a_chance_of_a_tenth_and_more_is_told_in_percent() -> None:
    recipe = kv.Recipe(coordinates=[[0.0], [3.0], [4.0]], k=2, init="k-means++", seed=0, seeding=True)
    texts = [starting.text for starting in pictures_of_start(recipe.run(), 0)]
    assert texts[1] == "The draw falls on a point whose chance was 33%."


def test_captions_of_the_other_methods_say_what_they_do() -> None:
    told = words(init="farthest", k=2)
    assert told[0] == "The first star is drawn: all points are equally likely."
    assert told[2] == (
        "The next star goes to the point that is farthest from the stars so far. "
        "Each point is as large as its distance."
    )
    trace = kv.Recipe(**SMALL | {"init": "farthest", "k": 2}).run()
    away = float(np.linalg.norm(np.subtract(*trace[0].centroids)))
    assert told[3] == f"The star is put there, {away:.2g} away from the nearest other star."
    assert words(init="farthest", k=2, n=30_000)[2].endswith(" The stronger the colour, the farther.")
    assert words(init="partition", k=2)[2:] == [
        "Every point has been given a group at random. These are the points of group 2.",
        "The star is put at the mean of its group.",
    ]


def first_points(X: Any, k: int, rng: np.random.Generator) -> Any:
    return X[:k]


def test_a_start_that_nobody_knows_how_to_make_again_is_one_picture_without_stars(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = Method(function=first_points, label="First", phrase="first", caption_one="first", caption_many="first")
    monkeypatch.setitem(SEEDINGS, "first", row)
    X = kv.data.gaussian(60, 3, seed=1)
    seeded = kv.record(X, 3, init="k-means++", seed=5)
    for trace in (
        kv.record(X, init=X[:3]),
        kv.record(X, 3, init="k-means++", seed=np.random.default_rng(0)),
        kv.record(X, 3, init=first_points, seed=0),
        kv.record(X, 3, init="first", seed=0),
        replace(seeded, seed=6),  # as of a Dask array, whose start is not made from the points that are drawn
    ):
        (only,) = pictures_of_start(trace, 3)
        assert (len(only.stars), only.title, only.text) == (0, "Start", "Next, all stars are put at once.")
    (only,) = pictures_of_start(kv.record(X, init=X[:1]), 3)
    assert only.text == "Next, the star is put."
    assert len(list(pictures_of_start(seeded, 0))) == 6


@pytest.mark.parametrize("d", [1, 3])
def test_a_start_on_a_line_and_in_space_is_drawn(d: int) -> None:
    trace = kv.record(np.random.default_rng(0).normal(size=(40, d)), 3, init="k-means++", seed=1)
    look = kv.Look(seeding=True, tween=1, size=160)
    scene = kv.Scene(trace, look)
    frames = [frame for frame in timeline(trace, look) if frame.starting is not None]
    pictures = {scene.draw(frame).tobytes() for frame in frames}
    assert len(pictures) == len(frames) == 11


def test_a_students_own_assign_is_not_asked_about_no_star() -> None:
    asked = []

    def my_assign(X: Any, centroids: Any) -> Any:
        asked.append(len(centroids))
        return ((X[:, None] - centroids) ** 2).sum(axis=2).argmin(axis=1)

    trace = kv.record(kv.data.gaussian(40, 3, seed=1), 3, seed=1, stepper=kv.Stepper(assign=my_assign))
    look = kv.Look(seeding=True, tween=0, size=160)
    scene = kv.Scene(trace, look)
    asked.clear()
    for frame in timeline(trace, look):
        if frame.starting is not None:
            scene.draw(frame)
    assert set(asked) == {1, 2, 3}


# Files


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_files_begin_with_the_start_and_carry_the_wish_in_their_recipe(tmp_path: Path, ending: str) -> None:
    from PIL import Image, ImageSequence

    recipe = kv.Recipe(**SMALL | {"init": "k-means++", "tween": 0, "max_iter": 1})
    path = kv.save(recipe, tmp_path / f"out.{ending}")
    assert read_note(path).recipe == recipe
    with Image.open(path) as image:
        shown = [(np.asarray(f.convert("RGB")), f.info["duration"]) for f in ImageSequence.Iterator(image)]
    trace, keys = keys_of(recipe)
    assert [ms for _, ms in shown[:8]] == [700] * 8
    scene = kv.Scene(trace, recipe)
    for (picture, _), frame in zip(shown, keys, strict=False):
        difference = np.abs(picture.astype(int) - scene.draw(frame)[..., :3])
        assert difference.mean() < 2  # the colours of the palette
    again = CliRunner().invoke(cli, recipe.command(str(tmp_path / f"again.{ending}")).split()[1:])
    assert again.exit_code == 0, again.output
    assert "--seeding" in recipe.command()
    assert (tmp_path / f"again.{ending}").read_bytes() == path.read_bytes()
