"""Which requests the server of the explorer answers: those of its own pages, under a name that was configured.

`Guard` wraps an ASGI application, hands such requests on to it and refuses all others. Without it, a foreign page whose
name resolves to this machine (DNS rebinding) could use the explorer through a visitor's browser, and one header of the
first visitor would change the addresses in every visitor's page.
"""

from __future__ import annotations

import ipaddress
import socket

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# Headers that only a reverse proxy may set; this server has none in front of it.
_PROXY = (b"script-name", b"x-script-name", b"forwarded", b"x-forwarded-")


class Guard:
    """An ASGI application that hands on only the requests of its own pages.

    Parameters
    ----------
    app : ASGIApp
        The application that answers.
    host : str
        The address that the server listens on. It answers to that name and to those of the loopback interface. If it
        listens on all interfaces, it also answers to the machine's name and to every IP address, since DNS cannot
        rebind those.
    port : int
        The port that it listens on.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._app, self._port = app, port
        self._everywhere = _is_ip(host) and ipaddress.ip_address(host).is_unspecified
        names = [*_LOOPBACK, f"[{host}]" if ":" in host else host]
        if self._everywhere:
            names += [socket.gethostname(), f"{socket.gethostname()}.local"]
        self._names = {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request of the server's own pages, or refuse it with one line."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not self._is_own(hosts[0]):
            problem = (
                f"This server answers to http://127.0.0.1:{self._port}/ and the --host it was given; use that name"
            )
            answer = PlainTextResponse(f"{problem}\n", 421)
        elif any(origin.lower() != f"http://{hosts[0].lower()}" for origin in origins):
            answer = PlainTextResponse("This server answers to its own pages only; open its address itself\n", 403)
        else:
            kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(_PROXY)]
            await self._app({**scope, "headers": kept}, receive, send)
            return
        await answer(scope, receive, send)

    def _is_own(self, host: str) -> bool:
        """Return whether a Host header names this server."""
        name, colon, port = host.lower().rpartition(":")
        if not colon or "]" in port:  # a browser leaves out port 80
            name, port = host.lower(), "80"
        return port == str(self._port) and (name in self._names or (self._everywhere and _is_ip(name.strip("[]"))))


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
