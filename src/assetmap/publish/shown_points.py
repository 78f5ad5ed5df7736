"""Where each asset is shown: at its own point, where it meets, or in the middle of its place."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.arrays import is_among
from assetmap.model import AssetKind, Audience, Precision, Status, TieKind
from assetmap.space import assign_places, find_origins
from assetmap.tables import MAY_BE_HOMES, AssetMap
from assetmap.typing import Flags, Objects

__all__ = ["find_venues", "place_coarsely"]

_ADDRESS = ("address", "postcode")


def find_venues(m: AssetMap) -> pd.Series[bool]:
    """
    Tell which assets are open to the public where they are, by ``asset_id``.

    An asset is if its row says so, or a source of it says so of all that it tells of.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Museum", "Choir"], "kind": ["culture", "association"],
    ...          "sources": [("register",), ()]}, index=["museum", "choir"]),
    ...     sources=pd.DataFrame({"name": ["Museums"], "public_venue": [True]},
    ...                          index=["register"]),
    ... )
    >>> find_venues(m).to_dict()
    {'museum': True, 'choir': False}
    """
    assets, sources = m.assets, m.sources
    open_ones = set(sources.index[sources["public_venue"]])
    is_venue = assets["public_venue"].to_numpy(dtype=bool)
    if open_ones:
        different = {ids: not open_ones.isdisjoint(ids) for ids in set(assets["sources"])}
        is_venue = is_venue | assets["sources"].map(different).to_numpy(dtype=bool)
    return pd.Series(is_venue, index=assets.index)


def place_coarsely(
    assets: gpd.GeoDataFrame, m: AssetMap, *, audience: Audience
) -> tuple[gpd.GeoDataFrame, Flags]:
    """
    Show whoever has no point of their own to show where it tells of nobody's home.

    People stand in the middle of their place. So do, but for partners and the
    team, associations, exchange and culture, which often are at somebody's
    home, unless they are public venues; where one of them meets in a space of
    the map, it is shown there instead. Others that are known by their place
    alone are shown there too, and say so.

    Parameters
    ----------
    assets
        The rows that are shown, with ``is_venue`` and ``sensitive``. Not modified.
    m
        The map.
    audience
        For whom.

    Returns
    -------
    placed
        With other shapes, and ``precision`` of what is shown now.
    is_moved
        Which have a place of their own that is not shown.
    """
    kind, shapes = assets["kind"], assets.geometry.to_numpy().copy()
    is_person = (kind == str(AssetKind.INDIVIDUAL)).to_numpy()
    is_located = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    is_moved = np.zeros(len(assets), dtype=bool)
    if not audience.group_points:
        may_be_home = kind.isin(MAY_BE_HOMES) & ~assets["is_venue"]
        is_moved = may_be_home.to_numpy(dtype=bool) & is_located
    is_coarse = is_person | ~is_located | is_moved
    place = _find_places(assets, m, is_moved)
    shapes[is_coarse] = _middles(m.places, place.array[is_coarse])
    how = np.where(shapely.is_missing(shapes), str(Precision.NONE), str(Precision.PLACE))
    precision = assets["precision"].to_numpy(dtype=object).copy()
    precision[is_coarse] = how[is_coarse]
    meets = _find_meeting_spaces(m, assets, is_moved & ~assets["sensitive"].to_numpy(dtype=bool))
    at = np.flatnonzero(meets >= 0)
    shapes[at] = assets.geometry.to_numpy()[meets[at]]
    precision[at] = assets["precision"].to_numpy(dtype=object)[meets[at]]
    placed = assets.set_geometry(gpd.GeoSeries(shapes, index=assets.index, crs=assets.crs))
    placed["precision"] = pd.Series(precision, index=assets.index).astype("str")
    placed.loc[is_person, list(_ADDRESS)] = None
    return placed, is_moved


def _find_places(assets: gpd.GeoDataFrame, m: AssetMap, is_moved: Flags) -> pd.Series[Any]:
    """Give the stated place of each; of what is moved without one, the place that it is in."""
    place: pd.Series[Any] = assets["place_id"]
    is_open = is_moved & place.isna().to_numpy()
    if is_open.any() and len(m.places):
        place = place.copy()
        place[is_open] = assign_places(assets.geometry[is_open], m.places).array
    return place


def _find_meeting_spaces(m: AssetMap, assets: gpd.GeoDataFrame, asks: Flags) -> Any:
    """Find the row of the space where each of these meets, the first by id; -1 where none is."""
    row = np.full(len(assets), -1, dtype=np.intp)
    ties = m.ties
    ties = ties[(ties["kind"] == str(TieKind.MEETS_AT)) & ties["until"].isna()]
    shapes = assets.geometry.to_numpy()
    is_space = (assets["kind"] == str(AssetKind.SPACE)) & ~assets["sensitive"]
    is_space &= assets["status"] != str(Status.CLOSED)
    is_space &= ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    ties = ties[
        is_among(ties["source"], assets.index[asks])
        & is_among(ties["target"], assets.index[is_space])
    ]
    first = ties.sort_values(["source", "target"]).drop_duplicates("source")
    row[assets.index.get_indexer(pd.Index(first["source"]))] = assets.index.get_indexer(
        pd.Index(first["target"])
    )
    return row


def _middles(places: gpd.GeoDataFrame, place_id: Any) -> Objects:
    """Find the point that stands for each of these places; None for what is no place."""
    position = places.index.get_indexer(pd.Index(place_id))
    needed, which = np.unique(position[position >= 0], return_inverse=True)
    middles = np.full(len(position), None, dtype=object)
    middles[position >= 0] = find_origins(places.iloc[needed]).to_numpy()[which]
    return middles
