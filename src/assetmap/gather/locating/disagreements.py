"""Rows whose coordinates say twice where they are, and not the same."""

from __future__ import annotations

import numpy as np
import pyproj

from assetmap.gather.ledger import TableLedger
from assetmap.gather.locating import location_reasons
from assetmap.gather.locating.coordinate_columns import show_pair
from assetmap.gather.locating.postcodes import PostcodeTable
from assetmap.gather.locating.ways import to_map
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.typing import Flags, Floats

__all__ = ["note_other_point", "note_other_postcode"]

_SAME_M = 1_000.0
"""Within this, two ways to write a point are the same: grid references and places are rough."""
_NEAR_POSTCODE_M = 10_000.0
"""The points of a postcode lie nearer together than this, also in the Highlands."""
Point = tuple[Floats, Floats]


def note_other_point(mapped: MappedTable, used: Point, other: Point) -> None:
    """Say where eastings and northings are far from the longitude and latitude that were used."""
    apart = _distance(used, other)
    is_other = np.isfinite(apart) & (apart > _SAME_M)
    if is_other.any():
        shown = show_pair(mapped.cells("easting"), mapped.cells("northing"))
        _say(mapped.ledger, is_other, apart, "easting", shown)


def note_other_postcode(
    mapped: MappedTable, used: Point, postcodes: PostcodeTable | None, crs: pyproj.CRS
) -> None:
    """Say where a postcode is far from the point that the row gives itself."""
    cells = mapped.cells("postcode")
    is_asked = is_written(cells) & np.isfinite(used[0])
    if postcodes is None or not is_asked.any():
        return
    asked = cells.copy()
    asked[~is_asked] = None
    x, y, _ = postcodes.find(asked)
    apart = _distance(used, to_map(x, y, postcodes.crs, crs))
    is_other = is_asked & np.isfinite(apart) & (apart > _NEAR_POSTCODE_M)
    _say(mapped.ledger, is_other, apart, "postcode", cells)


def _distance(one: Point, other: Point) -> Floats:
    with np.errstate(invalid="ignore"):  # of infinite coordinates, which are none
        return np.asarray(np.hypot(one[0] - other[0], one[1] - other[1]))


def _say(ledger: TableLedger, where: Flags, apart: Floats, column: str, cells: Cells) -> None:
    """Note what is elsewhere, and how far."""
    shown = no_cells(len(cells))
    for at in np.flatnonzero(where):
        shown[at] = f"{cells[at]} ({apart[at] / 1000:,.0f} km away)"
    ledger.note(where, location_reasons.OTHER_POINT, column=column, value=shown)
