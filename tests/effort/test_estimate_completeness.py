"""Is it said well how much of what is there is on the map, and when that cannot be said?"""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from assetmap.effort._sightings import Namings, Unseen, estimate_unseen
from assetmap.effort.estimate_completeness import estimate_completeness
from assetmap.errors import TableError
from assetmap.tables import AssetMap

KINDS = ["association", "culture", "exchange", "individual", "institution", "space"]
COLUMNS = [
    "place_id", "category", "observed", "estimated", "estimated_low", "estimated_high",
    "coverage", "sources", "says",
]  # fmt: skip
LISTS = pd.DataFrame({"name": list("ABCD")}, index=list("abcd"))
GRID = "EPSG:27700"


def estimate(*, seen: int, once: int, twice: int, total: int, units: float) -> list[float]:
    """Estimate one case: estimated, low, high, coverage."""
    counts = [np.array([count]) for count in (seen, once, twice, total, units)]
    names = ("seen", "once", "twice", "total", "units")
    unseen: Unseen = estimate_unseen(Namings(**dict(zip(names, counts, strict=True))))
    return [float(v[0]) for v in (unseen.estimated, unseen.low, unseen.high, unseen.coverage)]


def groups(*sources: tuple[str, ...], **columns: Any) -> AssetMap:
    """Draw a map of associations in Mill End, each named by these sources."""
    names = [f"g{at}" for at in range(len(sources))]
    table = {"name": names, "kind": "association", "place_id": "mill", "sources": list(sources)}
    assets = pd.DataFrame(table | columns, index=names)
    return AssetMap.from_frames(assets=assets, sources=LISTS)


def associations(m: AssetMap, **options: Any) -> pd.Series[Any]:
    [row] = estimate_completeness(m, **options).query("category == 'association'").iloc
    return row


# SpadeR 0.1.1 ("Chao1-bc") and iNEXT 3 ("SC") print these for plots 1 and 10 of the trees of
# Barro Colorado Island (Condit and others 2002, in R's vegan), from the counts given here.
@pytest.mark.parametrize(
    ("counts", "printed", "coverage"),
    [
        ({"seen": 93, "once": 31, "twice": 18, "total": 448}, [117.419, 103.114, 151.960],
         0.93098288),
        ({"seen": 94, "once": 35, "twice": 16, "total": 483}, [128.928, 109.078, 174.910],
         0.92767343),
    ],
)  # fmt: skip
def test_trees_of_barro_colorado(
    counts: dict[str, int], printed: list[float], coverage: float
) -> None:
    found = estimate(**counts, units=counts["total"])
    assert np.round(found[:3], 3).tolist() == printed
    assert round(found[3], 8) == coverage


# EstimateS, as scikit-bio's tests of chao1 and chao1_ci quote it; it takes T as endless.
@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        ([1, 1, 4, 2, 5, 2, 4, 1, 2], [9.75, 9.07, 17.45]),
        ([2, 2, 4, 5], [4, 4, 4.95]),
        ([1, 1, 4, 5], [5, 4.08, 17.27]),
    ],
)
def test_what_estimates_prints(counts: list[int], printed: list[float]) -> None:
    found = estimate(seen=len(counts), once=counts.count(1), twice=counts.count(2),
                     total=sum(counts), units=math.inf)  # fmt: skip
    assert np.round(found[:3], 2).tolist() == printed
    assert found[3] == pytest.approx(1 - counts.count(1) / sum(counts))  # Good and Turing


def test_three_lists_worked_by_hand() -> None:
    row = associations(groups(("a", "b", "c"), ("a", "b"), ("c",), ("a",)), equally_likely=True)
    # Q1 = 2, Q2 = 1, T = 3, U = 7: 2/3 · 2·1 / (2·2) = 1/3 are missing.
    # Variance: 1/3 + (2/3)² · 2·3² / (4·2²) + (2/3)² · 2²·1·1² / (4·2⁴) = 31/36.
    factor = math.exp(1.959964 * math.sqrt(math.log(1 + (31 / 36) / (1 / 9))))
    assert row["observed"] == 4
    assert row["sources"] == 3
    assert row["estimated"] == pytest.approx(4 + 1 / 3)
    assert row["estimated_low"] == pytest.approx(4 + 1 / 3 / factor)
    assert row["estimated_high"] == pytest.approx(4 + 1 / 3 * factor)
    assert row["coverage"] == pytest.approx(1 - 2 / 7 * (2 * 2) / (2 * 2 + 2 * 1))


