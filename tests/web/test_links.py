"""A link says the same in Python and in the page: one writes what the other reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.data import GENERATORS
from kmeans_viz.gallery import GALLERY
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.links import LONGEST

Ask = Callable[[list[dict[str, Any]]], list[Any]]
PAGE = "https://school.example/k-means/board.html"
# A link of version 1 goes on meaning what it meant, whatever comes after.
VERSION_1 = (
    f"{PAGE}#kmeans=1&data=peaked&blobs=5&seed=42&k=5&init=k-means%2B%2B&init-seed=18446744073709551617&on-empty=drop"
    "&size=900x520&theme=dark&trails=false&show=board&hide=caption%20curve&step=3"
)


def recipes(number: int) -> list[kv.Recipe]:
    """Return recipes of all kinds; the same ones every time."""
    rng = np.random.default_rng(5)
    made = []
    for _ in range(number):
        fields: dict[str, Any] = {"data": str(rng.choice([*GENERATORS])), "n": int(rng.integers(20, 90))}
        fields["seed"] = int(rng.integers(0, 2**62)) * int(rng.choice([0, 1, 2**70]))
        fields["k"] = int(rng.integers(1, 8))
        chosen = {
            "blobs": int(rng.integers(1, 9)),
            "init": str(rng.choice([*SEEDINGS])),
            "init_seed": int(rng.integers(0, 99)),
            "max_iter": int(rng.integers(1, 40)),
            "on_empty": str(rng.choice([*RULES])),
            "standardize": True,
            "style": str(rng.choice(["dark", "print"])),
            "size": (int(rng.integers(200, 900)), 500),
            "tween": 3,
            "loop": False,
            "trails": False,
            "caption": False,
        }
        fields |= {name: value for name, value in chosen.items() if rng.random() < 0.4}
        scale = 10.0 ** int(rng.integers(-30, 30))
        if rng.random() < 0.3:  # painted
            fields["coordinates"] = (rng.normal(size=(40, 2)) * scale).tolist()
        if rng.random() < 0.3:  # placed
            fields["init"] = (rng.normal(size=(fields["k"], 2)) * scale).tolist()
        made.append(kv.Recipe(**fields))
    return made


def test_python_and_page_read_what_the_other_wrote(ask: Ask) -> None:
    made = [*recipes(200), *GALLERY.values()]
    made = [recipe for recipe in made if recipe.data in GENERATORS or recipe.coordinates is not None]
    [answers] = ask([{"ask": "links", "links": [recipe.to_link(PAGE) for recipe in made]}])
    for recipe, answer in zip(made, answers, strict=True):
        assert kv.Recipe.from_json(answer["recipe"]) == recipe
        assert answer["link"].startswith(PAGE + "#kmeans=1")
        assert kv.Recipe.from_link(answer["link"]) == recipe
        assert kv.Recipe.from_link(recipe.to_link()) == recipe
    [again] = ask([{"ask": "links", "links": [answer["link"] for answer in answers]}])
    assert again == answers


def test_a_link_of_version_1_stays_readable(ask: Ask) -> None:
    recipe = kv.Recipe.from_link(VERSION_1)
    assert recipe == kv.Recipe(
        data="peaked", blobs=5, seed=42, k=5, init="k-means++", init_seed=2**64 + 1, on_empty="drop",
        size=(900, 520), style="dark", trails=False,
    )  # fmt: skip
    [[answer]] = ask([{"ask": "links", "links": [VERSION_1]}])
    assert kv.Recipe.from_json(answer["recipe"]) == recipe
    assert answer["link"].endswith("&show=board&hide=caption%20curve&step=3")


@pytest.mark.parametrize(
    ("fragment", "problem"),
    [
        ("kmeans=2&k=3", "the link has version '2', and this "),
        ("kmeans=1&csv=%2Fetc%2Fpasswd", "'csv' is unknown; use some of: size, theme, "),
        ("kmeans=1&k=2&k=3", "the link's entry 'k' is there twice; keep one of them"),
        ("kmeans=1&k=many", "k='many' "),
        ("kmeans=1&loop=perhaps", "loop='perhaps' "),
        ("kmeans=1&points=1_2~3_x", "points="),
        ("kmeans=1&init=alert(1)", "init='alert(1)' is unknown"),
    ],
)
def test_a_link_that_cannot_be_read_is_told_on_both_sides(ask: Ask, fragment: str, problem: str) -> None:
    with pytest.raises(kv.InputError) as told:
        kv.Recipe.from_link(f"{PAGE}#{fragment}")
    assert problem.replace("some of", "one of") in str(told.value)
    [[answer]] = ask([{"ask": "links", "links": [f"{PAGE}#{fragment}"]}])
    # What only the run can tell, such as an unknown method, is told when it begins.
    assert problem in answer.get("problem", problem if "init" in fragment else "")


@pytest.mark.parametrize("link", ["", PAGE, f"{PAGE}#chapter-2", "#", "#k=3&kmeans=1", "http://[#x"])
def test_an_address_without_a_board_is_told(link: str) -> None:
    with pytest.raises(kv.InputError, match="holds no board; copy one whose address goes on with #kmeans="):
        kv.Recipe.from_link(link)


def test_the_points_of_a_file_travel_and_its_path_does_not(tmp_path: Path) -> None:
    points = np.random.default_rng(3).normal(size=(50, 2)) * 7
    file = tmp_path / "secret" / "trees.csv"
    file.parent.mkdir()
    np.savetxt(file, points, delimiter=",", header="a,b", comments="")
    for recipe in (
        kv.Recipe(csv=str(file), columns=("a", "b"), k=4, standardize=True),
        kv.Recipe(data="old-faithful", k=2, standardize=True),
    ):
        link = recipe.to_link(PAGE)
        assert "secret" not in link
        assert "csv" not in link
        arrived = kv.Recipe.from_link(link)
        assert arrived.path is None
        ours, theirs = recipe.run(), arrived.run()
        assert len(ours) == len(theirs)
        for state, other in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(state.centroids, other.centroids)
            np.testing.assert_array_equal(state.labels, other.labels)


def test_what_is_too_long_for_a_link_is_told(tmp_path: Path) -> None:
    points = np.random.default_rng(3).normal(size=(1000, 2))
    with pytest.raises(kv.InputError, match=rf"the link would have \d\d,\d+ characters, and .* more than {LONGEST:,}"):
        kv.Recipe(coordinates=points.tolist()).to_link()
    file = tmp_path / "many.csv"
    np.savetxt(file, np.repeat(points, 20, axis=0), delimiter=",", header="a,b", comments="")
    with pytest.raises(kv.InputError, match="20,000 points are too many for a link; use fewer, or pass a file on"):
        kv.Recipe(csv=str(file)).to_link()
    short = replace(kv.Recipe(), coordinates=points[:300].round(3).tolist())
    assert kv.Recipe.from_link(short.to_link()) == short
    assert json.loads(short.to_json())["coordinates"][0] == points[0].round(3).tolist()
