"""Lesson 4, what shapes can clusters have: Voronoi cells, moons, a wide group beside a narrow one, units."""

from __future__ import annotations

import numpy as np

from kmeans_viz.lessons.course import Lesson
from kmeans_viz.lessons.figures import sides
from kmeans_viz.lessons.measuring import best, labels_of, strangers, sum_of
from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Place, Prediction, Table, question, words
from kmeans_viz.lessons.shapes import LINE, NARROW, WIDE, changed_points, cuts, two_sides, wide_and_narrow
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import record

DENSE = Recipe(data="grid", n=1500, k=12, seed=1, trails=False, max_iter=8)
"""Points that cover the square evenly."""
MOONS = Recipe(data="moons", n=300, blobs=2, k=2, seed=1)
RINGS = Recipe(data="rings", n=300, blobs=2, k=2, seed=1)


def shape() -> Prediction:
    return Prediction(
        words(
            "{n:,} points cover a square evenly. With {k} stars, what will the clusters look like?", n=1500, k=DENSE.k
        ),
        Choice(
            (
                words("Circles around the stars"),
                words("Squares, since the board is a square"),
                words("Shapes with straight sides and no dents"),
                words("Anything: it depends on where the stars start"),
            ),
            right=2,
            whys=(
                words("Circles would leave gaps between them, and each point in a gap has a nearest star too."),
                words("Nothing in the rule knows about the board; only the distances to the stars count."),
                words(
                    "Between two stars the border is the line halfway, at a right angle to the line that joins them. "
                    "So all sides are straight, and no cell has a dent: walk straight from one of its places to "
                    "another, and you never leave it. Try it on paper: fold the sheet so that two stars meet, and the "
                    "crease is their border."
                ),
                words("The start decides where the cells lie. The rule decides what they can look like."),
            ),
        ),
        words(
            "These are *Voronoi cells*: all places that are nearer to this star than to any other. Cutting a board "
            "into such cells is all that k-means can do."
        ),
        board=DENSE,
        reveal=DENSE,
    )


def moons() -> Prediction:
    X, half = MOONS.points(), MOONS.n // 2
    runs, truth = best(X), np.repeat([0, 1], half).astype(np.int32)
    rings = RINGS.points()
    radius = np.linalg.norm(rings, axis=1)
    ring = (radius > 0.75 * radius.max()).astype(np.int32)
    lost = strangers(labels_of(runs), truth)
    rows = (
        (words("two moons"), words("the places of the points"), lost),
        (words("two rings"), words("the places of the points"), strangers(labels_of(best(rings)), ring)),
        (
            words("two rings"),
            words("their distances from the middle"),
            strangers(labels_of(best(radius[:, None])), ring),
        ),
    )
    return Prediction(
        words(
            "Two moons of {half} points each. k-means runs {runs} times with two stars, and you keep the lowest "
            "inertia. How many of the {n} points end up with the other moon?",
            half=half,
            runs=len(runs.inertias),
            n=MOONS.n,
        ),
        Number(lost, words("of {n} points", n=MOONS.n), low=0, high=half, near=15),
        words(
            "{lost}. Two stars make one straight border, and no straight line keeps the two moons apart. It is the "
            "best of {runs} runs: the search is not at fault. The rule cannot draw what you see.\n\n"
            "Two rings around one middle are worse: about half of their points are with the other ring, as if you had "
            "tossed a coin. But you may choose *what k-means sees*. Give it each point's distance from the middle, and "
            "it puts every point with its own ring.",
            lost=lost,
            runs=len(runs.inertias),
        ),
        board=MOONS,
        reveal=(
            runs.best,
            Table((words("board"), words("k-means sees"), words("points with the other group, of 300")), rows),
        ),
    )


def wide() -> Prediction:
    X = wide_and_narrow()
    runs = best(X)
    run = runs.best
    truth = np.repeat([0, 1], [WIDE, NARROW]).astype(np.int32)
    return Prediction(
        words(
            "A wide group of {wide} points, and a narrow one of {narrow} beside it. Where do two stars have the lowest "
            "inertia?",
            wide=WIDE,
            narrow=NARROW,
        ),
        Place(run.final.centroids),
        words(
            "The narrow group gets no star to itself: {lost} points of the wide group go with it. Look at the sums: "
            "for the two groups that you see, the sum is {seen:.1f}, and k-means has found {found:.1f}. It did its job "
            "perfectly; its job is to make that sum small, and cutting the wide group in two makes it smaller than "
            "giving the narrow one a star.",
            lost=strangers(labels_of(runs), truth),
            seen=sum_of(X, truth),
            found=run.inertia,
        ),
        board=run,
        reveal=(
            Board(run, step=len(run) - 1, caption=words("The lowest inertia: {sum:.1f}", sum=run.inertia)),
            Board(
                record(X, init=[X[:WIDE].mean(axis=0), X[WIDE:].mean(axis=0)]),
                step=0,
                caption=words("The stars in the middle of the two groups: press play"),
            ),
        ),
    )


def by_hand() -> Prediction:
    sums = cuts()
    n = len(LINE) - 1 - int(sums.argmin())
    return Prediction(
        words("Two stars cut these seven numbers in two. How many are right of the cut with the lowest sum?"),
        Number(n, words("of {n} numbers", n=len(LINE)), low=1, high=len(LINE) - 1, near=0),
        words(
            "{n}: 16 goes with 24 and 26. For the groups that you see, 0 to 16 and 24 to 26, the sum is "
            "{seen:g} (64 + 16 + 0 + 16 + 64, and 1 + 1). With 16 on the right it is only {lowest:g}.",
            n=n,
            seen=sums[4],
            lowest=sums.min(),
        ),
        reveal=Table(
            (words("cut"), words("sum of squares")),
            tuple(
                (words("between {a:g} and {b:g}", a=a, b=b), round(float(total), 1))
                for a, b, total in zip(LINE[:-1], LINE[1:], sums, strict=True)
            ),
        ),
    )


