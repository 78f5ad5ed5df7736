"""What is asked of a map, and what was measured: by place, by category and where it is short."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import is_among, rows_of_tuples
from assetmap.effort import find_surveyed
from assetmap.errors import Problem, TableError, find_near_word
from assetmap.gaps._gap_reasons import (
    Known,
    explain_gaps,
    find_enough,
    list_strengths,
    measure_per_head,
)
from assetmap.gaps._supply import (
    Nearest,
    count_nobody,
    nearest_in_pairs,
    nearest_in_straight_lines,
    open_pairs,
)
from assetmap.gaps.measure_benchmark import Benchmark
from assetmap.model import AssetKind
from assetmap.space import Ends, Reach, find_ends, find_leaves, has_shape, place_of, shapes_of
from assetmap.tables import (
    AssetMap,
    Categories,
    find_categories,
    find_open,
    find_standing_ties,
    is_old,
    require_room,
    with_shapes,
)
from assetmap.typing import Flags, Floats, Integers, Positions, WeightedPairs

__all__ = ["GapQuestion", "Survey", "take_survey", "take_texts"]

_SOMEBODY = (str(AssetKind.INDIVIDUAL), str(AssetKind.ASSOCIATION))


@dataclass(frozen=True, slots=True, kw_only=True)
class GapQuestion:
    """The question of `find_gaps`, whose parameters these are."""

    by: str
    within_min: float
    at_least: int
    need: str | pd.Series[Any] | None
    benchmark: Benchmark | Mapping[str, Benchmark] | None
    connected: bool
    min_effort: float
    reach: Reach | None
    individuals: bool = True

    def __post_init__(self) -> None:
        if self.at_least < 1:
            raise TableError(
                f"`at_least` is {self.at_least}; every place reaches that. Give 1 or more."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """
    What was measured on a map, in three frames.

    ``places``: one row per smallest place, by id; its people, and how many
    assets of which sort it reaches. ``categories``: one row per category, by
    name; how much per head is ``enough``, and how many are ``unlocated``.
    ``gaps``: one row for each ``place`` and ``category`` that is short, by
    position in the other two. ``by`` is the grouping, ``unit`` (``m`` or
    ``min``) that in which the nearest was measured, and ``within`` says how
    far was looked.
    """

    places: gpd.GeoDataFrame
    categories: pd.DataFrame
    gaps: pd.DataFrame
    by: str
    unit: str
    within: str


def take_survey(m: AssetMap, question: GapQuestion) -> Survey:
    """Measure what `find_gaps` tells of; errors are the same."""
    m, question = _leave_out(m, question)
    leaves, known = find_leaves(m.places), m.places.index
    people = weigh_people(leaves, known, question.need)
    assets = _assets_by_id(m, question.by)
    categories = _find_asked(assets, question)
    require_room(len(leaves), len(categories.names))
    ends, reach = _measure_reach(m, question)
    near = reach.in_minutes().within(question.within_min)
    pairs = open_pairs(near, leaves.index, assets, known)
    places = _join_counts(leaves, people, count_reached(m, leaves.index, assets, categories, pairs))
    # Everything is places by categories, until it is known where it is short.
    reached, per_head, enough = _measure_supply(places, assets, categories, pairs, question)
    is_short = (reached < question.at_least) | (per_head < enough)
    if question.connected:
        is_short |= find_unconnected(m, places.index, assets, categories, pairs, reached)
    if ends is not None:
        nearest, why, unlocated = _in_straight_lines(ends, assets, categories, is_short)
    else:
        nearest, why, unlocated = _in_travel_costs(m, places.index, assets, categories, reach)
    unit = reach.unit if ends is None else "m"
    wanted = pd.DataFrame({"enough": enough, "unlocated": unlocated}, index=[*categories.names])
    place, category = np.nonzero(is_short)
    gaps = pd.DataFrame(
        {
            "place": place,
            "category": category,
            "reached": reached[is_short],
            "access": per_head[is_short],
            "known": _what_is_known(assets, categories, nearest, why)[is_short],
            **_describe_nearest(nearest.take(is_short), assets.index, reach, unit),
        }
    )
    gaps = explain_gaps(
        gaps,
        places,
        wanted,
        at_least=question.at_least,
        is_surveyed=find_surveyed(m, categories, min_effort=question.min_effort)[is_short],
        has_effort=len(m.effort) > 0,
    )
    gaps["strength_ids"] = list_strengths(assets, categories, pairs, gaps, places=len(places))
    return Survey(
        places=places,
        categories=wanted,
        gaps=gaps,
        by=categories.by,
        unit=unit,
        within=_say_within(reach, question.within_min),
    )


def _join_counts(
    leaves: gpd.GeoDataFrame, people: pd.DataFrame, counts: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Put what each place reaches beside its people, and its shape after them."""
    table = pd.DataFrame({**people, **counts}, index=leaves.index)
    return with_shapes(table, leaves.geometry.array)


