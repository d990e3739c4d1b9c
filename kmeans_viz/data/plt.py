"""Tracks of OziExplorer, in which the GeoLife data set also comes: `raw_plt` takes a path and returns the rows.

Six lines stand above the points, each of which is a line of latitude, longitude, whether a new line begins there,
altitude in feet, days since 1899-12-30, date and time of day, in UTC.
"""

from __future__ import annotations

from pathlib import Path

from kmeans_viz.data.files import damage_told, find_encoding, open_text
from kmeans_viz.data.reading import Reading
from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError

_ABOVE = 6  # lines
_NAMES = ("latitude", "longitude", "break", "altitude_ft", "time", "date", "clock")
_DAYS_1970 = 25_569  # from 1899-12-30 to 1970-01-01
_NO_ALTITUDE = -777


def raw_plt(path: Path, reading: Reading) -> Raw:
    """Return the points of a track.

    Raises
    ------
    InputError
        If the file holds no points.
    """
    import pandas as pd

    encoding, note = find_encoding(path, reading.encoding)
    no_points = f"{path.name} holds no points of a track; give a .plt file of OziExplorer or GeoLife"
    with damage_told(no_points), open_text(path, encoding) as file:
        frame = pd.read_csv(file, skiprows=_ABOVE, header=None, usecols=range(7), names=range(7), dtype=str)
    if frame.empty:
        raise InputError(no_points)
    for i in range(5):
        frame[i] = pd.to_numeric(frame[i], errors="coerce").astype(float)
    frame[3] = frame[3].mask(frame[3] == _NO_ALTITUDE)
    frame[4] = pd.to_datetime((frame[4] - _DAYS_1970) * 86_400, unit="s", utc=True, errors="coerce").dt.round("s")
    return Raw(
        path.name, _NAMES, frame, notes=(note, "a track of OziExplorer"), is_plain=False, row="point", default=(1, 0)
    )
