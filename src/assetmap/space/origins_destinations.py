"""From where to where reach is measured: shapes that are given, or those of a map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.errors import SHOWN_AT_MOST, ReachError
from assetmap.model import GB, Country
from assetmap.space.containment import find_leaves, find_origins
from assetmap.space.points import Spots, has_shape, hold_shapes, require_one_crs, shapes_of
from assetmap.space.straight_lines import join_pairs
from assetmap.space.travel import require_limit, require_pace
from assetmap.tables import AssetMap, once_a_map
from assetmap.typing import Objects, Positions, WeightedPairs

__all__ = ["Ends", "find_ends", "find_locations", "limit_of", "take_ends"]


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """
    Shapes by id, sorted: where ways start and end.

    It is the two of them when it is unpacked: ``origins, destinations = ends``.
    ``stated_in`` tells by position which origin without a boundary each
    destination is stated to be in, -1 for none; None where no map says so.
    ``country`` says how people walk there, and ``known`` holds the coordinates
    of both where somebody has read them.
    """

    origins: gpd.GeoSeries
    destinations: gpd.GeoSeries
    stated_in: Positions | None = None
    country: Country = GB
    known: tuple[Spots, Spots] | None = None

    def __iter__(self) -> Iterator[gpd.GeoSeries]:
        return iter((self.origins, self.destinations))

    @property
    def ids(self) -> tuple[pd.Index[Any], pd.Index[Any]]:
        """Give the ids of both."""
        return self.origins.index, self.destinations.index

    def spots(self) -> tuple[Spots, Spots]:
        """Give the coordinates of both; raise unless they can be measured against each other."""
        starts, ends = self.known or (
            Spots.from_shapes(shapes_of(self.origins)),
            Spots.from_shapes(shapes_of(self.destinations)),
        )
        if starts.is_there.any() and ends.is_there.any():
            require_one_crs(self.origins, self.destinations, names=("origins", "destinations"))
        return starts, ends

    def pace(self, speed_m_per_min: float | None, detour: float | None = 1) -> tuple[float, float]:
        """Give the speed and the detour that are asked for, else those of the country."""
        speed = self.country.speed_m_per_min if speed_m_per_min is None else speed_m_per_min
        longer = self.country.detour if detour is None else detour
        require_pace(speed_m_per_min=speed, detour=longer)
        return speed, longer

    def with_stated(self, pairs: WeightedPairs) -> WeightedPairs:
        """Add, at no cost, what is stated to be in those places that have no boundary."""
        if self.stated_in is None:
            return pairs
        end = np.flatnonzero(self.stated_in >= 0)
        stated = self.stated_in[end], end, np.zeros(len(end))
        return join_pairs(pairs, stated, n_destinations=len(self.destinations))


@once_a_map
def find_ends(m: AssetMap) -> Ends:
    """
    Find the points of a map's smallest places and where its assets are, each point once.

    They are found once, and kept with the map: copy a series before you change it.

    Parameters
    ----------
    m
        The map.

    Returns
    -------
    ends
        ``origins`` (`find_origins` of `find_leaves`) and ``destinations``
        (`find_locations`), both sorted by id. Give it to `Reach` instead of
        the map when several questions are asked of the same map.

    Examples
    --------
    >>> from shapely import Point, box
    >>> hall = gpd.GeoDataFrame(
    ...     {"name": ["Hall"], "kind": ["space"]},
    ...     index=["hall"], geometry=[Point(5, 9)], crs="EPSG:27700",
    ... )
    >>> places = gpd.GeoDataFrame(
    ...     {"name": ["Mill End"]}, index=["mill"], geometry=[box(0, 0, 10, 10)], crs="EPSG:27700"
    ... )
    >>> m = AssetMap.from_frames(assets=hall, places=places)
    >>> origins, destinations = find_ends(m)
    >>> origins["mill"], destinations["hall"]
    (<POINT (5 5)>, <POINT (5 9)>)
    """
    places, assets = m.places, m.assets
    leaves = find_leaves(m).index
    rows = places.index.get_indexer(leaves).astype(np.intp)
    by_id = assets.index.argsort()
    shapes, stated = shapes_of(assets)[by_id], find_stated(places, assets)[by_id]
    middles = place_middles(places, np.append(rows, stated[~has_shape(shapes)]))
    starts = middles[rows]
    leaf_at = np.full(len(places) + 1, -1, dtype=np.intp)  # the last is that of no place
    leaf_at[rows] = np.where(has_shape(starts), -1, np.arange(len(rows)))
    return Ends(
        hold_shapes(starts, leaves, m.crs),
        hold_shapes(locate(shapes, middles, stated), assets.index[by_id], m.crs),
        leaf_at[stated],
        m.country,
    )


def take_ends(origins: AssetMap | Ends | gpd.GeoSeries, destinations: gpd.GeoSeries | None) -> Ends:
    """Take the ends of the ways that are asked about; raise if they cannot be told apart."""
    if isinstance(origins, AssetMap):
        origins = find_ends(origins)
    if isinstance(origins, Ends):
        return origins
    if destinations is None:
        raise ReachError("`destinations` is missing. Give shapes to reach, or a map alone.")
    return Ends(_sort_by_id(origins, "origins"), _sort_by_id(destinations, "destinations"))


def _sort_by_id(shapes: gpd.GeoSeries, name: str) -> gpd.GeoSeries:
    """Sort shapes by id, once every id is known to be there once."""
    repeated = sorted(set(shapes.index[shapes.index.duplicated()].astype(str)))
    if repeated:
        shown = ", ".join(map(repr, repeated[:SHOWN_AT_MOST]))
        raise ReachError(f"Ids of `{name}` repeat: {shown}. Give each shape an id of its own.")
    return shapes.set_axis(shapes.index.astype("str")).sort_index()


def limit_of(within_m: float | None, within_min: float | None) -> tuple[str, float | None]:
    """Find the unit and the limit that were asked for."""
    if within_m is not None and within_min is not None:
        raise ReachError("`within_m` and `within_min` were both given. Give one of them.")
    if within_min is not None:
        return "min", require_limit(within_min, name="within_min")
    return "m", None if within_m is None else require_limit(within_m, name="within_m")


def find_locations(m: AssetMap) -> gpd.GeoSeries:
    """
    Find where each asset is, as well as is known.

    Parameters
    ----------
    m
        The map.

    Returns
    -------
    locations
        On the index of ``m.assets``: the asset's own shape; for an asset
        without one the point that stands for its stated place
        (`find_origins`); None where neither is known, or the stated place has
        no boundary.

    Examples
    --------
    >>> from shapely import box
    >>> people = pd.DataFrame(
    ...     {"name": ["Asha"], "kind": ["individual"], "place_id": ["mill"]}, index=["asha"]
    ... )
    >>> places = gpd.GeoDataFrame(
    ...     {"name": ["Mill End"]}, index=["mill"], geometry=[box(0, 0, 10, 10)], crs="EPSG:27700"
    ... )
    >>> m = AssetMap.from_frames(assets=people, places=places)
    >>> find_locations(m)["asha"]
    <POINT (5 5)>
    """
    places, assets = m.places, m.assets
    stated = find_stated(places, assets)
    shapes = shapes_of(assets)
    middles = place_middles(places, stated[~has_shape(shapes)])
    return gpd.GeoSeries(
        locate(shapes, middles, stated), index=assets.index, crs=m.crs, name="geometry"
    )


def find_stated(places: gpd.GeoDataFrame, assets: gpd.GeoDataFrame) -> Positions:
    """Find which row of the places each asset is stated to be in; -1 for none."""
    place_id = assets["place_id"]
    if place_id.array.isna().all():
        return np.full(len(assets), -1, dtype=np.intp)
    return np.asarray(places.index.get_indexer(pd.Index(place_id)), dtype=np.intp)


def place_middles(places: gpd.GeoDataFrame, rows: Positions) -> Objects:
    """Find the points that stand for these places; None for all others. -1 is no place."""
    is_asked = np.zeros(len(places), dtype=bool)
    is_asked[rows[rows >= 0]] = True
    middles = np.full(len(places), None, dtype=object)
    middles[is_asked] = shapes_of(find_origins(places.geometry[is_asked]))
    return middles


def locate(shapes: Objects, middles: Objects, stated: Positions) -> Objects:
    """Locate assets by their own shapes, else by the middles of their stated places."""
    located = shapes.copy()
    is_bare = ~has_shape(shapes)
    located[is_bare] = None
    is_needed = is_bare & (stated >= 0)
    located[is_needed] = middles[stated[is_needed]]
    return located
