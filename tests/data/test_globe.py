"""Positions on the globe: distances in metres wherever they lie, and degrees that are not compared as if flat."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from gpxpy.geo import haversine_distance
from hypothesis import given
from hypothesis import strategies as st

import kmeans_viz as kv
from kmeans_viz.data.globe import EARTH_RADIUS_KM, degrees_of, metres_between, plane_of, vectors_of

LONGITUDES, LATITUDES = st.floats(-180, 180), st.floats(-90, 90)
HOMES = {"Vienna": (16.4, 48.2), "Taveuni": (180.0, -16.8), "Tromsø": (19.0, 69.7), "the pole": (0.0, 90.0)}


def around(name: str, n: int, degrees: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return n positions around a home, across the antimeridian or a pole if need be, as files have them."""
    lon, lat = HOMES[name]
    km = np.random.default_rng(seed).normal(scale=degrees * 111.2, size=(n, 2))
    return plane_of(np.array([lon]), np.array([lat]), is_flat=True).degrees(km)


@given(LONGITUDES, LATITUDES, LONGITUDES, LATITUDES)
def test_distances_are_those_of_gpxpy(lon: float, lat: float, lon2: float, lat2: float) -> None:
    a, b = (vectors_of(np.array([x]), np.array([y])) for x, y in ((lon, lat), (lon2, lat2)))
    # gpxpy takes the equator's radius; antipodes lose digits in both.
    assert metres_between(a, b)[0] * 6378.137 / EARTH_RADIUS_KM == pytest.approx(
        haversine_distance(lat, lon, lat2, lon2), rel=1e-6, abs=1e-3
    )


@pytest.mark.parametrize("name", HOMES)
def test_a_plane_keeps_distances_and_gives_the_degrees_back(name: str) -> None:
    lon, lat = around(name, 60, 1)
    plane = plane_of(lon, lat)
    km = plane.km(lon, lat)
    assert plane.is_flat
    vectors = vectors_of(lon, lat)
    true = metres_between(vectors[:, None], vectors[None]) / 1000
    drawn = np.sqrt(((km[:, None] - km[None]) ** 2).sum(axis=-1))
    # Within a few hundred kilometres of the middle.
    np.testing.assert_allclose(drawn, true, rtol=2e-3, atol=1e-9)
    back = vectors_of(*plane.degrees(km))
    assert metres_between(back, vectors).max() < 1e-3
    # North is up: half a degree farther north is farther up, and hardly to the side.
    north = plane.km(np.array([HOMES[name][0]] * 2), np.array([HOMES[name][1] - 0.5, HOMES[name][1]]))
    if name != "the pole":
        assert north[1, 1] - north[0, 1] == pytest.approx(55.6, rel=1e-3)
        assert abs(north[1, 0] - north[0, 0]) < 2


def test_positions_all_over_the_world_keep_their_distances_in_space() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(-180, 180, 40), np.degrees(np.arcsin(rng.uniform(-1, 1, 40)))
    plane = plane_of(lon, lat)
    assert not plane.is_flat
    km = plane.km(lon, lat)
    vectors = vectors_of(lon, lat)
    angles = metres_between(vectors[:, None], vectors[None]) / 1000 / EARTH_RADIUS_KM
    chords = np.sqrt(((km[:, None] - km[None]) ** 2).sum(axis=-1))
    np.testing.assert_allclose(chords, 2 * EARTH_RADIUS_KM * np.sin(angles / 2), atol=1e-6)
    np.testing.assert_allclose(np.stack(plane.degrees(km)), [lon, lat], atol=1e-9)


def written(folder: Path, name: str, **columns: object) -> Path:
    path = folder / name
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


@pytest.mark.parametrize("name", ["Vienna", "Taveuni", "Tromsø"])
def test_clusters_of_degrees_are_those_of_kilometres(tmp_path: Path, name: str) -> None:
    # Four heaps on the corners of a square of 40 km: flat degrees at 70° N would tear each pair in the east apart.
    home = HOMES[name]
    plane = plane_of(np.array([home[0]]), np.array([home[1]]), is_flat=True)
    corners = np.array([[x, y] for x in (-20.0, 20) for y in (-20.0, 20)])
    rng = np.random.default_rng(3)
    km = np.repeat(corners, 50, axis=0) + rng.normal(scale=2, size=(200, 2))
    lon, lat = plane.degrees(km)
    path = written(tmp_path, "a.csv", kind=["x"] * 100 + ["y"] * 100, Latitude=lat, Longitude=lon)
    found = kv.cluster(path, 4)
    assert found.data.names == ("east_km", "north_km")
    assert found.sizes.tolist() == [50] * 4
    assert len(np.unique(found.labels.reshape(4, 50), axis=1).T) == 1
    assert found.report is not None
    assert found.report.line == "a.csv: 2 of 3 columns count (east_km, north_km); left out: kind (words)"
    # Each centroid's own degrees are in the middle of its heap, and new rows are placed around the same middle.
    clusters = found.clusters()
    own = plane.km(clusters["Longitude"].to_numpy(), clusters["Latitude"].to_numpy())
    heaps = km.reshape(4, 50, 2).mean(axis=1)
    order = found.labels[::50]
    np.testing.assert_allclose(own[order], heaps, atol=0.02)
    assert clusters["Longitude"].between(-180, 180).all()
    new = written(tmp_path, "new.csv", Longitude=lon[::50], Latitude=lat[::50])
    assert found.predict(new).tolist() == order.tolist()
    # The recipe makes the same run, by today's rules.
    recipe = found.trace.recipe
    assert isinstance(recipe, kv.Recipe)
    assert recipe.reading == 2
    again = kv.Recipe.from_json(recipe.to_json())
    assert again.run().final.labels.tolist() == found.labels.tolist()


