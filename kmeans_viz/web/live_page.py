"""A page with one live board, before anything is filled in: exports and the explorer's download fill in the same one.

`live_page` returns the page, with marks such as ``[[title]]``, and `filled` puts values in their places.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache

from kmeans_viz.languages import ENGLISH
from kmeans_viz.pictures.captions import say_in
from kmeans_viz.web.join import board_script

_PAGE = """<!DOCTYPE html>
<html lang="[[lang]]">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="kmeans_viz">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[[hash]]';
style-src 'unsafe-inline'; img-src blob: data:; base-uri 'none'; form-action 'none'">
<link rel="icon" href="data:,">
<title>[[title]]</title>
<script type="application/json" id="kmeans_viz-note">[[note]]</script>
<style>
html { color-scheme: [[scheme]]; }
body { margin: 0; color: [[ink]]; background: [[page]]; font: 16px/1.4 system-ui, sans-serif; }
@media (min-width: 892px) { main { padding: 1rem; } }
@media print { html { color-scheme: light; } body { background: none; } }
h1 { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
noscript { display: block; padding: 1rem; }
</style>
</head>
<body>
<main>
<h1>[[title]]</h1>
<kmeans-board[[attributes]]></kmeans-board>
</main>
<noscript>[[noscript]]</noscript>
[[run]]<script>[[script]][[keys]]</script>
</body>
</html>
"""
_KEYS = """
const board = document.querySelector("kmeans-board");
// Nothing else is on the page that could mean these keys.
document.addEventListener("keydown", (event) => event.target === document.body && board.press(event));
"""
_MARK = re.compile(r"\[\[(\w+)\]\]")


@cache
def live_page(lang: str = ENGLISH) -> str:
    """Return the page in a language, whose Content-Security-Policy allows the board's script and no other.

    The marks that are left are title, note, scheme, ink, page, attributes, run and script.
    """
    script = board_script(lang) + _KEYS
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    say = say_in(lang)
    noscript = say("This page computes and draws k-means with JavaScript, which is switched off here.")
    page = _PAGE.replace("[[lang]]", lang).replace("[[noscript]]", noscript)
    return page.replace("[[hash]]", digest).replace("[[keys]]", _KEYS)


def filled(page: str, values: Mapping[str, str]) -> str:
    """Return a page with `values` in the places of their marks; marks within values stay as they are."""
    return _MARK.sub(lambda mark: values[mark[1]], page)
