"""Access of the smallest places of a map, or of places by id, by category."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array

from assetmap.errors import TableError, find_near_word
from assetmap.gaps._access_plan import Plan
from assetmap.gaps._amounts import (
    Amounts,
    align_amounts,
    find_lacking,
    find_unknown_ids,
    find_unusable,
    read_amounts,
    require_amounts,
    require_covered,
    require_some_known,
)
from assetmap.gaps._catchments import Catchments, PeopleAt, score
from assetmap.gaps._gap_question import AskedAssets
from assetmap.gaps._people import count_at_homes, is_of_origins, weigh_homes
from assetmap.gaps._supply import each_nearest_cost, pairs_of_homes, starts_at_origins
from assetmap.gaps.decay import Decay
from assetmap.space import Homes, Reach, find_leaves
from assetmap.tables import (
    AssetMap,
    Categories,
    categories_by_id,
    find_open,
    read_grouping,
    require_room,
    sort_assets,
)
from assetmap.typing import Flags, Floats

__all__ = ["measure_by_ids", "measure_on_map", "read_supply"]

_WEIGHTED = "weighted"


def measure_on_map(
    m: AssetMap,
    plan: Plan,
    *,
    demand: str | pd.Series[Any] | None,
    supply: str | pd.Series[Any] | pd.DataFrame | None,
    by: str,
    reach: Reach | None,
    where: AskedAssets | None,
) -> pd.DataFrame:
    """Measure access on a map; parameters and errors are those of `measure_access`."""
    if reach is None:
        plan = plan.with_usual_limit()
    places, assets = find_leaves(m), sort_assets(m)
    by = read_grouping(assets, by)
    categories = categories_by_id(m, by)
    require_room(len(places), len(categories.names))
    if where is not None:
        categories = categories.where(where.flags_of(assets.index))
    homes, asking = _count_people(
        m, places, demand, with_origins=starts_at_origins(m, reach), is_shared=plan.is_shared
    )
    is_open = find_open(assets)
    amounts = _supply_of(assets, categories, supply, is_open)
    if reach is None and plan.method == "nearest" and not plan.has_limit:
        access = _nearest_anywhere(m, homes, categories, amounts)
    else:
        near, decay = _measure_reach(homes, plan, reach)
        reached = _catch(m, near, homes, assets, is_open, is_given=reach is not None)
        access = score(plan, reached, amounts, asking, decay)
    columns = pd.Index(categories.names, dtype="str", name=by)
    return pd.DataFrame(access, index=places.index, columns=columns)


def _count_people(
    m: AssetMap,
    places: gpd.GeoDataFrame,
    demand: str | pd.Series[Any] | None,
    *,
    with_origins: bool,
    is_shared: bool,
) -> tuple[Homes, Floats | None]:
    """Find where people live, and how many share what they reach; None where nobody does."""
    is_weighted = isinstance(demand, str) and demand == _WEIGHTED
    homes, known, _ = count_at_homes(
        m, places, people=None if is_weighted else demand, with_origins=with_origins
    )
    if isinstance(demand, pd.Series) and not is_of_origins(m, demand):
        require_amounts(find_lacking(demand, places.index, "people"))
    if not is_shared:
        return homes, None
    require_some_known(known)
    at_home = homes.spread(known)
    if is_weighted:
        at_home = at_home * weigh_homes(m, places, homes)
    return homes, np.nan_to_num(at_home)


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
    m: AssetMap,
    near: Reach,
    homes: Homes,
    assets: pd.DataFrame,
    is_open: Flags,
    *,
    is_given: bool,
) -> Catchments:
    """Take the pairs of a home and an asset that is open, and whose people live there."""
    if is_given:
        home, asset, cost = pairs_of_homes(m, homes, near, assets)
    else:
        is_counted = np.flatnonzero(is_open[near.to_position])
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
    ways = each_nearest_cost(homes, categories, is_open=is_there)
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
        require_some_known(read_amounts(demand)[:, 0])
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