def _leave_out(m: AssetMap, question: GapQuestion) -> tuple[AssetMap, GapQuestion]:
    """Take people out of the map and the question, if individuals are not to be counted."""
    if question.individuals:
        return m, question
    bare, reach = count_nobody(m, question.reach)
    return bare, replace(question, reach=reach, connected=False)


def _find_asked(assets: pd.DataFrame, question: GapQuestion) -> Categories:
    """Find the categories that are asked about: of kinds, not people who are not counted."""
    categories = find_categories(assets, question.by)
    if question.individuals or question.by != "kind":
        return categories
    return categories.without(str(AssetKind.INDIVIDUAL))


def _measure_reach(m: AssetMap, question: GapQuestion) -> tuple[Ends | None, Reach]:
    """Take the reach that was given, or measure straight lines between what is on the map."""
    if question.reach is not None:
        return None, question.reach
    ends = find_ends(m)
    return ends, Reach.from_straight_lines(ends, within_min=question.within_min)


def _assets_by_id(m: AssetMap, by: str) -> pd.DataFrame:
    """Take the columns that matter, sorted; all of them when ``by`` is none, for the message."""
    assets = pd.DataFrame(m.assets)
    kept = ["kind", "status", "verified_on", "sensitive_location", "offers", by, "geometry"]
    columns = list(dict.fromkeys(kept)) if by in assets.columns else list(assets.columns)
    return assets[columns].sort_index()


def _measure_supply(
    places: pd.DataFrame,
    assets: pd.DataFrame,
    categories: Categories,
    pairs: WeightedPairs,
    question: GapQuestion,
) -> tuple[Integers, Floats, Floats]:
    """Count what is reached, and per head, by place and category; tell how much is enough."""
    place, asset, _ = pairs
    ones = np.ones(len(place), dtype=np.int64)
    reaches = csr_array((ones, (place, asset)), shape=(len(places), len(assets)))
    reached = (reaches @ categories.to_csr(len(assets))).toarray()
    people = places["people"].to_numpy()
    per_head = measure_per_head(pairs, categories, people, assets=len(assets), reached=reached)
    return reached, per_head, find_enough(per_head, categories, people, question.benchmark)


def count_reached(
    m: AssetMap,
    places: pd.Index[str],
    assets: pd.DataFrame,
    categories: Categories,
    pairs: WeightedPairs,
) -> pd.DataFrame:
    """
    Count the assets that each place reaches, and those of them that are not well known.

    ``doubtful_share`` is of what is old or was never confirmed, people apart:
    what is published of a finding may not depend on who else is there.
    """
    place, asset, _ = pairs
    old = is_old(assets["verified_on"], m.as_of).to_numpy()
    unconfirmed = assets["verified_on"].isna().to_numpy()
    kind = assets["kind"].to_numpy(dtype=object)
    is_thing = kind != str(AssetKind.INDIVIDUAL)
    is_categorised = np.zeros(len(assets), dtype=bool)
    is_categorised[categories.asset] = True

    def count(is_counted: Any) -> Positions:
        flags = np.asarray(is_counted, dtype=bool)
        return np.bincount(place[flags[asset]], minlength=len(places))

    counts = {
        "assets": count(np.ones(len(assets))),
        "spaces": count(kind == "space"),
        "associations": count(kind == "association"),
        "old": count(old),
        "unconfirmed": count(unconfirmed),
        "placed": count(~has_shape(np.asarray(assets["geometry"].array, dtype=object))),
        "uncategorised": count(~is_categorised),
    }
    shares = {
        "old_share": _share(counts["old"], counts["assets"]),
        "doubtful_share": _share(count(is_thing & (old | unconfirmed)), count(is_thing)),
    }
    return pd.DataFrame(counts | shares, index=places)


