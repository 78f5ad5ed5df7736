"""Ways along a network of streets: reading it, getting on to it, and the shortest ways."""

from __future__ import annotations

from assetmap.space.streets.network import SNAP_M, Costing
from assetmap.space.streets.reading import read_streets
from assetmap.space.streets.routing import find_ways
from assetmap.space.streets.street_graph import StreetGraph, take_graph

__all__ = ["SNAP_M", "Costing", "StreetGraph", "find_ways", "read_streets", "take_graph"]
