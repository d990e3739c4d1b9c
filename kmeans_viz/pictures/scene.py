"""The picture of a run: one matplotlib figure, which is built once and then updated for every frame.

A `Scene` is made from a `Trace` and a `Look`; its `draw` takes a `Frame` and returns pixels. What never changes is
drawn once and kept; each frame restores it and draws the layers on top. `board_layers` lists them from back to front.
"""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from kmeans_viz.languages import ENGLISH
from kmeans_viz.look import DENSITY_FROM, Extras, Look
from kmeans_viz.pictures.captions import say_in
from kmeans_viz.pictures.fonts import lettered
from kmeans_viz.pictures.kept_layers import Stamp
from kmeans_viz.pictures.layers import (
    Caption,
    ChangedDensity,
    ChangedDots,
    Density,
    Dots,
    InertiaCurve,
    Layer,
    Outside,
    Painted,
    Photo,
    Ring,
    Stars,
    StartDensity,
    StartDots,
    Trails,
    cells_layer,
)
from kmeans_viz.pictures.lettering import fitted
from kmeans_viz.pictures.pinned import pinned
from kmeans_viz.pictures.style import Style, style_named
from kmeans_viz.pictures.ticks import Ticks
from kmeans_viz.pictures.timeline import Frame
from kmeans_viz.pictures.view import View, view_of
from kmeans_viz.pictures.voronoi import Bounds
from kmeans_viz.runs.trace import Trace

_SIDE_IN = 6.4  # the shorter side in inches: fonts and markers grow with the picture
_STRIP_IN = 1.3  # the strip below the board, for words and the curve
_CURVE_IN = 1.7
_PAD_IN = 0.22
_HEADING_IN, _HEADING_PT = 0.52, 17.0


