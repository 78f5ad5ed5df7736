"""Which places reach too little: worked by hand on a village of three places."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import MultiPoint, Point

from assetmap.errors import ReachError, TableError
from assetmap.gaps import find_gaps
from assetmap.space import Reach
from assetmap.tables import AssetMap

COLUMNS = [
    "place_id", "place_name", "category", "reason", "people_short", "share_short", "reached",
    "inside", "nearest_id", "nearest_m", "nearest_min", "access", "depth", "people",
    "weighted_people", "weighted_people_short", "confidence", "strength_ids", "old_share",
    "is_one_point", "at_border", "of_people", "says", "geometry",
]  # fmt: skip
DTYPES = [
    "str", "str", "str", "str", "float64", "float64", "int64",
    "int64", "str", "float64", "float64", "float64", "float64", "float64",
    "float64", "float64", "str", "object", "float64",
    "bool", "bool", "bool", "str", "geometry",
]  # fmt: skip
ONE_POINT = " Measured from one point in it."
AT_EDGE = " The edge of the map is within reach; beyond it there may be more."


def row_of(gaps: pd.DataFrame, place_id: str, category: str) -> pd.Series:
    rows = gaps[(gaps["place_id"] == place_id) & (gaps["category"] == category)]
    assert len(rows) == 1
    return rows.iloc[0]


def has_gap(gaps: pd.DataFrame, place_id: str, category: str) -> bool:
    return bool(((gaps["place_id"] == place_id) & (gaps["category"] == category)).any())


def changed(m: AssetMap, assets: pd.DataFrame | None = None, places=None) -> AssetMap:
    return AssetMap.from_frames(
        assets=m.assets if assets is None else assets,
        places=m.places if places is None else places,
        as_of=m.as_of,
    )


def test_three_four_five(village):
    gaps = find_gaps(village, within_min=8.125)  # 500 m * 1.3 / 80 m a minute
    assert not has_gap(gaps, "mill", "space")
    gaps = find_gaps(village, within_min=8.12)
    row = row_of(gaps, "mill", "space")
    assert row["reason"] == "none in reach"
    assert (row["nearest_id"], row["nearest_m"], row["nearest_min"]) == ("hall", 500.0, 8.125)
    assert row["reached"] == 0


def test_columns_types_and_reference_system(village):
    gaps = find_gaps(village)
    assert gaps.columns.tolist() == COLUMNS
    assert gaps.dtypes.astype(str).tolist() == DTYPES
    assert isinstance(gaps.index, pd.RangeIndex)
    assert gaps.crs == village.crs
    assert gaps.geometry.iloc[-1].equals(village.places.geometry[gaps["place_id"].iloc[-1]])


def test_an_empty_map_gives_the_same_columns(village, empty_village):
    empty = find_gaps(empty_village)
    assert len(empty) == 0
    assert empty.columns.tolist() == COLUMNS
    assert empty.dtypes.astype(str).tolist() == DTYPES
    served = find_gaps(village, by="themes", within_min=1e6)
    assert len(served) == 0
    assert served.dtypes.astype(str).tolist() == DTYPES
    assert len(find_gaps(empty_village, by="themes")) == 0


def test_promise_5_zero_never_disappears(village, empty_village):
    gaps = find_gaps(village)
    assert set(gaps["place_id"]) == {"mill", "hill", "isle"}
    assert (gaps["reached"] == 0).all()
    as_many = changed(village, places=village.places.assign(population=200.0, need=0.5))
    equals = find_gaps(as_many)
    assert equals["place_id"].head(6).tolist() == ["isle"] * 6  # reaches nothing: first of equals
    nobody_counted = changed(village, places=village.places.assign(population=np.nan))
    assert find_gaps(nobody_counted)["place_id"].head(6).tolist() == ["isle"] * 6
    assert row_of(gaps, "isle", "culture")["reason"] == "not mapped yet"
    assert row_of(gaps, "isle", "space")["reason"] == "none in reach"
    nobody_asked = changed(village, assets=village.assets.iloc[:0])
    unmapped = find_gaps(nobody_asked)
    assert len(unmapped) == 3 * 6
    assert set(unmapped["reason"]) == {"not mapped yet"}
    assert unmapped["nearest_m"].isna().all()


def test_most_people_short_come_first_and_those_not_counted_before_nobody(village):
    gaps = find_gaps(village)
    order = gaps.drop_duplicates("place_id")["place_id"].tolist()
    assert order == ["mill", "hill", "isle"]  # 1000 * 0.5; 500 * 0.9; 200, their need not known
    mill = gaps[gaps["place_id"] == "mill"]
    assert mill["category"].tolist() == ["culture", "institution", "exchange"]
    assert mill["nearest_m"].isna().tolist() == [True, True, False]
    places = village.places.assign(need=[0.5, None, None], population=[0.0, 10.0, None])
    order = find_gaps(changed(village, places=places)).drop_duplicates("place_id")["place_id"]
    assert order.tolist() == ["hill", "isle", "mill"]


def test_people_are_counted_and_weighted(village):
    gaps = find_gaps(village).drop_duplicates("place_id").set_index("place_id")
    assert gaps["people"].to_dict() == {"isle": 200.0, "mill": 1000.0, "hill": 500.0}
    assert gaps["weighted_people"].fillna(-1).to_dict() == {
        "isle": -1.0, "mill": 500.0, "hill": 450.0,
    }  # fmt: skip


def test_people_count_where_they_live(village):
    assert not has_gap(find_gaps(village), "mill", "individual")
    row = row_of(find_gaps(village), "hill", "individual")
    assert (row["nearest_id"], row["nearest_m"]) == ("asha", 6000.0)


def test_closed_assets_do_not_count(village):
    only_closed = village.assets.assign(status=["active", "active", "closed", "closed", "active"])
    gaps = find_gaps(changed(village, assets=only_closed))
    row = row_of(gaps, "hill", "exchange")
    assert row["reason"] == "none in reach"
    assert pd.isna(row["nearest_id"])
    assert row["says"] == (
        "Hill Top: nothing within a 15 minute walk is on the map yet; no exchange; those on the "
        "map are closed or kept private." + AT_EDGE + ONE_POINT
    )


def test_a_sensitive_location_decides_nothing(village):
    refuge = village.assets.assign(sensitive_location=[False, False, True, True, False])
    gaps = find_gaps(changed(village, assets=refuge))

    named = set(gaps["nearest_id"].dropna()) | {i for ids in gaps["strength_ids"] for i in ids}
    assert named.isdisjoint(village.assets.index[2:4])
    assert row_of(gaps, "hill", "exchange")["reason"] == "none in reach"


def test_fewer_than_wanted(village):
    gaps = find_gaps(village, at_least=2)
    row = row_of(gaps, "hill", "exchange")
    assert row["reason"] == "too few in reach"
    assert (row["reached"], row["nearest_id"], row["nearest_m"]) == (1, "shop", 600.0)
    assert row["strength_ids"] == ()
    assert row["says"] == (
        "Hill Top: 1 asset within a 15 minute walk; exchange: 1 of the 2 looked for; the nearest "
        "is 600 m away." + AT_EDGE + ONE_POINT + " It was last confirmed over two years ago."
    )
    tiers = gaps.groupby("place_id")["reached"]  # whose people are all short alike
    assert tiers.apply(lambda reached: reached.is_monotonic_increasing).all()


def test_strengths_are_others_within_reach_that_can_help(village):
    gaps = find_gaps(village, at_least=2)
    assert row_of(gaps, "mill", "culture")["strength_ids"] == ("choir", "hall", "asha")
    assert row_of(gaps, "mill", "space")["strength_ids"] == ("choir", "asha")
    assert row_of(gaps, "mill", "association")["strength_ids"] == ("hall", "asha")
    assert row_of(gaps, "isle", "space")["strength_ids"] == ()
    themes = find_gaps(village, by="themes", at_least=3)
    assert row_of(themes, "mill", "dance")["strength_ids"] == ("choir",)
    assert row_of(themes, "mill", "lunch")["strength_ids"] == ("choir", "asha")


def test_strengths_are_five_at_most(village):
    groups = gpd.GeoDataFrame(
        {"name": "Group", "kind": ["space"] * 4 + ["culture"] * 4},
        index=[f"g{i}" for i in range(8)],
        geometry=[Point(10 * i, 0) for i in range(8)],
        crs=village.crs,
    )
    gaps = find_gaps(changed(village, assets=groups), at_least=9)
    assert row_of(gaps, "mill", "exchange")["strength_ids"] == ("g0", "g1", "g2", "g3", "g4")
    assert row_of(gaps, "mill", "space")["strength_ids"] == ("g4", "g5", "g6", "g7")


def test_old_share_and_what_is_not_known(village):
    gaps = find_gaps(village)
    assert row_of(gaps, "hill", "space")["old_share"] == 1.0
    assert row_of(gaps, "mill", "culture")["old_share"] == 0.0
    assert np.isnan(row_of(gaps, "isle", "space")["old_share"])
    assert row_of(gaps, "mill", "exchange")["says"] == (
        "Mill End: 3 assets within a 15 minute walk, among them 1 space and 1 association; no "
        "exchange; the nearest is 6.6 km away." + AT_EDGE + ONE_POINT + " 1 of the 3 was recorded "
        "without a date of confirmation. 1 of the 3 was located only by the middle of a place."
    )


def test_assets_without_a_location_are_said(village):
    lost = village.assets
    lost.loc["choir", "geometry"] = None
    gaps = find_gaps(changed(village, assets=lost))
    rows = gaps[gaps["category"] == "association"]  # one row, not one for each place
    assert (len(rows), rows["place_id"].isna().all()) == (1, True)
    assert rows["reason"].tolist() == ["not located"]
    assert rows["people_short"].isna().all()
    assert rows["says"].tolist() == [
        "association: the only one on the map has no location, so nobody can tell who reaches "
        "one. Give each a postcode, a point or a place."
    ]
    lost.loc["bakery", "status"] = "active"
    lost.loc["bakery", "geometry"] = None
    gaps = find_gaps(changed(village, assets=lost))
    says = row_of(gaps, "mill", "exchange")["says"]
    assert "the nearest is 6.6 km away (1 more without a location)." in says


def test_by_themes_counts_an_asset_under_each(village):
    gaps = find_gaps(village, by="themes")
    assert set(gaps["category"]) == {"dance", "lunch", "song"}
    assert not has_gap(gaps, "mill", "lunch")
    assert not has_gap(gaps, "hill", "lunch")
    row = row_of(gaps, "hill", "song")
    assert row["nearest_id"] == "choir"
    assert "; nothing about song; the nearest is 6.0 km away." in row["says"]


def test_by_any_column(village):
    tagged = village.assets.assign(funder=["A", "B", None, "A", " "])
    gaps = find_gaps(changed(village, assets=tagged), by="funder")
    assert set(gaps["category"]) == {"A", "B"}
    assert "; nothing with funder B; " in row_of(gaps, "hill", "B")["says"]
    assert "It was recorded without funder." in row_of(gaps, "hill", "B")["says"]


def test_a_wrong_column_suggests_the_near_one(village):
    with pytest.raises(TableError, match="Did you mean 'themes'"):
        find_gaps(village, by="themess")
    with pytest.raises(TableError, match="no column 'geometry'"):
        find_gaps(village, by="geometry")
    with pytest.raises(TableError, match=r"Known: accessible, cost, hands, head, .*kind, "):
        find_gaps(village, by="xyzzy")


def test_impossible_questions(village):
    with pytest.raises(ValueError, match="every place reaches that"):
        find_gaps(village, at_least=0)
    with pytest.raises(ReachError, match="`within_min` is -1"):
        find_gaps(village, within_min=-1)


def test_only_the_smallest_places_are_asked_about(village):
    places = village.places.assign(parent_id=["hill", None, None])
    gaps = find_gaps(changed(village, places=places))
    assert set(gaps["place_id"]) == {"mill", "isle"}


def test_places_without_a_boundary_reach_what_is_stated_to_be_in_them():
    m = AssetMap.from_frames(
        assets=pd.DataFrame(
            {
                "name": ["Asha", "Choir", "Hall"],
                "kind": ["individual", "association", "space"],
                "place_id": ["mill", "mill", None],
            },
            index=["asha", "choir", "hall"],
        )
    )
    gaps = find_gaps(m)
    assert gaps["category"].tolist() == ["culture", "exchange", "institution", "space"]
    assert gaps["reason"].tolist() == ["not mapped yet"] * 3 + ["not located"]
    row = row_of(gaps, "mill", "exchange")
    assert row["says"].startswith(
        "mill: 2 assets within a 15 minute walk, among them 1 association; no exchange on the map "
        "anywhere yet, so ask who knows of one." + ONE_POINT + " All 2 were recorded"
    )
    assert row["strength_ids"] == ("choir", "asha")
    assert m.crs is None
    fewer = row_of(find_gaps(m, at_least=2), "mill", "association")
    assert (fewer["reached"], fewer["reason"]) == (1, "too few in reach")


def test_a_van_counts_at_its_nearest_stop(village):
    van = gpd.GeoDataFrame(
        {"name": ["Library van"], "kind": ["institution"]},
        index=["van"],
        geometry=[MultiPoint([(0, 100), (6000, 700), (5000, 5000)])],
        crs=village.crs,
    )
    gaps = find_gaps(changed(village, assets=pd.concat([village.assets, van])))
    assert not has_gap(gaps, "mill", "institution")
    assert not has_gap(gaps, "hill", "institution")
    assert row_of(gaps, "isle", "institution")["nearest_m"] == pytest.approx(np.hypot(5000, 85_000))


def test_a_travel_table_in_minutes_replaces_straight_lines(village):
    table = pd.DataFrame(
        {
            "from_id": ["mill", "mill", "mill", "hill"],
            "to_id": ["hall", "shop", "bakery", "hall"],
            "minutes": [15.0, 40.2, 1.0, 90.0],
        }
    )
    gaps = find_gaps(village, reach=Reach.from_frame(table))
    assert not has_gap(gaps, "mill", "space")
    row = row_of(gaps, "mill", "exchange")
    assert (row["nearest_id"], row["nearest_min"]) == ("shop", 40.2)
    assert np.isnan(row["nearest_m"])
    assert row["says"].startswith(
        "Mill End: 1 asset within 15 minutes, among them 1 space; no exchange; the nearest is 41 "
        "minutes away."
    )
    row = row_of(gaps, "isle", "space")
    assert row["says"].endswith(
        "; no space; the ways that were measured lead to no other." + ONE_POINT
    )
    assert not gaps["at_border"].any()  # how far minutes by table lead, nobody knows


def test_a_travel_table_in_metres_is_walked_along_streets(village):
    table = pd.DataFrame(
        {"from_id": ["mill", "hill"], "to_id": ["hall", "hall"], "metres": [1200.0, 1201.0]}
    )
    gaps = find_gaps(village, reach=Reach.from_frame(table))  # 15 min * 80 m
    assert not has_gap(gaps, "mill", "space")
    row = row_of(gaps, "hill", "space")
    assert (row["nearest_m"], row["nearest_min"]) == (1201.0, 1201.0 / 80)
    straight = Reach.from_straight_lines(village, within_m=2000)
    same = find_gaps(village, reach=straight)
    expected = find_gaps(village)
    keys = ["place_id", "category", "reason", "reached", "strength_ids"]
    keep = ["place_id", "category"]
    assert_frame_equal(
        pd.DataFrame(same[keys]).sort_values(keep, ignore_index=True),
        pd.DataFrame(expected[keys]).sort_values(keep, ignore_index=True),
    )


def test_a_reach_that_does_not_fit_is_refused(village):
    table = pd.DataFrame({"from_id": ["mil"], "to_id": ["hal"], "minutes": [5]})
    with pytest.raises(ReachError, match="place 'mil', asset 'hal' are not on this one"):
        find_gaps(village, reach=Reach.from_frame(table))
    near = Reach.from_straight_lines(village, within_min=10)
    with pytest.raises(ReachError, match="measured up to 10 min"):
        find_gaps(village, reach=near)


def test_larger_places_in_a_travel_table_are_passed_over(village):
    places = village.places.assign(parent_id=["hill", None, None])
    table = pd.DataFrame({"from_id": ["hill", "mill"], "to_id": "hall", "minutes": [5.0, 6.0]})
    gaps = find_gaps(changed(village, places=places), reach=Reach.from_frame(table))
    assert "hill" not in set(gaps["place_id"])
    assert not has_gap(gaps, "mill", "space")
