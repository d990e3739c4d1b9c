"""`cells` takes a picture, and returns `Cells`: how many spots there are, where, how large, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmeans_viz.answers.counted import Counted
from kmeans_viz.answers.files import write_all
from kmeans_viz.data.pictures import no_spots, spots_in
from kmeans_viz.recipe import Recipe

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMES = ("cells.csv", "left_out.csv", "outlines.png", "report.html")
"""The files that tell about the spots of a picture."""


@dataclass(frozen=True, eq=False, repr=False)
class Cells(Counted):
    """The spots of a picture, numbered from 1 as one reads: line by line.

    Places and sizes are in pixels of the picture: x from the left, y from the bottom, and (0, 0) is the middle of the
    lower left pixel.

    Examples
    --------
    >>> import numpy as np
    >>> picture = np.zeros((60, 90))
    >>> picture[10:20, 10:20] = picture[30:40, 60:70] = 1
    >>> found = cells(picture)
    >>> found, found.centres.round(1).tolist(), found.areas.tolist()
    (<Cells: 2 bright spots found in picture>, [[14.5, 44.5], [64.5, 24.5]], [100.0, 100.0])
    """

    def plot(self, ax: Axes | None = None, *, numbers: bool = True) -> Axes:
        """Draw the picture with the outline of each spot, dashed for what was left out.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; by default on a new figure, which a notebook displays.
        numbers : bool
            Whether to write the number of each spot into it.
        """
        from kmeans_viz.answers.outlines import draw_outlines

        return draw_outlines(self.measured, ax, numbers=numbers)

    def save(self, folder: str | Path) -> Path:
        """Write ``cells.csv``, ``left_out.csv``, ``outlines.png`` and ``report.html`` to a folder; return its path.

        The page is one to read, print or mail, which loads nothing from elsewhere.

        Raises
        ------
        InputError
            If `folder` is a file.
        OSError
            If a file cannot be written; the others and what was there before are whole.
        """
        from kmeans_viz.answers.cells_page import page_of
        from kmeans_viz.answers.outlines import outlined

        images = outlined(self.measured)
        texts = [table.to_csv(index=False, lineterminator="\n") for table in (self.table(), self.left_out())]
        contents = [*(text.encode() for text in texts), images["png"], page_of(self, images["jpeg"]).encode()]
        return write_all(Path(folder), dict(zip(NAMES, contents, strict=True)))


def cells(image: Any, *, spots: str | None = None, part: str | None = None) -> Cells:
    """Find the spots in a picture, such as cells, stars or coins: count, centres and areas.

    The background may be uneven, and spots that touch are told apart. How large they are, and whether they are bright
    or dark, comes from the picture.

    In a crowd the count is too low, since two spots that overlap are often taken for one. Of round spots in groups of
    two to four, all are found while they touch, or overlap by a tenth of their width, 91% at a fifth, 63% at 30% and
    44% at half; of those that are brightest in the middle, 98%, 88% and 46%. Next to none is counted that is not there.

    Parameters
    ----------
    image : path or array_like
        A picture, or an array of shape ``(height, width)`` or ``(height, width, 3)``: whole numbers up to 255 or
        65535, or floats, between 0 and 1 where they are colours.
    spots : "bright" or "dark", optional
        By default, those that stand out more and are rounder.
    part : str, optional
        What to look at: ``"red"``, ``"green"`` or ``"blue"``, or how much there is of the stain ``"hematoxylin"``,
        ``"eosin"`` or ``"dab"``; by default ``"grey"``, the brightness.

    Returns
    -------
    Cells

    Raises
    ------
    InputError
        If the picture cannot be read, or has no spots.
    """
    measured = spots_in(image, spots, part)
    if len(measured.areas) == 0:
        raise no_spots(measured)
    csv = str(image) if isinstance(image, (str, Path)) else None
    recipe = Recipe(csv=csv, columns=("pixel_x", "pixel_y"), spots=spots, part=part, k=len(measured.areas))
    return Cells(measured, recipe)
