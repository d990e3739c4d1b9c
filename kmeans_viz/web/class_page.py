"""The pages of a class: each is one file, which loads nothing but what the server of the class says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import quote

from kmeans_viz.web.join import class_script

_FOLDER = Path(__file__).parent / "classroom"
_STAR = "0,-11 2.9,-4 10.5,-3.4 4.7,1.5 6.5,8.9 0,5 -6.5,8.9 -4.7,1.5 -10.5,-3.4 -2.9,-4"
_POLYGON = f"<polygon points='{_STAR}' fill='#e75507'/>"
_ICON = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='-12 -12 24 24'>{_POLYGON}</svg>"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="generator" content="kmeans_viz">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:image/svg+xml,{icon}">
<title>{title}</title>
<style>
{css}</style>
</head>
<body>
<main>
<noscript>This page needs JavaScript, which is switched off here.</noscript>
</main>
<script>
{script}</script>
</body>
</html>
"""


@cache
def student_page() -> str:
    """Return the page of a student, in HTML; it is the same for all of them.

    Examples
    --------
    >>> student_page().startswith("<!DOCTYPE html>")
    True
    """
    return _page("student", "k-means: your turn")


@cache
def teacher_page() -> str:
    """Return the page of the teacher, in HTML; the key stands in its address, behind ``#``.

    Examples
    --------
    >>> teacher_page().startswith("<!DOCTYPE html>")
    True
    """
    return _page("teacher", "k-means: the class")


def _page(name: str, title: str) -> str:
    css = "".join((_FOLDER / sheet).read_text(encoding="utf-8") for sheet in (f"{name}.css", "bars.css"))
    # The page's own element must not be ended by a text within the script.
    script = class_script(name).replace("</script", "<\\/script")
    return _PAGE.format(icon=quote(_ICON), title=title, css=css, script=script)
