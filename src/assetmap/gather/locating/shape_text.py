"""Text into shapes: WKT, EWKT, hexadecimal WKB, GeoJSON, and lists of points."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import shapely

from assetmap.gather.tidy import Cells, no_cells
from assetmap.tables import from_geometry_text
from assetmap.typing import Flags

__all__ = ["is_made", "join_points", "read_shape_text"]

_EWKT = re.compile(r"\s*SRID\s*=\s*(\d{1,6})\s*;\s*", re.IGNORECASE)
_HEX = re.compile(r"(?:\\x|0x)?(0[01](?:[0-9A-Fa-f]{2}){8,})")
_FEWEST_CORNERS = 4


def read_shape_text(cells: Cells) -> tuple[Cells, Cells]:
    """
    Read shapes as databases and other programs write them.

    Parameters
    ----------
    cells
        Text: WKT, EWKT (``SRID=4326;POINT (-1.1 52.6)``), hexadecimal WKB as
        PostGIS gives it, or GeoJSON.

    Returns
    -------
    shapes, sources
        None where nothing could be read; and the reference system that the
        text itself names, None where it names none.

    Examples
    --------
    >>> shapes, sources = read_shape_text(np.array(["SRID=4326;POINT (1 2)", "here"], object))
    >>> shapes.tolist(), sources.tolist()
    ([<POINT (1 2)>, None], ['EPSG:4326', None])
    """
    texts, sources = cells.copy(), no_cells(len(cells))
    first = np.array([cell.lstrip()[:1] for cell in cells], dtype=object)
    for at in np.flatnonzero((first == "S") | (first == "s")):
        if found := _EWKT.match(cells[at]):
            texts[at] = cells[at][found.end() :]
            sources[at] = _name_source(int(found[1]))
    is_hex = np.zeros(len(cells), dtype=bool)
    for at in np.flatnonzero((first == "0") | (first == "\\")):
        if found := _HEX.fullmatch(cells[at].strip()):
            texts[at], is_hex[at] = found[1], True
    shapes = no_cells(len(cells))
    shapes[~is_hex] = from_geometry_text(pd.Series(texts[~is_hex], dtype=object))
    shapes[is_hex] = shapely.from_wkb(texts[is_hex], on_invalid="ignore")
    for at in np.flatnonzero(is_hex & ~shapely.is_missing(shapes)):
        sources[at] = sources[at] or _name_source(int(shapely.get_srid(shapes[at])))
    return shapes, sources


def _name_source(srid: int) -> str | None:
    return f"EPSG:{srid}" if srid else None


def join_points(x: list[float], y: list[float], *, is_walked: bool) -> shapely.Geometry:
    """
    Make one shape of several points of a row.

    A list that ends where it began is the outline of an area, one that a
    survey tool recorded on the way (``is_walked``) is a line, and any other
    is so many points; equal ones are one.

    Examples
    --------
    >>> join_points([1, 1], [2, 2], is_walked=False), join_points([1, 3], [2, 4], is_walked=False)
    (<POINT (1 2)>, <MULTIPOINT ((1 2), (3 4))>)
    >>> join_points([0, 1, 1, 0], [0, 0, 1, 0], is_walked=True)
    <POLYGON ((0 0, 1 0, 1 1, 0 0))>
    """
    points = list(zip(x, y, strict=True))
    different = list(dict.fromkeys(points))
    if len(different) == 1:
        return shapely.Point(different[0])
    if points[0] == points[-1] and len(points) >= _FEWEST_CORNERS:
        return shapely.Polygon(points)
    return shapely.LineString(points) if is_walked else shapely.MultiPoint(different)


def is_made(shapes: Cells) -> Flags:
    """Tell rows that have a shape with a point in it."""
    return np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)), dtype=bool)
