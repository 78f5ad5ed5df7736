"""Rows whose cells hold several points: stops, corners of an outline, a way that was walked."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import numpy as np
import pyproj
import shapely

from assetmap.gather.ledger import Shown
from assetmap.gather.locating import location_reasons
from assetmap.gather.locating.coordinate_columns import show_pair
from assetmap.gather.locating.coordinates import (
    read_angle,
    read_metre,
    split_list,
    split_pair,
)
from assetmap.gather.locating.extent import Extent
from assetmap.gather.locating.outlines import bring_to_map
from assetmap.gather.locating.shape_text import join_points
from assetmap.gather.locating.ways import LON_LAT
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import Country
from assetmap.typing import Flags

__all__ = ["locate_several"]

_APART = re.compile(r"\s*[;|\n]\s*")
_PLAIN = frozenset("0123456789.-+ ")
_LARGEST_ANGLE = 1000
_MOST_LETTERS = 1_000_000
_FEWEST = 2
_NUMBERS_OF_A_WAY = 3
"""Survey tools write the height of each point, and how exact it is, beside it."""


def locate_several(
    mapped: MappedTable, crs: pyproj.CRS, extent: Extent, stated: str | None, is_open: Flags
) -> tuple[Cells, Flags]:
    """
    Read rows whose coordinates are lists of points into the reference system of the map.

    Parameters
    ----------
    mapped
        The table; its ledger receives what is noticed.
    crs, extent
        The reference system of the map, and where the map is.
    stated
        What the project says that eastings and northings are in.
    is_open
        Rows that have no shape yet.

    Returns
    -------
    shapes, is_read
        On the map, None where a row is no list or was rejected; and which rows
        are lists, of which nothing else has to be read.
    """
    metres = stated or extent.country.crs
    ways = (
        ("coordinates", *_read_pairs(mapped.cells("coordinates"), is_open, extent.country)),
        ("lon", *_read_lists(mapped, ("lon", "lat"), read_angle, is_open)),
        ("easting", *_read_lists(mapped, ("easting", "northing"), read_metre, is_open)),
    )
    found, is_read = no_cells(len(mapped.raw)), np.zeros(len(mapped.raw), dtype=bool)
    for column, shapes, is_metric in ways:
        is_new = ~shapely.is_missing(shapes) & ~is_read
        if not is_new.any():
            continue
        shapes[~is_new] = None
        shown = _show(mapped, column)
        sources = np.where(is_metric, metres, LON_LAT).astype(object)
        moved = bring_to_map(
            shapes, sources, crs, extent, mapped.ledger, column=column, value=shown
        )
        found[is_new] = moved[is_new]
        is_read |= is_new
        is_many = is_new & (shapely.get_num_geometries(moved) > 1)
        mapped.ledger.note(is_many, location_reasons.SEVERAL_POINTS, column=column, value=shown)
    return found, is_read


def _show(mapped: MappedTable, column: str) -> Shown:
    """Show what stands in the cells, both of them where there are two."""
    other = {"lon": "lat", "easting": "northing"}.get(column)
    cells = mapped.cells(column)
    return cells if other is None else partial(show_pair, cells, mapped.cells(other))


def _read_lists(
    mapped: MappedTable, names: tuple[str, str], read: Callable[[str], float], is_open: Flags
) -> tuple[Cells, Flags]:
    """Read rows in which each of two columns holds as many coordinates as the other."""
    first, second = mapped.cells(names[0]), mapped.cells(names[1])
    shapes = no_cells(len(first))
    is_both = is_open & is_written(first) & is_written(second)
    odd = [at for at in np.flatnonzero(is_both) if not _PLAIN.issuperset(first[at])]
    for at in odd:
        if not np.isnan(read(first[at])):
            continue
        x, y = split_list(first[at], read), split_list(second[at], read)
        if x is not None and y is not None and len(x) == len(y):
            shapes[at] = join_points(x, y, is_walked=False)
    return shapes, np.full(len(first), names[0] == "easting")


def _read_pairs(cells: Cells, is_open: Flags, country: Country) -> tuple[Cells, Flags]:
    """Read cells that hold several pairs, as a survey tool writes an outline."""
    shapes, is_metric = no_cells(len(cells)), np.zeros(len(cells), dtype=bool)
    for at in np.flatnonzero(is_open & is_written(cells)):
        cell = cells[at]
        if len(cell) > _MOST_LETTERS or not _APART.search(cell) or split_pair(cell, country):
            continue
        parts = [part for part in _APART.split(cell.strip()) if part]
        pairs = [split_pair(part, country) for part in parts]
        if len(pairs) < _FEWEST or not all(pairs):
            continue
        y, x = ([_read_half(pair[half]) for pair in pairs if pair] for half in (0, 1))
        if np.isfinite(x).all() and np.isfinite(y).all():
            is_metric[at] = min(*map(abs, x), *map(abs, y)) > _LARGEST_ANGLE
            is_walked = all(len(part.split()) >= _NUMBERS_OF_A_WAY for part in parts)
            shapes[at] = join_points(x, y, is_walked=is_walked)
    return shapes, is_metric


def _read_half(text: str) -> float:
    """Read one half of a pair, in degrees or metres."""
    angle = read_angle(text)
    return read_metre(text) if np.isnan(angle) else angle
