"""How far apart nodes are: steps between them, nearness, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assetmap.arrays import decimals_up_to
from assetmap.champions._pieces import leave_out
from assetmap.errors import GraphError, find_unknown
from assetmap.network import AssetGraph
from assetmap.typing import Flags, Floats, Matrix, Positions

__all__ = [
    "EXACT_DISTANCES_UP_TO",
    "SOURCES_FOLLOWED",
    "UNREACHED",
    "find_positions",
    "list_steps",
    "measure_mean_apart",
    "sum_nearness",
]

EXACT_DISTANCES_UP_TO = 1_000
"""Nodes up to which steps are counted from every node, whoever is removed."""
SOURCES_FOLLOWED = 128
"""Nodes, drawn at random, from which steps are counted in a larger graph."""
DECIMALS = decimals_up_to(1)
AT_ONCE = 1_024
UNREACHED = np.iinfo(np.uint16).max
"""What `list_steps` holds where no chain of ties leads."""
_BITS = 64


def measure_mean_apart(
    matrix: Matrix, wanted: Positions, sources: Positions, *, left: int
) -> Floats:
    """
    Measure how far apart the others are when each of some nodes leaves.

    ``left`` is how many are left then, and ``sources`` are those from which
    steps are counted. Who has one tie or none lies between no others, so that
    only what led there is taken away.
    """
    if left < 2:
        return np.zeros(len(wanted))
    size, degree = matrix.shape[0], np.diff(matrix.indptr)
    blocks = [sources[start : start + AT_ONCE] for start in range(0, len(sources), AT_ONCE)]
    led_to, led_from = np.zeros(size), np.zeros(size)
    for block in blocks:
        led_to += sum_nearness_of_nodes(matrix, block)
    is_source = np.isin(wanted, sources)
    if len(sources) == size:
        led_from = led_to
    else:
        for node in wanted[is_source].tolist():
            led_from[node] = sum_nearness(matrix, np.array([node]))
    total = float(led_to.sum())
    near = total - led_to[wanted] - np.where(is_source, led_from[wanted], 0.0)
    for index in np.flatnonzero(degree[wanted] > 1).tolist():  # each is a graph of its own
        node = int(wanted[index])
        near[index] = sum(
            sum_nearness(matrix, block[block != node], without=node) for block in blocks
        )
    followed = len(sources) - is_source
    mean = np.divide(near, followed, out=np.zeros_like(near), where=followed > 0)
    return np.asarray(np.maximum(1 - mean / (left - 1), 0.0))


def find_positions(graph: AssetGraph, what: str, given: Iterable[str]) -> Positions:
    """Find where ids stand in a graph, each once; raise with all that do not."""
    ids = list(dict.fromkeys(str(word) for word in ((given,) if isinstance(given, str) else given)))
    problems = find_unknown(what, ids, graph.ids)
    if problems:
        raise GraphError("These ids are not in this graph.", problems)
    return np.asarray(graph.ids.get_indexer(pd.Index(ids, dtype="str")), dtype=np.intp)


def leave_out_ids(graph: AssetGraph, removed: Iterable[str]) -> tuple[Matrix, Flags]:
    is_out = np.zeros(len(graph), dtype=bool)
    is_out[find_positions(graph, "removed", removed)] = True
    return leave_out(graph.adjacency(weighted=False), is_out), is_out


def share_apart(joined: float, left: int) -> float:
    """Turn what joins ordered pairs into the share that is missing."""
    return round(max(1 - joined / (left * (left - 1)), 0.0), DECIMALS)


def draw_sources(size: int, *, exact_up_to: int, seed: int) -> Positions:
    """Take every node of a small graph, and some of a large one."""
    if size <= max(exact_up_to, SOURCES_FOLLOWED):
        return np.arange(size)
    drawn: NDArray[Any] = np.random.default_rng(seed).choice(size, SOURCES_FOLLOWED, replace=False)
    return np.sort(drawn).astype(np.intp)


def measure_sampling_error(matrix: Matrix, sources: Positions) -> float:
    """Measure the standard error of a mean over some of the nodes; 0 over all of them."""
    size, count = matrix.shape[0], len(sources)
    if count >= size:
        return 0.0
    each = [sum_nearness(matrix, sources[index : index + 1]) for index in range(count)]
    spread = float(np.std(each, ddof=1)) / (size - 1)
    return spread * float(np.sqrt((1 - count / size) / count))


def follow(
    matrix: Matrix, sources: Positions, *, without: int | None = None
) -> Iterator[tuple[int, NDArray[np.uint64]]]:
    """
    Give for each number of steps, from 1, which sources meet which nodes there first.

    Each source is one bit of a row by node, so that 64 of them are followed by
    one operation on whole numbers; nobody passes ``without``. Memory is 8 bytes
    per node and per tie, read both ways, for each 64 sources.
    """
    size, count = matrix.shape[0], len(sources)
    seen = np.zeros((size, -(-count // _BITS)), dtype=np.uint64)
    order = np.arange(count)
    bit = np.uint64(1) << (order % _BITS).astype(np.uint64)
    np.bitwise_or.at(seen, (sources, order // _BITS), bit)
    is_tied = np.flatnonzero(np.diff(matrix.indptr))
    starts, ends = matrix.indptr[is_tied], matrix.indices.astype(np.intp)  # faster to take by
    front, step = seen.copy(), 0
    while len(is_tied):
        step += 1
        met = np.bitwise_or.reduceat(front.take(ends, axis=0), starts, axis=0)
        front = np.zeros_like(seen)
        front[is_tied] = met & ~seen[is_tied]
        if without is not None:
            front[without] = 0
        if not front.any():
            return
        seen |= front
        yield step, front


def sum_nearness(matrix: Matrix, sources: Positions, *, without: int | None = None) -> float:
    """Add up one over the steps from each source to every other node."""
    met = follow(matrix, sources, without=without)
    return float(sum(int(np.bitwise_count(new).sum(dtype=np.int64)) / step for step, new in met))


def sum_nearness_of_nodes(matrix: Matrix, sources: Positions) -> Floats:
    """Add up, for each node, one over the steps from the sources."""
    of_node = np.zeros(matrix.shape[0])
    for step, new in follow(matrix, sources):
        of_node += np.bitwise_count(new).sum(axis=1, dtype=np.int64) / step
    return of_node


def list_steps(matrix: Matrix, sources: Positions) -> NDArray[np.uint16]:
    """List the steps from each source (row) to each node; `UNREACHED` where none lead there."""
    steps = np.full((len(sources), matrix.shape[0]), UNREACHED, dtype=np.uint16)
    steps[np.arange(len(sources)), sources] = 0
    for step, new in follow(matrix, sources):
        rows = np.flatnonzero(new.any(axis=1))
        bits = np.unpackbits(new[rows].astype("<u8").view(np.uint8), axis=1, bitorder="little")
        row, source = np.nonzero(bits)
        steps[source, rows[row]] = min(step, UNREACHED - 1)
    return steps