def test_without_duplicates_worked_by_hand() -> None:
    # Q1 = 3, Q2 = 0, T = 3, U = 6: 2/3 · 3·2 / 2 = 2 are missing, S = 6.
    row = associations(groups(("a", "b", "c"), ("a",), ("b",), ("c",)), equally_likely=True)
    variance = 2 / 3 * 3 * 2 / 2 + 4 / 9 * 3 * 5**2 / 4 - 4 / 9 * 3**4 / (4 * 6)
    factor = math.exp(1.959964 * math.sqrt(math.log(1 + variance / 4)))
    assert row[["estimated", "estimated_low", "estimated_high"]].tolist() == pytest.approx(
        [6, 4 + 2 / factor, 4 + 2 * factor]
    )
    assert row["coverage"] == pytest.approx(1 - 3 / 6 * (2 * 2) / (2 * 2 + 2))


def test_lists_that_agree_leave_little_to_find() -> None:
    row = associations(groups(*[("a", "b", "c")] * 5), equally_likely=True)
    assert row["estimated"] == row["estimated_low"] == 5
    missed = math.exp(-3)  # what three namings each would miss
    high = 5 / (1 - missed) + 1.959964 * math.sqrt(5 * missed / (1 - missed))
    assert row["estimated_high"] == pytest.approx(high)
    assert row["coverage"] == 1


def test_one_asset_named_once_does_not_make_all_known() -> None:
    m = groups(("a", "b"), ("c",), place_id=["mill", "hill"])
    known = estimate_completeness(m).query("category == 'association'").set_index("place_id")
    assert math.isnan(known.loc["hill", "coverage"])  # c alone looked there
    once = estimate(seen=1, once=1, twice=0, total=1, units=3)
    assert once[0] == 1
    assert once[3] == 0
    assert estimate(seen=4, once=1, twice=0, total=10, units=3)[3] == pytest.approx(0.9)


def test_promise_5_a_place_where_nothing_is_recorded_comes_first() -> None:
    places = pd.DataFrame({"name": ["Mill", "Hill"]}, index=["mill", "hill"])
    m = groups(("a", "b"), ("a",))
    m = AssetMap.from_frames(assets=m.assets, places=places, sources=LISTS)
    known = estimate_completeness(m)
    assert known.columns.tolist() == COLUMNS
    assert len(known) == 2 * len(KINDS)
    assert known["observed"].dtype == np.int64
    assert known["observed"].tolist() == [0] * 11 + [2]
    assert known["place_id"].tolist() == ["hill"] * 6 + ["mill"] * 6
    assert known["category"].tolist()[:6] == KINDS
    assert known["says"][0] == (
        "Hill: nothing of kind association is on the map yet, "
        "and of nothing no estimate can be made."
    )


def test_the_least_known_comes_first() -> None:
    names = [f"g{at}" for at in range(7)]
    assets = pd.DataFrame(
        {
            "name": names,
            "kind": "association",
            "place_id": ["well", "well", "half", "half", "half", "lone", "well"],
            "sources": [("a", "b"), ("a", "b"), ("a", "b"), ("a",), ("b",), ("a",), ("a", "b")],
        },
        index=names,
    )
    known = estimate_completeness(AssetMap.from_frames(assets=assets, sources=LISTS))
    assert known["place_id"].tolist()[-3:] == ["lone", "half", "well"]


