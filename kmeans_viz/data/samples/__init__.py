"""Real data that ships with the package; README.md beside this file states the origin and licence of each set.

`read_sample` returns a set as a `Table`, and `sample_file` returns the path of its file.
"""

from __future__ import annotations

from pathlib import Path

from kmeans_viz.data.tables import Table, read_table
from kmeans_viz.inputs import as_choice

SAMPLES: dict[str, str] = {
    "old-faithful": "old_faithful.csv",
    "iris": "iris.csv",
    "mountain-hike": "mountain_hike.gpx",
    "lake-hike": "lake_hike.gpx",
}
"""Name of the set → its file."""
_FOLDER = Path(__file__).parent


def read_sample(name: str) -> Table:
    """Return one of the `SAMPLES` as a `Table`.

    Raises
    ------
    InputError
        If the name is unknown.

    Examples
    --------
    >>> read_sample("old-faithful").names
    ('eruptions', 'waiting')
    """
    return read_table(_FOLDER / SAMPLES[as_choice(name, SAMPLES, "sample")])


def sample_file(name: str) -> Path:
    """Return the path of a file that ships with the package: a table, a track, or the picture.

    Raises
    ------
    InputError
        If there is none of that name.

    Examples
    --------
    >>> sample_file("tissue.png").name
    'tissue.png'
    """
    files = sorted(file.name for file in _FOLDER.iterdir() if file.suffix in (".csv", ".gpx", ".png"))
    return _FOLDER / as_choice(name, files, "sample")
