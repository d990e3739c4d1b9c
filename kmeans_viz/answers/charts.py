"""The drawings of an answer's page, as SVG and as a picture: a strip for each column of a cluster, and the clusters.

Each function returns text to put into the page.
"""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kmeans_viz.answers.profile import Profile
from kmeans_viz.look import Look, StyleName
from kmeans_viz.pictures.pinned import as_png, pinned
from kmeans_viz.pictures.plots import plot
from kmeans_viz.pictures.view import view_of

if TYPE_CHECKING:
    from kmeans_viz.answers.found import Found

_WIDTH, _HEIGHT, _EDGE = 220, 22, 6


def strip(profile: Profile, cluster: int, column: int) -> str:
    """Return a strip from the lowest to the highest value of a column, with where all rows and a cluster lie in it.

    A pale band holds the middle half of all rows, a bar in the cluster's colour the middle half of the cluster. The
    tick is the mean of all rows, the dot that of the cluster.
    """
    low, high = profile.ends[:, column]

    def at(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(_EDGE + float(np.clip(share, 0, 1)) * (_WIDTH - 2 * _EDGE), 1)

    middle = _HEIGHT / 2
    first, last = (at(value) for value in profile.quarters[:, column])
    parts = [
        f'<line class="axis" x1="{_EDGE}" x2="{_WIDTH - _EDGE}" y1="{middle}" y2="{middle}"/>',
        _bar("all", first, last, 14),
    ]
    own_first, own_last = profile.halves[cluster, :, column]
    if np.isfinite(own_first):
        parts.append(_bar("own", at(own_first), at(own_last), 6))
    mean = at(profile.means[column])
    parts.append(f'<line class="mean" x1="{mean}" x2="{mean}" y1="{middle - 9}" y2="{middle + 9}"/>')
    parts.append(f'<circle class="dot" cx="{at(profile.centroids[cluster, column])}" cy="{middle}" r="5"/>')
    label = f"{profile.names[column]}: {profile.shown(column, profile.centroids[cluster, column])}"
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{_attribute(label)}">{"".join(parts)}</svg>'


def _bar(name: str, left: float, right: float, height: int) -> str:
    width, top = max(1.0, round(right - left, 1)), (_HEIGHT - height) / 2
    return f'<rect class="{name}" x="{left}" y="{top}" width="{width}" height="{height}" rx="3"/>'


@pinned()
def picture(found: Found, style: StyleName) -> tuple[str, NDArray[np.float64]]:
    """Return the rows in their clusters, as the address of a PNG that holds itself, and where each row is in it.

    The places are ``(n, 2)``: shares of the width and the height, from the upper left corner.
    """
    trace = replace(found.trace, recipe=None)
    axes = plot(trace, look=Look(style=style, trails=False))
    axes.set_title("", loc="left")
    figure = axes.get_figure(root=True)
    assert figure is not None
    if trace.backdrop is not None:
        height, width = trace.backdrop.pixels.shape[:2]
        figure.set_size_inches(6.4, 6.4 * height / width)
        axes.set_position((0, 0, 1, 1))
        axes.set(xlim=trace.backdrop.bounds[:2], ylim=trace.backdrop.bounds[2:])
    # Numbers along the axes may be long, so the page is cut to what is drawn.
    box = figure.bbox_inches if trace.backdrop is not None else figure.get_tightbbox().padded(0.05)
    png = as_png(figure, dpi=170, bbox_inches=box)
    points = view_of(trace).cut((*axes.get_xlim(), *axes.get_ylim())).points
    places = axes.transData.transform(points) / figure.dpi
    shares = np.c_[(places[:, 0] - box.x0) / box.width, (box.y1 - places[:, 1]) / box.height]
    return "data:image/png;base64," + base64.b64encode(png).decode(), shares


def png_of(pixels: NDArray[np.uint8]) -> bytes:
    """Return a picture as the bytes of a PNG."""
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", optimize=True)
    return file.getvalue()


def _attribute(text: str) -> str:
    import html

    return html.escape(" ".join(text.split()), quote=True)
