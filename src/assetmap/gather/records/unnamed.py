"""Names for spaces that have none: what they are, and near which street or in which place."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written

__all__ = ["name_unnamed"]

_STREET = re.compile(
    r"\b(?:\w[\w'.\-]* ){0,4}(?:road|street|lane|avenue|drive|close|way|grove|crescent|place|"
    r"terrace|gardens|walk|hill|square|court|rd|st|ave|ln|dr)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d+\w?(?:\s*[-–/]\s*\d+\w?)?\s+")


def name_unnamed(mapped: MappedTable, place_names: Cells) -> None:
    """
    Call rows without a name by what they are, and tell those that are alike apart.

    ``place_names`` are the names of the places that rows are in, None where
    there is none. A row that says neither what it is nor what it is called
    stays without a name.
    """
    names, words = mapped.cells("name"), mapped.kind_words
    if words is None:
        return
    is_bare = ~is_written(names) & is_written(words) & mapped.ledger.is_open
    if not is_bare.any():
        return
    named = names.copy()
    streets = [_find_street(cell) for cell in mapped.cells("address")]
    for row in np.flatnonzero(is_bare):
        where = f" near {streets[row]}" if streets[row] else ""
        where = where or (f" in {place_names[row]}" if place_names[row] else "")
        named[row] = f"{words[row]}{where}"
    given = pd.Series(named, dtype=object)
    again = given.groupby(given).cumcount().to_numpy()
    is_alike = given.duplicated(keep=False).to_numpy() & is_bare
    for row in np.flatnonzero(is_alike):
        named[row] = f"{named[row]} ({again[row] + 1})"
    mapped.columns["name"] = named
    mapped.ledger.note(is_bare, reasons.NAMED_BY_KIND, column="name", value=named)


def _find_street(address: str | None) -> str | None:
    """Find the street in an address, without its number."""
    found = _STREET.search(_NUMBER.sub("", address)) if address else None
    return found.group().strip() if found else None
