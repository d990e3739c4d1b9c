"""Lesson 2, does it matter where the stars start: local minima, many runs, farthest points, k-means++, outliers."""

from __future__ import annotations

import numpy as np

from kmeans_viz.lessons.course import Lesson
from kmeans_viz.lessons.figures import bars
from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Place, Prediction, Table, question, words
from kmeans_viz.lessons.starts import (
    BOARD,
    RUNS,
    STARTS,
    WAYS,
    best_with_slips,
    middles,
    spread_by_chance,
    stars_that_serve,
    starts_on_slips,
    with_slips,
)
from kmeans_viz.runs.making import best_of, record

LUCKY = 29
"""The seed of a start on the same board that ends with a star in each group."""
LINE = ((0.0,), (1.0,), (5.0,), (7.0,))
"""Four points to draw a star from by hand; the first and the last have one."""


def ends() -> Prediction:
    unlucky, lucky = BOARD.run(), record(BOARD.points(), 5, seed=LUCKY)
    return Prediction(
        words("Five stars start like this: three in one group, two in another. Where will each of them end?"),
        Place(unlucky.final.centroids, moves=True),
        words(
            "Two stars settle halfway between two groups each, and the other three go on sharing the fifth. No point "
            "wants to change its colour, and no star wants to move: the run is over. A star only ever sees the points "
            "of its own colour, so it cannot know that it is needed elsewhere.\n\n"
            "This is a *local minimum*: neither half-step can make the inertia any smaller, though a much better "
            "clustering exists. Here it is {bad:.1f}. From another start, the same points end at {good:.2f}, "
            "{ratio:.0f} times lower.",
            bad=unlucky.inertia,
            good=lucky.inertia,
            ratio=unlucky.inertia / lucky.inertia,
        ),
        board=Board(unlucky, step=0),
        reveal=(
            Board(unlucky, caption=words("This start")),
            Board(lucky, caption=words("The same points, another start")),
        ),
    )


def how_often() -> Prediction:
    serving = stars_that_serve()
    n = int((serving == 5).sum())
    right = n / RUNS
    kinds = {
        words("each group has a star"): n,
        words("two groups share one"): int((serving == 4).sum()),
        words("worse than that"): int((serving < 4).sum()),
    }
    return Prediction(
        words(
            "Start {n:,} times from five random points. How many of these runs end with a star in each group?", n=RUNS
        ),
        Number(n, words("of {n:,} runs", n=RUNS), low=0, high=RUNS, near=50),
        words(
            "{n}. Only about {begin:.0f} starts in 100 have a star in each group from the beginning: the first star "
            "may stand in any group, the second in four of the five, then three, two, one. The chance is 5!/5⁵ = "
            "{chance:.4f}. In the other good runs, a star still finds its way to a group without one.\n\n"
            "If one run succeeds with a chance of {right:.1%}, then n runs all fail with a chance of {wrong:.3f} to "
            "the power n: {five:.0%} for 5 runs, {ten:.1%} for 10, {twenty:.2%} for 20. So run k-means several times "
            "and keep the run with the lowest inertia. The *average* of all runs only says what to expect of a single "
            "one.",
            n=n,
            begin=100 * spread_by_chance(5),
            chance=spread_by_chance(5),
            right=right,
            wrong=1 - right,
            five=(1 - right) ** 5,
            ten=(1 - right) ** 10,
            twenty=(1 - right) ** 20,
        ),
        board=BOARD,
        reveal=Picture(
            bars(kinds, words("how {n:,} random starts end", n=RUNS)),
            alt=", ".join(f"{name}: {count}" for name, count in kinds.items()),
        ),
    )


def by_hand() -> Prediction:
    points = np.array(LINE).ravel()
    nearest = np.abs(points[:, None] - [0, 7]).min(axis=1)
    right, plain, first = (100 * weights[2] / weights.sum() for weights in (nearest**2, nearest, points**2))
    return Prediction(
        words(
            "Four points stand at 0, 1, 5 and 7, and two stars stand on those at 0 and 7. With what chance does the "
            "next star go to 5?"
        ),
        Number(right, "%", low=0, high=100, near=0),
        words(
            "The nearest star of 1 is at 0, so its D² is 1. The nearest star of 5 is at 7, so its D² is 4. A point "
            "under a star has D² = 0, and no chance. So 5 is next with a chance of 4 / (0 + 1 + 4 + 0) = {right:.0f}%. "
            "(With D in place of D² it would be {plain:.0f}%. With the squared distance to the first star alone it "
            "would be {first:.0f}%, and 7, which has a star, would be the likeliest.)",
            right=right,
            plain=plain,
            first=first,
        ),
    )


def slips() -> Prediction:
    boards, rows = [], []
    for init, way in WAYS.items():
        name = words(way)
        caught = starts_on_slips(init)
        clean = best_of(BOARD.points(), 5, RUNS, init=init, seed=0)
        right = int((clean.inertias < 1.001 * clean.best.inertia).sum())
        rows.append((name, f"{right:,} / {RUNS:,}", f"{caught} / {STARTS}"))
        start = record(with_slips(), 5, init=init, seed=0)
        boards.append(Board(start, step=0, caption=words("{name}: one of the starts", name=name)))
    counts = {init: row[2].split()[0] for init, row in zip(WAYS, rows, strict=True)}
    return Prediction(
        words(
            "Two slips of the pen have put two more points far from all others. Which ways to start put a star on at "
            "least one of the two slips in more than half of all starts?"
        ),
        Choice(
            (
                words("None of the three"),
                words("Only farthest point"),
                words("Farthest point and k-means++"),
                words("All three"),
            ),
            right=2,
            whys=(
                words("Farthest point always takes the two slips: no other points are as far from the stars."),
                words(
                    "k-means++ leaves it to chance, and that helps much less than many believe: D² of a slip is so "
                    "large that it outweighs whole groups."
                ),
                words(
                    "Farthest point always falls for the slips ({far} of {n} starts), k-means++ mostly ({plus}): the "
                    "D² of a single slip outweighs whole groups. Random points rarely do ({random}), since 2 points "
                    "of 202 are seldom drawn.",
                    n=STARTS,
                    far=counts["farthest"],
                    plus=counts["k-means++"],
                    random=counts["random"],
                ),
                words("For a random start, the slips are 2 points of 202 like any others, so they are seldom drawn."),
            ),
        ),
        board=record(with_slips(), 5, seed=0),
        reveal=(
            Table((words("start"), words("ends right, without slips"), words("starts on a slip")), tuple(rows)),
            *boards,
        ),
    )


