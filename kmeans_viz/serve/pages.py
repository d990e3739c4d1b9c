"""What the applications of this room share: how a page is served, and what is at an address where there is none.

`shows` takes a page, and `of_pages` the routes of an application, to which it adds the headers that keep a browser from
doing more with an answer than is meant.
"""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kmeans_viz.errands.worker import json_line
from kmeans_viz.serve.policy import policy_of

_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def shows(page: str) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that answers with a page, in HTML: one file, whose scripts stand in it."""
    content = page.encode()
    # Once, and not for each of 300 phones on one Wi-Fi: a third of the bytes.
    packed = gzip.compress(content)
    headers = {"content-security-policy": policy_of(page), "cache-control": "no-cache", "vary": "accept-encoding"}

    async def shown(request: Request) -> Response:
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(packed, media_type="text/html", headers={**headers, "content-encoding": "gzip"})
        return Response(content, media_type="text/html", headers=headers)

    return shown


def of_pages(routes: Sequence[BaseRoute]) -> ASGIApp:
    """Return an application with these routes, which says in a line why there is nothing at other addresses."""
    inner = Starlette(routes=routes, exception_handlers={HTTPException: _missing, Exception: _failed})
    inner.router.redirect_slashes = False
    return _Headers(inner)


async def _failed(request: Request, problem: Exception) -> Response:
    text = f"the server failed ({type(problem).__name__}), and goes on; try again, or something else"
    return Response(json_line({"error": text, "status": 500}), 500, media_type="application/json")


async def _missing(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    words = {404: "there is nothing at this address; open the page itself", 405: "use POST here"}
    text = words.get(problem.status_code, str(problem.detail))
    line = json_line({"error": text, "status": problem.status_code})
    return Response(line, problem.status_code, problem.headers, media_type="application/json")


class _Headers:
    """An ASGI application that adds the headers to each answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
