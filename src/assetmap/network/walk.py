"""In which order does a walk depth first come to the nodes, and what lies below each?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, depth_first_order

from assetmap.typing import Matrix, Positions

__all__ = ["Walk", "walk_depth_first"]


class Walk(NamedTuple):
    """
    A graph walked depth first, all its parts under one root that is no node.

    ``node`` lists the nodes in the order of the walk; the root is its first
    entry and has the number of nodes as its own. By position in that order:
    ``parent``, and the ``last`` position below. By node, the root after all
    others: ``at``, its position, and ``above``, the node it was reached from.
    ``part`` numbers the part of the graph that each node is in.
    """

    node: Positions
    parent: Positions
    last: Positions
    at: Positions
    above: Positions
    part: Positions


def walk_depth_first(matrix: Matrix) -> Walk:
    """
    Walk a symmetric matrix with an empty diagonal depth first.

    What lies below a node is a run of positions, up to its ``last``. Time
    grows with nodes times their logarithm, plus ties.
    """
    size = matrix.shape[0]
    _, part = connected_components(matrix, directed=False)
    _, first = np.unique(part, return_index=True)
    indices = np.concatenate([matrix.indices, first])
    starts = np.append(matrix.indptr, len(indices))
    rooted = csr_array((np.ones(len(indices)), indices, starts), shape=(size + 1, size + 1))
    node, above = depth_first_order(rooted, size, return_predecessors=True)
    at = np.empty(size + 1, dtype=np.intp)
    at[node] = np.arange(size + 1)
    parent = np.zeros(size + 1, dtype=np.intp)
    parent[1:] = at[above[node[1:]]]
    return Walk(
        node.astype(np.intp), parent, _find_last(parent), at, above.astype(np.intp),
        part.astype(np.intp),
    )  # fmt: skip


def _find_last(parent: Positions) -> Positions:
    """Find the last position below each: the last below its last child."""
    last = np.arange(len(parent))
    last[parent[1:]] = np.arange(1, len(parent))  # of several, the last one stays
    while True:  # as often as the depth can be halved
        further = last[last]
        if np.array_equal(further, last):
            return last
        last = further
