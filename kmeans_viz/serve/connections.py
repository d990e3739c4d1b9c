"""How uvicorn is set up for strangers: `config_of` takes an application, and returns the settings for it.

A connection that a client opens and then leaves alone is closed, so that such clients never use up all there are.
uvicorn itself waits for ever for the headers of a request, and for a client that takes nothing of its answer.
`websockets.py` does the same for websockets.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from kmeans_viz.serve.limits import ConnectionLimits

_HEADER_BYTES = 1 << 14


def config_of(
    app: ASGIApp,
    limits: ConnectionLimits,
    websockets: type[asyncio.Protocol] | None = None,
    ping_s: float | None = None,
) -> Config:
    """Return uvicorn's settings: nothing taken from a proxy's headers, short headers, no log of requests.

    Without a protocol for `websockets` there are none. Each is asked for a sign of life every `ping_s`.
    """
    return Config(
        app,
        loop="asyncio",
        http=_impatient(limits),
        ws=websockets or "none",
        ws_ping_interval=ping_s,
        ws_ping_timeout=ping_s,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=_HEADER_BYTES,
        limit_concurrency=limits.connections,
        timeout_graceful_shutdown=1,
    )


class PoliteServer(Server):
    """A server that says goodbye before it closes its connections.

    Parameters
    ----------
    config : uvicorn.Config
    goodbye : callable
        Called once, when the server is about to end.
    """

    def __init__(self, config: Config, goodbye: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._goodbye = goodbye

    def stop(self) -> None:
        """Begin to end; the goodbye comes first."""
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, as uvicorn does, after the goodbye."""
        await self._goodbye()
        await super().shutdown(sockets)


def _impatient(limits: ConnectionLimits) -> type[H11Protocol]:
    """Return a protocol that closes a connection on which nothing happens for as long as `limits` say."""

    class Impatient(H11Protocol):
        _headers: asyncio.TimerHandle | None = None
        _stall: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._look()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._look()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._stall = self.loop.call_later(limits.stall_s, self.transport.abort)

        def resume_writing(self) -> None:
            super().resume_writing()
            if self._stall is not None:
                self._stall.cancel()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            for timer in (self._headers, self._stall):
                if timer is not None:
                    timer.cancel()

        def _look(self) -> None:
            """Wait for the headers of a request for a while, and for as long as it takes once they are here."""
            # A websocket takes its connection over, and asks for signs of life itself.
            is_websocket = self.transport.get_protocol() is not self
            is_busy = is_websocket or (self.cycle is not None and not self.cycle.response_complete)
            if is_busy and self._headers is not None:
                self._headers.cancel()
                self._headers = None
            elif not is_busy and self._headers is None:
                self._headers = self.loop.call_later(limits.header_s, self.transport.abort)

    return Impatient
