"""Lesson 5, norm, squared norm, median: which centre goes with which sum, and what a far point does to each."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.lessons.course import Lesson
from kmeans_viz.lessons.figures import BLUE, ORANGE, chart
from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Place, Prediction, Table, words
from kmeans_viz.lessons.sums import CENTRES, N_BOARDS, N_FAR, STEPPERS, SUMS, offs, runs_that_raise, three_groups
from kmeans_viz.runs.making import record
from kmeans_viz.runs.trace import Trace

SHOPS = np.array([0.0, 1.0, 2.0, 3.0, 14.0])
"""Where the five shops stand along the road, in kilometres."""


def along_the_road() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return places along the road, every 10 m, and for each the sums of distances and of squared distances."""
    places = np.linspace(0, 14, 1401)
    offsets = SHOPS - places[:, None]
    return places, np.abs(offsets).sum(axis=1), (offsets**2).sum(axis=1)


def depot() -> Prediction:
    places, lengths, _ = along_the_road()
    best = places[lengths.argmin()]
    drawn, ax = chart(words("kilometre"), words("sum of distances (km)"))
    ax.plot(places, lengths, linewidth=2.5, color=BLUE)
    ax.plot(SHOPS, np.full(5, lengths.min() - 6), "o", color="#444444", markersize=9, clip_on=False)
    ax.plot(best, lengths.min(), "*", markersize=20, color=ORANGE)
    ax.set_ylim(bottom=lengths.min() - 10)
    return Prediction(
        words(
            "Five shops stand along a road, at kilometres 0, 1, 2, 3 and 14. Where should a depot stand so that the "
            "sum of its distances to the five shops is smallest? Put the star there."
        ),
        Place(np.array([[best]])),
        words(
            "At kilometre {best:g}, the *median*: the shop in the middle, when all are put in order. Move the depot a "
            "step to the right: it is a step nearer to each shop on its right, and a step farther from each on its "
            "left. So all that counts is *how many* shops lie on either side, not how far away they are. If the last "
            "shop moved to kilometre 140, the depot would stay.",
            best=best,
        ),
        board=replace(record(SHOPS[:, None], init=[[7.0]]), columns=(words("kilometre"),)),
        reveal=Picture(
            drawn,
            words("The sum of distances falls until kilometre {best:g} and rises from there on.", best=best),
            words("The sum of the distances, for every place along the road. The dots are the shops."),
        ),
    )


def by_hand() -> Prediction:
    places, _, squares = along_the_road()
    best = places[squares.argmin()]
    return Prediction(
        words(
            "The same five shops, but now a trip costs the *square* of its length: 3 km cost 9. At which kilometre is "
            "the sum of the five squares smallest? Work out the sum for a few places on paper first."
        ),
        Number(best, words("km"), low=0, high=14, near=0.25),
        words(
            "At kilometre {best:g}, the *mean*: (0 + 1 + 2 + 3 + 14) / 5. Squared, a long way counts for more than "
            "several short ones, so the shop at kilometre 14 pulls the depot away from the other four.",
            best=best,
        ),
        reveal=Table(
            (words("depot at kilometre"), words("sum of distances"), words("sum of squares")),
            tuple(
                (place, int(np.abs(SHOPS - place).sum()), int(((SHOPS - place) ** 2).sum())) for place in range(1, 7)
            ),
        ),
    )


@cache
def far_runs() -> dict[str, Trace]:
    """Return the runs of the three steppers on one board with points far off, from the generating centres."""
    X = three_groups(0, N_FAR)
    return {name: record(X, init=CENTRES, stepper=stepper) for name, stepper in STEPPERS.items()}


def far() -> Prediction:
    runs = far_runs()
    off = {name: np.linalg.norm(run.final.centroids - CENTRES, axis=1).max() for name, run in runs.items()}
    return Prediction(
        words(
            "These points were drawn around three centres, and the three stars stand on those. Then {n} points were "
            "added at the top right: measurements that went wrong. Where does k-means take the stars? Move them there.",
            n=N_FAR,
        ),
        Place(runs["means"].final.centroids, moves=True),
        words(
            "Star 3 gets all {n} far points, and the mean follows them: the star ends {means:.2f} from the centre of "
            "its group, at the edge of the group. With medians, from the same start, no star ends more than "
            "{medians:.2f} away.",
            n=N_FAR,
            means=off["means"],
            medians=off["medians"],
        ),
        board=Board(runs["means"], step=0),
        reveal=(
            Board(runs["means"], caption=words("Means: each point to the nearest star, each star to the mean")),
            Board(
                runs["medians"],
                caption=words("Medians: nearest by city-block distance, then the median of each coordinate"),
            ),
        ),
    )


