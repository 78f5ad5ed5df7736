"""Files that carry geometry: GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.errors import FileError, MissingExtraError
from assetmap.gather.files.damage import damage_of
from assetmap.gather.files.geopackage import open_geopackage
from assetmap.gather.files.guard import GDAL_EXTENSIONS, PARQUET_EXTENSIONS, extension_of
from assetmap.gather.files.headers import require_honest_header
from assetmap.gather.files.limits import LARGEST_JSON
from assetmap.gather.files.overlong import cut_cells
from assetmap.gather.files.parquet import require_modest_parquet
from assetmap.gather.files.raw import Columns, RawTable, name_columns
from assetmap.gather.files.workbooks import cell_to_text
from assetmap.gather.text.tidy import Cells, no_cells, tidy_cells
from assetmap.typing import Flags

__all__ = ["read_layer"]

_DRIVERS = frozenset({"GPKG", "ESRI Shapefile", "FlatGeobuf"})
_LON_LAT = "OGC:CRS84"


def read_layer(path: Path, layer: str | None) -> RawTable:
    """
    Read one layer of features as rows of text with a shape each.

    Features are numbered from 1, without a header row.

    Raises
    ------
    FileError
        If the file cannot be read, or has several layers and none was named.
    MissingExtraError
        For GeoParquet, where pyarrow is not installed.
    """
    extension = extension_of(path)
    if extension in GDAL_EXTENSIONS:
        return _read_with_gdal(path, layer)
    if extension in PARQUET_EXTENSIONS:
        return _read_parquet(path)
    return _read_geojson(path)


def _read_geojson(path: Path) -> RawTable:
    if path.stat().st_size > LARGEST_JSON:
        raise FileError(
            f"{path} is larger than {LARGEST_JSON:,} bytes, the most that is read as JSON. "
            "Export it as GeoPackage or FlatGeobuf."
        )
    with damage_of(path.name):
        return _lay_out_geojson(path)


def _lay_out_geojson(path: Path) -> RawTable:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileError(f"{path} is not valid JSON: {error}. Export it again.") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not all(isinstance(item, dict) for item in features):
        raise FileError(
            f"{path} is JSON, but not a GeoJSON FeatureCollection. "
            "Export a layer of features as GeoJSON."
        )
    shapes = no_cells(len(features))
    texts = [json.dumps(item.get("geometry")) for item in features]
    has_shape = np.array([text.startswith("{") for text in texts], dtype=bool)
    given = np.array(texts, dtype=object)[has_shape]
    shapes[has_shape] = shapely.from_geojson(given, on_invalid="ignore")
    is_given = np.array([text != "null" for text in texts], dtype=bool)
    properties = [item.get("properties") for item in features]
    records = [item if isinstance(item, dict) else {} for item in properties]
    keys = list(dict.fromkeys(key for record in records for key in record))
    names = name_columns(tidy_cells(keys).tolist())
    columns = {
        name: [record.get(key) for record in records] for name, key in zip(names, keys, strict=True)
    }
    crs = _geojson_crs(content)
    return _to_raw(path, None, columns, shapes, crs, is_given & shapely.is_missing(shapes))


def _geojson_crs(content: dict[str, Any]) -> str:
    """Give longitude and latitude, or what an old-style ``crs`` member says."""
    member = content.get("crs")
    if isinstance(member, dict) and isinstance(member.get("properties"), dict):
        name = member["properties"].get("name")
        if isinstance(name, str):
            return name
    return _LON_LAT


def _read_with_gdal(path: Path, layer: str | None) -> RawTable:
    if extension_of(path) == ".gpkg":
        return _read_geopackage(path, layer)
    import pyogrio

    resolved = path.resolve()
    with damage_of(path.name) as remarks:
        require_honest_header(path)
        names = [str(name) for name in pyogrio.list_layers(resolved)[:, 0]]
        table = _from_frame(path, layer, _read_trusted(path, resolved, _choose(path, layer, names)))
    return replace(table, remarks=tuple(remarks))


def _read_geopackage(path: Path, layer: str | None) -> RawTable:
    """Read a layer of a GeoPackage that was looked through first."""
    with damage_of(path.name) as remarks, open_geopackage(path, layer) as package:
        name = _choose(path, layer, [item.name for item in package.layers])
        # Only what the file itself lists is looked at: no other table, and no view.
        frame = _read_trusted(path, package.path, name, LIST_ALL_TABLES="NO")
        if len(frame) != package.rows[name]:
            raise FileError(f"{path} is damaged: some of its rows cannot be read. Export it again.")
        table = _from_frame(path, layer, frame)
        said = package.remarks
    return replace(table, remarks=(*said, *remarks))


def _choose(path: Path, layer: str | None, names: list[str]) -> str:
    """Choose the layer that was named, else the only one."""
    if not names:
        raise FileError(f"{path} has no layer of rows. Export a layer again.")
    if layer is None and len(names) > 1:
        raise FileError(f"{path} has several layers; name one: {', '.join(names)}.")
    if layer is not None and layer not in names:
        raise FileError(f"{path} has no layer {layer!r}. Its layers are: {', '.join(names)}.")
    return names[0] if layer is None else layer


def _read_trusted(path: Path, real: Path, layer: str, **options: str) -> pd.DataFrame:
    """Read a layer with GDAL, by one of the drivers that are trusted."""
    import pyogrio

    driver = pyogrio.read_info(real, layer=layer, **options)["driver"]
    if driver not in _DRIVERS:
        raise FileError(
            f"{path} would be read by {driver}, which is not trusted. "
            "Export it as GeoPackage or GeoJSON."
        )
    frame: pd.DataFrame = pyogrio.read_dataframe(real, layer=layer, **options)
    return frame


def _read_parquet(path: Path) -> RawTable:
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError.from_extra("pyarrow", "parquet", f"Reading {path}")
    with damage_of(path.name) as remarks:
        require_modest_parquet(path)
        table = _from_frame(path, None, gpd.read_parquet(path))
    return replace(table, remarks=tuple(remarks))


def _from_frame(path: Path, layer: str | None, frame: pd.DataFrame) -> RawTable:
    crs = None
    shapes = no_cells(len(frame))
    if isinstance(frame, gpd.GeoDataFrame):
        crs = None if frame.crs is None else frame.crs.to_string()
        shapes = frame.geometry.to_numpy().copy()
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    names = name_columns(tidy_cells([str(name) for name in frame.columns]).tolist())
    columns = {name: frame.iloc[:, at].tolist() for at, name in enumerate(names)}
    return _to_raw(path, layer, columns, shapes, crs)


def _to_raw(
    path: Path,
    layer: str | None,
    columns: dict[str, list[Any]],
    shapes: Cells,
    crs: str | None,
    is_unread: Flags | None = None,
) -> RawTable:
    size = len(shapes)
    no_row = np.zeros(size, dtype=bool)
    texts = {name: [_to_text(value) for value in cells] for name, cells in columns.items()}
    overlong = cut_cells(texts)
    return RawTable(
        file=path.name,
        sheet=layer,
        columns=Columns(texts),
        rows=np.arange(1, size + 1, dtype=np.int64),
        is_blank=no_row,
        is_total=no_row,
        is_repeat=no_row,
        is_ragged=no_row,
        shapes=shapes,
        crs=crs,
        is_misdrawn=no_row if is_unread is None else is_unread,
        overlong=overlong,
    )


def _to_text(value: Any) -> str | None:
    """Write an attribute as text; lists as lines, so that they can be split again."""
    if type(value) is str:
        return value
    if isinstance(value, list | tuple | np.ndarray):
        return "\n".join(text for item in value if (text := _to_text(item)) is not None)
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return None if value is None or pd.isna(value) else cell_to_text(value)
