"""Lesson 6, your data: cells in a picture, the places of a phone, and an unlabelled table."""

from __future__ import annotations

import numpy as np

from kmeans_viz.how_many.selection import gap_statistic
from kmeans_viz.lessons.course import Lesson
from kmeans_viz.lessons.iris import flowers_drawn, flowers_found, three_clusters_right
from kmeans_viz.lessons.predictions import Board, Choice, Number, Picture, Place, Prediction, words
from kmeans_viz.lessons.tissue import by_colours, colours_drawn, glands_drawn, in_a_gland, nuclei, shares_of_brown
from kmeans_viz.lessons.week import (
    GYM,
    HOME,
    STAYS_MINUTES,
    WAYS_SECONDS,
    WORK,
    at_rest,
    phone_run,
    rest_run,
    week,
)


def colours() -> Prediction:
    found = by_colours()
    # From the brightest to the darkest: the mean of red, green and blue.
    levels = np.sort(found.means.mean(axis=1))[::-1]
    return Prediction(
        words(
            "To a computer, each pixel of the picture is three numbers: how much red, green and blue. You may keep "
            "three colours for the whole picture. Which three does k-means choose?"
        ),
        Choice(
            (
                words("Brown, blue and pale: the two dyes, and the rest"),
                words("Pure red, pure green and pure blue"),
                words("A light, a middle and a dark one, none of them blue"),
                words("Three shades of brown"),
            ),
            right=2,
            whys=(
                words(
                    "That is what *you* see, because you know what dyes are. k-means looks for what differs most, "
                    "and here that is how bright a pixel is."
                ),
                words("A star stands at the mean of its pixels, and the mean of real pixels is never pure red."),
                words(
                    "Red, green and blue rise and fall together, so k-means counts brightness three times and the hue "
                    "hardly at all: its stars are at {light:.0%}, {middle:.0%} and {dark:.0%} of full brightness. To "
                    "find the dyes, ask for something other than brightness.",
                    light=levels[0],
                    middle=levels[1],
                    dark=levels[2],
                ),
                words("Most of the picture is pale, so one of the stars has to stand there."),
            ),
        ),
        reveal=Picture(
            colours_drawn(),
            words("The picture in three colours: nearly white, a greyish pink and a brown. There is no blue."),
        ),
    )


def glands() -> Prediction:
    shares, first = shares_of_brown(), in_a_gland(by_share=True)
    return Prediction(
        words(
            "There are two kinds of nuclei here: those in a gland, and those outside. Which numbers would you give "
            "k-means for each nucleus, so that its two clusters are the two kinds?"
        ),
        Choice(
            (
                words("Where it is: its column and its row"),
                words("How much of what surrounds it is brown"),
                words("Its own colour"),
                words("All numbers that can be had; k-means finds out which ones matter"),
            ),
            right=1,
            whys=(
                words(
                    "Nuclei lie everywhere, so k-means cuts the picture in two like a cake (on the left). By "
                    "their places, the gap statistic of lesson 3 sees {n} cluster.",
                    n=gap_statistic(nuclei(), 8, seed=0).suggested,
                ),
                words(
                    "A single number, and it tells the two kinds apart (on the right): {n_in} nuclei with "
                    "{low:.0%} brown or more around them, {n_out} with {high:.0%} or less. It took another quantity, "
                    "not another method.",
                    n_in=int(first.sum()),
                    low=shares[first].min(),
                    n_out=int((~first).sum()),
                    high=shares[~first].max(),
                ),
                words("All nuclei took the same blue dye; what is brown here is the gland around them."),
                words(
                    "It does not: every column counts, by its spread, and a useless column adds noise to each distance."
                ),
            ),
        ),
        reveal=Picture(
            glands_drawn(),
            words(
                "Left: by their places, nuclei are split into two halves of the picture. Right: by the share of brown "
                "around them, those in a gland are told from the others."
            ),
        ),
    )


def phone() -> Prediction:
    run = phone_run()
    stars = run.final.centroids
    off = np.array([np.linalg.norm(stars - place, axis=1).min() for place in (HOME, WORK, GYM)])
    return Prediction(
        words(
            "A made-up week of a phone, in kilometres. It notes where it is every {minutes} minutes while it lies "
            "still, and every {seconds} seconds while it moves. Its owner is at home, at work and at a gym. Where do "
            "the three stars of the best of 20 runs stand?",
            minutes=STAYS_MINUTES,
            seconds=WAYS_SECONDS,
        ),
        Place(stars),
        words(
            "Beside the places: {home:.1f} km from the home, {work:.1f} km from the office, {gym:.1f} km from the gym. "
            "k-means counts *points*, and {share:.0%} of them were noted on the way. With the positions at rest alone, "
            "or with one for every {minutes} minutes, the stars stand where this person sleeps, works and sweats, and "
            "there is no name in the file. That is why real positions of real people do not belong in a lesson.",
            home=off[0],
            work=off[1],
            gym=off[2],
            share=1 - len(at_rest()) / len(week()),
            minutes=STAYS_MINUTES,
        ),
        board=run,
        reveal=(
            Board(run, caption=words("All positions")),
            Board(rest_run(), caption=words("Those at rest alone")),
        ),
    )


