"""Coordinates far from where the reference system of the map is meant for."""

from __future__ import annotations

import json

import numpy as np
import pyproj
import pytest

from assetmap.gather import read
from tests.reading import report_on

GEODESIC = pyproj.Geod(ellps="WGS84")
TOWNS = {
    "Uniontown": (-79.7, 39.9, "EPSG:32617"),
    "Pune": (73.85, 18.52, "EPSG:32643"),
    "Geelong": (144.36, -38.15, "EPSG:32755"),
    "Valparaiso": (-71.6, -33.05, "EPSG:32719"),
}


def _rows(lon: float, lat: float) -> str:
    east = GEODESIC.fwd(lon, lat, 90, 1000)
    rows = f"A,space,{lat},{lon}\nB,space,{east[1]:.7f},{east[0]:.7f}\n"
    return "name,kind,latitude,longitude\n" + rows


@pytest.mark.parametrize("town", TOWNS)
def test_a_town_abroad_is_refused_with_the_system_that_is_meant_for_it(tmp_path, town) -> None:
    lon, lat, meant = TOWNS[town]
    path = tmp_path / "assets.csv"
    path.write_text(_rows(lon, lat), encoding="utf-8")
    report = report_on(path)
    assert (report.rows, report.accepted, report.rejected) == (2, 0, 2)
    problems = report.problems
    code = "impossible_coordinates" if town == "Geelong" else "stretched_metres"
    assert problems["code"].tolist() == [code] * 2
    assert problems["row"].tolist() == [2, 3]
    assert meant in problems["remedy"].iloc[0]
    m = read(path, crs=meant)
    assert m.report.accepted == 2
    distance = m.assets.geometry.iloc[0].distance(m.assets.geometry.iloc[1])
    assert distance == pytest.approx(1000, rel=0.001)  # a kilometre by the geodesic


@pytest.mark.parametrize("suffix", ["geojson", "wkt"])
def test_shapes_and_boundaries_abroad_are_refused_too(tmp_path, suffix: str) -> None:
    lon, lat, meant = TOWNS["Uniontown"]
    if suffix == "wkt":
        path = tmp_path / "assets.csv"
        path.write_text(f"Name,Kind,WKT\nA,space,POINT ({lon} {lat})\n", encoding="utf-8")
    else:
        path = tmp_path / "assets.geojson"
        feature = {
            "type": "Feature",
            "properties": {"name": "A", "kind": "space"},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        collection = {"type": "FeatureCollection", "features": [feature]}
        path.write_text(json.dumps(collection), encoding="utf-8")
    rejected = report_on(path).problems.query("outcome == 'rejected'")
    assert rejected["code"].tolist() == ["stretched_metres"]
    assert read(path, crs=meant).report.accepted == 1


@pytest.mark.parametrize("scale", [1 / 0.3048, 1 / 0.3048006096, 100.0])
def test_feet_and_centimetres_taken_for_metres_are_refused(tmp_path, scale: float) -> None:
    """Indiana in EPSG:26916 (metres), with numbers in feet, US feet or centimetres."""
    x, y = np.array([680_000.0, 680_300.0]) * scale, np.array([4_400_000.0] * 2) * scale
    rows = "".join(f"{n},space,{a},{b}\n" for n, a, b in zip("AB", x, y, strict=True))
    (tmp_path / "assets.csv").write_text("name,kind,easting,northing\n" + rows, encoding="utf-8")
    (tmp_path / "p.toml").write_text(
        '[map]\ncrs = "EPSG:26916"\n[[assets]]\nfile = "assets.csv"\ncrs = "EPSG:26916"\n',
        encoding="utf-8",
    )
    m = read(tmp_path / "p.toml")
    assert (m.report.accepted, m.report.rejected) == (0, 2)
    assert {"stretched_metres", "impossible_coordinates"} >= set(m.report.problems["code"])


@pytest.mark.parametrize(
    ("crs", "lon", "lat"), [("EPSG:27700", 2.35, 48.86), ("EPSG:27700", -10.3, 52.1),
                            ("EPSG:32630", 1.2, 52.6)],
)  # fmt: skip
def test_a_little_outside_its_area_is_kept_and_said_first(tmp_path, crs, lon, lat) -> None:
    path = tmp_path / "assets.csv"
    path.write_text(
        f"Name,Kind,Lat,Lon\nIn,space,52.6,-1.1\nOut,space,{lat},{lon}\n", encoding="utf-8"
    )
    m = read(path, crs=crs)
    assert m.report.accepted == 2
    first = m.report.problems.iloc[0]
    assert (first["row"], first["code"]) == (None, "outside_area")
    assert f"1 row lies outside the area for which {crs} is meant" in first["says"]
    assert first["says"].endswith("row 3")


def test_feet_are_read_where_the_section_says_so(tmp_path) -> None:
    """A point of North Carolina in feet (EPSG:2264), on a map in UTM 17."""
    way = pyproj.Transformer.from_crs("OGC:CRS84", "EPSG:2264", always_xy=True)
    x, y = way.transform(-79.0, 35.9)
    (tmp_path / "assets.csv").write_text(
        f"name,kind,easting,northing\nA,space,{x},{y}\n", encoding="utf-8"
    )
    (tmp_path / "p.toml").write_text(
        '[map]\ncrs = "EPSG:32617"\n[[assets]]\nfile = "assets.csv"\ncrs = "EPSG:2264"\n',
        encoding="utf-8",
    )
    m = read(tmp_path / "p.toml")
    back = m.assets.to_crs("OGC:CRS84").geometry.iloc[0]
    assert (back.x, back.y) == pytest.approx((-79.0, 35.9), abs=1e-4)
