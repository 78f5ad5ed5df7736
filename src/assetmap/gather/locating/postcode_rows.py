"""Rows of a table of postcodes into the coordinates of each."""

from __future__ import annotations

from assetmap.gather.account import reasons
from assetmap.gather.account.ledger import TableLedger
from assetmap.gather.files.raw import RawTable
from assetmap.gather.locating.coordinates import read_angles, read_metres
from assetmap.gather.locating.postcodes import PostcodeTable
from assetmap.model import PostcodesSection

__all__ = ["read_postcodes"]


def read_postcodes(
    section: PostcodesSection, table: RawTable, ledger: TableLedger
) -> PostcodeTable:
    """Read the coordinates of postcodes, and skip the rows that cannot be used."""
    is_degrees = section.lon is not None and section.lat is not None
    heads = (section.lon, section.lat) if is_degrees else (section.easting, section.northing)
    read_axis = read_angles if is_degrees else read_metres
    x, _ = read_axis(table.cells(heads[0]))
    y, _ = read_axis(table.cells(heads[1]))
    ledger.leave_out()
    cells = ledger.keep_open(table.cells(section.postcode))
    postcodes = PostcodeTable(cells, x, y, "OGC:CRS84" if is_degrees else section.crs)
    ledger.skip(~postcodes.is_usable, reasons.UNUSED_POSTCODE)
    return postcodes
