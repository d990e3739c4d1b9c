"""Boards of so many points that a picture shows how many there are in each pixel, checked pixel by pixel."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.fast import kernels
from kmeans_viz.look import DENSITY_FROM
from kmeans_viz.pictures import scene as scenes
from kmeans_viz.pictures.layers import ChangedDensity, ChangedDots, Density, Dots, Stars, Trails
from kmeans_viz.pictures.layers import grid as grids
from kmeans_viz.pictures.layers.grid import Grid
from kmeans_viz.pictures.pixels.palette import Palette, palette_of
from kmeans_viz.pictures.style import LEVELS, mixed, rgb, style_named
from kmeans_viz.pictures.timeline import key_frame, timeline

BARE = kv.Look(size=200, voronoi=False, trails=False, curve=False, caption=False)
BOUNDS = (0.0, 200.0, 0.0, 200.0)
"""The look of a picture that is all board, so that a unit of the data is a pixel."""


@pytest.fixture(scope="module")
def run():
    return kv.Recipe(n=30_000, blobs=5, k=5, seed=3, max_iter=3).run()


def labelled(X, labels, k):
    """Return a run in which the points have these labels, wherever they are."""
    far = np.c_[np.arange(k) * 1.0, np.full(k, -1000.0)]
    stepper = kv.Stepper(assign=lambda X, centroids: labels, update=lambda X, labels, centroids: centroids)
    return kv.record(X, init=far, stepper=stepper, max_iter=1)


def heaps(*sizes, at=None):
    """Return heaps of `sizes` points, each in the middle of a pixel far from the others, and those pixels."""
    at = at or [(20 + 20 * i, 50) for i in range(len(sizes))]
    return np.repeat(np.array(at) + 0.5, sizes, axis=0), at


def drawn(trace, index, look=BARE, **given):
    return kv.Scene(trace, look, bounds=BOUNDS).draw(key_frame(trace, index, emphasis=0), **given)[..., :3]


def at_pixel(picture, column, row):
    """Return the colour of a pixel; its row is counted from the bottom."""
    return tuple(picture[len(picture) - 1 - row, column].tolist())


def test_dots_become_density_beyond_twenty_thousand():
    X = np.random.default_rng(0).normal(size=(DENSITY_FROM + 1, 2))
    few, many = (kv.Scene(kv.record(points, 2, seed=0, max_iter=1)) for points in (X[:-1], X))

    assert DENSITY_FROM == 20_000
    assert {Dots, ChangedDots} <= set(map(type, few.layers))
    assert {Density, ChangedDensity} <= set(map(type, many.layers))
    assert not {Dots, ChangedDots} & set(map(type, many.layers))


@pytest.mark.parametrize("size", [200, 333, (320, 240), 1000])
def test_every_point_is_counted_once_in_the_pixel_where_it_is(size, run):
    scene = kv.Scene(run, kv.Look(size=size))
    density = next(layer for layer in scene.layers if isinstance(layer, Density))
    counts = density.grid.counts(run.final.labels, np.arange(5), 5)

    assert np.array_equal(counts.sum(axis=1), run.final.counts)
    assert np.array_equal(counts.sum(axis=0), density.grid.per_pixel)
    # The same points, counted by the pixels that `to_pixels` names.
    columns, rows = np.floor(scene.to_pixels(run.X)).astype(int).T
    places, alone = np.unique(rows * 10_000 + columns, return_counts=True)
    assert sorted(alone) == sorted(density.grid.per_pixel)
    assert len(places) == counts.shape[1]


def test_only_what_is_on_the_board_is_counted():
    X = np.random.default_rng(0).uniform(-300, 500, size=(40_000, 2))
    X[:3] = [[1e100, 0.0], [0.0, -1e100], [-1e19, 1e19]]
    scene = kv.Scene(kv.record(X, 2, seed=0, max_iter=1), BARE, bounds=BOUNDS)
    inside = ((X >= 0) & (X < 200)).all(axis=1)

    assert next(layer for layer in scene.layers if isinstance(layer, Density)).grid.per_pixel.sum() == inside.sum()


@pytest.mark.parametrize("dot", [0.3, 1.8, 2.4, 7.0])
def test_spreading_a_point_over_its_dot_keeps_its_weight(dot, monkeypatch):
    X = np.random.default_rng(0).uniform(20, 180, size=(5_000, 2))
    board = kv.Scene(kv.record(X, 1, seed=0), BARE, bounds=BOUNDS).board
    monkeypatch.setattr(grids, "_SPARSE", 0)
    whole = Grid(board, X, dot)
    monkeypatch.setattr(grids, "_SPARSE", 10**9)
    point_by_point = Grid(board, X, dot)

    # A dot that is smaller than a pixel still fills one.
    assert whole.coverage.sum() / 5_000 == pytest.approx(max(1.0, np.pi * dot**2 / 4), rel=0.02)
    assert np.allclose(whole.coverage, point_by_point.coverage, rtol=1e-5, atol=1e-5)
    assert np.allclose(whole.covered, point_by_point.covered, rtol=1e-5, atol=1e-5)
    assert whole.covered.max() <= 1.0


def test_counting_in_chunks_or_by_numba_changes_nothing(run, monkeypatch):
    scene = kv.Scene(run, BARE)
    points, labels = run.X, run.final.labels
    colors = np.array([0, 1, 2, 0, 1])
    assert kernels.warm_up()
    by_numba = Grid(scene.board, points, 2.0).counts(labels, colors, 3)
    monkeypatch.setattr(kernels, "_is_installed", lambda: False)
    monkeypatch.setattr(grids, "_CHUNK", 30_000)
    whole = Grid(scene.board, points, 2.0).counts(labels, colors, 3)
    monkeypatch.setattr(grids, "_CHUNK", 7)
    monkeypatch.setattr(grids, "_BLOCK", 11)

    assert np.array_equal(Grid(scene.board, points, 2.0).counts(labels, colors, 3), whole)
    assert np.array_equal(by_numba, whole)
    assert whole.sum() == len(points)


@pytest.mark.parametrize("style", ["light", "dark"])
def test_a_pixel_has_the_colours_of_its_clusters_in_the_proportion_of_their_points(style):
    X, [(left, row), (middle, _), (right, _)] = heaps(8_000, 8_000, 8_000)
    labels = np.r_[np.zeros(8_000, int), np.arange(8_000) % 4 == 0, np.ones(8_000, int)]
    picture = drawn(labelled(X, labels, 2), 1, replace(BARE, style=style))
    one, other = style_named(style).color(0), style_named(style).color(1)

    assert at_pixel(picture, left, row) == rgb(one)
    assert at_pixel(picture, right, row) == rgb(other)
    assert np.allclose(at_pixel(picture, middle, row), 0.75 * np.array(rgb(one)) + 0.25 * np.array(rgb(other)), atol=1)


def test_equal_factors_are_equal_steps_of_opacity_and_the_only_point_for_miles_is_seen():
    X, places = heaps(1, 10, 100, 1_000, 10_000, 100_000)
    trace = labelled(X, np.zeros(len(X), int), 1)
    picture = drawn(trace, 1)
    board, ink = (np.array(rgb(color), float) for color in (style_named("light").board, style_named("light").color(0)))
    shares = [
        float((np.array(at_pixel(picture, *place)) - board) @ (ink - board) / ((ink - board) ** 2).sum())
        for place in places
    ]

    thin = (DENSITY_FROM / len(X)) ** 0.5
    assert np.allclose(shares, thin + (1 - thin) * np.arange(6) / 5, atol=0.5 / LEVELS + 0.01)
    assert np.all(np.diff(shares) > 0.05)
    assert shares[0] >= 0.3
    assert shares[-1] == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize("index", [0, 1, 3])
def test_at_the_seam_the_picture_of_densities_looks_like_that_of_the_dots(style, index, monkeypatch):
    recipe = kv.Recipe(n=20_000, blobs=6, k=6, seed=3, max_iter=2, style=style, size=640, caption=False, curve=False)
    trace = recipe.run()
    frame = key_frame(trace, index, emphasis=0)
    # Without stars, since only those of a big board have a rim.
    dots = kv.Scene(trace, recipe).draw(frame, hidden=(Stars,))[..., :3].astype(float)
    monkeypatch.setattr(scenes, "DENSITY_FROM", 19_999)
    density = kv.Scene(trace, recipe).draw(frame, hidden=(Stars,))[..., :3].astype(float)
    difference = (density - dots).reshape(20, 32, 20, 32, 3).mean(axis=(1, 3))

    # Dots of later clusters hide those of earlier ones, so blocks where clusters meet may differ more.
    assert np.abs(difference.mean(axis=(0, 1))).max() < 0.5
    assert np.quantile(np.abs(difference).max(axis=2), 0.98) < 8
    assert np.abs(difference).max() < 25


@pytest.mark.parametrize("style", ["light", "dark"])
def test_around_the_stars_of_a_big_board_is_a_rim_in_the_colour_of_the_board(style):
    # All points lie around the star, where its edge would be hard to see without a rim.
    n = DENSITY_FROM + 1
    X = np.random.default_rng(0).uniform(60, 140, size=(n, 2))
    look = replace(BARE, style=style, size=800)
    board = rgb(style_named(style).board)

    def rim(points):
        trace = kv.record(points, init=[[100.0, 100.0]], max_iter=1)
        bare, whole = (drawn(trace, 1, look, hidden=hidden) for hidden in ((Stars,), ()))
        inked = (bare != whole).any(axis=2)
        return inked & (np.abs(whole.astype(float) - board).max(axis=2) < 3)

    many, few = rim(X).sum(), rim(X[: DENSITY_FROM // 100]).sum()
    assert many > 100 + 5 * few


def test_points_without_a_cluster_are_grey():
    X, [place] = heaps(25_000)
    trace = labelled(X, np.zeros(len(X), int), 1)

    assert at_pixel(drawn(trace, 0), *place) == rgb(style_named("light").unassigned)


def test_the_image_is_laid_down_pixel_by_pixel_and_resampled_only_on_another_grid(run):
    look = replace(BARE, size=(300, 240), curve=True)
    scene = kv.Scene(run, look)
    scene.layers = [layer for layer in scene.layers if isinstance(layer, Density)]
    scene._stamps = scene._stamps[:1]
    frame = key_frame(run, -1)
    picture = scene.draw(frame).astype(float)
    [image] = scene.layers[0].update(frame)
    rgba, height = image._rgba[::-1].astype(float), image._rgba.shape[0]
    board = np.array(rgb(scene.style.board))

    expected = board + (rgba[..., :3] - board) * rgba[..., 3:] / 255
    assert np.abs(picture[:height, :, :3] - expected).max() <= 2
    # At twice the size, each pixel becomes four.
    image.set_animated(False)
    scene.figure.set_dpi(2 * scene.figure.dpi)
    scene.canvas.draw()
    doubled = np.asarray(scene.canvas.buffer_rgba())[: 2 * height, :600, :3].astype(float)
    assert np.abs(doubled.reshape(height, 2, 300, 2, 3).mean(axis=(1, 3)) - expected).mean() < 2


def test_points_that_have_just_changed_darken_their_own_pixels_and_fade():
    rng = np.random.default_rng(0)
    X = rng.uniform(20, 180, size=(25_000, 2))
    labels = [np.zeros(len(X), int), (X[:, 0] > 100).astype(int)]
    answers = iter(labels)
    stepper = kv.Stepper(assign=lambda X, C: next(answers), update=lambda X, labels, C: C)
    trace = kv.record(X, init=[[0, -500.0], [1, -500.0]], stepper=stepper, max_iter=1)
    scene = kv.Scene(trace, BARE, bounds=BOUNDS)
    strong, weak, none = (scene.draw(key_frame(trace, 3, emphasis=e))[..., :3].astype(int) for e in (1.0, 0.4, 0.0))

    changed = (strong != none).any(axis=2)
    assert not changed[:, :98].any()
    assert changed[30:170, 105:170].mean() > 0.4
    assert strong[changed].sum() < weak[changed].sum() < none[changed].sum()
    assert np.array_equal(
        scene.draw(key_frame(trace, 1, emphasis=1.0)),
        kv.Scene(trace, BARE, bounds=BOUNDS).draw(key_frame(trace, 1, emphasis=0.0)),
    )


def test_a_dropped_cluster_leaves_the_others_their_colours():
    X, places = heaps(10_000, 10_000, 10_000)
    start = [[20.5, 50.5], [1e4, 1e4], [40.5, 50.5], [60.5, 50.5]]
    trace = kv.record(X, init=start, on_empty="drop")
    style = style_named("light")
    picture = drawn(trace, -1, hidden=(Stars,))

    assert trace.final.k == 3
    assert [at_pixel(picture, *place) for place in places] == [rgb(style.color(j)) for j in (0, 2, 3)]


def test_on_paper_every_cluster_has_a_screen_of_its_own_with_ink_wherever_there_are_points():
    k, side = 11, 8
    x, y = np.meshgrid(np.arange(k * 16) + 12.5, np.arange(96) + 50.5)
    X = np.c_[x.ravel(), y.ravel()].repeat(2, axis=0)
    labels = ((X[:, 0] - 12.5) // 16).astype(int)
    look = replace(BARE, size=200, style="print")
    picture = drawn(labelled(X, labels, k), 1, look)[..., 0]
    screens = [picture[60 : 60 + 4 * side, 15 + 16 * j : 25 + 16 * j] for j in range(k)]

    assert all((screen < 230).all() for screen in screens)
    for i in range(k):
        for j in range(i):
            assert (screens[i] != screens[j]).mean() > 0.1, (i, j)


def test_points_are_counted_again_only_when_labels_change(run, monkeypatch):
    calls = []
    count = Grid.counts
    monkeypatch.setattr(Grid, "counts", lambda self, *given: calls.append(1) or count(self, *given))
    scene = kv.Scene(run, BARE)
    for frame in timeline(run, BARE):
        scene.draw(frame)

    assert len(calls) == sum(state.phase.value == "assign" for state in run if not state.converged)


def test_drawing_millions_of_points_takes_little_more_memory_than_a_number_for_each(monkeypatch):
    n = 3_000_000
    monkeypatch.setattr(grids, "_CHUNK", 1 << 18)
    X = np.random.default_rng(0).normal(size=(n, 2))
    trace = kv.record(X, 3, seed=0, max_iter=1)
    # The run makes labels when they are read; their memory belongs to the run and not to the picture.
    assert all(state.labels is not None for state in trace[1:])
    tracemalloc.start()
    scene = kv.Scene(trace, kv.Look(size=200))
    for index in range(len(trace)):
        scene.draw(key_frame(trace, index))
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 4 * n + 8e6
    assert peak < 10 * n + 8e6


def test_the_explorer_can_leave_out_stars_and_trails_of_a_big_board(run):
    scene = kv.Scene(run, kv.Look(size=300), zoom=1.5)
    frame = key_frame(run, -1, emphasis=0)
    hidden = scene.draw(frame, hidden=(Stars, Trails)).copy()
    shown = scene.draw(frame)
    changed = (hidden != shown).any(axis=2)

    assert 0.01 < changed.mean() < 0.25
    assert np.array_equal(scene.draw(frame, hidden=(Stars, Trails)), hidden)


@pytest.mark.parametrize("d", [1, 3])
def test_big_boards_of_other_dimensions_are_drawn(d):
    X = np.random.default_rng(0).normal(size=(25_000, d))
    trace = kv.record(X, 3, seed=0, max_iter=2)
    scene = kv.Scene(trace, kv.Look(size=300))
    picture = scene.draw(key_frame(trace, -1, emphasis=0), hidden=(Stars, Trails))[..., :3]

    shown = set(map(tuple, picture.reshape(-1, 3).tolist()))
    assert {rgb(scene.style.color(j)) for j in range(3)} <= shown


@pytest.mark.parametrize("cells", [True, False])
@pytest.mark.parametrize("style", ["light", "dark", "print"])
@pytest.mark.parametrize("clusters", [1, 8, 15, 20, 45])
def test_the_palette_of_a_big_board_has_the_opacities_of_every_cluster(clusters, style, cells):
    looks = style_named(style)
    palette = Palette(looks, clusters, dense=True, cells=cells)
    levels = range(1, LEVELS + 1) if clusters <= 15 else range(2, LEVELS + 1, 2)
    known = set(map(tuple, palette.colors[1:].tolist()))

    for j in range(min(clusters, 20)):
        ground = looks.cell(j) if cells else looks.board
        ink = looks.ink if style == "print" else looks.color(j)
        assert {rgb(mixed(ink, ground, level / LEVELS)) for level in levels} <= known
        if clusters <= 8:
            assert {rgb(mixed(looks.unassigned, ground, level / LEVELS)) for level in levels} <= known
    assert len(palette.colors) <= 256


@pytest.mark.parametrize("style", ["light", "dark", "print"])
def test_an_exported_big_board_looks_as_it_is_drawn(style, tmp_path):
    recipe = kv.Recipe(n=40_000, blobs=6, k=6, seed=3, max_iter=2, size=300, style=style, tween=1)
    trace = recipe.run()
    scene = kv.Scene(trace, recipe)
    pictures = [scene.draw(frame)[..., :3].astype(int) for frame in timeline(trace, recipe)]
    for ending in ("gif", "png", "webp"):
        with Image.open(kv.save(recipe, tmp_path / f"out.{ending}")) as file:
            assert file.n_frames == len(pictures)
            for i, picture in enumerate(pictures):
                file.seek(i)
                difference = np.abs(np.asarray(file.convert("RGB")).astype(int) - picture)
                assert difference.max(axis=2).mean() < 3
    # A palette without the opacities would be at least twice as far off.
    plain = Palette(scene.style, trace.k).reduced(np.dstack([pictures[-1], np.full((300, 300), 255)]).astype(np.uint8))
    own = palette_of(trace, recipe).reduced(np.dstack([pictures[-1], np.full((300, 300), 255)]).astype(np.uint8))
    assert np.abs(own[..., :3] - pictures[-1]).mean() < 0.5 * np.abs(plain[..., :3] - pictures[-1]).mean()


@pytest.mark.parametrize("ending", ["pdf", "svg"])
def test_a_storyboard_of_a_big_board_is_no_larger_than_its_pictures(ending, tmp_path):
    recipe = kv.Recipe(n=50_000, blobs=4, k=4, seed=3, max_iter=2, style="print")

    assert kv.save(recipe, tmp_path / f"run.{ending}").stat().st_size < 2_500_000


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1e-30, 1.0, 1e100, 1e139])
@pytest.mark.parametrize("offset", [0.0, 1e9])
def test_points_of_any_size_are_in_the_pixels_that_to_pixels_names(scale, offset):
    X = np.random.default_rng(0).uniform(size=(21_000, 2)) * scale + offset
    trace = kv.record(X, init=X[:1])
    scene = kv.Scene(trace, kv.Look(size=200))
    hidden = (Stars, Trails)
    picture = scene.draw(key_frame(trace, -1, emphasis=0), hidden=hidden)[..., :3]
    columns, rows = np.clip(np.floor(scene.to_pixels(X)).astype(int), 0, 199).T

    assert (picture[rows, columns] == rgb(scene.style.color(0))).all(axis=1).mean() > 0.9
