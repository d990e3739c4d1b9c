# ruff: noqa: E501  each message is one line, here as on the terminal
"""The command line as its user meets it: what it makes, what it prints, how it ends."""

import contextlib
import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from PIL import Image

import kmeans_viz as kv
from kmeans_viz.cli.commands import cli
from kmeans_viz.cli.terminal import Bar
from kmeans_viz.data import GENERATORS, SAMPLES
from kmeans_viz.export import WRITERS, read_note, save_choose_k, save_storyboard
from kmeans_viz.gallery import GALLERY
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.look import STYLES, used_in
from kmeans_viz.web.join import board_script
from tests.cli.conftest import call

PROGRAM = [sys.executable, "-m", "kmeans_viz"]
SMALL = ["--n", "40", "--size", "120", "--tween", "0"]
SHORT = ["--n", "40", "--max-iter", "2"]
MOVING = [ending for ending in WRITERS if "size" in used_in(ending) and ending not in (".apng", ".tif")]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path.resolve()


def run(*words):
    """Run the command line in a new process."""
    return subprocess.run([*PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60)


def made(*words):
    """Run the command line, which must succeed and tell of no problem, and return what it prints."""
    code, out, err = call(*words)
    assert (code, problems(err)) == (0, "")
    return out


def problems(err):
    """Return stderr without what is said about every file: which columns count, and how good its one run is."""
    told = re.compile(
        r"kmeans-viz: .+: \d+ (?:fix|of \d+ columns? counts? \()|kmeans-viz: this run's sum of squared distances"
    )
    return "".join(line for line in err.splitlines(keepends=True) if not told.match(line))


def contents(path):
    """Return the bytes of a file, or of all files in a folder."""
    path = Path(path)
    return {file.name: file.read_bytes() for file in path.iterdir()} if path.is_dir() else path.read_bytes()


# What it makes


@pytest.mark.parametrize("ending", WRITERS)
def test_every_ending_is_written_and_reported(ending, folder):
    out = made("animate", f"out{ending}", *(SMALL if "size" in used_in(ending) else SHORT))
    size = re.fullmatch(rf"{re.escape(f'out{ending}'.rstrip('/'))}  (\d+) kB\n", out)[1]
    data = contents(folder / f"out{ending}")
    total = len(data) if isinstance(data, bytes) else sum(map(len, data.values()))
    assert int(size) == max(1, round(total / 1000))


@pytest.mark.parametrize("words", [("animate", "out.gif", *SMALL), ("storyboard", "out.svg", *SHORT)])
def test_with_nothing_amiss_there_is_nothing_on_stderr_when_it_is_no_terminal(words):
    done = run(*words)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        (("animate", "-", *SMALL, "--format", "gif", "--title", "Mine", "--labels", "x,y", "--transparent"), ".gif"),
        (("storyboard", "-", *SHORT, "--format", "png", "--title", "Mine", "--transparent"), ".png"),
        (("choose-k", "-", "--n", 30, "--k-max", 2, "--n-refs", 2, "--format", "svg"), ".svg"),
    ],
)
def test_a_dash_is_standard_output_which_gets_the_file_and_nothing_else(words, ending):
    done = subprocess.run([*PROGRAM, *map(str, words)], capture_output=True, timeout=60, check=True)
    at = words.index("--format")
    made(words[0], f"out{ending}", *words[2:at], *words[at + 2 :])
    assert done.stdout == contents(f"out{ending}")


def test_a_full_standard_output_is_told(folder):
    words = [*PROGRAM, "animate", "-", "--format", "gif", *SMALL]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "kmeans-viz: the file was not written: No space left on device\n")


def test_quiet_is_silent(folder):
    assert made("animate", "out.gif", *SMALL, "--quiet") == ""
    assert made("storyboard", "out.png", *SHORT, "--quiet") == ""
    assert (folder / "out.gif").exists()
    assert (folder / "out.png").exists()


def test_the_options_reach_the_recipe_in_the_file():
    made("animate", "out.gif", "--data", "moons", "--n", 50, "--blobs", 2, "--seed", 3, "--k", 2, "--init", "k-means++",
         "--init-seed", 4, "--max-iter", 5, "--on-empty", "farthest", "--size", "160x120", "--style", "dark",
         "--no-voronoi", "--no-trails", "--no-curve", "--no-caption", "--step-ms", 300, "--hold-start-ms", 200,
         "--hold-end-ms", 0, "--tween", 1, "--no-loop")  # fmt: skip
    assert read_note("out.gif").recipe == kv.Recipe(
        data="moons", n=50, blobs=2, seed=3, k=2, init="k-means++", init_seed=4, max_iter=5, on_empty="farthest",
        size=(160, 120), style="dark", voronoi=False, trails=False, curve=False, caption=False, step_ms=300,
        hold_start_ms=200, hold_end_ms=0, tween=1, loop=False,
    )  # fmt: skip
    with Image.open("out.gif") as image:
        assert image.size == (160, 120)


def test_the_same_command_makes_the_same_file_as_python_does(folder):
    made("animate", "a.gif", *SMALL, "--seed", 5)
    kv.save(kv.Recipe(n=40, size=120, tween=0, seed=5), "b.gif")
    assert contents("a.gif") == contents("b.gif")


def test_points_and_centroids_may_be_written_on_the_command_line():
    made("animate", "out.gif", "--points", "[[0,0],[1,0],[5,5]]", "--init", " [[0, 0], [1, 1]]", "--size", 120)
    recipe = read_note("out.gif").recipe
    assert recipe.points().tolist() == [[0, 0], [1, 0], [5, 5]]
    assert recipe.init == ((0, 0), (1, 1))
    assert recipe.run().k == 2


