"""What does a method make of the pairs within reach?"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from assetmap.gaps.access.catchments import (
    Catchments,
    find_nearest_costs,
    measure_shared,
    measure_within,
)
from assetmap.gaps.access.decay import Decay
from assetmap.gaps.access.plan import Plan
from assetmap.gaps.supply.cases import require_room
from assetmap.typing import Floats

__all__ = ["score"]


def score(
    plan: Plan,
    reached: Catchments,
    supply: csr_array,
    people: Floats | None,
    decay: Decay | None,
) -> Floats:
    """Measure access by place and category; ``people`` by place where they share it."""
    require_room(reached.places, supply.shape[1])
    if 0 in (reached.places, supply.shape[1]):
        return np.zeros((reached.places, supply.shape[1]))
    if plan.method == "nearest":
        return find_nearest_costs(reached, supply)
    weight = reached.weigh(decay)
    if people is None:
        return measure_within(reached, supply, weight=weight)
    is_lost = plan.method == "m2sfca"
    return measure_shared(reached, supply, people, weight=weight, is_lost_with_distance=is_lost)
