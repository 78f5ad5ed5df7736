"""Loose frames into complete tables: every column, in order, of the right type.

Nothing is dropped and nothing is guessed: a value that does not fit its
column is reported with its row id, and extra columns are kept after ours.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.errors import Problem, find_near_word
from assetmap.model import DAY
from assetmap.tables.columns import Column, TableSpec
from assetmap.tables.shapes import with_shapes
from assetmap.tables.spellings import spell
from assetmap.typing import Objects

__all__ = ["conform", "empty_words", "from_geometry_text"]

_HALF = re.compile("[\ud800-\udfff]")


def _read_date(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> Any:
    is_missing = np.asarray(given.array.isna())
    if is_missing.all():
        return _fill("date", None, size=len(given))
    if isinstance(given.dtype, np.dtype) and given.dtype.kind == "M":
        return given.to_numpy().astype("datetime64[D]").astype("datetime64[s]")
    if pd.api.types.is_datetime64_any_dtype(given.dtype):
        known = given.dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
        return known.to_numpy()
    if pd.api.types.infer_dtype(given, skipna=True) == "date":
        cells = given.astype(object).where(~is_missing, None).to_numpy()
        return cells.astype("datetime64[D]").astype("datetime64[s]")
    cells = given.to_numpy(dtype=object)[~is_missing]
    which, different = pd.factorize(np.array(list(map(str, cells)), dtype=object))
    days = np.full(len(given), "NaT", dtype="datetime64[s]")
    days[~is_missing] = np.array(list(map(_read_day, different)), dtype="datetime64[s]")[which]
    problems += _report(
        given,
        ~is_missing & np.isnat(days),
        column,
        spec,
        "not_a_date",
        lambda value: (f"{value!r} is not a date.", "Write it as year-month-day, 2026-03-31."),
    )
    return days


def _read_day(text: str) -> dt.date | None:
    """Read a day, or the day of a moment; None where it is neither."""
    if not re.fullmatch(DAY, text):
        return None
    try:
        return dt.date(*map(int, text[:10].split("-")))
    except ValueError:
        return None


def _read_flag(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> Any:
    if given.dtype == bool:
        return given.to_numpy()
    if pd.api.types.is_numeric_dtype(given.dtype) and not pd.api.types.is_bool_dtype(given.dtype):
        given = _from_sql(given)
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
    return filled.where(is_flag, other=False).astype(bool).to_numpy()


def _from_sql(given: pd.Series[Any]) -> pd.Series[Any]:
    """Take a column of 0 and 1 for no and yes, as databases write them; NULL makes them floats."""
    cells = given.astype(object)
    return cells.mask(given == 1, True).mask(given == 0, False)  # noqa: FBT003


def _read_words(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> Any:
    cells = given.to_numpy(dtype=object)
    # Tuples are looked up: a column of words mostly repeats a few of them.
    known = {cell: _as_words(cell) for cell in {cell for cell in cells if type(cell) is tuple}}
    words = [known[cell] if type(cell) is tuple else _as_words(cell) for cell in cells]
    if None in words:
        problems += _report(
            given,
            np.array([value is None for value in words]),
            column,
            spec,
            "not_words",
            lambda value: (f"{value!r} is not a list of words.", "Give a tuple or list of text."),
        )
    column_of_tuples = empty_words(len(words))
    column_of_tuples[:] = [value or () for value in words]
    return column_of_tuples


def _read_number(
    given: pd.Series[Any], column: Column, spec: TableSpec, problems: list[Problem]
) -> Any:
    if given.dtype == np.float64:
        numbers = given.to_numpy()
    else:
        numbers = pd.to_numeric(given, errors="coerce").astype("float64").to_numpy()
    is_bad = (np.isnan(numbers) & ~np.asarray(given.array.isna())) | np.isinf(numbers)
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
) -> Any:
    is_text = str(given.dtype) == "str"
    if not column.required and given.array.isna().all():
        is_done = is_text and column.default is None
        return given.array if is_done else _fill("text", column.default, size=len(given))
    if not is_text:
        if not _is_text(given):
            given = given.astype(object).where(given.notna(), None).map(str, na_action="ignore")
        given = _whole_text(given, column, spec, problems)
    text = given.array.astype("str")
    if column.default is not None:
        text = text.fillna(column.default)
    words = [str(word) for word in column.vocabulary or ()]
    if words and text.isin(words).all():
        return text
    given = pd.Series(text, index=given.index)
    is_missing = np.asarray(text.isna())
    is_empty = is_missing
    if column.required:
        is_empty = is_missing | (given.str.strip().to_numpy(dtype=object) == "")
        problems += _report(
            given, is_empty, column, spec, "missing_value", lambda _: ("is empty.", "Fill it in.")
        )
    if words:
        is_unknown = ~is_empty & ~text.isin(words)  # a blank has been told already
        problems += _report(
            given,
            is_unknown,
            column,
            spec,
            "unknown_word",
            lambda value: (f"{value!r} is not known.", find_near_word(value, words)),
        )
    return text


_READERS: dict[str, Callable[[pd.Series[Any], Column, TableSpec, list[Problem]], Any]]
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
    plain = pd.DataFrame(frame).set_axis(ids)  # geopandas would look at every column it gives
    names = set(plain.columns)
    built: dict[str, Any] = {}
    fill = cache(partial(_fill, size=len(ids)))
    for column in spec.columns:
        if column.holds == "geometry":
            continue
        if column.name in names:
            cells = _READERS[column.holds](plain[column.name], column, spec, problems)
            built[column.name] = spell(cells, column) if column.spellings else cells
        else:
            built[column.name] = fill(column.holds, column.default)
            if column.required and len(ids):
                problems.append(_missing_column(column, frame, spec))
    known = _known_to(spec, frame)
    built |= {name: plain[name] for name in plain.columns if name not in known}
    table = pd.DataFrame(built, index=ids)  # copies every column
    if spec.is_spatial:
        shapes = _read_geometry(plain, frame, spec, problems)
        table = with_shapes(table, gpd.array.GeometryArray(shapes, crs=crs))
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
    is_text = str(held.dtype) == "str"
    if not is_text and pd.api.types.infer_dtype(ids, skipna=True) not in {"string", "empty"}:
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
    if len(set(ids)) < len(ids):
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


def _fill(holds: str, default: str | None, *, size: int) -> Any:
    """Fill a column that was not given, as an array."""
    if holds == "words":
        return empty_words(size)
    if holds == "flag":
        return np.zeros(size, dtype=bool)
    if holds == "date":
        return np.full(size, "NaT", dtype="datetime64[s]")
    if holds == "number":
        return np.full(size, np.nan)
    return pd.array(np.full(size, default, dtype=object), dtype="str")


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


def _read_geometry(
    plain: pd.DataFrame, frame: pd.DataFrame, spec: TableSpec, problems: list[Problem]
) -> Objects:
    """Copy the shapes of the active geometry; a plain column may hold text."""
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        return np.array(frame.geometry.array, dtype=object)
    if "geometry" in plain.columns:
        given = plain["geometry"].astype(object)
        return _read_shapes(given.where(given.notna(), None), spec, problems).copy()
    return np.full(len(plain), None, dtype=object)


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
