"""Which assets and ties count when it is asked whom to ask, and the graph of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from assetmap.errors import TableError, find_unknown
from assetmap.model import TIES_THAT_COUNT, AssetKind, Purpose, Status, TieKind
from assetmap.network import MEMBERSHIP_KINDS, AssetGraph, build_graph
from assetmap.tables import (
    AssetMap,
    find_standing_ties,
    find_withdrawn,
)
from assetmap.typing import Flags

__all__ = [
    "Ties",
    "as_standing_graph",
    "build_counted_graph",
    "build_standing_graph",
    "find_nominations",
    "is_of_kind",
]

Ties: TypeAlias = Literal["both", "stated", "shared"]
TIES = ("both", "stated", "shared")
"""Words for what counts: everything, what was stated, or memberships alone."""
_NOMINATES = str(TieKind.NOMINATES)


def build_counted_graph(m: AssetMap, *, ties: str) -> AssetGraph:
    """
    Lay out what is open and the ties between it: people on one side, groups on the other.

    Nominations are not among the ties; they are counted for themselves. What
    is kept at a secret location ties nobody: that two people share a refuge
    must not show. People with a secret address are there.
    """
    problems = find_unknown("tied_by", [str(ties)], TIES)
    if problems:
        raise TableError("People cannot be looked for along such ties.", problems)
    kinds = {
        "both": TIES_THAT_COUNT,
        "shared": MEMBERSHIP_KINDS,
        "stated": [kind for kind in TIES_THAT_COUNT if kind not in MEMBERSHIP_KINDS],
    }
    return keep_standing(m, build_graph(m, tie_kinds=kinds[str(ties)]))


def keep_standing(m: AssetMap, graph: AssetGraph) -> AssetGraph:
    """
    Keep what is open of a graph, and the ties between it.

    Who took back their consent to be stored does not count, nor does what is
    kept at a secret location; people with a secret address are there.
    """
    assets = m.assets.reindex(graph.ids)
    is_person = assets["kind"] == str(AssetKind.INDIVIDUAL)
    is_there = (assets["status"] != str(Status.CLOSED)) & ~graph.ids.isin(_withdrawn(m))
    is_there &= is_person | ~assets["sensitive_location"].astype(bool)
    return graph.subgraph(is_there.to_numpy(dtype=bool))


def find_nominations(m: AssetMap) -> pd.DataFrame:
    """
    List who named whom as somebody who brings people together, each pair once.

    Columns ``by`` and ``person`` (ids), sorted. Naming oneself and the words
    of people who took back their consent do not count.
    """
    ties = find_standing_ties(m)
    pairs = ties.loc[ties["kind"] == _NOMINATES, ["source", "target"]]
    pairs = pairs[(pairs["source"] != pairs["target"]) & ~pairs["source"].isin(_withdrawn(m))]
    pairs = pairs.drop_duplicates().set_axis(["by", "person"], axis=1)
    return pairs.sort_values(["person", "by"], ignore_index=True)


def _withdrawn(m: AssetMap) -> pd.Index[str]:
    return find_withdrawn(m, purpose=Purpose.STORE)


def build_standing_graph(m: AssetMap, *, kinds: Iterable[str] | None = None) -> AssetGraph:
    """
    Lay out what stands: open assets and people, and the ties between them.

    Nominations are no ties here: what people say of others breaks with nobody.
    """
    return keep_standing(m, build_graph(m, tie_kinds=kinds))


def as_standing_graph(subject: AssetMap | AssetGraph) -> AssetGraph:
    """Take a graph as it is, and build that of whoever is still there in a map."""
    return build_standing_graph(subject) if isinstance(subject, AssetMap) else subject


def is_of_kind(graph: AssetGraph, kind: AssetKind) -> Flags:
    """Mark the nodes of one kind of asset."""
    kinds = graph.kind_of_node
    if kinds is None:
        return np.zeros(len(graph), dtype=bool)
    return np.asarray(kinds.to_numpy(dtype=object) == str(kind), dtype=bool)
