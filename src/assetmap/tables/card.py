"""The card that a notebook shows for a map: counts, freshness, what was rejected.

No person's name and no contact is in it, since notebooks are saved and passed on.
"""

from __future__ import annotations

import datetime as dt
from html import escape

import pandas as pd

from assetmap.model import AssetKind, Role
from assetmap.tables.report import ImportReport

__all__ = ["OLD_AFTER_DAYS", "draw_card", "is_old"]

OLD_AFTER_DAYS = 730
"""A record that nobody confirmed for two years is marked as old."""

_PLACES_SHOWN = 8


def is_old(assets: pd.DataFrame, as_of: dt.date) -> pd.Series[bool]:
    """Tell which records were last confirmed more than two years before ``as_of``.

    Records that were never confirmed are not old but unconfirmed; they are False here.
    """
    age = pd.Timestamp(as_of) - assets["verified_on"]
    return (age > pd.Timedelta(days=OLD_AFTER_DAYS)).rename("is_old")


def draw_card(
    *,
    title: str,
    as_of: dt.date,
    assets: pd.DataFrame,
    places: pd.DataFrame,
    ties: pd.DataFrame,
    report: ImportReport,
) -> str:
    """Write the card as HTML; every piece of text is escaped."""
    kinds = assets["kind"].value_counts().reindex([str(kind) for kind in AssetKind], fill_value=0)
    roles = assets["roles"].explode().value_counts().reindex([str(role) for role in Role]).dropna()
    by_place = assets["place_id"].map(places["name"]).value_counts()
    by_place = by_place.sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    rows = [
        ("Kinds", _counts(kinds)),
        ("Roles of people", _counts(roles)),
        ("Places", f"{len(places)}, with assets: {_counts(by_place.head(_PLACES_SHOWN))}"),
        ("Without a place", str(int(assets["place_id"].isna().sum()))),
        ("Ties", str(len(ties))),
        ("Freshness", _freshness(assets, as_of)),
        ("Rows read", f"{report.accepted} accepted, {report.rejected} rejected, "
                      f"{report.skipped} skipped"),
    ]  # fmt: skip
    body = "".join(
        f"<tr><th style='text-align:left'>{escape(head)}</th>"
        f"<td style='text-align:left'>{escape(text)}</td></tr>"
        for head, text in rows
    )
    return f"<table><caption>{escape(title)}, {as_of.isoformat()}</caption>{body}</table>"


def _counts(counts: pd.Series[int]) -> str:
    """Write counts as 'space 3, culture 1'."""
    return ", ".join(f"{name} {int(count)}" for name, count in counts.items()) or "none"


def _freshness(assets: pd.DataFrame, as_of: dt.date) -> str:
    confirmed = assets["verified_on"].dropna()
    if confirmed.empty:
        return "no record says when it was last confirmed"
    return (
        f"{len(confirmed)} of {len(assets)} confirmed, from {confirmed.min():%Y-%m-%d} to "
        f"{confirmed.max():%Y-%m-%d}; {int(is_old(assets, as_of).sum())} over two years old"
    )
