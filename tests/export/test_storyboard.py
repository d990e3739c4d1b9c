"""Storyboards as PDF, SVG and PNG: text that stays text, and pictures of the right state."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.export import read_note, save_storyboard
from kmeans_viz.pictures.style import rgb, style_named


@pytest.fixture
def recipe():
    return kv.Recipe(n=40, k=3, seed=2, max_iter=1)


@pytest.fixture
def run(recipe):
    return recipe.run()


def test_an_svg_is_xml_with_a_group_for_every_half_step(tmp_path, recipe, run):
    root = ET.parse(kv.save(recipe, tmp_path / "out.svg")).getroot()
    panels = [group for group in root.iter("{http://www.w3.org/2000/svg}g") if group.get("id", "").startswith("axes_")]

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(panels) == len(run)


def test_nothing_in_an_svg_or_pdf_is_loaded_from_elsewhere(tmp_path, recipe):
    svg = kv.save(recipe, tmp_path / "out.svg").read_text()
    addresses = {part.split('"')[0] for part in svg.split('href="')[1:]}

    assert all(address.startswith(("#", "data:")) for address in addresses if "creativecommons" not in address)
    assert b"/URI" not in kv.save(recipe, tmp_path / "out.pdf").read_bytes()


def test_a_pdf_is_one_whole_page(tmp_path, recipe):
    data = kv.save(recipe, tmp_path / "out.pdf").read_bytes()

    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert data.count(b"/Type /Page ") + data.count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("style", ["light", "dark"])
def test_a_png_shows_the_clusters_in_their_colours_on_the_styles_page(tmp_path, recipe, style):
    path = save_storyboard(recipe, tmp_path / "out.png", style=style)
    as_a_look = save_storyboard(recipe, tmp_path / "look.png", look=kv.Look(style=style))
    assert path.read_bytes() == as_a_look.read_bytes()

    with Image.open(path) as image:
        assert getattr(image, "n_frames", 1) == 1
        drawn = set(map(tuple, np.asarray(image.convert("RGB")).reshape(-1, 3).tolist()))
        page = image.convert("RGB").getpixel((2, 2))
    assert page == rgb(style_named(style).page)
    assert {rgb(style_named(style).color(j)) for j in range(3)} <= drawn


@pytest.mark.parametrize("ending", ["jpg", "jpeg", "tif", "tiff"])
def test_a_jpeg_and_a_tiff_show_the_same_page_as_the_png(tmp_path, recipe, ending):
    png, other = (save_storyboard(recipe, tmp_path / f"out.{e}", style="dark") for e in ("png", ending))

    with Image.open(png) as page, Image.open(other) as image:
        drawn, wanted = (np.asarray(i.convert("RGB")).astype(int) for i in (image, page))
    assert drawn.shape == wanted.shape
    off = np.abs(drawn - wanted)
    assert off.max() == 0 if "tif" in ending else off.mean() < 1.5


def test_a_page_names_its_title_and_its_words_are_text(tmp_path, recipe):
    plain = save_storyboard(recipe, tmp_path / "out.pdf").read_bytes()
    titled = save_storyboard(recipe, tmp_path / "titled.pdf", title="Three groups").read_bytes()
    root = ET.parse(
        save_storyboard(recipe, tmp_path / "out.svg", title="Three groups", labels=("a (cm)", "b"))
    ).getroot()
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]

    assert b"/Title (k-means with k = 3)" in plain
    assert b"/Title (Three groups)" in titled
    assert root.find("{http://www.w3.org/2000/svg}title").text == "Three groups"
    assert {"Three groups", "Start", "Step 1, assign", "a (cm)", "b"} <= set(words)


@pytest.mark.parametrize("ending", ["png", "tiff", "svg", "pdf"])
def test_the_ground_can_be_left_out_and_the_choices_read_back(tmp_path, recipe, ending):
    options = {"title": "It's 5 $", "labels": ("x, cm", "y"), "transparent": True, "panels": 2}
    path = save_storyboard(recipe, tmp_path / f"out.{ending}", **options)
    note = read_note(path)

    assert {name: getattr(note, name) for name in options} == options
    assert """--title 'It'"'"'s 5 $' --labels '"x, cm",y' --transparent""" in note.command("out.svg")
    namespace = {}
    exec(note.python(str(tmp_path / f"again.{ending}")), namespace)
    assert (tmp_path / f"again.{ending}").read_bytes() == path.read_bytes()
    if ending in ("png", "tiff"):
        with Image.open(path) as image:
            opacity = np.asarray(image.convert("RGBA"))[..., 3]
        assert opacity[2, 2] == 0
        assert opacity.max() == 255


def test_what_a_page_cannot_have_is_told(tmp_path, recipe):
    with pytest.raises(kv.InputError, match=r"^transparent=True is not for \.jpg, whose pictures always have"):
        save_storyboard(recipe, tmp_path / "out.jpg", transparent=True)
    with pytest.raises(kv.InputError, match=r"^size=300 makes no difference to a storyboard, which stands still"):
        save_storyboard(recipe, tmp_path / "out.png", size=300)
    with pytest.raises(kv.InputError, match=r"^labels='ab' are not two labels; use for example labels="):
        save_storyboard(recipe, tmp_path / "out.png", labels="ab")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["pdf", "svg", "png"])
def test_the_number_of_panels_changes_the_size_of_the_page(tmp_path, recipe, ending):
    few = save_storyboard(recipe, tmp_path / f"few.{ending}", panels=2).stat().st_size
    all_of_them = save_storyboard(recipe, tmp_path / f"all.{ending}").stat().st_size

    assert few < 0.9 * all_of_them


def test_another_ending_is_refused_with_those_that_work(tmp_path, recipe):
    with pytest.raises(kv.InputError, match=r"ending.*'\.gif' is unknown; .*use one of: \.pdf, \.svg, \.png"):
        save_storyboard(recipe, tmp_path / "out.gif")
    assert list(tmp_path.iterdir()) == []


def test_a_page_without_an_ending_is_told_the_endings_that_a_page_can_have(tmp_path, recipe):
    with pytest.raises(kv.InputError, match=r"has no ending to tell the format by; use one of: \.pdf, \.svg, \.png, "):
        save_storyboard(recipe, tmp_path / "out")
    with pytest.raises(kv.InputError, match=r"is a folder; name a file in it$"):
        save_storyboard(recipe, tmp_path)
    assert list(tmp_path.iterdir()) == []
