"""Recipes: JSON, Python code and the command line each give the same recipe back."""

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz import export
from kmeans_viz.cli import cli
from kmeans_viz.inputs import InputError
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.look import STYLES

COLUMNS = ["lon", "lat", "height above sea", "-x", "it's", "ü"]
FILES = ["points.csv", "my points.csv", "-dash.csv", "it's $HOME.csv", "ünï.csv"]
examples = settings(max_examples=100)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Work in a folder that has all `FILES`."""
    place = tmp_path_factory.mktemp("files")
    rows = [",".join(COLUMNS), *(",".join(str(i * j % 7) for j in range(1, 7)) for i in range(9))]
    for name in FILES:
        (place / name).write_text("\n".join(rows), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        yield place


coordinate = st.floats(-1e9, 1e9, allow_nan=False)
generated = st.fixed_dictionaries(
    {},
    optional={
        "data": st.sampled_from([*kv.data.GENERATORS, *kv.data.SAMPLES]),
        "n": st.integers(1, 10**6),
        "blobs": st.integers(1, 1000),
    },
)
from_file = st.fixed_dictionaries(
    {"csv": st.sampled_from(FILES)},
    optional={"columns": st.lists(st.sampled_from(COLUMNS), min_size=1, unique=True).map(tuple)},
)
from_folder = st.fixed_dictionaries(
    {"parquet": st.sampled_from(FILES)},
    optional={"columns": st.lists(st.sampled_from(COLUMNS), min_size=1, unique=True).map(tuple)},
)
from_points = st.fixed_dictionaries(
    {"coordinates": st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=6).map(tuple)}
)
centroids = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=3).map(tuple)
others = st.fixed_dictionaries(
    {},
    optional={
        "seed": st.integers(0, 2**64),
        "init": st.sampled_from(list(SEEDINGS)) | centroids,
        "init_seed": st.integers(0, 2**64),
        "max_iter": st.integers(1, 10**6),
        "on_empty": st.sampled_from(list(RULES)),
        "size": st.integers(100, 4096) | st.tuples(st.integers(100, 4096), st.integers(100, 4096)),
        "style": st.sampled_from(STYLES),
        "step_ms": st.integers(20, 600_000),
        "hold_start_ms": st.integers(20, 600_000),
        "hold_end_ms": st.integers(0, 600_000),
        "tween": st.integers(0, 100),
        **{name: st.booleans() for name in ("voronoi", "trails", "curve", "caption", "loop", "seeding")},
    },
)
recipes = st.builds(
    lambda board, rest: kv.Recipe(**board, **rest), generated | from_file | from_folder | from_points, others
) | (st.builds(kv.Recipe, k=st.integers(1, 9)))


@examples
@given(recipe=recipes)
def test_a_recipe_comes_back_from_json(recipe: kv.Recipe) -> None:
    again = kv.Recipe.from_json(recipe.to_json())
    assert again == recipe
    assert hash(again) == hash(recipe)
    assert again.to_json() == recipe.to_json()


@examples
@given(recipe=recipes, path=st.sampled_from(["out.gif", "it's.mp4", "a\\b.png"]))
def test_the_python_code_of_a_recipe_saves_that_recipe(recipe: kv.Recipe, path: str) -> None:
    saved: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kv, "save", lambda *arguments: saved.append(arguments), raising=False)
        exec(recipe.python(path), {})
    assert saved == [(recipe, path)]


@examples
@given(recipe=recipes, path=st.sampled_from(["out.gif", "it's $HOME.mp4"]))
def test_the_command_of_a_recipe_saves_that_recipe(folder: Path, recipe: kv.Recipe, path: str) -> None:
    saved: list[Any] = []

    def save(recipe: kv.Recipe, out: Any, **_: Any) -> Path:
        saved.append((recipe, str(out)))
        return Path(__file__)

    program, *words = shlex.split(recipe.command(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "save", save)
        cli.main([*words, "--quiet"], standalone_mode=False)
    assert program == "kmeans-viz"
    # Whether a video plays again is its player's choice.
    wanted = replace(recipe, loop=True) if path.endswith(".mp4") else recipe
    assert saved == [(wanted, path)]


def test_the_command_names_one_board_only() -> None:
    assert kv.Recipe(data="rings", csv="a.csv", columns=("x", "y")).command() == (
        "kmeans-viz animate out.gif --csv a.csv --columns x,y"
    )
    assert kv.Recipe(data="rings", columns=("x",), coordinates=[[0, 1]]).command() == (
        "kmeans-viz animate out.gif --points '[[0.0, 1.0]]'"
    )
    assert kv.Recipe(data="rings", columns=("x",)).command("a.pdf", verb="storyboard") == (
        "kmeans-viz storyboard a.pdf --data rings"
    )


def test_only_what_differs_from_the_defaults_is_written_down() -> None:
    assert kv.Recipe().to_json() == "{}"
    recipe = kv.Recipe(size=(640, 480), init=[[0, 0], [1, 2]], loop=False, step_ms=500)
    assert recipe.to_json() == '{"init": [[0.0, 0.0], [1.0, 2.0]], "size": [640, 480], "step_ms": 500, "loop": false}'
    assert recipe.command() == (
        "kmeans-viz animate out.gif --init '[[0.0, 0.0], [1.0, 2.0]]' --size 640x480 --step-ms 500 --no-loop"
    )
    assert recipe.python() == (
        "import kmeans_viz as kv\n\nkv.save(kv.Recipe(init=((0.0, 0.0), (1.0, 2.0)), "
        "size=(640, 480), step_ms=500, loop=False), 'out.gif')\n"
    )


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ({"n": np.int64(7), "k": 2.0, "init_seed": np.int32(3)}, {"n": 7, "k": 2, "init_seed": 3}),
        ({"step_ms": 500.0, "tween": np.int64(2), "size": 480.0}, {"step_ms": 500, "tween": 2, "size": 480}),
        ({"size": [640.0, np.int64(480)]}, {"size": (640, 480)}),
        ({"csv": Path("a.csv"), "columns": ["x", "y"]}, {"csv": "a.csv", "columns": ("x", "y")}),
        ({"csv": "a.csv", "columns": "x, y"}, {"csv": "a.csv", "columns": ("x", "y")}),
        ({"coordinates": np.eye(2, dtype=int)}, {"coordinates": ((1.0, 0.0), (0.0, 1.0))}),
        ({"init": np.eye(2)}, {"init": ((1.0, 0.0), (0.0, 1.0)), "k": 2}),
        ({"init": [[1, 2, 3]]}, {"init": ((1.0, 2.0, 3.0),), "k": 1}),
    ],
)
def test_fields_are_kept_in_plain_types_that_turn_to_json(given: dict[str, Any], plain: dict[str, Any]) -> None:
    recipe = kv.Recipe(**given)
    assert recipe == kv.Recipe(**plain)
    assert {name: getattr(recipe, name) for name in plain} == plain
    assert all(type(getattr(recipe, name)) is type(value) for name, value in plain.items())
    assert kv.Recipe.from_json(recipe.to_json()) == recipe
    assert all(isinstance(length, int) for length in recipe.width_height)


BAD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"data": "gausian"}, "data='gausian' is unknown; did you mean 'gaussian'? use one of: "
        + ", ".join([*kv.data.GENERATORS, *kv.data.SAMPLES])),
    ({"n": 0}, "n=0 is out of range; use 1 <= n <= 100000000"),
    ({"n": "many"}, "n='many' is not a whole number; use 1 <= n <= 100000000"),
    ({"blobs": 2000}, "blobs=2000 is out of range; use 1 <= blobs <= 1000"),
    ({"seed": -1}, "seed=-1 is out of range; use seed >= 0"),
    ({"init_seed": 0.5}, "init_seed=0.5 is not a whole number; use init_seed >= 0"),
    ({"k": True}, "k=True is not a whole number; use k >= 1"),
    ({"max_iter": None}, "max_iter=None is not a whole number; use max_iter >= 1"),
    ({"on_empty": "keeep"}, "on_empty='keeep' is unknown; did you mean 'keep'? "
        f"use one of: {', '.join(RULES)}"),
    ({"init": "kmeans"}, "init='kmeans' is unknown; did you mean 'k-means++'? "
        f"use one of: {', '.join(SEEDINGS)}"),
    ({"init": 5}, "init is the single number 5; pass the centroids themselves, an array of shape (k, d)"),
    ({"init": [1, 2]}, "init has shape (2,); expected (k, d): one row per centroid, as wide as the points"),
    ({"init": max}, "init is a function, which a recipe cannot hold; name a method, or pass the centroids it gives"),
    ({"csv": "a.csv", "coordinates": [[0, 0]]}, "csv and coordinates are both given, and a board comes from one "
        "place; leave one of them out"),
    ({"csv": 5}, "csv=5 is not a path; use the name of a file"),
    ({"columns": 5}, "columns=5 is not a list of names; use for example columns=('lon', 'lat')"),
    ({"coordinates": [[0, float("inf")]]}, "coordinates holds inf in row 0, column 1 (1 such value in all); "
        "drop those points"),
    ({"size": 50}, "size=50 is out of range; use 100 <= size <= 4096"),
    ({"size": (50, 480)}, "width=50 is out of range; use 100 <= width <= 4096"),
    ({"size": (640, 5000)}, "height=5000 is out of range; use 100 <= height <= 4096"),
    ({"size": (1, 2, 3)}, "size=(1, 2, 3) is not a size; use one number of pixels, or (width, height)"),
    ({"style": "darck"}, "style='darck' is unknown; did you mean 'dark'? use one of: light, dark, print"),
    ({"step_ms": 5}, "step_ms=5 is out of range; use 20 <= step_ms <= 600000"),
    ({"hold_end_ms": -1}, "hold_end_ms=-1 is out of range; use 0 <= hold_end_ms <= 600000"),
    ({"tween": 101}, "tween=101 is out of range; use 0 <= tween <= 100"),
    ({"loop": 1}, "loop=1 is not a switch; use True or False"),
    ({"seeding": "yes"}, "seeding='yes' is not a switch; use True or False"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "message"), BAD_FIELDS, ids=lambda value: str(value)[:30])
def test_a_field_that_cannot_be_used_is_told(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        kv.Recipe(**fields)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{k: 3}", "the recipe is not JSON (Expecting property name enclosed in double quotes: line 1 column 2 "
            "(char 1)); use what Recipe.to_json() gives"),
        ("[3]", "the recipe is the JSON value '[3]'; use an object such as {\"k\": 3}"),
        ('{"blob": 3}', "the recipe's entry 'blob' is unknown; did you mean 'blobs'? use one of: "),
        ('{"n": null}', "n=None is not a whole number; use 1 <= n <= 100000000"),
        ('{"init": null}', "init is None, not an array of numbers; use an array of shape (k, d)"),
        ('{"columns": 5}', "columns=5 is not a list of names; use for example columns=('lon', 'lat')"),
    ],
)  # fmt: skip
def test_a_recipe_that_cannot_be_read_is_told(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        kv.Recipe.from_json(text)
    assert str(caught.value)[: len(message)] == message


@pytest.mark.parametrize("data", [*kv.data.GENERATORS, *kv.data.SAMPLES])
def test_a_recipe_runs_the_same_way_again(data: str) -> None:
    recipe = kv.Recipe(data=data, seed=4, n=80)
    first, again = recipe.run(), recipe.run()
    assert first.recipe is recipe
    assert len(first) == len(again)
    np.testing.assert_array_equal(first.X, again.X)
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.centroids, other.centroids)
        assert one.inertia == other.inertia


def test_the_start_has_a_seed_of_its_own_where_one_is_given() -> None:
    recipe = kv.Recipe(seed=4)
    other = replace(recipe, init_seed=5)
    np.testing.assert_array_equal(recipe.points(), other.points())
    assert recipe.run().seed == 4
    assert other.run().seed == 5
    assert not np.array_equal(recipe.run()[0].centroids, other.run()[0].centroids)


def test_a_recipe_takes_its_points_from_where_it_says(folder: Path) -> None:
    from_csv = kv.Recipe(csv="my points.csv", columns=("lat", "lon"), k=2).run()
    assert from_csv.columns == ("lat", "lon")
    assert from_csv.X[:3].tolist() == [[0, 0], [2, 1], [4, 2]]
    assert kv.Recipe(coordinates=[[0, 0], [1, 2], [5, 5]]).run().X.tolist() == [[0, 0], [1, 2], [5, 5]]
    assert kv.Recipe(data="iris").run().X.shape == (150, 4)
    np.testing.assert_array_equal(
        kv.Recipe(data="peaked", n=30, blobs=2, seed=1).points(), kv.data.peaked(30, 2, seed=1)
    )


def test_a_link_to_the_best_of_many_runs_names_the_start_of_that_run() -> None:
    recipe = kv.Recipe(data="peaked", blobs=5, k=5, seed=42, init_seed=139, n_runs=8)
    again = kv.Recipe.from_link(recipe.to_link("page.html"))
    assert again.n_runs == 1
    assert again.run().inertia == recipe.run().inertia == kv.best_of(recipe.points(), 5, 8, seed=139).inertias.min()


def test_many_runs_need_a_method_and_points_in_memory(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="n_runs=2 runs from the same centroids would all be the same; name a method"):
        kv.Recipe(init=[[0, 0], [1, 1]], n_runs=2)
    pytest.importorskip("dask")
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,5\n4,4\n")
    with pytest.raises(InputError, match="n_runs=2 needs points in memory, and a folder is read block by block"):
        kv.Recipe(csv=str(tmp_path), k=2, n_runs=2).run()
