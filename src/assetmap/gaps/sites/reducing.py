"""Which hosts and places make no difference to the best choice, so that a solver may skip them?"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import ragged_arange
from assetmap.typing import Floats, Positions

__all__ = ["find_undominated", "merge_places"]

_MOST_COMPARISONS = 20_000_000
"""How many pairs of hosts of the same place are compared at most: about 300 MB."""


def find_undominated(cover: csr_array) -> Positions:
    """
    Find the hosts that reach something which no other single host reaches as well.

    Of hosts that reach the very same places the first stays. Whatever a choice
    with one of the others comes to, a choice with one of these comes to as
    much. All hosts stay where comparing them would take too much room.
    """
    hosts = np.arange(cover.shape[0])
    times = np.bincount(cover.indices, minlength=cover.shape[1])
    if int((times * times).sum()) > _MOST_COMPARISONS:
        return hosts
    shared = (cover @ cover.T).tocoo()
    one, other = shared.coords
    size = np.diff(cover.indptr)
    is_first = (size[other] > size[one]) | ((size[other] == size[one]) & (other < one))
    is_dominated = np.zeros(len(hosts), dtype=bool)
    is_dominated[one[(shared.data == size[one]) & is_first]] = True
    return hosts[~is_dominated]


def merge_places(cover: csr_array, demand: Floats) -> tuple[csr_array, Floats]:
    """
    Make one place of all places that the same hosts reach; places that none reaches go.

    Places are grouped by how many hosts reach them and by the sum of numbers
    that the hosts drew, and then compared host by host: if any two of a group
    differed after all, nothing would be merged.
    """
    by_place = cover.tocsc()
    by_place.sort_indices()
    drawn = np.random.default_rng(0).integers(0, 2**63, cover.shape[0], dtype=np.uint64)
    sums = np.append(np.uint64(0), np.cumsum(drawn[by_place.indices], dtype=np.uint64))
    starts, sizes = by_place.indptr[:-1], np.diff(by_place.indptr)
    sign = np.rec.fromarrays([sums[by_place.indptr[1:]] - sums[starts], sizes])
    _, first, group = np.unique(sign, return_index=True, return_inverse=True)
    alike = by_place.indices[ragged_arange(starts[first[group]], sizes)]
    if not np.array_equal(alike, by_place.indices):
        return cover, demand
    is_reached = sizes[first] > 0
    merged = csr_array(by_place[:, first[is_reached]])
    counted = np.bincount(group, demand, minlength=len(first)).astype(np.float64)
    return merged, counted[is_reached]
