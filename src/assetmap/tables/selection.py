"""Which assets are free, accessible, in a language: asked of columns by value, or by a mask."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.language import say, say_plural
from assetmap.model import Status
from assetmap.tables.categories import read_grouping
from assetmap.tables.columns import ASSETS, Column
from assetmap.tables.folding import fold_names
from assetmap.tables.opening_hours import read_moment, tell_open
from assetmap.tables.selection_sentences import (
    AT_LEAST,
    AT_MOST,
    say_asked,
    say_bound,
    say_unsaid,
)
from assetmap.tables.spellings import read_plainly, spell
from assetmap.typing import Flags
from assetmap.wording import say_any, say_each, say_list, say_number, write_id

__all__ = ["Selection", "Where", "find_selected"]

Where: TypeAlias = "Mapping[str, Any] | pd.Series[Any] | npt.ArrayLike"
"""What is asked of each column, or a flag for each asset; never an expression."""

_OPEN_AT = "open_at"
_COLUMNS = {column.name: column for column in ASSETS.columns}
_BETWEEN_WORDS = ";"


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """
    Which assets are as asked, and which do not say.

    An asset that does not say something is neither as asked nor otherwise: it
    is not selected, and counted, so that a sentence can say so.

    Attributes
    ----------
    is_selected
        A flag for each asset: it says all that is asked.
    is_undecided
        A flag for each asset that may be as asked: what it says is, and
        something it does not say.
    is_unsaid
        For each thing asked, in its order, a flag for each asset that does not
        say it.
    says
        What was asked, in words: ``"cost: free; capacity at least 30"``; empty
        where nothing was.
    """

    is_selected: Flags
    is_undecided: Flags
    is_unsaid: Mapping[str, Flags]
    says: str

    def count_unsaid(self, is_counted: Flags | None = None) -> dict[str, int]:
        """Count for each thing asked the assets, of those that are counted, that do not say it."""
        return {
            name: int((flags if is_counted is None else flags & is_counted).sum())
            for name, flags in self.is_unsaid.items()
        }

    def say_unsaid(self, is_counted: Flags | None = None) -> str:
        """
        Say how many assets, of those that are counted, do not say what is asked.

        Examples
        --------
        >>> halls = pd.DataFrame({"accessible": ["yes", None, "no"]})
        >>> find_selected(halls, where={"accessible": True}).say_unsaid()
        'Of 3 assets, 1 does not say whether they are accessible.'
        """
        of = len(self.is_selected) if is_counted is None else int(is_counted.sum())
        told = [
            say_unsaid(name, count)
            for name, count in self.count_unsaid(is_counted).items()
            if count
        ]
        if not told:
            return ""
        return say_plural("Of {count:,} asset, {what}.", "Of {count:,} assets, {what}.", of,
                          what=say_list(told))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a column says of one thing asked: yes, not said (else no); and the thing in words."""

    is_yes: Flags
    is_unsaid: Flags
    says: str


class _Refusal(Exception):  # noqa: N818 - never leaves this file
    """A thing that cannot be asked; its one argument is the problem."""


