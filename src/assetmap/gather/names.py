"""Ids and names as people write them, into the ids that they mean."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from assetmap.gather.near_misses import NearIds
from assetmap.gather.tidy import Cells, no_cells
from assetmap.tables import fold_names
from assetmap.typing import Flags
from assetmap.wording import say_list

__all__ = ["NO_IDEA", "Bearers", "NameIndex", "mark_row"]

_LIKE_ENOUGH = 80
_MAY_BE_MEANT = 75
_SUGGESTIONS_AT_MOST = 200  # a column of codes of another year is not a column of slips
NO_IDEA = "Correct it, or add what it names."
_LEFT_OUT = "It names a row that was rejected or left out: see what is said of that row."
_NUMBERED = (
    "It is the number of a row, which may be another's when the file is sorted anew. Use the name, "
    "or give people a column of ids and use those."
)
_BETWEEN = "\x1f"
_OTHER_SIGNS = (", ", ",", " / ", "/", " & ", " and ", "|")
_SHORTEST = 4
"""Letters of a word from which on it says which of many names is meant."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "revd", "cllr", "prof", "sir"})


@dataclass(frozen=True, eq=False)
class Resolved:
    """What cells turned out to mean.

    ``ids`` holds None where nothing was written or nothing was found;
    ``is_unknown`` and ``is_ambiguous`` tell which cells were not understood,
    and ``remedy`` what to do about each of them.
    """

    ids: Cells
    is_unknown: Flags
    is_ambiguous: Flags
    remedy: Cells


