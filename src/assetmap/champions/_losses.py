"""Who and what loses the way to the others if one asset or person leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.arrays import tuples_by_row
from assetmap.champions._pieces import Tree, build_tree, measure_pieces
from assetmap.champions._standing import is_of_kind
from assetmap.model import AssetKind
from assetmap.network import AssetGraph
from assetmap.typing import Flags, Matrix, Positions

__all__ = ["measure_losses"]


def measure_losses(graph: AssetGraph) -> pd.DataFrame:
    """
    Measure what each node alone holds.

    Columns by id: ``ties`` (different assets tied to), ``people_cut_off``,
    ``orphans``, ``groups_cut_off``, ``places_cut_off`` and ``bridges`` as in
    `find_fragility`, all int64, with ids in ``orphan_ids``, ``cut_off_group_ids``
    and ``cut_off_place_ids``, and ``is_articulation``.
    """
    matrix, size = graph.adjacency(weighted=False), len(graph)
    tree = build_tree(matrix)
    is_person = is_of_kind(graph, AssetKind.INDIVIDUAL)
    degree = np.diff(matrix.indptr)
    rows = np.repeat(np.arange(size), degree)
    held: dict[tuple[str, str], tuple[Positions, pd.Index[str]]] = {
        ("orphans", "orphan_ids"): _find_orphans(graph, matrix, rows, is_person),
        ("groups_cut_off", "cut_off_group_ids"): _find_last_ties(
            graph, matrix, ~is_person & (degree == 1)
        ),
        ("places_cut_off", "cut_off_place_ids"): _find_last_links(graph, matrix, rows),
    }
    cut_at = np.flatnonzero(tree.is_cut)
    cuts = np.bincount(tree.node[tree.parent[cut_at]], minlength=size)
    has_rest = np.zeros(size, dtype=bool)
    has_rest[tree.node[1:]] = tree.parent[1:] > 0
    found = {
        "ties": degree.astype(np.int64),
        "people_cut_off": _count_cut_off(tree, is_person),
        "bridges": _count_bridges(tree),
        "is_articulation": cuts + has_rest > 1,
    }
    for (counts, ids), (holder, lost) in held.items():
        found[counts] = np.bincount(holder, minlength=size).astype(np.int64)
        found[ids] = tuples_by_row(holder, lost, size)
    return pd.DataFrame(found, index=graph.ids)


def _count_cut_off(tree: Tree, is_person: Flags) -> Positions:
    """
    Count the people outside the piece that stays, and who lose their last tie.

    The piece that stays is the one with the most people, then with the most
    assets: both are weighed in one number.
    """
    size = len(is_person)
    weight = is_person * np.int64(size + 1) + 1
    pieces = measure_pieces(tree, weight)
    people, assets = np.divmod(pieces.heaviest, size + 1)
    others = pieces.part // (size + 1) - is_person
    is_alone = (people == 1) & (assets == 1)
    return np.asarray(others - people + is_alone, dtype=np.int64)


def _count_bridges(tree: Tree) -> Positions:
    bridges = np.flatnonzero(tree.is_bridge)
    ends = np.concatenate([tree.node[bridges], tree.node[tree.parent[bridges]]])
    return np.bincount(ends, minlength=len(tree.position)).astype(np.int64)


def _find_orphans(
    graph: AssetGraph, matrix: Matrix, rows: Positions, is_person: Flags
) -> tuple[Positions, pd.Index[str]]:
    """Find the associations that are tied to one person, and that person."""
    is_tie = is_of_kind(graph, AssetKind.ASSOCIATION)[rows] & is_person[matrix.indices]
    group, person = rows[is_tie], matrix.indices[is_tie].astype(np.intp)
    is_only = np.bincount(group, minlength=len(graph))[group] == 1
    return person[is_only], graph.ids[group[is_only]]


def _find_last_ties(
    graph: AssetGraph, matrix: Matrix, is_single: Flags
) -> tuple[Positions, pd.Index[str]]:
    """Find whom nodes with one tie have it with."""
    single = np.flatnonzero(is_single)
    return matrix.indices[matrix.indptr[single]].astype(np.intp), graph.ids[single]


def _find_last_links(
    graph: AssetGraph, matrix: Matrix, rows: Positions
) -> tuple[Positions, pd.Index[str]]:
    """
    Find who alone holds every link of a place with other places.

    A link is a tie between what belongs to two places, or somebody of no
    known place who is tied to both. It is held by both ends of the tie, or by
    that person, and by whoever is the only one they know on either side.
    """
    nothing = np.zeros(0, dtype=np.intp), pd.Index([], dtype="str")
    if graph.place_of_node is None:
        return nothing
    code, names = pd.factorize(graph.place_of_node.to_numpy(dtype=object), sort=True)
    ends = matrix.indices.astype(np.intp)
    crosses = (code[rows] >= 0) & (code[ends] >= 0) & (code[rows] != code[ends])
    first, second = rows[crosses], ends[crosses]
    ties = np.arange(len(first))  # each tie is met from both sides, once for either place
    place = code[first]
    through = _find_through(code, rows, ends)
    links = np.concatenate([place, through[0]])
    link = np.concatenate([ties, ties, through[1] + len(ties)])
    holder = np.concatenate([first, second, through[2]])
    if not len(links):
        return nothing
    total = np.bincount(links)
    key, count = np.unique(links[link] * len(graph) + holder, return_counts=True)
    whose, held = np.divmod(key, len(graph))
    is_all = count == total[whose]
    return held[is_all], pd.Index(names[whose[is_all]], dtype="str")


def _find_through(
    code: Positions, rows: Positions, ends: Positions
) -> tuple[Positions, Positions, Positions]:
    """List the links through nodes of no known place: place of each; link and holder of each."""
    size = len(code)
    is_way = (code[rows] < 0) & (code[ends] >= 0)
    middle, end = rows[is_way], ends[is_way]
    key, which, counts = np.unique(
        middle * size + code[end], return_inverse=True, return_counts=True
    )
    centre, place = np.divmod(key, size)
    around = np.bincount(middle, minlength=size)[centre]
    ids_there = np.bincount(which, weights=end, minlength=len(key)).astype(np.intp)
    ids_around = np.bincount(middle, weights=end, minlength=size).astype(np.intp)[centre]
    is_link = counts < around
    link = np.cumsum(is_link) - 1
    only_here = is_link & (counts == 1)
    only_there = is_link & (around - counts == 1)
    numbers = [link[is_link], link[only_here], link[only_there]]
    holders = [centre[is_link], ids_there[only_here], (ids_around - ids_there)[only_there]]
    return place[is_link], np.concatenate(numbers), np.concatenate(holders)
