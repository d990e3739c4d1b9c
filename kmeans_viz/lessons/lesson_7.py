"""Lesson 7, questions people asked: the blog post's code, clusters that vanish, and other distances."""

from __future__ import annotations

import numpy as np

from kmeans_viz.kmeans.algorithm import Phase
from kmeans_viz.kmeans.medians import MEDIANS
from kmeans_viz.lessons.course import Lesson
from kmeans_viz.lessons.figures import BLUE, ORANGE, chart
from kmeans_viz.lessons.post import BOARD, OLD_LINES, outcome, run_like_the_post
from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Prediction, Table, words
from kmeans_viz.lessons.sums import ANSWERS, CITY_BLOCK, MIXED, N_BOARDS, endless, mixed_runs_that_rise, sums_of
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import record

EMPTY = Recipe(data="peaked", n=60, blobs=3, k=5, seed=62)
"""A board and a start from which one of the five stars loses its last point."""
UNEQUAL = Recipe(data="unequal", n=60, blobs=3, k=3, seed=136)
"""A board and a start from which the mixed stepper ends above where it has been."""


def halves() -> Prediction:
    ours, posts = BOARD.run(), run_like_the_post()
    return Prediction(
        words(
            "The post's two functions, `cluster_points` and `reevaluate_centers`, and `kv.record` run from the same "
            "three stars. How do the two runs compare?"
        ),
        Choice(
            (
                words("They end in different places, since the code is different"),
                words("They end in the same place, by different ways"),
                words("The stars stand in the same places after every half-step"),
            ),
            right=2,
            whys=(
                words("From the same start, k-means leaves nothing to chance: nearest star, then mean."),
                words("There is only one way: from the same stars, each half-step has one result."),
                words(
                    "All {n} states agree. `cluster_points` is the assignment and `reevaluate_centers` the update; "
                    "`kv.record` does the same, faster.",
                    n=len(ours),
                ),
            ),
        ),
        board=Board(ours, step=0),
        reveal=(
            Board(posts, caption=words("With the post's functions")),
            Board(ours, caption=words("With kv.record")),
        ),
    )