def test_centroids_and_a_k_that_agrees_with_them_go_together():
    made("animate", "out.gif", *SMALL, "--init", "[[0,0],[1,1]]", "--k", 2)
    made("animate", "again.gif", "--recipe", "out.gif", "--k", 2)
    assert contents("out.gif") == contents("again.gif")


@pytest.mark.parametrize("name", ["two words.gif", 'it\'s "quoted".gif', "größe-聚类-🎈.gif", "$(ls);*.gif", "-x.gif"])
def test_any_name_of_a_file_will_do(name, folder):
    assert name in made("animate", *SMALL, "--", name)
    code = shlex.split(made("recipe", "--command", "--", name))
    assert code[:3] == ["kmeans-viz", "animate", "out.gif"]
    assert [file.name for file in folder.iterdir()] == [name]


# Boards from files


@pytest.mark.parametrize(
    ("name", "content", "options", "expected"),
    [
        ("a.csv", "u,v,name\n1,2,x\n3,4,y\n5,7,z\n", [], [[1, 2], [3, 4], [5, 7]]),
        ("a.csv", "lon,lat,height\n1,2,9\n3,4,9\n5,7,8\n", ["--columns", "lat, height"], [[2, 9], [4, 9], [7, 8]]),
        ("a b.csv", "u,v\n1,2\n3,4\n5,7\n", ["--columns", "v,u"], [[2, 1], [4, 3], [7, 5]]),
        ("a.tsv", "1\t2\n3\t4\n5\t7\n", [], [[1, 2], [3, 4], [5, 7]]),
        ("a.csv", "1,2\n3,4\n5,7\n", ["--columns", "1,0"], [[2, 1], [4, 3], [7, 5]]),
        ("a.csv", "Größe;Länge\n1,5;2\n3;4\n5;7\n".encode("latin-1"), ["--columns", "Größe,Länge"], [[1.5, 2], [3, 4], [5, 7]]),
    ],
    ids=["text column", "columns", "reordered", "tsv without header", "indices", "latin-1"],
)  # fmt: skip
def test_a_table_of_any_kind_is_clustered(name, content, options, expected, folder):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    made("animate", "out.gif", "--csv", name, *options, "--k", 2, "--size", 120, "--tween", 0)
    recipe = read_note("out.gif").recipe
    assert recipe.csv == name
    assert recipe.points().tolist() == expected


def test_a_track_is_clustered(folder):
    points = "".join(f'<trkpt lat="{47 + i / 100}" lon="{8 + i / 50}"/>' for i in range(9))
    (folder / "walk.gpx").write_text(f'<gpx version="1.1"><trk><trkseg>{points}</trkseg></trk></gpx>')
    made("animate", "out.gif", "--csv", "walk.gpx", "--k", 3, "--size", 120, "--tween", 0)
    assert read_note("out.gif").recipe.points().shape == (9, 2)
    degrees = ["--csv", "walk.gpx", "--columns", "lon,lat", "--size", 120, "--tween", 0]
    told = problems(call("animate", "out.gif", *degrees)[2])
    assert told.startswith(
        "kmeans-viz: note: 'lon' and 'lat' are compared as degrees, and here one of longitude is 76 km"
    )
    assert read_note("out.gif").recipe.points()[0].tolist() == [8, 47]


@pytest.mark.parametrize("command", ["animate", "storyboard"])
def test_rows_that_are_left_out_are_told_in_one_line_and_the_file_is_made(command, folder):
    (folder / "a.csv").write_text("x,y\n1,2\n,4\n5,seven\n7,8\n9,1\n")
    note = "note: a.csv: 2 of 5 rows left out (line 3: 'x' is empty; line 4: 'y' is 'seven', not a number)"
    assert call(command, "out.png", "--csv", "a.csv", "--k", 2, "--quiet") == (0, "", f"kmeans-viz: {note}\n")
    assert (folder / "out.png").exists()


def test_more_clusters_than_distinct_points_are_told_in_one_line():
    code, _, err = call("animate", "out.gif", "--points", "[[0,0],[0,0],[1,1]]", "--size", 120, "--tween", 0)
    assert code == 0
    assert err == (
        "kmeans-viz: note: k=3 clusters need as many distinct points, and X has only 2, so some stay empty; use k <= 2\n"
    )


# Recipes


NAMES = ["--data", "unequal", "--blobs", "4", "--k", "4", "--seed", "9", "--style", "dark", "--no-trails"]
NUMBERS = ["--init", "[[0,0.1],[-0.3,1e-7]]", "--size", "160x120", "--on-empty", "drop", "--no-loop"]


@pytest.mark.parametrize(("ending", "options"), [(".gif", NUMBERS), *((ending, NAMES) for ending in MOVING)])
def test_a_file_gives_the_command_and_the_code_that_make_its_bytes_again(ending, options, folder, monkeypatch):
    made("animate", f"first{ending}", *SMALL, *SHORT, *options)
    first = contents(f"first{ending}")
    command = made("recipe", "--command", f"first{ending}")
    python = made("recipe", "--python", f"first{ending}")
    for name in ("elsewhere", "else where"):
        (folder / name).mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    program, *again = shlex.split(command)
    assert program == "kmeans-viz"
    assert command.count("\n") == 1
    made(*again)
    assert contents(f"out{ending}") == first
    monkeypatch.chdir(folder / "else where")
    exec(python, {})
    assert contents(f"out{ending}") == first


