"""Places that lie side by side, or nearest to one another."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from assetmap.errors import ReachError, find_near_word
from assetmap.space.containment import find_origins
from assetmap.space.travel import MOST_PAIRS
from assetmap.tables import require_metric
from assetmap.typing import Flags, Floats, Pairs, Positions

__all__ = ["find_bounded", "join_neighbours"]

CONTIGUITIES = ("queen", "rook")
_SHARE_A_LINE, _OVERLAP = "****1****", "2********"  # boundaries in a line; insides in an area
_NEAR_TIE = 1 + 1e-9  # places as far away as the k-th, but for rounding


def find_bounded(places: gpd.GeoDataFrame) -> Flags:
    """Tell which places have a boundary."""
    shapes = np.asarray(places.geometry.to_numpy(), dtype=object)
    return np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)), dtype=bool)


def join_neighbours(
    places: gpd.GeoDataFrame, *, neighbours: str | int = "queen", apart_m: float = 0.0
) -> csr_array:
    """
    Join every place to its neighbours.

    Parameters
    ----------
    places
        One row per place, in metres; those without a boundary have no
        neighbours. Not modified.
    neighbours
        ``"queen"``: boundaries share at least a point. ``"rook"``: they share
        a line. A number k: the k nearest by the points that stand for the
        places (`find_origins`), and any just as near as the last of those.
    apart_m
        How far apart boundaries may be and still share a point, with
        ``"queen"``: those drawn by hand rarely meet exactly.

    Returns
    -------
    joined
        A matrix of ones, places by places, in the order of the rows. Nearest
        neighbours need not be mutual.

    Raises
    ------
    CRSError
        If the places have a boundary and are not in metres.
    ReachError
        If ``neighbours`` is no such way, if ``apart_m`` cannot be used, or if
        so many places are equally near that the pairs cannot be held.
    """
    _check_ways(neighbours, apart_m)
    there = np.flatnonzero(find_bounded(places))
    start: Positions = np.empty(0, dtype=np.intp)
    end = start
    if len(there):
        require_metric(places.crs, name="places")
        bounded = places.iloc[there]
        if isinstance(neighbours, str):
            start, end = _touching(bounded, is_line=neighbours == "rook", apart_m=apart_m)
        else:
            start, end = _nearest(bounded, neighbours)
    pairs = (there[start], there[end])
    joined = csr_array((np.ones(len(start)), pairs), shape=(len(places), len(places)))
    joined.sort_indices()
    return joined


def _check_ways(neighbours: Any, apart_m: float) -> None:
    if isinstance(neighbours, str):
        if neighbours not in CONTIGUITIES:
            hint = find_near_word(neighbours, CONTIGUITIES)
            raise ReachError(
                f"`neighbours` is {neighbours!r}. {hint} A whole number asks for the nearest."
            )
    elif isinstance(neighbours, bool) or not isinstance(neighbours, int | np.integer):
        raise ReachError(
            f"`neighbours` is {neighbours!r}. Give 'queen', 'rook' or how many of the nearest."
        )
    elif neighbours < 1:
        raise ReachError(f"`neighbours` is {neighbours}; a place needs at least 1 to compare with.")
    if not 0 <= apart_m < np.inf:
        raise ReachError(f"`apart_m` is {apart_m!r}. Give a distance in metres, from 0.")
    if apart_m and neighbours != "queen":
        raise ReachError("`apart_m` is for boundaries that almost meet: use it with 'queen'.")


def _touching(places: gpd.GeoDataFrame, *, is_line: bool, apart_m: float) -> Pairs:
    """Pair the places whose boundaries meet in a point, or in a line."""
    shapes = np.asarray(places.geometry.to_numpy(), dtype=object)
    tree = shapely.STRtree(shapes)
    if apart_m:
        start, end = tree.query(shapes, predicate="dwithin", distance=apart_m)
    else:
        start, end = tree.query(shapes, predicate="intersects")
    if is_line:
        is_once = start < end
        start, end = start[is_once], end[is_once]
        is_shared = shapely.relate_pattern(shapes[start], shapes[end], _SHARE_A_LINE)
        rest = np.flatnonzero(~is_shared)
        is_shared[rest] = shapely.relate_pattern(shapes[start[rest]], shapes[end[rest]], _OVERLAP)
        start, end = start[is_shared], end[is_shared]
        start, end = np.concatenate([start, end]), np.concatenate([end, start])
    is_other = start != end
    return start[is_other], end[is_other]


def _nearest(places: gpd.GeoDataFrame, count: int) -> Pairs:
    """Pair each place with the nearest, and those as near: no id decides who is left out."""
    if len(places) < 2:
        nobody = np.empty(0, dtype=np.intp)
        return nobody, nobody
    points: Floats = shapely.get_coordinates(find_origins(places).to_numpy())
    tree = cKDTree(points)
    last = min(count, len(points) - 1)  # the first is the place itself, 0 m away
    farthest = np.asarray(tree.query(points, k=[last + 1])[0])[:, 0] * _NEAR_TIE
    sizes = np.asarray(tree.query_ball_point(points, farthest, return_length=True))
    if sizes.sum() > MOST_PAIRS:
        raise ReachError(
            f"{int(sizes.sum()):,} pairs of places are equally near, and {MOST_PAIRS:,} can be "
            "held. Ask for fewer neighbours, or draw apart the places that share one point."
        )
    end = np.concatenate(tree.query_ball_point(points, farthest, return_sorted=True))
    start = np.repeat(np.arange(len(points)), sizes)
    is_other = start != end
    return start[is_other], end[is_other].astype(np.intp)
