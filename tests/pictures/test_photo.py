"""Runs on a photograph: it fills the board, and its spots are painted in the colours of their clusters."""

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.pictures.layers.photo import PAINT, dimmed
from kmeans_viz.pictures.pixels.palette import palette_of
from kmeans_viz.pictures.style import mixed, rgb, style_named
from kmeans_viz.runs.backdrop import Backdrop

PLACES = np.array([[20.0, 79.0], [80.0, 79.0], [50.0, 19.0]])


@pytest.fixture(scope="module")
def trace():
    """Return a run on three spots of a picture of 100 x 100 pixels."""
    pixels, owners = np.full((100, 100, 3), 40, dtype=np.uint8), np.full((100, 100), -1, dtype=np.int32)
    for row, (x, y) in enumerate(PLACES.astype(int)):
        spot = np.s_[99 - y - 8 : 99 - y + 9, x - 8 : x + 9]
        pixels[spot], owners[spot] = 200, row
    run = kv.record(PLACES, 2, init=[[20.0, 70.0], [50.0, 10.0]])
    return kv.Trace(run.X, run.states, columns=("x", "y"), backdrop=Backdrop(pixels, (-0.5, 99.5, -0.5, 99.5), owners))


def shown_at(scene, picture, place):
    column, row = scene.to_pixels(np.array([place]))[0].astype(int)
    return picture[row, column, :3].tolist()


@pytest.mark.parametrize("style", ["light", "dark"])
def test_the_photograph_fills_the_board_and_spots_get_the_colour_of_their_cluster(trace, style):
    look = kv.Look(style=style, size=400, caption=False, curve=False, trails=False, voronoi=False)
    scene, own = kv.Scene(trace, look), style_named(style)
    assert scene.view.bounds == trace.backdrop.bounds
    frames = [frame for frame in kv.timeline(trace, look) if frame.is_key]
    ground, spot = dimmed(np.array([[[40] * 3, [200] * 3]], dtype=np.uint8), own)[0]
    start = scene.draw(frames[0]).copy()
    assert start[2, 2, :3].tolist() == ground.tolist()
    # A corner of the second spot, where no star stands.
    corner = PLACES[1] + 7
    assert shown_at(scene, start, corner) == spot.tolist()
    end = scene.draw(frames[-1])
    painted = rgb(mixed(own.color(trace.final.labels[1]), "#" + bytes(spot.tolist()).hex(), PAINT))
    np.testing.assert_allclose(shown_at(scene, end, corner), painted, atol=1)
    assert end[2, 2, :3].tolist() == ground.tolist()


def test_the_palette_holds_the_photograph_bare_and_painted(trace):
    look = kv.Look(size=400, caption=False, curve=False)
    scene, palette = kv.Scene(trace, look), palette_of(trace, look)
    frame = list(kv.timeline(trace, look))[-1]
    drawn = scene.draw(frame).copy()
    far = np.abs(palette.reduced(drawn).astype(int) - drawn)[..., :3].max(axis=2)
    # Only at the edges of stars and lines are there other blends.
    assert (far <= 6).mean() > 0.97


def test_in_black_and_white_markers_tell_the_clusters_apart(trace):
    look = kv.Look(size=300, style="print", caption=False, curve=False)
    picture = kv.Scene(trace, look).draw(list(kv.timeline(trace, look))[-1])
    assert np.ptp(picture[..., :3].astype(int), axis=2).max() == 0
