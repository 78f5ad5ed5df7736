"""Which of the two forms of a network was given, and in which reference system is it?"""

from __future__ import annotations

from typing import Any, TypeGuard

import geopandas as gpd
import pandas as pd
import pyproj

from assetmap.errors import Problem, ReachError
from assetmap.space.streets.costing import Costing
from assetmap.space.streets.edges import read_edges
from assetmap.space.streets.lines import read_lines
from assetmap.space.streets.network import Network
from assetmap.space.streets.refusing import refuse
from assetmap.tables import require_metric, require_same

__all__ = ["read_streets"]


def read_streets(
    streets: pd.DataFrame, nodes: pd.DataFrame | None, *, crs: Any, costing: Costing
) -> Network:
    """
    Read a network from lines, or from edges and nodes.

    Parameters are those of `Reach.from_streets`.

    Raises
    ------
    ReachError
        With everything that is wrong with them.
    CRSError
        If they are not in one reference system, in metres.
    """
    if not len(streets):
        says, remedy = "the table is empty, so there is no way to go.", "Give at least one street."
        refuse([Problem("streets", "no_streets", says, remedy)])
    known = _crs_of(streets, nodes, crs)
    if nodes is not None:
        return read_edges(streets, nodes, crs=known, costing=costing)
    if not _is_drawn(streets):
        raise ReachError(
            "`streets` is a table without lines. Give a GeoDataFrame of lines, or the table of "
            "`nodes` as well."
        )
    return read_lines(gpd.GeoDataFrame(streets), crs=known, costing=costing)


def _is_drawn(table: pd.DataFrame | None) -> TypeGuard[gpd.GeoDataFrame]:
    return isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None


def _crs_of(streets: pd.DataFrame, nodes: pd.DataFrame | None, crs: Any) -> pyproj.CRS:
    """Find the one reference system of what was given."""
    tables = {"nodes": nodes, "streets": streets}
    given = {name: table.crs for name, table in tables.items() if _is_drawn(table)}
    stated = {name: some for name, some in {**given, "crs": crs}.items() if some is not None}
    name, first = next(iter(stated.items()), ("streets", None))
    known = require_metric(first, name=name)
    for name, other in stated.items():
        require_same(other, known, name=name)
    return known
