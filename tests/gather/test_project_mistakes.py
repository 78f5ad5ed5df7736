"""Mistakes in a project file: all of them at once, each in a sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assetmap.errors import FileError, ProjectError
from assetmap.gather import read, read_project


def _says(error: ProjectError) -> list[str]:
    return [str(problem) for problem in error.problems]


def test_unknown_keys_and_wrong_values_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "village.toml"
    path.write_text(
        '[map]\ntitel = "x"\n[[assets]]\nfil = "a.csv"\n'
        '[[assets]]\nfile = "b.csv"\ndrop = [{ column = "x", because = "y" }]\n',
        encoding="utf-8",
    )
    with pytest.raises(ProjectError) as caught:
        read(path)
    assert _says(caught.value) == [
        "village.toml, map → titel: this key is not known. Did you mean 'title'?",
        "village.toml, assets → 1 → file: this key is missing. Add it to the file.",
        "village.toml, assets → 1 → fil: this key is not known. Did you mean 'file'?",
        "village.toml, assets → 2 → drop → 1: name either `is` or `is_not`. Correct the value.",
    ]


def test_everything_wrong_with_the_files_is_said_at_once(gather, layer) -> None:
    files = {
        "halls.csv": "Name of hall,Sort,Lat,Lon\nHall,space,52.6,-1.2\n",
        "need.csv": "code,people\nw1,100\n",
        "broken.geojson": "{",
    }
    project = """
[[places]]
file = "wards.geojson"
id = "cod"
name = "name"

[[places]]
file = "broken.geojson"
id = "code"
name = "name"

[[need]]
file = "need.csv"
place = "code"
population = "peopel"
measures = [{ name = "population", column = "people", worse = "high" }]

[[assets]]
file = "halls.csv"
columns = { name = "Name of halls", kind = "Sort", descripton = "Sort" }
values = { knd = { a = "b" } }
drop = [{ column = "Open?", is = "no", because = "closed" }]
fill_down = ["Areas"]
group_by = ["Rout"]
crs = "EPSG:999999"

[[assets]]
file = "hall.csv"

[[assets]]
file = "halls.csv"
sheet = "First"

[[ties]]
file = "halls.csv"
columns = { source = "From", target = "To" }
"""
    with pytest.raises(ProjectError) as caught:
        gather(files, project)
    said = "\n".join(_says(caught.value))
    for sentence in (
        "village.toml, places → 3, id: wards.geojson has no column 'cod'. Did you mean 'code'?",
        "broken.geojson is not valid JSON",
        "village.toml, need → 1: need.csv has no column 'peopel'. Did you mean 'people'?",
        "need → 1, measures: a measure is called 'population', as a column of ours is.",
        "halls.csv has no column 'Name of halls'. Did you mean 'Name of hall'?",
        "columns: 'descripton' is not one of our columns. Did you mean 'description'?",
        "values: 'knd' is not one of our columns. Did you mean 'kind'?",
        "village.toml, assets → 1, drop: halls.csv has no column 'Open?'.",
        "village.toml, assets → 1, fill_down: halls.csv has no column 'Areas'.",
        "village.toml, assets → 1, group_by: halls.csv has no column 'Rout'.",
        "assets → 1, crs: 'EPSG:999999' is no reference system that is known.",
        "hall.csv does not exist. Did you mean 'halls.csv'?",
        "halls.csv has no sheets. Leave `sheet` out.",
        "village.toml, ties → 1, source: halls.csv has no column 'From'.",
        "village.toml, ties → 1, target: halls.csv has no column 'To'.",
    ):
        assert sentence in said
    assert str(caught.value).startswith("village.toml cannot be followed: ")


def test_wrong_layers_and_sheets_name_those_that_there_are(gather, village) -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["x"], "name": ["X"]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:27700"
    )
    frame.to_file(village / "p.gpkg", layer="wards", driver="GPKG")
    frame.to_file(village / "p.gpkg", layer="parishes", driver="GPKG")
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Groups"
    book.save(village / "a.xlsx")
    project = """
[[places]]
file = "p.gpkg"
id = "code"
name = "name"

[[places]]
file = "p.gpkg"
layer = "ward"
id = "code"
name = "name"

[[assets]]
file = "a.xlsx"
sheet = "Group"

