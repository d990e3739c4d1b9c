"""AVIF and TIFF, read back: the colours, times and notes that were asked for."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.export import avif
from kmeans_viz.pictures.timeline import timeline


@pytest.mark.parametrize("style", ["light", "dark"])
def test_an_avif_has_the_drawn_pictures_and_times_and_colours_within_what_it_can_hold(
    tmp_path, recipe, run, files, style
):
    shown = files.decoded(kv.save(recipe, tmp_path / "out.avif", style=style, size=320))
    scene = kv.Scene(run, replace(recipe, size=320, style=style))
    frames = list(timeline(run, recipe))

    assert [picture.duration_ms for picture in shown] == [frame.duration_ms for frame in frames]
    for picture, frame in zip(shown, frames, strict=True):
        off = np.abs(picture.rgb.astype(int) - scene.draw(frame)[..., :3]).max(axis=2)
        assert np.quantile(off, 0.98) <= 10
        assert off.mean() < 2


def test_an_avif_says_nothing_of_when_it_was_made(tmp_path, recipe):
    data = kv.save(recipe, tmp_path / "out.avif").read_bytes()
    places = [data.index(kind) + 8 for kind in (b"mvhd", b"tkhd", b"mdhd")]

    assert [data[place : place + 16] for place in places] == [bytes(16)] * 3


def test_without_avif_in_pillow_one_line_says_what_to_do(tmp_path, recipe, monkeypatch):
    monkeypatch.setattr(avif.features, "check", lambda name: False)
    with pytest.raises(kv.InputError, match=r"built without AVIF; use: pip install .*, or write \.webp"):
        kv.save(recipe, tmp_path / "out.avif")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["out.tiff", "out.tif"])
def test_a_tiff_has_a_page_for_each_picture_in_the_colours_of_the_palette_and_its_time(tmp_path, recipe, name):
    path = kv.save(recipe, tmp_path / name)
    drawn = [picture.rgb for picture in kv.frames(recipe)]
    png = kv.save(recipe, f"{tmp_path}/frames/")

    with tifffile.TiffFile(path) as tiff, Image.open(path) as image:
        assert len(tiff.pages) == image.n_frames == len(drawn)
        times = [page.tags[285].value for page in tiff.pages]
        for number in range(image.n_frames):
            image.seek(number)
            with Image.open(png / f"{number + 1:04}.png") as frame:
                assert np.array_equal(np.asarray(image.convert("RGB")), np.asarray(frame.convert("RGB")))
    assert times == [f"{frame.duration_ms} ms" for frame in timeline(recipe.run(), recipe)]


@pytest.mark.parametrize("ending", ["apng", "avif", "tiff", "jpg"])
def test_the_same_recipe_makes_the_same_bytes_also_in_an_open_file(tmp_path, recipe, ending):
    file = io.BytesIO()
    kv.save(recipe, file, format=ending)

    assert file.getvalue() == kv.save(recipe, tmp_path / f"out.{ending}").read_bytes()
    if ending == "apng":
        assert file.getvalue() == kv.save(recipe, tmp_path / "out.png").read_bytes()
