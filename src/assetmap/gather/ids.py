"""Ids for records: the file's own, else made from the name; none is given twice."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np
import pandas as pd

from assetmap.gather import reasons
from assetmap.gather.mapping import MappedTable
from assetmap.gather.raw import RawTable
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import to_slug
from assetmap.model import RowsSection

__all__ = ["IdRegister", "stem_of"]


def stem_of(table: RawTable) -> str:
    """Name a table for ids: ``Groups 2026.xlsx``, sheet New, is ``groups-2026-new``."""
    stem = to_slug(PurePath(table.file).name.split(".")[0])
    return f"{stem}-{to_slug(table.sheet)}" if table.sheet else stem


class IdRegister:
    """Remember which ids are taken, so that each is given once in the whole map."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(
        self, given: Cells, mapped: MappedTable, section: RowsSection, *, is_shared: bool = False
    ) -> Cells:
        """
        Give every open row an id.

        Parameters
        ----------
        given
            Ids as the file has them; rows without one are named by their name.
        mapped
            The table; a row whose id is taken is rejected in its ledger.
        section
            Its ``id_prefix`` goes before every id; without one, made-up ids
            begin with the name of the file.
        is_shared
            Whether rows may share an id, being parts of one record.
        """
        is_given = is_written(given)
        ids = no_cells(len(given))
        prefix = section.id_prefix
        ids[is_given] = [f"{prefix}{value}" for value in given[is_given]]
        is_made = ~is_given & mapped.ledger.is_open
        ids[is_made] = self._make(mapped, is_made, prefix or f"{stem_of(mapped.raw)}-", ids)
        is_open = mapped.ledger.is_open
        series = pd.Series(ids, dtype=object)
        is_repeated = series.isin(self._taken).to_numpy()
        if not is_shared:
            is_repeated = is_repeated | _repeats_among(series, is_open)
        mapped.ledger.reject(is_repeated & is_open, reasons.DUPLICATE_ID, column="id", value=ids)
        self._taken.update(ids[mapped.ledger.is_open].tolist())
        return ids

    def _make(
        self,
        mapped: MappedTable,
        where: np.ndarray[tuple[int], np.dtype[np.bool_]],
        prefix: str,
        given: Cells,
    ) -> list[str]:
        """Make ids of names; equal names are numbered in the order of the file."""
        slugs = pd.Series(
            [f"{prefix}{to_slug(name or 'unnamed')}" for name in mapped.cells("name")[where]],
            dtype=object,
        )
        taken = self._taken | set(given.tolist())
        count = slugs.groupby(slugs).cumcount() + 1
        made: list[str] = []
        for slug, first in zip(slugs, count, strict=True):
            number = int(first)
            candidate = slug if number == 1 else f"{slug}-{number}"
            while candidate in taken:
                number += 1
                candidate = f"{slug}-{number}"
            taken.add(candidate)
            made.append(candidate)
        return made


def _repeats_among(
    ids: pd.Series[str], is_open: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell open rows whose id an earlier open row has."""
    is_repeated = np.zeros(len(ids), dtype=bool)
    is_repeated[is_open] = ids[is_open].duplicated().to_numpy()
    return is_repeated
