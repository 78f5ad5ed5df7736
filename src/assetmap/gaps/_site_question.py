"""What was asked for, of which hosts, for whom, and what the way to each costs."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import is_among
from assetmap.errors import Problem, ReachError, TableError, find_near_word, find_unknown
from assetmap.gaps._supply import open_pairs
from assetmap.model import AssetKind
from assetmap.space import Reach, find_leaves
from assetmap.tables import AssetMap, find_categories, find_open
from assetmap.typing import Flags, Floats, Positions, WeightedPairs

__all__ = [
    "MOST_WAYS",
    "SiteCosts",
    "SiteQuestion",
    "ask_question",
    "measure_ways",
    "require_things",
]

_GOALS = ("everyone", "most", "nearest")
_DEMANDS = ("population", "weighted")
_SAME_WORD = 0.85
"""From this likeness on, a category that nobody has is a slip of the pen."""
MOST_WAYS = 5_000_000
"""How many ways of any length are measured at most: about 600 MB with what is made of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteQuestion:
    """The smallest places and the assets, by id, and what matters of them.

    ``hosts`` and ``supply`` are positions in ``assets``: what could host the
    category, and what is of it already. ``people``, ``weighted`` and
    ``people`` go with ``places``: who lives there, what that counts for by
    need, and what is counted here.
    """

    places: gpd.GeoDataFrame
    assets: gpd.GeoDataFrame
    hosts: Positions
    supply: Positions
    people: Floats
    weighted: Floats
    demand: Floats
    category: str


def ask_question(
    m: AssetMap,
    *,
    category: str,
    n: int,
    by: str,
    among: str | Iterable[str],
    demand: str | pd.Series[Any],
    goal: str,
) -> SiteQuestion:
    """Check what `suggest_sites` is asked, all of it, and find what it is about."""
    places, assets = find_leaves(m.places), m.assets.sort_index()
    categories = find_categories(assets, by)
    problems: list[Problem] = []
    if n < 1:
        problems.append(Problem("n", "no_host", f"{n} hosts are none.", "Give 1 or more."))
    problems += find_unknown("goal", [goal], _GOALS)
    problems += _find_odd_category(category, categories.names, by)
    is_of_it = np.zeros(len(assets), dtype=bool)
    if category in categories.names:
        position = categories.names.index(category)
        is_of_it[categories.members(position, np.ones(len(assets), dtype=bool))] = True
    is_host = _find_hosts(assets, among, is_of_it=is_of_it, problems=problems)
    if by == "kind" and isinstance(among, str) and category == among:
        says = f"each {category} is one already."
        problems.append(Problem("hosts", "already_there", says, "Ask hosts of another kind."))
    people = places["population"].fillna(0.0).to_numpy(dtype=np.float64)
    weighted = people * places["need"].fillna(1.0).to_numpy(dtype=np.float64)
    counted = weighted if isinstance(demand, str) and demand == "weighted" else people
    if isinstance(demand, str):
        problems += find_unknown("people", [demand], _DEMANDS)
        problems += _find_uncounted(places, goal)
    else:
        counted, found = _read_demand(demand, places.index, m.places.index)
        problems += found
    if problems:
        count = f"{len(problems)} problem" + ("" if len(problems) == 1 else "s")
        raise TableError(f"No host can be suggested for this question: {count}.", problems)
    return SiteQuestion(
        places=places,
        assets=assets,
        hosts=np.flatnonzero(is_host),
        supply=np.flatnonzero(is_of_it & find_open(assets)),
        people=people,
        weighted=weighted if isinstance(demand, str) else counted,
        demand=counted,
        category=category,
    )


def require_things(category: str, by: str) -> None:
    """Refuse to ask for people where nobody is counted."""
    if by == "kind" and category == AssetKind.INDIVIDUAL:
        says = "people are not counted here, so nobody can tell where they are missing."
        kinds = ", ".join(str(kind) for kind in AssetKind if kind is not AssetKind.INDIVIDUAL)
        remedy = f"Ask for another kind ({kinds}), or count individuals, for the team alone."
        raise TableError(
            "No host can be suggested for this question: 1 problem.",
            [Problem("category", "counts_people", says, remedy)],
        )


def _find_odd_category(category: str, names: tuple[str, ...], by: str) -> list[Problem]:
    """List what is odd about a category: no kind at all, or all but another's name.

    What no asset is of yet may well be asked for, where words are free.
    """
    if category in names:
        return []
    near = difflib.get_close_matches(str(category), names, n=1, cutoff=_SAME_WORD)
    if by != "kind" and str(category).strip() and not near:
        return []
    says = f"no asset has the {by} {category!r}."
    return [Problem("category", "unknown_category", says, find_near_word(category, names))]


def _find_hosts(
    assets: pd.DataFrame,
    among: str | Iterable[str],
    *,
    is_of_it: Flags,
    problems: list[Problem],
) -> Flags:
    """Tell which assets could host: open, not a person, not of the category themselves."""
    refusals = {
        "is_person": (assets["kind"] == AssetKind.INDIVIDUAL, "is a person, not somewhere to go."),
        "is_closed": (assets["status"] == "closed", "is closed."),
        "is_private": (assets["sensitive_location"], "has a location that is kept private."),
        "is_there": (is_of_it, "is of the category already."),
    }
    could = ~np.any([np.asarray(flags, dtype=bool) for flags, _ in refusals.values()], axis=0)
    if isinstance(among, str):
        kinds = [str(kind) for kind in AssetKind if kind is not AssetKind.INDIVIDUAL]
        if among == AssetKind.INDIVIDUAL:
            says = "people are to be asked, and do not host."
            problems.append(Problem("hosts", "is_person", says, f"Known: {', '.join(kinds)}."))
        else:
            problems += find_unknown("hosts", [among], kinds)
        return np.asarray((assets["kind"] == among) & could, dtype=bool)
    ids = [str(asset_id) for asset_id in among]
    problems += find_unknown("hosts", ids, assets.index)
    is_named = is_among(assets.index.to_series(), ids)
    for code, (flags, says) in refusals.items():
        refused = assets.index[is_named & np.asarray(flags, dtype=bool)]
        problems += [
            Problem(f"among[{asset_id!r}]", code, says, "Leave it out.") for asset_id in refused
        ]
    return np.asarray(is_named & could, dtype=bool)


