"""Lesson 0, ten minutes without code: what a cluster is, how the stars move, and bad luck."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from kmeans_viz.lessons.course import Lesson
from kmeans_viz.lessons.predictions import Board, Choice, Place, Prediction, words
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import best_of
from kmeans_viz.runs.trace import Trace

_BARE: dict[str, Any] = {"caption": False, "curve": False}
"""Captions and curve have words that this lesson does without."""
GROUPS = Recipe(data="peaked", n=120, blobs=3, k=3, seed=9, **_BARE)
"""Three groups, each of which ends with a star of its own."""
UNLUCKY = Recipe(data="peaked", n=120, blobs=3, k=3, seed=2, **_BARE)
"""Three groups, and a start after which two stars share one of them."""
LUCKY = replace(UNLUCKY, init_seed=5)
STARTS = 200


@cache
def run() -> Trace:
    return GROUPS.run()


def middles() -> Prediction:
    return Prediction(
        words("These points make three groups. Put a star in the middle of each."),
        Place(run().final.centroids),
        words(
            "The middle of a group is its *mean*: the average place of its points. A computer does not see groups as "
            "you do. How can it find these places?"
        ),
        board=GROUPS,
    )


def nearest() -> Prediction:
    counts = run()[1].counts
    names = [words("Star {j}", j=j + 1) for j in range(3)]
    right = int(counts.argmax())
    why = words(
        "Star 1 gets {a} points, star 2 gets {b} and star 3 gets {c}. The points of one star are a *cluster*.",
        **dict(zip("abc", counts, strict=True)),
    )
    return Prediction(
        words(
            "The computer puts three stars on three of the points, by chance. Then each point takes the colour of its "
            "nearest star. Which star gets the most points?"
        ),
        Choice(
            tuple(names),
            right,
            tuple(
                why if j == right else words("It gets {n} of the {all} points.", n=counts[j], all=GROUPS.n)
                for j in range(3)
            ),
        ),
        board=Board(GROUPS, step=0),
    )


def moves() -> Prediction:
    return Prediction(
        words("Now each star moves to the mean of the points in its colour. Where does each of them go?"),
        Place(run()[2].centroids, moves=True),
        words(
            "Each star stands in the middle of its points. But now some points are nearer to another star! So they "
            "change colour, the stars move again, and so on, until nothing changes any more.\n\n"
            "Press play, or step on with the arrows. Then *drag a star* somewhere else, let go, and press play again."
        ),
        board=Board(GROUPS, step=1),
        reveal=Board(GROUPS, step=1),
    )


def luck() -> Prediction:
    runs = best_of(UNLUCKY.points(), 3, n_runs=STARTS, seed=0)
    unlucky = int((runs.inertias > 2 * runs.inertias.min()).sum())
    return Prediction(
        words("Other points, in three groups again, and another start. Will each group get a star of its own?"),
        Choice(
            (
                words("Yes, the stars spread out by themselves"),
                words("No, two stars stay in one group"),
                words("Yes, but it takes very long"),
            ),
            right=1,
            whys=(
                words("A star goes only where its own points are. It does not know that a group elsewhere needs one."),
                words(
                    "Two stars share the group where they started, and the third stands between two groups, which it "
                    "has to itself. No step makes anything better there. Of {n} starts on these points, {unlucky} end "
                    "badly. So people try several starts, and keep the one whose points are nearest to their stars.",
                    n=STARTS,
                    unlucky=unlucky,
                ),
                words("It stops soon: after {n} moves no point changes its colour.", n=UNLUCKY.run().n_iter),
            ),
        ),
        board=Board(UNLUCKY, step=0),
        reveal=(
            Board(UNLUCKY, caption=words("This start")),
            Board(LUCKY, caption=words("A luckier start on the same points")),
        ),
    )


def quiz() -> tuple[Prediction, ...]:
    return (
        Prediction(
            words("What is a cluster here?"),
            Choice(
                (
                    words("The points inside a circle around a star"),
                    words("The points that are nearest to the same star"),
                    words("The points that had the same colour from the beginning"),
                ),
                right=1,
                whys=(
                    words("There is no circle. A point far away from all stars is in a cluster too."),
                    words("Each point belongs to its nearest star, however far away that is."),
                    words("The points have no colour at the beginning. The stars give it to them."),
                ),
            ),
        ),
        Prediction(
            words("Where does a star go when it moves?"),
            Choice(
                (
                    words("To the mean of its points"),
                    words("To the point that is nearest to it"),
                    words("To a place that has no star yet"),
                ),
                right=0,
                whys=(
                    words("It goes to the average place of the points in its colour."),
                    words("It goes to the middle of all its points; often there is no point at that place."),
                    words("It knows of its own points only, and goes to the middle of them."),
                ),
            ),
        ),
        Prediction(
            words("When does it stop?"),
            Choice(
                (
                    words("When every group has a star"),
                    words("After ten moves"),
                    words("When no point changes its colour any more"),
                ),
                right=2,
                whys=(
                    words("It may stop with two stars in one group, as you have seen."),
                    words("It takes as many moves as it needs, often fewer than ten, sometimes more."),
                    words("The same colours give the same means, so the stars would stay where they are."),
                ),
            ),
        ),
        Prediction(
            words("The same points, another start. Does it find the same clusters?"),
            Choice(
                (words("Always"), words("Not always"), words("Never")),
                right=1,
                whys=(
                    words("The unlucky start and the luckier one had the same points and ended with other clusters."),
                    words("It depends on where the stars start, so it can be good luck or bad luck."),
                    words("Many starts end in the same place, up to the numbers of the stars."),
                ),
            ),
        ),
        Prediction(
            words("What helps against a bad start?"),
            Choice(
                (
                    words("More moves of the stars"),
                    words("More points"),
                    words("Several starts, of which you keep the best"),
                ),
                right=2,
                whys=(
                    words("It has stopped: further moves change nothing."),
                    words("With more points in the same groups the stars get stuck in the same way."),
                    words("The best is the one whose points are nearest to their stars. A computer can tell."),
                ),
            ),
        ),
    )


LESSON = Lesson(
    0,
    "Three stars and some points",
    {"middles": middles, "nearest": nearest, "moves": moves, "luck": luck},
    quiz,
)