def take_texts(texts: Any, position: Any) -> Any:
    """Take texts by position; -1 is NaN."""
    return pd.array(texts, dtype="str").take(np.asarray(position), allow_fill=True)


def _share(part: Positions, whole: Positions) -> Floats:
    """Divide, with NaN where there is nothing."""
    share: Floats = np.full(len(whole), np.nan)
    return np.divide(part, whole, out=share, where=whole > 0)


def _in_straight_lines(
    ends: Ends, assets: pd.DataFrame, categories: Categories, is_short: Flags
) -> tuple[Nearest, Positions, Positions]:
    """Measure the nearest on the map; say by place why it may not be known, count the unlocated."""
    origins, locations = ends  # sorted by id, as places and assets are
    is_open = find_open(assets)
    nearest = nearest_in_straight_lines(
        origins, locations, categories, is_open=is_open, is_short=is_short
    )
    is_lost = ~has_shape(shapes_of(locations))
    why = np.where(origins.isna(), Known.NO_BOUNDARY, Known.NO_LOCATION)
    return nearest, why, categories.count(is_open & is_lost)


def _in_travel_costs(
    m: AssetMap,
    places: pd.Index[str],
    assets: pd.DataFrame,
    categories: Categories,
    reach: Reach,
) -> tuple[Nearest, Positions, Positions]:
    """Find the nearest among the costs that were given; nothing is unlocated there."""
    pairs = open_pairs(reach, places, assets, m.places.index)
    nearest = nearest_in_pairs(pairs, categories, places=len(places), assets=len(assets))
    is_off = is_among(places, reach.unsnapped_origins)
    why = np.where(is_off, Known.NO_STREET, Known.NO_WAY)
    return nearest, why, np.zeros(len(categories.names), dtype=np.int64)


def _what_is_known(
    assets: pd.DataFrame, categories: Categories, nearest: Nearest, why: Positions
) -> Positions:
    """Say for each place and category whether the nearest is known, or else why not."""
    is_open = find_open(assets)
    known = np.where(nearest.asset >= 0, int(Known.DISTANCE), why[:, None])
    known[:, categories.count(is_open) == 0] = Known.CLOSED
    known[:, categories.count(np.ones_like(is_open)) == 0] = Known.NOT_MAPPED
    return known


def _describe_nearest(
    nearest: Nearest, assets: pd.Index[str], reach: Reach, unit: str
) -> dict[str, Any]:
    """Give the id of the nearest, and how far it is, in metres where they were measured."""
    asset, cost = nearest.asset, nearest.cost
    return {
        "nearest_id": take_texts(assets, asset),
        "nearest_m": cost if unit == "m" else np.nan,
        "nearest_min": cost * reach.detour / reach.speed_m_per_min if unit == "m" else cost,
    }


def _say_within(reach: Reach, within_min: float) -> str:
    """Say how far was looked, in the words of how people get about."""
    if reach.way == "straight lines":
        return f"within a {within_min:g} minute walk"
    minutes = f"within {within_min:g} minute" + ("" if within_min == 1 else "s")
    return f"{minutes} along streets" if reach.way == "streets" else minutes


def find_unconnected(
    m: AssetMap,
    places: pd.Index[str],
    assets: pd.DataFrame,
    categories: Categories,
    pairs: WeightedPairs,
    reached: Positions,
) -> Flags:
    """
    Tell by place and category where something is in reach that no tie joins to anyone there.

    Anyone is a person or an association that belongs to the place or is
    active in it. It is asked only of places of which somebody is on the map,
    and of maps with ties: elsewhere the answer would be about the map.
    """
    ties = find_standing_ties(m)
    if ties.empty:
        return np.zeros(reached.shape, dtype=bool)
    belongs = _who_belongs_where(m, places, assets)
    joined_at = _codes(_joined_places(ties, assets, belongs))
    place, asset, _ = pairs
    is_joined = np.isin(asset.astype(np.int64) * len(places) + place, joined_at)
    ones = np.ones(int(is_joined.sum()), dtype=np.int64)
    shape = (len(places), len(assets))
    joined = csr_array((ones, (place[is_joined], asset[is_joined])), shape=shape)
    count = (joined @ categories.to_csr(len(assets))).toarray()
    is_somebody_known = np.asarray(belongs.sum(axis=0)) > 0
    is_unconnected: Flags = (reached > 0) & (count == 0) & is_somebody_known[:, None]
    return is_unconnected


