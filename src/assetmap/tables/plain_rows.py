"""Rows of a table as plain values that JSON can hold, and back."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from assetmap.model import Record
from assetmap.tables.columns import TableSpec

__all__ = ["lay_out", "to_plain_rows"]


def to_plain_rows(table: pd.DataFrame, spec: TableSpec, *, extras: bool) -> list[dict[str, Any]]:
    """
    Give each row of a table as a mapping of plain values.

    Parameters
    ----------
    table
        A complete table. Not modified.
    spec
        What its columns are.
    extras
        Whether columns that are none of ours are given too.

    Returns
    -------
    rows
        Text, numbers, flags, lists of text and None. Days are text such as
        2026-03-31, shapes WKT with every decimal.
    """
    columns: dict[str, list[Any]] = {spec.index: table.index.tolist()}
    for column in spec.columns:
        columns[column.name] = _PLAIN[column.holds](table[column.name])
    for name in table.columns if extras else ():
        if name not in columns:
            columns[str(name)] = [_to_plain(cell) for cell in table[name].astype(object)]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def lay_out(records: Iterable[Record | Mapping[str, Any]]) -> pd.DataFrame:
    """Lay records out as rows."""
    return pd.DataFrame([dict(record) for record in records])


def _without_nan(column: pd.Series[Any]) -> list[Any]:
    cells = column.astype(object)
    return cells.where(column.notna(), None).tolist()


def _to_days(column: pd.Series[Any]) -> list[str | None]:
    days = np.datetime_as_string(column.to_numpy(), unit="D").astype(object)
    days[column.isna().to_numpy()] = None
    return list(days.tolist())


def _to_wkt(column: pd.Series[Any]) -> list[str | None]:
    shapes = np.asarray(column.array, dtype=object)
    return list(shapely.to_wkt(shapes, rounding_precision=-1).tolist())


_PLAIN: dict[str, Callable[[pd.Series[Any]], list[Any]]] = {
    "text": _without_nan,
    "words": lambda column: [list(words) for words in column],
    "date": _to_days,
    "number": _without_nan,
    "flag": lambda column: column.tolist(),
    "geometry": _to_wkt,
}


def _to_plain(value: Any) -> Any:
    """Write a cell of a column of somebody's own so that JSON can hold it."""
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [_to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _to_plain(item) for key, item in value.items()}
    if isinstance(value, shapely.Geometry):
        return str(shapely.to_wkt(value, rounding_precision=-1))
    if value is None or pd.isna(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and math.isinf(value):
        return str(value)  # JSON has no word for it
    if isinstance(value, dt.datetime):
        is_day = value.tzinfo is None and value.time() == dt.time()
        return value.date().isoformat() if is_day else value.isoformat()
    return value if isinstance(value, bool | int | float | str) else str(value)
