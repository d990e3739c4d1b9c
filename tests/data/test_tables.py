"""Readers of tables and tracks: the points in files of many dialects, and the reasons why rows are left out."""

import gzip
import shlex
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.data import image_pixels, samples
from kmeans_viz.data.tables import read_points, read_table
from kmeans_viz.inputs import InputError

SAMPLES = Path(samples.__file__).parent
in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
# Far from all else in a column, these are gaps and no measurements.
STAND_FOR_GAPS = (9, 99, 999, 9999, 99999, 999.9, 999.25, 9999.9, 32768, 1e20, 1e30)
boards = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 4)),
    elements=st.floats(-1e100, 1e100, allow_nan=False),
)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def inertia_of_one_cluster(points: np.ndarray) -> float:
    return float(((points - points.mean(axis=0)) ** 2).sum())


def track(*points: tuple[object, ...], kind: str = "trk") -> str:
    tags = {"trk": "trkpt", "rte": "rtept", "wpt": "wpt"}
    body = "".join(
        f'<{tags[kind]} lat="{lat}" lon="{lon}">{"".join(f"<ele>{e}</ele>" for e in ele)}</{tags[kind]}>'
        for lat, lon, *ele in points
    )
    body = {"trk": f"<trk><trkseg>{body}</trkseg></trk>", "rte": f"<rte>{body}</rte>", "wpt": body}[kind]
    return f'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{body}</gpx>'


# Real data


def test_old_faithful_has_the_published_rows_and_sum_of_squares():
    table = read_table(SAMPLES / "old_faithful.csv")
    assert table.names == ("eruptions", "waiting")
    assert table.points.shape == (272, 2)
    assert table.points[0].tolist() == [3.6, 79]
    assert inertia_of_one_cluster(table.points) == pytest.approx(50440.1570253, abs=1e-6)


