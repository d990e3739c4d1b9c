"""Columns in different units: z-scores in memory and block by block, and the sentence about a column that decides."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.data.columns import Table
from kmeans_viz.data.scaling import Measure, standardized, who_decides
from kmeans_viz.inputs import InputError, as_points


@pytest.fixture
def shop(tmp_path):
    """Return a file of customers, with an id and two columns that hold three groups."""
    rng = np.random.default_rng(0)
    group = rng.integers(3, size=300)
    rows = np.c_[10_000 + 37 * np.arange(300), 20 + 15 * group + rng.normal(size=300), 5 * group + rng.normal(size=300)]
    path = tmp_path / "shop.csv"
    np.savetxt(path, rows, delimiter=",", header="customer,age,visits", comments="", fmt="%.3f")
    return path


@given(
    seed=st.integers(0, 2**31),
    n=st.integers(2, 200),
    scale=st.sampled_from([1e-100, 1e-3, 1.0, 1e6, 1e130]),
    offset=st.sampled_from([0.0, 1.0, 1e6]),
)
def test_every_column_has_mean_zero_and_deviation_one(seed, n, scale, offset):
    X = (np.random.default_rng(seed).normal(size=(n, 3)) * [1, 10, 1000] + offset) * scale
    points = standardized(Table(as_points(X), ("a", "b", "c"))).points
    assert np.allclose(points.mean(axis=0), 0, atol=1e-8)
    assert np.allclose(points.std(axis=0), 1)
    assert not points.flags.writeable


def test_a_column_that_is_the_same_everywhere_becomes_zero():
    X = np.c_[np.full(7, 0.1), np.arange(7.0)]
    points = standardized(Table(as_points(X), ("same", "other"))).points
    assert np.abs(points[:, 0]).max() < 1e-9
    assert points[:, 1].std() == pytest.approx(1)


@given(st.integers(0, 2**31), st.lists(st.integers(0, 50), min_size=1, max_size=6))
def test_blocks_measured_apart_say_the_same_as_all_rows_together(seed, sizes):
    blocks = [np.random.default_rng(seed + i).normal(1e6 * i, 2, size=(n, 2)) for i, n in enumerate(sizes)]
    measure, rows = Measure(), np.concatenate(blocks)
    found = measure.merge([measure.ask(block, 0) for block in blocks])
    assert found.n == len(rows)
    if found.n:
        np.testing.assert_allclose(found.means, rows.mean(axis=0), rtol=1e-12, atol=1e-9)
        np.testing.assert_allclose(found.deviations, rows.std(axis=0), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("X", "names"),
    [
        ([[100, 1], [200, 12]], ("price", "age")),  # 98.8%
        ([[1, 5], [1, 5]], ("a", "b")),
        ([[1], [500]], ("id",)),
    ],
)
def test_where_no_column_decides_alone_nothing_is_said(X, names):
    assert who_decides(Table(as_points(np.array(X, dtype=float)), names)) == ""


def test_the_column_that_decides_alone_is_named():
    table = Table(as_points([[1.0, 1007.0], [2.0, 1034.0], [2.0, 1061.0]]), ("stars", "id"))
    assert who_decides(table) == ("'id' has 99.9% of the variance, so it decides nearly alone which points are near")


def test_a_file_whose_number_of_rows_decides_is_read_with_a_note(shop):
    said = r"'customer' has 99\.9% of the variance.*; name other columns, or use standardize=True \(--standardize\)$"
    with pytest.warns(UserWarning, match=said) as told:
        kv.Recipe(csv=shop).run()
    assert told[0].filename == __file__
    with pytest.warns(UserWarning, match=said):
        kv.Recipe(csv=shop, columns="customer,age").points()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kv.Recipe(csv=shop, columns="age,visits").run()
        kv.Recipe(csv=shop, standardize=True).run()


def test_of_a_folder_the_sample_that_is_drawn_tells_who_decides(shop, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    shop.rename(folder / "shop.csv")
    with pytest.warns(UserWarning, match=r"'customer' has 99\.9% of the variance"):
        kv.Recipe(csv=folder).run()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kv.Recipe(csv=folder, standardize=True).run()


def test_a_standardized_recipe_runs_on_z_scores_and_says_so_on_the_axes(shop):
    recipe = kv.Recipe(csv=shop, columns="age,visits", standardize=True, k=3, init="k-means++")
    trace = recipe.run()
    raw = kv.data.read_points(shop, "age,visits")
    np.testing.assert_allclose(trace.X, (raw - raw.mean(axis=0)) / raw.std(axis=0), atol=1e-12)
    assert trace.columns == ("age, standardized", "visits, standardized")
    scene = kv.Scene(trace, recipe)
    assert scene.board.get_xlabel() == "age, standardized"
    assert kv.Recipe.from_json(recipe.to_json()) == recipe
    assert "--standardize" in recipe.command()


def test_generated_boards_and_points_that_are_given_can_be_standardized_too():
    for recipe in (
        kv.Recipe(standardize=True),
        kv.Recipe(coordinates=[[1, 100], [2, 300], [4, 200]], standardize=True),
    ):
        points = recipe.points()
        assert np.allclose(points.mean(axis=0), 0, atol=1e-12)
        assert np.allclose(points.std(axis=0), 1)


def test_a_folder_is_standardized_block_by_block(tmp_path, shop):
    folder = tmp_path / "folder"
    folder.mkdir()
    lines = shop.read_text().splitlines()
    for i in range(3):
        (folder / f"{i}.csv").write_text("\n".join([lines[0], *lines[1 + 100 * i : 101 + 100 * i]]) + "\n")
    whole, parts = (kv.Recipe(csv=path, standardize=True, k=3).run() for path in (shop, folder))
    np.testing.assert_allclose(parts[-1].centroids, whole[-1].centroids, atol=1e-9)
    assert parts.inertia == pytest.approx(whole.inertia, rel=1e-9)
    assert parts.columns == whole.columns


def test_standardize_takes_yes_or_no():
    with pytest.raises(InputError, match="standardize='yes' is not a switch; use True or False"):
        kv.Recipe(standardize="yes")
