"""Which ties carry the contact between groups, and how few hold it together?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.arrays import is_run_start, lookup_sorted
from assetmap.links.silos.hanging import find_holds
from assetmap.links.silos.labels import Labels, read_labels
from assetmap.links.silos.mixing import list_contacts
from assetmap.links.silos.sentences import say_contact_ties
from assetmap.network import AssetGraph, Groups, as_graph, measure_components
from assetmap.tables import AssetMap
from assetmap.typing import Positions

__all__ = ["CONTACT_TIE_COLUMNS", "find_contact_ties"]

CONTACT_TIE_COLUMNS = (
    "source", "target", "kind", "group_a", "group_b", "ties", "is_only", "in_cut", "cut_off",
    "says",
)  # fmt: skip
"""Columns of what `find_contact_ties` gives, in order."""


def find_contact_ties(subject: AssetMap | AssetGraph, *, groups: Groups) -> pd.DataFrame:
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
    groups
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
        - ``kind``: kinds of their ties, separated by commas
        - ``group_a``, ``group_b``: the two groups, in the order of text
        - ``ties`` (int64): tied pairs of assets that these groups have
        - ``is_only`` (bool): whether it is the only one
        - ``in_cut`` (bool): whether it belongs to a smallest set of ties
          whose loss would leave two sides, among the groups that are joined
          at all, straight or through others
        - ``cut_off`` (tuple): the groups on the smaller of the two sides; of
          two sides with as many groups, the one without the first name
        - ``says`` (str): the row in a sentence, without ids

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
    ...     groups={"m1": "Mill", "m2": "Mill", "h1": "Hill", "h2": "Hill", "q1": "Quay"},
    ... )
    >>> found[["source", "target", "group_a", "group_b", "ties", "in_cut", "cut_off"]]
      source target group_a group_b  ties  in_cut  cut_off
    0     h1     q1    Hill    Quay     1    True  (Quay,)
    1     h1     m1    Hill    Mill     2   False       ()
    2     h2     m2    Hill    Mill     2   False       ()
    """
    graph = as_graph(subject)
    labels = read_labels(graph, groups)
    ties = _list_ties(graph, labels)
    joined = AssetGraph(
        ids=labels.names,
        source=ties["a"],
        target=ties["b"],
        kind=np.zeros(len(ties), dtype=np.int16),
        kinds=("contact",),
        weight=np.ones(len(ties)),
    )
    part = measure_components(joined).to_numpy()
    pairs = ties[["a", "b", "ties"]].drop_duplicates()
    hold = find_holds(joined, part, pairs)
    held = pairs.assign(needed=hold.needed, cut_off=hold.cut_off)
    ties = ties.merge(held, on=["a", "b", "ties"], how="left")
    table = pd.concat([_list_alone(labels, ties), _in_order(ties)], ignore_index=True)
    for end in ("a", "b"):
        at = table[end].to_numpy(dtype=np.intp)
        table[f"group_{end}"] = pd.Index([*labels.names, None], dtype="str")[at]
    table["is_only"], table["in_cut"] = table["ties"] == 1, table["needed"] > 0
    texts = dict.fromkeys(("source", "target", "kind", "group_a", "group_b"), "str")
    table = table.astype(texts | {"ties": np.int64, "needed": np.int64})
    table["says"] = say_contact_ties(table)
    return table[list(CONTACT_TIE_COLUMNS)]


def _list_alone(labels: Labels, ties: pd.DataFrame) -> pd.DataFrame:
    """List the groups without a tie to another."""
    joined = np.unique(ties[["a", "b"]].to_numpy(dtype=np.intp))
    alone = np.setdiff1d(np.arange(len(labels.names)), joined)
    rows = pd.DataFrame({"a": alone, "b": -1, "ties": 0, "needed": 0})
    return rows.assign(cut_off=pd.Series([()] * len(alone), dtype=object))


def _in_order(ties: pd.DataFrame) -> pd.DataFrame:
    """Put the smallest sets first, then the pairs of groups with the fewest ties."""
    is_in_no_set = ties["needed"] == 0
    by = ["is_in_no_set", "needed", "ties", "a", "b", "source", "target"]
    return ties.assign(is_in_no_set=is_in_no_set).sort_values(by)


def _list_ties(graph: AssetGraph, labels: Labels) -> pd.DataFrame:
    """List the tied pairs of assets of two groups, the group with the first name first."""
    contacts = list_contacts(graph, labels).between_groups()
    one, other = labels.code[contacts.first], labels.code[contacts.second]
    leaves = one != other
    one, other = one[leaves], other[leaves]
    first, second = contacts.first[leaves], contacts.second[leaves]
    is_ordered = one < other
    a, b = np.minimum(one, other), np.maximum(one, other)
    _, pair, count = np.unique(a * len(labels.names) + b, return_inverse=True, return_counts=True)
    return pd.DataFrame(
        {
            "source": graph.ids[np.where(is_ordered, first, second)],
            "target": graph.ids[np.where(is_ordered, second, first)],
            "kind": _name_kinds(graph, first * len(graph) + second),
            "a": a,
            "b": b,
            "ties": count[pair],
        }
    )


def _name_kinds(graph: AssetGraph, pairs: Positions) -> pd.Series[str]:
    """Name the kinds of tie of each tied pair; pairs are sorted."""
    low, high = np.minimum(graph.source, graph.target), np.maximum(graph.source, graph.target)
    at = lookup_sorted(low.astype(np.int64) * len(graph) + high, pairs)
    is_listed = at >= 0
    several = max(len(graph.kinds), 1)
    both = np.unique(at[is_listed] * several + graph.kind[is_listed])
    names = pd.Series(pd.Index(graph.kinds, dtype="str")[both % several], dtype="str")
    pair = both // several
    is_first = is_run_start(pair)
    named = names[is_first].reset_index(drop=True)
    mixed = np.unique(pair[~is_first])  # most pairs have one kind of tie
    lists = names.groupby(pair).agg(", ".join).reindex(mixed) if len(mixed) else named[:0]
    named[mixed] = lists
    return named
