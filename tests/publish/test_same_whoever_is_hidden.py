"""Is what the public is told the same, whatever is true of somebody who is not shown?

One hidden person is dropped, given other words, moved, or loses their ties;
every public frame is found anew and compared cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import assetmap as am
from assetmap.gaps import find_gaps, suggest_sites
from assetmap.gather import require_example
from assetmap.links import find_links, find_missing_links
from assetmap.publish import (
    admit,
    name_assets,
    protect_gaps,
    protect_links,
    protect_missing_links,
    protect_sites,
    publish,
    select_public,
)
from assetmap.tables import AssetMap

TOWN = require_example("market_town") / "project.toml"
Usual = Callable[..., AssetMap]
WORDS = {"themes": ("repair", "music", "bird walks"), "offers": ("telescopes", "singing"),
         "wants": ("lifts",)}  # fmt: skip


def without(m: AssetMap, person: str) -> AssetMap:
    ties = m.ties
    is_theirs = (ties["source"] == person) | (ties["target"] == person)
    consents = m.consents[m.consents["asset_id"] != person]
    return m.with_tables(assets=m.assets.drop(person), ties=ties[~is_theirs], consents=consents)


def otherwise(m: AssetMap, person: str) -> Iterator[tuple[str, AssetMap]]:
    """Maps that differ in one person alone."""
    yield "dropped", without(m, person)
    ties = m.ties
    is_theirs = (ties["source"] == person) | (ties["target"] == person)
    yield "without ties", m.with_tables(ties=ties[~is_theirs])
    assets = m.assets
    for column, words in WORDS.items():
        assets.at[person, column] = words
    assets["diagnosis"] = [None if row != person else "repair" for row in assets.index]
    yield "other words", m.with_tables(assets=assets)
    assets = m.assets
    assets.loc[person, "place_id"] = sorted(set(m.places.index) - {assets["place_id"][person]})[0]
    assets.loc[person, "verified_on"] = pd.Timestamp("2001-01-01")
    yield "moved and old", m.with_tables(assets=assets)


def list_public(m: AssetMap) -> dict[str, pd.DataFrame]:
    """Every public table that `assetmap` writes, as it would be written."""
    admission = admit(m, audience="public")
    shown = select_public(m, admission=admission)
    safe = {}
    for by in ("kind", "themes", "offers"):
        found = find_gaps(shown, by=by, within_min=8, individuals=False)
        safe[f"gaps by {by}"] = protect_gaps(shown, gaps=found, admission=admission)
    for category in ("repair", "telescopes"):
        sites = suggest_sites(shown, category=category, by="themes", goal="everyone",
                              within_min=8, individuals=False)  # fmt: skip
        safe[category] = protect_sites(shown, sites=sites, admission=admission)
    for by in ("place", "themes"):
        links = find_links(shown, by=by)
        safe[f"links by {by}"] = protect_links(shown, links=links, admission=admission)
    missing = find_missing_links(shown, individuals=False)
    safe["missing"] = protect_missing_links(shown, missing=missing, admission=admission)
    return {
        name: pd.DataFrame(name_assets(table.frame, admission=admission).drop(columns="geometry"))
        for name, table in safe.items()
    }


def check_equal(m: AssetMap, people: Iterable[str], list_all: Callable[[AssetMap], Any]) -> None:
    before = list_all(m)
    assert any(len(table) for table in before.values())
    for person in people:
        for how, other in otherwise(m, person):
            after = list_all(other)
            for name, table in before.items():
                assert_frame_equal(after[name], table, obj=f"{name}, {person} {how}")


def test_no_table_of_the_small_town_changes(usual: Usual) -> None:
    check_equal(usual(), ("asha", "ben"), list_public)


@cache
def market_town() -> AssetMap:
    return am.read(TOWN)


def find_hidden(m: AssetMap) -> list[str]:
    people = m.assets.index[m.assets["kind"] == "individual"]
    return sorted(people.difference(admit(m, audience="public").assets.index))


def test_no_table_of_the_market_town_changes() -> None:
    m = market_town()
    check_equal(m, find_hidden(m)[:1], list_public)


@pytest.mark.long
def test_no_table_of_the_market_town_changes_for_anybody() -> None:
    m = market_town()
    check_equal(m, find_hidden(m), list_public)


def list_page(m: AssetMap) -> dict[str, pd.DataFrame]:
    """What a page holds of gaps by kind that were found with everybody on the map."""
    page = publish(m, gaps=find_gaps(m, within_min=8))
    assert page.gaps is not None
    return {"gaps": page.gaps, "places": pd.DataFrame(page.places.drop(columns="geometry"))}


def test_gaps_by_kind_on_a_page_do_not_depend_on_who_else_is_there(usual: Usual) -> None:
    check_equal(usual(), ("asha", "ben"), list_page)
    m = market_town()
    check_equal(m, find_hidden(m)[:1], list_page)


def test_people_take_no_room_among_the_strengths(town: Callable[..., AssetMap]) -> None:
    """Seven people are nearer than the shops; five shops are named all the same."""
    rows = {
        f"{kind}{at}": {"name": f"{kind} {at}", "kind": kind, "place_id": "west"}
        for kind, count in (("exchange", 6), ("individual", 7))
        for at in range(count)
    }
    strengths = find_gaps(town(rows), within_min=1).set_index(["place_id", "category"])[
        "strength_ids"
    ]
    listed = strengths["west", "culture"]
    assert [name[:-1] for name in listed] == ["exchange"] * 5 + ["individual"] * 5
    nobody = find_gaps(town({k: v for k, v in rows.items() if k[0] == "e"}), within_min=1)
    assert (
        nobody.set_index(["place_id", "category"])["strength_ids"]["west", "culture"] == listed[:5]
    )


def test_how_sure_a_gap_is_does_not_depend_on_people(town: Callable[..., AssetMap]) -> None:
    hall = {"hall": {"name": "Hall", "kind": "space", "place_id": "west",
                     "verified_on": "2026-05-01"}}  # fmt: skip
    old = {f"p{at}": {"name": "P", "kind": "individual", "place_id": "west",
                      "verified_on": "2010-01-01"} for at in range(3)}  # fmt: skip
    for rows in (hall, hall | old):
        gaps = find_gaps(town(rows | {"far": {"name": "F", "kind": "culture"}}), within_min=1)
        row = gaps[(gaps["place_id"] == "west") & (gaps["category"] == "exchange")].iloc[0]
        assert row["confidence"] == find_gaps(town(hall), within_min=1)["confidence"].iloc[-1]
