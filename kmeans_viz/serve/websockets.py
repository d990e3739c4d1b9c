"""Websockets for strangers: `websockets_of` returns uvicorn's protocol with limits of its own.

A message that is too long is refused before it is there, with a reason that its sender can read. Who does not take what
it is sent, or has left without a word, is cut off.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from uvicorn.protocols.websockets.wsproto_impl import WSProtocol

from kmeans_viz.serve.limits import ClassLimits


def websockets_of(limits: ClassLimits) -> type[asyncio.Protocol]:
    """Return the protocol of a connection to a class."""

    class Websocket(WSProtocol):
        _watch: asyncio.TimerHandle | None = None
        _most_bytes = limits.student_bytes
        _is_too_long = False

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._look()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self._watch is not None:
                self._watch.cancel()

        def handle_connect(self, event: Any) -> None:
            if event.target.partition("?")[0].endswith("/live"):
                self._most_bytes = limits.teacher_bytes
            super().handle_connect(event)

        def handle_message(self, event: Any) -> None:
            if self.buffer.length + len(event.data) <= self._most_bytes:
                super().handle_message(event)
            elif not self._is_too_long:
                self._is_too_long = True
                self.tasks.add(task := self.loop.create_task(self._refuse()))
                task.add_done_callback(self.tasks.discard)

        async def _refuse(self) -> None:
            """Close the connection as an application does: what still comes is read, or the reason would be lost."""
            reason = f"this message is too long; a message has at most {self._most_bytes:,} bytes"
            with suppress(OSError, RuntimeError):  # it is closed already
                await self.send({"type": "websocket.close", "code": 1009, "reason": reason})

        def _look(self) -> None:
            """End the connection if it is closed, and the client does not take what was sent before."""
            if self.transport.is_closing():
                self.transport.abort()
            self._watch = self.loop.call_later(limits.stall_s, self._look)

    return Websocket
