"""Ways along a network of streets: reading it, getting on to it, and the shortest ways."""

from __future__ import annotations

from assetmap.space.streets.network import SNAP_M, Costing
from assetmap.space.streets.reading import read_streets
from assetmap.space.streets.routing import find_ways

__all__ = ["SNAP_M", "Costing", "find_ways", "read_streets"]
