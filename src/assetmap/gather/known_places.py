"""The places of the layers of boundaries among raw tables, and which columns name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import shapely

from assetmap.gather.areas import find_place_columns
from assetmap.gather.files import RawTable
from assetmap.gather.kind_rules import KindRules
from assetmap.gather.tidy import Cells, is_written
from assetmap.model import AssetKind
from assetmap.tables import fold

__all__ = ["KnownPlaces", "is_layer"]

_LOOKED_AT = 2_000
_MOSTLY = 0.5
_NEARLY_ALL = 0.99
_NAMED = 0.7
"""Share of names that say what sort of space they are of, from which they are no boundaries."""
_AREA = 2
_STATISTICAL = re.compile(r"[A-Z]\d{8}")
"""Codes of places of the Office for National Statistics."""


def is_layer(table: RawTable, rules: KindRules | None = None) -> bool:
    """
    Tell a layer of boundaries: most of its shapes are areas, and it has ids and names.

    Parks and allotments are areas as well: by the rules for words their layer is called
    so, or they are. Without rules a layer that somebody calls boundaries is one.
    """
    if table.shapes is None or not len(table):
        return False
    shapes = table.shapes[~shapely.is_missing(table.shapes)]
    areas = (shapely.get_dimensions(shapes) == _AREA).mean() if len(shapes) else 0.0
    if areas <= _MOSTLY or (heads := find_place_columns(table)) is None:
        return False
    if rules is None:
        return True
    ids, names = (table.columns[head] for head in heads)
    if all(_STATISTICAL.fullmatch(cell) for cell in ids[is_written(ids)]):
        return True
    title = rules.match_table(table.file, table.sheet)
    is_of_spaces = title is not None and title[1].kind is AssetKind.SPACE
    return not is_of_spaces and rules.share_of_bodies(names[is_written(names)]) < _NAMED


@dataclass(frozen=True)
class KnownPlaces:
    """Ids and names of places, folded; ``layers`` are the ids of each layer of boundaries."""

    ids: frozenset[str]
    names: frozenset[str]
    layers: tuple[frozenset[str], ...] = ()

    @classmethod
    def from_tables(cls, tables: Iterable[RawTable], rules: KindRules | None = None) -> KnownPlaces:
        """Take those of every layer of boundaries."""
        layers, names = [], set[str]()
        for table in tables:
            if is_layer(table, rules) and (heads := find_place_columns(table)) is not None:
                layers.append(frozenset(_fold_all(table.columns[heads[0]])))
                names |= _fold_all(table.columns[heads[1]])
        return cls(frozenset().union(*layers), frozenset(names), tuple(layers))

    def keep(self, layers: frozenset[int]) -> KnownPlaces:
        """Keep the ids of some layers alone."""
        kept = tuple(ids for at, ids in enumerate(self.layers) if at in layers)
        return KnownPlaces(frozenset[str]().union(*kept), self.names, kept)

    def find_layer(self, table: RawTable, own: str) -> tuple[int, int]:
        """Give the number of a layer, and of its places."""
        ids = frozenset(_fold_all(table.columns[own]))
        return self.layers.index(ids), len(ids)

    def find_parent(self, table: RawTable, own: str) -> tuple[str, int] | None:
        """Find the column with the ids of the larger places of another layer, and that layer."""
        _, size = self.find_layer(table, own)
        larger = [at for at, ids in enumerate(self.layers) if len(ids) < size]
        for at in sorted(larger, key=lambda at: -len(self.layers[at])):
            shares = {head: _share(table.columns[head], self.layers[at]) for head in table.columns}
            best = max(shares, key=lambda head: shares[head])
            if shares[best] >= _NEARLY_ALL:
                return best, at
        return None

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
