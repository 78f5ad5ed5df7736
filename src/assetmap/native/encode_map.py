"""encode_map: everything that a map holds, as the bytes of one GeoPackage."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.errors import CountryError, Problem, TableError
from assetmap.model import Country, find_country
from assetmap.native.cells import UnkeptError, encode_column, encode_value
from assetmap.native.layer_style import LAYER_STYLES, style_of
from assetmap.native.layout import (
    APPLICATION_ID,
    CORE,
    OF_A_MAP,
    REPORT,
    ROW,
    SCHEMA_VERSION,
    TABLES_OF_A_MAP,
    USER_VERSION,
    quote,
)
from assetmap.tables import SPECS, AssetMap

__all__ = ["encode_map"]

_NO_SRS, _OWN_SRS = -1, 100_000


def encode_map(m: AssetMap) -> bytes:
    """
    Write everything that a map holds, private or not, as the bytes of one GeoPackage.

    The same map gives the same bytes. `decode_map` reads it back as it was;
    QGIS opens it with its layers, their style and their names.

    Raises
    ------
    TableError
        With every column of the files' own that holds what could not be read
        back as it is.
    """
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as base:
        base.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        base.execute(f"PRAGMA user_version = {USER_VERSION}")
        base.execute("BEGIN")
        for statement in (*CORE, *OF_A_MAP):
            base.execute(statement)
        srs_id = _write_srs(base, m.crs)
        base.executemany("INSERT INTO assetmap_map VALUES (?, ?)", _tell(m))
        problems = []
        for name, frame in _frames(m):
            problems += _write_frame(base, name, frame, m, srs_id)
        if problems:
            raise TableError("This map cannot be kept as it is.", problems)
        base.execute("COMMIT")
        return base.serialize()


def _frames(m: AssetMap) -> Iterator[tuple[str, pd.DataFrame]]:
    yield from ((name, getattr(m, name)) for name in TABLES_OF_A_MAP)
    yield from m.records.items()
    yield from ((f"report_{name}", getattr(m.report, name)) for name in REPORT)


def _tell(m: AssetMap) -> list[tuple[str, str]]:
    """Tell what a map says beside its tables: a name and a value as JSON each."""
    told = {
        "schema_version": SCHEMA_VERSION,
        "title": m.title,
        "language": m.language,
        "as_of": m.as_of.isoformat(),
        "country": _tell_country(m.country),
        "crs": None if m.crs is None else _tell_crs(m.crs),
        "synonyms": [[word, list(others)] for word, others in m.synonyms.items()],
    }
    return [(name, json.dumps(value)) for name, value in told.items()]


def _tell_country(country: Country) -> Any:
    with contextlib.suppress(CountryError):
        if find_country(country.code) == country:
            return country.code
    return encode_value(asdict(country))


def _tell_crs(crs: pyproj.CRS) -> str:
    """Name a reference system by its code where that says all of it, else write it out."""
    code = crs.to_epsg(min_confidence=100)
    if code is not None and pyproj.CRS.from_epsg(code) == crs:
        return f"EPSG:{code}"
    return crs.to_wkt()


def _write_srs(base: sqlite3.Connection, crs: pyproj.CRS | None) -> int:
    if crs is None:
        return _NO_SRS
    told = _tell_crs(crs)
    code = int(told.removeprefix("EPSG:")) if told.startswith("EPSG:") else _OWN_SRS
    organisation = "NONE" if code == _OWN_SRS else "EPSG"
    wkt = crs.to_wkt("WKT1_GDAL") if code != _OWN_SRS else told
    row = (crs.name, code, organisation, code, wkt, None)
    base.execute("INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", row)
    return code


def _write_frame(
    base: sqlite3.Connection, name: str, frame: pd.DataFrame, m: AssetMap, srs_id: int
) -> list[Problem]:
    """Write one frame: its index as the first column, unless that only counts."""
    problems = []
    columns: list[tuple[str, str, Any]] = []
    held: list[Any] = []
    used = {ROW}
    for position, (label, column) in enumerate(_columns_of(frame)):
        try:
            sql, kind, cells = encode_column(column, srs_id=srs_id)
            written = json.dumps(encode_value(label))
        except (UnkeptError, TypeError, ValueError) as error:
            remedy = "Turn it into text, numbers or dates, or leave the column out."
            problems.append(Problem(f"{name}.{label}", "not_kept", f"{error}.", remedy))
            continue
        called = _call(label, used)
        of_shape = _type_of(column) if kind["is"] == "shape" else sql
        columns.append((called, of_shape, (name, position, called, written, json.dumps(kind))))
        held.append(cells)
    declared = "".join(f", {quote(called)} {sql}" for called, sql, _ in columns)
    base.execute(f"CREATE TABLE {quote(name)} ({ROW} INTEGER PRIMARY KEY NOT NULL{declared})")
    places = ", ".join("?" * (len(columns) + 1))
    # No name can be a parameter of a statement; it is quoted as SQL asks for.
    insert = f"INSERT INTO {quote(name)} VALUES ({places})"  # noqa: S608
    rows = zip(range(1, len(frame) + 1), *held, strict=True)
    base.executemany(insert, rows)
    told = [row for _, _, row in columns]
    base.executemany("INSERT INTO assetmap_columns VALUES (?, ?, ?, ?, ?)", told)
    _list_layer(base, name, frame, m, srs_id)
    return problems


def _columns_of(frame: pd.DataFrame) -> Iterator[tuple[Any, pd.Series[Any]]]:
    if not isinstance(frame.index, pd.RangeIndex):
        yield frame.index.name, frame.index.to_series()
    yield from ((label, pd.Series(frame[label])) for label in frame.columns)


def _call(label: Any, used: set[str]) -> str:
    """Call a column in SQL, where capitals make no difference."""
    plain = str(label).encode("utf-8", "replace").decode().replace("\x00", " ") or "column"
    called, number = plain, 1
    while called.lower() in used:
        number += 1
        called = f"{plain} {number}"
    used.add(called.lower())
    return called


def _type_of(column: pd.Series[Any]) -> str:
    """Name the type that all shapes of a column have, as GeoPackage calls it."""
    types = set(shapely.get_type_id(np.asarray(column.array, dtype=object)).tolist()) - {-1}
    names = {0: "POINT", 1: "LINESTRING", 3: "POLYGON", 4: "MULTIPOINT", 5: "MULTILINESTRING",
             6: "MULTIPOLYGON"}  # fmt: skip
    return names.get(types.pop(), "GEOMETRY") if len(types) == 1 else "GEOMETRY"


def _list_layer(
    base: sqlite3.Connection, name: str, frame: pd.DataFrame, m: AssetMap, srs_id: int
) -> None:
    """List a table among the contents, so that other programs find it, with its style."""
    if name.startswith("report_"):
        return
    is_spatial = SPECS[name].is_spatial
    day = f"{m.as_of.isoformat()}T00:00:00.000Z"
    box: list[float | None] = [None] * 4
    if is_spatial:
        shapes = np.asarray(frame.geometry.array, dtype=object)
        bounds = shapely.total_bounds(shapes).tolist() if len(shapes) else [np.nan] * 4
        box = [None if np.isnan(edge) else edge for edge in bounds]
    kind = "features" if is_spatial else "attributes"
    row = (name, kind, name, m.title, day, *box, srs_id if is_spatial else None)
    base.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    if is_spatial:
        has_z = bool(shapely.has_z(shapes).any())
        base.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geometry', ?, ?, ?, 0)",
            (name, _type_of(frame["geometry"]), srs_id, 2 if has_z else 0),
        )
        style = (name, name, style_of(name), day)
        base.execute(LAYER_STYLES, style)
