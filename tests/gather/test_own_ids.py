"""Ids that a file keeps beside its columns can be named, and are not taken unasked."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assetmap.errors import ProjectError
from assetmap.gather import read

TIES = "source,target,kind\n{},{},meets_at\n"
TIED = '[[ties]]\nfile = "ties.csv"\n'


def feature(name: str, feature_id: object, **more: object) -> dict[str, object]:
    point = {"type": "Point", "coordinates": [-1.13, 52.63]}
    properties = {"name": name, "kind": "space", **more}
    return {"type": "Feature", "id": feature_id, "properties": properties, "geometry": point}


def collection(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.parametrize(
    ("first", "second"), [("node/101", "node/102"), (1, 2), ("w.1", "w.2"), (1.0, 2.0)]
)
def test_ids_of_features_are_ids_where_the_project_says_so(gather, first, second) -> None:
    files = {"a.geojson": collection(feature("Hall", first), feature("Choir", second))}
    ids = [f"{one:g}" if isinstance(one, float) else str(one) for one in (first, second)]
    files["ties.csv"] = TIES.format(ids[1], ids[0])
    m = gather(files, f'[[assets]]\nfile = "a.geojson"\nid = "id"\n{TIED}')
    assert m.assets.index.tolist() == ids
    assert m.ties[["source", "target"]].to_numpy().tolist() == [[ids[1], ids[0]]]
    assert "id" not in m.assets


def test_ids_of_features_are_not_taken_unasked_nor_over_a_column(gather) -> None:
    files = {"a.geojson": collection(feature("Hall", "n/1"), feature("Choir", "n/2"))}
    m = gather(files, '[[assets]]\nfile = "a.geojson"\n')
    assert m.assets.index.tolist() == ["a-hall", "a-choir"]
    files = {"a.geojson": collection(feature("Hall", "n/1", id="own"))}
    m = gather(files, '[[assets]]\nfile = "a.geojson"\nid = "id"\n')
    assert m.assets.index.tolist() == ["own"]
    files = {"a.geojson": json.dumps({"type": "FeatureCollection", "features": [
        {**feature("Hall", None)}, feature("Choir", "n/2")]})}  # fmt: skip
    m = gather(files, '[[assets]]\nfile = "a.geojson"\nid = "id"\n')
    assert m.assets.index.tolist() == ["a-hall", "n/2"]


@pytest.fixture
def geopackage(tmp_path: Path):
    def write(*, layers: tuple[str, ...] = ("groups",), key: str | None = None) -> Path:
        frame = gpd.GeoDataFrame(
            {"name": ["Hall", "Choir"], "kind": "space"},
            geometry=[shapely.Point(452_000, 302_000)] * 2,
            crs="EPSG:27700",
        )
        more = {} if key is None else {"layer_options": {"FID": key}}
        for layer in layers:
            frame.to_file(tmp_path / "a.gpkg", layer=layer, driver="GPKG", **more)
        return tmp_path / "a.gpkg"

    return write


def add_table(path: Path, name: str) -> None:
    with sqlite3.connect(path) as base:
        base.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, styleName TEXT)")
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change) "
            "VALUES (?, 'attributes', ?, '2026-11-01T00:00:00Z')",
            [name, name],
        )
    base.close()


@pytest.mark.parametrize("key", [None, "OBJECTID", "ogc_fid", "id"])
def test_the_numbers_of_a_geopackage_are_ids_where_the_project_says_so(
    gather, geopackage, key: str | None
) -> None:
    geopackage(key=key)
    for stated in {"fid", key or "FID"}:
        section = f'[[assets]]\nfile = "a.gpkg"\nid = "{stated}"\n{TIED}'
        m = gather({"ties.csv": TIES.format(2, 1)}, section)
        assert m.assets.index.tolist() == ["1", "2"]
        assert len(m.ties) == 1
    assert gather({}, '[[assets]]\nfile = "a.gpkg"\n').assets.index.tolist() == [
        "a-hall", "a-choir",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["layer_styles", "qgis_projects", "lookup", "qgis_layer_metadata"])
def test_tables_without_shapes_are_no_layers(geopackage, name: str) -> None:
    path = geopackage()
    add_table(path, name)
    assert read(path).report.accepted == 2


def test_two_layers_with_shapes_are_asked_for_and_a_table_can_be_named(gather, geopackage) -> None:
    path = geopackage(layers=("groups", "halls"))
    add_table(path, "lookup")
    with pytest.raises(ProjectError, match="several layers; name one: groups, halls"):
        gather({}, '[[assets]]\nfile = "a.gpkg"\n')
    assert gather({}, '[[assets]]\nfile = "a.gpkg"\nlayer = "halls"\n').report.accepted == 2
    with pytest.raises(ProjectError, match="has no column"):
        gather({}, '[[assets]]\nfile = "a.gpkg"\nlayer = "lookup"\nid = "nothing"\n')
