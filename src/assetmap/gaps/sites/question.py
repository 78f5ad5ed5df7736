"""What was asked: of whom, for whom, and which assets could be the answer?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.errors import Problem, TableError, find_near_word, find_unknown
from assetmap.model import AssetKind
from assetmap.space import find_leaves
from assetmap.tables import AssetMap, find_categories, find_open
from assetmap.typing import Flags, Floats, Positions

__all__ = ["Question", "ask_question", "require_things"]

_GOALS = ("everyone", "most", "nearest")
_DEMANDS = ("population", "weighted")
_SAME_WORD = 0.85
"""From this likeness on, a category that nobody has is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The smallest places and the assets, by id, and what matters of them.

    ``hosts`` and ``supply`` are positions in ``assets``: what could host the
    category, and what is of it already. ``people``, ``weighted`` and
    ``demand`` go with ``places``: who lives there, what that counts for by
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
) -> Question:
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
        at = categories.names.index(category)
        is_of_it[categories.members(at, np.ones(len(assets), dtype=bool))] = True
    is_host = _find_hosts(assets, among, is_of_it=is_of_it, problems=problems)
    if by == "kind" and isinstance(among, str) and category == among:
        says = f"each {category} is one already."
        problems.append(Problem("among", "already_there", says, "Ask among another kind."))
    people = places["population"].fillna(0.0).to_numpy(dtype=np.float64)
    weighted = people * places["need"].fillna(1.0).to_numpy(dtype=np.float64)
    counted = weighted if isinstance(demand, str) and demand == "weighted" else people
    if isinstance(demand, str):
        problems += find_unknown("demand", [demand], _DEMANDS)
        problems += _find_uncounted(places, goal)
    else:
        counted, found = _read_demand(demand, places.index, m.places.index)
        problems += found
    if problems:
        count = f"{len(problems)} problem" + ("" if len(problems) == 1 else "s")
        raise TableError(f"No host can be suggested for this question: {count}.", problems)
    return Question(
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
            problems.append(Problem("among", "is_person", says, f"Known: {', '.join(kinds)}."))
        else:
            problems += find_unknown("among", [among], kinds)
        return np.asarray((assets["kind"] == among) & could, dtype=bool)
    ids = [str(asset_id) for asset_id in among]
    problems += find_unknown("among", ids, assets.index)
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
    remedy = "Give them a `population`, or `demand=` a number for each (1 counts places)."
    return [Problem("places.population", "no_people", "is not known for any place.", remedy)]


def _read_demand(
    demand: pd.Series[Any], places: pd.Index[str], known: pd.Index[str]
) -> tuple[Floats, list[Problem]]:
    """Put a given demand into the order of the places, or say what is wrong with it."""
    problems = find_unknown("demand", [str(name) for name in demand.index], known)
    repeated = demand.index[demand.index.duplicated()].unique()
    for name in repeated:
        problems.append(
            Problem(f"demand[{name!r}]", "duplicate_id", "is given twice.", "Give it once.")
        )
    if len(repeated):
        return np.zeros(len(places)), problems
    numbers = pd.to_numeric(demand, errors="coerce").reindex(places).to_numpy(dtype=np.float64)
    for name in places[~(np.isfinite(numbers) & (numbers >= 0))]:
        says = "is missing, or no number from 0."
        remedy = "Give 0 for a place that should not count."
        problems.append(Problem(f"demand[{name!r}]", "no_number", says, remedy))
    return numbers, problems
