"""Lesson 1: its numbers, against others' arithmetic."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from sklearn.cluster import KMeans

from kmeans_viz.data import gaussian
from kmeans_viz.lessons import lesson_1
from kmeans_viz.lessons.predictions import Board, Number, Place, Table


def test_the_stars_end_where_scikit_learn_says() -> None:
    trace, guess = lesson_1.run(), lesson_1.ends().guess
    assert np.array_equal(trace.X, gaussian(200, k=3, seed=5)), "the notebook draws these points"
    model = KMeans(3, init=trace[0].centroids, n_init=1, tol=0).fit(trace.X)
    assert isinstance(guess, Place)
    assert np.allclose(guess.truth, model.cluster_centers_)
    assert f"That takes {model.n_iter_ - 1} updates." in lesson_1.ends().why
    assert np.isclose(trace.inertia, model.inertia_)


def test_what_is_said_of_the_way_there_is_so() -> None:
    trace = lesson_1.run()
    way = np.linalg.norm(trace.final.centroids - trace[0].centroids, axis=1)
    assert way.argmax() == 0
    first = [state.counts[0] for state in trace[1:]]
    assert trace[1].counts[1] > 100 > first[0]
    assert first[-1] > 1.5 * first[0]
    # Stars 1 and 3 start in the group that star 3 has in the end.
    starts = [np.abs(trace.X - star).sum(axis=1).argmin() for star in trace[0].centroids]
    assert trace.final.labels[starts].tolist() == [2, 1, 2]
    sums = [state.inertia for state in trace[1:]]
    assert sums == sorted(sums, reverse=True)
    assert f"from {sums[0]:.1f} to {sums[-1]:.1f}" in lesson_1.falls().guess.whys[1]


def test_the_round_by_hand() -> None:
    prediction = lesson_1.by_hand()
    assert isinstance(prediction.guess, Number)
    assert prediction.guess.truth == (2 + 3 + 8 + 11) / 4
    table = prediction.reveal[0]
    assert isinstance(table, Table)
    assert table.rows[-1] == ("assign", "2", "9.5", "1, 2, 3")


def test_the_mean_is_the_best_place_for_a_star() -> None:
    prediction = lesson_1.middle()
    assert isinstance(prediction.guess, Place)
    assert isinstance(prediction.board, Board)
    X = lesson_1.FAR.points()
    best = minimize(lambda c: ((X - c) ** 2).sum(), [3.0, 3.0]).x
    assert np.allclose(prediction.guess.truth, [best], atol=1e-4)
    assert "stands 10 to the right" in prediction.why
    assert "10 / 5 = 2 to the right" in prediction.why
    ax = prediction.reveal[0].figure.axes[0]
    x, y = ax.lines[0].get_data()
    assert abs(x[np.argmin(y)] - best[0]) < 0.12
