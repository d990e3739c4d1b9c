"""Students' own steps: what they may return, and the messages about what cannot be used."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv

BOARD = [[0.0, 0.0], [1.0, 0.0], [4.0, 0.0], [5.0, 1.0]]
START = [[0.0, 0.0], [4.0, 0.0]]


def told(*, assign: Any = kv.assign, update: Any = kv.update, init: Any = START) -> str:
    """Return the message of the error that a run with these functions raises."""
    with pytest.raises(kv.StepperError) as caught:
        list(kv.lloyd(BOARD, init=init, stepper=kv.Stepper(assign, update)))
    return str(caught.value)


def returning(value: Any) -> Any:
    def my_step(*arguments: Any) -> Any:
        return value

    return my_step


WRONG_LABELS = {
    "too few": (returning([0, 1, 1]), "my_step returned shape (3,); expected (4,): one label per point"),
    "a column": (returning([[0], [0], [1], [1]]), "my_step returned shape (4, 1); expected (4,): one label per point"),
    "a number": (returning(1), "my_step returned shape (); expected (4,): one label per point"),
    "None": (returning(None), "my_step returned None; does it end with a return?"),
    "ragged": (returning([[0], [0, 1]]), "my_step returned rows of different lengths; expected an array"),
    "k": (returning([0, 1, 2, 1]), "my_step returned the label 2; expected whole numbers from 0 to 1, as k=2"),
    "minus one": (
        returning([0, -1, 1, 1]),
        "my_step returned the label -1; expected whole numbers from 0 to 1, as k=2",
    ),
    "far too large": (
        returning([0.0, 1e300, 1.0, 1.0]),
        "my_step returned the label 1e+300; expected whole numbers from 0 to 1, as k=2",
    ),
    "halves": (
        returning([0.0, 0.5, 1.0, 1.0]),
        "my_step returned float64 values such as 0.5; expected whole numbers from 0 to 1",
    ),
    "NaN": (
        returning([0.0, 1.0, float("nan"), 1.0]),
        "my_step returned float64 values such as nan; expected whole numbers from 0 to 1",
    ),
    "infinity": (
        returning([0.0, 1.0, 1.0, float("inf")]),
        "my_step returned float64 values such as inf; expected whole numbers from 0 to 1",
    ),
    "booleans": (
        returning([True, False, True, True]),
        "my_step returned bool values such as True; expected whole numbers from 0 to 1",
    ),
    "text": (returning(list("abcd")), "my_step returned <U1 values such as a; expected whole numbers from 0 to 1"),
    "gaps": (
        returning([0, None, 1, 1]),
        "my_step returned object values such as None; expected whole numbers from 0 to 1",
    ),
    "distances": (
        lambda X, centroids: np.linalg.norm(X[:, None] - centroids, axis=2),
        "<lambda> returned shape (4, 2); expected (4,): one label per point",
    ),
}
WRONG_CENTROIDS = {
    "too few": (returning([[0.0, 0.0]]), "my_step returned shape (1, 2); expected (2, 2): one row per centroid"),
    "one number each": (returning([0.0, 1.0]), "my_step returned shape (2,); expected (2, 2): one row per centroid"),
    "None": (returning(None), "my_step returned None; does it end with a return?"),
    "ragged": (returning([[0.0], [1.0, 2.0]]), "my_step returned rows of different lengths; expected an array"),
    "text": (returning([["a", "b"], ["c", "d"]]), "my_step returned <U1 values; expected numbers"),
    "gaps": (returning([[0.0, None], [1.0, 1.0]]), "my_step returned object values; expected numbers"),
    "complex": (returning([[0, 1j], [1, 1]]), "my_step returned complex128 values; expected numbers"),
    "NaN": (
        returning([[0.0, 0.0], [float("nan"), 1.0]]),
        "my_step returned nan for centroid 1; expected finite numbers",
    ),
    "infinity": (
        returning([[0.0, float("-inf")], [0.0, 1.0]]),
        "my_step returned -inf for centroid 0; expected finite numbers",
    ),
    "far too large": (
        returning([[0.0, 0.0], [-1e200, 0.0]]),
        "my_step returned 1e+200 for centroid 1; expected numbers below 1e+140",
    ),
}


@pytest.mark.parametrize(("step", "message"), WRONG_LABELS.values(), ids=WRONG_LABELS)
def test_wrong_labels_are_told_in_the_students_terms(step: Any, message: str) -> None:
    assert told(assign=step) == message


@pytest.mark.parametrize(("step", "message"), WRONG_CENTROIDS.values(), ids=WRONG_CENTROIDS)
def test_wrong_centroids_are_told_in_the_students_terms(step: Any, message: str) -> None:
    assert told(update=step) == message


@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:invalid value encountered")
def test_the_mean_of_an_empty_cluster_is_explained() -> None:
    def my_update(X: Any, labels: Any, centroids: Any) -> Any:
        return [X[labels == j].mean(axis=0) for j in range(len(centroids))]

    message = told(update=my_update, init=[[0.0, 0.0], [99.0, 0.0]])
    assert message == (
        "my_update returned nan for centroid 1; "
        "cluster 1 has no points, so it has no mean; return its old place, centroids[1]"
    )


def test_an_exception_is_told_with_the_students_own_line() -> None:
    def my_assign(X: Any, centroids: Any) -> Any:
        return np.linalg.norm(X - centroids)

    def my_update(X: Any, labels: Any, centroids: Any) -> Any:
        return centroids[7]

    message = told(assign=my_assign)
    assert message.startswith("my_assign raised ValueError: operands could not be broadcast together")
    assert message.endswith(f" (line {my_assign.__code__.co_firstlineno + 1}: return np.linalg.norm(X - centroids))")
    assert told(update=my_update) == (
        "my_update raised IndexError: index 7 is out of bounds for axis 0 with size 2"
        f" (line {my_update.__code__.co_firstlineno + 1}: return centroids[7])"
    )


def test_what_a_step_itself_tells_as_a_stepper_error_is_told_as_it_is() -> None:
    def my_assign(X: Any, centroids: Any) -> Any:
        raise kv.StepperError("one board at a time")

    assert told(assign=my_assign) == "one board at a time"


def test_the_students_own_exception_stays_the_cause() -> None:
    def my_assign(X: Any, centroids: Any) -> Any:
        raise KeyError("oops")

    with pytest.raises(kv.StepperError) as caught:
        kv.record(BOARD, 2, stepper=kv.Stepper(assign=my_assign))
    assert isinstance(caught.value.__cause__, KeyError)


def change_points(X: Any, *_: Any) -> Any:
    X -= X.mean(axis=0)


def change_centroids(X: Any, *others: Any) -> Any:
    others[-1][0] = 0.0


def change_labels(X: Any, labels: Any, centroids: Any) -> Any:
    labels[0] = 1


def unlock_points(X: Any, *others: Any) -> Any:
    X.setflags(write=True)
    X[0] = 99.0
    return kv.assign(X, others[-1]) if len(others) == 1 else others[-1]


@pytest.mark.parametrize(
    ("half", "step", "what"),
    [
        ("assign", change_points, "tried to change"),
        ("assign", change_centroids, "tried to change"),
        ("assign", unlock_points, "unlocked"),
        ("update", change_points, "tried to change"),
        ("update", change_centroids, "tried to change"),
        ("update", change_labels, "tried to change"),
        ("update", unlock_points, "unlocked"),
    ],
)
def test_a_step_that_changes_what_it_is_given_is_told_so(half: str, step: Any, what: str) -> None:
    board = [list(row) for row in BOARD]
    message = told(**{half: step})
    assert message == f"{step.__name__} {what} an array that it was given; work on a copy, for example X = X.copy()"
    assert board == BOARD


def test_a_step_without_a_name_is_called_the_students_own() -> None:
    class Nearest:
        def __call__(self, X: Any, centroids: Any) -> Any:
            return [0]

    assert told(assign=Nearest()) == "your assign returned shape (1,); expected (4,): one label per point"


@pytest.mark.parametrize(
    "as_returned",
    [list, tuple, pd.Series, lambda labels: labels.astype(float), lambda labels: labels.astype(np.uint8)],
    ids=["list", "tuple", "Series", "whole floats", "uint8"],
)
def test_any_form_of_whole_numbers_will_do_for_labels(as_returned: Any) -> None:
    stepper = kv.Stepper(assign=lambda X, centroids: as_returned(kv.assign(X, centroids)))
    theirs, ours = kv.record(BOARD, init=START, stepper=stepper), kv.record(BOARD, init=START)
    np.testing.assert_array_equal(theirs.final.labels, ours.final.labels)
    assert theirs.final.labels.dtype == np.int32
    assert theirs.inertia == ours.inertia


@pytest.mark.parametrize("as_returned", [list, pd.DataFrame, np.asfortranarray, np.float32])
def test_any_form_of_numbers_will_do_for_centroids(as_returned: Any) -> None:
    stepper = kv.Stepper(update=lambda X, labels, centroids: as_returned(kv.update(X, labels, centroids)))
    theirs = kv.record(BOARD, init=START, stepper=stepper)
    assert theirs.final.centroids.tolist() == [[0.5, 0.0], [4.5, 0.5]]
    assert theirs.final.centroids.flags.c_contiguous


def test_what_a_step_returned_is_copied() -> None:
    labels, centroids = np.array([0, 0, 1, 1], dtype=np.int32), np.array([[0.5, 0.0], [4.5, 0.5]])
    run = kv.lloyd(BOARD, init=START, stepper=kv.Stepper(returning(labels), returning(centroids)))
    states = [next(run), next(run), next(run)]
    labels[:], centroids[:] = 1, 9.0
    assert states[1].labels.tolist() == [0, 0, 1, 1]
    assert states[2].centroids.tolist() == [[0.5, 0.0], [4.5, 0.5]]


@settings(max_examples=60)
@given(n=st.integers(1, 300), d=st.integers(1, 4), k=st.integers(1, 6), seed=st.integers(0, 2**31))
def test_the_plain_functions_run_as_somebodys_own_give_the_same_run(
    kernel: str, n: int, d: int, k: int, seed: int
) -> None:
    X, k = np.random.default_rng(seed).normal(size=(n, d)), min(n, k)
    theirs = kv.Stepper(lambda X, c: kv.assign(X, c), lambda X, labels, c: kv.update(X, labels, c))
    for found, wanted in zip(kv.lloyd(X, k, seed=seed, stepper=theirs), kv.lloyd(X, k, seed=seed), strict=True):
        assert (found.phase, found.changed, found.empty) == (wanted.phase, wanted.changed, wanted.empty)
        np.testing.assert_array_equal(found.labels, wanted.labels)
        np.testing.assert_allclose(found.centroids, wanted.centroids, rtol=1e-9, atol=1e-12)
        if wanted.inertia is not None:
            assert found.inertia == pytest.approx(wanted.inertia, rel=1e-9, abs=1e-24)
        assert found.shift == pytest.approx(wanted.shift, rel=1e-9, abs=1e-12)
