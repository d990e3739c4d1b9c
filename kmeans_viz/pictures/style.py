"""The colours and markers of the three styles: "light", "dark" and "print".

`style_named` takes the name of a style and returns a `Style`, which says the colour, tint and marker of any cluster.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from kmeans_viz.inputs import as_choice
from kmeans_viz.look import STYLES

RGB: TypeAlias = tuple[int, int, int]

LEVELS = 10
"""How many opacities a `Density` has: 1 / LEVELS, 2 / LEVELS, … 1."""
STAR_RADIUS = 0.62
"""The radius of a star, in units of its size."""

# Found by a search: any two of the first 8 are at least 16 apart in CAM02-UCS, for normal, deuteranomalous,
# protanomalous and tritanomalous vision; any two of all 20 at least 13, for normal vision. A cluster has about the same
# hue in the light and in the dark style.
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
    """How a picture is coloured. After `len(colors)` clusters the colours repeat, with the next marker."""

    name: str
    page: str
    """Behind everything."""
    board: str
    """Behind the cells."""
    ink: str
    """Text, trails, and points that have just changed."""
    muted: str
    """Less important text, and axes."""
    unassigned: str
    """Points that have no cluster yet."""
    dot_edge: str
    star_edge: str
    colors: tuple[str, ...]
    markers: tuple[str, ...]
    tint: float
    """The share of a cluster's colour in the colour of its cell; the rest is the board's."""
    star_fill: str | None = None
    """The colour of all stars; None if each star has its cluster's."""
    marker_each: bool = False
    """Whether the marker changes with every cluster, and not only when the colours repeat."""

    def color(self, cluster: int) -> str:
        """Return the colour of a cluster, as ``#rrggbb``."""
        return self.colors[cluster % len(self.colors)]

    def marker(self, cluster: int) -> str:
        """Return the marker of a cluster's points."""
        turn = cluster if self.marker_each else cluster // len(self.colors)
        return self.markers[turn % len(self.markers)]

    def cell(self, cluster: int) -> str:
        """Return the colour of a cluster's cell: its own, blended with the board's."""
        return mixed(self.color(cluster), self.board, self.tint)

    @property
    def cell_edge(self) -> str:
        """The colour of the lines between cells: a weak projector still shows it on every cell (contrast >= 1.7)."""
        return self.muted if self.marker_each else mixed(self.muted, self.board, 0.6)

    def star(self, cluster: int) -> str:
        """Return the colour of a cluster's star."""
        return self.star_fill or self.color(cluster)

    def on_star(self, cluster: int) -> str:
        """Return black or white, whichever reads better on a cluster's star: a contrast of 4.5 or more (WCAG 2.2)."""
        return "#000000" if luminance(self.star(cluster)) > 0.179 else "#ffffff"


@cache
def style_named(name: str) -> Style:
    """Return the style called "light", "dark" or "print"."""
    return _TABLE[as_choice(name, STYLES, "style")]


def rgb(color: str) -> RGB:
    """Return ``#rrggbb`` as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mixed(color: str, other: str, share: float) -> str:
    """Blend two colours: `share` of `color`, and the rest of `other`."""
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