def test_iris_reads_its_four_measurements_and_leaves_the_species_aside():
    table = read_table(SAMPLES / "iris.csv")
    assert table.names == ("sepal_length", "sepal_width", "petal_length", "petal_width")
    assert table.points.shape == (150, 4)
    assert table.points[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert inertia_of_one_cluster(table.points) == pytest.approx(681.3706, abs=1e-9)


def test_the_lake_hike_is_as_long_on_the_plane_as_gpxpy_measures_it_on_the_globe():
    import gpxpy

    path = SAMPLES / "lake_hike.gpx"
    points = read_points(path)
    assert points.shape == (296, 2)
    segments = [segment for each in gpxpy.parse(path.read_text()).tracks for segment in each.segments]
    ends = np.cumsum([len(segment.points) for segment in segments])[:-1]
    on_plane = sum(np.hypot(*np.diff(part, axis=0).T).sum() for part in np.split(points, ends))
    on_globe = sum(segment.length_2d() for segment in segments) / 1000
    # gpxpy uses 6378.1370 km as the radius of the Earth, and it also treats near points as if on a plane.
    assert on_plane == pytest.approx(on_globe * 6371.0088 / 6378.1370, rel=2e-3)


# Dialects


@pytest.mark.parametrize(
    ("name", "content", "names"),
    [
        ("comma.csv", "x,y\n1.5,2\n3,4.25\n", ("x", "y")),
        ("semicolon.csv", "x;y\n1.5;2\n3;4.25\n", ("x", "y")),
        ("german.csv", "Ort;x;y\nA;1,5;2\nB;3;4,25\n", ("x", "y")),
        ("excel.csv", "sep=;\nx;y\n1,5;2\n3;4,25\n", ("x", "y")),
        ("tab.tsv", "x\ty\n1.5\t2\n3\t4.25\n", ("x", "y")),
        ("tab.tab", "x\ty\r\n1.5\t2\r\n3\t4.25\r\n", ("x", "y")),
        ("bar.txt", "x|y\n1.5|2\n3|4.25\n", ("x", "y")),
        ("spaces.dat", "  x      y\n  1.5    2  \n\t3 \t4.25\n", ("x", "y")),
        ("mac.csv", "x,y\r1.5,2\r3,4.25\r", ("x", "y")),
        ("ENDING.CSV", "x,y\n1.5,2\n3,4.25\n", ("x", "y")),
        ("quoted.csv", '"x, in m","y ""up"""\n"1.5","2"\n3,"4.25"\n', ("x, in m", 'y "up"')),
        ("spaced.csv", "x , y\n 1.5 , 2 \n 3 , 4.25\n", ("x", "y")),
        ("spaced_quotes.csv", '"x", "y"\n"1.5", "2"\n"3", "4.25"\n', ("x", "y")),
        ("no_header.csv", "1.5,2\n3,4.25\n", ("x1", "x2")),
        ("comments.csv", "# made by hand\n\n# twice\nx,y\n1.5,2\n\n3,4.25\n", ("x", "y")),
        ("comment_names.txt", "# u v\n1.5 2\n3 4.25\n", ("u", "v")),
        ("years.csv", "country,1990,2000\nA,1.5,2\nB,3,4.25\n", ("1990", "2000")),
        ("no_header_with_text.csv", "1.5,2,setosa\n3,4.25,setosa\n", ("x1", "x2")),
        ("row_names.txt", '"x" "y"\n"1" 1.5 2\n"2" 3 4.25\n', ("x", "y")),
        ("row_numbers.csv", ",x,y\n0,1.5,2\n1,3,4.25\n", ("x", "y")),
        ("closing_delimiter.csv", "x,y\n1.5,2,\n3,4.25,\n", ("x", "y")),
        ("closing_gaps.csv", "x,y,,\n1.5,2,,\n3,4.25\n", ("x", "y")),
        ("wide_line.csv", f"x,y,{'text' * 20_000}\n1.5,2,a\n3,4.25,b\n", ("x", "y")),
        ("line_break.csv", 'name,x,y\n"a\n\nb",1.5,2\nc,3,4.25\n', ("x", "y")),
        ("dates.csv", "day,ok,x,y\n2024-01-01,True,1.5,2\n2024-01-02,False,3,4.25\n", ("x", "y")),
        ("mark8.csv", b"\xef\xbb\xbfx,y\n1.5,2\n3,4.25\n", ("x", "y")),
        ("mark16.csv", "x,y\n1.5,2\n3,4.25\n".encode("utf-16"), ("x", "y")),
        ("mark32.csv", "x,y\n1.5,2\n3,4.25\n".encode("utf-32"), ("x", "y")),
        ("utf8.csv", "höhe,y\n1.5,2\n3,4.25\n", ("höhe", "y")),
        ("windows.csv", "höhe,y\n1.5,2\n3,4.25\n".encode("cp1252"), ("höhe", "y")),
        ("packed.csv.gz", gzip.compress(b"x,y\n1.5,2\n3,4.25\n", mtime=0), ("x", "y")),
    ],
)
def test_every_dialect_gives_the_same_points(tmp_path, name, content, names):
    table = read_table(written(tmp_path, name, content))
    assert table.points.tolist() == [[1.5, 2], [3, 4.25]]
    assert table.names == names
    assert (table.skipped, table.n_skipped) == ((), 0)
    assert not table.points.flags.writeable


def test_a_given_encoding_wins_over_the_guess(tmp_path):
    path = written(tmp_path, "marine.csv", "ф,y\n1,2\n".encode("cp1251"))
    assert read_table(path, encoding="cp1251").names == ("ф", "y")
    assert read_table(path).names == ("ô", "y")


def test_a_single_column_needs_no_delimiter(tmp_path):
    assert read_table(written(tmp_path, "one.csv", "waiting time\n79\n54.5\n")).names == ("waiting time",)


def test_gaps_do_not_turn_a_table_with_tabs_into_one_with_spaces(tmp_path):
    path = written(tmp_path, "gaps.tsv", "a b\tc\n1\t2\n\t\n\t5\n3\t4\n")
    assert read_table(path).names == ("a b", "c")
    assert read_table(path).n_skipped == 2


def test_short_rows_do_not_turn_commas_into_decimal_commas(tmp_path):
    path = written(tmp_path, "short.csv", "x,y\n1,2\n3,4\n5\n")
    assert read_table(path).points.tolist() == [[1, 2], [3, 4]]


def test_commas_that_may_group_thousands_are_not_read_as_decimals(tmp_path):
    table = read_table(written(tmp_path, "thousands.tsv", "a\tb\n1,234\t1\n2,345\t2\n"))
    assert table.points.tolist() == [[1234, 1], [2345, 2]]
    assert "assumed: in 'a', 2,345 is read as 2345" in table.report.notes


@in_one_folder
@given(board=boards, separator=st.sampled_from(",;\t|"), header=st.booleans(), is_gzip=st.booleans())
def test_what_pandas_writes_is_read_back_equal(tmp_path, board, separator, header, is_gzip):
    assume(not np.isin(np.abs(board), STAND_FOR_GAPS).any())
    path = tmp_path / ("board.csv.gz" if is_gzip else "board.csv")
    frame = pd.DataFrame(board, columns=[f"column {i}" for i in range(board.shape[1])])
    frame.to_csv(path, sep=separator, header=header, index=False)
    np.testing.assert_array_equal(read_points(path, range(board.shape[1])), board)


@in_one_folder
@given(board=boards)
def test_german_files_are_read_back_equal(tmp_path, board):
    assume(not np.isin(np.abs(board), STAND_FOR_GAPS).any())
    path = tmp_path / "board.csv"
    pd.DataFrame(board).add_prefix("x").to_csv(path, sep=";", decimal=",", encoding="utf-16")
    np.testing.assert_array_equal(read_points(path, range(1, board.shape[1] + 1)), board)


@in_one_folder
@given(board=boards, separator=st.sampled_from([" ", "\t", ", "]), header=st.sampled_from(["", "made\nby hand"]))
def test_what_numpy_writes_is_read_back_equal(tmp_path, board, separator, header):
    assume(not np.isin(np.abs(board), STAND_FOR_GAPS).any())
    np.savetxt(tmp_path / "board.txt", board, fmt="%.17g", delimiter=separator, header=header)
    np.testing.assert_array_equal(read_points(tmp_path / "board.txt", range(board.shape[1])), board)
    np.save(tmp_path / "board.npy", board)
    np.testing.assert_array_equal(read_points(tmp_path / "board.npy"), board)


# Rows that are left out


def test_rows_with_gaps_text_or_infinity_are_left_out_and_told_with_their_lines(tmp_path):
    content = "lat,lon\n1,2\n\n,3\n4,NA\n5,abc\n6,-inf\n7,1e999\n1,2,3\n8,nan\n9,10\n11,12,,\n3\n"
    table = read_table(written(tmp_path, "walk.csv", content), "lat,lon")
    assert table.points.tolist() == [[1, 2], [9, 10], [11, 12]]
    assert read_table(tmp_path / "walk.csv").skipped == table.skipped
    assert table.n_skipped == 8
    assert table.skipped == (
        "line 4: 'lat' is empty",
        "line 5: 'lon' is 'NA', not a number",
        "line 6: 'lon' is 'abc', not a number",
        "line 7: 'lon' is '-inf', not a finite number",
        "line 8: 'lon' is '1e999', not a finite number",
        "and 3 more",
    )


def test_lines_are_counted_through_comments_blank_lines_and_line_breaks_in_quotes(tmp_path):
    path = written(tmp_path, "walk.csv", '# by hand\n\nname,x\n"a\nb",1\n\nc,2\n \n"d\ne",\nf,oops\n')
    assert read_table(path).skipped == ("line 9: 'x' is empty", "line 11: 'x' is 'oops', not a number")


def test_a_row_with_too_many_fields_is_left_out_wherever_it_stands(tmp_path):
    first = read_table(written(tmp_path, "first.csv", "x,y\n1,2,3,4\n1,2\n3,4\n"))
    last = read_table(written(tmp_path, "last.csv", "x,y\n1,2\n3,4\n1,2,3,4\n"))
    assert first.skipped == ("line 2: 4 fields instead of 2",)
    assert last.skipped == ("line 4: 4 fields instead of 2",)
    assert first.points.tolist() == last.points.tolist() == [[1, 2], [3, 4]]


def test_between_spaces_a_missing_field_makes_the_whole_row_uncertain(tmp_path):
    table = read_table(written(tmp_path, "gap.txt", "a b c\n1 2 3\n4\t5\n6 7 8\n"), "a")
    assert table.points.tolist() == [[1], [6]]
    assert table.skipped == ("line 3: 2 fields instead of 3",)


def test_only_gaps_in_chosen_columns_count(tmp_path):
    path = written(tmp_path, "notes.csv", "x,y,note\n1,2,\n3,,b\n4,5\n")
    assert read_points(path, "x").tolist() == [[1], [3], [4]]


def test_a_column_with_some_text_is_numeric_when_most_of_it_is_numbers(tmp_path):
    table = read_table(written(tmp_path, "mixed.csv", "x,id,y\n1,a1,?\n2,7,4\nfault,a3,\n3,a4,5\n"))
    assert table.names == ("x", "y")
    assert table.points.tolist() == [[2, 4], [3, 5]]


@in_one_folder
@given(
    rows=st.lists(
        st.lists(st.sampled_from(["1", "2.5", "-3e2", "", " ", "NA", "abc", "inf", "1_0"]), min_size=1, max_size=4),
        min_size=1,
        max_size=12,
    ),
    delimiter=st.sampled_from(",;\t|"),
)
def test_a_dirty_table_gives_exactly_the_rows_that_a_plain_loop_keeps(tmp_path, rows, delimiter):
    numbers = {"1": 1, "2.5": 2.5, "-3e2": -300, "7": 7, "8": 8, "9": 9}
    # There are enough good rows that the odd ones cannot change the dialect.
    content = [["x", "y", "z"], *[["7", "8", "9"]] * 20, *rows, ["7", "8", "9"]]
    lines = [delimiter.join(row) for row in content]
    kept, lost = [], []
    for number, (line, row) in enumerate(zip(lines, content, strict=True), start=1):
        is_long = any(field.strip() for field in row[3:])
        if len(row) > 1 and row[0] in numbers and row[1] in numbers and not is_long:
            kept.append([numbers[row[0]], numbers[row[1]]])
        elif number > 1 and line.strip(" "):
            lost.append(f"line {number}")
    table = read_table(written(tmp_path, "dirty.csv", "\n".join(lines)), "x,y")
    assert table.points.tolist() == kept
    assert table.n_skipped == len(lost)
    assert [sentence.partition(":")[0] for sentence in table.skipped[:5]] == lost[:5]


def test_reading_points_warns_once_of_what_is_missing(tmp_path):
    path = written(tmp_path, "geyser.csv", "eruptions,waiting\n3.6,79\n1.8,\n3.3,abc\n2.3,62\n")
    with pytest.warns(UserWarning, match="left out") as caught:
        points = read_points(path)
    assert [str(warning.message) for warning in caught] == [
        "geyser.csv: 2 of 4 rows left out (line 3: 'waiting' is empty; line 4: 'waiting' is 'abc', not a number)"
    ]
    assert caught[0].filename == __file__
    assert points.tolist() == [[3.6, 79], [2.3, 62]]


def test_reading_a_complete_table_does_not_warn(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_points(written(tmp_path, "whole.csv", "x,y\n1,2\n"))


# Columns


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ("lon,lat", ("lon", "lat")),
        (" lon , lat", ("lon", "lat")),
        (["lat"], ("lat",)),
        ("1,0", ("lon", "lat")),
        ((np.int64(1), "lat"), ("lon", "lat")),
        (1, ("lon",)),
    ],
)
def test_columns_are_chosen_by_name_or_index_in_the_order_asked_for(tmp_path, columns, names):
    table = read_table(written(tmp_path, "places.csv", "lat,lon,name\n1,2,a\n3,4,b\n"), columns)
    assert table.names == names
    assert table.points[0].tolist() == [{"lat": 1, "lon": 2}[name] for name in names]


