"""The one place where input is checked: for any input, the result is locked, finite and of known shape, or an error."""

import io
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import kmeans_viz as kv
from kmeans_viz.inputs import InputError, as_centroids, as_choice, as_count, as_k, as_number, as_points, as_rng, lock

boards = hnp.arrays(
    st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_, np.float16]),
    st.tuples(st.integers(1, 6), st.integers(1, 4)),
)
AS_EXPECTED = [[1.0, 2.0], [3.0, 4.0]]


def message(function, *args, **kwargs):
    with pytest.raises(InputError) as caught:
        function(*args, **kwargs)
    return str(caught.value)


@pytest.mark.parametrize(
    "X",
    [
        [[1, 2], [3, 4]],
        ((1, 2), (3, 4)),
        [np.array([1, 2]), np.array([3, 4])],
        np.array([[1, 2], [3, 4]], dtype=np.uint8),
        np.array([[1, 2], [3, 4]], dtype=">f4"),
        np.array([[1, 3], [2, 4]]).T,
        np.asfortranarray(AS_EXPECTED),
        np.array([[1, 2], [3, 4]], dtype=object),
        np.ma.masked_array(AS_EXPECTED, mask=False),
        np.arange(1, 9).reshape(2, 4)[:, ::2] - [[0, 1], [2, 3]],
        pd.DataFrame({"x": [1, 3], "y": [2.0, 4.0]}),
        pd.DataFrame({"x": pd.array([1, 3], dtype="Int64"), "y": [2, 4]}),
    ],
    ids=lambda X: type(X).__name__,
)
def test_points_of_any_kind_become_the_same_locked_array(X):
    points = as_points(X)
    assert points.tolist() == AS_EXPECTED
    assert type(points) is np.ndarray
    assert points.dtype == np.float64
    assert points.flags.c_contiguous
    assert not points.flags.writeable


def test_points_are_a_copy_that_later_changes_do_not_reach():
    X = np.array(AS_EXPECTED)
    points = as_points(X)
    X[0, 0] = 99
    assert points.tolist() == AS_EXPECTED
    assert X.flags.writeable


def test_points_that_are_locked_already_are_not_copied():
    points = as_points(AS_EXPECTED)
    assert as_points(points) is points
    assert as_centroids(points, 2) is points


def test_a_locked_view_of_an_array_that_is_not_locked_is_copied():
    X = np.array(AS_EXPECTED)
    view = X[:]
    view.setflags(write=False)
    points = as_points(view)
    X[0, 0] = 99
    assert points.tolist() == AS_EXPECTED


def test_a_view_of_a_locked_array_is_trusted():
    view = lock(np.array(AS_EXPECTED))[:1]
    assert as_points(view) is view


@given(boards)
def test_finite_points_keep_their_values_and_others_are_refused(X):
    if np.isfinite(X).all() and np.abs(X.astype(np.float64)).max() <= 1e140:
        assert np.array_equal(as_points(X), X.astype(np.float64))
    else:
        assert re.match(r"X holds -?(nan|inf|\d)", message(as_points, X))


def test_many_numbers_at_the_limit_are_accepted_though_their_squares_add_up_beyond_its_square():
    X = np.full((100, 2), 1e140)
    assert np.array_equal(as_points(X), X)
    X[99, 1] = -1.1e140
    assert message(as_points, X).startswith(
        "X holds -1.1e+140, and squared distances of numbers beyond 1e+140 overflow"
    )


def test_a_recipe_in_the_place_of_points_is_told_apart():
    assert message(as_points, kv.Recipe()) == ("X is a Recipe, which has points and makes runs itself; use its run()")


def test_columns_may_be_called_as_they_like():
    frame = pd.DataFrame({"run": [1.0, 2.0], "points": [3.0, 4.0]})
    assert as_points(frame).tolist() == [[1.0, 3.0], [2.0, 4.0]]


def test_the_first_of_several_values_that_are_not_finite_is_named():
    X = np.zeros((5, 3))
    X[3, 1], X[4, 0] = np.inf, np.nan
    assert message(as_points, X, name="pixels") == (
        "pixels holds inf in row 3, column 1 (2 such values in all); "
        "drop those points, for example with pixels[np.isfinite(pixels).all(axis=1)]"
    )


def test_what_the_messages_advise_works():
    X = np.array([[0.0, np.nan], [1.0, 2.0]])
    assert "X[np.isfinite(X).all(axis=1)]" in message(as_points, X)
    assert as_points(X[np.isfinite(X).all(axis=1)]).tolist() == [[1, 2]]

    X = [1, 2, 3]
    assert "np.reshape(X, (-1, 1))" in message(as_points, X)
    assert as_points(np.reshape(X, (-1, 1))).tolist() == [[1], [2], [3]]

    X = np.arange(3)
    assert "X.reshape(-1, 1)" in message(as_points, X)
    assert as_points(X.reshape(-1, 1)).tolist() == [[0], [1], [2]]

    X = [["1", "2"]]
    assert "np.asarray(X, dtype=float)" in message(as_points, X)
    assert as_points(np.asarray(X, dtype=float)).tolist() == [[1, 2]]

    X = np.ma.masked_less([[0.0, 1.0], [2.0, 3.0]], 1)
    assert "np.ma.compress_rows(X)" in message(as_points, X)
    assert as_points(np.ma.compress_rows(X)).tolist() == [[2, 3]]

    X = np.array([["2020-01-01", "2020-01-03"]], dtype="datetime64[D]")
    assert "(X - X.min()) / np.timedelta64(1, 'D')" in message(as_points, X)
    assert as_points((X - X.min()) / np.timedelta64(1, "D")).tolist() == [[0, 2]]

    X = np.array([1 + 2j, 3 + 4j])
    assert "np.c_[X.real, X.imag]" in message(as_points, X)
    assert as_points(np.c_[X.real, X.imag]).tolist() == AS_EXPECTED


