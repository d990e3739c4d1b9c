"""How many clusters, for the page: a board flows in, one picture of four methods and what they say flow out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import numpy as np

from kmeans_viz.how_many.page import choose_k
from kmeans_viz.how_many.selection import compare_k
from kmeans_viz.inputs import InputError, Points
from kmeans_viz.look import Look, StyleName
from kmeans_viz.notebook.explorer.errand import Report
from kmeans_viz.web.player.stream import Message

_K_MAX = 9
_WIDE, _TALL = (1120, 640), (700, 1000)


def advice_of(
    X: Points, columns: Sequence[str], style: StyleName, report: Report, *, narrow: bool
) -> Iterator[Message]:
    """Yield a picture of what elbow, gap statistic, f(K) and silhouette say, with their words."""
    most = min(_K_MAX, len(np.unique(X, axis=0)))
    if most < 2:
        raise InputError("all points are at the same place, so there is nothing to choose; take another board")
    found = compare_k(X, most, progress=report)
    page = choose_k(found, columns=columns, size=_TALL if narrow else _WIDE, look=Look(style=style))
    file = io.BytesIO()
    page.savefig(file, format="png", facecolor=page.get_facecolor())
    told = [
        f"{scores.method if scores.method == 'f(K)' else scores.method.capitalize()}: {scores.reason}"
        for scores in found.scores
    ]
    content = {"kind": "advice", "k": found.k, "headline": found.headline, "words": found.words, "methods": told}
    yield content, [file.getvalue()]
