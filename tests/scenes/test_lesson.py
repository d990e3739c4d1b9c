"""The ten scenes of the lesson tell the truth, and not before it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.languages import LANGUAGES, catalogue
from kmeans_viz.pictures.view import view_of

LESSON = kv.first_lesson()
HALVES, MEAN, BAD, RESCUED, CHOOSE_K, MOONS, SCALING, OUTLIER, EMPTY = LESSON.scenes[1:]


def texts(lesson: kv.Scenes) -> Iterator[str]:
    yield lesson.title
    for scene in lesson.scenes:
        yield from (scene.question, *scene.task.choices, scene.reveal.text, scene.notes)


def best(scene: kv.LessonScene, k: int, init: str = "k-means++") -> float:
    return float(kv.best_of(scene.recipe.points(), k, 100, init=init, seed=0).best.final.inertia or 0)


def halves(X: np.ndarray, labels: np.ndarray, axis: int) -> bool:
    """Tell whether two clusters are the points above and below the middle of a coordinate."""
    above = X[:, axis] > (X[:, axis].min() + X[:, axis].max()) / 2
    return bool((labels == above).all() or (labels != above).all())


def test_before_the_reveal_nothing_is_shown_that_tells_the_answer() -> None:
    for scene in LESSON.scenes:
        # Words and the curve say what happens, and a player's buttons would show it.
        assert {"caption", "curve", "controls"} <= {*scene.hide}
        run = scene.recipe.run()
        until = (scene.reveal.recipe or scene.recipe).run()
        assert scene.step < len(run)
        if scene.step == 0:
            assert "cells" in scene.hide, "cells at the start show which star is nearest"
        if scene.reveal.recipe is None:
            step = len(until) - 1 if scene.reveal.step is None else scene.reveal.step
            assert scene.step < step < len(until), "the reveal shows something new"
        # A question about the number of groups has no star that counts them.
        if scene.task.kind == "vote" and scene.step == 0:
            assert "stars" in scene.hide
        said = " ".join((scene.question, *scene.task.choices))
        assert not re.search(r"inertia (is|of) \d", said)


@pytest.mark.parametrize("scene", LESSON.scenes, ids=lambda scene: scene.question[:20])
def test_all_points_are_on_the_board(scene: kv.LessonScene) -> None:
    assert view_of(scene.recipe.run()).far.size == 0


def test_there_are_three_groups_of_two() -> None:
    scene = LESSON.scenes[0]
    assert sorted(scene.recipe.run().final.counts) == [28, 28, 28]
    inertia = [best(scene, k) for k in range(1, 8)]
    falls = np.diff(inertia) / inertia[:-1]
    assert {*np.argsort(falls)[:2] + 2} == {3, 6}


def test_star_1_takes_three_groups_and_goes_where_no_point_is() -> None:
    run = HALVES.recipe.run()
    assert MEAN.recipe == HALVES.recipe
    assert run[1].counts.tolist() == [90, 18, 12]
    assert HALVES.task.answer == run[1].counts.argmax() == 0
    distances = np.linalg.norm(run.X - run[2].centroids[0], axis=1)
    assert distances.min() > 0.3
    assert "90 of the 120" in HALVES.reveal.text


def test_one_start_is_bad_and_many_are() -> None:
    run = BAD.recipe.run()
    groups = kv.best_of(run.X, 5, 20, seed=0).best.final
    shared = [len({*groups.labels[run.final.labels == j]}) for j in range(5)]
    assert sorted(shared) == [1, 1, 1, 2, 2]
    assert (f"{run.final.inertia:.1f}", f"{groups.inertia:.2f}") == ("48.4", "1.39")
    for init, ends_badly in (("random", 71), ("k-means++", 4)):
        ends = [float(kv.record(run.X, 5, init=init, seed=seed).final.inertia or 0) for seed in range(100)]
        assert sum(end > 1.001 * float(groups.inertia or 0) for end in ends) == ends_badly
        assert f"{ends_badly} of 100" in RESCUED.reveal.text
    assert RESCUED.reveal.recipe is not None
    assert RESCUED.reveal.recipe.run().final.inertia == pytest.approx(groups.inertia)
    assert RESCUED.task.choices[RESCUED.task.answer or 0] == "About 70"


def test_the_fourth_star_is_the_last_that_helps_much() -> None:
    assert CHOOSE_K.recipe.blobs == 4
    run = CHOOSE_K.recipe.run()
    assert CHOOSE_K.step == len(run) - 1
    assert run.final.inertia == pytest.approx(best(CHOOSE_K, 3))
    assert CHOOSE_K.reveal.recipe is not None
    assert CHOOSE_K.reveal.recipe.run().final.inertia == pytest.approx(best(CHOOSE_K, 4))
    for k, shown in ((3, "25.8"), (4, "12.8"), (5, "10.6"), (6, "8.6")):
        assert f"{best(CHOOSE_K, k):.1f}" == shown
        assert shown in CHOOSE_K.reveal.text


def test_moons_are_halved() -> None:
    run = MOONS.recipe.run()
    left, right = (run.X[run.final.labels == j][:, 0] for j in np.argsort(run.final.centroids[:, 0]))
    assert np.quantile(left, 0.97) < np.quantile(right, 0.03)
    assert MOONS.task.answer == 1


def test_units_decide_until_they_are_taken_away() -> None:
    run = SCALING.recipe.run()
    assert SCALING.step == len(run) - 1
    assert halves(run.X, run.final.labels, axis=1)
    assert SCALING.reveal.recipe is not None
    assert SCALING.reveal.recipe.standardize
    assert halves(run.X, SCALING.reveal.recipe.run().final.labels, axis=0)
    assert run.final.inertia == pytest.approx(best(SCALING, 2)), "no bad luck"


def test_the_far_point_alone_is_the_best() -> None:
    run = OUTLIER.recipe.run()
    assert sorted(run.final.counts) == [1, 16]
    assert run.final.inertia == pytest.approx(best(OUTLIER, 2))
    two_groups = kv.record(run.X, 2, init=run.X[[0, 8]]).final
    assert sorted(two_groups.counts) == [8, 9]
    assert (f"{run.final.inertia:.1f}", f"{two_groups.inertia:.1f}") == ("11.4", "13.5")


def test_star_2_has_no_point_and_gets_none() -> None:
    run = EMPTY.recipe.run()
    assert run[EMPTY.step - 2].counts[1] > 0
    assert all(state.counts[1] == 0 for state in run[EMPTY.step :])
    assert (run.final.counts > 0).sum() == 4


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_every_text_is_in_every_language_and_no_other(lang: str) -> None:
    known = catalogue(lang)["scenes"]
    english = {*texts(LESSON)}
    assert english - known.keys() == set()
    assert known.keys() - english == set()
    for text, own in known.items():
        assert re.findall(r"\d+(?:\.\d+)?", text) == re.findall(r"\d+(?:\.\d+)?", own), "the same numbers"
    lesson = kv.first_lesson(lang)
    assert [scene.recipe for scene in lesson.scenes] == [scene.recipe for scene in LESSON.scenes]
    assert kv.Scenes.from_json(lesson.to_json()) == lesson
