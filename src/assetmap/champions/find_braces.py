"""The fewest new ties that give every part of a graph a second way to the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from assetmap.champions._apart import find_positions
from assetmap.champions._pieces import Tree, build_tree
from assetmap.champions._standing import as_standing_graph
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Integers, Matrix, Pairs, Positions

__all__ = ["Braces", "choose_braces", "find_braces", "name_bridges"]

"""Columns of what `find_braces` gives, in order."""


class Braces(NamedTuple):
    """
    New ties that leave no bridge which can be removed.

    ``first`` and ``second`` are the ends of each, as positions of nodes, and
    ``removed`` the bridges it removes that no tie before it does. ``stuck``
    are the bridges that no tie between candidates can remove. A bridge is the
    position in ``tree`` of its end away from the start.
    """

    tree: Tree
    first: Positions
    second: Positions
    removed: list[Positions]
    stuck: Positions


def find_braces(
    subject: AssetMap | AssetGraph, *, among: Iterable[str] | None = None, smallest: int = 1
) -> pd.DataFrame:
    """
    Find the fewest new ties after which no single tie holds two sides together.

    A bridge is a tie without which one side could not reach the other. Read a
    row as an introduction that gives both sides a second way.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as the graph of what is still
        there. Ties carry both ways. Its separate parts stay separate.
    among
        Ids that may be given a new tie; any when None.
    smallest
        Bridges that hold fewer than so many on their smaller side are left
        alone: with 2, those of somebody who has a single tie.

    Returns
    -------
    braces
        Columns ``source``, ``target`` (ids) and ``bridge_ids``, pairs of ids:
        what the tie removes that none before it does. Those that remove the
        most bridges come first. Empty where no bridge can be removed.

    Raises
    ------
    GraphError
        If an id of ``among`` is not in the graph.

    Notes
    -----
    The number of rows is the least possible (Eswaran and Tarjan 1976,
    "Augmentation problems"), also where only some may be given a tie. Bridges
    with nobody among the candidates on one side cannot be removed; joined
    over them, the parts without a bridge inside form trees, every end of
    which has a candidate and needs a tie. With l ends of a tree, (l + 1) / 2
    ties are enough, rounded down: the first end in the order of a walk goes
    with the one half way round. Ties remove bridges, not every dependence on
    a person: whoever sits on two rings still holds them together.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> find_braces(AssetGraph.from_frame(ties))
      source target        bridge_ids
    0      a      c  ((a, b), (b, c))
    """
    graph = as_standing_graph(subject)
    may = np.ones(len(graph), dtype=bool)
    if among is not None:
        may[:] = False
        may[find_positions(graph, "among", among)] = True
    found = choose_braces(graph.adjacency(weighted=False), may, smallest=smallest)
    return pd.DataFrame(
        {
            "source": graph.ids[found.first],
            "target": graph.ids[found.second],
            "bridge_ids": pd.Series(
                [name_bridges(graph, found.tree, ends) for ends in found.removed], dtype=object
            ),
        }
    )


def name_bridges(graph: AssetGraph, tree: Tree, bridges: Positions) -> tuple[tuple[str, str], ...]:
    """Name both ends of each bridge, in the order of their ids."""
    ends = np.stack([tree.node[bridges], tree.node[tree.parent[bridges]]])
    ends.sort(axis=0)
    return tuple(sorted(zip(graph.ids[ends[0]], graph.ids[ends[1]], strict=True)))


def choose_braces(matrix: Matrix, may: Flags, *, smallest: int = 1) -> Braces:
    """Choose the fewest new ties between those who may have one that remove every bridge."""
    tree = build_tree(matrix)
    bridges, is_wide = _list_bridges(tree, smallest)
    is_within_reach = _has_both_sides(tree, may, bridges)
    healed, stuck = bridges[is_within_reach], bridges[is_wide & ~is_within_reach]
    healed = healed[is_wide[is_within_reach]]
    first, second = _pair_ends(matrix, tree, healed, may)
    is_known = _are_tied(matrix, first, second)  # nobody else there may be introduced
    if is_known.any():
        is_lost = np.isin(tree.part[tree.node[healed]], tree.part[first[is_known]])
        stuck = np.sort(np.concatenate([stuck, healed[is_lost]]))
        healed, first, second = healed[~is_lost], first[~is_known], second[~is_known]
    return _put_in_order(tree, healed, first, second, stuck)


def _list_bridges(tree: Tree, smallest: int) -> tuple[Positions, Flags]:
    """List the bridges, and mark those with enough on both of their sides."""
    bridges = np.flatnonzero(tree.is_bridge)
    return bridges, _smaller_side(tree, np.ones(len(tree.position), np.int64), bridges) >= smallest


def _has_both_sides(tree: Tree, may: Flags, bridges: Positions) -> Flags:
    return np.asarray(_smaller_side(tree, may.astype(np.int64), bridges) > 0)


def _smaller_side(tree: Tree, weight: Integers, bridges: Positions) -> Integers:
    """Sum what nodes weigh on the lighter side of each bridge."""
    below = tree.sum_below(weight)[bridges]
    parts = np.bincount(tree.part, weights=weight).astype(np.int64)
    return np.asarray(np.minimum(below, parts[tree.part[tree.node[bridges]]] - below))


def _pair_ends(matrix: Matrix, tree: Tree, bridges: Positions, may: Flags) -> Pairs:
    """Pair the ends of each tree of parts, each with the one half way round."""
    if not len(bridges):
        return bridges, bridges
    part = _number_parts(matrix, tree, bridges)
    ends = np.concatenate([tree.node[bridges], tree.node[tree.parent[bridges]]])
    is_end = np.bincount(part[ends], minlength=int(part.max()) + 1) == 1
    walked = tree.node[1:]
    _, start = np.unique(part[walked], return_index=True)
    numbers = np.flatnonzero(is_end)
    numbers = numbers[np.argsort(start[numbers])]
    person = _choose_of_parts(matrix, tree, part, may, bridges)[numbers]
    whole = tree.part[person]
    order = np.argsort(whole, kind="stable")
    person, whole = person[order], whole[order]
    _, first, count = np.unique(whole, return_index=True, return_counts=True)
    rank = np.arange(len(whole)) - np.repeat(first, count)
    sizes = np.repeat(count, count)
    opens = np.flatnonzero(rank < (sizes + 1) // 2)
    return person[opens], person[opens + sizes[opens] // 2]


def _number_parts(matrix: Matrix, tree: Tree, bridges: Positions) -> Positions:
    """Number the parts that are left without the bridges, by node."""
    child, parent = tree.node[bridges], tree.node[tree.parent[bridges]]
    ends = (np.concatenate([child, parent]), np.concatenate([parent, child]))
    cut = csr_array((np.ones(len(ends[0])), ends), shape=matrix.shape)
    left = csr_array(matrix - cut.multiply(matrix))
    left.eliminate_zeros()
    _, part = connected_components(left, directed=False)
    return part.astype(np.intp)


def _choose_of_parts(
    matrix: Matrix, tree: Tree, part: Positions, may: Flags, bridges: Positions
) -> Positions:
    """Choose who is introduced for each part: nobody at a bridge, if it can be; most ties; id."""
    holds = np.zeros(len(part), dtype=bool)
    holds[tree.node[bridges]] = holds[tree.node[tree.parent[bridges]]] = True
    order = np.lexsort((np.arange(len(part)), -np.diff(matrix.indptr), holds, ~may, part))
    _, first = np.unique(part[order], return_index=True)
    return np.asarray(order[first], dtype=np.intp)


def _are_tied(matrix: Matrix, first: Positions, second: Positions) -> Flags:
    if not len(first):
        return np.zeros(0, dtype=bool)
    return np.asarray(matrix[first, second]).ravel() > 0


def _put_in_order(
    tree: Tree, bridges: Positions, first: Positions, second: Positions, stuck: Positions
) -> Braces:
    """Put the ties that remove the most first, and say what each removes that is still there."""
    first, second = np.minimum(first, second), np.maximum(first, second)
    ways = [_list_between(tree, bridges, *ends) for ends in zip(first, second, strict=True)]
    lengths = np.array([len(way) for way in ways], dtype=np.intp)
    order = np.lexsort((second, first, -lengths))
    is_left = np.zeros(len(tree.node), dtype=bool)
    is_left[bridges] = True
    removed = []
    for index in order.tolist():
        way = ways[index]
        removed.append(way[is_left[way]])
        is_left[way] = False
    return Braces(tree, first[order], second[order], removed, stuck)


def _list_between(tree: Tree, bridges: Positions, left: int, right: int) -> Positions:
    """List the bridges that have one node on each side."""
    last = tree.last[bridges]
    sides = [
        (bridges <= position) & (position <= last)
        for position in (tree.position[left], tree.position[right])
    ]
    return np.asarray(bridges[sides[0] ^ sides[1]])
