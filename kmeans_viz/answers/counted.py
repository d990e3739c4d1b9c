"""What was counted in a picture: `Counted` holds its spots, and all that is told about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.pictures import Measured, notes_on
from kmeans_viz.recipe import Recipe

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class Counted:
    """The spots of a picture, numbered from 1 as one reads: line by line."""

    measured: Measured
    recipe: Recipe
    """How the picture was read; of an array, all but the file."""

    @property
    def count(self) -> int:
        """How many spots count."""
        return len(self.measured.areas)

    @property
    def is_bright(self) -> bool:
        """Whether the spots are brighter than what is around them."""
        return self.measured.is_bright

    @property
    def centres(self) -> NDArray[np.float64]:
        """``(n, 2)``: the centre of mass of each spot."""
        return self.measured.centres

    @property
    def areas(self) -> NDArray[np.float64]:
        """``(n,)``: how many pixels each spot has."""
        return self.measured.areas

    @property
    def diameters(self) -> NDArray[np.float64]:
        """``(n,)``: of the discs with these areas."""
        return np.sqrt(4 * self.areas / np.pi)

    @property
    def on_border(self) -> NDArray[np.bool_]:
        """``(n,)``: whether each spot touches the border of the picture, which may cut it."""
        return self.measured.on_border

    @cached_property
    def labels(self) -> NDArray[np.int32]:
        """``(height, width)``: the number of the spot that each pixel belongs to; 0 elsewhere."""
        measured = self.measured
        height, width = measured.pixels.shape[:2]
        rows, columns = (
            (np.arange(length) // measured.side).clip(max=n - 1)
            for length, n in zip((height, width), measured.labels.shape, strict=True)
        )
        return np.maximum(measured.labels[rows][:, columns], 0)

    @property
    def text(self) -> str:
        """What was found, in a few lines."""
        areas = self.areas[~self.on_border] if not self.on_border.all() else self.areas
        low, median, high = np.quantile(areas, (0.1, 0.5, 0.9))
        share = self.areas.sum() / self.measured.pixels[..., 0].size
        lines = [
            f"{self.measured.source}: {self.measured.words}",
            f"  area  median {median:,.0f} pixels, eight of ten from {low:,.0f} to {high:,.0f}; "
            f"all spots cover {share:.1%} of the picture",
        ]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    @property
    def notes(self) -> list[str]:
        """What was assumed, and what to mind."""
        return notes_on(self.measured, is_told=self.recipe.spots is not None)

    def table(self) -> pd.DataFrame:
        """Return a row for each spot: number, place, area, diameter, and whether it touches the border.

        `from_top` is y as programs for pictures count it: the row of pixels from the top, from 0.
        """
        import pandas as pd

        x, y = self.centres.T
        return pd.DataFrame(
            {
                "number": np.arange(1, self.count + 1),
                "x": x,
                "y": y,
                "from_top": len(self.measured.pixels) - 1 - y,
                "area": self.areas,
                "diameter": self.diameters,
                "on_border": self.on_border,
            }
        )

    def left_out(self) -> pd.DataFrame:
        """Return a row for each region that does not count: place, area and the reason."""
        import pandas as pd

        table = pd.DataFrame(self.measured.left_out, columns=["x", "y", "area", "reason"])
        table.insert(2, "from_top", len(self.measured.pixels) - 1 - table["y"])
        return table

    def __repr__(self) -> str:
        return f"<Cells: {self.measured.words} in {self.measured.source}>"
