"""Text drawn from kept outlines: the same letters, in the same places, as matplotlib's own text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from kmeans_viz.pictures.lettering import LINE, Lettering, at, fitted, outline, width, wrapped

WORDS = "Each centroid moves to the mean of its points; the largest moves 0.23."


@pytest.mark.parametrize("bold", [False, True])
def test_letters_stand_where_matplotlib_sets_them(bold):
    text = "Step 12, update (0.5)"
    own = outline(text, 20.0, bold=bold).get_extents()
    theirs = TextPath((0, 0), text, size=20.0, prop=FontProperties(weight="bold" if bold else "normal")).get_extents()

    # matplotlib kerns and hints its letters, which moves them by fractions of a point.
    assert own.x1 - own.x0 == pytest.approx(theirs.width, rel=0.02)
    assert (own.y1, own.y0) == pytest.approx((theirs.y1, theirs.y0), abs=0.5)


def test_lines_follow_below_each_other_and_end_together_where_they_are_aligned_right():
    one, two = outline("HH", 10.0).get_extents(), outline("HH\nHH", 10.0).get_extents()
    assert two.y0 == pytest.approx(one.y0 - LINE * 10)
    assert two.x1 == pytest.approx(one.x1)

    right = outline("HHH\nH", 10.0, align="right").get_extents()
    assert right.x1 <= 0
    assert right.x1 == pytest.approx(0, abs=1.5)


def test_an_empty_text_and_spaces_draw_nothing():
    assert len(outline("", 10.0).vertices) <= 1
    assert len(outline("  \n ", 10.0).vertices) <= 1


@given(st.text(alphabet="abcdeWi ,.;()", max_size=150), st.floats(20, 400))
def test_no_wrapped_line_is_longer_than_the_room_and_no_letter_is_lost(text, room):
    lines = wrapped(text, 12.0, room).split("\n")

    assert all(width(line, 12.0) <= room + 1e-9 for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


def test_words_are_kept_together_where_they_fit():
    assert wrapped(WORDS, 12.5, 285.0).split("\n") == [
        "Each centroid moves to the mean of its",
        "points; the largest moves 0.23.",
    ]


@settings(max_examples=25)
@given(st.integers(1, 12), st.floats(100, 400), st.floats(0, 60))
def test_text_becomes_smaller_until_it_fits(repeats, room, height):
    text, size = fitted(" ".join([WORDS] * repeats), 12.5, room, height)

    assert size <= 12.5
    if size > 3.0:
        assert text.count("\n") * LINE * size <= height
    assert fitted("Short.", 12.5, room, 0.0) == ("Short.", 12.5)


def test_a_new_text_replaces_the_old_one_in_the_picture():
    figure = Figure(figsize=(2, 1), dpi=100)
    canvas = FigureCanvasAgg(figure)
    inches = figure.dpi_scale_trans
    words = Lettering(12.0, "#000000", at(inches, 0.1, 0.5, inches))
    words.set_animated(False)
    figure.add_artist(words)

    def columns_of(text, size=None):
        words.set_text(text, size)
        canvas.draw()
        return np.flatnonzero((np.asarray(canvas.buffer_rgba())[..., 0] < 128).any(axis=0))

    long, short, large = columns_of("HHHHHH"), columns_of("HH"), columns_of("HH", 24.0)
    assert words.get_text() == "HH"
    assert long[0] == short[0] == pytest.approx(11, abs=1)
    letter = width("H", 12.0) * 100 / 72
    assert long[-1] - short[-1] == pytest.approx(4 * letter, abs=1)
    assert short[-1] - 10 == pytest.approx(2 * letter, abs=4)
    assert large[-1] - 10 == pytest.approx(4 * letter, abs=8)


def test_a_place_is_given_in_the_units_of_any_transform():
    figure = Figure(figsize=(2, 1), dpi=144)
    inches = figure.dpi_scale_trans

    place = at(inches, 0.5, 0.25, inches)
    assert place.transform([(0, 0), (72, 36)]).tolist() == [[72, 36], [216, 108]]
    assert at(Affine2D().scale(2), 5, 5, inches).transform((0, 0)).tolist() == [10, 10]
