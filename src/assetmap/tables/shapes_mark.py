"""A mark of where assets are, by which answers from the same places are known again."""

from __future__ import annotations

import hashlib
import secrets

import geopandas as gpd
import shapely

from assetmap.model import AssetKind
from assetmap.tables.asset_map import AssetMap
from assetmap.tables.once import once_a_map

__all__ = ["mark_of_map", "mark_shapes"]

_KEY = secrets.token_bytes(32)
"""Of this process alone: what is marked with it tells nothing outside of it."""


def mark_shapes(assets: gpd.GeoDataFrame) -> str:
    """
    Mark where assets are that are no people: the same mark where all are in the same places.

    It is keyed with a secret of the process: it tells nothing to whoever finds
    it in a file, and in another process nothing has it.

    Examples
    --------
    >>> from shapely import Point
    >>> hall = gpd.GeoDataFrame({"kind": ["space"]}, index=["hall"], geometry=[Point(1, 2)])
    >>> moved = hall.set_geometry([Point(1, 3)])
    >>> mark_shapes(hall) == mark_shapes(hall.copy()), mark_shapes(hall) == mark_shapes(moved)
    (True, False)
    """
    things = assets[assets["kind"] != str(AssetKind.INDIVIDUAL)].geometry.sort_index()
    digest = hashlib.blake2b(key=_KEY, digest_size=16)
    for row_id, shape in zip(things.index, shapely.to_wkb(things.to_numpy()), strict=True):
        digest.update(f"{row_id}\0".encode("utf-8", "surrogatepass") + (shape or b"") + b"\0")
    return digest.hexdigest()


@once_a_map
def mark_of_map(m: AssetMap) -> str:
    """Mark where the assets of a map are; found once, kept with the map."""
    return mark_shapes(m.assets)
