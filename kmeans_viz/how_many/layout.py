"""Where things are on the page on how many clusters there are: the data, four curves, and room for words below."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.figure import Figure

PAD, STRIP = 0.25, 1.55
"""Inches: the room at the edge of the page, and that for the words below."""
_GAP = 0.3


class Box(NamedTuple):
    """A rectangle on the page, in inches from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    def share(self, page: Figure) -> tuple[float, float, float, float]:
        """Return the rectangle in shares of the page's width and height."""
        width, height = page.get_size_inches()
        return self.left / width, self.bottom / height, self.width / width, self.height / height


def boxes(width: float, height: float, labels: float, n_boards: int) -> tuple[list[Box], list[Box]]:
    """Return the boxes of the data and of the four curves: side by side on a wide page, else one above the other.

    `labels` is the width in inches of the labels at the data's vertical axis, and `n_boards` how often the data are
    drawn.
    """
    head = 0.42  # above each Axes, for its title
    left, below = (labels, 0.6) if labels else (PAD, 0.1)
    if width >= 1.25 * height:
        middle = 0.47 * width
        data = Box(0.0, STRIP, middle, height - STRIP)
        area = Box(middle + _GAP, STRIP, width - PAD - middle - _GAP, height - STRIP)
    else:
        middle = STRIP + 0.55 * (height - STRIP)
        data = Box(0.0, middle, width - PAD, height - middle)
        area = Box(PAD, STRIP, width - 2 * PAD, middle - STRIP)
    cell_width, cell_height = area.width / 2, area.height / 2
    panels = [
        Box(
            area.left + column * cell_width + 0.48,
            area.bottom + (1 - row) * cell_height + 0.36,
            cell_width - (0.58 if column == 0 else 0.48),
            cell_height - 0.36 - head - 0.2,
        )
        for row in range(2)
        for column in range(2)
    ]
    across = 1 if n_boards == 1 else 2
    rows = -(-n_boards // across)
    wide, high = data.width / across, data.height / rows
    boards = [
        Box(
            data.left + i % across * wide + left,
            data.bottom + (rows - 1 - i // across) * high + below,
            wide - left,
            high - below - head,
        )
        for i in range(n_boards)
    ]
    return boards, panels
