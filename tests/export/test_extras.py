"""A title, labels of the axes and a transparent ground, in every kind of animation."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

import kmeans_viz as kv
from kmeans_viz.export import read_note
from kmeans_viz.export.apng import write_apng
from kmeans_viz.export.gif import write_gif
from kmeans_viz.look import Extras
from kmeans_viz.pictures.pixels.palette import Palette, palette_of
from kmeans_viz.pictures.style import rgb, style_named

STYLE = style_named("light")
BOARDS = {
    "cells": {},
    "dots": {"voronoi": False},
    "start": {"voronoi": False, "seeding": True, "init": "k-means++"},
    "print": {"style": "print"},
    "densities": {"n": 20_001, "voronoi": False},
    "hurry": {"voronoi": False, "step_ms": 80, "hold_start_ms": 30},
}


def decoded(file):
    """Return the pictures of an animation as a viewer shows them, with their opacities, equal neighbours as one.

    With each comes how long it stays.
    """
    with Image.open(file) as image:
        frames = ImageSequence.Iterator(image)
        shown = [(np.asarray(frame.convert("RGBA")), round(frame.info["duration"])) for frame in frames]
        if image.format != "PNG":
            return merged(shown)
    # Pillow knows no faint colours in the palette of an animated PNG; browsers and libav do.
    if not isinstance(file, Path):
        file.seek(0)
    with av.open(file) as video:
        pictures = [frame.to_ndarray(format="rgba") for frame in video.decode(video=0)]
    return merged((picture, ms) for picture, (_, ms) in zip(pictures, shown, strict=True))


def merged(pictures):
    shown = []
    for picture, ms in pictures:
        if shown and np.array_equal(seen(shown[-1][0]), seen(picture)):
            shown[-1] = (picture, shown[-1][1] + ms)
        else:
            shown.append((picture, ms))
    return shown


def drawn(look, edges):
    """Return the same of the scene, in the colours of the palette, with equal neighbours as one."""
    trace = look.run()
    palette, scene = palette_of(trace, look, edges), kv.Scene(trace, look, extras=Extras(transparent=True))
    return merged((palette.reduced(scene.draw(frame)), frame.duration_ms) for frame in kv.timeline(trace, look))


def seen(rgba):
    """Return a picture with nothing, in every channel, where it is transparent."""
    return rgba * (rgba[..., 3:] > 0)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("ending", ["gif", "png", "webp"])
def test_without_a_ground_every_decoded_picture_is_the_drawn_one_and_nothing_is_left_of_the_one_before(
    tmp_path, recipe, ending, board
):
    look = replace(recipe, size=140, max_iter=2, **BOARDS[board])
    wanted = drawn(look, "hard" if ending == "gif" else "smooth")
    found = decoded(kv.save(look, tmp_path / f"out.{ending}", transparent=True))

    assert [ms for _, ms in found] == [ms for _, ms in wanted]
    for (picture, _), (expected, _) in zip(found, wanted, strict=True):
        assert np.array_equal(seen(picture), seen(expected))
    opacities = np.unique([picture[..., 3] for picture, _ in found])
    assert {0, 255} <= set(opacities)
    assert (len(opacities) == 2) == (ending == "gif")


def test_laid_on_the_page_of_its_style_a_picture_without_a_ground_is_the_one_with_a_ground(recipe):
    look = replace(recipe, voronoi=False, style="dark", curve=False)
    for whole, part in zip(kv.frames(look), kv.frames(look, transparent=True), strict=True):
        share = part.alpha[..., None] / 255
        page, board = (np.array(rgb(getattr(style_named("dark"), name))) for name in ("page", "board"))
        off = np.minimum(*(np.abs(part.rgb * share + ground * (1 - share) - whole.rgb) for ground in (page, board)))
        assert off.max() <= 8
        assert whole.alpha is None


def blot(color, box, size=(60, 40), alpha=255):
    picture = np.zeros((size[1], size[0], 4), dtype=np.uint8)
    picture[box] = (*rgb(color), alpha)
    return picture


@pytest.mark.parametrize("ending", ["gif", "png"])
def test_a_blot_that_moves_fades_and_goes_leaves_nothing_behind_however_long_it_stays(ending):
    here, there = np.s_[5:15, 5:15], np.s_[20:30, 40:55]
    pictures = [
        (blot(STYLE.ink, here), 100),
        (blot(STYLE.ink, there), 1_400_000),
        (blot(STYLE.color(1), here), 30),
        (np.zeros((40, 60, 4), dtype=np.uint8), 60),
        (blot(STYLE.muted, np.s_[1:, :]), 70),
        (blot(STYLE.muted, there), 80),
        (blot(STYLE.muted, there, alpha=0 if ending == "gif" else 51), 90),
    ]
    file, palette = io.BytesIO(), Palette(STYLE, 3, ground="hard" if ending == "gif" else "smooth")
    {"gif": write_gif, "png": write_apng}[ending](file, iter(pictures), (60, 40), palette, loop=True, note="")
    file.seek(0)
    found = decoded(file)

    assert [ms for _, ms in found] == [ms for _, ms in pictures]
    for (picture, _), (expected, _) in zip(found, pictures, strict=True):
        assert np.array_equal(seen(picture), seen(expected))


def test_avif_tiff_and_a_folder_have_no_ground_either(tmp_path, recipe):
    look = replace(recipe, voronoi=False)
    first = drawn(look, "smooth")[0][0]
    kv.save(look, f"{tmp_path}/frames/", transparent=True)
    for path in (tmp_path / "frames" / "0001.png", kv.save(look, tmp_path / "out.tiff", transparent=True)):
        with Image.open(path) as image:
            assert np.array_equal(seen(np.asarray(image.convert("RGBA"))), seen(first))
    with Image.open(kv.save(look, tmp_path / "out.avif", transparent=True)) as image:
        opacity = np.asarray(image.convert("RGBA"))[..., 3].astype(int)
    assert np.abs(opacity - first[..., 3]).mean() < 4


@pytest.mark.parametrize("ending", ["gif", "png", "webp", "avif", "tiff", "mp4", "jpg", "svg", "/"])
def test_title_and_labels_are_in_every_picture_and_in_the_note(tmp_path, recipe, ending):
    asked = {"title": "It's 5 $", "labels": ("x, cm", "y")}
    path = f"{tmp_path}/out/" if ending == "/" else f"{tmp_path}/out.{ending}"
    kv.save(recipe, path, **asked)
    note = read_note(path.rstrip("/"))

    assert {name: getattr(note, name) for name in asked} == asked
    assert """--title 'It'"'"'s 5 $' --labels '"x, cm",y'""" in note.command("out.gif")
    assert ", title=\"It's 5 $\", labels=('x, cm', 'y'))" in note.python("out.gif")


def test_the_board_gives_room_to_a_title_and_to_numbers_and_nothing_else_moves(recipe):
    plain, asked = next(kv.frames(recipe)).rgb, next(kv.frames(recipe, title="Three groups", labels=("a", "b"))).rgb
    whole = Extras(title="Three groups", labels=("a", "b"))
    scene = kv.Scene(recipe.run(), recipe, extras=whole)

    assert scene.board.get_xlabel() == "a"
    assert scene.board.get_ylabel() == "b"
    assert [text.get_text() for text in scene.figure.texts] == ["Three groups"]
    assert scene.board.get_position().y1 < 1 - 0.07
    # The words below the board stay where they are.
    assert np.array_equal(plain[-30:], asked[-30:])
    assert not np.array_equal(plain[:20], asked[:20])


def test_the_animation_of_a_notebook_has_them_too(recipe):
    animation = kv.animate(recipe, title="Three groups", transparent=True)
    data = re.search(r"base64,([^\"]+)", animation._repr_html_())[1]
    picture, _ = decoded(io.BytesIO(base64.b64decode(data)))[-1]
    assert set(np.unique(picture[..., 3])) == {0, 255}


@pytest.mark.parametrize(
    ("ending", "asked", "words"),
    [
        ("mp4", {"transparent": True}, "transparent=True is not for .mp4, whose pictures always have a ground"),
        ("webm", {"transparent": True}, "transparent=True is not for .webm, whose pictures always have a ground"),
        ("jpg", {"transparent": True}, "transparent=True is not for .jpg, whose pictures always have a ground"),
        ("html", {"title": "Mine"}, "title='Mine' makes no difference to .html, which is a live board alone"),
        ("gif", {"title": 5}, "title=5 is not text; use for example title='Two hikes'"),
        ("gif", {"labels": "ab"}, "labels='ab' are not two labels; use for example labels=('longitude', 'latitude')"),
        ("gif", {"transparent": "yes"}, "transparent='yes' is not a switch; use True or False"),
    ],
)
def test_what_a_file_cannot_have_is_told_in_one_line(tmp_path, recipe, ending, asked, words):
    with pytest.raises(kv.InputError) as told:
        kv.save(recipe, tmp_path / f"out.{ending}", **asked)
    assert str(told.value).startswith(words)
    assert "\n" not in str(told.value)
    assert not list(tmp_path.iterdir())
