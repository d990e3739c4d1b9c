"""The processes of the errands, each of which can be ended at any moment without harm to the server.

`started` starts one in a folder, and ends it when the block ends, for whatever reason. `lines` hands a request to it
and yields what it tells.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import IO, Any

from kmeans_viz.serve.limits import Limits
from kmeans_viz.serve.wire import Refusal

_PIECE = 1 << 16


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Process]:
    """Start a process in `folder`; whatever ends the block also ends the process, and what that has started."""
    process = await asyncio.create_subprocess_exec(
        # With -P, nothing in the folder is imported.
        *(sys.executable, "-P", "-m", "kmeans_viz.errands.worker"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=folder,
        # Whatever a library keeps for a while, it keeps there.
        env={**os.environ, "TMPDIR": str(folder)},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
        await process.wait()


async def lines(
    process: Process, errand: str, request: IO[bytes], n_bytes: int, limits: Limits
) -> AsyncIterator[dict[str, Any]]:
    """Hand the `n_bytes` of a request to a process, and yield each line that it tells until it is done.

    Raises
    ------
    Refusal
        If the errand cannot be done, takes too long, or its process has ended.
    """
    assert process.stdin is not None
    assert process.stdout is not None
    deadline = asyncio.get_running_loop().time() + limits.seconds[errand]
    order = {
        "errand": errand,
        "bytes": n_bytes,
        "memory_bytes": limits.memory_bytes,
        "file_bytes": limits.file_bytes,
    }
    try:
        async with asyncio.timeout_at(deadline):
            process.stdin.write(json.dumps(order).encode() + b"\n")
            while piece := request.read(_PIECE):
                process.stdin.write(piece)
                await process.stdin.drain()
        while True:
            async with asyncio.timeout_at(deadline):
                line = await process.stdout.readline()
            told = json.loads(line or b"{}")
            if "error" in told:
                raise Refusal(told["status"], told["error"], trace=told.get("trace", ""))
            if "done" in told:
                return
            if not told:
                break
            yield told
    except TimeoutError:
        raise Refusal(
            504, f"this took longer than {limits.seconds[errand]:g} s, and was ended; try fewer points"
        ) from None
    except ConnectionError:
        pass
    # Nothing but the memory or a fault in a library ends a process without a word.
    raise Refusal(500, "the process that did this was ended, perhaps for want of memory; try fewer points")
