"""Which groups would be on their own if one tie went, or the fewest ties that hold them?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, depth_first_order

from assetmap.network import AssetGraph, find_bridges, find_smallest_cut
from assetmap.typing import Flags, Matrix, Objects, Positions

__all__ = ["Hold", "find_holds"]


class Hold(NamedTuple):
    """
    For each pair of joined groups: how many ties the smallest set has that it is in.

    ``needed`` is 0 for a pair that is in none; ``cut_off`` names the groups on
    the smaller side, () where it is in none.
    """

    needed: Positions
    cut_off: Objects


def find_holds(joined: AssetGraph, part: Positions, pairs: pd.DataFrame) -> Hold:
    """
    Find the smallest sets of ties that hold each part of the graph of groups together.

    ``part`` numbers the part of each group; ``pairs`` has columns ``a``, ``b``
    (positions of groups, the lower first) and ``ties``. Every tie that is the
    only way between two sides is a set of its own. A part without one has a
    minimum cut.
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
        sides = _list_sides(joined, a[single], b[single])
        cut_off[single] = pd.Series(sides, dtype=object)
    is_held = np.isin(part, part[a[single]])
    for number in np.unique(part[a][~is_held[a]]).tolist():
        weight, is_inside = _cut_part(joined, part == number)
        crosses = is_inside[a] != is_inside[b]
        needed[crosses] = weight
        side = tuple(joined.ids[is_inside])
        cut_off[crosses] = pd.Series([side] * int(crosses.sum()), dtype=object)
    return Hold(needed, cut_off)


def _cut_part(joined: AssetGraph, is_member: Flags) -> tuple[int, Flags]:
    """Find the smallest set of ties that holds some groups together, and one side."""
    cut = find_smallest_cut(joined.subgraph(is_member))
    return round(cut.weight), np.asarray(joined.ids.isin(cut.side))


def _list_sides(joined: AssetGraph, a: Positions, b: Positions) -> list[tuple[str, ...]]:
    """
    Name the smaller side of each of some ties that are the only way across.

    The groups are put in the order of a walk along those ties, in which all
    that lies behind a tie is a run.
    """
    size = len(joined)
    code = np.minimum(joined.source, joined.target) * np.int64(size)
    code += np.maximum(joined.source, joined.target)
    stays = ~np.isin(code, a * size + b)
    _, block = connected_components(
        _as_matrix(joined.source[stays], joined.target[stays], size), directed=False
    )
    walk = _walk(block[a], block[b], int(block.max(initial=-1)) + 1)
    order = np.argsort(walk.at[block], kind="stable")
    starts = np.searchsorted(walk.at[block][order], np.arange(len(walk.last) + 1))
    tree = walk.root[walk.at[block[a]]]
    behind = np.maximum(walk.at[block[a]], walk.at[block[b]])
    sides = []
    for below, whole in zip(behind.tolist(), tree.tolist(), strict=True):
        start, stop = starts[below], starts[walk.last[below] + 1]
        first, end = starts[whole], starts[walk.last[whole] + 1]
        inside = np.sort(order[start:stop])
        others = np.sort(np.concatenate([order[first:start], order[stop:end]]))
        is_inside = (len(inside), -inside[0]) < (len(others), -others[0])
        sides.append(tuple(joined.ids[inside if is_inside else others]))
    return sides


class _Walk(NamedTuple):
    """Where each block comes in a walk of trees; by position, the last behind and the first."""

    at: Positions
    last: Positions
    root: Positions


def _walk(one: Positions, other: Positions, blocks: int) -> _Walk:
    """Walk a forest depth first, from a root that is no block."""
    _, part = connected_components(_as_matrix(one, other, blocks), directed=False)
    _, first = np.unique(part, return_index=True)
    away = np.full(len(first), blocks)
    matrix = _as_matrix(np.append(one, away), np.append(other, first), blocks + 1)
    node, above = depth_first_order(matrix, blocks, directed=False, return_predecessors=True)
    at = np.empty(blocks + 1, dtype=np.intp)
    at[node] = np.arange(blocks + 1)
    last = np.arange(blocks + 1)
    parent = at[above[node[1:]]]
    last[parent] = np.arange(1, blocks + 1)  # of several, the last one stays
    while not np.array_equal(further := last[last], last):
        last = further
    starts = at[first]
    ordered = np.sort(starts)
    root = ordered[np.maximum(np.searchsorted(ordered, np.arange(blocks + 1), "right") - 1, 0)]
    return _Walk(at[:blocks], last, root)


def _as_matrix(one: Any, other: Any, size: int) -> Matrix:
    return csr_array((np.ones(len(one)), (one, other)), shape=(size, size))
