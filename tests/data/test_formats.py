"""Workbooks, JSON and several files: the same rows, whatever holds them."""

from __future__ import annotations

import datetime
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

import kmeans_viz as kv
from kmeans_viz.data.samples import sample_file
from kmeans_viz.inputs import InputError

ROWS: list[list[Any]] = [
    ["name", "x", "y", "day"],
    ["a", 1.5, 2, datetime.datetime(1970, 1, 5)],
    ["b", 3, 4.25, datetime.datetime(1970, 1, 20)],
    ["c", 7, 5, datetime.datetime(1970, 2, 1)],
]
POINTS = [[1.5, 2], [3, 4.25], [7, 5]]


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


# Workbooks


def test_a_sheet_is_read_with_its_dates_and_words(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", first=ROWS)
    table = kv.read_table(path)
    assert (table.names, table.points.tolist()) == (("x", "y"), POINTS)
    assert table.report is not None
    assert {column.name: column.kind for column in table.report.left_out} == {"name": "text", "day": "dates"}
    assert kv.read_table(path, "day").points.tolist() == [[4], [19], [31]]


def test_titles_margins_and_blank_rows_are_no_rows(tmp_path: Path) -> None:
    rows = [["Sales in 2020"], [], *([None, *row] for row in ROWS[:3]), [], [None, *ROWS[3]], [None, "d", None, 9]]
    table = kv.read_table(workbook(tmp_path / "a.xlsx", first=rows))
    assert table.points.tolist() == POINTS
    assert table.skipped == ("row 8: 'x' is empty",)


def test_a_workbook_says_which_sheets_it_has_and_reads_the_one_that_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", notes=[], data=ROWS, old=[["x"], [8], [9]])
    table = kv.read_table(path)
    assert table.points.tolist() == POINTS
    assert table.report is not None
    assert table.report.notes[:2] == (
        "the sheet is 'data'",
        "the workbook also has 'notes', 'old'; --part names one",
    )
    assert kv.read_table(path, part="old").points.tolist() == [[8], [9]]
    with pytest.raises(InputError, match=r"a.xlsx: part='odl' is unknown; did you mean 'old'\?"):
        kv.read_table(path, part="odl")


def test_a_cover_sheet_is_not_taken_for_the_table(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", cover=[["Report"], ["for internal use"]], data=ROWS, old=[["x"], [8], [9]])
    assert kv.read_table(path).points.tolist() == POINTS
    with pytest.raises(InputError, match=r"a\.xlsx has no column of numbers"):
        kv.read_table(path, part="cover")


def test_numbers_that_are_text_in_a_workbook_are_numbers(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", first=[["x", "y"], ["$1,200", 2], ["7", 3], ["n/a", 4], [5, 9]])
    table = kv.read_table(path)
    assert table.points.tolist() == [[1200, 2], [7, 3], [5, 9]]
    assert table.skipped == ("row 4: 'x' is 'n/a', not a number",)


def test_a_workbook_without_a_header_has_rows_from_the_first_on(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", first=[[1.5, 2], [3, 4.25]])
    assert kv.read_table(path).points.tolist() == [[1.5, 2], [3, 4.25]]


def test_what_pandas_writes_to_a_workbook_is_read_back_equal(tmp_path: Path) -> None:
    board = np.random.default_rng(0).normal(size=(30, 3))
    pd.DataFrame(board).to_excel(tmp_path / "a.xlsx")
    table = kv.read_table(tmp_path / "a.xlsx")
    assert table.names == ("0", "1", "2")
    np.testing.assert_allclose(table.points, board, rtol=1e-15)  # openpyxl writes 16 digits


def test_what_is_no_workbook_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"x,y\n1,2\n")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as file:
        file.writestr("readme.txt", "no workbook")
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sheet.xml", bytes(500_000_000))
    workbook(tmp_path / "d.xlsx", first=[], second=[])
    for name, message in (
        ("a.xlsx", "a.xlsx is damaged, or is no Excel workbook (.*); save it again as .xlsx"),
        ("b.xlsx", "b.xlsx is damaged, or is no Excel workbook (.*); save it again as .xlsx"),
        ("c.xlsx", "c.xlsx unpacks to 500 MB, more than 400; save the table as CSV"),
        ("d.xlsx", "d.xlsx is empty; give a table with at least one row of numbers"),
    ):
        with pytest.raises(InputError, match=message.replace("(.*)", r"\(.*\)")):
            kv.read_table(tmp_path / name)
    (tmp_path / "a.xls").write_bytes(b"old")
    with pytest.raises(InputError, match=r"a.xls: the ending '.xls' is unknown; save it as .xlsx, or as CSV"):
        kv.read_table(tmp_path / "a.xls")


# JSON

RECORDS = [{"name": "a", "x": 1.5, "y": 2}, {"name": "b", "x": 3, "y": 4.25}, {"name": "c", "x": 7, "y": 5}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("records.json", json.dumps(RECORDS)),
        ("records.json", json.dumps(RECORDS, indent=2)),
        ("lines.jsonl", "\n".join(map(json.dumps, RECORDS))),
        ("lines.ndjson", "\n\n".join(map(json.dumps, RECORDS)) + "\n"),
        ("lines.json", "\n".join(map(json.dumps, RECORDS))),
        ("inside.json", json.dumps({"status": "ok", "result": {"count": 3, "rows": RECORDS}})),
        ("columns.json", json.dumps({"name": ["a", "b", "c"], "x": [1.5, 3, 7], "y": [2, 4.25, 5]})),
        ("pandas.json", pd.DataFrame(RECORDS).to_json()),
        ("split.json", pd.DataFrame(RECORDS).to_json(orient="records", lines=True)),
        ("lists.json", json.dumps([["name", "x", "y"], ["a", 1.5, 2], ["b", 3, 4.25], ["c", 7, 5]])),
        ("mark.json", b"\xef\xbb\xbf" + json.dumps(RECORDS).encode()),
        ("utf16.json", json.dumps(RECORDS).encode("utf-16")),
    ],
)
def test_every_shape_of_json_gives_the_same_rows(tmp_path: Path, name: str, content: str | bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    table = kv.read_table(path)
    assert (table.names, table.points.tolist()) == (("x", "y"), POINTS)


def test_fields_inside_fields_have_names_with_points_and_gaps_are_told(tmp_path: Path) -> None:
    rows = [{"at": {"x": 1, "y": 2}, "tags": ["a"]}, {"at": {"x": 3}, "tags": []}, {"at": {"x": 5, "y": 6}}]
    (tmp_path / "a.json").write_text(json.dumps(rows))
    table = kv.read_table(tmp_path / "a.json")
    assert (table.names, table.points.tolist()) == (("at.x", "at.y"), [[1, 2], [5, 6]])
    assert table.skipped == ("row 2: 'at.y' is empty",)


def test_a_table_is_named_where_a_file_has_several(tmp_path: Path) -> None:
    content = {"old": [{"x": 1}, {"x": 2}, {"x": 4}], "new": [{"x": 8}, {"x": 9}]}
    (tmp_path / "a.json").write_text(json.dumps(content))
    assert kv.read_table(tmp_path / "a.json").points.tolist() == [[1], [2], [4]]
    assert kv.read_table(tmp_path / "a.json", part="new").points.tolist() == [[8], [9]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "a.json is empty"),
        ("{", "a.json is not JSON"),
        ("[" * 200_000, "a.json is nested too deeply for a table"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "a.json is nested too deeply for a table"),
        ("[1, 2, 3]", "a.json holds no table"),
        ("{}", "a.json holds no table"),
        ('[{"x": "a"}, {"x": "b"}]', "a.json has no column of numbers"),
        ('{"type": "FeatureCollection", "features": 5}', "a.json holds no points"),
        ('{"type": "FeatureCollection", "features": [5, {"geometry": 7}]}', "a.json holds no points"),
        ('{"locations": [{}]}', "a.json holds no points"),
    ],
)
def test_what_is_no_table_in_json_is_told_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(InputError, match=message) as caught:
        kv.read_table(tmp_path / "a.json")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_number_of_thousands_of_digits_costs_its_row(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('[{"x": ' + "9" * 5000 + '}, {"x": 1}, {"x": 3}]')
    table = kv.read_table(tmp_path / "a.json")
    assert table.points.tolist() == [[1], [3]]
    assert table.skipped == ("row 1: 'x' is 'inf', not a finite number",)


# Positions


def test_points_of_geojson_are_read_as_kilometres(tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [10 + i, 0.0]},
            "properties": {"pop": 5 * i * i},
        }
        for i in range(3)
    ]
    features.append({"type": "Feature", "geometry": {"type": "LineString", "coordinates": []}, "properties": {}})
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    table = kv.read_table(tmp_path / "a.geojson")
    degree = 6371.0088 * np.pi / 180
    np.testing.assert_allclose(table.points, [[-degree, 0], [0, 0], [degree, 0]], atol=1e-9)
    assert table.report is not None
    assert "1 of type LineString left out, since only points are read" in table.report.notes
    assert kv.read_table(tmp_path / "a.geojson", "lon,pop").points.tolist() == [[10, 0], [11, 5], [12, 20]]


