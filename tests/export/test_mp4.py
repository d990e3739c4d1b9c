"""MP4, read back with ffmpeg: size, times, colours, and what can go wrong with a fixed rate and a child process."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.export.mp4 import write_mp4
from kmeans_viz.pictures.style import rgb, style_named
from kmeans_viz.pictures.timeline import timeline, total_ms


@pytest.mark.parametrize("times", [(260, 400, 700), (330, 1010, 770), (700, 1000, 2500)])
@pytest.mark.parametrize("size", [200, (240, 180)])
def test_it_has_the_size_the_seconds_and_the_pictures_that_were_asked_for(tmp_path, recipe, files, size, times):
    step_ms, hold_start_ms, hold_end_ms = times
    look = replace(recipe, size=size, step_ms=step_ms, hold_start_ms=hold_start_ms, hold_end_ms=hold_end_ms)
    frames = list(timeline(look.run(), look))
    tick_ms = math.gcd(*(frame.duration_ms for frame in frames))
    video = files.video(kv.save(look, tmp_path / "out.mp4"))

    assert video.pictures.shape[1:3] == look.width_height[::-1]
    assert video.seconds == pytest.approx(total_ms(frames) / 1000, abs=0.011)
    assert len(video.pictures) == total_ms(frames) // tick_ms
    assert re.search(r"Video: h264 .*yuv420p\(tv, bt709", video.told)


@pytest.mark.parametrize("style", ["light", "dark"])
def test_decoded_colours_are_those_of_the_style_within_what_video_can_hold(tmp_path, recipe, files, style):
    look = replace(recipe, style=style, size=640, tween=0, max_iter=1)
    run, chosen = look.run(), style_named(style)
    picture = files.video(kv.save(look, tmp_path / "out.mp4")).pictures[-1].astype(int)
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


def test_what_ffmpeg_says_is_passed_on(tmp_path):
    pictures = iter([(np.zeros((100, 100, 4), np.uint8), 100)] * 3)

    with pytest.raises(OSError, match=r"ffmpeg could not write the video: .*No such file or directory"):
        write_mp4(str(tmp_path / "missing" / "out.mp4"), pictures, (100, 100), [100] * 3, note="")


def test_a_fault_in_the_middle_ends_ffmpeg_too(tmp_path):
    def pictures():
        yield np.zeros((100, 100, 4), np.uint8), 100
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        write_mp4(str(tmp_path / "out.mp4"), pictures(), (100, 100), [100] * 3, note="")
