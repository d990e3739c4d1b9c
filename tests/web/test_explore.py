"""The explorer's plain functions say what Python says: code, command, verdicts, tables, links."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

import kmeans_viz as kv
from kmeans_viz.data import GENERATORS
from kmeans_viz.gallery import GALLERY
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.pictures.captions import in_four_digits

Answer = Callable[..., list[Any]]


@pytest.fixture(scope="module")
def answer(node: str) -> Answer:
    """Return a function that asks the explorer's modules many questions of a kind at once."""
    script = Path(__file__).with_name("explore_answers.mjs")
    environment = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(Path(__file__).parents[2])}

    def answer(kind: str, questions: list[dict[str, Any]]) -> list[Any]:
        asked = json.dumps([{"ask": kind, **question} for question in questions])
        done = subprocess.run(
            [node, str(script)], input=asked, capture_output=True, text=True, timeout=300, env=environment
        )
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout))

    return answer


def recipes(number: int) -> list[kv.Recipe]:
    """Return recipes of all kinds; the same ones every time."""
    rng = np.random.default_rng(8)
    made = []
    for _ in range(number):
        chosen = {
            "data": str(rng.choice([*GENERATORS])),
            "n": int(rng.integers(20, 90)),
            "seed": int(rng.integers(0, 2**53)),
            "k": int(rng.integers(1, 8)),
            "blobs": int(rng.integers(1, 9)),
            "init": str(rng.choice([*SEEDINGS])),
            "init_seed": int(rng.integers(0, 99)),
            "max_iter": int(rng.integers(1, 40)),
            "on_empty": str(rng.choice([*RULES])),
            "standardize": True,
            "style": str(rng.choice(["dark", "print"])),
            "size": [480, (1280, 720)][int(rng.integers(2))],
            "step_ms": 350,
            "loop": False,
            "trails": False,
        }
        fields: dict[str, Any] = {name: value for name, value in chosen.items() if rng.random() < 0.5}
        scale = 10.0 ** int(rng.integers(-8, 20))
        if rng.random() < 0.3:
            fields["coordinates"] = np.round(rng.normal(size=(30, 2)) * scale, 3).tolist()
        if rng.random() < 0.3:
            fields["init"] = np.round(rng.normal(size=(4, int(rng.integers(1, 3)))) * scale, 1).tolist()
        made.append(kv.Recipe(**fields))
    return [*made, *GALLERY.values(), kv.Recipe()]


def test_code_and_command_are_those_of_python_to_the_letter(answer: Answer) -> None:
    chosen = recipes(200)
    path = "it's k-means.gif"
    answers = answer("code", [{"recipe": json.loads(recipe.to_json()), "path": path} for recipe in chosen])
    for recipe, (python, command) in zip(chosen, answers, strict=True):
        assert python == recipe.python(path)
        assert command == recipe.command(path)


def test_floats_are_written_as_python_writes_them(answer: Answer) -> None:
    rng = np.random.default_rng(3)
    values = [
        *(0.0, 1.0, -1.0, 0.5, 1e-4, 9.9e-5, 1e-7, 123456789.0, 1e15, 9999999999999998.0, 1e16, 1.5e16, 1e21, 5e-324),
        *(rng.normal(size=300) * 10.0 ** rng.integers(-20, 30, 300)).tolist(),
    ]
    assert answer("float", [{"value": value} for value in values]) == [repr(value) for value in values]


def test_clusters_are_matched_as_scipy_assigns_them(answer: Answer) -> None:
    rng = np.random.default_rng(2)
    costs = [-rng.integers(0, most, (k, k)).astype(float) for k in range(1, 21) for most in (2, 30, 10_000)]
    for found, cost in zip(answer("cheapest", [{"costs": cost.tolist()} for cost in costs]), costs, strict=True):
        assert sorted(found) == list(range(len(cost)))
        assert cost[range(len(cost)), found].sum() == cost[linear_sum_assignment(cost)].sum()


