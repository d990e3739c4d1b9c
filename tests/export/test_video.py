"""Video, read back with libav: size, times, colours, and what can go wrong."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.export.video import VIDEOS, write_video
from kmeans_viz.pictures.style import rgb, style_named
from kmeans_viz.pictures.timeline import timeline, total_ms

COLOURS = ("yuv420p", 1, 1, 1, 1)


@pytest.mark.parametrize("ending", VIDEOS)
@pytest.mark.parametrize("times", [(260, 400, 700), (330, 1010, 770)])
def test_it_has_the_size_the_pictures_and_their_times_that_were_asked_for(tmp_path, recipe, files, ending, times):
    step_ms, hold_start_ms, hold_end_ms = times
    look = replace(recipe, size=(240, 180), step_ms=step_ms, hold_start_ms=hold_start_ms, hold_end_ms=hold_end_ms)
    frames = list(timeline(look.run(), look))
    video = files.video(kv.save(look, tmp_path / f"out{ending}"))

    assert video.pictures.shape == (len(frames), 180, 240, 3)
    assert video.at_ms == [0, *np.cumsum([frame.duration_ms for frame in frames[:-1]]).tolist()]
    assert video.seconds == pytest.approx(total_ms(frames) / 1000, abs=0.0015)
    assert video.colours[1:] == COLOURS
    assert video.colours[0] == ("vp9" if ending == ".webm" else "h264")


@pytest.mark.parametrize("style", ["light", "dark"])
@pytest.mark.parametrize("ending", [".mp4", ".webm"])
def test_decoded_colours_are_those_of_the_style_within_what_video_can_hold(tmp_path, recipe, files, style, ending):
    look = replace(recipe, style=style, size=640, tween=0, max_iter=1)
    run, chosen = look.run(), style_named(style)
    picture = files.video(kv.save(look, tmp_path / f"out{ending}")).pictures[-1].astype(int)
    drawn = kv.Scene(run, look).draw(list(timeline(run, look))[-1])[..., :3]

    for color in (chosen.page, *(make(j) for j in range(3) for make in (chosen.cell, chosen.color))):
        inner = (drawn == rgb(color)).all(axis=2)
        # Away from edges, since video halves the resolution of colours.
        for step in ((1, 0), (-1, 0), (0, 1), (0, -1)) * 2:
            inner = inner & np.roll(inner, step, axis=(0, 1))
        off = np.abs(picture[inner] - rgb(color)).max(axis=1)
        assert inner.sum() > 20
        assert np.median(off) <= 6
        assert np.quantile(off, 0.95) <= 16


def test_the_first_and_the_last_picture_are_those_of_the_run(tmp_path, recipe, run, files):
    pictures = files.video(kv.save(recipe, tmp_path / "out.mp4")).pictures.astype(int)
    frames = list(timeline(run, recipe))
    scene = kv.Scene(run, recipe)
    first, last = (scene.draw(frame)[..., :3].astype(int) for frame in (frames[0], frames[-1]))

    assert np.abs(pictures[0] - first).mean() < 3 < np.abs(pictures[0] - last).mean()
    assert np.abs(pictures[-1] - last).mean() < 3 < np.abs(pictures[-1] - first).mean()


@pytest.mark.parametrize("size", [(201, 200), (200, 201), 301])
def test_odd_sizes_are_refused_with_the_next_even_one_before_anything_is_written(tmp_path, recipe, size):
    (tmp_path / "out.mp4").write_bytes(b"old")
    width, height = replace(recipe, size=size).width_height

    with pytest.raises(kv.InputError, match=rf"use {width + width % 2}x{height + height % 2}$"):
        kv.save(recipe, tmp_path / "out.mp4", size=size)
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]
    assert (tmp_path / "out.mp4").read_bytes() == b"old"


def test_what_libav_says_is_passed_on(tmp_path):
    pictures = iter([(np.zeros((100, 100, 4), np.uint8), 100)] * 3)

    with pytest.raises(OSError, match=r"the video could not be written: .*No such file or directory"):
        write_video(str(tmp_path / "missing" / "out.mp4"), ".mp4", pictures, (100, 100), note="")


def test_a_fault_in_the_middle_is_passed_on(tmp_path):
    def pictures():
        yield np.zeros((100, 100, 4), np.uint8), 100
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        write_video(str(tmp_path / "out.mp4"), ".mp4", pictures(), (100, 100), note="")


def test_without_pyav_one_line_says_what_to_install(tmp_path, recipe, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(kv.InputError, match=r"use: pip install 'kmeans-viz\[video\]'"):
        kv.save(recipe, tmp_path / "out.webm")
    assert not list(tmp_path.iterdir())