def test_a_name_with_a_comma_in_it_can_be_chosen(tmp_path):
    path = written(tmp_path, "units.csv", '"x, m","y, m"\n1,2\n')
    assert read_points(path, "y, m").tolist() == [[2]]


# Tracks


def test_a_degree_is_111_km_along_the_equator_and_the_plane_is_centred(tmp_path):
    path = written(tmp_path, "walk.gpx", track((0, 10), (0, 11)))
    degree = 6371.0088 * np.pi / 180
    np.testing.assert_allclose(read_points(path), [[-degree / 2, 0], [degree / 2, 0]], atol=1e-9)


def test_a_degree_of_longitude_is_half_as_long_at_60_degrees_north(tmp_path):
    points = read_points(written(tmp_path, "walk.gpx", track((60, 10), (60, 11))))
    assert np.ptp(points[:, 0]) == pytest.approx(6371.0088 * np.pi / 360)


def test_a_track_across_the_antimeridian_stays_in_one_piece(tmp_path):
    path = written(tmp_path, "sail.gpx", track((0, 179.9), (0, -179.9), (0, 179.8)))
    step = 6371.0088 * np.pi / 180 * 0.1
    np.testing.assert_allclose(read_points(path)[:, 0], np.array([-0.5, 1.5, -1.5]) * step, atol=1e-9)
    np.testing.assert_allclose(read_points(path, "lon")[:, 0], [179.9, 180.1, 179.8])


