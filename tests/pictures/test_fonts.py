"""Names in any script: a font that has their letters, or a clear word."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pytest
from matplotlib.font_manager import FontProperties, findfont, get_font

import kmeans_viz as kv
from kmeans_viz.pictures.fonts import lettered
from kmeans_viz.pictures.scene import Scene


def test_a_name_in_letters_of_the_usual_font_is_drawn_as_ever() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in ("height, cm", "Größe", "рост", "ύψος", "price in $ (100 $)"):
            assert lettered(name) == (name, {})


def test_letters_that_another_font_has_are_drawn_in_that_one() -> None:
    usual, other = (get_font(findfont(FontProperties(family=name))) for name in ("DejaVu Sans", "STIXGeneral"))
    letter = next(chr(code) for code in sorted(other.get_charmap()) if code > 255 and not usual.get_char_index(code))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        name, fonts = lettered(f"size {letter}")
    assert name == f"size {letter}"
    assert fonts["fontfamily"][0] == "DejaVu Sans"
    assert any(
        get_font(findfont(FontProperties(family=f))).get_char_index(ord(letter)) for f in fonts["fontfamily"][1:]
    )


def test_letters_that_no_font_has_are_told_and_become_question_marks() -> None:
    name = "\U00013000 cm"  # an Egyptian hieroglyph
    trace = replace(kv.record([[0.0, 0.0], [1.0, 3.0]], 1, seed=0), columns=(name, "y"))
    with pytest.warns(UserWarning, match="no font on this machine has the letters \U00013000"):
        scene = Scene(trace)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib would warn of a glyph that it lacks
        scene.canvas.draw()
    assert scene.board.get_xlabel() == "? cm"


def test_a_script_that_runs_from_right_to_left_is_told() -> None:
    with pytest.warns(UserWarning, match="a live page"):
        assert lettered("طول")[0] == "طول"