def nearest() -> Prediction:
    found = offs()
    clean = {name: off.clean for name, off in found.items()}
    return Prediction(
        words(
            "Take {n} boards *without* far points, each with 150 points, drawn around three centres in round groups. "
            "The stars start on these centres, and go to the means, to the medians of the coordinates, or to the "
            "geometric medians. Which stars end nearest to the centres, on average?",
            n=N_BOARDS,
        ),
        Choice(
            (
                words("Those that go to the means"),
                words("Those that go to the medians of the coordinates"),
                words("Those that go to the geometric medians"),
                words("All three end equally near"),
            ),
            right=list(clean).index(min(clean, key=clean.__getitem__)),
            whys=(
                words(
                    "Where nothing is far off, every point says something about the centre, and the mean uses all of "
                    "it: means end {means:.3f} off on average, medians {medians:.3f}. With far points it is the other "
                    "way round (see the table). A median is like insurance, and this is its price.",
                    means=clean["means"],
                    medians=clean["medians"],
                ),
                words(
                    "A median looks only at the order of the points. That protects it from far points, but it throws "
                    "something away where there are none: medians end {medians:.3f} off on average, means {means:.3f}.",
                    means=clean["means"],
                    medians=clean["medians"],
                ),
                words(
                    "They come second: they end {geometric:.3f} off on average, means {means:.3f}.",
                    means=clean["means"],
                    geometric=clean["geometric medians"],
                ),
                words("With infinitely many points they would. With 50 in a group they do not: see the table."),
            ),
        ),
        reveal=Table(
            (
                words("stars"),
                words("without far points"),
                words("with {n} far points", n=N_FAR),
            ),
            tuple((name, f"{off.clean:.3f}", f"{off.far:.3f}") for name, off in found.items()),
            words("How far the stars end from the centres that the points were drawn around, on average"),
        ),
    )


def own_sum() -> Prediction:
    raised = runs_that_raise()
    return Prediction(
        words(
            "We run the three steppers (means, medians, geometric medians) on {n} boards, and measure three sums in "
            "every run (of squared distances, of city-block distances, of distances). That makes nine pairs of a "
            "stepper and a sum. For how many of the nine does no run ever raise the sum?",
            n=N_BOARDS,
        ),
        Number(int((raised == 0).sum()), words("of nine pairs"), low=0, high=9, near=0),
        words(
            "In {n}. No stepper ever raises *its own* sum, since each of its half-steps lowers that sum or leaves it "
            "as it is. The other two sums may go either way. That is why the rows of the table must not be mixed.",
            n=int((raised == 0).sum()),
        ),
        reveal=Table(
            (words("stars"), *(words(name) for name in SUMS)),
            tuple((name, *map(int, row)) for name, row in zip(STEPPERS, raised, strict=True)),
            words("In how many of {n} runs some half-step raises the sum of …", n=N_BOARDS),
        ),
    )


def quiz() -> tuple[Prediction, ...]:
    return (
        Prediction(
            words("Which sum is smallest at the *mean* of a cluster's points?"),
            Choice(
                (
                    words("The sum of the distances"),
                    words("The sum of the squared distances"),
                    words("The sum of the city-block distances"),
                ),
                right=1,
                whys=(
                    words("That one is smallest at the geometric median. On a line, that is the middle point."),
                    words("Squares belong to the mean; that is why k-means takes it."),
                    words("That one is smallest at the median of each coordinate."),
                ),
            ),
        ),
        Prediction(
            words("To find the nearest star, a program compares distances, not squared distances. What changes?"),
            Choice(
                (
                    words("Nothing: the same stars are nearest"),
                    words("It is no longer k-means but k-medians"),
                    words("Far points pull less"),
                ),
                right=0,
                whys=(
                    words(
                        "Of two distances, the shorter one has the smaller square, so every point picks the same star."
                    ),
                    words("k-medians also needs another distance and another update; this changes neither."),
                    words("How hard a point pulls is decided in the update, and that is still the mean."),
                ),
            ),
        ),
        Prediction(
            words("You replace the mean by the median of each coordinate, and nothing else. Can the inertia rise?"),
            Choice(
                (
                    words("No: k-means never raises it"),
                    words("Only if there are far points"),
                    words("Yes"),
                ),
                right=2,
                whys=(
                    words("That holds for the mean, which makes the sum of squares smallest. A median does not."),
                    words("Far points make it more likely, but it happens without them too."),
                    words("The median lowers another sum, and may raise that of the squares, which is the inertia."),
                ),
            ),
        ),
        Prediction(
            words(
                "101 points lie on a line. The largest one moves 1,000 km farther away. How far does the *median* move?"
            ),
            Choice(
                (words("About 10 km"), words("Not at all"), words("1,000 km")),
                right=1,
                whys=(
                    words("That is the mean: it goes 1,000 / 101, about 10 km."),
                    words("The middle point in the order is still the same one."),
                    words("Only the largest point itself moves that far."),
                ),
            ),
        ),
        Prediction(
            words("The update takes the median of each coordinate. Which assignment goes with it?"),
            Choice(
                (
                    words("To the star that is nearest by city-block distance"),
                    words("To the star that is nearest by ordinary distance"),
                    words("Any: the update alone decides"),
                ),
                right=0,
                whys=(
                    words("Both half-steps then lower the same sum, that of the city-block distances."),
                    words("That lowers another sum than the median does, so each half-step may undo the other."),
                    words("Both half-steps must lower the same sum, or one may undo what the other gained."),
                ),
            ),
        ),
    )


LESSON = Lesson(
    5,
    "Norm, squared norm, median",
    {"depot": depot, "by_hand": by_hand, "far": far, "nearest": nearest, "own_sum": own_sum},
    quiz,
)