@pytest.mark.parametrize(("ending", "panels"), [(".pdf", None), (".svg", 3), (".png", None), (".png", 3)])
def test_a_storyboard_gives_the_command_and_the_code_that_make_its_bytes_again(ending, panels, folder, monkeypatch):
    options = [*SHORT, "--seed", "9", "--no-voronoi", *(["--panels", panels] if panels else [])]
    made("storyboard", f"first{ending}", *options)
    first = contents(f"first{ending}")
    note = read_note(f"first{ending}")
    assert (note.verb, note.panels, note.recipe) == (
        "storyboard",
        panels,
        kv.Recipe(n=40, max_iter=2, seed=9, voronoi=False),
    )
    command = made("recipe", "--command", f"first{ending}")
    python = made("recipe", "--python", f"first{ending}")
    assert command == (
        f"kmeans-viz storyboard out{ending} --n 40 --seed 9 --max-iter 2 --no-voronoi{' --panels 3' if panels else ''}\n"
    )
    made(*shlex.split(command)[1:])
    assert contents(f"out{ending}") == first
    (folder / f"out{ending}").unlink()
    exec(python, {})
    assert contents(f"out{ending}") == first


def test_a_storyboard_is_the_same_from_either_command_and_from_python():
    ending = ".svg"
    recipe = kv.Recipe(n=40, max_iter=2, seed=9, style="dark")
    made("animate", f"a{ending}", *SHORT, "--seed", 9, "--style", "dark")
    made("storyboard", f"b{ending}", *SHORT, "--seed", 9, "--style", "dark")
    kv.save(recipe, f"c{ending}")
    kv.save(recipe.run(), f"d{ending}")
    save_storyboard(recipe, f"e{ending}")
    assert len({contents(f"{name}{ending}") for name in "abcde"}) == 1


@pytest.mark.parametrize("ending", [".pdf", ".png"])
def test_a_storyboard_of_points_that_were_passed_in_can_be_made_again(ending, folder):
    trace = kv.record(np.random.default_rng(1).random((30, 2)), 3, seed=np.random.default_rng(4), max_iter=2)
    save_storyboard(trace, f"first{ending}", panels=4)
    made(*shlex.split(made("recipe", "--command", f"first{ending}"))[1:])
    assert contents(f"out{ending}") == contents(f"first{ending}")


def test_a_recipe_is_printed_as_json_that_makes_the_same_recipe():
    recipe = kv.Recipe(n=40, size=120, tween=0, init=((0.1, 0.2), (0.3, 1e-7)))
    kv.save(recipe, "out.gif")
    out = made("recipe", "out.gif")
    assert kv.Recipe.from_json(out) == recipe
    assert json.loads(out)["n"] == 40


def test_a_recipe_may_come_from_a_file_a_json_file_or_the_gallery(folder):
    made("animate", "first.gif", *SMALL, "--seed", 8, "--k", 4)
    (folder / "first.json").write_text(made("recipe", "first.gif"))
    made("animate", "second.gif", "--recipe", "first.gif")
    made("animate", "third.gif", "--recipe", "first.json")
    assert contents("first.gif") == contents("second.gif") == contents("third.gif")
    made("animate", "exhibit.gif", "--recipe", "gaussian-3", "--size", 120, "--tween", 0)
    kv.save(GALLERY["gaussian-3"], "same.gif", size=120, tween=0)
    assert contents("exhibit.gif") == contents("same.gif")


def test_options_change_what_a_recipe_says(folder):
    made("animate", "first.gif", *SMALL, "--seed", 8, "--k", 4, "--no-voronoi")
    made("animate", "second.gif", "--recipe", "first.gif", "--k", 2, "--voronoi", "--style", "dark")
    expected = kv.Recipe(n=40, size=120, tween=0, seed=8, k=2, style="dark")
    assert read_note("second.gif").recipe == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["--points", "[[0,0],[1,0],[5,5]]"], ["--data", "moons"]),
        (["--points", "[[0,0],[1,0],[5,5]]"], ["--csv", "a.csv"]),
        (["--csv", "a.csv", "--columns", "x"], ["--data", "moons"]),
        (["--csv", "a.csv", "--columns", "x"], ["--points", "[[0,0],[1,0],[5,5]]"]),
        (["--data", "moons"], ["--csv", "a.csv"]),
    ],
)
def test_a_board_that_is_given_takes_the_place_of_the_recipes_own(first, second, folder):
    (folder / "a.csv").write_text("x,y\n1,2\n3,4\n5,6\n")
    made("animate", "first.gif", *SMALL, *first)
    made("animate", "second.gif", "--recipe", "first.gif", *second)
    made("animate", "expected.gif", *SMALL, *second)
    assert read_note("second.gif").recipe == read_note("expected.gif").recipe


def test_a_big_board_that_was_passed_in_must_be_given_again(folder):
    X = np.random.default_rng(1).random((400, 2))
    kv.save(kv.record(X, 2, seed=0), "first.gif", size=120, tween=0)
    lacks = "the board, an array of 400 points that was passed in"
    code, _, err = call("recipe", "first.gif", "--command")
    words = f"first.gif cannot be made again from its recipe alone: it lacks {lacks}; use the code that made it"
    assert (code, err) == (2, f"kmeans-viz: {words}\n")
    code, _, err = call("animate", "out.gif", "--recipe", "first.gif")
    assert (code, err) == (2, f"kmeans-viz: first.gif lacks {lacks}; give the board with --csv or --points\n")
    np.save("board.npy", X)
    made("animate", "out.gif", "--recipe", "first.gif", "--csv", "board.npy")
    assert np.array_equal(read_note("out.gif").recipe.points(), X)


def test_what_a_recipe_did_to_its_board_is_not_done_to_another_one():
    kv.save(kv.Recipe(n=20, standardize=True), "first.gif", size=120, tween=0)
    made("animate", "same.gif", "--recipe", "first.gif", "--k", 2)
    made("animate", "other.gif", "--recipe", "first.gif", "--data", "moons", "--size", 120)
    assert read_note("same.gif").recipe.standardize
    assert not read_note("other.gif").recipe.standardize


