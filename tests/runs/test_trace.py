"""Recorded runs: a trace is a sequence of states, and every run of many can be made again."""

import inspect
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

import kmeans_viz as kv
from kmeans_viz.fast import workers
from kmeans_viz.inputs import InputError
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.runs import making

X = kv.data.gaussian(120, 4, seed=3)


def test_a_trace_is_a_sequence_of_its_states(kernel: str) -> None:
    trace = kv.record(X, 4, seed=0)
    states = list(trace)
    assert isinstance(trace, Sequence)
    assert len(trace) == len(states) == 2 * trace.n_iter + 2
    assert [state.phase.value for state in states[:4]] == ["seed", "assign", "update", "assign"]
    assert all(trace[i] is states[i] and trace[i - len(trace)] is states[i] for i in range(len(trace)))
    assert list(trace[1:4]) == states[1:4]
    assert list(trace[::-2]) == states[::-2]
    assert list(trace[100:]) == []
    assert list(reversed(trace)) == states[::-1]
    assert trace.index(states[3]) == 3
    assert states[-1] in trace
    for beyond in (len(trace), -len(trace) - 1):
        with pytest.raises(IndexError):
            trace[beyond]


def test_a_trace_sums_up_its_run(kernel: str) -> None:
    trace = kv.record(X, 4, seed=0, init="k-means++")
    assert trace.final is trace[-1]
    assert trace.converged
    assert trace.n_iter == sum(state.phase is kv.Phase.UPDATE for state in trace) > 1
    assert trace.inertia == trace.final.inertia
    assert (trace.k, trace.init, trace.seed, trace.max_iter, trace.on_empty) == (4, "k-means++", 0, 300, "keep")
    np.testing.assert_array_equal(trace.X, X)
    assert repr(trace) == f"<Trace: n=120, d=2, k=4, {len(trace)} states, converged, inertia {trace.inertia:.6g}>"


def test_a_run_cut_short_is_not_converged(kernel: str) -> None:
    trace = kv.record(X, 4, seed=0, max_iter=1)
    assert (len(trace), trace.n_iter, trace.converged) == (4, 1, False)
    assert "not converged" in repr(trace)


def test_what_has_no_name_is_not_recorded_as_one(kernel: str) -> None:
    trace = kv.record(X, init=X[:3], seed=np.random.default_rng(0))
    assert (trace.init, trace.seed, trace.k) == (None, None, 3)


def test_k_is_what_the_run_started_with_even_after_a_drop() -> None:
    trace = kv.record([[0.0], [1.0]], init=[[0.0], [9.0]], on_empty="drop")
    assert (trace.k, trace.final.k) == (2, 1)


def test_a_trace_without_an_assignment_has_no_inertia() -> None:
    trace = kv.Trace(X, [next(kv.lloyd(X, 2, seed=0))])
    with pytest.raises(InputError) as caught:
        _ = trace.inertia
    assert str(caught.value) == (
        "this trace has no assignment yet, so there is no inertia; record at least one half-step"
    )
    assert repr(trace) == "<Trace: n=120, d=2, k=2, 1 states, not converged>"


@pytest.mark.parametrize("options", [{}, {"on_empty": "farthest"}, {"stepper": kv.MEDIANS}, {"max_iter": 10**7}])
def test_record_takes_every_option_of_lloyd(kernel: str, options: Any) -> None:
    trace, states = kv.record(X, 4, seed=1, **options), list(kv.lloyd(X, 4, seed=1, **options))
    assert len(trace) == len(states)
    np.testing.assert_array_equal(trace.final.labels, states[-1].labels)
    np.testing.assert_allclose(trace.final.centroids, states[-1].centroids, rtol=1e-12)


def test_a_generator_gives_the_same_start_whether_or_not_the_run_is_compiled(kernel: str) -> None:
    for max_iter in (300, 10**7):  # the second is too many for one compiled call
        trace = kv.record(X, 4, seed=np.random.default_rng(8), max_iter=max_iter)
        np.testing.assert_array_equal(trace[0].centroids, next(kv.lloyd(X, 4, seed=8)).centroids)


@pytest.mark.parametrize("seed", [0, 7, None, np.random.default_rng(5)], ids=["0", "7", "None", "generator"])
@pytest.mark.parametrize("init", ["random", "k-means++"])
def test_the_seeds_of_many_runs_make_each_run_again(kernel: str, init: str, seed: Any) -> None:
    runs = kv.best_of(X, 6, 12, init=init, seed=seed)
    again = [kv.record(X, 6, init=init, seed=each).inertia for each in runs.seeds]
    assert runs.inertias.tolist() == again
    assert len(runs) == len(runs.seeds) == 12
    assert runs.best.inertia == min(again)
    assert runs.best.seed == runs.seeds[int(np.argmin(again))]
    assert runs.worst.inertia == max(again)
    assert runs.worst.seed == runs.seeds[int(np.argmax(again))]
    assert runs.mean_inertia == pytest.approx(np.mean(again))
    assert not runs.inertias.flags.writeable


def test_whole_numbers_are_used_as_seeds_one_after_the_other() -> None:
    assert kv.best_of(X, 3, 4, seed=10).seeds == (10, 11, 12, 13)
    assert (
        kv.best_of(X, 3, 4, seed=np.random.default_rng(2)).seeds
        == kv.best_of(X, 3, 4, seed=np.random.default_rng(2)).seeds
    )


def test_the_first_of_equal_runs_is_kept() -> None:
    runs = kv.best_of([[0.0], [1.0], [5.0]], 3, 5, seed=3)
    assert runs.best.seed == runs.worst.seed == 3
    assert repr(runs) == "<Runs: 5 runs, inertia best 0, mean 0, worst 0>"


