"""The player as a widget, for any notebook.

A `Trace` or a `Recipe` flows in; a widget flows out that holds all pictures in the browser, so that stepping through
them asks the kernel for nothing.
"""

from __future__ import annotations

import html
import os
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, Unpack

from kmeans_viz.look import Look, LookOptions
from kmeans_viz.notebook.display import anywidget, traitlets
from kmeans_viz.pictures.style import luminance, style_named
from kmeans_viz.recipe import Recipe, run_and_look
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.player.frames import FOLDER
from kmeans_viz.web.player.reel import Reel
from kmeans_viz.web.player.scripts import script, styles
from kmeans_viz.web.player.stream import Message, Pump, messages_of

STATIC = "KMEANS_VIZ_STATIC"
"""The environment variable that, where it is set, adds to each player a page that plays without a kernel."""
_BELOW_PX = 412  # the words, the curve and the buttons of that page


class Player(anywidget.AnyWidget):
    """Step through a run, forth and back.

    Parameters
    ----------
    source : Trace or Recipe
        The run, or what to make it from.
    **look
        Any field of `Look`, as in `save`: ``size=(640, 480)`` pixels, ``style="dark"``, ``step_ms=700``
        milliseconds, … They go before those of a recipe.

    Raises
    ------
    InputError
        If `source` is neither, or a field does not exist or has a value that cannot be used.

    Examples
    --------
    >>> Player(Recipe(n=30, size=200)).trace.k
    3
    """

    _esm = script(FOLDER / "player.js", FOLDER / "messages.js", FOLDER / "widget.js")
    _css = styles(FOLDER / "player.css")
    loop = traitlets.Bool(True).tag(sync=True)
    dark = traitlets.Bool(False).tag(sync=True)

    def __init__(self, source: Trace | Recipe, **look: Unpack[LookOptions]) -> None:
        self.trace, self.look = run_and_look(source, look, "played", Look(size=(640, 560)))
        super().__init__(loop=self.look.loop, dark=luminance(style_named(self.look.style).page) < 0.2)
        self._pump = Pump(self.send)
        self._run = 0
        self.on_msg(self._hear)

    def as_page(self) -> str:
        """Return the run as HTML that plays without a kernel."""
        from kmeans_viz.export import save

        look = {field.name: getattr(self.look, field.name) for field in fields(Look)}
        with tempfile.TemporaryDirectory() as folder:
            page = save(self.trace, Path(folder) / "run.html", **look).read_text(encoding="utf-8")
        width, height = self.look.width_height
        # Where there is less room the board is smaller, and the words below it take more lines.
        high = f"calc({height / width:.4f} * min(100cqw, {width}px) + {_BELOW_PX}px + max(0px, 312px - 65cqw))"
        return (
            f'<div style="container-type: inline-size"><iframe title="Animation: k-means with k = {self.trace.k}" '
            f'width="{width}" height="{height + _BELOW_PX}" style="max-width: 100%; height: {high}" '
            f'srcdoc="{html.escape(page)}"></iframe></div>'
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Return what a notebook shows: the widget, and a page too where `STATIC` asks for it."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if not os.environ.get(STATIC) or bundle is None:
            return bundle
        data, metadata = bundle
        return {**data, "text/html": self.as_page()}, metadata

    def _hear(self, _: Any, content: dict[str, Any], __: list[bytes]) -> None:
        """Tell a page that has opened everything; others that show the same widget start anew with it."""
        if content.get("kind") == "ready":
            self._run += 1
            self._pump.start(0, self._messages(self._run))

    def _messages(self, run: int) -> Iterator[Message | None]:
        reel = Reel([self.trace], self.look)
        yield from messages_of(reel, run=run, alt=f"k-means with k = {self.trace.k}")
