"""What do suggested hosts tell a reader about people, and about places that are kept secret?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from assetmap.publish import admit, name_assets, protect_sites, publish
from assetmap.tables import AssetMap

Usual = Callable[..., AssetMap]
Agree = Callable[..., list[dict[str, Any]]]


def suggest(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Make the frame of `suggest_sites`; a row without a host is a place out of reach."""
    blank: dict[str, Any] = {
        "host_id": None, "host_name": None, "place_id": "west", "category": "lunch",
        "people": 100.0,
        "weighted_people": 50.0, "share": 0.5, "mean_min": np.nan, "reached_place_ids": ("east",),
        "tied_ids": (), "method": "greedy", "bound": 1.0, "of_people": False,
        "says": "counts 3 people",
        "geometry": Point(999, 999),
    }  # fmt: skip
    frame = pd.DataFrame([blank | row for row in rows], columns=list(blank))
    sites = gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:27700")
    sites.attrs["by"] = "themes"
    return sites


def public(m: AssetMap, sites: pd.DataFrame) -> pd.DataFrame:
    return protect_sites(m, sites=sites, admission=admit(m, audience="public")).frame


def test_only_hosts_that_may_be_pointed_to_are_suggested(usual: Usual, agreeing: Agree) -> None:
    m = usual(agreeing("asha", "publish_name", "publish_place"))
    sites = suggest(*({"host_id": host} for host in ("hall", "refuge", "asha", "closed")))
    safe = protect_sites(m, sites=sites, admission=admit(m, audience="public"))
    assert safe.frame["host_id"].tolist() == ["hall"]
    assert safe.withheld == {"hosts that cannot be pointed to": 3}
    team = protect_sites(m, sites=sites, admission=admit(m, audience="team"))
    assert team.frame["host_id"].tolist() == ["hall", "refuge", "asha"]
    assert team.frame["says"].tolist() == ["counts 3 people"] * 3


def test_who_is_tied_to_a_host_names_no_person_to_the_public(usual: Usual, agreeing: Agree) -> None:
    m = usual(agreeing("asha", "publish_name", "publish_place", "publish_role"))
    sites = suggest({"host_id": "hall", "tied_ids": ("asha", "ben", "choir", "closed", "refuge")})
    assert public(m, sites)["tied_ids"].tolist() == [("choir",)]
    team = protect_sites(m, sites=sites, admission=admit(m, audience="team")).frame
    assert team["tied_ids"].tolist() == [("asha", "ben", "choir", "refuge")]
    assert sites["tied_ids"].tolist() == [("asha", "ben", "choir", "closed", "refuge")]


def test_a_host_is_where_the_page_shows_it(usual: Usual) -> None:
    m = usual()
    safe = public(m, suggest({"host_id": None, "geometry": Point(5, 5)}, {"host_id": "hall"}))
    assert [shape.wkt for shape in safe.geometry] == ["POINT (5 5)", "POINT (200 500)"]
    assert safe["says"].isna().all()


def test_small_numbers_take_the_shares_that_tell_them_along(usual: Usual) -> None:
    rows = [{"host_id": "hall", "people": people, "share": share}
            for people, share in ((12.0, 0.4137), (3.0, 0.5), (14.0, 1.0))]  # fmt: skip
    safe = public(usual(), suggest({"host_id": None, "people": 0.0, "share": 0.0}, *rows))
    assert safe["people"].tolist()[:2] == [0.0, 10.0]
    assert np.isnan(safe["people"].iloc[2])
    assert safe["people"].iloc[3] == 15.0
    assert safe["share"].tolist()[:2] == [0.0, 0.41]
    assert safe["share"].isna().tolist() == [False, False, True, True]
    assert safe["weighted_people"].isna().all()  # beside people it would tell what weighs them


