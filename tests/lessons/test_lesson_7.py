"""Lesson 7: the post's code, clusters that get lost, and why both halves must lower the same sum."""

from __future__ import annotations

import random

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.kmeans.algorithm import Phase
from kmeans_viz.lessons import lesson_7
from kmeans_viz.lessons.post import BOARD, OLD_LINES, outcome, run_like_the_post
from kmeans_viz.lessons.predictions import Choice, Number, Table
from kmeans_viz.lessons.sums import ANSWERS, CITY_BLOCK, MIXED, endless, mixed_runs_that_rise, sums_of

LESSON = kv.lesson(7)


def test_the_posts_functions_make_the_same_run_as_record() -> None:
    ours, posts = BOARD.run(), run_like_the_post()
    assert len(ours) == len(posts)
    for one, other in zip(ours, posts, strict=True):
        np.testing.assert_allclose(one.centroids, other.centroids, atol=1e-12)
    mu, clusters = kv.classic.find_centers(BOARD.points(), 3, seed=8)
    np.testing.assert_allclose(mu, ours.final.centroids, atol=1e-12)
    assert [len(clusters[j]) for j in range(3)] == ours.final.counts.tolist()


def test_one_line_of_python_2_runs_and_gives_something_else() -> None:
    outcomes = {line: outcome(line) for line in OLD_LINES}
    assert outcomes.pop("3 / 4") == "0.75"
    assert all(name.endswith("Error") for name in outcomes.values())
    names = {"random": random, "X": BOARD.points(), "clusters": {0: "a", 1: "b"}}
    for new in OLD_LINES.values():
        exec(new, names)  # none of them fails
    assert eval(OLD_LINES["3 / 4"]) == 0
    guess = LESSON.prediction("python_2").guess
    assert isinstance(guess, Choice)
    assert guess.options[guess.right] == "`3 / 4`"


def test_a_star_loses_its_points_and_each_rule_does_what_the_table_says() -> None:
    prediction = LESSON.prediction("fewer")
    assert isinstance(prediction.guess, Number)
    assert prediction.guess.truth == 4
    assert prediction.board is not None
    assert len(lesson_7.EMPTY.run().final.empty) == 1
    table = prediction.reveal[1]
    assert isinstance(table, Table)
    assert [row[2] for row in table.rows] == [4, 5, 4]
    assert kv.record(lesson_7.EMPTY.points(), k=5, seed=62, on_empty="drop").final.k == 4


def test_by_hand_three_centres_become_two_and_kv_classic_keeps_three() -> None:
    points, centres = [[1.0], [2.0], [6.0], [7.0]], [[0.0], [5.0], [20.0]]
    clusters = kv.classic.cluster_points(points, centres)
    kept = {j: members for j, members in clusters.items() if members}
    assert [float(np.mean(members)) for members in kept.values()] == [1.5, 6.5]
    guess = LESSON.prediction("by_hand").guess
    assert isinstance(guess, Number)
    assert guess.truth == len(kept) == 2
    assert np.ravel(kv.classic.reevaluate_centers(centres, clusters)).tolist() == [1.5, 6.5, 20]


def test_a_median_with_ordinary_distance_raises_its_sum_in_assignments_alone() -> None:
    mixed, pair = mixed_runs_that_rise()
    assert mixed > 10
    assert pair == 0
    X = lesson_7.UNEQUAL.points()
    trace = kv.record(X, k=3, seed=lesson_7.UNEQUAL.seed, stepper=MIXED)
    sums = sums_of(trace, CITY_BLOCK)
    up = [trace[i + 2].phase for i in np.flatnonzero(np.diff(sums) > 1e-9)]
    assert up
    assert set(up) == {Phase.ASSIGN}
    assert sums[-1] > 1.02 * sums.min(), "it ends above where it has been"
    with_pair = sums_of(kv.record(X, k=3, seed=lesson_7.UNEQUAL.seed, stepper=kv.MEDIANS), CITY_BLOCK)
    assert (np.diff(with_pair) <= 1e-9).all()


def test_seven_people_go_round_for_ever_and_with_the_pair_they_come_to_rest() -> None:
    trace = endless()
    assert not trace.converged
    assigned = [np.asarray(state.labels).tolist() for state in trace if state.phase is Phase.ASSIGN]
    assert assigned[0] == assigned[2] != assigned[1] == assigned[3]
    assert (np.array(assigned[0]) != assigned[1]).sum() == 3
    # The centres come back too, so nothing can ever change.
    np.testing.assert_array_equal(trace[2].centroids, trace[6].centroids)
    assert kv.record(ANSWERS, init=ANSWERS[[4, 6]], stepper=kv.MEDIANS).converged


def test_the_quiz_says_what_is_so() -> None:
    X = BOARD.points()
    with pytest.raises(kv.InputError, match=r"use find_centers\(X, 5\)"):
        kv.classic.cluster_points(X, 5)
    trace = BOARD.run()
    again = kv.record(X, init=trace[0].centroids[::-1])
    np.testing.assert_allclose(again.final.centroids[::-1], trace.final.centroids)
    assert (np.asarray(again.final.labels) == 2 - np.asarray(trace.final.labels)).all()
