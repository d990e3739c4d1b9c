"""A run as a page on which it is played, dragged and guessed at, in one file that loads nothing from elsewhere.

`page_of` takes a run and its look and returns the page: `<kmeans-board>`, the script that makes it, and the run as
`web/element.py` hands it over.
"""

from __future__ import annotations

import base64
import hashlib
import html

from kmeans_viz.inputs import InputError
from kmeans_viz.look import Look
from kmeans_viz.pictures.style import luminance, style_named
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.element import attributes_of, is_computed, recorded
from kmeans_viz.web.join import board_script

MOST_BYTES = 24_000_000
"""The most bytes of points, centroids and labels in a page: as many as a million points in the plane, and half more."""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="kmeans_viz">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-{hash}';
style-src 'unsafe-inline'; img-src blob: data:; base-uri 'none'; form-action 'none'">
<link rel="icon" href="data:,">
<title>{title}</title>
<script type="application/json" id="kmeans_viz-note">{note}</script>
<style>
html {{ color-scheme: {scheme}; }}
body {{ margin: 0; color: {ink}; background: {page}; font: 16px/1.4 system-ui, sans-serif; }}
@media (min-width: 892px) {{ main {{ padding: 1rem; }} }}
@media print {{ html {{ color-scheme: light; }} body {{ background: none; }} }}
h1 {{ position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }}
noscript {{ display: block; padding: 1rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<kmeans-board{attributes}></kmeans-board>
</main>
<noscript>This page computes and draws k-means with JavaScript, which is switched off here.</noscript>
{run}<script>{script}</script>
</body>
</html>
"""
_RUN = '<script type="application/json" id="kmeans_viz-run">{run}</script>\n'
_KEYS = """
const board = document.querySelector("kmeans-board");
// Nothing else is on the page that could mean these keys.
document.addEventListener("keydown", (event) => event.target === document.body && board.press(event));
"""


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
    title = f"k-means with k = {trace.k}"
    attributes, run = attributes_of(trace, look), ""
    if not is_computed(trace):
        attributes["recording"] = "kmeans_viz-run"
        run = _RUN.format(run=in_script(_recording_of(trace)))
    style = style_named(look.style)
    script = board_script() + _KEYS
    return _PAGE.format(
        hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        title=html.escape(title),
        note=in_script(note),
        scheme="dark" if luminance(style.page) < 0.2 else "light",
        ink=style.ink,
        page=style.page,
        attributes="".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items()),
        run=run,
        script=script,
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
