"""Which network do a table of nodes and a table of edges make?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.errors import Problem, find_near_word
from assetmap.space.shapes import has_shape, straight_m
from assetmap.space.streets.costing import Costing, list_rows, measure_numbers, measure_streets
from assetmap.space.streets.line_ends import take_line_ends
from assetmap.space.streets.network import Network, lay_network
from assetmap.space.streets.refusing import refuse
from assetmap.typing import Floats, Objects, Positions

__all__ = ["read_edges"]

_POINT, _LINE = 0, 1
_FAR_FROM_NODE_M = 50.0  # no rounding explains that; another reference system does


def read_edges(
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
    return lay_network(
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
