"""Tables of other packages are points with named columns, and their words for a seed are understood."""

import inspect
import warnings

import numpy as np
import pandas as pd
import pytest

import kmeans_viz as kv
from kmeans_viz.interop import seeded

X = np.array([[0.0, 1.0], [1.0, 3.0], [8.0, 2.0], [9.0, 5.0]])
NAMES = ("east", "north")


def frame_of_pandas(X):
    return pd.DataFrame(X, columns=NAMES)


def frame_of_polars(X):
    return pytest.importorskip("polars").DataFrame({"east": X[:, 0], "north": X[:, 1]})


def table_of_arrow(X):
    # What pandas writes has its row labels as a column more.
    return pytest.importorskip("pyarrow").Table.from_pandas(pd.DataFrame(X, [7, 5, 3, 1], NAMES))


def array_of_xarray(X):
    return pytest.importorskip("xarray").DataArray(X, dims=("place", "axis"), coords={"axis": list(NAMES)})


def grids_of_xarray(X):
    grids = {name: (("row", "column"), X[:, i].reshape(2, 2)) for i, name in enumerate(NAMES)}
    return pytest.importorskip("xarray").Dataset(grids, coords={"height": (("row", "column"), np.zeros((2, 2)))})


tables = pytest.mark.parametrize(
    "table_of", [frame_of_pandas, frame_of_polars, table_of_arrow, array_of_xarray, grids_of_xarray]
)


@tables
def test_the_columns_of_a_table_name_the_coordinates(table_of):
    table = table_of(X)
    for trace in (kv.record(table, 2, seed=0), kv.best_of(table, 2, 3, seed=0).best):
        np.testing.assert_array_equal(trace.X, X)
        assert trace.columns == NAMES
    np.testing.assert_array_equal(next(kv.lloyd(table, init=X[:2])).centroids, X[:2])
    assert kv.elbow(table, 2).values.tolist() == kv.elbow(X, 2).values.tolist()


@tables
def test_the_rows_of_a_table_are_clustered_under_their_names(table_of):
    found = kv.cluster(table_of(X), 2)
    assert found.table().columns.tolist()[:2] == list(NAMES)
    assert found.predict(table_of(X)).tolist() == found.labels.tolist()


def test_a_row_with_an_empty_field_of_any_kind_is_left_out_and_told():
    rows = {"a": [1, 2, None, 9], "b": [0.5, None, 3, 4], "is": [True, None, False, True], "c": ["x", None, "y", "z"]}
    for frame in (pd.DataFrame(rows).convert_dtypes(), pd.DataFrame(rows), frame_of_rows(rows)):
        table = kv.cluster(frame, 2).table()
        assert table["left_out"].tolist() == ["", "'b' is empty", "'a' is empty", ""]


def frame_of_rows(rows):
    return pytest.importorskip("polars").DataFrame(rows)


def test_an_empty_field_is_told_where_points_must_be_whole():
    with pytest.raises(kv.InputError, match=r"^X has empty fields; drop those points, for example with X\.dropna\(\)$"):
        kv.record(pd.DataFrame({"a": [1, None, 3], "b": [0.5, 1, 2]}).convert_dtypes(), 1)


def test_a_query_that_holds_no_points_yet_is_told_to_be_collected():
    query = pytest.importorskip("polars").LazyFrame({"a": [1, 2]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for take in (kv.record, kv.cluster):
            with pytest.raises(kv.InputError, match=r"is a LazyFrame, which holds no points yet; use \w+\.collect\(\)"):
                take(query, 1)


@pytest.mark.parametrize(
    "value",
    [
        lambda: 3,
        lambda: np.random.SeedSequence(3),
        lambda: np.random.default_rng(3),
        lambda: np.random.PCG64(3),
        lambda: np.random.RandomState(3),
    ],
    ids=["int", "SeedSequence", "Generator", "BitGenerator", "RandomState"],
)
def test_seed_rng_and_random_state_are_the_same(value):
    for call in (kv.record, kv.compare_k, kv.best_of):
        first, *others = (repr(call(X[:, :1], 2, **{name: value()})) for name in ("seed", "rng", "random_state"))
        assert others == [first] * 2
    first, *others = (kv.data.moons(5, **{name: value()}).tolist() for name in ("seed", "rng", "random_state"))
    assert others == [first] * 2


def test_without_a_value_they_are_as_if_left_out():
    assert kv.record(X, 2, rng=3, seed=None, random_state=None).seed == 3
    assert kv.elbow(X, 3, rng=None).values.tolist() == kv.elbow(X, 3, seed=0).values.tolist()


def test_two_words_for_the_seed_are_told_apart():
    with pytest.raises(TypeError, match=r"^record\(\) got both seed and rng, which mean the same; give one$"):
        kv.record(X, 2, seed=0, rng=1)


def test_whatever_takes_a_seed_takes_rng():
    """Except where a whole number is asked for, and in the names of the blog post and of the exercises."""
    numbers_only = {"Recipe", "Trace", "cluster", "choose_k"}
    functions = {name: getattr(kv, name) for name in kv.__all__ if callable(getattr(kv, name))}
    functions |= {name: row.function for name, row in kv.data.GENERATORS.items()} | {"steps": kv.seeding.steps}
    taking = {name for name, function in functions.items() if "seed" in inspect.signature(function).parameters}
    assert {name for name in taking if "rng" not in inspect.signature(functions[name]).parameters} <= numbers_only


def test_a_function_is_still_itself():
    assert seeded(max).__name__ == "max"
    assert kv.record.__doc__ is not None
    assert kv.record.__module__ == "kmeans_viz.runs.making"
