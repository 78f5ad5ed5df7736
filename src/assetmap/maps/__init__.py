"""A map as plain data, then one self-contained page that a resident can open."""

from __future__ import annotations

from assetmap.maps.draw_map import DrawnMap, draw_map
from assetmap.maps.spec import MapSpec
from assetmap.maps.write_publication import WrittenPublication, write_publication

__all__ = ["DrawnMap", "MapSpec", "WrittenPublication", "draw_map", "write_publication"]
