"""The best choice of hosts, proved by a solver.

The three models are written for HiGHS through `scipy.optimize.milp`. Whether
a host is chosen is 0 or 1; everything else may be any share, since it comes
out as 0 or 1 by itself, which keeps the search small.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, csr_array

from assetmap.arrays import ragged_arange
from assetmap.errors import AssetmapError, ReachError
from assetmap.gaps._site_heuristics import (
    Choice,
    order_by_gain,
    order_by_saving,
    save_by,
    share_of_best,
)
from assetmap.typing import Flags, Floats, Pairs, Positions

__all__ = [
    "MOST_EXACT_PAIRS",
    "choose_everyone_exactly",
    "choose_most_exactly",
    "choose_nearest_exactly",
    "find_alike",
    "find_undominated",
    "merge_places",
]

MOST_EXACT_PAIRS = 500_000
"""How many pairs of a host and a place are given to the solver at most: about 200 MB."""
_WHOLE = 1e6
"""What everything together counts for in the solver: its tolerances are absolute."""
_MOST_COMPARISONS = 20_000_000
"""How many pairs of hosts of the same place are compared at most: about 300 MB."""


def choose_most_exactly(cover: csr_array, demand: Floats, *, n: int) -> Choice:
    """Find the n hosts that bring in the most (Church and ReVelle 1974), with a solver."""
    _require_room(cover)
    kept, reduced, counted = _reduce(cover, demand)
    if not counted.sum():
        return Choice(kept[:0], 1.0, "exact")
    host, place = _entries(reduced)
    hosts, places = reduced.shape
    matrix = _at_most_n(
        rows=[place, np.arange(places)],
        columns=[host, hosts + np.arange(places)],
        values=[-np.ones(len(host)), -np.ones(places)],
        hosts=hosts,
    )  # a place is left out, or one of its hosts is chosen
    scale = _WHOLE / float(counted.sum())
    found, least = _solve(
        np.concatenate([np.zeros(hosts), counted * scale]),
        matrix,
        upper=np.append(-np.ones(places), n),
        hosts=hosts,
    )
    chosen, most = kept[found], float(counted.sum()) - least / scale
    value = float(demand @ (_times_covered(cover[chosen]) > 0))
    order = _of_use(cover, order_by_gain(cover, chosen, demand), demand)
    return Choice(order, share_of_best(value, most), "exact")


def choose_everyone_exactly(cover: csr_array, demand: Floats) -> Choice:
    """Find the fewest hosts that bring in every place any of them could (Toregas 1971)."""
    _require_room(cover)
    kept, reduced, _ = _reduce(cover, demand)
    hosts, places = reduced.shape
    if not places:
        return Choice(kept[:0], 1.0, "exact")
    host, place = _entries(reduced)
    found, fewest = _solve(
        np.ones(hosts),
        csc_array((-np.ones(len(host)), (place, host)), shape=(places, hosts)),
        upper=np.full(places, -1.0),
        hosts=hosts,
    )
    chosen = kept[found]
    bound = share_of_best(fewest, float(len(chosen)))
    return Choice(order_by_gain(cover, chosen, demand), bound, "exact")


def choose_nearest_exactly(savings: csr_array, demand: Floats, *, n: int) -> Choice:
    """Find the n hosts that save the most of the way (Hakimi 1964; ReVelle and Swain 1970)."""
    _require_room(savings)
    weight = savings.data * demand[savings.indices]
    is_counted = weight > 0
    pairs = int(is_counted.sum())
    if not pairs:
        return Choice(np.empty(0, dtype=np.intp), 1.0, "exact")
    hosts = savings.shape[0]
    host, place = (ends[is_counted] for ends in _entries(savings))
    weight, pair = weight[is_counted], np.arange(pairs)
    matrix = _at_most_n(
        rows=[pair, pair, pairs + place],
        columns=[host, hosts + pair, hosts + pair],
        values=[-np.ones(pairs), np.ones(pairs), np.ones(pairs)],
        hosts=hosts,
    )  # people go only to a host that is chosen, and each to one
    scale = _WHOLE / float(weight.sum())
    chosen, most = _solve(
        np.concatenate([np.zeros(hosts), -weight * scale]),
        matrix,
        upper=np.concatenate([np.zeros(pairs), np.ones(int(place.max()) + 1), [n]]),
        hosts=hosts,
    )
    value = float(demand @ save_by(savings, chosen))
    order = order_by_saving(savings, chosen, demand)
    return Choice(order, share_of_best(value, -most / scale), "exact")


def _reduce(cover: csr_array, demand: Floats) -> tuple[Positions, csr_array, Floats]:
    """Leave out hosts and places that make no difference; tell which hosts are left."""
    kept = find_undominated(cover)
    return kept, *merge_places(cover[kept], demand)


def _at_most_n(
    *, rows: list[Positions], columns: list[Positions], values: list[Floats], hosts: int
) -> csc_array:
    """Lay out conditions by their entries, and below them that at most n hosts are chosen."""
    row, column, value = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
    last = np.full(hosts, int(row.max()) + 1)
    return csc_array(
        (
            np.append(value, np.ones(hosts)),
            (np.append(row, last), np.append(column, np.arange(hosts))),
        )
    )


def _solve(
    cost: Floats, matrix: csc_array, *, upper: Floats, hosts: int
) -> tuple[Positions, float]:
    """Minimise, and give back the hosts chosen and the value that nothing can go below."""
    found = milp(
        cost,
        constraints=LinearConstraint(matrix, -np.inf, upper),
        integrality=(np.arange(len(cost)) < hosts).astype(np.uint8),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None or found.status != 0:
        raise AssetmapError(
            f"The solver has not found the best choice: {found.message} "
            "Ask with `exact=False`, which says how close to the best it is."
        )
    return np.flatnonzero(found.x[:hosts] > 0.5), float(found.mip_dual_bound)


def _of_use(cover: csr_array, hosts: Positions, demand: Floats) -> Positions:
    """Leave out the hosts that bring in nobody more than those before them."""
    rank, place = _entries(cover[hosts])
    first = np.full(cover.shape[1], len(hosts))
    np.minimum.at(first, place, rank)
    gains = np.bincount(first, demand, minlength=len(hosts) + 1)[: len(hosts)]
    kept: Positions = hosts[gains > 0]
    return kept


def _entries(pairs: csr_array) -> Pairs:
    """List the host and the place of each entry."""
    return np.repeat(np.arange(pairs.shape[0]), np.diff(pairs.indptr)), pairs.indices


def _times_covered(cover: csr_array) -> Positions:
    return np.bincount(cover.indices, minlength=cover.shape[1])


def _require_room(pairs: csr_array) -> None:
    if pairs.nnz > MOST_EXACT_PAIRS:
        raise ReachError(
            f"There are {pairs.nnz:,} pairs of a host and a place, and the best choice is worked "
            f"out for up to {MOST_EXACT_PAIRS:,}. Name fewer hosts with `among`, ask for a "
            "shorter reach, or ask with `exact=False`, which says how close to the best it is."
        )


def find_undominated(cover: csr_array) -> Positions:
    """
    Find the hosts that reach something which no other single host reaches as well.

    Of hosts that reach the very same places the first stays; all stay where
    comparing them would take too much room.
    """
    hosts = np.arange(cover.shape[0])
    times = np.bincount(cover.indices, minlength=cover.shape[1])
    if int((times * times).sum()) > _MOST_COMPARISONS:
        return hosts
    shared = (cover @ cover.T).tocoo()
    left, right = shared.coords
    size = np.diff(cover.indptr)
    is_first = (size[right] > size[left]) | ((size[right] == size[left]) & (right < left))
    is_dominated = np.zeros(len(hosts), dtype=bool)
    is_dominated[left[(shared.data == size[left]) & is_first]] = True
    return hosts[~is_dominated]


def merge_places(cover: csr_array, demand: Floats) -> tuple[csr_array, Floats]:
    """Make one place of all places that the same hosts reach; places that none reaches go."""
    first, group = find_alike(cover)
    is_reached = np.diff(cover.tocsc().indptr)[first] > 0
    merged = csr_array(cover[:, first[is_reached]])
    counted = np.bincount(group, demand, minlength=len(first)).astype(np.float64)
    return merged, counted[is_reached]


def find_alike(cover: csr_array, *apart: Positions | Flags) -> Pairs:
    """
    Group the columns of a cover, hosts by columns, that the same hosts reach.

    Columns are grouped by how many hosts reach them and by the sum of numbers
    that the hosts drew, and then compared host by host: if any two of a group
    differed after all, nothing would be grouped. Columns that differ in any
    of ``apart`` are never grouped.

    Returns
    -------
    first, group
        The first column of each group, and the group of each column; groups
        are in the order of their first columns.

    Examples
    --------
    >>> cover = csr_array(np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]))
    >>> [part.tolist() for part in find_alike(cover)]
    [[0, 1], [0, 1, 0]]
    >>> find_alike(cover, np.array([5, 5, 6]))[1].tolist()
    [0, 1, 2]
    """
    by_column = cover.tocsc()
    by_column.sort_indices()
    drawn = np.random.default_rng(0).integers(0, 2**63, cover.shape[0], dtype=np.uint64)
    sums = np.append(np.uint64(0), np.cumsum(drawn[by_column.indices], dtype=np.uint64))
    starts, sizes = by_column.indptr[:-1], np.diff(by_column.indptr)
    signs = pd.DataFrame({"sum": sums[by_column.indptr[1:]] - sums[starts], "size": sizes})
    signs = signs.assign(**{f"apart{at}": values for at, values in enumerate(apart)})
    group = signs.groupby([*signs.columns], sort=False).ngroup().to_numpy(dtype=np.intp)
    first = np.unique(group, return_index=True)[1]
    alike = by_column.indices[ragged_arange(starts[first[group]], sizes)]
    if not np.array_equal(alike, by_column.indices):
        first = group = np.arange(cover.shape[1])
    return first, group
