"""A web page with a player and its pictures, in one file that loads nothing from elsewhere.

`write_html` takes a run and its pictures, and a binary file to write to.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from typing import IO

from kmeans_viz.look import Look
from kmeans_viz.pictures.pixels.palette import Palette
from kmeans_viz.pictures.pixels.patches import Picture
from kmeans_viz.pictures.style import luminance, style_named
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.player.frames import FOLDER, player_frames, player_steps

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="kmeans_viz">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline';
style-src 'unsafe-inline'; img-src blob: data:">
<link rel="icon" href="data:,">
<title>{title}</title>
<script type="application/json" id="kmeans_viz-note">{note}</script>
<style>
{css}
body {{ margin: 0; background: {page}; }}
main {{ max-width: {width}px; margin: 0 auto; }}
/* All of the player is on the screen at once, however low the window; inside another page there is room for it. */
main:not(.kv-inside) .kv-canvas {{ max-height: max(240px, calc(100vh - 232px)); margin: 0 auto; }}
h1 {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
</style>
</head>
<body>
<main><h1>{title}</h1></main>
<script type="application/json" id="kmeans_viz-run">{run}</script>
<script type="module">
{script}
const data = JSON.parse(document.getElementById("kmeans_viz-run").textContent);
const player = playPage(document.querySelector("main"), data);
if (data.dark) player.element.classList.add("kv-dark");
</script>
</body>
</html>
"""


def write_html(
    file: IO[bytes], trace: Trace, look: Look, pictures: Iterator[Picture], palette: Palette, *, note: str
) -> None:
    """Write a run as a page that plays in any browser, with or without a network.

    Parameters
    ----------
    file : binary file
    trace, look, pictures, palette
        The run and its pictures, which have no captions: the page shows those as text.
    note : str
        The note, in JSON, which the page holds in a script element.
    """
    width, height = look.width_height
    title = f"k-means with k = {trace.k}"
    frames = [
        {**vars(frame), "png": base64.b64encode(frame.png).decode()}
        for frame in player_frames(trace, look, pictures, palette)
    ]
    style = style_named(look.style)
    run = {
        "width": width,
        "height": height,
        "alt": title,
        "loop": look.loop,
        "dark": luminance(style.page) < 0.2,
        "steps": player_steps(trace, look),
        "frames": frames,
    }
    page = _PAGE.format(
        title=html.escape(title),
        note=in_script(note),
        css=(FOLDER / "player.css").read_text(encoding="utf-8"),
        page=style.page,
        width=width,
        run=in_script(json.dumps(run)),
        script=(FOLDER / "player.js").read_text(encoding="utf-8"),
    )
    file.write(page.encode())


def in_script(text: str) -> str:
    """Return the JSON in `text`, escaped so that nothing in it can end the script element around it."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
