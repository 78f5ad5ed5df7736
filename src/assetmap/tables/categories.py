"""The categories of assets, and every place with every category."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from assetmap.arrays import unique_sorted
from assetmap.errors import Problem, TableError, find_near_word
from assetmap.tables.columns import ASSETS, can_group
from assetmap.typing import Flags, Positions
from assetmap.wording import say_number

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = [
    "MOST_CASES",
    "MOST_ROWS",
    "Categories",
    "find_categories",
    "gather_memberships",
    "name_cases",
    "read_grouping",
    "require_room",
]

_BETWEEN_WORDS = ";"
_SAME_WORD = 0.85
"""From this likeness on, a category that nobody has is a slip of the pen."""
_KINDS = next(column.vocabulary for column in ASSETS.columns if column.name == "kind")
MOST_CASES = 20_000_000
"""How many pairs of a place and a category are looked at in one go: about 120 bytes each."""
MOST_ROWS = 5_000_000
"""How many of them are laid out as rows, with a sentence: about 310 bytes each."""


@dataclass(frozen=True, slots=True)
class Categories:
    """Categories by name, and which assets are of each; an asset can be of several.

    ``asset`` and ``category`` are positions, one entry per membership, sorted
    by both; ``by`` is the column they come from.
    """

    by: str
    names: tuple[str, ...]
    asset: Positions
    category: Positions

    def count(self, is_counted: Flags) -> Positions:
        """Count the assets of each category."""
        counted = self.category[is_counted[self.asset]]
        return np.bincount(counted, minlength=len(self.names))

    def members(self, category: int, is_counted: Flags) -> Positions:
        """List the assets of one category, by position."""
        assets: Positions = self.asset[self.category == category]
        return assets[is_counted[assets]]

    def have(self, asset: Positions, category: Positions) -> Flags:
        """Tell for each pair whether the asset is of the category."""
        held = self.asset * len(self.names) + self.category
        return np.isin(asset * len(self.names) + category, held)

    def without(self, name: str) -> Categories:
        """Leave out one category, and who is of it."""
        if name not in self.names:
            return self
        at = self.names.index(name)
        is_kept = self.category != at
        category = self.category[is_kept]
        names = self.names[:at] + self.names[at + 1 :]
        return Categories(self.by, names, self.asset[is_kept], category - (category > at))

    def only(self, names: Iterable[str]) -> Categories:
        """
        Keep these categories, sorted, also those that no asset is of.

        Raises
        ------
        TableError
            With every name that is no kind, or all but the name of another category.
        """
        wanted = tuple(sorted({str(name) for name in names}))
        problems = [problem for name in wanted for problem in self.find_odd(name)]
        if problems:
            count = say_number(len(problems), "problem", thousands="")
            raise TableError(f"These categories cannot be asked about: {count}.", problems)
        at = pd.Index(wanted, dtype="str").get_indexer(pd.Index(self.names, dtype="str"))
        category = np.asarray(at, dtype=np.intp)[self.category]
        is_kept = category >= 0
        return Categories(self.by, wanted, self.asset[is_kept], category[is_kept])

    def find_odd(self, name: str) -> list[Problem]:
        """
        List what is odd about a category: no kind at all, or all but another's name.

        What no asset is of yet may well be asked for, where words are free.
        """
        if name in self.names:
            return []
        near = difflib.get_close_matches(name, self.names, n=1, cutoff=_SAME_WORD)
        if self.by != "kind" and name.strip() and not near:
            return []
        says = f"no asset has the {self.by} {name!r}."
        return [Problem("category", "unknown_category", says, find_near_word(name, self.names))]

    def where(self, is_counted: Flags) -> Categories:
        """Keep the members that are counted, and every category."""
        is_kept = is_counted[self.asset]
        return Categories(self.by, self.names, self.asset[is_kept], self.category[is_kept])

    def take(self, positions: Positions) -> Categories:
        """Take some of the categories by position, in ascending order."""
        at = np.full(len(self.names), -1, dtype=np.intp)
        at[positions] = np.arange(len(positions))
        category = at[self.category]
        is_kept = category >= 0
        names = tuple(self.names[position] for position in positions.tolist())
        return Categories(self.by, names, self.asset[is_kept], category[is_kept])

    def to_csr(self, assets: int) -> csr_array:
        """Hold the memberships as a matrix of ones, assets by categories."""
        from scipy.sparse import csr_array  # slow to load, and whoever has a table may not ask

        ones = np.ones(len(self.asset), dtype=np.int64)
        return csr_array((ones, (self.asset, self.category)), shape=(assets, len(self.names)))


def read_grouping(assets: pd.DataFrame, by: str) -> str:
    """
    Name the column that a grouping stands for: ``"theme"`` is ``"themes"``, where there is one.

    Examples
    --------
    >>> read_grouping(pd.DataFrame({"themes": [("music",)]}), "theme")
    'themes'
    """
    return "themes" if by == "theme" and by not in assets and "themes" in assets else by


def find_categories(assets: pd.DataFrame, by: str) -> Categories:
    """
    Sort assets into the categories that a column names.

    Parameters
    ----------
    assets
        One row per asset; positions in the answer are rows of this frame.
    by
        ``"kind"`` for all six kinds, also those without any asset; else a
        column, each different value or word of which is a category. Text such
        as "English; Polish" is two words. ``"theme"`` is ``"themes"``.

    Raises
    ------
    TableError
        If there is no such column.
    """
    by = read_grouping(assets, by)
    columns = [str(name) for name in assets.columns if name != "geometry"]
    if by not in columns:
        flags = {name for name in columns if assets[name].dtype == bool}  # which sort into nothing
        hint = find_near_word(
            by, [name for name in columns if name not in flags and can_group(name)]
        )
        raise TableError(f"Assets have no column {by!r} to sort them by. {hint}")
    if not can_group(by) and by != "place_id":
        groups = [name for name in columns if can_group(name)]
        raise TableError(
            f"Assets are not sorted by {by!r}, which is about single assets. "
            f"Known: {', '.join(groups)}."
        )
    cells = assets[by].reset_index(drop=True)
    if cells.dtype == object:
        cells = cells.explode()
    which, different = pd.factorize(cells)  # a column repeats few words
    if any(isinstance(word, str) and _BETWEEN_WORDS in word for word in different):
        cells = cells.astype("str").str.split(_BETWEEN_WORDS).explode()
        which, different = pd.factorize(cells)
    if pd.api.types.is_float_dtype(different) and (different == np.floor(different)).all():
        different = different.astype(np.int64)  # 7.0 is what a gap makes of 7
    word = pd.Series(different).astype("str").str.strip()
    words = pd.Series(np.append(word.to_numpy(dtype=object), "")[which], index=cells.index)
    words = words[words != ""]
    seen = set(word) - {""}
    if by == "kind" and _KINDS is not None:
        seen |= {str(kind) for kind in _KINDS}
    return gather_memberships(words, tuple(sorted(seen)), by=by)


def gather_memberships(words: pd.Series[Any], names: tuple[str, ...], *, by: str) -> Categories:
    """Gather which assets have which names; ``words`` are by position of the asset."""
    position = pd.Index(names, dtype="str").get_indexer(pd.Index(words, dtype="str"))
    n_names = max(len(names), 1)
    member = unique_sorted((words.index.to_numpy() * n_names + position).astype(np.intp))
    return Categories(by, names, member // n_names, member % n_names)


def require_room(places: int, categories: int, *, at_most: int | None = None) -> None:
    """Raise where there are too many cases for the memory of a laptop."""
    at_most = MOST_CASES if at_most is None else at_most
    if places * categories > at_most:
        raise TableError(
            f"{places:,} places and {categories:,} categories are {places * categories:,} cases, "
            f"and {at_most:,} are looked at in one go. Choose a column with fewer different "
            "values, or ask about fewer places at a time."
        )


def name_cases(places: Any, categories: Any) -> dict[str, Any]:
    """Give the place and the category of every case, place after place."""
    ids, names = pd.array(places, dtype="str"), pd.array(categories, dtype="str")
    return {
        "place_id": ids.take(np.repeat(np.arange(len(ids)), len(names))),
        "category": names.take(np.tile(np.arange(len(names)), len(ids))),
    }
