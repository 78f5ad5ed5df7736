"""Loose frames into complete tables: every column, in order, of the right type.

Nothing is dropped and nothing is guessed: a value that does not fit its
column is reported with its row id, and extra columns are kept after ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.errors import Problem, find_near_word
from assetmap.model import DAY
from assetmap.tables.columns import Column, TableSpec
from assetmap.typing import Objects

__all__ = ["conform", "empty_words", "from_geometry_text"]

_HALF = re.compile("[\ud800-\udfff]")


def _read_date(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> pd.Series[Any]:
    if given.isna().all():
        return pd.Series(_default(column, len(given)), index=given.index)
    if pd.api.types.is_datetime64_any_dtype(given.dtype):
        known: pd.Series[Any] = given.dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
        return known
    if pd.api.types.infer_dtype(given, skipna=True) == "date":
        cells = given.astype(object).where(given.notna(), None).to_numpy()
        return pd.Series(cells.astype("datetime64[D]").astype("datetime64[s]"), index=given.index)
    text = given.astype(object).where(given.notna(), None).map(str, na_action="ignore")
    day = text.astype(object).where(text.str.fullmatch(DAY, na=False))
    days = pd.to_datetime(day.str[:10], format="%Y-%m-%d", errors="coerce")
    problems += _report(
        given,
        given.notna() & days.isna(),
        column,
        spec,
        "not_a_date",
        lambda value: (f"{value!r} is not a date.", "Write it as year-month-day, 2026-03-31."),
    )
    read: pd.Series[Any] = days.astype("datetime64[s]")
    return read


def _read_flag(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> pd.Series[Any]:
    if given.dtype == bool:
        return given.copy()
    filled = given.astype(object).where(given.notna(), other=False)
    is_flag = filled.map(lambda value: isinstance(value, bool | np.bool_))
    problems += _report(
        given,
        ~is_flag.astype(bool),
        column,
        spec,
        "not_a_flag",
        lambda value: (f"{value!r} is neither True nor False.", "Use True or False."),
    )
    return filled.where(is_flag, other=False).astype(bool)


def _read_words(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> pd.Series[Any]:
    cells = given.to_numpy(dtype=object)
    # Tuples are looked up: a column of words mostly repeats a few of them.
    known = {cell: _as_words(cell) for cell in {cell for cell in cells if type(cell) is tuple}}
    words = [known[cell] if type(cell) is tuple else _as_words(cell) for cell in cells]
    if None in words:
        problems += _report(
            given,
            pd.isna(pd.Series(words, dtype=object)).to_numpy(),
            column,
            spec,
            "not_words",
            lambda value: (f"{value!r} is not a list of words.", "Give a tuple or list of text."),
        )
    column_of_tuples = empty_words(len(words))
    column_of_tuples[:] = [value or () for value in words]
    return pd.Series(column_of_tuples, index=given.index, dtype=object)


def _read_number(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> pd.Series[Any]:
    numbers = pd.to_numeric(given, errors="coerce").astype("float64")
    is_bad = (given.notna() & numbers.isna()) | np.isinf(numbers)
    bounds = ""
    if column.at_least is not None:
        is_bad |= numbers < column.at_least
        bounds += f" from {column.at_least:g}"
    if column.at_most is not None:
        is_bad |= numbers > column.at_most
        bounds += f" to {column.at_most:g}"
    problems += _report(
        given,
        is_bad,
        column,
        spec,
        "not_a_number",
        lambda value: (f"{value!r} is not a number{bounds}.", "Correct it."),
    )
    return numbers


def _read_text(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> pd.Series[Any]:
    if given.isna().all() and not column.required:
        return pd.Series(_default(column, len(given)), index=given.index)
    if str(given.dtype) != "str":
        if not _is_text(given):
            given = given.astype(object).where(given.notna(), None).map(str, na_action="ignore")
        given = _whole_text(given, column, spec, problems)
    text = given.astype("str").copy()
    if column.default is not None:
        text = text.fillna(column.default)
    words = [str(word) for word in column.vocabulary or ()]
    if words and text.isin(words).all():
        return text
    if column.required:
        is_empty = text.isna() | (text.str.strip() == "")
        problems += _report(
            text, is_empty, column, spec, "missing_value", lambda _: ("is empty.", "Fill it in.")
        )
    if words:
        is_unknown = text.notna() & ~text.isin(words)
        if column.required:  # a blank has been told already
            is_unknown &= text.str.strip() != ""
        problems += _report(
            text,
            is_unknown,
            column,
            spec,
            "unknown_word",
            lambda value: (f"{value!r} is not known.", find_near_word(value, words)),
        )
    return text


_READERS: dict[str, Callable[[pd.Series[Any], Column, TableSpec, list[Problem]], pd.Series[Any]]]
_READERS = {
    "text": _read_text,
    "words": _read_words,
    "date": _read_date,
    "number": _read_number,
    "flag": _read_flag,
}


def conform(
    frame: pd.DataFrame | None, spec: TableSpec, crs: pyproj.CRS | None
) -> tuple[pd.DataFrame, list[Problem]]:
    """
    Complete a table, and list what does not fit.

    Parameters
    ----------
    frame
        Rows, identified by the index or by a column named ``spec.index``.
    spec
        The table it should become.
    crs
        Reference system of the geometry, or None where there is none.

    Returns
    -------
    table, problems
        The table has every column of ``spec`` in order, then the extra ones,
        then the geometry. It shares no memory with ``frame``.
    """
    if frame is None or (len(frame) == 0 and _known_to(spec, frame).issuperset(frame.columns)):
        return _make_empty(spec, crs).copy(), []
    return _complete(frame, spec, crs)


def _complete(
    frame: pd.DataFrame, spec: TableSpec, crs: pyproj.CRS | None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Read every column of a table that was given, in order, and then those that are extra."""
    problems: list[Problem] = []
    ids = _ids(frame, spec, problems)
    built: dict[str, Any] = {}
    for column in spec.columns:
        if column.holds == "geometry":
            continue
        if column.name in frame.columns:
            given = frame[column.name].set_axis(ids)
            built[column.name] = _READERS[column.holds](given, column, spec, problems)
        else:
            built[column.name] = _default(column, len(ids))
            if column.required and len(ids):
                problems.append(_missing_column(column, frame, spec))
    known = _known_to(spec, frame)
    for name in frame.columns:
        if name not in known:
            built[name] = frame[name].set_axis(ids).copy()
    table = pd.DataFrame(built, index=ids)
    if spec.is_spatial:
        table = _with_geometry(table, frame, crs, spec, problems)
    return table, problems


