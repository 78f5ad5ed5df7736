"""What a map is completed with: places that are only named, unstated sources, synonyms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from assetmap.model import UNSTATED
from assetmap.tables.columns import PLACES, SOURCES
from assetmap.tables.conforming import conform
from assetmap.tables.shapes import replace_column

__all__ = ["freeze_synonyms", "name_places", "state_sources"]

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
    used: set[str] = set()
    for name in _WITH_SOURCES:
        cells = tables[name]["sources"].to_numpy(copy=True)
        different = set(cells)
        used.update(chain.from_iterable(different))
        if () in different:
            used.add(UNSTATED)
            is_missing = ~np.fromiter(map(bool, cells), bool, len(cells))
            cells[is_missing] = pd.Series([(UNSTATED,)], dtype=object).to_numpy()
            replace_column(tables[name], "sources", cells)
    if UNSTATED in used:
        sources = tables["sources"]
        if UNSTATED not in sources.index:
            extra = _unstated_source()
            tables["sources"] = pd.concat([sources, extra]) if len(sources) else extra.copy()


@cache
def _unstated_source() -> pd.DataFrame:
    row = pd.DataFrame({"source_id": [UNSTATED], "name": ["Source not stated"]})
    return conform(row, SOURCES, None)[0]


def freeze_synonyms(
    synonyms: Mapping[str, Iterable[str]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Take words and other words for them as they are now; one word may stand for a list."""
    return tuple(
        (str(word), (others,) if isinstance(others, str) else tuple(map(str, others)))
        for word, others in synonyms.items()
    )
