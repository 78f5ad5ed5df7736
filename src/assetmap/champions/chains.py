"""Who lies on the shortest chains in many thinned copies of one graph at once?"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

__all__ = ["Pairs", "follow_copies"]

Pairs: TypeAlias = tuple[NDArray[np.intp], NDArray[np.intp]]

_CELLS = 1 << 18
"""Cells (assets of all copies, times sources) followed together: they fit a processor's cache."""

_SOURCES = 32


def follow_copies(
    pairs: Pairs, is_kept: NDArray[np.bool_], *, size: int, sources: NDArray[np.intp]
) -> NDArray[np.float64]:
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
            found = _carry(matrix, first[:, None] + sources[begin : begin + width])
            carried[start : start + together] += found.reshape(len(block), size)
    return carried


def _symmetric(
    one: NDArray[np.intp], other: NDArray[np.intp], size: int
) -> csr_array[Any, tuple[int, int]]:
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    return csr_array(coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)))


def _carry(
    matrix: csr_array[Any, tuple[int, int]], starts: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Follow chains from the starts (a row per copy, a column per source) and back again."""
    columns = np.broadcast_to(np.arange(starts.shape[1]), starts.shape)
    chains = np.zeros((matrix.shape[0], starts.shape[1]))
    chains[starts, columns] = 1.0
    steps = np.full(chains.shape, -1, dtype=np.int16)
    steps[starts, columns] = 0
    front, step = chains, 0
    while True:
        front = np.asarray(matrix @ front)
        front[steps >= 0] = 0.0
        is_new = front > 0
        if not is_new.any():
            break
        step += 1
        steps[is_new] = step
        chains = chains + front
    behind = np.zeros_like(chains)
    for back in range(step - 1, 0, -1):
        share = np.zeros_like(chains)
        np.divide(1.0 / (back + 1) + behind, chains, out=share, where=steps == back + 1)
        passed = np.asarray(matrix @ share) * chains
        behind += np.where(steps == back, passed, 0.0)
    summed: NDArray[np.float64] = np.einsum("ij,ij->i", behind, np.maximum(steps, 0))
    return summed
