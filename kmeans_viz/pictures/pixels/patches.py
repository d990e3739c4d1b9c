"""What changes from one frame to the next, which is all that a GIF or an animated PNG has to store.

`patches` takes RGBA pictures with their durations and yields a `Patch` for each: the smallest rectangle that holds
every change. Equal consecutive pictures become one that lasts as long as all of them. Where pictures have no ground,
a patch cannot take a colour away: one before it, which shows nothing new, clears that rectangle when its time is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.pictures.pixels.palette import TRANSPARENT, Palette

_LEAST_MS = 20  # viewers slow down pictures that are shown for less
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
    clears: bool = False
    """Whether nothing is left in this rectangle before the next patch is laid over it."""

    @property
    def place(self) -> tuple[slice, slice]:
        """The rows and the columns of the picture that it covers."""
        height, width = self.indices.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)

    def clearing(self, rows: slice, columns: slice) -> list[Patch]:
        """Return this patch, and one for the end of its time that clears these rows and columns.

        Where there is no time for two, return one that clears its own rectangle besides: then the next patch has to
        cover all of that, and with it the one after it.
        """
        if self.duration_ms >= 2 * _LEAST_MS:
            shorter = replace(self, duration_ms=self.duration_ms - _LEAST_MS)
            return [shorter, _nothing(rows, columns, _LEAST_MS, clears=True)]
        own_rows, own_columns = self.place
        top, left = min(rows.start, self.top), min(columns.start, self.left)
        bottom, right = max(rows.stop, own_rows.stop), max(columns.stop, own_columns.stop)
        around = ((self.top - top, bottom - own_rows.stop), (self.left - left, right - own_columns.stop))
        indices = np.pad(self.indices, around, constant_values=TRANSPARENT)
        return [Patch(left, top, indices, self.duration_ms, clears=True)]


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
        change = screen.change_to(rgba, waiting)
        if change is None:
            waiting = replace(waiting, duration_ms=waiting.duration_ms + duration_ms)
        else:
            *before, after = change
            for patch in before:
                yield from _split(patch, longest_ms)
            waiting = replace(after, duration_ms=duration_ms)
    if waiting is not None:
        yield from _split(waiting, longest_ms)


class Screen:
    """What a viewer of the file shows after the patches so far."""

    def __init__(self, rgba: NDArray[np.uint8], palette: Palette) -> None:
        self._palette = palette
        self._colors = palette.packed(rgba)
        self._is_opaque = palette.opacities == 255
        self.indices = palette.nearest(self._colors)

    def change_to(self, rgba: NDArray[np.uint8], before: Patch) -> list[Patch] | None:
        """Show another picture; return the patch `before`, one that clears what this picture lacks, and what changes.

        If nothing is lacking, the second is left out; if nothing changes, return None.
        """
        colors = self._palette.packed(rgba)
        # Most pixels keep their colour, and need no look-up.
        where = np.flatnonzero(colors != self._colors)
        self._colors = colors
        new = self._palette.nearest(colors.ravel()[where])
        old = self.indices.ravel()[where]
        differs = new != old
        where, new, old = where[differs], new[differs], old[differs]
        if len(where) == 0:
            return None
        self.indices.ravel()[where] = new
        # Only what is opaque can be laid over a colour: all else has to be cleared first, and then laid down again.
        patches, lost = [before], where[~self._is_opaque[new] & (old != TRANSPARENT)]
        if len(lost):
            patches = before.clearing(*_box(lost, colors.shape[1]))
            place = patches[-1].place
            marks = np.zeros(colors.shape, dtype=bool)
            marks.ravel()[where] = True
            marks[place] = self.indices[place] != TRANSPARENT
            where = np.flatnonzero(marks)
        if len(where) == 0:
            return [*patches, _nothing(slice(0, 1), slice(0, 1), 0)]
        rows, columns = _box(where, colors.shape[1])
        shown = np.ascontiguousarray(self.indices[rows, columns])
        changed = np.zeros(shown.shape, dtype=bool)
        down, right = np.divmod(where, colors.shape[1])
        changed[down - rows.start, right - columns.start] = True
        kept = _kept(shown, changed) & (changed | self._is_opaque[shown])
        return [*patches, Patch(columns.start, rows.start, np.where(kept, shown, TRANSPARENT), 0)]


def _nothing(rows: slice, columns: slice, duration_ms: int, *, clears: bool = False) -> Patch:
    """Return a patch that changes nothing while it is shown."""
    indices = np.full((rows.stop - rows.start, columns.stop - columns.start), TRANSPARENT, dtype=np.uint8)
    return Patch(columns.start, rows.start, indices, duration_ms, clears)


def _split(patch: Patch, longest_ms: int) -> Iterator[Patch]:
    """Yield `patch`, and after it patches that change nothing for the time that exceeds `longest_ms`."""
    left_ms = patch.duration_ms
    while left_ms > longest_ms:
        yield replace(patch, duration_ms=longest_ms)
        left_ms -= longest_ms
        patch = _nothing(slice(0, 1), slice(0, 1), left_ms)
    yield replace(patch, duration_ms=left_ms)


def _box(where: NDArray[np.intp], width: int) -> tuple[slice, slice]:
    """Return the rows and columns of the smallest rectangle with these pixels, given by their rising flat indices."""
    rows, columns = np.divmod(where, width)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns.min()), int(columns.max()) + 1)


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
