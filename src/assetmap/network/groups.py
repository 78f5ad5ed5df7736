"""Groups that assets belong to, and how far ties spread over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import decimals_up_to
from assetmap.errors import GraphError, Problem, find_unknown
from assetmap.network.build_graph import as_graph
from assetmap.network.edges import SHOWN_AT_MOST, read_node_ids
from assetmap.network.graph import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Matrix, Positions

__all__ = ["Groups", "measure_participation", "read_groups"]

Groups: TypeAlias = "pd.Series[Any] | Mapping[Any, Any] | str"
LABELS = ("kind", "place")
"""What a graph can say of its nodes: names that stand for groups."""
_DECIMALS = decimals_up_to(1)


def measure_participation(
    subject: AssetMap | AssetGraph, *, by: Groups, weighted: bool = False
) -> pd.Series[float]:
    """
    Measure how evenly each asset's ties spread over groups.

    Read 0 as "all ties lead into one group" and a value near 1 as "at home in
    many": somebody who can carry news between them.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`). Ties
        count both ways.
    by
        Group of each asset by id, or ``"kind"`` or ``"place"`` for what the
        graph knows of its nodes. Ids that are not in the graph are passed
        over; an asset that is missing there has no group.
    weighted
        Whether a tie counts by its weight, instead of once for each contact.

    Returns
    -------
    participation
        By id, 0 to 1 - 1/(number of groups): 1 less the sum over groups of
        the squared share of ties that lead there. Ties to assets without a
        group are left out. 0.0 where no tie to a group is left: nothing is
        known to be bridged.

    Raises
    ------
    GraphError
        If the groups are about other ids, name one twice, or are not known.

    Notes
    -----
    Guimerà and Amaral (2005), "Functional cartography of complex metabolic
    networks", Nature 433, 895-900.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["x", "x"], "target": ["a", "b"]})
    >>> measure_participation(
    ...     AssetGraph.from_frame(ties), by={"a": "mill", "b": "hill", "x": "mill"}
    ... ).to_dict()
    {'a': 0.0, 'b': 0.0, 'x': 0.5}
    """
    graph = as_graph(subject)
    code = read_groups(graph, by)
    counts = count_by_group(graph.adjacency(weighted=weighted), code)
    total = np.asarray(counts.sum(axis=1))
    squares = np.asarray(counts.multiply(counts).sum(axis=1))
    alike = np.divide(squares, total**2, out=np.ones(len(graph)), where=total > 0)
    return pd.Series((1 - alike).round(_DECIMALS), index=graph.ids, name="participation")


def read_groups(graph: AssetGraph, groups: Groups) -> Positions:
    """Number the group of each node, -1 where it has none, or raise with every problem."""
    given = _read_label(graph, groups) if isinstance(groups, str) else pd.Series(groups)
    node, problems = _find_rows(graph, given.index)
    if problems:
        raise GraphError("These groups cannot be used.", problems)
    row = np.flatnonzero(node >= 0)
    number, words = pd.factorize(np.asarray(given, dtype=object)[row])
    is_blank = [isinstance(word, str) and not word.strip() for word in words.tolist()]
    named = np.append(np.where(is_blank, -1, np.arange(len(words))), -1)
    code = np.full(len(graph), -1, dtype=np.intp)
    code[node[row]] = named[number]
    return code


def _find_rows(graph: AssetGraph, index: pd.Index[Any]) -> tuple[Positions, list[Problem]]:
    """Find the node of each row, -1 where it is not in the graph."""
    if index.equals(graph.ids):
        return np.arange(len(graph)), []
    ids, code = read_node_ids(index)
    node = np.append(graph.ids.get_indexer(ids), -1)[code]
    known = node[node >= 0]
    repeated = np.flatnonzero(np.bincount(known, minlength=len(graph)) > 1)
    if len(repeated):
        shown = ", ".join(repr(name) for name in graph.ids[repeated[:SHOWN_AT_MOST]])
        says = f"{shown} stand there more than once."
        return node, [Problem("by", "duplicate_id", says, "Give each id one group.")]
    if len(graph) and not len(known):
        remedy = "Index it by the ids of the graph (`graph.ids`)."
        return node, [Problem("by", "unknown_ids", "none of its ids is in this graph.", remedy)]
    return node, []


def count_by_group(matrix: Matrix, code: Positions) -> Matrix:
    """Sum each row of a matrix by the group of the column; columns without one are left out."""
    known = np.flatnonzero(code >= 0)
    shape = (len(code), int(code.max(initial=0)) + 1)
    belongs = csr_array((np.ones(len(known)), (known, code[known])), shape=shape)
    return csr_array(matrix @ belongs)


def _read_label(graph: AssetGraph, name: str) -> pd.Series[Any]:
    """Take what the graph says of its nodes."""
    problems = find_unknown("by", [name], LABELS)
    if problems:
        raise GraphError("There are no such groups.", problems)
    labels = graph.kind_of_node if name == "kind" else graph.place_of_node
    if labels is None:
        says = f"this graph does not know the {name} of its nodes."
        remedy = f"Give `nodes` with a column {name!r}, or groups by id."
        problem = Problem("by", f"no_{name}", says, remedy)
        raise GraphError("These groups cannot be used.", [problem])
    return labels
