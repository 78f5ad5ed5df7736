"""Brokerage: who stands between people who are not tied, and in which role."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from assetmap.arrays import decimals_up_to, is_in_sorted, is_run_start, lookup_sorted, ragged_arange
from assetmap.errors import GraphError, find_unknown
from assetmap.network.build_graph import as_graph
from assetmap.network.graph import AssetGraph
from assetmap.network.groups import Groups, read_groups
from assetmap.network.holes import TiedPairs, list_pairs, list_triangles
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, Integers, Matrix, Pairs, Positions

__all__ = ["BROKER_ROLES", "measure_brokerage"]

Credit: TypeAlias = Literal["full", "shared"]
BROKER_ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
"""The five ways of standing between two others, as columns of `measure_brokerage`."""

# by whether a and b, b and c, a and c are of one group (1, 2, 4 added up): the role of b
_ROLE = np.array([4, 3, 2, -1, 1, -1, -1, 0])
_CHAINS_AT_ONCE = 1 << 18
_DECIMALS = decimals_up_to(1)


def measure_brokerage(
    subject: AssetMap | AssetGraph,
    *,
    by: Groups,
    directed: bool | None = None,
    credit: Credit = "full",
) -> pd.DataFrame:
    """
    Count in which roles each asset stands between others who are not tied.

    Read a row as "between whom, and on whose side". A *gatekeeper* lets
    outsiders in to the own group, a *representative* speaks for the own group
    outside, a *liaison* joins two other groups, a *coordinator* works within
    the own group, an *itinerant* (or consultant) stands between two of another
    group. High counts also mean that much rests on one person.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`).
        Weights are not used; several ties of two assets are one.
    by
        Group of each asset by id, or ``"kind"`` or ``"place"`` for what the
        graph knows of its nodes. Ids that are not in the graph are passed over.
    directed
        Whether ties carry from source to target only; as the graph when None.
    credit
        ``"full"`` counts every chain a, b, c once for b. ``"shared"`` gives
        each of the assets between the same a and c an equal part of it.

    Returns
    -------
    brokerage
        By id, the columns ``coordinator, itinerant, gatekeeper,
        representative, liaison``; int64, or float64 when shared. A chain
        counts where a carries to b and b to c, but not a to c, and all three
        have a group. In an undirected graph every chain is read both ways, so
        that gatekeeper and representative are equal. 0 without a tie, and for
        an asset without a group: its role cannot be told. Those are where
        ``by`` is missing.

    Raises
    ------
    GraphError
        If the groups are about other ids, name one twice, or are not known,
        or there is no such credit.

    Notes
    -----
    Gould and Fernandez (1989), "Structures of mediation: a formal approach to
    brokerage in transaction networks", Sociological Methodology 19, 89-126;
    the shared credit is theirs too. An asset without a group still takes its
    part of the shared credit. Full credit is counted from group totals and
    triangles, never from the chains; shared credit writes the chains out, a
    quarter of a million at a time or those of one asset.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["ann", "bo"], "target": ["bo", "cy"]})
    >>> groups = {"ann": "mill", "bo": "hill", "cy": "hill"}
    >>> measure_brokerage(AssetGraph.from_frame(ties), by=groups).loc["bo"].to_dict()
    {'coordinator': 0, 'itinerant': 0, 'gatekeeper': 1, 'representative': 1, 'liaison': 0}
    """
    graph = as_graph(subject)
    problems = find_unknown("credit", [credit], ("full", "shared"))
    if problems:
        raise GraphError("There is no such credit.", problems)
    is_directed = graph.is_directed if directed is None else directed
    code = read_groups(graph, by)
    if credit == "full":
        counts = _count(graph, code, is_directed=is_directed)
        return pd.DataFrame(counts, index=graph.ids, columns=list(BROKER_ROLES))
    onward = graph.adjacency(weighted=False, directed=is_directed)
    shared = _share(onward, code).round(_DECIMALS)
    return pd.DataFrame(shared, index=graph.ids, columns=list(BROKER_ROLES))


def _count(graph: AssetGraph, code: Positions, *, is_directed: bool) -> Integers:
    """Count the chains in each role: all of them, less those whose ends are tied."""
    size = len(graph)
    is_grouped = (code[graph.source] >= 0) & (code[graph.target] >= 0)
    source, target = graph.source[is_grouped], graph.target[is_grouped]
    pairs = list_pairs(source, target, size=size)
    is_forward = is_back = np.ones(len(pairs.first), dtype=bool)
    if is_directed:
        is_forward, is_back = _find_ways(pairs, source, target)
    start = np.concatenate([pairs.first[is_forward], pairs.second[is_back]])
    end = np.concatenate([pairs.second[is_forward], pairs.first[is_back]])
    counts = _count_all(start, end, code, is_directed=is_directed)
    # a carries to b and back: no chain of three
    is_mutual = is_forward & is_back
    ends = np.concatenate([pairs.first[is_mutual], pairs.second[is_mutual]])
    is_same = np.tile((code[pairs.first] == code[pairs.second])[is_mutual], 2)
    for role, chosen in ((0, is_same), (1, ~is_same)):
        counts[:, role] -= np.bincount(ends[chosen], minlength=size)
    ways = (is_forward, is_back) if is_directed else None
    return counts - _count_closed(pairs, code, ways=ways)


def _count_all(start: Positions, end: Positions, code: Positions, *, is_directed: bool) -> Integers:
    """Multiply what comes in to each node by what goes out, by group."""
    size, groups = len(code), int(code.max(initial=0)) + 1
    is_own = code[start] == code[end]
    all_out = np.bincount(start, minlength=size)
    own_out = np.bincount(start[is_own], minlength=size)
    went = _count_keys(start * groups + code[end])
    if is_directed:
        all_in = np.bincount(end, minlength=size)
        own_in = np.bincount(end[is_own], minlength=size)
        came = _count_keys(end * groups + code[start])
    else:
        all_in, own_in, came = all_out, own_out, went
    same = _sum_products(came, went, groups=groups, size=size)
    coordinator = own_in * own_out
    itinerant = same - coordinator
    gatekeeper = (all_in - own_in) * own_out
    representative = own_in * (all_out - own_out)
    liaison = (all_in - own_in) * (all_out - own_out) - itinerant
    return np.stack([coordinator, itinerant, gatekeeper, representative, liaison], axis=1)


def _count_keys(keys: Positions) -> Pairs:
    """List the different keys in order, and how often each is there."""
    keys.sort()
    starts = np.flatnonzero(is_run_start(keys))
    return keys[starts], np.diff(starts, append=len(keys))


def _sum_products(
    came: Pairs,
    went: Pairs,
    *,
    groups: int,
    size: int,
) -> Integers:
    """Add up, for each node, what came from a group times what went there."""
    keys, counts = came
    if came is not went:
        position = lookup_sorted(keys, went[0])
        is_there = position >= 0
        keys, counts = keys[is_there], counts[is_there] * went[1][position[is_there]]
    else:
        counts = counts * counts
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, keys // groups, counts)
    return sums


def _count_closed(
    pairs: TiedPairs, code: Positions, *, ways: tuple[Flags, Flags] | None
) -> Integers:
    """Count the chains whose first carries to the last as well; ``ways`` is None for both."""
    size, roles = len(code), len(BROKER_ROLES)
    counts = np.zeros(size * roles, dtype=np.int64)
    for left, right, closing in list_triangles(pairs):
        node = (pairs.first[left], pairs.second[left], pairs.second[right])
        goes: dict[tuple[int, int], Flags] = {}
        if ways is not None:
            for (start, end), edge in (((0, 1), left), ((0, 2), right), ((1, 2), closing)):
                goes[start, end], goes[end, start] = ways[0][edge], ways[1][edge]
        cells = []
        for a, b, c in permutations(range(3)):
            is_closed = goes[a, b] & goes[b, c] & goes[a, c] if goes else slice(None)
            first, broker, last = (node[place][is_closed] for place in (a, b, c))
            cells.append(broker * roles + _role(code, first, broker, last))
        counts += np.bincount(np.concatenate(cells), minlength=len(counts))
    return counts.reshape(size, roles)


def _find_ways(pairs: TiedPairs, source: Positions, target: Positions) -> tuple[Flags, Flags]:
    """Tell of each pair whether its first carries to its second, and the other way."""
    position = pairs.find(source, target)
    ways = np.zeros((2, len(pairs.first)), dtype=bool)
    ways[0, position[pairs.first[position] == source]] = True
    ways[1, position[pairs.second[position] == source]] = True
    return ways[0], ways[1]


def _role(code: Positions, first: Positions, broker: Positions, last: Positions) -> Positions:
    """Tell the role of each broker; all three must have a group."""
    of_first, of_broker, of_last = code[first], code[broker], code[last]
    role: Positions = _ROLE[
        (of_first == of_broker) + 2 * (of_broker == of_last) + 4 * (of_first == of_last)
    ]
    return role


def _share(onward: Matrix, code: Positions) -> Floats:
    """Write out the open chains and share each among all who stand between its ends."""
    size, roles = len(code), len(BROKER_ROLES)
    starts = np.repeat(np.arange(size), np.diff(onward.indptr))
    tied = starts * size + onward.indices
    shared = np.zeros(size * roles)
    for first, broker, last in _chains(onward, starts):
        ends = first * size + last
        pair, which, n_between = np.unique(ends, return_inverse=True, return_counts=True)
        is_open = ~is_in_sorted(pair, tied)[which] & (first != last)
        grouped = (code[first] >= 0) & (code[broker] >= 0) & (code[last] >= 0)
        chosen = np.flatnonzero(is_open & grouped)
        role = _role(code, first[chosen], broker[chosen], last[chosen])
        part = 1.0 / n_between[which[chosen]]
        shared += np.bincount(broker[chosen] * roles + role, weights=part, minlength=len(shared))
    return shared.reshape(size, roles)


def _chains(onward: Matrix, starts: Positions) -> Iterator[tuple[Positions, Positions, Positions]]:
    """Write out the chains of two ties, all of one first node in one block."""
    lengths = np.diff(onward.indptr)
    n_onward = lengths[onward.indices].astype(np.intp)  # chains that go on from each tie
    before = np.append(0, np.cumsum(n_onward))[onward.indptr]  # chains before each first node
    node, size = 0, len(lengths)
    while node < size:
        stop = int(np.searchsorted(before, before[node] + _CHAINS_AT_ONCE, side="right")) - 1
        stop = min(max(stop, node + 1), size)
        ties = slice(int(onward.indptr[node]), int(onward.indptr[stop]))
        count = n_onward[ties]
        broker = np.repeat(onward.indices[ties], count).astype(np.intp)
        last = onward.indices[ragged_arange(onward.indptr[onward.indices[ties]], count)]
        if len(broker):
            yield np.repeat(starts[ties], count), broker, last.astype(np.intp)
        node = stop