def flowers() -> Prediction:
    found = flowers_found()
    assert found.advice is not None
    return Prediction(
        words(
            "150 irises, four lengths of each, and no names. They come from three species. How many clusters does "
            "`kv.cluster` find, when it asks the four methods of lesson 3?"
        ),
        Number(len(found.sizes), "", low=1, high=9, near=0),
        words(
            "{n}. {headline} Two of the three species overlap in these measurements, and the third stands apart. No "
            "method finds a border that the numbers do not show. Asked for three clusters, k-means makes three, and "
            "{n_right} of the 150 flowers are then with most of their species.",
            n=len(found.sizes),
            headline=found.advice.headline,
            n_right=three_clusters_right(),
        ),
        reveal=(
            Picture(
                flowers_drawn(),
                words("Left, the clusters that were found; right, the species. Two species overlap at the border."),
            ),
        ),
    )


def by_hand() -> Prediction:
    return Prediction(
        words(
            "Ana is 170 cm tall and weighs 60 kg, Ben is 180 cm and 62 kg, Cem is 171 cm and 66 kg. Work out the "
            "squared distances from Ana to the other two with heights in centimetres, then with heights in metres. Who "
            "is nearer to Ana?"
        ),
        Choice(
            (
                words("Ben, both times"),
                words("Cem, both times"),
                words("Cem in centimetres, Ben in metres"),
                words("Ben in centimetres, Cem in metres"),
            ),
            right=2,
            whys=(
                words("In metres, yes. In centimetres, Ben is 10 units away from Ana in height alone."),
                words("In centimetres, yes. In metres, Cem's 6 kg are all that counts."),
                words(
                    "In centimetres: Ben 10² + 2² = 104, Cem 1² + 6² = 37. In metres: Ben 0.1² + 2² = 4.01, Cem "
                    "0.01² + 6² = 36.0001. The unit decided who is alike. Dividing each column by its spread, which "
                    "`standardize=True` does, gives the same answer in any unit."
                ),
                words("The other way round: the larger number is the one in centimetres, so there height counts."),
            ),
        ),
    )


def quiz() -> tuple[Prediction, ...]:
    return (
        Prediction(
            words("A pixel of a colour picture, whose place is to count too, is a point. In how many dimensions?"),
            Choice(
                (words("2"), words("3"), words("5")),
                right=2,
                whys=(
                    words("Two are the place. Its colour is three more numbers."),
                    words("Three are the colour: red, green and blue. The place adds two."),
                    words(
                        "Three for the colour and two for the place. Then ask: should one pixel to the side count as "
                        "much as one level of red?"
                    ),
                ),
            ),
        ),
        Prediction(
            words("You cluster towns in the far north by latitude and longitude, in degrees. What goes wrong?"),
            Choice(
                (
                    words("Nothing, as both are in degrees"),
                    words("East and west count for too much"),
                    words("North and south count for too much"),
                ),
                right=1,
                whys=(
                    words("At 60° north, a degree east is only half as long as a degree north."),
                    words("A degree east gets shorter towards the pole, so degrees overrate the way to the east."),
                    words("A degree north is about 111 km everywhere. It is the degree east that gets shorter."),
                ),
            ),
        ),
        Prediction(
            words("One row of your table has no height. What does `kv.cluster` do with the row?"),
            Choice(
                (
                    words("It leaves the row out, says so, and keeps it in the table without a cluster"),
                    words("It takes the mean height"),
                    words("It takes 0"),
                ),
                right=0,
                whys=(
                    words("A guess would become a point like any other, so it makes none, and says which row."),
                    words("That would be a made-up person of average height, who counts like a real one."),
                    words("A person of 0 cm would be the farthest point of all, and could get a star alone."),
                ),
            ),
        ),
        Prediction(
            words("A table has the columns `age`, `income` and `postcode`. Which of them should k-means see?"),
            Choice(
                (
                    words("All three: they are numbers"),
                    words("Age and income, each divided by its spread"),
                    words("Income alone, since it has the largest numbers"),
                ),
                right=1,
                whys=(
                    words("A postcode is a name made of digits. The mean of two postcodes is no place."),
                    words("Both are quantities; divided by their spread, neither counts for more because of its unit."),
                    words("Large numbers are no merit. If the question is about age too, let age count as well."),
                ),
            ),
        ),
        Prediction(
            words("k-means gave you five clusters of customers. What do you know?"),
            Choice(
                (
                    words("That there are five kinds of customers"),
                    words("That the columns were well chosen"),
                    words("How the customers are split in five, by these columns, as tightly as the run could"),
                ),
                right=2,
                whys=(
                    words("k-means finds K clusters in any data, even in evenly spread points (lesson 3)."),
                    words("It answers for any columns. Whether they mean anything, only you can tell."),
                    words(
                        "That is all. Whether there are groups, and whether they matter, are questions of their own."
                    ),
                ),
            ),
        ),
    )


LESSON = Lesson(
    6,
    "Your data",
    {"colours": colours, "glands": glands, "phone": phone, "by_hand": by_hand, "flowers": flowers},
    quiz,
)
