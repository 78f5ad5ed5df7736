"""Is everything else kept when a map is edited, and is what goes along said?"""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

import assetmap as am
from assetmap.errors import TableError
from assetmap.tables import AssetMap
from assetmap.tables.equality import frames_of, is_same_frame


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return am.read_example("market_town")


@pytest.fixture
def small() -> AssetMap:
    """Two records of one hall, two people, and everything that can name them."""
    assets = gpd.GeoDataFrame(
        {
            "name": ["Mill Hall", "The Mill", "Ann", "Ben"],
            "kind": ["space", "space", "individual", "individual"],
            "aliases": [("Hall",), ("Old Mill", "Hall"), (), ()],
            "themes": [("music",), ("food", "music"), (), ()],
            "cost": ["free", "£5", None, None],
            "address": [None, "1 Mill Lane", None, None],
            "verified_on": ["2026-01-01", "2026-03-01", None, None],
            "first_seen": ["2025-05-05", "2024-04-04", None, None],
            "public_venue": [True, False, False, False],
            "precision": ["none", "exact", "none", "none"],
            "sources": [("survey",), ("list",), ("survey",), ("survey",)],
            "ward": ["North", "South", None, None],
        },
        geometry=[None, Point(458300, 304500), None, None],
        index=["hall", "mill", "ann", "ben"],
        crs="EPSG:27700",
    )
    return AssetMap.from_frames(
        assets=assets,
        ties=pd.DataFrame(
            {
                "source": ["ann", "ben", "mill", "ann"],
                "target": ["mill", "hall", "hall", "ben"],
                "kind": ["uses", "runs", "partners_with", "knows"],
                "sources": [("survey",)] * 4,
            },
            index=["t1", "t2", "t3", "t4"],
        ),
        sources=pd.DataFrame({"name": ["Survey", "List"]}, index=["survey", "list"]),
        consents=pd.DataFrame(
            {"asset_id": ["ann", "ben"], "purpose": "store", "given_on": "2026-01-01"},
            index=["c1", "c2"],
        ),
        records={
            "conversations": pd.DataFrame({"listener_ids": [("ann", "ben")]}, index=["talk"]),
            "grants": pd.DataFrame(
                {"amount": [500.0], "recipient_id": ["mill"], "funder_id": ["ann"]}, index=["g1"]
            ),
        },
        as_of=dt.date(2026, 6, 1),
        title="Mill End",
        synonyms={"repair": ("mend",)},
    )


def test_one_record_is_changed_and_everything_else_is_kept(town: AssetMap) -> None:
    """The case of a practitioner who rebuilt a map by hand: 880 ties and 180 consents went."""
    before = frames_of(town)
    assets = town.assets
    assets.loc[assets.index[0], "name"] = "Changed"
    edited = am.replace_tables(town, assets=assets)
    after = frames_of(edited)
    assert len(after["ties"]) == 880
    assert len(after["consents"]) == 180
    assert [n for n in before if not is_same_frame(before[n], after[n])] == ["assets"]
    assert edited.report.edits[["what", "table", "row_id", "column"]].values.tolist() == [
        ["changed", "assets", town.assets.index[0], "name"]
    ]
    assert not edited.equals(town)
    undone = am.replace_tables(edited, assets=town.assets)
    assert all(is_same_frame(frame, before[name]) for name, frame in frames_of(undone).items())
    assert undone.report.edits["edit"].tolist() == [1, 2]


def test_replacing_nothing_is_no_edit(town: AssetMap) -> None:
    for same in (am.replace_tables(town), am.replace_tables(town, ties=town.ties)):
        assert same.equals(town)
        assert same.report.edits.empty


def test_equality_is_of_everything_that_a_map_holds(small: AssetMap) -> None:
    def again(**other: object) -> AssetMap:
        kept = {name: getattr(small, name) for name in ("title", "as_of", "crs", "synonyms")}
        tables = {**frames_of(small), **other}
        records = {name: tables.pop(name) for name in ("conversations", "grants")}
        settings = {**kept, **{name: tables.pop(name) for name in [*tables] if name in kept}}
        return AssetMap.from_frames(records=records, **tables, **settings)  # type: ignore[arg-type]

    assert again().equals(small)
    assert not again(title="Mill").equals(small)
    assert not again(as_of=dt.date(2026, 6, 2)).equals(small)
    assert not again(synonyms={}).equals(small)
    assert not again(ties=small.ties.iloc[::-1]).equals(small)
    assert not again(sources=small.sources.assign(how="")).equals(small)
    assert not again(grants=small.records["grants"].assign(amount=1.0)).equals(small)
    moved = small.assets
    moved.loc["mill", "geometry"] = Point(458300.00000000006, 304500)
    assert not again(assets=moved).equals(small)
    assert not small.equals("a map")


def test_what_cannot_be_without_an_asset_goes_with_it(small: AssetMap) -> None:
    edited = am.remove_assets(small, ["ann"])
    assert edited.assets.index.tolist() == ["hall", "mill", "ben"]
    assert edited.ties.index.tolist() == ["t2", "t3"]
    assert edited.consents.index.tolist() == ["c2"]
    assert edited.records["conversations"].loc["talk", "listener_ids"] == ("ben",)
    assert edited.records["grants"].isna().loc["g1", "funder_id"]
    assert edited.records["grants"].loc["g1", "recipient_id"] == "mill"
    assert edited.title == "Mill End"
    assert edited.synonyms == {"repair": ("mend",)}
    assert edited.report.edits["says"].unique().tolist() == [
        "Removed: 1 asset, 2 ties and 1 consent. "
        "Changed: 1 row of conversations and 1 row of grants."
    ]
    assert "Ann" not in edited.report.edits.to_csv()


