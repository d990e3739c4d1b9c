"""The page for teachers: its boards prove what they are said to, its plans name what is there, its key is complete."""

from __future__ import annotations

import re

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.lessons.course import numbers
from kmeans_viz.lessons.predictions import Choice
from kmeans_viz.lessons.teachers import PLACE_OF_KEY, quiz_key, teachers_text
from kmeans_viz.runs.trace import Trace

TEXT = teachers_text()
LINKS = dict(re.findall(r"\[([^\]]+)\]\((explore\.html#[^)]+)\)", TEXT))


def run(words: str) -> Trace:
    return kv.Recipe.from_link(LINKS[words]).run()


def test_every_link_to_a_board_is_what_its_recipe_makes() -> None:
    assert len(LINKS) == 11
    for words, link in LINKS.items():
        assert kv.Recipe.from_link(link).to_link("explore.html") == link, words


def test_points_without_groups_are_cut_in_three() -> None:
    sizes = run("as many as you asked for").final.counts
    assert len(sizes) == 3
    assert (sizes.min(), sizes.max()) == (53, 81)


def test_the_stuck_stars_end_far_above_the_lowest_sum() -> None:
    stuck, lucky = run("five stars, stuck"), kv.Recipe(data="peaked", blobs=5, k=5, seed=42, init_seed=29).run()
    assert stuck.inertia > 10 * lucky.inertia
    slipped = run("a start of k-means++")
    assert slipped.init == "k-means++"
    assert slipped.inertia > 1.5 * lucky.inertia
    # The groups are the rows 0-39, 40-79, …: two of them are one cluster.
    assert slipped.final.counts.max() == 80


def test_the_small_boards_do_what_the_table_says() -> None:
    corners = run("the middle, where there is no point")
    assert corners.final.centroids.tolist() == [[0, 0]]
    assert not (corners.X == 0).all(axis=1).any()
    assert run("at 1").final.centroids.tolist() == [[1, 0]]
    line = run("2 and 3 do")
    changed = np.flatnonzero(np.asarray(line[1].labels) != np.asarray(line.final.labels))
    assert line.X[changed].ravel().tolist() == [2, 3]
    assert run("star 2 does").final.empty == (1,)
    by_spread = run("the second")
    assert np.asarray(by_spread.final.labels).tolist() == (by_spread.X[:, 1] > 20).astype(int).tolist()


def test_more_stars_moons_and_a_wide_group_do_what_the_table_says() -> None:
    assert run("much lower").inertia < kv.Recipe(seed=5).run().inertia / 2
    moons, of = run("the tips"), np.repeat([0, 1], 100)
    assert 20 < min((np.asarray(moons.final.labels) != of).sum(), (np.asarray(moons.final.labels) == of).sum()) < 60
    wide = run("halfway between the stars")
    n_wide = 148  # of the generator "unequal", whose groups have sizes of 1 : 0.35
    first = np.bincount(np.asarray(wide.final.labels)[:n_wide], minlength=2)
    assert first.min() > 10, "the narrow group's star takes some of the wide group"


def test_the_plans_name_predictions_that_are_there() -> None:
    named = [
        (int(number), name)
        for number, names in re.findall(r"\| (\d)(?:,|:) ([^|]+)\|", TEXT)
        for name in re.findall(r"`(\w+)`", names)
    ]
    assert len(named) > 10
    missing = [(number, name) for number, name in named if name not in kv.lesson(number).predictions]
    assert missing == []


def test_the_homework_by_hand_ends_where_it_says() -> None:
    trace = kv.record([[0.0], [1.0], [4.0], [6.0], [9.0]], init=[[0.0], [1.0]])
    assert trace.final.centroids.ravel() == pytest.approx([0.5, 19 / 3])
    assert trace.n_iter == 2


def test_the_key_has_every_question_of_every_quiz_with_its_answer() -> None:
    key = quiz_key()
    assert PLACE_OF_KEY not in TEXT
    assert key in TEXT
    for number in numbers():
        for question in kv.lesson(number).questions():
            guess = question.guess
            assert isinstance(guess, Choice)
            assert question.question in key
            assert f"**{guess.options[guess.right]}.**" in key
