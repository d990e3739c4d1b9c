"""What changes from one frame to the next, which is all that a GIF or an animated PNG has to store.

`patches` takes RGBA pictures with their durations and yields a `Patch` for each: the smallest rectangle that holds
every change. Equal consecutive pictures become one that lasts as long as all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.pictures.pixels.palette import TRANSPARENT, Palette, packed

_SHORT = 48  # pixels; the best of 8 to 640 on animations with and without tweening

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
    """Yield the first picture whole, then what changes in each later one.

    Parameters
    ----------
    pictures : iterable of Picture
    palette : Palette
    longest_ms : int
        The longest duration of a frame that the format can store.

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
    """What a viewer of the file shows after the patches so far."""

    def __init__(self, rgba: NDArray[np.uint8], palette: Palette) -> None:
        self._palette = palette
        self._colors = packed(rgba)
        self.indices = palette.nearest(self._colors)

    def change_to(self, rgba: NDArray[np.uint8]) -> tuple[int, int, NDArray[np.uint8]] | None:
        """Show another picture; return left, top and indices of the rectangle that changes, or None if nothing does."""
        colors = packed(rgba)
        # Most pixels keep their colour, and need no look-up.
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
    """Yield `patch`, and after it patches that change nothing for the time that exceeds `longest_ms`."""
    left_ms = patch.duration_ms
    while left_ms > longest_ms:
        yield replace(patch, duration_ms=longest_ms)
        left_ms -= longest_ms
        patch = Patch(0, 0, np.full((1, 1), TRANSPARENT, dtype=np.uint8), left_ms)
    yield replace(patch, duration_ms=left_ms)


def _kept(shown: NDArray[np.uint8], changed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where to store a colour: at every change, and on short stretches of the same colour behind one.

    A run of one colour that goes on over unchanged pixels costs nothing, while interrupting it with `TRANSPARENT` costs
    two codes of the compression. On long stretches `TRANSPARENT` compresses better, as it does not vary.
    """
    flat, marks = shown.ravel(), changed.ravel()
    same = flat[1:] == flat[:-1]
    # A stretch ends where the colour changes, and where changed pixels begin or end.
    starts = np.concatenate([[0], np.flatnonzero(~same | (marks[1:] != marks[:-1])) + 1])
    lengths = np.diff(np.concatenate([starts, [len(flat)]]))
    follows = np.zeros(len(starts), dtype=bool)
    follows[1:] = same[starts[1:] - 1] & marks[starts[1:] - 1]
    return np.repeat(marks[starts] | (follows & (lengths <= _SHORT)), lengths).reshape(shown.shape)
