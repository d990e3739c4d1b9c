"""Pictures of extreme boards, numbers and captions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.pictures.layers import Caption
from kmeans_viz.pictures.style import rgb
from kmeans_viz.pictures.timeline import key_frame, timeline

SPREAD = np.array([[x, y] for x in (0.0, 1.0, 2.0, 3.0) for y in (0.0, 1.0, 2.0, 3.0)])
FAR_STARS = [[0.5, 0.4], [2.6, 0.5], [1.5, 2.4]]


def pictures(scene, look):
    return [scene.draw(frame).copy() for frame in timeline(scene.trace, look)]


def colours_in(picture):
    return set(map(tuple, picture[..., :3].reshape(-1, 3).tolist()))


EXTREMES = {
    "tiny": SPREAD * 1e-200,
    "below what matplotlib can show": SPREAD * 1e-300,
    "huge": SPREAD * 1e100,
    "as large as allowed": SPREAD * 3e139,
    "far from zero": SPREAD + 1e9,
    "very far from zero": SPREAD * 1e-3 + 1e9,
    "on a line": SPREAD * (1, 0),
    "on a line far away": SPREAD * (1, 0) + (0, 1e9),
    "of very different units": SPREAD * (1e-30, 1e30),
    "one dimension, huge": SPREAD[:, :1] * 1e130,
    "five dimensions, huge": np.random.default_rng(0).normal(size=(20, 5)) * 1e130,
}


@pytest.mark.parametrize("name", EXTREMES)
def test_extreme_coordinates_are_drawn_apart_from_each_other(name):
    trace = kv.record(EXTREMES[name], 3, seed=0)
    look = kv.Look(size=200, tween=1)
    scene = kv.Scene(trace, look)
    drawn = pictures(scene, look)

    assert len(drawn) > 2
    if name not in {"below what matplotlib can show", "of very different units"}:
        pixels = scene.to_pixels(trace.X)
        assert np.ptp(pixels, axis=0).max() > 100
        tints = {rgb(scene.style.cell(j)) for j in range(3)}
        if trace.X.shape[1] <= 2 and name != "tiny":
            assert len(tints & colours_in(drawn[-1])) == 3


@pytest.mark.parametrize(
    ("X", "init"),
    [
        (np.ones((20, 2)), [[1.0, 1.0]]),
        (np.ones((20, 2)), [[1.0, 1.0]] * 3),
        (np.zeros((1, 2)), [[0.0, 0.0]]),
        (np.zeros((1, 3)), [[0.0, 0.0, 0.0]]),
        (np.ones((3, 1)), [[1.0], [1.0]]),
        (SPREAD, SPREAD),
    ],
)
@pytest.mark.filterwarnings("ignore:k=.* clusters need as many distinct points:UserWarning")
def test_degenerate_boards_are_drawn(X, init):
    trace = kv.record(X, init=init)
    look = kv.Look(size=200)
    scene = kv.Scene(trace, look)
    drawn = pictures(scene, look)

    # Whatever the board, the stars are there.
    column, row = scene.to_pixels(trace.final.centroids)[0]
    assert 0 < column < 200
    assert 0 < row < 160
    assert {rgb(scene.style.color(j)) for j in range(trace.k)} & colours_in(drawn[-1])


def test_beyond_twenty_clusters_colours_repeat_with_other_markers():
    X = np.random.default_rng(0).uniform(size=(200, 2))
    scene = kv.Scene(kv.record(X, 45, seed=0), kv.Look(size=400))
    pairs = [
        (artist.get_markerfacecolor(), artist.get_marker())
        for artist in scene.artists(key_frame(scene.trace, -1, emphasis=0))
        if hasattr(artist, "get_marker") and artist.axes is scene.board
    ]

    assert len({color for color, _ in pairs}) == 20
    assert len(pairs) == len(set(pairs)) == 45


def long_named(X, labels, centroids):
    return centroids + 1e-3


long_named.__name__ = "move_every_centroid_to_the_geometric_median_of_its_own_points_" * 2

LONG = {
    "four empty": kv.record(
        SPREAD, init=[[0.5, 0.5], *([50.0 + j, 0.0] for j in range(4)), [2, 2]], on_empty="farthest", max_iter=2
    ),
    "a long name": kv.record(SPREAD, init=FAR_STARS, stepper=kv.Stepper(update=long_named), max_iter=1),
    "large numbers": kv.record(SPREAD * 1e4, init=[[0.5, 0.5], *([5e6 + j, 0.0] for j in range(4))], max_iter=2),
}


@pytest.mark.parametrize("size", [200, 640, (1280, 720), (200, 600)])
@pytest.mark.parametrize("name", LONG)
def test_the_longest_captions_fit_into_the_picture_and_keep_clear_of_the_curve(name, size):
    trace, look = LONG[name], kv.Look(size=size, voronoi=False)
    scene = kv.Scene(trace, look)
    scene.layers, scene._stamps = [layer for layer in scene.layers if isinstance(layer, Caption)], scene._stamps[:1]
    page = rgb(scene.style.page)
    width, height = look.width_height
    inch = min(width, height) / 6.4
    for index in range(len(trace)):
        picture = scene.draw(key_frame(trace, index))[..., :3]
        words = (picture != page).any(axis=2)[height - int(1.3 * inch) + 1 :]
        left_of_curve = words[:, : int(width - 1.95 * inch)]
        assert left_of_curve.any()
        # Nothing is drawn between caption and curve, in the lowest row, or in the first columns.
        assert not words[:, int(width - 2.2 * inch) : int(width - 1.95 * inch)].any()
        assert not left_of_curve[-max(1, int(0.05 * inch)) :].any()
        assert not words[:, : int(0.15 * inch)].any()


@pytest.mark.parametrize("inertia", [3e-300, 0.5, 12345.6, 999_999_999.0, 1.234e278])
def test_the_inertia_is_written_clear_of_the_curves_name(inertia):
    side = (inertia / 2) ** 0.5
    trace = kv.record([[0.0, 0.0], [2 * side, 0.0]], init=[[side, 0.0]])
    scene = kv.Scene(trace, kv.Look(size=640))
    empty = scene.draw(key_frame(trace, 0)).copy()
    full = scene.draw(key_frame(trace, -1))
    band = slice(640 - 130 + 8, 640 - 130 + 36)

    name = np.flatnonzero((empty[band, 440:, :3] != 255).any(axis=(0, 2)))
    value = np.flatnonzero((full != empty)[band, 440:].any(axis=(0, 2)))
    assert trace.inertia == pytest.approx(inertia, rel=1e-6)
    assert name.max() + 4 < value.min()


def test_column_names_are_shown_as_they_are():
    names = (r"price in $\unknown{$ (100 $)", r"\alpha_$x^")
    trace = replace(kv.record(SPREAD, 2, seed=0), columns=names)
    scene = kv.Scene(trace, kv.Look(size=200))
    scene.draw(key_frame(trace, 0))

    assert (scene.board.get_xlabel(), scene.board.get_ylabel()) == names
