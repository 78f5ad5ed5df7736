"""Words that a column knows, however people spell them; any others are kept as written."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from assetmap.tables.columns import Column
from assetmap.tables.folding import fold

__all__ = ["read_plainly", "spell"]

_SUM = re.compile(r"[£€$] ?(\d[\d,.]*)|\b(\d[\d,.]*) ?(?:p|pence|pounds?|gbp|euros?|eur)\b")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNSURE = re.compile(r"\b(?:free|no (?:charge|cost|fee)|donations?|voluntary|suggested|optional)\b")
"""Words by which an amount may be none after all: free for members, a donation of £2."""


def read_plainly(text: str, column: Column) -> str | None:
    """
    Give what a text plainly says, as a word that the column knows; None where it says none.

    An amount of money says that something is paid for, unless it may be
    nothing, or words beside it say that it is free to some.

    Examples
    --------
    >>> from assetmap.tables.columns import ASSETS
    >>> cost = next(column for column in ASSETS.columns if column.name == "cost")
    >>> [read_plainly(text, cost) for text in ("No charge", "£3 a session", "£3, members free")]
    ['free', 'paid', None]
    """
    known = _spellings_of(column)
    plain = _fold(text)
    if plain in known or column.name != "cost":
        return known.get(plain)
    sums = [one or other for one, other in _SUM.findall(plain)]
    sums = sums or _NUMBER.findall(plain) * bool(_NUMBER.fullmatch(plain))
    is_paid = bool(sums) and all(amount.strip("0,.") for amount in sums)
    return "paid" if is_paid and not _UNSURE.search(plain) else None


def spell(cells: Any, column: Column) -> Any:
    """
    Write the known words of a column as the map does, and leave the others as they are.

    Parameters
    ----------
    cells
        Its cells: an array of text, or of tuples of words.
    column
        What the column knows.
    """
    known = _spellings_of(column)
    if column.holds == "words":
        rows = set(cells.tolist())
        spelt = {
            row: tuple(dict.fromkeys(known.get(_fold(word), word) for word in row)) for row in rows
        }
        if all(row == made for row, made in spelt.items()):
            return cells
        made = np.empty(len(cells), dtype=object)
        made[:] = [spelt[row] for row in cells]
        return made
    codes, different = pd.factorize(cells)
    if not len(different):
        return cells
    words = pd.array([known.get(_fold(text), text) for text in different], dtype="str")
    return words.take(codes, allow_fill=True)


@cache
def _spellings_of(column: Column) -> dict[str, str]:
    """Give every spelling that a column knows, folded, with the word that it stands for."""
    return {
        _fold(spelling): word
        for word, spellings in column.spellings
        for spelling in (word, *spellings)
    }


def _fold(text: str) -> str:
    folded = fold(text).replace("_", " ").replace("-", " ").replace("'", " ")
    return " ".join(folded.split()).strip(" .!*")
