"""Breadth-first search: the steps between assets, and whom each reaches."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import rustworkx as rx
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from assetmap.arrays import decimals_up_to, ragged_arange
from assetmap.network.build_graph import as_graph
from assetmap.network.graph import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Floats, Integers, Matrix, Positions

__all__ = ["count_steps", "measure_closeness", "measure_reach"]

Words: TypeAlias = NDArray[np.uint64]
_WORDS = 8  # of 64 starts each: one line of a processor's cache per node
_BITS = 64
_TIES_AT_ONCE = 1 << 15
_STEP = 12_000  # ties that could be looked at while a step is set up
_WORTH = 0.6  # of a tie looked at for one start, as against for all of them
_LITTLE = 2_000_000  # ties: not worth changing one's mind for
_DECIMALS = decimals_up_to(1)


def measure_closeness(subject: AssetMap | AssetGraph) -> pd.Series[float]:
    """
    Measure how few steps lie between each asset and those that can reach it.

    Read a high value as "news gets here soon". In a graph of several parts
    the members of a small part score low, however near they are to each
    other.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`).
        Weights are not used. In a directed graph the steps that lead *to* the
        asset count, as in networkx.

    Returns
    -------
    closeness
        By id, 0 to 1; 0.0 without a tie. With r others that can reach the
        asset and n assets in all it is (r / sum of their steps) * (r / (n-1))
        (Wasserman and Faust 1994, "Social Network Analysis", 5.3).

    Notes
    -----
    Exact. 512 starts are followed at once, one bit each, so that time grows
    with nodes times ties over 64 (100,000 nodes and 450,000 ties: some 45
    seconds). In a long chain of ties that gains nothing: starts are then
    followed one by one with rustworkx. Memory is some 200 bytes per node, 40
    per tie and 5 MB.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> measure_closeness(AssetGraph.from_frame(ties)).round(3).to_dict()
    {'a': 0.667, 'b': 1.0, 'c': 0.667}
    """
    graph = as_graph(subject)
    outward = graph.adjacency(weighted=False, directed=graph.is_directed)
    try:
        reached, steps = count_steps(outward, is_short=True)
    except _TooLongError:
        closeness = _follow_each(outward)
    else:
        mean = np.divide(reached, steps, out=np.zeros(len(graph)), where=steps > 0)
        closeness = mean * reached / max(len(graph) - 1, 1)
    return pd.Series(closeness.round(_DECIMALS), index=graph.ids, name="closeness")


def measure_reach(subject: AssetMap | AssetGraph, *, steps: int = 2) -> pd.Series[int]:
    """
    Count the other assets within some steps of each.

    Read it as "whom could this person invite, asking friends to ask theirs".
    Ties count both ways.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`).
    steps
        How many ties may lie between, at least 1; 1 gives the degree.

    Returns
    -------
    reach
        By id, named ``reach_2`` for two steps; 0 without a tie.

    Raises
    ------
    ValueError
        If ``steps`` is below 1.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]})
    >>> measure_reach(AssetGraph.from_frame(ties)).to_dict()
    {'a': 2, 'b': 3, 'c': 3, 'd': 2}
    """
    graph = as_graph(subject)
    if steps < 1:
        raise ValueError(f"`steps` is {steps}, but nobody is reached in none. Give 1 or more.")
    reached, _ = count_steps(graph.adjacency(weighted=False), at_most=steps)
    reach: pd.Series[int] = pd.Series(reached, index=graph.ids, name=f"reach_{steps}")
    return reach


def count_steps(
    outward: Matrix, *, at_most: int | None = None, is_short: bool = False
) -> tuple[Integers, Integers]:
    """
    Count for each node who reaches it, and the steps of all of them together.

    ``outward`` has a row for each start and a column for each end of a step.
    With ``is_short`` it raises as soon as following the starts one by one
    would have been less work.
    """
    inward = csr_array(outward.T)
    size = outward.shape[0]
    reached, steps = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    waves = _Waves(outward, inward)
    for starts in _share_out(outward):
        waves.begin(starts)
        step = 0
        while len(waves.front) and (at_most is None or step < at_most):
            step += 1
            gained = waves.go_on()
            if is_short and waves.work > max(_WORTH * outward.nnz * len(starts), _LITTLE):
                raise _TooLongError
            reached[waves.front] += gained
            steps[waves.front] += step * gained
    return reached, steps


def _share_out(outward: Matrix) -> list[Positions]:
    """Put starts that lie in one part of the graph together."""
    _, part = connected_components(outward, directed=False)
    starts = np.flatnonzero(np.diff(outward.indptr))
    ordered = starts[np.argsort(part[starts], kind="stable")]
    at_once = _WORDS * _BITS
    return [ordered[start : start + at_once] for start in range(0, len(ordered), at_once)]


def _follow_each(outward: Matrix) -> Floats:
    """Measure closeness with rustworkx, one start at a time."""
    made: rx.PyDiGraph[Any, Any] = rx.PyDiGraph(multigraph=False)
    made.add_nodes_from(range(outward.shape[0]))
    starts, ends = outward.tocoo().coords
    made.extend_from_edge_list(list(zip(starts.tolist(), ends.tolist(), strict=True)))
    found = rx.digraph_closeness_centrality(made, parallel_threshold=len(made) + 1)
    return np.fromiter((found[node] for node in range(len(made))), float, count=len(made))


class _TooLongError(Exception):
    """The graph is so long that following many starts at once does not pay."""


class _Waves:
    """Several starts spreading through the graph a step at a time, a bit each."""

    def __init__(self, outward: Matrix, inward: Matrix) -> None:
        size = outward.shape[0]
        self.outward, self.inward = outward, inward
        self.into = np.diff(inward.indptr)
        self.seen = np.zeros((size, _WORDS), dtype=np.uint64)
        self.new = np.zeros((size, _WORDS), dtype=np.uint64)
        self.all: Words = np.zeros(_WORDS, dtype=np.uint64)
        self.front: Positions = np.zeros(0, dtype=np.intp)
        self.work = 0  # ties looked at, a step counting as some
        # one block of memory for every step: asking for it anew costs more than the work
        most = max(_TIES_AT_ONCE, int(self.into.max(initial=0)))
        self.gathered = np.empty((most, _WORDS), dtype=np.uint64)

    def begin(self, starts: Positions) -> None:
        """Set out from these nodes, at most one for each bit."""
        self.seen[:] = 0
        self.new[:] = 0
        number = np.arange(len(starts))
        bit = np.left_shift(np.uint64(1), (number % _BITS).astype(np.uint64))
        self.seen[starts, number // _BITS] = bit
        self.new[starts, number // _BITS] = bit
        self.all = np.bitwise_or.reduce(self.seen, axis=0)
        self.front = starts
        self.work = 0

    def go_on(self) -> Integers:
        """Take one step; ``front`` becomes the nodes it reaches, with how many starts each."""
        ahead = self._look_ahead()
        self.work += _STEP + int(self.into[ahead].sum())
        found, words = [], []
        for rows in self._in_pieces(ahead):
            gained = self._gather(rows)
            is_reached = gained.any(axis=1)
            found.append(rows[is_reached])
            words.append(gained[is_reached])
        self.new[self.front] = 0
        if not found:
            self.front = self.front[:0]
            return np.zeros(0, dtype=np.int64)
        self.front, gained = np.concatenate(found), np.concatenate(words)
        self.new[self.front] = gained
        self.seen[self.front] |= gained
        counts: Integers = np.bitwise_count(gained).sum(axis=1, dtype=np.int64)
        return counts

    def _look_ahead(self) -> Positions:
        """List the nodes that a step could reach and that not every start has reached."""
        is_ahead = np.zeros(len(self.into), dtype=bool)
        if len(self.front) * _BITS > len(self.into):
            is_ahead[self.into > 0] = True
        else:
            lengths = np.diff(self.outward.indptr)[self.front]
            entries = ragged_arange(self.outward.indptr[self.front], lengths)
            is_ahead[self.outward.indices[entries]] = True
        rows = np.flatnonzero(is_ahead)
        is_open = (self.seen[rows] != self.all).any(axis=1)
        open_rows: Positions = rows[is_open]
        return open_rows

    def _in_pieces(self, rows: Positions) -> list[Positions]:
        """Cut rows into pieces with a bounded number of ties."""
        ends = np.cumsum(self.into[rows])
        pieces, start = [], 0
        while start < len(rows):
            before = ends[start - 1] if start else 0
            stop = int(np.searchsorted(ends, before + _TIES_AT_ONCE, side="right"))
            stop = max(stop, start + 1)
            pieces.append(rows[start:stop])
            start = stop
        return pieces

    def _gather(self, rows: Positions) -> Words:
        """Find which starts reach these rows now, for the first time."""
        lengths = self.into[rows]
        entries = ragged_arange(self.inward.indptr[rows], lengths)
        behind = self.gathered[: len(entries)]
        np.take(self.new, self.inward.indices[entries], axis=0, out=behind, mode="clip")
        begin = np.cumsum(lengths) - lengths
        gained: Words = np.bitwise_or.reduceat(behind, begin, axis=0)
        gained &= ~self.seen[rows]
        return gained
