"""The ties that carry the contact between groups, and how few hold it together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from assetmap.arrays import is_run_start, lookup_sorted
from assetmap.links._mixing import Labels, call_groups, list_contacts, read_labels
from assetmap.network import (
    AssetGraph,
    Groups,
    as_graph,
    find_bridges,
    find_smallest_cut,
    measure_components,
    walk_depth_first,
)
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Matrix, Objects, Positions
from assetmap.wording import name_pair, say_list, say_number, say_rows

__all__ = ["CONTACT_TIE_COLUMNS", "find_contact_ties"]

CONTACT_TIE_COLUMNS = (
    "source", "target", "tie_kind", "group_a", "group_b", "ties", "is_only", "in_cut", "cut_off",
    "says",
)  # fmt: skip
"""Columns of what `find_contact_ties` gives, in order."""
NAMED_AT_MOST = 5
"""Names that a sentence lists; the others are counted."""


def find_contact_ties(subject: AssetMap | AssetGraph, *, by: Groups) -> pd.DataFrame:
    """
    Find the ties that carry contact between groups, the weakest joints first.

    Read a row with ``in_cut`` as "if these few went, that group would be on
    its own": they deserve thanks, and company. The number of such rows for
    one group is how many people would have to fall out of touch.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`). Ties
        count both ways; several ties of the same two assets are one, since
        whoever leaves takes all of them along.
    by
        Group of each asset by id, or ``"kind"`` or ``"place"`` for what the
        graph knows of its nodes.

    Returns
    -------
    contact_ties
        First the groups without any tie to another, one row each with nothing
        but ``group_a``, ``ties`` 0 and ``says``; then one row per tied pair of
        assets of two groups: those of the smallest sets first, then those of
        the pairs of groups with the fewest ties, then by group and id. The
        same columns when there is none:

        - ``source``, ``target``: ids of the two assets, of ``group_a`` and of
          ``group_b``
        - ``tie_kind``: kinds of their ties, separated by commas
        - ``group_a``, ``group_b``: the two groups, in the order of text
        - ``ties`` (int64): tied pairs of assets that these groups have
        - ``is_only`` (bool): whether it is the only one
        - ``in_cut`` (bool): whether it belongs to a smallest set of ties
          whose loss would leave two sides, among the groups that are joined
          at all, straight or through others
        - ``cut_off`` (tuple): the groups on the smaller of the two sides; of
          two sides with as many groups, the one without the first name
        - ``says`` (str): the row in a sentence, without ids of assets; places of
          a map by name

    Raises
    ------
    GraphError
        If the groups are about other ids, name one twice, or are not known.

    See Also
    --------
    measure_silos : How closed the groups are.
    measure_cohesion : The same number for the places of a map.

    Notes
    -----
    The smallest set is a minimum cut of the graph of groups, in which two
    groups are joined by as many edges as they have ties (Stoer and Wagner
    1997, "A simple min-cut algorithm"). Every single tie that is the only way
    between two sides is marked. Where there is none, several sets can be the
    smallest, and one of them is marked. Assets without a group, and their
    ties, are left out: contact that runs through them is not seen.

    Examples
    --------
    Three groups in a row; the quay hangs on one tie:

    >>> ties = pd.DataFrame({"source": ["m1", "m2", "h1"], "target": ["h1", "h2", "q1"]})
    >>> found = find_contact_ties(
    ...     AssetGraph.from_frame(ties),
    ...     by={"m1": "Mill", "m2": "Mill", "h1": "Hill", "h2": "Hill", "q1": "Quay"},
    ... )
    >>> found[["source", "target", "group_a", "group_b", "ties", "in_cut", "cut_off"]]
      source target group_a group_b  ties  in_cut  cut_off
    0     h1     q1    Hill    Quay     1    True  (Quay,)
    1     h1     m1    Hill    Mill     2   False       ()
    2     h2     m2    Hill    Mill     2   False       ()
    """
    graph = as_graph(subject)
    labels = read_labels(graph, by)
    ties = _list_ties(graph, labels)
    joined = AssetGraph(
        ids=labels.names,
        source=ties["a"],
        target=ties["b"],
        kind=np.zeros(len(ties), dtype=np.int16),
        kinds=("contact",),
        weight=np.ones(len(ties)),
    )
    component = measure_components(joined).to_numpy()
    pairs = ties[["a", "b", "ties"]].drop_duplicates()
    cut_sets = find_cut_sets(joined, component, pairs)
    pairs = pairs.assign(needed=cut_sets.needed, cut_off=cut_sets.cut_off)
    ties = ties.merge(pairs, on=["a", "b", "ties"], how="left")
    table = pd.concat([_list_isolated_groups(labels, ties), _sort_ties(ties)], ignore_index=True)
    for end in ("a", "b"):
        group = table[end].to_numpy(dtype=np.intp)  # -1 takes the last: none
        table[f"group_{end}"] = pd.Index([*labels.names, None], dtype="str")[group]
    table["is_only"], table["in_cut"] = table["ties"] == 1, table["needed"] > 0
    texts = dict.fromkeys(("source", "target", "tie_kind", "group_a", "group_b"), "str")
    table = table.astype(texts | {"ties": np.int64, "needed": np.int64})
    called = dict(zip(labels.names, call_groups(subject, by, labels.names), strict=True))
    table["says"] = say_contact_ties(table, called)
    return table[list(CONTACT_TIE_COLUMNS)]


def _list_isolated_groups(labels: Labels, ties: pd.DataFrame) -> pd.DataFrame:
    """List the groups without a tie to another."""
    joined = np.unique(ties[["a", "b"]].to_numpy(dtype=np.intp))
    isolated = np.setdiff1d(np.arange(len(labels.names)), joined)
    rows = pd.DataFrame({"a": isolated, "b": -1, "ties": 0, "needed": 0})
    return rows.assign(cut_off=pd.Series([()] * len(isolated), dtype=object))


def _sort_ties(ties: pd.DataFrame) -> pd.DataFrame:
    """Put the smallest sets first, then the pairs of groups with the fewest ties."""
    is_in_no_set = ties["needed"] == 0
    by = ["is_in_no_set", "needed", "ties", "a", "b", "source", "target"]
    return ties.assign(is_in_no_set=is_in_no_set).sort_values(by)


def _list_ties(graph: AssetGraph, labels: Labels) -> pd.DataFrame:
    """List the tied pairs of assets of two groups, the group with the first name first."""
    contacts = list_contacts(graph, labels).between_groups()
    is_between = labels.code[contacts.first] != labels.code[contacts.second]
    first, second = contacts.first[is_between], contacts.second[is_between]
    first_group, second_group = labels.code[first], labels.code[second]
    is_ordered = first_group < second_group
    a, b = np.minimum(first_group, second_group), np.maximum(first_group, second_group)
    _, pair, count = np.unique(a * len(labels.names) + b, return_inverse=True, return_counts=True)
    return pd.DataFrame(
        {
            "source": graph.ids[np.where(is_ordered, first, second)],
            "target": graph.ids[np.where(is_ordered, second, first)],
            "tie_kind": _name_kinds(graph, first * len(graph) + second),
            "a": a,
            "b": b,
            "ties": count[pair],
        }
    )


def _name_kinds(graph: AssetGraph, pairs: Positions) -> pd.Series[str]:
    """Name the kinds of tie of each tied pair; pairs are sorted."""
    low, high = np.minimum(graph.source, graph.target), np.maximum(graph.source, graph.target)
    position = lookup_sorted(low.astype(np.int64) * len(graph) + high, pairs)
    is_listed = position >= 0
    n_kinds = max(len(graph.kinds), 1)
    pair, kind = np.divmod(
        np.unique(position[is_listed] * n_kinds + graph.kind[is_listed]), n_kinds
    )
    names = pd.Series(pd.Index(graph.kinds, dtype="str")[kind], dtype="str")
    is_first = is_run_start(pair)
    named = names[is_first].reset_index(drop=True)
    mixed = np.unique(pair[~is_first])  # most pairs have one kind of tie
    lists = names.groupby(pair).agg(", ".join).reindex(mixed) if len(mixed) else named[:0]
    named[mixed] = lists
    return named


class CutSets(NamedTuple):
    """
    For each pair of joined groups: how many ties the smallest set has that it is in.

    ``needed`` is 0 for a pair that is in none; ``cut_off`` names the groups on
    the smaller side, () where it is in none.
    """

    needed: Positions
    cut_off: Objects


def find_cut_sets(joined: AssetGraph, component: Positions, pairs: pd.DataFrame) -> CutSets:
    """
    Find the smallest cut sets of each component of the graph of groups.

    ``component`` is that of each group; ``pairs`` has columns ``a``, ``b``
    (positions of groups, the lower first) and ``ties``. Every bridge of one
    tie is a set of its own. A component without one has a minimum cut.
    """
    a, b = (pairs[end].to_numpy(dtype=np.intp) for end in ("a", "b"))
    needed = np.zeros(len(pairs), dtype=np.int64)
    cut_off = np.empty(len(pairs), dtype=object)
    cut_off[:] = [()] * len(pairs)
    bridges = find_bridges(joined)
    ends = [joined.ids.get_indexer(pd.Index(bridges[end])) for end in ("source", "target")]
    is_bridge = np.isin(a * len(joined) + b, ends[0] * len(joined) + ends[1])
    single = np.flatnonzero(is_bridge & (pairs["ties"].to_numpy() == 1))
    needed[single] = 1
    if len(single):
        sides = _list_smaller_sides(joined, a[single], b[single])
        cut_off[single] = pd.Series(sides, dtype=object)
    has_bridge = np.isin(component, component[a[single]])
    for number in np.unique(component[a][~has_bridge[a]]).tolist():
        weight, is_inside = _find_cut_of(joined, component == number)
        crosses = is_inside[a] != is_inside[b]
        needed[crosses] = weight
        side = tuple(joined.ids[is_inside])
        cut_off[crosses] = pd.Series([side] * int(crosses.sum()), dtype=object)
    return CutSets(needed, cut_off)


def _find_cut_of(joined: AssetGraph, is_member: Flags) -> tuple[int, Flags]:
    """Find the minimum cut of a component: how many ties it has, and one side."""
    cut = find_smallest_cut(joined.subgraph(is_member))
    return round(cut.weight), np.asarray(joined.ids.isin(cut.side))


def _list_smaller_sides(joined: AssetGraph, a: Positions, b: Positions) -> list[tuple[str, ...]]:
    """
    Name the smaller of the two sides of each of these bridges, between groups a and b.

    The groups are put in depth-first order of the bridge tree, in which the
    subtree below a bridge is a run, and so is the tree that it is in.
    """
    n_groups = len(joined)
    code = np.minimum(joined.source, joined.target) * np.int64(n_groups)
    code += np.maximum(joined.source, joined.target)
    stays = ~np.isin(code, a * n_groups + b)
    # Without the bridges the graph falls into blocks: they are the nodes of the bridge tree.
    blocks = _build_adjacency(joined.source[stays], joined.target[stays], n_groups)
    n_blocks, block = connected_components(blocks, directed=False)
    ends = np.append(block[a], block[b]), np.append(block[b], block[a])
    walk = walk_depth_first(_build_adjacency(*ends, n_blocks))
    position = walk.position[block]
    order = np.argsort(position, kind="stable")
    starts = np.searchsorted(position[order], np.arange(len(walk.last) + 1))
    # Position 0 is above all trees and no block: the positions below it are their roots.
    is_root = walk.parent == 0
    root = np.maximum.accumulate(np.where(is_root, np.arange(len(is_root)), 0))
    below = np.maximum(position[a], position[b])  # the end of the bridge away from the root
    sides = []
    for subtree, tree in zip(below.tolist(), root[position[a]].tolist(), strict=True):
        start, stop = starts[subtree], starts[walk.last[subtree] + 1]
        tree_start, tree_stop = starts[tree], starts[walk.last[tree] + 1]
        inside = np.sort(order[start:stop])
        outside = np.sort(np.concatenate([order[tree_start:start], order[stop:tree_stop]]))
        is_inside = (len(inside), -inside[0]) < (len(outside), -outside[0])
        sides.append(tuple(joined.ids[inside if is_inside else outside]))
    return sides


def _build_adjacency(source: Any, target: Any, n_nodes: int) -> Matrix:
    """Build the adjacency of ties one way."""
    return csr_array((np.ones(len(source)), (source, target)), shape=(n_nodes, n_nodes))


def say_contact_ties(found: pd.DataFrame, called: Mapping[str, str]) -> pd.Series[str]:
    """
    Say for each tie between groups how many there are, and what would be without them.

    ``called`` gives the name of each group.
    """
    facts = found[["ties", "is_only", "needed", "in_cut"]].assign(
        group_a=found["group_a"].map(called),
        group_b=found["group_b"].map(called),
        cut_off=found["cut_off"].map(lambda groups: tuple(called[group] for group in groups)),
    )
    return say_rows(facts, _say_contact)


def _say_contact(
    *,
    group_a: str,
    group_b: str,
    ties: int,
    is_only: bool,
    needed: int,
    in_cut: bool,
    cut_off: tuple[str, ...],
) -> str:
    """Say what would be if the ties of the cut set went, or that there is another way."""
    if not ties:
        return f"{group_a} has no tie to another group yet: ask who knows somebody there."
    tie = "The only tie" if is_only else f"One of {say_number(ties, 'tie')}"
    said = f"{tie} between {name_pair(group_a, group_b)}"
    if in_cut:
        cut_set = f"it and {needed - 1:,} more" if needed > 1 else "it"
        sides = say_list(cut_off, at_most=NAMED_AT_MOST)
        return f"{said}; if {cut_set} went, {sides} would have no tie to the other groups."
    return f"{said}; the way round leads through another group." if is_only else f"{said}."