def test_removing_says_all_that_is_not_there(small: AssetMap) -> None:
    with pytest.raises(TableError) as error:
        am.remove_assets(small, ["ann", "bem", "nobody at all"])
    assert [problem.code for problem in error.value.problems] == ["unknown_asset"] * 2
    assert "'ben'" in error.value.problems[0].remedy
    assert am.remove_assets(small, []) is small


def test_every_person_of_the_town_can_be_forgotten(town: AssetMap) -> None:
    people = town.assets.index[town.assets["kind"] == "individual"]
    edited = am.remove_assets(town, people)
    theirs = town.ties["source"].isin(people) | town.ties["target"].isin(people)
    assert len(edited.assets) == len(town.assets) - len(people)
    assert len(edited.ties) == int((~theirs).sum())
    assert edited.consents.empty
    assert len(edited.effort) == len(town.effort)


def test_two_records_become_one(small: AssetMap) -> None:
    edited = am.merge_assets(small, "hall", "mill")
    hall = edited.assets.loc["hall"]
    assert edited.assets.index.tolist() == ["hall", "ann", "ben"]
    assert hall["name"] == "Mill Hall"
    assert hall["aliases"] == ("Hall", "The Mill", "Old Mill")
    assert hall["themes"] == ("music", "food")
    assert hall["sources"] == ("survey", "list")
    assert hall["cost"] == "free"
    assert hall["address"] == "1 Mill Lane"
    assert (hall["geometry"], hall["precision"]) == (Point(458300, 304500), "exact")
    assert hall["verified_on"] == pd.Timestamp("2026-03-01")
    assert hall["first_seen"] == pd.Timestamp("2024-04-04")
    assert not hall["public_venue"]
    assert hall["ward"] == "North"
    assert edited.ties.loc["t1", "target"] == "hall"
    assert edited.ties.index.tolist() == ["t1", "t2", "t4"]  # t3 would be of the hall to itself
    assert edited.records["grants"].loc["g1", "recipient_id"] == "hall"
    told = edited.report.edits
    other = told[told["what"] == "disagrees"].set_index("column")["value"].to_dict()
    assert other == {
        "cost": "£5", "ward": "South", "verified_on": "2026-01-01", "first_seen": "2025-05-05",
        "public_venue": "True",
    }  # fmt: skip


def test_a_person_and_a_hall_never_become_one(small: AssetMap) -> None:
    with pytest.raises(TableError) as error:
        am.merge_assets(small, "hall", ["ann", "hall"])
    assert sorted(problem.code for problem in error.value.problems) == ["other_kind", "same_asset"]


def test_a_secret_location_stays_secret_when_records_become_one() -> None:
    m = AssetMap.from_frames(
        assets=pd.DataFrame(
            {"name": ["Hope House", "Hope"], "kind": "space", "sensitive_location": [False, True]},
            index=["a", "b"],
        )
    )
    assert am.merge_assets(m, "a", "b").assets.loc["a", "sensitive_location"]


def test_consents_follow_the_person(small: AssetMap) -> None:
    edited = am.merge_assets(small, "ann", "ben")
    assert edited.consents["asset_id"].tolist() == ["ann", "ann"]
    assert edited.records["conversations"].loc["talk", "listener_ids"] == ("ann",)
    assert edited.ties["source"].tolist() == ["ann", "ann", "mill"]


def test_a_new_record_of_a_refuge_is_asked_about(small: AssetMap) -> None:
    edited = am.add_assets(small, pd.DataFrame(
        {"name": ["Hope refuge", "Safe house"], "kind": "space",
         "sensitive_location": [None, False]}, index=["hope", "safe"],
    ))  # fmt: skip
    asked = edited.assets.loc[["hope", "safe"], ["sensitive_location", "location_unanswered"]]
    assert asked.to_numpy().tolist() == [[True, True], [False, False]]
    assert is_same_frame(edited.assets.iloc[:4], small.assets)
    assert edited.crs == small.crs


def test_what_is_wrong_with_new_assets_is_said_of_them_all(small: AssetMap) -> None:
    with pytest.raises(TableError) as error:
        am.add_assets(small, [
            {"asset_id": "hall", "name": "Hall", "kind": "space"},
            {"asset_id": "new", "name": "New", "kind": "spce"},
        ])  # fmt: skip
    assert {problem.code for problem in error.value.problems} == {"duplicate_id", "unknown_word"}


def test_added_ties_are_told(small: AssetMap) -> None:
    after = am.add_ties(small, [{"source": "ben", "target": "ann"}])
    assert after.report.edits[["what", "table", "row_id", "says"]].to_numpy().tolist() == [
        ["added", "ties", "added-1", "Added: 1 tie and 1 source."],
        ["added", "sources", "unstated", "Added: 1 tie and 1 source."],
    ]
