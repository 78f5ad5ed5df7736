"""One layer of boundaries, of a file or a frame, as a section of a project."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.errors import FileError, Problem, ProjectError
from assetmap.gather.areas import find_place_columns
from assetmap.gather.files import RawTable, read_frame, read_raw_tables, require_this_computer
from assetmap.gather.inputs import ASSET_INPUTS
from assetmap.gather.locating import read_shape_text
from assetmap.gather.tidy import is_written, no_cells, normalise_header
from assetmap.model import PlacesSection

__all__ = ["gather_boundaries"]

_SHOWN_AS = "frame 'places'"


def gather_boundaries(
    places: str | Path | pd.DataFrame | gpd.GeoDataFrame | None,
    layer: str | None,
    *,
    allow_outside: bool,
) -> tuple[list[PlacesSection], dict[str, RawTable]]:
    """
    Make the section of a layer of boundaries.

    Returns
    -------
    sections, frames
        None or one; and its table by the name that stands for a file, where it is none.
    """
    if places is None:
        return [], {}
    if isinstance(places, pd.DataFrame):
        table = _draw(read_frame(places, shown_as=_SHOWN_AS))
        return [_to_section(table, table.file, layer)], {table.file: table}
    if not allow_outside:
        require_this_computer(places)
    path = Path(places)
    tables = read_raw_tables(path, shown_as=path.name, layer=layer, allow_outside=allow_outside)
    if not tables:
        raise FileError(f"{path.name} holds no rows on any sheet. Name a layer of boundaries.")
    return [_to_section(tables[0], str(path.resolve()), layer)], {}


def _draw(table: RawTable) -> RawTable:
    """Read boundaries that are written as text, as a query without geopandas gives them."""
    found = (table.find(head) for head in ASSET_INPUTS["geometry"])
    head = next((name for name in found if name), None)
    if table.shapes is not None or head is None:
        return table
    cells = table.columns[head]
    is_given = is_written(cells)
    shapes = no_cells(len(table))
    shapes[is_given], sources = read_shape_text(cells[is_given])
    stated = [source for source in sources if source is not None]
    is_misdrawn = is_given & np.array([shape is None for shape in shapes], dtype=bool)
    return replace(table, shapes=shapes, crs=stated[0] if stated else None, is_misdrawn=is_misdrawn)


def _to_section(table: RawTable, file: str, layer: str | None) -> PlacesSection:
    """Find which columns of a layer of boundaries hold the id and the name."""
    heads = {normalise_header(name): name for name in table.columns}
    columns = find_place_columns(table)
    if columns is None:
        raise ProjectError(
            f"{table.file} does not say which of its columns are the id and the name of a place.",
            [
                Problem(
                    table.file,
                    "unclear_places",
                    f"its columns are: {', '.join(table.columns)}. An id has another value in "
                    "every row.",
                    "Write a project file and name them under [[places]].",
                )
            ],
        )
    head_id, head_name = columns
    parent = difflib.get_close_matches("parent id", [*heads], n=1, cutoff=0.7)
    return PlacesSection(
        file=file,
        layer=layer,
        id=head_id,
        name=head_name,
        level=layer or "place",
        parent=heads[parent[0]] if parent else None,
    )
