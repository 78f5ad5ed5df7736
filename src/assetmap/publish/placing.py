"""In which places is an asset counted, so that what is drawn in one is never missing there?"""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from assetmap.model import Precision
from assetmap.space import assign_places, find_all_places, find_bounded, find_leaves
from assetmap.tables import empty_words
from assetmap.typing import Flags, Pairs, Positions

__all__ = ["Counted", "find_counted_places"]


class Counted(NamedTuple):
    """The one place of each asset, and in which others it is drawn, as ids on one index."""

    place: pd.Series[str]
    drawn_in: pd.Series[Any]


def find_counted_places(shown: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> Counted:
    """
    Find the place of each asset that is shown, and every other place that it is drawn in.

    Parameters
    ----------
    shown
        Assets as an audience may see them, with ``place_id``, ``precision``
        and the shape that is drawn. What was kept back is not in it, so
        nothing is told that is not drawn. Not modified.
    places
        One row per place, by ``place_id``. Not modified.

    Returns
    -------
    counted
        ``place`` is the stated place, else the smallest that holds the shape
        (as `assetmap.space.place_of`), else missing. ``drawn_in`` are tuples
        of the other places in which a part of it is drawn, sorted: all that a
        line or an area goes through, and the one that a point is in which
        states another. A shape that only touches a boundary is not in there.
        Places that one of these is part of are left out: whatever is in a
        part is counted in the whole. What stands in the middle of its stated
        place is drawn nowhere else.
    """
    stated = shown["place_id"].where(shown["place_id"].str.strip() != "")
    shapes = shown.geometry
    bounded = places[find_bounded(places)]
    is_drawn = ~(shapes.isna() | shapes.is_empty)
    is_found = is_drawn & stated.isna()
    own = stated.copy()
    own[is_found] = _find_smallest(shapes[is_found], places).array
    stands_for_place = stated.notna() & (shown["precision"] == str(Precision.PLACE))
    at = np.flatnonzero(is_drawn & ~stands_for_place)
    empty = pd.Series(empty_words(len(shown)), index=shown.index, dtype=object)
    if not len(at) or bounded.empty:
        return Counted(own, empty)
    owner, place = _pair(shapes.iloc[at], own.iloc[at], places)
    return Counted(own, _lay_out(empty, at[owner], place, own, places))


def _find_smallest(shapes: gpd.GeoSeries, places: gpd.GeoDataFrame) -> pd.Series[str]:
    """Find the smallest place that holds each shape, looking at the larger ones last."""
    found = pd.Series(None, index=shapes.index, dtype="str")
    rest, left = places, np.arange(len(shapes))
    while len(rest) and len(left):
        here = assign_places(shapes.iloc[left], rest)
        found.iloc[left] = here.array
        left = left[here.isna().to_numpy()]
        rest = rest.drop(index=find_leaves(rest).index)
    return found


def _pair(shapes: gpd.GeoSeries, own: pd.Series[str], places: gpd.GeoDataFrame) -> Pairs:
    """Pair shapes, by position, with the places that they are drawn in, of whatever level."""
    parts, owner = shapely.get_parts(shapes.to_numpy(), return_index=True)
    every = places.drop(columns="parent_id")  # then each place is one of the smallest
    touched = find_all_places(gpd.GeoSeries(parts, crs=shapes.crs), every)
    part = touched["asset_id"].to_numpy(dtype=np.intp)
    whose, place = owner[part], places.index.get_indexer(pd.Index(touched["place_id"]))
    is_own = place == places.index.get_indexer(pd.Index(own))[whose]  # nearly all: not asked
    is_inside = is_own.copy()
    zones = places.geometry.to_numpy()[place[~is_own]]
    is_inside[~is_own] = _reach_inside(parts[part[~is_own]], zones)
    # What lies on a boundary alone belongs to its own place there, else to the first by id.
    is_settled = np.zeros(len(shapes), dtype=bool)
    is_settled[whose[is_inside]] = True
    open_ones = np.setdiff1d(whose, np.flatnonzero(is_settled))
    first = places.index.get_indexer(pd.Index(_find_smallest(shapes.iloc[open_ones], places)))
    is_first = first >= 0
    return (
        np.concatenate([whose[is_inside], open_ones[is_first]]).astype(np.intp),
        np.concatenate([place[is_inside], first[is_first]]).astype(np.intp),
    )


def _reach_inside(parts: npt.NDArray[Any], zones: npt.NDArray[Any]) -> Flags:
    """Tell which parts reach into the inside of their zone; points are asked of it prepared."""
    is_point = shapely.get_dimensions(parts) == 0
    inside = np.zeros(len(parts), dtype=bool)
    shapely.prepare(zones[is_point])
    inside[is_point] = shapely.contains_properly(zones[is_point], parts[is_point])
    inside[~is_point] = ~shapely.touches(zones[~is_point], parts[~is_point])
    return inside


def _lay_out(
    empty: pd.Series[Any],
    asset: Positions,
    place: Positions,
    own: pd.Series[str],
    places: gpd.GeoDataFrame,
) -> pd.Series[Any]:
    """Make a tuple of ids for each asset, without its own place and what holds one of them."""
    ids = places.index
    mine = ids.get_indexer(pd.Index(own))
    several = max(len(ids), 1)
    pairs = np.unique(asset * several + place)
    held = np.flatnonzero(mine >= 0)
    counted = np.append(pairs, held * several + mine[held])
    kept = np.setdiff1d(pairs, held * several + mine[held])
    kept = np.setdiff1d(kept, _climb(counted, ids.get_indexer(pd.Index(places["parent_id"]))))
    cells = empty.to_numpy(dtype=object).copy()
    rows, start = np.unique(kept // several, return_index=True)
    for row, listed in zip(rows, np.split(kept % several, start)[1:], strict=True):
        cells[row] = tuple(sorted(ids[listed]))  # few: lines, areas, and what contradicts
    return pd.Series(cells, index=empty.index, dtype=object)


def _climb(pairs: Positions, parent: Positions) -> Positions:
    """Pair each asset with all that its places are part of, level by level."""
    several, above = max(len(parent), 1), [pairs[:0]]
    while len(pairs):
        up = parent[pairs % several]
        is_part = up >= 0
        pairs = np.unique(pairs[is_part] // several * several + up[is_part])
        above.append(pairs)
    return np.concatenate(above)
