"""Lesson 1, one half-step at a time: assign, update, the sum that never rises, and why a run ends."""

from __future__ import annotations

from functools import cache

import numpy as np
from matplotlib.figure import Figure

from kmeans_viz.inputs import Points
from kmeans_viz.kmeans.algorithm import Phase
from kmeans_viz.lessons.course import Lesson
from kmeans_viz.lessons.figures import BLUE, chart
from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Place, Prediction, Table, words
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import record
from kmeans_viz.runs.trace import Trace

BOARD = Recipe(data="gaussian", n=200, blobs=3, seed=5, k=3, init_seed=8)
"""The board that the lesson is about; its notebook draws the same points."""
LINE = Recipe(coordinates=((1.0,), (2.0,), (3.0,), (8.0,), (11.0,)), init=((1.0,), (2.0,)))
"""The five numbers that are done by hand."""
FAR = Recipe(coordinates=((-2.0, 0.0), (-1.0, 1.0), (-1.0, -1.0), (0.0, 0.0), (9.0, 0.0)), k=1)
"""Four points and one far away."""
RUNS = 200
"""From how many starts the rounds are counted."""


@cache
def run() -> Trace:
    return BOARD.run()


def ends() -> Prediction:
    trace = run()
    X, start, end = trace.X, trace[0].centroids, trace.final.centroids
    way = np.linalg.norm(end - start, axis=1)
    rounds = [record(X, 3, seed=seed).n_iter for seed in range(RUNS)]
    return Prediction(
        words(
            "The three stars stand on three of the points. They will move by the two rules until nothing changes any "
            "more. Where will each of them stand in the end?"
        ),
        Place(end, moves=True),
        words(
            "Star 1 has the longest way, {share:.0%} of the width of all points. At first star 2 has {many} points, of "
            "two groups, and stars 1 and 3 share the third. But each update brings star 1 nearer to the group in the "
            "middle, and then the assignment gives it more of that group, until it has all of it.\n\n"
            "That takes {n} updates. From {runs} random starts on these points it takes {least} to {longest}.",
            share=way[0] / np.ptp(X[:, 0]),
            many=trace[1].counts[1],
            n=trace.n_iter,
            runs=RUNS,
            least=min(rounds),
            longest=max(rounds),
        ),
        board=Board(trace, step=0),
        reveal=trace,
    )


def falls() -> Prediction:
    trace = run()
    sums = [state.inertia for state in trace[1:]]
    return Prediction(
        words(
            "Here is the first assignment. Measure the distance from each point to its own star, square it, and add up "
            "all {n} squares. How will this sum change from half-step to half-step?",
            n=len(trace.X),
        ),
        Choice(
            (
                words("It rises in assignments and falls in updates"),
                words("It falls or stays the same in every half-step"),
                words("It rises at first, and falls later"),
            ),
            right=1,
            whys=(
                words(
                    "In an assignment each point takes the nearest star. Its own square becomes smaller, or stays as "
                    "it is; so does the sum."
                ),
                words(
                    "It falls from {first:.1f} to {last:.1f}, and never rises on the way. In an assignment no point "
                    "takes a star that is farther away. In an update each star goes to the best place for its points.",
                    first=sums[0],
                    last=sums[-1],
                ),
                words(
                    "Points that change their star late in a run do so because another one is nearer by then: their "
                    "squares fall too."
                ),
            ),
        ),
        words(
            "That is *why a run always ends*. Each round that changes a colour finds a colouring with a lower sum, so "
            "no colouring comes back. There are many ways to colour {n} points with three colours, a number of "
            "{digits} digits, but not infinitely many. Sooner or later the rounds must end.",
            n=len(trace.X),
            digits=len(str(3 ** len(trace.X))),
        ),
        board=Board(trace, step=1),
        reveal=Picture(
            inertia_curve(trace),
            words("A curve that falls steeply at first, then slowly, and never rises."),
            words("The sum of squares after every half-step"),
        ),
    )


