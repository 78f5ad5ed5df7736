"""A map as plain data, then one self-contained page that a resident can open."""

from __future__ import annotations

from assetmap.maps.draw_map import DrawnMap, draw_map
from assetmap.maps.spec import MapSpec

__all__ = ["DrawnMap", "MapSpec", "draw_map"]
