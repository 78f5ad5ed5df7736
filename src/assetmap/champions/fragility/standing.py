"""What is there to stand or fall: which assets, people and ties count?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assetmap.champions.counted import TIES_THAT_COUNT, keep_standing
from assetmap.champions.fragility.removals import Flags
from assetmap.model import AssetKind
from assetmap.network import AssetGraph, build_graph
from assetmap.tables import AssetMap

__all__ = ["build_standing_graph", "gather_tuples", "is_of_kind"]


def build_standing_graph(m: AssetMap, *, kinds: Iterable[str] | None = None) -> AssetGraph:
    """
    Lay out what stands: open assets and people, and the ties between them.

    Nominations are no ties here: what people say of others breaks with nobody.
    """
    return keep_standing(m, build_graph(m, kinds=TIES_THAT_COUNT if kinds is None else kinds))


def is_of_kind(graph: AssetGraph, kind: AssetKind) -> Flags:
    """Mark the nodes of one kind of asset."""
    kinds = graph.kind_of_node
    if kinds is None:
        return np.zeros(len(graph), dtype=bool)
    return np.asarray(kinds.to_numpy(dtype=object) == str(kind), dtype=bool)


def gather_tuples(
    holder: NDArray[np.intp], value: NDArray[Any] | pd.Index[Any], size: int
) -> NDArray[np.object_]:
    """Gather values by who holds them: a tuple for each of ``size``, in the order given."""
    order = np.argsort(holder, kind="stable")
    values = np.asarray(value, dtype=object)[order]
    ends = np.concatenate([[0], np.cumsum(np.bincount(holder, minlength=size))])
    gathered = np.empty(size, dtype=object)
    gathered[:] = [()] * size
    for at in np.unique(holder).tolist():
        gathered[at] = tuple(values[ends[at] : ends[at + 1]])
    return gathered
