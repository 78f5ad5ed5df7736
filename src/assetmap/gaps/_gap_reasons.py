"""Why a place is short of something, and how sure anybody can be."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import offsets_of, ragged_arange, rank_within
from assetmap.effort import Surveyed
from assetmap.gaps._catchments import ROUNDING
from assetmap.gaps._supply import Known, find_offers
from assetmap.model import AssetKind
from assetmap.tables import Categories
from assetmap.typing import Flags, Floats, Objects, Positions, WeightedPairs

__all__ = [
    "CONFIDENCES",
    "REASONS",
    "GapReason",
    "explain_gaps",
    "list_strengths",
]

REASONS = (
    "none in reach", "too few in reach", "over-asked", "unconnected", "not mapped yet",
    "not located",
)  # fmt: skip
"""The reasons in words, in the order of `GapReason`."""
CONFIDENCES = ("low", "medium", "high")
_OFTEN, _SELDOM = 0.5, 0.25
STRENGTHS_AT_MOST = 5
"""How many people, and how many other assets, are named as strengths of a place."""
_HELP_FIRST = ("space", "association")  # somewhere to meet, and people who meet already


class GapReason(IntEnum):
    """Why people are short of a category."""

    NONE_IN_REACH = 0
    TOO_FEW = 1
    OVER_ASKED = 2
    UNCONNECTED = 3
    NOT_MAPPED_YET = 4
    NOT_LOCATED = 5


def explain_gaps(
    gaps: pd.DataFrame,
    places: pd.DataFrame,
    *,
    surveyed: Surveyed,
    has_effort: bool,
) -> pd.DataFrame:
    """
    Add to each gap its ``reason`` and the ``confidence`` in it, by position.

    ``surveyed`` tells of each gap whether enough was done there to know, and
    whether so much was that few can be missing; ``has_effort`` whether the map
    says how much was done where.
    """
    known = gaps["known"].to_numpy()
    is_nowhere = (known == Known.NOT_MAPPED) & (not has_effort)
    reason = _find_reasons(gaps, is_known=surveyed.is_enough & ~is_nowhere)
    doubtful = places["doubtful_share"].to_numpy()[gaps["place"]]
    explained = gaps.copy(deep=False)
    explained["reason"] = reason
    is_nearest_unsure = gaps["is_nearest_unsure"].to_numpy(dtype=bool)
    decides = np.isin(reason, (GapReason.NONE_IN_REACH, GapReason.NOT_MAPPED_YET))
    explained["confidence"] = _measure_confidence(
        reason,
        # Of nothing there is no share: then the record of the nearest alone tells.
        np.where(np.isnan(doubtful), is_nearest_unsure, doubtful),
        is_measured=known == Known.DISTANCE,
        is_well_known=surveyed.is_much & ~(decides & is_nearest_unsure),
    )
    return explained


def _find_reasons(gaps: pd.DataFrame, *, is_known: Flags) -> Positions:
    """
    Give the reason of most of those who are short.

    Half of them or more reach nothing; or fewer than were asked for, which
    says nothing of how many share them; or else they share too little with
    too many. What is not mapped yet cannot be told to be missing.
    """
    short, few, none = (gaps[f"share_{name}"].to_numpy() for name in ("short", "few", "none"))
    is_listed = gaps["is_listed"].to_numpy()
    reason = np.full(len(gaps), int(GapReason.UNCONNECTED), dtype=np.int64)
    reason[is_listed] = GapReason.OVER_ASKED
    reason[is_listed & _is_half(few, short)] = GapReason.TOO_FEW
    reason[is_listed & _is_half(none, short)] = GapReason.NONE_IN_REACH
    reason[is_listed & _is_half(few, short) & ~is_known] = GapReason.NOT_MAPPED_YET
    return reason


def _is_half(part: Floats, whole: Floats) -> Flags:
    """Tell where a part is half of the whole, or more."""
    return (part > 0) & (part >= 0.5 * whole - ROUNDING)


def _measure_confidence(
    reason: Positions, doubtful: Floats, *, is_measured: Flags, is_well_known: Flags
) -> Positions:
    """
    Say how sure each finding is, as a position in `CONFIDENCES`.

    Low where too little was asked to tell, where the way to the nearest is
    not known, or where half or more of what the place reaches is doubtful.
    High where much was asked in the area that people reach and at most a
    quarter is so.
    """
    is_low = (reason == GapReason.NOT_MAPPED_YET) | ~is_measured | (doubtful >= _OFTEN)
    is_high = is_well_known & (doubtful <= _SELDOM)
    return np.where(is_low, 0, np.where(is_high, 2, 1))


def list_strengths(
    assets: pd.DataFrame,
    categories: Categories,
    pairs: WeightedPairs,
    gaps: pd.DataFrame,
    *,
    places: int,
) -> Objects:
    """
    List for each gap the ids of what is within reach and of another category.

    Who offers something that goes by the name of the category comes first,
    then spaces and associations, then the nearest, then by id. People take
    nobody's room, and nothing takes theirs: what is published leaves them out
    of the list, and may not tell by a shorter one how many there were.
    """
    place, category = gaps["place"].to_numpy(), gaps["category"].to_numpy()
    offers = find_offers(assets, categories)
    start, asset, cost = pairs
    kind = assets["kind"].to_numpy(dtype=object)
    comes_later = ~np.logical_or.reduce([kind == helpful for helpful in _HELP_FIRST])
    asset = asset[np.lexsort((cost, start * 2 + comes_later[asset]))]  # stable: then by id
    sizes = np.bincount(start, minlength=places)
    starts = offsets_of(sizes)
    ids = assets.index.to_numpy(dtype=object)
    is_person = np.asarray(kind == str(AssetKind.INDIVIDUAL), dtype=bool)
    is_early = _come_early(start, is_person[asset])
    few = np.bincount(start[is_early], minlength=places)
    listed: Objects = _as_tuples(ids[asset[is_early]], few)[place]
    # Only where something is of the category, or offered by its name, do lists of a place differ.
    differs = gaps["reached"].to_numpy() > 0
    differs |= _is_offered(pairs, offers, places)[place, category]
    place, category = place[differs], category[differs]
    listed[differs] = _of_others(
        ids, asset, categories, offers, is_person,
        starts=starts[place], sizes=sizes[place], category=category,
    )  # fmt: skip
    return listed


def _is_offered(pairs: WeightedPairs, offers: Categories, places: int) -> Flags:
    """Tell for each place and category whether anyone in reach offers it by its name."""
    place, asset, _ = pairs
    is_offered = np.zeros((places, len(offers.names)), dtype=bool)
    first = np.searchsorted(offers.asset, asset)
    counts = np.searchsorted(offers.asset, asset, side="right") - first
    is_offered[np.repeat(place, counts), offers.category[ragged_arange(first, counts)]] = True
    return is_offered


def _of_others(
    ids: Objects,
    asset: Positions,
    categories: Categories,
    offers: Categories,
    is_person: Flags,
    *,
    starts: Positions,
    sizes: Positions,
    category: Positions,
) -> Objects:
    """Take the first few of each run that are not of its category, those that offer it first."""
    row = np.repeat(np.arange(len(starts)), sizes)
    reached = asset[ragged_arange(starts, sizes)]
    is_other = ~categories.have(reached, category[row])
    row, reached = row[is_other], reached[is_other]
    if len(offers.asset):
        comes_later = ~offers.have(reached, category[row])
        reached = reached[np.argsort(row * 2 + comes_later, kind="stable")]
    is_early = _come_early(row, is_person[reached])
    few = np.bincount(row[is_early], minlength=len(starts))
    return _as_tuples(ids[reached[is_early]], few)


def _come_early(run: Positions, is_person: Flags) -> Flags:
    """Tell who is among the first few people of a run, or among the first few of the others.

    ``run`` numbers the runs, sorted.
    """
    is_early = np.zeros(len(run), dtype=bool)
    for flags in (is_person, ~is_person):
        mine = run[flags]
        rank = rank_within(mine)
        is_early[np.flatnonzero(flags)[rank < STRENGTHS_AT_MOST]] = True
    return is_early


def _as_tuples(ids: Objects, sizes: Positions) -> Objects:
    """Cut a long list of ids into a column of tuples."""
    flat: list[Any] = ids.tolist()
    column = np.empty(len(sizes), dtype=object)
    stops = np.cumsum(sizes).tolist()
    starts = offsets_of(sizes).tolist()
    column[:] = [tuple(flat[start:stop]) for start, stop in zip(starts, stops, strict=True)]
    return column
