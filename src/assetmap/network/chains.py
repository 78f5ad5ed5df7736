"""What lies behind each asset on the shortest chains from some others?"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array

from assetmap.typing import Flags, Floats, Matrix, Pairs, Positions

__all__ = ["follow_back", "follow_copies"]


_CELLS = 1 << 18
"""Cells (assets of all copies, times sources) followed together: they fit a processor's cache."""

_SOURCES = 32


def follow_back(
    matrix: Matrix, backwards: Matrix, starts: tuple[Any, Any], *, is_directed: bool
) -> Floats:
    """
    Follow chains from several sources at once, step by step, then back again.

    Every pair of an undirected graph can be met from both of its ends. What
    lies on its chains is credited by the share of the way that was gone, so
    that the two credits add up to one and no source counts for very much.

    Parameters
    ----------
    matrix, backwards
        Which node carries to which, and the same the other way round.
    starts
        Rows and columns that chains start from: a column per source, in which
        separate parts of the matrix may each have one.
    is_directed
        Whether chains are met from one end only.

    Returns
    -------
    behind
        One row per node, one column per source.
    """
    rows, columns = starts
    chains = np.zeros((matrix.shape[0], int(np.max(columns, initial=-1)) + 1))
    chains[rows, columns] = 1.0
    steps = np.where(chains > 0, 0, -1).astype(np.int32)
    front = chains
    step = 0
    while front.any():
        step += 1
        front = np.asarray(backwards @ front)
        front[steps >= 0] = 0.0
        steps[front > 0] = step
        chains = chains + front
    behind = np.zeros_like(chains)
    for back in range(step - 1, 0, -1):
        share = np.zeros_like(chains)
        end = 1.0 if is_directed else 1.0 / (back + 1)
        np.divide(end + behind, chains, out=share, where=steps == back + 1)
        passed = np.asarray(matrix @ share) * chains
        behind += np.where(steps == back, passed, 0.0)
    return behind if is_directed else behind * np.maximum(steps, 0)


def follow_copies(
    pairs: Pairs,
    is_kept: Flags,
    *,
    size: int,
    sources: Positions,
) -> Floats:
    """
    Add up what each node carries between ``sources`` and all others, copy by copy.

    Parameters
    ----------
    pairs
        The two ends of each different pair of tied nodes.
    is_kept
        One row per copy, one column per pair: whether the copy has it.
    size
        Number of nodes.
    sources
        Nodes that chains are followed from, the same in every copy, so that
        copies differ by what was taken out and by nothing else.

    Returns
    -------
    carried
        One row per copy, one column per node. With all nodes as sources it
        is betweenness in pairs of others (Brandes 2001); with some, in
        proportion to an unbiased estimate of it, each chain counted by the
        share of it that lies behind (Geisberger, Sanders and Schultes 2008).

    Notes
    -----
    Small graphs are laid side by side, so that one step goes along the
    chains of many copies. A block holds at most 2 MB per array.
    """
    width = min(_SOURCES, max(len(sources), 1))
    together = max(1, _CELLS // max(size * width, 1))
    carried = np.zeros((len(is_kept), size))
    for start in range(0, len(is_kept), together):
        block = is_kept[start : start + together]
        copy, pair = np.nonzero(block)
        ends = [end[pair] + copy * size for end in pairs]
        matrix = _symmetric(ends[0], ends[1], len(block) * size)
        first = np.arange(len(block)) * size
        for begin in range(0, len(sources), width):
            some = sources[begin : begin + width]
            rows = first[:, None] + some
            columns = np.broadcast_to(np.arange(len(some)), rows.shape)
            behind = follow_back(matrix, matrix, (rows, columns), is_directed=False)
            carried[start : start + together] += behind.sum(axis=1).reshape(len(block), size)
    return carried


def _symmetric(one: Positions, other: Positions, size: int) -> Matrix:
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    return csr_array(coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)))
