"""Storyboards as PDF, SVG and PNG: text that stays text, and pictures of the right state."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.export import save_storyboard
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
    with pytest.raises(kv.InputError, match=r"has no ending to tell the format by; use one of: \.pdf, \.svg, \.png$"):
        save_storyboard(recipe, tmp_path / "out")
    with pytest.raises(kv.InputError, match=r"is a folder; name a file in it$"):
        save_storyboard(recipe, tmp_path)
    assert list(tmp_path.iterdir()) == []
