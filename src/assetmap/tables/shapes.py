"""Frames with shapes, made, lent and changed without geopandas checking the column each time."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd

__all__ = ["lend", "replace_column", "with_shapes"]

_LIKE = gpd.GeoDataFrame(geometry=gpd.GeoSeries([]))


def with_shapes(table: pd.DataFrame, shapes: gpd.array.GeometryArray) -> gpd.GeoDataFrame:
    """
    Put shapes beside the rows of a table, as the last column and the active geometry.

    ``GeoDataFrame(table, geometry=shapes)`` is the same, and takes six times as long: for it
    geopandas looks again and again for the column, its type and its reference system. On a
    map of a village that was a third of the time of most answers.

    Parameters
    ----------
    table
        A plain frame without a column ``geometry``. Not modified.
    shapes
        One for each row, with their reference system.

    Examples
    --------
    >>> shapes = gpd.array.from_wkt(["POINT (1 2)"], crs="EPSG:27700")
    >>> frame = with_shapes(pd.DataFrame({"name": ["Hall"]}, index=["hall"]), shapes)
    >>> frame.active_geometry_name, frame.crs.to_epsg(), frame.geometry["hall"].x
    ('geometry', 27700, 1.0)
    """
    frame = gpd.GeoDataFrame(table, copy=False)
    frame.insert(len(frame.columns), "geometry", shapes)
    framed: gpd.GeoDataFrame = frame.__finalize__(_LIKE)  # says which column is active
    return framed


def lend(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Copy a table: pandas copies columns when they are changed, shapes are copied now.

    ``frame.copy(deep=False)`` takes four times as long, and every question asks for tables: again
    geopandas looks for the column first.

    Examples
    --------
    >>> hall = with_shapes(pd.DataFrame(index=["hall"]), gpd.array.from_wkt(["POINT (1 2)"]))
    >>> lent = lend(hall)
    >>> lent.geometry.array[0] = None
    >>> hall.geometry["hall"]
    <POINT (1 2)>
    """
    plain: Any = pd.DataFrame(frame)
    replace_column(plain, "geometry", plain["geometry"].array.copy())
    # As `GeoDataFrame.copy` does; its constructor would go through all columns.
    plain.__class__ = type(frame)
    lent: gpd.GeoDataFrame = plain.__finalize__(frame)
    return lent


def replace_column(table: pd.DataFrame, name: str, values: Any) -> None:
    """
    Put other values into a column of a table, in its place: geopandas checks nothing anew.

    Examples
    --------
    >>> table = pd.DataFrame({"name": ["Hall"], "kind": ["space"]})
    >>> replace_column(table, "kind", ["culture"])
    >>> table["kind"].tolist()
    ['culture']
    """
    table.isetitem([*table.columns].index(name), values)
