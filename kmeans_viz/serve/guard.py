"""Which requests the server answers: those of its own pages, under a name that was configured.

`Guard` wraps an ASGI application, hands such requests on to it and refuses all others. Without it, a foreign page whose
name resolves to this machine (DNS rebinding) could use the explorer through a visitor's browser, and one header of the
first visitor would change the addresses in every visitor's page.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kmeans_viz.inputs import InputError
from kmeans_viz.serve.listening import is_everywhere, is_ip

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# Headers that only a reverse proxy may set, and none is believed: what a proxy adds is configured.
_PROXY = (b"script-name", b"x-script-name", b"forwarded", b"x-forwarded-")
_PORTS = {"http": 80, "https": 443}


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
    addresses : sequence of str
        Further addresses of the page, such as "https://class.example/k-means/" for a proxy that passes its requests on
        to this server; the path may be on them still, or not any more.

    Raises
    ------
    InputError
        If one of the addresses is none.
    """

    def __init__(self, app: ASGIApp, host: str, port: int, addresses: Sequence[str] = ()) -> None:
        self._app, self._port = app, port
        self._everywhere = is_everywhere(host)
        names = [*_LOOPBACK, f"[{host}]" if ":" in host else host]
        if self._everywhere:
            names += [socket.gethostname(), f"{socket.gethostname()}.local"]
        self._names = {name.lower() for name in names}
        parts = [_parts(address) for address in addresses]
        self._origins = {f"{scheme}://{place}" for scheme, place, _ in parts}
        self._places = {place for _, place, _ in parts}
        self._paths = [path for _, _, path in parts if path]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on a request of the server's own pages, or refuse it with one line."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not (self._is_own(hosts[0]) or hosts[0].lower() in self._places):
            problem = (
                f"This server answers to http://127.0.0.1:{self._port}/ and the --host and --address it was given; "
                "use one of these"
            )
            answer = _refused(problem, 421)
        elif any(not self._may_ask(origin.lower(), hosts[0]) for origin in origins):
            answer = _refused("This server answers to its own pages only; open its address itself", 403)
        elif scope["path"] in self._paths:
            query = scope.get("query_string", b"").decode("latin-1")
            answer = RedirectResponse(f"{scope['path']}/{query and '?'}{query}", 308)
        else:
            kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(_PROXY)]
            await self._app({**scope, "headers": kept, "path": self._inner(scope["path"])}, receive, send)
            return
        await answer(scope, receive, send)

    def _may_ask(self, origin: str, host: str) -> bool:
        """Return whether a page at `origin` is one of the server's own."""
        return origin in self._origins or (self._is_own(host) and origin == f"http://{host.lower()}")

    def _inner(self, path: str) -> str:
        """Return a path without the part of it that leads to this server."""
        return next((path[len(outer) :] for outer in self._paths if path.startswith(f"{outer}/")), path)

    def _is_own(self, host: str) -> bool:
        """Return whether a Host header names this server."""
        name, colon, port = host.lower().rpartition(":")
        if not colon or "]" in port:  # a browser leaves out port 80
            name, port = host.lower(), "80"
        return port == str(self._port) and (name in self._names or (self._everywhere and is_ip(name.strip("[]"))))


def _refused(text: str, status: int) -> Response:
    return Response(json.dumps({"error": text, "status": status}) + "\n", status, media_type="application/json")


def _parts(address: str) -> tuple[str, str, str]:
    """Return the scheme of an address, its host and port as browsers name them, and its path without the last slash."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise InputError(f"address={address!r} is no address of a page; use for example https://class.example/k-means/")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    # A browser leaves out the port that goes with the scheme.
    place = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    return parts.scheme, place, parts.path.rstrip("/")
