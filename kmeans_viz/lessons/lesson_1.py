"""Lesson 1, one half-step at a time: assign, update, the sum that never rises, and why a run ends."""

from __future__ import annotations

from functools import cache

import numpy as np

from kmeans_viz.kmeans.algorithm import Phase
from kmeans_viz.lessons.course import Lesson
from kmeans_viz.lessons.predictions import Board, Choice, Number, Place, Prediction, Table, words
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.trace import Trace

BOARD = Recipe(data="gaussian", n=200, blobs=3, seed=5, k=3, init_seed=8)
"""The board that the lesson is about; its notebook draws the same points."""
LINE = Recipe(coordinates=((1.0,), (2.0,), (3.0,), (8.0,), (11.0,)), init=((1.0,), (2.0,)))
"""The five numbers that are done by hand."""
FAR = Recipe(coordinates=((-2.0, 0.0), (-1.0, 1.0), (-1.0, -1.0), (0.0, 0.0), (9.0, 0.0)), k=1)
"""Four points and one far away."""


@cache
def run() -> Trace:
    return BOARD.run()


def ends() -> Prediction:
    trace = run()
    way = np.linalg.norm(trace.final.centroids - trace[0].centroids, axis=1)
    return Prediction(
        words("Three stars stand on three of the points. Where will each of them stand in the end? Move them there."),
        Place(trace.final.centroids, moves=True),
        words(
            "Each star goes to the mean of the points that are nearest to it, then to the mean of those that are "
            "nearest now, and so on. Star {most} had the longest way, {far:.2f} as the crow flies.",
            most=way.argmax() + 1,
            far=way.max(),
        ),
        board=Board(trace, step=0),
        reveal=trace,
    )


def updates() -> Prediction:
    trace = run()
    return Prediction(
        words("How often do the stars move until no point changes its colour any more?"),
        Number(trace.n_iter, words("updates"), low=0, high=1000, near=2),
        words("{n} times. The assignment after the last move changes nothing, so the run is over.", n=trace.n_iter),
        board=Board(trace, step=0),
        reveal=Table(
            (words("assignment"), words("points that change colour")),
            tuple((state.iteration, int(state.changed)) for state in trace if state.phase is Phase.ASSIGN),
        ),
    )


def by_hand() -> Prediction:
    after = LINE.run()[2].centroids.ravel()
    return Prediction(
        words("Five points stand at 1, 2, 3, 8 and 11; two stars start at 1 and at 2. Where does the second star go?"),
        Number(after[1], "", low=1, high=11, near=0),
        words(
            "The first star is nearest to one point only, its own. The second star takes the other four, and their "
            "mean is (2 + 3 + 8 + 11) / 4 = {mean:g}.",
            mean=after[1],
        ),
        reveal=LINE,
    )


def middle() -> Prediction:
    trace = FAR.run()
    mean = trace.final.centroids
    return Prediction(
        words("One star for five points: where is the sum of its squared distances to them smallest?"),
        Place(mean),
        words(
            "At the mean of the points, ({x:g}, {y:g}). The far point pulls the star away from the other four.",
            x=mean[0, 0],
            y=mean[0, 1],
        ),
        board=trace,
        reveal=trace,
    )


def quiz() -> tuple[Prediction, ...]:
    return (
        Prediction(
            words("What changes in an assignment?"),
            Choice(
                (words("The places of the stars"), words("The colours of points"), words("Both")),
                right=1,
                whys=(
                    words("The stars stand still in an assignment; an update is what moves them."),
                    words("Each point takes the colour of its nearest star, and the stars stand still."),
                    words("Never both at once: the two half-steps take turns, and each changes one thing."),
                ),
            ),
        ),
        Prediction(
            words("A star has the points 1, 2 and 9. Where does the next update put it?"),
            Choice(
                (words("At 2, the point in the middle"), words("At 5, halfway from 1 to 9"), words("At 4, the mean")),
                right=2,
                whys=(
                    words("2 is the median. k-means takes the mean, and the far point counts in it."),
                    words("Halfway counts the two outer points only. All three count: (1 + 2 + 9) / 3."),
                    words("(1 + 2 + 9) / 3 = 4, the place with the smallest sum of squared distances."),
                ),
            ),
        ),
        Prediction(
            words("After an update, has every point the colour of its nearest star?"),
            Choice(
                (words("Always"), words("Never"), words("Not always")),
                right=2,
                whys=(
                    words("The stars have just moved, so another one may now be nearer to some points."),
                    words("At the end of a run it has: there the stars stay where they are."),
                    words("The stars have just moved. Where another star is nearer now, the next assignment says so."),
                ),
            ),
        ),
        Prediction(
            words("An assignment changes no point. Why is the run over?"),
            Choice(
                (
                    words("Same colours have the same means, so the stars stay where they are"),
                    words("The sum of squared distances is zero"),
                    words("The best of all possible groupings has been found"),
                ),
                right=0,
                whys=(
                    words("With the same points, each star has the same mean: it stands there already."),
                    words("It is zero only where every point stands under a star."),
                    words("It may not be the best: neither half-step alone can make it better, and that is all."),
                ),
            ),
        ),
        Prediction(
            words("Why does the sum of squared distances never rise?"),
            Choice(
                (
                    words("It does rise now and then, and falls again later"),
                    words("Each half-step picks what is best while the other half stands still"),
                    words("Because there are fewer and fewer points to move"),
                ),
                right=1,
                whys=(
                    words("It never does, from whatever start."),
                    words("With the stars fixed, the nearest star is best; with the colours fixed, the mean is."),
                    words("All points count in every step. Some assignments change more points than the one before."),
                ),
            ),
        ),
    )


LESSON = Lesson(
    1,
    "One half-step at a time",
    {"ends": ends, "updates": updates, "by_hand": by_hand, "middle": middle},
    quiz,
)