@given(people=st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_nothing_shown_tells_a_small_number(usual: Usual, people: list[int]) -> None:
    """Two lists that differ only in one small number, and its total, look alike."""
    m = usual()

    def shown(counts: list[int]) -> str:
        total = 1_000.0
        shares = np.cumsum(counts) / total
        rows = [{"host_id": "hall", "people": float(count), "share": float(share),
                 "weighted_people": count * 0.5}
                for count, share in zip(counts, shares, strict=True)]  # fmt: skip
        return str(public(m, suggest(*rows)).drop(columns="geometry").to_json())

    as_they_are = shown(people)
    for at, count in enumerate(people):
        if 0 < count < 10:
            other = [*people[:at], 10 - count, *people[at + 1 :]]
            assert shown(other) == as_they_are


def test_hosts_for_a_word_are_the_same_whoever_has_it(usual: Usual) -> None:
    """Leaving out what only hidden records have would tell that they have it."""
    themes = {"choir": {"name": "Choir", "kind": "association", "themes": ("music",)},
              "closed": {"name": "Old Club", "kind": "association", "status": "closed",
                         "themes": ("pigeons",)}}  # fmt: skip
    m = usual(assets=themes)
    sites = suggest(*({"host_id": "hall"} for _ in range(4)))
    sites["category"] = ["music", "falconry", "pigeons", "lunch"]  # falconry is Asha's own
    assert public(m, sites)["category"].tolist() == ["music", "falconry", "pigeons", "lunch"]
    counted = protect_sites(
        m, sites=sites.assign(of_people=True), admission=admit(m, audience="public")
    )
    reason = "hosts for words, for which people were counted (individuals=False counts nobody)"
    assert (counted.frame.empty, counted.withheld) == (True, {reason: 4})
    undeclared = sites.drop(columns="of_people")  # fails closed
    assert public(m, undeclared).empty
    team = protect_sites(m, sites=undeclared, admission=admit(m, audience="team"))
    assert len(team.frame) == 4


def test_a_publication_has_row_numbers_for_ids(usual: Usual) -> None:
    m = usual()
    sites = suggest({"host_id": None, "place_id": "east", "reached_place_ids": ()},
                    {"host_id": "hall", "reached_place_ids": ("east", "west"),
                    "tied_ids": ("choir", "asha")},
                    {"host_id": "refuge"})  # fmt: skip
    told = publish(m, sites=sites)
    assert told.sites is not None
    names = told.assets["name"]
    assert told.sites["asset"].isna().tolist() == [True, False]
    assert names[told.sites["asset"].iloc[1]] == "Mill Hall"
    assert told.sites["place"].tolist() == [2, 1]
    assert told.sites["reaches"].tolist() == [(), (2, 1)]
    assert [names[k] for k in told.sites["tied"].iloc[1]] == ["Choir"]
    assert told.manifest.withheld["hosts that cannot be pointed to"] == 1
    assert publish(m).sites is None


@pytest.mark.parametrize("audience", ["public", "team"])
def test_no_suggestion_is_a_frame_all_the_same(usual: Usual, audience: str) -> None:
    m = usual()
    safe = protect_sites(m, sites=suggest().head(0), admission=admit(m, audience=audience))
    assert (safe.frame.empty, safe.withheld) == (True, {})
    told = publish(m, sites=suggest().head(0), audience=audience).sites
    assert told is not None
    assert told.empty


def test_a_table_of_hosts_that_leaves_the_team_holds_names_for_ids(usual: Usual) -> None:
    m = usual()
    admission = admit(m, audience="public")
    sites = suggest({"host_id": "hall", "host_name": "Mill Hall", "tied_ids": ("choir", "ben")})
    named = name_assets(protect_sites(m, sites=sites, admission=admission).frame,
                        admission=admission)  # fmt: skip
    assert "host_id" not in named
    assert named["host_name"].tolist() == ["Mill Hall"]
    assert named["tied_names"].tolist() == [("Choir",)]


def test_hosts_by_what_was_asked_of_single_assets_stay_in_the_team(usual: Usual) -> None:
    m, sites = usual(), suggest({"host_id": "hall"}, {"host_id": "refuge"})
    assert public(m, sites)["host_id"].tolist() == ["hall"]
    sites.attrs["where"] = "cost: free"
    safe = protect_sites(m, sites=sites, admission=admit(m, audience="public"))
    assert safe.frame.empty
    reason = "hosts where assets of some sort alone are counted (where=)"
    assert safe.withheld == {reason: 2}
    team = protect_sites(m, sites=sites, admission=admit(m, audience="team"))
    assert team.frame["host_id"].tolist() == ["hall", "refuge"]
