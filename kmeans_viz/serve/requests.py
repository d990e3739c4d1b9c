"""One request for an errand, from its first byte to the last of its answer; `application` describes both.

`Errands` is the ASGI application that answers the requests of one kind.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import tempfile
from pathlib import Path
from typing import IO, Any

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from kmeans_viz.errands.worker import ANSWER, json_line
from kmeans_viz.serve.limits import Limits
from kmeans_viz.serve.processes import lines, started
from kmeans_viz.serve.turns import Ticket, Turns
from kmeans_viz.serve.wire import Refusal

TAB = "kmeans-tab"
_PIECE = 1 << 16
_IN_MEMORY = 1 << 16  # bytes of a request; more are in a file without a name, which is gone when it is closed

log = logging.getLogger("kmeans_viz")


class Errands:
    """Answers the requests for one kind of errand.

    Parameters
    ----------
    errand : str
    turns : Turns
        Shared by all kinds.
    token : str or None
    limits : Limits
    """

    def __init__(self, errand: str, turns: Turns, token: str | None, limits: Limits) -> None:
        self._errand, self._turns, self._token, self._limits = errand, turns, token, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do one errand, and answer with what comes of it; end it when the client goes."""
        request, answer = Request(scope), _Answer(send)
        try:
            self._check(request)
            with (
                self._turns.admitted(request.headers[TAB]) as ticket,
                tempfile.SpooledTemporaryFile(_IN_MEMORY) as body,
            ):
                n_bytes = await self._read(receive, body)
                body.seek(0)
                work = asyncio.ensure_future(self._work(ticket, body, n_bytes, answer))
                await _unless_gone(work, receive)
        except Refusal as refusal:
            if refusal.trace:
                log.error("an errand failed: %s\n%s", self._errand, refusal.trace)
            await answer.refuse(refusal)
        except _GoneError:
            return

    def _check(self, request: Request) -> None:
        """Refuse what can be refused before anything is read."""
        given = request.query_params.get("token", "")
        if self._token is not None and not secrets.compare_digest(given.encode(), self._token.encode()):
            raise Refusal(403, "the address has no token, or a wrong one; open the address that the server printed")
        if not re.fullmatch(r"[\w-]{1,64}", request.headers.get(TAB, ""), re.ASCII):
            raise Refusal(400, "the request has no header Kmeans-Tab; send one of 1 to 64 letters or digits")
        length = request.headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > self._limits.request_bytes:
            raise self._too_long()

    async def _read(self, receive: Receive, body: IO[bytes]) -> int:
        """Write the body of a request into a file, and return its length."""
        n_bytes, more = 0, True
        try:
            async with asyncio.timeout(self._limits.request_s):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _GoneError
                    piece, more = message.get("body", b""), message.get("more_body", False)
                    n_bytes += len(piece)
                    if n_bytes > self._limits.request_bytes:
                        raise self._too_long()
                    body.write(piece)
        except TimeoutError:
            raise Refusal(
                408, f"the request took longer than {self._limits.request_s:g} s to arrive; send a smaller file"
            ) from None
        return n_bytes

    async def _work(self, ticket: Ticket, body: IO[bytes], n_bytes: int, answer: _Answer) -> None:
        """Do the errand when its turn comes, and send what comes of it."""

        async def tell(place: int) -> None:
            await answer.line({"waiting": place})

        with tempfile.TemporaryDirectory(prefix="kmeans_viz-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            async with self._turns.turn(ticket, tell), started(folder) as process:
                async for told in lines(process, self._errand, body, n_bytes, self._limits):
                    await answer.line(told)
            # The next one may begin, however slowly this client takes its file.
            with (folder / ANSWER).open("rb") as file:
                while piece := file.read(_PIECE):
                    await answer.bytes(piece)
            await answer.end()

    def _too_long(self) -> Refusal:
        return Refusal(
            413,
            f"the file is larger than {self._limits.request_bytes // 10**6} MB; choose a part of it, or use kmeans-viz",
        )


class _Answer:
    """An answer that begins when there is something to tell, so that a refusal can still have its own status."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._has_begun = False

    async def line(self, told: dict[str, Any]) -> None:
        await self.bytes(json_line(told))

    async def bytes(self, piece: bytes) -> None:
        if not self._has_begun:
            # nginx would otherwise keep the lines until it has enough of them.
            await self._begin(200, "application/octet-stream", {"x-accel-buffering": "no"})
        await self._send({"type": "http.response.body", "body": piece, "more_body": True})

    async def end(self) -> None:
        await self._send({"type": "http.response.body", "body": b""})

    async def refuse(self, refusal: Refusal) -> None:
        line = json_line({"error": refusal.text, "status": refusal.status})
        if not self._has_begun:
            more = {"content-length": str(len(line))} | ({"retry-after": "30"} if refusal.status == 503 else {})
            await self._begin(refusal.status, "application/json", more)
        await self._send({"type": "http.response.body", "body": line})

    async def _begin(self, status: int, media_type: str, more: dict[str, str]) -> None:
        self._has_begun = True
        headers = {"content-type": media_type, "cache-control": "no-store", **more}
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": raw})


class _GoneError(Exception):
    """The client is gone."""


async def _unless_gone(work: asyncio.Task[None], receive: Receive) -> None:
    """Wait until the work is done; cancel it when the client goes, and raise _GoneError."""
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
        work.cancel()
        # Until its process has ended.
        await asyncio.wait({work, gone})
    if work.cancelled():
        raise _GoneError
    work.result()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
