"""Where one stays: places and hours of simulated years that nothing was tuned on, their files and their page."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import kmeans_viz as kv
from kmeans_viz.answers.places.grouping import grouped
from kmeans_viz.data.globe import metres_between, plane_of, vectors_of
from kmeans_viz.data.samples import sample_file
from tests.answers.simulated import HOMES, simulated_year

START = pd.Timestamp("2024-03-04T00:00:00Z")


def recorded(*parts: tuple[float, float, float], step_minutes: float = 5.0, home: str = "Vienna") -> pd.DataFrame:
    """Return fixes every few minutes: hours at each place, given as hours and kilometres to the east and north."""
    plane = plane_of(np.array([HOMES[home][0]]), np.array([HOMES[home][1]]), is_flat=True)
    rng = np.random.default_rng(0)
    minutes, km = [], []
    now = 0.0
    for hours, east, north in parts:
        own = np.arange(now, now + 60 * hours, step_minutes)
        minutes.append(own)
        km.append(np.array([east, north]) + rng.normal(scale=0.005, size=(len(own), 2)))
        now = own[-1] + step_minutes
    lon, lat = plane.degrees(np.concatenate(km))
    time = START + pd.to_timedelta(np.concatenate(minutes), unit="min")
    return pd.DataFrame({"time": time, "latitude": lat, "longitude": lon})


@pytest.mark.parametrize(("home", "seed"), [("Vienna", 1001), ("Taveuni", 1002), ("Tromsø", 1003)])
def test_every_place_of_a_simulated_year_is_found_and_its_hours_are_right_to_2_per_cent(home: str, seed: int) -> None:
    year = simulated_year(HOMES[home], seed, step_s=150)
    found = kv.places(year.frame)
    table = found.table()
    assert len(table) == len(year.hours)  # and none more
    apart = metres_between(vectors_of(year.lon, year.lat)[:, None], found.vectors[None])
    nearest = apart.argmin(axis=1)
    assert sorted(nearest) == list(range(len(table)))
    assert apart.min(axis=1).max() < 20
    np.testing.assert_allclose(table["hours"].to_numpy()[nearest], year.hours, rtol=0.02)
    np.testing.assert_allclose(table["visits"].to_numpy()[nearest], year.visits, rtol=0.06, atol=3)
    # The places near home have a map, and those of the journey one of their own.
    assert [len(region) for region in found.regions] == [6, 2]
    assert table["longitude"].between(-180, 180).all()


def test_hours_visits_days_first_and_last_are_those_of_a_diary() -> None:
    # Two nights at home with a day at work between them, and an hour elsewhere on the second evening.
    found = kv.places(recorded((8, 0, 0), (9, 5, 0), (20, 0, 0), (1, 0, 3), (3, 0, 0)), timezone="Europe/Vienna")
    table = found.table()
    assert table["hours"].tolist() == pytest.approx([31, 9, 1], abs=0.1)
    assert table["visits"].tolist() == [3, 1, 1]
    # In Vienna, the recording begins at one o'clock; in UTC, the last day would be the second one.
    assert table["days"].tolist() == [2, 1, 1]
    assert table["first"].tolist() == ["2024-03-04 01:00", "2024-03-04 08:57", "2024-03-05 13:57"]
    visits = found.visit_table()
    assert visits["place"].tolist() == [1, 2, 1, 3, 1]
    assert visits["arrive"][1] == "2024-03-04T08:57:30+01:00"
    assert visits["hours"].sum() == pytest.approx(table["hours"].sum())
    # All hours of the recording are at some place, and each has its hour of the day.
    assert found.by_hour.sum() == pytest.approx(table["hours"].sum())
    assert found.by_hour[1].argmax() in range(9, 17)
    assert found.by_hour[1, 18:].sum() == pytest.approx(0, abs=0.1)


def test_a_day_that_begins_as_one_leaves_is_not_counted() -> None:
    found = kv.places(recorded((24.05, 0, 0)))  # from midnight to midnight
    assert found.table()[["days", "last"]].to_numpy().tolist() == [[1, "2024-03-05 00:00"]]


def test_a_gap_counts_nowhere_is_told_and_can_be_allowed() -> None:
    frame = recorded((30, 0, 0))
    hour = (frame["time"] - START).dt.total_seconds() / 3600
    frame = frame[(hour < 5) | (hour > 15)]
    found = kv.places(frame)
    assert found.hours.tolist() == pytest.approx([20], abs=0.3)
    assert found.hours_in_gaps.tolist() == pytest.approx([10], abs=0.2)
    assert "1 gap of more than 2 hours, 10 hours in all, which count nowhere" in found.text
    assert "10 of these hours began and ended at the same place" in found.text
    allowed = kv.places(frame, max_gap_minutes=720)
    assert allowed.hours.tolist() == pytest.approx([30], abs=0.2)
    assert "no gap of more than 12 hours" in allowed.text


def test_a_glitch_and_a_walk_round_the_block_end_no_visit_and_ways_are_no_places() -> None:
    frame = recorded((4, 0, 0), (0.25, 0.9, 0), (4, 0, 0), step_minutes=5)
    frame.loc[10, "latitude"] += 0.02
    found = kv.places(frame)
    assert found.n_visits.tolist() == [1]
    assert found.hours.tolist() == pytest.approx([8.2], abs=0.1)
    assert "1 fix jumped away and straight back" in found.text
    # A car at 60 km/h, for two hours, stays nowhere.
    way = recorded(*[(1 / 60, i, 0.0) for i in range(120)], step_minutes=1)
    assert len(kv.places(way)) == 0
    assert "0 places" in kv.places(way).text


@pytest.mark.parametrize("home", HOMES)
def test_the_radius_says_what_is_one_place_anywhere_on_the_globe(home: str) -> None:
    # Two houses 300 m apart, to the east and to the north of each other.
    frame = recorded((5, 0, 0), (5, 0.3, 0), (5, 0, 0.3), home=home)
    assert len(kv.places(frame)) == 3
    assert len(kv.places(frame, 600)) == 1


def test_positions_without_times_are_counted_and_no_hours_are_told(tmp_path: Path) -> None:
    frame = recorded((8, 0, 0), (1, 2, 0), (4, 5, 0)).drop(columns="time")
    found = kv.places(frame)
    assert not found.has_times
    assert found.table()["fixes"].tolist() == [96, 48, 12]
    assert "hours" not in found.table()
    assert "The positions have no times, so they are counted, and nothing is known of hours" in found.text
    assert "kmeans-viz cluster FILE --out DIR groups them." in found.text
    found.save(tmp_path / "answer")
    assert not (tmp_path / "answer" / "visits.csv").exists()
    assert "Positions at each place" in (tmp_path / "answer" / "report.html").read_text()


def test_where_one_stood_on_a_real_hike_is_found() -> None:
    # An afternoon at Lake Cerknica: the receiver lay at one spot for half an hour at the end.
    found = kv.places(sample_file("lake_hike.gpx"), 100, min_stay_minutes=10)
    seconds = found.fixes.seconds
    assert seconds is not None
    assert found.recorded_hours == pytest.approx((seconds[-1] - seconds[0]) / 3600)
    assert len(found) >= 1
    middle = found.vectors[found.labels]
    own = vectors_of(found.fixes.lon, found.fixes.lat)
    is_there = found.labels >= 0
    assert metres_between(own, middle)[is_there].max() <= 200
    # While one is counted as being there, no fix is elsewhere.
    assert found.visits is not None
    for place, arrive, leave in zip(found.visits.place, found.visits.arrive, found.visits.leave, strict=True):
        during = (seconds > arrive) & (seconds < leave)
        assert np.median(metres_between(own[during], found.vectors[place])) <= 100
        assert leave - arrive >= 600


def test_positions_are_grouped_by_their_radius_and_the_heaviest_first() -> None:
    rng = np.random.default_rng(5)
    plane = plane_of(np.array([10.0]), np.array([50.0]), is_flat=True)
    vectors = vectors_of(*plane.degrees(rng.uniform(0, 3, size=(300, 2))))
    weights = rng.uniform(0.1, 1, 300)
    labels, middles = grouped(vectors, weights, 250)
    assert sorted(set(labels.tolist())) == list(range(len(middles)))
    # A place ends where its mean stays, so that all of it is within the radius.
    assert metres_between(vectors, middles[labels]).max() <= 250 * 1.0001
    assert labels[weights.argmax()] <= 1
    few, some = grouped(vectors, weights, 250, most=3)
    assert len(some) == 3
    assert (few == -1).any()


def test_an_answer_is_a_folder_of_tables_geojson_a_picture_and_a_page(tmp_path: Path) -> None:
    frame = recorded((8, 0, 0), (9, 5, 0), (20, 0, 0), (1, 0, 3), (3, 0, 0), (12, 1500, 0))
    frame.to_csv(tmp_path / "phone.csv", index=False)
    found = kv.places(tmp_path / "phone.csv")
    folder = found.save(tmp_path / "answer")
    assert sorted(file.name for file in folder.iterdir()) == [
        "k-means.gif",
        "places.csv",
        "places.geojson",
        "places.png",
        "report.html",
        "visits.csv",
    ]
    table = pd.read_csv(folder / "places.csv")
    assert table["hours"].tolist() == pytest.approx(found.hours.tolist(), abs=0.01)
    features = json.loads((folder / "places.geojson").read_text())["features"]
    lon, lat = found.degrees
    assert [feature["geometry"]["coordinates"] for feature in features] == np.round(np.c_[lon, lat], 6).tolist()
    assert features[0]["properties"]["visits"] == 3
    page = (folder / "report.html").read_text()
    for words in ("Where time was spent: 4 places in phone.csv", "Farther away", "Why not k-means?", "Make it again"):
        assert words in page
    assert "http" not in page.replace("http-equiv", "")
    with pytest.raises(kv.InputError, match="is a file, and places need a folder"):
        found.save(folder / "places.csv")


def test_a_map_has_north_up_and_is_true_to_scale() -> None:
    found = kv.places(recorded((5, 0, 0), (3, 0, 6), (2, 2, 0)))
    ax = found.plot()
    assert ax.get_aspect() == 1
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    assert right - left == pytest.approx(high - low)
    spots = {text.get_text(): text.get_position() for text in ax.texts}
    assert spots["2"][1] - spots["1"][1] == pytest.approx(6, abs=0.3)  # six kilometres farther north
    assert spots["3"][0] - spots["1"][0] == pytest.approx(2, abs=0.3)
    with pytest.raises(kv.InputError, match="region=5 is out of range"):
        found.plot(5)


def test_k_means_is_compared_and_animated() -> None:
    from kmeans_viz.answers.places.comparing import compared

    # Fixes all along a way of 40 km, with homes at both ends and one in between.
    way = [(5 / 60, x, 0.0) for x in np.arange(1, 39, 0.25)]
    found = kv.places(recorded((3, 0, 0), *way[:60], (2, 16, 0.3), *way[60:], (3, 40, 0)))
    comparison = compared(found)
    assert comparison is not None
    assert comparison.trace.columns == ("east_km", "north_km")
    assert len(found) == 3
    assert (comparison.apart_m > 200).any()
    assert "where there is no place" in comparison.sentences[0]
    apart = compared(kv.places(recorded((3, 0, 0), (2, 30, 0), (3, 0, 40))))
    assert apart is not None
    assert apart.sentences[0].startswith("Here, k-means would do")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"radius_m": 0}, "radius_m=0 is not a length of time or way; use a number above 0"),
        ({"radius_m": True}, "radius_m=True is not"),
        ({"min_stay_minutes": float("nan")}, "min_stay_minutes=nan is not"),
        ({"max_gap_minutes": 5}, "max_gap_minutes=5 is shorter than min_stay_minutes=20"),
        ({"timezone": "Mars/Olympus"}, "timezone='Mars/Olympus' is unknown"),
        ({"columns": ["latitude"]}, "are 1 names; give those of latitude, longitude and"),
    ],
)
def test_bad_choices_are_told_in_one_line(options: dict[str, object], message: str) -> None:
    with pytest.raises(kv.InputError, match=message):
        kv.places(recorded((1, 0, 0)), **options)  # type: ignore[arg-type]


def test_what_holds_no_positions_is_told() -> None:
    with pytest.raises(kv.InputError, match="has no columns of latitude and longitude; name the columns"):
        kv.places(pd.DataFrame({"a": [1.5, 2], "b": [3.5, 4]}))
    with pytest.raises(kv.InputError, match="ndarray holds no positions that could be told apart"):
        kv.places(np.zeros((3, 2)))
