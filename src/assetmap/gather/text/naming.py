"""Ids and names as people write them, into the ids that they mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from assetmap.gather.text.tidy import Cells, Mask, no_cells

__all__ = ["NameIndex", "Resolved"]

_LIKE_ENOUGH = 80
_SUGGESTIONS_AT_MOST = 200  # a column of codes of another year is not a column of slips
_NO_IDEA = "Correct it, or add what it names."


@dataclass(frozen=True, eq=False)
class Resolved:
    """What cells turned out to mean.

    ``ids`` holds None where nothing was written or nothing was found;
    ``is_unknown`` and ``is_ambiguous`` tell which cells were not understood,
    and ``remedy`` what to do about each of them.
    """

    ids: Cells
    is_unknown: Mask
    is_ambiguous: Mask
    remedy: Cells


class NameIndex:
    """
    Find ids by id, by name, and by name whatever its case.

    Examples
    --------
    >>> index = NameIndex(pd.Index(["w1", "w2"]), ["Mill End", "Nether End"])
    >>> found = index.resolve(np.array(["w2", "mill end", "Neter End"], object))
    >>> found.ids.tolist(), found.remedy[2]
    (['w2', 'w1', None], "Did you mean 'Nether End'?")
    """

    def __init__(self, ids: pd.Index[str], names: list[str]) -> None:
        self._ids = ids
        self._names = names

    @cached_property
    def _known(self) -> set[str]:
        return set(self._ids.tolist())

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        by_name: dict[str, list[str]] = {}
        for row_id, name in zip(self._ids.tolist(), self._names, strict=True):
            if isinstance(name, str):
                by_name.setdefault(_fold(name), []).append(row_id)
        return by_name

    def resolve(self, cells: Cells) -> Resolved:
        """Resolve a column; each different cell is looked up once."""
        if self._known.issuperset(set(cells.tolist()) - {None}):  # ids alone, or nothing at all
            nothing = np.zeros(len(cells), dtype=bool)
            return Resolved(cells.copy(), nothing, nothing.copy(), no_cells(len(cells)))
        found: dict[str | None, str | None] = {None: None}
        remedy: dict[str | None, str | None] = {None: None}
        unknown: set[str] = set()
        ambiguous: set[str] = set()
        for cell in sorted(set(cells.tolist()) - {None}):
            candidates = [cell] if cell in self._known else self._by_name.get(_fold(cell))
            if candidates is None:
                unknown.add(cell)
                found[cell] = None
                is_few = len(unknown) <= _SUGGESTIONS_AT_MOST
                remedy[cell] = self._suggest(cell) if is_few else _NO_IDEA
            elif len(candidates) > 1:
                ambiguous.add(cell)
                found[cell] = None
                remedy[cell] = f"Use the id of the one that is meant: {', '.join(candidates[:5])}."
            else:
                found[cell] = candidates[0]
        ids, remedies = no_cells(len(cells)), no_cells(len(cells))
        ids[:] = [found[cell] for cell in cells]
        remedies[:] = [remedy.get(cell) for cell in cells]
        return Resolved(ids, _is_in(cells, unknown), _is_in(cells, ambiguous), remedies)

    def _suggest(self, cell: str) -> str:
        from rapidfuzz import fuzz, process, utils

        near = process.extractOne(
            cell,
            [name for name in dict.fromkeys(self._names) if isinstance(name, str)],
            scorer=fuzz.ratio,
            processor=utils.default_process,
            score_cutoff=_LIKE_ENOUGH,
        )
        return f"Did you mean {near[0]!r}?" if near else _NO_IDEA


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _is_in(cells: Cells, words: set[str]) -> Mask:
    return np.fromiter((cell in words for cell in cells), dtype=bool, count=len(cells))
