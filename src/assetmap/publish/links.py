"""What may an audience see of links between places, and of links that are missing?

Links by theme, age group or another word stand in the same frames, with
``group_a`` and ``group_b`` in place of ``place_a`` and ``place_b``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.publish.disclosure import RULES, protect_counts
from assetmap.publish.fields import Admission
from assetmap.publish.findings import (
    Protected,
    count_reasons,
    find_delicate_categories,
    keep_shown,
)
from assetmap.publish.introductions import find_introducible
from assetmap.tables import AssetMap, is_among

__all__ = ["protect_links", "protect_missing_links"]

_RULE = "ons"
_FROM_EXACT_COUNTS = ("expected", "low", "high", "surprise", "interlocks", "likeness")
"""What is worked out from exact counts of people, or counts what one person alone can make."""

_FEWER = "fewer than expected"
_OF_WORDS = "links between what people bring, or nothing shown has"


def protect_links(m: AssetMap, *, links: pd.DataFrame, admission: Admission) -> Protected:
    """
    Protect the counts of people that links hold.

    For the public, ``people`` and ``ties`` are protected by the small-number
    rule (ties are mostly somebody's), ``weight`` counts groups alone, and a
    link of nothing but small numbers of people is left out. ``interlocks``
    are left out: one person in five groups makes many, so that no rule for
    counts keeps that person back. So are ``expected`` and ``surprise``, from
    which the exact count could be worked out. Between words, only those stay
    that shown assets have and no person has. The order is that of the numbers
    shown. Groups whose location is kept secret link nothing in the first
    place (`find_links`).

    Parameters
    ----------
    m
        The map.
    links
        The frame of `find_links`. Not modified.
    admission
        What the audience may see.

    Returns
    -------
    protected
        The rows that may be shown.
    """
    if admission.audience == "team":
        return Protected(links, {})
    a, b = _ends(links)
    is_delicate = _find_delicate_rows(m, links, admission)
    groups = links["groups"]
    kept = links.assign(
        people=protect_counts(links["people"], rule=_RULE),
        ties=protect_counts(links["ties"], rule=_RULE),
        weight=groups.astype("float64"),
        says=None,
        **_without(links),
    )
    is_pair = links[b].notna()
    is_bare = (kept[["people", "groups", "ties"]].fillna(0) == 0).all(axis=1) & is_pair
    kept = kept.assign(is_pair=is_pair, less=-groups)[~(is_bare | is_delicate)]
    kept = kept.sort_values(["is_pair", "less", a, b], ignore_index=True)
    withheld = {
        _OF_WORDS: is_delicate,
        f"links of fewer than {RULES[_RULE].smallest} people": is_bare & ~is_delicate,
    }
    return Protected(kept.drop(columns=["is_pair", "less"]), count_reasons(withheld))


def protect_missing_links(m: AssetMap, *, missing: pd.DataFrame, admission: Admission) -> Protected:
    """
    Leave out what missing links say about people.

    For the public, only pairs that no link joins at all stay: that there are
    fewer than expected is worked out from exact counts of people, and so are
    ``expected``, ``surprise``, ``weight`` and ``likeness``. Who could help
    (``bridge_id``, ``ask``) is left out, and of what both have (``shares``)
    only words stay that shown assets have and no person has. The order is
    that of the ids, places without any link first. For the team, nobody is
    named as a bridge who no longer agrees to be introduced.

    Parameters
    ----------
    m
        The map.
    missing
        The frame of `find_missing_links`. Not modified.
    admission
        What the audience may see.

    Returns
    -------
    protected
        The rows that may be shown.
    """
    shown = set(admission.assets.index)
    if admission.audience == "team":
        may = is_among(missing["bridge_id"], find_introducible(m, admission))
        ask = keep_shown(missing["ask"], shown)
        return Protected(missing.assign(bridge_id=missing["bridge_id"].where(may), ask=ask), {})
    a, b = _ends(missing)
    is_delicate = _find_delicate_rows(m, missing, admission)
    is_fewer = (missing["reason"] == _FEWER) & ~is_delicate
    kept = missing.assign(
        weight=0.0,
        bridge_id=None,
        ask=keep_shown(missing["ask"], set()),
        shares=_keep_open_words(m, missing["shares"], admission),
        says=None,
        **_without(missing),
    )[~(is_fewer | is_delicate)]
    first = kept.groupby("reason", sort=False).ngroup()  # reasons stay in the order they came in
    kept = kept.assign(first=first).sort_values(["first", a, b], ignore_index=True)
    withheld = {_OF_WORDS: is_delicate, "links of fewer people than expected": is_fewer}
    return Protected(kept.drop(columns="first"), count_reasons(withheld))


def _ends(links: pd.DataFrame) -> tuple[str, str]:
    """Name the columns of the two ends."""
    return ("place_a", "place_b") if "place_a" in links else ("group_a", "group_b")


def _without(links: pd.DataFrame) -> dict[str, Any]:
    """Empty the columns that would tell an exact count of people."""
    return {name: np.nan for name in _FROM_EXACT_COUNTS if name in links}


def _find_delicate_rows(m: AssetMap, links: pd.DataFrame, admission: Admission) -> pd.Series[Any]:
    """Tell which rows are about words that only people, or nothing shown, have."""
    a, b = _ends(links)
    if a == "place_a":
        return pd.Series(data=False, index=links.index)
    words = pd.concat([links[a], links[b]]).dropna()
    delicate = set().union(*find_delicate_categories(m, words, admission))
    return links[a].isin(delicate) | links[b].isin(delicate)


def _keep_open_words(m: AssetMap, lists: pd.Series[Any], admission: Admission) -> Any:
    """Keep the words that shown assets have and no person has."""
    words = lists.explode().dropna()
    of_people, unknown = find_delicate_categories(m, words, admission)
    return keep_shown(lists, {str(word) for word in words} - of_people - unknown)
