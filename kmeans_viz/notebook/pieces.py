"""A run as a widget sends it to its page: what it is, as a trait, and its bytes, piece by piece as the page asks.

In JavaScript, `web/arriving.js` is the other end.
"""

from __future__ import annotations

from typing import Any

from kmeans_viz.inputs import as_count
from kmeans_viz.look import Look
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.element import attributes_of, recorded

PIECE = 256_000
"""Bytes in one message; the first piece is part of the widget's own state."""


def told_of(trace: Trace, look: Look, number: int, ticket: str | None = None) -> tuple[dict[str, Any], bytes]:
    """Return what a page is told of a run, and the bytes of all of it.

    Parameters
    ----------
    trace : Trace
    look : Look
    number : int
        Another one for every run of a widget.
    ticket : str, optional
        What the page calls this run, if it made it.
    """
    whole = recorded(trace)
    told = {
        "number": number,
        "ticket": ticket,
        "attributes": attributes_of(trace, look),
        "recording": whole.header,
        "size": len(whole.data),
    }
    return told, whole.data


def piece_of(data: bytes, start: Any) -> bytes:
    """Return the piece that begins at `start`, which a page names."""
    first = as_count(start, "start", low=0, high=len(data))
    return data[first : first + PIECE]
