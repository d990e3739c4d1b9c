"""Names of rows: `names_of` finds the column that has them, `examples_of` the names of the rows nearest each mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

    from kmeans_viz.answers.found import Found

_MOST = 3
_LONGEST = 40  # characters; a longer text is no name


def names_of(found: Found, frame: pd.DataFrame | None = None) -> NDArray[Any] | None:
    """Return the names of the rows that counted, ``(n,)``; None where no column has them.

    A column has names if it holds text, was left out, and is different in every row that counted.

    Parameters
    ----------
    found : Found
    frame : pandas.DataFrame, optional
        All rows of the file, as the file writes them, if they have been read already.
    """
    columns = () if found.report is None else found.report.left_out
    texts = [column.name for column in columns if column.kind == "text" and not column.n_gaps]
    if not texts:
        return None
    frame = found.data.frame if frame is None else frame
    for text in texts:
        if list(frame.columns).count(text) != 1:
            continue
        names = frame[text].iloc[found.data.rows]
        if names.is_unique and names.notna().all() and names.astype(str).str.len().max() <= _LONGEST:
            return np.array(names.astype(str), dtype=object)
    return None


def examples_of(found: Found, names: NDArray[Any] | None) -> list[list[str]]:
    """Return the names of the rows nearest the mean of each cluster, nearest first; none where rows have no `names`."""
    return [[] if names is None else names[_nearest(found, j)].tolist() for j in range(found.k)]


def _nearest(found: Found, cluster: int) -> list[int]:
    rows = np.flatnonzero(found.labels == cluster)
    return [int(row) for row in rows[np.argsort(found.distances[rows], kind="stable")[:_MOST]]]
