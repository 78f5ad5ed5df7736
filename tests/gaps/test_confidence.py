"""Confidence means knowledge: it never rises as knowledge falls, nor by a word about a district."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from assetmap.gaps import find_gaps
from assetmap.tables import AssetMap
from tests.examples import on

TODAY = dt.date(2026, 6, 1)
RANK = {"low": 0, "medium": 1, "high": 2}
WARDS = ["A", "B", "C"]
PLACES = gpd.GeoDataFrame(
    {
        "name": ["District", *WARDS],
        "parent_id": [None, "D", "D", "D"],
        "population": [np.nan, 2000, 2000, 2000],
    },
    index=["D", *WARDS],
    geometry=[
        box(0, 0, 15000, 5000),
        *(box(5000 * at, 0, 5000 * (at + 1), 5000) for at in range(3)),
    ],
    crs=27700,
)
"""Three wards five kilometres wide: nobody reaches another on foot."""


def make_map(effort: pd.DataFrame | None, *, places=PLACES, verified: object = "2026-01-01"):
    assets = gpd.GeoDataFrame(
        {"name": ["Choir", "Bowls", "Hall"], "kind": ["association", "association", "space"],
         "verified_on": verified},
        index=["c", "b", "h"],
        geometry=[Point(12500, 2500), Point(7500, 2500), Point(2500, 2500)], crs=27700,
    )  # fmt: skip
    return AssetMap.from_frames(assets=assets, places=places, as_of=TODAY, effort=effort)


def asked(place: str, conversations: int, *, on: object = TODAY) -> pd.DataFrame:
    return pd.DataFrame(
        {"place_id": [place], "kind": [None], "conversations": [conversations], "on": [on]}
    )


def find(m: AssetMap, place: str, category: str) -> tuple[str, str]:
    found = find_gaps(m).set_index(["place_id", "category"])
    return tuple(found.loc[(place, category), ["reason", "confidence"]])


def test_a_word_about_a_district_is_next_to_nothing_about_each_of_its_wards() -> None:
    for effort in (asked("D", 1), pd.DataFrame({"place_id": ["D"], "lists_checked": [1]})):
        found = find_gaps(make_map(effort))
        assert set(found["confidence"]) == {"low"}
        assert set(found.loc[found["reason"] != "unconnected", "reason"]) == {"not mapped yet"}


def test_inherited_effort_never_makes_it_high() -> None:
    """Thirty in the district are ten a ward: enough to know, but nobody says where they were."""
    assert find(make_map(asked("D", 30)), "A", "association") == ("none in reach", "medium")
    assert find(make_map(asked("A", 10)), "A", "association") == ("none in reach", "high")


def test_nothing_known_is_low() -> None:
    """Nothing is reached, and nobody ever confirmed what is nearest."""
    bare = make_map(None, verified=["2026-01-01", None, "2026-01-01"])
    # A reaches the hall, which is fresh; nearest is the bowls club, which nobody confirmed.
    assert find(bare, "A", "association") == ("none in reach", "medium")
    no_hall = AssetMap.from_frames(
        assets=bare.assets.drop(index="h").drop(columns="sources"), places=PLACES, as_of=TODAY
    )
    assert find(no_hall, "A", "association") == ("none in reach", "low")


def test_effort_counts_by_head_of_the_area() -> None:
    assert find(make_map(asked("A", 2)), "A", "association") == ("none in reach", "high")
    assert find(make_map(asked("A", 1)), "A", "association") == ("none in reach", "medium")
    city = PLACES.assign(population=[np.nan, 20_000, 2000, 2000])
    assert find(make_map(asked("A", 2), places=city), "A", "association")[1] == "medium"
    unknown = PLACES.assign(population=np.nan)
    assert find(make_map(asked("A", 4), places=unknown), "A", "association")[1] == "medium"
    assert find(make_map(asked("A", 5), places=unknown), "A", "association")[1] == "high"


def test_a_place_asked_beside_one_never_asked_is_half_known() -> None:
    """Small wards: everybody in A walks into B, where nobody was ever asked."""
    small = PLACES.set_geometry(
        [box(0, 0, 1500, 500), *(box(500 * at, 0, 500 * (at + 1), 500) for at in range(3))]
    )
    far = gpd.GeoDataFrame(
        {"name": ["Choir"], "kind": ["association"], "verified_on": ["2026-01-01"]},
        index=["c"], geometry=[Point(90_000, 250)], crs=27700,
    )  # fmt: skip

    def reason(effort: pd.DataFrame) -> str:
        m = AssetMap.from_frames(assets=far, places=small, as_of=TODAY, effort=effort)
        return find(m, "A", "association")[0]

    assert reason(asked("A", 1)) == "not mapped yet"
    assert (
        reason(pd.concat([asked("A", 1), asked("B", 1), asked("C", 1)], ignore_index=True))
        == "none in reach"
    )


def test_old_effort_and_the_record_that_decides() -> None:
    assert find(make_map(asked("A", 9, on="2020-01-01")), "A", "association")[1] == "medium"
    nearest_old = make_map(asked("A", 9), verified=["2026-01-01", "2019-01-01", "2026-01-01"])
    assert find(nearest_old, "A", "association") == ("none in reach", "medium")


EFFORT = st.lists(
    st.tuples(
        st.sampled_from(["D", *WARDS]), st.integers(1, 6),
        st.sampled_from(["2026-05-01", "2025-01-01", "2020-01-01"]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip
DAYS = st.lists(
    st.sampled_from(["2026-01-01", "2025-01-01", "2020-01-01", None]), min_size=3, max_size=3
)


@on(60)
@given(EFFORT, DAYS, st.data())
def test_confidence_never_rises_as_knowledge_falls(effort, days, data) -> None:
    """Effort is lost, gets old or is known of the district alone; records get old, too."""
    which = data.draw(st.integers(0, len(effort) - 1))
    place, conversations, on_day = effort[which]

    def put(*row):
        return [*effort[:which], row, *effort[which + 1 :]]

    falls = [
        (put(place, 0, on_day), days),
        (put(place, conversations, "2020-01-01"), days),
        (put("D", conversations, on_day), days),
        (put(place, conversations - 1, on_day), days),
        (effort, [None, *days[1:]]),
        (effort, [days[0], "2020-01-01" if days[1] else None, days[2]]),
        (effort, [*days[:2], None]),
    ]
    fallen = data.draw(st.sampled_from(falls))
    before, after = (
        find_gaps(
            make_map(
                pd.DataFrame(rows, columns=["place_id", "conversations", "on"]), verified=verified
            )
        ).set_index(["place_id", "category"])["confidence"].map(RANK)
        for rows, verified in ((effort, days), fallen)
    )  # fmt: skip
    both = before.index.intersection(after.index)
    if fallen[0] == put("D", conversations, on_day):
        both = [key for key in both if key[0] == place]  # other wards have a part of it now
    assert (after[both] <= before[both]).all()
