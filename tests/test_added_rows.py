"""A test adds a row to a table of starts, rules or generators: captions, command line, explorer and recipe use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from click.testing import CliRunner

import kmeans_viz as kv
from kmeans_viz.cli.commands import cli
from kmeans_viz.data import GENERATORS, SAMPLES
from kmeans_viz.data.boards import Generator
from kmeans_viz.data.tables import READERS
from kmeans_viz.errands.kinds import ERRANDS
from kmeans_viz.errands.upload import kept
from kmeans_viz.export import read_note
from kmeans_viz.inputs import InputError
from kmeans_viz.kmeans.algorithm import empty_clusters
from kmeans_viz.kmeans.empties import RULES, EmptyClusterError, OnEmpty, Outcome, Rule
from kmeans_viz.kmeans.seeding import SEEDINGS, Method
from kmeans_viz.pictures.timeline import timeline
from kmeans_viz.web.tables import tables_of_explorer


def first_points(X: Any, k: int, rng: np.random.Generator) -> Any:
    return X[:k]


def nearest(points: Any, centroids: Any, labels: Any, clusters: Any) -> Outcome:
    labels = labels.copy()
    for cluster in empty_clusters(np.bincount(labels, minlength=len(centroids))):
        labels[((points - centroids[cluster]) ** 2).sum(axis=1).argmin()] = cluster
    return Outcome(centroids, labels, clusters, 1)


def give_up(points: Any, centroids: Any, labels: Any, clusters: Any) -> Outcome:
    raise EmptyClusterError("a cluster has no points; use another start")


def spokes(n: int, k: int = 3, seed: Any = None) -> Any:
    rng = np.random.default_rng(seed)
    angles = 2 * np.pi * rng.integers(k, size=n) / k
    return rng.uniform(0, 1, (n, 1)) * np.c_[np.cos(angles), np.sin(angles)]


def diagonal(n: int, seed: Any = None) -> Any:
    return np.repeat(np.random.default_rng(seed).uniform(-1, 1, (n, 1)), 2, axis=1)


FIRST = Method(
    function=first_points,
    label="First points",
    phrase="the first points",
    caption_one="at the first point",
    caption_many="at the first points",
)
NEAREST = Rule(
    function=nearest,
    label="Take the nearest point",
    caption_one="it takes the nearest point",
    caption_many="they take the nearest points",
)
STOP = Rule(function=give_up, label="Give up", caption_one="the run ends", caption_many="the run ends")
ROWS: list[tuple[dict[str, Any], str, Any]] = [
    (SEEDINGS, "first", FIRST),
    (RULES, "nearest", NEAREST),
    (RULES, "stop", STOP),
    (GENERATORS, "spokes", Generator(function=spokes, label="Spokes of a wheel")),
    (GENERATORS, "diagonal", Generator(function=diagonal, label="Diagonal")),
]
MANY: dict[str, Any] = {"data": "spokes", "blobs": 5, "n": 60, "k": 5, "init": "first", "on_empty": "nearest"}


@pytest.fixture(autouse=True)
def rows(monkeypatch: pytest.MonkeyPatch) -> None:
    for table, name, row in ROWS:
        monkeypatch.setitem(table, name, row)


def words(trace: kv.Trace) -> list[str]:
    return [frame.text for frame in timeline(trace, kv.Look(tween=0))]


def emptied(init: list[list[float]], on_empty: Any) -> kv.Trace:
    return kv.record([[0.0], [1.0], [4.0], [5.0]], init=init, on_empty=on_empty)


# Captions


def test_a_new_start_is_captioned_in_its_own_words() -> None:
    X = kv.data.uniform(20, seed=1)
    assert words(kv.record(X, 1, init="first"))[0] == "1 star (the centroid) starts at the first point."
    assert words(kv.record(X, 3, init="first"))[0] == "3 stars (the centroids) start at the first points."


def test_a_new_rule_is_captioned_in_its_own_words() -> None:
    one, two = emptied([[0], [99]], "nearest"), emptied([[0], [99], [-99]], "nearest")
    assert words(one)[2].endswith("Cluster 2 has no points: it takes the nearest point.")
    assert words(two)[2].endswith("Clusters 2 and 3 have no points: they take the nearest points.")
    assert one.k == 2
    assert one[2].counts.tolist() == [3, 1]


def test_centroids_that_were_given_are_captioned_as_before() -> None:
    assert words(emptied([[0], [5]], "nearest"))[0] == "2 stars (the centroids) start where they were put."


# The recipe


def test_a_recipe_with_new_rows_comes_back_from_json_from_code_and_from_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    recipe = kv.Recipe(**MANY, size=120, tween=0, seed=3)
    assert kv.Recipe.from_json(recipe.to_json()) == recipe
    exec(recipe.python("by_code.gif"), {})
    done = CliRunner().invoke(cli, recipe.command("by_command.gif").split()[1:], catch_exceptions=False)
    assert done.exit_code == 0
    assert read_note("by_code.gif").recipe == read_note("by_command.gif").recipe == recipe
    assert Path("by_code.gif").read_bytes() == Path("by_command.gif").read_bytes()


def test_a_generator_without_groups_is_called_without_their_number() -> None:
    assert kv.Recipe(data="diagonal", n=7, blobs=4).points().shape == (7, 2)
    assert not GENERATORS["diagonal"].has_blobs
    assert GENERATORS["spokes"].has_blobs


@pytest.mark.parametrize("field", ["data", "init", "on_empty"])
def test_a_name_that_is_unknown_is_answered_with_the_new_ones_too(field: str) -> None:
    with pytest.raises(InputError, match=rf"use one of: .*{MANY[field]}"):
        kv.Recipe(**{field: "xyzzy"})


# The command line


def test_the_help_of_the_command_line_names_every_new_row() -> None:
    # The help is made when the command line is imported, so the rows must be there before.
    code = (
        "import runpy, sys\n"
        f"for table, name, row in runpy.run_path({__file__!r}, run_name='rows')['ROWS']:\n"
        "    table[name] = row\n"
        "for module in [name for name in sys.modules if name.startswith('kmeans_viz.cli')]:\n"
        "    del sys.modules[module]\n"
        "from kmeans_viz.cli.commands import cli\n"
        "cli(['animate', '--help'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    text = " ".join(done.stdout.split())
    for table in (GENERATORS, SEEDINGS, RULES):
        assert ", ".join(table) in text


# The explorer


@pytest.mark.parametrize(("name", "rows"), [("generators", GENERATORS), ("seedings", SEEDINGS), ("rules", RULES)])
def test_the_page_offers_all_rows_by_their_labels_in_the_order_of_their_table(name: str, rows: dict[str, Any]) -> None:
    assert list(tables_of_explorer()["labels"][name].items()) == [(key, row.label) for key, row in rows.items()]


def test_the_explorer_takes_a_file_of_a_new_kind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(READERS, ".abc", READERS[".csv"])
    asked = {"recipe": {"csv": "points.abc"}}
    upload = kept(asked, b"a,b\n1,2\n3,4\n5,7\n6,9\n8,1\n", tmp_path)
    told, _ = ERRANDS["table"](asked, upload, tmp_path, lambda done, total: None)
    assert told["shape"] == [5, 2]


def test_the_explorer_in_a_notebook_runs_with_every_new_row() -> None:
    explorer = kv.explore(kv.Recipe(**MANY))
    explorer.n = 200
    np.testing.assert_array_equal(explorer.trace.X, spokes(200, 5, seed=0))
    explorer.data = "diagonal"
    explorer.seed = 2
    np.testing.assert_array_equal(explorer.trace.X, diagonal(200, seed=2))
    assert explorer.trace.init == "first"


# The rows that the package has


def test_type_checkers_know_the_rules_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert get_args(OnEmpty) == tuple(RULES)


def test_rows_are_called_as_the_functions_that_stood_in_the_tables_in_version_0_1() -> None:
    X = kv.data.uniform(20, seed=1)
    np.testing.assert_array_equal(GENERATORS["uniform"](20, seed=1), X)
    np.testing.assert_array_equal(GENERATORS["gaussian"](20, 2, seed=1), kv.data.gaussian(20, 2, seed=1))
    start = SEEDINGS["random"](X, 3, np.random.default_rng(0))
    np.testing.assert_array_equal(start, kv.seeding.random_points(X, 3, np.random.default_rng(0)))
    np.testing.assert_array_equal(kv.record(X, 3, init=SEEDINGS["random"], seed=0)[0].centroids, start)
    assert RULES["keep"](X, start, np.zeros(20, dtype=np.int32), np.arange(3)).changed == 0


def test_no_generator_and_no_sample_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert not GENERATORS.keys() & SAMPLES.keys()