[[assets]]
file = "a.xlsx"
"""
    with pytest.raises(ProjectError) as caught:
        gather({}, project)
    said = "\n".join(_says(caught.value))
    assert "has several layers; name one: wards, parishes." in said
    assert "has no layer 'ward'. Its layers are: wards, parishes." in said
    assert "has no sheet 'Group'. Its sheets are: 'Groups'." in said
    assert "a.xlsx holds no rows on any sheet." in said


def test_a_file_that_says_its_reference_system_wrongly(gather) -> None:
    text = (
        '{"type": "FeatureCollection", "crs": {"properties": {"name": "somewhere"}}, "features": '
        '[{"properties": {"name": "Hall", "kind": "space"}, '
        '"geometry": {"type": "Point", "coordinates": [1, 2]}}]}'
    )
    with pytest.raises(ProjectError, match="'somewhere' is no reference system that is known"):
        gather({"a.geojson": text}, '[[assets]]\nfile = "a.geojson"\n')
    m = gather({"a.geojson": text}, '[[assets]]\nfile = "a.geojson"\ncrs = "EPSG:27700"\n')
    assert m.assets.geometry.iloc[0] == shapely.Point(1, 2)


@pytest.mark.parametrize("content", [b"[map", b"\xff\xfe\x00", b"title = 1 = 2"])
def test_what_is_not_toml(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "village.toml"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match="is not a TOML file"):
        read_project(path)


def test_a_missing_project_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Make one with: assetmap new FOLDER"):
        read(tmp_path / "village.toml")


def test_data_dir_stands_for_the_folder_of_the_files(gather, village, tmp_path_factory) -> None:
    project = village / "village.toml"
    gather({"assets.csv": "Name,Kind\nHall,space\n"})
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    moved = elsewhere / "village.toml"
    moved.write_bytes(project.read_bytes())
    assert len(read(moved, data_dir=village).assets) == 1
    with pytest.raises(ProjectError, match=r"wards\.geojson does not exist"):
        read(moved)


def test_one_file_of_every_kind(village) -> None:
    frame = gpd.GeoDataFrame(
        {"name": ["Hall", "Barn"], "kind": ["space", "space"]},
        geometry=[shapely.Point(452_000, 302_000), shapely.Point(457_000, 302_000)],
        crs="EPSG:27700",
    )
    frame.to_file(village / "a.gpkg", driver="GPKG")
    frame.to_file(village / "a.shp")
    frame.to_file(village / "a.fgb", driver="FlatGeobuf")
    frame.to_crs("EPSG:4326").to_file(village / "a.geojson", driver="GeoJSON")
    frame.to_parquet(village / "a.parquet")
    table = frame.drop(columns="geometry").assign(easting=[452_000, 457_000], northing=302_000)
    table.to_excel(village / "a.xlsx", index=False)
    table.to_csv(village / "a.csv", index=False)
    table.to_csv(village / "a.tsv", index=False, sep="\t")
    table.to_csv(village / "a.csv.gz", index=False)
    pins = frame.set_index("name").geometry
    for suffix in ("gpkg", "shp", "fgb", "geojson", "parquet", "xlsx", "csv", "tsv", "csv.gz"):
        m = read(village / f"a.{suffix}", places=village / "wards.geojson")
        by_name = m.assets.set_index("name")
        assert by_name["place_id"].to_dict() == {"Hall": "w1", "Barn": "w2"}, suffix
        assert by_name.geometry.distance(pins, align=True).max() < 0.01
        assert (m.report.accepted, m.report.rejected) == (2, 0)
        assert m.title == "a"
        alone = read(village / f"a.{suffix}")
        assert alone.places.empty
        assert len(alone.assets) == 2


def test_places_that_do_not_say_what_they_are_called(village, layer) -> None:
    (village / "a.csv").write_text("Name,Kind\nHall,space\n", encoding="utf-8")
    (village / "p.geojson").write_text(
        layer(({"shape": "x"}, shapely.box(0, 0, 1, 1))), encoding="utf-8"
    )
    with pytest.raises(ProjectError, match="does not say which of its columns are the id"):
        read(village / "a.csv", places=village / "p.geojson")
    with pytest.raises(ProjectError, match="places: was given as well"):
        read(village / "x.toml", places=village / "p.geojson")
