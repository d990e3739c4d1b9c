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

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kmeans_viz import __version__
from kmeans_viz.errands.worker import json_line
from kmeans_viz.serve.limits import Limits
from kmeans_viz.serve.pages import of_pages, shows
from kmeans_viz.serve.requests import Errands
from kmeans_viz.serve.turns import Turns


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

    async def told(request: Request) -> Response:
        return Response(about, media_type="application/json")

    turns = Turns(chosen)
    errands = [Route(f"/api/{name}", Errands(name, turns, token, chosen), methods=["POST"]) for name in chosen.seconds]
    return of_pages([Route("/", shows(page)), Route("/api", told), *errands])
