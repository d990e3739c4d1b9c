"""Points of any dimension on a flat board: where they are drawn, how far the board reaches, how its axes are labelled.

`view_of` takes a `Trace` and returns a `View`. Two coordinates are drawn as they are; one is drawn along a line; more
are projected onto their first two principal components. Places on the globe are seen from above, with north up. A few
points far out would leave the others a corner: the board is cut, and they are drawn at its edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.data.globe import EAST, NORTH, UP
from kmeans_viz.inputs import Points
from kmeans_viz.pictures.voronoi import Bounds
from kmeans_viz.runs.trace import Trace

_MARGIN = 0.06
_UNEQUAL = 4.0  # where the ranges differ by more than this factor, each axis has a scale of its own
_GOLDEN = 0.6180339887498949
_SMALLEST = 1e-280  # the shortest axis that matplotlib can draw
_FAR = 3.0  # widths of the other points that a point must lie outside of them to be left off the board
_MOST_FAR = 0.01  # of the points on each side of an axis; one at least
_LEAST = 10  # points; of fewer, none is far
_BAND = 0.05  # of the board: how much wider it is on each side, for the points outside of it
_EDGE = 0.07  # of the board: how far from its edge these are drawn


@dataclass(frozen=True, eq=False)
class View:
    """How ``d`` coordinates become two."""

    center: NDArray[np.float64]
    axes: NDArray[np.float64]
    """``(2, d)``: the directions that are drawn to the right and upwards."""
    points: NDArray[np.float64]
    """``(n, 2)``: where the points are drawn."""
    bounds: Bounds
    equal: bool
    """Whether a unit has the same length on both axes."""
    xlabel: str = ""
    ylabel: str = ""
    far: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    """The rows of the points that the bounds leave out, in rising order; after `cut`, of those outside of the board."""
    edges: Bounds | None = None
    """Where points and stars are drawn at most, if some lie outside of the board; None before `cut`."""

    @property
    def d(self) -> int:
        """The dimension of the data."""
        return int(self.axes.shape[1])

    @property
    def has_cells(self) -> bool:
        """Whether cells can be drawn: from three dimensions on, a projection of them would be wrong."""
        return self.d <= 2

    def flat(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the places on the board, ``(m, 2)``, of ``(m, d)`` positions."""
        return (positions - self.center) @ self.axes.T

    def drawn(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where these ``(m, d)`` positions are drawn, ``(m, 2)``: those outside of the board at its edge."""
        return self.flat(positions) if self.edges is None else clipped(self.flat(positions), self.edges)

    def cut(self, bounds: Bounds) -> View:
        """Return this view on a board with these bounds, at whose edge the points are that lie outside of it."""
        far = self.far[(clipped(self.points[self.far], bounds) != self.points[self.far]).any(axis=1)]
        if not len(far):
            return self
        edges = within(bounds, _EDGE)
        return replace(self, far=far, points=clipped(self.points, edges), edges=edges)

    def unflat(self, positions: NDArray[np.float64]) -> Points:
        """Return the ``(m, d)`` positions that are drawn at these ``(m, 2)`` places; d <= 2."""
        return np.ascontiguousarray(positions[:, : self.d])

    def labelled(self, labels: tuple[str, str] | None) -> View:
        """Return this view with other labels of its axes, if there are any."""
        return self if labels is None else replace(self, xlabel=labels[0], ylabel=labels[1])

    def fitted(self, aspect: float) -> Bounds:
        """Return the bounds; if units are equal, widened to a width-to-height ratio of `aspect`."""
        left, right, bottom, top = self.bounds
        if not self.equal:
            return self.bounds
        width, height = right - left, top - bottom
        grow_x, grow_y = max(0.0, height * aspect - width) / 2, max(0.0, width / aspect - height) / 2
        return left - grow_x, right + grow_x, bottom - grow_y, top + grow_y


def within(bounds: Bounds, share: float) -> Bounds:
    """Return bounds that are narrower by a share of the board on each side."""
    left, right, bottom, top = bounds
    x, y = share * (right - left), share * (top - bottom)
    return left + x, right - x, bottom + y, top - y


def clipped(places: NDArray[np.float64], bounds: Bounds) -> NDArray[np.float64]:
    """Return ``(m, 2)`` places, those outside of the bounds at their edge."""
    return np.clip(places, bounds[::2], bounds[1::2])


def view_of(trace: Trace) -> View:
    """Return the view that holds the points and the places where centroids stand in any state of the run.

    At most 1 in 100 points, or a single one, is left out on each side of an axis, if the others would have less than a
    quarter of its length.
    """
    X, names = trace.X, trace.columns
    d = X.shape[1]
    if trace.backdrop is not None:
        # A photograph fills its board, to scale; numbers along it would say less than it does.
        return View(np.zeros(2), np.eye(2), X, trace.backdrop.bounds, True)
    names = names or tuple(f"x{i + 1}" for i in range(d))
    places = np.concatenate([state.centroids for state in trace[:1]] + [s.centroids for s in trace if s.shift > 0])
    if d == 1:
        axes, center = np.array([[1.0], [0.0]]), np.zeros(1)
        # Points on one line would hide each other; multiples of the golden ratio spread them evenly and repeatably.
        height = (np.arange(1, len(X) + 1) * _GOLDEN) % 1.0 - 0.5
        points = np.c_[X[:, 0], height]
        far = _far(points[:, :1])
        bounds = _banded((*_around(*_ends(*_near(points, places, far), 0)), -0.9, 0.9), far)
        return View(center, axes, points, bounds, False, names[0], "", far)
    if d == 2:
        axes, center, points = np.eye(2), np.zeros(2), X
        xlabel, ylabel = trace.columns or ("", "")
    elif names == (EAST, NORTH, UP):
        center, axes, points, places = np.zeros(3), np.eye(3)[:2], np.ascontiguousarray(X[:, :2]), places[:, :2]
        xlabel, ylabel = f"{EAST}, seen from above", NORTH
    else:
        center = X.mean(axis=0)
        axes, shares = _principal(X - center)
        if len(far := _far((X - center) @ axes.T)):
            # Points far out would choose the directions too.
            others = np.delete(X, far, axis=0)
            center = others.mean(axis=0)
            axes, shares = _principal(others - center)
        xlabel, ylabel = (
            f"{which} principal component ({share:.0%} of the variance)"
            for which, share in zip(("first", "second"), shares, strict=True)
        )
        points, places = (X - center) @ axes.T, (places - center) @ axes.T
    far = _far(points)
    near = _near(points, places, far)
    (left, right), (low, high) = _ends(*near, 0), _ends(*near, 1)
    horizontal, vertical = _around(left, right, spare=high - low), _around(low, high, spare=right - left)
    ratio = (horizontal[1] - horizontal[0]) / (vertical[1] - vertical[0])
    # Named columns may have different units; coordinates without names are taken for a map, and kilometres are one.
    equal = not trace.columns or names[:2] == (EAST, NORTH) or 1 / _UNEQUAL <= ratio <= _UNEQUAL
    return View(center, axes, points, _banded((*horizontal, *vertical), far), equal, xlabel, ylabel, far)


def _far(points: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return which points lie so far out that a board with all of them would leave the others a corner."""
    n = len(points)
    far = np.zeros(n, dtype=bool)
    if n >= _LEAST:
        most = max(1, int(_MOST_FAR * n))
        for values in points.T:
            low, high = np.partition(values, (most, n - 1 - most))[[most, n - 1 - most]]
            if high > low:
                far |= (values < low - _FAR * (high - low)) | (values > high + _FAR * (high - low))
    return np.flatnonzero(far)


def _near(
    points: NDArray[np.float64], places: NDArray[np.float64], far: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points that are not far, and the places of stars, no farther out than these."""
    if not len(far):
        return points, places
    near = np.delete(points, far, axis=0)
    ends = near.min(axis=0)[: places.shape[1]], near.max(axis=0)[: places.shape[1]]
    return near, np.clip(places, *ends)


def _banded(bounds: Bounds, far: NDArray[np.intp]) -> Bounds:
    """Return bounds with room for points outside of them, if there are any."""
    return within(bounds, -_BAND) if len(far) else bounds


def _ends(points: NDArray[np.float64], places: NDArray[np.float64], axis: int) -> tuple[float, float]:
    """Return the lowest and the highest coordinate of points and places on an axis, without copying the points."""
    both = points[:, axis], places[:, axis]
    return min(float(values.min()) for values in both), max(float(values.max()) for values in both)


def _around(low: float, high: float, spare: float = 0.0) -> tuple[float, float]:
    """Return an interval around `low` and `high`, with a margin; `spare` is its width if the two are equal."""
    width, far = high - low, max(abs(low), abs(high))
    # Far from zero, an interval of a few neighbouring numbers leaves a transform too few digits to work with.
    least = max(_SMALLEST, 1e-12 * far)
    if width < least:
        width = spare if spare > least else max(least, 1e-6 * far)
    if width <= _SMALLEST:
        width = 1.0
    middle = (low + high) / 2
    return middle - width * (0.5 + _MARGIN), middle + width * (0.5 + _MARGIN)


def _principal(centered: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the two directions of largest variance, ``(2, d)``, and their shares of the total variance."""
    scale = float(np.abs(centered).max()) or 1.0
    variances, directions = np.linalg.eigh(np.cov((centered / scale).T, bias=True))
    axes = directions[:, ::-1][:, :2].T
    # The sign of an eigenvector is arbitrary; fixed here, or the picture could be mirrored on another machine.
    signs = np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])
    total = float(variances.sum())
    shares = variances[::-1][:2] / total if total > 0 else np.zeros(2)
    return axes * signs[:, None], shares
