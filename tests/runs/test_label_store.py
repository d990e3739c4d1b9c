"""Runs that do not keep all labels: the same states, whose labels are found again when a caller looks at them."""

import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.fast import kernels
from kmeans_viz.inputs import as_points
from kmeans_viz.runs import label_store

FIELDS = ("phase", "iteration", "inertia", "changed", "shift", "empty", "converged", "k")


def store_of(run: kv.Trace) -> label_store.LabelStore:
    """Return the store that finds the labels of a run."""
    found: label_store.LabelStore = vars(run.final)["labels"].func.__self__
    return found


def assert_same(one: Any, other: Any) -> None:
    assert [getattr(one, name) for name in FIELDS] == [getattr(other, name) for name in FIELDS]
    np.testing.assert_array_equal(one.centroids, other.centroids)
    np.testing.assert_array_equal(one.counts, other.counts)
    np.testing.assert_array_equal(one.clusters, other.clusters)
    assert (one.labels is None) == (other.labels is None)
    if other.labels is not None:
        np.testing.assert_array_equal(one.labels, other.labels)
        assert not one.labels.flags.writeable
        assert one.labels.dtype == np.int32


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**31),
    n=st.integers(5, 60),
    k=st.integers(1, 5),
    keep=st.sampled_from(["all", "centroids", 1, 2, 3, None]),
    on_empty=st.sampled_from(["keep", "farthest", "drop"]),
    most=st.sampled_from([0, 500, 10**6]),
    data=st.data(),
)
def test_every_state_is_the_same_whatever_is_kept_in_whatever_order_one_looks(
    seed: int, n: int, k: int, keep: Any, on_empty: Any, most: int, data: Any
) -> None:
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 6, size=(n, 2)).astype(float)
    start = rng.uniform(-3, 9, size=(k, 2))  # some of these get no points
    wanted = tuple(kv.lloyd(X, init=start, on_empty=on_empty))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(label_store, "MOST_BYTES", most)
        found = kv.record(X, init=start, on_empty=on_empty, keep=keep)
    assert len(found) == len(wanted)
    for i in data.draw(st.lists(st.integers(0, len(wanted) - 1), max_size=30)):
        assert_same(found[i], wanted[i])
    for one, other in zip(found, wanted, strict=True):
        assert_same(one, other)


