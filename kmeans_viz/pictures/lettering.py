"""Text that changes with every picture, drawn as one outline that is put together from kept letters.

A string and a size go in, and a matplotlib path comes out. matplotlib lays out and renders each new string letter by
letter, which takes about ten milliseconds for two lines: more than all the rest of a small picture. Here the outline of
each letter is read from the font once.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Shape
from matplotlib.transforms import Affine2D, Transform
from numpy.typing import NDArray

_EM = 64.0  # the size, in points, at which outlines are taken
_SMALLEST = 3.0
LINE = 1.34
"""The distance between two baselines, as a multiple of the size of the letters."""


class Glyph(NamedTuple):
    """The outline of one letter at size 1, and how far the next letter stands from it."""

    vertices: NDArray[np.float64]
    codes: NDArray[np.uint8]
    advance: float


class Lettering(PathPatch):
    """An artist that shows one or more lines of text.

    Parameters
    ----------
    size : float
        In points.
    bold : bool
    align : {"left", "right"}
    color : str
    place : matplotlib.transforms.Transform
        From typographic points to the screen; ``(0, 0)`` is the end of the first baseline that `align` names.
    """

    def __init__(self, size: float, color: str, place: Transform, *, bold: bool = False, align: str = "left") -> None:
        super().__init__(Shape(np.zeros((1, 2))), facecolor=color, linewidth=0, animated=True)
        self._size, self._bold, self._align = size, bold, align
        self._text = ""
        self.set_transform(place)

    def set_text(self, text: str, size: float | None = None) -> None:
        """Show `text`, with line breaks at its newlines; `size`, if given, holds from now on."""
        size = size or self._size
        if (text, size) != (self._text, self._size):
            self._text, self._size = text, size
            self.set_path(outline(text, size, bold=self._bold, align=self._align))

    def get_text(self) -> str:
        """Return the text that is shown."""
        return self._text


def outline(text: str, size: float, *, bold: bool = False, align: str = "left") -> Shape:
    """Return the outline of `text` in points; its first baseline starts, or with "right" ends, at the origin."""
    vertices, codes = [np.empty((0, 2))], [np.empty(0, dtype=np.uint8)]
    for row, line in enumerate(text.split("\n")):
        x = -width(line, size, bold=bold) if align == "right" else 0.0
        y = -row * LINE * size
        for letter in line:
            glyph = _glyph(letter, bold)
            if len(glyph.vertices):
                vertices.append(glyph.vertices * size + (x, y))
                codes.append(glyph.codes)
            x += glyph.advance * size
    return Shape(np.concatenate(vertices), np.concatenate(codes))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how long a line of text is, in points."""
    return sum(_glyph(letter, bold).advance for letter in text) * size


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return `text` with newlines so that no line is longer than `room` points; a word that is longer is cut."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
            continue
        while len(word) > 1 and width(word, size, bold=bold) > room:
            fits = max(1, sum(width(word[: i + 1], size, bold=bold) <= room for i in range(len(word))))
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return "\n".join(lines)


def fitted(text: str, size: float, room: float, height: float, *, bold: bool = False) -> tuple[str, float]:
    """Return `text` with newlines, and the size at which it fits.

    Parameters
    ----------
    text : str
    size : float
        The size to begin with, in points; it shrinks until the text fits.
    room : float
        The longest a line may be, in points.
    height : float
        The farthest the last baseline may be below the first, in points.
    bold : bool
    """
    while True:
        lines = wrapped(text, size, room, bold=bold)
        if lines.count("\n") * LINE * size <= height or size <= _SMALLEST:
            return lines, size
        size *= 0.95


def at(transform: Transform, x: float, y: float, dpi: Transform) -> Transform:
    """Return a transform from typographic points, counted from the place ``(x, y)`` of `transform`, to the screen."""
    px, py = transform.transform((x, y))
    return Affine2D().scale(1 / 72) + dpi + Affine2D().translate(px, py)


@cache
def _font(bold: bool) -> FT2Font:
    font: Any = get_font(findfont(FontProperties(weight="bold" if bold else "normal")))
    return font


@cache
def _glyph(letter: str, bold: bool) -> Glyph:
    font = _font(bold)
    font.set_size(_EM, 72)
    glyph = font.load_char(ord(letter), LoadFlags.NO_HINTING)
    vertices, codes = font.get_path()
    return Glyph(np.asarray(vertices) / _EM, np.asarray(codes, dtype=np.uint8), glyph.linearHoriAdvance / 65536 / _EM)
