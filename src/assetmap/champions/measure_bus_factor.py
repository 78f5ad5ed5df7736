"""How many have to leave before what is left falls into halves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from math import comb
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from assetmap.champions._apart import find_positions
from assetmap.champions._pieces import build_tree, leave_out, measure_pieces
from assetmap.champions._standing import as_standing_graph, is_of_kind
from assetmap.model import AssetKind
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Matrix, Positions

__all__ = ["BUS_FACTOR_COLUMNS", "measure_bus_factor"]

BUS_FACTOR_COLUMNS = (
    "assets",
    "bus_factor",
    "bus_factor_at_least",
    "is_exact",
    "largest",
    "leaving_ids",
    "says",
)
"""Columns of what `measure_bus_factor` gives, in order."""
WALKS_AT_MOST = 2_000
"""Walks through a graph up to which every smaller set is tried."""


class Fewest(NamedTuple):
    """Who would have to leave (None: no set is enough), how many at least, and what is left."""

    leaving: Positions | None
    at_least: int
    largest: int


def measure_bus_factor(
    subject: AssetMap | AssetGraph,
    *,
    among: Iterable[str] | None = None,
    by: pd.Series[Any] | None = None,
    walks_at_most: int = WALKS_AT_MOST,
) -> pd.DataFrame:
    """
    Measure how few have to leave before the largest piece left is half or less.

    Read 1 as "it hangs on one": share what that one does. Read a high number
    as "it would stand even if several left". 0 means that it already is in
    pieces of half or less, and hangs on nobody.

    Parameters
    ----------
    subject
        A map or a graph; ties carry both ways. Of a map only what stands
        counts, as in `find_fragility`, and people leave.
    among
        Ids of those who could leave. When None, the people of a map, and any
        node of a graph.
    by
        Group of each id. Each group is then measured for itself, with the
        ties inside it alone, beside the whole. Those without a group count
        for the whole only. When None, the groups of a map are its places:
        what belongs to a place, and the people tied to that wherever they
        live; a graph has none.
    walks_at_most
        How many walks through the graph may be spent on proving; half are for
        the whole, and groups share the others, one each at least.

    Returns
    -------
    bus_factor
        By group, the whole first under the name ``"all"``, then by name:

        - ``assets``: how many there are
        - ``bus_factor`` (Int64): the smallest number found whose leaving
          makes the largest piece at most half of ``assets``; missing where
          not even all of them would, or nothing is on the map yet
        - ``bus_factor_at_least``: what is proved: no smaller number is enough
        - ``is_exact``: whether that is the same number
        - ``largest``: how many are in the largest piece then
        - ``leaving_ids``: ids of those who leave, sorted
        - ``says``: what that means, in words and without a name

    Raises
    ------
    GraphError
        If an id of ``among`` is not in the graph.

    Notes
    -----
    The definition is ours; a bus factor of 1 is always an articulation point
    or one of two. A set is found one by one (whoever leaves the smallest
    piece, then the fewest pairs joined, then has the most ties), and whoever
    turns out not to be needed is put back. Then all sets of one, two and so on
    are tried, the last member of each by one walk through the graph for all
    candidates, while ``walks_at_most`` last: what is found by then is an
    upper bound. Of sets of one size the one that leaves the smallest largest
    piece is taken, if there was time for all.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": "hub", "target": list("abcd")})
    >>> whole = measure_bus_factor(AssetGraph.from_frame(ties)).loc["all"]
    >>> int(whole["bus_factor"]), int(whole["largest"]), whole["leaving_ids"]
    (1, 1, ('hub',))
    >>> whole["says"]
    'All 5 together hang on one: without that one, at most 1 would still be joined. Share what
    that one does.'
    """
    graph = as_standing_graph(subject)
    can_leave = np.ones(len(graph), dtype=bool)
    if among is not None:
        can_leave[:] = False
        can_leave[find_positions(graph, "among", among)] = True
    elif isinstance(subject, AssetMap):
        can_leave = is_of_kind(graph, AssetKind.INDIVIDUAL)
    matrix = graph.adjacency(weighted=False)
    members = {}
    if by is not None:
        members = _list_groups(by.reindex(graph.ids).to_numpy(dtype=object))
    elif isinstance(subject, AssetMap):
        members = _list_places(subject, graph, matrix)
    rows, walks = [], walks_at_most // 2 if members else walks_at_most
    for inside in (np.arange(len(graph)), *members.values()):
        candidates = np.flatnonzero(can_leave[inside])
        small = matrix[inside][:, inside]
        rows.append(_as_row(find_bus_factor(small, candidates, walks_at_most=walks), graph, inside))
        walks = max(walks_at_most // 2 // max(len(members), 1), 1)
    index = pd.Index(["all", *members], name="group", dtype="str")
    frame = pd.DataFrame(rows, index=index, columns=list(BUS_FACTOR_COLUMNS[:-1]))
    frame = frame.astype({"bus_factor": "Int64"})
    places = subject.places["name"] if isinstance(subject, AssetMap) and by is None else None
    called = _call_groups(index, places)
    return frame.assign(says=pd.Series(_say_groups(frame, called), index=index, dtype="str"))


def _call_groups(groups: pd.Index[str], places: pd.Series[Any] | None) -> list[str]:
    """Call each group by the name of its place, or by its own."""
    names = groups[1:] if places is None else pd.Index(places.reindex(groups[1:]))
    return ["", *(f"{name}: " for name in names)]


def _say_groups(frame: pd.DataFrame, called: list[str]) -> list[str]:
    """Say of each group on how few it hangs, without a name."""
    columns = ("assets", "bus_factor", "is_exact", "largest")
    cells = (frame[name].tolist() for name in columns)
    said = [_say_group(*row) for row in zip(*cells, strict=True)]
    return [
        name + text if name else text[0].upper() + text[1:]
        for name, text in zip(called, said, strict=True)
    ]


def _say_group(assets: int, factor: Any, is_exact: bool, largest: int) -> str:  # noqa: FBT001
    """Say on how few one group hangs."""
    if not assets:
        return "nothing is on the map here yet, so nobody can tell on whom it hangs."
    if factor is pd.NA:
        return "it would hold together whoever of those asked about left."
    if not factor:
        return "it is in pieces of half or less already, and hangs on nobody."
    left = f"at most {largest:,} would still be joined"
    if factor == 1:
        hangs = f"all {assets:,} together hang on one"
        return f"{hangs}: without that one, {left}. Share what that one does."
    proved = "" if is_exact else " or fewer"
    return f"of all {assets:,}, {factor:,}{proved} would have to leave before {left}."


def _list_groups(label: Any) -> dict[str, Positions]:
    """List who is in each group, in the order of their names."""
    code, names = pd.factorize(label, sort=True)
    order = np.argsort(code, kind="stable")
    ends = np.searchsorted(code[order], np.arange(len(names) + 1))
    return {str(name): order[ends[index] : ends[index + 1]] for index, name in enumerate(names)}


def _list_places(m: AssetMap, graph: AssetGraph, matrix: Matrix) -> dict[str, Positions]:
    """List what belongs to each place, and the people tied to it."""
    places = pd.Index(sorted(m.places.index), dtype="str")
    home = graph.place_of_node
    code = np.full(len(graph), -1) if home is None else places.get_indexer(pd.Index(home))
    rows = np.repeat(np.arange(len(graph)), np.diff(matrix.indptr))
    is_visit = is_of_kind(graph, AssetKind.INDIVIDUAL)[rows]
    node = np.concatenate([np.arange(len(graph)), rows[is_visit]])
    place = np.concatenate([code, code[matrix.indices[is_visit]]])
    key = np.unique((place * len(graph) + node)[place >= 0])
    whose, who = np.divmod(key, max(len(graph), 1))
    ends = np.searchsorted(whose, np.arange(len(places) + 1))
    return {name: who[ends[index] : ends[index + 1]] for index, name in enumerate(places)}


def find_bus_factor(
    matrix: Matrix, candidates: Positions, *, walks_at_most: int = WALKS_AT_MOST
) -> Fewest:
    """Find the smallest set of candidates without which no piece is more than half."""
    half = matrix.shape[0] / 2
    leaving = _leave_one_by_one(matrix, candidates, half)
    if leaving is None:
        return Fewest(None, len(candidates) + 1, _largest(matrix, candidates))
    walks = 0
    for count in range(1, len(leaving) + 1):  # of as many, some leave less together
        walks += comb(len(candidates), count - 1)
        if walks > walks_at_most:
            return Fewest(leaving, count, _largest(matrix, leaving))
        fewer = _try_all(matrix, candidates, count, half)
        if fewer is not None:
            leaving = fewer
            break
    return Fewest(leaving, len(leaving), _largest(matrix, leaving))


def _leave_one_by_one(matrix: Matrix, candidates: Positions, half: float) -> Positions | None:
    """Take out whoever leaves the smallest piece, until it is half; then put back who can stay."""
    is_out = np.zeros(matrix.shape[0], dtype=bool)
    left, chosen = matrix, []
    while _largest(left, np.flatnonzero(is_out)) > half:
        stay = candidates[~is_out[candidates]]
        if not len(stay):
            return None
        pieces = measure_pieces(build_tree(left), (~is_out).astype(np.int64))
        ties = np.diff(left.indptr)[stay]
        best = int(stay[np.lexsort((stay, -ties, pieces.joined[stay], pieces.largest[stay]))[0]])
        chosen.append(best)
        is_out[best] = True
        left = leave_out(left, np.arange(len(is_out)) == best)
    for node in chosen[:-1]:
        without = np.array([member for member in chosen if member != node])
        if _largest(matrix, without) <= half:
            chosen = without.tolist()
    return np.sort(np.array(chosen, dtype=np.intp))


def _try_all(matrix: Matrix, candidates: Positions, count: int, half: float) -> Positions | None:
    """Try every set of so many, the last member of each by one walk; the smallest piece wins."""
    best, found = half, None
    for few in combinations(candidates.tolist(), count - 1):
        is_out = np.zeros(matrix.shape[0], dtype=bool)
        is_out[list(few)] = True
        pieces = measure_pieces(build_tree(leave_out(matrix, is_out)), (~is_out).astype(np.int64))
        last = candidates[~is_out[candidates]]
        node = int(last[pieces.largest[last].argmin()])
        largest = int(pieces.largest[node])
        if largest < best or (found is None and largest <= best):
            best, found = largest, [*few, node]
    return None if found is None else np.sort(np.array(found, dtype=np.intp))


def _largest(matrix: Matrix, gone: Positions) -> int:
    """Count the nodes of the largest piece that is left."""
    is_out = np.zeros(matrix.shape[0], dtype=bool)
    is_out[gone] = True
    _, part = connected_components(leave_out(matrix, is_out), directed=False)
    return int(np.bincount(part[~is_out]).max(initial=0))


def _as_row(found: Fewest, graph: AssetGraph, inside: Positions) -> tuple[Any, ...]:
    if found.leaving is None or not len(inside):
        return (len(inside), pd.NA, found.at_least, True, found.largest, ())
    count = len(found.leaving)
    leaving = tuple(graph.ids[inside[found.leaving]])
    return (len(inside), count, found.at_least, found.at_least == count, found.largest, leaving)
