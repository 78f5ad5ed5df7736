"""Metres of a map beside those on the ground: measured, suggested for, and refused."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from assetmap.errors import CRSError
from assetmap.tables import AssetMap, require_metric
from assetmap.tables.stretch import (
    MOST_STRETCH,
    holds_degrees,
    is_in_use,
    measure_stretch,
    suggest_crs,
)

GEODESIC = pyproj.Geod(ellps="WGS84")


def _points(crs: str, *lon_lat: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    way = pyproj.Transformer.from_crs("OGC:CRS84", crs, always_xy=True)
    x, y = way.transform(*np.array(lon_lat).T)
    return np.asarray(x), np.asarray(y)


@pytest.mark.parametrize(
    ("crs", "lon", "lat"),
    [
        ("EPSG:27700", -1.13, 52.63),  # Leicester
        ("EPSG:27700", -79.7, 39.9),  # Uniontown, Pennsylvania: half as much again
        ("EPSG:27700", 77.2, 28.6),  # Delhi
        ("EPSG:26916", -71.2, 12.0),  # feet of Indiana taken for metres
        ("EPSG:3035", -9.14, 38.72),  # Lisbon, at the edge of Europe
        ("EPSG:3035", -15.4, 28.1),  # the Canary Islands, beyond it
        ("EPSG:2193", 174.8, -41.3),  # Wellington
    ],
)
def test_stretch_agrees_with_the_geodesic(crs: str, lon: float, lat: float) -> None:
    """A hundred metres in eight directions: the longest or shortest on the map is the stretch."""
    turns = np.arange(0, 360, 5.0)
    ends = [GEODESIC.fwd(lon, lat, turn, 100)[:2] for turn in turns]
    x, y = _points(crs, (lon, lat), *ends)
    on_map = np.hypot(x[1:] - x[0], y[1:] - y[0]) / 100
    expected = max(on_map.max(), 1 / on_map.min()) - 1
    assert measure_stretch(pyproj.CRS(crs), x[:1], y[:1])[0] == pytest.approx(expected, abs=0.002)


def test_what_is_missing_and_what_is_nowhere() -> None:
    grid = pyproj.CRS("EPSG:27700")
    x, y = np.array([np.nan, 458_000.0, 1e12]), np.array([1.0, 304_000.0, 1e12])
    stretch = measure_stretch(grid, x, y)
    assert np.isnan(stretch[0])
    assert stretch[1] < 0.001
    assert stretch[2] > MOST_STRETCH


@pytest.mark.parametrize(
    ("crs", "inside", "outside"),
    [
        ("EPSG:27700", (-1.1, 52.6), (2.35, 48.86)),
        ("EPSG:3460", (-179.5, -17.0), (0.0, -17.0)),  # Fiji lies on both sides of 180 degrees
        ("EPSG:32617", (-79.7, 39.9), (-1.1, 52.6)),
    ],
)
def test_the_area_that_a_system_is_meant_for(crs: str, inside, outside) -> None:
    x, y = _points(crs, inside, outside)
    assert is_in_use(pyproj.CRS(crs), x, y).tolist() == [True, False]


def test_a_box_that_crosses_180_degrees() -> None:
    lon, lat = np.array([179.0, -179.0, 0.0, np.nan]), np.full(4, -17.0)
    inside = holds_degrees((176.8, -20.8, -178.2, -12.4), lon, lat)
    assert inside.tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("lon", "lat", "meant"),
    [(-79.7, 39.9, "EPSG:32617"), (77.2, 28.6, "EPSG:32643"), (151.2, -33.9, "EPSG:32756")],
)
def test_a_system_is_suggested_for_where_things_are(lon: float, lat: float, meant: str) -> None:
    x, y = _points("EPSG:27700", (lon, lat))
    assert suggest_crs(pyproj.CRS("EPSG:27700"), x, y) == meant


@pytest.mark.parametrize("crs", ["EPSG:4087", "EPSG:6933", "ESRI:54009", "EPSG:8857"])
def test_systems_of_the_whole_world_are_no_metres(crs: str) -> None:
    with pytest.raises(CRSError, match="off those on the ground"):
        require_metric(crs, name="crs")


@pytest.mark.parametrize(
    "crs", ["EPSG:27700", "EPSG:3035", "EPSG:5070", "EPSG:2056", "EPSG:3413", "EPSG:3460"]
)
def test_systems_of_countries_and_continents_are(crs: str) -> None:
    assert require_metric(crs, name="crs").to_string() == crs


@pytest.mark.parametrize("crs", ["EPSG:2264", "EPSG:2272", "EPSG:3089"])  # US survey feet
def test_feet_are_no_metres(crs: str) -> None:
    with pytest.raises(CRSError, match="US survey foot"):
        require_metric(crs, name="crs")


@pytest.mark.parametrize(("lon", "lat"), [(-79.7, 39.9), (77.2, 28.6), (-46.6, -23.5)])
def test_a_map_of_frames_refuses_what_lies_where_its_metres_are_none(lon, lat) -> None:
    x, y = _points("EPSG:27700", (-1.13, 52.63), (lon, lat))
    frame = gpd.GeoDataFrame(
        {"asset_id": ["hall", "far"], "name": ["Hall", "Far"], "kind": "space"},
        geometry=shapely.points(x, y),
        crs="EPSG:27700",
    ).set_index("asset_id")
    with pytest.raises(CRSError, match=r"1 of `assets` \(far\) lie where metres of EPSG:27700"):
        AssetMap.from_frames(assets=frame)
    assert len(AssetMap.from_frames(assets=frame.loc[["hall"]]).assets) == 1


def test_places_of_a_country_may_lie_far_from_the_middle_of_its_projection() -> None:
    x, y = _points("EPSG:5070", (-98.5, 39.8), (-152.0, 64.0))
    places = gpd.GeoDataFrame(
        {"name": ["Kansas", "Alaska"]}, index=["KS", "AK"],
        geometry=shapely.buffer(shapely.points(x, y), 1000.0), crs="EPSG:5070",
    )  # fmt: skip
    hall = gpd.GeoDataFrame(
        {"name": ["Hall"], "kind": ["space"]}, index=["hall"],
        geometry=shapely.points(x[:1], y[:1]), crs="EPSG:5070",
    )  # fmt: skip
    assert measure_stretch(pyproj.CRS("EPSG:5070"), x, y)[1] > MOST_STRETCH
    assert len(AssetMap.from_frames(assets=hall, places=places).places) == 2