class Scene:
    """The picture of a run.

    Parameters
    ----------
    trace : Trace
        The run.
    look : Look, optional
        Size, style, and which parts to draw; a `Recipe` is one.
    bounds : tuple of four floats, optional
        The left, right, lower and upper edge of the board; by default, the board holds all that the run touches, but
        a few points far outside of all others.
    zoom : float
        Factor on the usual size of stars and letters.
    extras : Extras, optional
        A title, labels of the axes, and whether there is a ground; by default none, none, and there is.

    Examples
    --------
    >>> from kmeans_viz.recipe import Recipe
    >>> from kmeans_viz.pictures.timeline import timeline
    >>> recipe = Recipe(n=50, size=320)
    >>> trace = recipe.run()
    >>> scene = Scene(trace, recipe)
    >>> [scene.draw(frame).shape for frame in timeline(trace, recipe)][0]
    (320, 320, 4)
    """

    @pinned()
    def __init__(
        self,
        trace: Trace,
        look: Look | None = None,
        *,
        bounds: Bounds | None = None,
        zoom: float = 1.0,
        extras: Extras | None = None,
    ) -> None:
        self.trace, self.look, self.extras = trace, look or Look(), extras or Extras()
        self.style: Style = style_named(self.look.style)
        self.view: View = view_of(trace).labelled(self.extras.labels)
        width, height = self.look.width_height
        dpi = zoom * min(width, height) / _SIDE_IN
        # Without another hundredth of a pixel, rounding could make the canvas one pixel too small.
        page = "none" if self.extras.transparent else self.style.page
        self.figure = Figure(figsize=((width + 0.01) / dpi, (height + 0.01) / dpi), dpi=dpi, facecolor=page)
        self.canvas = FigureCanvasAgg(self.figure)
        self.board = self._layout(width / dpi, height / dpi)
        self.bounds: Bounds = bounds or self.view.fitted(self.board.bbox.width / self.board.bbox.height)
        if bounds is None:
            self.view = self.view.cut(self.bounds)
        self.board.set_xlim(*self.bounds[:2])
        self.board.set_ylim(*self.bounds[2:])
        self.layers = board_layers(self.board, self.view, self.bounds, self.style, trace, self.look)
        self.layers += self._strip_layers(width / dpi)
        self._stamps = [Stamp() for _ in self.layers]
        self._background: object | None = None

    def artists(self, frame: Frame) -> list[Artist]:
        """Update every layer to `frame` and return the artists to draw, from back to front."""
        return [artist for layer in self.layers for artist in layer.update(frame)]

    @pinned()
    def draw(self, frame: Frame, *, hidden: tuple[type[Layer], ...] = ()) -> NDArray[np.uint8]:
        """Return the pixels of a frame, ``(height, width, 4)`` RGBA; the next call overwrites them.

        Layers of a type in `hidden` are left out: the explorer draws the stars itself while the user drags one.
        """
        if self._background is None:
            self.canvas.draw()
            self._background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.canvas.restore_region(self._background)
        renderer = self.canvas.get_renderer()
        for layer, stamp in zip(self.layers, self._stamps, strict=True):
            if not isinstance(layer, hidden):
                stamp.draw(layer, frame, renderer)
        return np.asarray(self.canvas.buffer_rgba())

    def to_pixels(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where ``(m, d)`` positions are in the picture: ``(m, 2)`` columns and rows, from the top left."""
        pixels = self.board.transData.transform(self.view.drawn(np.asarray(positions)))
        return np.c_[pixels[:, 0], self.look.width_height[1] - pixels[:, 1]]

    def to_data(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the positions on the board, ``(m, 2)``, at these columns and rows of the picture."""
        pixels = np.asarray(pixels, dtype=float)
        flipped = np.c_[pixels[:, 0], self.look.width_height[1] - pixels[:, 1]]
        places: NDArray[np.float64] = self.board.transData.inverted().transform(flipped)
        return places

    def _layout(self, width: float, height: float) -> Axes:
        """Place the board on a page of that many inches, above the strip for curve and caption, below the title."""
        look = self.look
        strip = _STRIP_IN if look.caption or look.curve else 0.0
        left, right, below, above = 0.0, 0.0, 0.0, 0.0
        if self.view.xlabel:
            left, right, below, above = room_at_left(self.view), 0.16, 0.6, 0.14
        if self.extras.title:
            above = _HEADING_IN
            title, size = fitted(self.extras.title, _HEADING_PT, (width - 2 * _PAD_IN) * 72, 0.0, bold=True)
            words, fonts = lettered(title)
            self.figure.text(
                _PAD_IN / width, 1 - 0.5 * above / height, words, fontsize=size, fontweight="bold",
                color=self.style.ink, va="center_baseline", parse_math=False, **fonts,
            )  # fmt: skip
        bottom, right_edge, top = strip + below, width - right, height - above
        box = (left / width, bottom / height, (right_edge - left) / width, (top - bottom) / height)
        board = self.figure.add_axes(box)
        style_board(board, self.view, self.style, look.lang)
        board.patch.set_visible(not self.extras.transparent)
        return board

    def _strip_layers(self, width: float) -> list[Layer]:
        """Return the layers in the strip below the board, `width` inches wide."""
        layers: list[Layer] = []
        if self.look.curve:
            # Without a caption, the curve has the strip to itself.
            length = _CURVE_IN if self.look.caption else width - 2 * _PAD_IN
            left = width - _PAD_IN - length
            place, glides = (left, 0.36, length, 0.54), not self.extras.transparent
            layers.append(InertiaCurve(self.figure, self.style, self.trace, *place, self.look.lang, glides=glides))
        if self.look.caption:
            room = width - 2 * _PAD_IN - (_CURVE_IN + 0.3 if self.look.curve else 0.0)
            layers.append(Caption(self.figure, self.style, _PAD_IN, _STRIP_IN - 0.14, room))
        return layers


def board_layers(
    ax: Axes, view: View, bounds: Bounds, style: Style, trace: Trace, look: Look, *, scale: float = 1.0
) -> list[Layer]:
    """Return the layers that belong on the board, from back to front; `scale` is that of a `Density`."""
    layers: list[Layer] = []
    photo = trace.backdrop
    if photo is not None:
        layers += [Photo(ax, photo, style), Painted(ax, photo, style)]
    if look.voronoi and view.has_cells:
        layers.append(cells_layer(ax, view, bounds, style, trace))
    is_dense = len(view.points) > DENSITY_FROM
    if photo is not None and not style.marker_each:
        # The spots themselves are painted.
        layers += [StartDots(ax, view, style)] if look.seeding and not is_dense else []
    elif is_dense:
        density = Density(ax, view, style, scale)
        layers += [density, ChangedDensity(ax, density, style)]
        if look.seeding:
            layers.append(StartDensity(ax, density, style))
    else:
        layers += [Dots(ax, view, style, trace.k), ChangedDots(ax, view, style, trace.k)]
        if look.seeding:
            layers.append(StartDots(ax, view, style))
    if look.trails:
        layers.append(Trails(ax, view, style, trace))
    if view.edges is not None:
        layers.append(Outside(ax, view, bounds, style, trace, look.lang))
    layers.append(Stars(ax, view, style, trace.k, has_halo=is_dense))
    if look.seeding:
        layers.append(Ring(ax, view, style, trace.k))
    return layers


def room_at_left(view: View) -> float:
    """Return how many inches the numbers and the label of the vertical axis need."""
    low, high = view.fitted(1.0)[2:]
    # About the most ticks that there can be; fewer ticks never have longer numbers.
    ticks = MaxNLocator(12, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    longest = max(map(len, Ticks().format_ticks(ticks)))
    return 0.78 + 0.09 * max(0, longest - 5)


def style_board(ax: Axes, view: View, style: Style, lang: str = ENGLISH) -> None:
    """Give an Axes the colours of the style, and ticks and labels where the coordinates have names."""
    ax.set_facecolor(style.board)
    ax.spines[:].set_visible(False)
    if not view.xlabel:
        ax.set(xticks=[], yticks=[])
        return
    ax.tick_params(colors=style.muted, labelsize=10, length=3)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(Ticks())
    say = say_in(lang)
    ylabel = view.ylabel if view.d > 1 else say("(height has no meaning)")
    for set_label, name in ((ax.set_xlabel, view.xlabel), (ax.set_ylabel, ylabel)):
        label, fonts = lettered(name)
        # A column may be called "price in $ (100 $)", which matplotlib would take for a formula.
        set_label(label, color=style.muted, fontsize=11, parse_math=False, **fonts)
    if view.d == 1:
        ax.set_yticks([])