def test_coordinates_elsewhere_are_passed_on_to_the_last_digit(tmp_path):
    path = written(tmp_path, "walk.gpx", track((-33.856784123, -70.123456789, 5)))
    assert read_points(path, ["lon", "lat", "ele"]).tolist() == [[-70.123456789, -33.856784123, 5]]


@pytest.mark.parametrize("kind", ["trk", "rte", "wpt"])
def test_tracks_routes_and_waypoints_all_hold_points(tmp_path, kind):
    assert read_points(written(tmp_path, "a.gpx", track((1, 2), (3, 4), kind=kind)), "lat,lon").tolist() == [
        [1, 2],
        [3, 4],
    ]


def test_track_points_without_elevation_or_off_the_globe_are_left_out(tmp_path):
    path = written(tmp_path, "walk.gpx", track((1, 1, 5), (2, 2), (95, 3, 5)))
    assert read_table(path, "lat,ele").skipped == ("point 2: 'ele' is empty", "point 3: 'lat' is 95, beyond a pole")
    assert len(read_table(path).points) == 2


def test_a_field_that_is_no_number_costs_the_point_and_not_the_track(tmp_path):
    path = written(tmp_path, "walk.gpx", track((1, 2, "high"), ("north", 4, 7), (5, 6, 8)))
    table = read_table(path)
    assert table.skipped == ("point 2: 'east_km' is 'north', not a number",)
    assert table.rows.tolist() == [0, 2]
    assert read_table(path, "ele").skipped == ("point 1: 'ele' is 'high', not a number",)


