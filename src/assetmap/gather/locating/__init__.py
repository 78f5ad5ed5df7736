"""Where each row is: coordinates in any usual form, shapes, postcodes, places."""

from __future__ import annotations

from assetmap.gather.locating.coordinates import holds_points, read_angles
from assetmap.gather.locating.extent import Extent
from assetmap.gather.locating.far_off import bring_points, find_far_off
from assetmap.gather.locating.locate import Located, Surroundings, locate_rows
from assetmap.gather.locating.outlines import bring_to_map
from assetmap.gather.locating.postcodes import PostcodeTable, read_postcodes
from assetmap.gather.locating.shape_text import read_shape_text
from assetmap.gather.locating.unlocated import remark_unlocated
from assetmap.gather.locating.ways import LON_LAT, to_map, why_not_crs, why_other_unit

__all__ = [
    "LON_LAT",
    "Extent",
    "Located",
    "PostcodeTable",
    "Surroundings",
    "bring_points",
    "bring_to_map",
    "find_far_off",
    "holds_points",
    "locate_rows",
    "read_angles",
    "read_postcodes",
    "read_shape_text",
    "remark_unlocated",
    "to_map",
    "why_not_crs",
    "why_other_unit",
]
