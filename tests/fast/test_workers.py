"""Work in threads: results in order, errors in their turn, a clean stop, and a new start in a forked child."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import kmeans_viz as kv
from kmeans_viz.fast import workers


@pytest.mark.parametrize("n_workers", [1, 2, 7])
def test_results_come_in_the_order_of_the_work(n_workers: int) -> None:
    def slow_where_early(i: int) -> int:
        time.sleep(0.01 if i < 3 else 0)
        return i * i

    assert list(workers.in_order(slow_where_early, range(20), n_workers)) == [i * i for i in range(20)]


def test_work_is_done_at_the_same_time() -> None:
    meeting = threading.Barrier(3, timeout=20)
    assert sorted(workers.in_order(lambda i: meeting.wait() * 0 + i, range(3), 3)) == [0, 1, 2]


@pytest.mark.parametrize("n_workers", [1, 3])
def test_an_error_comes_in_its_turn_and_ends_the_work(n_workers: int) -> None:
    begun = []

    def work(i: int) -> int:
        begun.append(i)
        if i == 2:
            raise KeyError(i)
        return i

    results = workers.in_order(work, range(1000), n_workers)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(KeyError):
        next(results)
    assert len(begun) < 50


def test_without_threads_the_caller_does_all_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")  # what Pyodide says

    X = [[0.0], [1.0], [8.0], [9.0]]
    found = repr(kv.compare_k(X, 2, n_refs=2))
    monkeypatch.setattr(threading.Thread, "start", start)
    monkeypatch.setattr(workers, "_are_there_threads", workers._are_there_threads.__wrapped__)
    assert list(workers.in_order(abs, [-1, 2], 3)) == workers.together(abs, [-1, 2], 3) == [1, 2]
    assert repr(kv.compare_k(X, 2, n_refs=2)) == found


def test_whoever_stops_asking_stops_the_work() -> None:
    begun, running = [], []

    def work(i: int) -> int:
        begun.append(i)
        running.append(i)
        time.sleep(0.01)
        running.remove(i)
        return i

    results = workers.in_order(work, range(1000), 3)
    next(results)
    results.close()
    assert not running
    so_far = len(begun)
    time.sleep(0.05)
    assert len(begun) == so_far < 50


def test_work_inside_work_needs_no_threads_of_its_own() -> None:
    def outer(i: int) -> set[int]:
        return set(workers.in_order(lambda _: threading.get_ident(), range(4), 2)) | {threading.get_ident()}

    assert [len(threads) for threads in workers.in_order(outer, range(6), 2)] == [1] * 6


@pytest.mark.parametrize("n_workers", [1, 2, 7])
def test_short_pieces_done_together_come_in_the_order_of_the_work(n_workers: int) -> None:
    def slow_where_early(i: int) -> int:
        time.sleep(0.01 if i < 3 else 0)
        return i * i

    assert workers.together(slow_where_early, range(20), n_workers) == [i * i for i in range(20)]
    assert workers.together(slow_where_early, [], n_workers) == []


def test_whoever_asks_for_short_pieces_is_one_of_the_workers() -> None:
    meeting = threading.Barrier(3, timeout=20)

    def work(_: int) -> threading.Thread:
        meeting.wait()
        return threading.current_thread()

    threads = workers.together(work, range(3), 3)
    assert len(set(threads)) == 3
    assert threading.current_thread() in threads


@pytest.mark.parametrize("by_caller", [True, False])
def test_an_error_in_a_short_piece_ends_the_work(by_caller: bool) -> None:
    begun, running = [], []
    meeting = threading.Barrier(2, timeout=20)

    def work(i: int) -> None:
        begun.append(i)
        if i < 2:
            meeting.wait()  # the caller's thread has one item, the other thread the other
        is_caller = threading.current_thread() is threading.main_thread()
        if is_caller == by_caller:
            raise KeyError(i)
        running.append(i)
        time.sleep(0.005)
        running.remove(i)

    with pytest.raises(KeyError):
        workers.together(work, range(1000), 2)
    assert not running
    assert len(begun) < 50


def test_work_done_together_within_work_stays_in_its_thread() -> None:
    def outer(_: int) -> bool:
        return len(set(workers.together(lambda _: threading.current_thread(), range(5), 2))) == 1

    assert list(workers.in_order(outer, range(4), 2)) == [True] * 4


def forking(test: Any) -> Any:
    """Mark a test that forks, of which Python 3.12 and later warn where there are threads."""
    test = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")(test)
    return pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")(test)


def answer_of_a_forked_child(work: Callable[[], Any], *, patience_s: float = 60) -> Any:
    """Return what `work` gives in a forked child, which is ended if it takes too long."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sender.send(work()))
    child.start()
    try:
        assert receiver.poll(patience_s), "the child gives no answer"
        return receiver.recv()
    finally:
        child.kill()
        child.join()


@forking
@pytest.mark.parametrize("way", [workers.in_order, workers.together])
def test_a_child_that_is_forked_after_work_in_threads_works_in_threads_of_its_own(way: Any) -> None:
    def work() -> list[tuple[int, bool]]:
        meeting = threading.Barrier(2, timeout=20)
        return list(way(lambda i: (meeting.wait() * 0 + i, threading.current_thread().is_alive()), range(2), 2))

    here = work()
    assert answer_of_a_forked_child(work) == here == [(0, True), (1, True)]


@forking
def test_a_child_that_is_forked_within_a_piece_of_work_is_no_worker_itself() -> None:
    def n_threads() -> int:
        meeting = threading.Barrier(2, timeout=20)
        return len(set(workers.in_order(lambda _: meeting.wait() * 0 + threading.get_ident(), range(2), 2)))

    assert list(workers.in_order(lambda _: answer_of_a_forked_child(n_threads), range(2), 2)) == [2, 2]


@forking
def test_runs_in_threads_are_made_again_in_a_forked_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "THREADS_FROM", 9000)
    X = kv.data.gaussian(9000, 3, seed=1)

    def inertias() -> list[float]:
        found: list[float] = kv.best_of(X, 3, 4, seed=1, max_iter=3, n_workers=2).inertias.tolist()
        return found

    assert answer_of_a_forked_child(inertias) == inertias()
    assert answer_of_a_forked_child(inertias) == inertias()