def test_points_of_another_vocabulary_and_of_another_prefix_are_told_apart(tmp_path):
    text = (
        '<g:gpx xmlns:g="http://www.topografix.com/GPX/1/0" xmlns:o="urn:other"><g:trk><g:trkseg>'
        '<g:trkpt lat="1" lon="2"><o:ele>9</o:ele><g:ele>5</g:ele></g:trkpt><o:trkpt lat="50" lon="60"/>'
        "</g:trkseg></g:trk></g:gpx>"
    )
    assert read_points(written(tmp_path, "a.gpx", text), "lat,lon,ele").tolist() == [[1, 2, 5]]


def test_every_kind_of_point_in_a_mixed_track_is_offered(tmp_path):
    text = track((1, 2), (3, 4)).replace("<trk>", '<wpt lat="7" lon="8"/><trk>')
    path = written(tmp_path, "a.gpx", text)
    assert read_points(path, "lat,lon").tolist() == [[1, 2], [3, 4]]
    assert "the file also has points: 1 of waypoints; --part names them" in read_table(path).report.notes
    assert read_table(path, "lat,lon", part="waypoints").points.tolist() == [[7, 8]]
    with pytest.raises(InputError, match=r"a.gpx holds no points of routes; it has 2 points of tracks and 1 points of"):
        read_table(path, part="routes")


def test_a_track_is_read_in_the_encoding_that_it_declares(tmp_path):
    text = track((1, 2)).replace('"1.0"?>', '"1.0" encoding="ISO-8859-1"?>').replace("<trk>", "<trk><name>Höhe</name>")
    assert read_points(written(tmp_path, "a.gpx", text.encode("latin-1")), "lat").tolist() == [[1]]
    assert read_points(written(tmp_path, "b.gpx", track((1, 2)).encode("utf-16")), "lat").tolist() == [[1]]


def test_what_is_told_beside_the_points_is_nothing_to_the_reader(tmp_path):
    extra = '<time>noon</time><sat>many</sat><extensions><g:lap xmlns:g="urn:g"><ele>9</ele></g:lap></extensions>'
    text = track((1, 2, 5), (3, 4, 6)).replace("</trkpt>", f"{extra}</trkpt>")
    assert read_points(written(tmp_path, "a.gpx", text), "lat,lon,ele").tolist() == [[1, 2, 5], [3, 4, 6]]


HOSTILE_TRACKS = {
    "deep.gpx": f"<gpx version='1.1'><extensions>{'<a>' * 200_000}{'</a>' * 200_000}</extensions></gpx>",
    "cut.gpx": "<a>" * 200_000,
    "deep_points.gpx": "<gpx>" + '<wpt lat="1" lon="1">' * 200_000,
    "names.gpx": f"<gpx>{' xmlns' * 170_000}</gpx>",
    "spaces.gpx": "<gpx" + "".join(f' xmlns:a{i}="{i}"' for i in range(60_000)) + "></gpx>",
    "laughs.gpx": '<!DOCTYPE gpx [<!ENTITY a0 "1234567890">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    + ']><gpx><wpt lat="1" lon="1"><ele>&a11;</ele></wpt></gpx>',
}