def test_rules_of_version_0_1_and_named_columns_keep_degrees_and_it_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", lat=[60.0, 61, 62], lon=[1.0, 2, 4])
    assert kv.read_table(path, reading=1).points.tolist() == [[60, 1], [61, 2], [62, 4]]
    assert kv.read_table(path, "lon,lat").names == ("lon", "lat")
    with pytest.warns(UserWarning, match="'lon' and 'lat' are compared as degrees, and here one of longitude is 54 km"):
        kv.Recipe(csv=str(path), columns=("lon", "lat")).table()
    # Half of a position is no position.
    assert kv.read_table(path, without="lat").names == ("lon",)
    assert kv.read_table(path, "east_km").names == ("east_km",)


def test_rows_without_a_possible_position_are_left_out_and_told(tmp_path: Path) -> None:
    n = 60
    lat = [*np.linspace(10, 11, n), 95, np.nan]
    path = written(tmp_path, "a.csv", lat=lat, lon=[*np.linspace(5, 6, n), 5, 5], height=range(0, 2 * n + 4, 2))
    table = kv.read_table(path)
    assert table.names == ("east_km", "north_km", "height")
    assert table.skipped == ("line 62: 'lat' is 95.0, which is nowhere on the globe", "line 63: 'lat' is empty")


def test_start_and_end_of_a_trip_lie_on_one_plane(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.csv", start_lat=[10.0, 10], start_lng=[20.0, 21], end_lat=[10.0, 11], end_lng=[20.0, 21]
    )
    table = kv.read_table(path)
    assert table.names == ("start_east_km", "start_north_km", "end_east_km", "end_north_km")
    np.testing.assert_allclose(table.points[0, :2], table.points[0, 2:])
    assert math.dist(table.points[1, :2], table.points[1, 2:]) == pytest.approx(111.2, rel=1e-3)


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ({"lat": [47.1, 47.2], "lon": [8.1, 8.2]}, True),
        ({"Breitengrad": [47.1, 47.2], "Längengrad": [8.1, 8.2]}, True),
        ({"La\u0308ngengrad": [8.1, 8.2], "Breitengrad": [47.1, 47.2]}, True),  # as macOS may write it
        ({"Geogr. Breite": [47.1, 47.2], "Geogr. Länge": [8.1, 8.2]}, True),
        ({"Γεωγραφικό πλάτος": [37.9, 38.2], "Γεωγραφικό μήκος": [23.7, 21.7]}, True),
        ({"緯度": [35.6, 34.6], "経度": [139.6, 135.5]}, True),
        ({"Breite": [47.1, 47.2], "Länge": [8.1, 8.2]}, False),  # in centimetres, it may be
        ({"GPS Latitude": [47.1, 47.2], "GPS Longitude": [8.1, 8.2]}, True),
        ({"lat": [470.1, 471.2], "lon": [8.1, 8.2]}, False),  # no degrees
        ({"lat": [47.1, 47.2], "height": [8.1, 8.2]}, False),
        ({"flat": [47.1, 47.2], "long_name": [8.1, 8.2]}, False),
    ],
)
def test_positions_are_recognised_by_name_and_range(tmp_path: Path, columns: dict[str, object], names: bool) -> None:
    table = kv.read_table(written(tmp_path, "a.csv", **columns))
    assert table.names == (("east_km", "north_km") if names else tuple(columns))


def test_near_the_equator_degrees_are_equally_long_and_nothing_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", lat=[0.0, 1, 5], lon=[20.0, 21, 25])
    assert kv.Recipe(csv=str(path), columns=("lat", "lon")).table().names == ("lat", "lon")


def test_a_track_too_long_for_a_flat_plane_has_true_distances(tmp_path: Path) -> None:
    def track(*places: tuple[float, float]) -> Path:
        path = tmp_path / "a.gpx"
        points = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in places)
        path.write_text(f'<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{points}</trkseg></trk></gpx>')
        return path

    # Ten degrees along a parallel at 80° N, where it is bent: version 0.1 took it for straight.
    path = track((0, 80), (30, 80), (60, 80))
    points = kv.read_table(path).points
    ends = vectors_of(np.array([0.0, 60]), np.array([80.0, 80]))
    assert math.dist(points[0], points[2]) * 1000 == pytest.approx(metres_between(*ends), rel=1e-3)
    first = kv.read_table(path, reading=1)
    assert first.points[2, 0] - first.points[0, 0] == pytest.approx(
        EARTH_RADIUS_KM * math.cos(math.radians(80)) * math.pi / 3
    )
    # A day's ride stays as it was, so that version 0.1 makes the same run.
    path = track((8.1, 47.0), (8.3, 47.2))
    assert kv.read_table(path).points.tolist() == kv.read_table(path, reading=1).points.tolist()


def test_degrees_of_a_pole_and_of_vectors_of_any_length_are_known() -> None:
    lon, lat = degrees_of(np.array([[0.0, 0, 2], [-3, 0, 0]]))
    assert lat.tolist() == [90, 0]
    assert lon[1] == 180


def test_columns_of_the_file_are_counted_and_not_those_made_of_them(tmp_path: Path) -> None:
    path = tmp_path / "shops.csv"
    path.write_text("name,lat,lon,sales\n" + "".join(f"s{i},{48 + i / 9},{16 + i / 7},{i * i}\n" for i in range(9)))
    report = kv.data.read_table(path, without="sales").report

    assert report is not None
    assert report.line == (
        "shops.csv: 2 of 4 columns count (east_km, north_km); left out: name (text), sales (as asked)"
    )
    assert "shops.csv: 9 rows, 4 columns; 2 columns count, in 9 rows" in report.text
    assert "  counts    lat       numbers from 48 to 48.8889, compared as km on the globe" in report.text
