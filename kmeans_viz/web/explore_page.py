"""The explorer as one page: a file that opens from disk, from any static host, and within a server's answer.

Run as a module, it writes the page that a server serves to standard output.
"""

from __future__ import annotations

import base64
import html
import json
import sys
import zlib
from functools import cache
from pathlib import Path
from urllib.parse import quote

from kmeans_viz.data import SAMPLES, read_sample
from kmeans_viz.gallery import GALLERY
from kmeans_viz.languages import LANGUAGES
from kmeans_viz.scenes.lesson import first_lesson
from kmeans_viz.web.join import explorer_script, frame_module, translation_of_board
from kmeans_viz.web.live_page import live_page
from kmeans_viz.web.scenes_page import unfilled_scenes_page

_CSS = Path(__file__).parent / "explore" / "explore.css"
_STAR = "0,-11 2.9,-4 10.5,-3.4 4.700,1.500 6.500,8.900 0,5 -6.500,8.900 -4.700,1.500 -10.500,-3.400 -2.900,-4"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="kmeans_viz">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline';
style-src 'unsafe-inline'; img-src blob: data:; connect-src 'self'">
<link rel="icon" href="data:image/svg+xml,{icon}">
<title>k-means explorer</title>
<style>
{css}</style>
</head>
<body>
{home}<main class="explore" id="explorer">
<noscript>This page computes and draws k-means with JavaScript, which is switched off here.</noscript>
</main>
<script type="application/json" id="explorer-data">{data}</script>
<script id="explorer-script">
{script}</script>
</body>
</html>
"""


def explorer_page(*, home: str | None = None, is_served: bool = False) -> str:
    """Return the explorer as one HTML page, which loads nothing from anywhere.

    Parameters
    ----------
    home : str, optional
        The address of the lessons, to which the page then has a link.
    is_served : bool
        Whether the server of `kmeans_viz.serve` serves the page, which then offers what needs Python.

    Examples
    --------
    >>> explorer_page().startswith("<!DOCTYPE html>")
    True
    """
    tables = {name: read_sample(name) for name in SAMPLES}
    samples = {name: {"columns": table.labels, "rows": table.points.tolist()} for name, table in tables.items()}
    exhibits = {name: json.loads(recipe.to_json()) for name, recipe in GALLERY.items()}
    pages = {lang: {"page": live_page(lang), "lines": translation_of_board(lang)} for lang in LANGUAGES}
    lessons = {lang: _packed(first_lesson(lang).to_json()) for lang in LANGUAGES}
    data = json.dumps(
        {
            "samples": samples,
            "exhibits": exhibits,
            "isServed": is_served,
            "livePages": pages,
            "firstLessons": lessons,
            "scenesPage": _packed(unfilled_scenes_page()),
        },
        separators=(",", ":"),
    ).replace("<", "\\u003c")
    star = f"<polygon points='{_STAR}' fill='#e75507'/>"
    icon = quote(f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='-12 -12 24 24'>{star}</svg>")
    css = _CSS.read_text(encoding="utf-8")
    # The script writes pages, whose markup must not end its own element.
    script = explorer_script().replace("</script", "<\\/script")
    link = "" if home is None else f'<nav id="home"><a href="{html.escape(home)}">Lessons</a></nav>\n'
    return _PAGE.format(home=link, icon=icon, css=css, data=data, script=script)


def _packed(text: str) -> str:
    """Return a text that few visitors need: raw deflate in base64, as links have their scenes."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return base64.urlsafe_b64encode(packer.compress(text.encode()) + packer.flush()).decode().rstrip("=")


@cache
def explorer_module() -> str:
    """Return the module that anywidget loads for an `Explorer`: the page, and the frame around it."""
    return frame_module(json.dumps(explorer_page()))


if __name__ == "__main__":
    sys.stdout.buffer.write(explorer_page(is_served=True).encode())
