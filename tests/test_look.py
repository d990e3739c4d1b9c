"""The look of a run, as a plain value, and as keywords that an editor completes and a type checker knows."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import Any, Unpack, get_type_hints

import pytest

import kmeans_viz as kv
from kmeans_viz.export import save_storyboard
from kmeans_viz.look import LookOptions, changed

DRAWING = [kv.save, save_storyboard, kv.plot, kv.storyboard, kv.frames, kv.animate, kv.Player.__init__]


def test_the_keywords_are_the_fields_of_look_by_name_and_type() -> None:
    hints = get_type_hints(kv.Look)

    assert get_type_hints(LookOptions) == {field.name: hints[field.name] for field in fields(kv.Look)}
    assert not LookOptions.__required_keys__


@pytest.mark.parametrize("draw", DRAWING, ids=lambda function: function.__qualname__)
def test_whatever_draws_spells_the_same_keywords_out(draw: Callable[..., Any]) -> None:
    (options,) = (p.name for p in inspect.signature(draw).parameters.values() if p.kind is p.VAR_KEYWORD)

    assert get_type_hints(draw, include_extras=True)[options] == Unpack[LookOptions]


def test_options_take_the_place_of_a_looks_own_and_are_checked_like_them() -> None:
    recipe = changed(kv.Recipe(k=2, style="dark", tween=0), {"style": "print", "size": (300, 200)})

    assert recipe == kv.Recipe(k=2, style="print", tween=0, size=(300, 200))
    with pytest.raises(kv.InputError, match=r"^the option 'stile' is unknown; did you mean 'style'\?"):
        changed(kv.Look(), {"stile": "dark"})  # type: ignore[typeddict-unknown-key]
    with pytest.raises(kv.InputError, match=r"^tween=-1 is out of range"):
        changed(kv.Look(), {"tween": -1})
