"""Whether two maps hold the same, and in which rows and columns they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from assetmap.typing import Flags

if TYPE_CHECKING:
    from assetmap.tables.asset_map import AssetMap

__all__ = ["TABLES", "frames_of", "is_same_frame", "is_same_map", "list_differences"]

TABLES = ("assets", "places", "ties", "sources", "consents", "effort", "origins")
"""The tables of a map, in the order in which they are told."""
_SAID = ("crs", "title", "language", "as_of", "country", "synonyms")


def frames_of(m: AssetMap) -> dict[str, pd.DataFrame]:
    """Give every table and every frame of records of a map by name."""
    return {**{name: getattr(m, name) for name in TABLES}, **m.records}


def is_same_map(one: AssetMap, other: AssetMap) -> bool:
    """Tell whether two maps hold the same, to the order of rows and the last digit."""
    if any(getattr(one, name) != getattr(other, name) for name in _SAID):
        return False
    if list(one.synonyms) != list(other.synonyms):
        return False
    account, beside = one.report, other.report
    if not all(
        is_same_frame(getattr(account, name), getattr(beside, name))
        for name in ("files", "problems", "edits")
    ):
        return False
    mine, theirs = frames_of(one), frames_of(other)
    return [*mine] == [*theirs] and all(is_same_frame(mine[n], theirs[n]) for n in mine)


def is_same_frame(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """
    Tell whether two frames have the same rows, columns, types and cells, in the same order.

    Examples
    --------
    >>> one = pd.DataFrame({"cost": [None, ""]}, dtype=object)
    >>> is_same_frame(one, one.copy()), is_same_frame(one, one.fillna(""))
    (True, False)
    """
    if not (one.index.equals(other.index) and one.index.name == other.index.name):
        return False
    if [*one.columns] != [*other.columns] or not one.dtypes.equals(other.dtypes):
        return False
    cells = range(len(one.columns))
    return all(_find_same(one.iloc[:, at], other.iloc[:, at]).all() for at in cells)


def _find_same(one: pd.Series[Any], other: pd.Series[Any]) -> Flags:
    """Tell which cells of two columns of as many rows are the same; missing is like missing."""
    if str(one.dtype) == str(other.dtype) == "geometry":
        left, right = (_to_bytes(column) for column in (one, other))
        return np.asarray(left == right, dtype=bool)
    if one.dtype == other.dtype and one.dtype != object:
        is_same = np.asarray((one.array == other.array), dtype=object)
        missing = np.asarray(one.isna()), np.asarray(other.isna())
        is_same[missing[0] | missing[1]] = False
        flags: Flags = is_same.astype(bool) | (missing[0] & missing[1])
        return flags
    pairs = zip(one.to_numpy(dtype=object), other.to_numpy(dtype=object), strict=True)
    return np.fromiter((_is_same(left, right) for left, right in pairs), bool, len(one))


def _to_bytes(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    return np.asarray(shapely.to_wkb(np.asarray(column.array, dtype=object), output_dimension=4))


def _is_same(one: Any, other: Any) -> bool:
    """Tell whether two cells of any kind are the same."""
    if one is other:
        return True
    if pd.api.types.is_scalar(one) and pd.api.types.is_scalar(other):
        if pd.isna(one) or pd.isna(other):
            return bool(pd.isna(one) and pd.isna(other))
        return bool(type(one) is type(other) and one == other)
    return type(one) is type(other) and repr(one) == repr(other)


def list_differences(
    before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[str, str, str, str | None]]:
    """List what was removed, added and changed: what, table, id of the row, column."""
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            frame, what = (new, "added") if old is None else (old, "removed")
            yield from ((what, name, str(row), None) for row in frame.index)  # type: ignore[union-attr]
            continue
        yield from (("removed", name, str(row), None) for row in old.index.difference(new.index))
        yield from (("added", name, str(row), None) for row in new.index.difference(old.index))
        yield from _list_changes(name, old, new)


def _list_changes(
    name: str, old: pd.DataFrame, new: pd.DataFrame
) -> Iterator[tuple[str, str, str, str | None]]:
    """List the cells of rows in both that are not the same; a column that is new, or gone, once."""
    both = old.index.intersection(new.index, sort=False)
    for column in [label for label in old.columns if label not in set(new.columns)]:
        yield "removed", name, "", str(column)
    at_old, at_new = old.index.get_indexer(both), new.index.get_indexer(both)
    for column in new.columns:
        if column not in set(old.columns):
            yield "added", name, "", str(column)
            continue
        is_same = _find_same(old[column].iloc[at_old], new[column].iloc[at_new])
        yield from (("changed", name, str(row), str(column)) for row in both[~is_same])
