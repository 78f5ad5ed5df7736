"""What does each place reach, by numbers that are given by id?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import TableError
from assetmap.gaps.access.amounts import (
    Amounts,
    find_lacking,
    find_unusable,
    lay_out,
    require_all,
    require_covered,
    require_some_known,
)
from assetmap.gaps.access.catchments import Catchments
from assetmap.gaps.access.plan import Plan
from assetmap.gaps.access.scores import score
from assetmap.space import Reach

__all__ = ["measure_by_ids"]


def measure_by_ids(
    reach: Reach, plan: Plan, *, demand: pd.Series[Any] | None, supply: Amounts | None
) -> pd.Series[Any] | pd.DataFrame:
    """Measure access with a reach; parameters and errors are those of `measure_access`."""
    if demand is None and plan.is_shared:
        raise TableError(
            f"`demand` is missing: {plan.method!r} shares supply among people. "
            "Give the number of people by id of place."
        )
    if supply is None:
        supply = pd.Series(1.0, index=reach.destinations)
    unusable = find_unusable(supply, "supply", may_be_unknown=False)
    lacking = find_lacking(supply, reach.destinations, "supply")
    if demand is not None:
        unusable = [*find_unusable(demand, "demand", may_be_unknown=True), *unusable]
        lacking = [*find_lacking(demand, reach.origins, "demand"), *lacking]
    require_all(unusable)
    require_covered(lacking)
    people = None
    if demand is not None and plan.is_shared:
        require_some_known(demand)
        people = lay_out(demand, reach.origins)[:, 0]
    amounts = csr_array(lay_out(supply, reach.destinations))
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
