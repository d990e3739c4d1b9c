"""Lesson 3, how many clusters: any points can be clustered, and elbow and gap compare with points that have none."""

from __future__ import annotations

from functools import cache

import numpy as np

from kmeans_viz.how_many.comparison import compare_k
from kmeans_viz.how_many.page import choose_k
from kmeans_viz.how_many.scores import BEND, KScores
from kmeans_viz.how_many.selection import elbow, gap_statistic
from kmeans_viz.how_many.shared_runs import REFERENCES
from kmeans_viz.lessons.course import Lesson
from kmeans_viz.lessons.figures import curves, gap_in_pictures, gaps
from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Prediction, Table, question, words
from kmeans_viz.recipe import Recipe

EVEN = Recipe(data="uniform", n=200, seed=4, k=3, init_seed=4)
"""Points without groups."""
GROUPS = Recipe(data="gaussian", n=200, blobs=3, seed=15, k=3, init="k-means++")
"""Three groups that overlap."""
K_MAX, MANY, BOARDS = 8, 40, 10


@cache
def gap_of_even() -> KScores:
    return gap_statistic(EVEN.points(), K_MAX, seed=0)


@cache
def gaps_of_even_boards() -> list[KScores]:
    """Return the gap statistic of each of ten boards without groups."""
    return [gap_statistic(Recipe(data="uniform", seed=seed).points(), 9, seed=0) for seed in range(BOARDS)]


def highest_of(scores: KScores) -> int:
    """Return the K with the highest gap, which is not the K of the rule."""
    return int(scores.values.argmax()) + 1


def see() -> Prediction:
    run = EVEN.run()
    return Prediction(
        words("How many groups of points do you see here? Enter 0 if you see none."),
        Number(0, "", low=0, high=20, near=0),
        words(
            "There are none. Each of the {n} points was thrown anywhere in the square, wherever the others "
            "were. Chance alone makes crowds and holes, and eyes make groups of them.\n\n"
            "So does k-means: asked for three clusters, it finds three tidy ones, and after {updates} updates nothing "
            "changes any more. *That a run converges says nothing about groups.*",
            n=EVEN.n,
            updates=run.n_iter,
        ),
        board=EVEN,
        reveal=run,
    )


def falls() -> Prediction:
    even = elbow(EVEN.points(), MANY).values
    groups = elbow(GROUPS.points(), K_MAX)
    drops = -np.diff(groups.values)
    k = groups.suggested or 1
    bent, straight = groups.values, even[:K_MAX]
    return Prediction(
        words(
            "For every K from 1 to {n}, the number of points, you run k-means many times and keep the lowest inertia. "
            "How does it change as K grows?",
            n=EVEN.n,
        ),
        Choice(
            (
                words("It falls to the right K, and rises after it"),
                words("It falls to the right K, and stays level after it"),
                words("It falls all the way, to 0 at the last K"),
                words("It goes up and down, as chance has it"),
            ),
            right=2,
            whys=(
                words(
                    "One more star never makes it worse: put it on any point, and that point's distance is gone while "
                    "no other grows."
                ),
                words("It flattens, but goes on falling: one more star always saves something."),
                words(
                    "One more star always saves something, and with a star on each point all distances are 0. So the "
                    "lowest inertia cannot tell how many groups there are."
                ),
                words("A single run may; but the *lowest* inertia of K + 1 stars cannot be above that of K."),
            ),
        ),
        words(
            "The question is not how low the curve is, but *how it bends*. At the elbow, the drop before K is many "
            "times as large as the drop after it. On a board with {k} groups, the drop before K = {k} is "
            "{before:.1f} and the one after it {after:.1f}: {ratio:.1f} times. Every falling curve bends somewhere: "
            "for evenly spread points in the plane the same ratio is {even:.0f} at K = 2. So a bend counts as an "
            "elbow only where its ratio is more than {bend} times that of evenly spread points.",
            k=k,
            before=drops[k - 2],
            after=drops[k - 1],
            ratio=drops[k - 2] / drops[k - 1],
            even=(1 - 1 / 2) / (1 / 2 - 1 / 3),
            bend=BEND,
        ),
        board=EVEN,
        reveal=(
            Picture(
                curves({words("points without groups"): even.tolist()}, words("lowest inertia")),
                alt=words(
                    "The lowest inertia falls from {first:.0f} at K = 1 to {last:.1f} at K = {many}.",
                    first=even[0],
                    last=even[-1],
                    many=MANY,
                ),
                caption=words("The board above, K = 1 to {many}. At K = {n} it is 0.", many=MANY, n=EVEN.n),
            ),
            Picture(
                curves(
                    {
                        words("three groups"): (bent / bent[0]).tolist(),
                        words("no groups"): (straight / straight[0]).tolist(),
                    },
                    words("share of that at K = 1"),
                ),
                alt=words("The curve of three groups bends at K = {k}, that of no groups bends nowhere.", k=k),
                caption=words("Only the curve of the board with groups has an elbow."),
            ),
        ),
    )