def _known_to(spec: TableSpec, frame: pd.DataFrame) -> set[Any]:
    """Name the columns of a frame that are not extra ones."""
    active = getattr(frame, "active_geometry_name", None)
    return {*spec.names, spec.index, "geometry", active}


@cache
def _make_empty(spec: TableSpec, crs: pyproj.CRS | None) -> pd.DataFrame:
    """Complete a table without rows: the same each time, so it is made once."""
    table, _ = _complete(pd.DataFrame(columns=[spec.index]), spec, crs)
    return table


def empty_words(size: int) -> np.ndarray[Any, Any]:
    """Make a column of ``size`` empty tuples."""
    column = np.empty(size, dtype=object)
    column.fill(())
    return column


def _ids(frame: pd.DataFrame, spec: TableSpec, problems: list[Problem]) -> pd.Index[Any]:
    """Take the row ids from the column of that name, else from the index."""
    held = frame[spec.index] if spec.index in frame.columns else frame.index
    ids = np.array(held, dtype=object)
    if pd.api.types.infer_dtype(ids, skipna=True) not in {"string", "empty"}:
        ids = pd.Series(ids, dtype=object).map(str, na_action="ignore").to_numpy()
    is_missing = np.asarray(pd.isna(ids))
    is_written = ~is_missing
    is_missing[is_written] = [not text.strip() for text in ids[is_written]]
    ids[is_missing] = ""
    remedy = "Give every row an id of its own."
    problems += [
        Problem(f"{spec.name}, row {at + 1}", "missing_id", f"{spec.index} is empty.", remedy)
        for at in np.flatnonzero(is_missing)
    ]
    index: pd.Index[Any] = pd.Index(ids, dtype="str", name=spec.index)
    if not index.is_unique:
        repeated = set(index[index.duplicated() & ~is_missing])
        problems += [
            Problem(
                f"{spec.name}[{value!r}]",
                "duplicate_id",
                f"{spec.index} stands in {int((ids == value).sum())} rows.",
                remedy,
            )
            for value in sorted(repeated)
        ]
    return index


def _missing_column(column: Column, frame: pd.DataFrame, spec: TableSpec) -> Problem:
    names = [str(name) for name in frame.columns]
    hint = find_near_word(column.name, names, else_say="Add it.")
    return Problem(spec.name, "missing_column", f"there is no column {column.name!r}.", hint)


def _default(column: Column, size: int) -> Any:
    """Fill a column that was not given, as an array."""
    if column.holds == "words":
        return empty_words(size)
    if column.holds == "flag":
        return np.zeros(size, dtype=bool)
    if column.holds == "date":
        return np.full(size, "NaT", dtype="datetime64[s]")
    if column.holds == "number":
        return np.full(size, np.nan)
    return pd.array(np.full(size, column.default, dtype=object), dtype="str")