@pytest.mark.parametrize(
    ("sources", "why"),
    [
        ([("a",), ("a",)], "only one source is known to have looked for them"),
        ([(), ()], "no source is stated for them"),
        ([("a",), ("b",)], "their sources may be lists of different things, "
                           "since no two name the same one"),
    ],
)  # fmt: skip
def test_it_is_said_plainly_why_no_estimate_can_be_made(
    sources: list[tuple[str, ...]], why: str
) -> None:
    row = associations(groups(*sources))
    assert row["observed"] == 2
    assert row[["estimated", "estimated_low", "estimated_high", "coverage"]].isna().all()
    assert row["says"] == (
        f"mill: 2 assets of kind association on the map; {why}, "
        "so how many are missing cannot be estimated."
    )


def test_no_upper_end_is_given_unless_all_are_equally_likely_to_be_named() -> None:
    m = groups(("a", "b", "c"), ("a", "b"), ("c",), ("a",))
    row, alike = associations(m), associations(m, equally_likely=True)
    assert math.isnan(row["estimated_high"])
    assert row["estimated_low"] == alike["estimated_low"]
    assert "an estimated 4 or more in all; of the next" in row["says"]
    assert "an estimated 4 or more in all (4 to 10); of the next" in alike["says"]


def test_two_sources_are_called_few() -> None:
    assert associations(groups(("a", "b"), ("a",)))["says"] == (
        "mill: 2 assets of kind association on the map, an estimated 2 or more in all; "
        "of the next 100 namings, about 89 would be of those on the map. "
        "Two sources are few: take it as a hint."
    )


def test_an_asset_without_a_source_is_one_that_the_sources_missed() -> None:
    with_one = associations(
        groups(("a", "b", "c"), ("a", "b"), ("c",), ("a",), ()), equally_likely=True
    )
    assert with_one["observed"] == 5
    assert with_one["sources"] == 3
    assert with_one["estimated"] == with_one["estimated_low"] == 5  # the sources alone say 4 1/3
    assert with_one["estimated_high"] == pytest.approx(9.977, abs=0.001)


def test_closed_and_sensitive_assets_never_count() -> None:
    m = groups(("a", "b"), ("a",), ("a", "b"), ("a", "b", "c"),
               status=["active", "active", "closed", "active"],
               sensitive_location=[False, False, False, True])  # fmt: skip
    row = associations(m)
    assert row["observed"] == 2
    assert row["sources"] == 2  # c names only the refuge
    pd.testing.assert_series_equal(row, associations(groups(("a", "b"), ("a",))))


def test_only_sources_that_looked_here_for_such_assets_count() -> None:
    assets = pd.DataFrame(
        {
            "name": ["Choir", "Bowls", "Hall", "Scouts", "Band"],
            "kind": ["association", "association", "space", "association", "association"],
            "place_id": ["mill", "mill", "mill", "hill", "mill"],
            # c names a space here, and an association elsewhere: it looked here, for such.
            # d names a space here and no association anywhere.
            "sources": [("a", "b"), ("a",), ("c", "d"), ("c",), ("b",)],
        },
        index=["choir", "bowls", "hall", "scouts", "band"],
    )
    known = estimate_completeness(AssetMap.from_frames(assets=assets, sources=LISTS))
    known = known.set_index(["place_id", "category"])
    assert known.loc[("mill", "association"), "sources"] == 3
    assert known.loc[("mill", "space"), "sources"] == 2
    assert known.loc[("hill", "association"), "sources"] == 1


@pytest.fixture
def district() -> AssetMap:
    """Two wards of one district: 10 m squares side by side."""
    places = gpd.GeoDataFrame(
        {
            "name": ["Mill", "Hill", "Both"],
            "level": ["ward", "ward", "district"],
            "parent_id": ["both", "both", None],
        },
        index=["mill", "hill", "both"],
        geometry=[box(0, 0, 10, 10), box(10, 0, 20, 10), box(0, 0, 20, 10)],
        crs=GRID,
    )
    assets = gpd.GeoDataFrame(
        {
            "name": list("vwxyz"),
            "kind": "association",
            "place_id": [None, "mill", "both", "both", None],
            "sources": [("a", "b"), ("a",), ("b",), ("a", "b"), ("a", "b")],
        },
        index=list("vwxyz"),
        geometry=[Point(5, 5), None, Point(15, 5), None, Point(99, 99)],
        crs=GRID,
    )
    return AssetMap.from_frames(assets=assets, places=places, sources=LISTS)