def test_a_track_that_is_made_to_stop_the_reader_is_refused_in_one_line_each(tmp_path):
    for name, text in HOSTILE_TRACKS.items():
        written(tmp_path, name, text)
    code = """if True:
        import sys
        from kmeans_viz.inputs import InputError
        from kmeans_viz.data import read_points
        for name in sys.argv[1:]:
            try:
                read_points(name)
            except InputError as problem:
                print(problem)
    """
    # In a process of its own, since a hostile file might crash it or keep it busy for hours.
    command = [sys.executable, "-c", code, *HOSTILE_TRACKS]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")
    deep = "is not a whole GPX file (line 1 has more than 100 elements in one another); export or download it again"
    assert done.stdout.splitlines() == [
        f"deep.gpx {deep}",
        f"cut.gpx {deep}",
        f"deep_points.gpx {deep}",
        f"names.gpx holds no points; {TRACK}",
        f"spaces.gpx holds no points; {TRACK}",
        "laughs.gpx is not a whole GPX file (line 1 declares the entity 'a0', which no track needs); "
        "export or download it again",
    ]


# Arrays


def test_a_single_axis_is_read_as_points_on_a_line(tmp_path):
    np.save(tmp_path / "line.npy", np.arange(3))
    assert read_points(tmp_path / "line.npy").tolist() == [[0], [1], [2]]


def test_an_archive_with_one_array_is_read(tmp_path):
    np.savez_compressed(tmp_path / "one.npz", board=np.eye(2))
    assert read_table(tmp_path / "one.npz", "x2").points.tolist() == [[0], [1]]


def test_rows_of_an_array_that_are_not_finite_are_told(tmp_path):
    np.save(tmp_path / "gaps.npy", [[1, np.nan], [2, 3], [np.inf, 4]])
    table = read_table(tmp_path / "gaps.npy")
    assert table.points.tolist() == [[2, 3]]
    assert table.skipped == ("row 1: 'x2' is empty", "row 3: 'x1' is inf, not a finite number")


def test_pickled_objects_are_refused(tmp_path):
    np.save(tmp_path / "objects.npy", np.array([[1, "a"]], dtype=object))
    with pytest.raises(InputError, match="is not a plain array of numbers"):
        read_points(tmp_path / "objects.npy")


# Errors, with their whole messages