def test_a_stepper_cannot_be_had_from_a_file():
    kv.save(kv.record([[0, 0], [1, 1], [5, 5]], 2, seed=0, stepper=kv.MEDIANS), "first.gif", size=120, tween=0)
    code, _, err = call("animate", "out.gif", "--recipe", "first.gif", "--data", "moons")
    assert (code, err) == (
        2, "kmeans-viz: first.gif lacks the stepper, which is Python code; start from another recipe\n"
    )  # fmt: skip


# Choosing K


CHOOSE = ["--data", "peaked", "--n", "60", "--k-max", "4", "--n-refs", "3"]


@pytest.mark.parametrize("ending", [".png", ".pdf", ".svg"])
def test_the_page_about_k_gives_the_command_and_the_code_that_make_its_bytes_again(ending, folder):
    made("choose-k", f"first{ending}", *CHOOSE, "--seed", 9, "--style", "dark", "--size", "600x400", "--init-seed", 4)
    first = contents(f"first{ending}")
    command = made("recipe", "--command", f"first{ending}")
    python = made("recipe", "--python", f"first{ending}")
    assert command == (
        f"kmeans-viz choose-k out{ending} --data peaked --n 60 --seed 9 --init-seed 4 --size 600x400 --style dark "
        "--k-max 4 --n-refs 3\n"
    )
    made(*shlex.split(command)[1:])
    assert contents(f"out{ending}") == first
    (folder / f"out{ending}").unlink()
    exec(python, {})
    assert contents(f"out{ending}") == first


def test_the_page_about_k_has_the_size_that_was_asked_for():
    made("choose-k", "out.png", *CHOOSE)
    made("choose-k", "square.png", *CHOOSE, "--size", 500)
    with Image.open("out.png") as page, Image.open("square.png") as square:
        assert (page.size, square.size) == ((1280, 720), (500, 500))
    note = read_note("out.png")
    assert (note.verb, note.k_max, note.n_refs) == ("choose-k", 4, 3)
    assert note.recipe == kv.Recipe(data="peaked", n=60, size=(1280, 720))


def test_of_a_recipe_the_page_about_k_takes_what_it_shows(folder):
    (folder / "a.csv").write_text("height,weight,name\n" + "".join(f"{i % 7},{i % 11},x\n" for i in range(40)))
    made("animate", "first.gif", "--csv", "a.csv", "--k", 2, "--init", "farthest", "--size", 120, "--tween", 0)
    made("choose-k", "out.svg", "--recipe", "first.gif", "--k-max", 3, "--n-refs", 2)
    made("choose-k", "same.svg", "--csv", "a.csv", "--k-max", 3, "--n-refs", 2)
    assert contents("out.svg") == contents("same.svg")
    save_choose_k(kv.Recipe(csv="a.csv", size=(1280, 720)), "again.svg", k_max=3, n_refs=2)
    assert contents("out.svg") == contents("again.svg")


# The gallery


@pytest.mark.parametrize("quiet", [False, True])
def test_the_gallery_reports_its_files_and_is_silent_on_stderr_when_it_is_no_terminal(quiet, monkeypatch, folder):
    monkeypatch.setattr("kmeans_viz.gallery.GALLERY", {"small": kv.Recipe(n=20, size=120, tween=0, max_iter=2)})
    out = made("gallery", "new/place", *(["--quiet"] if quiet else []))
    assert re.fullmatch("" if quiet else r"new/place/small.gif  \d+ kB\nnew/place/small.png  \d+ kB\n", out)
    assert {file.name for file in (folder / "new" / "place").iterdir()} == {"small.gif", "small.png"}


# What it says when something is wrong