def test_places_of_a_level_and_the_whole_map(district: AssetMap) -> None:
    def counts(level: str | None) -> dict[Any, int]:
        known = estimate_completeness(district, level=level).query("category == 'association'")
        return dict(zip(known["place_id"], known["observed"], strict=True))

    # x is stated to be in the district, and its location is in Hill; y has no location.
    assert counts(None) == {"mill": 2, "hill": 1}
    assert counts("ward") == {"mill": 2, "hill": 1}
    assert counts("district") == {"both": 4}
    [whole] = estimate_completeness(district, level="map").query("observed > 0").iloc
    assert pd.isna(whole["place_id"])
    assert whole["observed"] == 5
    assert whole["estimated"] == pytest.approx(5 + 1 / 2 * 2 / (2 * 4))  # Q1 = 2, Q2 = 3
    assert whole["says"].startswith("The whole map: 5 assets of kind association on the map, an ")
    with pytest.raises(TableError, match=r"No place has the level 'wards'. Did you mean 'ward'?"):
        estimate_completeness(district, level="wards")


def test_words_and_other_columns_are_categories() -> None:
    m = groups(("a", "b"), ("a",), themes=[("song", "tea"), ("tea",)], ward=["x", "x"])
    known = estimate_completeness(m, by="themes")
    assert known["category"].tolist() == ["tea", "song"]
    assert known["says"][0].startswith("mill: 2 assets about tea on the map, an estimated")
    assert estimate_completeness(m, by="ward")["says"][0].startswith("mill: 2 assets with ward x")
    with pytest.raises(TableError, match="Assets have no column 'topic' to sort them by"):
        estimate_completeness(m, by="topic")


def test_mentions_are_counted_where_one_campaign_asked_many() -> None:
    said = [1, 1, 4, 2, 5, 2, 4, 1, 2]
    m = groups(*[("a",)] * 10, heard=[*map(str, said), None])
    row = associations(m, mentions="heard")
    # f1 = 3, f2 = 3, n = 22: 21/22 · 3·2 / (2·4) were not mentioned, beside the tenth.
    assert row["sources"] == 22
    assert row["observed"] == 10
    assert row["estimated"] == 10  # 9 + 21/22 · 3/4 is below what is on the map
    assert row["coverage"] == pytest.approx(1 - 3 / 22 * (21 * 3) / (21 * 3 + 2 * 3))
    assert "few" not in row["says"]
    once = associations(groups(("a",), heard=[1]), mentions="heard")
    assert "; they were mentioned less than twice, so how many are" in once["says"]


def test_mentions_that_are_no_counts_are_all_named() -> None:
    m = groups(*[("a",)] * 5, heard=["1", "often", "-1", "1.5", "inf"])
    with pytest.raises(TableError, match="'heard' does not count mentions") as raised:
        estimate_completeness(m, mentions="heard")
    assert [problem.where for problem in raised.value.problems] == [
        f"assets['g{at}'].heard" for at in (1, 2, 3, 4)
    ]
    with pytest.raises(TableError, match=r"no column 'herd' of mentions. Did you mean 'heard'?"):
        estimate_completeness(m, mentions="herd")


def test_a_map_of_nothing(empty_village: AssetMap) -> None:
    known = estimate_completeness(empty_village)
    assert known.columns.tolist() == COLUMNS
    assert known.empty
    assert known.dtypes.astype(str).tolist() == [
        "str", "str", "int64", *["float64"] * 4, "int64", "str",
    ]  # fmt: skip
    whole = estimate_completeness(empty_village, level="map")
    assert whole["observed"].tolist() == [0] * 6


def test_too_many_cases_are_refused_at_once() -> None:
    names = [f"g{at}" for at in range(2_300)]
    columns = {"name": names, "kind": "space", "place_id": names, "sort": names}
    assets = pd.DataFrame(columns, index=names)
    with pytest.raises(TableError, match="2,300 places and 2,300 categories are 5,290,000 cases"):
        estimate_completeness(AssetMap.from_frames(assets=assets), by="sort")


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["mill", "hill", None]),
        st.sampled_from(["space", "association"]),
        st.sets(st.sampled_from("abcd")),
        st.booleans(),
    ),
    max_size=14,
)


