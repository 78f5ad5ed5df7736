"""Which assets are meant: by words of theirs, by ids, or by a flag for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.errors import Problem, find_near_word, find_unknown
from assetmap.model import AssetKind
from assetmap.tables.categories import find_categories
from assetmap.typing import Flags, Positions

__all__ = ["Among", "AssetChoice", "read_among", "tell_words"]

Among: TypeAlias = "str | Iterable[str] | Iterable[bool] | pd.Series[Any]"
"""Words (a kind, a theme, a sector), ids, or a flag for each asset: a Series by id, or an array."""

_KINDS = tuple(str(kind) for kind in AssetKind if kind is not AssetKind.INDIVIDUAL)
_WORDS_OF = ("themes", "sector")
"""The columns whose words may be given, besides kinds, which come first."""


@dataclass(frozen=True, slots=True)
class AssetChoice:
    """Words and ids as they were given, or the ids that flags mark; and what is wrong with it."""

    words: tuple[str, ...] = ()
    marked: pd.Index[Any] | None = None
    problems: tuple[Problem, ...] = ()

    def is_only(self, word: str) -> bool:
        """Tell whether this word, and nothing else, was given."""
        return self.marked is None and self.words == (word,)


def read_among(ids: pd.Index[Any], among: Among) -> AssetChoice:
    """
    Take words as they are, and which of ``ids`` flags mark; what is not known is not marked.

    Examples
    --------
    >>> ids = pd.Index(["hall", "choir"])
    >>> read_among(ids, "space").words
    ('space',)
    >>> read_among(ids, [False, True]).marked.tolist()
    ['choir']
    """
    if isinstance(among, str):
        return AssetChoice((among,))
    given = among if isinstance(among, pd.Series) else pd.Series([*among], dtype=object)
    known = given.dropna()
    if not len(known) or not known.map(lambda value: isinstance(value, bool | np.bool_)).all():
        return AssetChoice(tuple(str(value) for value in given))
    is_marked = given.fillna(value=False).to_numpy(dtype=bool)
    if isinstance(among, pd.Series):
        return _read_flags_by_id(ids, given.index.astype("str"), is_marked)
    if len(given) != len(ids):
        says = f"{len(given):,} flags were given, and the map has {len(ids):,} assets."
        remedy = "Give one for each, in the order of `m.assets`, or a Series by id."
        return AssetChoice(problems=(Problem("among", "wrong_length", says, remedy),))
    return AssetChoice(marked=ids[is_marked])


def _read_flags_by_id(ids: pd.Index[Any], given: pd.Index[Any], is_marked: Flags) -> AssetChoice:
    """Hold flags against the ids of the map."""
    problems = find_unknown("among", given.tolist(), ids)
    problems += [
        Problem(f"among[{name!r}]", "duplicate_id", "is given twice.", "Give it once.")
        for name in given[given.duplicated()].unique()
    ]
    return AssetChoice(marked=given[is_marked], problems=tuple(problems))


def tell_words(
    assets: pd.DataFrame, words: tuple[str, ...]
) -> tuple[list[str], Flags, list[Problem]]:
    """
    Tell ids from words, and which assets are of one of the words.

    A word is a kind before it is anything else; one that is two other things
    is refused. What only people, or only places that are kept secret, are
    about is no word: an error would tell of it.
    """
    is_shown = (assets["kind"] != AssetKind.INDIVIDUAL) & ~assets["sensitive_location"]
    found = _words_by_column(assets, np.asarray(is_shown, dtype=bool))
    shown = assets.index[is_shown]
    known, ids, problems = set(assets.index), list[str](), list[Problem]()
    is_of_words = np.zeros(len(assets), dtype=bool)
    for word in dict.fromkeys(words):
        columns = [name for name in found if word in found[name]]
        if word == AssetKind.INDIVIDUAL:
            says, remedy = "people are to be asked, not counted on.", f"Known: {', '.join(_KINDS)}."
            problems.append(Problem("among", "is_person", says, remedy))
        elif word in _KINDS:
            is_of_words |= np.asarray(assets["kind"] == word, dtype=bool)
        elif len(columns) + (word in known) > 1:
            problems.append(_say_ambiguous(word, [*columns, *(["id"] if word in known else [])]))
        elif columns:
            is_of_words[found[columns[0]][word]] = True
        elif word in known:
            ids.append(word)
        else:
            says = f"{word!r} is not known."
            problems.append(Problem("among", "unknown_among", says, _find_near(word, found, shown)))
    return ids, is_of_words, problems


def _words_by_column(assets: pd.DataFrame, is_shown: Flags) -> dict[str, dict[str, Positions]]:
    """List which assets bear each word of the columns whose words may be given."""
    found: dict[str, dict[str, Positions]] = {}
    for column in _WORDS_OF:
        if column in assets:
            categories = find_categories(assets, column)
            rows = {
                name: categories.members(at, is_shown) for at, name in enumerate(categories.names)
            }
            found[column] = {name: members for name, members in rows.items() if len(members)}
    return found


def _find_near(word: str, found: dict[str, dict[str, Positions]], ids: pd.Index[Any]) -> str:
    """Say what may have been meant; ids are not listed."""
    known = {*_KINDS, *(name for names in found.values() for name in names), *ids}
    anything = "Give a kind, a theme, a sector, an id, or a flag for each asset."
    return find_near_word(word, known, else_say=anything)


def _say_ambiguous(word: str, columns: list[str]) -> Problem:
    """Say that a word means two things, and how to say which."""
    says = f"{word!r} is a word of {' and of '.join(f'`{name}`' for name in columns)}."
    remedy = 'Say which with flags, such as m.assets["sector"] == "health".'
    return Problem("among", "ambiguous", says, remedy)