TAKEOUT = [
    (
        "an old location history",
        {
            "locations": [
                {"timestampMs": "1577836800000", "latitudeE7": 481000000, "longitudeE7": 115000000, "accuracy": 20},
                {"timestamp": "2020-01-01T01:00:00Z", "latitudeE7": 482000000, "longitudeE7": 4294967296 - 5000000},
            ]
        },
        [[11.5, 48.1], [-0.5, 48.2]],
    ),
    (
        "a month of visits",
        {
            "timelineObjects": [
                {
                    "placeVisit": {
                        "location": {"latitudeE7": 481000000, "longitudeE7": 115000000, "name": "Home"},
                        "duration": {"startTimestamp": "2020-01-01T00:00:00Z"},
                    }
                },
                {
                    "activitySegment": {
                        "startLocation": {"latitudeE7": 482000000, "longitudeE7": 116000000},
                        "endLocation": {"latitudeE7": 483000000, "longitudeE7": 117000000},
                        "duration": {"startTimestampMs": "1577836800000"},
                        "simplifiedRawPath": {"points": [{"latE7": 484000000, "lngE7": 118000000}]},
                    }
                },
            ]
        },
        [[11.5, 48.1], [11.6, 48.2], [11.7, 48.3], [11.8, 48.4]],
    ),
    (
        "a Timeline of an Android phone",
        {
            "semanticSegments": [
                {
                    "startTime": "2024-01-01T00:00:00.000+01:00",
                    "timelinePath": [{"point": "48.1°, 11.5°", "time": "2024-01-01T00:10:00.000+01:00"}],
                },
                {"startTime": "2024", "visit": {"topCandidate": {"placeLocation": {"latLng": "48.2°, 11.6°"}}}},
                {"activity": {"start": {"latLng": "48.3°, 11.7°"}, "end": {"latLng": "48.4°, -11.8°"}}},
            ],
            "rawSignals": [{"position": {"LatLng": "48.5°, 11.9°", "timestamp": "2024"}}, {"wifiScan": {}}],
        },
        [[11.5, 48.1], [11.6, 48.2], [11.7, 48.3], [-11.8, 48.4], [11.9, 48.5]],
    ),
    (
        "a Timeline of an iPhone",
        [
            {"startTime": "2024", "endTime": "2024", "visit": {"topCandidate": {"placeLocation": "geo:48.1,11.5"}}},
            {"startTime": "2024", "timelinePath": [{"point": "geo:48.2,11.6"}, {"point": "nowhere"}]},
            {"startTime": "2024", "activity": {"start": "geo:48.3,11.7", "end": "geo:48.4,11.8"}},
        ],
        [[11.5, 48.1], [11.6, 48.2], [11.7, 48.3], [11.8, 48.4]],
    ),
]


