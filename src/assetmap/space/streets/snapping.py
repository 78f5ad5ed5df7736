"""Where shapes meet the streets, and the network with those points put in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from assetmap.arrays import count_within, is_run_start
from assetmap.space.points import find_pointlike, has_shape, split_points
from assetmap.space.streets.network import Network
from assetmap.typing import Flags, Floats, Objects, Pairs, Positions

__all__ = ["Snapped", "Steps", "find_entrances", "find_touching", "insert_spots", "snap_points"]

_AT_END_M = 1e-6  # so near to the end of a street is at its end
_MARGIN = 1 + 1e-9  # search a little wider; the exact distance is held against the limit later
NOWHERE = -1
_APART_M = 50.0
_AREA = 3


@dataclass(frozen=True, slots=True)
class Snapped:
    """
    One entry per point.

    ``street`` is a position in the network, -1 where none is near enough;
    ``share`` how far along it the point is, from 0 at the tail to 1 at the
    head; ``meets`` are the coordinates there; ``metres`` how far off the
    street.
    """

    street: Positions
    share: Floats
    meets: Floats
    metres: Floats

    @property
    def is_off(self) -> Flags:
        """Tell which points have no street near enough."""
        return np.asarray(self.street == NOWHERE)


def snap_points(xy: Floats, network: Network, *, snap_m: float) -> Snapped:
    """
    Find the nearest point of the nearest street.

    Of streets that are equally near, the one whose nearest point is farthest
    west, then south, then the first of the network.
    """
    street = np.full(len(xy), NOWHERE, dtype=np.intp)
    share, found, metres = np.zeros(len(xy)), np.zeros(xy.shape), np.zeros(len(xy))
    points: Objects = np.asarray(shapely.points(xy), dtype=object)
    (point, line), apart = shapely.STRtree(network.lines).query_nearest(
        points, max_distance=max(snap_m, _AT_END_M) * _MARGIN, return_distance=True,
        all_matches=True,
    )  # fmt: skip
    is_near = apart <= snap_m
    point, line, apart = point[is_near], line[is_near], apart[is_near]
    lines = network.lines[line]
    along = shapely.line_locate_point(lines, points[point])
    meets = shapely.get_coordinates(shapely.line_interpolate_point(lines, along))
    order = np.lexsort((line, meets[:, 1], meets[:, 0], point))[::-1]
    best = point[order]  # the last one written is the first in order
    street[best], metres[best], found[best] = line[order], apart[order], meets[order]
    share[best] = _share_of(along[order], shapely.length(lines[order]))
    return Snapped(street, share, found, metres)


def _share_of(along: Floats, length: Floats) -> Floats:
    """Turn metres along a street into a share of it, its ends exactly 0 and 1."""
    share = np.divide(along, length, out=np.zeros(len(along)), where=length > 0)
    share[along <= _AT_END_M] = 0.0
    share[(length - along <= _AT_END_M) & (along > _AT_END_M)] = 1.0
    return share


@dataclass(frozen=True, slots=True)
class Steps:
    """
    Steps from node to node, with their costs; one-way each.

    ``xy`` are the nodes: junctions, then the points where spots meet their
    streets, then the spots; ``spot`` is the node of each spot.
    """

    xy: Floats
    start: Positions
    end: Positions
    cost: Floats
    spot: Positions


def insert_spots(network: Network, spots: Floats, snapped: Snapped) -> Steps:
    """
    Cut streets where spots meet them, and lead a path from each spot to its street.

    Two spots on one street then find each other along it, not by its ends,
    and nobody walks through a spot: it is the end of its path.
    """
    junctions = len(network.junctions)
    meeting, first = _find_meetings(snapped)
    street, share = snapped.street[first], snapped.share[first]
    xy = np.concatenate([network.junctions, snapped.meets[first], spots])
    start, end, forward, backward = _cut_streets(network, street, share)
    spot = junctions + len(street) + np.arange(len(spots))
    on = ~snapped.is_off
    meets = _node_of(network, snapped, junctions + meeting)[on]
    path = snapped.metres[on] / network.m_per_unit
    starts = np.concatenate([start, end, spot[on], meets])
    ends = np.concatenate([end, start, meets, spot[on]])
    cost = np.concatenate([forward, backward, path, path])
    is_of_use = np.isfinite(cost) & (starts != ends)
    return Steps(xy, starts[is_of_use], ends[is_of_use], cost[is_of_use], spot)


def _find_meetings(snapped: Snapped) -> Pairs:
    """Find the different points between the ends of streets where spots meet them.

    Returns which of them each spot is at, and the first spot that is at each.
    """
    between = np.flatnonzero(_is_between(snapped))
    order = between[np.lexsort((snapped.share[between], snapped.street[between]))]
    street, share = snapped.street[order], snapped.share[order]
    is_first = is_run_start(street, share)
    which = np.zeros(len(snapped.street), dtype=np.intp)
    which[order] = np.cumsum(is_first) - 1
    return which, order[is_first]


def _is_between(snapped: Snapped) -> Flags:
    return ~snapped.is_off & (snapped.share > 0) & (snapped.share < 1)


def _node_of(network: Network, snapped: Snapped, between: Positions) -> Positions:
    """Find the node at which each spot meets its street: an end of it, or one in between."""
    at_end = np.where(
        snapped.share == 0, network.tail[snapped.street], network.head[snapped.street]
    )
    return np.where(_is_between(snapped), between, at_end)


def _cut_streets(
    network: Network, street: Positions, share: Floats
) -> tuple[Positions, Positions, Floats, Floats]:
    """Cut streets into pieces at the given shares, each of a street costing its share."""
    everything = np.arange(len(network.lines))
    cut = len(network.junctions) + np.arange(len(street))
    node = np.concatenate([network.tail, cut, network.head])
    at = np.concatenate([np.zeros(len(everything)), share, np.ones(len(everything))])
    which = np.concatenate([everything, street, everything])
    order = np.lexsort((at, which))
    node, at, which = node[order], at[order], which[order]
    is_piece = which[1:] == which[:-1]
    piece = np.diff(at)[is_piece]
    of = which[1:][is_piece]
    return (
        node[:-1][is_piece],
        node[1:][is_piece],
        network.forward[of] * piece,
        network.backward[of] * piece,
    )


def find_entrances(shapes: Objects) -> tuple[Floats, Positions]:
    """
    Find the points where shapes can be entered.

    Returns
    -------
    xy, owner
        Points themselves; of lines and areas points along the edge, at most
        50 m apart, among them both ends. ``owner`` is a position in
        ``shapes``, in order; those that are missing or empty have no point.
    """
    there = np.flatnonzero(has_shape(shapes))
    is_point, is_many = find_pointlike(shapes[there])
    is_wide = ~(is_point | is_many)
    xy, owner = split_points(shapes[there[~is_wide]])
    along, of_wide = _points_along(shapes[there[is_wide]])
    owners = np.concatenate([there[~is_wide][owner], there[is_wide][of_wide]])
    order = np.argsort(owners, kind="stable")
    return np.concatenate([xy, along])[order], owners[order]


def _points_along(shapes: Objects) -> tuple[Floats, Positions]:
    """Place points along the edges of lines and areas."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    is_area = shapely.get_type_id(parts) == _AREA
    edges = np.where(is_area, shapely.boundary(parts), parts)
    lines, part = shapely.get_parts(edges, return_index=True)
    length = shapely.length(lines)
    steps = np.maximum(np.ceil(length / _APART_M), 1).astype(np.intp)
    line = np.repeat(np.arange(len(lines)), steps + 1)
    step = count_within(steps + 1)
    points = shapely.line_interpolate_point(lines[line], step / steps[line], normalized=True)
    is_point = shapely.get_type_id(lines[line]) == 0  # a point in a mixed collection
    points = np.where(is_point, lines[line], points)
    return shapely.get_coordinates(points), owner[part[line]].astype(np.intp)


def find_touching(origins: Objects, destinations: Objects) -> Pairs:
    """Pair shapes that share a point, where one of the two at least is a line or an area."""
    starts, ends = [], []
    wide_start, wide_end = _find_wide(origins), _find_wide(destinations)
    if len(wide_end):
        start, end = shapely.STRtree(destinations[wide_end]).query(origins, predicate="intersects")
        starts.append(start)
        ends.append(wide_end[end])
    if len(wide_start):
        narrow = np.setdiff1d(np.arange(len(destinations)), wide_end)
        tree = shapely.STRtree(origins[wide_start])
        end, start = tree.query(destinations[narrow], predicate="intersects")
        starts.append(wide_start[start])
        ends.append(narrow[end])
    none: Positions = np.empty(0, dtype=np.intp)
    return np.concatenate([none, *starts]), np.concatenate([none, *ends])


def _find_wide(shapes: Objects) -> Positions:
    is_point, is_many = find_pointlike(shapes)
    return np.flatnonzero(has_shape(shapes) & ~is_point & ~is_many)