def overlap() -> Prediction:
    X = GROUPS.points()
    found = compare_k(X, K_MAX)
    gap, logs = found.gap, np.log(found.elbow.values)
    middle = X.mean(axis=0)
    draw = REFERENCES["pca"](np.ascontiguousarray((X - middle).T))
    reference = draw(np.random.default_rng(0)).T + middle
    k = gap.suggested or 1
    return Prediction(
        words("Here is another board. How many groups does the gap statistic find on it?"),
        Number(k, "", low=1, high=20, near=0),
        words(
            "It finds {k}, and the board was made of {k}. Read the picture with the curves from top to bottom. "
            "*Blue* are the points; *orange* are as many points without clusters, in a box turned to fit. Both "
            "curves fall. Up to K = {k} the blue one falls faster, so the gap between the two opens; after that each "
            "new star is worth no more than it is without clusters.\n\n"
            "Now the rule. K = 1: Gap(1) = {one:.2f}, and Gap(2) − s₂ = {two:.2f} is above it, so go on. "
            "K = 2: Gap(2) = {second:.2f}, and Gap(3) − s₃ = {third:.2f} is above it, so go on. "
            "K = 3: Gap(3) = {at:.2f} is at least Gap(4) − s₄ = {after:.2f}. Stop.",
            k=k,
            one=gap.values[0],
            two=gap.values[1] - gap.errors[1],
            second=gap.values[1],
            third=gap.values[2] - gap.errors[2],
            at=gap.values[2],
            after=gap.values[3] - gap.errors[3],
        ),
        board=GROUPS,
        reveal=(
            GROUPS,
            Picture(
                gap_in_pictures(X, reference, gap, logs, gap.values + logs),
                alt=words("The points, a reference, log S of both for each K, and the gap, which is highest at 3."),
            ),
            Picture(
                choose_k(found, size=(720, 1080)),
                alt=found.headline,
                caption=words(
                    "All four methods at once: `kv.choose_k(X)`. The lesson explains f(K) and the silhouette below."
                ),
            ),
        ),
    )


def by_hand() -> Prediction:
    gap = gap_of_even()
    highest = highest_of(gap)
    return Prediction(
        words("Which K does the rule take from the table above?"),
        Number(gap.suggested or 1, "", low=1, high=K_MAX, near=0),
        words(
            "K = {k}, at once: Gap(1) = {first:.3f} is at least Gap(2) − s₂ = {second:.3f} − {error:.3f} = "
            "{limit:.3f}. There are no clusters: it is the first board of this lesson. The highest gap, at K = "
            "{highest}, is a trap. It is above Gap(1) by {more:.3f}, hardly more than one of the errors.",
            k=gap.suggested,
            first=gap.values[0],
            second=gap.values[1],
            error=gap.errors[1],
            limit=gap.values[1] - gap.errors[1],
            highest=highest,
            more=gap.values[highest - 1] - gap.values[0],
        ),
        reveal=(
            Board(EVEN),
            Picture(
                gaps(gap),
                alt=words("Gap(K) hardly changes with K; the rule takes 1, the highest is at {k}.", k=highest),
            ),
        ),
    )


