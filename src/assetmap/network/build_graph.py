"""How a map becomes a graph."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from assetmap.errors import GraphError, find_unknown
from assetmap.model import TieKind
from assetmap.network.graph import AssetGraph
from assetmap.space import place_of
from assetmap.tables import (
    AssetMap,
    find_standing_ties,
    find_ties_but_nominations,
    merge_repeated_ties,
)

__all__ = ["as_graph", "build_graph", "read_kinds"]


def as_graph(subject: AssetMap | AssetGraph) -> AssetGraph:
    """Take a graph as it is, and build that of a map (`build_graph`)."""
    return build_graph(subject) if isinstance(subject, AssetMap) else subject


def build_graph(
    m: AssetMap,
    *,
    tie_kinds: Iterable[str] | None = None,
    directed: bool = False,
    include_ended: bool = False,
) -> AssetGraph:
    """
    Lay a map's assets and ties out as one graph.

    Read it as what has been recorded: two assets without a tie may well know
    each other, and nobody has asked yet.

    Parameters
    ----------
    m
        The map. Not modified.
    tie_kinds
        Kinds of tie to keep, as in `assetmap.model.TieKind`; all but
        ``nominates``, which is what people say of others, when None.
    directed
        Whether a tie carries from source to target only. A membership or a
        partnership carries both ways, so the default is False; source and
        target keep the way a tie is read.
    include_ended
        Whether ties whose ``until`` lies before ``m.as_of`` are kept.

    Returns
    -------
    graph
        One node per asset, also for those that are closed or have no tie;
        nodes carry their kind and place. One tie for each pair and kind that
        still stands, however often ``m.ties`` says so, and unless ``directed``
        whichever way round; its weight is the greatest ``strength`` stated, 1
        where none is.

    Raises
    ------
    GraphError
        If a kind of tie is not known.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Choir", "Hall"], "kind": ["individual", "association", "space"]},
    ...         index=["asha", "choir", "hall"],
    ...     ),
    ...     ties=pd.DataFrame({"source": ["asha"], "target": ["choir"], "kind": ["member_of"]}),
    ... )
    >>> build_graph(m)
    <AssetGraph: 3 nodes, 1 tie (member_of 1), 2 components, 1 isolate>
    """
    if tie_kinds is None:
        ties = find_ties_but_nominations(m, include_ended=include_ended)
    else:
        ties = m.ties if include_ended else find_standing_ties(m)
        ties = ties[ties["kind"].isin(read_kinds(tie_kinds))]
    ties = ties[["source", "target", "kind"]].assign(strength=ties["strength"].fillna(1.0))
    ties = merge_repeated_ties(ties, directed=directed)
    assets = m.assets
    ids = pd.Index(sorted(assets.index), dtype="str", name="asset_id")
    kind, names = pd.factorize(ties["kind"].astype(object), sort=True)
    return AssetGraph(
        ids=ids,
        source=ids.get_indexer(pd.Index(ties["source"])),
        target=ids.get_indexer(pd.Index(ties["target"])),
        kind=kind,
        kinds=tuple(str(name) for name in names),
        weight=ties["strength"].to_numpy(dtype=np.float64),
        is_directed=directed,
        kind_of_node=assets["kind"],
        place_of_node=place_of(m),
    )


def read_kinds(kinds: Iterable[str]) -> list[str]:
    """Read words for kinds of tie, or raise with all that are not known."""
    wanted = [str(kind) for kind in ((kinds,) if isinstance(kinds, str) else kinds)]
    known = [str(kind) for kind in TieKind]
    problems = find_unknown("tie_kinds", wanted, known)
    if problems:
        raise GraphError("There are no such kinds of tie.", problems)
    return wanted