def test_progress_is_told_after_every_run() -> None:
    told: list[tuple[int, int]] = []
    kv.best_of(X, 3, 4, seed=0, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_runs": 0}, "n_runs=0 is out of range; use 1 <= n_runs <= 1000000"),
        ({"seed": "one"}, "seed='one' is not a whole number; use seed >= 0"),
        (
            {"init": X[:3]},
            "init is an array, so every run would be the same; name a method such as 'k-means++', or use record",
        ),
    ],
)
def test_many_runs_that_make_no_sense_are_told(arguments: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        kv.best_of(X, 3, **arguments)
    assert str(caught.value) == message


def test_a_wrong_rule_is_told_by_record_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_recording", None)
    with pytest.raises(InputError, match=f"on_empty='vanish' is unknown; use one of: {', '.join(RULES)}"):
        kv.record(X, 3, on_empty="vanish")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        ("none", "keep='none' is unknown; use one of: all, centroids"),
        (0, "keep=0 is out of range; use keep >= 1"),
        (1.5, "keep=1.5 is not a whole number; use keep >= 1"),
    ],
)
def test_labels_that_cannot_be_kept_so_are_told(keep: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        kv.record(X, 3, keep=keep)
    assert str(caught.value) == message


def test_any_number_of_workers_finds_the_same_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "THREADS_FROM", 9000)
    X = kv.data.gaussian(9000, 5, seed=2)
    found = [kv.best_of(X, 5, 6, seed=3, n_workers=n_workers) for n_workers in (1, 2, 5)]
    for runs in found[1:]:
        np.testing.assert_array_equal(runs.inertias, found[0].inertias)
        assert (runs.best.seed, runs.worst.seed) == (found[0].best.seed, found[0].worst.seed)
        np.testing.assert_array_equal(runs.best.final.labels, found[0].best.final.labels)


@pytest.mark.parametrize(("n", "n_threads"), [(8999, 1), (9000, 2)])
def test_runs_of_a_large_board_are_made_by_several_threads(
    n: int, n_threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "THREADS_FROM", 9000)
    meeting, seen, real = threading.Barrier(n_threads, timeout=20), set(), making._recording

    def recording(*arguments: Any) -> Any:
        meeting.wait()
        seen.add(threading.current_thread())
        return real(*arguments)

    monkeypatch.setattr(making, "_recording", recording)
    kv.best_of(kv.data.gaussian(n, 3, seed=2), 3, 4, seed=3, max_iter=1, n_workers=2)
    assert len(seen) == n_threads
    assert (threading.main_thread() in seen) == (n_threads == 1)


def test_functions_of_a_users_own_are_called_in_the_callers_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "THREADS_FROM", 1)
    seen = set()

    def my_assign(X: Any, centroids: Any) -> Any:
        seen.add(threading.current_thread())
        return kv.assign(X, centroids)

    def my_start(X: Any, k: int, rng: Any) -> Any:
        seen.add(threading.current_thread())
        return X[rng.choice(len(X), size=k, replace=False)]

    kv.best_of(X, 3, 4, seed=3, n_workers=2, stepper=kv.Stepper(assign=my_assign))
    kv.best_of(X, 3, 4, seed=3, n_workers=2, init=my_start)
    assert seen == {threading.current_thread()}


def test_a_search_that_is_stopped_makes_no_more_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "THREADS_FROM", 9000)
    made = []
    real = making._recording
    monkeypatch.setattr("kmeans_viz.runs.making._recording", lambda *a: made.append(1) or real(*a))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kv.best_of(kv.data.gaussian(9000, 5, seed=2), 5, 1000, seed=3, n_workers=2, progress=stop)
    assert len(made) <= 7


@pytest.mark.parametrize("function", [kv.lloyd, kv.record, kv.best_of, kv.Trace])
def test_whatever_makes_a_run_has_the_same_defaults(function: Any) -> None:
    parameters = inspect.signature(function).parameters
    defaults = [parameters[name].default for name in ("max_iter", "on_empty", "stepper")]
    assert defaults == [300, "keep", kv.LLOYD]
    assert "n_runs" not in parameters or parameters["n_runs"].default == 10


def test_the_columns_of_a_data_frame_name_the_axes() -> None:
    frame = pd.DataFrame({"height": [1.0, 2.0, 5.0], "weight": [0.0, 1.0, 4.0]})
    assert kv.record(frame, 2, seed=1).columns == ("height", "weight")
    assert kv.record(frame.to_numpy(), 2, seed=1).columns == ()


def test_a_frame_has_a_row_for_each_half_step():
    trace = kv.Recipe(data="uniform", n=100, k=4, seed=1).run()
    frame = trace.to_frame()

    assert list(frame.columns) == ["phase", "iteration", "inertia", "changed", "shift", "k", "n_empty", "converged"]
    assert frame.index.name == "step"
    assert len(frame) == len(trace)
    for step, state in enumerate(trace):
        row = frame.loc[step]
        assert (row["phase"], row["iteration"], row["changed"]) == (state.phase.value, state.iteration, state.changed)
        assert row["inertia"] == state.inertia or (state.inertia is None and np.isnan(row["inertia"]))
        assert (row["n_empty"], row["converged"], row["shift"]) == (len(state.empty), state.converged, state.shift)


def test_a_notebook_shows_what_the_run_is_and_a_table_that_stays_short():
    for n in (20, 400):
        trace = kv.Recipe(data="uniform", n=n, k=7).run()
        shown = trace._repr_html_()
        assert f"<p>{repr(trace)[1:-1]}</p>" in shown
        assert shown.count("<tr") <= 14
        assert f"<td>{trace.inertia:.6g}</td>" in shown
