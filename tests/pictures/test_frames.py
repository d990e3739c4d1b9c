"""The pictures of a run as arrays, and the timeline behind them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.inputs import InputError

RECIPE = kv.Recipe(n=40, seed=2, size=(160, 200), tween=1, style="dark", max_iter=2)


def test_every_frame_is_the_picture_of_its_place_in_the_timeline() -> None:
    trace = RECIPE.run()
    scene = kv.Scene(trace, RECIPE)
    pairs = list(zip(kv.frames(RECIPE), kv.timeline(trace, RECIPE), strict=True))
    assert len(pairs) > len(trace)
    for picture, frame in pairs:
        assert (picture.rgb.shape, picture.rgb.dtype) == ((200, 160, 3), np.uint8)
        np.testing.assert_array_equal(picture.rgb, scene.draw(frame)[..., :3])
        told = (picture.duration_ms, picture.index, picture.title, picture.text)
        assert told == (frame.duration_ms, frame.index, frame.title, frame.text)


def test_a_picture_keeps_its_pixels_and_may_be_changed() -> None:
    pictures = kv.frames(RECIPE)
    first = next(pictures)
    kept = first.rgb.copy()
    second = next(pictures)
    np.testing.assert_array_equal(first.rgb, kept)
    assert not np.shares_memory(first.rgb, second.rgb)
    first.rgb[:] = 0
    np.testing.assert_array_equal(next(kv.frames(RECIPE)).rgb, kept)


def test_a_trace_is_drawn_as_its_recipe_says_unless_told_otherwise() -> None:
    trace = RECIPE.run()
    assert next(kv.frames(trace)).rgb.shape == (200, 160, 3)
    assert next(kv.frames(trace, size=120)).rgb.shape == (120, 120, 3)
    assert len(list(kv.timeline(trace))) == len(list(kv.timeline(trace, RECIPE)))
    assert len(list(kv.timeline(trace, kv.Look(tween=0)))) == len(trace)


def test_the_start_is_shown_being_made_where_it_is_asked_for() -> None:
    titles = [picture.title for picture in kv.frames(RECIPE, seeding=True, tween=0)]
    assert titles[:7] == [f"Start, star {j} of 3" for j in (1, 1, 2, 2, 3, 3)] + ["Start"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kv.frames([1, 2]), "list cannot be drawn; pass a Trace, as record() returns, or a Recipe"),
        (lambda: kv.frames(RECIPE, tween=-1), "tween=-1 is out of range; use 0 <= tween <= 100"),
        (lambda: kv.timeline(RECIPE), "Recipe has no timeline; pass a Trace, as record() returns"),
        (lambda: kv.timeline(RECIPE.run(), "dark"),
            "look='dark' is not a Look; use for example kv.Look(style='dark')"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told_before_the_first_picture(call: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        call()
    assert str(caught.value) == message
