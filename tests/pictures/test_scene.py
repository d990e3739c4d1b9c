"""The picture of a run, checked pixel by pixel."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.pictures.layers import Dots, Outside, Stars
from kmeans_viz.pictures.style import mixed, rgb, style_named
from kmeans_viz.pictures.timeline import key_frame, timeline
from kmeans_viz.web.element import recorded

SPREAD = np.array([[x, y] for x in (0.0, 1.0, 2.0, 3.0) for y in (0.0, 1.0, 2.0, 3.0)])
"""Points that are far from each other."""
FAR_STARS = [[0.5, 0.4], [2.6, 0.5], [1.5, 2.4]]


@pytest.fixture(scope="module")
def run():
    return kv.record(np.random.default_rng(3).normal(size=(60, 2)), 3, seed=4)


def pictures(scene, look):
    return [scene.draw(frame).copy() for frame in timeline(scene.trace, look)]


def only(scene, kind):
    """Make `scene` draw the layers of one kind only."""
    scene.layers = [layer for layer in scene.layers if isinstance(layer, kind)]
    scene._stamps = scene._stamps[: len(scene.layers)]
    return scene


@pytest.mark.parametrize("size", [240, (320, 240), (240, 500), 333])
@pytest.mark.parametrize("style", ["light", "dark", "print"])
def test_stars_stand_where_to_pixels_says(size, style):
    trace = kv.record(SPREAD, init=FAR_STARS)
    look = kv.Look(size=size, style=style, voronoi=False, tween=2)
    scene = only(kv.Scene(trace, look), Stars)
    board = np.array(rgb(scene.style.board))
    for frame in list(timeline(trace, look))[:6]:
        drawn = np.abs(scene.draw(frame)[..., :3].astype(int) - board).max(axis=2) > 40
        for column, row in scene.to_pixels(frame.centroids):
            around = drawn[round(row) - 12 : round(row) + 13, round(column) - 12 : round(column) + 13]
            rows, columns = np.nonzero(around)
            # A star is symmetric to left and right; downwards it reaches a tenth of its height less far than upwards.
            middle = round(column) - 12 + (columns.min() + columns.max() + 1) / 2
            assert middle == pytest.approx(column, abs=0.75)
            height = rows.max() + 1 - rows.min()
            top = round(row) - 12 + rows.min()
            assert top + height * 0.553 == pytest.approx(row, abs=1.0)


@pytest.mark.parametrize("style", ["light", "dark"])
def test_the_pixel_of_each_point_has_exactly_the_colour_of_its_cluster(style):
    trace = kv.record(SPREAD, init=FAR_STARS)
    look = kv.Look(size=400, style=style)
    scene = kv.Scene(trace, look)
    shown = 0
    for frame in timeline(trace, look):
        if frame.labels is None:
            continue
        picture = scene.draw(frame)
        stars = scene.to_pixels(frame.centroids)
        for place, label in zip(scene.to_pixels(SPREAD), frame.labels, strict=True):
            if np.linalg.norm(stars - place, axis=1).min() > 30:
                column, row = np.floor(place).astype(int)
                assert tuple(picture[row, column, :3]) == rgb(scene.style.color(frame.state.clusters[label]))
                shown += 1
    assert shown > 100


def test_the_board_has_the_tint_of_the_nearest_centroid_everywhere():
    trace = kv.record(SPREAD, init=FAR_STARS)
    look = kv.Look(size=300, trails=False, caption=False, curve=False)
    scene = kv.Scene(trace, look)
    for index in (0, 2):
        picture = scene.draw(key_frame(trace, index, emphasis=0))[..., :3]
        tints = np.array([rgb(scene.style.cell(j)) for j in range(3)])
        rows, columns = np.mgrid[0:300:3, 0:300:3]
        places = scene.to_data(np.c_[columns.ravel() + 0.5, rows.ravel() + 0.5])
        distances = ((places[:, None] - trace[index].centroids) ** 2).sum(axis=2)
        near = np.sort(distances, axis=1)
        clear = near[:, 1] - near[:, 0] > 0.15
        right = (picture[rows, columns].reshape(-1, 3) == tints[distances.argmin(axis=1)]).all(axis=1)
        # All pixels that are not behind dots or stars.
        assert right[clear].mean() > 0.85
        for j, tint in enumerate(tints):
            seen = (picture[rows, columns].reshape(-1, 3) == tint).all(axis=1)
            assert set(distances[seen & clear].argmin(axis=1)) == {j}


def test_a_steppers_own_cells_are_those_of_its_own_distance():
    trace = kv.record(SPREAD, init=FAR_STARS, stepper=kv.MEDIANS)
    look = kv.Look(size=300, trails=False, caption=False, curve=False)
    scene = kv.Scene(trace, look)
    picture = scene.draw(key_frame(trace, 0))[..., :3]
    rows, columns = np.mgrid[0:300:3, 0:300:3]
    places = scene.to_data(np.c_[columns.ravel() + 0.5, rows.ravel() + 0.5])
    distances = np.abs(places[:, None] - trace[0].centroids).sum(axis=2)
    near = np.sort(distances, axis=1)
    clear = near[:, 1] - near[:, 0] > 0.1
    for j in range(3):
        seen = (picture[rows, columns].reshape(-1, 3) == rgb(scene.style.cell(j))).all(axis=1)
        assert seen.sum() > 500
        assert set(distances[seen & clear].argmin(axis=1)) == {j}
    # The Euclidean cells must differ somewhere, or this test would prove nothing.
    straight = ((places[:, None] - trace[0].centroids) ** 2).sum(axis=2)
    assert (straight.argmin(axis=1) != distances.argmin(axis=1))[clear].any()


def test_a_stepper_that_knows_its_own_points_only_is_drawn_without_cells():
    def by_row(X, centroids):
        if len(X) != len(SPREAD):
            raise IndexError("only for my own points")
        return np.arange(len(X)) % len(centroids)

    trace = kv.record(SPREAD, init=FAR_STARS, stepper=kv.Stepper(assign=by_row), max_iter=2)
    look = kv.Look(size=200, tween=1)
    without = kv.Scene(trace, replace(look, voronoi=False))

    for frame in timeline(trace, look):
        assert np.array_equal(kv.Scene(trace, look).draw(frame), without.draw(frame))


@pytest.mark.parametrize("xs", ["two", "one", "many"])
def test_to_data_undoes_to_pixels(xs, run):
    trace = {"two": run, "one": kv.record(SPREAD[:, :1], 2, seed=0), "many": kv.record(SPREAD + 1e9, 3, seed=0)}[xs]
    scene = kv.Scene(trace, kv.Look(size=(300, 200)))
    pixels = scene.to_pixels(trace.X)
    back = scene.to_data(pixels)[:, : trace.X.shape[1]]

    assert np.allclose(back - trace.X.mean(axis=0), trace.X - trace.X.mean(axis=0), atol=1e-5)
    assert (pixels >= 0).all()
    assert (pixels <= (300, 200)).all()


@pytest.mark.parametrize("n", [60, 1500, 21_000])
@pytest.mark.parametrize("style", ["light", "print"])
def test_a_frame_looks_the_same_whatever_was_drawn_before(n, style):
    recipe = kv.Recipe(n=n, k=4, size=200, style=style, tween=2, max_iter=4)
    trace = recipe.run()
    frames = list(timeline(trace, recipe))
    scene = kv.Scene(trace, recipe)
    forwards = [scene.draw(frame).copy() for frame in frames]

    for i in reversed(range(len(frames))):
        assert np.array_equal(scene.draw(frames[i]), forwards[i])
    for i in np.random.default_rng(0).integers(0, len(frames), 40):
        assert np.array_equal(scene.draw(frames[i]), forwards[i])
    for i in (0, 5, len(frames) - 1):
        assert np.array_equal(kv.Scene(trace, recipe).draw(frames[i]), forwards[i])


@pytest.mark.parametrize("X", ["plane", "line", "many points", "a big board"])
def test_drawing_artist_by_artist_equals_one_ordinary_draw_of_them_all(X, run):
    many = np.random.default_rng(0).normal(size=(1500, 2))
    trace = {
        "plane": run,
        "line": kv.record(run.X[:, :1], 3, seed=0),
        "many points": kv.record(many, 3, seed=0, max_iter=2),
        "a big board": kv.record(np.tile(many, (15, 1)) + 0.001 * np.arange(15).repeat(1500)[:, None], 3, seed=0),
    }[X]
    # Layers whose pixels are kept round a little differently from artists that are drawn directly.
    close = 16 if X in ("many points", "a big board") else 0
    look = kv.Look(size=250, tween=1)
    scene, ordinary = kv.Scene(trace, look), kv.Scene(trace, look)
    moving = ordinary.figure.findobj(lambda artist: artist.get_animated())
    for artist in moving:
        artist.set_animated(False)
    for frame in timeline(trace, look):
        shown = ordinary.artists(frame)
        for artist in moving:
            artist.set_visible(artist in shown)
        for order, artist in enumerate(shown):
            artist.set_zorder(3 + order / 100)
        ordinary.canvas.draw()
        difference = np.abs(np.asarray(ordinary.canvas.buffer_rgba()).astype(int) - scene.draw(frame))
        assert difference.max() <= close


def colours_in(picture):
    return set(map(tuple, picture[..., :3].reshape(-1, 3).tolist()))


def test_each_switch_removes_its_part_and_nothing_else(run):
    look = kv.Look(size=300)
    frame = key_frame(run, -1)
    style = style_named("light")
    whole = kv.Scene(run, look).draw(frame).copy()
    board_rows = 300 - round(1.3 / 6.4 * 300)
    tints = {rgb(style.cell(j)) for j in range(3)}

    without_cells = kv.Scene(run, replace(look, voronoi=False)).draw(frame)
    assert tints <= colours_in(whole)
    assert not tints & colours_in(without_cells)
    assert np.array_equal(without_cells[board_rows:], whole[board_rows:])

    # The trails are lines in ink; without them, only stars and changed points have edges in ink.
    without_trails = kv.Scene(run, replace(look, trails=False)).draw(frame)
    changed = (without_trails != whole).any(axis=2)
    assert changed[:board_rows].any()
    assert not changed[board_rows:].any()
    scene = kv.Scene(run, look)
    stops = np.concatenate([scene.to_pixels(state.centroids) for state in run])
    rows, columns = np.nonzero(changed)
    near = [np.abs(stops - (c, r)).max(axis=1).min() for r, c in zip(rows, columns, strict=True)]
    assert max(near) < 40

    half = 150
    without_curve = kv.Scene(run, replace(look, curve=False)).draw(frame)
    # Below the caption, which takes the room of the curve.
    assert colours_in(without_curve[-25:, 200:]) == {rgb(style.page)} < colours_in(whole[-25:, 200:])
    without_caption = kv.Scene(run, replace(look, caption=False)).draw(frame)
    # The curve takes the room of the caption, and the board stays as it is.
    assert np.array_equal(without_caption[:board_rows], whole[:board_rows])
    assert (without_caption[board_rows:, :half] != whole[board_rows:, :half]).any()

    bare = kv.Scene(run, replace(look, caption=False, curve=False)).draw(frame)
    assert rgb(style.page) not in {tuple(color) for color in bare[-1, :, :3].tolist()}


@pytest.mark.parametrize("d", [1, 2, 3, 5])
def test_boards_of_every_dimension_say_what_their_axes_are_and_have_cells_where_those_are_true(d):
    trace = kv.record(np.random.default_rng(0).normal(size=(40, d)), 3, seed=1)
    scene = kv.Scene(trace, kv.Look(size=300))
    tints = {rgb(scene.style.cell(j)) for j in range(3)}
    drawn = colours_in(scene.draw(key_frame(trace, -1)))

    assert bool(tints & drawn) == (d <= 2)
    if d > 2:
        assert scene.board.get_xlabel().startswith("first principal component (")
        assert scene.board.get_ylabel().startswith("second principal component (")


@pytest.mark.parametrize("size", [100, 101, (100, 400), (640, 101), (1280, 720), 4096])
def test_pictures_have_exactly_the_size_that_was_asked_for(size, run):
    look = kv.Look(size=size)
    width, height = look.width_height

    picture = kv.Scene(run, look).draw(key_frame(run, -1))
    assert picture.shape == (height, width, 4)
    assert (picture[..., 3] == 255).all()


def test_ink_on_the_page_of_every_style_is_the_styles_own(run):
    for name in ("light", "dark", "print"):
        style = style_named(name)
        drawn = colours_in(kv.Scene(run, kv.Look(size=300, style=name)).draw(key_frame(run, -1)))
        assert {rgb(style.page), rgb(style.ink), *(rgb(style.color(j)) for j in range(3))} <= drawn
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


def test_white_points_are_seen_on_white_paper_however_many_there_are():
    trace = kv.record(np.random.default_rng(0).uniform(size=(16_000, 2)), 3, seed=1, max_iter=2)
    scene = only(kv.Scene(trace, kv.Look(size=400, style="print")), Dots)
    picture = scene.draw(key_frame(trace, -1))
    columns, rows = np.floor(scene.to_pixels(trace.X)).astype(int).T

    assert scene.style.color(2) == scene.style.board == "#ffffff"
    for j in range(3):
        own = trace.final.labels == j
        around = np.min([picture[rows[own] + y, columns[own] + x, 0] for x in (-1, 0, 1) for y in (-1, 0, 1)], axis=0)
        assert (around < 220).mean() > 0.95


def test_neither_drawing_nor_exporting_imports_pyplot(tmp_path):
    code = f"""