def python_2() -> Prediction:
    lines = list(OLD_LINES)
    return Prediction(
        words(
            "The post was written for Python 2. Four of these lines stop with an error today. Which one runs, but "
            "gives something else than it did then?"
        ),
        Choice(
            tuple(f"`{line}`" for line in lines),
            right=lines.index("3 / 4"),
            whys=(
                words("An error: `print` is a function now and needs brackets."),
                words("An error: `keys()` no longer gives a list, so nothing can be taken from it by its number."),
                words("An error: `random.sample` takes a sequence, and does not count a NumPy array as one."),
                words("It was {then} and is {now}. A formula with whole numbers may have been wrong all along.",
                      then=3 // 4, now=3 / 4),
                words("An error: `xrange` is gone; `range` does what it did."),
            ),
        ),
        reveal=Table(
            (words("Python 2"), words("today"), words("does the same today")),
            tuple((line, outcome(line), new) for line, new in OLD_LINES.items()),
        ),
    )  # fmt: skip


def fewer() -> Prediction:
    trace = EMPTY.run()
    counts = [
        int((record(trace.X, k=5, seed=62, on_empty=rule).final.counts > 0).sum())
        for rule in ("keep", "farthest", "drop")
    ]
    return Prediction(
        words("Five stars start on five of these 60 points. How many of them have points in the end?"),
        Number(counts[0], words("of 5 stars"), low=1, high=5, near=0),
        words(
            "{n}. One star loses its last point to a neighbour. Code that collects the groups it finds then goes on "
            "with one group fewer, without a word. Here K stays K, and `on_empty` says what happens to such a star.",
            n=counts[0],
        ),
        board=Board(trace, step=0),
        reveal=(
            Board(trace, caption=words("One star stays behind without points")),
            Table(
                ("on_empty", words("the star without points"), words("stars with points in the end")),
                (
                    ("keep", words("stays where it is"), counts[0]),
                    ("farthest", words("goes to the point that is farthest from its own star"), counts[1]),
                    ("drop", words("is taken off the board"), counts[2]),
                ),
            ),
        ),
    )


def by_hand() -> Prediction:
    points, centres = [1.0, 2.0, 6.0, 7.0], [0.0, 5.0, 20.0]
    nearest = {int(np.abs(np.array(centres) - x).argmin()) for x in points}
    return Prediction(
        words(
            "Points at 1, 2, 6 and 7; centres at 0, 5 and 20. A program puts each point into the list of its nearest "
            "centre, and makes a list when the first point for it arrives. Then it takes the mean of each list. How "
            "many centres does it have now?"
        ),
        Number(len(nearest), "", low=0, high=4, near=0),
        words(
            "{n}: 1.5, the mean of 1 and 2, and 6.5, the mean of 6 and 7. No point is nearest to 20, so there is no "
            "list for it, and no mean. K was 3, and nobody was told. `kv.classic` makes an empty list for it instead, "
            "and leaves the centre where it was.",
            n=len(nearest),
        ),
    )


def own_distance() -> Prediction:
    X = UNEQUAL.points()
    drawn, ax = chart(words("half-step"), words("sum of city-block distances"), height=4.6)
    lowest = np.inf
    for name, stepper, marker, color in (
        (words("nearest by ordinary distance, then the median"), MIXED, "o", BLUE),
        (words("nearest by city-block distance, then the median"), MEDIANS, "s", ORANGE),
    ):
        sums = sums_of(record(X, k=3, seed=UNEQUAL.seed, stepper=stepper), CITY_BLOCK)
        steps = np.arange(1, len(sums) + 1)
        ax.plot(steps, sums, marker=marker, markersize=6, color=color, label=name)
        lowest = min(lowest, sums.min())
        up = np.flatnonzero(np.diff(sums) > 1e-9) + 1
        if len(up):
            ax.plot(steps[up], sums[up], "o", color="#d6006c", markersize=11, label=words("here the sum rises"))
    # The first half-steps fall so far that the rises after them would not be seen.
    ax.set_ylim(0.97 * lowest, 1.6 * lowest)
    ax.legend(frameon=False, fontsize=12, loc="upper right")
    n_mixed, n_medians = mixed_runs_that_rise()
    assigned = [state for state in endless() if state.phase is Phase.ASSIGN][:5]
    return Prediction(
        words(
            "You want medians. So you write an update that takes the median of each coordinate, and leave the "
            "assignment as it is: to the star that is nearest by ordinary distance. The median makes the sum of the "
            "*city-block* distances smallest. What does that sum do in a run?"
        ),
        Choice(
            (
                words("It never rises: a median can only lower it"),
                words("It may rise in an update"),
                words("It may rise in an assignment"),
                words("It may rise in both"),
            ),
            right=2,
            whys=(
                words("That is true of the update. The assignment lowers another sum, and may raise this one."),
                words("The update puts the star where this very sum is smallest, so there it never rises."),
                words(
                    "The star that is nearest by ordinary distance may be farther by city-block distance. In {n_mixed} "
                    "of {n} runs the sum rises at least once; with the city-block assignment, in {n_medians}. The run "
                    "may even go round for ever: seven people answer seven questions with yes or no, and the same "
                    "three people change their cluster again and again (the table). `kv.MEDIANS` has both halves.",
                    n_mixed=n_mixed,
                    n=N_BOARDS,
                    n_medians=n_medians,
                ),
                words("The update is safe: it puts the star where this very sum is smallest."),
            ),
        ),
        reveal=(
            Picture(
                drawn,
                words("With ordinary distance the curve rises now and then; with city-block distance it only falls."),
            ),
            Table(
                (words("assignment"), words("cluster of each person"), words("sum of city-block distances")),
                tuple(
                    (
                        state.iteration,
                        "\u00a0".join(str(label + 1) for label in np.asarray(state.labels)),
                        f"{CITY_BLOCK(ANSWERS - state.centroids[state.labels]):.1f}",
                    )
                    for state in assigned
                ),
                words("The run that never ends (of two stars that are equally near, the first one gets the point)"),
            ),
        ),
    )


def quiz() -> tuple[Prediction, ...]:
    return (
        Prediction(
            words("Your call `cluster_points(X, 5)` stops with an error. What did you most likely want?"),
            Choice(
                (
                    words("`find_centers(X, 5)`: the whole run with K = 5"),
                    words("`cluster_points(5, X)`: the arguments in the other order"),
                    words("`cluster_points(X, [5])`: a list with the number"),
                ),
                right=0,
                whys=(
                    words("`cluster_points` is one assignment and needs the centres themselves, not their number."),
                    words("The order was right. The second argument is the list of the centres."),
                    words("That would be one centre, at the place 5."),
                ),
            ),
        ),
        Prediction(
            words("A program returns four clusters for K = 5. Where do you look first?"),
            Choice(
                (
                    words("Whether two of the points are equal"),
                    words("Whether a star has lost all its points"),
                    words("Whether the run was too short"),
                ),
                right=1,
                whys=(
                    words("Equal points share a star, and do no harm unless there are fewer than K different ones."),
                    words("Code that collects the groups it finds then forgets the star, without a word."),
                    words("More updates bring back no star that was forgotten."),
                ),
            ),
        ),
        Prediction(
            words("Two people run the same code on the same points and get different sums. What do you tell them?"),
            Choice(
                (
                    words("One of the two computers makes mistakes"),
                    words("Take the average of the two results"),
                    words("Name your seeds, run several starts, and keep the lowest sum"),
                ),
                right=2,
                whys=(
                    words("Both are right: from different starts, runs end in different places."),
                    words("The stars of two runs have no common order, and their average is no result at all."),
                    words(
                        "The starts were random. A seed makes a run repeatable; the lowest of many sums is the best."
                    ),
                ),
            ),
        ),
        Prediction(
            words("Two runs show the same groups in other colours. What is different?"),
            Choice(
                (
                    words("The numbers of the clusters, and nothing else"),
                    words("The groups: colours stand for groups"),
                    words("The order of the points in the file"),
                ),
                right=0,
                whys=(
                    words("Cluster 1 is whichever star came first. Compare where stars stand, not their numbers."),
                    words("The same points are together in both. Only the names of the groups have changed."),
                    words("The same points in the same order: the order of the *stars* at the start was different."),
                ),
            ),
        ),
        Prediction(
            words("You want to use a distance of your own. What do you have to change?"),
            Choice(
                (
                    words("The assignment only"),
                    words("The update only"),
                    words("Both, so that they lower the same sum"),
                ),
                right=2,
                whys=(
                    words("The mean need not be the best centre for your distance, so an update may raise your sum."),
                    words("The assignment would go on lowering another sum, and might undo what the update gained."),
                    words("Then every half-step lowers that sum or leaves it as it is, as in k-means."),
                ),
            ),
        ),
    )


LESSON = Lesson(
    7,
    "Questions people asked",
    {"halves": halves, "python_2": python_2, "fewer": fewer, "by_hand": by_hand, "own_distance": own_distance},
    quiz,
)
