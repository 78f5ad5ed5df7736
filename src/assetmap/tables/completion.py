"""What a map is completed with: places that are only named, and the source nobody wrote down."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import geopandas as gpd
import pandas as pd
import pyproj

from assetmap.model import UNSTATED, Record
from assetmap.tables.columns import PLACES, SOURCES
from assetmap.tables.conforming import conform

__all__ = ["lay_out", "name_places", "state_sources"]

_WITH_SOURCES = ("assets", "ties", "effort", "origins")


def name_places(
    assets: pd.DataFrame, effort: pd.DataFrame, crs: pyproj.CRS | None
) -> gpd.GeoDataFrame:
    """Make a place without a boundary for every place id that assets and effort mention."""
    columns = [assets["place_id"], assets["active_in"].explode(), effort["place_id"]]
    mentioned = pd.concat([column.astype(object).dropna() for column in columns])
    ids = sorted(place_id for place_id in set(mentioned) if place_id.strip())
    table, _ = conform(pd.DataFrame({"place_id": ids, "name": ids}), PLACES, crs)
    return table


def state_sources(tables: dict[str, Any]) -> None:
    """Give records without a source the source that says nobody wrote it down."""
    is_needed = False
    for name in _WITH_SOURCES:
        column = tables[name]["sources"]
        is_missing = column.str.len() == 0
        if is_missing.any():
            is_needed = True
            tables[name]["sources"] = column.where(
                ~is_missing,
                pd.Series([(UNSTATED,)] * len(column), index=column.index, dtype=object),
            )
    used = {
        source for name in _WITH_SOURCES for row in set(tables[name]["sources"]) for source in row
    }
    if is_needed or (UNSTATED in used):
        sources = tables["sources"]
        if UNSTATED not in sources.index:
            extra = _unstated_source()
            tables["sources"] = pd.concat([sources, extra]) if len(sources) else extra.copy()


@cache
def _unstated_source() -> pd.DataFrame:
    row = pd.DataFrame({"source_id": [UNSTATED], "name": ["Source not stated"]})
    return conform(row, SOURCES, None)[0]


def lay_out(records: Iterable[Record]) -> pd.DataFrame:
    """Lay records out as rows."""
    return pd.DataFrame([dict(record) for record in records])
