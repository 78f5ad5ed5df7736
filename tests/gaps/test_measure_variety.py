"""How varied places are: Hill numbers by hand, by brute force, and what is missing by name."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import Point, box

from assetmap.errors import ReachError, TableError
from assetmap.gaps.measure_variety import evenness, hill_numbers, measure_variety
from assetmap.space import Reach
from assetmap.tables import AssetMap
from tests.examples import on

COLUMNS = ["assets", "hill_0", "hill_1", "hill_2", "evenness", "missing_categories", "says"]
KINDS = ("association", "culture", "exchange", "individual", "institution", "space")
AS_OF = dt.date(2026, 6, 1)
FEW = on(16)  # maps take long to make


def map_of(kinds: list[str], **columns: object) -> AssetMap:
    """One place, Mill End, and Hill Top without anything; confirmed this year."""
    assets = pd.DataFrame(
        {"name": "An asset", "kind": kinds, "place_id": "mill", "verified_on": "2026-01-01"}
        | columns,
        index=[f"a{at}" for at in range(len(kinds))],
    )
    places = pd.DataFrame({"name": ["Mill End", "Hill Top"]}, index=["mill", "hill"])
    return AssetMap.from_frames(assets=assets, places=places, as_of=AS_OF)


@pytest.fixture
def toy() -> AssetMap:
    """Six, two, one and one: the toy whose Hill numbers are printed in many places."""
    return map_of(["space"] * 6 + ["association"] * 2 + ["culture", "exchange"])


def test_the_toy_to_the_printed_digits(toy):
    row = measure_variety(toy).loc["mill"]
    assert row["assets"] == 10
    numbers = row[["hill_0", "hill_1", "hill_2", "evenness"]].tolist()
    assert [f"{number:.6f}" for number in numbers] == [
        "4.000000", "2.971004", "2.380952", "0.607727",
    ]  # fmt: skip
    assert row["missing_categories"] == ("individual", "institution")
    assert row["says"] == (
        "Mill End: 10 assets of 4 of the 6 kinds; none yet: individual, institution."
    )


def test_promise_5_a_place_with_nothing_is_zero(toy):
    row = measure_variety(toy).loc["hill"]
    assert row[COLUMNS[:5]].tolist() == [0, 0.0, 0.0, 0.0, 0.0]
    assert row["missing_categories"] == KINDS
    assert row["says"] == (
        "Hill Top: nothing here is on the map yet, so ask who knows of something."
    )


def test_the_index_is_that_of_the_smallest_places(toy):
    variety = measure_variety(toy)
    assert variety.index.tolist() == ["hill", "mill"]
    assert variety.index.name == "place_id"
    assert variety.columns.tolist() == COLUMNS
    assert variety.dtypes.astype(str).tolist() == ["int64", *["float64"] * 4, "object", "str"]
    places = toy.places.assign(parent_id=[None, "mill"])
    town = AssetMap.from_frames(assets=toy.assets, places=places, as_of=AS_OF)
    assert measure_variety(town).index.tolist() == ["hill"]


def test_an_empty_map_gives_the_same_columns(empty_village, toy):
    empty = measure_variety(empty_village)
    assert len(empty) == 0
    assert empty.dtypes.astype(str).tolist() == measure_variety(toy).dtypes.astype(str).tolist()
    assert len(measure_variety(empty_village, by="themes", within_min=5)) == 0


def test_closed_and_sensitive_assets_never_count():
    m = map_of(
        ["space", "culture", "exchange"],
        status=["active", "closed", "active"],
        sensitive_location=[False, False, True],
    )
    row = measure_variety(m).loc["mill"]
    assert (row["assets"], row["hill_0"]) == (1, 1.0)
    assert {"culture", "exchange"} <= set(row["missing_categories"])


def test_an_asset_counts_in_each_of_its_words_and_once_as_an_asset():
    m = map_of(["space"] * 3, themes=[("song", "dance"), ("song",), ()])
    row = measure_variety(m, by="themes").loc["mill"]
    assert (row["assets"], row["hill_0"], row["missing_categories"]) == (3, 2.0, ())
    assert row["hill_2"] == pytest.approx(1 / ((2 / 3) ** 2 + (1 / 3) ** 2))
    assert row["says"] == (
        "Mill End: 3 assets of 2 of the 2 themes. 1 of the 3 was recorded without themes."
    )


def test_no_category_at_all():
    row = measure_variety(map_of(["space"]), by="themes").loc["mill"]
    assert (row["assets"], row["hill_0"], row["evenness"], row["missing_categories"]) == (
        1,
        0.0,
        0.0,
        (),
    )
    assert row["says"] == "Mill End: 1 asset. It was recorded without themes."


def test_one_category_is_not_even():
    row = measure_variety(map_of(["space"] * 2, themes=[("song",)] * 2), by="themes").loc["mill"]
    assert (row["hill_1"], row["evenness"]) == (1.0, 0.0)


def test_old_and_unconfirmed_records_are_said():
    m = map_of(["space"] * 2, verified_on=["2020-01-01", None])
    assert measure_variety(m)["says"]["mill"].endswith(
        " 1 of the 2 was last confirmed over two years ago."
        " 1 of the 2 was recorded without a date of confirmation."
    )


def test_active_elsewhere_counts_there_too_but_once():
    m = map_of(["space", "exchange"], active_in=[("hill", "mill"), ()])
    assert measure_variety(m)["assets"].to_dict() == {"hill": 1, "mill": 2}


def test_in_the_place_and_within_reach(village):
    inside = measure_variety(village)
    assert inside["assets"].to_dict() == {"hill": 0, "isle": 0, "mill": 2}  # the choir and Asha
    near = measure_variety(village, within_min=8.125)
    assert near["assets"].to_dict() == {"hill": 0, "isle": 0, "mill": 3}  # 500 m to the hall
    far = measure_variety(village, within_min=15)
    assert far["assets"].to_dict() == {"hill": 1, "isle": 0, "mill": 3}
    assert far["says"]["isle"].startswith("The Isle: nothing within a 15 minute walk is on the map")
    assert far["says"]["mill"].startswith("Mill End: 3 assets within a 15 minute walk of 3 of the")


def test_a_travel_table_of_your_own(village):
    table = pd.DataFrame({"from_id": ["isle"], "to_id": ["hall"], "minutes": [1.0]})
    reach = Reach.from_frame(table, origins=village.places.index)
    variety = measure_variety(village, within_min=1, reach=reach)
    assert variety["assets"].to_dict() == {"hill": 0, "isle": 1, "mill": 0}
    assert variety["says"]["isle"].startswith("The Isle: 1 asset within 1 minute of 1 of the 6")
    with pytest.raises(ReachError, match="without `within_min`"):
        measure_variety(village, reach=reach)


def test_a_long_list_is_cut_in_the_sentence_alone():
    m = map_of(["space"], themes=[()])
    other = map_of(["space"] * 9, themes=[(f"t{at}",) for at in range(9)], place_id="hill")
    assets = pd.concat([m.assets, other.assets.set_axis([f"b{at}" for at in range(9)])])
    both = AssetMap.from_frames(assets=assets, places=m.places, as_of=AS_OF)
    row = measure_variety(both, by="themes").loc["mill"]
    assert len(row["missing_categories"]) == 9
    assert "none yet: t0, t1, t2, t3, t4, t5 and 3 more." in row["says"]


def test_unknown_column_and_too_many_cases(toy, monkeypatch):
    with pytest.raises(TableError, match="Did you mean 'themes'"):
        measure_variety(toy, by="themess")
    monkeypatch.setattr("assetmap.tables.categories.MOST_CASES", 11)
    with pytest.raises(TableError, match="12 cases"):
        measure_variety(toy)


def test_inputs_and_row_order_do_not_matter(village):
    before = village.assets.copy(), village.places.copy()
    first = measure_variety(village, within_min=15)
    assert_frame_equal(village.assets, before[0])
    assert_frame_equal(village.places, before[1])
    turned = AssetMap.from_frames(
        assets=village.assets.iloc[::-1], places=village.places.iloc[::-1], as_of=AS_OF
    )
    assert_frame_equal(measure_variety(turned, within_min=15), first)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=7), st.integers(2, 5))
def test_hill_numbers_of_any_counts(counts, times):
    (h0,), (h1,), (h2,) = hill_numbers([counts])
    total = sum(counts)
    shares = [count / total for count in counts if count]
    assert h0 == len(shares)
    if not shares:
        assert (h1, h2) == (0.0, 0.0)
        return
    assert h1 == pytest.approx(math.prod(share**-share for share in shares))
    assert h2 == pytest.approx(1 / sum(share**2 for share in shares))
    assert h0 + 1e-9 >= h1 >= h2 - 1e-9
    assert 0 <= evenness(np.array([h1]), len(counts))[0] <= 1 + 1e-12
    # Doubling: several such places with nothing in common are as many times as varied.
    copies = np.kron(np.eye(times), counts).ravel()
    assert [h[0] for h in hill_numbers([copies])] == pytest.approx(
        [times * h for h in (h0, h1, h2)]
    )


@FEW
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.sampled_from(KINDS), st.sampled_from(["active", "closed"]),
            st.booleans(),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_counts_as_by_hand(rows):
    places = gpd.GeoDataFrame(
        {"name": ["P0", "P1", "P2"]},
        index=["p0", "p1", "p2"],
        geometry=[box(100 * at, 0, 100 * at + 50, 50) for at in range(3)],
        crs="EPSG:27700",
    )
    assets = gpd.GeoDataFrame(
        {
            "name": "An asset",
            "kind": [row[1] for row in rows],
            "status": [row[2] for row in rows],
            "place_id": [f"p{row[0]}" if row[3] and row[0] < 3 else None for row in rows],
        },
        index=[f"a{at}" for at in range(len(rows))],
        geometry=[None if row[3] else Point(100 * row[0] + 25, 25) for row in rows],
        crs="EPSG:27700",
    )
    variety = measure_variety(AssetMap.from_frames(assets=assets, places=places, as_of=AS_OF))
    for at in range(3):
        here = Counter(row[1] for row in rows if row[0] == at and row[2] == "active")
        row = variety.loc[f"p{at}"]
        assert (row["assets"], row["hill_0"]) == (here.total(), len(here))
        assert row["missing_categories"] == tuple(kind for kind in KINDS if kind not in here)