@pytest.mark.parametrize("shape", [(2, 3), (0, 2), (2, 0), (2,), (1, 2, 2)])
def test_centroids_must_be_as_wide_as_the_points(shape):
    expected = f"init has shape {shape}; expected (k, 2): one row per centroid, as wide as the points"
    assert message(as_centroids, np.zeros(shape), 2, name="init") == expected


def test_centroids_must_be_as_many_as_k():
    expected = "centroids has shape (2, 2); expected (3, 2): one row per centroid, as wide as the points"
    assert message(as_centroids, AS_EXPECTED, 2, k=3) == expected


@pytest.mark.parametrize("n", [1, 5])
def test_k_goes_from_one_to_the_number_of_points(n):
    assert as_k(1, n) == 1
    assert as_k(n, n) == n
    assert message(as_k, 0, n) == "k=0 is out of range; use k >= 1"
    assert f"use 1 <= k <= {n}" in message(as_k, n + 1, n)


@given(st.integers(1, 10**6), st.sampled_from([int, float, np.int64, np.float64, np.uint32, np.float64, np.array]))
def test_a_count_may_be_any_type_of_whole_number(value, kind):
    count = as_count(kind(value), "n")
    assert count == value
    assert type(count) is int


@pytest.mark.parametrize(
    "value", [True, False, np.True_, "3", b"3", None, 2.5, np.nan, np.inf, 3 + 0j, [3], {}, object]
)
def test_a_count_is_never_guessed_from_anything_else(value):
    assert re.fullmatch(r"n=.{1,60} is not a whole number; use 1 <= n <= 9", message(as_count, value, "n", high=9))


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (-0.1, "x=-0.1 is out of range; use 0 <= x <= 1"),
        (np.nan, "x=nan is out of range; use 0 <= x <= 1"),
        (np.inf, "x=inf is out of range; use 0 <= x <= 1"),
        ("1", "x='1' is not a number; use 0 <= x <= 1"),
        (True, "x=True is not a number; use 0 <= x <= 1"),
        (None, "x=None is not a number; use 0 <= x <= 1"),
        (10**400, f"x=1{'0' * 56}... is out of range; use 0 <= x <= 1"),
        (10**5000, "x=<int> is out of range; use 0 <= x <= 1"),
    ],
    ids=["negative", "nan", "inf", "text", "bool", "None", "large", "very large"],
)
def test_a_number_is_finite_and_in_its_range(value, answer):
    assert message(as_number, value, "x", low=0, high=1) == answer


def test_a_number_may_be_any_type_of_number():
    assert [as_number(value, "x", low=0) for value in (0, 0.5, np.float32(0.5), np.int8(1))] == [0, 0.5, 0.5, 1]


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one():
    assert message(as_choice, "Drak", ("light", "dark"), "style") == (
        "style='Drak' is unknown; did you mean 'dark'? use one of: light, dark"
    )
    assert (
        message(as_choice, "xyz", ("light", "dark"), "the look") == "the look 'xyz' is unknown; use one of: light, dark"
    )


def test_a_value_is_shown_short_and_on_one_line():
    answer = message(as_choice, np.zeros((40, 2)), ("light", "dark"), "style")
    assert answer == (
        "style=array([[0., 0.], [0., 0.], [0., 0.], [0., 0.], [0., 0.], ... is unknown; use one of: light, dark"
    )


def test_the_same_seed_gives_the_same_numbers_and_a_generator_goes_on():
    assert as_rng(7).random() == as_rng(7).random() == as_rng(np.int64(7)).random()
    generator = np.random.default_rng(7)
    assert as_rng(generator) is generator
    assert as_rng(np.random.SeedSequence(7)).random() == as_rng(7).random()
    assert as_rng(None).random() != as_rng(None).random()


def test_a_seed_of_any_length_will_do():
    assert as_rng(2**100).random() != as_rng(2**100 + 1).random()
    assert message(as_rng, -1, name="init_seed") == "init_seed=-1 is out of range; use init_seed >= 0"


@pytest.mark.parametrize(
    "use",
    [
        lambda path: kv.Recipe(csv=path, k=2, standardize=True).run(),
        lambda path: kv.save(kv.Recipe(csv=path, k=2, size=100, tween=0), io.BytesIO(), format="gif"),
        lambda path: kv.data.read_points(path),
        lambda path: kv.plot(kv.record(pd.DataFrame({"\U000f0000": [0, 1, 9], "b": [0, 2, 9]}), 2)),
    ],
    ids=["run", "save", "read_points", "plot"],
)
def test_a_warning_points_to_the_line_of_the_caller(tmp_path, use):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\nx,4\n3,4\n9,1\n")
    with pytest.warns(UserWarning, match=r"1 of 4 rows left out|no font on this machine") as told:
        use(str(path))
    assert {warning.filename for warning in told} == {__file__}