NO_NUMBERS = (
    "has no column of numbers; give a table with one row per point, its fields separated by commas, semicolons, tabs, "
    "| or spaces"
)
NOT_TEXT = (
    "is not a text file (it holds NUL bytes); export the table as CSV, or name its encoding, "
    "for example encoding='utf-16-le'"
)
NO_ARRAY = "is damaged, or is not a plain array of numbers; save the array with numpy.save"
ONE_ROW = "give a table with at least one row of numbers"
TRACK = "give a GPX file with a track, a route or waypoints"
PROSE = 'Once upon a time, in 1984, there was a king.\nHe lived in a castle. "It was good," he said.\n\nThe end.\n'
TABLE = "lat,lon,name\n1,2,a\n3,4,b\n"


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        ("a.csv", "", {}, f"a.csv is empty; {ONE_ROW}"),
        ("a.csv", "\n# nothing\n\n", {}, f"a.csv is empty; {ONE_ROW}"),
        ("a.csv", "x,y\n", {}, f"a.csv has a header and no rows; {ONE_ROW}"),
        ("a.txt", PROSE, {}, f"a.txt {NO_NUMBERS}"),
        ("a.csv", "a,b\nc,d\n", {}, f"a.csv {NO_NUMBERS}"),
        ("a.csv", "a,b\n1,c\nd,e\nf,g\n", {}, f"a.csv {NO_NUMBERS}"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0", {}, f"a.csv {NOT_TEXT}"),
        (
            "a.csv",
            b"\x81,y\n1,2\n",
            {},
            "a.csv is not text in UTF-8 or Windows-1252; save it as UTF-8, or name its encoding, for example "
            "--encoding shift_jis, in Python encoding='shift_jis'",
        ),
        (
            "a.csv",
            b"\xe4,y\n1,2\n",
            {"encoding": "utf-8"},
            "a.csv is not text in 'utf-8'; save it as UTF-8, or name its encoding, for example "
            "--encoding shift_jis, in Python encoding='shift_jis'",
        ),
        (
            "a.csv",
            TABLE,
            {"encoding": "utf-9"},
            "encoding='utf-9' is unknown; use a name that Python knows, for example 'utf-8' or 'cp1252'",
        ),
        (
            "a.csv.gz",
            gzip.compress(TABLE.encode(), mtime=0)[:-9],
            {},
            "a.csv.gz cannot be read to its end (Compressed file ended before the end-of-stream marker was reached); "
            "copy or download it again",
        ),
        (
            "a.csv",
            "x,y\n1,\n,2\n",
            {},
            "a.csv: none of its 2 rows is complete (line 2: 'y' is empty; line 3: 'x' is empty); "
            "fill the gaps, or choose other columns with columns=",
        ),
        (
            "a.csv",
            "x,y\n1,2\n1e200,2\n",
            {},
            "a.csv: 'x' holds 1e+200, and squared distances of numbers beyond 1e+140 overflow; rescale that column",
        ),
        (
            "a.csv",
            "x\n1,5\n2,5\n",
            {},
            "a.csv: the header on line 1 has 1 name and the rows have 2 fields; give every column one name, "
            "and remove lines above the header",
        ),
        (
            "a.csv",
            'x,y\n1,2\n3,"4\n' + "5,6\n" * 50_000,
            {},
            "a.csv: a quotation mark opens a field and is never closed (Error tokenizing data. C error: "
            "EOF inside string starting at row 1); add the closing one",
        ),
        (
            "a.csv",
            TABLE,
            {"columns": "lit"},
            "a.csv: column='lit' is unknown; did you mean 'lat'? use one of: lat, lon, name",
        ),
        ("a.csv", TABLE, {"columns": [3]}, "a.csv: column=3 is out of range; use 0 to 2"),
        ("a.csv", TABLE, {"columns": [-1]}, "a.csv: column=-1 is out of range; use 0 to 2"),
        (
            "a.csv",
            TABLE,
            {"columns": [1.5]},
            "a.csv: column=1.5 is neither a name nor a whole number; use some of: lat, lon, name",
        ),
        ("a.csv", TABLE, {"columns": []}, "a.csv: columns=[] names no column; use None or some of: lat, lon, name"),
        (
            "a.csv",
            TABLE,
            {"columns": "name"},
            "a.csv: 'name' holds no numbers (2 words: a, b); one_hot=True, or --one-hot, makes a column of 0 and 1 of "
            "each word",
        ),
        ("a.csv", "x,x\n1,2\n", {"columns": "x"}, "a.csv: column='x' occurs 2 times; use an index instead, 0 to 1"),
        (
            "a.ods",
            TABLE,
            {},
            "a.ods: the ending '.ods' is unknown; use one of: .csv .tsv .tab .txt .dat .data .xlsx .xlsm .json "
            ".jsonl .ndjson .geojson .parquet .gpx .plt .npy .npz .png .jpg .jpeg .jfif .gif .bmp .tif .tiff .webp "
            ".ppm, for example by exporting the table as CSV",
        ),
        ("a.gpx", "", {}, f"a.gpx is empty; {TRACK}"),
        ("a.gpx", track(), {}, f"a.gpx holds no points; {TRACK}"),
        (
            "a.gpx",
            track((1, 2), (3, 4))[:150],
            {},
            "a.gpx is not a whole GPX file (unclosed token: line 1, column 149); export or download it again",
        ),
        (
            "a.gpx",
            track((95, 0)),
            {"columns": "lat"},
            "a.gpx: its only row is not complete (point 1: 'lat' is 95, beyond a pole); "
            "fill the gaps, or choose other columns with columns=",
        ),
        (
            "a.gpx",
            track((1, 2)),
            {"columns": "ele"},
            "a.gpx: column='ele' is unknown; use one of: east_km, north_km, lon, lat",
        ),
        ("a.npy", TABLE, {}, f"a.npy {NO_ARRAY}"),
        ("a.npz", b"PK\3\4", {}, f"a.npz {NO_ARRAY}"),
        (
            "a.png",
            b"",
            {"columns": "x,red"},
            "a.png: x and y are places of spots, and red, green and blue are colours of pixels; "
            "choose from one of these kinds",
        ),
        (
            "a.png",
            b"",
            {"columns": "hue"},
            "a.png: column='hue' is unknown; use one of: x, y, red, green, blue, area, pixel_x, pixel_y",
        ),
    ],
)
def test_unusable_files_are_told_in_one_line(tmp_path, name, content, options, message):
    with pytest.raises(InputError) as caught:
        read_table(written(tmp_path, name, content), **options)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((2, 2, 2)), "a.npy has shape (2, 2, 2); save an array of shape (n, d), one row per point"),
        (np.zeros((0, 2)), "a.npy has shape (0, 2); save an array of shape (n, d), one row per point"),
        (np.array([["a"]]), "a.npy holds <U1 values, not real numbers; save a plain array of numbers"),
    ],
)
def test_unusable_arrays_are_told_in_one_line(tmp_path, array, message):
    np.save(tmp_path / "a.npy", array)
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / "a.npy")
    assert str(caught.value) == message


