"""How a map lies in its file: the tables of every GeoPackage, and those of ours."""

from __future__ import annotations

from assetmap.tables import SPECS

__all__ = [
    "APPLICATION_ID",
    "CORE",
    "OF_A_MAP",
    "REPORT",
    "ROW",
    "SCHEMA_VERSION",
    "TABLES_OF_A_MAP",
    "USER_VERSION",
    "quote",
]

SCHEMA_VERSION = 1
"""Counted up whenever files that were written before need a migration to be read."""
APPLICATION_ID = int.from_bytes(b"GPKG", "big")
USER_VERSION = 10_300
ROW = "fid"
"""The column that keeps the order of rows, as QGIS and GDAL call it."""
TABLES_OF_A_MAP = tuple(list(SPECS)[:7])
REPORT = ("files", "problems", "edits")

_EARTH = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)
CORE = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY "
    "NOT NULL, organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, "
    "definition TEXT NOT NULL, description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, "
    "identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL, "
    "min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER)",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL PRIMARY KEY, column_name TEXT "
    "NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, "
    "m TINYINT NOT NULL)",
    "INSERT INTO gpkg_spatial_ref_sys VALUES "  # noqa: S608 - of constants alone
    "('Undefined cartesian', -1, 'NONE', -1, 'undefined', NULL), "
    "('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL), "
    f"('WGS 84', 4326, 'EPSG', 4326, '{_EARTH}', NULL)",
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, f_table_catalog TEXT, f_table_schema "
    "TEXT, f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD "
    "TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME)",
)
OF_A_MAP = (
    "CREATE TABLE assetmap_map (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)",
    "CREATE TABLE assetmap_columns (table_name TEXT NOT NULL, position INTEGER NOT NULL, "
    "column_name TEXT NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL, "
    "PRIMARY KEY (table_name, position))",
)


def quote(name: str) -> str:
    """Write the name of a table or a column as SQL asks for."""
    return '"' + name.replace('"', '""') + '"'