def inertia_curve(trace: Trace) -> Figure:
    """Return the inertia after every half-step, to be read from the back row."""
    states = trace[1:]
    sums = np.array([state.inertia for state in states], dtype=float)
    figure, ax = chart(words("half-steps"), words("sum of squares"))
    ax.plot(sums, color="black", linewidth=2)
    for phase, marker, name in ((Phase.ASSIGN, "o", words("after assign")), (Phase.UPDATE, "*", words("after update"))):
        places = np.flatnonzero([state.phase is phase for state in states])
        ax.plot(places, sums[places], marker, markersize=9 if marker == "o" else 15, color=BLUE, label=name)
    ax.set_ylim(bottom=0)
    ax.set_xticks([])
    ax.legend(fontsize=15, frameon=False)
    return figure


def parabola(X: Points, mean: float) -> Figure:
    """Return the sum of squared distances from the points to a star that moves along the first axis."""
    places = np.linspace(X[:, 0].min(), X[:, 0].max(), 101)
    sums = [((X - [place, 0]) ** 2).sum() for place in places]
    figure, ax = chart(words("where the star stands"), words("sum of squares"))
    ax.plot(places, sums, color="black", linewidth=2)
    ax.plot(mean, ((X - [mean, 0]) ** 2).sum(), "*", markersize=20, color=BLUE)
    ax.plot(X[:, 0], np.zeros(len(X)), "o", markersize=9, color=BLUE, clip_on=False)
    ax.set_ylim(bottom=0)
    return figure


def by_hand() -> Prediction:
    trace = LINE.run()
    after = trace[2].centroids.ravel()
    return Prediction(
        words(
            "Five points stand on a line, at 1, 2, 3, 8 and 11. Two stars start at 1 and at 2. Do one assignment and "
            "one update with pencil and paper. Where does the second star stand now?"
        ),
        Number(after[1], "", low=1, high=11, near=0),
        words(
            "The first star is nearest to one point only, the one where it stands. The other four are nearer to the "
            "second star, and their mean is (2 + 3 + 8 + 11) / 4 = {mean:g}. Now 2 and 3 are nearer to the first star, "
            "and so on.",
            mean=after[1],
        ),
        reveal=(
            Table(
                (words("half-step"), words("star 1"), words("star 2"), words("points of star 1")),
                tuple(
                    (
                        words(state.phase.value),
                        *(f"{place:g}" for place in state.centroids.ravel()),
                        ", ".join(f"{x:g}" for x in trace.X.ravel()[state.labels == 0]),
                    )
                    for state in trace[1:]
                    if state.labels is not None
                ),
            ),
            LINE,
        ),
    )


def middle() -> Prediction:
    trace = FAR.run()
    mean = trace.final.centroids
    four = trace.X[:4].mean(axis=0)
    far = trace.X[4, 0] - four[0]
    return Prediction(
        words(
            "Five points have one star. Put it where the sum of the squared distances from the star to the five points "
            "is as small as possible."
        ),
        Place(mean),
        words(
            "The best place is the mean, whatever the points are. Here the fifth point stands {far:g} to the right of "
            "the middle of the other four, and so the mean is {far:g} / 5 = {off:g} to the right of it. One point "
            "alone pulls the star out of a group of four, because distances count squared.\n\n"
            "In a formula, for n points x with mean m, and any place c for the star (‖x − c‖ is the distance from x to "
            "c, and Σ adds up over all points):\n\n"
            "`Σ ‖x − c‖² = Σ ‖x − m‖² + n · ‖c − m‖²`\n\n"
            "The first part does not depend on c. The second is zero where c = m, and positive anywhere else.",
            far=far,
            off=mean[0, 0] - four[0],
        ),
        board=trace,
        reveal=Picture(
            parabola(trace.X, mean[0, 0]),
            words("A parabola, lowest at the mean."),
            words("The sum of squares, for a star anywhere on the line through the middle"),
        ),
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
    {"ends": ends, "falls": falls, "by_hand": by_hand, "middle": middle},
    quiz,
)
