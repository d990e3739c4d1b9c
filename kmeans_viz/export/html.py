"""A run as a page on which it is played, dragged and guessed at, in one file that loads nothing from elsewhere.

`page_of` takes a run and its look and returns the page: `<kmeans-board>`, the script that makes it, and the run as
`web/element.py` hands it over.
"""

from __future__ import annotations

import html

from kmeans_viz.inputs import InputError
from kmeans_viz.look import Look
from kmeans_viz.pictures.captions import say_in
from kmeans_viz.pictures.style import luminance, style_named
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.element import attributes_of, is_computed, recorded
from kmeans_viz.web.join import board_script
from kmeans_viz.web.live_page import filled, live_page

MOST_BYTES = 24_000_000
"""The most bytes of points, centroids and labels in a page: as many as a million points in the plane, and half more."""

_RUN = '<script type="application/json" id="kmeans_viz-run">{run}</script>\n'


def page_of(trace: Trace, look: Look, *, note: str) -> str:
    """Return a run as a page that works in any browser, with or without a network.

    The page computes a run of k-means on a generated board. Any other run goes into it as it was recorded, and can be
    dragged and started elsewhere too, unless it is one of a stepper or of a sample, which only Python makes.

    Parameters
    ----------
    trace : Trace
    look : Look
    note : str
        The note, in JSON, which the page holds in a script element.

    Raises
    ------
    InputError
        If the points, or the labels of a stepper, take more than `MOST_BYTES`.
    """
    say = say_in(look.lang)
    title = say("k-means with k = {k}", k=trace.k)
    attributes, run = attributes_of(trace, look), ""
    if not is_computed(trace):
        attributes["recording"] = "kmeans_viz-run"
        run = _RUN.format(run=in_script(_recording_of(trace)))
    style = style_named(look.style)
    return filled(
        live_page(look.lang),
        {
            "title": html.escape(title),
            "note": in_script(note),
            "scheme": "dark" if luminance(style.page) < 0.2 else "light",
            "ink": style.ink,
            "page": style.page,
            "attributes": "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items()),
            "run": run,
            "script": board_script(look.lang),
        },
    )


def in_script(text: str) -> str:
    """Return the JSON in `text`, escaped so that nothing in it can end the script element around it."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _recording_of(trace: Trace) -> str:
    size = trace.X.nbytes
    if size <= MOST_BYTES:
        run = recorded(trace)
        size = len(run.data)
    if size > MOST_BYTES:
        raise InputError(
            f"{trace!r} takes {size / 1e6:,.0f} MB, and a page holds at most {MOST_BYTES / 1e6:.0f} MB of points and "
            "labels; save it as .mp4 or .gif, or cluster fewer of its points"
        )
    return run.to_json()
