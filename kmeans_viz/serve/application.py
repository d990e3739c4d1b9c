r"""The application: it serves a page, and does for it what only Python can do, in processes of their own.

It has no session. A request carries all that it needs, so nothing is lost when the server starts anew, and an open page
costs nothing.

**A request** is a POST to ``api/table``, ``api/export``, ``api/advice`` or ``api/cluster``. Its body is one line of
JSON and, after the line break, the bytes of the file that the recipe names as its ``csv``, if it names one. Its header
``Kmeans-Tab`` holds a name that the page makes up at random when it loads, 1 to 64 letters or digits. Its address ends
with the page's own query, ``?token=…``, which a server that is open to a network asks for::

    const body = new Blob([JSON.stringify({ recipe, ending: ".gif" }), "\n", file ?? ""]);
    const headers = { "Kmeans-Tab": tab };
    const answer = await fetch("api/export" + location.search, { method: "POST", headers, body, signal });

========== ====================================================================================================
errand      the line of the request, and the last line of the answer
========== ====================================================================================================
table       ``{recipe}`` → ``{shape: [n, d], columns, labels, choices, skipped, n_skipped, report}``, and n·d
            numbers, float64, little-endian. ``columns`` are those that were used, ``choices`` those that could be,
            ``labels`` are for the axes; ``skipped`` says in sentences why rows were left out, and ``n_skipped`` how
            many. ``report`` says how a file was read: ``{columns: [{name, is_used, said}], notes, skipped, n_rows,
            n_used}``.
            A file that kmeans_viz made: ``{recipe}``; if that has a ``csv``, the page asks the user for that file.
export      ``{recipe, ending, verb, panels}`` → ``{type}``, and the file. ``ending`` is one of `export.WRITERS`;
            "/" gives a ZIP archive of the frames. ``verb`` is "animate", the default, or "storyboard", for which
            ``panels`` may be the number of half-steps to show.
advice      ``{recipe, k_max, size}`` → ``{k, offers, headline, words, methods}``. ``offers`` are the K to show on
            all points. Each method is ``{method, values, errors, suggested, reason}``, with values for K = 1, 2, …,
            without points far away. With ``size``, a number or [width, height], the page of `kv.choose_k` follows as
            PNG.
cluster     ``{recipe, k, n_runs}`` → ``{k, init_seed, text, files: [[name, bytes], …]}``, and the files one after the
            other: what ``kv.cluster`` saves. Without ``k``, four methods are asked. The best run is that of the start
            k-means++ with ``init_seed``, and ``text`` says in lines what was found.
========== ====================================================================================================

**An answer** of status 200 is lines of JSON, as they come, and then bytes::

    {"waiting": 3}                            third in the line
    {"percent": 40}
    {"type": "image/gif", "notes": [], "bytes": 51234}
    …51234 bytes

``notes`` are sentences for the user, such as which column decides. The line with ``bytes`` is the last one. Instead of
it, ``{"error": "…", "status": 504}`` may come; an answer that breaks off before either, or before the last byte, has
failed too. An answer of any other status is such a line alone. To cancel, the page aborts the fetch (or is closed): the
process that works for it is ended at once. ``GET api`` answers ``{"version": …, "request_bytes": …}``, so that a page
finds out whether there is a server behind it, and the longest request.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kmeans_viz import __version__
from kmeans_viz.errands.worker import json_line
from kmeans_viz.serve.limits import Limits
from kmeans_viz.serve.policy import policy_of
from kmeans_viz.serve.requests import Errands
from kmeans_viz.serve.turns import Turns

_HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def application(page: str, *, token: str | None = None, limits: Limits | None = None) -> ASGIApp:
    """Return the application.

    Parameters
    ----------
    page : str
        The page, in HTML: one file, whose scripts stand in it.
    token : str, optional
        What the query of the address must hold for requests that cost work. Without one, every client that reaches the
        server may make them.
    limits : Limits, optional
    """
    chosen = limits or Limits()
    about = json_line({"version": __version__, "request_bytes": chosen.request_bytes})
    content = page.encode()
    headers = {"content-security-policy": policy_of(page), "cache-control": "no-cache"}

    async def shown(request: Request) -> Response:
        return Response(content, media_type="text/html", headers=headers)

    async def told(request: Request) -> Response:
        return Response(about, media_type="application/json")

    async def failed(request: Request, problem: Exception) -> Response:
        text = f"the server failed ({type(problem).__name__}), and goes on; try again, or something else"
        return Response(json_line({"error": text, "status": 500}), 500, media_type="application/json")

    async def missing(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, HTTPException)
        words = {404: "there is nothing at this address; open the page itself", 405: "use POST here"}
        text = words.get(problem.status_code, str(problem.detail))
        line = json_line({"error": text, "status": problem.status_code})
        return Response(line, problem.status_code, problem.headers, media_type="application/json")

    turns = Turns(chosen)
    errands = [Route(f"/api/{name}", Errands(name, turns, token, chosen), methods=["POST"]) for name in chosen.seconds]
    routes = [Route("/", shown), Route("/api", told), *errands]
    inner = Starlette(routes=routes, exception_handlers={HTTPException: missing, Exception: failed})
    inner.router.redirect_slashes = False
    return _Headers(inner)


class _Headers:
    """An ASGI application that adds to each answer what keeps a browser from doing more with it than is meant."""

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