def draw(rows: list[Any], order: list[int] | None = None, prefix: str = "") -> AssetMap:
    names = [f"{prefix}r{at}" for at in range(len(rows))]
    assets = pd.DataFrame(
        {
            "name": names,
            "kind": [row[1] for row in rows],
            "place_id": pd.Series([row[0] for row in rows], dtype="str"),
            "sources": [tuple(sorted(row[2])) for row in rows],
            "status": ["closed" if row[3] else "active" for row in rows],
        }
    )
    assets.index = pd.Index(names, dtype="str")
    places = pd.DataFrame({"name": ["Mill", "Hill"]}, index=["mill", "hill"])
    assets = assets if order is None else assets.iloc[order]
    return AssetMap.from_frames(
        assets=assets, places=places, sources=LISTS, as_of=dt.date(2026, 6, 1)
    )


def by_hand(rows: list[Any], place: str, kind: str) -> tuple[int, int, float, float]:
    """Count one case with sets: observed, sources, estimated, coverage."""
    still = [row for row in rows if not row[3]]
    named = [row[2] for row in still if row[:2] == (place, kind)]
    here = set().union(*(row[2] for row in still if row[0] == place))
    of_kind = [row[2] for row in still if row[1] == kind]
    several = len(here & set().union(*of_kind))
    seen = [sources for sources in named if sources]
    nothing = (len(named), several, math.nan, math.nan)
    if not seen or several < 2 or all(len(sources) < 2 for sources in of_kind):
        return nothing
    once, twice = (sum(len(sources) == n for sources in seen) for n in (1, 2))
    missing = (several - 1) / several * once * (once - 1) / (2 * twice + 2)
    one, two = (once, twice) if twice else (once - 1, 1)
    less = (several - 1) * one / ((several - 1) * one + 2 * two) if one > 0 else 1
    coverage = 1 - once / sum(map(len, seen)) * less
    return len(named), several, max(len(seen) + missing, len(named)), coverage


@given(ROWS)
def test_every_case_as_counted_with_sets(rows: list[Any]) -> None:
    known = estimate_completeness(draw(rows), equally_likely=True)
    known = known.set_index(["place_id", "category"])
    for place in ("mill", "hill"):
        for kind in ("space", "association"):
            row = known.loc[(place, kind), ["observed", "sources", "estimated", "coverage"]]
            assert row.tolist() == pytest.approx(by_hand(rows, place, kind), nan_ok=True)
    known = known.dropna(subset=["estimated"])
    assert (known["observed"] <= known["estimated_low"]).all()
    assert (known["estimated_low"] <= known["estimated"] + 1e-9).all()
    assert (known["estimated"] <= known["estimated_high"] + 1e-9).all()
    assert known["coverage"].between(0, 1).all()


@settings(max_examples=15)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_and_the_ids_of_rows_change_nothing(rows: list[Any], random: Any) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = draw(rows, order, prefix="z")
    pd.testing.assert_frame_equal(
        estimate_completeness(draw(rows)), estimate_completeness(shuffled)
    )


@pytest.mark.real
def test_nine_open_data_files_say_that_they_cannot_be_compared() -> None:
    from assetmap.gather import read

    root = Path(__file__).resolve().parents[2]
    data = root.parent / "shared" / "data"
    if not data.is_dir():
        pytest.skip("the open data of the real example is not on this computer")
    m = read(root / "examples" / "leicestershire_rutland_essex" / "project.toml", data_dir=data)
    known = estimate_completeness(m)
    assert len(known) == 433 * 6
    assert known["estimated"].isna().all()  # every record has one source, and no two meet
    assert known["observed"].sum() == len(m.assets)
    [whole] = estimate_completeness(m, level="map").query("category == 'institution'").iloc
    assert "lists of different things, since no two name the same one" in whole["says"]