WRONG = [
    (["storyboard", "out.png", "--labels", "age"],
     "--labels 'age' are not two labels; use for example --labels longitude,latitude"),
    (["dance"], "No such command 'dance' (see kmeans-viz --help)"),
    (["animate"], "Missing argument 'OUT' (see kmeans-viz animate --help)"),
    (["animate", "out.gif", "extra"], "Got unexpected extra argument (extra) (see kmeans-viz animate --help)"),
    (["animate", "out.gif", "--k", "three"], "Invalid value for '--k' / '-k': 'three' is not a valid integer (see kmeans-viz animate --help)"),
    (["animate", "out.gif", "--k", "0"], "k=0 is out of range; use k >= 1"),
    (["animate", "out.gif", "--k", "9", "--n", "5"], "k=9 clusters need at least that many points, and there are 5; use 1 <= k <= 5"),
    (["animate", "out.gif", "--n", "-5"], "n=-5 is out of range; use 1 <= n <= 100000000"),
    (["animate", "out.gif", "--seed", "-1"], "seed=-1 is out of range; use seed >= 0"),
    (["animate", "out.gif", "--data", "gausian"], f"data='gausian' is unknown; did you mean 'gaussian'? use one of: {', '.join([*GENERATORS, *SAMPLES])}"),
    (["animate", "out.gif", "--init", "kmeans++"], f"init='kmeans++' is unknown; did you mean 'k-means++'? use one of: {', '.join(SEEDINGS)}"),
    (["animate", "out.gif", "--style", "drak"], "style='drak' is unknown; did you mean 'dark'? use one of: light, dark, print"),
    (["animate", "out.gif", "--on-empty", "stay"], f"on_empty='stay' is unknown; use one of: {', '.join(RULES)}"),
    (["animate", "out.gif", "--size", "10x"], "--size '10x' is not a size; use pixels such as 640, or 1280x720"),
    (["animate", "out.gif", "--size", "²"], "--size '²' is not a size; use pixels such as 640, or 1280x720"),
    (["animate", "out.gif", "--size", "50"], "size=50 is out of range; use 100 <= size <= 4096"),
    (["animate", "out.gif", "--size", "640x9999"], "height=9999 is out of range; use 100 <= height <= 4096"),
    (["animate", "out.mp4", "--size", "301x200"], "size=301x200 is odd, and video needs even numbers; use 302x200"),
    (["animate", "out.gif", "--tween", "-1"], "tween=-1 is out of range; use 0 <= tween <= 100"),
    (["animate", "out.gif", "--init", "[[0,0"], "--init '[[0,0' is not JSON (Expecting ',' delimiter: line 1 column 6 (char 5)); write [[0,0],[1,2]]"),
    (["animate", "out.gif", "--init", "[0,1]"], "--init '[0,1]' is not a list of points; write [[0,0],[1,2]]"),
    (["animate", "out.gif", "--init", "[[0,0],[1,1]]", "--k", "3"], "--k 3, but --init has 2 centroids; leave --k out or make them agree"),
    (["animate", "out.gif", "--init", "[[0],[1]]"], "init has shape (2, 1); expected (k, 2): one row per centroid, as wide as the points"),
    (["animate", "out.gif", "--points", "3"], "--points '3' is not a list of points; write [[0,0],[1,2]]"),
    (["animate", "out.gif", "--points", "[[1,2],[3]]"], "coordinates is ragged: its rows differ in length; give every row the same number of coordinates"),
    (["animate", "out.gif", "--points", "[[1,2],[3,NaN]]"], "coordinates holds nan in row 1, column 1 (1 such value in all); drop those points"),
    (["animate", "out.gif", "--points", "[[" + "1" * 5000 + ",2]]"], f"--points '[[{'1' * 38}' is not JSON (Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; use sys.set_int_max_str_digits() to increase the limit); write [[0,0],[1,2]]"),
    (["animate", "out.gif", "--csv", "missing.csv"], "'HERE/missing.csv' does not exist or is not a file; check the spelling and the folder"),
    (["animate", "out.gif", "--csv", "table.csv", "--columns", "hieght"], "table.csv: column='hieght' is unknown; did you mean 'height'? use one of: height, weight"),
    (["animate", "out.gif", "--csv", "table.csv", "--parquet", "tables"], "--csv and --parquet are given, and a board comes from one place; leave one of them out"),
    (["animate", "out.gif", "--parquet", "missing"], "'HERE/missing' does not exist or is not a file; check the spelling and the folder"),
    (["animate", "out.gif", "--parquet", "tables", "--columns", "hieght"], "a.csv: column='hieght' is unknown; did you mean 'height'? use one of: height, weight"),
    (["animate", "out.gif", "--parquet", "tables", "--k", "9"], "k=9 clusters need at least that many points, and there are 3; use 1 <= k <= 3"),
    (["animate", "out.gif", "--scheduler", "tcp://here:1"], "--scheduler tcp://here:1 runs what is read block by block, which is a folder; name one with --parquet, or leave --scheduler out"),
    (["animate", "out.gif", "--parquet", "tables", "--scheduler", "here"], "scheduler='here' does not answer (missing port number in address 'here'); use the address that dask scheduler prints, for example tcp://127.0.0.1:8786"),
    (["animate", "out.gif", "--csv", "table.csv", "--data", "moons"], "--data and --csv are given, and a board comes from one place; leave one of them out"),
    (["animate", "out.gif", "--columns", "a,b"], "--columns a,b are columns of a file; name the file with --csv"),
    (["animate", "out.gif", "--recipe", "unlucky-strat"], f"--recipe='unlucky-strat' is unknown; did you mean 'unlucky-start'? use one of: {', '.join(GALLERY)}"),
    (["animate", "out.gif", "--recipe", "missing.gif"], "--recipe missing.gif does not exist; name a file that kmeans-viz made, or an exhibit"),
    (["animate", "out.gif", "--recipe", "table.csv"], "table.csv holds no recipe; name a file that kmeans-viz made, as it made it"),
    (["animate", "out.gif", "--recipe", "numbers.json", "--k", "3"], "--k 3 does not go with the 2 centroids in numbers.json; give --init too"),
    (["animate", "out"], f"'out' has no ending to tell the format by; use one of: {', '.join(WRITERS)}"),
    (["animate", "out.gfi"], f"the ending '.gfi' is unknown; did you mean '.gif'? use one of: {', '.join(WRITERS)}"),
    (["animate", "nowhere/out.gif"], "the folder HERE/nowhere does not exist; create it first, for example with mkdir -p HERE/nowhere"),
    (["storyboard", "out.gif"], "the ending '.gif' is unknown; did you mean '.tif'? use one of: .pdf, .svg, .png, .jpg, .jpeg, .tiff, .tif"),
    (["storyboard", "out.pdf", "--panels", "1"], "panels=1 is out of range; use panels >= 2"),
    (["recipe", "missing.gif"], "missing.gif does not exist; name a file that kmeans-viz made"),
    (["recipe", "table.csv"], "table.csv holds no recipe; name a file that kmeans-viz made, as it made it"),
    (["choose-k", "out.png", "--k-max", "1"], "k_max=1 is out of range; use 2 <= k_max <= 100"),
    (["animate", "-"], "- is standard output, which has no ending; name the format, for example --format gif"),
    (["animate", "out.mp4", "--no-loop"], "--no-loop makes no difference to .mp4, as its player decides whether it plays again; leave it out"),
    (["animate", "out.pdf", "--step-ms", "20"], "--step-ms 20 makes no difference to .pdf, which stands still, on a page of its own size; leave it out"),
    (["storyboard", "out.jpg", "--transparent"], "--transparent is not for .jpg, whose pictures always have a ground; use for example .png"),
    (["animate", "out.mp4", "--transparent"], "--transparent is not for .mp4, whose pictures always have a ground; use for example .png"),
    (["animate", "out.html", "--title", "Mine"], "--title Mine makes no difference to .html, which is a live board alone; leave it out"),
    (["animate", "out.gif", "--labels", "x"], "--labels 'x' are not two labels; use for example --labels longitude,latitude"),
    (["choose-k", "out.gif"], "the ending '.gif' is unknown; did you mean '.tif'? use one of: .pdf, .svg, .png, .jpg, .jpeg, .tiff, .tif"),
    (["choose-k", "out.png", "--size", "900x100"], "size=900x100 is too wide for five pictures and words; use a width from 1/2 to 5/2 of the height, for example 1280x720"),
    (["gallery", "table.csv"], "Invalid value for 'FOLDER': Directory 'table.csv' is a file (see kmeans-viz gallery --help)"),
]  # fmt: skip


