"""Is a group that may be at somebody's home shown where it tells of no home, and nowhere else?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from shapely import Point

import assetmap as am
from assetmap.publish import admit, count_moved, protect_gaps, protect_sites, publish, select_public
from assetmap.tables import AssetMap

Town = Callable[..., AssetMap]
MIDDLE_OF_WEST = Point(500, 500)
HOME, HALL = Point(321, 654), Point(200, 500)


def group(kind: str, **more: Any) -> dict[str, Any]:
    """A group at an address in West, of which nobody has said that it is a public venue."""
    return {"name": "Toolshare", "kind": kind, "place_id": "west", "geometry": HOME,
            "address": "9 Elm Close", "postcode": "ZZ1 9ZZ", "precision": "exact",
            "sources": ("list",), **more}  # fmt: skip


def make(town: Town, row: dict[str, Any], *, is_open: bool = False, **others: Any) -> AssetMap:
    """A town of one group and a hall where it may meet."""
    hall = {"name": "Hall", "kind": "space", "place_id": "west", "geometry": HALL,
            "precision": "exact", "public_venue": False}  # fmt: skip
    rows = {"group": {"public_venue": False, **row}, "hall": {**hall, **others.pop("hall", {})}}
    sources = {"list": {"name": "A list", "public_venue": is_open}}
    return town(rows, sources=sources, **others)


def shown(m: AssetMap, audience: str = "public") -> pd.Series[Any]:
    assets = publish(m, audience=audience).assets
    return assets.set_index("name").loc["Toolshare"]


@pytest.mark.parametrize("kind", ["association", "exchange", "culture"])
def test_what_may_be_a_home_is_shown_in_the_middle_of_its_place(town: Town, kind: str) -> None:
    m = make(town, group(kind))
    public = shown(m)
    assert public["geometry"].equals(MIDDLE_OF_WEST)
    assert public["precision"] == "place"
    assert public[["address", "postcode"]].isna().all()
    assert publish(m).manifest.blanked == {
        "groups shown where they meet or in the middle of their place, not at their address": 1
    }


@pytest.mark.parametrize("kind", ["space", "institution"])
def test_what_is_built_for_the_public_stays_where_it_is(town: Town, kind: str) -> None:
    public = shown(make(town, group(kind)))
    assert public["geometry"].equals(HOME)
    assert public["address"] == "9 Elm Close"


@pytest.mark.parametrize("says", ["row", "source"])
def test_a_public_venue_is_shown_where_it_is(town: Town, says: str) -> None:
    row = group("culture", public_venue=says == "row")
    public = shown(make(town, row, is_open=says == "source"))
    assert public["geometry"].equals(HOME)
    assert public["precision"] == "exact"
    assert (public["address"], public["postcode"]) == ("9 Elm Close", "ZZ1 9ZZ")


def test_a_group_is_shown_in_the_hall_where_it_meets(town: Town) -> None:
    public = shown(make(town, group("association"), ties=[("group", "hall", "meets_at")]))
    assert public["geometry"].equals(HALL)
    assert public["precision"] == "exact"  # it meets there
    assert pd.isna(public["address"])


@pytest.mark.parametrize(
    "hall",
    [{"sensitive_location": True}, {"status": "closed"}, {"geometry": None},
     {"kind": "association"}],
)  # fmt: skip
def test_a_space_that_cannot_be_pointed_to_tells_nothing(town: Town, hall: dict[str, Any]) -> None:
    m = make(town, group("association"), hall=hall, ties=[("group", "hall", "meets_at")])
    assert shown(m)["geometry"].equals(MIDDLE_OF_WEST)


def test_without_a_stated_place_it_is_in_the_middle_of_the_one_it_is_in(town: Town) -> None:
    assert shown(make(town, group("association", place_id=None)))["geometry"].equals(MIDDLE_OF_WEST)


def test_outside_of_every_place_it_is_listed_without_a_location(town: Town) -> None:
    row = group("association", place_id=None, geometry=Point(9000, 9000))
    public = shown(make(town, row))
    assert public["geometry"] is None
    assert public["precision"] == "none"


def test_a_refuge_that_meets_in_a_hall_is_not_shown_there(town: Town) -> None:
    row = group("association", sensitive_location=True, name="Toolshare")
    public = shown(make(town, row, ties=[("group", "hall", "meets_at")]))
    assert public["geometry"] is None
    assert publish(make(town, row)).manifest.blanked == {"assets whose location is kept back": 1}


@pytest.mark.parametrize("audience", ["partners", "team"])
def test_partners_and_the_team_see_the_point(town: Town, audience: str) -> None:
    assert shown(make(town, group("association")), audience)["geometry"].equals(HOME)


def test_it_is_counted_by_source_how_many_were_moved(town: Town) -> None:
    rows = {f"g{at}": group("association", name=f"Group {at}") for at in range(3)}
    rows["g3"] = group("culture", sources=("walk",))
    rows["g4"] = group("exchange", sources=())
    m = town(rows, sources={"list": {"name": "A list"}, "walk": {"name": "A walk"}})
    assert count_moved(m, admit(m, audience="public")) == {
        "A list": 3, "A walk": 1, "Source not stated": 1,
    }  # fmt: skip


def test_no_distance_tells_where_it_is(town: Town) -> None:
    """Three distances to one point are the point; what is asked in public is from where it is."""
    m = make(town, group("culture"))
    admission = admit(m, audience="public")
    exact = am.find_gaps(m, within_min=1, individuals=False)
    told = protect_gaps(m, gaps=exact, admission=admission).frame
    of_group = exact["nearest_id"] == "group"
    assert of_group.sum() == 2  # from West and from East
    assert told.loc[told["category"] == "culture", "nearest_m"].isna().all()
    assert told.loc[told["category"] == "space", "nearest_m"].notna().all()

    public = select_public(m)
    asked = am.find_gaps(public, within_min=1, individuals=False)
    told = protect_gaps(m, gaps=asked, admission=admission).frame
    away = told[told["category"] == "culture"].set_index("place_id")["nearest_m"]
    assert away.to_dict() == {"east": 1000}  # from one middle to the other: West is there
    assert admission.assets.geometry["group"].equals(MIDDLE_OF_WEST)


def test_a_host_that_is_moved_tells_no_way_to_it(town: Town) -> None:
    m = make(town, group("association"))
    m = m.with_tables(places=m.places.assign(population=[200, 100, 100]))
    sites = am.suggest_sites(m, category="culture", among=["association", "space"], n=2)
    sites = sites.assign(mean_min=3.25)
    told = protect_sites(m, sites=sites, admission=admit(m, audience="public")).frame
    way = dict(zip(sites["host_id"].fillna("none"), sites["mean_min"], strict=True))
    assert set(way) & {"group", "hall"}
    for host, minutes in zip(told["host_id"], told["mean_min"], strict=True):
        assert pd.isna(minutes) is (host == "group")
    assert not told.geometry.geom_equals(HOME).any()
