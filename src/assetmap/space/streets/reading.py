"""Streets read from lines: cleaned, cut at crossings, with the cost of each edge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeGuard

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from assetmap.errors import Problem, ReachError, find_near_word
from assetmap.space.points import has_shape, shapes_of, straight_m
from assetmap.space.streets.network import (
    Costing,
    Network,
    build_network,
    list_rows,
    measure_numbers,
    measure_streets,
    take_line_ends,
)
from assetmap.tables import require_metric, require_same
from assetmap.typing import Floats, Objects, Positions

__all__ = ["read_streets"]

JOIN_M = 0.01
"""Ends of lines that are at most this far apart, in metres, are one junction."""
_LINE = 1
_LINES = 5
_POINT = 0
_FAR_FROM_NODE_M = 50.0  # no rounding explains that; another reference system does


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
        return read_street_edges(streets, nodes, crs=known, costing=costing)
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
    return build_network(
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


def read_street_edges(
    streets: pd.DataFrame, nodes: pd.DataFrame, *, crs: Any, costing: Costing
) -> Network:
    """
    Read a network from edges between nodes.

    Raises
    ------
    ReachError
        With everything that is wrong with the two tables.
    """
    ids, xy, problems = _read_nodes(nodes)
    table = _with_ends_as_columns(streets)
    missing = [name for name in ("u", "v") if name not in table.columns]
    for name in missing:
        remedy = find_near_word(name, map(str, table.columns), else_say="Add it.")
        says = f"there is no column {name!r}."
        problems.append(Problem("streets", "missing_column", says, remedy))
    if missing or not len(ids):
        refuse(problems)
    tail, head, unknown = _find_ends(table, ids)
    lines, unusable = _read_lines(table, xy, tail, head)
    if "length" in table.columns:
        metres, no_length = measure_numbers(table, "length")
    else:
        metres, no_length = np.asarray(shapely.length(lines)), []
    forward, backward, no_cost = measure_streets(table, metres, costing=costing, is_arrow=True)
    refuse([*problems, *unknown, *unusable, *no_length, *no_cost])
    return build_network(
        crs=crs,
        junctions=xy,
        tail=tail,
        head=head,
        lines=lines,
        forward=forward,
        backward=backward,
        m_per_unit=costing.m_per_unit,
        how=costing.say_how(table),
    )


def _read_nodes(nodes: pd.DataFrame) -> tuple[pd.Index[Any], Floats, list[Problem]]:
    """Read the ids and the coordinates of nodes."""
    ids = pd.Index(nodes["osmid"]) if "osmid" in nodes.columns else nodes.index
    problems = [] if len(nodes) else [
        Problem("nodes", "no_nodes", "the table is empty.", "Give the nodes of the streets.")
    ]  # fmt: skip
    for value in ids[ids.duplicated()].unique().tolist():
        says = f"the id {value!r} is there more than once."
        problems.append(Problem("nodes", "duplicate_id", says, "Keep one row for each node."))
    xy, wrong = _read_places_of(nodes)
    return ids, xy, [*problems, *wrong]


def _read_places_of(nodes: pd.DataFrame) -> tuple[Floats, list[Problem]]:
    """Read the points of nodes, else their x and y."""
    xy = np.zeros((len(nodes), 2))
    if isinstance(nodes, gpd.GeoDataFrame) and nodes.active_geometry_name is not None:
        points = np.asarray(nodes.geometry.to_numpy(), dtype=object)
        is_point = has_shape(points) & (shapely.get_type_id(points) == _POINT)
        xy[is_point] = shapely.get_coordinates(points[is_point])
    elif {"x", "y"} <= set(nodes.columns):
        numbers = nodes[["x", "y"]].apply(pd.to_numeric, errors="coerce")
        xy = numbers.to_numpy(dtype="float64", na_value=np.nan)
        is_point = np.ones(len(nodes), dtype=bool)
    else:
        says, remedy = "they have neither a geometry nor the columns x and y.", "Add one of them."
        return xy, [Problem("nodes", "missing_column", says, remedy)]
    is_lost = ~is_point | ~np.isfinite(xy).all(axis=1)
    says, remedy = "it is not a point.", "Give its coordinates, or leave it and its edges out."
    xy = np.where(is_lost[:, None], 0.0, xy)
    return xy, list(list_rows(nodes, is_lost, "not_a_point", says, remedy, what="nodes"))


def _with_ends_as_columns(streets: pd.DataFrame) -> pd.DataFrame:
    """Have u and v as columns; OSMnx keeps them in the index. Rows keep their labels."""
    ends = [name for name in ("u", "v") if name in streets.index.names]
    levels = {name: streets.index.get_level_values(name) for name in ends}
    return streets.assign(**levels)


def _find_ends(
    table: pd.DataFrame, ids: pd.Index[Any]
) -> tuple[Positions, Positions, list[Problem]]:
    """Find the nodes that edges join."""
    positions, problems = [], []
    for end in ("u", "v"):
        given = pd.Index(table[end])
        if given.dtype != ids.dtype:  # numbers in one table, texts in the other
            given, ids = given.astype("str"), ids.astype("str")
        found = np.zeros(len(given), dtype=np.intp)
        if ids.is_unique:
            found = ids.get_indexer(given).astype(np.intp)
        for value, row in zip(
            given[found < 0].tolist(), table.index[found < 0].tolist(), strict=True
        ):
            says = f"{end} is {value!r}, which is not among the nodes."
            remedy = "Add the node, or leave the edge out."
            problems.append(Problem(f"streets, row {row!r}", "unknown_node", says, remedy))
        positions.append(found)
    return positions[0], positions[1], problems


def _read_lines(
    table: pd.DataFrame, xy: Floats, tail: Positions, head: Positions
) -> tuple[Objects, list[Problem]]:
    """Take the lines of edges, led from tail to head; straight ones where none is given."""
    given = np.full(len(table), None, dtype=object)
    if "geometry" in table.columns:
        written = np.array(table["geometry"], dtype=object)
        is_given = np.asarray(pd.notna(written))
        given[is_given] = written[is_given]
    is_text = ~(shapely.is_geometry(given) | shapely.is_missing(given))
    given[is_text] = None
    is_there = has_shape(given)
    is_line = is_there & (shapely.get_type_id(given) == _LINE)
    lines = shapely.force_2d(given)
    ends = np.stack([xy[tail[~is_line]], xy[head[~is_line]]], axis=1)
    lines[~is_line] = shapely.linestrings(ends)
    lines, off = _lead_from_tail_to_head(lines, xy[tail], xy[head])
    is_far = (off > _FAR_FROM_NODE_M) & (tail >= 0) & (head >= 0)
    return lines, [
        *list_rows(
            table, is_text | (is_there & ~is_line), "not_a_line", "its geometry is not a line.",
            "Give one line per edge, or none for a straight one.",
        ),
        *list_rows(
            table, is_far, "not_at_its_nodes", f"its line ends over {_FAR_FROM_NODE_M:g} m from u "
            "or v.", "Bring nodes and edges into one reference system.",
        ),
    ]  # fmt: skip


def _lead_from_tail_to_head(lines: Objects, tail: Floats, head: Floats) -> tuple[Objects, Floats]:
    """Turn the lines that lead the other way; tell how far their ends are off, in metres."""
    ends = take_line_ends(lines)
    along = np.maximum(straight_m(ends.first, tail), straight_m(ends.last, head))
    against = np.maximum(straight_m(ends.first, head), straight_m(ends.last, tail))
    is_against = against < along
    lines = lines.copy()
    lines[is_against] = shapely.reverse(lines[is_against])
    return lines, np.minimum(along, against)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise one error with all the problems, if there are any."""
    found = list(problems)
    if found:
        count = f"{len(found)} problem" + ("s" if len(found) > 1 else "")
        raise ReachError(f"These streets cannot be used: {count}.", found)
