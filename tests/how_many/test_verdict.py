# ruff: noqa: E501  a sentence stands on one line
"""Where the methods agree, in sentences."""

import numpy as np
import pytest

from kmeans_viz.how_many.scores import KScores
from kmeans_viz.how_many.verdict import Verdict, compared, told_without_far


def verdict(elbow, gap, fk, silhouette, height=0.8):
    names = ("elbow", "gap statistic", "f(K)", "silhouette")
    values = np.full(9, height)
    return compared(
        *(
            KScores(name, np.arange(1, 10), values, np.zeros(9), suggested, "", f"at {suggested}")
            for name, suggested in zip(names, (elbow, gap, fk, silhouette), strict=True)
        )
    )


SURE = "The methods ask different questions, so where they agree the answer is as sure as it gets."
MEANINGLESS = "k-means cuts any data into K parts, but here the parts would mean nothing."
NOTHING = "k-means cuts any data into K parts; most methods find nothing here that sets the parts apart."
DOUBT = "Not all of them see clusters: the groups may overlap, have shapes that k-means cannot find, or not be there."


def depends(low, high):
    return (
        "All of them see clusters; how many depends on how closely one looks: "
        f"{low} at the coarsest, {high} at the finest."
    )


@pytest.mark.parametrize(
    ("votes", "k", "headline", "words"),
    [
        ((3, 3, 3, 3), 3, "All four methods say 3 clusters.", SURE),
        ((None, 1, None, None), 1, "All four methods find no clusters.", MEANINGLESS),
        ((3, 3, 2, 3), 3, "Three of four methods say 3 clusters; f(K) says 2.", depends(2, 3)),
        ((2, 5, 2, 2), 2, "Three of four methods say 2 clusters; the gap statistic says 5.", depends(2, 5)),
        ((4, 1, None, None), 1, "Three of four methods find no clusters; the elbow says 4.", NOTHING),
        ((None, 3, 3, 3), 3, "Three of four methods say 3 clusters; the elbow finds no clusters.", DOUBT),
        ((2, 1, 2, 4), 2, "f(K) and the elbow say 2 clusters; the gap statistic finds no clusters; the silhouette says 4.", DOUBT),
    ],
)  # fmt: skip
def test_agreement_and_disagreement_are_told(votes, k, headline, words):
    assert verdict(*votes) == Verdict(k, (k,), headline, words)


@pytest.mark.parametrize(
    ("votes", "k", "tied", "headline", "stops"),
    [
        ((2, 3, 2, 3), 3, (2, 3), "A tie: f(K) and the elbow say 2 clusters; the gap statistic and the silhouette say 3.", "gap statistic: at 3; silhouette: at 3; f(K): at 2; elbow: at 2"),
        ((4, 1, None, 4), 1, (1, 4), "A tie: the gap statistic and f(K) find no clusters; the silhouette and the elbow say 4.", "gap statistic: at 1; f(K): at None; silhouette: at 4; elbow: at 4"),
        ((5, 4, 2, 9), 4, (2, 4, 5, 9), "No two methods agree: f(K) says 2 clusters; the gap statistic says 4; the elbow says 5; the silhouette says 9.", "gap statistic: at 4; f(K): at 2; silhouette: at 9; elbow: at 5"),
    ],
)  # fmt: skip
def test_a_tie_goes_to_nobody_and_says_where_each_rule_stopped(votes, k, tied, headline, stops):
    words = f"Votes do not settle this. Where the rules stopped: {stops}."
    assert verdict(*votes) == Verdict(k, tied, headline, words)


@pytest.mark.parametrize(
    ("far", "every", "k_of_all", "headline", "words"),
    [
        ([[60, 0.5]], "All four methods say 2 clusters.", 4, "Without the point far away: all four methods say 3 clusters.", "One point at (60, 0.5) lies far from all others. With it, all four methods say 2 clusters. k-means gives it a cluster of its own, so it takes K = 4 to find the 3 groups among all points. So."),
        ([[60, 0], [0, 60]], "All four methods say 3 clusters.", 3, "With and without the 2 points far away: all four methods say 3 clusters.", "2 points lie far from all others. So."),
    ],
)  # fmt: skip
def test_what_is_said_with_points_far_away_and_without_them_is_told_side_by_side(far, every, k_of_all, headline, words):
    others = "All four methods say 3 clusters.", "So."
    assert told_without_far(np.array(far), every, others, 3, k_of_all) == (headline, words)


def test_a_gap_statistic_that_stops_early_is_explained():
    values = np.array([0.4, 0.3, 0.9, 0.8])
    scores = [
        KScores(name, np.arange(1, 5), values, np.zeros(4), suggested, "")
        for name, suggested in (("elbow", 3), ("gap statistic", 1), ("f(K)", 3), ("silhouette", 3))
    ]
    assert compared(*scores)[2:] == (
        "Three of four methods say 3 clusters; the gap statistic finds no clusters.",
        "The gap statistic stops at K = 1 because K = 2 fits no better; where groups stand evenly apart, that hides a larger K.",
    )


def test_a_low_silhouette_is_told_where_it_suggests_something():
    told = "The silhouette's 0.41 is low: a weak structure, perhaps an artificial one."
    assert verdict(None, 1, None, 4, height=0.41).words == f"{NOTHING} {told}"
    assert verdict(None, 1, None, None, height=0.2).words == MEANINGLESS