def find_selected(assets: pd.DataFrame, *, where: Where | None) -> Selection:
    """
    Find the assets that are as asked, and say which do not say.

    Parameters
    ----------
    assets
        One row per asset, as ``m.assets``. Not modified.
    where
        What each column must say: a value, or a list of values of which one is
        enough; an asset must be as asked in every column.

        - Text and lists of words: one of their words, whatever its case and
          accents: ``{"cost": "free", "languages": "Gujarati"}``.
        - ``True`` and ``False`` for flags, and for ``accessible``, where
          ``"limited"`` is neither.
        - ``"open_at"``, of an ordinary week, ``"Tue 19:00"``, or of a day, a
          ``datetime`` by the local clock: see `tell_open`.
        - Numbers by ``"capacity_at_least"`` and ``"capacity_at_most"``; a
          column of your own also by its numbers.

        Or a flag for each asset, as a Series by asset id or an array in the
        order of the assets; a missing flag is not said. None asks nothing.

    Returns
    -------
    selection
        Flags in the order of the assets.

    Raises
    ------
    TableError
        With every problem: columns and words that no asset has, and the near
        one; what is text, which is never run as an expression.
    MissingExtraError
        If ``"open_at"`` is asked and the extra ``hours`` is not installed.

    Examples
    --------
    >>> halls = pd.DataFrame(
    ...     {"cost": ["free", "£3", None], "languages": [("English", "Gujarati"), (), ("Polish",)]}
    ... )
    >>> found = find_selected(halls, where={"cost": "free", "languages": "gujarati"})
    >>> found.is_selected.tolist(), found.count_unsaid()
    ([True, False, False], {'cost': 1, 'languages': 1})
    >>> find_selected(halls, where={"cots": "free", "languages": "Gujerati"})
    Traceback (most recent call last):
        ...
    assetmap.errors.TableError: These assets cannot be selected: 2 problems.
    - where, cots: assets have no such column. Did you mean 'cost'?
    - where, languages: no asset says 'Gujerati'. Did you mean 'Gujarati'?
    """
    if where is None:
        everything = np.ones(len(assets), dtype=bool)
        return Selection(everything, ~everything, MappingProxyType({}), "")
    asked = where if isinstance(where, Mapping) else {"where": where}
    ask = _ask if isinstance(where, Mapping) else _ask_mask
    answers: dict[str, _Answer] = {}
    problems: list[Problem] = []
    for name, value in asked.items():
        try:
            answers[str(name)] = ask(assets, name, value)
        except _Refusal as refusal:
            problems.append(refusal.args[0])
    if problems:
        count = say_number(len(problems), "problem")
        raise TableError(f"These assets cannot be selected: {count}.", problems)
    is_selected, is_possible = np.ones((2, len(assets)), dtype=bool)
    for answer in answers.values():
        is_selected &= answer.is_yes
        is_possible &= answer.is_yes | answer.is_unsaid
    return Selection(
        is_selected,
        is_possible & ~is_selected,
        MappingProxyType({name: answer.is_unsaid for name, answer in answers.items()}),
        say_each([answer.says for answer in answers.values() if answer.says]),
    )


def _ask_mask(assets: pd.DataFrame, name: str, mask: Any) -> _Answer:
    """Take a flag for each asset, by id or in order."""
    if isinstance(mask, str) or callable(mask):
        raise _refuse(name, "not_a_mask", "is an expression, and no expression is ever run.",
                      'Write what a column must say, {"cost": "free"}, or give a flag for each '
                      "asset.")  # fmt: skip
    if isinstance(mask, pd.Series):
        if mask.index.has_duplicates or not assets.index.isin(mask.index).all():
            raise _refuse(name, "not_aligned", "does not have one flag for each asset.",
                          "Index it by the ids of the assets (`m.assets.index`).")  # fmt: skip
        mask = mask.reindex(assets.index).array
    flags = np.asarray(mask) if hasattr(mask, "dtype") else np.array(mask, dtype=object)
    if flags.shape != (len(assets),):
        raise _refuse(name, "not_aligned", f"has {flags.size:,} flags for {len(assets):,} assets.",
                      "Give one for each, in their order.")  # fmt: skip
    is_unsaid = pd.isna(flags)
    given = flags[~is_unsaid]
    if flags.dtype != bool and not all(isinstance(flag, bool | np.bool_) for flag in given):
        raise _refuse(name, "not_a_mask", "holds other values than True and False.",
                      "Compare a column with a value to make flags of it.")  # fmt: skip
    is_yes = np.zeros(len(assets), dtype=bool)
    is_yes[~is_unsaid] = given.astype(bool)
    return _Answer(is_yes, is_unsaid, "")


def _ask(assets: pd.DataFrame, name: Any, value: Any) -> _Answer:
    """Ask one thing of its column."""
    if name == _OPEN_AT:
        return _ask_open(assets, value)
    bound = _find_bound(assets, name)
    if bound is not None:
        return _ask_bound(assets, name, value, *bound)
    cells = _find_cells(assets, name)
    column, values = _COLUMNS.get(str(cells.name)), _list_values(name, value)
    if pd.api.types.is_bool_dtype(cells.dtype):
        return _ask_flags(cells, name, values)
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return _ask_numbers(cells, name, values)
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        raise _refuse(name, "a_date", "holds days, which are not asked for by value.",
                      "Give a flag for each asset, of days compared with one.")  # fmt: skip
    return _ask_words(cells, name, values, column)