def test_an_archive_of_several_arrays_is_not_guessed_at(tmp_path):
    np.savez(tmp_path / "two.npz", a=np.eye(2), b=np.eye(3))
    with pytest.raises(InputError) as caught:
        read_table(tmp_path / "two.npz")
    assert str(caught.value) == "two.npz holds 2 arrays; name one with part=: a, b"
    assert read_table(tmp_path / "two.npz", part="b").points.shape == (3, 3)


def test_paths_without_a_file_are_told_in_one_line(tmp_path):
    missing = tmp_path / "nothing.csv"
    for path, message in {
        missing: f"{str(missing)!r} does not exist or is not a file; check the spelling and the folder",
        tmp_path: f"{tmp_path} is a folder without .parquet, .csv, .tsv, .xlsx, .json, .jsonl, .geojson, .gpx, .plt "
        "files; give the path of one file, or of a folder of such",
        b"a.csv": "path=b'a.csv' is not the path of a file; use a string or a pathlib.Path",
        5: "path=5 is not the path of a file; use a string or a pathlib.Path",
    }.items():
        with pytest.raises(InputError) as caught:
            read_table(path)
        assert str(caught.value) == message


def test_a_picture_gives_the_places_of_its_spots_or_the_colours_of_its_pixels(tmp_path):
    sky = np.zeros((40, 60, 3), dtype=np.uint8)
    sky[8:11, 19:22] = sky[28:31, 49:52] = (255, 255, 0)
    Image.fromarray(sky).save(tmp_path / "sky.png")

    spots, colours = read_table(tmp_path / "sky.png"), read_table(tmp_path / "sky.png", "red,blue")

    assert spots.names == ("x", "y")
    assert np.allclose(sorted(spots.points.tolist()), [[20, 30], [50, 10]])
    assert colours.names == ("red", "blue")
    assert np.array_equal(colours.points, image_pixels(tmp_path / "sky.png")[:, [0, 2]])


def test_a_name_with_a_comma_stands_in_quotes_as_in_csv(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text('age,"spend, cents",visits\n1,2,3\n4,5,6\n')
    assert read_points(file, 'age,"spend, cents"').tolist() == [[1, 2], [4, 5]]
    recipe = kv.Recipe(csv=str(file), columns='visits, "spend, cents"')
    assert recipe.columns == ("visits", "spend, cents")
    assert shlex.split(recipe.command())[-1] == 'visits,"spend, cents"'


def test_a_column_is_named_once(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("age,visits\n1,2\n3,4\n")
    for columns in ("age,age", ["age", 0], "0,0"):
        with pytest.raises(InputError, match=r"a\.csv: column 'age' is named twice; name each column once"):
            read_points(file, columns)


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [("Total", True), ("Grand total:", True), ("Summe", True), ("合計", True), ("Totnes", False), ("Region 9", False)],
)
def test_a_row_of_sums_is_left_out_if_its_name_says_so_and_told(tmp_path, name, is_left_out):
    rows = [(f"Region {i}", 100 + 7 * i * i, 2.5 * i) for i in range(8)]
    rows.append((name, sum(row[1] for row in rows), sum(row[2] for row in rows)))
    path = tmp_path / "sales.csv"
    path.write_text("region,sales,cost\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows), encoding="utf-8")
    table = read_table(path)

    assert table.skipped == ((f"line 10: {name!r} holds the sums of the other rows",) if is_left_out else ())
    assert len(table.points) == 9 - is_left_out


def test_a_row_that_is_called_a_total_but_adds_up_nothing_counts(tmp_path):
    path = tmp_path / "brands.csv"
    path.write_text("brand,litres,price\nTotal,10,2\nShell,20,3\nAral,25,4\nBP,15,5\nEsso,11,6\n")
    assert len(read_table(path).points) == 5
