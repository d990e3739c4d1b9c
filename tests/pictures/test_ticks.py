"""The numbers at an axis: different from each other, short, and inside the picture."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.ticker import MaxNLocator

import kmeans_viz as kv
from kmeans_viz.pictures.ticks import Ticks


def written(ticks):
    return [number.replace("\N{MINUS SIGN}", "-") for number in Ticks().format_ticks(ticks)]


@pytest.mark.parametrize(
    ("ticks", "numbers"),
    [
        ([0, 0.25, 0.5], ["0.00", "0.25", "0.50"]),
        ([0, 200, 400], ["0", "200", "400"]),
        ([-10_000, -7_500, 0], ["-10000", "-7500", "0"]),
        ([250_000, 500_000], ["250000", "500000"]),
        ([-2.5e6, 0, 2.5e6], ["-2.5e6", "0", "2.5e6"]),
        ([0, 1e-5, 2e-5], ["0", "10e-6", "20e-6"]),
        ([1_000_001, 1_000_002], ["1000001", "1000002"]),
        ([0.1, 0.30000000000000004], ["0.1", "0.3"]),
        ([5], ["5"]),
        ([0], ["0"]),
    ],
)
def test_numbers_have_the_digits_that_tell_them_apart_and_large_ones_are_short(ticks, numbers):
    assert written(ticks) == numbers


@given(low=st.floats(-1e12, 1e12), width=st.floats(1e-3, 1e12))
def test_ticks_are_told_apart_and_read_back_as_where_they_are(low, width):
    ticks = MaxNLocator().tick_values(low, low + width)
    numbers = written(ticks)
    step = min(b - a for a, b in itertools.pairwise(ticks))
    assert len(set(numbers)) == len(numbers)
    assert np.abs(np.array(list(map(float, numbers))) - ticks).max() <= 0.01 * step + 1e-12 * abs(low)


@pytest.mark.parametrize("size", [320, 640, (1280, 720)])
@pytest.mark.parametrize("scale", [1.0, 1e4, 1e7, 1e-6])
def test_the_words_at_the_axes_are_on_the_picture(size, scale):
    X = np.random.default_rng(0).normal(size=(60, 3)) * scale
    scene = kv.Scene(kv.record(X, 3, seed=0), kv.Look(size=size))
    scene.canvas.draw()
    width, height = scene.look.width_height
    for axis in (scene.board.xaxis, scene.board.yaxis):
        box = axis.get_tightbbox(scene.canvas.get_renderer())
        assert 0 < box.x0 < box.x1 < width
        assert 0 < box.y0 < box.y1 < height
        assert axis.get_offset_text().get_text() == ""
