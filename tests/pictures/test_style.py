"""Colours that all viewers can tell apart, and markers where there are no colours."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert

import kmeans_viz as kv
from kmeans_viz.look import STYLES
from kmeans_viz.pictures.style import luminance, mixed, rgb, style_named


def closest(colors, deficiency=None):
    """Return the smallest distance between two colours in CAM02-UCS, as seen with a deficiency of colour vision."""
    seen = np.array([rgb(color) for color in colors]) / 255
    if deficiency:
        space = {"name": "sRGB1+CVD", "cvd_type": deficiency, "severity": 100}
        seen = np.clip(cspace_convert(seen, space, "sRGB1"), 0, 1)
    places = cspace_convert(seen, "sRGB1", "CAM02-UCS")
    return min(np.linalg.norm(a - b) for a, b in combinations(places, 2))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("deficiency", [None, "deuteranomaly", "protanomaly", "tritanomaly"])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_first_eight_colours_are_far_apart_for_every_kind_of_colour_vision(name, deficiency):
    assert closest(style_named(name).colors[:8], deficiency) >= 16


@pytest.mark.parametrize("name", ["light", "dark"])
def test_all_twenty_colours_are_far_apart(name):
    assert len(style_named(name).colors) == 20
    assert closest(style_named(name).colors) >= 13


@pytest.mark.parametrize("name", STYLES)
def test_star_edges_and_words_stand_out_from_everything_behind_them(name):
    style = style_named(name)
    behind = [style.board, *map(style.cell, range(20))]

    assert min(contrast(style.star_edge, color) for color in behind) >= 7
    assert contrast(style.ink, style.page) >= 7
    assert contrast(style.muted, style.page) >= 4.5
    assert min(contrast(style.unassigned, color) for color in behind) >= 2


@pytest.mark.parametrize("name", STYLES)
def test_lines_between_cells_survive_a_weak_projector(name):
    style = style_named(name)

    assert min(contrast(style.cell_edge, style.cell(j)) for j in range(20)) >= 1.6


@pytest.mark.parametrize("name", STYLES)
def test_the_number_on_a_star_can_be_read(name):
    style = style_named(name)

    assert min(contrast(style.on_star(j), style.star(j)) for j in range(20)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_points_stand_out_from_their_own_cell(name):
    style = style_named(name)

    assert min(closest([style.color(j), style.cell(j)]) for j in range(20)) >= 13


def test_colours_repeat_with_another_marker():
    style = style_named("light")

    assert [style.color(j) for j in (0, 20, 40)] == [style.color(0)] * 3
    assert len({style.marker(j) for j in (0, 20, 40, 60, 80)}) == 5
    assert len({(style.color(j), style.marker(j)) for j in range(100)}) == 100
    assert {style.marker(j) for j in range(20)} == {"o"}


def test_in_print_each_cluster_has_its_own_marker_and_only_greys_are_used():
    style = style_named("print")

    assert len({style.marker(j) for j in range(11)}) == 11
    assert len({(style.marker(j), style.color(j)) for j in range(55)}) == 55
    assert all(
        len(set(rgb(color))) == 1 for color in (*style.colors, style.ink, style.muted, style.page, style.unassigned)
    )
    assert {style.cell(j) for j in range(5)} == {style.board}


def test_mixing_goes_from_one_colour_to_the_other():
    assert mixed("#ff0000", "#0000ff", 1) == "#ff0000"
    assert mixed("#ff0000", "#0000ff", 0) == "#0000ff"
    assert mixed("#ff0000", "#000000", 0.5) == "#800000"


def test_luminance_is_that_of_wcag():
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("#777777") == pytest.approx(0.1845, abs=1e-4)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_an_unknown_style_is_answered_with_the_nearest_name():
    with pytest.raises(kv.InputError, match="did you mean 'dark'"):
        style_named("drak")
