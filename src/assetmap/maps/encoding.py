"""How columns and shapes of frames become a few bytes of JSON.

A page repeats its data once per reader, so a column is written as what it
holds: words that repeat become codes and a list of words, columns that are
mostly empty name only the rows that are not, and whole numbers in sequence
become differences. An empty column is not written at all.

Coordinates are projected to longitude and latitude in bulk and written as
whole numbers of 1e-5 degrees (about a metre), each as the step from the one
before. Everything here runs on flat arrays: no loop over shapes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from assetmap.tables import move_points
from assetmap.typing import Flags, Floats, Integers, Objects, Positions

__all__ = [
    "MANY_VERTICES",
    "Column",
    "choose_unit",
    "encode_codes",
    "encode_differences",
    "encode_lists",
    "encode_locations",
    "encode_numbers",
    "encode_numbers_in",
    "encode_places",
    "encode_ranks",
    "encode_texts",
    "encode_whole",
]

Column: TypeAlias = dict[str, Any] | list[Any] | int | None
MISSING = -1
"""What stands for "not known" where the numbers themselves are never negative."""
Geometries: TypeAlias = npt.NDArray[Any]
STEPS_PER_DEGREE = 100_000
"""Coordinates are whole numbers of 1e-5 degrees: about 1.1 m north-south."""
MANY_VERTICES = 400_000
"""Above this, vertices are thinned to what the opening view can show."""
METRES_PER_STEP = 1.11
PAGE_WIDTH_PX = 1280
STEPS_PER_PIXEL = 16
LONGEST_UNIT = 45
RING, LINE, DOT = 0, 1, 2
POINT_TYPE = int(shapely.GeometryType.POINT)
LINE_TYPES = (int(shapely.GeometryType.LINESTRING), int(shapely.GeometryType.LINEARRING))
POLYGON_TYPE = int(shapely.GeometryType.POLYGON)


def encode_differences(values: Positions) -> list[int]:
    """Write whole numbers as the first one and the step to each next one."""
    steps: list[int] = np.diff(values, prepend=0).tolist()
    return steps


def encode_texts(values: pd.Series[Any]) -> Column:
    """Write texts as a list, or as rows and texts when most are missing.

    >>> encode_texts(pd.Series(["a", None, None, None, "b"]))
    {'at': [0, 4], 'is': ['a', 'b']}
    >>> encode_texts(pd.Series(["a", None, "b"]))
    ['a', None, 'b']
    """
    return _encode_known(values.to_numpy(dtype=object), ~np.asarray(values.array.isna()))


def encode_numbers(values: pd.Series[Any], *, digits: int = 0) -> Column:
    """Write measures rounded to ``digits``; what is missing or infinite is left out.

    >>> encode_numbers(pd.Series([0.25, float("nan"), 1.0]), digits=1)
    [0.2, None, 1.0]
    >>> encode_numbers(pd.Series([1520.0, 1491.0]))
    [1520, 1491]
    """
    numbers = values.astype(object).where(values.notna(), np.nan).to_numpy(dtype=np.float64)
    known = np.isfinite(numbers)
    rounded = np.round(np.where(known, numbers, 0.0), digits)
    written = rounded.astype(np.int64) if digits == 0 else rounded
    return _encode_known(written.astype(object), known)


def encode_numbers_in(values: pd.Series[Any], *, unit: float) -> Column:
    """Write measures as whole numbers of ``unit``, `MISSING` where not known.

    >>> encode_numbers_in(pd.Series([1234.0, float("nan")]), unit=10.0)
    [123, -1]
    """
    numbers = values.astype(object).where(values.notna(), np.nan).to_numpy(dtype=np.float64)
    known = np.isfinite(numbers)
    whole = np.rint(np.where(known, numbers, 0.0) / unit).astype(np.int64)
    return _shorten(np.where(known, whole, MISSING))


def encode_whole(values: pd.Series[Any]) -> Column:
    """Write counts or row numbers, `MISSING` where there is none."""
    return encode_numbers_in(values, unit=1.0)


def encode_codes(values: pd.Series[Any]) -> Column:
    """Write words that repeat as codes into a sorted list of words.

    >>> encode_codes(pd.Series(["space", "culture", "space"]))
    {'of': ['culture', 'space'], 'code': [1, 0, 1]}
    >>> encode_codes(pd.Series(["space", "space"]))
    {'of': ['space'], 'code': 0}
    """
    codes, words = pd.factorize(
        values if values.dtype == "str" else values.astype(object), sort=True
    )
    if not len(words):
        return None
    return {"of": [str(word) for word in words], "code": _shorten(codes)}


def encode_ranks(values: pd.Series[Any], *, among: Sequence[str]) -> Column:
    """Write words as their places in an order, `MISSING` where they have none.

    >>> encode_ranks(pd.Series(["high", None, "low"]), among=("low", "high"))
    [1, -1, 0]
    """
    codes, words = pd.factorize(values)
    ranks = [among.index(word) if word in among else MISSING for word in words]
    return _shorten(np.array([*ranks, MISSING], dtype=np.int64)[codes])


def encode_lists(values: pd.Series[Any]) -> Column:
    """Write a column of tuples: which rows have any, how many, and which words.

    >>> encode_lists(pd.Series([("food", "music"), (), ("food",)]))
    {'at': [0, 2], 'n': [2, 1], 'of': ['food', 'music'], 'code': [0, 1, 0]}
    """
    tuples = values.to_numpy(dtype=object)
    try:
        lengths = np.fromiter(map(len, tuples), np.int64, len(tuples))
    except TypeError:  # a row without a tuple
        held = (len(words) if isinstance(words, tuple) else 0 for words in tuples)
        lengths = np.fromiter(held, np.int64, len(tuples))
    rows = np.flatnonzero(lengths)
    if not len(rows):
        return None
    flat = pd.Series(list(chain.from_iterable(tuples[rows])), dtype=object)
    codes, words = pd.factorize(flat, sort=True)
    return {
        "at": encode_differences(rows),
        "n": lengths[rows].tolist(),
        "of": [word if isinstance(word, int) else str(word) for word in words.tolist()],
        "code": codes.tolist(),
    }


def _encode_known(values: Objects, known: Flags) -> Column:
    """Choose between a full list and the known rows alone, whichever is shorter."""
    rows = np.flatnonzero(known)
    if not len(rows):
        return None
    if 2 * len(rows) < len(values):
        return {"at": encode_differences(rows), "is": values[rows].tolist()}
    listed = values.copy()
    listed[~known] = None
    return listed.tolist()  # type: ignore[no-any-return]


def _shorten(codes: Positions) -> list[int] | int:
    """Write one number instead of a column that repeats it."""
    if len(codes) and (codes == codes[0]).all():
        return int(codes[0])
    return codes.tolist()  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Rings:
    """Shapes as flat arrays: whose each ring is, its form, and its coordinates."""

    owner: Integers
    form: Integers
    start: Flags
    ring: Integers
    xy: Floats


def encode_locations(assets: gpd.GeoDataFrame) -> dict[str, Any] | None:
    """Write where assets are: an anchor each, and the outline of those that are no point.

    ``at`` names the rows that have a location when some have none. A line or
    an area is anchored at a point on it, so that it has a symbol to click.
    """
    shapes = _shapes(assets)
    located = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if not len(located):
        return None
    found = shapes[located]
    is_point = shapely.get_type_id(found) == POINT_TYPE
    anchors = found.copy()
    anchors[~is_point] = shapely.point_on_surface(found[~is_point])
    grid = _to_grid(shapely.get_coordinates(anchors), crs=assets.crs, unit=1)
    encoded: dict[str, Any] = {
        "x": encode_differences(grid[:, 0]),
        "y": encode_differences(grid[:, 1]),
    }
    if len(located) < len(shapes):
        encoded["at"] = encode_differences(located)
    if not is_point.all():
        rings = _flatten(found[~is_point], located[~is_point])
        encoded["shapes"] = _encode_rings(rings, crs=assets.crs, unit=1)
    return encoded


def encode_places(
    places: gpd.GeoDataFrame, *, simplify_m: float | None = None
) -> dict[str, Any] | None:
    """Write the outlines of places, and a point inside each for its label.

    Without ``simplify_m`` outlines keep every vertex until there are more
    than `MANY_VERTICES` of them; then all vertices are moved to a grid finer
    than a sixteenth of a pixel of the opening view, and repeats are dropped.
    Neighbours share their vertices, so they still meet without gaps.
    """
    shapes = _shapes(places)
    drawn = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if not len(drawn):
        return None
    found = shapes[drawn]
    if simplify_m is not None:
        found = _simplify(found, levels=places["level"].iloc[drawn], tolerance_m=simplify_m)
    unit = choose_unit(found)
    encoded = _encode_rings(_flatten(found, drawn), crs=places.crs, unit=unit)
    inside = shapely.get_coordinates(shapely.point_on_surface(found))
    label = _to_grid(inside, crs=places.crs, unit=unit)
    return encoded | {
        "labelAt": encode_differences(drawn),
        "labelX": encode_differences(label[:, 0]),
        "labelY": encode_differences(label[:, 1]),
    }


def choose_unit(shapes: Geometries) -> int:
    """Choose how many 1e-5 degrees one step of an outline is: 1 unless vertices are many."""
    if int(shapely.get_num_coordinates(shapes).sum()) <= MANY_VERTICES:
        return 1
    west, south, east, north = shapely.total_bounds(shapes)
    pixel_m = max(east - west, north - south) / PAGE_WIDTH_PX
    return int(np.clip(pixel_m / STEPS_PER_PIXEL / METRES_PER_STEP, 1, LONGEST_UNIT))


def _shapes(frame: gpd.GeoDataFrame) -> Geometries:
    shapes: Geometries = np.asarray(frame.geometry.array, dtype=object)
    return shapes


def _simplify(shapes: Geometries, *, levels: pd.Series[Any], tolerance_m: float) -> Geometries:
    """Simplify each level on its own: only places of one level tile the ground."""
    simple = shapes.copy()
    codes, _ = pd.factorize(levels.astype(object), use_na_sentinel=False)
    for code in np.unique(codes):
        rows = codes == code
        simple[rows] = shapely.coverage_simplify(shapes[rows], tolerance_m)
    return simple


def _flatten(shapes: Geometries, owner: Positions) -> Rings:
    """Take shapes apart into rings, lines and dots, in the order of their owners."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    parts, within = shapely.get_parts(parts, return_index=True)  # collections hold multi-parts
    whose = owner[shape[within]]
    kind = shapely.get_type_id(parts)
    areas, lines = kind == POLYGON_TYPE, np.isin(kind, LINE_TYPES)
    rings, of_area = shapely.get_rings(parts[areas], return_index=True)
    pieces = np.concatenate([rings, parts[lines], parts[kind == POINT_TYPE]])
    pieces_owner = np.concatenate(
        [whose[areas][of_area], whose[lines], whose[kind == POINT_TYPE]]
    ).astype(np.int64)
    form = np.repeat([RING, LINE, DOT], [len(rings), lines.sum(), (kind == POINT_TYPE).sum()])
    order = np.argsort(pieces_owner, kind="stable")
    xy, ring = shapely.get_coordinates(pieces[order], return_index=True)
    start = np.diff(ring, prepend=-1) != 0
    return Rings(pieces_owner[order], form[order], start, ring.astype(np.int64), xy)