def _ask_open(assets: pd.DataFrame, value: Any) -> _Answer:
    """Ask for what is open at one of these times."""
    hours = assets.get("opening_hours")
    if hours is None:
        raise _refuse(_OPEN_AT, "unknown_column", "assets have no column 'opening_hours'.",
                      "Read one, or leave this out.")  # fmt: skip
    asked = value if isinstance(value, list | tuple) and value else [value]
    moments = [read_moment(one) for one in asked]
    for one, moment in zip(asked, moments, strict=True):
        if moment is None:
            raise _refuse(_OPEN_AT, "not_a_time", f"{one!r} is no time that can be asked for.",
                          'Write a day of the week and a time, "Tue 19:00", or give a datetime '
                          "without a time zone.")  # fmt: skip
    answers = [tell_open(hours, moment) for moment in moments if moment is not None]
    is_open = np.logical_or.reduce([answer[0] for answer in answers])
    is_unsaid = np.logical_or.reduce([answer[1] for answer in answers]) & ~is_open
    said = say_any([str(moment) for moment in moments])
    return _Answer(is_open, is_unsaid, say("open at {times}", times=said))


def _find_bound(assets: pd.DataFrame, name: Any) -> tuple[str, Callable[..., Any]] | None:
    """Take a name such as ``capacity_at_least`` for a column and how it is compared."""
    for end, compare in ((AT_LEAST, np.greater_equal), (AT_MOST, np.less_equal)):
        if isinstance(name, str) and name.endswith(end) and name not in assets:
            return name.removesuffix(end), compare
    return None


def _find_cells(assets: pd.DataFrame, name: Any) -> pd.Series[Any]:
    """Give a column that may be asked for; those about single assets are not."""
    known = [str(column) for column in assets.columns if _may_ask(str(column))]
    if not isinstance(name, str) or name == "geometry" or read_grouping(assets, name) not in assets:
        raise _refuse(name, "unknown_column", "assets have no such column.",
                      find_near_word(name, known))  # fmt: skip
    name = read_grouping(assets, name)
    if not _may_ask(name):
        raise _refuse(name, "unknown_column", "is about single assets.",
                      f"Known: {', '.join(known)}.")  # fmt: skip
    cells: pd.Series[Any] = assets[name]
    return cells


def _may_ask(name: str) -> bool:
    """Tell whether a column may be asked for: a file's own may, names and contacts may not."""
    column = _COLUMNS.get(name)
    if column is None:
        return True
    is_open = column.may_group or column.vocabulary is not None or name == "place_id"
    return is_open or column.holds in {"number", "flag", "date"}


def _list_values(name: Any, value: Any) -> list[Any]:
    """List what is asked for, of which one is enough."""
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    values = list(value) if isinstance(value, list | tuple | np.ndarray | pd.Index) else [value]
    plain = (str, bool, np.bool_, int, float, np.number)
    if not values or not all(isinstance(one, plain) and not _is_nan(one) for one in values):
        raise _refuse(name, "not_a_value", "asks for nothing that can be compared.",
                      "Give a word, True or False, or a list of words.")  # fmt: skip
    return values


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _ask_flags(cells: pd.Series[Any], name: str, values: list[Any]) -> _Answer:
    """Ask for flags that are one of these."""
    if not all(isinstance(value, bool | np.bool_) for value in values):
        raise _refuse(name, "not_a_flag", "holds True and False.", "Use True or False.")
    is_unsaid = cells.isna().to_numpy()
    is_yes = cells.isin(values).to_numpy(dtype=bool) & ~is_unsaid
    return _Answer(
        is_yes, is_unsaid, say_asked(name, [say("yes") if value else say("no") for value in values])
    )


def _ask_numbers(cells: pd.Series[Any], name: str, values: list[Any]) -> _Answer:
    """Ask for numbers of a file's own column that are one of these."""
    if name in _COLUMNS:
        raise _refuse(name, "which_numbers", "holds numbers, of which hardly two are the same.",
                      f"Say {name + AT_LEAST!r} or {name + AT_MOST!r}.")  # fmt: skip
    for value in values:
        if isinstance(value, str) or not (cells == value).any():
            known = map(write_id, cells.dropna().unique())
            raise _refuse(name, "unknown_value", f"no asset has {value!r}.",
                          find_near_word(write_id(value), known))  # fmt: skip
    is_unsaid = cells.isna().to_numpy()
    is_yes = cells.isin(values).to_numpy(dtype=bool) & ~is_unsaid
    return _Answer(is_yes, is_unsaid, say_asked(name, map(write_id, values)))


