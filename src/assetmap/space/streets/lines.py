"""Which network do these lines make, that meet where their ends are?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from assetmap.errors import Problem
from assetmap.space.shapes import has_shape, shapes_of
from assetmap.space.streets.costing import Costing, list_rows, measure_streets
from assetmap.space.streets.line_ends import take_line_ends
from assetmap.space.streets.network import Network, lay_network
from assetmap.space.streets.refusing import refuse
from assetmap.typing import Floats, Objects, Positions

__all__ = ["JOIN_M", "read_lines"]

JOIN_M = 0.01
"""Ends of lines that are at most this far apart, in metres, are one junction."""

_LINE, _LINES = 1, 5


def read_lines(streets: gpd.GeoDataFrame, *, crs: Any, costing: Costing) -> Network:
    """
    Read a network from lines; several lines in one row share its minutes by their length.

    Raises
    ------
    ReachError
        With everything that is wrong with the rows.
    """
    shapes = shapely.force_2d(shapes_of(streets))
    metres = np.asarray(shapely.length(shapes))
    forward, backward, problems = measure_streets(streets, metres, costing=costing, is_arrow=False)
    refuse([*_list_unusable(streets, shapes), *problems])
    lines, row = shapely.get_parts(shapes, return_index=True)
    part_m = shapely.length(lines)
    share = np.divide(part_m, metres[row], out=np.ones(len(lines)), where=metres[row] > 0)
    junctions, end = _join_ends(lines)
    return lay_network(
        crs=crs,
        junctions=junctions,
        tail=end[: len(lines)],
        head=end[len(lines) :],
        lines=lines,
        forward=forward[row] * share,
        backward=backward[row] * share,
        m_per_unit=costing.m_per_unit,
        how=costing.say_how(streets),
    )


def _list_unusable(streets: gpd.GeoDataFrame, shapes: Objects) -> list[Problem]:
    """List the rows without a line."""
    is_there = has_shape(shapes)
    is_line = np.isin(shapely.get_type_id(shapes), (_LINE, _LINES))
    is_wild = is_there & ~np.isfinite(shapely.length(shapes))
    return [
        *list_rows(streets, ~is_there, "no_line", "it has no line.", "Leave the row out."),
        *list_rows(
            streets, is_there & ~is_line, "not_a_line", "its shape is not a line.",
            "Give the middle of the street as a line, or leave the row out.",
        ),
        *list_rows(
            streets, is_line & is_wild, "not_a_number", "it has coordinates that are no numbers.",
            "Correct them.",
        ),
    ]  # fmt: skip


def _join_ends(lines: Objects) -> tuple[Floats, Positions]:
    """Find the junctions of lines, and at which each starts and then at which each ends."""
    ends = take_line_ends(lines)
    xy = np.concatenate([ends.first, ends.last])
    different, which = np.unique(xy.view(np.complex128).ravel(), return_inverse=True)
    spots = np.column_stack([different.real, different.imag])
    near = cKDTree(spots).query_pairs(JOIN_M, output_type="ndarray")
    if not len(near):
        return spots, which.astype(np.intp)
    ones = np.ones(len(near))
    joined = coo_array((ones, (near[:, 0], near[:, 1])), shape=(len(spots), len(spots)))
    _, label = connected_components(joined, directed=False)
    _, first, junction = np.unique(label, return_index=True, return_inverse=True)
    return spots[first], junction[which].astype(np.intp)
