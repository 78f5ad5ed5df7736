"""What is asked of a map, and what was measured: by place, by category and where it is short."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.effort import Surveyed, find_surveyed
from assetmap.gaps._access import read_supply
from assetmap.gaps._catchments import ROUNDING
from assetmap.gaps._gap_question import GapQuestion
from assetmap.gaps._gap_reasons import GapReason, explain_gaps, list_strengths
from assetmap.gaps._gap_ties import find_unconnected
from assetmap.gaps._people import CountedPeople, count_people, find_area, read_need
from assetmap.gaps._shortage import (
    AtHomes,
    Enough,
    Shortage,
    at_homes,
    find_place_pairs,
    measure_shortage,
)
from assetmap.gaps._supply import (
    Known,
    NearestOfPlaces,
    count_nobody,
    find_nearest,
    open_pairs,
    starts_at_origins,
)
from assetmap.gaps.measure_benchmark import require_benchmarks
from assetmap.model import AssetKind
from assetmap.space import (
    Reach,
    find_leaves,
    find_near_edge,
    has_shape,
    place_of,
)
from assetmap.tables import (
    AssetMap,
    Categories,
    categories_by_id,
    empty_words,
    find_open,
    is_old,
    is_unsure,
    list_effort,
    require_room,
    sort_assets,
    with_shapes,
)
from assetmap.typing import Flags, Floats, Positions, WeightedPairs

__all__ = [
    "Survey",
    "ask_homes",
    "leave_out",
    "take_numbers",
    "take_survey",
    "take_texts",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """
    What was measured on a map, in three frames.

    ``places``: one row per smallest place, by id; its people, and how many
    assets of which sort it reaches. ``categories``: one row per category, by
    name; how much per head is ``enough``, and how many of how many ``open``
    ones are ``unlocated``. ``gaps``: one row for each ``place`` and
    ``category`` that is short, by position in the other two; ``place`` is -1
    of a category that has mostly no location. ``by`` is the grouping,
    ``unit`` (``m`` or ``min``) that in which the nearest was measured,
    ``within`` says how far was looked, ``who`` whose people were counted, and
    ``where`` what was asked of the assets that count; empty where nothing was.
    """

    places: gpd.GeoDataFrame
    categories: pd.DataFrame
    gaps: pd.DataFrame
    by: str
    unit: str
    within: str
    who: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedHomes:
    """
    Who is asked about what: the smallest places, the assets by id, where people live.

    ``pairs`` lead from homes to the open assets within reach, sorted by home;
    ``known`` names all that a reach may start from. ``n_undecided`` counts by
    category the open assets that may be as asked, and do not say.
    """

    leaves: gpd.GeoDataFrame
    assets: pd.DataFrame
    categories: Categories
    counted: CountedPeople
    reach: Reach
    pairs: WeightedPairs
    known: pd.Index[str]
    n_undecided: Positions

    def find_shortage(self, question: GapQuestion) -> Iterator[AtHomes]:
        """Find what is within reach of each home, and how much would be enough."""
        if question.benchmark is not None:
            require_benchmarks(question.benchmark, self.categories.names)
        supply, assets = np.ones(len(self.assets)), self.assets
        if question.capacity is not None:
            supply = read_supply(assets, self.categories, question.capacity, find_open(assets))
        enough = Enough(at_least=question.at_least, benchmark=question.benchmark, supply=supply)
        return at_homes(self.pairs, self.categories, self.counted, enough)


def ask_homes(m: AssetMap, question: GapQuestion) -> AskedHomes:
    """Find what each home reaches of what is asked about; errors are those of `find_gaps`."""
    leaves = find_leaves(m)
    assets = sort_assets(m)
    categories = _find_asked(m, question)
    require_room(len(leaves), len(categories.names))
    counted = count_people(
        m, leaves, people=question.people, need=read_need(leaves, m.places.index, question.need),
        with_origins=starts_at_origins(m, question.reach),
    )  # fmt: skip
    known = m.places.index.union(counted.homes.ids)
    n_undecided: Positions = np.zeros(len(categories.names), dtype=np.intp)
    if (chosen := question.where) is not None:
        may_be = chosen.undecided_of(assets.index)
        n_undecided = categories.count(find_open(assets) & may_be)
        categories = categories.where(chosen.flags_of(assets.index))
    reach, pairs = _measure_reach(counted, assets, question, known)
    return AskedHomes(
        leaves=leaves, assets=assets, categories=categories, counted=counted, reach=reach,
        pairs=pairs, known=known, n_undecided=n_undecided,
    )  # fmt: skip


def take_survey(m: AssetMap, question: GapQuestion) -> Survey:
    """Measure what `find_gaps` tells of; errors are the same."""
    m, question = leave_out(m, question)
    asked = ask_homes(m, question)
    counted, categories = asked.counted, asked.categories
    short = measure_shortage(
        asked.find_shortage(question),
        counted,
        at_least=question.at_least,
        sizes=(len(asked.leaves), len(categories.names)),
        is_near_edge=_find_near_edge(m, counted, asked.reach, question.within_min),
    )
    of_places = find_place_pairs(asked.pairs, counted.homes.place, len(asked.assets))
    places = _describe_places(m, asked, of_places)
    reached = _count_by_case(of_places[0], of_places[1], categories, len(asked.assets), len(places))
    is_listed, is_short = _find_listed(m, question, asked, short, of_places, reached)
    nearest = find_nearest(
        counted.homes, asked.assets, categories, is_short,
        reach=question.reach, known=asked.known,
    )  # fmt: skip
    is_short &= ~(nearest.is_lost & is_listed)  # of what is nowhere nobody can tell who is short
    place, category = np.nonzero(is_short)
    rows = {
        "place": place,
        "category": category,
        "reached": reached[is_short],
        "is_listed": is_listed[is_short],
        "inside": _count_inside(m, places.index, asked.assets, categories)[is_short],
        **_describe_shortage(short, counted, is_short),
        **_describe_nearest(nearest, is_short, asked.assets, asked.reach, m.as_of),
    }
    surveyed = Surveyed(*(flags[is_short] for flags in _find_surveyed(m, asked, question)))
    gaps = explain_gaps(
        pd.DataFrame(rows), places, surveyed=surveyed, has_effort=len(list_effort(m)) > 0
    )
    gaps["strength_ids"] = list_strengths(
        asked.assets, categories, of_places, gaps, places=len(places)
    )
    return Survey(
        places=places,
        categories=_describe_categories(asked, short, nearest),
        gaps=_add_lost(gaps, nearest),
        by=categories.by,
        unit=nearest.unit,
        within=asked.reach.say_within(question.within_min),
        who=counted.who,
        where="" if question.where is None else question.where.says,
    )


def _find_surveyed(m: AssetMap, asked: AskedHomes, question: GapQuestion) -> Surveyed:
    """Tell by place and category whether enough was done, and much, in the area people reach."""
    area = find_area(m, asked.leaves, asked.counted, asked.reach, within_min=question.within_min)
    return find_surveyed(m, asked.categories, min_effort=question.min_effort, area=area)


def _describe_categories(
    asked: AskedHomes, short: Shortage, nearest: NearestOfPlaces
) -> pd.DataFrame:
    """Put beside each category how much is enough, and how many are open, lost or silent."""
    columns = {
        "enough": short.enough,
        "open": nearest.open,
        "unlocated": nearest.unlocated,
        "undecided": asked.n_undecided,
    }
    return pd.DataFrame(columns, index=[*asked.categories.names])


def _find_listed(
    m: AssetMap,
    question: GapQuestion,
    asked: AskedHomes,
    short: Shortage,
    pairs: WeightedPairs,
    reached: Positions,
) -> tuple[Flags, Flags]:
    """Tell by place and category where enough people are short, and where that or no tie is."""
    is_listed = (short.short > 0) & (short.short >= question.min_share - ROUNDING)
    if not question.connected:
        return is_listed, is_listed.copy()
    is_unconnected = find_unconnected(
        m, asked.leaves.index, asked.assets, asked.categories, pairs, reached
    )
    return is_listed, is_listed | is_unconnected


def _measure_reach(
    counted: CountedPeople, assets: pd.DataFrame, question: GapQuestion, known: pd.Index[str]
) -> tuple[Reach, WeightedPairs]:
    """Measure what each home reaches, or take it from the reach that was given; sorted by home."""
    homes, reach = counted.homes, question.reach
    if reach is None:
        near = reach = homes.measure_reach(within_min=question.within_min)
        is_of_use = np.flatnonzero(find_open(assets)[near.to_position])
        pairs = near.from_position, near.to_position, near.cost
        return reach, (pairs[0][is_of_use], pairs[1][is_of_use], pairs[2][is_of_use])
    near = reach.in_minutes().within(question.within_min)
    home, asset, cost = open_pairs(near, homes.ids, assets, known)
    order = np.lexsort((asset, home))
    return reach, (home[order], asset[order], cost[order])


def _find_near_edge(m: AssetMap, counted: CountedPeople, reach: Reach, within_min: float) -> Flags:
    """Tell from which homes the reach may leave the mapped area; of a table nobody knows."""
    homes = counted.homes
    if reach.is_from_table:
        return np.zeros(len(homes.ids), dtype=bool)
    within_m = within_min * reach.speed_m_per_min / reach.detour
    return find_near_edge(m, homes.points, within_m=within_m)


def _describe_shortage(short: Shortage, counted: CountedPeople, is_short: Flags) -> dict[str, Any]:
    """Give what is short of each gap, one number each."""
    people = np.broadcast_to(counted.people[:, None], is_short.shape)[is_short]
    names = {"share_short": "short", "share_few": "few", "share_none": "none"}
    shares = {name: getattr(short, field)[is_short] for name, field in names.items()}
    return {
        **shares,
        "people_short": people * shares["share_short"],
        "weighted_people_short": short.weighted[is_short],
        "access": short.access[is_short],
        "depth": short.depth[is_short],
        "at_border": short.at_border[is_short],
    }


def _describe_nearest(
    nearest: NearestOfPlaces,
    is_short: Flags,
    assets: pd.DataFrame,
    reach: Reach,
    as_of: dt.date,
) -> dict[str, Any]:
    """Give the id of the nearest, how far it is, and whether its own record is unsure."""
    asset, cost = nearest.of.asset[is_short], nearest.of.cost[is_short]
    unsure = is_unsure(assets["verified_on"], as_of).to_numpy(dtype=bool)
    is_far = nearest.unit == "m"
    return {
        "known": nearest.known[is_short],
        "nearest_id": take_texts(assets.index, asset),
        "is_nearest_unsure": np.append(unsure, True)[asset],
        "nearest_m": cost if is_far else np.nan,
        "nearest_min": cost * reach.detour / reach.speed_m_per_min if is_far else cost,
    }


def _add_lost(gaps: pd.DataFrame, nearest: NearestOfPlaces) -> pd.DataFrame:
    """Add a row of no place for each category of which most has no location."""
    lost = np.flatnonzero(nearest.is_lost)
    if not (len(lost) and len(nearest.known)):
        return gaps
    rows = {
        "place": -1,
        "category": lost,
        "reason": int(GapReason.NOT_LOCATED),
        "confidence": 0,
        "known": int(Known.NO_LOCATION),
        "strength_ids": empty_words(len(lost)),
    }
    counts = dict.fromkeys(["reached", "inside"], 0)
    flags = dict.fromkeys(["is_listed", "at_border", "is_nearest_unsure"], False)
    added = pd.DataFrame({**rows, **counts, **flags}).reindex(columns=gaps.columns)
    return pd.concat([gaps, added.astype(gaps.dtypes.to_dict())], ignore_index=True)


def _describe_places(m: AssetMap, asked: AskedHomes, pairs: WeightedPairs) -> gpd.GeoDataFrame:
    """Put beside each place its people and what it reaches, and its shape after them."""
    leaves, counted = asked.leaves, asked.counted
    known = pd.DataFrame(
        {
            "name": leaves["name"].array,
            "people": counted.people,
            "weighted_people": counted.weighted,
            "is_one_point": counted.homes.is_one_point,
        },
        index=leaves.index,
    )
    counts = count_reached(m, leaves.index, asked.assets, asked.categories, pairs)
    return with_shapes(pd.concat([known, counts], axis=1), leaves.geometry.array)


def _count_inside(
    m: AssetMap, places: pd.Index[str], assets: pd.DataFrame, categories: Categories
) -> Positions:
    """Count the open assets of each category that lie in each place: places by categories."""
    home = places.get_indexer(pd.Index(place_of(m).reindex(assets.index)))
    asset = np.flatnonzero(find_open(assets) & (home >= 0))
    return _count_by_case(home[asset], asset, categories, len(assets), len(places))


def _count_by_case(
    place: Positions, asset: Positions, categories: Categories, assets: int, places: int
) -> Positions:
    """Count pairs of a place and an asset by category: places by categories."""
    ones = np.ones(len(place), dtype=np.int64)
    beside = csr_array((ones, (place, asset)), shape=(places, assets))
    return np.asarray((beside @ categories.to_csr(assets)).toarray(), dtype=np.int64)


def leave_out(m: AssetMap, question: GapQuestion) -> tuple[AssetMap, GapQuestion]:
    """Take people out of the map and the question, if individuals are not to be counted."""
    if question.individuals:
        return m, question
    bare, reach = count_nobody(m, question.reach)
    return bare, replace(question, reach=reach, connected=False)


def _find_asked(m: AssetMap, question: GapQuestion) -> Categories:
    """Find the categories that are asked about: of kinds, not people who are not counted."""
    categories = categories_by_id(m, question.by)
    if question.by == "kind" and not question.individuals:
        categories = categories.without(str(AssetKind.INDIVIDUAL))
    return categories if question.categories is None else categories.only(question.categories)


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


def take_numbers(values: pd.Series[Any], position: Positions) -> Floats:
    """Take numbers by position; -1 is NaN."""
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    taken: Floats = np.append(numbers, np.nan)[position]
    return taken


def _share(part: Positions, whole: Positions) -> Floats:
    """Divide, with NaN where there is nothing."""
    share: Floats = np.full(len(whole), np.nan)
    return np.divide(part, whole, out=share, where=whole > 0)
