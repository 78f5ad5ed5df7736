"""decode_map: the map that was kept in a GeoPackage of ours, as it was."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from assetmap.errors import AssetmapError, FileError
from assetmap.model import Country, Grid, find_country
from assetmap.native.cells import decode_column, decode_value
from assetmap.native.layout import REPORT, ROW, TABLES_OF_A_MAP, quote
from assetmap.native.migrations import Stored, migrate
from assetmap.tables import RECORDS, SPECS, AssetMap, ImportReport, with_shapes

__all__ = ["decode_map", "is_kept_map"]

_UNREADABLE = (
    sqlite3.Error, ValueError, TypeError, LookupError, AttributeError, RuntimeError,
)  # fmt: skip
"""What reading something that another program, or nobody, wrote may raise."""
_CODE = re.compile(r"EPSG:\d{1,9}")


def is_kept_map(base: sqlite3.Connection) -> bool:
    """Tell whether a database says that a map was kept in it."""
    known = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'assetmap_map'"
    return bool(next(base.execute(known))[0])


def decode_map(base: sqlite3.Connection, shown: str) -> AssetMap:
    """
    Read the map that `encode_map` wrote, checked like any other.

    Parameters
    ----------
    base
        The open file, found safe before.
    shown
        What to call it.

    Raises
    ------
    FileError
        If something in it cannot be read, or a later version wrote it.
    TableError
        If what was edited in it elsewhere makes no map.
    """
    try:
        told = {name: json.loads(value) for name, value in
                base.execute("SELECT name, value FROM assetmap_map")}  # fmt: skip
        migrate(Stored(told, {}), shown)  # a later version is refused before its tables are read
        return _make(migrate(Stored(told, _read_frames(base, told)), shown))
    except _UNREADABLE as error:
        if isinstance(error, AssetmapError):
            raise
        raise FileError(
            f"{shown} was kept by assetmap and cannot be read any more: {error}. Take a copy from "
            "before it was changed elsewhere, or read the project again."
        ) from error


def _make(stored: Stored) -> AssetMap:
    told, frames = stored.told, stored.frames
    m = AssetMap(
        {name: frames.get(name) for name in TABLES_OF_A_MAP},
        crs=_read_crs(told["crs"]),
        title=told["title"],
        language=told["language"],
        as_of=dt.date.fromisoformat(told["as_of"]),
        country=_read_country(told["country"]),
        synonyms={word: tuple(others) for word, others in told["synonyms"]},
        records={name: frames[name] for name in RECORDS if name in frames},
    )
    files, problems, edits = (frames[f"report_{name}"] for name in REPORT)
    return m.with_report(ImportReport(files, problems, edits))


def _read_crs(told: str | None) -> pyproj.CRS | None:
    if told is None:
        return None
    if _CODE.fullmatch(told):
        return pyproj.CRS.from_epsg(int(told.removeprefix("EPSG:")))
    return pyproj.CRS.from_wkt(told)  # never another way of naming one, which may open files


def _read_country(told: Any) -> Country:
    if isinstance(told, str):
        return find_country(told)
    fields = decode_value(told)
    fields["other_grids"] = tuple(Grid(**grid) for grid in fields["other_grids"])
    return Country(**fields)


def _read_frames(base: sqlite3.Connection, told: dict[str, Any]) -> dict[str, pd.DataFrame]:
    columns = pd.DataFrame(
        base.execute("SELECT table_name, column_name, label, kind FROM assetmap_columns "
                     "ORDER BY table_name, position").fetchall(),
        columns=["table", "called", "label", "kind"],
    )  # fmt: skip
    known = {*SPECS, *(f"report_{name}" for name in REPORT)}
    crs = _read_crs(told["crs"])
    return {
        str(name): _read_frame(base, str(name), part, crs)
        for name, part in columns.groupby("table", sort=False)
        if name in known
    }


def _read_frame(
    base: sqlite3.Connection, name: str, columns: pd.DataFrame, crs: pyproj.CRS | None
) -> pd.DataFrame:
    """Read one table: the columns that were kept, and those that another program added."""
    called, kinds = columns["called"].tolist(), [json.loads(kind) for kind in columns["kind"]]
    labels = [decode_value(json.loads(label)) for label in columns["label"]]
    there = [str(row[1]) for row in base.execute(f"PRAGMA table_info({quote(name)})")]
    added = [one for one in there if one not in called and one.lower() != ROW]
    listed = ", ".join(quote(one) for one in [*called, *added])
    # No name can be a parameter of a statement; it is quoted as SQL asks for.
    rows = base.execute(f"SELECT {listed} FROM {quote(name)} ORDER BY {ROW}").fetchall()  # noqa: S608
    held: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * len(labels + added)
    cells = [decode_column(part, kind) for part, kind in zip(held, kinds, strict=False)]
    index: Any = pd.RangeIndex(len(rows))
    if name in SPECS:
        index = pd.Index(cells.pop(0), dtype="str", name=labels.pop(0))
    built = dict(zip(labels, cells, strict=True))
    others = held[len(called) :]
    built |= {one: pd.Series(part).array for one, part in zip(added, others, strict=True)}
    shapes = built.pop("geometry", None) if name in SPECS and SPECS[name].is_spatial else None
    # Told its type, or pandas would take a column of objects that are all text for one of text.
    columns_of = {
        label: pd.Series(part, index=index, dtype=part.dtype) for label, part in built.items()
    }
    frame: pd.DataFrame = pd.DataFrame(columns_of, index=index)
    if shapes is None:
        return frame
    spatial: pd.DataFrame = with_shapes(
        frame, gpd.array.GeometryArray(np.asarray(shapes, dtype=object), crs=crs)
    )
    return spatial
