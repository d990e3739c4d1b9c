"""Lesson 3: its numbers and its rule are those of the paper, computed here once more with scikit-learn."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

import kmeans_viz as kv
from kmeans_viz.how_many.scores import fk_alphas
from kmeans_viz.lessons import lesson_3
from kmeans_viz.lessons.lab import notebooks
from kmeans_viz.lessons.predictions import Choice, Number, Picture, Prediction, Table

EVEN = kv.data.uniform(200, seed=4)
GROUPS = kv.data.gaussian(200, k=3, seed=15)


def truth_of(prediction: Prediction) -> float:
    assert isinstance(prediction.guess, Number)
    return prediction.guess.truth


def rule(gaps: ArrayLike, errors: ArrayLike) -> int:
    """Tibshirani, Walther & Hastie (2001), section 3: the smallest k with Gap(k) >= Gap(k + 1) - s_{k+1}."""
    gap, s = np.asarray(gaps), np.asarray(errors)
    for k in range(1, len(gap)):
        if gap[k - 1] >= gap[k] - s[k]:
            return k
    return len(gap)


def sums_of(X: NDArray[np.float64], k_max: int, n_init: int) -> list[float]:
    return [KMeans(k, n_init=n_init, random_state=0).fit(X).inertia_ for k in range(1, k_max + 1)]


falls, overlap = cache(lesson_3.falls), cache(lesson_3.overlap)


@cache
def text() -> str:
    (path,) = Path(notebooks()).glob("3-*.ipynb")
    return "\n\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)


def plain() -> str:
    """Return the text with S_K for an S with a small K."""
    return re.sub(r"<sub>(.*?)</sub>", r"_\1", text())


def test_the_first_board_has_no_groups_and_k_means_converges_all_the_same() -> None:
    prediction = lesson_3.see()
    assert truth_of(prediction) == 0
    np.testing.assert_array_equal(EVEN, np.random.default_rng(4).uniform(-1, 1, (200, 2)))
    run = kv.record(EVEN, 3, seed=4)
    assert run.final.converged
    assert f"after {run.n_iter} updates nothing changes" in prediction.why


def test_the_lowest_inertia_falls_with_every_star_to_zero() -> None:
    prediction = falls()
    assert isinstance(prediction.guess, Choice)
    assert prediction.guess.options[prediction.guess.right] == "It falls all the way, to 0 at the last K"
    sums = kv.elbow(EVEN, 40).values
    assert (np.diff(sums) < 0).all()
    assert kv.record(EVEN, init=EVEN).inertia == 0
    theirs = sums_of(EVEN, 6, 10)
    assert np.all(sums[:6] <= np.array(theirs) * (1 + 1e-9))
    np.testing.assert_allclose(sums[:6], theirs, rtol=0.02)


def test_the_elbow_of_three_groups_is_at_3_and_points_without_groups_have_none() -> None:
    sums = sums_of(GROUPS, 4, 10)
    drops = -np.diff(sums)
    said = re.search(r"K = 3 is ([\d.]+) and the one after it ([\d.]+): ([\d.]+) times", falls().why)
    assert said
    assert [float(number) for number in said.groups()] == pytest.approx(
        [drops[1], drops[2], drops[1] / drops[2]], rel=0.02
    )
    assert kv.elbow(GROUPS, 8).suggested == 3
    assert kv.elbow(EVEN, 8).suggested is None
    # S_K of points spread evenly in the plane is in proportion to 1 / K.
    bend = (1 / 1 - 1 / 2) / (1 / 2 - 1 / 3)
    assert f"the same ratio is {bend:.0f} at K = 2" in falls().why


@pytest.mark.parametrize(("X", "expected"), [(GROUPS, 3), (EVEN, 1)], ids=["groups", "even"])
def test_the_rule_of_the_paper_finds_what_the_lesson_says(X: NDArray[np.float64], expected: int) -> None:
    rng, n_refs, k_max = np.random.default_rng(1), 4, 4 if expected == 3 else 2
    references = rng.uniform(X.min(axis=0), X.max(axis=0), (n_refs, *X.shape))
    logs = np.log([sums_of(reference, k_max, 1) for reference in references])
    gap = logs.mean(axis=0) - np.log(sums_of(X, k_max, 4))
    assert rule(gap, logs.std(axis=0) * math.sqrt(1 + 1 / n_refs)) == expected
    asked = overlap() if expected == 3 else lesson_3.by_hand()
    assert truth_of(asked) == expected


def test_the_gap_is_the_distance_between_the_two_curves_of_its_picture() -> None:
    picture = overlap().reveal[1]
    assert isinstance(picture, Picture)
    _, _, logs, gap = picture.figure.axes
    references, points = (np.asarray(line.get_ydata()) for line in logs.lines)
    drawn = np.asarray(gap.lines[0].get_ydata())
    np.testing.assert_allclose(drawn, references - points)
    np.testing.assert_allclose(points[:4], np.log(sums_of(GROUPS, 4, 10)), atol=0.02)


def test_the_table_to_do_by_hand_has_the_numbers_of_the_first_board() -> None:
    rows = re.findall(r"^\| (\d) \| ([\d.]+) \| ([\d.]+) \|$", text(), re.MULTILINE)
    ks, gaps, errors = np.array(rows, dtype=float).T
    found = kv.gap_statistic(EVEN, 8, seed=0)
    assert ks.tolist() == [*range(1, 9)]
    np.testing.assert_allclose(gaps, found.values, atol=0.0005)
    np.testing.assert_allclose(errors, found.errors, atol=0.0005)
    assert rule(gaps, errors) == truth_of(lesson_3.by_hand()) == 1
    assert int(np.argmax(gaps)) + 1 == 8


def test_the_highest_gap_misleads_on_9_of_10_boards_without_groups_and_the_rule_on_none() -> None:
    prediction = lesson_3.highest()
    assert truth_of(prediction) == 9
    (table,) = prediction.reveal
    assert isinstance(table, Table)
    assert [row[1] for row in table.rows] == [1] * 10
    assert sum(int(row[2]) > 1 for row in table.rows) == 9
    assert "The rule says 1 on 10 of the 10 boards" in prediction.why


def test_the_silhouettes_that_scikit_learn_prints_are_ours_and_highest_at_2() -> None:
    X = kv.data.read_sample("old-faithful").points
    theirs = [silhouette_score(X, KMeans(k, n_init=10, random_state=0).fit_predict(X)) for k in range(2, 6)]
    np.testing.assert_allclose(theirs, kv.silhouette(X, 5).values[1:], atol=0.0005)
    assert int(np.argmax(theirs)) + 2 == 2
    assert len(X) == 272


def test_the_boxes_say_the_formulas_that_the_package_computes() -> None:
    for d in (2, 4):
        alphas = [1 - 3 / (4 * d)]
        while len(alphas) < 5:
            alphas.append(alphas[-1] + (1 - alphas[-1]) / 6)
        np.testing.assert_allclose(fk_alphas(d, 6), alphas)
    assert "α_2 = 1 − 3 / (4 · N_d), and α_K = α_K−1 + (1 − α_K−1) / 6" in plain()
    for symbol in ("S_K", "S_K−1", "α_K", "N_d", "a(i)", "b(i)", "s(i)", "max"):
        assert f"**{symbol}**" in plain(), symbol
    for symbol in ("S_K", "B", "Gap(K)", "sd_K", "s_K = sd_K · √(1 + 1/B)"):
        assert f"| {symbol} |" in plain(), symbol
    assert "Gap(K) ≥ Gap(K + 1) − s_K+1" in plain()


def test_the_numbers_of_the_quiz_are_so() -> None:
    _, gaps, _, _, irises = lesson_3.quiz()
    values = [float(value) for value in re.findall(r"Gap\(\d\) = ([\d.]+)", gaps.question)]
    assert isinstance(gaps.guess, Choice)
    assert gaps.guess.options[gaps.guess.right] == str(rule(values, [0.05] * 4))
    assert gaps.guess.options[int(np.argmax(values))] == "3"
    X = kv.data.read_sample("iris").points
    assert X.shape == (150, 4)
    assert kv.pham_fk(X, 6).suggested == kv.silhouette(X, 5).suggested == 2
    assert "say 2" in irises.question
