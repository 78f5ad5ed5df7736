"""What is there to stand or fall: which assets, people and ties count?"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from assetmap.champions.counted import TIES_THAT_COUNT, keep_standing
from assetmap.model import AssetKind
from assetmap.network import AssetGraph, build_graph
from assetmap.tables import AssetMap
from assetmap.typing import Flags

__all__ = ["as_standing_graph", "build_standing_graph", "is_of_kind"]


def build_standing_graph(m: AssetMap, *, kinds: Iterable[str] | None = None) -> AssetGraph:
    """
    Lay out what stands: open assets and people, and the ties between them.

    Nominations are no ties here: what people say of others breaks with nobody.
    """
    return keep_standing(m, build_graph(m, kinds=TIES_THAT_COUNT if kinds is None else kinds))


def as_standing_graph(subject: AssetMap | AssetGraph) -> AssetGraph:
    """Take a graph as it is, and build that of whoever is still there in a map."""
    return build_standing_graph(subject) if isinstance(subject, AssetMap) else subject


def is_of_kind(graph: AssetGraph, kind: AssetKind) -> Flags:
    """Mark the nodes of one kind of asset."""
    kinds = graph.kind_of_node
    if kinds is None:
        return np.zeros(len(graph), dtype=bool)
    return np.asarray(kinds.to_numpy(dtype=object) == str(kind), dtype=bool)