@dataclass(frozen=True, eq=False)
class Bearers:
    """
    Words that rows of files bear beside the ids and names of the map, each with its bearer.

    A bearer is the id of the record on the map that the row is part of, or a
    mark of a row that is not on it (`mark_row`): a name that one row on the
    map and one rejected row bear may mean either. ``keys`` are the ids that
    files have for their rows, where the map has another: they mean a row
    where they are no id of the map.
    """

    ids: tuple[tuple[str, str], ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def mark_row(row: str) -> str:
    """Name a row that is not on the map by what no id is."""
    return f"{_BETWEEN}{row}"


class NameIndex:
    """
    Find ids by id, and by name whatever its case, accents and punctuation.

    What two rows bear means neither of them: a name twice, an id under two
    names, or a word that is the id of one and the name of another. Where any
    id is a number, numbers are ids: never an id here and a name there. Ids
    that are ``numbers`` of rows mean nobody: tomorrow they are another's.

    Examples
    --------
    >>> index = NameIndex(pd.Index(["w1", "w2"]), ["Mill End", "Nether End"])
    >>> found = index.resolve(np.array(["w2", "mill end", "Neter End"], object))
    >>> found.ids.tolist(), found.remedy[2]
    (['w2', 'w1', None], "Did you mean 'Nether End'?")
    """

    def __init__(
        self,
        ids: pd.Index[str],
        names: list[str],
        *,
        also: Bearers | None = None,
        trusts_numbers: bool = True,
        numbers: frozenset[str] = frozenset(),
    ) -> None:
        self._ids = ids
        self._numbers = numbers
        self._names = names
        self._also = Bearers() if also is None else also
        self._trusts_numbers = trusts_numbers

    @cached_property
    def _folded(self) -> list[str]:
        return fold_names(self._names)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._ids.tolist())

    @cached_property
    def _usable(self) -> frozenset[str]:
        """Ids that a file may write for whom they mean."""
        return self._known - self._numbers

    @cached_property
    def _name_of(self) -> dict[str, str]:
        return dict(zip(self._ids.tolist(), self._folded, strict=True))

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """Who bears each folded name."""
        own = zip(self._folded, self._ids.tolist(), strict=True)
        others = zip(
            fold_names([name for name, _ in self._also.names]),
            [bearer for _, bearer in self._also.names],
            strict=True,
        )
        return _list_bearers(itertools.chain(own, others))

    @cached_property
    def _by_id(self) -> dict[str, list[str]]:
        """Who bears each id of the map, and each id of a file that is none of the map."""
        own = ((row_id, row_id) for row_id in self._ids.tolist() if row_id in self._usable)
        by_id = _list_bearers(itertools.chain(own, self._also.ids))
        return {**_list_bearers(self._also.keys), **by_id}

    @cached_property
    def _near_ids(self) -> NearIds:
        return NearIds(self._by_id)

    @cached_property
    def _has_numbers(self) -> bool:
        """Whether any id is a number, so that no number is a name."""
        return any(_NUMBER.fullmatch(row_id) for row_id in self._by_id)

    @cached_property
    def _same_letters(self) -> dict[str, str]:
        """Ids by what is left of them when case and punctuation go."""
        return dict(zip(fold_names(self._by_id), self._by_id, strict=True))

    def resolve(
        self, cells: Cells, *, among: Collection[str] | None = None, prefix: str = ""
    ) -> Resolved:
        """
        Resolve a column; each different cell is looked up once.

        Parameters
        ----------
        cells
            Ids or names.
        among
            The ids that can be meant, such as those of people; any when None.
            A word that only others bear is then unknown.
        prefix
            What goes before an id in the cells to make one of the map.
        """
        different = sorted(set(cells.tolist()) - {None})
        if among is None and not prefix and self._are_ids_alone(different):
            nothing = np.zeros(len(cells), dtype=bool)
            return Resolved(cells.copy(), nothing, nothing.copy(), no_cells(len(cells)))
        found: dict[str | None, str | None] = {None: None}
        remedy: dict[str | None, str | None] = {None: None}
        unknown: set[str] = set()
        ambiguous: set[str] = set()
        everybody = self._find_each(different, prefix)
        for cell in different:
            bearers = everybody[cell]
            on_map = [row_id for row_id in bearers if row_id in self._name_of]
            can_be_meant = [row_id for row_id in on_map if among is None or row_id in among]
            found[cell] = None
            if len(bearers) > 1 and (can_be_meant or len(on_map) < len(bearers)):
                ambiguous.add(cell)
                remedy[cell] = self._say_which(on_map, len(bearers))
            elif can_be_meant:
                found[cell] = can_be_meant[0]
            else:
                unknown.add(cell)
                is_few = len(unknown) <= _SUGGESTIONS_AT_MOST
                remedy[cell] = self._suggest(cell, among) if is_few else NO_IDEA
                if len(on_map) < len(bearers):
                    remedy[cell] = _LEFT_OUT
                elif f"{prefix}{cell}" in self._numbers:
                    remedy[cell] = _NUMBERED
        ids, remedies = no_cells(len(cells)), no_cells(len(cells))
        ids[:] = [found[cell] for cell in cells]
        remedies[:] = [remedy.get(cell) for cell in cells]
        return Resolved(ids, _is_in(cells, unknown), _is_in(cells, ambiguous), remedies)

    def _are_ids_alone(self, different: list[str]) -> bool:
        """Tell whether all are ids that nothing else bears, as is usual."""
        if self._also != Bearers() or not self._usable.issuperset(different):
            return False
        return set(fold_names(different)).isdisjoint(self._folded)

    def _find_each(self, different: list[str], prefix: str) -> dict[str, list[str]]:
        """Find who bears each cell of a column; a number is a name only where no id is one."""
        by_id = {cell: self._by_id.get(f"{prefix}{cell}", []) for cell in different}
        by_name = {cell: self._by_name.get(fold_name(cell), []) for cell in different}
        numbers = [cell for cell in different if _NUMBER.fullmatch(cell)]
        if prefix or (numbers and self._has_numbers):
            are_ids = self._trusts_numbers and all(by_id[cell] for cell in numbers)
            is_sure = are_ids and any(not by_name[cell] for cell in numbers)
            for cell in numbers:
                if prefix or is_sure or not by_id[cell]:
                    by_name[cell] = []
        if prefix:
            by_name = {cell: [] if by_id[cell] else by_name[cell] for cell in different}
        return {cell: list(dict.fromkeys([*by_id[cell], *by_name[cell]])) for cell in different}

    def _find_bearers(self, cell: str) -> list[str]:
        """Find everything that bears a word as its id or as its name, each once."""
        bearers = [*self._by_id.get(cell, []), *self._by_name.get(fold_name(cell), [])]
        return list(dict.fromkeys(bearers))

    def find_all_meant(
        self, cell: str, *, among: Collection[str], prefix: str = ""
    ) -> tuple[str, ...]:
        """
        Find everybody whom a word could mean, for when it must miss nobody.

        Whom it names, with the prefix or without, if it names anybody; else
        whoever's id or name is like it.

        Examples
        --------
        >>> index = NameIndex(pd.Index(["p1", "p2"]), ["Ann Lee", "Bob Roe"])
        >>> index.find_all_meant("Anne Lee", among={"p1", "p2"})
        ('p1',)
        >>> index.find_all_meant("A. Lee", among={"p1", "p2"})
        ('p1',)
        >>> index.find_all_meant("Zita Kovacs", among={"p1", "p2"})
        ()
        """
        bearers = [*self._find_bearers(cell), *self._by_id.get(f"{prefix}{cell}", [])]
        if bearers:
            return tuple(row_id for row_id in dict.fromkeys(bearers) if row_id in among)
        return tuple(row_id for row_id in self._find_like(cell) if row_id in among)

    def is_borne(self, cell: str) -> bool:
        """Tell whether any row of the files, on the map or not, bears this id or name."""
        return bool(self._find_bearers(cell))

    def _find_like(self, cell: str) -> list[str]:
        from rapidfuzz import fuzz, process

        plain, folded = _letters_of(cell), fold_name(cell)
        wanted = _words_of(folded)
        near = process.extract(
            folded, [*self._by_name], scorer=fuzz.token_sort_ratio, score_cutoff=_MAY_BE_MEANT,
            limit=None,
        )  # fmt: skip
        like = [
            *(self._by_id[word] for word in self._by_id if _letters_of(word) == plain),
            *(self._by_name[name] for name in self._by_name
              if _may_be_same(wanted, _words_of(name))),
            *(self._by_name[name] for name, _, _ in near),
        ]  # fmt: skip
        return sorted({bearer for bearers in like for bearer in bearers} & self._known)

    def _say_which(self, on_map: list[str], several: int) -> str:
        """Say which ids may be meant, and that a row which is not on the map may be."""
        usable = [row_id for row_id in on_map if row_id in self._usable]
        if len(usable) == several:
            return f"Use the id of the one that is meant: {', '.join(usable[:5])}."
        if not on_map:
            return _LEFT_OUT
        if len(on_map) == several:
            return "Give each of the rows with that name an id of its own, and use that."
        rows = "another row that was" if several - len(on_map) == 1 else "other rows that were"
        return (
            f"It may mean {', '.join(on_map[:5])} or {rows} rejected or left out. "
            "Give each an id of its own, and use that."
        )

    def _suggest(self, cell: str, among: Collection[str] | None) -> str:
        from rapidfuzz import fuzz, process, utils

        if (near_id := self._near_ids.say(cell, among=among)) is not None:
            return near_id
        named = [row_id for row_id in self._by_name.get(cell, []) if row_id in self._usable]
        if named and among is None and _NUMBER.fullmatch(cell):
            return f"Numbers are ids here, and {cell!r} is a name: use its id {named[0]!r}."
        alike = self._same_letters.get(fold_name(cell))
        if alike is not None and among is None:
            return f"Did you mean {alike!r}?"
        pairs = zip(self._ids.tolist(), self._names, strict=True)
        names = [name for row_id, name in pairs
                 if isinstance(name, str) and (among is None or row_id in among)]  # fmt: skip
        known = list(dict.fromkeys(names))
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):  # as written, then in any order
            near = process.extractOne(
                cell, known, scorer=scorer, processor=utils.default_process,
                score_cutoff=_LIKE_ENOUGH,
            )  # fmt: skip
            if near:
                return f"Did you mean {near[0]!r}?"
        return self._say_parts(cell) or _say_longer(cell, known) or NO_IDEA

    def _say_parts(self, cell: str) -> str | None:
        """Say that a cell lists several that are known, parted by what does not part lists."""
        for sign in _OTHER_SIGNS:
            parts = [part.strip() for part in cell.split(sign)]
            if len(parts) > 1 and all(part and self.is_borne(part) for part in parts):
                return (
                    f"{say_list([repr(part) for part in parts])} are known: put ';' between them."
                )
        return None


