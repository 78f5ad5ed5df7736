"""How far apart are two places, do they meet, and which line joins them?"""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from assetmap.space import find_origins

__all__ = ["Apart", "measure_apart"]


class Apart(NamedTuple):
    """Metres between, whether boundaries meet, and the line, one for each pair."""

    distance_m: NDArray[np.float64]
    adjacent: NDArray[np.bool_]
    lines: NDArray[Any]


def measure_apart(places: gpd.GeoDataFrame, a: NDArray[np.intp], b: NDArray[np.intp]) -> Apart:
    """Measure pairs of rows of ``places`` by position; a pair with -1 has nothing."""
    lines = np.full(len(a), None, dtype=object)
    distance = np.full(len(a), np.nan)
    is_adjacent = np.zeros(len(a), dtype=bool)
    points = find_origins(places).to_numpy()
    shapes = np.asarray(places.geometry.to_numpy(), dtype=object)
    paired = np.flatnonzero(b >= 0)
    is_drawn = ~shapely.is_missing(points)
    drawn = paired[is_drawn[a[paired]] & is_drawn[b[paired]]]
    if len(drawn):
        ends = [shapely.get_coordinates(points[end[drawn]]) for end in (a, b)]
        lines[drawn] = shapely.linestrings(np.stack(ends, axis=1))
        distance[drawn] = np.hypot(*(ends[0] - ends[1]).T)
        shapely.prepare(shapes[np.unique(a[drawn])])
        is_adjacent[drawn] = shapely.intersects(shapes[a[drawn]], shapes[b[drawn]])
    return Apart(distance, is_adjacent, lines)
