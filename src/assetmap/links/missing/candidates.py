"""Which pairs of places might one expect to be linked: near, alike, or large and not far?"""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import encode_pairs, rank_within, unique_sorted
from assetmap.links.missing.likeness import measure_likeness
from assetmap.links.missing.profiles import Profiles
from assetmap.space import join_neighbours
from assetmap.typing import Flags, Floats, Pairs, Positions, WeightedPairs

__all__ = ["ALIKE_FROM", "AMONG", "Candidates", "find_candidates"]

AMONG = 50
"""A place is compared with this many of the nearest; one without a boundary with this many that
have the most alike assets."""

LARGEST = 50
"""And it is asked whether it is surprising that it has no link with this many of the largest."""

ALIKE_FROM = 0.5
"""Places count as alike from this likeness."""

_CELLS = 4_000_000
_BEHIND = 1e-14  # of equally alike places the first is kept


class Candidates(NamedTuple):
    """
    Pairs to look at, each a number: the first position times the places, plus the second.

    ``near`` and ``alike`` are pairs with the first position below the second,
    sorted; ``others`` are pairs that are worth a look if their absence is a
    surprise. ``partner`` is, for each place, the nearest one, or else the one
    most like it; -1 where there is none.
    """

    near: Positions
    alike: Positions
    others: Positions
    partner: Positions


def find_candidates(
    places: gpd.GeoDataFrame | None,
    profiles: Profiles,
    sizes: Positions,
    *,
    near: str | int,
    alike: int,
    xy: Floats | None,
) -> Candidates:
    """
    Find pairs of places that one might expect to be linked, never all pairs.

    Parameters
    ----------
    places
        One row per place, in the order of ``profiles``; None for groups.
    profiles, sizes
        What each is made of, and how many assets that is.
    near
        Which places are near, as of `join_neighbours`.
    alike
        With how many of the most alike each place is paired.
    xy
        The point that stands for each place; None for groups.
    """
    several = len(sizes)
    near_start, near_end = _list_neighbours(places, near)
    start, end = _list_neighbours(places, AMONG)
    likeness = measure_likeness(profiles, start, end)
    alone = np.setdiff1d(np.arange(several), start)
    first, second, how = _find_most_alike(profiles, alone, several)
    partner = np.full(several, -1, dtype=np.int64)
    some = np.flatnonzero(how > 0)[::-1]
    partner[first[some]] = second[some]  # the last one written is the most alike
    if xy is not None and len(start):
        apart_m = np.hypot(*(xy[start] - xy[end]).T)
        order = np.lexsort((end, -likeness, apart_m, start))[::-1]
        partner[start[order]] = end[order]  # the last one written is the nearest
    largest = np.lexsort((np.arange(several), -sizes))[:LARGEST]
    everywhere = np.repeat(np.arange(several), len(largest))
    alike_pairs = [
        encode_pairs(one[chosen], other[chosen], several)
        for one, other, chosen in (
            (start, end, _take_first(start, end, likeness, count=alike)),
            (first, second, _take_first(first, second, how, count=alike)),
        )
    ]
    others = encode_pairs(everywhere, np.tile(largest, several), several)
    others = others[everywhere != np.tile(largest, several)]
    return Candidates(
        near=unique_sorted(encode_pairs(near_start, near_end, several)),
        alike=unique_sorted(*alike_pairs),
        others=unique_sorted(encode_pairs(start, end, several), others),
        partner=partner,
    )


def _list_neighbours(places: gpd.GeoDataFrame | None, neighbours: str | int) -> Pairs:
    """List each place with each of its neighbours, in order; groups have none."""
    if places is None:
        nobody = np.empty(0, dtype=np.int64)
        return nobody, nobody
    joined = join_neighbours(places, neighbours=neighbours)
    start = np.repeat(np.arange(joined.shape[0]), np.diff(joined.indptr))
    return start, joined.indices.astype(np.int64)


def _take_first(start: Positions, end: Positions, likeness: Floats, *, count: int) -> Flags:
    """Mark the most alike of each start, of equals the first, if they are alike at all."""
    order = np.lexsort((end, -likeness, start))
    ranked = start[order]
    is_first = np.zeros(len(start), dtype=bool)
    is_first[order] = rank_within(ranked) < count
    return is_first & (likeness >= ALIKE_FROM)


def _find_most_alike(profiles: Profiles, rows: Positions, several: int) -> WeightedPairs:
    """Pair some places with those whose assets are most alike, the most alike first."""
    columns = csr_array(profiles.roots.T)
    at_once = max(1, _CELLS // max(several, 1))
    keep = max(min(AMONG, several - 1), 0)
    ends = [np.empty(0, dtype=np.int64)]
    for begin in range(0, len(rows) if keep else 0, at_once):
        some = rows[begin : begin + at_once]
        by_assets = (profiles.roots[some] @ columns).toarray().round(9)
        by_assets[np.arange(len(some)), some] = -1
        by_assets -= np.arange(several) * _BEHIND
        best = np.argpartition(-by_assets, keep - 1, axis=1)[:, :keep]
        ends.append(best.ravel().astype(np.int64))
    end = np.concatenate(ends)
    start = np.repeat(rows, keep) if keep else end
    likeness = measure_likeness(profiles, start, end)
    order = np.lexsort((end, -likeness, start))
    return start[order], end[order], likeness[order]
