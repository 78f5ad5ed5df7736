"""A village of two wards in one district, and a way to read any files about it.

Mill End (``w1``) is the square from 450000 to 455000 east and 300000 to
305000 north; Nether End (``w2``) is the next one to the east. Both are part
of Both Ends (``d1``). Numbers are metres of the British National Grid.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely

from assetmap.gather import read
from assetmap.tables import AssetMap

PROJECT = """
[map]
title = "Two ends"
as_of = 2026-11-01

[[places]]
file = "wards.geojson"
id = "code"
name = "name"
level = "ward"
parent = "parent"

[[places]]
file = "district.geojson"
id = "code"
name = "name"
level = "district"
"""


def _layer(*features: tuple[dict[str, Any], shapely.Geometry | None]) -> str:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": "EPSG:27700"}},
            "features": [
                {
                    "type": "Feature",
                    "properties": properties,
                    "geometry": None if shape is None else shapely.geometry.mapping(shape),
                }
                for properties, shape in features
            ],
        }
    )


@pytest.fixture(scope="session")
def layer() -> Callable[..., str]:
    """Write features (properties, shape) as GeoJSON in National Grid metres."""
    return _layer


@pytest.fixture
def village(tmp_path: Path) -> Path:
    """A folder with the boundaries of the village."""
    wards = _layer(
        (
            {"code": "w1", "name": "Mill End", "parent": "d1"},
            shapely.box(450_000, 300_000, 455_000, 305_000),
        ),
        (
            {"code": "w2", "name": "Nether End", "parent": "d1"},
            shapely.box(455_000, 300_000, 460_000, 305_000),
        ),
    )
    district = _layer(
        ({"code": "d1", "name": "Both Ends"}, shapely.box(450_000, 300_000, 460_000, 305_000))
    )
    (tmp_path / "wards.geojson").write_text(wards, encoding="utf-8")
    (tmp_path / "district.geojson").write_text(district, encoding="utf-8")
    return tmp_path


@pytest.fixture
def gather(village: Path) -> Callable[..., AssetMap]:
    """Read files about the village: ``gather({name: content}, "[[assets]] ...")``.

    Without a project text, ``assets.csv`` is read with headers known by name.
    """

    def follow(files: dict[str, str | bytes], project: str | None = None) -> AssetMap:
        for name, content in files.items():
            (village / name).write_bytes(content.encode() if isinstance(content, str) else content)
        sections = '[[assets]]\nfile = "assets.csv"\n' if project is None else project
        (village / "village.toml").write_text(PROJECT + sections, encoding="utf-8")
        return read(village / "village.toml")

    return follow


@pytest.fixture
def rejections() -> Callable[[AssetMap], list[tuple[Any, ...]]]:
    """List row, column, value and code of every rejected cell."""

    def list_them(m: AssetMap) -> list[tuple[Any, ...]]:
        problems = m.report.problems
        rejected = problems[problems["outcome"] == "rejected"]
        return list(rejected[["row", "column", "value", "code"]].itertuples(index=False, name=None))

    return list_them


@pytest.fixture
def notes() -> Callable[[AssetMap], list[tuple[Any, ...]]]:
    """List row and code of everything that was noted of a row."""

    def list_them(m: AssetMap) -> list[tuple[Any, ...]]:
        problems = m.report.problems
        noted = problems[(problems["outcome"] == "note") & problems["row"].notna()]
        return list(noted[["row", "code"]].itertuples(index=False, name=None))

    return list_them
