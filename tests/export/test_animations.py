"""GIF, animated PNG and WebP, read back: the same colours, times and loops as the scene and the timeline."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.export.apng import write_apng
from kmeans_viz.export.gif import write_gif
from kmeans_viz.export.webp import write_webp
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.style import rgb, style_named
from kmeans_viz.pictures.timeline import timeline, total_ms

ENDINGS = ("gif", "png", "webp")
STYLE = style_named("light")


@pytest.mark.parametrize("style", ["light", "dark", "print"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_every_decoded_frame_equals_the_drawn_one_in_the_colours_of_the_palette(tmp_path, recipe, files, ending, style):
    look = replace(recipe, style=style, max_iter=2)
    decoded = files.decoded(kv.save(look, tmp_path / f"out.{ending}"))
    drawn = files.drawn(look.run(), look)

    assert len(decoded) == len(drawn)
    for shown, wanted in zip(decoded, drawn, strict=True):
        assert np.array_equal(shown.rgb, wanted.rgb)
        assert shown.duration_ms == wanted.duration_ms


def numbers_of(colors):
    """Return the different colours, each as one number."""
    return set(np.unique(colors.astype(int) @ (1 << 16, 1 << 8, 1)).tolist())


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_frame_has_exactly_the_colours_of_its_clusters_and_none_but_those_of_one_palette(
    tmp_path, recipe, run, files, ending
):
    palette = Palette(STYLE, run.k)
    allowed = numbers_of(palette.colors[1:])
    own = numbers_of(np.array([rgb(color) for color in (*map(STYLE.color, range(3)), STYLE.page, STYLE.ink)]))
    for shown in files.decoded(kv.save(recipe, tmp_path / f"out.{ending}")):
        assert own <= numbers_of(shown.rgb) <= allowed


@pytest.mark.parametrize("times", [(260, 400, 700), (333, 1001, 777), (20, 20, 0), (45, 25, 5)])
@pytest.mark.parametrize("ending", ENDINGS)
def test_the_whole_lasts_as_long_as_asked_and_its_ends_are_held(tmp_path, recipe, files, ending, times):
    step_ms, hold_start_ms, hold_end_ms = times
    look = replace(recipe, step_ms=step_ms, hold_start_ms=hold_start_ms, hold_end_ms=hold_end_ms, size=100)
    run = look.run()
    decoded = files.decoded(kv.save(look, tmp_path / f"out.{ending}"))

    asked = hold_start_ms + (len(run) - 1) * step_ms + hold_end_ms
    assert sum(shown.duration_ms for shown in decoded) == round(asked / 10) * 10
    assert decoded[0].duration_ms == pytest.approx(hold_start_ms, abs=5)
    assert decoded[-1].duration_ms >= hold_end_ms
    assert min(shown.duration_ms for shown in decoded) >= 20


@pytest.mark.parametrize("loop", [True, False])
@pytest.mark.parametrize("ending", ENDINGS)
def test_it_plays_for_ever_or_once_as_asked(tmp_path, recipe, ending, loop):
    path = kv.save(recipe, tmp_path / f"out.{ending}", loop=loop, tween=0)

    with Image.open(path) as image:
        if ending == "gif" and not loop:
            assert "loop" not in image.info  # a GIF that plays once has no loop block
        else:
            assert image.info["loop"] == (0 if loop else 1)


def flat(color, size=(60, 40)):
    picture = np.full((size[1], size[0], 4), 255, dtype=np.uint8)
    picture[..., :3] = rgb(color)
    return picture


def written(ending, pictures, size=(60, 40), loop=True):
    file, palette = io.BytesIO(), Palette(STYLE, 3)
    if ending == "webp":
        write_webp(file, iter(pictures), size, palette, [ms for _, ms in pictures], loop=loop, note="a note")
    else:
        write = {"gif": write_gif, "png": write_apng}[ending]
        write(file, iter(pictures), size, palette, loop=loop, note="a note")
    file.seek(0)
    return file


@pytest.mark.parametrize("ending", ["gif", "png"])
def test_equal_pictures_in_a_row_become_one_that_lasts_as_long_as_all(files, ending):
    red, blue = flat(STYLE.color(0)), flat(STYLE.color(1))
    file = written(ending, [(red, 100), (red.copy(), 250), (blue, 30), (red, 40), (red, 60)])

    decoded = files.decoded(file)
    assert [shown.duration_ms for shown in decoded] == [350, 30, 100]
    assert [tuple(shown.rgb[0, 0]) for shown in decoded] == [rgb(STYLE.color(j)) for j in (0, 1, 0)]


def test_equal_pictures_of_a_webp_last_as_long_as_all_together(files):
    red, blue = flat(STYLE.color(0)), flat(STYLE.color(1))
    decoded = files.decoded(written("webp", [(red, 100), (red.copy(), 250), (blue, 30), (red, 40), (red, 60)]))

    assert sum(shown.duration_ms for shown in decoded) == 480
    assert sum(shown.duration_ms for shown in decoded if tuple(shown.rgb[0, 0]) == rgb(STYLE.color(1))) == 30


@pytest.mark.parametrize("ending", ENDINGS)
def test_one_picture_and_a_picture_of_one_pixel_that_changes_are_written(files, ending):
    assert len(files.decoded(written(ending, [(flat(STYLE.page), 100), (flat(STYLE.ink), 100)]))) == 2

    start, dot = flat(STYLE.page), flat(STYLE.page)
    dot[39, 59, :3] = rgb(STYLE.ink)
    decoded = files.decoded(written(ending, [(start, 100), (dot, 100), (start, 50)]))
    assert [tuple(shown.rgb[39, 59]) for shown in decoded] == [rgb(c) for c in (STYLE.page, STYLE.ink, STYLE.page)]
    assert [(shown.rgb != rgb(STYLE.page)).any(axis=2).sum() for shown in decoded] == [0, 1, 0]


@pytest.mark.parametrize("ending", ["gif", "png"])
def test_a_picture_that_stays_longer_than_the_format_can_say_stays_that_long(files, ending):
    decoded = files.decoded(
        written(ending, [(flat(STYLE.page), 1_200_000), (flat(STYLE.ink), 655_350), (flat(STYLE.page), 20)])
    )

    assert sum(shown.duration_ms for shown in decoded) == 1_200_000 + 655_350 + 20
    dark = [shown.duration_ms for shown in decoded if tuple(shown.rgb[0, 0]) == rgb(STYLE.ink)]
    assert sum(dark) == 655_350


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_longest_holds_that_a_look_allows_are_written(tmp_path, recipe, files, ending):
    look = replace(recipe, hold_start_ms=600_000, hold_end_ms=600_000, step_ms=600_000, max_iter=1, tween=1, size=100)
    run = look.run()
    decoded = files.decoded(kv.save(look, tmp_path / f"out.{ending}"))

    assert (
        sum(shown.duration_ms for shown in decoded) == total_ms(list(timeline(run, look))) == 600_000 * (len(run) + 1)
    )


@pytest.mark.parametrize("size", [(100, 333), (333, 100), 101])
@pytest.mark.parametrize("ending", ENDINGS)
def test_pictures_keep_their_size_and_odd_ones_are_fine(tmp_path, recipe, ending, size):
    look = replace(recipe, size=size, tween=0)

    with Image.open(kv.save(look, tmp_path / f"out.{ending}")) as image:
        assert image.size == look.width_height


@pytest.mark.parametrize("ending", ENDINGS)
def test_pictures_are_taken_one_at_a_time_and_never_all_held(files, ending):
    module = "apng" if ending == "png" else ending
    code = f"""
import io, re
from pathlib import Path
import numpy as np
from kmeans_viz.export.{module} import write_{module} as write
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.style import rgb, style_named
style, size = style_named("light"), (300, 300)
palette = Palette(style, 3)

def pictures(many):
    for i in range(many):
        picture = np.full((300, 300, 4), 255, dtype=np.uint8)
        picture[i:, :, :3] = rgb(style.color(i % 3))
        yield picture, 20

def megabytes_after(many):
    durations = [[20] * many] if {ending!r} == "webp" else []
    write(io.BytesIO(), pictures(many), size, palette, *durations, loop=True, note="")
    # Not ru_maxrss, which a process takes over from the one that started it.
    return int(re.search("VmHWM:\\\\s+(\\\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

before = megabytes_after(10)
print(megabytes_after(150) - before)
"""
    # All pictures together would take 54 MB.
    assert float(files.python(code).stdout) < 20
