"""What does the schema of a GeoPackage say, and could reading it run anything that a file wrote?

A view or a virtual table is a program: it may read other files, or never end.
Only plain tables are read, and what the file says of itself is taken for
granted nowhere: SQLite itself writes each statement in one way, so any other
way of writing it was made by hand.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from assetmap.errors import FileError

__all__ = ["Layer", "find_layers", "require_plain_schema"]

_BEGINS = {
    "CREATE TABLE ": "table",
    "CREATE VIRTUAL TABLE ": "virtual",
    "CREATE VIEW ": "view",
    "CREATE INDEX ": "index",
    "CREATE UNIQUE INDEX ": "index",
    "CREATE TRIGGER ": "trigger",
}
_TYPES = {"virtual": "table"}  # what the column `type` calls it
_TAME = re.compile(
    r"CREATE VIRTUAL TABLE "
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|`(?:[^`]|``)*`|\[[^\]]*\]|\w+)\s+"""
    r"USING\s+(?:rtree|fts3|fts4|fts5)\s*\(",
    re.IGNORECASE,
)
_ASKED_BY_GDAL = re.compile(
    r"(?:gpkg|gpkgext|rtree|sqlite|ogr|spatialite|views|virts|vector_layers|geometry_columns|"
    r"spatial_ref_sys|geom_cols|raster_coverages|se|iso_metadata)(?:_.*)?|"
    r"layer_styles|qgis_projects|spatialindex|elementarygeometries|knn2?|data_licenses|"
    r"topologies|networks",
    re.IGNORECASE | re.DOTALL,
)
"""Tables that a reader asks of its own accord, whatever layer is wanted."""

_NEEDED = frozenset({"gpkg_contents", "gpkg_spatial_ref_sys"})
_KINDS_OF_LAYER = frozenset({"features", "attributes", "aspatial"})
_NO_LAYERS = frozenset({"layer_styles", "qgis_projects"})
_GENERATED = (2, 3)
"""How ``PRAGMA table_xinfo`` marks a column that is worked out when it is read."""


@dataclass(frozen=True)
class Layer:
    """A plain table of rows that a GeoPackage lists among its contents."""

    name: str
    columns: int


@dataclass(frozen=True)
class _Entry:
    """One line of the schema; ``kind`` is what its statement makes, whatever the line says."""

    name: str
    kind: str
    page: int


def require_plain_schema(base: sqlite3.Connection, shown: str) -> None:
    """
    Let only a schema pass whose reading runs nothing that the file wrote.

    Raises
    ------
    FileError
        If it holds virtual tables other than indexes, views where a reader
        looks for tables, or lines that SQLite does not write.
    """
    entries = [_read_entry(line, shown) for line in base.execute(_SCHEMA)]
    tables = [entry for entry in entries if entry.kind in {"table", "virtual", "view"}]
    names = [_fold(entry.name) for entry in tables]
    if len(set(names)) < len(names):
        raise _refusal(shown, "two of its tables have one name")
    if missing := sorted(_NEEDED - set(names)):
        raise FileError(
            f"{shown} is not a GeoPackage: it has no table {missing[0]!r}. "
            "Export the layer again as GeoPackage."
        )
    for entry in tables:
        if entry.kind == "view" and _ASKED_BY_GDAL.fullmatch(entry.name):
            raise _refusal(shown, f"its table {entry.name!r} is a view, which runs when it is read")
    _require_same_kinds(base, tables, shown)


_SCHEMA = "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master"


