"""What a page makes of the guesses of a class, held to NumPy: percentages, mean and spread, the nearest, CSV."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kmeans_viz as kv

Answer = Callable[..., Any]


@pytest.fixture(scope="module")
def answer(node: str) -> Answer:
    """Return a function that asks the guesses of a class some questions of a kind at once."""
    script = Path(__file__).with_name("classroom_answers.mjs")

    def answer(kind: str, *questions: dict[str, Any]) -> Any:
        asked = json.dumps([{"ask": kind, **question} for question in questions])
        done = subprocess.run([node, str(script)], input=asked, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return answer


def test_percentages_add_up_to_100_and_none_is_off_by_one(answer: Answer) -> None:
    rng = np.random.default_rng(3)
    votes = [rng.integers(2, 2 + k, size=n).tolist() for k in (2, 3, 6) for n in (0, 1, 3, 7, 40, 300)]
    options = [2, 3, 4, 5, 6, 7]
    for chosen, rows in zip(
        votes, answer("tally", *({"options": options, "chosen": chosen} for chosen in votes)), strict=True
    ):
        counts = np.bincount(chosen, minlength=8)[2:] if chosen else np.zeros(6, int)
        percents = np.array([row["percent"] for row in rows])
        assert [row["count"] for row in rows] == counts.tolist()
        assert percents.sum() == (100 if chosen else 0)
        assert np.all(np.abs(percents - 100 * counts / max(1, len(chosen))) < 1)


def test_a_third_each_leaves_one_percent_for_the_first(answer: Answer) -> None:
    (rows,) = answer("tally", {"options": ["a", "b", "c"], "chosen": ["c", "b", "a"]})
    assert [row["percent"] for row in rows] == [34, 33, 33]


def test_mean_and_spread_are_those_of_numpy(answer: Answer) -> None:
    rng = np.random.default_rng(5)
    boards = [
        *(
            rng.multivariate_normal([0.3, -0.2], [[0.2, together], [together, 0.1]], size=n)
            for together in (0.13, -0.05)
            for n in (2, 40, 300)
        ),
        np.array([[0.25, 0.5]]),
        np.array([[0.1, 0.2], [0.3, 0.4], [0.2, 0.3]]),
    ]
    for places, found in zip(boards, answer("spread", *({"places": board.tolist()} for board in boards)), strict=True):
        covariance = np.cov(places.T, ddof=0)
        assert found["mean"] == pytest.approx(places.mean(axis=0), abs=1e-15)
        assert found["typical"] == pytest.approx(np.sqrt(np.trace(covariance)), abs=1e-12)
        turn = np.array([np.cos(found["angle"]), np.sin(found["angle"])])
        across = np.array([-turn[1], turn[0]])
        (major, minor), axes = found["deviations"], np.stack([turn, across], axis=1)
        assert major >= minor >= 0
        assert axes @ np.diag([major**2, minor**2]) @ axes.T == pytest.approx(covariance, abs=1e-12)


def test_on_a_line_the_spread_is_the_standard_deviation(answer: Answer) -> None:
    places = np.random.default_rng(6).normal(size=(30, 1))
    (found,) = answer("spread", {"places": places.tolist()})
    assert found["deviations"] == pytest.approx([places.std()])
    assert found["typical"] == pytest.approx(places.std())


def test_stars_are_compared_with_where_their_own_goes_and_of_two_as_near_the_earlier_one_comes_first(
    answer: Answer,
) -> None:
    places = [[1, 0], [0.5, 0], [0, 0.5], [0, 0.1], [2, 2]]
    others = [{"cluster": 2, "at": [3, 3]}, {"cluster": 1, "at": [0, 0]}]
    stars = [*({"cluster": 0, "at": place} for place in places), *others]
    truths = [{"cluster": 0, "to": [0, 0]}, {"cluster": 2, "to": [3, 4.5]}]
    (found,) = answer("compared", {"stars": stars, "truths": truths})
    assert [row["index"] for row in found["nearest"]] == [3, 1, 2, 0, 5, 4], "nothing is known of the second star"
    assert [row["distance"] for row in found["nearest"]] == pytest.approx([0.1, 0.5, 0.5, 1, 1.5, np.hypot(2, 2)])
    mean = np.mean(places, axis=0)
    assert found["means"] == [
        {"cluster": 0, "mean": pytest.approx(mean), "distance": pytest.approx(np.hypot(*mean))},
        {"cluster": 2, "mean": [3, 3], "distance": 1.5},
    ]


def test_the_lowest_inertia_is_computed_from_the_places_of_the_stars(answer: Answer) -> None:
    X = kv.data.peaked(80, 4, seed=2)
    stars = np.random.default_rng(7).uniform(-1, 1, size=(25, 4, 2))
    inertias = [((X[:, None] - each) ** 2).sum(axis=-1).min(axis=1).sum() for each in stars]
    guesses = [{"centroids": each.tolist(), "inertia": 0} for each in stars]
    found, nothing = answer("lowest", {"points": X.tolist(), "guesses": guesses}, {"points": X.tolist(), "guesses": []})
    assert found == {"index": int(np.argmin(inertias)), "inertia": pytest.approx(min(inertias))}
    assert nothing is None


def test_of_each_student_the_last_guess_counts_once(answer: Answer) -> None:
    guesses = [["a", {"k": 3}], ["b", {"k": 4}], ["a", {"k": 5}]]
    (found,) = answer("kinds", {"guesses": guesses, "kinds": ["k", "at"]})
    assert found == [2, [{"k": 5}, {"k": 4}], []]


def test_the_csv_has_all_guesses_and_tells_nobodys_name_or_turn(answer: Answer) -> None:
    place = {"question": 'Where, "exactly",\ndoes it go?', "guesses": [
        ["b" * 16, {"cluster": 1, "at": [0.5, -0.25]}],
        ["a" * 16, {"cluster": 0, "at": [0.75, 0.125]}],
    ]}  # fmt: skip
    vote = {"question": "How many?", "guesses": [["z", {"k": 4}], ["y", {"k": 3}]]}
    choose = {"question": "=1+1", "choices": ["moons", "-rings"], "answer": 1, "guesses": [["y", {"choice": 1}]]}
    drag = {"question": "Lowest?", "guesses": [["y", {"centroids": [[0, 1], [2, 3]]}]]}
    text, again = answer(
        "csv",
        {"scenes": [place, vote, choose, drag]},
        {"scenes": [{**part, "guesses": part["guesses"][::-1]} for part in (place, vote, choose, drag)]},
    )
    assert text == again, "the order in which guesses came is not told"
    assert "aaaa" not in text
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows == [
        ["scene", "question", "guess", "star", "x1", "x2", "k", "choice", "text", "right"],
        ["1", place["question"], "1", "1", "0.75", "0.125", "", "", "", ""],
        ["1", place["question"], "2", "2", "0.5", "-0.25", "", "", "", ""],
        ["2", "How many?", "1", "", "", "", "3", "", "", ""],
        ["2", "How many?", "2", "", "", "", "4", "", "", ""],
        ["3", "'=1+1", "1", "", "", "", "", "2", "'-rings", "yes"],
        ["4", "Lowest?", "1", "1", "0", "1", "", "", "", ""],
        ["4", "Lowest?", "1", "2", "2", "3", "", "", "", ""],
    ]
