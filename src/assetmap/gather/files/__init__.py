"""Files on disk as raw tables: which may be opened, and how each kind is read."""

from __future__ import annotations

from assetmap.gather.files.frames import read_frame
from assetmap.gather.files.geopackage import connect_safely, require_sound
from assetmap.gather.files.guard import (
    SHEET_EXTENSIONS,
    extension_of,
    find_inside,
    require_readable,
    require_this_computer,
)
from assetmap.gather.files.layers import list_layers
from assetmap.gather.files.notices import Notice
from assetmap.gather.files.raw import Columns, RawTable
from assetmap.gather.files.rows import LONGEST_CELL, cut_cell
from assetmap.gather.files.tables import read_raw_tables

__all__ = [
    "LONGEST_CELL",
    "SHEET_EXTENSIONS",
    "Columns",
    "Notice",
    "RawTable",
    "connect_safely",
    "cut_cell",
    "extension_of",
    "find_inside",
    "list_layers",
    "read_frame",
    "read_raw_tables",
    "require_readable",
    "require_sound",
    "require_this_computer",
]