def _say_longer(cell: str, names: Iterable[str]) -> str | None:
    """Say the one name that has all words of a cell, or all of whose words the cell has."""
    words = {*fold_name(cell).split()}
    if sum(map(len, words)) < _SHORTEST:
        return None
    longer = [name for name in names if _is_longer(words, {*fold_name(name).split()})]
    return f"Did you mean {longer[0]!r}?" if len(longer) == 1 else None


def _is_longer(words: set[str], others: set[str]) -> bool:
    return bool(others) and (words <= others or others <= words)


def fold_name(name: str) -> str:
    """Fold one name, as `fold_names` does."""
    return fold_names([name])[0]


def _list_bearers(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """List who bears each word, each bearer once."""
    bearers: dict[str, dict[str, None]] = {}
    for word, bearer in pairs:
        if word:
            bearers.setdefault(word, {})[bearer] = None
    return {word: [*each] for word, each in bearers.items()}


def _letters_of(text: str) -> str:
    """Keep letters and digits, without leading zeros: ``P-001`` and ``p1`` are alike."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[\W_]+", "", fold_name(text)))


def _words_of(name: str) -> list[str]:
    """Take the words of a folded name, without titles."""
    words = re.findall(r"\w+", name)
    return [word for word in words if word not in _TITLES]


def _may_be_same(wanted: list[str], words: list[str]) -> bool:
    """Tell whether one could be the other with words left out, or short of its first name."""
    if not wanted or not words:
        return False
    if set(wanted) <= set(words) or set(words) <= set(wanted):
        return True
    if len(wanted) == 1:  # initials
        return wanted[0] == "".join(word[0] for word in words)
    return wanted[-1] == words[-1] and wanted[0][0] == words[0][0]


def _is_in(cells: Cells, words: Iterable[str]) -> Flags:
    return np.fromiter((cell in words for cell in cells), dtype=bool, count=len(cells))
