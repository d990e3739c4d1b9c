"""Folders of Parquet and CSV files, as one Dask array; and Parquet files one by one."""

import decimal
import gzip
import pickle
import re
import sys
import warnings
from pathlib import Path
from typing import Any

import dask.array as da
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.data import folders, read_points
from kmeans_viz.data.tables import read_table
from kmeans_viz.inputs import InputError

X = np.random.default_rng(0).normal(size=(1000, 2)).round(6)


def frame_of(points: Any) -> pd.DataFrame:
    return pd.DataFrame({"name": [f"p{i}" for i in range(len(points))], "width": points[:, 0], "depth": points[:, 1]})


def answer(*arguments: Any, **options: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_points(*arguments, **options)
    return str(caught.value)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut files into pieces of a few lines or one row group."""
    monkeypatch.setattr(folders, "_PIECE_BYTES", 500)


WRITERS: dict[str, Any] = {
    "parquet": lambda frame, path: frame.to_parquet(path.with_suffix(".parquet"), row_group_size=90),
    "csv": lambda frame, path: frame.to_csv(path.with_suffix(".csv"), index=False),
    "csv, no line break at the end": lambda frame, path: path.with_suffix(".csv").write_text(
        frame.to_csv(index=False).rstrip("\n")
    ),
    "csv, Windows": lambda frame, path: path.with_suffix(".csv").write_bytes(
        b"\xef\xbb\xbf" + frame.to_csv(index=False, lineterminator="\r\n").encode()
    ),
    "csv, decimal commas": lambda frame, path: frame.to_csv(
        path.with_suffix(".csv"), index=False, sep=";", decimal=","
    ),
    "csv, gzip": lambda frame, path: path.with_suffix(".csv.gz").write_bytes(
        gzip.compress(frame.to_csv(index=False).encode())
    ),
    "csv, UTF-16": lambda frame, path: frame.to_csv(path.with_suffix(".csv"), index=False, encoding="utf-16"),
    "tsv": lambda frame, path: frame.to_csv(path.with_suffix(".tsv"), index=False, sep="\t"),
}


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_folder_is_read_in_the_order_of_its_files(write: Any, tmp_path: Path) -> None:
    for i, rows in enumerate(np.array_split(np.arange(1000), 3)):
        place = tmp_path / f"month={i}"
        place.mkdir()
        write(frame_of(X[rows]), place / "part")
    (tmp_path / "_SUCCESS").touch()
    (tmp_path / ".part.csv.crc").write_bytes(b"crc")
    (tmp_path / "README.txt").write_text("Points, month by month.")
    table: Any = read_table(tmp_path)
    assert isinstance(table.points, da.Array)
    assert table.points.shape == (1000, 2)
    assert table.points.numblocks[0] >= 3
    assert (table.names, table.skipped, table.n_skipped) == (("width", "depth"), (), 0)
    np.testing.assert_array_equal(table.points.compute(), X)
    only: Any = read_points(tmp_path, "depth")
    np.testing.assert_array_equal(only.compute(), X[:, 1:])


@settings(max_examples=60)
@given(
    fields=st.lists(st.floats(-1e6, 1e6).map(repr) | st.just(""), min_size=1, max_size=60),
    piece_bytes=st.integers(1, 200),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_wherever_a_text_is_cut_every_row_is_read_once(
    tmp_path_factory: pytest.TempPathFactory, fields: list[str], piece_bytes: int, line_end: str
) -> None:
    place = tmp_path_factory.mktemp("cut")
    lines = ["name,x", "first,0.5", *(f"p{i},{field}" for i, field in enumerate(fields))]
    (place / "part.csv").write_bytes("".join(line + line_end for line in lines).encode())
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        patch.setattr(folders, "_PIECE_BYTES", piece_bytes)
        found: Any = read_points(place, "x")
        wanted = read_points(place / "part.csv", "x")
    np.testing.assert_array_equal(found.compute(), wanted)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_rows_with_gaps_are_left_out_and_told(kind: str, tmp_path: Path) -> None:
    points = X.copy()
    points[[3, 700]] = np.nan
    points[999, 1] = np.inf
    for i, rows in enumerate(np.array_split(np.arange(1000), 2)):
        WRITERS[kind](frame_of(points[rows]), tmp_path / f"part-{i}")
    words = f"{tmp_path.name}: 3 of 1000 rows left out (1 in part-0.{kind}; 2 in part-1.{kind})"
    with pytest.warns(UserWarning, match=f"^{re.escape(words)}$"):
        found: Any = read_points(tmp_path)
    np.testing.assert_array_equal(found.compute(), points[np.isfinite(points).all(axis=1)])


def test_a_folder_is_clustered_like_its_points(tmp_path: Path) -> None:
    for i, rows in enumerate(np.array_split(np.arange(1000), 4)):
        frame_of(X[rows]).to_parquet(tmp_path / f"{i}.parquet")
    ours, theirs = kv.record(read_points(tmp_path), 3, seed=1), kv.record(X, 3, seed=1)
    np.testing.assert_allclose(ours.final.centroids, theirs.final.centroids, rtol=1e-9)
    assert ours.inertia == pytest.approx(theirs.inertia, rel=1e-9)


def test_what_is_sent_to_a_worker_is_small(tmp_path: Path) -> None:
    for i in range(50):
        frame_of(X[:10]).to_csv(tmp_path / f"{i}.csv", index=False)
    found: Any = read_points(tmp_path)
    assert len(pickle.dumps(dict(found.__dask_graph__()))) / found.npartitions < 2000


# A Parquet file by itself


def test_a_parquet_file_is_read_like_any_table(tmp_path: Path) -> None:
    frame = frame_of(X)
    frame["count"] = pd.array([None, *range(999)], dtype="Int64")
    frame.set_index("name").to_parquet(tmp_path / "points.parquet")
    table = read_table(tmp_path / "points.parquet", "width,depth")
    np.testing.assert_array_equal(table.points, X)
    assert table.names == ("width", "depth")
    table = read_table(tmp_path / "points.parquet", "width,depth,count")
    assert table.skipped == ("row 1: 'count' is empty",)
    assert len(table.points) == 999


def test_decimals_are_numbers_and_row_labels_are_not_points(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": [1.5, 2.5]}, index=[7, 9])
    frame.to_parquet(tmp_path / "labels.parquet")
    assert read_table(tmp_path / "labels.parquet").names == ("x",)
    pq.write_table(pa.table({"price": [decimal.Decimal("1.25"), None]}), tmp_path / "price.parquet")
    assert read_table(tmp_path / "price.parquet").points.tolist() == [[1.25]]


def test_columns_of_a_long_parquet_file_that_nobody_names_are_read_only_for_the_rows_as_they_were(
    tmp_path: Path,
) -> None:
    rng = np.random.default_rng(3)
    n = 10_030
    frame = pd.DataFrame({"note": [f"r{i}" for i in range(n)], "y": rng.normal(size=n), "x": rng.integers(9, size=n)})
    frame.loc[10_020, "y"] = np.nan
    frame.to_parquet(tmp_path / "long.parquet")
    table = read_table(tmp_path / "long.parquet", "x,y")
    kept = frame.drop(index=10_020)
    assert np.array_equal(table.points, kept[["x", "y"]])
    assert table.rows.tolist() == kept.index.tolist()
    assert table.skipped == ("row 10021: 'y' is empty",)
    pd.testing.assert_frame_equal(table.frame, frame)
    assert table.report is not None
    said = {column.name: (column.is_used, column.why) for column in table.report.columns}
    assert said["note"] == (False, "10,000 different texts, such as r0; judged by its first 10,000 rows")
    assert said["x"] == (True, "whole numbers from 0 to 8")
    assert read_table(tmp_path / "long.parquet").report.columns[0].why == "10,030 different texts, such as r0"  # type: ignore[union-attr]
    with pytest.raises(kv.InputError, match="'z' is unknown"):
        read_table(tmp_path / "long.parquet", "x,z")


# What cannot be used


@pytest.mark.parametrize(
    ("lacking", "name", "words"),
    [
        ("dask.array", "points", "a folder of files needs Dask, which is not installed; "),
        ("pyarrow", "points/a.parquet", "a.parquet: Parquet needs pyarrow, which is not installed; "),
    ],
)
def test_what_is_not_installed_is_told(
    lacking: str, name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "points").mkdir()
    frame_of(X).to_parquet(tmp_path / "points" / "a.parquet")
    monkeypatch.setitem(sys.modules, lacking, None)
    assert answer(tmp_path / name) == f"{words}pip install 'kmeans-viz[dask]' adds it"


def test_what_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    place = tmp_path / "points"
    place.mkdir()
    assert answer(place) == (
        f"{place} is a folder without .parquet, .csv, .tsv, .xlsx, .json, .jsonl, .geojson, .gpx, .plt files; "
        "give the path of one file, or of a folder of such"
    )
    (place / "a.csv").write_text("x,y\n1,2\n3,4\n")
    (place / "b.parquet").write_bytes(b"PAR1")
    assert answer(place) == f"{place} is a folder of .parquet and .csv files; keep one kind in it"
    (place / "a.csv").unlink()
    assert answer(place) == "b.parquet is damaged, or is not a Parquet file; export or download it again"
    (place / "b.parquet").unlink()
    (place / "a.csv").write_text("x,y\n1,2\n3,4\n")
    (place / "b.csv").write_text("x,z\n1,2\n3,4\n")
    assert answer(place) == "b.csv: column='y' is unknown; use one of: x, z"
    assert answer(place, "z") == "a.csv: column='z' is unknown; use one of: x, y"
    (place / "b.csv").write_text('x,y\n1,"2\n3\n')
    assert answer(place).startswith("b.csv has a quotation mark that is never closed (")
    (place / "b.csv").write_text("x,y\n,2\n1,\n")
    (place / "a.csv").unlink()
    assert answer(place) == "points: none of its rows is complete; fill the gaps, or choose other columns"
    (place / "b.csv").unlink()
    pq.write_table(pa.table({"name": ["a"], "x": [1.0]}), place / "c.parquet")
    assert answer(place, "name") == "c.parquet: 'name' holds string, not numbers; use some of: x"
    pq.write_table(pa.table({"name": ["a"]}), place / "c.parquet")
    assert answer(place) == "c.parquet has no column of numbers; give a table with at least one"
    pq.write_table(pa.table({"x": pa.array([], pa.float64())}), place / "c.parquet")
    assert answer(place) in (
        f"{place} has no rows in its files; give at least one point",
        "points: none of its rows is complete; fill the gaps, or choose other columns",
    )


@pytest.mark.usefixtures("small_pieces")
def test_a_line_break_inside_of_quotation_marks_is_told(tmp_path: Path) -> None:
    rows = "".join(f'{i},"two\nlines"\n' for i in range(200))
    (tmp_path / "part.csv").write_text("x,name\n" + rows)
    assert answer(tmp_path) == (
        "part.csv has a line break inside of quotation marks, so it cannot be read in parts; "
        "compress it with gzip, and it is read as a whole"
    )
    (tmp_path / "part.csv").unlink()
    (tmp_path / "part.csv.gz").write_bytes(gzip.compress(("x,name\n" + rows).encode()))
    found: Any = read_points(tmp_path)
    assert found.compute()[:, 0].tolist() == list(range(200))


def test_a_worker_that_cannot_see_a_file_says_so(tmp_path: Any) -> None:
    for name in "ab":
        (tmp_path / f"{name}.csv").write_text("x,y\n1,2\n3,4\n")
    points = read_points(tmp_path)
    (tmp_path / "b.csv").unlink()
    with pytest.raises(InputError, match=r"b\.csv is not there for the worker .* under the same path on every worker"):
        points.compute()


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize("reach", [0.3, 60.0], ids=["a city", "the world"])
def test_degrees_in_a_folder_become_the_kilometres_that_they_become_in_memory(
    kind: str, reach: float, tmp_path: Path
) -> None:
    degrees = np.clip(X * reach + (16.4, 48.2), (-360, -89), (360, 89)).round(6)
    degrees[3, 1] = 400
    degrees[700, 0] = np.nan
    frame = pd.DataFrame({"size": X[:, 0] * 50, "lon": degrees[:, 0], "lat": degrees[:, 1]})
    frame.to_csv(tmp_path / "whole.csv", index=False)
    whole = read_table(tmp_path / "whole.csv")
    place = tmp_path / "parts"
    place.mkdir()
    for i, rows in enumerate(np.array_split(np.arange(1000), 3)):
        WRITERS[kind](frame.iloc[rows], place / f"part-{i}")
    table: Any = read_table(place)
    assert table.names == whole.names
    assert len(table.names) == (3 if reach < 1 else 4)
    assert table.n_skipped == 2
    np.testing.assert_allclose(table.points.compute(), whole.points, atol=1e-8)
    assert [column.name for column in table.report.counting] == ["size", "lon", "lat"]
    assert whole.report is not None
    assert table.report.notes[-1] == whole.report.notes[-1]
    assert "positions" in table.report.notes[-1]
    assert read_table(place, "lon,lat").names == ("lon", "lat")
    assert read_table(place, without="lat").names == ("size", "lon")
    made = r"column='east_km' is made of degrees, and in a folder only where no columns are named; leave"
    with pytest.raises(InputError, match=made):
        read_table(place, "east_km,north_km")


def test_the_report_on_a_folder_says_that_a_row_of_totals_counts(tmp_path: Path) -> None:
    rows = "".join(f"{name},{i + 1},{2 * i + 5}\n" for i, name in enumerate("abcdefgh"))
    (tmp_path / "whole.csv").write_text(f"shop,sold,returned\n{rows}Total,36,96\n")
    assert len(read_table(tmp_path / "whole.csv").points) == 8
    table: Any = read_table(tmp_path)
    assert table.points.compute()[-1].tolist() == [36, 96]
    assert "rows of totals, which are left out of a single file, are not looked for in a folder" in table.report.notes
