"""Positions on the globe in JSON: points of GeoJSON, and what Google's Takeout and Timeline export, old and new.

`positions_in` finds them in a file that was parsed; `raw_positions` makes rows of them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kmeans_viz.data.rows import Raw
from kmeans_viz.inputs import InputError

_PLACE = re.compile(r"(?:geo:)?\s*(-?\d+(?:\.\d+)?)\s*°?\s*,\s*(-?\d+(?:\.\d+)?)\s*°?")

Row = dict[str, Any]
"""A position: ``lon`` and ``lat`` in degrees, and whatever else the file says about it."""


@dataclass(frozen=True, eq=False)
class Positions:
    """What a file says about where something was."""

    rows: list[Row]
    notes: tuple[str, ...]


def positions_in(content: Any) -> Positions | None:
    """Return the positions in a parsed file; None if it is of none of the kinds that hold some."""
    if isinstance(content, dict) and content.get("type") in ("FeatureCollection", "Feature", "GeometryCollection"):
        return _geojson(content)
    if isinstance(content, dict) and isinstance(content.get("locations"), list):
        return Positions(list(_records(content["locations"])), ("a location history of Google Takeout",))
    if isinstance(content, dict) and isinstance(content.get("timelineObjects"), list):
        return Positions(list(_old_timeline(content["timelineObjects"])), ("a month of Google Takeout",))
    if isinstance(content, dict) and isinstance(content.get("semanticSegments"), list):
        rows = [*_timeline(content["semanticSegments"]), *_signals(content.get("rawSignals"))]
        return Positions(rows, ("a Timeline of Google Maps, as a phone exports it",))
    is_timeline = isinstance(content, list) and any(
        isinstance(segment, dict) and {"visit", "timelinePath", "activity"} & segment.keys() and "startTime" in segment
        for segment in content[:50]
    )
    if is_timeline:
        return Positions(list(_timeline(content)), ("a Timeline of Google Maps, as a phone exports it",))
    return None


def raw_positions(source: str, found: Positions, notes: Sequence[str]) -> Raw:
    """Return positions as rows of longitude, latitude and whatever else the file says.

    Raises
    ------
    InputError
        If there are none.
    """
    import pandas as pd

    if not found.rows:
        raise InputError(f"{source} holds no points; give a file with positions")
    frame = pd.DataFrame(found.rows)
    names = ("lon", "lat", *(str(name) for name in frame.columns if name not in ("lon", "lat")))
    frame = frame[list(names)].set_axis(range(len(names)), axis=1)
    frame[[0, 1]] = frame[[0, 1]].apply(pd.to_numeric, errors="coerce").astype(float)
    return Raw(source, names, frame, notes=(*notes, *found.notes), is_plain=False, row="point", default=(0, 1))


def _geojson(content: dict[str, Any]) -> Positions:
    features = content.get("features", content.get("geometries", [content]))
    rows: list[Row] = []
    others: dict[str, int] = {}
    for feature in features if isinstance(features, list) else []:
        if not isinstance(feature, dict):
            continue
        geometry = feature.get("geometry", feature)
        geometry = geometry if isinstance(geometry, dict) else {}
        kind, places = str(geometry.get("type")), geometry.get("coordinates")
        found = feature.get("properties")
        properties = {
            f"{name}_" if name in ("lon", "lat", "ele") else str(name): value
            for name, value in (found if isinstance(found, dict) else {}).items()
            if not isinstance(value, (dict, list))
        }
        if kind not in ("Point", "MultiPoint") or not isinstance(places, list):
            others[kind] = others.get(kind, 0) + 1
            continue
        for place in [places] if kind == "Point" else places:
            if isinstance(place, list) and len(place) >= 2:
                height = {"ele": place[2]} if len(place) > 2 else {}
                rows.append({"lon": place[0], "lat": place[1], **height, **properties})
    notes = [f"{number} of type {kind} left out, since only points are read" for kind, number in others.items()]
    return Positions(rows, ("points of GeoJSON", *notes))


def _records(locations: Iterable[Any]) -> Iterator[Row]:
    for record in locations:
        if isinstance(record, dict) and "latitudeE7" in record:
            time = record.get("timestamp")
            if time is None and "timestampMs" in record:
                time = _moment(record["timestampMs"])
            yield {**_e7(record), "time": time, "accuracy": record.get("accuracy")}


def _old_timeline(objects: Iterable[Any]) -> Iterator[Row]:
    for entry in objects:
        visit, activity = _inside(entry, "placeVisit"), _inside(entry, "activitySegment")
        for part, place, when, end in (
            (visit, "location", "startTimestamp", "endTimestamp"),
            (activity, "startLocation", "startTimestamp", ""),
            (activity, "endLocation", "endTimestamp", ""),
        ):
            location = _inside(part, place)
            if "latitudeE7" in location:
                duration = _inside(part, "duration")
                time = duration.get(when) or _moment(duration.get(f"{when}Ms"))
                until = (duration.get(end) or _moment(duration.get(f"{end}Ms"))) if end else None
                yield {**_e7(location), "time": time, "until": until, "name": location.get("name")}
        for point in _inside(activity, "simplifiedRawPath").get("points") or []:
            if isinstance(point, dict) and "latE7" in point:
                time = point.get("timestamp") or _moment(point.get("timestampMs"))
                yield {**_e7(point, "latE7", "lngE7"), "time": time, "name": None}


def _timeline(segments: Iterable[Any]) -> Iterator[Row]:
    for segment in segments:
        if not isinstance(segment, dict):
            continue
        start = segment.get("startTime")
        candidate = _inside(_inside(segment, "visit"), "topCandidate")
        location = candidate.get("placeLocation")
        location = location.get("latLng") if isinstance(location, dict) else location
        yield from _place(location, start, "visit", segment.get("endTime"))
        for name, when in (("start", start), ("end", segment.get("endTime"))):
            place = _inside(segment, "activity").get(name)
            place = place.get("latLng") if isinstance(place, dict) else place
            yield from _place(place, when, "activity")
        path = segment.get("timelinePath")
        for point in path if isinstance(path, list) else []:
            if isinstance(point, dict):
                yield from _place(point.get("point"), point.get("time", start), "path")


def _signals(signals: Any) -> Iterator[Row]:
    for signal in signals if isinstance(signals, list) else []:
        position = _inside(signal, "position")
        yield from _place(position.get("LatLng"), position.get("timestamp"), "signal")


def _place(text: Any, time: Any, kind: str, until: Any = None) -> Iterator[Row]:
    found = _PLACE.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is not None:
        yield {"lon": float(found[2]), "lat": float(found[1]), "time": time, "until": until, "kind": kind}


def _e7(record: dict[str, Any], lat: str = "latitudeE7", lon: str = "longitudeE7") -> Row:
    """Return a position that is written in ten-millionths of a degree."""
    return {"lon": _degrees(record.get(lon)), "lat": _degrees(record.get(lat))}


def _degrees(value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return math.nan
    # Some phones wrote values above 180 degrees with 2^32 added to them.
    return (value - 2**32 if value > 1_800_000_000 else value) / 1e7


def _moment(milliseconds: Any) -> str | None:
    try:
        return str(np.datetime64(int(milliseconds), "ms")) + "Z"
    except (TypeError, ValueError, OverflowError):
        return None


def _inside(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