@pytest.fixture
def reader(folder):
    """Make files such as a user may have."""
    (folder / "table.csv").write_text("height,weight\n1,2\n3,4\n5,6\n")
    (folder / "tables").mkdir()
    (folder / "tables" / "a.csv").write_text("height,weight\n1,2\n3,4\n5,6\n")
    (folder / "numbers.json").write_text('{"init": [[0, 0], [1, 1]]}')


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("words", "answer"), WRONG, ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else ""
)
def test_bad_input_ends_with_code_2_and_one_line(words, answer, folder):
    before = sorted(folder.rglob("*"))
    code, out, err = call(*words)
    assert problems(err) == f"kmeans-viz: {answer.replace('HERE', str(folder))}\n"
    assert (code, out) == (2, "")
    assert sorted(folder.rglob("*")) == before


def test_bad_input_and_bad_usage_end_the_process_with_code_2_and_no_traceback():
    for words, line in [
        (["animate", "out.gif", "--k", "0"], "kmeans-viz: k=0 is out of range; use k >= 1\n"),
        (["animat", "out.gif"], "kmeans-viz: No such command 'animat'.*(see kmeans-viz --help)\n"),
        (["animate", "out.gif", "--kk", "3"], "kmeans-viz: No such option:? '?--kk'?.*(see kmeans-viz animate --help)\n"),
    ]:  # fmt: skip
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(line.replace("(", r"\(").replace(")", r"\)"), done.stderr), done.stderr


@pytest.mark.parametrize("ending", [".gif", ".mp4", ".pdf", ".svg", "/"])
def test_a_full_disk_ends_with_code_1_and_one_line_and_the_old_file_is_whole(ending, folder, files_of_at_most):
    old = f"old{ending}"
    kv.save(kv.Recipe(n=20, size=120, tween=0), old)
    before, names = contents(old), sorted(folder.iterdir())
    size = ["--size", 300, "--tween", 0] if "size" in used_in(ending) else []
    with files_of_at_most(900):
        code, out, err = call("animate", old, *size, "--max-iter", 2)
    assert (code, out) == (1, "")
    assert re.fullmatch("kmeans-viz: .*File too large.*\n", err), err
    assert contents(old) == before
    assert sorted(folder.iterdir()) == names


def test_a_place_that_cannot_be_written_to_ends_with_code_1_and_one_line():
    code, out, err = call("animate", "/proc/out.gif", *SMALL)
    assert (code, out) == (1, "")
    assert re.fullmatch(r"kmeans-viz: /proc: cannot write there \(.*\)\n", err)


def test_too_little_memory_ends_with_code_1_and_one_line(monkeypatch):
    def full(*arguments, **options):
        raise MemoryError

    monkeypatch.setattr("kmeans_viz.export.save", full)
    words = "there is not enough memory for this; try a smaller --n or --size"
    assert call("animate", "out.gif") == (1, "", f"kmeans-viz: {words}\n")


# Terminals, signals and pipes


@contextlib.contextmanager
def at_a_terminal(*words):
    """Start the command line with stderr on a terminal; give the process and a function that reads the terminal."""
    terminal, stderr = pty.openpty()
    process = subprocess.Popen([*PROGRAM, *map(str, words)], stdout=subprocess.PIPE, stderr=stderr)
    os.close(stderr)

    def read(until=None):
        """Return what is on the terminal once it matches `until`, or at the end of the process."""
        seen = b""
        while until is None or not re.search(until, seen):
            try:
                seen += os.read(terminal, 4096)
            except OSError:  # how a terminal reports that the process is gone
                break
        return seen.decode()

    try:
        yield process, read
    finally:
        process.kill()
        process.communicate()
        os.close(terminal)


@pytest.mark.parametrize("ending", [".gif", ".mp4"])
def test_a_bar_on_the_terminal_reaches_its_end(ending, folder):
    with at_a_terminal("animate", f"out{ending}", *SMALL) as (process, read):
        seen = read()
        assert process.wait(30) == 0
    shown = [int(percent) for percent in re.findall(r"(\d+)%", seen)]
    assert shown == sorted(shown)
    assert shown[0] < 50
    assert shown[-1] == 100


def test_quiet_is_silent_on_a_terminal_too():
    with at_a_terminal("animate", "out.gif", *SMALL, "--quiet") as (process, read):
        assert read() == ""
        assert process.wait(30) == 0


def test_the_sweep_over_k_has_a_bar_of_its_own(folder):
    with at_a_terminal("choose-k", "out.png", *CHOOSE) as (process, read):
        seen = read()
        assert process.wait(30) == 0
    shown = [int(percent) for percent in re.findall(r"(\d+)%", seen)]
    assert "measuring" in seen
    assert shown == sorted(shown)
    assert shown[-1] == 100


