"""One palette for all frames: the style's own colours stay as they are, all others become the nearest one."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_viz.look import STYLES
from kmeans_viz.pictures.pixels.palette import TRANSPARENT, Palette
from kmeans_viz.pictures.style import rgb, style_named


def picture_of(colors):
    colors = np.asarray(colors, dtype=np.uint8)
    return np.c_[colors, np.full(len(colors), 255, np.uint8)][None]


@pytest.mark.parametrize("clusters", [1, 3, 8, 20, 45, 300])
@pytest.mark.parametrize("name", STYLES)
def test_every_colour_of_the_style_is_in_the_palette_as_it_is(name, clusters):
    style, palette = style_named(name), Palette(style_named(name), clusters)
    own = [style.page, style.board, style.ink, style.muted, style.unassigned, style.dot_edge, style.star_edge]
    own += [make(j) for j in range(min(clusters, 20)) for make in (style.color, style.cell, style.on_star)]
    picture = picture_of([rgb(color) for color in own])

    assert np.array_equal(palette.reduced(picture), picture)
    assert len(palette.colors) <= 256


def test_every_other_colour_becomes_one_that_is_as_near_as_the_nearest_to_a_few_steps():
    palette = Palette(style_named("light"), 5)
    colors = np.random.default_rng(0).integers(0, 256, (3000, 3))
    known = palette.colors[1:].astype(int)

    found = palette.reduced(picture_of(colors))[0, :, :3].astype(int)
    distance = np.linalg.norm(found - colors, axis=1)
    nearest = np.linalg.norm(colors[:, None] - known, axis=2).min(axis=1)
    # The search rounds each channel to multiples of 8, which moves it by at most 4.
    assert (distance <= nearest + 2 * np.linalg.norm([4, 4, 4]) + 1e-9).all()
    assert (distance - nearest).mean() < 0.5


def test_no_pixel_becomes_transparent_and_black_stays_near_black():
    palette = Palette(style_named("dark"), 3)

    assert (palette.indices(picture_of([(0, 0, 0), (1, 0, 0), (255, 255, 255)])) != TRANSPARENT).all()


def test_what_a_colour_becomes_does_not_depend_on_the_colours_before_it():
    colors = np.random.default_rng(1).integers(0, 256, (500, 3))
    one, other = Palette(style_named("light"), 5), Palette(style_named("light"), 5)
    one.indices(picture_of(np.random.default_rng(2).integers(0, 256, (500, 3))))

    assert np.array_equal(one.indices(picture_of(colors)), other.indices(picture_of(colors)))
    assert np.array_equal(other.indices(picture_of(colors[::-1]))[0, ::-1], other.indices(picture_of(colors))[0])
