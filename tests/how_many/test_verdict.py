# ruff: noqa: E501  a sentence stands on one line
"""Where the methods agree, in sentences."""

import numpy as np
import pytest

from kmeans_viz.how_many.scores import KScores
from kmeans_viz.how_many.verdict import compared


def verdict(elbow, gap, fk, silhouette, height=0.8):
    names = ("elbow", "gap statistic", "f(K)", "silhouette")
    values = np.full(9, height)
    return compared(
        *(
            KScores(name, np.arange(1, 10), values, np.zeros(9), suggested, "")
            for name, suggested in zip(names, (elbow, gap, fk, silhouette), strict=True)
        )
    )


SURE = "They ask different questions, so where they agree the answer is as sure as it gets."
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
        ((2, 3, 2, 3), 3, "The gap statistic and the silhouette say 3 clusters; f(K) and the elbow say 2.", depends(2, 3)),
        ((4, 1, None, 4), 1, "The gap statistic and f(K) find no clusters; the silhouette and the elbow say 4.", NOTHING.replace("most", "two of the four")),
        ((2, 1, 2, 4), 2, "f(K) and the elbow say 2 clusters; the gap statistic finds no clusters; the silhouette says 4.", DOUBT),
        ((5, 4, 2, 9), 4, "No two methods agree: the gap statistic says 4 clusters; f(K) says 2; the elbow says 5; the silhouette says 9.", depends(2, 9)),
    ],
)  # fmt: skip
def test_agreement_and_disagreement_are_told(votes, k, headline, words):
    assert verdict(*votes) == (k, headline, words)


def test_a_gap_statistic_that_stops_early_is_explained():
    values = np.array([0.4, 0.3, 0.9, 0.8])
    scores = [
        KScores(name, np.arange(1, 5), values, np.zeros(4), suggested, "")
        for name, suggested in (("elbow", 3), ("gap statistic", 1), ("f(K)", 3), ("silhouette", 3))
    ]
    assert compared(*scores) == (
        3,
        "Three of four methods say 3 clusters; the gap statistic finds no clusters.",
        "The gap statistic stops at K = 1 because K = 2 fits no better; where groups stand evenly apart, that hides a larger K.",
    )


def test_a_low_silhouette_is_told_where_it_suggests_something():
    told = "The silhouette's 0.41 is low: a weak structure, perhaps an artificial one."
    assert verdict(None, 1, None, 4, height=0.41)[2] == f"{NOTHING} {told}"
    assert verdict(None, 1, None, None, height=0.2)[2] == MEANINGLESS
