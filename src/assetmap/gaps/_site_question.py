"""What was asked for, of which hosts, for whom, and what the way to each costs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import is_among
from assetmap.errors import Problem, ReachError, TableError, find_unknown
from assetmap.gaps._gap_question import AskedAssets
from assetmap.gaps._site_optimum import find_alike
from assetmap.gaps._supply import pairs_of_homes, starts_at_origins
from assetmap.model import AssetKind
from assetmap.space import MOST_PAIRS, Homes, Reach, find_homes, find_leaves
from assetmap.tables import (
    AssetChoice,
    AssetMap,
    categories_by_id,
    find_categories,
    find_open,
    sort_assets,
    tell_words,
)
from assetmap.typing import Flags, Floats, Positions, WeightedPairs

__all__ = [
    "MOST_WAYS",
    "SiteQuestion",
    "SiteWays",
    "ask_question",
    "measure_ways",
    "require_things",
]

_GOALS = ("everyone", "most", "nearest")
_DEMANDS = ("population", "weighted")

MOST_WAYS = 5_000_000
"""How many ways of any length are held at most: about 600 MB with what is made of them."""
_MOST_MEASURED = 200_000_000
"""How many of them are measured at most: a minute or so."""
_HOMES_AT_ONCE, _WAYS_AT_ONCE = 100_000, 5_000_000
_NONE: WeightedPairs = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.float64))
_REMEDY = (
    "Name fewer hosts with `among`, or give a `reach` that stops at a limit, such as "
    "Reach.from_straight_lines(m, within_min=60)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteQuestion:
    """The smallest places and the assets, by id, and what matters of them.

    ``hosts`` and ``supply`` are positions in ``assets``: what could host the
    category, and what is of it already. ``people``, ``weighted`` and
    ``demand`` go with ``places``: who lives there, what that counts for by
    need, and what is counted here. ``n_undecided`` open assets of the category
    may be as asked, and do not say.
    """

    places: gpd.GeoDataFrame
    assets: gpd.GeoDataFrame
    hosts: Positions
    supply: Positions
    people: Floats
    weighted: Floats
    demand: Floats
    category: str
    n_undecided: int = 0


def ask_question(
    m: AssetMap,
    *,
    category: str,
    n: int,
    by: str,
    among: AssetChoice,
    demand: str | pd.Series[Any],
    goal: str,
    where: AskedAssets | None = None,
) -> SiteQuestion:
    """Check what `suggest_sites` is asked, all of it, and find what it is about."""
    places, assets = find_leaves(m), sort_assets(m)
    categories = categories_by_id(m, by)
    problems: list[Problem] = []
    if n < 1:
        problems.append(Problem("n", "no_host", f"{n} hosts are none.", "Give 1 or more."))
    problems += find_unknown("goal", [goal], _GOALS)
    problems += categories.find_odd(category)
    is_of_it = np.zeros(len(assets), dtype=bool)
    if category in categories.names:
        position = categories.names.index(category)
        is_of_it[categories.members(position, np.ones(len(assets), dtype=bool))] = True
    is_host = _find_hosts(assets, among, is_of_it=is_of_it, problems=problems)
    if by == "kind" and among.is_only(category):
        says = f"each {category} is one already."
        problems.append(Problem("among", "already_there", says, "Ask hosts of another kind."))
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
    is_open = is_of_it & find_open(assets)
    n_undecided = 0
    if where is not None:
        n_undecided = int((is_open & where.undecided_of(assets.index)).sum())
        is_open &= where.flags_of(assets.index)
    return SiteQuestion(
        places=places,
        assets=assets,
        hosts=np.flatnonzero(is_host),
        supply=np.flatnonzero(is_open),
        people=people,
        weighted=weighted if isinstance(demand, str) else counted,
        demand=counted,
        category=category,
        n_undecided=n_undecided,
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


def _find_hosts(
    assets: pd.DataFrame, among: AssetChoice, *, is_of_it: Flags, problems: list[Problem]
) -> Flags:
    """Tell which assets could host: open to all, no person, not of the category themselves."""
    problems += among.problems
    refusals = {
        "is_person": (assets["kind"] == AssetKind.INDIVIDUAL, "is a person, not somewhere to go."),
        "is_closed": (assets["status"] == "closed", "is closed."),
        "is_private": (assets["sensitive_location"], "has a location that is kept private."),
        "is_there": (is_of_it, "is of the category already."),
    }
    could = ~np.any([np.asarray(flags, dtype=bool) for flags, _ in refusals.values()], axis=0)
    if among.marked is not None:
        is_marked = is_among(assets.index, among.marked)
        return np.asarray(is_marked & could & ~_find_members_only(assets), dtype=bool)
    ids, is_of_words, found = tell_words(assets, among.words)
    problems += found
    is_named = is_among(assets.index, ids)
    for code, (flags, says) in refusals.items():
        refused = assets.index[is_named & np.asarray(flags, dtype=bool)]
        problems += [
            Problem(f"among[{asset_id!r}]", code, says, "Leave it out.") for asset_id in refused
        ]
    is_asked = is_named | (is_of_words & ~_find_members_only(assets))
    return np.asarray(is_asked & could, dtype=bool)


def _find_members_only(assets: pd.DataFrame) -> Flags:
    """Tell which assets are open to their members, and not to everyone."""
    is_closed = np.zeros(len(assets), dtype=bool)
    if "open_to" not in assets:
        return is_closed
    words = find_categories(assets, "open_to")
    everybody = np.ones(len(assets), dtype=bool)
    for at, name in enumerate(words.names):
        if name.casefold().startswith("member"):
            is_closed[words.members(at, everybody)] = True
    for at, name in enumerate(words.names):
        if name.casefold() == "everyone":
            is_closed[words.members(at, everybody)] = False
    return is_closed


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
class SiteWays:
    """What is in reach now, and what each host (row) would change for whom (column).

    A column is a demand point: people of one place, whose position ``place``
    is, and a ``share`` of all of them, for whom the same holds of every host.
    ``cover`` has a 1 where people who reach nothing of the category now would
    reach it at the host; ``savings`` the minutes that the host would save
    them. ``now`` is their way to the nearest now; NaN where no way is known.
    """

    place: Positions
    share: Floats
    is_served: Flags
    cover: csr_array
    savings: csr_array
    now: Floats

    def spread(self, amounts: Floats) -> Floats:
        """Share out what places have, such as people, among their demand points."""
        return amounts[self.place] * self.share


@dataclass(frozen=True, slots=True, kw_only=True)
class _WaysFound:
    """Of each home whether it is served and how far it is; and the ways to hosts that may matter.

    ``farthest`` is the longest way of all.
    """

    is_served: Flags
    now: Floats
    farthest: float
    host: Positions
    home: Positions
    way: Floats


def measure_ways(
    m: AssetMap, question: SiteQuestion, *, within_min: float, goal: str, reach: Reach | None
) -> SiteWays:
    """Measure what there is to choose from; of any length where the way itself is to shorten."""
    is_far = goal == "nearest"
    homes = find_homes(m, with_origins=starts_at_origins(m, reach))
    if reach is not None:
        reach = reach.in_minutes()
        near = reach.within(within_min)  # raises if less than that was measured
        turns = iter([pairs_of_homes(m, homes, reach if is_far else near, question.assets)])
    elif is_far:
        turns = _walk_any_way(question, homes)
    else:
        turns = _walk(question, homes, within_min)
    found = _find_ways(question, len(homes.ids), turns, within_min=within_min, is_far=is_far)
    if is_far and reach is not None and reach.limit is not None:
        farthest = reach.limit
    else:
        farthest = found.farthest
    somebody = np.flatnonzero(homes.share > 0)  # where nobody lives nobody is brought in
    if is_far:
        return _save_ways(found, homes, somebody, farthest, len(question.hosts), within_min)
    return _merge_alike(found, homes, somebody, len(question.hosts))


def _walk(question: SiteQuestion, homes: Homes, within_min: float) -> Iterator[WeightedPairs]:
    """Measure on foot, some homes after the other, to what could host and what is there."""
    ends = np.union1d(question.hosts, question.supply)
    leading = homes.lead_to(ends)
    for first in range(0, len(homes.ids), _HOMES_AT_ONCE):
        part = leading.take(slice(first, first + _HOMES_AT_ONCE))
        near = part.measure_reach(within_min=within_min)
        yield near.from_position + first, ends[near.to_position], near.cost


def _walk_any_way(question: SiteQuestion, homes: Homes) -> Iterator[WeightedPairs]:
    """Measure on foot, however far, to what could host and what is there, and to nothing else."""
    ends = np.union1d(question.hosts, question.supply)
    ways = len(homes.ids) * len(ends)
    if ways > _MOST_MEASURED:
        raise ReachError(
            f"From {len(homes.ids):,} points where people live to {len(ends):,} assets are "
            f"{ways:,} ways, and {_MOST_MEASURED:,} are measured when they may be of any length. "
            f"{_REMEDY}"
        )
    leading = homes.lead_to(ends)
    at_once = max(_WAYS_AT_ONCE // max(len(ends), 1), 1)
    for first in range(0, len(homes.ids), at_once):
        near = leading.take(slice(first, first + at_once)).measure_reach().in_minutes()
        yield near.from_position + first, ends[near.to_position], near.cost


def _find_ways(
    question: SiteQuestion,
    homes: int,
    turns: Iterator[WeightedPairs],
    *,
    within_min: float,
    is_far: bool,
) -> _WaysFound:
    """Keep what may matter of the ways: to hosts, nearer than what is there now."""
    is_supply = np.zeros(len(question.assets), dtype=bool)
    is_supply[question.supply] = True
    host_at = np.full(len(question.assets), -1, dtype=np.intp)
    host_at[question.hosts] = np.arange(len(question.hosts))
    is_served, now, farthest = np.zeros(homes, dtype=bool), np.full(homes, np.nan), 0.0
    most, held = MOST_WAYS if is_far else MOST_PAIRS, 0
    kept: list[WeightedPairs] = []
    for home, asset, cost in turns:
        to_supply = is_supply[asset]
        is_served[home[to_supply & (cost <= within_min)]] = True
        np.fmin.at(now, home[to_supply], cost[to_supply])
        farthest = float(np.max(cost, initial=farthest))
        is_nearer = ~(cost >= now[home]) if is_far else (cost <= within_min) & ~is_served[home]
        of_use = np.flatnonzero((host_at[asset] >= 0) & is_nearer)
        held += len(of_use)
        if held > most:
            raise ReachError(
                f"More than {most:,} ways from where people live to a host would be of use, and "
                f"so many are held at most. {_REMEDY}"
            )
        kept.append((host_at[asset[of_use]], home[of_use], cost[of_use]))
    host, home, way = (np.concatenate(column) for column in zip(_NONE, *kept, strict=True))
    return _WaysFound(
        is_served=is_served, now=now, farthest=farthest, host=host, home=home, way=way
    )


def _merge_alike(found: _WaysFound, homes: Homes, somebody: Positions, hosts: int) -> SiteWays:
    """Make one demand point of all people of a place whom the same hosts would bring in."""
    shape = (hosts, len(homes.ids))
    cover = csr_array((np.ones(len(found.host)), (found.host, found.home)), shape=shape)
    cover = csr_array(cover[:, somebody])
    place, is_served = homes.place[somebody], found.is_served[somebody]
    first, group = find_alike(cover, place, is_served)
    share = np.bincount(group, homes.share[somebody], minlength=len(first)).astype(np.float64)
    return SiteWays(
        place=place[first],
        share=share,
        is_served=is_served[first],
        cover=csr_array(cover[:, first]),
        savings=csr_array((hosts, len(first))),
        now=np.full(len(first), np.nan),
    )


def _save_ways(
    found: _WaysFound,
    homes: Homes,
    somebody: Positions,
    farthest: float,
    hosts: int,
    within_min: float,
) -> SiteWays:
    """Work out what each host would save; who reaches nothing has the longest way there is."""
    host, home, way = found.host, found.home, found.way
    now = found.now.copy()
    is_lost = np.isnan(now)
    is_lost[is_lost] = np.isin(np.flatnonzero(is_lost), home)
    now[is_lost] = farthest
    saved = now[home] - way
    shape = (hosts, len(now))

    def lay_out(values: Floats, is_kept: Flags) -> csr_array:
        entries = (values[is_kept], (host[is_kept], home[is_kept]))
        return csr_array(csr_array(entries, shape=shape)[:, somebody])

    return SiteWays(
        place=homes.place[somebody],
        share=homes.share[somebody],
        is_served=found.is_served[somebody],
        cover=lay_out(np.ones(len(way)), (way <= within_min) & ~found.is_served[home]),
        savings=lay_out(saved, saved > 0),
        now=now[somebody],
    )
