"""Which assets and ties count when people to ask are looked for?"""

from __future__ import annotations

from typing import Literal, TypeAlias

import pandas as pd

from assetmap.errors import TableError, find_unknown
from assetmap.model import AssetKind, Purpose, Status, TieKind
from assetmap.network import MEMBERSHIP_KINDS, AssetGraph, build_graph
from assetmap.tables import AssetMap, find_standing_ties, find_withdrawn

__all__ = [
    "TIES",
    "TIES_THAT_COUNT",
    "Ties",
    "build_counted_graph",
    "find_nominations",
    "keep_standing",
]

Ties: TypeAlias = Literal["both", "stated", "shared"]

TIES = ("both", "stated", "shared")
"""Words for what counts: everything, what was stated, or memberships alone."""

_NOMINATES = str(TieKind.NOMINATES)

TIES_THAT_COUNT = tuple(str(kind) for kind in TieKind if kind is not TieKind.NOMINATES)
"""Every kind of tie but nominations, which are what people say of others."""


def build_counted_graph(m: AssetMap, *, ties: str) -> AssetGraph:
    """
    Lay out what is open and the ties between it: people on one side, groups on the other.

    Nominations are not among the ties; they are counted for themselves. What
    is kept at a secret location ties nobody: that two people share a refuge
    must not show. People with a secret address are there.
    """
    problems = find_unknown("ties", [str(ties)], TIES)
    if problems:
        raise TableError("People cannot be looked for along such ties.", problems)
    kinds = {
        "both": TIES_THAT_COUNT,
        "shared": MEMBERSHIP_KINDS,
        "stated": [kind for kind in TIES_THAT_COUNT if kind not in MEMBERSHIP_KINDS],
    }
    return keep_standing(m, build_graph(m, kinds=kinds[str(ties)]))


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
