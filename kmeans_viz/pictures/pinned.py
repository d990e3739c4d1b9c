"""matplotlib's own defaults while this package draws: the same run is the same picture, whatever a user's style says.

`pinned` is a context, and a decorator: before and after it, ``rcParams`` is as the user left it. Code that makes a
figure needs it, and so does code that writes one to a file, since matplotlib makes ticks and their labels only then;
`as_png` writes a PNG.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

# The font among them is DejaVu Sans, which comes with matplotlib and is preferred to one that is installed.
_DEFAULTS = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith("backend")} | {
    "svg.hashsalt": "kmeans_viz",  # the ids in an SVG are the same every time
    "svg.fonttype": "none",  # text stays text
    "pdf.fonttype": 42,
}
_ONE_AT_A_TIME = RLock()  # or one thread would take another's defaults for the user's choice, and leave them


@contextmanager
def pinned() -> Iterator[None]:
    """Draw with matplotlib's defaults inside this context."""
    # As rc_context does, but without checking three hundred values again, which would cost half of a frame's time.
    params: Any = mpl.rcParams
    with _ONE_AT_A_TIME:
        before = {name: dict.__getitem__(params, name) for name in _DEFAULTS}
        dict.update(params, _DEFAULTS)
        try:
            yield
        finally:
            dict.update(params, before)


@pinned()
def as_png(figure: Figure | SubFigure, **options: Any) -> bytes:
    """Return a figure on its own ground as the bytes of a PNG; `options` are those of `Figure.savefig`."""
    file = io.BytesIO()
    whole: Any = figure
    whole.savefig(file, format="png", facecolor=figure.get_facecolor(), metadata={"Software": None}, **options)
    return file.getvalue()
