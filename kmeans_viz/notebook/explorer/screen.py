"""What is on the page, and what somebody touches there: the pictures of a session, those that are wanted first.

A `Session` flows in; messages with pictures, and with what other starts came to, flow out. Pixels of the pictures flow
back in as positions on the board.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import InputError
from kmeans_viz.look import Look
from kmeans_viz.notebook.explorer.session import Session
from kmeans_viz.notebook.explorer.starts import Starts
from kmeans_viz.recipe import Recipe
from kmeans_viz.web.player.reel import SIDES, Reel
from kmeans_viz.web.player.stream import Message, Pump, messages_of

_PICTURES, _SEARCH = 0, 1
_AUTOMATIC = 50_000  # points times clusters up to which other starts are tried without being asked
_PACE = 10  # starts between two looks at what else there is to do

log = logging.getLogger("kmeans_viz")


class Screen:
    """The pictures of a session on a page.

    Parameters
    ----------
    session : Session
    send : callable
        Called as ``send(content, buffers)``.
    say : callable
        Called as ``say(text, ticket)`` with a sentence about what went wrong.
    """

    def __init__(
        self,
        session: Session,
        send: Callable[[dict[str, Any], list[bytes]], None],
        say: Callable[[str, int | None], None],
    ) -> None:
        self.session, self._say = session, say
        self.ratio = 1.0
        """How many pixels of a picture make one of the screen's own."""
        self.reel: Reel | None = None
        """What was drawn last."""
        self._pump = Pump(send)
        self._run = 0
        self._size = (640, 560)
        self._starts: Starts | None = None

    def look(self) -> Look:
        """Return how the pictures look: as those of a file, but without words, and as large as the page has room."""
        names = ("style", "voronoi", "trails", "curve", "step_ms", "hold_start_ms", "hold_end_ms", "tween", "loop")
        return Look(size=self._size, caption=False, **{name: getattr(self.session.recipe, name) for name in names})

    def show(self, step: int, ticket: int | None = None, *, same_run: bool = False) -> None:
        """Draw the run anew, beginning with half-step `step`; whatever was being drawn is dropped."""
        self._run += 1
        self.make_way()
        self._pump.start(_PICTURES, self._guarded(self._pictures(self._run, step, ticket, same_run), ticket))
        self._pump.start(_SEARCH, self._guarded(self._search(), None))

    def _guarded(self, messages: Iterator[Message | None], ticket: int | None) -> Iterator[Message | None]:
        """Yield `messages`; where one cannot be made, say so instead."""
        try:
            yield from messages
        except Exception as problem:
            log.exception("the explorer could not draw")
            what = "there is not enough memory" if isinstance(problem, MemoryError) else type(problem).__name__
            self._say(f"The picture could not be drawn ({what}).", ticket)

    def _pictures(self, run: int, step: int, ticket: int | None, same_run: bool) -> Iterator[Message | None]:
        traces = self.session.traces
        self.reel = reel = Reel(traces, self.look(), ratio=self.ratio)
        alt = f"{len(self.session.points):,} points and {traces[0].k} stars, the centroids of k-means"
        messages = messages_of(reel, run=run, step=step, alt=alt)
        begin = next(messages)
        assert begin is not None
        yield begin[0] | {"ack": ticket, "sameRun": same_run, "starLook": reel.star_look()}, begin[1]
        yield from messages

    def _search(self) -> Iterator[Message | None]:
        """Try other starts, if that costs little or has been done before."""
        starts = self.starts()
        if not starts.done and len(starts.points) * starts.recipe.k > _AUTOMATIC:
            yield {"kind": "starts", "text": []}, []
            return
        for found in starts.search():
            if found % _PACE == 0:
                yield None
        yield self._starts_message(starts), []

    def _starts_message(self, starts: Starts) -> dict[str, Any]:
        # A run that was stopped, or that lost a star, came to nothing that others can be held against.
        whole = [trace for trace in self.session.traces if trace.converged and trace.final.k == trace.k]
        runs = [trace.inertia for trace in whole] if len(whole) == len(self.session.traces) else []
        verdicts = [starts.verdict(inertia) for inertia in runs]
        if len(verdicts) > 1:
            # For two there is room for the gist.
            verdicts = [[f"{side}: {text[0]}"] for side, text in zip(SIDES, verdicts, strict=False)]
        return {
            "kind": "starts",
            "histogram": starts.histogram(),
            "here": runs,
            "text": [sentence for text in verdicts for sentence in text],
        }

    def make_way(self) -> None:
        """Draw nothing but what a hand does: the run on the page is about to be replaced by another one."""
        self._pump.stop(_PICTURES)
        self._pump.stop(_SEARCH)

    def shown(self) -> tuple[Any, Look]:
        """Return what determines the run on the screen, and what determines its look."""
        now = self.session.now
        recipe = replace(now.recipe, **{name: getattr(Look(), name) for name in Look.__dataclass_fields__})
        return replace(now, recipe=recipe), self.look()

    def starts(self) -> Starts:
        """Return the search among starts that fits this board and this method."""
        # Stars that were placed by hand are held against the last method that was chosen.
        recipe, points = replace(self.session.recipe, init=self.session.last_method), self.session.points
        mine = self._starts
        if mine is None or mine.points is not points or _search_of(mine.recipe) != _search_of(recipe):
            mine = self._starts = Starts(points, recipe)
        return mine

    def resize(self, content: dict[str, Any]) -> None:
        """Take over the size that the page has room for."""
        size = content.get("size")
        if isinstance(size, list) and len(size) == 2 and all(is_number(side) for side in size):
            self._size = (int(np.clip(size[0], 200, 2000)), int(np.clip(size[1], 200, 2000)))
            ratio = content.get("ratio", 1.0)
            self.ratio = float(np.clip(ratio, 0.5, 4)) if is_number(ratio) else 1.0

    def touched(self, content: dict[str, Any]) -> tuple[Reel, int]:
        """Return the pictures that are on the page, and which of them somebody touches."""
        d = self.session.points.shape[1]
        if d != 2:
            raise InputError(f"the points have {d} coordinates, and only those with 2 can be moved by hand")
        if self.reel is None:
            raise InputError("the picture is not there yet; try again")
        pane = content.get("pane", 0)
        n_panes = len(self.session.traces)
        if not isinstance(pane, int) or not 0 <= pane < n_panes or len(self.reel.traces) != n_panes:
            raise InputError("the picture has just changed; try again")
        return self.reel, pane

    def positions(self, content: dict[str, Any], name: str) -> NDArray[np.float64]:
        """Return places in the picture as positions on the board, ``(m, 2)``."""
        reel, pane = self.touched(content)
        pixels = np.asarray(content.get(name) or np.empty((0, 2)), dtype=float).reshape(-1, 2)
        if not np.isfinite(pixels).all():
            raise InputError("that place is not on the board; try again")
        if name == "stars" and len(pixels) == 0:
            raise InputError("there are no stars to start from; place at least one")
        return reel.to_data(pane, pixels)

    def length(self, content: dict[str, Any]) -> float:
        """Return the radius of the brush on the board."""
        reel, pane = self.touched(content)
        radius = float(np.clip(float(content.get("radius", 20)), 1, 500))
        ends = reel.to_data(pane, np.array([[0.0, 0.0], [radius, 0.0]]))
        return float(abs(ends[1, 0] - ends[0, 0]))


def is_number(value: Any) -> bool:
    """Tell whether a page sent a number that can be worked with."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and bool(np.isfinite(value))


def _search_of(recipe: Recipe) -> tuple[Any, ...]:
    return recipe.k, recipe.init, recipe.max_iter, recipe.on_empty