@pytest.mark.parametrize(("content", "places"), [row[1:] for row in TAKEOUT], ids=[row[0] for row in TAKEOUT])
def test_what_google_exports_is_read_old_and_new(tmp_path: Path, content: Any, places: list[list[float]]) -> None:
    (tmp_path / "a.json").write_text(json.dumps(content))
    table = kv.read_table(tmp_path / "a.json", "lon,lat")
    np.testing.assert_allclose(table.points, places)
    assert kv.read_table(tmp_path / "a.json").names == ("east_km", "north_km")
    assert "time" in table.frame.columns


# Several files


def test_several_files_are_one_table_by_the_names_of_their_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y,kind\n1,2,a\n3,,b\n")
    (tmp_path / "b.csv").write_text("y;x;kind;more\n4;5;a;1\n6;7;c;2\n")
    table = kv.read_table([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert table.points.tolist() == [[1, 2], [5, 4], [7, 6]]
    assert table.skipped == ("a.csv, line 3: 'y' is empty",)
    assert table.frame.to_numpy().tolist() == [
        ["a.csv", "1", "2", "a"],
        ["a.csv", "3", "", "b"],
        ["b.csv", "5", "4", "a"],
        ["b.csv", "7", "6", "c"],
    ]
    assert table.report is not None
    assert "left out, since the first file has no such columns: more" in table.report.notes


def test_a_pattern_and_a_folder_stand_for_their_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        workbook(tmp_path / f"{name}.xlsx", first=ROWS)
    for source in (str(tmp_path / "*.xlsx"), tmp_path, [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]):
        assert kv.read_table(source).points.tolist() == POINTS + POINTS
    found = kv.cluster(str(tmp_path / "*.xlsx"), 2)
    assert found.table()["file"].tolist() == ["a.xlsx"] * 3 + ["b.xlsx"] * 3
    assert isinstance(found.trace.recipe, kv.Recipe)
    assert found.trace.recipe.run().final.labels.tolist() == found.labels.tolist()


def test_several_tracks_lie_on_one_plane(tmp_path: Path) -> None:
    for name, lon in (("a", 10), ("b", 12)):
        points = f'<wpt lat="0" lon="{lon}"/><wpt lat="0" lon="{lon + 1}"/>'
        (tmp_path / f"{name}.gpx").write_text(f'<gpx xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>')
    degree = 6371.0088 * np.pi / 180
    table = kv.read_table(str(tmp_path / "*.gpx"))
    np.testing.assert_allclose(table.points[:, 0] / degree, [-1.5, -0.5, 0.5, 1.5], atol=1e-12)


def test_a_file_whose_name_has_a_star_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].csv").write_text("x,y\n1,2\n3,5\n")
    assert kv.read_table(str(tmp_path / "a[1].csv")).points.tolist() == [[1, 2], [3, 5]]


def test_files_that_do_not_go_together_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,5\n")
    (tmp_path / "b.csv").write_text("x,z\n1,2\n3,5\n")
    workbook(tmp_path / "c.xlsx", first=ROWS)
    for source, message in (
        ([tmp_path / "a.csv", tmp_path / "b.csv"], "b.csv has no column 'y', which a.csv has"),
        ([tmp_path / "a.csv", tmp_path / "c.xlsx"], ".csv, .xlsx: several files must be of one kind"),
        (str(tmp_path / "*.tsv"), "matches no file; check the spelling and the folder"),
        ([], "there are no files"),
    ):
        with pytest.raises(InputError, match=message):
            kv.read_table(source)


def test_a_jfif_is_a_picture(tmp_path: Path) -> None:
    (tmp_path / "a.jfif").write_bytes(sample_file("tissue.png").read_bytes())
    assert len(kv.read_table(tmp_path / "a.jfif").points) == len(kv.read_table(sample_file("tissue.png")).points)


# What is made to stop a reader


def test_rows_too_wide_to_judge_are_refused(tmp_path: Path) -> None:
    fix = r"rows of more than 20,000 fields; give a table with fewer columns"
    for name, content in (
        ("wide.csv", ",".join("1" * 300_000)),
        ("wide", ("1;" * 100_000 + "\n") * 3),
        ("page.csv", "<html>" + "<div class='a'>1,2;3 4|5</div>" * 30_000),
        ("commas.txt", "," * 1_000_000),
    ):
        (tmp_path / name).write_text(content)
        with pytest.raises(InputError, match=fix):
            kv.read_table(tmp_path / name)
    (tmp_path / "keys.json").write_text(json.dumps([{str(i): 1 for i in range(100_000)}]))
    with pytest.raises(InputError, match=r"keys.json has 1 rows of 100,000 different fields"):
        kv.read_table(tmp_path / "keys.json")
