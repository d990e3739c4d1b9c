"""The tables of places and visits, GeoJSON, and the folder that holds them."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kmeans_viz.inputs import InputError

if TYPE_CHECKING:
    import pandas as pd

    from kmeans_viz.answers.places.found import Whereabouts

NAMES = ("places.csv", "visits.csv", "places.geojson", "places.png", "k-means.gif", "report.html")
"""The files of an answer."""
_DIGITS = 6  # of a degree: a tenth of a metre


def places_of(found: Whereabouts) -> pd.DataFrame:
    """Return a row for each place."""
    import pandas as pd

    lon, lat = found.degrees
    columns: dict[str, Any] = {"place": np.arange(1, len(found) + 1), "latitude": lat, "longitude": lon}
    if found.has_times:
        columns |= {
            "hours": found.hours,
            "visits": found.n_visits,
            "days": found.n_days,
            "first": [first for first, _ in found.ends],
            "last": [last for _, last in found.ends],
            "hours_in_gaps": found.hours_in_gaps,
        }
    columns["fixes"] = found.n_fixes
    if not found.has_times:
        columns["share"] = found.n_fixes / len(found.fixes)
    return pd.DataFrame(columns)


def visits_of(found: Whereabouts) -> pd.DataFrame:
    """Return a row for each visit; none where there are no times."""
    import pandas as pd

    visits = found.visits
    if visits is None:
        return pd.DataFrame({"place": [], "arrive": [], "leave": [], "hours": []})
    return pd.DataFrame(
        {
            "place": visits.place + 1,
            "arrive": [found.moment(seconds).isoformat() for seconds in visits.arrive.tolist()],
            "leave": [found.moment(seconds).isoformat() for seconds in visits.leave.tolist()],
            "hours": (visits.leave - visits.arrive) / 3600,
        }
    )


def geojson_of(found: Whereabouts) -> str:
    """Return the places as points of GeoJSON (RFC 7946), with the columns of their table."""
    features = []
    for row in _rounded(places_of(found)).to_dict("records"):
        lon, lat = row.pop("longitude"), row.pop("latitude")
        point = {"type": "Point", "coordinates": [lon, lat]}
        features.append({"type": "Feature", "geometry": point, "properties": row | {"radius_m": found.radius_m}})
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    return table.round({"latitude": _DIGITS, "longitude": _DIGITS, "hours": 2, "hours_in_gaps": 2, "share": 4})


def save_places(found: Whereabouts, folder: Path) -> Path:
    """Write the files of an answer to `folder`, each of which replaces an older one once all are whole."""
    from kmeans_viz.answers.places.comparing import compared
    from kmeans_viz.answers.places.maps import map_of
    from kmeans_viz.answers.places.page import page_of
    from kmeans_viz.export.saving import save
    from kmeans_viz.pictures.pinned import as_png

    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file, and places need a folder; choose another name")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".kmeans-viz-") as name:
        place = Path(name)
        _rounded(places_of(found)).to_csv(place / NAMES[0], index=False)
        if found.has_times:
            visits_of(found).round({"hours": 2}).to_csv(place / NAMES[1], index=False)
        (place / NAMES[2]).write_text(geojson_of(found), encoding="utf-8")
        if len(found):
            (place / NAMES[3]).write_bytes(as_png(map_of(found, 0, "light"), dpi=150))
        comparison = compared(found)
        if comparison is not None:
            save(comparison.trace, place / NAMES[4], size=480, tween=4)
        (place / NAMES[5]).write_text(page_of(found, comparison), encoding="utf-8")
        for file in NAMES:
            if not (place / file).exists():
                # What an earlier answer has and this one has not would not belong to it.
                (folder / file).unlink(missing_ok=True)
                continue
            if (folder / file).is_dir():
                raise InputError(f"{folder / file} is a folder, and a file of the answer has that name; choose another")
            shutil.move(place / file, folder / file)
    return folder
