"""A map as plain data, then one self-contained page that a resident can open."""

from __future__ import annotations

from assetmap.maps.drawing import draw_map
from assetmap.maps.drawn import DrawnMap
from assetmap.maps.spec import MapSpec

__all__ = ["DrawnMap", "MapSpec", "draw_map"]