@pytest.fixture
def many_blocks(folder):
    """Make a folder of Parquet files."""
    (folder / "many").mkdir()
    for i in range(12):
        frame = pd.DataFrame(np.random.default_rng(i).normal(size=(100_000, 2)), columns=["x", "y"])
        frame.to_parquet(folder / "many" / f"{i}.parquet")


@pytest.mark.usefixtures("many_blocks")
def test_the_bar_covers_the_work_on_every_block(folder):
    words = ["--parquet", "many", "--k", 2, "--max-iter", 2, *SMALL[2:]]
    with at_a_terminal("animate", "out.gif", *words) as (process, read):
        seen = read()
        assert process.wait(60) == 0, seen
    seen = re.sub(r"\x1b\[\S\d+[hl]", "", seen)
    shown = re.findall(r"(\w+(?: \d+)?) *\[[^]]*\] +(\d+)%", seen)
    passes = list(dict.fromkeys(what for what, _ in shown))
    assert passes == ["reading", "looking", "step 1", "step 2", "step 3", "drawing"]
    for what in passes:
        percents = [int(percent) for each, percent in shown if each == what]
        assert percents == sorted(percents)
        assert percents[-1] == 100


@pytest.mark.usefixtures("many_blocks")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_on_many_blocks_that_is_stopped_leaves_no_file(sent, folder):
    with at_a_terminal("animate", "out.gif", "--parquet", "many", "--k", 9) as (process, read):
        read(until=rb"step 2")
        process.send_signal(sent)
        seen = read()
        assert process.wait(30) == 128 + sent, seen
    assert seen.endswith("kmeans-viz: stopped; no file was left half-written\r\n")
    assert "Traceback" not in seen
    assert not (folder / "out.gif").exists()


def test_a_cluster_makes_the_file_that_this_machine_makes(folder):
    from distributed import LocalCluster

    (folder / "tables").mkdir()
    for i in range(3):
        frame = pd.DataFrame(kv.data.gaussian(100, 3, seed=i), columns=["x", "y"])
        frame.to_csv(folder / "tables" / f"{i}.csv", index=False)
    words = ["animate", "out.gif", "--csv", "tables", "--k", "3", *SMALL[2:]]
    made(*words)
    here = (folder / "out.gif").read_bytes()
    options = {"processes": False, "protocol": "tcp", "dashboard_address": ":0"}
    with LocalCluster(n_workers=1, threads_per_worker=2, **options) as local:
        made(*words, "--scheduler", local.scheduler_address)
    assert (folder / "out.gif").read_bytes() == here
    assert kv.Recipe.from_json(made("recipe", "out.gif")).csv == "tables"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_sweep_over_k_that_is_stopped_leaves_the_old_file_whole(sent, folder):
    (folder / "old.png").write_bytes(b"old")
    with at_a_terminal("choose-k", "old.png", "--n", 20_000, "--k-max", 20, "--n-refs", 50) as (process, read):
        read(until=rb"measuring")
        process.send_signal(sent)
        seen = read()
        assert process.wait(30) == 128 + sent, seen
    assert seen.endswith("kmeans-viz: stopped; no file was left half-written\r\n")
    assert "Traceback" not in seen
    assert [file.name for file in folder.iterdir()] == ["old.png"]
    assert (folder / "old.png").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("sent", "ending"),
    [(signal.SIGINT, ".gif"), (signal.SIGINT, "/"), (signal.SIGTERM, ".webp"), (signal.SIGTERM, ".mp4")],
)
def test_a_run_that_is_stopped_half_way_leaves_the_old_file_whole(sent, ending, folder):
    old = f"old{ending}"
    kv.save(kv.Recipe(n=20, size=120, tween=0), old)
    before, names = contents(old), sorted(folder.iterdir())
    with at_a_terminal("animate", old, "--size", 600, "--tween", 60) as (process, read):
        read(until=rb"[1-9]%")
        process.send_signal(sent)
        seen = read()
        assert process.wait(30) == 128 + sent, seen
    assert seen.endswith("kmeans-viz: stopped; no file was left half-written\r\n")
    assert "Traceback" not in seen
    assert "100%" not in seen
    assert contents(old) == before
    assert sorted(folder.iterdir()) == names


