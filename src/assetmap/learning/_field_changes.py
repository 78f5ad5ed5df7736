"""Which fields of the same things say something else at a later date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from assetmap.tables import ASSETS
from assetmap.typing import Flags, Objects, Positions

__all__ = ["FieldChange", "find_field_changes"]

_NOT_COMPARED = frozenset({"sources", "first_seen", "verified_on", "status", "location_unanswered"})
"""What says when and by whom a record was made, and what presence is told by."""
APART_M = 25.0
"""Metres from which on something has moved: coordinates are often written anew less exactly."""


class FieldChange(NamedTuple):
    """A field, which pairs differ in it, and what each of those said and says; None is blank."""

    field: str
    pair: Positions
    before: Objects
    after: Objects


def find_field_changes(was: pd.DataFrame, now: pd.DataFrame) -> Iterator[FieldChange]:
    """Compare assets row by row, by each of our columns and those of their own on both maps."""
    own = [column for column in was.columns if column in now.columns]
    for name in own:
        if name in _NOT_COMPARED:
            continue
        if name == "geometry":
            change = _find_moves(was, now)
        else:
            told = [_write_all(frame[name]) for frame in (was, now)]
            change = _differ(str(name), *told)
        if len(change.pair):
            yield change


def _differ(name: str, before: Objects, after: Objects) -> FieldChange:
    pair = np.flatnonzero(before != after)
    return FieldChange(name, pair, before[pair], after[pair])


def _write_all(column: pd.Series[Any]) -> Objects:
    """Write each different cell once; blank is empty text, and words are in no order."""
    is_words = _TYPES.get(str(column.name)) == "words" or column.dtype == object
    values = column.to_numpy(dtype=object)
    if is_words:
        values = np.fromiter(map(_write, values), dtype=object, count=len(values))
    code, different = pd.factorize(pd.Series(values, dtype=object))
    texts = np.array([*map(_write, different.tolist()), ""], dtype=object)
    return np.asarray(texts[code], dtype=object)


def _write(value: Any) -> str:
    """Write a cell as text."""
    if isinstance(value, tuple | list):
        return ", ".join(sorted(str(word) for word in value))
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NaT:
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


_TYPES = {column.name: column.holds for column in ASSETS.columns}


def _find_moves(was: Any, now: Any) -> FieldChange:
    """Find what stands somewhere else, located for the first time, or not located any more."""
    points = [frame.geometry.centroid for frame in (was, now)]
    x, y = ([np.asarray(getattr(point, axis)) for point in points] for axis in ("x", "y"))
    apart = np.hypot(x[1] - x[0], y[1] - y[0])
    located = [~np.isnan(at) for at in x]
    pair = np.flatnonzero((apart >= APART_M) | (located[0] != located[1]))
    told = [_write_points(x[at][pair], y[at][pair], located[at][pair]) for at in (0, 1)]
    return FieldChange("geometry", pair, *told)


def _write_points(x: Any, y: Any, is_located: Flags) -> Objects:
    written = [
        f"{east:.0f}, {north:.0f}" if there else ""
        for east, north, there in zip(x.tolist(), y.tolist(), is_located.tolist(), strict=True)
    ]
    return np.array(written, dtype=object)
