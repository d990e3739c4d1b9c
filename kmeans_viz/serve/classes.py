r"""The server of a class: pages, and the websockets through which they are in the class together.

``/`` leads to ``/CODE``, the student's page, and ``/teach#KEY`` is the teacher's, whose key no request carries. All
addresses are relative to the page's own, so that a proxy may serve the class below a path.

**A student's page** opens a websocket at ``live/CODE``, and its first message says who it is. All messages are objects
of JSON, as text::

    → {"join": "4f0c…"}                       16 to 64 of A-Z, a-z, 0-9, - and _, made up by the page at random
    ← {"waiting": true}                       the teacher has not shown anything yet
    ← {"now": {"sid": "a1", "lang": "en", "phase": "ask", "step": null, "scene": {…}}, "mine": null}
    → {"guess": {"scene": "a1", "value": {"k": 3}}}
    ← {"counted": "a1"}                       the guess has reached the server; of several, the last counts
    ← {"error": "…"}                          what was wrong with a message, in a line; nothing else happens
    ← {"over": true}                          and the connection is closed

``now`` comes whenever it changes. ``lang`` is the language of the lesson. A slow page gets the newest one, and misses
those between. ``scene`` has ``question``, ``recipe``, ``step``, ``hide`` and ``task`` (without the answer). ``phase``
is "ask", "closed" (no more guesses are taken) or "revealed"; then, ``reveal`` is there too, with ``step``, ``text``,
``recipe`` and ``answer``. ``step`` is where the teacher is, or null. ``mine`` is the guess that counts. Where no
class has the code (yet), ``error`` follows ``waiting``, and the class begins there when a teacher's page brings it.

Once no more guesses are taken, and while the teacher shows them, ``class`` is in ``now`` too, if two students or more
have guessed. It has ``n``, how many have; of a "place", the ``means`` of the stars with two guesses or more, as
``{"cluster": 0, "n": 2, "at": [x, y]}``; of a "vote" or "choose", the ``counts`` of the options; and of a "drag", the
``lowest`` inertia, where the board is not too large for it.

======== =============================================== ============================================================
task     value of a guess                                what is checked
======== =============================================== ============================================================
place    ``{"cluster": 0, "at": [x, y]}``                the star of the task, or any; the board, and as much again
                                                         on each side
vote     ``{"k": 3}``                                    one of the task's ``k``
choose   ``{"choice": 1}``                               one of the task's ``choices``, from 0
drag     ``{"centroids": [[x, y], …]}``                  as many as the recipe's ``k``, each as in ``place``
======== =============================================== ============================================================

**A teacher's page** opens a websocket at ``live``. Its first message has the key, and all that it has of the class, or
null when it has nothing yet::

    → {"key": "…", "class": {"run": "…", "scenes": {…}, "at": 0, "phase": "ask", "step": null,
                             "shown": false, "guesses": {"a1": {"4f0c…": {"k": 3}}}}}
    ← {"class": {…}, "join": {"code": "…", "address": "http://…/CODE", "qr": "<svg …>"}}
    ← {"students": 28, "guesses": {"a1": {"77d1…": {"k": 2}}}}
    → {"show": {"at": 1, "phase": "closed", "step": null, "shown": true}}
    → {"scenes": {"title": "…", "lang": "en", "scenes": [{"sid": "a1", "question": "…", "recipe": {…}, …}]}}
    → {"forget": "a1"}
    → {"end": true}

``class`` is the answer, and comes again when another page with the key has changed something; it replaces all that the
page has. ``scenes`` is what a file of scenes holds, where each also has a ``sid`` that stays with it, up to 64 of the
same characters. Guesses stay with a scene whose ``sid`` stays. ``students`` says how many are connected, and
``guesses`` only what is new, at most ten times a second. ``show`` without ``phase`` asks, and ``shown`` says whether
guesses are shown; ``forget`` takes the guesses for a scene away.

**After a restart** the server has a key of its own, and knows nothing of the class before. A page that brings a key and
a class gets it back, under the code that follows from the key (`keys.py`), to which the students' pages come again.
What they guess before the class is there waits for it, and appears as ``mine``. ``run`` names the classroom that wrote
``class``: handed to another one, its guesses are added; handed to the same one, which never lost anything, nothing is.

====== =============================================================================================================
closed why
====== =============================================================================================================
1000   the class is over
1008   the first message was not what it has to be; the reason says what is
1009   a message was too long: 64 kB for students, 6 MB for teachers
1011   no answer to a ping, for 20 s
1013   too many pages; try again later
4001   the same student joined on another connection, which is the one that counts; do not connect again
4003   the key opens no class
4008   no first message within 10 s
====== =============================================================================================================

Any other end, without a reason, is a lost connection: connect again, a little later each time, and at random, so that
three hundred pages do not come in the same moment.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kmeans_viz.serve.pages import of_pages, shows
from kmeans_viz.serve.rooms import Classes


def class_application(classes: Classes, student_page: str, teacher_page: str) -> ASGIApp:
    """Return the application with both pages and the websockets behind them."""
    shown = shows(student_page)

    async def led(request: Request) -> Response:
        return RedirectResponse(classes.code, 307)

    async def joined(request: Request) -> Response:
        # A code with a slip in it gets the page too, which says so.
        if not request.path_params["code"].isalpha():
            raise HTTPException(404)
        return await shown(request)

    pages = [Route("/", led), Route("/teach", shows(teacher_page)), Route("/{code}", joined)]
    return of_pages([*pages, *classes.routes()])
