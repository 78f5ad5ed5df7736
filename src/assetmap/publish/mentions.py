"""Which texts name somebody who is not shown?

Stories are free text, and free text names people. Somebody who did not agree
to be on a page must not be on it in a sentence about their choir either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["find_mentions", "without_mentions"]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")


def find_mentions(texts: pd.Series[Any], names: Iterable[str]) -> pd.Series[bool]:
    """
    Tell which texts hold one of the names, whatever the case.

    Parameters
    ----------
    texts
        Text, or missing. Not modified.
    names
        Full names. A name of one word is passed over: too many words are
        also somebody's first name.

    Examples
    --------
    >>> find_mentions(pd.Series(["Run by asha  Rahman.", "A rose garden", None]),
    ...               ["Asha Rahman", "Rose"]).tolist()
    [True, False, False]
    """
    wanted = {words for name in names if len(words := _words(str(name))) > 1}
    first, lengths = {words[0] for words in wanted}, sorted({len(words) for words in wanted})
    found = {
        text: _has_any(_words(text), wanted, first, lengths) for text in texts.dropna().unique()
    }
    return texts.map(lambda text: found.get(text, False)).astype(bool)


def without_mentions(
    assets: Any, names: pd.Series[str], *, columns: Iterable[str]
) -> tuple[Any, int]:
    """
    Leave out the texts and words that hold one of the names.

    Returns
    -------
    assets, changed
        A new frame, and how many rows lack something now.
    """
    people = sorted(set(names.dropna()))
    is_changed = np.zeros(len(assets), dtype=bool)
    if not people:
        return assets, 0
    assets = assets.copy()
    for column in columns:
        words = assets[column].explode()
        is_naming = find_mentions(words, people)
        rows = assets.index[assets.index.isin(words.index[is_naming])]
        if rows.empty:
            continue
        cells = assets[column].to_numpy(dtype=object).copy()
        naming = set(words[is_naming])
        for at in assets.index.get_indexer(rows):
            cell = cells[at]
            is_words = isinstance(cell, tuple)
            cells[at] = tuple(word for word in cell if word not in naming) if is_words else None
        assets[column] = pd.Series(cells, index=assets.index, dtype=assets[column].dtype)
        is_changed |= assets.index.isin(rows)
    return assets, int(is_changed.sum())


def _words(text: str) -> tuple[str, ...]:
    return tuple(_POSSESSIVE.sub("", word) for word in _WORD.findall(text.casefold()))


def _has_any(
    words: tuple[str, ...], wanted: set[tuple[str, ...]], first: set[str], lengths: list[int]
) -> bool:
    return any(
        words[at : at + length] in wanted
        for at, word in enumerate(words)
        if word in first
        for length in lengths
    )