# Ctrl-C, at the moment when a module is about to be imported.
STOPPED = """
import os, signal, sys
class Finder:
    def find_spec(name, *_):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder)
sys.argv = ["kmeans-viz", "animate", "out.gif"]
from kmeans_viz.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("kmeans_viz.cli", ""),
        ("numpy", ""),
        ("kmeans_viz.cli.options", ""),
        ("matplotlib", "\nkmeans-viz: stopped; no file was left half-written\n"),
    ],
)
def test_an_interrupt_while_modules_are_imported_shows_no_traceback(name, told, folder):
    done = subprocess.run([sys.executable, "-c", STOPPED.format(name=name)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", told)
    assert not list(folder.iterdir())


@pytest.mark.parametrize("words", [["recipe", "old.gif"], ["--help"], ["animate", "new.gif", *SMALL]])
def test_a_reader_that_closes_the_pipe_early_sees_no_traceback(words, folder):
    kv.save(kv.Recipe(n=20, size=120, tween=0), "old.gif")
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run([*PROGRAM, *words], stdout=theirs, stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(theirs)
    assert done.stderr == ""
    assert done.returncode in (0, 1)


# Help


def help_of(*words, width=110):
    result = CliRunner().invoke(cli, [*words, "--help"], terminal_width=width, prog_name="kmeans-viz")
    assert result.exit_code == 0
    return result.output


def test_help_and_version_are_shown():
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: kmeans-viz [OPTIONS] COMMAND [ARGS]...\n")
    assert done.stdout == made("-h")
    assert made("--version") == f"kmeans-viz, version {kv.__version__}\n"
    assert made("animate", "-h") == made("animate", "--help")


def test_without_arguments_the_help_is_shown():
    done = run()
    assert done.returncode == 2
    assert (done.stdout + done.stderr).strip() == made("--help").strip()


def test_the_examples_in_the_help_stand_on_lines_of_their_own_and_run(folder):
    points = "".join(f'<trkpt lat="{47 + i / 100}" lon="{8 + i / 50}"/>' for i in range(9))
    (folder / "hike.gpx").write_text(f'<gpx version="1.1"><trk><trkseg>{points}</trkseg></trk></gpx>')
    (folder / "tracks").mkdir()
    (folder / "tracks" / "1.gpx").write_bytes((folder / "hike.gpx").read_bytes())
    (folder / "mine.csv").write_text("height,weight\n" + "".join(f"{i * i % 17},{i % 5}\n" for i in range(20)))
    spots = np.zeros((60, 60), dtype=np.uint8)
    spots[10:18, 10:18] = spots[30:38, 40:48] = 200
    Image.fromarray(spots).save(folder / "mine.png")
    examples = re.findall(r"^ +kmeans-viz (.*)$", help_of(), re.MULTILINE)
    assert len(examples) == 9
    for example in examples:
        words = shlex.split(example)
        made(*words, *(["--size", 120, "--tween", 0] if words[0] == "animate" else []))


def test_the_help_is_as_wide_as_the_terminal_but_not_wider_than_one_can_read(monkeypatch):
    for columns, widest in ((80, 80), (110, 110), (300, 110)):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert widest - 12 < max(map(len, made("animate", "--help").splitlines())) <= widest


def test_no_command_is_described_with_an_ellipsis():
    for line in help_of(width=80).splitlines():
        assert not line.endswith("...") or line.startswith("Usage"), line


FLAGS = {"coordinates": "points"}
NOT_ON_A_PAGE = {"size", "curve", "step_ms", "hold_start_ms", "hold_end_ms", "tween", "loop", "seeding"}


@pytest.mark.parametrize(("command", "without"), [("animate", set()), ("storyboard", NOT_ON_A_PAGE)])
def test_the_help_lists_every_field_of_a_recipe_with_its_default(command, without):
    rows = [" ".join(row.split()) for row in re.split(r"\n  (?=-)", help_of(command))]
    entries = {re.search(r"--\S+|Usage", row)[0]: row for row in rows}
    for field in fields(kv.Recipe):
        flag = "--" + FLAGS.get(field.name, field.name).replace("_", "-")
        assert (flag in entries) == (field.name not in without), flag
        default = ("off", "on")[field.default] if isinstance(field.default, bool) else field.default
        if flag in entries:
            assert entries[flag].endswith(f"[default: {default}]") == (default is not None), entries[flag]


def test_numbers_of_points_and_clusters_may_be_given_with_one_dash():
    made("animate", "out.gif", "-k", 2, "-n", 30, "--size", 120, "--tween", 0)
    found = read_note("out.gif").recipe
    assert (found.k, found.n) == (2, 30)


def test_what_the_help_names_is_what_there_is():
    text = " ".join(help_of("animate").split())
    for names in (GENERATORS, SAMPLES, SEEDINGS, RULES, STYLES):
        # A line may break after the hyphen in a name.
        assert ", ".join(names) in re.sub(r"(?<=[\w-])- (?=\w)", "-", text)
    for ending in WRITERS:
        assert ("a slash for a folder" if ending == "/" else ending) in text


@pytest.mark.parametrize(
    "command", ["animate", "storyboard", "choose-k", "recipe", "gallery", "site", "board", "handout", "grade"]
)
@pytest.mark.parametrize("width", [80, 110])
def test_the_help_fits_the_terminal_and_leaves_room_for_words(command, width):
    lines = help_of(command, width=width).splitlines()
    assert max(map(len, lines)) <= width
    described = [line for line in lines if re.match(r"  -", line)]
    assert min(len(re.split(r"\s{2,}", line.strip())[-1]) for line in described) >= 9
    assert all(re.match(r"  -\S.*?\s{2,}\S", line) for line in described), "an option pushed its words to the next line"


def test_the_script_of_live_boards_is_written_for_other_pages(tmp_path):
    made("board", "kmeans-board.js")
    assert Path("kmeans-board.js").read_text(encoding="utf-8") == board_script()
    code, _, problem = call("board", "board.html")
    assert code == 2
    assert "use a name that ends in .js" in problem
    assert not Path("board.html").exists()


def test_exercises_are_handed_out_and_graded(tmp_path):
    made("handout", "handed-in/ana", "--quiet")
    assert not list(tmp_path.rglob("solutions"))
    code, _, problem = call("handout", "handed-in/ana")
    assert code == 2
    assert "may be a student's work; choose a new folder" in problem
    for path in Path("handed-in/ana").glob("*.ipynb"):
        path.unlink()
    for name in ("2-update", "3-k-means++", "4-gap"):
        Path(f"handed-in/ana/exercises/{name}.ipynb").unlink()
    made("grade", "handed-in", "--csv", "marks.csv")
    head, row = Path("marks.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("student,points,of,1-assign,1-assign: hint,")
    assert row.startswith('ana,0,35,0,"assign gives nothing back yet. Begin with one point')
    code, _, problem = call("grade", "nowhere", "--csv", "marks.csv")
    assert code == 2
    assert "nowhere is not a folder; name the one that holds what the students handed in" in problem
    assert Path("marks.csv").read_text(encoding="utf-8-sig").splitlines() == [head, row]


def test_a_terminal_that_cannot_go_back_in_a_line_gets_no_bar(monkeypatch, capsys):
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Bar(quiet=False) as bar:
        bar(1, 2)
    assert capsys.readouterr().err == ""
