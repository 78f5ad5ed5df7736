"""The table of columns is what every room reads: records, headings, who may see, what may group."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.errors import TableError
from assetmap.model import Asset, Consent, Effort, Origin, Place, Source, Tie
from assetmap.tables import (
    ASSETS,
    CONSENTS,
    EFFORT,
    FREE_TEXTS,
    ORIGINS,
    PLACES,
    RECORDS,
    SOURCES,
    TIES,
    AssetMap,
    Shown,
    can_group,
    find_categories,
    leave_out_people,
)

TABLES = (
    (ASSETS, Asset),
    (PLACES, Place),
    (TIES, Tie),
    (SOURCES, Source),
    (CONSENTS, Consent),
    (EFFORT, Effort),
    (ORIGINS, Origin),
)


@pytest.mark.parametrize(("spec", "record"), TABLES)
def test_a_record_has_the_fields_of_its_table(spec, record) -> None:
    assert set(record.model_fields) == {spec.index, *spec.names}


@pytest.mark.parametrize("spec", [spec for spec, _ in TABLES])
def test_no_heading_means_two_columns(spec) -> None:
    heads = [head for column in spec.columns for head in column.headers]
    assert sorted(heads) == sorted(set(heads))


def test_nothing_is_shown_that_was_not_decided_on() -> None:
    hidden = {column.name for column in ASSETS.columns if column.shown is Shown.NOBODY}
    assert hidden == {
        "aliases", "identifiers", "head", "hands", "heart", "since_earliest", "since_latest",
        "until_earliest", "until_latest", "first_seen", "sensitive_location",
        "location_unanswered", "public_venue",
    }  # fmt: skip


def test_every_text_that_people_write_and_others_see_is_searched_for_names() -> None:
    assert set(FREE_TEXTS) == {
        "name", "themes", "sector", "programmes", "offers", "wants", "description", "website",
        "address", "postcode", "cost", "accessible", "languages", "open_to", "opening_hours",
    }  # fmt: skip


def test_what_is_about_one_asset_sorts_none() -> None:
    assert not any(map(can_group, ("name", "email", "aliases", "identifiers", "verified_on")))
    assert all(map(can_group, ("kind", "themes", "sector", "programmes", "What it costs")))
    assets = pd.DataFrame({"email": ["a@example.org"], "themes": [("music",)]})
    with pytest.raises(TableError, match=r"'email', which is about single assets. Known: themes"):
        find_categories(assets, "email")


def make(**columns: object) -> AssetMap:
    return AssetMap.from_frames(
        assets=pd.DataFrame({"name": ["Choir"], "kind": ["association"], **columns}, index=["c"])
    )


def test_an_identifier_says_whose_it_is() -> None:
    known = ("uprn:100030000001", "GB-CHC-1164883", "GB-SC-SC003558", "osm:way/123")
    assert make(identifiers=[known]).assets["identifiers"]["c"] == known
    with pytest.raises(TableError, match=r"identifiers: '1164883' does not say whose number"):
        make(identifiers=[("GB-CHC-1164883", "1164883")])


@pytest.mark.parametrize(
    "days",
    [
        {"since_earliest": "2020-01-02", "since_latest": "2020-01-01"},
        {"until_earliest": "2020-01-02", "until_latest": "2020-01-01"},
        {"since_earliest": "2020-01-02", "until_latest": "2020-01-01"},
    ],
)
def test_nothing_ends_before_it_begins(days: dict[str, str]) -> None:
    with pytest.raises(TableError, match="is before"):
        make(**{name: [day] for name, day in days.items()})
    with pytest.raises(ValueError, match="ends before it begins"):
        Asset(asset_id="c", name="Choir", kind="association", **days)


def test_a_span_may_be_open_on_either_side() -> None:
    m = make(since_latest=["2022-12-31"], until_earliest=["2020-01-01"])
    assert m.assets["since_earliest"].isna().all()
    assert m.assets["since_latest"]["c"] == pd.Timestamp("2022-12-31")


PLACE = gpd.GeoDataFrame(
    {"name": ["Mill End"]}, index=["mill"], geometry=[box(0, 0, 9, 9)], crs="EPSG:27700"
)


def with_origins(rows: dict[str, list[object]]) -> AssetMap:
    frame = pd.DataFrame(rows, index=[f"o{at}" for at in range(len(rows["people"]))])
    assets = pd.DataFrame({"name": ["Asha"], "kind": ["individual"]}, index=["asha"])
    return AssetMap.from_frames(assets=assets, places=PLACE, origins=frame)


def test_origins_are_kept_with_columns_of_their_own() -> None:
    m = with_origins(
        {"people": [120, 80], "geometry": [Point(1, 1), Point(2, 2)], "over_65": [9, 8]}
    )
    assert m.origins["people"].tolist() == [120.0, 80.0]
    assert m.origins["over_65"].tolist() == [9, 8]
    assert m.origins.crs == m.crs
    assert m.with_tables(assets=m.assets).origins.equals(m.origins)
    record = Origin(origin_id="o0", people=120, geometry="POINT (1 1)")
    again = AssetMap.from_records(assets=[], origins=[record], crs="EPSG:27700")
    assert again.origins.geometry["o0"] == Point(1, 1)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({"people": [1], "geometry": [box(0, 0, 1, 1)]}, "is not a point"),
        ({"people": [1], "geometry": [None]}, "neither a point nor a place"),
        ({"people": [None], "place_id": ["mill"]}, "people: is empty"),
        ({"people": [-1], "place_id": ["mill"]}, "not a number from 0"),
        ({"people": [1], "place_id": ["nowhere"]}, "there is no place 'nowhere'"),
        ({"people": [1], "place_id": ["mill"], "sources": [("s9",)]}, "no source 's9'"),
    ],
)
def test_an_origin_that_cannot_be_counted_is_refused(rows, says: str) -> None:
    with pytest.raises(TableError, match=says):
        with_origins(rows)


def with_records(**records: object) -> AssetMap:
    assets = pd.DataFrame(
        {"name": ["Asha", "Choir"], "kind": ["individual", "association"]}, index=["asha", "choir"]
    )
    return AssetMap.from_frames(assets=assets, places=PLACE, records=records)


def test_records_are_completed_kept_and_lent() -> None:
    grants = pd.DataFrame({"amount": [500], "recipient_id": ["choir"], "note": ["x"]}, index=["g"])
    m = with_records(grants=grants)
    kept = m.records["grants"]
    assert (kept["amount"]["g"], kept["currency"]["g"], kept["note"]["g"]) == (500.0, "GBP", "x")
    assert kept.index.name == "grant_id"
    kept.loc["g", "amount"] = 0
    assert m.records["grants"]["amount"]["g"] == 500.0
    assert m.with_tables(ties=m.ties).records["grants"].equals(m.records["grants"])


@pytest.mark.parametrize(
    ("records", "says"),
    [
        ({"grant": pd.DataFrame({"amount": [5]})}, "'grant'.*grants"),
        ({"grants": [5]}, "this is a list, not a frame"),
        ({"grants": pd.DataFrame({"recipient_id": ["choir"]})}, "no column 'amount'"),
        ({"grants": pd.DataFrame({"amount": [-5]})}, "not a number from 0"),
        ({"grants": pd.DataFrame({"amount": [5], "recipient_id": ["chior"]})}, "no asset 'chior'"),
        ({"conversations": pd.DataFrame({"listener_ids": [("ash",)]})}, "no asset 'ash'"),
        ({"conversations": pd.DataFrame({"place_id": ["hill"]})}, "no place 'hill'"),
        ({"heard": pd.DataFrame({"conversation_id": ["c1"]})}, "no conversation 'c1'"),
        (
            {"value": pd.DataFrame({"outcome": ["x"], "deadweight": [1.2]})},
            "not a number from 0 to 1",
        ),
        (
            {"ripple_links": pd.DataFrame({"cause_id": ["r1"], "effect_id": ["r2"]})},
            "no ripple 'r1'",
        ),
        ({"theories": pd.DataFrame({"statement": ["x"], "replaces_id": ["t"]})}, "no theory 't'"),
    ],
)
def test_records_that_say_nothing_true_are_refused(records, says: str) -> None:
    with pytest.raises(TableError, match=says):
        with_records(**records)


def test_records_may_name_each_other() -> None:
    heard = pd.DataFrame({"conversation_id": ["c1"], "asset_ids": [("choir",)]}, index=["h1"])
    held = pd.DataFrame({"held_on": ["2026-03-01"], "place_id": ["mill"]}, index=["c1"])
    assert set(with_records(heard=heard, conversations=held).records) == {"conversations", "heard"}


def test_nobody_is_left_in_the_records_of_a_map_without_people() -> None:
    held = pd.DataFrame({"listener_ids": [("asha",)]}, index=["c1"])
    assert leave_out_people(with_records(conversations=held)).records == {}


def test_every_table_of_records_has_ids_of_its_own() -> None:
    assert len({spec.index for spec in RECORDS.values()}) == len(RECORDS)
    for name, spec in RECORDS.items():
        assert spec.name == name
        known = {"assets", "places", "sources", *RECORDS}
        assert {column.refers_to for column in spec.columns} - {None} <= known
