"""How many steps lie between assets, followed from many of them at once?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from assetmap.typing import Floats, Matrix, Positions

__all__ = ["UNREACHED", "follow", "list_steps", "sum_nearness", "sum_nearness_of_nodes"]

UNREACHED = np.iinfo(np.uint16).max
"""What `list_steps` holds where no chain of ties leads."""

_BITS = 64


def follow(
    matrix: Matrix, sources: Positions, *, without: int | None = None
) -> Iterator[tuple[int, NDArray[np.uint64]]]:
    """
    Walk outwards from sources, step by step.

    Each source is one bit, so that 64 of them are followed by one operation
    on whole numbers. Memory is 8 bytes per node and per tie, read both ways,
    for each 64 sources.

    Parameters
    ----------
    matrix
        Symmetric, with an empty diagonal.
    sources
        Positions to start from, without ``without``.
    without
        A position that nobody may pass.

    Yields
    ------
    step, new
        The number of steps, from 1, and a bit for each node (row) and source
        that meet at that step for the first time.
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
