"""Cells that hold several words, however a program or a person kept those apart."""

from __future__ import annotations

import json
import re
from collections import Counter
from enum import StrEnum

import numpy as np

from assetmap.gather.files import RawTable
from assetmap.gather.inputs import PLAIN_LISTS
from assetmap.gather.ledger import TableLedger
from assetmap.gather.tidy import Cells, is_written
from assetmap.gather.values import KEPT, to_member
from assetmap.model import RowsSection
from assetmap.typing import Flags

__all__ = ["part_alike"]

_SURE = re.compile(r"\s*[|¦•‣]\s*")
"""Letters that stand in no text."""
_UNSURE = (",", "/")
_PLAIN = re.compile(r"\s*(?:[,;/&+|\n]|\band\b)[\s,]*(?![^()]*\))")
"""What parts words of a plain list, outside brackets."""
_BRACKETS = re.compile(r"\([^()]*\)")
_ENOUGH = 0.3
"""Share of the cells that hold a letter from which on it may separate words."""
_CODES = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*(?: [a-z0-9]+(?:[_-][a-z0-9]+)*)*")
_MOST_CHOICES = 500
_FEWEST_LISTS, _LONGEST_ENTRY, _MOSTLY = 5, 3, 0.9
"""Lists from which on a column may be one, words of an entry, and share of entries that repeat."""


def part_alike(
    section: RowsSection,
    table: RawTable,
    ours: str,
    heads: tuple[str, ...],
    cells: Cells,
    ledger: TableLedger,
    *,
    vocabulary: type[StrEnum] | None = None,
) -> Cells:
    """
    Part the words of a column by the section's separator, where it is clear what parts them.

    Where it is not, what may part them is said. A section that says its
    separator is taken by its word.

    Parameters
    ----------
    section
        What the project file says of the table.
    table
        All its columns: forms have one for each choice.
    ours, heads
        The column, by our name and by its headers.
    cells
        Its cells.
    ledger
        Where it is said what was done.
    vocabulary
        The words that can be meant, where there are no others.
    """
    if "separator" in section.model_fields_set:
        return cells
    cells, is_list = _keep_listed(table, heads, cells, section.separator)
    values = set(cells[~is_list].tolist()) - {None}
    if not values:
        return cells
    shown = " + ".join(map(repr, heads)) or ours
    parted = {value: _part(value, section.separator) for value in values}
    choices = _find_choices(table, heads)
    if choices and all(_is_choice(value, choices) for value in values):
        parted = {value: section.separator.join(value.split()) for value in values}
    elif ours in PLAIN_LISTS:
        parted |= {value: _part_plain(value, section.separator) for value in values}
    elif vocabulary is not None:
        parted |= {value: _part_known(value, section.separator, vocabulary) for value in values}
    elif all(parted[value] == value for value in values):
        parted |= _part_repeated(cells[~is_list], section.separator)
    changed = [value for value in values if parted[value] != value]
    if changed:
        says = f"entries under {shown} are separated by {_name_parting(changed, choices)}"
        ledger.remark("reading", says)
    elif vocabulary is None and ours not in PLAIN_LISTS:
        _remark_unsure(shown, cells[~is_list], section.separator, ledger)
    made = cells.copy()
    made[~is_list] = [None if cell is None else parted[cell] for cell in cells[~is_list]]
    return made


def _keep_listed(
    table: RawTable, heads: tuple[str, ...], cells: Cells, separator: str
) -> tuple[Cells, Flags]:
    """Keep the words of lists whole, even those that hold the separator; tell which cells are."""
    none = np.zeros(len(cells), dtype=bool)
    is_list = table.listed.get(heads[0], none) if len(heads) == 1 else none
    if not is_list.any():
        return cells, none
    kept = cells.copy()
    kept[is_list] = [cell and _keep(cell, separator) for cell in cells[is_list]]
    return kept, is_list


def _keep(word: str, separator: str) -> str:
    return word.replace(separator, KEPT.get(separator, separator))


def _part(value: str, separator: str) -> str:
    """Part what lists of other programs part beyond doubt."""
    if value[0] == "[" and value[-1] == "]":
        try:
            listed = json.loads(value)
        except (ValueError, RecursionError):
            listed = None
        if isinstance(listed, list) and all(isinstance(word, str) for word in listed):
            return separator.join(_keep(word, separator) for word in listed)
    return _SURE.sub(separator, value).strip(f"{separator} ") if _SURE.search(value) else value


