"""The controls of the explorer, one row a control.

The page builds itself from this table, whose choices are those of the tables of the package.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kmeans_viz.data import GENERATORS, SAMPLES
from kmeans_viz.data.tables import READERS
from kmeans_viz.export import WRITERS
from kmeans_viz.gallery import GALLERY
from kmeans_viz.kmeans.empties import RULES
from kmeans_viz.kmeans.seeding import SEEDINGS
from kmeans_viz.look import STYLES
from kmeans_viz.notebook.explorer.session import MOST_CLUSTERS, MOST_POINTS

Option = tuple[str | int, str]

_WRITTEN = {
    ".gif": "GIF, plays anywhere",
    ".mp4": "MP4 video",
    ".webp": "WebP, small",
    ".png": "Animated PNG",
    ".html": "Live web page",
    ".pdf": "PDF storyboard",
    ".svg": "SVG storyboard",
}
_SPEEDS: list[Option] = [(1400, "Slow"), (700, "Normal"), (350, "Fast"), (150, "Very fast")]
_SIZES: list[Option] = [
    ("480", "480 × 480"),
    ("640", "640 × 640"),
    ("1000", "1000 × 1000"),
    ("1280x720", "1280 × 720"),
    ("1920x1080", "1920 × 1080"),
]


def _labelled(table: Mapping[str, Any]) -> list[Option]:
    """Return the name and the label of each row of a table."""
    return [(name, row.label) for name, row in table.items()]


def _accepted() -> list[str]:
    """Return the endings of the files that can be opened: tables, pictures, and what holds a recipe."""
    return [ending for ending in dict.fromkeys((*READERS, ".gz", *WRITERS, ".json")) if ending != "/"]


def controls() -> list[dict[str, Any]]:
    """Return the groups of controls, each control with its kind, label, one-line tip and limits."""
    methods = _labelled(SEEDINGS)
    return [
        {
            "group": "Data",
            "controls": [
                {
                    "name": "source",
                    "kind": "select",
                    "label": "Board",
                    "tip": "Where the points come from: made up, or real",
                    "options": _labelled(GENERATORS),
                    "more": [(name, name.replace("-", " ").capitalize()) for name in SAMPLES],
                    "exhibits": [(f"exhibit:{name}", name.replace("-", " ").capitalize()) for name in GALLERY],
                },
                _range("n", "Points (N)", "How many points to make", 10, MOST_POINTS, log=True),
                _range("blobs", "True blobs", "How many groups the board is made of", 1, MOST_CLUSTERS),
                _number("seed", "Board number", "The same number makes the same board again"),
                _button("new_data", "New data", "Make another board in the same way", icon="dice"),
                {
                    "name": "file",
                    "kind": "file",
                    "label": "Open a file…",
                    "tip": "Your own points (CSV, GPX, .npy, an image), or a file made here, to go back to it",
                    "accept": ",".join(_accepted()),
                },
                {
                    "name": "columns",
                    "kind": "columns",
                    "label": "Columns",
                    "tip": "Which two columns of the file to draw",
                },
                _switch("standardize", "Standardize", "Every column as z-scores: none counts more because of its unit"),
            ],
        },
        {
            "group": "Start",
            "controls": [
                _range("k", "Clusters (K)", "How many clusters to look for", 1, MOST_CLUSTERS),
                _select("init", "Method", "How the first places of the stars are chosen", methods),
                _number("start_seed", "Start number", "The same number makes the same start again"),
                _button("new_start", "New start", "Start from other places, chosen the same way", icon="dice"),
                _button("lucky", "Lucky start", "The best of many starts"),
                _button("unlucky", "Unlucky start", "The worst of many starts: a local minimum, if there is one"),
                {"name": "starts", "kind": "starts"},
                _button("advise", "How many clusters?", "What four methods say about K on this board"),
                _switch("compare", "Compare two starts", "Run from a second start on the same board, side by side"),
                _select("other_init", "Second: method", "How the second run starts", methods),
                _number("other_seed", "Second: number", "The same number makes the same start again"),
                _button("new_other_start", "New second start", "Start the second run from other places", icon="dice"),
                _select(
                    "on_empty",
                    "Empty clusters",
                    "What the star of a cluster without points does",
                    _labelled(RULES),
                ),
            ],
        },
        {
            "group": "Show",
            "controls": [
                _switch("voronoi", "Cells", "Colour the region that is nearest to each star"),
                _switch("trails", "Trails", "Draw the path of each star"),
                _switch("curve", "Inertia", "Draw the sum of squared distances as it falls"),
                _switch("halves", "Half-steps", "Step by assign and update, or by both at once"),
                {
                    "name": "style",
                    "kind": "segments",
                    "label": "Style",
                    "tip": "Light, dark for a projector, or black and white for paper",
                    "options": [(style, style.capitalize()) for style in STYLES],
                },
            ],
        },
        {
            "group": "Share",
            "controls": [
                _select(
                    "format",
                    "Format",
                    "What kind of file to make",
                    [(w, _WRITTEN.get(w, w)) for w in dict.fromkeys((*_WRITTEN, *WRITERS)) if w != "/"],
                ),
                _select("size", "Size", "Width and height in pixels", _SIZES),
                _select("step_ms", "Speed", "How long each half-step takes", _SPEEDS),
                _button("export", "Download", "Make the animation and save it", icon="download"),
                _button("copy_python", "Copy as Python", "Code that makes the same animation"),
                _button("copy_command", "Copy as command", "A command for the terminal that makes the same animation"),
            ],
        },
    ]


def _range(name: str, label: str, tip: str, low: int, high: int, *, log: bool = False) -> dict[str, Any]:
    return {"name": name, "kind": "range", "label": label, "tip": tip, "min": low, "max": high, "log": log}


def _number(name: str, label: str, tip: str) -> dict[str, Any]:
    return {"name": name, "kind": "number", "label": label, "tip": tip}


def _select(name: str, label: str, tip: str, options: list[Option]) -> dict[str, Any]:
    return {"name": name, "kind": "select", "label": label, "tip": tip, "options": options}


def _switch(name: str, label: str, tip: str) -> dict[str, Any]:
    return {"name": name, "kind": "switch", "label": label, "tip": tip}


def _button(name: str, label: str, tip: str, *, icon: str = "") -> dict[str, Any]:
    return {"name": name, "kind": "button", "label": label, "tip": tip, "icon": icon}