def lowest() -> Prediction:
    best, wanted = best_with_slips(), record(with_slips(), init=middles())
    return Prediction(
        words(
            "Now run k-means {n:,} times on this board, {each} times from each of the three kinds of start, and keep "
            "the run with the lowest inertia. Where do its five stars end?",
            n=3 * STARTS,
            each=STARTS,
        ),
        Place(best.final.centroids),
        words(
            "One star sits alone on a slip, and two of the five groups have to share a star. The inertia is "
            "{best:.1f}. With a star in each group, and each slip with the group nearest to it, the inertia would be "
            "{wanted:.1f}.\n\n"
            "So this is not bad luck, and more runs cannot mend it: the *lowest* inertia itself gives the slip a star. "
            "Distances are squared, so one point far away costs as much as a whole group. Look for such points before "
            "you cluster; where they are slips, correct them or take them out.",
            best=best.inertia,
            wanted=wanted.inertia,
        ),
        board=best,
        reveal=(
            Board(best, step=len(best) - 1, caption=words("The lowest inertia: {sum:.1f}", sum=best.inertia)),
            Board(
                wanted,
                step=len(wanted) - 1,
                caption=words("A star in each group: {sum:.1f}", sum=wanted.inertia),
            ),
        ),
    )


def quiz() -> tuple[Prediction, ...]:
    return (
        question(
            "You run k-means ten times, and the ten inertias differ. Which clustering do you report?",
            {
                "The one with the lowest inertia": "All ten minimise the same sum, so the lowest is the best of them. "
                "Say too that you ran ten times.",
                "The mean of the ten, star by star": "Star 1 of one run need not be star 1 of another, and the mean "
                "of two good clusterings can be a bad one.",
                "The last, since it has learned from the others": "Runs know nothing of each other: each begins from "
                "a start of its own.",
                "The one in the middle, since the lowest may be a fluke": "Inertia is the very thing that k-means "
                "makes small, not a noisy measurement of it. On the same points, a lower sum is a better result.",
            },
            right=0,
        ),
        question(
            "A run has converged. What do you know?",
            {
                "It has found the best clustering for this K": "The run at the top of this lesson had converged too, "
                "with {ratio:.0f} times the inertia of another.",
                "Another assignment and update would change nothing": "That is what converging means, and it is all "
                "that it means.",
                "Its inertia is close to zero": "It is zero only where every point has a star right under it; most "
                "runs end far above zero.",
                "K is the right number of clusters": "k-means converges for every K, on any points. Lesson 3 is about "
                "that.",
            },
            right=1,
            ratio=BOARD.run().inertia / record(BOARD.points(), 5, seed=LUCKY).inertia,
        ),
        question(
            "A point is three times as far from its nearest star as another point. Its chance in k-means++ is …",
            {
                "the same": "Equal chances are what a start from random points gives.",
                "3 times as large": "Chances are in proportion to D², not to the distance D.",
                "9 times as large": "Chances are in proportion to D², and the square of 3 is 9.",
                "certain": "That would be the farthest-point start. k-means++ leaves it to chance.",
            },
            right=2,
        ),
        question(
            "Ten groups of equal size, and ten random points to start from. How often does each group have a star from "
            "the beginning?",
            {
                "Nearly always": "On average each group has one star, but hardly any start looks like the average.",
                "In about half of all starts": "Even with five groups it is only about {five:.0f} starts in 100, as "
                "above, and with more groups it is rarer still.",
                "In about 1 start of 10": "1/10 is the chance that a star lands in one given group.",
                "In fewer than 1 start of 1,000": "The first star may land anywhere, the second in nine of ten groups, "
                "and so on: the chance is 10!/10¹⁰, about {ten:.0f} starts in 10,000.",
            },
            right=3,
            five=100 * spread_by_chance(5),
            ten=10_000 * spread_by_chance(10),
        ),
        question(
            "In one row of a table, a slip of the pen has made 170 out of 1.70. What do you do before you cluster?",
            {
                "Nothing: one row among a thousand cannot matter": "The distance counts squared, so one row far away "
                "can weigh as much as all the others together.",
                "Choose k-means++, which is made for that": "k-means++ prefers far points, so it will most likely put "
                "a star there.",
                "Run 1,000 times and keep the lowest inertia": "The lowest inertia itself may want a star for that "
                "row, and more runs only find it sooner.",
                "Find that row, and correct it or take it out": "Only you can tell a slip from a discovery; k-means "
                "takes every number at its word.",
            },
            right=3,
        ),
    )


LESSON = Lesson(
    2,
    "Does it matter where the stars start?",
    {"ends": ends, "how_often": how_often, "by_hand": by_hand, "slips": slips, "lowest": lowest},
    quiz,
)
