"""The places of the layers of boundaries among raw tables, and which columns name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import shapely

from assetmap.gather.areas import find_place_columns
from assetmap.gather.files import RawTable
from assetmap.gather.tidy import Cells, is_written
from assetmap.tables import fold

__all__ = ["KnownPlaces", "is_layer"]

_LOOKED_AT = 2_000
_MOSTLY = 0.5
_AREA = 2


def is_layer(table: RawTable) -> bool:
    """Tell a layer of boundaries: most of its shapes are areas, and it has ids and names."""
    if table.shapes is None or not len(table):
        return False
    shapes = table.shapes[~shapely.is_missing(table.shapes)]
    areas = (shapely.get_dimensions(shapes) == _AREA).mean() if len(shapes) else 0.0
    return bool(areas > _MOSTLY) and find_place_columns(table) is not None


@dataclass(frozen=True)
class KnownPlaces:
    """Ids and names of places, folded."""

    ids: frozenset[str]
    names: frozenset[str]

    @classmethod
    def from_tables(cls, tables: Iterable[RawTable]) -> KnownPlaces:
        """Take those of every layer of boundaries."""
        ids, names = set[str](), set[str]()
        for table in tables:
            if is_layer(table) and (heads := find_place_columns(table)) is not None:
                ids |= _fold_all(table.columns[heads[0]])
                names |= _fold_all(table.columns[heads[1]])
        return cls(frozenset(ids), frozenset(names))

    def find_column(self, columns: Mapping[str, Cells], taken: Iterable[str] = ()) -> str | None:
        """Find the column most of whose cells are ids of places, else names of them."""
        free = [head for head in columns if head not in {*taken}]
        for known in (self.ids, self.names):
            shares = {head: _share(columns[head], known) for head in free} if known else {}
            best = max(shares, key=lambda head: shares[head], default=None)
            if best is not None and shares[best] > _MOSTLY:
                return best
        return None


def _fold_all(cells: Cells) -> set[str]:
    return {fold(cell) for cell in set(cells[is_written(cells)].tolist())}


def _share(cells: Cells, known: frozenset[str]) -> float:
    looked = cells[:_LOOKED_AT]
    written = [cell for cell in looked if cell is not None]
    return sum(fold(cell) in known for cell in written) / max(len(written), 1)