def _who_belongs_where(m: AssetMap, places: pd.Index[str], assets: pd.DataFrame) -> csr_array:
    """Hold which people and associations are of which place, assets by places."""
    home = place_of(m).reindex(assets.index).to_numpy(dtype=object)
    active_row, active = rows_of_tuples(m.assets["active_in"].reindex(assets.index).to_numpy())
    is_somebody = is_among(assets["kind"], _SOMEBODY) & find_open(assets)
    row = np.append(np.arange(len(assets)), active_row)
    column = places.get_indexer(pd.Index(np.append(home, active), dtype="str"))
    is_here = (column >= 0) & is_somebody[row]
    ones = np.ones(int(is_here.sum()), dtype=np.int64)
    shape = (len(assets), len(places))
    return csr_array((ones, (row[is_here], column[is_here])), shape=shape)


def _joined_places(ties: pd.DataFrame, assets: pd.DataFrame, belongs: csr_array) -> csr_array:
    """Hold to which places each asset is joined: by a tie, or by being a person there."""
    ends = [assets.index.get_indexer(pd.Index(ties[end])) for end in ("source", "target")]
    start, end = np.concatenate(ends), np.concatenate(ends[::-1])
    people = np.flatnonzero(assets["kind"].to_numpy(dtype=object) == str(AssetKind.INDIVIDUAL))
    row, column = np.concatenate([start, people]), np.concatenate([end, people])
    ones = np.ones(len(row), dtype=np.int64)
    beside = csr_array((ones, (row, column)), shape=(len(assets), len(assets)))
    return csr_array(beside @ belongs)


def _codes(joins: csr_array) -> Positions:
    """Number each pair of an asset and a place that is joined."""
    asset = np.repeat(np.arange(joins.shape[0], dtype=np.int64), np.diff(joins.indptr))
    return asset * joins.shape[1] + joins.indices


def weigh_people(
    places: gpd.GeoDataFrame, known: pd.Index[Any], need: str | pd.Series[Any] | None
) -> pd.DataFrame:
    """
    Count the people of each place, and weigh them by need; NaN where either is not known.

    ``known`` names every place of the map, also those that are not asked about.
    """
    people = places["population"].to_numpy(dtype="float64")
    if need is None:
        weight = places["need"]
    elif isinstance(need, str):
        if need not in places.columns:
            hint = find_near_word(need, [str(name) for name in places.columns])
            raise TableError(f"Places have no column {need!r} to weigh people by. {hint}")
        weight = places[need]
    else:
        weight = need.set_axis(need.index.astype("str"))
        _require_known(weight, known)
        weight = weight.reindex(places.index)
    weights = pd.to_numeric(weight, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    _require_weights(places.index, weights, np.asarray(weight.notna(), dtype=bool))
    weighed = {"people": people, "weighted_people": people * weights}
    return pd.DataFrame({"name": places["name"].array, **weighed}, index=places.index)


def _require_known(need: pd.Series[Any], known: pd.Index[Any]) -> None:
    """Raise unless every weight is of one place of the map."""
    says, remedy = "is no place of this map.", "Correct the id, or leave it out."
    problems = [
        Problem(f"need, {value!r}", "unknown_place", says, remedy)
        for value in need.index[known.get_indexer(need.index) < 0]
    ]
    problems += [
        Problem(f"need, {value!r}", "duplicate_id", "is there twice.", "Give each place once.")
        for value in sorted(set(need.index[need.index.duplicated()]))
    ]
    if problems:
        raise TableError(f"People cannot be weighed by this need: {len(problems)} wrong.", problems)


def _require_weights(places: pd.Index[Any], weights: Floats, is_given: Any) -> None:
    is_bad = (is_given & np.isnan(weights)) | (weights < 0) | (weights == math.inf)
    if is_bad.any():
        problems = [
            Problem(f"need, {value!r}", "not_a_weight", "is not a number from 0.", "Correct it.")
            for value in places[is_bad]
        ]
        raise TableError(f"People cannot be weighed by this need: {len(problems)} wrong.", problems)
