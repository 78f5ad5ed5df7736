"""A map as a file of its own: a GeoPackage that holds everything, and opens in QGIS."""

from __future__ import annotations

from assetmap.native.decode_map import decode_map, is_kept_map
from assetmap.native.encode_map import encode_map

__all__ = ["decode_map", "encode_map", "is_kept_map"]
