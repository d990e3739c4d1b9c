"""Traces and runs that were pickled or deep-copied: the same states, found in the same way, and locked again."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import kmeans_viz as kv
from kmeans_viz.export.notes import note_of
from kmeans_viz.runs import label_store

WAYS: list[Callable[[Any], Any]] = [copy.deepcopy, lambda run: pickle.loads(pickle.dumps(run))]
each_way = pytest.mark.parametrize("copied", WAYS, ids=["deepcopy", "pickle"])
ARRAYS = ("centroids", "labels", "counts", "clusters")
NUMBERS = ("phase", "iteration", "inertia", "changed", "shift", "empty", "converged", "k")
X = kv.data.gaussian(200, 4, seed=3)
START = np.concatenate([X[:4], [[9.0, 9.0]]])  # the last gets no points


def assert_same(found: kv.Trace, wanted: kv.Trace) -> None:
    assert found is not wanted
    assert len(found) == len(wanted)
    assert repr(found) == repr(wanted)
    for name in ("stepper", "max_iter", "on_empty", "init", "seed", "recipe", "columns"):
        assert getattr(found, name) == getattr(wanted, name), name
    np.testing.assert_array_equal(found.X, wanted.X)
    assert not found.X.flags.writeable
    for one, other in zip(found, wanted, strict=True):
        assert [getattr(one, name) for name in NUMBERS] == [getattr(other, name) for name in NUMBERS]
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
            assert getattr(one, name) is None or not getattr(one, name).flags.writeable, name


@each_way
@pytest.mark.parametrize("on_empty", ["keep", "farthest", "drop"])
@pytest.mark.parametrize("keep", ["all", "centroids", 1, 3, None])
def test_a_copy_of_a_trace_has_the_same_states_whatever_is_kept(
    kernel: str, copied: Any, keep: Any, on_empty: Any
) -> None:
    trace = kv.record(X, init=START, on_empty=on_empty, keep=keep)
    found = copied(trace)
    assert found.stepper == kv.LLOYD
    assert_same(found, trace)


@each_way
def test_a_copy_of_a_large_board_puts_the_labels_together_from_what_changed(copied: Any) -> None:
    trace = kv.record(kv.data.gaussian(9000, 4, seed=3), 4, seed=1)
    store: label_store.LabelStore = vars(trace.final)["labels"].func.__self__
    assert any(isinstance(kept, tuple) for kept in store._kept)
    _ = trace.final.labels
    assert_same(copied(trace), trace)


@each_way
@pytest.mark.parametrize("keep", ["all", "centroids"])
def test_labels_of_a_steppers_own_assign_are_found_again_by_it(copied: Any, keep: Any) -> None:
    trace = kv.record(X, 3, seed=1, stepper=kv.MEDIANS, keep=keep)
    found = copied(trace)
    assert found.stepper == kv.MEDIANS
    assert_same(found, trace)


@each_way
def test_the_copy_shares_no_array_with_the_original(copied: Any) -> None:
    trace = kv.record(X, 3, seed=1)
    found = copied(trace)
    for one, other in zip(found, trace, strict=True):
        assert not np.shares_memory(one.centroids, other.centroids)
    assert not np.shares_memory(found.X, trace.X)


@each_way
def test_a_copy_of_many_runs_has_the_same_inertias_and_the_same_best_and_worst(kernel: str, copied: Any) -> None:
    runs = kv.best_of(X, 5, 8, seed=2)
    found = copied(runs)
    assert repr(found) == repr(runs)
    assert found.seeds == runs.seeds
    np.testing.assert_array_equal(found.inertias, runs.inertias)
    assert not found.inertias.flags.writeable
    assert_same(found.best, runs.best)
    assert_same(found.worst, runs.worst)


@each_way
@pytest.mark.parametrize(
    ("trace", "missing"),
    [
        (kv.Recipe(data="iris", k=4, on_empty="farthest").run(), ""),
        (kv.record(X, init=START), ""),
        (kv.record(X, 3, seed=1, stepper=kv.MEDIANS), "the stepper, which is Python code"),
    ],
    ids=["recipe", "array", "medians"],
)
def test_a_file_made_from_a_copy_says_the_same_of_how_it_was_made(copied: Any, trace: kv.Trace, missing: str) -> None:
    note = note_of(copied(trace), kv.Look())
    assert note == note_of(trace, kv.Look())
    assert note.missing == missing
