"""A picture with the outlines of its spots: on an Axes, or as the bytes of a file."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from kmeans_viz.data.pictures import Measured
from kmeans_viz.pictures.pinned import as_png, pinned
from kmeans_viz.pictures.plots import Board, Page

_LINE, _OUT = "#ffd23f", "#ff5c8a"
_WIDTH_IN = 8.0
_MOST_NUMBERS = 600  # more would be a grey mass


@pinned()
def draw_outlines(measured: Measured, ax: Axes | None = None, *, numbers: bool = True) -> Axes:
    """Draw the picture with the outline of each spot, dashed for what was left out; return the Axes."""
    height, width = measured.pixels.shape[:2]
    if ax is None:
        page = Page(figsize=(_WIDTH_IN, _WIDTH_IN * height / width), facecolor="none")
        FigureCanvasAgg(page)
        ax = page.add_axes(Board(page, (0, 0, 1, 1)))
    ax.imshow(measured.pixels, extent=(-0.5, width - 0.5, -0.5, height - 0.5), interpolation="antialiased")
    ax.set_axis_off()
    black = [withStroke(linewidth=2.4, foreground="#000000a0")]
    for sign, color, dashes in ((1, _LINE, "solid"), (-1, _OUT, (0, (2, 2)))):
        lines = _outlines(measured, sign)
        if lines:
            ax.add_collection(
                LineCollection(lines, colors=color, linewidths=1.2, linestyles=[dashes], path_effects=black),
                autolim=False,
            )
    if numbers and len(measured.areas) <= _MOST_NUMBERS:
        figure: Any = ax.get_figure(root=True)
        scale = 72 * ax.get_position().width * figure.get_figwidth() / width
        for number, ((x, y), area) in enumerate(zip(measured.centres, measured.areas, strict=True), start=1):
            size = float(np.clip(0.45 * np.sqrt(area) * scale, 4, 12))
            stroke = [withStroke(linewidth=size / 4, foreground="black")]
            ax.text(x, y, str(number), color="white", fontsize=size, ha="center", va="center", path_effects=stroke)
    return ax


def outlined(measured: Measured) -> dict[str, bytes]:
    """Return the picture with its outlines as the bytes of a "png" and of a "jpeg", which is smaller."""
    from PIL import Image

    axes = draw_outlines(measured)
    figure: Any = axes.figure
    png, jpeg = as_png(figure, dpi=150), io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(jpeg, "JPEG", quality=88)
    return {"png": png, "jpeg": jpeg.getvalue()}


def _outlines(measured: Measured, sign: int) -> list[NDArray[np.float64]]:
    """Return the outline of each region whose label has this sign, in the coordinates of the picture."""
    from scipy import ndimage
    from skimage.measure import find_contours

    labels = np.maximum(sign * measured.labels, 0)
    lines: list[NDArray[np.float64]] = []
    for number, box in enumerate(ndimage.find_objects(labels), start=1):
        if box is None:
            continue
        mask = np.pad((labels[box] == number).astype(np.float64), 1)
        for line in find_contours(mask, 0.5):
            corner = np.array([box[0].start - 1, box[1].start - 1])
            rows, columns = ((line + corner) * measured.side).T + (measured.side - 1) / 2
            lines.append(np.column_stack([columns, len(measured.pixels) - 1 - rows]))
    return lines
