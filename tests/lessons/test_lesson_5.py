"""Lesson 5: which centre goes with which sum, held against other ways to compute it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

import kmeans_viz as kv
from kmeans_viz.lessons import lesson_5
from kmeans_viz.lessons.predictions import Choice, Number, Place, Table
from kmeans_viz.lessons.sums import CENTRES, N_FAR, STEPPERS, SUMS, offs, runs_that_raise, three_groups

LESSON = kv.lesson(5)


def test_the_depot_stands_at_the_median_and_for_squares_at_the_mean() -> None:
    depot, by_hand = LESSON.prediction("depot"), LESSON.prediction("by_hand")
    assert isinstance(depot.guess, Place)
    assert depot.guess.truth.tolist() == [[np.median(lesson_5.SHOPS)]]
    assert isinstance(by_hand.guess, Number)
    assert by_hand.guess.truth == np.mean(lesson_5.SHOPS) == 4
    farther = np.append(lesson_5.SHOPS[:-1], 140)
    assert np.median(farther) == np.median(lesson_5.SHOPS)
    (table,) = by_hand.reveal
    assert isinstance(table, Table)
    assert min(table.rows, key=lambda row: row[2])[0] == 4
    assert min(table.rows, key=lambda row: row[1])[0] == 2


def test_the_update_of_each_stepper_finds_the_place_whose_sum_is_smallest() -> None:
    X = three_groups(3, 4)[::7]
    for stepper, measure in zip(STEPPERS.values(), SUMS.values(), strict=True):
        place = np.asarray(stepper.update(X, np.zeros(len(X), dtype=np.int32), X[:1].copy()))[0]
        found = minimize(
            lambda c, measure=measure: measure(X - c),
            X.mean(axis=0),
            method="Nelder-Mead",
            options={"xatol": 1e-9, "fatol": 1e-12},
        )
        assert measure(X - place) <= found.fun * (1 + 1e-9)


def test_far_points_drag_a_mean_and_hardly_a_median() -> None:
    runs = lesson_5.far_runs()
    off = {name: np.linalg.norm(run.final.centroids - CENTRES, axis=1) for name, run in runs.items()}
    assert off["means"].argmax() == 2
    assert off["means"].max() > 5 * off["medians"].max()
    # All the far points, which are the last rows, belong to star 3.
    assert set(np.asarray(runs["means"].final.labels)[-N_FAR:]) == {2}
    # The stars are compared with the centres that the points were drawn around, and not with the points' own means.
    groups = three_groups(0).reshape(3, 50, 2).mean(axis=1)
    assert np.linalg.norm(groups - CENTRES, axis=1).min() > 0.001


def test_means_are_nearest_to_the_generating_centres_only_where_no_point_is_far_off() -> None:
    found = offs()
    assert found["means"].clean < found["geometric medians"].clean < found["medians"].clean
    assert found["means"].far > 3 * max(found["medians"].far, found["geometric medians"].far)
    guess = LESSON.prediction("nearest").guess
    assert isinstance(guess, Choice)
    assert "means" in guess.options[guess.right]


def test_a_stepper_never_raises_its_own_sum_and_every_other_one_sometimes() -> None:
    raised = runs_that_raise()
    assert np.diag(raised).tolist() == [0, 0, 0]
    assert (raised[~np.eye(3, dtype=bool)] > 10).all()
    guess = LESSON.prediction("own_sum").guess
    assert isinstance(guess, Number)
    assert guess.truth == 3


def test_the_quiz_says_what_is_so() -> None:
    line = np.arange(101.0)
    moved = np.append(line[:-1], line[-1] + 1000)
    assert np.median(moved) == np.median(line)
    assert np.mean(moved) - np.mean(line) == pytest.approx(1000 / 101)
    mixed = kv.Stepper(update=kv.MEDIANS.update)
    inertias = [
        np.array([state.inertia for state in kv.record(three_groups(seed), k=3, seed=seed, stepper=mixed)[1:]])
        for seed in range(20)
    ]
    assert any((np.diff(values) > 1e-9).any() for values in inertias), "without far points too"