def verdict(found: Any, inertia: float, phrase: str) -> list[str]:
    """Return what the inertias that other starts ended with say about one."""
    same = 1e-6
    endings = np.unique(np.append(found, inertia))
    best = float(endings[0])
    method, above = f"{len(found)} starts by {phrase}", inertia / best - 1
    spread = f"{len(endings)} different ending{'s' if len(endings) > 1 else ''}"
    if above <= same:
        share = float((found <= best * (1 + same)).mean())
        how_many = "None of" if share == 0 else "All of" if share == 1 else f"{max(share, 0.01):.0%} of"
        return [f"This is the best known result. {how_many} {method} found it; they came to {spread}."]
    better = found[found < inertia * (1 - same)]
    share = len(better) / len(found)
    worse_than = "All" if share == 1 else f"{np.clip(share, 0.01, 0.99):.0%}"
    if above >= 1:
        distance = f"{1 + above:.1f} times"
    elif above < 0.001:
        distance = "less than 0.1% above"
    else:
        distance = f"{above:.1%} above" if above < 0.1 else f"{above:.0%} above"
    place = 1 + len(np.unique(better))
    return [
        f"This is a local minimum, {distance} the best known ({in_four_digits(best)}).",
        f"{worse_than} of {method} ended better; of {spread} it is number {place}, counted from the best.",
    ]


def test_the_verdict_on_a_start_counts_endings_as_numpy_does(answer: Answer) -> None:
    rng = np.random.default_rng(1)
    questions, expected = [], []
    for init in SEEDINGS:
        for _ in range(20):
            found = rng.choice([1.0, 1.0004, 1.06, 1.4, 2.5, 3.0], size=int(rng.integers(1, 300))).tolist()
            inertia = float(rng.choice([0.9, *found]))
            questions.append({"inertias": found, "init": init, "inertia": inertia})
            expected.append(verdict(np.array(found), inertia, SEEDINGS[init].phrase))
    assert answer("verdict", questions) == expected


def test_two_hundred_situations_go_into_a_link_and_come_back(answer: Answer) -> None:
    rng = np.random.default_rng(4)
    links = []
    for recipe in recipes(200):
        if len(recipe.points() if recipe.coordinates else ()) > 100 or recipe.data in ("old-faithful", "mountain-hike"):
            continue
        link = recipe.to_link("").partition("#")[2]
        extras = {
            "lines": "true",
            "hand": "place",
            "other": str(rng.choice(["k-means%2B%2B", "0.5_1~2_-3.25"])),
            "step": str(int(rng.integers(1, 9))),
        }
        kept = {name: value for name, value in extras.items() if rng.random() < 0.5}
        if "other" in kept and "~" not in kept["other"]:
            kept["other-seed"] = "7"
        ordered = [name for name in ("lines", "hand", "other", "other-seed", "step") if name in kept]
        links.append("#" + "&".join([link, *(f"{name}={kept[name]}" for name in ordered)]))
    assert len(links) > 150
    again = answer("link", [{"fragment": link} for link in links])
    for before, after in zip(links, again, strict=True):
        assert kv.Recipe.from_link(after) == kv.Recipe.from_link(before)
        shown = [set(link.split("&")) for link in (before, after)]
        names = ("lines", "hand", "other", "other-seed", "step")
        one, two = ({entry for entry in each if entry.partition("=")[0] in names} for each in shown)
        assert one == two
    assert answer("link", [{"fragment": link} for link in again]) == again


@pytest.mark.parametrize(
    ("text", "names", "rows", "report"),
    [
        ("1 2\n3 4", ["column 1", "column 2"], [[1, 2], [3, 4]], ""),
        ("x,y\n1,2\n3.5,-4e1\n", ["x", "y"], [[1, 2], [3.5, -40]], ""),
        ("x;y\n1,5;2\n3,25;4", ["x", "y"], [[1.5, 2], [3.25, 4]], ""),
        ("a\tb\tname\n1\t2\tp\n3\t4\tq", ["a", "b"], [[1, 2], [3, 4]], "Left out: 1 column without numbers."),
        (
            '"w","h"\n"1","2"\n"?","4"\n5,6\n7,8',
            ["w", "h"],
            [[1, 2], [5, 6], [7, 8]],
            "Left out: 1 row in which a number is missing.",
        ),
        ("# a comment\n\n 1 \n 2 \n", ["column 1"], [[1], [2]], ""),
    ],
)
def test_a_pasted_table_is_read(
    answer: Answer, text: str, names: list[str], rows: list[list[float]], report: str
) -> None:
    assert answer("table", [{"text": text}]) == [{"names": names, "rows": rows, "report": report}]


@pytest.mark.parametrize(
    ("text", "problem"), [("", "there is nothing to read"), ("no numbers here\nnone", "holds no numbers")]
)
def test_a_table_without_numbers_is_told(answer: Answer, text: str, problem: str) -> None:
    (told,) = answer("table", [{"text": text}])
    assert problem in told
