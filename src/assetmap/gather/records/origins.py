"""Rows of ``[[origins]]`` into points where people live."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from assetmap.gather import reasons
from assetmap.gather.cell_reader import CellReader
from assetmap.gather.locating import Surroundings, locate_rows
from assetmap.gather.mapping import MappedTable, reject_missing
from assetmap.gather.records.ids import IdRegister
from assetmap.gather.records.ties import take_ids
from assetmap.gather.tidy import Cells, is_written, repeat_cell
from assetmap.model import OriginsSection
from assetmap.tables import ORIGINS
from assetmap.typing import Floats

__all__ = ["gather_origins"]


def gather_origins(
    section: OriginsSection,
    mapped: MappedTable,
    around: Surroundings,
    ids: IdRegister,
    *,
    source_id: str,
) -> pd.DataFrame:
    """
    Make origins of one table's rows, by ``origin_id``.

    A row needs people, and a point or a place; a line or an area stands for a
    point inside it. Points outside every place of the map are left out. Other
    columns are kept where all that is written in them are numbers.
    """
    read, ledger = CellReader(mapped), mapped.ledger
    reject_missing(mapped, "people", reasons.MISSING_PEOPLE)
    frame = pd.DataFrame({"people": read.number("people", is_count=True)})
    located = locate_rows(mapped, around, stated_crs=section.crs)
    cells = mapped.cells("people")
    is_withheld = np.isnan(frame["people"].to_numpy()) & is_written(cells) & ledger.is_open
    ledger.reject(is_withheld, reasons.MISSING_PEOPLE, column="people", value=cells)
    shapes = _as_points(located.shapes)
    has_point = ~shapely.is_missing(shapes)
    is_nowhere = ~is_written(located.place_id)
    ledger.reject(is_nowhere & ~has_point, reasons.ORIGIN_NOWHERE)
    ledger.skip_many(is_nowhere & has_point, reasons.OUTSIDE_MAP)
    frame["place_id"] = located.place_id
    if "need" in mapped.columns:
        frame["need"] = read.number("need")
        ledger.reject(frame["need"].to_numpy() > 1, reasons.NO_SHARE, column="need",
                      value=mapped.cells("need"))  # fmt: skip
    for name, numbers in _number_columns(mapped).items():
        frame[name] = numbers
    frame["sources"] = repeat_cell((source_id,), len(frame))
    frame["geometry"] = shapes
    row_ids = take_ids(section, mapped, ids)
    return frame.set_axis(pd.Index(row_ids, name=ORIGINS.index, dtype=object))[ledger.is_open]


def _as_points(shapes: Cells) -> Cells:
    """Let a point inside stand for what is no point."""
    points = np.array(shapes, dtype=object)
    is_wide = ~shapely.is_missing(points) & (shapely.get_type_id(points) != 0)
    points[is_wide] = shapely.point_on_surface(points[is_wide])
    return points


def _number_columns(mapped: MappedTable) -> dict[str, Floats]:
    """Read the file's other columns that hold numbers and nothing else."""
    columns = {}
    for name, cells in mapped.extra_columns({*ORIGINS.names, ORIGINS.index}).items():
        if not is_written(cells).any():
            continue
        read = mapped.marks.read(cells)
        if not any(where.any() for where in read.unread.values()):
            columns[name] = read.numbers
    return columns
