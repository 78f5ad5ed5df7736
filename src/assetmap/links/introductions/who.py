"""Who may be introduced, who could introduce them, and who knows each other already?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from assetmap.links.pairs.presence import find_counted
from assetmap.model import AssetKind, Purpose, TieKind
from assetmap.network import AssetGraph, build_graph, build_memberships
from assetmap.tables import AssetMap, find_consenting
from assetmap.typing import Flags, Matrix

__all__ = ["MEET_IN_GROUPS_UP_TO", "Company", "find_company"]

MEET_IN_GROUPS_UP_TO = 20
"""Members of a group up to which all of them are taken to know each other."""

_TIES_THAT_COUNT = tuple(str(kind) for kind in TieKind if kind is not TieKind.NOMINATES)


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """
    What is open, how it is tied, and who of it may be introduced.

    ``graph`` holds the standing ties between what is open. By node of it:
    ``is_person``, ``has_agreed`` (a person who agreed to be introduced) and
    ``may_meet`` (has agreed, or is something people can get to know without
    being a person). ``knows`` marks pairs who know each other already.
    """

    graph: AssetGraph
    is_person: Flags
    has_agreed: Flags
    may_meet: Flags
    knows: Matrix


def find_company(m: AssetMap, *, kinds: Iterable[str]) -> Company:
    """
    Find who may be introduced, in the order of ids.

    Closed assets, secret locations and people who took back their consent to
    be stored are not there at all. ``kinds`` are the kinds of asset that may
    be introduced; people among them only where they agreed.
    """
    graph = build_graph(m, kinds=_TIES_THAT_COUNT)
    graph = graph.subgraph(graph.ids.isin(find_counted(m)))
    kind = m.assets["kind"].reindex(graph.ids)
    is_person = (kind == str(AssetKind.INDIVIDUAL)).to_numpy(dtype=bool)
    consenting = find_consenting(m, purpose=Purpose.INTRODUCE)
    has_agreed = is_person & graph.ids.isin(consenting)
    is_wanted = kind.isin([str(word) for word in kinds]).to_numpy(dtype=bool)
    return Company(
        graph=graph,
        is_person=is_person,
        has_agreed=has_agreed,
        may_meet=is_wanted & (has_agreed | ~is_person),
        knows=_find_acquainted(m, graph.ids),
    )


def _find_acquainted(m: AssetMap, ids: pd.Index[str]) -> Matrix:
    """Mark who has, had or stated any tie with whom, or meets in a small group."""
    ties = m.ties
    one = np.asarray(ids.get_indexer(pd.Index(ties["source"])))
    other = np.asarray(ids.get_indexer(pd.Index(ties["target"])))
    is_there = (one >= 0) & (other >= 0)
    groups = build_memberships(m)
    members = np.diff(groups.matrix.tocsc().indptr)
    small = groups.matrix[:, np.flatnonzero(members <= MEET_IN_GROUPS_UP_TO)]
    at = np.asarray(ids.get_indexer(groups.people))
    small, at = small[at >= 0], at[at >= 0]
    met = csr_array(small @ small.T).tocoo()
    first = np.concatenate([one[is_there], at[met.row]])
    second = np.concatenate([other[is_there], at[met.col]])
    shape = (len(ids), len(ids))
    known = csr_array(coo_array((np.ones(len(first)), (first, second)), shape=shape))
    both = csr_array(known + known.T)
    both.sort_indices()
    return both
