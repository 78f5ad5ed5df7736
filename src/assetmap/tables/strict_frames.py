"""What frames by hand may hold that is none of ours, and would be dropped or misread in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.errors import Problem, TableError
from assetmap.tables.columns import TableSpec

__all__ = ["say_in_all", "saying_what_is_misread"]

_READ = "or read the frame with assetmap.read(frame)"
_POINTS = (
    ({"lon", "long", "lng", "longitude"}, {"lat", "latitude"}),
    ({"easting", "eastings"}, {"northing", "northings"}),
    ({"x"}, {"y"}),
)
_SHAPES = {"geom", "wkt", "wkb", "geojson", "the geom"}
_SEVERAL = re.compile(r"[,;|\n]|^\s*\[")
"""What stands between words, or before a list of them."""


def say_in_all(problems: list[Problem]) -> TableError:
    """Make the error of tables that cannot make a map, with every problem."""
    count = f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
    return TableError(f"These tables cannot make a map: {count}.", problems)


@contextmanager
def saying_what_is_misread(
    frames: Mapping[str, object], specs: Mapping[str, TableSpec]
) -> Iterator[None]:
    """
    Refuse frames that would be misread, together with all else that is wrong with them.

    Parameters
    ----------
    frames
        What was given, by the name of its table.
    specs
        The tables that there are, by name.

    Raises
    ------
    TableError
        With what would be misread first.
    """
    misread = [
        problem
        for name, frame in frames.items()
        if isinstance(frame, pd.DataFrame) and name in specs and len(frame)
        and frame.columns.is_unique
        for problem in _find_misread(frame, specs[name])
    ]  # fmt: skip
    try:
        yield
    except TableError as error:
        if not misread:
            raise
        raise say_in_all([*misread, *error.problems]) from None
    if misread:
        raise say_in_all(misread)


def _find_misread(frame: pd.DataFrame, spec: TableSpec) -> Iterator[Problem]:
    """List columns of one frame that mean something which would not be read."""
    heads = {_fold(label): label for label in frame.columns}
    if spec.is_spatial and not _has_shapes(frame):
        yield from _find_coordinates(frame, spec, heads)
    yield from _find_ids(frame, spec, heads)
    for column in spec.columns:
        if column.holds == "words" and column.name in frame.columns:
            yield from _find_several(frame, spec, column.name)


def _fold(label: object) -> str:
    return " ".join(str(label).casefold().replace("_", " ").replace("-", " ").split())


def _has_shapes(frame: pd.DataFrame) -> bool:
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        return bool((~shapely.is_missing(np.asarray(frame.geometry.array, dtype=object))).any())
    return "geometry" in frame.columns and bool(frame["geometry"].notna().any())


def _find_coordinates(
    frame: pd.DataFrame, spec: TableSpec, heads: Mapping[str, Any]
) -> Iterator[Problem]:
    """Find where rows are, written otherwise than as a geometry."""
    found: list[tuple[Any, ...]] = [
        (heads[min(one & heads.keys())], heads[min(other & heads.keys())])
        for one, other in _POINTS
        if one & heads.keys() and other & heads.keys()
    ]
    found += [(heads[head],) for head in sorted(_SHAPES & heads.keys())]
    for labels in found:
        if frame[[*labels]].notna().all(axis=1).any():
            shown = " and ".join(repr(str(label)) for label in labels)
            yield Problem(
                spec.name,
                "coordinates_not_read",
                f"{shown} would not be read: where a row is stands in its geometry.",
                f"Make a GeoDataFrame in metres of it, {_READ}, which locates rows.",
            )


def _find_ids(frame: pd.DataFrame, spec: TableSpec, heads: Mapping[str, Any]) -> Iterator[Problem]:
    """Find a column of ids beside an index that pandas made by itself."""
    index = frame.index
    is_made = isinstance(index, pd.RangeIndex) and index.name is None
    if not is_made or spec.index in frame.columns:
        return
    for head in ("id", _fold(spec.index)):
        if head in heads:
            yield Problem(
                spec.name,
                "id_not_read",
                f"{str(heads[head])!r} would not be read: rows are identified by "
                f"{spec.index!r}, or by the index.",
                f"Call it {spec.index!r}, {_READ}.",
            )
            return


def _find_several(frame: pd.DataFrame, spec: TableSpec, name: str) -> Iterator[Problem]:
    """Find one text that looks like several words, which would be one word."""
    cells = frame[name].to_numpy(dtype=object)
    texts = {cell for cell in cells if isinstance(cell, str)}
    several = {text for text in texts if _SEVERAL.search(text.strip())}
    if not several:
        return
    is_several = np.fromiter((isinstance(cell, str) and cell in several for cell in cells),
                             bool, len(cells))  # fmt: skip
    ids = frame[spec.index] if spec.index in frame.columns else frame.index
    for row_id, text in zip(np.asarray(ids)[is_several], cells[is_several], strict=True):
        yield Problem(
            f"{spec.name}[{str(row_id)!r}].{name}",
            "several_words",
            f"{text!r} is one text, and looks like several words.",
            f"Give a list of words, of one word if it is one, {_READ}, which splits lists and "
            "says where it cannot tell.",
        )