def test_only_the_labels_that_were_asked_for_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    X = kv.data.gaussian(3000, 8, seed=1)
    monkeypatch.setattr(label_store, "MOST_BYTES", 0)
    kept = {}
    for keep in ("centroids", 4, 1, None):
        run = kv.record(X, 8, seed=1, on_empty="farthest", keep=keep)  # type: ignore[arg-type]
        kept[keep] = sum(labels is not None for labels in store_of(run)._kept)
    assert kept["centroids"] == kept[None] == 0
    assert kept[1] == len(run) // 2
    assert kept[4] == -(-kept[1] // 4)


@pytest.mark.parametrize("keep", ["all", "centroids", 2, None])
def test_labels_that_a_rule_changed_stay_in_memory_only_where_all_do(keep: Any) -> None:
    X = kv.data.gaussian(200, 3, seed=1)
    start = np.concatenate([X[:3], [[50.0, 50.0]]])
    update = kv.record(X, init=start, on_empty="farthest", keep=keep)[2]
    assert update.changed == 1
    assert isinstance(vars(update)["labels"], np.ndarray) == (keep == "all")


def test_all_labels_of_a_run_are_kept_while_there_is_room_for_them_and_otherwise_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    X = kv.data.gaussian(300, 3, seed=1)
    n_assignments = len(kv.record(X, 3, seed=1)) // 2
    for room, n_kept in ((n_assignments * 300 * 4, n_assignments), (n_assignments * 300 * 4 - 1, 0)):
        monkeypatch.setattr(label_store, "MOST_BYTES", room)
        # A rule, so that the run is not made in one compiled call, which keeps all by itself.
        store = store_of(kv.record(X, 3, seed=1, on_empty="farthest"))
        assert sum(labels is not None for labels in store._kept) == n_kept


def test_of_labels_that_were_found_again_the_last_few_stay() -> None:
    run = kv.record(kv.data.gaussian(300, 3, seed=1), 3, seed=1, keep="centroids")
    assert all(state.labels is not None for state in run[1:])
    assert len(run) > 10
    assert len(store_of(run)._recent) == 3


def test_a_large_run_takes_the_room_of_a_few_labelings() -> None:
    kernels.warm_up()
    X = as_points(kv.data.gaussian(200_000, 15, seed=1))
    tracemalloc.start()
    run = kv.record(X, 15, seed=3, max_iter=100, keep="centroids")
    _, peak = tracemalloc.get_traced_memory()
    stay, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(run) > 60
    assert peak < 5 * X.nbytes
    assert stay < 2 * X.nbytes


def test_looking_at_numbers_finds_no_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    X = kv.data.gaussian(500, 3, seed=1)
    run = kv.record(X, 3, seed=1, keep="centroids")
    store = store_of(run)
    assert [state.inertia for state in run][-1] == run.inertia
    assert store._engine is None
    assert run.final.labels is run.final.labels
    assert store._engine is not None


def test_a_state_can_be_replaced_and_its_fields_are_locked() -> None:
    state = kv.record(kv.data.gaussian(50, 3, seed=1), 3, seed=1, keep="centroids").final
    assert replace(state, iteration=7).iteration == 7
    np.testing.assert_array_equal(replace(state, iteration=7).labels, state.labels)
    with pytest.raises(AttributeError):
        state.iteration = 3  # type: ignore[misc]


def test_a_steppers_own_assign_is_asked_again_only_where_that_was_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_store, "MOST_BYTES", 0)
    asked = []

    def my_assign(X: Any, centroids: Any) -> Any:
        asked.append(1)
        return kv.assign(X, centroids)

    X, stepper = kv.data.gaussian(100, 3, seed=1), kv.Stepper(assign=my_assign)
    run = kv.record(X, 3, seed=1, stepper=stepper)
    so_far = len(asked)
    assert all(state.labels is not None for state in run[1:])
    assert len(asked) == so_far
    lean = kv.record(X, 3, seed=1, stepper=stepper, keep="centroids")
    assert len(asked) == 2 * so_far
    for one, other in zip(lean, run, strict=True):
        assert_same(one, other)
    assert len(asked) > 2 * so_far
    of_our_assign = kv.record(X, 3, seed=1, stepper=kv.Stepper(update=lambda X, labels, c: kv.update(X, labels, c)))
    assert not any(isinstance(vars(state)["labels"], np.ndarray) for state in of_our_assign[1:])


def test_an_animation_of_a_lean_run_is_the_same_to_the_byte(tmp_path: Any) -> None:
    X = kv.data.gaussian(300, 3, seed=1)
    paths = [
        kv.save(kv.record(X, 3, seed=2, keep=keep), tmp_path / f"{keep}.gif", size=200, tween=1)  # type: ignore[arg-type]
        for keep in ("all", "centroids")
    ]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_large_board_keeps_what_changes_and_gives_every_labeling_in_whatever_order_one_looks() -> None:
    X = kv.data.gaussian(20_000, 6, seed=1)
    run, wanted = kv.record(X, 6, seed=3, max_iter=12), tuple(kv.lloyd(X, 6, seed=3, max_iter=12))
    assert len(run) == len(wanted) > 20
    order = np.random.default_rng(0).permutation(np.repeat(np.arange(len(wanted)), 2))
    for i in order:
        assert_same(run[int(i)], wanted[i])
    assert run[3].labels is run[4].labels
    tracemalloc.start()
    again = kv.record(run.X, 6, seed=3, max_iter=12)
    stay, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The memory of four labelings, where 26 states have labels, and of the points sorted once.
    assert stay < 4 * 80_000 + 2 * X.nbytes
    assert again.final.inertia == run.final.inertia