import sys
import kmeans_viz as kv
recipe = kv.Recipe(n=20, size=100, tween=0, max_iter=1)
trace = recipe.run()
for name in ("a.gif", "a.png", "a.webp", "a.mp4", "a.pdf", "a.svg", "frames/"):
    kv.save(recipe, {str(tmp_path)!r} + "/" + name)
kv.plot(trace)._repr_png_()
kv.animate(trace, size=100)._repr_html_()
assert "matplotlib" in sys.modules
sys.exit("matplotlib.pyplot" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-W", "error", "-c", code], check=False).returncode == 0


def test_a_point_that_is_a_cluster_of_its_own_is_seen_through_its_star():
    X = np.vstack([kv.data.peaked(60, 2, seed=1), [[0.0, 0.1]]])
    trace = kv.record(X, init=X[[0, 40, 60]])
    look = kv.Look(size=400, voronoi=False, trails=False)
    scene = kv.Scene(trace, look)
    for frame in timeline(trace, look):
        picture = scene.draw(frame)
        for j, (x, y) in enumerate(scene.to_pixels(frame.centroids).astype(int)):
            # Below the tip of the star, where neither its number nor a point is.
            is_hollow = tuple(picture[y - 7, x, :3]) == rgb(scene.style.board)
            assert is_hollow == (j == 2 and frame.labels is not None)
    assert tuple(picture[y, x, :3]) == rgb(scene.style.color(2))


@pytest.mark.parametrize(
    ("far", "words"),
    [
        ([[400, 350]], "1 point lies outside, at (400, 350)"),
        ([[400, 350], [-9000, 1]], "2 points lie outside, the farthest at (−9,000, 1)"),
    ],
)
def test_a_board_that_is_cut_says_which_points_lie_outside_and_points_to_them_and_to_stars(far, words):
    near = np.random.default_rng(3).normal(size=(180, 2))
    trace = kv.record(np.r_[near, far], init=[[0.0, 0.0], *far])
    scene = kv.Scene(trace, kv.Look(size=320))
    frame = list(kv.timeline(trace))[-1]
    outside = next(layer for layer in scene.layers if isinstance(layer, Outside))
    arrows, text = outside.update(frame)

    assert text.get_text() == words
    # One for each point far out, and one for its star.
    assert len(arrows.get_offsets()) == len(arrows.get_paths()) == 2 * len(far)
    shown = scene.to_pixels(frame.centroids)
    assert ((shown > 0) & (shown < 320)).all()
    assert not any(isinstance(layer, Outside) for layer in kv.Scene(kv.record(near, 2, seed=0)).layers)


@pytest.mark.parametrize("names", ["age,income,visits", "income,visits"])
def test_where_a_standardized_point_lies_is_said_in_the_units_of_its_column(tmp_path, names):
    rows = np.random.default_rng(3).normal(size=(1000, 3))
    rows[:, 2] = rows[:, 0]
    rows[17] = 0.5, 4e5, 0.5
    file = tmp_path / "shop.csv"
    np.savetxt(file, rows, fmt="%.3f", delimiter=",", header="age,income,visits", comments="")
    trace = kv.Recipe(csv=str(file), columns=names, standardize=True, k=2).run()

    where = "income = 400,000" if "age" in names else "(400,000, 0.5)"
    assert f"1 point lies outside, at {where}" in [text.get_text() for text in kv.plot(trace).texts]
    assert recorded(trace).header["units"][-2] == ("income", trace.units.means[-2], trace.units.scales[-2])


@pytest.mark.parametrize(("far", "side"), [([400, 350], -1), ([400, 0], -1), ([-400, 350], 1), ([0, -400], 1)])
def test_the_number_of_a_hollow_star_does_not_touch_the_arrowhead(far, side):
    near = np.random.default_rng(3).normal(size=(180, 2))
    scene = kv.Scene(kv.record(np.r_[near, [far]], init=[[0.0, 0.0], far]), kv.Look(size=320))
    frame = list(kv.timeline(scene.trace))[-1]
    stars = next(layer for layer in scene.layers if isinstance(layer, Stars))
    numbers = stars.update(frame)[-1].get_paths()

    assert np.sign(numbers[1].get_extents().x0) == side


def test_of_three_columns_the_one_is_named_that_puts_a_point_outside_of_the_board():
    X = np.random.default_rng(3).normal(size=(100, 3))
    X[17, 1] = 4e5
    trace = replace(kv.record(X, 2, seed=0), columns=("age", "income", "visits"))

    assert "1 point lies outside, at income = 400,000" in [text.get_text() for text in kv.plot(trace).texts]