def _ask_bound(
    assets: pd.DataFrame, asked: str, value: Any, name: str, compare: Callable[..., Any]
) -> _Answer:
    """Ask for numbers that are at least, or at most, so many."""
    cells = _find_cells(assets, name)
    is_number = pd.api.types.is_numeric_dtype(cells.dtype)
    if not is_number or pd.api.types.is_bool_dtype(cells.dtype):
        raise _refuse(asked, "not_numbers", f"{name!r} holds no numbers.", "Ask for its words.")
    is_size = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not is_size or not np.isfinite(value):
        raise _refuse(asked, "not_a_number", f"{value!r} is not a number.", "Give one number.")
    sizes = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    is_unsaid = np.isnan(sizes)
    is_yes = compare(sizes, float(value)) & ~is_unsaid
    return _Answer(is_yes, is_unsaid, say_bound(asked, name, value))


def _ask_words(
    cells: pd.Series[Any], name: str, values: list[Any], column: Column | None
) -> _Answer:
    """Ask for text, or lists of words, of which one word is one of these."""
    wanted = _spell_values(values, column)
    codes, different = pd.factorize(cells.to_numpy(dtype=object))
    words = [_words_of(cell, column) for cell in different]
    folded = [set(fold_names(cell)) for cell in words]
    stated = set().union(*folded) if folded else set()
    closed = {str(word) for word in (column.vocabulary or ())} if column is not None else set()
    known = {word for cell in words for word in cell} | closed | _known_words(column)
    missing = [
        value
        for value, word in zip(wanted, fold_names(wanted), strict=True)
        if (stated or closed) and word not in stated | set(fold_names(known))
    ]
    if missing:
        raise _refuse(name, "unknown_value", f"no asset says {say_list(list(map(repr, missing)))}.",
                      " ".join(find_near_word(value, known) for value in missing))  # fmt: skip
    sought = set(fold_names(wanted))
    is_yes = np.array([not sought.isdisjoint(cell) for cell in folded] + [False])[codes]
    is_said = np.array([_says_plainly(cell, column) for cell in different] + [False])[codes]
    return _Answer(is_yes, ~is_said & ~is_yes, say_asked(name, wanted))


def _spell_values(values: list[Any], column: Column | None) -> list[str]:
    """Write what is asked for as the column does: True is "yes", 7.0 is "7"."""
    words = [str(value) if isinstance(value, bool | np.bool_) else write_id(value)
             for value in values]  # fmt: skip
    if column is None or not column.spellings:
        return words
    if column.holds == "words":
        cells = np.empty(len(words), dtype=object)
        cells[:] = [(word,) for word in words]
        return [cell[0] for cell in spell(cells, column)]
    return [str(word) for word in spell(np.array(words, dtype=object), column)]


def _words_of(cell: Any, column: Column | None) -> list[str]:
    """List the words of a cell, with what it plainly says."""
    if isinstance(cell, tuple | list):
        return [str(word) for word in cell]
    text = write_id(cell)
    if column is None:
        return list(dict.fromkeys([text, *(word.strip() for word in text.split(_BETWEEN_WORDS))]))
    plain = read_plainly(text, column) if column.spellings else None
    return [text] if plain is None or plain == text else [text, plain]


def _says_plainly(cell: Any, column: Column | None) -> bool:
    """Tell whether a cell says something, and in words that its column knows."""
    if isinstance(cell, tuple | list):
        return len(cell) > 0
    text = write_id(cell).strip()
    if column is not None and column.spellings:
        return read_plainly(text, column) is not None
    return bool(text) and not (column is not None and text == str(Status.UNKNOWN))


def _known_words(column: Column | None) -> set[str]:
    return {word for word, _ in column.spellings} if column is not None else set()


def _refuse(name: Any, code: str, says: str, remedy: str) -> _Refusal:
    where = "where" if name == "where" else f"where, {name}"
    return _Refusal(Problem(where, code, says, remedy))
