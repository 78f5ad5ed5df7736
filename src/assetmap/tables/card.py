"""The card that a notebook shows for a map: counts, freshness, what was rejected.

Notebooks are saved and passed on. So no person's name and no contact is in it,
and it is the same whether there are no people or nine of a sort: their numbers
follow the small-number rule, and whatever else is counted is counted without
them, since a total less its parts would tell how many they are.
"""

from __future__ import annotations

import datetime as dt
from html import escape

import pandas as pd

from assetmap.model import AssetKind, Role
from assetmap.tables.freshness import OLD_AFTER, is_old
from assetmap.tables.mentioned import find_mentioned_places
from assetmap.tables.report import ImportReport
from assetmap.tables.small_numbers import RULES, say_count

__all__ = ["draw_card", "say_in_short"]

_PLACES_SHOWN = 8


def draw_card(
    *,
    title: str,
    as_of: dt.date,
    assets: pd.DataFrame,
    places: pd.DataFrame,
    ties: pd.DataFrame,
    effort: pd.DataFrame,
    report: ImportReport,
) -> str:
    """Write the card as HTML; every piece of text is escaped."""
    is_person = assets["kind"] == str(AssetKind.INDIVIDUAL)
    people, things = assets[is_person], assets[~is_person]
    by_place = things["place_id"].map(places["name"]).value_counts()
    by_place = by_place.sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    listed = _counts(by_place.head(_PLACES_SHOWN))
    rows = [
        ("Kinds", _kinds(things, people)),
        ("Roles of people", _roles(people)),
        (
            "Places",
            f"{_count_places(things, places, effort)}, with assets other than people: {listed}",
        ),
        ("Without a place", f"{int(things['place_id'].isna().sum())}, people not counted"),
        ("Ties", f"{_count_ties(ties, things)} between groups, spaces and the like"),
        ("Freshness", f"{_freshness(things, as_of)}; people not counted"),
        ("Rows read", report.says),
    ]
    body = "".join(
        f"<tr><th style='text-align:left'>{escape(head)}</th>"
        f"<td style='text-align:left'>{escape(text)}</td></tr>"
        for head, text in rows
    )
    return f"<table><caption>{escape(title)}, {as_of.isoformat()}</caption>{body}</table>"


def say_in_short(
    assets: pd.DataFrame, places: pd.DataFrame, ties: pd.DataFrame, effort: pd.DataFrame
) -> str:
    """Say in a line how much is on a map; people by the small-number rule."""
    is_person = assets["kind"] == str(AssetKind.INDIVIDUAL)
    things, people = assets[~is_person], int(is_person.sum())
    where = _many(_count_places(things, places, effort), "place")
    joined = _many(_count_ties(ties, things), "tie")
    assets_said = f"{_many(len(things), 'asset')} and {say_count(people)} people"
    return f"{assets_said} in {where}, {joined} without people"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def _count_places(things: pd.DataFrame, places: pd.DataFrame, effort: pd.DataFrame) -> int:
    """Count the places that are known of without anybody."""
    return int(find_mentioned_places(places, things, effort).sum())


def _count_ties(ties: pd.DataFrame, things: pd.DataFrame) -> int:
    """Count the ties with no person at either end."""
    ids = things.index
    return int((ties["source"].isin(ids) & ties["target"].isin(ids)).sum())


def _kinds(things: pd.DataFrame, people: pd.DataFrame) -> str:
    """Write how many there are of each kind."""
    counts = things["kind"].value_counts()
    return ", ".join(
        f"{kind} {say_count(len(people)) if kind is AssetKind.INDIVIDUAL else counts.get(kind, 0)}"
        for kind in AssetKind
    )


def _roles(people: pd.DataFrame) -> str:
    """Write the roles that many people have; of the others not even whether anybody has them."""
    counts = people["roles"].explode().value_counts().reindex([str(role) for role in Role])
    smallest = RULES["ons"].smallest
    many = counts[counts >= smallest]
    listed = [f"{role} {say_count(int(count))}" for role, count in many.items()]
    if len(many) < len(counts):
        listed.append(f"{'every other' if listed else 'each'} fewer than {smallest}")
    return ", ".join(listed)


def _counts(counts: pd.Series[int]) -> str:
    """Write counts as 'space 3, culture 1'."""
    return ", ".join(f"{name} {int(count)}" for name, count in counts.items()) or "none"


def _freshness(assets: pd.DataFrame, as_of: dt.date) -> str:
    confirmed = assets["verified_on"].dropna()
    if confirmed.empty:
        return "no record says when it was last confirmed"
    return (
        f"{len(confirmed)} of {len(assets)} confirmed, from {confirmed.min():%Y-%m-%d} to "
        f"{confirmed.max():%Y-%m-%d}; {int(is_old(confirmed, as_of).sum())} over {OLD_AFTER} old"
    )
