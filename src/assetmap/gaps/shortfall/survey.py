"""What was asked of a map, and what was found within reach of its places?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np

from assetmap.arrays import is_among
from assetmap.gaps.effort.surveyed import find_surveyed
from assetmap.gaps.shortfall.connected import find_unconnected
from assetmap.gaps.shortfall.question import Question, count_people
from assetmap.gaps.shortfall.reached import Reached, find_reached
from assetmap.gaps.shortfall.reasons import find_reasons
from assetmap.gaps.shortfall.sentences import Known
from assetmap.gaps.shortfall.sharing import find_enough, measure_per_head
from assetmap.gaps.supply.cases import require_room
from assetmap.gaps.supply.nearest import Nearest, nearest_in_pairs, nearest_in_straight_lines
from assetmap.gaps.supply.opened import count_nobody, open_pairs
from assetmap.model import AssetKind
from assetmap.space import Ends, Reach, find_ends, find_leaves
from assetmap.tables import AssetMap, Categories, find_categories, find_open
from assetmap.typing import Flags, Floats, Positions, WeightedPairs

__all__ = ["Survey", "take_survey"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The smallest places, the assets by id, and what was measured between them.

    Positions point into ``places`` and ``assets``; matrices are places by
    categories. ``unit`` is that of the costs of ``nearest``.
    """

    places: gpd.GeoDataFrame
    people: Floats
    weighted_people: Floats
    assets: gpd.GeoDataFrame
    categories: Categories
    pairs: WeightedPairs
    reached: Reached
    per_head: Floats
    enough: Floats
    is_short: Flags
    reason: Positions
    nearest: Nearest
    known: Positions
    unlocated: Positions
    has_effort: bool
    unit: str
    within: str
    min_per_m: tuple[float, float]

    def to_minutes(self, cost: Floats) -> Floats:
        """Turn costs of the nearest into minutes."""
        if self.unit == "min":
            return cost
        detour, speed_m_per_min = self.min_per_m
        return cost * detour / speed_m_per_min


def take_survey(m: AssetMap, question: Question) -> Survey:
    """Measure what `find_gaps` tells of; errors are the same."""
    m, question = _leave_out(m, question)
    places = find_leaves(m.places)
    people, weighted = count_people(places, m.places.index, question.need)
    assets = _assets_by_id(m, question.by)
    categories = _find_asked(assets, question)
    require_room(len(places), len(categories.names))
    ends, measured = _measure_reach(m, question)
    within = measured.in_minutes().within(question.within_min)
    pairs = open_pairs(within, places.index, assets, m.places.index)
    reached = find_reached(m, assets, categories, pairs, len(places))
    count = reached.by_category
    per_head = measure_per_head(pairs, categories, people, assets=len(assets), reached=count)
    enough = find_enough(per_head, categories, people, question.benchmark)
    is_asked = per_head < enough
    is_short = (count < question.at_least) | is_asked
    if question.connected:
        is_short |= find_unconnected(m, places.index, assets, categories, pairs, count)
    if ends is not None:
        nearest, why, unlocated = _in_straight_lines(ends, assets, categories, is_short)
    else:
        nearest, why, unlocated = _in_travel_costs(m, places, assets, categories, measured)
    known = _what_is_known(assets, categories, nearest, why)
    has_effort = len(m.effort) > 0
    return Survey(
        places=places,
        people=people,
        weighted_people=weighted,
        assets=assets,
        categories=categories,
        pairs=pairs,
        reached=reached,
        per_head=per_head,
        enough=enough,
        is_short=is_short,
        reason=find_reasons(
            reached=count,
            at_least=question.at_least,
            is_asked=is_asked,
            is_surveyed=find_surveyed(m, categories, min_effort=question.min_effort),
            is_nowhere=(known == Known.NOT_MAPPED) & (not has_effort),
        ),
        nearest=nearest,
        known=known,
        unlocated=unlocated,
        has_effort=has_effort,
        unit="m" if question.reach is None else measured.unit,
        within=_say_within(measured, question.within_min),
        min_per_m=(measured.detour, measured.speed_m_per_min),
    )


def _leave_out(m: AssetMap, question: Question) -> tuple[AssetMap, Question]:
    """Take people out of the map and the question, if individuals are not to be counted."""
    if question.individuals:
        return m, question
    bare, reach = count_nobody(m, question.reach)
    return bare, replace(question, reach=reach, connected=False)


def _find_asked(assets: gpd.GeoDataFrame, question: Question) -> Categories:
    """Find the categories that are asked about: of kinds, not people who are not counted."""
    categories = find_categories(assets, question.by)
    if question.individuals or question.by != "kind":
        return categories
    return categories.without(str(AssetKind.INDIVIDUAL))


def _measure_reach(m: AssetMap, question: Question) -> tuple[Ends | None, Reach]:
    """Take the reach that was given, or measure straight lines between what is on the map."""
    if question.reach is not None:
        return None, question.reach
    ends = find_ends(m)
    return ends, Reach.from_straight_lines(ends, within_min=question.within_min)


def _assets_by_id(m: AssetMap, by: str) -> gpd.GeoDataFrame:
    """Take the columns that matter, sorted; all of them when ``by`` is none, for the message."""
    assets = m.assets
    kept = ["kind", "status", "verified_on", "sensitive_location", "offers", by, "geometry"]
    columns = list(dict.fromkeys(kept)) if by in assets.columns else list(assets.columns)
    return assets[columns].sort_index()


def _in_straight_lines(
    ends: Ends, assets: gpd.GeoDataFrame, categories: Categories, is_short: Flags
) -> tuple[Nearest, Positions, Positions]:
    """Measure the nearest on the map, and say for each place why it may not be known."""
    origins, locations = ends  # sorted by id, as places and assets are
    is_open = find_open(assets)
    nearest = nearest_in_straight_lines(
        origins, locations, categories, is_open=is_open, is_short=is_short
    )
    is_lost = np.asarray(locations.isna() | locations.is_empty)
    why = np.where(origins.isna(), Known.NO_BOUNDARY, Known.NO_LOCATION)
    return nearest, why, categories.count(is_open & is_lost)


def _in_travel_costs(
    m: AssetMap,
    places: gpd.GeoDataFrame,
    assets: gpd.GeoDataFrame,
    categories: Categories,
    reach: Reach,
) -> tuple[Nearest, Positions, Positions]:
    """Find the nearest among the costs that were given."""
    pairs = open_pairs(reach, places.index, assets, m.places.index)
    nearest = nearest_in_pairs(pairs, categories, places=len(places), assets=len(assets))
    is_off = is_among(places.index.to_series(), reach.unsnapped_origins)
    why = np.where(is_off, Known.NO_STREET, Known.NO_WAY)
    return nearest, why, np.zeros(len(categories.names), dtype=np.int64)


def _what_is_known(
    assets: gpd.GeoDataFrame, categories: Categories, nearest: Nearest, why: Positions
) -> Positions:
    """Say for each place and category whether the nearest is known, or else why not."""
    is_open = find_open(assets)
    known = np.where(nearest.asset >= 0, int(Known.DISTANCE), why[:, None])
    known[:, categories.count(is_open) == 0] = Known.CLOSED
    known[:, categories.count(np.ones_like(is_open)) == 0] = Known.NOT_MAPPED
    return known


def _say_within(reach: Reach, within_min: float) -> str:
    """Say how far was looked, in the words of how people get about."""
    if reach.way == "straight lines":
        return f"within a {within_min:g} minute walk"
    minutes = f"within {within_min:g} minute" + ("" if within_min == 1 else "s")
    return f"{minutes} along streets" if reach.way == "streets" else minutes
