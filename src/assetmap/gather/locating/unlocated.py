"""Rows that nothing puts on the map: counted, with their numbers and why."""

from __future__ import annotations

import numpy as np

from assetmap.gather.locating import location_reasons
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written
from assetmap.model import Precision
from assetmap.wording import say_number

__all__ = ["remark_unlocated"]

_WAYS = ("geometry", "lon", "lat", "coordinates", "easting", "northing", "postcode", "place")


def remark_unlocated(mapped: MappedTable, precision: Cells) -> None:
    """
    Say how many rows of a table have no location and no place, which, and why.

    A table that has no column for it, and no shapes, says nothing of where
    its rows are on purpose.
    """
    ways = [name for name in _WAYS if name in mapped.columns]
    if not ways and mapped.raw.shapes is None:
        return
    is_open = mapped.ledger.is_open
    is_lost = is_open & (precision == str(Precision.NONE))
    if not is_lost.any():
        return
    is_said = np.zeros(len(is_open), dtype=bool)
    for name in ways:
        is_said |= is_written(mapped.cells(name))
    mapped.ledger.note(is_lost & ~is_said, location_reasons.NOWHERE)  # the others have a note
    silent, unused = int((is_lost & ~is_said).sum()), int((is_lost & is_said).sum())
    whys = [
        f"of {silent:,} nothing says where they are" if silent else "",
        f"of {unused:,} what is written could not be used" if unused else "",
    ]
    mapped.ledger.remark(
        "not_located",
        f"{is_lost.sum():,} of {say_number(is_open.sum(), 'row')} "
        f"{'has no location and is' if is_open.sum() == 1 else 'have no location and are'} near "
        f"nothing: {mapped.ledger.list_rows(is_lost)}; {', and '.join(filter(None, whys))}",
        location_reasons.NOWHERE.remedy,
    )