def highest() -> Prediction:
    found = gaps_of_even_boards()
    misled = sum(highest_of(scores) > 1 for scores in found)
    right = sum(scores.suggested == 1 for scores in found)
    return Prediction(
        words(
            "{n} new boards, on each of them 200 points thrown evenly into the square: there are no groups. Take the K "
            "from 1 to 9 with the *highest* gap, and not that of the rule. On how many boards is it 2 or more?",
            n=BOARDS,
        ),
        Number(misled, words("of {n} boards", n=BOARDS), low=0, high=BOARDS, near=1),
        words(
            "On {misled}. Without groups, all nine gaps should be about the same, and chance lifts one of them above "
            "the others. The rule says 1 on {right} of the {n} boards: it goes on to the next K only if the gap "
            "there is higher by more than its error s.",
            misled=misled,
            right=right,
            n=BOARDS,
        ),
        board=Recipe(data="uniform", seed=0),
        reveal=Table(
            (words("board"), words("K of the rule"), words("K of the highest gap")),
            tuple((number, scores.suggested or 1, highest_of(scores)) for number, scores in enumerate(found, 1)),
        ),
    )


def quiz() -> tuple[Prediction, ...]:
    return (
        question(
            "A friend clusters the same points into 12, you into 3. Your friend's inertia is lower. What follows?",
            {
                "Your friend's clustering is better": "With more stars the lowest inertia is always lower, on any "
                "points.",
                "Yours is better: fewer clusters are simpler": "Simpler, yes; but nothing here says that there are 3.",
                "Nothing: inertias of different K cannot be compared like that": "The lowest inertia falls with every "
                "star that is added. Compare each with what points without groups would give.",
                "One of you made a mistake": "It would be strange only if 12 stars had the higher lowest inertia.",
            },
            right=2,
        ),
        question(
            "Gap(1) = 0.40, Gap(2) = 0.43, Gap(3) = 0.55, Gap(4) = 0.50, and every s is 0.05. Which K?",
            {
                "1": "Gap(1) = 0.40 is at least Gap(2) − s₂ = 0.38, and the rule stops at the first such K.",
                "2": "The rule has stopped before: K = 1 passes already, as 0.40 is at least 0.43 − 0.05.",
                "3": "3 has the highest gap, but the rule takes the first K that passes, and K = 1 does.",
                "4": "The rule asks for the first K that passes, not for the last.",
            },
            right=0,
        ),
        question(
            "What does the error s of a gap say?",
            {
                "How wide the clusters are": "Widths are in S_K. The error is about the references.",
                "How much Gap(K) may be off because the references are drawn by chance": "Other references would give "
                "another gap. The rule ignores differences that small.",
                "How likely it is that K is wrong": "No number here is a probability; the rule may fail all the same.",
                "How far k-means is from the lowest inertia": "Nobody knows how far; more starts bring it nearer.",
            },
            right=1,
        ),
        question(
            "The silhouette compares a point's own cluster with the next one. Which answer can it never give?",
            {
                "There is one cluster": "With K = 1 there is no next cluster, so the silhouette is not defined. It has "
                "to say so in another way: no average above 0.25.",
                "There are two clusters": "It gives that answer gladly: two clusters are the fewest it can compare.",
                "There are ten clusters": "It says so wherever ten clusters have the highest mean.",
                "There are more clusters than you thought": "It does not know what you thought.",
            },
            right=0,
        ),
        question(
            "150 irises of three species, four lengths each: f(K) and silhouette say 2. What do you conclude?",
            {
                "Both methods are wrong, there are three": "The lengths of two species overlap, and the third lies "
                "apart. The methods see the lengths only.",
                "The botanists are wrong, there are two": "What a species is does not follow from four lengths.",
                "By these lengths the flowers lie in two groups": "That is what such methods can tell: how the points "
                "lie, and not what they mean.",
                "k-means does not work in four dimensions": "It does: distances and means exist in any dimension.",
            },
            right=2,
        ),
    )


LESSON = Lesson(
    3,
    "How many clusters?",
    {"see": see, "falls": falls, "overlap": overlap, "by_hand": by_hand, "highest": highest},
    quiz,
)
