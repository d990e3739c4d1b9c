"""Lesson 6: what it says of a picture, of a phone's week and of the irises is so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import kmeans_viz as kv
from kmeans_viz.lessons.iris import flowers_found, three_clusters_right
from kmeans_viz.lessons.predictions import Choice, Number, Place
from kmeans_viz.lessons.tissue import (
    by_colours,
    by_tones,
    in_a_gland,
    nuclei,
    picture,
    pixels,
    shares_of_brown,
    tones,
)
from kmeans_viz.lessons.week import (
    GYM,
    HOME,
    STAYS_MINUTES,
    WAYS_SECONDS,
    WORK,
    at_rest,
    phone_run,
    positions,
    rest_run,
    week,
)

LESSON = kv.lesson(6)
PLACES = np.array([HOME, WORK, GYM])


def test_by_red_green_and_blue_there_is_no_blue_star_and_by_tones_there_is() -> None:
    means = by_colours().means
    assert (means[:, 2] - means[:, 0] < 0.02).all()
    levels = np.sort(means.mean(axis=1))
    assert (np.diff(levels) > 0.1).all(), "a light, a middle and a dark one"
    assert np.corrcoef(pixels().T).min() > 0.85
    found = by_tones()
    assert found.means[found.third, 2] > found.means[found.third, 0] + 0.05
    # The lesson's own cell paints the same clusters.
    labels = kv.cluster(tones(), k=3, standardize=True).labels
    pairs = set(zip(labels.tolist(), np.asarray(found.labels).tolist(), strict=True))
    assert len(pairs) == 3


def test_nuclei_in_a_gland_are_told_by_what_is_around_them_and_not_by_their_places() -> None:
    assert kv.gap_statistic(nuclei(), 8, seed=0).suggested == 1
    shares, first = shares_of_brown(), in_a_gland(by_share=True)
    assert shares[~first].max() < shares[first].min()
    by_place = in_a_gland(by_share=False)
    assert 0.3 < (by_place == first).mean() < 0.8
    blue = picture()[tuple(nuclei()[:, ::-1].round().astype(int).T)].astype(float)
    assert (blue[:, 2] > blue[:, 0]).mean() > 0.8, "the nuclei lie on blue pixels of the picture"


def test_a_phone_that_notes_more_while_it_moves_draws_the_stars_to_the_road() -> None:
    stars = phone_run().final.centroids
    guess = LESSON.prediction("phone").guess
    assert isinstance(guess, Place)
    assert (guess.truth == stars).all()
    off = np.linalg.norm(stars[:, None] - PLACES, axis=2).min(axis=0)
    assert off == pytest.approx([0.4, 0.9, 1.1], abs=0.05)
    for run in (rest_run(), kv.best_of(every_ten_minutes(), 3, 20, init="k-means++", seed=0).best):
        assert np.linalg.norm(run.final.centroids[:, None] - PLACES, axis=2).min(axis=0).max() < 0.3
    assert sorted(rest_run().final.counts) == [24, 240, 744]


def every_ten_minutes() -> np.ndarray:
    ways = week()[len(at_rest()) :]
    return np.vstack([at_rest(), ways[:: STAYS_MINUTES * 60 // WAYS_SECONDS]])


def test_who_is_alike_depends_on_the_unit_until_columns_are_standardized() -> None:
    ana, ben, cem = np.array([[170.0, 60], [180, 62], [171, 66]])
    assert [((other - ana) ** 2).sum() for other in (ben, cem)] == [104, 37]
    metres = np.array([0.01, 1])
    assert [(((other - ana) * metres) ** 2).sum() for other in (ben, cem)] == pytest.approx([4.01, 36.0001])
    guess = LESSON.prediction("by_hand").guess
    assert isinstance(guess, Choice)
    assert guess.options[guess.right] == "Cem in centimetres, Ben in metres"


def test_the_irises_are_in_fewer_clusters_than_species() -> None:
    found = flowers_found()
    guess = LESSON.prediction("flowers").guess
    assert isinstance(guess, Number)
    assert guess.truth == len(found.sizes) == 2
    assert three_clusters_right() == 134


def test_the_quiz_says_what_is_so() -> None:
    assert np.cos(np.radians(60)) == pytest.approx(0.5)
    found = kv.cluster(pd.DataFrame({"height": [150.0, np.nan, 181, 183], "weight": [48.0, 75, 80, 84]}), k=2)
    rows = found.table()
    assert rows["cluster"].isna().tolist() == [False, True, False, False]
    assert (rows["left_out"] != "").tolist() == [False, True, False, False]


def test_kv_places_finds_the_three_places_by_time() -> None:
    rows = kv.places(positions(), radius_m=500).table()
    assert len(rows) == 3
    found = rows[["longitude", "latitude"]].to_numpy() * 111.32
    assert np.linalg.norm(found[:, None] - PLACES, axis=2).min(axis=0).max() < 0.15
    assert rows["hours"].round().tolist() == pytest.approx([120, 40, 4], abs=1)
