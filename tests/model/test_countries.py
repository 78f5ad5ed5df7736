"""Does another country need a record and nothing else?"""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.errors import CountryError
from assetmap.gaps import find_gaps
from assetmap.gather import read
from assetmap.model import COUNTRIES, GB, Country, find_country
from assetmap.publish import publish
from assetmap.space import Reach
from assetmap.tables import AssetMap

LALAND = Country(
    code="la",
    name="Laland",
    crs="EPSG:2157",  # metres of Ireland, which Laland has borrowed
    grid="grid of Laland",
    extent=(400_000.0, 500_000.0, 800_000.0, 1_000_000.0),
    squares={"Q": (600_000.0, 700_000.0)},
    square_m=10_000.0,
    timezone="Asia/Tokyo",
    speed_m_per_min=50.0,
    detour=1.0,
    postcode=r"\d{4}[A-Z]{2}",
    postcode_end=2,
    postcode_in_text=r"\d{4} ?[a-z]{2}",
    postcode_part=r"\d{4} ?[a-z]{2}",
    areas=("Ireland",),
    levels=("townland",),
)

ROWS = """Name,Kind,Townland,Easting,Northing,Description,Date added
Hall,space,Oak,600500,700500,Doors open at seven,2026-05-30T15:00:00Z
Pool,space,Oak,Q 123 456,,,2026-05-31T15:00:00Z
Barn,space,Ash,458300,304700,,
Choir,association,Ash,,,Write to 1234 AB,
"""


def read_rows(folder: Path, country: Country | None) -> AssetMap:
    (folder / "assets.csv").write_text(ROWS, encoding="utf-8")
    return read(folder / "assets.csv", country=country, as_of=dt.date(2026, 6, 1))


def test_a_file_is_read_by_the_country_it_is_of(tmp_path: Path) -> None:
    m = read_rows(tmp_path, LALAND)
    assert m.crs is not None
    assert m.crs.to_epsg() == 2157
    assets = m.assets.set_index("name")
    assert assets.geometry["Hall"] == Point(600_500, 700_500)
    # 123 of the 1,000 parts of a square of 10 km: 10 m each, and the middle of it.
    assert assets.geometry["Pool"] == Point(601_235, 704_565)
    assert assets["place_id"].to_dict() == {"Hall": "oak", "Pool": "oak", "Choir": "ash"}
    # Three in the afternoon of UTC is midnight there: the column holds days.
    assert assets["first_seen"].dropna().dt.date.tolist() == [
        dt.date(2026, 5, 31), dt.date(2026, 6, 1)
    ]  # fmt: skip
    problems = m.report.problems
    barn = problems[problems["row"] == 4]
    assert barn["says"].tolist() == ["the easting or northing lies outside the grid of Laland"]


def test_the_same_file_is_another_where_nobody_says_so(tmp_path: Path) -> None:
    m = read_rows(tmp_path, None)
    assets = m.assets.set_index("name")
    assert m.country is GB
    assert assets.geometry["Barn"] == Point(458_300, 304_700)
    assert "Townland" in assets
    assert assets["place_id"].isna().all()


def test_postcodes_are_looked_up_as_the_country_writes_them(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(
        "postcode,easting,northing\n1234AB,601000,701000\nLE1 1AA,602000,702000\n",
        encoding="utf-8",
    )
    (tmp_path / "assets.csv").write_text(
        "Name,Kind,Postcode\nHall,space,1234 ab\nPool,space,LE1 1AA\n", encoding="utf-8"
    )
    (tmp_path / "project.toml").write_text(
        '[map]\n[postcodes]\nfile = "codes.csv"\neasting = "easting"\nnorthing = "northing"\n'
        '[[assets]]\nfile = "assets.csv"\n',
        encoding="utf-8",
    )
    m = read(tmp_path / "project.toml", country=LALAND)
    assert m.assets.geometry.tolist() == [Point(601_000, 701_000), None]
    # A British postcode is none there: the row of the table is skipped, that of the pool noted.
    assert dict(zip(m.report.files["file"], m.report.files["skipped"], strict=True)) == {
        "codes.csv": 1, "assets.csv": 0,
    }  # fmt: skip
    assert m.report.problems["value"].dropna().tolist() == ["LE1 1AA"]


def test_people_walk_at_the_pace_of_the_country() -> None:
    halls = gpd.GeoDataFrame(
        {"name": ["Hall"], "kind": ["space"]}, index=["hall"],
        geometry=[Point(700, 5)], crs="EPSG:2157",
    )  # fmt: skip
    places = gpd.GeoDataFrame(
        {"name": ["Oak"], "population": [900.0]}, index=["oak"],
        geometry=[box(-10, -5, 10, 15)], crs="EPSG:2157",
    )  # fmt: skip

    def make(country: str | Country) -> AssetMap:
        return AssetMap.from_frames(assets=halls, places=places, country=country)

    # 700 m at 50 m a minute, and at 80 m a minute on ways 1.3 times as long.
    assert Reach.from_straight_lines(make(LALAND), within_min=20).cost.tolist() == [14.0]
    assert Reach.from_straight_lines(make("GB"), within_min=20).cost.tolist() == [11.375]
    gaps = find_gaps(make(LALAND), within_min=12).set_index("category")
    assert gaps.loc["space", "nearest_min"] == 14.0
    assert find_gaps(make("gb"), within_min=12)["category"].tolist().count("space") == 0
    kept = make(LALAND).with_tables(places=places)
    assert kept.country is LALAND


def test_its_postcodes_are_private_in_public_texts(tmp_path: Path) -> None:
    shown = publish(read_rows(tmp_path, LALAND), audience="public")
    assert "1234 AB" not in shown.assets["description"].dropna().to_string()
    shown = publish(read_rows(tmp_path, None), audience="public")
    assert "1234 AB" in shown.assets["description"].dropna().to_string()


def test_known_countries_are_found_by_their_letters() -> None:
    assert find_country(" GB ") is GB
    assert find_country(LALAND) is LALAND
    with pytest.raises(CountryError, match=r"`country` is 'gbr'.*Did you mean 'gb'\?"):
        find_country("gbr")


def test_squares_of_great_britain() -> None:
    """Corners by the Ordnance Survey's own drawing of the grid's letters."""
    assert len(GB.squares) == 91
    known = {"SV": (0, 0), "NN": (2, 7), "TL": (5, 2), "SK": (4, 3), "HP": (4, 12), "NA": (0, 9)}
    for letters, (east, north) in known.items():
        assert GB.squares[letters] == (east * 100_000, north * 100_000), letters


def test_every_country_is_plain_data() -> None:
    for code, country in COUNTRIES.items():
        assert code == country.code == code.lower()
        for field in dataclasses.fields(country):
            assert not callable(getattr(country, field.name)), field.name


def test_a_country_that_nobody_knows_stops_a_project(tmp_path: Path) -> None:
    (tmp_path / "project.toml").write_text('[map]\ncountry = "zz"\n', encoding="utf-8")
    with pytest.raises(CountryError, match="'zz', which is no country that is known"):
        read(tmp_path / "project.toml")


def test_frames_hold_what_a_country_is_not(tmp_path: Path) -> None:
    with pytest.raises(CountryError):
        AssetMap.from_frames(
            assets=pd.DataFrame({"name": ["Hall"], "kind": ["space"]}), country="zz"
        )
