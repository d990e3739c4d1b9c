"""A run in a notebook: the live board as a widget, and what stands for it where no widget can live.

`Player` takes a `Trace` or a `Recipe`. The page asks for the points and states piece by piece and draws them itself, so
that stepping asks the kernel for nothing. In JavaScript, `web/widget.js` is the other end.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any, Unpack

from kmeans_viz.inputs import as_centroids, as_count, as_number
from kmeans_viz.look import Look, LookOptions
from kmeans_viz.notebook.display import anywidget, traitlets
from kmeans_viz.notebook.pieces import PIECE, piece_of, told_of
from kmeans_viz.notebook.still import page_of, picture_of
from kmeans_viz.recipe import Recipe, as_rows, run_and_look
from kmeans_viz.runs.making import record
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.join import widget_module

_SLOWEST, _FASTEST = 0.05, 20.0


class Player(anywidget.AnyWidget):
    """A run to step through, to play and to take in the hand.

    It shows the states of a `Trace`, whatever made them. Where the page can make such runs itself, a user can drag a
    star: then `trace` becomes the run from there.

    Parameters
    ----------
    source : Trace or Recipe
        The run, or what to make it from.
    **look
        Any field of `Look`, as in `save`: ``size=(640, 480)`` pixels, ``style="dark"``, ``step_ms=700``
        milliseconds, … They go before those of a recipe.

    Attributes
    ----------
    step : int
        The state that is shown, from 0, the start, to ``n_steps - 1``; -1 is the last.
    playing : bool
        Whether it plays.
    speed : float
        How fast it plays: 2 is twice as fast as the look says.
    trace : Trace
        The run that is shown; set another one to show that.
    n_steps : int
        How many states the run has; read-only.

    Raises
    ------
    InputError
        If `source` is neither, a field does not exist, or a value cannot be used.

    Notes
    -----
    All attributes are traits, which `observe`, `link` and `jslink` of ipywidgets take; `trace` stays in Python.

    A notebook keeps a picture of `step` and a page that plays without Python beside the widget, for GitHub, nbconvert
    and mail. If nbconvert finds the state of widgets in a notebook, it shows those, with scripts from the internet;
    ``--ExecutePreprocessor.store_widget_state=False`` makes it show the page.
    JupyterLab shows the picture of a notebook that it does not trust; of one that it trusts, run the cell.

    Examples
    --------
    >>> player = Player(Recipe(n=30))
    >>> player.trace.k, player.n_steps
    (3, 6)
    >>> player.step = 2
    """

    _esm = widget_module()
    step = traitlets.Int(0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = traitlets.Float(1.0).tag(sync=True)
    trace = traitlets.Instance(Trace)
    n_steps = traitlets.Int(read_only=True).tag(sync=True)
    _run: Any = traitlets.Dict().tag(sync=True)
    # The first bytes of a run, of most runs all: they are there at once, and also where no kernel is left to ask.
    _first = traitlets.Bytes().tag(sync=True)

    def __init__(self, source: Trace | Recipe, **look: Unpack[LookOptions]) -> None:
        trace, self._look = run_and_look(source, look, "played")
        self._original = trace
        self._data = b""
        self._ticket: str | None = None
        super().__init__(trace=trace)
        self.on_msg(self._hear)

    @property
    def look(self) -> Look:
        """How the run is shown."""
        return self._look

    def as_page(self) -> str:
        """Return the run as HTML that plays without a kernel, with a picture of `step` where frames are taken out."""
        return page_of(self.trace, self._look, self.step, self._picture())

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute that a player has; any other would change nothing, without a word."""
        if not name.startswith("_") and not hasattr(type(self), name):
            raise AttributeError(f"a Player has no attribute {name!r}; use one of: step, playing, speed, trace")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"<Player of {self.trace!r}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Return what a notebook keeps: the widget, and for readers without one a page and a picture."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return bundle
        data, metadata = bundle
        picture = self._picture()
        page = page_of(self.trace, self._look, self.step, picture)
        return {**data, "text/html": page, "image/png": base64.b64encode(picture).decode()}, metadata

    def _picture(self) -> bytes:
        return picture_of(self.trace, self._look, self.step)

    @traitlets.validate("step")
    def _checked_step(self, proposal: Any) -> int:
        step = as_count(proposal["value"], "step", low=-self.n_steps, high=self.n_steps - 1)
        return step % self.n_steps

    @traitlets.validate("speed")
    def _checked_speed(self, proposal: Any) -> float:
        return as_number(proposal["value"], "speed", low=_SLOWEST, high=_FASTEST)

    @traitlets.observe("trace")
    def _show(self, change: Any) -> None:
        """Tell the page of another run; the page that has made it itself goes on where it is."""
        trace = change["new"]
        told, self._data = told_of(trace, self._look, self._run.get("number", 0) + 1, self._ticket)
        with self.hold_sync():
            self.set_trait("n_steps", len(trace))
            if self._ticket is None:
                self._original = trace
                self.step, self.playing = 0, False
            else:
                self.step = min(self.step, len(trace) - 1)
            self._first = self._data[:PIECE]
            self._run = told

    def _hear(self, _: Any, content: Any, __: list[Any]) -> None:
        """Do what a page asks for: more of the run, or the run that a hand has begun."""
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind == "more" and content.get("run") == self._run["number"]:
            self.send({**content, "kind": "piece"}, [piece_of(self._data, content.get("start"))])
        elif kind == "run":
            self._ticket = content.get("ticket")
            try:
                self.trace = self._begun(content)
            finally:
                self._ticket = None

    def _begun(self, content: dict[str, Any]) -> Trace:
        """Return the run from another start on the same points; without a start, the original one."""
        trace, init = self._original, content.get("init")
        if init is None:
            return trace
        seed = int(content["seed"])  # may be larger than JavaScript's numbers, so it comes as text
        k = trace.k if isinstance(init, str) else len(init)
        begun = record(trace.X, k, init=init, seed=seed, max_iter=trace.max_iter, on_empty=trace.on_empty)
        recipe = trace.recipe
        if isinstance(recipe, Recipe):
            start = init if isinstance(init, str) else as_rows(as_centroids(init, None, name="init"))
            recipe = replace(recipe, k=k, init=start, init_seed=seed)
        return replace(begun, recipe=recipe, columns=trace.columns, units=trace.units)
