# ruff: noqa: E501  a message is one line, here as on the screen
"""What the command line says about a file before it works on it, and the commands that are about files alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import kmeans_viz as kv
from kmeans_viz.cli.reading import read
from tests.cli.conftest import call


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{i + 1},{'ab'[i % 2]},{i * i % 7},{i % 5 + 10 * (i % 2)},2021-01-{i + 1:02}\n" for i in range(24))
    (tmp_path / "shop.csv").write_text(f"id,kind,x,y,day\n{rows}25,a,,3,2021-02-01\n")
    return tmp_path


def run(*words: str, code: int = 0) -> tuple[str, str]:
    ended, out, err = call(*words)
    assert ended == code, err
    return out, err


def test_columns_tells_what_a_file_holds_and_how_to_change_it(folder: Path) -> None:
    told, problems = run("columns", "shop.csv")
    assert problems == ""
    assert told == (
        "shop.csv: 25 rows, 5 columns; 2 columns count, in 24 rows\n"
        "\n"
        "  left out  id    counts the rows, 1 to 25\n"
        "  left out  kind  2 words: a, b\n"
        "  counts    x     whole numbers from 0 to 4; 1 gap\n"
        "  counts    y     whole numbers from 0 to 14\n"
        "  left out  day   dates, which count as days if they are asked for\n"
        "\n"
        "Rows left out: 1\n"
        "  line 26: 'x' is empty\n"
        "\n"
        "How the file was read\n"
        "  the encoding is UTF-8\n"
        "  commas are between the fields\n"
        "  the names stand on line 1\n"
        "\n"
        "To change it: --dates counts day as days; --one-hot counts kind as a column of 0 and 1 for each word; "
        "--columns and --without name columns; --header, --encoding and --part say how to read the file.\n"
    )
    told, _ = run("columns", "shop.csv", "--dates", "--one-hot", "--without", "id")
    assert "counts    day   dates; in days" in told
    assert "counts    kind  2 words: a, b; a column of 0 and 1 for each" in told


def test_a_terminal_is_not_commanded_by_the_names_in_a_file(folder: Path) -> None:
    (folder / "odd.csv").write_text("x\x1b]0;owned\x07,y\n1,2\n3,\x1b[31m\n5,4\n6,9\n")
    for words in (["columns", "odd.csv"], ["animate", "o.gif", "--csv", "odd.csv", "--k", "2", "--size", "100"]):
        told, problems = run(*words)
        assert "\x1b" not in told + problems
        assert "\x07" not in told + problems
    _, problems = run("columns", "odd.csv", "--columns", "z", code=2)
    assert "\x1b" not in problems


def test_one_line_stands_before_the_work_of_each_command(folder: Path) -> None:
    line = (
        "kmeans-viz: shop.csv: 2 of 5 columns count (x, y); left out: id (counter), kind (words), day (dates); "
        "1 of 25 rows left out"
    )
    small = ["--size", "100", "--tween", "0", "--n-runs", "2"]
    for words in (
        ["animate", "out.gif", "--csv", "shop.csv", "--k", "2", *small],
        ["storyboard", "out.png", "--csv", "shop.csv", "--k", "2"],
        ["choose-k", "out.png", "--csv", "shop.csv", "--k-max", "3", "--n-refs", "2"],
        ["cluster", "shop.csv", "-k", "2", "--out", "answer"],
    ):
        _, problems = run(*words)
        assert line in problems.splitlines()
        _, problems = run(*words, "--quiet")
        assert line not in problems


def test_an_animation_of_a_file_can_take_the_best_of_many_starts_or_says_how_far_it_is(folder: Path) -> None:
    points = kv.data.peaked(200, 5, seed=42)
    pd.DataFrame(points, columns=["u", "v"]).to_csv("five.csv", index=False)
    words = [
        "animate",
        "out.gif",
        "--csv",
        "five.csv",
        "--k",
        "5",
        "--init-seed",
        "139",
        "--size",
        "100",
        "--tween",
        "0",
    ]
    _, problems = run(*words)
    assert "more than twice the best of 20 starts" in problems
    assert "--n-runs 20 shows the best" in problems
    _, problems = run(*words, "--n-runs", "20")
    assert "shows the best" not in problems
    recipe = kv.Recipe.from_json(run("recipe", "out.gif")[0])
    assert recipe.n_runs == 20
    best = kv.best_of(points, 5, 20, seed=139).best.inertia
    assert recipe.run().inertia == pytest.approx(best)


def test_cluster_writes_what_a_person_takes_home(folder: Path) -> None:
    told, _ = run("cluster", "shop.csv", "-k", "2", "--out", "answer")
    assert told.startswith("2 clusters in 24 rows: the best of 20 starts, of which ")
    rows = pd.read_csv("answer/rows.csv")
    assert rows["id"].tolist() == list(range(1, 26))
    assert rows["cluster"].isna().sum() == 1
    clusters = pd.read_csv("answer/clusters.csv")
    means = rows.groupby("cluster")[["x", "y"]].mean()
    assert clusters[["x", "y"]].to_numpy() == pytest.approx(means.to_numpy(), rel=1e-9)
    assert clusters["size"].sum() == 24
    assert "shop.csv in 2 clusters" in (folder / "answer" / "report.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in (folder / "answer").iterdir()) == ["clusters.csv", "report.html", "rows.csv"]


def test_who_asked_for_one_scale_is_not_told_to(folder: Path, recwarn: pytest.WarningsRecorder) -> None:
    rows = "\n".join(f"{1 + i % 4 / 10},{1000 * i}" for i in range(9))
    (folder / "a.csv").write_text(f"height,cost\n{rows}\n")
    recipe = kv.Recipe(csv="a.csv")
    with pytest.warns(UserWarning, match="'cost' has"):
        read(recipe, quiet=True, in_own_units=True)
    table = read(replace(recipe, standardize=True), quiet=True, in_own_units=True)
    assert not recwarn.list
    assert not table.is_standardized


def test_several_files_are_clustered_together(folder: Path) -> None:
    for name, shift in (("a", 0), ("b", 10)):
        (folder / f"{name}.csv").write_text("x,y\n" + "".join(f"{i % 3 + shift},{i * i % 5}\n" for i in range(9)))
    told, problems = run("cluster", "a.csv", "b.csv", "-k", "2", "--out", "answer")
    assert told.startswith("2 clusters in 18 rows")
    assert "2 files: 2 of 2 columns count (x, y)" in problems
    rows = pd.read_csv("answer/rows.csv")
    assert rows.groupby("file")["cluster"].nunique().tolist() == [1, 1]
    assert "2 files: 18 rows, 2 columns" in run("columns", "a.csv", "b.csv")[0]


def test_cluster_asks_the_methods_where_no_number_is_given(folder: Path) -> None:
    pd.DataFrame(kv.data.peaked(120, 4, seed=1), columns=["u", "v"]).to_csv("four.csv", index=False)
    told, _ = run("cluster", "four.csv", "--out", "answer", "--n-runs", "3")
    assert told.splitlines()[:2] == [
        told.splitlines()[0],
        "All four methods say 4 clusters.",
    ]
    assert told.startswith("4 clusters in 120 rows: the best of 3 starts")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["cluster", "shop.csv", "--out", "a", "-k", "99"], "k=99 clusters need at least that many points, and there are 24; use 1 <= k <= 24"),
        (["cluster", "none.csv", "--out", "a"], "does not exist or is not a file"),
        (["columns", "shop.csv", "--header", "maybe"], "--header='maybe' is unknown; use one of: yes, no"),
        (["animate", "o.gif", "--data", "moons", "--dates"], "--dates is about a file; name the file with --csv"),
        (["animate", "o.gif", "--data", "moons", "--init", "[[0,0]]", "--n-runs", "3"], "n_runs=3 runs from the same centroids would all be the same"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_one_line(folder: Path, words: list[str], message: str) -> None:
    _, problems = run(*words, code=2)
    assert message in problems.splitlines()[-1]
    assert "Traceback" not in problems


def test_how_long_a_long_run_plays_is_told_before_it_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    board = ("--data", "uniform", "--n", "3000", "--k", "6", "--seed", "0", "--size", "100")
    assert "half-steps" not in run("animate", "short.gif", *board, "--max-iter", "4")[1]
    told = run("animate", "long.gif", *board, "--max-iter", "25")[1]
    assert told == (
        "kmeans-viz: the run has 52 half-steps; the 40 in which most happens are shown, for 31 s; --tween 0 shows all, "
        "for 39 s\n"
    )


def test_a_file_with_more_points_than_an_address_holds_is_to_be_opened_in_the_page(tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    file.write_text("a,b\n" + "".join(f"{i / 7},{i / 9}\n" for i in range(5000)))
    _, told = run("app", "--no-browser", "--csv", str(file), code=2)
    assert told == (
        f"kmeans-viz: {file} has too many points for the address of a page; start kmeans-viz app without it, and open "
        'the file there, at "Your own points…"\n'
    )
