"""One row a category, worked out by hand; streets behind a gap against the gap itself."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from assetmap.errors import TableError
from assetmap.gaps import find_gaps, find_short_origins, summarise_gaps
from assetmap.publish import select_public
from assetmap.space import Reach
from assetmap.tables import AssetMap

CRS = "EPSG:27700"


def gaps_of(*rows: tuple) -> pd.DataFrame:
    names = ["place_id", "place_name", "category", "reason", "people_short", "strength_ids"]
    return pd.DataFrame(rows, columns=names)


def test_people_and_places_are_added_up_by_category() -> None:
    summary = summarise_gaps(
        gaps_of(
            ("a", "Ash", "food", "over-asked", 100.0, ("x", "y")),
            ("b", "Beck", "food", "none in reach", 300.0, ("y",)),
            ("c", "Cote", "food", "none in reach", np.nan, ()),
            ("a", "Ash", "song", "none in reach", 900.0, ()),
            ("d", "Dale", "dance", "unconnected", 0.0, ("z",)),
            (None, None, "chess", "not located", np.nan, ()),
        )
    )
    assert summary["category"].tolist() == ["song", "food", "chess", "dance"]
    food = summary.iloc[1]
    assert (food["people_short"], food["places"], food["reason"]) == (400.0, 3, "none in reach")
    assert (food["worst_place_id"], food["strength_ids"]) == ("b", ("y", "x"))
    assert summary["says"].tolist() == [
        "song: 900 people short in 1 place, Ash; none in reach.",
        "food: 400 people short in 3 places, the most in Beck (300); in 1 of them nobody has "
        "counted people; mostly none in reach.",
        "chess: most on the map have no location, so nobody can tell who is short.",
        "dance: unconnected in 1 place.",
    ]
    assert np.isnan(summary["people_short"][2])


def test_nothing_short_gives_the_same_columns() -> None:
    full = summarise_gaps(gaps_of(("a", "Ash", "food", "over-asked", 100.0, ())))
    empty = summarise_gaps(gaps_of().astype({"people_short": float}))
    assert len(empty) == 0
    assert empty.dtypes.astype(str).to_dict() == full.dtypes.astype(str).to_dict()
    with pytest.raises(TableError, match="reason, people_short, strength_ids missing"):
        summarise_gaps(pd.DataFrame({"place_id": [], "place_name": [], "category": []}))


@pytest.fixture
def valley() -> AssetMap:
    """Two places with three homes each, a hall in the first; the other says nothing of people."""
    homes = gpd.GeoDataFrame(
        {"people": [4.0, 8.0, 88.0, 50.0, 30.0, 20.0]},
        index=list("abcdef"),
        geometry=[Point(x, 500) for x in (100, 160, 1900, 2100, 2600, 3900)],
        crs=CRS,
    )
    return AssetMap.from_frames(
        assets=gpd.GeoDataFrame(
            {"name": ["Hall"], "kind": ["space"]}, index=["hall"], geometry=[Point(1800, 500)],
            crs=CRS,
        ),
        places=gpd.GeoDataFrame(
            {"name": ["West", "East"], "population": [100.0, None]}, index=["w", "e"],
            geometry=[box(0, 0, 2000, 1000), box(2000, 0, 4000, 1000)], crs=CRS,
        ),
        origins=homes,
    )  # fmt: skip


def test_the_streets_behind_a_gap_add_up_to_it(valley: AssetMap) -> None:
    short = find_short_origins(valley, category="space")  # 923 m on foot
    assert short["origin_id"].tolist() == ["f", "b", "a"]
    assert short["people_short"].tolist() == [20.0, 8.0, 4.0]
    assert short["nearest_m"].tolist() == [2100.0, 1640.0, 1700.0]
    assert short["nearest_min"].tolist() == pytest.approx([34.125, 26.65, 27.625])
    gaps = find_gaps(valley, categories=["space"], min_share=0.01)
    by_place = short.groupby("place_id")["people_short"].sum()
    assert gaps.set_index("place_id")["people_short"].to_dict() == by_place.to_dict()
    assert not find_short_origins(valley, category="space", within_min=60).size
    nothing = find_short_origins(valley, category="culture")
    assert (len(nothing), nothing["nearest_id"].isna().all()) == (6, True)


def test_streets_are_found_by_a_table_of_journeys(valley: AssetMap) -> None:
    table = pd.DataFrame({"from_id": ["a", "f"], "to_id": ["hall", "hall"], "minutes": [9.0, 20.0]})
    reach = Reach.from_frame(table, origins=list("abcdef"))
    short = find_short_origins(valley, category="space", reach=reach)
    assert short["origin_id"].tolist() == ["c", "d", "e", "f", "b"]
    assert short.set_index("origin_id")["nearest_min"]["f"] == 20.0
    assert short["nearest_m"].isna().all()


def test_the_public_sees_no_household(valley: AssetMap) -> None:
    public = select_public(valley)
    assert public.origins["people"].tolist() == [50.0, 30.0, 20.0, 12.0, 88.0]  # East, West
    assert public.places["population"].tolist() == [100.0, 100.0]  # the sum of its origins
    short = find_short_origins(public, category="space", individuals=False)
    assert short["people_short"].tolist() == [20.0, 12.0]
    middle = short.geometry[1]  # of 4 people at 100 m and 8 at 160 m
    assert (middle.x, middle.y) == (140.0, 500.0)
