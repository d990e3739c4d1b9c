# ruff: noqa: E501  a message is one line, here as on the screen
"""What the server answers is what Python gives: files to the byte, points to the bit, and the same verdicts."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.data import read_table, sample_file
from kmeans_viz.data.scaling import standardized
from kmeans_viz.errands.kinds import ERRANDS, MOST_POINTS
from kmeans_viz.export import WRITERS, read_note, save_storyboard
from kmeans_viz.how_many.comparison import compare_k
from kmeans_viz.serve.limits import Limits
from tests.serve.conftest import Running

RECIPE = kv.Recipe(n=40, k=3, size=160, tween=1)
POINTS = b"".join(b"%d,%d,row\n" % (i % 7, i * i % 11) for i in range(30))
TABLE = b"x,y,name\n" + POINTS + b"1,,gap\n"
OPTIONS = {"n": 40, "k": 3, "size": 160, "tween": 1}


def points_of(content: bytes, shape: list[int]) -> Any:
    return np.frombuffer(content, "<f8").reshape(shape)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder with the file points.csv, to work in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "points.csv").write_bytes(TABLE)
    return tmp_path


def test_there_is_a_time_limit_for_each_errand() -> None:
    assert set(ERRANDS) == set(Limits().seconds)


@pytest.mark.parametrize("ending", [ending for ending in WRITERS if ending != "/"])
def test_an_export_of_any_ending_is_the_file_that_save_writes(server: Running, ending: str, tmp_path: Path) -> None:
    answer = server.ask("export", {"recipe": OPTIONS, "ending": ending})
    assert answer.status == 200
    assert answer.content == kv.save(RECIPE, tmp_path / f"out{ending}").read_bytes()
    assert answer.last["bytes"] == len(answer.content)
    assert answer.last["type"].partition("/")[0] in ("image", "video", "text", "application")
    percents = [line["percent"] for line in answer.lines]
    assert percents == sorted(set(percents))
    assert percents[-1:] == [100]


def test_a_folder_of_frames_comes_as_an_archive(server: Running, tmp_path: Path) -> None:
    answer = server.ask("export", {"recipe": OPTIONS, "ending": "/"})
    frames = kv.save(RECIPE, f"{tmp_path}/frames/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    assert files == {file.name: file.read_bytes() for file in frames.iterdir()}


@pytest.mark.parametrize("ending", [".pdf", ".svg", ".png"])
@pytest.mark.parametrize("panels", [None, 4])
def test_a_storyboard_is_the_page_that_save_storyboard_writes(
    server: Running, ending: str, panels: int | None, tmp_path: Path
) -> None:
    asked = {"recipe": OPTIONS, "ending": ending, "verb": "storyboard", "panels": panels}
    expected = save_storyboard(RECIPE, tmp_path / f"page{ending}", panels=panels).read_bytes()
    assert server.ask("export", asked).content == expected


def test_an_export_of_a_file_that_is_sent_along_is_the_one_that_save_makes_beside_it(
    server: Running, folder: Path
) -> None:
    recipe = {**OPTIONS, "csv": "points.csv", "columns": ["y", "x"], "standardize": True}
    answer = server.ask("export", {"recipe": recipe, "ending": ".gif"}, TABLE)
    with pytest.warns(UserWarning, match="left out") as caught:
        expected = kv.save(kv.Recipe(**recipe), folder / "out.gif").read_bytes()
    assert answer.content == expected
    assert answer.last["notes"] == [str(warning.message) for warning in caught]


@pytest.mark.parametrize("name", ["../../etc/points.csv", "/etc/points.csv", "C:\\data\\points.csv"])
def test_the_name_of_a_file_is_never_a_path(server: Running, folder: Path, name: str) -> None:
    answer = server.ask("export", {"recipe": {**OPTIONS, "csv": name}, "ending": ".gif"}, TABLE)
    with pytest.warns(UserWarning, match="left out"):
        expected = kv.save(kv.Recipe(**OPTIONS, csv="points.csv"), folder / "out.gif").read_bytes()
    assert answer.content == expected


@pytest.mark.parametrize("ending", [".csv", ".CSV", ".csv.gz", ".npy", ".parquet", ".png", ".gpx"])
def test_a_table_is_read_as_read_table_reads_it(server: Running, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"größe (1){ending}"
    rng = np.random.default_rng(1)
    if ending == ".npy":
        np.save(file, rng.normal(size=(50, 3)))
    elif ending == ".parquet":
        import pandas as pd

        pd.DataFrame({"a": rng.normal(size=20), "b": rng.normal(size=20), "c": ["text"] * 20}).to_parquet(file)
    elif ending == ".png":
        Image.fromarray((rng.uniform(size=(60, 60)) > 0.9).astype(np.uint8) * 255).resize((240, 240)).save(file)
    elif ending == ".gpx":
        places = "".join(f'<trkpt lat="{47 + i / 1000}" lon="8.{i}"/>' for i in range(1, 9))
        file.write_text(f"<gpx><trk><trkseg>{places}</trkseg></trk></gpx>")
    elif ending == ".csv.gz":
        import gzip

        file.write_bytes(gzip.compress(TABLE))
    else:
        file.write_bytes(TABLE)
    expected = read_table(file)
    answer = server.ask("table", {"recipe": {"csv": file.name}}, file.read_bytes())
    assert answer.status == 200
    assert np.array_equal(points_of(answer.content, answer.last["shape"]), expected.points)
    assert answer.last["columns"] == list(expected.names)
    assert answer.last["skipped"] == list(expected.skipped)
    assert answer.last["n_skipped"] == expected.n_skipped


def test_a_table_says_what_could_be_chosen_and_which_rows_were_left_out(server: Running) -> None:
    answer = server.ask("table", {"recipe": {"csv": "points.csv", "columns": ["y"]}}, TABLE)
    assert answer.last["columns"] == ["y"]
    assert answer.last["choices"] == ["x", "y"]
    assert answer.last["skipped"] == ["line 32: 'y' is empty"]
    assert answer.last["notes"] == ["points.csv: 1 of 31 rows left out (line 32: 'y' is empty)"]
    report = answer.last["report"]
    assert [(column["name"], column["is_used"]) for column in report["columns"]] == [
        ("x", False),
        ("y", True),
        ("name", False),
    ]
    assert (report["n_rows"], report["n_used"], report["skipped"]) == (31, 30, answer.last["skipped"])


def test_a_picture_can_be_read_in_two_ways(server: Running, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "red.png")
    content = (tmp_path / "red.png").read_bytes()
    answer = server.ask("table", {"recipe": {"csv": "red.png", "columns": ["red", "green", "blue"]}}, content)
    assert answer.last["choices"] == ["x", "y", "red", "green", "blue"]
    assert points_of(answer.content, answer.last["shape"])[0].tolist() == [1, 0, 0]


def test_a_table_can_be_standardized_and_tells_which_column_would_decide(server: Running) -> None:
    content = b"stars,price\n" + b"".join(b"%d,%d\n" % (i % 5, 1000 * i) for i in range(20))
    raw = server.ask("table", {"recipe": {"csv": "a.csv"}}, content)
    assert "decides nearly alone" in raw.last["notes"][0]
    answer = server.ask("table", {"recipe": {"csv": "a.csv", "standardize": True}}, content)
    assert answer.last["labels"] == ["stars, standardized", "price, standardized"]
    assert answer.last["notes"] == []
    (table := Path(server.folder.parent, "a.csv")).write_bytes(content)
    expected = standardized(read_table(table)).points
    assert np.array_equal(points_of(answer.content, answer.last["shape"]), expected)


@pytest.mark.parametrize("ending", [".gif", ".png", ".html", ".svg", ".pdf", ".mp4", ".webp", ".json"])
def test_a_file_that_the_package_made_gives_the_recipe_in_it(server: Running, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"run{ending}"
    if ending == ".json":
        file.write_text(RECIPE.to_json())
    else:
        kv.save(RECIPE, file)
    answer = server.ask("table", {"recipe": {"csv": file.name}}, file.read_bytes())
    assert (answer.status, answer.content) == (200, b"")
    assert kv.Recipe(**answer.last["recipe"]) == read_note(file).recipe


def test_a_recipe_that_needs_another_file_names_it_without_its_folder(server: Running, folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kv.save(kv.Recipe(**OPTIONS, csv=str(folder / "points.csv")), folder / "run.gif")
    answer = server.ask("table", {"recipe": {"csv": "run.gif"}}, (folder / "run.gif").read_bytes())
    assert answer.last["recipe"]["csv"] == "points.csv"


def test_advice_is_the_verdict_of_compare_k_with_its_numbers_and_its_page(server: Running) -> None:
    content = sample_file("iris.csv").read_bytes()
    recipe = {"csv": "iris.csv", "init_seed": 5}
    answer = server.ask("advice", {"recipe": recipe, "k_max": 5, "size": [800, 500]}, content)
    found = compare_k(read_table(sample_file("iris.csv")).points, 5, seed=5)
    assert (answer.last["k"], answer.last["headline"], answer.last["words"]) == (found.k, found.headline, found.words)
    assert answer.last["offers"] == [found.k_of_all]
    for told, scores in zip(answer.last["methods"], found.scores, strict=True):
        assert (told["method"], told["suggested"], told["reason"]) == (scores.method, scores.suggested, scores.reason)
        # To the last digits: whether numba adds the sums up depends on what a process has done before.
        assert np.allclose(np.array(told["values"], float), scores.values, rtol=1e-12, atol=0, equal_nan=True)
        assert np.allclose(np.array(told["errors"], float), scores.errors, rtol=1e-9, atol=1e-12, equal_nan=True)
    assert Image.open(io.BytesIO(answer.content)).size == (800, 500)
    assert answer.lines[-1] == {"percent": 100}


def test_where_points_lie_far_away_the_k_for_all_points_is_offered(server: Running) -> None:
    points = [*kv.data.peaked(60, 3, seed=1).tolist(), [50.0, 0.0]]
    answer = server.ask("advice", {"recipe": {"coordinates": points}, "k_max": 5})
    assert (answer.last["k"], answer.last["offers"]) == (3, [4])
    assert answer.last["headline"] == "Without the point far away: all four methods say 3 clusters."
    assert [method["suggested"] for method in answer.last["methods"]] == [3, 3, 3, 3]


def test_the_answer_about_rows_is_that_of_the_command(server: Running, tmp_path: Path) -> None:
    rows = [[0, 0], [0, 1], [9, 9], [9, 8], [5, 0]]
    found = kv.cluster(kv.Recipe(coordinates=rows), k=2)
    found.save(tmp_path)
    answer = server.ask("cluster", {"recipe": {"coordinates": rows, "seed": 7, "init": "farthest"}, "k": 2})
    assert (answer.last["k"], answer.last["init_seed"], answer.last["text"]) == (2, found.trace.seed, found.text)
    at = 0
    for name, n_bytes in answer.last["files"]:
        assert answer.content[at : at + n_bytes] == (tmp_path / name).read_bytes()
        at += n_bytes
    assert at == len(answer.content)
    asked = server.ask("cluster", {"recipe": {"csv": "größe.csv"}, "n_runs": 2}, TABLE)
    assert asked.last["text"].splitlines()[0].endswith("ended here")
    assert "größe.csv in" in asked.content.decode()
    assert b"upload-of-the-page" not in asked.content


def test_advice_without_a_size_has_no_picture(server: Running) -> None:
    answer = server.ask("advice", {"recipe": {"n": 30}, "k_max": 3})
    assert (answer.last["bytes"], answer.content) == (0, b"")


@pytest.mark.parametrize(
    ("errand", "request_", "content", "error"),
    [
        ("export", {"recipe": {"n": 40}, "ending": ".exe"}, b"", f"the ending '.exe' is unknown; use one of: {', '.join(WRITERS)}"),
        ("export", {"recipe": {"n": 40, "k": 50}, "ending": ".gif"}, b"", "k=50 clusters need at least that many points, and there are 40; use 1 <= k <= 40"),
        ("export", {"recipe": {"kk": 3}, "ending": ".gif"}, b"", "the recipe's entry 'kk' is unknown"),
        ("export", {"recipe": {"n": 100_000_000}, "ending": ".gif"}, b"", f"gaussian has 100,000,000 points, and the explorer takes up to {MOST_POINTS:,}; choose a part of it, or use kmeans-viz animate"),
        ("export", {"recipe": {"csv": "/etc/passwd"}, "ending": ".gif"}, b"", "csv='/etc/passwd' was not sent, or is empty; send a file with the recipe"),
        ("export", {"recipe": {"parquet": "/etc"}, "ending": ".gif"}, b"", "parquet='/etc' names a file of another machine; send the file, and name it csv"),
        ("export", {"recipe": {}, "ending": ".gif", "speed": 3}, b"", "the option 'speed' is unknown; use one of: recipe, ending, verb, panels"),
        ("table", {"recipe": {"k": 3}}, b"1,2", "a file was sent and the recipe does not name it; give its name as the recipe's csv"),
        ("table", {"recipe": {"csv": "a.ods"}}, b"PK", "the ending '.ods' is unknown"),
        ("table", {"recipe": {"csv": "a.csv"}}, b"name\nb\n", "a.csv has no column of numbers; give a table with one row per point"),
        ("table", {"recipe": {"csv": "a.csv", "columns": ["z"]}}, TABLE, "a.csv: column='z' is unknown; use one of: x, y, name"),
        ("table", {}, b"", "the request's first line has no recipe; begin with a line such as {\"recipe\": {\"k\": 3}}"),
        ("table", b"hello", b"", "the request begins with 'hello', not a line of JSON; begin with a line such as {\"recipe\": {\"k\": 3}}"),
        ("advice", {"recipe": {"coordinates": [[1, 1], [1, 1]]}}, b"", "X has all its points in one place, so there is no K to choose; give at least two places"),
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_met_gets_one_line(
    server: Running, errand: str, request_: Any, content: bytes, error: str
) -> None:
    answer = server.ask(errand, request_, content)
    assert answer.status == answer.last["status"] == 422
    assert answer.last["error"].startswith(error)
    assert answer.lines == []
