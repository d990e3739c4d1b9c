"""Asking every block of a Dask array one question, in threads of this machine or on a cluster.

`ask` takes an array and a question of `blocks`, and returns one answer. Answers are merged in a tree whose shape
depends only on the number of blocks, so that the result is the same for any number of workers, whichever is first.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.beyond_memory.blocks import Question
from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    from distributed import Client

Answer = TypeVar("Answer")
Watcher: TypeAlias = Callable[[str, int, int], None]
"""Called as ``watcher(what, done, total)`` after each block; `what` names the purpose of the pass."""

_FAN_IN = 8  # answers merged at a time
_TIMEOUT_S = 5
_GLANCE_S, _LOOK_S = 0.005, 2  # how often to look for answers, and for workers
_DESERTED_S = 20  # how long to wait for new workers once there are none
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


def ask(
    array: Any,
    question: Question[Answer],
    what: str,
    *,
    sizes: NDArray[np.int64] | None = None,
    own: Sequence[Question[Answer]] | None = None,
) -> Answer:
    """Put a question to every block of a Dask array and return the merged answer.

    Parameters
    ----------
    array : dask.array.Array
        ``(n, d)``, in blocks of whole rows.
    question : Question
    what : str
        The purpose of the pass, for a watcher.
    sizes : NDArray, optional
        How many rows each block has; needed if the answer depends on the numbers of rows.
    own : sequence of Question, optional
        One question for each block, where they differ; `question` then only merges the answers.

    Raises
    ------
    InputError
        If every worker of the cluster that took a block died, or a block has another shape than the array says.
    ConnectionError
        If the scheduler of the cluster is lost, or all its workers are.
    """
    import dask.array as da
    from dask.delayed import delayed

    n_blocks = array.numblocks[0]
    ends = np.zeros(n_blocks, dtype=np.int64) if sizes is None else np.cumsum(sizes)
    # A block's own question travels with it alone. `question` is sent with every block, so it must be small.
    places = np.empty((n_blocks, 1), dtype=object)
    for i in range(n_blocks):
        shape = None if sizes is None else int(sizes[i]), int(array.shape[1])
        places[i, 0] = (0 if i == 0 else int(ends[i - 1]), shape, None if own is None else own[i])
    answers = da.map_blocks(
        _answer,
        array,
        da.from_array(places, chunks=1),
        question=question,
        chunks=((1,) * n_blocks, (1,)),
        dtype=object,
        meta=np.empty((0, 0), dtype=object),
    )
    blocks = answers.to_delayed().ravel().tolist()
    merge = delayed(question.merge, pure=True)
    layer = blocks
    while len(layer) > 1:
        layer = [merge(layer[i : i + _FAN_IN]) for i in range(0, len(layer), _FAN_IN)]
    return _computed(blocks, layer[0], what)


@contextmanager
def connected(address: str) -> Iterator[None]:
    """Let the Dask cluster at `address` do the work inside a ``with`` statement.

    Raises
    ------
    InputError
        If Dask is not installed, there is no such cluster, it has no workers, or they lack this package.
    """
    try:
        from distributed import Client
    except ImportError:
        raise missing("a cluster") from None
    if not isinstance(address, str) or not address:
        raise InputError(f"scheduler={address!r} is not an address; use for example tcp://127.0.0.1:8786")
    try:
        # A default client would take all work from now on, even if it could not connect.
        client = Client(address, timeout=_TIMEOUT_S, set_as_default=False)
    except (OSError, TypeError, ValueError) as problem:
        reason = str(problem).split("\n")[0] or type(problem).__name__
        raise InputError(
            f"scheduler={address!r} does not answer ({reason}); use the address that dask scheduler prints, for "
            "example tcp://127.0.0.1:8786"
        ) from None
    with client, client.as_current():
        _check_workers(client, address)
        yield


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Call `watcher` after each block that is done inside a ``with`` statement."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def missing(what: str) -> InputError:
    """Return the error for `what`, which needs Dask, where Dask is not installed."""
    return InputError(f"{what} needs Dask, which is not installed; pip install 'kmeans-viz[dask]' adds it")


def _answer(block: Any, place: NDArray[Any], question: Question[Any]) -> Any:
    """Put the question to one block. This function runs on the workers."""
    first, (n_rows, d), own = place[0, 0]
    points = np.asarray(block)
    if points.ndim != 2 or points.shape[1] != d or n_rows not in (None, len(points)):
        raise InputError(
            f"X has a block of shape {points.shape} at row {first}, where its chunks say {(n_rows or 'n', d)}; make it "
            f"with the true shapes of its blocks, or with (nan, {d}) where their lengths are unknown"
        )
    return (own or question).ask(points, first)


def _computed(blocks: list[Any], root: Any, what: str) -> Any:
    """Compute `root`, the merged answer, and call the watcher after each of the `blocks` below it."""
    from dask.base import compute
    from dask.callbacks import Callback

    watcher, total = _watcher.get() or (lambda *_: None), len(blocks)
    watcher(what, 0, total)
    client = _client()
    if client is not None:
        return _computed_by(client, blocks, root, lambda done: watcher(what, done, total))
    waiting = {block.key for block in blocks}

    def count(key: Any, *_: Any) -> None:
        if key in waiting:
            waiting.discard(key)
            watcher(what, total - len(waiting), total)

    with Callback(posttask=count):
        (answer,) = compute(root)
    return answer


def _computed_by(client: Client, blocks: list[Any], root: Any, report: Callable[[int], None]) -> Any:
    from asyncio import CancelledError as GivenUp
    from concurrent.futures import CancelledError

    from distributed import KilledWorker, as_completed

    *futures, last = client.compute([*blocks, root])
    waiting, seen = as_completed([*futures, last]), time.monotonic()  # when workers were last seen
    try:
        while not waiting.is_empty():
            if waiting.next_batch(block=False):
                report(min(len(blocks), len(blocks) + 1 - waiting.count()))
                continue
            time.sleep(_GLANCE_S)
            now = time.monotonic()
            if now - seen > _LOOK_S and client.scheduler_info()["workers"]:
                seen = now
            if now - seen > _DESERTED_S:
                client.cancel([*futures, last])
                raise ConnectionError("all workers of the cluster are gone; start one, with dask worker ADDRESS")
        return last.result()
    except KilledWorker:
        raise InputError(
            "a block was given up, since every worker that had it died, most likely for want of memory; "
            "use smaller blocks, for example X.rechunk({0: 100_000})"
        ) from None
    except (CancelledError, GivenUp):
        raise ConnectionError("the scheduler was lost in the middle of the work; start it again") from None
    except KeyboardInterrupt:
        client.cancel([*futures, last])
        raise


def _client() -> Client | None:
    """Return the client of the cluster that Dask would compute on now; None where it would use this machine alone."""
    if "distributed" not in sys.modules:
        return None
    from dask.base import get_scheduler
    from distributed import default_client

    try:
        client = default_client()
    except ValueError:
        return None
    return client if get_scheduler() == client.get else None


def _check_workers(client: Client, address: str) -> None:
    from importlib.util import find_spec

    try:
        client.wait_for_workers(1, timeout=_TIMEOUT_S)
    except TimeoutError:
        raise InputError(
            f"scheduler={address!r} has no workers; start one, for example with dask worker {address}"
        ) from None
    found = [client.run_on_scheduler(find_spec, "kmeans_viz"), *client.run(find_spec, "kmeans_viz").values()]
    if not all(found):
        raise InputError(
            f"scheduler={address!r} has workers without kmeans_viz; install it wherever the scheduler and its workers "
            "run"
        )
