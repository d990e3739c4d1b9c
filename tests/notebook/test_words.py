"""What a run came to, in words."""

from __future__ import annotations

import numpy as np

from kmeans_viz.notebook.explorer.words import emptied, ending, guess_verdict
from kmeans_viz.runs.making import record

X = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0], [6.0, 0.0]])


def test_the_ending_says_after_how_many_steps_and_with_which_inertia() -> None:
    assert ending(record(X, init=[[0, 0], [1, 0]])) == "Converged after 2 steps. Inertia 1."
    assert ending(record(X, init=[[0.5, 0], [5.5, 0]])) == "Converged after 1 step. Inertia 1."
    unfinished = record(X, init=[[0, 0], [1, 0]], max_iter=1)
    assert ending(unfinished).startswith("Not converged: stopped after 1 step, as many as were allowed.")
    assert ending(unfinished, "cluster 2 has no points") == "The run stopped after 1 step: cluster 2 has no points."


def test_a_cluster_that_lost_its_points_is_named_as_the_stars_are() -> None:
    assert emptied(record(X, init=[[0, 0], [99, 0]])) == (
        "Cluster 2 lost all points in step 1: other stars are nearer to every point. "
        "A cluster without points has no mean, so its star must:"
    )
    assert emptied(record(X, init=[[0, 0], [5, 0]])) == ""


def test_a_guess_is_compared_with_the_means() -> None:
    trace = record(X, init=[[0, 0], [6, 0]])
    spot_on = guess_verdict(X, trace[1], np.array([[0.5, 0], [5.5, 0]]), trace[2:3])
    assert spot_on["gaps"] == [0, 0]
    assert spot_on["text"].startswith("Spot on: on average 0.0% of the board away")
    off = guess_verdict(X, trace[1], np.array([[0.5, 0], [3.5, 0]]), trace[2:3])
    assert off["gaps"] == [0, 2]
    assert off["text"] == (
        "Not quite: on average 16.7% of the board away, star 2 by 33.3%. "
        "Inertia with your stars 9, with the means 1: no other places give less."
    )
