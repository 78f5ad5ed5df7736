"""One file as it was published becomes a map: what its columns and its rows are is found out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest

import assetmap as am
from assetmap.errors import NothingReadError, ProjectError
from assetmap.gather.column_guesses import guess_columns
from assetmap.gather.column_profile import split_head
from assetmap.gather.kind_rules import KindRules
from assetmap.model import ThemeRule
from assetmap.tables import AssetMap
from tests.open_data import BOUNDARIES, FILES

SHARED = Path(__file__).parents[3] / "shared"
NEEDS_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared, which is not here")
FARTHEST_M = 100.0


def read(folder: Path, name: str, text: str, **told: object) -> AssetMap:
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "wards.geojson").write_text(json.dumps(BOUNDARIES), encoding="utf-8")
    return am.read(folder / name, places=folder / "wards.geojson", **told)


@pytest.mark.parametrize("name", FILES)
def test_a_published_file_gets_in_whole(tmp_path: Path, name: str) -> None:
    file = FILES[name]
    m = read(tmp_path, name, file.text)
    assert m.report.accepted == len(file.names)
    assert tuple(m.assets["kind"]) == file.kinds
    assert all(
        found.startswith(named) for found, named in zip(m.assets["name"], file.names, strict=True)
    )


@pytest.mark.parametrize("name", [name for name in FILES if None not in FILES[name].points])
def test_no_point_is_far_from_where_the_file_puts_it(tmp_path: Path, name: str) -> None:
    file = FILES[name]
    shapes = read(tmp_path, name, file.text).assets.geometry
    if not file.points:
        assert shapes.notna().all()
        return
    to_map = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    x, y = to_map.transform(*np.array(file.points).T)
    assert np.hypot(shapes.x - x, shapes.y - y).max() < FARTHEST_M


@NEEDS_SHARED
@pytest.mark.parametrize("path", sorted((SHARED / "data/assets").glob("*.csv")))
def test_open_data_of_real_counties_gets_in_whole(path: Path) -> None:
    m = am.read(path, places=SHARED / "data/places/lad_llr_essex.geojson")
    assert m.report.accepted == len(pd.read_csv(path))
    assert (m.assets["precision"] == "exact").all()
    assert (m.assets["kind"] != "individual").all()


@NEEDS_SHARED
def test_the_named_cases_get_in() -> None:
    library = am.read(SHARED / "cases/reading-trafford/library.csv").assets.iloc[0]
    assert (library["name"], library["kind"]) == ("Altrincham Library", "institution")
    assert library["themes"][0] == "Local authority run library"
    box = am.read(SHARED / "cases/reading-trafford/defib.csv").assets.iloc[0]
    assert (box["name"], box["precision"]) == ("Acre Hall Primary", "exact")
    choir = am.read(SHARED / "cases/doors/kind_and_type.csv").assets.iloc[0]
    assert (choir["kind"], choir["themes"]) == ("association", ("Charity",))


def test_what_a_column_holds_counts_for_more_than_its_heading(tmp_path: Path) -> None:
    m = read(
        tmp_path,
        "halls.csv",
        "Ref,Heading A,Heading B,Where 1,Where 2,Link,Activity,Status\n"
        "1,Mill Hall,PE38 1AA,0.61,53.41,https://mill.example,A01,working\n"
        "2,Dune Hall,PE38 1AB,0.62,53.41,https://dune.example,A02,working\n",
    )
    row = m.assets.iloc[0]
    assert (row["name"], row["postcode"], row["website"]) == (
        "Mill Hall",
        "PE38 1AA",
        "https://mill.example",
    )
    assert row["themes"] == ("meeting places",)
    assert (row["Activity"], row["Status"], row["status"]) == ("A01", "working", "unknown")


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("X_COORD,Y_COORD", "573700,394100"),
        ("geo x,geo y", "0.612,53.412"),
        ("OS_X,OS_Y", "573700,394100"),
        ("Site Eastings,Site Northings", "573700,394100"),
        ("Longitude (WGS84),Latitude (WGS84)", "0.612,53.412"),
    ],
)
def test_axes_are_known_however_they_are_headed(tmp_path: Path, head: str, row: str) -> None:
    text = f"Name of Hall,Type of venue,{head}\nMill,Village hall,{row}\nDune,Village hall,{row}\n"
    found = read(tmp_path, "data.csv", text).assets
    assert found["name"].tolist() == ["Mill", "Dune"]
    assert set(found["kind"]) == {"space"}
    assert (found["precision"] == "exact").all()


def test_points_are_known_by_the_end_of_their_headings(tmp_path: Path) -> None:
    text = "Hall,geocoded_lon,geocoded_lat\nMill Hall,0.612,53.412\nDune Hall,0.641,53.421\n"
    assert (read(tmp_path, "venues.csv", text).assets["precision"] == "exact").all()


def test_a_word_of_ours_misspelt_is_still_refused(tmp_path: Path) -> None:
    m = read(tmp_path, "list.csv", "name,kind\nMill Hall,space\nChoir,assocation\n")
    assert m.report.rejected == 1
    assert m.report.problems["code"].tolist()[-1] == "unknown_word"


def test_rows_of_which_nothing_is_known_ask_for_their_kind_once(tmp_path: Path) -> None:
    with pytest.raises(NothingReadError) as raised:
        read(tmp_path, "list.csv", "name,type\nQuux,Blorp\nQuuz,Blip\n")
    told = str(raised.value)
    assert 'am.read("list.csv", kind="space")' in told
    assert told.count("the row has no kind") == 1
    assert raised.value.report.rejected == 2
    said = " ".join(raised.value.report.problems["says"])
    assert "no rule knows the kind of 'Blorp' (1) and 'Blip' (1)" in said


def test_rows_without_names_ask_for_the_column(tmp_path: Path) -> None:
    with pytest.raises(NothingReadError, match="columns="):
        read(tmp_path, "halls.csv", "capacity,easting,northing\n50,573700,394100\n")


def test_what_somebody_says_counts_first(tmp_path: Path) -> None:
    text = "name,label,type,extra\nQuux,Mill House,Blorp,x\nQuuz,Dune House,Blip,y\n"
    m = read(tmp_path, "list.csv", text, kind="space", themes="warmth")
    assert m.assets["kind"].tolist() == ["space", "space"]
    assert all("warmth" in words for words in m.assets["themes"])
    named = read(tmp_path, "list.csv", text, kind="space", columns={"name": "label"})
    assert named.assets["name"].tolist() == ["Mill House", "Dune House"]
    meant = read(tmp_path, "list.csv", text, values={"kind": {"Blorp": "space", "Blip": "culture"}})
    assert meant.assets["kind"].tolist() == ["space", "culture"]
    ruled = read(
        tmp_path, "list.csv", text, themes={"blorp; blip": {"kind": "exchange", "theme": "tea"}}
    )
    assert ruled.assets["kind"].tolist() == ["exchange", "exchange"]
    assert ruled.assets["themes"].tolist() == [("Blorp", "tea"), ("Blip", "tea")]


def test_what_cannot_be_meant_is_said_with_what_can(tmp_path: Path) -> None:
    text = "name,type\nQuux,Blorp\n"
    with pytest.raises(ProjectError, match=r"has no column .Nmae.*Known: name, type"):
        read(tmp_path, "list.csv", text, kind="space", columns={"name": "Nmae"})
    project = tmp_path / "p.toml"
    project.write_text('[[assets]]\nfile = "list.csv"\n', encoding="utf-8")
    with pytest.raises(ProjectError, match="kind: was given as well"):
        am.read(project, kind="space")


def test_a_project_has_rules_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("name,type\nQuux,Blorp\nMill Hall,\n", encoding="utf-8")
    project = tmp_path / "p.toml"
    project.write_text(
        '[[assets]]\nfile = "list.csv"\n[themes]\n'
        '"blorp" = { kind = "exchange", theme = "sharing", sector = "food" }\n',
        encoding="utf-8",
    )
    rows = am.read(project).assets.set_index("name")
    assert rows.loc["Quux", ["kind", "sector"]].tolist() == ["exchange", "food"]
    assert rows.loc["Quux", "themes"] == ("Blorp", "sharing")
    assert rows.loc["Mill Hall", "kind"] == "space"


def test_spaces_without_names_are_told_apart(tmp_path: Path) -> None:
    m = read(
        tmp_path,
        "greenspace.csv",
        "site_name,site_type,address,lon,lat\n"
        ",Park,12 Hill Road,0.612,53.412\n,Park,,0.613,53.412\n,Park,,0.614,53.412\n"
        ",Park,,0.645,53.412\nSalt Park,Park,,0.615,53.412\n",
    )
    assert m.assets["name"].tolist() == [
        "Park near Hill Road",
        "Park in Quayside (1)",
        "Park in Quayside (2)",
        "Park in Westmarsh",
        "Salt Park",
    ]
    assert m.report.problems.query("code == 'named_by_kind'")["row"].tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Local authority run library", "institution"),
        ("Friends of the Mill School", "association"),
        ("Mill Church School", "institution"),
        ("Museum of Salt", "culture"),
        ("Park / green space", "space"),
        ("Café / shop", "exchange"),
        ("Women’s circle", "association"),
        ("SALLOW PLAYING FIELDS", "space"),
        ("BusinessType", "exchange"),
        ("Resident", "individual"),
        ("Grants to people in need", None),
        ("Xyzzy", None),
        ("", None),
    ],
)
def test_words_say_a_kind(text: str, kind: str | None) -> None:
    rule = KindRules({}).match(text)
    assert (None if rule is None else rule.kind) == kind


def test_own_rules_come_before_ours() -> None:
    own = {"village hall; reading room": ThemeRule(kind="culture", theme="stories")}
    rules = KindRules(own)
    assert rules.match("Old Reading Rooms").theme == "stories"
    assert rules.match("Village halls").kind == "culture"
    assert rules.match("Library").kind == "institution"


def test_a_comma_ends_the_name_that_is_looked_up() -> None:
    assert KindRules({}).match_name("Sallow Bowling Club, School Lane").kind == "association"


def test_a_heading_about_something_else_is_not_the_name() -> None:
    columns = {
        "ward_name": np.array(["Quayside", "Westmarsh"], dtype=object),
        "SiteName": np.array(["Mill Hall", "Dune Hall"], dtype=object),
    }
    assert guess_columns(columns, {}, rules=KindRules({}))["name"] == ("SiteName",)
    assert split_head("SiteName") == "site name"
