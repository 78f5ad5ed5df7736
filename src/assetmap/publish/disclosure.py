"""Small numbers of people, kept from being worked out of others beside them.

A number that is kept back follows from a total less its other parts. So does
one that only a rounding hides. Where a place is kept back, every larger place
that it is part of is kept back as well: no number that is left has it in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from assetmap.tables import RULES, CountRule, find_small, protect_counts
from assetmap.typing import Flags, Floats, Positions

__all__ = ["RULES", "CountRule", "find_small", "protect_counts", "protect_populations"]

_NONE = -1


def protect_populations(places: pd.DataFrame, *, rule: str = "ons") -> pd.Series[Any]:
    """
    Protect the populations of places, larger ones and their parts together.

    Kept back is what the rule keeps back (`protect_counts`); a total of
    which all but some unknown parts are known, so that a small number would
    be left for them; and whatever those are part of, by ``parent_id`` or by
    lying inside its boundary. Nothing that is left counts them in.

    Parameters
    ----------
    places
        One row per place, by ``place_id``, with ``parent_id``,
        ``population`` and ``geometry``. Not modified.
    rule
        One of `RULES`.

    Returns
    -------
    population
        float64 on the same index: NaN where it is not known or kept back.

    Examples
    --------
    Eleven people in two hamlets: of ten and one, with both totals, one could be told.

    >>> import geopandas as gpd
    >>> places = gpd.GeoDataFrame(
    ...     {"parent_id": [None, "vale", "vale"], "population": [11, 10, 1],
    ...      "geometry": [None, None, None]},
    ...     index=["vale", "mill", "quay"],
    ... )
    >>> protect_populations(places).tolist()
    [nan, 10.0, nan]
    """
    counts = places["population"]
    parent = places.index.get_indexer(pd.Index(places["parent_id"]))
    parent[places["parent_id"].isna()] = _NONE
    is_cause = find_small(counts, rule=rule) | _leave_few(
        counts.to_numpy(dtype=np.float64, na_value=np.nan), parent, RULES[rule].smallest
    )
    is_kept_back = _climb(is_cause | _lie_around(places, is_cause), parent)
    protected = protect_counts(counts, rule=rule).astype("float64")
    return protected.mask(is_kept_back)


def _climb(is_marked: Flags, parent: Positions) -> Flags:
    """Mark whatever a marked place is part of, however far up."""
    marked = is_marked.copy()
    while True:  # once per level of places
        above = parent[marked]
        above = above[above != _NONE]
        if marked[above].all():
            return marked
        marked[above] = True


def _leave_few(population: Floats, parent: Positions, smallest: int) -> Flags:
    """
    Tell which totals leave a small number for parts whose own is not known.

    What is known of a place is its own number, or else the sum of what is
    known of its parts; it is open if some of that is not known at all.
    """
    part, is_open = np.nan_to_num(population), np.isnan(population)
    leaves_few = np.zeros(len(population), dtype=bool)
    for level in _bottom_up(parent):
        total = np.bincount(parent[level], part[level], minlength=len(part))
        some_open = np.bincount(parent[level], is_open[level], minlength=len(part)) > 0
        above = np.unique(parent[level])
        is_total = ~np.isnan(population[above])
        left = part[above] - total[above]
        leaves_few[above] |= is_total & some_open[above] & (left > 0) & (left < smallest)
        unknown = above[~is_total]
        part[unknown] += total[unknown]
        is_open[unknown] = some_open[unknown]
    return leaves_few


def _bottom_up(parent: Positions) -> list[Positions]:
    """List the places that are part of another by their depth, the deepest first."""
    depth = np.zeros(len(parent), dtype=np.int64)
    above = parent.copy()
    while (above != _NONE).any():
        depth[above != _NONE] += 1
        above = np.where(above == _NONE, _NONE, parent[above])
    return [np.flatnonzero(depth == level) for level in range(int(depth.max(initial=0)), 0, -1)]


def _lie_around(places: pd.DataFrame, is_inside: Flags) -> Flags:
    """Tell inside which larger places those that are marked lie, whoever their parent is."""
    around = np.zeros(len(places), dtype=bool)
    shapes = np.asarray(places["geometry"], dtype=object)
    has_shape = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    inside, others = np.flatnonzero(is_inside & has_shape), np.flatnonzero(has_shape)
    if not len(inside):
        return around
    tree = shapely.STRtree(shapes[others])
    points = shapely.point_on_surface(shapes[inside])
    point, other = tree.query(points, predicate="intersects")
    small, large = inside[point], others[other]
    is_larger = shapely.area(shapes[large]) > shapely.area(shapes[small])
    around[large[is_larger]] = True
    return around
