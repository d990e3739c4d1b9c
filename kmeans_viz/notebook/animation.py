"""A run as a matplotlib animation, for notebooks and for code that takes a ``FuncAnimation``.

`animate` takes a `Trace` or a `Recipe` and returns an `Animation`, which a notebook displays.
"""

from __future__ import annotations

import base64
import io
import warnings
from typing import Unpack

from matplotlib.animation import FuncAnimation
from matplotlib.artist import Artist

from kmeans_viz.export.gif import write_gif
from kmeans_viz.look import Extras, LookOptions
from kmeans_viz.pictures.pixels.palette import palette_of
from kmeans_viz.pictures.scene import Scene
from kmeans_viz.pictures.timeline import Frame, timeline
from kmeans_viz.recipe import Recipe, run_and_look
from kmeans_viz.runs.trace import Trace

_INTERVAL_MS = 50


class Animation(FuncAnimation):
    """A ``FuncAnimation`` of a run, which plays in a notebook and loads nothing from elsewhere."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._moving = scene.figure.findobj(lambda artist: artist.get_animated())
        frames = list(timeline(scene.trace, scene.look))
        # A FuncAnimation shows every frame for the same time, so longer frames are repeated.
        ticks = [frame for frame in frames for _ in range(max(1, round(frame.duration_ms / _INTERVAL_MS)))]
        super().__init__(
            scene.figure,
            self._show,
            frames=ticks,
            init_func=lambda: self._show(frames[0]),
            interval=_INTERVAL_MS,
            blit=True,
            repeat=scene.look.loop,
            cache_frame_data=False,
        )
        self._is_seen = False
        # matplotlib warns about an animation that was never drawn, but this one has words of its own, below.
        self._draw_was_started = True

    def __del__(self) -> None:
        """Warn a caller who neither showed nor saved it: a script that ends with ``plt.show()`` opens no window."""
        if not getattr(self, "_is_seen", True):
            warnings.warn(
                "this animation was neither shown nor saved; it plays where it is the last line of a notebook cell, "
                "and in a script kv.save(trace, 'out.gif') writes it to a file",
                stacklevel=1,
            )

    def _show(self, frame: Frame) -> list[Artist]:
        # An ordinary draw, as for a file, draws all artists, sorted by kind: say which ones, and in which order.
        self._is_seen = True
        shown = self._scene.artists(frame)
        for artist in self._moving:
            artist.set_visible(artist in shown)
        for order, artist in enumerate(shown):
            artist.set_zorder(3 + order / len(shown))
        return shown

    def _draw_frame(self, framedata: Frame) -> None:
        super()._draw_frame(framedata)  # type: ignore[misc]  # matplotlib types its public names only
        if self._scene.canvas.is_saving():
            # A figure does not draw its animated artists, such as the caption and the curve, even into a file.
            for artist in self._moving:
                artist.set_animated(False)

    def _repr_html_(self) -> str:
        self._is_seen = True
        # Drawn on a scene of its own, since this one may be playing in a window.
        extras = self._scene.extras
        scene = Scene(self._scene.trace, self._scene.look, extras=extras)
        file, palette = io.BytesIO(), palette_of(scene.trace, scene.look, "hard" if extras.transparent else "opaque")
        pictures = ((scene.draw(frame), frame.duration_ms) for frame in timeline(scene.trace, scene.look))
        write_gif(file, pictures, scene.look.width_height, palette, loop=scene.look.loop, note="")
        data = base64.b64encode(file.getvalue()).decode()
        width, height = scene.look.width_height
        return (
            f'<img src="data:image/gif;base64,{data}" width="{width}" height="{height}" '
            f'alt="Animation of k-means with k = {scene.trace.k}">'
        )


def animate(
    source: Trace | Recipe,
    *,
    title: str | None = None,
    labels: tuple[str, str] | None = None,
    transparent: bool = False,
    **look: Unpack[LookOptions],
) -> Animation:
    """Return an animation of a run as a matplotlib ``FuncAnimation``.

    Parameters
    ----------
    source : Trace or Recipe
        The run, or what to make it from.
    title, labels, transparent
        As in `save`.
    **look
        Any field of `Look`, as in `save`: ``size=(640, 480)`` pixels, ``style="dark"``, ``step_ms=700``
        milliseconds, …, in place of a recipe's own.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        It plays where it is the last expression of a notebook cell. It belongs to no window, so in a script
        ``plt.show()`` does not show it, and a warning says so. To write a file, use `save`, which is many times faster
        than the animation's own method.

    Raises
    ------
    InputError
        If `source` is neither a Trace nor a Recipe, or a field does not exist or has a value that cannot be used.
    """
    extras = Extras(title=title, labels=labels, transparent=transparent)
    return Animation(Scene(*run_and_look(source, look, "animated"), extras=extras))
