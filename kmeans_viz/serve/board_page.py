"""A page with a board, in one file: what the server shows unless it is given another page."""

from __future__ import annotations

from kmeans_viz.web.join import board_script

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>k-means</title>
<style>
html {{ color-scheme: light dark; }}
body {{ margin: 0; }}
main {{ max-width: 60rem; margin: 0 auto; padding: 1rem; }}
</style>
<script>
{script}</script>
</head>
<body>
<main><kmeans-board data="peaked" blobs="5" k="5" seed="42" init-seed="139"></kmeans-board></main>
</body>
</html>
"""


def board_page() -> str:
    """Return the page."""
    return _PAGE.format(script=board_script())
