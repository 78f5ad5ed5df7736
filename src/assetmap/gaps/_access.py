"""Access of the smallest places of a map, or of places by id, by category."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array

from assetmap.errors import Problem, ReachError, TableError, find_near_word
from assetmap.gaps._access_plan import Plan
from assetmap.gaps._catchments import Catchments, PeopleAt, score
from assetmap.gaps._supply import each_nearest_cost, pairs_of_homes, starts_at_origins
from assetmap.gaps.decay import Decay
from assetmap.space import Homes, Reach, find_homes, find_leaves
from assetmap.tables import (
    AssetMap,
    Categories,
    find_categories,
    find_open,
    read_grouping,
    require_room,
)
from assetmap.typing import Flags, Floats
from assetmap.wording import say_number

__all__ = [
    "find_unknown_ids",
    "find_unusable",
    "measure_by_ids",
    "measure_on_map",
    "read_supply",
]

Amounts: TypeAlias = "pd.Series[Any] | pd.DataFrame"
_AMOUNT, _ID = "Give a number from 0.", "Correct the id, or leave it out."
_SAYS = {
    "duplicate_id": ("is there twice.", "Give each id once."),
    "not_a_number": ("is not a number.", _AMOUNT),
    "unknown_amount": ("is not known.", _AMOUNT),
    "negative_amount": ("is below 0.", _AMOUNT),
    "infinite_amount": ("is infinite.", _AMOUNT),
    "unknown_place": ("is no place of this map.", _ID),
    "unknown_asset": ("is no asset of this map.", _ID),
    "no_amount": ("has no number.", "Give it one; 0 if it is not to count."),
}
"""What is wrong with an amount, and what to do, by the code of the problem."""


def measure_on_map(
    m: AssetMap,
    plan: Plan,
    *,
    demand: str | pd.Series[Any] | None,
    supply: str | pd.Series[Any] | pd.DataFrame | None,
    by: str,
    reach: Reach | None,
) -> pd.DataFrame:
    """Measure access on a map; parameters and errors are those of `measure_access`."""
    by = read_grouping(m.assets, by)
    if reach is None:
        plan = plan.with_usual_limit()
    places, assets = find_leaves(m.places), _assets_by_id(m, by)
    categories = find_categories(assets, by)
    require_room(len(places), len(categories.names))
    people = _people(m, places, plan, demand)
    is_open = find_open(assets)
    amounts = _supply_of(assets, categories, supply, is_open)
    homes = find_homes(m, with_origins=starts_at_origins(m, reach))
    if reach is None and plan.method == "nearest" and not plan.has_limit:
        access = _nearest_anywhere(m, homes, categories, amounts)
    else:
        near, decay = _measure_reach(homes, plan, reach)
        reached = _catch(m, near, homes, assets, is_given=reach is not None)
        asking = None if people is None else homes.spread(people)
        access = score(plan, reached, amounts, asking, decay)
    columns = pd.Index(categories.names, dtype="str", name=by)
    return pd.DataFrame(access, index=places.index, columns=columns)


def _assets_by_id(m: AssetMap, by: str) -> pd.DataFrame:
    """Take the columns that matter, sorted; all of them when ``by`` is none, for the message."""
    assets = pd.DataFrame(m.assets)
    needed = dict.fromkeys(["status", "sensitive_location", "capacity", by])
    return assets[list(needed) if by in assets.columns else list(assets.columns)].sort_index()


def _people(
    m: AssetMap, places: gpd.GeoDataFrame, plan: Plan, demand: str | pd.Series[Any] | None
) -> Floats | None:
    """Count the people of each place; None where the method does not ask."""
    asked: pd.Series[Any]
    if isinstance(demand, pd.Series):
        asked = demand
    elif demand in {None, "population"}:
        asked = places["population"]
    elif demand == "weighted":
        asked = places["population"] * places["need"]
    else:
        hint = find_near_word(demand, ["population", "weighted"])
        raise TableError(f"`people` is {demand!r}, which is not known. {hint}")
    unknown = find_unknown_ids(asked, m.places.index, "people", "place")
    unusable = find_unusable(asked, "people", may_be_unknown=True)
    require_amounts([*unknown, *unusable, *find_lacking(asked, places.index, "people")])
    if not plan.is_shared:
        return None
    require_some_known(asked)
    return align_amounts(asked, places.index)[:, 0]


def _supply_of(
    assets: pd.DataFrame,
    categories: Categories,
    supply: str | pd.Series[Any] | pd.DataFrame | None,
    is_open: Flags,
) -> csr_array:
    """Hold the supply of each asset that counts, assets by categories."""
    amount = np.ones(len(assets))
    if supply is not None:
        amount = read_supply(assets, categories, supply, is_open)
    counted = np.where(is_open, amount, 0.0)[categories.asset]
    shape = (len(assets), len(categories.names))
    return csr_array((counted, (categories.asset, categories.category)), shape=shape)


def read_supply(
    assets: pd.DataFrame,
    categories: Categories,
    supply: str | pd.Series[Any] | pd.DataFrame,
    is_open: Flags,
) -> Floats:
    """Read how much each asset has to give, and require it of all that count."""
    if isinstance(supply, pd.DataFrame):
        raise TableError(
            "`supply` is a frame, and a map has its categories from `by`. "
            "Give one number per asset, or measure access with a reach."
        )
    counts = is_open & np.isin(np.arange(len(assets)), categories.asset)
    if isinstance(supply, str) and supply != "capacity":
        hint = find_near_word(supply, ["capacity"])
        raise TableError(f"`supply` is {supply!r}, which is not known. {hint}")
    given: pd.Series[Any] = assets["capacity"] if isinstance(supply, str) else supply
    ids = assets.index[counts]
    of_use = given[ids.get_indexer(given.index.astype("str")) >= 0]
    unknown = find_unknown_ids(given, assets.index, "supply", "asset")
    unusable = find_unusable(of_use, "supply", may_be_unknown=False)
    require_amounts([*unknown, *unusable, *find_lacking(of_use, ids, "supply")])
    amounts = np.zeros(len(assets))
    amounts[counts] = align_amounts(of_use, ids)[:, 0]
    return amounts


def _measure_reach(homes: Homes, plan: Plan, reach: Reach | None) -> tuple[Reach, Decay | None]:
    """Take the reach that was given, or measure straight lines as far as is of use."""
    if reach is not None:
        return plan.shorten(reach)
    if plan.within_m is not None:
        return plan.shorten(homes.measure_reach(within_m=plan.within_m))
    decay = plan.usual_decay("min")
    limit = plan.within_min
    if limit is None and decay is not None:
        limit = decay.limit
    if limit is None:
        return plan.shorten(homes.measure_reach().in_minutes())
    return plan.shorten(homes.measure_reach(within_min=limit))


def _catch(
    m: AssetMap, near: Reach, homes: Homes, assets: pd.DataFrame, *, is_given: bool
) -> Catchments:
    """Take the pairs of a home and an asset that is open, and whose people live there."""
    if is_given:
        home, asset, cost = pairs_of_homes(m, homes, near, assets)
    else:
        is_counted = np.flatnonzero(find_open(assets)[near.to_position])
        home, asset = near.from_position[is_counted], near.to_position[is_counted]
        cost = near.cost[is_counted]
    at = PeopleAt(homes.place, homes.share, len(homes.places))
    return Catchments(home, asset, cost, len(homes.ids), len(assets), at)


def _nearest_anywhere(
    m: AssetMap, homes: Homes, categories: Categories, supply: csr_array
) -> Floats:
    """Find the minutes to the nearest of each category, however far: a search, not all pairs."""
    at = PeopleAt(homes.place, homes.share, len(homes.places))
    is_there = np.zeros(supply.shape[0], dtype=bool)
    is_there[np.repeat(np.arange(len(is_there)), np.diff(supply.indptr))[supply.data > 0]] = True
    minutes = np.full((at.places, len(categories.names)), np.inf)
    stated = _find_stated(homes, supply)
    ways = each_nearest_cost(homes.points, homes.locations, categories, is_open=is_there)
    for category, metres in ways:
        cost = metres * m.country.detour / m.country.speed_m_per_min
        cost[stated.indices[stated.indptr[category] : stated.indptr[category + 1]]] = 0
        minutes[:, category] = at.find_middle(cost)
    return minutes


def _find_stated(homes: Homes, supply: csr_array) -> csc_array:
    """Hold which homes have something of each category stated to be in their place."""
    home, asset = homes.stated
    beside = csr_array((np.ones(len(home)), (home, asset)), (len(homes.ids), supply.shape[0]))
    there = csr_array((supply.data > 0, supply.indices, supply.indptr), supply.shape)
    there.eliminate_zeros()
    return csc_array(beside @ there.astype(np.float64))


def measure_by_ids(
    reach: Reach, plan: Plan, *, demand: pd.Series[Any] | None, supply: Amounts | None
) -> pd.Series[Any] | pd.DataFrame:
    """Measure access with a reach; parameters and errors are those of `measure_access`."""
    if demand is None and plan.is_shared:
        raise TableError(
            f"`people` is missing: {plan.method!r} shares supply among people. "
            "Give the number of people by id of place."
        )
    if supply is None:
        supply = pd.Series(1.0, index=reach.destinations)
    unusable = find_unusable(supply, "supply", may_be_unknown=False)
    lacking = find_lacking(supply, reach.destinations, "supply")
    if demand is not None:
        unusable = [*find_unusable(demand, "people", may_be_unknown=True), *unusable]
        lacking = [*find_lacking(demand, reach.origins, "people"), *lacking]
    require_amounts(unusable)
    require_covered(lacking)
    people = None
    if demand is not None and plan.is_shared:
        require_some_known(demand)
        people = align_amounts(demand, reach.origins)[:, 0]
    amounts = csr_array(align_amounts(supply, reach.destinations))
    near, decay = plan.shorten(reach)
    reached = Catchments(
        near.from_position, near.to_position, near.cost, len(near.origins), len(near.destinations)
    )
    access = score(plan, reached, amounts, people, decay)
    index = reach.origins if demand is None else demand.index
    return _label(_spread(access, reach.origins, index, plan), index, supply, plan)


def _spread(access: Any, origins: pd.Index[Any], index: pd.Index[Any], plan: Plan) -> Any:
    """Put access on another index; who is not in the reach reaches nothing."""
    nothing = np.inf if plan.method == "nearest" else 0.0
    position = origins.get_indexer(index.astype("str"))
    padded = np.vstack([access, np.full((1, access.shape[1]), nothing)])
    return padded[position]


def _label(
    access: Any, index: pd.Index[Any], supply: Amounts, plan: Plan
) -> pd.Series[Any] | pd.DataFrame:
    if isinstance(supply, pd.DataFrame):
        return pd.DataFrame(access, index=index, columns=supply.columns)
    return pd.Series(access[:, 0], index=index, name=plan.method)


def _ids_of(given: Amounts) -> pd.Index[Any]:
    """Take the ids that numbers are given by, as text."""
    return given.index.astype("str")


def _read_amounts(given: Amounts) -> Floats:
    """Read numbers as rows by columns; what is no number is NaN."""
    frame = given.to_frame() if isinstance(given, pd.Series) else given
    columns = [
        pd.to_numeric(frame.iloc[:, column], errors="coerce").to_numpy(
            dtype="float64", na_value=np.nan
        )
        for column in range(frame.shape[1])
    ]
    return np.stack(columns, axis=1) if columns else np.empty((len(frame), 0))


def find_unusable(given: Amounts, what: str, *, may_be_unknown: bool) -> list[Problem]:
    """List the ids that are there twice, and the numbers that are no amounts."""
    ids = _ids_of(given)
    problems = _say_of_ids(sorted(set(ids[ids.duplicated()])), what, "duplicate_id")
    names = [str(name) for name in given.columns] if isinstance(given, pd.DataFrame) else [""]
    for code, is_bad in _mark_unusable(given, may_be_unknown=may_be_unknown).items():
        problems += [
            Problem(f"{what}, {ids[row]!r}" + f" {names[column]}".rstrip(), code, *_SAYS[code])
            for row, column in zip(*np.nonzero(is_bad), strict=True)
        ]
    return problems


def _mark_unusable(given: Amounts, *, may_be_unknown: bool) -> dict[str, Flags]:
    """Mark the cells that are no amounts, by what is wrong with them."""
    amounts = _read_amounts(given)
    is_empty = np.asarray(given.isna(), dtype=bool).reshape(amounts.shape)
    return {
        "not_a_number": np.isnan(amounts) & ~is_empty,
        "unknown_amount": is_empty & (not may_be_unknown),
        "negative_amount": amounts < 0,
        "infinite_amount": np.isposinf(amounts),
    }


def find_unknown_ids(given: Amounts, known: pd.Index[Any], what: str, kind: str) -> list[Problem]:
    """List the ids that are not on the map."""
    ids = _ids_of(given)
    return _say_of_ids(ids[known.get_indexer(ids) < 0], what, f"unknown_{kind}")


def find_lacking(given: Amounts, ids: pd.Index[Any], what: str) -> list[Problem]:
    """List the ids that have no number, which is not the same as 0."""
    return _say_of_ids(ids[_ids_of(given).unique().get_indexer(ids) < 0], what, "no_amount")


def _say_of_ids(ids: Iterable[Any], what: str, code: str) -> list[Problem]:
    """Say the same of each id."""
    return [Problem(f"{what}, {value!r}", code, *_SAYS[code]) for value in ids]


def require_amounts(problems: list[Problem]) -> None:
    """Raise one error with everything that is wrong with the amounts, if anything is."""
    if problems:
        count = say_number(len(problems), "problem", thousands="")
        raise TableError(f"Access cannot be measured from these numbers: {count}.", problems)


def require_covered(problems: list[Problem]) -> None:
    """Raise one error with everybody who is in the reach and was given no number."""
    if problems:
        count = say_number(len(problems), "problem", thousands="")
        raise ReachError(
            f"This reach is about more than numbers were given for: {count}.", problems
        )


def require_some_known(people: pd.Series[Any]) -> None:
    """Raise if nobody is known of: a share among nobody would look like nothing in reach."""
    if len(people) and people.isna().all():
        raise TableError(
            "The number of people is not known of any place, so nothing can be shared among them. "
            "Give `people`, or use 'count', 'gravity' or 'nearest', which need no people."
        )


def align_amounts(given: Amounts, ids: pd.Index[Any]) -> Floats:
    """Put numbers in the order of these ids; 0 for an amount that is not known."""
    return np.nan_to_num(_read_amounts(given)[_ids_of(given).get_indexer(ids)], nan=0.0)
