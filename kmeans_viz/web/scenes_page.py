"""A page that plays scenes: one file that opens from disk and loads nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import html
from pathlib import Path

from kmeans_viz.scenes.files import PAGE_ID, Scenes
from kmeans_viz.web.join import MARK, class_script

_FOLDER = Path(__file__).parent / "classroom"
_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="generator" content="kmeans_viz">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-{digest}';
style-src 'unsafe-inline'; img-src blob: data:; base-uri 'none'; form-action 'none'">
<link rel="icon" href="data:,">
<title>{title}</title>
<script type="application/json" id="{id}">{data}</script>
<style>
{css}</style>
</head>
<body>
<main>
<noscript>This page computes and draws k-means with JavaScript, which is switched off here.</noscript>
</main>
<script>{script}</script>
</body>
</html>
"""


def scenes_page(scenes: Scenes) -> str:
    """Return the page, in HTML; `read_scenes` opens it again.

    Examples
    --------
    >>> from kmeans_viz.scenes.lesson import first_lesson
    >>> scenes_page(first_lesson()).startswith("<!DOCTYPE html>")
    True
    """
    data = scenes.to_json().replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return _page(html.escape(scenes.lang), html.escape(scenes.title or "k-means"), data)


def unfilled_scenes_page() -> str:
    """Return the page without its scenes and without the board's script, for a page that has that script.

    In their places stand the marks ``[[lang]]``, ``[[title]]``, ``[[data]]`` and ``[[board]]``.
    """
    board = class_script("lesson").split(MARK)[0]
    return _page("[[lang]]", "[[title]]", "[[data]]").replace(board, "[[board]]")


def _page(lang: str, title: str, data: str) -> str:
    script = class_script("lesson").replace("</script", "<\\/script")
    return _PAGE.format(
        lang=lang,
        digest=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        title=title,
        id=PAGE_ID,
        data=data,
        css="".join((_FOLDER / sheet).read_text(encoding="utf-8") for sheet in ("bars.css", "lesson.css")),
        script=script,
    )
