"""Where each row is: coordinates in any usual form, shapes, postcodes, places."""

from __future__ import annotations

from assetmap.gather.locating.coordinates import read_angles
from assetmap.gather.locating.locate import Located, Surroundings, locate_rows
from assetmap.gather.locating.outlines import (
    LON_LAT,
    guess_crs,
    is_on_earth,
    project_shapes,
    to_map,
    why_not_crs,
)
from assetmap.gather.locating.postcodes import PostcodeTable, read_postcodes

__all__ = [
    "LON_LAT",
    "Located",
    "PostcodeTable",
    "Surroundings",
    "guess_crs",
    "is_on_earth",
    "locate_rows",
    "project_shapes",
    "read_angles",
    "read_postcodes",
    "to_map",
    "why_not_crs",
]
