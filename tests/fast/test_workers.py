"""Work in threads: results in order, errors in their turn, and a clean stop."""

import threading
import time

import pytest

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

    assert all(len(threads) == 1 for threads in workers.in_order(outer, range(6), 2))


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

    assert all(workers.in_order(outer, range(4), 2))
