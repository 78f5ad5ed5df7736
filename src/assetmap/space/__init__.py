"""Metres and minutes: which place an asset is in, what is nearest, what is within reach."""

from __future__ import annotations

from assetmap.space.containment import (
    assign_places,
    find_all_places,
    find_ancestors,
    find_leaves,
    find_origins,
    find_parts,
    place_of,
)
from assetmap.space.edge import find_near_edge
from assetmap.space.homes import Homes, find_homes
from assetmap.space.neighbours import find_bounded, join_neighbours
from assetmap.space.origins_destinations import Ends, find_ends, find_locations
from assetmap.space.points import Spots, has_shape, shapes_of
from assetmap.space.reach import Reach
from assetmap.space.straight_lines import measure_nearest, nearest_metres, nearest_positions
from assetmap.space.travel import MOST_PAIRS, say_within
from assetmap.tables import require_metric, require_same

__all__ = [
    "MOST_PAIRS",
    "Ends",
    "Homes",
    "Reach",
    "Spots",
    "assign_places",
    "find_all_places",
    "find_ancestors",
    "find_bounded",
    "find_ends",
    "find_homes",
    "find_leaves",
    "find_locations",
    "find_near_edge",
    "find_origins",
    "find_parts",
    "has_shape",
    "join_neighbours",
    "measure_nearest",
    "nearest_metres",
    "nearest_positions",
    "place_of",
    "require_metric",
    "require_same",
    "say_within",
    "shapes_of",
]
