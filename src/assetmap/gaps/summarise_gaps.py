"""`summarise_gaps`: the gaps of each category in one row."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import largest_first
from assetmap.errors import TableError
from assetmap.language import in_its_language
from assetmap.wording import say_number

__all__ = ["summarise_gaps"]

_HELPERS_AT_MOST = 5
_NEEDED = ("place_id", "place_name", "category", "reason", "people_short", "strength_ids")


@in_its_language
def summarise_gaps(gaps: pd.DataFrame) -> pd.DataFrame:
    """
    Summarise gaps: how many people are short of each category, where most, what could help.

    Read it first, then the rows of `find_gaps` for the categories that
    matter. A person short of two categories is counted in both rows.

    Parameters
    ----------
    gaps
        What `find_gaps` found, or some of its rows. Not modified.

    Returns
    -------
    summary
        One row per category that has a gap:

        - ``category``
        - ``people_short``: people of the places listed who have too little;
          NaN where nobody knows of any of them
        - ``places`` (int64): how many places are listed, also those where
          nobody is short and no tie joins; 0 of what is not located
        - ``reason``: the reason of most of those people, else of most places
        - ``worst_place_id``, ``worst_place_name``: where most are short;
          missing of what is not located
        - ``strength_ids``: up to five assets that most of the places could
          build on
        - ``says``: the same in plain words

        Most people short first, those not counted before nobody; then by
        category. Empty, with the same columns, without gaps.

    Raises
    ------
    TableError
        If a column of `find_gaps` is missing.

    Examples
    --------
    >>> gaps = pd.DataFrame(
    ...     {"place_id": ["mill", "hill"], "place_name": ["Mill End", "Hill Top"],
    ...      "category": ["space", "space"], "reason": ["none in reach", "over-asked"],
    ...      "people_short": [600.0, 150.0], "strength_ids": [("choir",), ("choir", "shop")]}
    ... )
    >>> summary = summarise_gaps(gaps)
    >>> summary[["category", "people_short", "places", "worst_place_name", "strength_ids"]]
      category  people_short  places worst_place_name   strength_ids
    0    space         750.0       2         Mill End  (choir, shop)
    >>> summary["says"][0]
    'space: 750 people short in 2 places, the most in Mill End (600); mostly none in reach.'
    """
    missing = [name for name in _NEEDED if name not in gaps]
    if missing:
        raise TableError(
            f"These are not the gaps of `find_gaps`: {', '.join(missing)} missing. "
            "Give its frame, or rows of it with all columns."
        )
    rows = pd.DataFrame(gaps[[*_NEEDED]])
    rows["weight"] = rows["people_short"].fillna(0.0)
    rows["order"] = largest_first(rows["people_short"])
    rows = rows.sort_values(["category", "order"], kind="stable")
    grouped = rows.groupby("category", sort=True)
    first = grouped[["place_id", "place_name", "people_short"]].nth(0)
    first.index = pd.Index(rows.loc[first.index, "category"])
    summary = pd.DataFrame(
        {
            "people_short": grouped["people_short"].sum(min_count=1),
            "places": grouped["place_id"].count().astype(np.int64),
            "reason": _find_main_reasons(rows),
            "worst_place_id": first["place_id"],
            "worst_place_name": first["place_name"],
            "strength_ids": _find_helpers(rows),
            "unknown": grouped["people_short"].apply(lambda people: int(people.isna().sum())),
            "worst": first["people_short"],
            "reasons": grouped["reason"].nunique(),
            "short_in": rows["place_id"]
            .where(rows["people_short"] != 0)
            .groupby(rows["category"])
            .count(),
        }
    )
    summary = summary.rename_axis("category").reset_index()
    summary["says"] = pd.array([_say(row) for row in summary.itertuples()], dtype="str")
    order = np.lexsort((summary["category"], largest_first(summary["people_short"])))
    columns = [
        name for name in summary.columns if name not in {"unknown", "worst", "reasons", "short_in"}
    ]
    kept = summary[columns].iloc[order].reset_index(drop=True)
    types = {"category": "str", "reason": "str", "worst_place_id": "str",
             "worst_place_name": "str", "people_short": "float64", "places": "int64"}  # fmt: skip
    return kept.astype(types)


def _find_main_reasons(rows: pd.DataFrame) -> pd.Series[Any]:
    """Find the reason of most people short of each category, of most places among equals."""
    by_reason = rows.groupby(["category", "reason"])["weight"].agg(["sum", "count"]).reset_index()
    ordered = by_reason.sort_values(["category", "sum", "count"], ascending=[True, False, False],
                                    kind="stable")  # fmt: skip
    main: pd.Series[Any] = ordered.drop_duplicates("category").set_index("category")["reason"]
    return main


def _find_helpers(rows: pd.DataFrame) -> pd.Series[Any]:
    """List for each category the assets that are strengths of most of its places."""
    listed = rows.groupby("category")["strength_ids"].agg(_count_helpers)
    return listed.astype(object)


def _count_helpers(lists: pd.Series[Any]) -> tuple[str, ...]:
    counts = Counter(asset_id for ids in lists for asset_id in ids)
    ordered = sorted(counts, key=lambda asset_id: (-counts[asset_id], asset_id))
    return tuple(ordered[:_HELPERS_AT_MOST])


def _say(row: Any) -> str:
    """Say how many are short where, or that nobody can tell."""
    if not row.places:
        return f"{row.category}: most on the map have no location, so nobody can tell who is short."
    why = f"mostly {row.reason}" if row.reasons > 1 else str(row.reason)
    if not row.short_in:
        return f"{row.category}: {why} in {say_number(row.places, 'place')}."
    where = say_number(row.short_in, "place")
    if np.isnan(row.people_short):
        return f"{row.category}: people short in {where}; {why}."
    who = say_number(round(row.people_short), "person", "people")
    most = f", {row.worst_place_name}"
    if row.short_in > 1:
        most = f", the most in {row.worst_place_name} ({row.worst:,.0f})"
    known = f"; in {row.unknown:,} of them nobody has counted people" if row.unknown else ""
    return f"{row.category}: {who} short in {where}{most}{known}; {why}."
