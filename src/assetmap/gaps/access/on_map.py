"""What does each of the smallest places of a map reach, by category?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import TableError, find_near_word
from assetmap.gaps.access.amounts import (
    find_lacking,
    find_unknown_ids,
    find_unusable,
    lay_out,
    require_all,
    require_some_known,
)
from assetmap.gaps.access.catchments import Catchments, find_nearest_costs
from assetmap.gaps.access.decay import Decay
from assetmap.gaps.access.plan import Plan
from assetmap.gaps.access.scores import score
from assetmap.gaps.supply.cases import require_room
from assetmap.gaps.supply.nearest import nearest_costs_in_straight_lines
from assetmap.gaps.supply.opened import open_pairs
from assetmap.space import (
    STREET_DETOUR,
    WALKING_M_PER_MIN,
    Reach,
    find_ends,
    find_leaves,
)
from assetmap.tables import AssetMap, Categories, find_categories, find_open
from assetmap.typing import Flags, Floats

__all__ = ["measure_on_map"]


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
    places, assets = find_leaves(m.places), _assets_by_id(m, by)
    categories = find_categories(assets, by)
    require_room(len(places), len(categories.names))
    people = _people(m, places, plan, demand)
    is_open = find_open(assets)
    amounts = _supply_of(assets, categories, supply, is_open)
    if reach is None and plan.method == "nearest" and not plan.has_limit:
        access = _nearest_anywhere(m, places, assets, categories, amounts)
    else:
        near, decay = _measure_reach(m, plan, reach)
        reached = _catch(m, near, places, assets)
        access = score(plan, reached, amounts, people, decay)
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
        raise TableError(f"`demand` is {demand!r}, which is not known. {hint}")
    unknown = find_unknown_ids(asked, m.places.index, "demand", "place")
    unusable = find_unusable(asked, "demand", may_be_unknown=True)
    require_all([*unknown, *unusable, *find_lacking(asked, places.index, "demand")])
    if not plan.is_shared:
        return None
    require_some_known(asked)
    return lay_out(asked, places.index)[:, 0]


def _supply_of(
    assets: pd.DataFrame,
    categories: Categories,
    supply: str | pd.Series[Any] | pd.DataFrame | None,
    is_open: Flags,
) -> csr_array:
    """Hold the supply of each asset that counts, assets by categories."""
    amount = np.ones(len(assets))
    if supply is not None:
        amount = _amounts(assets, categories, supply, is_open)
    counted = np.where(is_open, amount, 0.0)[categories.asset]
    shape = (len(assets), len(categories.names))
    return csr_array((counted, (categories.asset, categories.category)), shape=shape)


def _amounts(
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
    require_all([*unknown, *unusable, *find_lacking(of_use, ids, "supply")])
    amounts = np.zeros(len(assets))
    amounts[counts] = lay_out(of_use, ids)[:, 0]
    return amounts


def _measure_reach(m: AssetMap, plan: Plan, reach: Reach | None) -> tuple[Reach, Decay | None]:
    """Take the reach that was given, or measure straight lines as far as is of use."""
    if reach is not None:
        return plan.shorten(reach)
    if plan.within_m is not None:
        return plan.shorten(Reach.from_straight_lines(m, within_m=plan.within_m))
    decay = plan.usual_decay("min")
    limit = plan.within_min
    if limit is None and decay is not None:
        limit = decay.limit
    if limit is None:
        return plan.shorten(Reach.from_straight_lines(m).in_minutes())
    return plan.shorten(Reach.from_straight_lines(m, within_min=limit))


def _catch(m: AssetMap, near: Reach, places: gpd.GeoDataFrame, assets: pd.DataFrame) -> Catchments:
    place, asset, cost = open_pairs(near, places.index, assets, m.places.index)
    return Catchments(place, asset, cost, len(places), len(assets))


def _nearest_anywhere(
    m: AssetMap,
    places: gpd.GeoDataFrame,
    assets: pd.DataFrame,
    categories: Categories,
    supply: csr_array,
) -> Floats:
    """Find the minutes to the nearest of each category, however far: a search, not all pairs."""
    ends = find_ends(m)
    origins, locations = ends
    is_there = np.zeros(len(assets), dtype=bool)
    is_there[np.repeat(np.arange(len(assets)), np.diff(supply.indptr))[supply.data > 0]] = True
    metres = nearest_costs_in_straight_lines(origins, locations, categories, is_open=is_there)
    minutes = metres * STREET_DETOUR / WALKING_M_PER_MIN
    if not origins.isna().any():
        return minutes
    stated = _catch(m, Reach.from_straight_lines(ends, within_min=0), places, assets)
    return np.minimum(minutes, find_nearest_costs(stated, supply))
