"""The card that a notebook shows for a map: counts, freshness, what was rejected.

Notebooks are saved and passed on. So no person's name and no contact is in it,
and it is the same whether there are no people or nine of a sort: their numbers
follow the small-number rule, and whatever else is counted is counted without
them, since a total less its parts would tell how many they are.
"""

from __future__ import annotations

import datetime as dt
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from assetmap.model import AssetKind, Role
from assetmap.tables.freshness import OLD_AFTER, is_old
from assetmap.tables.mentioned import find_mentioned_places
from assetmap.tables.report import ImportReport
from assetmap.tables.small_numbers import RULES, say_count
from assetmap.wording import say_number

__all__ = ["draw_card", "say_in_short"]

_PLACES_SHOWN = 8


class _Totals(NamedTuple):
    """How many there are: people apart, places and ties as far as they are known without them."""

    things: int
    people: int
    places: int
    ties: int


class _Freshness(NamedTuple):
    """How many records there are, how many were confirmed from when to when, how many are old."""

    records: int
    confirmed: int
    first: dt.date | None
    last: dt.date | None
    old: int


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
    things, people = _split(assets)
    totals = _count_all(assets, places, ties, effort)
    listed = _say_counts(_count_by_place(things, places).head(_PLACES_SHOWN))
    freshness = _say_freshness(_count_freshness(things, as_of))
    rows = [
        ("Kinds", _say_kinds(_count_kinds(things), people=totals.people)),
        ("Roles of people", _say_roles(_count_roles(people))),
        ("Places", f"{totals.places}, with assets other than people: {listed}"),
        ("Without a place", f"{_count_unplaced(things)}, people not counted"),
        ("Ties", f"{totals.ties} between groups, spaces and the like"),
        ("Freshness", f"{freshness}; people not counted"),
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
    totals = _count_all(assets, places, ties, effort)
    things, where, joined = (
        say_number(count, noun, thousands="")
        for count, noun in (
            (totals.things, "asset"), (totals.places, "place"), (totals.ties, "tie")
        )
    )  # fmt: skip
    return f"{things} and {say_count(totals.people)} people in {where}, {joined} without people"


def _split(assets: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the assets into things and people."""
    is_person = assets["kind"] == str(AssetKind.INDIVIDUAL)
    return assets[~is_person], assets[is_person]


def _count_all(
    assets: pd.DataFrame, places: pd.DataFrame, ties: pd.DataFrame, effort: pd.DataFrame
) -> _Totals:
    """Count things, people, the places known without anybody and the ties between things."""
    things, people = _split(assets)
    ids = things.index
    return _Totals(
        things=len(things),
        people=len(people),
        places=int(find_mentioned_places(places, things, effort).sum()),
        ties=int((ties["source"].isin(ids) & ties["target"].isin(ids)).sum()),
    )


def _count_by_place(things: pd.DataFrame, places: pd.DataFrame) -> pd.Series[int]:
    """Count the things of each place by its name, most first."""
    counts = things["place_id"].map(places["name"]).value_counts()
    return counts.sort_index(kind="stable").sort_values(ascending=False, kind="stable")


def _count_unplaced(things: pd.DataFrame) -> int:
    """Count the things without a place."""
    return int(things["place_id"].isna().sum())


def _count_kinds(things: pd.DataFrame) -> pd.Series[int]:
    """Count the things of each kind, 0 where there is none."""
    kinds = [str(kind) for kind in AssetKind]
    return things["kind"].value_counts().reindex(kinds, fill_value=0)


def _count_roles(people: pd.DataFrame) -> pd.Series[Any]:
    """Count the people with each role, missing where nobody has it."""
    return people["roles"].explode().value_counts().reindex([str(role) for role in Role])


def _count_freshness(things: pd.DataFrame, as_of: dt.date) -> _Freshness:
    """Count what was confirmed, from when to when, and what is old."""
    confirmed = things["verified_on"].dropna()
    if confirmed.empty:
        return _Freshness(len(things), 0, None, None, 0)
    old = int(is_old(confirmed, as_of).sum())
    return _Freshness(len(things), len(confirmed), confirmed.min(), confirmed.max(), old)


def _say_kinds(kinds: pd.Series[int], *, people: int) -> str:
    """Say how many there are of each kind; people by the small-number rule."""
    individual = str(AssetKind.INDIVIDUAL)
    return ", ".join(
        f"{kind} {say_count(people) if kind == individual else count}"
        for kind, count in kinds.items()
    )


def _say_roles(roles: pd.Series[Any]) -> str:
    """Say the roles that many people have; of the others not even whether anybody has them."""
    smallest = RULES["ons"].smallest
    many = roles[roles >= smallest]
    listed = [f"{role} {say_count(int(count))}" for role, count in many.items()]
    if len(many) < len(roles):
        listed.append(f"{'every other' if listed else 'each'} fewer than {smallest}")
    return ", ".join(listed)


def _say_counts(counts: pd.Series[int]) -> str:
    """Say counts as 'space 3, culture 1'."""
    return ", ".join(f"{name} {int(count)}" for name, count in counts.items()) or "none"


def _say_freshness(counts: _Freshness) -> str:
    """Say how many were confirmed, from when to when, and how many are old."""
    if not counts.confirmed:
        return "no record says when it was last confirmed"
    return (
        f"{counts.confirmed} of {counts.records} confirmed, from {counts.first:%Y-%m-%d} to "
        f"{counts.last:%Y-%m-%d}; {counts.old} over {OLD_AFTER} old"
    )
