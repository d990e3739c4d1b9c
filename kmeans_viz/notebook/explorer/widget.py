"""The explorer as a widget: what a person does in the page flows in as messages, what there is to see flows out.

`Session` knows what the situation is; this file connects it with a page. Whatever goes wrong on the way becomes a
sentence on the page, and the page goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.inputs import InputError
from kmeans_viz.kmeans.algorithm import Phase
from kmeans_viz.notebook.display import anywidget, traitlets
from kmeans_viz.notebook.explorer.advice import advice_of
from kmeans_viz.notebook.explorer.boards import MOST_BYTES
from kmeans_viz.notebook.explorer.controls import controls
from kmeans_viz.notebook.explorer.download import file_name, file_of
from kmeans_viz.notebook.explorer.errand import Errand
from kmeans_viz.notebook.explorer.screen import Screen, is_number
from kmeans_viz.notebook.explorer.session import Session
from kmeans_viz.notebook.explorer.state import state_of, value_of
from kmeans_viz.notebook.explorer.words import guess_verdict
from kmeans_viz.pictures.layers import Stars, Trails
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.recipe import Recipe
from kmeans_viz.runs.making import record
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.player.frames import FOLDER as PLAYER
from kmeans_viz.web.player.reel import Reel
from kmeans_viz.web.player.scripts import script, styles

_SCRIPTS = PLAYER.parent / "explorer"
_DABS = 2000  # places of the brush in one message, at most

log = logging.getLogger("kmeans_viz")


class Explorer(anywidget.AnyWidget):
    """K-means under one's fingers: choose the data and the start, step, drag the stars, compare, export.

    Parameters
    ----------
    recipe : Recipe, optional
        What to show first.

    Attributes
    ----------
    recipe : Recipe
        What is shown; set it to show something else.
    traces : list of Trace
        The run that is shown, and the one beside it if there is one.

    Examples
    --------
    >>> explorer = Explorer(Recipe(n=60, k=4))
    >>> explorer.recipe = Recipe(data="moons", k=2)
    >>> explorer.traces[0].k
    2
    """

    _esm = script(
        *(PLAYER / name for name in ("player.js", "messages.js")),
        *(_SCRIPTS / name for name in ("mail.js", "charts.js", "panel.js", "hands.js", "explorer.js")),
    )
    _css = styles(PLAYER / "player.css", _SCRIPTS / "explorer.css")
    schema: Any = traitlets.List().tag(sync=True)

    def __init__(self, recipe: Recipe | None = None) -> None:
        if recipe is not None and not isinstance(recipe, Recipe):
            raise InputError(f"{type(recipe).__name__} cannot be explored; pass a Recipe, for example kv.Recipe(k=4)")
        self.session = Session(recipe)
        super().__init__(schema=controls())
        self._export, self._advice = Errand(self.send, "export"), Errand(self.send, "advice")
        self._screen = Screen(self.session, self.send, self._say)
        self._upload: dict[str, Any] = {}
        self._brush: NDArray[np.float64] | None = None
        self._kinds: dict[str, Callable[[dict[str, Any], list[Any]], None]] = {
            "ready": self._on_ready,
            "set": self._on_set,
            "act": self._on_act,
            "drag": self._on_drag,
            "start": self._on_start,
            "settle": self._on_settle,
            "paint": self._on_paint,
            "guess": self._on_guess,
            "upload": self._on_upload,
            "export": self._on_export,
            "advise": self._on_advise,
            "cancel": self._on_cancel,
        }
        self.on_msg(self._hear)

    @property
    def recipe(self) -> Recipe:
        """What is shown, and what would be exported."""
        return self.session.recipe

    @recipe.setter
    def recipe(self, recipe: Recipe) -> None:
        if not isinstance(recipe, Recipe):
            raise InputError(f"{type(recipe).__name__} cannot be explored; pass a Recipe, for example kv.Recipe(k=4)")
        self.session.show(recipe)
        self._tell()
        self._screen.show(0)

    @property
    def traces(self) -> list[Trace]:
        """The run that is shown, and the one beside it if there is one."""
        return list(self.session.traces)

    def close(self) -> None:
        """Forget everything that was opened."""
        # Python closes a widget on its own, even one that was never finished.
        if hasattr(self, "_kinds"):
            self._screen.make_way()
            self._export.cancel()
            self._advice.cancel()
            self.session.close()
        super().close()

    def _hear(self, _: Any, content: Any, buffers: list[Any]) -> None:
        """Do what a person asked for, or say in one sentence why not."""
        ticket = content.get("ticket") if isinstance(content, dict) else None
        try:
            kind = content.get("kind") if isinstance(content, dict) else None
            if kind not in self._kinds:
                raise InputError(f"{kind!r} is nothing that the explorer can do")
            self._kinds[kind](content, buffers)
        except InputError as problem:
            self._say(str(problem), ticket)
            self._tell()
        except MemoryError:
            self._say("There is not enough memory for this; try fewer points.", ticket)
            self._tell()
        except Exception as problem:
            # Nobody in a class can do anything with a traceback; whoever runs the app finds it in the log.
            log.exception("the explorer could not answer %r", kind)
            self._say(f"That did not work ({type(problem).__name__}); what was there before is still there.", ticket)
            self._tell()

    def _tell(self) -> None:
        """Tell the page what the situation is."""
        self.send(state_of(self.session), [])
        if self.session.note:
            self._say(self.session.note, tone="note")
            self.session.note = ""

    def _say(self, text: str, ticket: int | None = None, tone: str = "problem") -> None:
        # A sentence begins with a capital; the name of a file, or of a control, stays as it is.
        if text.split(" ", 1)[0].isalpha():
            text = text[:1].upper() + text[1:]
        self.send({"kind": "notice", "text": text, "tone": tone, "ack": ticket}, [])

    # What a person can do, one message a kind.

    def _on_ready(self, content: dict[str, Any], _: list[Any]) -> None:
        self._screen.resize(content)
        self._tell()
        self._screen.show(_step(content), content.get("ticket"))

    def _on_set(self, content: dict[str, Any], _: list[Any]) -> None:
        values = {str(name): value for name, value in dict(content.get("values", {})).items()}
        before = self._screen.shown()
        self._screen.resize(content)
        if values:
            self.session.change({name: value_of(name, value) for name, value in values.items()})
        run, look = self._screen.shown()
        self._tell()
        if (run, look) == before:
            self._acknowledge(content)
            return
        same_run = run == before[0]
        self._screen.show(_step(content) if same_run else 0, content.get("ticket"), same_run=same_run)

    def _on_act(self, content: dict[str, Any], _: list[Any]) -> None:
        acts: dict[str, Callable[[], None]] = {
            "new_data": self.session.new_data,
            "new_start": self.session.new_start,
            "new_other_start": self.session.new_other_start,
            "undo": self.session.undo,
            "reset": self.session.restart,
            "lucky": lambda: self._choose_start(lucky=True),
            "unlucky": lambda: self._choose_start(lucky=False),
        }
        name = content.get("name")
        if name not in acts:
            raise InputError(f"{name!r} is nothing that the explorer can do")
        acts[name]()
        self._tell()
        self._screen.show(0, content.get("ticket"))

    def _on_drag(self, content: dict[str, Any], _: list[Any]) -> None:
        """Show whose points would be whose while a star is under way."""
        reel, pane = self._screen.touched(content)
        centroids = self._screen.positions(content, "stars")
        self._screen.make_way()
        state = self.session.sketch(centroids)
        frame = Frame(0, state, centroids, state.labels, np.empty(0, dtype=np.intp), 0.0, 1.0, 0, "", "")
        left, top = reel.corner(pane)
        told = {"kind": "sketch", "left": left, "top": top, "inertia": state.inertia, "ack": content.get("ticket")}
        self.send(told, [reel.sketch(pane, frame, hidden=(Stars, Trails))])

    def _on_settle(self, content: dict[str, Any], _: list[Any]) -> None:
        """Show the run again: the stars go back to where they were."""
        self._tell()
        self._screen.show(_step(content), content.get("ticket"))

    def _on_start(self, content: dict[str, Any], _: list[Any]) -> None:
        """Start the run from where the stars have been put."""
        pane = self._screen.touched(content)[1]
        centroids = self._screen.positions(content, "stars")
        self.session.start_from(centroids, pane)
        self._tell()
        # The first assignment looks like what was there while the star moved.
        self._screen.show(1 if content.get("dragged") else 0, content.get("ticket"))

    def _on_paint(self, content: dict[str, Any], _: list[Any]) -> None:
        """Add points or take some away; the run starts anew when the brush is lifted."""
        reel, pane = self._screen.touched(content)
        radius = self._screen.length(content)
        self._screen.make_way()
        if self._brush is None:
            self._brush = self.session.points
        places = self._screen.positions(content, "places")[:_DABS]
        # The board as painted so far, which becomes the session's only when the brush is lifted.
        try:
            self._brush = self.session.painted(places, radius, add=bool(content.get("add")), on=self._brush)
        except InputError:
            if content.get("done") and self._brush is not self.session.points:
                self._finish_painting(content)
            raise
        if content.get("done"):
            self._finish_painting(content)
            return
        trace = self.session.traces[pane]
        step = min(_step(content), len(trace) - 1)
        painted = record(self._brush, init=trace[step].centroids, max_iter=1)
        scene_look = replace(reel.look, trails=False)
        sketch = Reel([painted], scene_look, bounds=reel.panes()[pane].bounds, ratio=self._screen.ratio)
        left, top = reel.corner(pane)
        told = {"kind": "sketch", "left": left, "top": top, "n": len(self._brush), "ack": content.get("ticket")}
        self.send(told, [sketch.key(1).png])

    def _finish_painting(self, content: dict[str, Any]) -> None:
        brush, self._brush = self._brush, None
        if brush is not None:
            self.session.paint(brush)
        self._tell()
        self._screen.show(min(_step(content), 1), content.get("ticket"))

    def _on_guess(self, content: dict[str, Any], _: list[Any]) -> None:
        """Compare the places where somebody believes the means to be with the means."""
        pane = self._screen.touched(content)[1]
        trace = self.session.traces[pane]
        step = _step(content)
        if not 0 <= step < len(trace) - 1 or trace[step].phase is not Phase.ASSIGN:
            raise InputError(f"half-step {step} has no update after it; go to an assignment before the last one")
        guess = self._screen.positions(content, "stars")
        verdict = guess_verdict(self.session.points, trace[step], guess, trace[step + 1 : step + 2])
        self.send({"kind": "verdict", "ack": content.get("ticket"), **verdict}, [])

    def _on_upload(self, content: dict[str, Any], buffers: list[Any]) -> None:
        """Take one piece of a file; a page cannot send much at once."""
        if content.get("index") == 0:
            self._upload = {"name": str(content.get("name", "file")), "pieces": []}
        if not self._upload:
            raise InputError("a piece of a file came without its beginning; choose the file again")
        pieces: list[bytes] = self._upload["pieces"]
        pieces.extend(bytes(buffer) for buffer in buffers)
        if sum(map(len, pieces)) > MOST_BYTES * 1.1:
            self._upload = {}
            raise InputError(f"the file is larger than {MOST_BYTES // 10**6} MB; choose a part of it")
        if not content.get("done"):
            self._acknowledge(content)
            return
        name, self._upload = self._upload["name"], {}
        self.session.open(name, b"".join(pieces))
        self._tell()
        self._screen.show(0, content.get("ticket"))

    def _on_cancel(self, content: dict[str, Any], _: list[Any]) -> None:
        (self._advice if content.get("what") == "advice" else self._export).cancel()
        self._acknowledge(content)

    def _on_export(self, content: dict[str, Any], _: list[Any]) -> None:
        name = file_name(self.session.now.source, str(content.get("format", ".gif")))
        trace = self.session.exported()
        self._export.start(lambda report: file_of(trace, name, report))
        self._acknowledge(content)

    def _on_advise(self, content: dict[str, Any], _: list[Any]) -> None:
        table, style, narrow = self.session.table, self.recipe.style, bool(content.get("narrow"))
        self._advice.start(lambda report: advice_of(table.points, table.labels, style, report, narrow=narrow))
        self._acknowledge(content)

    # Helpers of these.

    def _acknowledge(self, content: dict[str, Any]) -> None:
        self.send({"kind": "ack", "ack": content.get("ticket")}, [])

    def _choose_start(self, *, lucky: bool) -> None:
        starts = self._screen.starts()
        for _ in starts.search():
            pass
        seed = starts.lucky_seed if lucky else starts.unlucky_seed
        self.session.change({"init": starts.recipe.init, "init_seed": seed})


def explore(recipe: Recipe | None = None) -> Explorer:
    """Open the explorer in a notebook.

    Parameters
    ----------
    recipe : Recipe, optional
        What to show first; without one, five groups of points.

    Returns
    -------
    Explorer
        A widget; leave it as the last line of a cell. Its `recipe` is what is on the screen.

    Examples
    --------
    >>> explore(Recipe(data="peaked", blobs=5, k=5)).recipe.k
    5
    """
    return Explorer(recipe)


def _step(content: dict[str, Any]) -> int:
    """Return the half-step that the page is at."""
    step = content.get("step", 0)
    return max(0, int(step)) if is_number(step) else 0