def units() -> Prediction:
    boards = changed_points()
    X = boards[words("as in the file")]
    labels = {name: two_sides(points) for name, points in boards.items()}
    file, seconds, million, scaled = labels.values()
    moved = [int((found != file).sum()) for found in (seconds, million, scaled)]
    alone = [two_sides(X[:, [column]]) for column in (0, 1)]
    facts = {
        "n": len(X),
        "seconds": moved[0],
        "short": X[:, 0].std(),
        "long": X[:, 1].std(),
        "scaled": moved[2],
        "by_waits": int((alone[1] != file).sum()),
        "by_eruptions": int((alone[0] != seconds).sum()),
    }
    return Prediction(
        words(
            "{n} eruptions of a geyser: each took 1.6 to 5.1 minutes, and the wait for the next was 43 to 96 minutes. "
            "k-means makes two clusters of them. Which of these can move an eruption from one to the other?",
            **facts,
        ),
        Choice(
            (
                words("Writing the eruptions in seconds"),
                words("Adding a million to each wait"),
                words("Both"),
                words("Neither: it is the same geyser"),
            ),
            right=0,
            whys=(
                words(
                    "In seconds, the eruptions are spread 60 times as wide, and {seconds} of {n} change sides. Adding "
                    "a million moves all points together, so no distance changes, and no eruption changes sides.",
                    **facts,
                ),
                words(
                    "That makes the numbers huge and changes no distance: all points move together. It is not the "
                    "size of the numbers that counts but how widely they are *spread*."
                ),
                words("A million added to each wait moves all points together, so no distance changes."),
                words("The geyser is the same, but k-means sees numbers: distances in seconds are other distances."),
            ),
        ),
        words(
            "*The column with the large spread decides.* In minutes, the waits are spread by {long:.1f} (standard "
            "deviation) and the eruptions by {short:.1f}; the clusters are those of the waits alone "
            "({by_waits} differences). In seconds the eruptions are spread by {wide:.0f}, and the clusters are those "
            "of the eruptions alone ({by_eruptions} differences). The board stretches both columns to the same width, "
            "so it does not show that; k-means stretches nothing. Divided by its spread, each column counts alike. "
            "That is a choice as well: make it knowingly.",
            wide=60 * X[:, 0].std(),
            **facts,
        ),
        board=Recipe(data="old-faithful", k=2),
        reveal=(
            Picture(
                sides(X, file, seconds, words("eruption, minutes"), words("wait, minutes")),
                alt=words("The eruptions in two clusters; {seconds} on the border have a ring.", **facts),
                caption=words("A ring: on the other side once the eruptions are in seconds"),
            ),
            Table(
                (words("change"), words("eruptions that change sides")),
                tuple(zip(list(boards)[1:], moved, strict=True)),
            ),
        ),
    )


def quiz() -> tuple[Prediction, ...]:
    return (
        question(
            "Which of these can be the cell of a star?",
            {
                "A ring": "A straight walk across the hole would leave the ring, and a cell is never left that way.",
                "A crescent": "A crescent has a dent, and cells have none.",
                "A triangle": "Straight sides, no dents: three neighbours around a star can make one.",
                "A disc": "A round border cannot be made of the straight lines halfway between two stars.",
            },
            right=2,
        ),
        question(
            "You double all numbers in all columns. What becomes of the clusters?",
            {
                "They stay as they are": "All distances double, so the nearest star is still the nearest.",
                "They may change, since the inertia is four times as large": "It is, for every clustering alike; so "
                "the lowest stays the lowest.",
                "They change, since units are weights": "Units weigh one column against another. Here none gains.",
                "There are twice as many": "K is what you ask for, whatever the numbers are.",
            },
            right=0,
        ),
        question(
            "Years lie between 2019 and 2024, prices between 0 and 90. Which column decides the clusters?",
            {
                "The years, since their numbers are larger": "All years are about 2,000, so that part takes no side: "
                "distances are made of differences.",
                "The prices, since they are spread more widely": "Prices differ by up to 90, years by up to 5, and "
                "the differences are squared.",
                "Both alike: k-means knows no columns": "It knows none, so each counts by its spread, not alike.",
                "Neither: only the start decides": "The start decides which local minimum. The distances decide which "
                "minima there are.",
            },
            right=1,
        ),
        question(
            "The best of 100 runs does not give you the groups that you see. What do more runs give you?",
            {
                "The groups, if only you run often enough": "The groups may have a higher sum than what you found, "
                "and then no run that looks for low sums will ever return them.",
                "At most a lower sum": "That is all that runs compete for. If the groups that you see have a higher "
                "sum, then it is the goal that does not fit, and not the search.",
                "A fairer average": "An average of runs is no clustering.",
                "Other shapes": "Every run ends in Voronoi cells.",
            },
            right=1,
        ),
        question(
            "Two rings around the same middle. What lets k-means with two stars tell them apart?",
            {
                "k-means++": "No start helps: both rings have their mean in the same place.",
                "Points in z-scores": "Rings stay rings, since both columns have about the same spread already.",
                "Each point's distance from the middle": "In this one quantity, the rings are two groups far apart.",
                "A third star": "Three straight borders cut rings too, in three places rather than two.",
            },
            right=2,
        ),
    )


LESSON = Lesson(
    4,
    "What shapes can clusters have?",
    {"shape": shape, "moons": moons, "wide": wide, "by_hand": by_hand, "units": units},
    quiz,
)