def _to_grid(xy: Floats, *, crs: CRS, unit: int) -> Integers:
    """Project to longitude and latitude, as whole numbers of ``unit`` x 1e-5 degrees."""
    degrees = move_points(xy, _to_degrees(crs))
    return np.rint(degrees * (STEPS_PER_DEGREE / unit)).astype(np.int64)


@lru_cache(maxsize=8)
def _to_degrees(crs: CRS) -> Transformer:
    """Find the way from metres to degrees once per CRS: finding it is slower than using it."""
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def _encode_rings(rings: Rings, *, crs: CRS, unit: int) -> dict[str, Any]:
    """Write rings as steps, without repeats and without the vertex that closes a ring."""
    grid = _to_grid(rings.xy, crs=crs, unit=unit)
    moved = np.diff(grid, axis=0, prepend=grid[:1] - 1).any(axis=1)
    keep = moved | rings.start
    grid, ring, start = grid[keep], rings.ring[keep], rings.start[keep]
    last = np.append(start[1:], True)
    closing = last & ~start & (rings.form[ring] == RING)
    grid, ring = grid[~closing], ring[~closing]
    owners, pieces = np.unique(rings.owner, return_counts=True)
    return {
        "unit": unit,
        "at": encode_differences(owners),
        "rings": pieces.tolist(),
        "form": encode_codes(pd.Series(rings.form).map({RING: "ring", LINE: "line", DOT: "dot"})),
        "points": np.bincount(ring, minlength=len(rings.form)).tolist(),
        "x": encode_differences(grid[:, 0]),
        "y": encode_differences(grid[:, 1]),
    }
