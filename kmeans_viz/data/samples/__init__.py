"""Real data that ships with the package; README.md beside this file states origin and licence of each set."""

from __future__ import annotations

from pathlib import Path

from kmeans_viz.arrays import as_choice
from kmeans_viz.data.tables import Table, read_table

SAMPLES: dict[str, str] = {
    "old-faithful": "old_faithful.csv",
    "iris": "iris.csv",
    "mountain-hike": "mountain_hike.gpx",
    "lake-hike": "lake_hike.gpx",
}
"""Name of the set → its file."""


def read_sample(name: str) -> Table:
    """Return one of the `SAMPLES` as a `Table`.

    Examples
    --------
    >>> read_sample("old-faithful").names
    ('eruptions', 'waiting')
    """
    return read_table(Path(__file__).parent / SAMPLES[as_choice(name, SAMPLES, "sample")])