def _find_uncounted(places: pd.DataFrame, goal: str) -> list[Problem]:
    """Complain of a map on which nobody can be counted, if counting matters."""
    if goal == "everyone" or not len(places) or places["population"].notna().any():
        return []
    remedy = "Give them a `population`, or `people=` a number for each (1 counts places)."
    return [Problem("places.population", "no_people", "is not known for any place.", remedy)]


def _read_demand(
    demand: pd.Series[Any], places: pd.Index[str], known: pd.Index[str]
) -> tuple[Floats, list[Problem]]:
    """Put a given demand into the order of the places, or say what is wrong with it."""
    problems = find_unknown("people", [str(name) for name in demand.index], known)
    repeated = demand.index[demand.index.duplicated()].unique()
    for name in repeated:
        problems.append(
            Problem(f"people[{name!r}]", "duplicate_id", "is given twice.", "Give it once.")
        )
    if len(repeated):
        return np.zeros(len(places)), problems
    numbers = pd.to_numeric(demand, errors="coerce").reindex(places).to_numpy(dtype=np.float64)
    for name in places[~(np.isfinite(numbers) & (numbers >= 0))]:
        says = "is missing, or no number from 0."
        remedy = "Give 0 for a place that should not count."
        problems.append(Problem(f"people[{name!r}]", "no_number", says, remedy))
    return numbers, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCosts:
    """What is in reach now, and what each host (row) would change for each place (column).

    ``cover`` has a 1 where a place that reaches nothing of the category now
    would reach it at the host; ``savings`` the minutes that the host would
    save. ``now`` is the way to the nearest now; NaN where no way is known.
    """

    is_served: Flags
    cover: csr_array
    savings: csr_array
    now: Floats


def measure_ways(
    m: AssetMap, question: SiteQuestion, *, within_min: float, goal: str, reach: Reach | None
) -> SiteCosts:
    """Measure what there is to choose from; of any length where the way itself is to shorten."""
    is_far = goal == "nearest"
    if reach is None and is_far:
        reach = _walk_any_way(m, question)
    elif reach is None:
        reach = Reach.from_straight_lines(m, within_min=within_min)
    reach = reach.in_minutes()
    near = reach.within(within_min)  # raises if less than that was measured
    measured = reach if is_far else near
    pairs = open_pairs(measured, question.places.index, question.assets, m.places.index)
    place, asset, cost = pairs
    is_supply = np.zeros(len(question.assets), dtype=bool)
    is_supply[question.supply] = True
    to_supply = is_supply[asset]
    is_served = np.zeros(len(question.places), dtype=bool)
    is_served[place[to_supply & (cost <= within_min)]] = True
    host, place_of, way = _to_hosts(question, pairs)
    shape = (len(question.hosts), len(question.places))
    is_new = (way <= within_min) & ~is_served[place_of]
    cover = csr_array((np.ones(int(is_new.sum())), (host[is_new], place_of[is_new])), shape=shape)
    now = np.full(shape[1], np.nan)
    saved = np.zeros(len(way))
    if is_far:
        farthest = float(np.max(cost, initial=0.0)) if reach.limit is None else reach.limit
        now[place_of] = farthest
        np.fmin.at(now, place[to_supply], cost[to_supply])
        saved = now[place_of] - way
    is_shorter = saved > 0
    savings = csr_array((saved[is_shorter], (host[is_shorter], place_of[is_shorter])), shape=shape)
    return SiteCosts(is_served=is_served, cover=cover, savings=savings, now=now)


def _walk_any_way(m: AssetMap, question: SiteQuestion) -> Reach:
    """Measure on foot, however far, to what could host and what is there, and to nothing else."""
    ends = np.union1d(question.hosts, question.supply)
    ways = len(question.places) * len(ends)
    if ways > MOST_WAYS:
        raise ReachError(
            f"From {len(question.places):,} places to {len(ends):,} assets are {ways:,} ways, and "
            f"{MOST_WAYS:,} are measured when they may be of any length. Name fewer hosts with "
            "`among`, or give a `reach` that stops at a limit, such as "
            "Reach.from_straight_lines(m, within_min=60)."
        )
    assets = question.assets.iloc[ends][["name", "kind", "place_id", "geometry"]]
    part = AssetMap.from_frames(assets=assets, places=m.places, crs=m.crs, as_of=m.as_of)
    return Reach.from_straight_lines(part)


def _to_hosts(question: SiteQuestion, pairs: WeightedPairs) -> WeightedPairs:
    """Take the pairs that lead to a host, as its position among hosts, the place and the cost."""
    place, asset, cost = pairs
    position = np.full(len(question.assets), -1, dtype=np.intp)
    position[question.hosts] = np.arange(len(question.hosts))
    host = position[asset]
    leads_there = host >= 0
    return host[leads_there], place[leads_there], cost[leads_there]
