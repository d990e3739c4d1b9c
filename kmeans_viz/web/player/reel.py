"""The pictures of a run, or of two runs side by side, half-step by half-step and in any order.

`Trace`s and a `Look` flow in; the words of each half-step, and its pictures as small PNGs, flow out in the shape that
``player.js`` takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.kmeans.algorithm import State
from kmeans_viz.look import Look
from kmeans_viz.pictures.layers import Layer, star_area
from kmeans_viz.pictures.pixels.palette import TRANSPARENT, palette_of
from kmeans_viz.pictures.pixels.patches import Screen
from kmeans_viz.pictures.scene import Scene
from kmeans_viz.pictures.style import STAR_RADIUS, rgb
from kmeans_viz.pictures.timeline import Frame, half_step, key_frame
from kmeans_viz.pictures.voronoi import Bounds
from kmeans_viz.runs.trace import Trace
from kmeans_viz.web.player.frames import PlayerFrame, player_steps, png

SIDES = ("First", "Second")
"""What two runs are called, on a wide screen side by side and on a narrow one below each other."""
_GAP = 6  # pixels between two pictures
_COMFORTABLE = 520  # pixels of the shorter side from which on everything is large enough
_QUICK = 1  # how hard a PNG is compressed that is seen once


@dataclass(frozen=True)
class Pane:
    """Where a board lies in the picture, so that pixels can be told from positions."""

    left: float
    top: float
    width: float
    height: float
    """In pixels of the picture, from its upper left corner."""
    bounds: tuple[float, float, float, float]
    """The positions at its left, right, lower and upper edge."""


class Reel:
    """Draws any half-step of one run, or of two, when it is asked for.

    Parameters
    ----------
    traces : sequence of Trace
        One, or two on the same points; the shorter one stands still at its end.
    look : Look
        Its size is that of the whole picture.
    bounds : tuple of four floats, optional
        As in `Scene`.
    ratio : float, optional
        How many pixels of the picture make one of the screen's own: then stars and letters of a small picture are
        larger than those of a file of that size.
    """

    def __init__(
        self, traces: Sequence[Trace], look: Look, *, bounds: Bounds | None = None, ratio: float | None = None
    ) -> None:
        self.traces = tuple(traces)
        self.width, self.height = look.width_height
        self._corners, size = _places(len(self.traces), self.width, self.height)
        # On a small picture letters and stars would be too small to read and to touch.
        zoom = float(np.clip((_COMFORTABLE * ratio / min(size)) ** 0.6, 1.0, 1.7)) if ratio else 1.0
        self.look = replace(look, size=size, caption=False)
        self._scenes = [Scene(trace, self.look, bounds=bounds, zoom=zoom) for trace in self.traces]
        self.style = self._scenes[0].style
        self.palette = palette_of(max(self.traces, key=lambda trace: trace.k), self.look)
        self._canvas = np.empty((self.height, self.width, 4), dtype=np.uint8)
        self._canvas[:] = (*rgb(self.style.muted), 255)

    def __len__(self) -> int:
        return max(map(len, self.traces))

    def steps(self) -> list[dict[str, Any]]:
        """Return the words of every half-step, and where the stars stand in each picture."""
        each = [player_steps(trace) for trace in self.traces]
        steps: list[dict[str, Any]] = []
        for i in range(len(self)):
            ends = [min(i, len(trace) - 1) for trace in self.traces]
            step: dict[str, Any] = dict(max(zip(ends, each, strict=True), key=lambda pair: pair[0])[1][i])
            states = [trace[end] for trace, end in zip(self.traces, ends, strict=True)]
            step["stars"] = [self._stars(pane, state) for pane, state in enumerate(states)]
            step["inertias"] = [state.inertia for state in states]
            if len(self.traces) > 1:
                own = [words[end] for words, end in zip(each, ends, strict=True)]
                # A title that both share stands above already.
                texts = [
                    words["text"] if words["title"] == step["title"] else f"{words['title']}. {words['text']}"
                    for words in own
                ]
                step["text"] = " ".join(f"{side}: {text}" for side, text in zip(SIDES, texts, strict=True))
            steps.append(step)
        return steps

    def panes(self) -> list[Pane]:
        """Return where the boards are."""
        panes = []
        for scene, (left, top) in zip(self._scenes, self._corners, strict=True):
            box, height = scene.board.bbox, scene.look.width_height[1]
            panes.append(Pane(left + box.x0, top + height - box.y1, box.width, box.height, scene.bounds))
        return panes

    def key(self, index: int) -> PlayerFrame:
        """Return the picture of one half-step, whole."""
        frames = [_last(half_step(trace, self.look, min(index, len(trace) - 1))) for trace in self.traces]
        indices = self.palette.indices(self._draw(frames))
        return PlayerFrame(index, True, frames[0].duration_ms, 0, 0, png(indices, self.palette, _QUICK))

    def leads(self, index: int) -> Iterator[PlayerFrame]:
        """Yield the pictures between the half-step before and this one; each holds what changes in it."""
        each = [list(half_step(trace, self.look, index)) if index < len(trace) else [] for trace in self.traces]
        ends = [_last(half_step(trace, self.look, min(index, len(trace) - 1))) for trace in self.traces]
        before = [key_frame(trace, min(index, len(trace)) - 1, emphasis=0.0) for trace in self.traces]
        screen = Screen(self._draw(before), self.palette)
        for i in range(max(map(len, each)) - 1):
            frames = [own[i] if i < len(own) - 1 else end for own, end in zip(each, ends, strict=True)]
            change = screen.change_to(self._draw(frames))
            left, top, indices = change or (0, 0, np.full((1, 1), TRANSPARENT, dtype=np.uint8))
            ms = next(own[i].duration_ms for own in each if i < len(own) - 1)
            yield PlayerFrame(index, False, ms, left, top, png(indices, self.palette, _QUICK))

    def sketch(self, pane: int, frame: Frame, hidden: tuple[type[Layer], ...] = ()) -> bytes:
        """Return a picture of one of the boards as in `frame`, without some of its layers, as PNG."""
        scene = self._scenes[pane]
        return png(self.palette.indices(scene.draw(frame, hidden=hidden)), self.palette, _QUICK)

    def to_data(self, pane: int, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the positions on a board of ``(m, 2)`` pixels of the whole picture."""
        return self._scenes[pane].to_data(pixels - self._corners[pane])

    def star_look(self) -> dict[str, Any]:
        """Return how a star is drawn: its radius in pixels, and the colours of each cluster's star and number."""
        k = max(trace.k for trace in self.traces)
        radius = STAR_RADIUS * star_area(k) ** 0.5 * self._scenes[0].figure.dpi / 72
        clusters = range(k)
        return {
            "radius": round(radius, 2),
            "edge": self.style.star_edge,
            "fills": [self.style.star(j) for j in clusters],
            "inks": [self.style.on_star(j) for j in clusters],
        }

    def corner(self, pane: int) -> tuple[int, int]:
        """Return the left and upper edge of one of the pictures."""
        return self._corners[pane]

    def _draw(self, frames: Sequence[Frame]) -> NDArray[np.uint8]:
        if len(frames) == 1:
            return self._scenes[0].draw(frames[0])
        for scene, frame, (left, top) in zip(self._scenes, frames, self._corners, strict=True):
            width, height = scene.look.width_height
            self._canvas[top : top + height, left : left + width] = scene.draw(frame)
        return self._canvas

    def _stars(self, pane: int, state: State) -> list[list[float]]:
        """Return cluster and place of each star, in pixels of the whole picture."""
        left, top = self._corners[pane]
        pixels = self._scenes[pane].to_pixels(state.centroids) + np.array([left, top])
        return [[int(j), round(x, 2), round(y, 2)] for j, (x, y) in zip(state.clusters, pixels.tolist(), strict=True)]


def _last(frames: Iterator[Frame]) -> Frame:
    *_, frame = frames
    return frame


def _places(count: int, width: int, height: int) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """Return the upper left corner of each picture, and the size of one: side by side, or one below the other."""
    if count == 1:
        return [(0, 0)], (width, height)
    if width >= height:
        half = (width - _GAP) // 2
        return [(0, 0), (width - half, 0)], (half, height)
    half = (height - _GAP) // 2
    return [(0, 0), (0, height - half)], (width, half)
