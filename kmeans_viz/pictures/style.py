"""Colours, markers and sizes: what each of the three styles makes of a cluster.

The name of a style flows in; a `Style` flows out, which knows the colour, tint and marker of every cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from kmeans_viz.inputs import as_choice
from kmeans_viz.look import STYLES

RGB: TypeAlias = tuple[int, int, int]

LEVELS = 10
"""How many opacities a board of densities tells apart: 1 / LEVELS, 2 / LEVELS, … 1."""

# Found by search: among the first 8, every pair is at least 16 apart in CAM02-UCS for normal, deuteranomalous,
# protanomalous and tritanomalous vision; among all 20, at least 13 for normal vision. Hues agree between the styles.
_LIGHT = (
    "#3150c1",
    "#e75507",
    "#1fa47c",
    "#760560",
    "#997dfa",
    "#2d5200",
    "#c262a3",
    "#ab1e53",
    "#d7912d",
    "#32aadc",
    "#d72387",
    "#73af5f",
    "#8c5a2d",
    "#19737d",
    "#5f1991",
    "#055f4b",
    "#fa6e96",
    "#823c91",
    "#5f73cd",
    "#878746",
)
_DARK = (
    "#5479fd",
    "#ec7405",
    "#4bf4e2",
    "#a34b96",
    "#c0aaff",
    "#afe650",
    "#ff9dad",
    "#c53548",
    "#d7b400",
    "#2db4d2",
    "#eb73be",
    "#87b45a",
    "#aa5500",
    "#238278",
    "#7855cd",
    "#23a578",
    "#c86e55",
    "#a06ec8",
    "#afd2ff",
    "#c8cd7d",
)
_GREYS = ("#111111", "#8c8c8c", "#ffffff", "#5a5a5a", "#c4c4c4")


@dataclass(frozen=True)
class Style:
    """How a picture is coloured. Colours repeat after `len(colors)` clusters, with the next marker."""

    name: str
    page: str
    """Behind everything."""
    board: str
    """Behind the cells."""
    ink: str
    """Text, and the edges of stars."""
    muted: str
    """Less important text, axes."""
    unassigned: str
    """Points that have no cluster yet."""
    dot_edge: str
    star_edge: str
    colors: tuple[str, ...]
    markers: tuple[str, ...]
    tint: float
    """How much of a cluster's colour its cell has."""
    star_fill: str | None = None
    """The colour of all stars, where it is not their cluster's."""
    marker_each: bool = False
    """Give each cluster another marker, rather than each round of the colours."""

    def color(self, cluster: int) -> str:
        """Return the colour of a cluster, as ``#rrggbb``."""
        return self.colors[cluster % len(self.colors)]

    def marker(self, cluster: int) -> str:
        """Return the marker of a cluster's points."""
        turn = cluster if self.marker_each else cluster // len(self.colors)
        return self.markers[turn % len(self.markers)]

    def cell(self, cluster: int) -> str:
        """Return the colour of a cluster's cell: its own, thinned with the board's."""
        return mixed(self.color(cluster), self.board, self.tint)

    def star(self, cluster: int) -> str:
        """Return the colour of a cluster's star."""
        return self.star_fill or self.color(cluster)

    def on_star(self, cluster: int) -> str:
        """Return black or white, whichever reads better on a cluster's star."""
        return "#000000" if luminance(self.star(cluster)) > 0.3 else "#ffffff"


@cache
def style_named(name: str) -> Style:
    """Return the style of that name: "light", "dark" or "print"."""
    return _TABLE[as_choice(name, STYLES, "style")]


def rgb(color: str) -> RGB:
    """Return ``#rrggbb`` as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mixed(color: str, other: str, share: float) -> str:
    """Return `share` of one colour and the rest of the other."""
    parts = (round(share * a + (1 - share) * b) for a, b in zip(rgb(color), rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def luminance(color: str) -> float:
    """Return the relative luminance of a colour, 0 for black and 1 for white (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in rgb(color))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_TABLE = {
    "light": Style(
        name="light",
        page="#ffffff",
        board="#fafaf8",
        ink="#1a1c20",
        muted="#5f6570",
        unassigned="#868c95",
        dot_edge="#ffffff",
        star_edge="#1a1c20",
        colors=_LIGHT,
        markers=("o", "s", "^", "D", "v"),
        tint=0.18,
    ),
    "dark": Style(
        name="dark",
        page="#0d1015",
        board="#14171c",
        ink="#f2f4f8",
        muted="#9aa3b2",
        unassigned="#7d8592",
        dot_edge="#14171c",
        star_edge="#ffffff",
        colors=_DARK,
        markers=("o", "s", "^", "D", "v"),
        tint=0.22,
    ),
    "print": Style(
        name="print",
        page="#ffffff",
        board="#ffffff",
        ink="#000000",
        muted="#404040",
        unassigned="#9a9a9a",
        dot_edge="#000000",
        star_edge="#000000",
        colors=_GREYS,
        markers=("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h"),
        tint=0.0,
        star_fill="#ffffff",
        marker_each=True,
    ),
}
