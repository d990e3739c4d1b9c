"""Fixes: latitude, longitude and time are found in the files that people have, and what is left out is told."""

from __future__ import annotations

import json
from pathlib import Path

import gpxpy
import numpy as np
import pandas as pd
import pytest

from kmeans_viz.data.fixes import Fixes, fixes_of
from kmeans_viz.data.raws import rows_of
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.samples import sample_file
from kmeans_viz.inputs import InputError

NOON = 1_704_110_400.0  # 2024-01-01T12:00:00Z


def fixes(path: Path | list[Path], columns: object = None, **choices: object) -> Fixes:
    return fixes_of(rows_of(path, Reading()), columns, **choices)  # type: ignore[arg-type]


def csv(folder: Path, text: str, name: str = "a.csv") -> Path:
    (folder / name).write_text(text)
    return folder / name


@pytest.mark.parametrize(
    ("text", "is_zoned"),
    [
        ("time,lat,lon\n2024-01-01T12:00:00Z,48.5,16.25\n2024-01-01T12:05:00Z,48.5,16.25\n", True),
        ("lat,lon,time\n48.5,16.25,2024-01-01T14:00:00+02:00\n48.5,16.25,2024-01-01T14:05:00+02:00\n", True),
        ("Latitude,Longitude,Recorded\n48.5,16.25,2024-01-01 12:00:00\n48.5,16.25,2024-01-01 12:05:00\n", False),
        ("lng,lat,timestamp\n16.25,48.5,1704110400\n16.25,48.5,1704110700\n", True),
        ("lng,lat,timestampMs\n16.25,48.5,1704110400000\n16.25,48.5,1704110700000\n", True),
        ("date,clock,lat,lon\n2024-01-01,12:00:00,48.5,16.25\n2024-01-01,12:05:00,48.5,16.25\n", False),
        ("born,time,lat,lon\n1980-01-01,2024-01-01 12:00,48.5,16.25\n1981-01-01,2024-01-01 12:05,48.5,16.25\n", False),
    ],
    ids=["UTC", "an offset", "no zone", "seconds", "milliseconds", "date and time of day", "two dates"],
)
def test_positions_and_times_are_recognised(tmp_path: Path, text: str, is_zoned: bool) -> None:
    found = fixes(csv(tmp_path, text))
    assert (found.lon.tolist(), found.lat.tolist()) == ([16.25, 16.25], [48.5, 48.5])
    assert found.seconds is not None
    assert found.seconds.tolist() == pytest.approx([NOON, NOON + 300], abs=1e-3)
    assert found.is_zoned == is_zoned


def test_columns_can_be_named_in_either_order_and_times_need_not_be_there(tmp_path: Path) -> None:
    path = csv(tmp_path, "y,x,when\n48.5,16.25,2024-01-01 12:00\n48.5,16.5,2024-01-01 12:05\n")
    with pytest.raises(InputError, match=r"a\.csv has no columns of latitude and longitude; name the columns"):
        fixes(path)
    found = fixes(path, "y,x,when")
    assert found.lon.tolist() == [16.25, 16.5]
    assert found.seconds is not None
    path = csv(tmp_path, "lon,lat\n16.25,48.5\n16.5,48.5\n")
    assert fixes(path, "lon,lat").lat.tolist() == [48.5, 48.5]
    assert fixes(path).seconds is None
    assert "no column holds times" in fixes(path).notes
    # Times that are all the same are none.
    path = csv(tmp_path, "lon,lat,time\n16.25,48.5,2024-01-01 12:00:00\n16.5,48.5,2024-01-01 12:00:00\n")
    assert fixes(path).seconds is None
    assert "the times are all the same, so they tell nothing" in fixes(path).notes


def test_rows_that_are_no_fix_are_left_out_and_told_and_the_others_are_in_order(tmp_path: Path) -> None:
    good = "".join(f"2024-01-01T12:{i:02}:00Z,48.5,16.{i:02},5\n" for i in reversed(range(40)))
    bad = "2024-01-01T13:00:00Z,,16,5\n2024-01-01T13:00:00Z,0,0,5\n,48.5,16,5\n2024-01-01T13:00:00Z,48.5,16,9000\n"
    found = fixes(csv(tmp_path, f"time,lat,lon,accuracy\n{good}{bad}"), most_inexact_m=200)
    assert len(found) == 40
    assert found.rows.tolist() == list(reversed(range(40)))
    assert found.left_out == (
        "1 row has no position in lat and lon",
        "1 row has the position 0, 0, which stands for none",
        "1 row has an accuracy of more than 200 m",
        "1 row has no time",
    )
    assert "the rows are not in the order of their times, so they were sorted" in found.notes
    assert found.line == ("a.csv: 40 fixes from 2024-01-01 12:00:00 to 2024-01-01 12:39:00 UTC; 4 of 44 rows left out")


def test_a_visit_of_a_timeline_lasts_as_long_as_it_says(tmp_path: Path) -> None:
    place = {"topCandidate": {"placeLocation": {"latLng": "48.2°, 16.4°"}}}
    times = {"startTime": "2024-01-01T12:00:00+00:00", "endTime": "2024-01-01T20:00:00+00:00"}
    path = tmp_path / "Timeline.json"
    path.write_text(json.dumps({"semanticSegments": [{**times, "visit": place}]}))
    found = fixes(path)
    assert found.seconds is not None
    assert found.seconds[-1] - found.seconds[0] == 8 * 3600
    assert np.diff(found.seconds).max() <= 1800
    assert "1 visit is taken to last as long as the file says" in found.notes


def test_a_track_of_geolife_is_read(tmp_path: Path) -> None:
    head = "Geolife trajectory\nWGS 84\nAltitude is in Feet\nReserved 3\n0,2,255,My Track,0,0,2,8421376\n0\n"
    points = (
        "39.984702,116.318417,0,492,39744.1201851852,2008-10-23,02:53:04\n"
        "39.984683,116.31845,0,-777,39744.1202546296,2008-10-23,02:53:10\n"
    )
    (tmp_path / "1.plt").write_text(head + points)
    (tmp_path / "2.plt").write_text(head + points.replace("39744", "39745").replace("-23", "-24"))
    found = fixes([tmp_path / "2.plt", tmp_path / "1.plt"])
    assert found.lat.tolist() == [39.984702, 39.984683] * 2
    assert found.seconds is not None
    stamps = [pd.Timestamp(text, tz="UTC").timestamp() for text in ("2008-10-23 02:53:04", "2008-10-24 02:53:10")]
    assert [found.seconds[0], found.seconds[3]] == pytest.approx(stamps)
    (tmp_path / "3.plt").write_text("nothing\n")
    with pytest.raises(InputError, match=r"3\.plt holds no points of a track"):
        fixes(tmp_path / "3.plt")


@pytest.mark.parametrize("name", ["lake_hike.gpx", "mountain_hike.gpx"])
def test_a_real_track_has_the_points_and_times_of_gpxpy(name: str) -> None:
    path = sample_file(name)
    points = [point for track in gpxpy.parse(path.read_text()).tracks for s in track.segments for point in s.points]
    found = fixes(path)
    assert found.lat.tolist() == pytest.approx([point.latitude for point in points])
    assert found.lon.tolist() == pytest.approx([point.longitude for point in points])
    times = [point.time.timestamp() for point in points if point.time is not None]
    assert (found.seconds is None) == (not times)
    if found.seconds is not None:
        assert found.seconds.tolist() == pytest.approx(times)
