"""The photograph behind a board: `Backdrop` holds its pixels, where they lie, and which of them show which point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Backdrop:
    """A picture behind the points, which were found in it.

    Attributes
    ----------
    pixels : array of uint8
        ``(height, width, 3)``: red, green and blue, from the top.
    bounds : tuple of four floats
        The left, right, lower and upper edge of the picture, in the coordinates of the points.
    owners : array of int
        ``(height, width)``: the row of the point that each pixel shows, such as that of the spot that it is a part of;
        -1 where it shows none.
    is_place : bool
        Whether the points are places in the picture; False if they are its colours.
    """

    pixels: NDArray[np.uint8]
    bounds: tuple[float, float, float, float]
    owners: NDArray[np.int32]
    is_place: bool = True
