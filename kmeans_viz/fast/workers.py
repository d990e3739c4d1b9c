"""Work in threads: as many at once as the machine has cores, with results in the order of the work.

The caller passes a function and its arguments, and gets the results in order, so that adding them up gives the same sum
with any number of threads. Threads, and not processes, since the kernels release Python's lock and nothing is copied.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
THREADS_FROM = 100_000  # points of a run; below, runs hold Python's lock for too long to gain from running side by side
_AHEAD = 2  # pieces of work that wait for each thread: enough to keep it busy, and few to cancel
_GLANCE_S = 0.05  # how long to wait for a result before `meanwhile` is called again
_here = threading.local()


def n_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class StoppedError(Exception):
    """Raised by a piece of work when it finds that it should stop; it never reaches the caller of `in_order`."""


def in_order(
    function: Callable[[_Item], _Result],
    items: Iterable[_Item],
    n_workers: int | None = None,
    *,
    meanwhile: Callable[[], object] = lambda: None,
    stop: threading.Event | None = None,
) -> Iterator[_Result]:
    """Yield ``function(item)`` for every item, in order, computed in threads.

    An error in `function` is raised when the turn of its item comes, and ends the work. If the caller closes the
    iterator early, no further items are begun, and closing returns once those under way are done. Called from one of
    these threads, or where there are no threads, as in a browser, it does all its work in the caller's.

    Parameters
    ----------
    function : callable
    items : iterable
    n_workers : int, optional
        How many threads; by default, as many as there are cores.
    meanwhile : callable, optional
        Called in the caller's thread, several times a second, while it waits; an error that it raises ends the work.
    stop : threading.Event, optional
        Set when the work ends early. A long `function` can look at it and raise `StoppedError` to end sooner.

    Examples
    --------
    >>> list(in_order(abs, [-1, 2, -3], n_workers=2))
    [1, 2, 3]
    """
    n_workers = n_cores() if n_workers is None else n_workers
    if n_workers == 1 or not _can_share():
        yield from map(function, items)
        return
    pool = _pool(n_workers)
    waiting: deque[Future[_Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > _AHEAD * n_workers:
                yield _result(waiting, meanwhile)
        while waiting:
            yield _result(waiting, meanwhile)
    finally:
        if waiting and stop is not None:
            stop.set()
        begun = [future for future in waiting if not future.cancel()]
        for future in begun:
            future.exception()


def together(
    function: Callable[[_Item], _Result], items: Iterable[_Item], n_workers: int | None = None
) -> list[_Result]:
    """Return ``function(item)`` for every item, in order, for short pieces of work.

    The caller's thread does its share, together with up to ``n_workers - 1`` others; by default, there are as many as
    cores.

    Examples
    --------
    >>> together(abs, [-1, 2, -3], n_workers=2)
    [1, 2, 3]
    """
    n_workers = n_cores() if n_workers is None else n_workers
    todo = deque(enumerate(items))
    results: dict[int, _Result] = {}

    def work() -> None:
        while todo:
            try:
                i, item = todo.popleft()
            except IndexError:  # another thread took the last one
                return
            try:
                results[i] = function(item)
            except BaseException:
                todo.clear()  # so that no thread begins another item
                raise

    n_helpers = min(n_workers, len(todo)) - 1 if _can_share() else 0
    helpers = [_pool(n_workers).submit(work) for _ in range(n_helpers)]
    try:
        work()
    finally:
        begun = [helper for helper in helpers if not helper.cancel()]
        wait(begun)
    for helper in begun:
        helper.result()
    return [results[i] for i in range(len(results))]


def _result(waiting: deque[Future[_Result]], meanwhile: Callable[[], object]) -> _Result:
    while not wait([waiting[0]], _GLANCE_S).done:
        meanwhile()
    return waiting.popleft().result()


def _can_share() -> bool:
    """Tell whether work can go to other threads: not from one of them, and not where there are none."""
    return not getattr(_here, "is_worker", False) and _are_there_threads()


@cache
def _are_there_threads() -> bool:
    try:
        threading.Thread(target=int).start()
    except RuntimeError:
        return False
    return True


@cache
def _pool(n_workers: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(n_workers, "kmeans_viz", initializer=lambda: setattr(_here, "is_worker", True))


def _forget() -> None:
    """Start anew in a forked child, which inherits the pools and none of their threads: work would wait for ever."""
    _pool.cache_clear()
    vars(_here).clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