def _part_plain(value: str, separator: str) -> str:
    """Part a list of names, such as languages: "English, Gujarati and Punjabi"."""
    pieces = _PLAIN.split(_part(value, separator))
    return separator.join(piece.strip() for piece in pieces if piece.strip())


def _part_known(value: str, separator: str, vocabulary: type[StrEnum]) -> str:
    """Part at commas and line breaks where every piece is a word that is known."""
    pieces = [piece.strip() for piece in re.split(r"[,/|\n&]", value) if piece.strip()]
    is_known = len(pieces) > 1 and all(to_member(piece, vocabulary) for piece in pieces)
    return separator.join(pieces) if is_known else _part(value, separator)


def _part_repeated(cells: Cells, separator: str) -> dict[str, str]:
    """
    Part at commas where the pieces are words that the column repeats: "youth, arts" and "arts".

    "Tea, coffee and cake" is one offer: nothing repeats its pieces.
    """
    written = cells[is_written(cells)]
    if any(separator in cell or "\n" in cell for cell in written):
        return {}
    listed = [[piece.strip() for piece in _BRACKETS.sub("", cell).split(",")] for cell in written]
    several = [pieces for pieces in listed if len(pieces) > 1]
    if len(several) < _FEWEST_LISTS:
        return {}
    count = Counter(piece.casefold() for pieces in listed for piece in set(pieces))
    is_again = [count[piece.casefold()] > 1 and len(piece.split()) <= _LONGEST_ENTRY
                for pieces in several for piece in pieces]  # fmt: skip
    if sum(is_again) < _MOSTLY * len(is_again):
        return {}
    return {cell: separator.join(piece.strip() for piece in cell.split(",") if piece.strip())
            for cell in written}  # fmt: skip


def _find_choices(table: RawTable, heads: tuple[str, ...]) -> frozenset[str]:
    """Find the choices of a question that has a column for each: ``offers/lifts``."""
    if len(heads) != 1:
        return frozenset()
    starts = tuple(f"{heads[0]}{between}" for between in "/.:")
    found = [name[len(heads[0]) + 1 :].strip() for name in table.columns if name.startswith(starts)]
    return frozenset(found[:_MOST_CHOICES])


def _is_choice(value: str, choices: frozenset[str]) -> bool:
    return all(word in choices for word in value.split())


def _name_parting(changed: list[str], choices: frozenset[str]) -> str:
    if choices and all(_is_choice(value, choices) for value in changed):
        return "spaces, since each has a column of its own"
    marks = sorted({found for value in changed for found in re.findall(r"[|¦•‣,/&]", value)})
    return ", ".join(map(repr, marks)) if marks else "the brackets of a list"


def _remark_unsure(shown: str, cells: Cells, separator: str, ledger: TableLedger) -> None:
    """Say what may separate words in a column that has the usual separator nowhere."""
    written = cells[is_written(cells)]
    if any(separator in cell or "\n" in cell for cell in written):
        return
    bare = [_BRACKETS.sub("", cell) for cell in written]
    for letter in _UNSURE:
        count = sum(letter in cell.strip(letter) for cell in bare)
        if count >= max(1, _ENOUGH * len(bare)):
            _remark(shown, count, len(bare), letter, separator, ledger)
            return
    several = sum(" " in cell for cell in bare)
    is_code = np.array([_CODES.fullmatch(cell) is not None for cell in bare])
    if is_code.all() and several >= _ENOUGH * len(bare) and any("_" in cell for cell in bare):
        _remark(shown, several, len(bare), " ", separator, ledger)


def _remark(
    shown: str, count: int, of: int, letter: str, separator: str, ledger: TableLedger
) -> None:
    hold = "holds" if count == 1 else "hold"
    ledger.remark(
        "list_separator",
        f"under {shown}, {count} of {of} cells {hold} {letter!r} and none {separator!r}: "
        "each cell is read as one entry",
        f"Say separator = {json.dumps(letter)} if they are lists, "
        f"or separator = {json.dumps(separator)} if they are not.",
    )