def _read_entry(line: tuple[object, ...], shown: str) -> _Entry:
    """Read one line of the schema as SQLite would, or refuse it."""
    kind, name, table, page, sql = line
    plain = all(isinstance(part, str) and "\x00" not in part for part in (kind, name, table))
    if not plain or not isinstance(page, int) or page < 0:
        raise _refusal(shown, "its schema was not written by SQLite")
    name = str(name)
    if sql is None and kind == "index" and page > 0:
        return _Entry(name, "index", page)  # made for a column that is unique
    text = sql if isinstance(sql, str) else ""
    made = next((made for begins, made in _BEGINS.items() if text.startswith(begins)), "")
    if not made or "\x00" in text or kind != _TYPES.get(made, made):
        raise _refusal(shown, f"the line of its schema for {name!r} was not written by SQLite")
    if (page == 0) != (made in {"virtual", "view", "trigger"}):
        raise _refusal(shown, f"its schema says that {name!r} is what it is not")
    if made == "virtual":
        found = _TAME.match(text)
        if found is None or _fold(_unquoted(found[1])) != _fold(name):
            raise _refusal(
                shown, f"its table {name!r} is a virtual one, which could read other files"
            )
    return _Entry(name, made, page)


def _require_same_kinds(base: sqlite3.Connection, tables: list[_Entry], shown: str) -> None:
    """Compare with what SQLite itself took the tables for, where it can be asked."""
    if sqlite3.sqlite_version_info < (3, 37):
        return
    listed = base.execute("PRAGMA main.table_list").fetchall()
    found = {_fold(str(line[1])): str(line[2]).replace("shadow", "table") for line in listed}
    for entry in tables:
        if found.get(_fold(entry.name), entry.kind) != entry.kind:
            raise _refusal(shown, f"its schema says that {entry.name!r} is what it is not")


def find_layers(base: sqlite3.Connection, shown: str) -> list[Layer]:
    """
    List the layers that the file says it has, all of them plain tables.

    The styles and projects that QGIS keeps in a file are no layers.

    Raises
    ------
    FileError
        If a layer is a view, a virtual table or no table at all, or has
        columns that are worked out when they are read.
    """
    kinds = {
        _fold(name): ("virtual" if page == 0 and kind == "table" else kind)
        for kind, name, page in base.execute(
            "SELECT type, name, rootpage FROM sqlite_master WHERE type IN ('table', 'view')"
        )
    }
    layers = []
    for name, kind in base.execute("SELECT table_name, data_type FROM gpkg_contents"):
        if not isinstance(name, str) or not isinstance(kind, str):
            raise _refusal(shown, "its list of contents is damaged")
        if kinds.get(_fold(name), "table") != "table":
            raise _refusal(
                shown,
                f"its layer {name!r} is a view, which runs when it is read"
                if kinds[_fold(name)] == "view"
                else f"its layer {name!r} is a virtual table, which could read other files",
            )
        if kind.lower() not in _KINDS_OF_LAYER or _fold(name) in _NO_LAYERS:
            continue
        if _fold(name) not in kinds:
            raise FileError(
                f"{shown} lists a layer {name!r} among its contents and has no such table. "
                "Export the layer again as GeoPackage."
            )
        layers.append(Layer(name, _count_columns(base, name, shown)))
    return layers


def _count_columns(base: sqlite3.Connection, table: str, shown: str) -> int:
    """Count the columns of a table, none of which may be worked out."""
    columns = base.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", [table]).fetchall()
    for name, hidden in columns:
        if hidden in _GENERATED:
            raise _refusal(
                shown,
                f"column {name!r} of its layer {table!r} is worked out when it is read",
            )
    return len(columns)


def _refusal(shown: str, why: str) -> FileError:
    return FileError(
        f"{shown}: {why}; the file is refused as unsafe. Export the layer itself as a new "
        "GeoPackage, or as GeoJSON."
    )


def _fold(name: str) -> str:
    """Fold a name as SQLite compares it: the letters A to Z alone."""
    return re.sub("[A-Z]+", lambda found: found[0].lower(), name)


def _unquoted(word: str) -> str:
    """Take the quotation marks of SQL off a name."""
    mark = word[0]
    if mark == "[":
        return word[1:-1]
    return word[1:-1].replace(mark * 2, mark) if mark in "\"'`" else word
