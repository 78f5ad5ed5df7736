"""Frames of pandas as raw tables: what a database gives, written as text with nothing lost."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.errors import Problem, ProjectError
from assetmap.gather.files.heads import name_columns
from assetmap.gather.files.raw import Columns, RawTable
from assetmap.gather.files.rows import cut_cells
from assetmap.gather.files.workbooks import cell_to_text
from assetmap.gather.inputs import ASSET_INPUTS, CONSENT_INPUTS, EFFORT_INPUTS, TIE_INPUTS
from assetmap.gather.tidy import Cells, no_cells, normalise_header, tidy_cells
from assetmap.typing import Flags

__all__ = ["read_frame"]

_LISTS = (list, tuple, set, frozenset, np.ndarray)
_BYTES = (bytes, bytearray, memoryview)
_COUNTED = "biufcmM"
"""Kinds of numpy whose cells are all of one type, so that each different one is written once."""
_ID_HEADS = {
    "place id",
    *(head for inputs in (ASSET_INPUTS, TIE_INPUTS, CONSENT_INPUTS, EFFORT_INPUTS)
      for head in inputs["id"]),
}  # fmt: skip
_SHAPE_HEADS = frozenset(ASSET_INPUTS["geometry"])


def read_frame(frame: pd.DataFrame, *, shown_as: str) -> RawTable:
    """
    Write the rows of a frame as text, numbered from 1, with a shape each where it has any.

    None, NaN, NaT and NA are blank, a flag is yes or no, a whole number has no
    decimals even where NULL made it a float, a day is written as 2026-03-31,
    and a list keeps its words. An index that somebody made is a column too.

    Parameters
    ----------
    frame
        The rows. Not modified.
    shown_as
        How reports name it.

    Raises
    ------
    ProjectError
        If columns hold bytes that are no shapes: each is named.
    """
    shapes, crs, plain = _part_shapes(frame)
    given = [*_columns_of_index(plain), *_columns_of(plain)]
    names = name_columns(tidy_cells([head for head, _ in given]).tolist())
    columns = dict(zip(names, (column for _, column in given), strict=True))
    _require_no_bytes(columns, shown_as)
    texts = {name: _to_texts(column) for name, column in columns.items()}
    no_row = np.zeros(len(frame), dtype=bool)
    return RawTable(
        file=shown_as,
        sheet=None,
        rows=np.arange(1, len(frame) + 1, dtype=np.int64),
        overlong=cut_cells(texts),
        columns=Columns(texts),
        is_blank=_find_blank(texts, shapes, len(frame)),
        is_total=no_row,
        is_repeat=no_row,
        is_ragged=no_row,
        shapes=shapes,
        crs=crs,
        is_misdrawn=None if shapes is None else no_row,
        listed={name: is_list for name, column in columns.items()
                if (is_list := _find_lists(column)).any()},
    )  # fmt: skip


def _part_shapes(frame: pd.DataFrame) -> tuple[Cells | None, str | None, pd.DataFrame]:
    """Part the shapes from the other columns: the active ones, else the first that are there."""
    plain = pd.DataFrame(frame)
    at = None
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        at = list(frame.columns).index(frame.active_geometry_name)
    else:
        columns = (plain.iloc[:, each] for each in range(plain.shape[1]))
        at = next((each for each, column in enumerate(columns) if _has_shapes(column)), None)
    if at is None:
        return None, None, plain
    column = plain.iloc[:, at]
    crs = getattr(column.array, "crs", None)
    shapes = no_cells(len(plain))
    shapes[:] = column.astype(object).where(column.notna(), None).to_numpy(dtype=object)
    others = [each for each in range(plain.shape[1]) if each != at]
    return shapes, None if crs is None else crs.to_string(), plain.iloc[:, others]


def _has_shapes(column: pd.Series[Any]) -> bool:
    """Tell a column of shapes: what is there is nothing else."""
    if isinstance(column.dtype, gpd.array.GeometryDtype):
        return True
    if column.dtype != object:
        return False
    cells = column.dropna().to_numpy(dtype=object)
    return bool(len(cells)) and bool(np.all(shapely.is_geometry(cells)))


def _columns_of(frame: pd.DataFrame) -> Iterator[tuple[str, pd.Series[Any]]]:
    for at, label in enumerate(frame.columns):
        parts = label if isinstance(label, tuple) else (label,)
        yield " ".join(str(part) for part in parts if str(part)), frame.iloc[:, at]


def _columns_of_index(frame: pd.DataFrame) -> Iterator[tuple[str, pd.Series[Any]]]:
    """Give the levels of an index that say something: those with a name, and ids without one."""
    taken = {normalise_header(head) for head, _ in _columns_of(frame)}
    has_ids = bool(taken & _ID_HEADS)
    for level in range(frame.index.nlevels):
        values = frame.index.get_level_values(level)
        column = pd.Series(values, index=range(len(frame)))
        if values.name is not None:
            if normalise_header(values.name) not in taken:
                yield str(values.name), column
        elif pd.api.types.is_numeric_dtype(values.dtype):
            is_made = not isinstance(frame.index, pd.RangeIndex) and values.is_unique
            if is_made and not has_ids and frame.index.nlevels == 1:
                yield "id", column
        else:
            yield "index" if has_ids or frame.index.nlevels > 1 else "id", column


def _require_no_bytes(columns: dict[str, pd.Series[Any]], shown_as: str) -> None:
    """Refuse columns of bytes, in which anything may be; shapes are written so by databases."""
    problems = [
        Problem(
            f"{shown_as}, {name}",
            "bytes",
            "this column holds bytes, not text.",
            "Leave it out of the query, or decode it first.",
        )
        for name, column in columns.items()
        if normalise_header(name) not in _SHAPE_HEADS
        and column.dtype == object
        and any(isinstance(cell, _BYTES) for cell in column)
    ]
    if problems:
        count = f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
        raise ProjectError(f"{shown_as} cannot be read: {count}.", problems)


def _find_lists(column: pd.Series[Any]) -> Flags:
    """Tell which cells are lists, whose words are apart already."""
    if column.dtype.kind in _COUNTED or str(column.dtype) in {"str", "string"}:
        return np.zeros(len(column), dtype=bool)
    cells = column.astype(object).tolist()
    return np.fromiter((isinstance(cell, _LISTS) for cell in cells), bool, len(cells))


def _to_texts(column: pd.Series[Any]) -> list[str | None]:
    """Write a column as text; where all cells are of one type, each different one once."""
    if column.dtype.kind in _COUNTED:
        codes, different = pd.factorize(column)
        texts = [*(_to_text(value) for value in different), None]  # the last is for -1, nothing
        return [texts[code] for code in codes.tolist()]
    return [_to_text(cell) for cell in column.astype(object).tolist()]


def _to_text(value: Any) -> str | None:
    """Write a cell as a person would."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, _LISTS):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        words = (_to_text(item) for item in items)
        # A line break parts words from here on, so within a word it is a space.
        return "\n".join(" ".join(word.split()) for word in words if word) or None
    if isinstance(value, Mapping):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    if isinstance(value, _BYTES):
        return bytes(value).hex()
    if isinstance(value, shapely.Geometry):
        return str(shapely.to_wkt(value, rounding_precision=-1))
    return None if value is None or pd.isna(value) else _write(value)


def _write(value: Any) -> str:
    """Write a flag, a number or a day."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Decimal):
        is_whole = value.is_finite() and value == value.to_integral_value()
        return format(value.to_integral_value() if is_whole else value, "f")
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC).isoformat()  # read as the day that it was in the country
    return cell_to_text(value)


def _find_blank(texts: Mapping[str, list[str | None]], shapes: Cells | None, size: int) -> Flags:
    """Tell rows in which nothing is written; few are left to look at after the first columns."""
    left = np.arange(size) if shapes is None else np.flatnonzero(shapely.is_missing(shapes))
    rows = left.tolist()
    for cells in texts.values():
        rows = [at for at in rows if not (cells[at] or "").strip()]
    is_blank = np.zeros(size, dtype=bool)
    is_blank[rows] = True
    return is_blank
