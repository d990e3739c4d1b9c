"""A run as a matplotlib animation."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.colors import to_rgba
from PIL import Image, ImageSequence

import kmeans_viz as kv
from kmeans_viz.pictures.style import style_named
from kmeans_viz.pictures.timeline import count_frames, timeline, total_ms

LOOK = {"size": 200, "tween": 2, "step_ms": 300, "hold_start_ms": 200, "hold_end_ms": 200}


@pytest.fixture(scope="module")
def run():
    return kv.Recipe(n=40, k=3, seed=2, max_iter=3).run()


def test_it_is_an_animation_of_matplotlibs_whose_frames_draw_the_right_artists(run):
    animation = kv.animate(run, **LOOK)
    scene = kv.Scene(run, kv.Look(**LOOK))
    frames = list(animation.new_frame_seq())

    assert isinstance(animation, FuncAnimation)
    for frame in frames:
        shown = animation._func(frame)
        assert [type(artist) for artist in shown] == [type(artist) for artist in scene.artists(frame)]
        stars = shown[[len(getattr(a, "get_offsets", list)()) for a in shown].index(3)]
        assert np.allclose(stars.get_offsets(), frame.centroids)
        assert all(artist.get_visible() for artist in shown)


def test_it_lasts_as_long_as_the_timeline_to_a_twentieth_of_a_second_a_half_step(run):
    animation = kv.animate(run, **LOOK)
    asked = total_ms(list(timeline(run, kv.Look(**LOOK))))

    assert len(list(animation.new_frame_seq())) * 50 == pytest.approx(asked, abs=50 * len(run))


def test_a_run_of_a_recipe_looks_as_the_recipe_says_unless_told_otherwise():
    recipe = kv.Recipe(n=40, k=3, style="dark", size=200)
    page = {name: to_rgba(style_named(name).page) for name in ("light", "dark")}

    for source in (recipe, recipe.run()):
        assert kv.animate(source)._fig.get_facecolor() == page["dark"]
        assert kv.animate(source, style="light")._fig.get_facecolor() == page["light"]


def played(file):
    """Return the pixels and the duration of every frame of a GIF."""
    with Image.open(file) as image:
        return [(frame.convert("RGB").tobytes(), frame.info["duration"]) for frame in ImageSequence.Iterator(image)]


def test_in_a_notebook_it_plays_the_gif_that_save_writes_with_nothing_from_elsewhere(run, tmp_path):
    html = kv.animate(run, **LOOK)._repr_html_()
    start, data, end = re.fullmatch(r"(<img src=.data:image/gif;base64,)([^\"]+)(.*>)", html).groups()
    saved = kv.save(run, tmp_path / "out.gif", **LOOK)

    assert start + end == (
        '<img src="data:image/gif;base64," width="200" height="200" alt="Animation of k-means with k = 3">'
    )
    assert played(io.BytesIO(base64.b64decode(data))) == played(saved)


def test_saved_by_matplotlib_every_frame_is_the_one_that_a_scene_draws(run, tmp_path):
    animation = kv.animate(run, **LOOK)
    frames = list(animation.new_frame_seq())

    class Collected(PillowWriter):
        def finish(self):
            self.pictures = [np.asarray(picture.convert("RGB")).astype(int) for picture in self._frames]
            super().finish()

    writer = Collected(fps=20)
    animation.save(tmp_path / "out.gif", writer=writer)

    assert len(writer.pictures) == len(frames)
    scene = kv.Scene(run, kv.Look(**LOOK))
    for picture, frame in zip(writer.pictures, frames, strict=True):
        # The scene keeps the pixels of the caption, which round a little differently.
        assert np.abs(picture - scene.draw(frame)[..., :3]).max() <= 8
    with Image.open(tmp_path / "out.gif") as saved:
        assert saved.n_frames > 1


def test_playing_does_not_change_what_the_notebook_shows(run):
    animation = kv.animate(run, **LOOK)
    before = animation._repr_html_()
    animation._func(next(iter(animation.new_frame_seq())))

    assert animation._repr_html_() == before


def test_a_recipe_gives_its_look_and_options_change_it():
    recipe = kv.Recipe(n=30, k=2, style="dark", size=150, max_iter=1, loop=False)

    assert kv.animate(recipe)._scene.look == recipe
    assert kv.animate(recipe, size=120)._scene.look.width_height == (120, 120)
    assert kv.animate(recipe, size=120)._scene.look.style == "dark"
    assert len(list(kv.animate(recipe, tween=0).new_frame_seq())) >= count_frames(recipe.run(), kv.Look(tween=0))


def test_what_cannot_be_animated_is_told_by_name():
    with pytest.raises(kv.InputError, match="ndarray cannot be animated; pass a Trace"):
        kv.animate(np.zeros((3, 2)))


def test_in_a_script_that_waits_for_a_window_a_warning_says_what_to_do_instead():
    code = "import kmeans_viz as kv\nmoving = kv.animate(kv.Recipe(n=9, size=100))\n{}"
    told = [
        subprocess.run([sys.executable, "-c", code.format(then)], capture_output=True, text=True, check=True).stderr
        for then in ("import matplotlib.pyplot as plt\nplt.show()", "moving._repr_html_()")
    ]

    assert "neither shown nor saved" in told[0]
    assert "kv.save(trace, 'out.gif') writes it to a file" in told[0]
    assert told[1] == ""
