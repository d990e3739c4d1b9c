"""What changes from one frame to the next: all that a GIF or an animated PNG has to store.

RGBA pictures with their durations flow in; `Patch`es flow out, the smallest rectangles that hold every change.
Equal consecutive pictures become one that lasts as long as all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.export.palette import TRANSPARENT, Palette

_SHORT = 16  # pixels; found by trying 8 to 400 on animations with and without pictures in between

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
    before: NDArray[np.uint8] | None = None
    waiting: Patch | None = None
    for rgba, duration_ms in pictures:
        indices = palette.indices(rgba)
        patch = _difference(before, indices, duration_ms)
        before = indices
        if waiting is not None:
            if patch is None and waiting.duration_ms + duration_ms <= longest_ms:
                waiting = replace(waiting, duration_ms=waiting.duration_ms + duration_ms)
                continue
            yield waiting
        waiting = patch or Patch(0, 0, np.full((1, 1), TRANSPARENT, dtype=np.uint8), duration_ms)
    if waiting is not None:
        yield waiting


def _difference(before: NDArray[np.uint8] | None, indices: NDArray[np.uint8], duration_ms: int) -> Patch | None:
    if before is None:
        return Patch(0, 0, indices, duration_ms)
    differs = indices != before
    rows = np.flatnonzero(differs.any(axis=1))
    if len(rows) == 0:
        return None
    columns = np.flatnonzero(differs[rows[0] : rows[-1] + 1].any(axis=0))
    box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    shown, changed = np.ascontiguousarray(indices[box]), np.ascontiguousarray(differs[box])
    return Patch(int(columns[0]), int(rows[0]), np.where(_kept(shown, changed), shown, TRANSPARENT), duration_ms)


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