def _report(
    given: pd.Series[Any],
    is_bad: pd.Series[bool] | np.ndarray[Any, Any],
    column: Column,
    spec: TableSpec,
    code: str,
    reason: Callable[[Any], tuple[str, str]],
) -> Iterable[Problem]:
    """Say for each bad cell what is wrong with it."""
    where = np.flatnonzero(np.asarray(is_bad, dtype=bool))
    for row_id, value in given.iloc[where].items() if len(where) else ():
        says, remedy = reason(value)
        yield Problem(f"{spec.name}[{row_id!r}].{column.name}", code, says, remedy)


def _is_text(given: pd.Series[Any]) -> bool:
    """Tell whether all cells are text or missing, at the speed of compiled code."""
    if given.dtype != object:
        return False
    return pd.api.types.infer_dtype(given, skipna=True) in {"string", "empty"}


def _whole_text(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> pd.Series[Any]:
    """Report text that holds half of a character, which no file could be written with."""
    cells = given.to_numpy(dtype=object)
    if not _is_broken("".join(cells[given.notna().to_numpy()])):
        return given
    is_broken = np.fromiter(map(_is_broken, cells), bool, count=len(given))
    remedy = "Save the file again as UTF-8, or type the text anew."
    problems += _report(
        given,
        is_broken,
        column,
        spec,
        "broken_text",
        lambda value: (f"{value!r} holds half of a character.", remedy),
    )
    return given.where(~is_broken, None)


def _is_broken(text: Any) -> bool:
    return isinstance(text, str) and not text.isascii() and _HALF.search(text) is not None


def _as_words(value: Any) -> tuple[str, ...] | None:
    """Hold a cell as a tuple of different words; None when it cannot be one."""
    if type(value) is tuple and not value:
        return value
    if isinstance(value, str):
        value = (value,)
    if isinstance(value, tuple | list | set | frozenset | np.ndarray):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        if all(isinstance(item, str) and not _is_broken(item) for item in items):
            stripped = (str(item).strip() for item in items)
            return tuple(dict.fromkeys(word for word in stripped if word))
        return None
    return () if pd.isna(value) else None


def _with_geometry(
    table: pd.DataFrame,
    frame: pd.DataFrame,
    crs: pyproj.CRS | None,
    spec: TableSpec,
    problems: list[Problem],
) -> gpd.GeoDataFrame:
    """Add the active geometry as the last of our columns; a plain column may hold text."""
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        shapes = frame.geometry.to_numpy()
    elif "geometry" in frame.columns:
        given = frame["geometry"].set_axis(table.index).astype(object)
        shapes = _read_shapes(given.where(given.notna(), None), spec, problems)
    else:
        shapes = np.full(len(table), None, dtype=object)
    geometry = gpd.array.GeometryArray(np.asarray(shapes, dtype=object).copy(), crs=crs)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(geometry, index=table.index), crs=crs)


def _read_shapes(given: pd.Series[Any], spec: TableSpec, problems: list[Problem]) -> Objects:
    """Take shapes as they are, and read those written as WKT or GeoJSON."""
    cells = given.to_numpy(dtype=object)
    is_shape = np.asarray(shapely.is_geometry(cells))
    shapes = np.where(is_shape, cells, from_geometry_text(given.mask(is_shape)))
    column = next(column for column in spec.columns if column.holds == "geometry")
    problems += _report(
        given,
        given.notna().to_numpy() & shapely.is_missing(shapes),
        column,
        spec,
        "not_a_shape",
        lambda value: (
            f"{str(value)[:60]!r} is not a shape.",
            "Write it as WKT, POINT (453000 304000), or as GeoJSON.",
        ),
    )
    return shapes


def from_geometry_text(text: pd.Series[Any]) -> Objects:
    """
    Read WKT and GeoJSON, mixed as they come.

    Parameters
    ----------
    text
        One geometry a row; missing stays missing.

    Returns
    -------
    shapes
        Array of shapely geometries; None where nothing was given **or** where
        the text could not be read: compare with the input to tell.

    Examples
    --------
    >>> from_geometry_text(pd.Series(["POINT (1 2)", None, "somewhere"])).tolist()
    [<POINT (1 2)>, None, None]
    """
    given = text.astype(object).where(text.notna(), None).to_numpy(dtype=object)
    is_json = np.fromiter(
        (isinstance(value, str) and value.lstrip().startswith("{") for value in given),
        dtype=bool,
        count=len(given),
    )
    is_text = np.fromiter((isinstance(value, str) for value in given), bool, count=len(given))
    shapes = np.full(len(given), None, dtype=object)
    shapes[is_json] = shapely.from_geojson(given[is_json], on_invalid="ignore")
    is_wkt = is_text & ~is_json
    shapes[is_wkt] = shapely.from_wkt(given[is_wkt], on_invalid="ignore")
    return shapes
