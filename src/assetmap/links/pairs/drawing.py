"""How far apart are two places, do they meet, and which line joins them?"""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from assetmap.space import find_origins
from assetmap.typing import Flags, Floats, Positions

__all__ = ["Apart", "locate_places", "measure_apart"]


class Apart(NamedTuple):
    """Metres between, whether boundaries meet, and the line, one for each pair."""

    distance_m: Floats
    adjacent: Flags
    lines: NDArray[Any]


def locate_places(places: gpd.GeoDataFrame) -> Floats:
    """Give x and y, in metres, of the point that stands for each place; NaN without a boundary."""
    points = find_origins(places).to_numpy()
    is_there = ~shapely.is_missing(points)
    xy = np.full((len(points), 2), np.nan)
    xy[is_there] = shapely.get_coordinates(points[is_there])
    return xy


def measure_apart(places: gpd.GeoDataFrame, xy: Floats, a: Positions, b: Positions) -> Apart:
    """
    Measure pairs of rows of ``places`` by position; a pair with -1 has nothing.

    ``xy`` is what `locate_places` gives.
    """
    lines = np.full(len(a), None, dtype=object)
    distance = np.full(len(a), np.nan)
    is_adjacent = np.zeros(len(a), dtype=bool)
    is_located = np.asarray(np.isfinite(xy).all(axis=1))
    pairs = np.flatnonzero((b >= 0) & is_located[a] & is_located[b])
    if len(pairs):
        first, second = a[pairs], b[pairs]
        lines[pairs] = shapely.linestrings(np.stack([xy[first], xy[second]], axis=1))
        distance[pairs] = np.hypot(*(xy[first] - xy[second]).T)
        is_adjacent[pairs] = _meet(np.asarray(places.geometry), first, second)
    return Apart(distance, is_adjacent, lines)


def _meet(shapes: NDArray[Any], first: Positions, second: Positions) -> Flags:
    """Tell which boundaries meet; those whose boxes lie apart are not looked at."""
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    may_meet: Flags = (low_x[first] <= high_x[second]) & (low_x[second] <= high_x[first])
    may_meet &= (low_y[first] <= high_y[second]) & (low_y[second] <= high_y[first])
    near = np.flatnonzero(may_meet)
    shapely.prepare(shapes[np.unique(first[near])])
    may_meet[near] = shapely.intersects(shapes[first[near]], shapes[second[near]])
    return may_meet
