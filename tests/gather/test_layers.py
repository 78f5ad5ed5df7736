"""Attributes of layers as text, whatever a file made of them."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from assetmap.errors import FileError
from assetmap.gather import read
from assetmap.gather.files.layers import read_layer


def _collection(*properties: object) -> str:
    features = [{"type": "Feature", "geometry": None, "properties": item} for item in properties]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_attributes_of_every_json_type(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(
        _collection(
            {"a": 1, "b": 2.5, "c": True, "d": None, "e": ["x", 1, None], "f": {"z": 1, "a": "é"}},
            {"a": "word", "g": 3.0, "": "unnamed", "G": "x"},
            None,
        ),
        encoding="utf-8",
    )
    table = read_layer(path, None)
    assert table.rows.tolist() == [1, 2, 3]
    assert {name: table.columns[name].tolist() for name in table.columns} == {
        "a": ["1", "word", None],
        "b": ["2.5", None, None],
        "c": ["TRUE", None, None],
        "d": [None, None, None],
        "e": ["x\n1", None, None],
        "f": ['{"a": "é", "z": 1}', None, None],
        "g": [None, "3", None],
        "Column H": [None, "unnamed", None],
        "G": [None, "x", None],
    }


def test_lists_of_a_layer_are_lists_of_the_map(gather) -> None:
    text = _collection({"name": "Hall", "kind": "space", "offers": ["tea, hot", "chairs"]})
    m = gather({"a.geojson": text}, '[[assets]]\nfile = "a.geojson"\n')
    assert m.assets["offers"].tolist() == [("tea, hot", "chairs")]


def test_parquet_with_missing_numbers_flags_and_lists(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {
            "name": ["Hall", "Inn"],
            "kind": ["space", "exchange"],
            "capacity": pd.array([40, None], dtype="Int64"),
            "sensitive": pd.array([None, True], dtype="boolean"),
            "offers": [np.array(["tea", "chairs"]), None],
            "last checked": pd.to_datetime(["2026-03-31", None]),
        },
        geometry=[shapely.Point(1, 2), None],
        crs="EPSG:27700",
    )
    frame.to_parquet(tmp_path / "a.parquet")
    m = read(tmp_path / "a.parquet")
    assert m.assets["capacity"].fillna(-1).tolist() == [40, -1]
    assert m.assets["sensitive_location"].tolist() == [False, True]
    assert m.assets["offers"].tolist() == [("tea", "chairs"), ()]
    assert m.assets["verified_on"].dt.strftime("%d/%m/%Y").tolist()[0] == "31/03/2026"
    assert m.assets.geometry.isna().tolist() == [False, True]


def test_a_layer_without_geometry_is_a_table(tmp_path: Path) -> None:
    import pyogrio

    frame = pd.DataFrame({"name": ["Hall"], "kind": ["space"]})
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg", driver="GPKG")
    m = read(tmp_path / "a.gpkg")
    assert m.assets["name"].tolist() == ["Hall"]
    assert m.assets.geometry.isna().all()


def test_heights_are_left_out(gather) -> None:
    text = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "properties": {"name": "Hall", "kind": "space"},
                    "geometry": {"type": "Point", "coordinates": [-1.23346, 52.61329, 80.0]},
                }
            ],
        }
    )
    m = gather({"a.geojson": text}, '[[assets]]\nfile = "a.geojson"\n')
    assert not m.assets.geometry.has_z.any()
    assert m.assets["place_id"].tolist() == ["w1"]


@pytest.mark.parametrize(
    "content",
    ["[]", "{}", '{"features": {}}', '{"features": [1]}', "", "nothing", '{"type": "Point"}'],
)
def test_json_that_is_no_layer(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FileError, match=r"Export|Save it again|Download"):
        read(path)


def test_a_shape_with_a_corner_that_is_no_number(tmp_path: Path) -> None:
    texts = ["POLYGON ((0 0, 9 9, 9 0, nan nan, 0 9, 0 0))", "LINESTRING (0 0, inf 1)",
             "POINT (1 2)"]  # fmt: skip
    with np.errstate(all="ignore"):
        shapes = shapely.from_wkt(texts)
    frame = gpd.GeoDataFrame(
        {"name": ["Hall", "Path", "Inn"], "kind": ["space"] * 3}, geometry=shapes, crs="EPSG:27700"
    )
    frame.to_file(tmp_path / "a.gpkg", driver="GPKG")
    m = read(tmp_path / "a.gpkg")
    assert m.assets["name"].tolist() == ["Inn"]
    rejected = m.report.problems[m.report.problems["outcome"] == "rejected"]
    assert rejected["code"].tolist() == ["impossible_coordinates"] * 2
