"""What changes from one frame to the next: all that a GIF or an animated PNG has to store.

RGBA pictures with their durations flow in; `Patch`es flow out, the smallest rectangles that hold every change.
Equal consecutive pictures become one that lasts as long as all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.pictures.pixels.palette import TRANSPARENT, Palette, packed

_SHORT = 48  # pixels; found by trying 8 to 640 on animations with and without pictures in between

Picture = tuple[NDArray[np.uint8], int]
"""``(height, width, 4)`` RGBA, and how long it is shown, in milliseconds."""


@dataclass(frozen=True, eq=False)
class Patch:
    """A rectangle to lay over the frame before."""

    left: int
    top: int
    indices: NDArray[np.uint8]
    """``(height, width)``; `TRANSPARENT` where nothing changes."""
    duration_ms: int


def patches(pictures: Iterable[Picture], palette: Palette, *, longest_ms: int) -> Iterator[Patch]:
    """Yield the first picture whole, and then what changes.

    Parameters
    ----------
    pictures : iterable of Picture
    palette : Palette
    longest_ms : int
        The longest duration that the format can say.

    Yields
    ------
    Patch
    """
    screen: Screen | None = None
    waiting: Patch | None = None
    for rgba, duration_ms in pictures:
        if screen is None:
            screen = Screen(rgba, palette)
            waiting = Patch(0, 0, screen.indices.copy(), duration_ms)
            continue
        assert waiting is not None
        change = screen.change_to(rgba)
        if change is None:
            waiting = replace(waiting, duration_ms=waiting.duration_ms + duration_ms)
        else:
            yield from _split(waiting, longest_ms)
            waiting = Patch(*change, duration_ms)
    if waiting is not None:
        yield from _split(waiting, longest_ms)


class Screen:
    """What a player shows so far."""

    def __init__(self, rgba: NDArray[np.uint8], palette: Palette) -> None:
        self._palette = palette
        self._colors = packed(rgba)
        self.indices = palette.nearest(self._colors)

    def change_to(self, rgba: NDArray[np.uint8]) -> tuple[int, int, NDArray[np.uint8]] | None:
        """Show another picture; return left, top and the indices of the rectangle that changes, None if none does."""
        colors = packed(rgba)
        # Most pixels stay as they are: look up only the others.
        where = np.flatnonzero(colors != self._colors)
        self._colors = colors
        new = self._palette.nearest(colors.ravel()[where])
        differs = new != self.indices.ravel()[where]
        where, new = where[differs], new[differs]
        if len(where) == 0:
            return None
        self.indices.ravel()[where] = new
        rows, columns = np.divmod(where, colors.shape[1])
        top, left = int(rows[0]), int(columns.min())
        shown = np.ascontiguousarray(self.indices[top : rows[-1] + 1, left : columns.max() + 1])
        changed = np.zeros(shown.shape, dtype=bool)
        changed[rows - top, columns - left] = True
        return left, top, np.where(_kept(shown, changed), shown, TRANSPARENT)


def _split(patch: Patch, longest_ms: int) -> Iterator[Patch]:
    """Yield `patch`, and as often as it must last longer than the format can say, another one that changes nothing."""
    left_ms = patch.duration_ms
    while left_ms > longest_ms:
        yield replace(patch, duration_ms=longest_ms)
        left_ms -= longest_ms
        patch = Patch(0, 0, np.full((1, 1), TRANSPARENT, dtype=np.uint8), left_ms)
    yield replace(patch, duration_ms=left_ms)


def _kept(shown: NDArray[np.uint8], changed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where to store the colour: every change, and short stretches behind one in the same colour.

    Going on with a run of one colour over pixels that did not change costs nothing, and breaking it off to say "as
    before" costs two codes. Long stretches are better left alone: nothing compresses as well as the same everywhere.
    """
    flat, marks = shown.ravel(), changed.ravel()
    same = flat[1:] == flat[:-1]
    # Stretches start at every change of colour, and where changed pixels end or begin.
    starts = np.concatenate([[0], np.flatnonzero(~same | (marks[1:] != marks[:-1])) + 1])
    lengths = np.diff(np.concatenate([starts, [len(flat)]]))
    follows = np.zeros(len(starts), dtype=bool)
    follows[1:] = same[starts[1:] - 1] & marks[starts[1:] - 1]
    return np.repeat(marks[starts] | (follows & (lengths <= _SHORT)), lengths).reshape(shown.shape)
