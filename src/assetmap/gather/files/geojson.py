"""GeoJSON as columns and shapes, and the names of other JSON that is not read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from assetmap.errors import FileError
from assetmap.gather.files.disguise import name_content
from assetmap.gather.files.heads import name_columns
from assetmap.gather.files.letters import decode
from assetmap.gather.files.limits import LARGEST_JSON, damage_of
from assetmap.gather.tidy import Cells, no_cells, tidy_cells
from assetmap.typing import Flags

__all__ = ["Features", "read_features"]

_LON_LAT = "OGC:CRS84"
_SHAPES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon",
                     "MultiPolygon", "GeometryCollection"})  # fmt: skip


@dataclass(frozen=True, eq=False)
class Features:
    """Features of a file: their properties by name, their shapes, and what those are in."""

    columns: dict[str, list[Any]]
    shapes: Cells
    crs: str
    is_unread: Flags
    """Which shapes were given and could not be read."""
    ids: list[Any] | None
    """Ids that stand beside the properties, if any feature has one."""
    remarks: tuple[str, ...]


_HEAD = 4_000
"""Letters of a file by which it is known what it is, if it is no JSON."""


def read_features(path: Path) -> Features:
    """
    Read a GeoJSON file.

    Raises
    ------
    FileError
        If it is too large, is no JSON, or is JSON of another kind.
    """
    if path.stat().st_size > LARGEST_JSON:
        raise FileError(
            f"{path} is larger than {LARGEST_JSON:,} bytes, the most that is read as JSON. "
            "Export it as GeoPackage or FlatGeobuf."
        )
    with damage_of(path.name):
        return _lay_out(path)


def _lay_out(path: Path) -> Features:
    text, remarks = decode(path.read_bytes())
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        if says := _name_lines(text.replace("\x1e", "")):
            raise FileError(f"{path} {says}") from error
        if named := name_content(text[:_HEAD].encode(errors="replace"), path):
            raise FileError(f"{path} holds {named}.") from error
        raise FileError(f"{path} is not valid JSON: {error}. Export it again.") from error
    features = _find_features(content)
    if features is None:
        raise FileError(f"{path} {_name_json(content)}")
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
    ids = [item.get("id") for item in features]
    return Features(
        columns={
            name: [record.get(key) for record in records]
            for name, key in zip(names, keys, strict=True)
        },
        shapes=shapes,
        crs=_read_crs(content),
        is_unread=is_given & shapely.is_missing(shapes),
        ids=None if all(each is None for each in ids) else ids,
        remarks=tuple(remarks),
    )


def _find_features(content: Any) -> list[dict[str, Any]] | None:
    """Give the features of a collection, or the only one; None for JSON of another kind."""
    if not isinstance(content, dict) or _is_esri(content):
        return None
    if content.get("type") == "Feature":
        return [content]
    features = content.get("features")
    if isinstance(features, list) and all(isinstance(item, dict) for item in features):
        return features
    return None


def _is_esri(content: Mapping[str, Any]) -> bool:
    features = content.get("features")
    first = features[0] if isinstance(features, list) and features else None
    is_feature = isinstance(first, dict) and "attributes" in first and "properties" not in first
    return is_feature or str(content.get("geometryType", "")).startswith("esriGeometry")


def _read_crs(content: Mapping[str, Any]) -> str:
    """Give longitude and latitude, or what an old-style ``crs`` member says."""
    member = content.get("crs")
    if isinstance(member, dict) and isinstance(member.get("properties"), dict):
        name = member["properties"].get("name")
        if isinstance(name, str):
            return name
        code = member["properties"].get("code")
        if member.get("type") == "EPSG" and isinstance(code, int | str):
            return f"EPSG:{code}"
    return _LON_LAT


def _name_json(content: Any) -> str:
    """Say what JSON it is, and how to get GeoJSON or a table instead."""
    if isinstance(content, list):
        return (
            "is a list of JSON records, not GeoJSON. Download the same as CSV, or convert it "
            "to a table, and name that file."
        )
    if not isinstance(content, dict):
        return "is JSON, but not a GeoJSON FeatureCollection. Export a layer as GeoJSON."
    kind = str(content.get("type", ""))
    if kind in _SHAPES:
        return (
            "is one GeoJSON shape without any name. Export the layer as a FeatureCollection, "
            "with its properties."
        )
    if kind == "umap" or ("layers" in content and "features" not in content and kind != "Topology"):
        return (
            "is a whole map of uMap, or a like program, not one layer. In uMap choose Share, "
            "then Download, then GeoJSON."
        )
    if kind == "Topology":
        return "is TopoJSON. Open it at mapshaper.org, and export it as GeoJSON."
    if _is_esri(content):
        return (
            "is Esri JSON, not GeoJSON. Ask the server for f=geojson instead of f=json, or "
            "download the layer as GeoJSON, CSV or GeoPackage."
        )
    return _name_answer(content)


def _name_answer(content: Mapping[str, Any]) -> str:
    """Say which program's answer it may be."""
    if isinstance(content.get("elements"), list):
        return (
            "is an answer of Overpass (OpenStreetMap), not GeoJSON. Export it as GeoJSON: in "
            "Overpass Turbo choose Export, then GeoJSON."
        )
    if "error" in content or "errors" in content or "message" in content:
        return "is the message of a server that gave no data. Download the file again."
    page = next((content[key] for key in ("content", "contents", "results", "records", "items",
                                          "value", "data", "services", "organizations")
                 if isinstance(content.get(key), list)), None)  # fmt: skip
    words = {str(key) for item in [content, *(page or [])[:5]] if isinstance(item, dict)
             for key in item}  # fmt: skip
    if words & {"service_at_locations", "organization", "service_taxonomys", "regular_schedules",
                "services", "eligibilitys", "cost_options", "schedules"}:  # fmt: skip
        return (
            "is an answer of an Open Referral directory (HSDS), one page of it perhaps, not "
            "GeoJSON. Ask for its tables as CSV, or convert the services to a table with their "
            "latitude and longitude."
        )
    if page is not None:
        return (
            "is an answer of a server, one page of it perhaps, not GeoJSON. Ask the server for "
            "GeoJSON or CSV."
        )
    return "is JSON, but not a GeoJSON FeatureCollection. Export a layer of features as GeoJSON."


def _name_lines(text: str) -> str:
    """Say that each line is a feature of its own, if so."""
    lines = [line.strip("\x1e \r") for line in text[:100_000].splitlines()[:3]]
    try:
        first = [json.loads(line) for line in lines[:2] if line]
    except (ValueError, RecursionError):
        return ""
    if len(first) < 2 or not all(isinstance(item, dict) for item in first):
        return ""
    return (
        "has a record of JSON on each line (GeoJSON Sequence, JSON Lines), not one GeoJSON "
        "FeatureCollection. Export the layer as GeoJSON."
    )
