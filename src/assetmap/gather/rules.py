"""What a section says of single values: which rows to drop, and what words mean."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assetmap.gather.files import RawTable
from assetmap.gather.ledger import TableLedger
from assetmap.gather.reasons import Reason
from assetmap.gather.tidy import Cells, no_cells, tidy_cells
from assetmap.gather.values import read_flags
from assetmap.model import DropRule
from assetmap.tables import fold_names
from assetmap.typing import Flags

__all__ = ["RuleUse", "drop_rows", "remark_unused", "translate"]

_EVERYTHING_ELSE = "*"
_MOST_SHOWN = 8
_MOST_ANSWERS = 40  # different ways to write yes and no; there are fewer


@dataclass
class RuleUse:
    """Which rules of a section fitted anything in one table, and what stands there instead."""

    used: set[tuple[str, str]] = field(default_factory=set)
    """Rule and word, as the project file has them."""
    unused: dict[tuple[str, str], str] = field(default_factory=dict)
    """Those that fitted nothing, and what the column holds."""

    def count(
        self, rule: str, word: str, values: Collection[str | None], *, is_found: bool
    ) -> None:
        """Remember whether a word of a rule stands anywhere."""
        if is_found:
            self.used.add((rule, word))
        else:
            known = sorted(value for value in values if value)[:_MOST_SHOWN]
            self.unused[rule, word] = ", ".join(map(repr, known)) or "nothing"


def remark_unused(uses: Sequence[tuple[TableLedger, RuleUse]]) -> None:
    """Say, of all tables of a section, which of its rules fitted nothing in any."""
    used = set().union(*(use.used for _, use in uses))
    said: set[tuple[str, str]] = set()
    for ledger, use in uses:
        by_rule: dict[str, list[str]] = {}
        holds: dict[str, str] = {}
        for (rule, word), known in use.unused.items():
            if (rule, word) not in used | said:
                said.add((rule, word))
                by_rule.setdefault(rule, []).append(word)
                holds[rule] = known
        for rule, words in by_rule.items():
            listed = ", ".join(map(repr, words[:_MOST_SHOWN]))
            more = f" and {len(words) - _MOST_SHOWN} more" if len(words) > _MOST_SHOWN else ""
            ledger.remark(
                "unused_rule",
                f"{rule} fitted no row: {listed}{more} stands nowhere in the column",
                f"The column holds {holds[rule]}. Correct the rule, or take it out.",
            )


def drop_rows(
    rule: DropRule,
    table: RawTable,
    given: Mapping[str, Cells],
    ledger: TableLedger,
    use: RuleUse,
) -> None:
    """Skip the rows that a rule names, with its reason."""
    name = table.find(rule.column)
    if name is None:
        return
    cells = given[name]
    stated = rule.equals if rule.equals is not None else rule.differs
    words = list(stated or ())
    found = _find_words(cells, words)
    is_named = np.any([*found.values()], axis=0) if found else np.zeros(len(cells), dtype=bool)
    where = is_named if rule.equals is not None else ~is_named
    for word in words:
        says = f"the drop rule for {rule.column!r}"
        if tidy_cells([word])[0] is not None:  # a rule for blanks fits none where all is filled in
            use.count(says, word, set(cells.tolist()), is_found=bool(found[word].any()))
    ledger.skip(where, Reason("dropped", rule.because), column=name, value=cells)


def _find_words(cells: Cells, words: Sequence[str]) -> dict[str, Flags]:
    """Find the cells that hold each word, however it is spelt, and yes and no in any form."""
    values = list(set(cells.tolist()))
    is_answers = _are_answers(values)
    by_form: dict[object, set[str | None]] = {}
    for value, form in zip(values, fold_names(values), strict=True):
        by_form.setdefault(form if value is not None else None, set()).add(value)
        if is_answers and value is not None:
            by_form.setdefault(_answer(value), set()).add(value)
    found = {}
    for word in words:
        # A rule may name a word that tidying takes for "nothing written", such as "na".
        tidied = tidy_cells([word])[0]
        meant = {*by_form.get(None if tidied is None else _fold(tidied), ())}
        if is_answers and tidied is not None and (answer := _answer(tidied)) is not None:
            meant |= by_form.get(answer, set())
        found[word] = np.fromiter((cell in meant for cell in cells), dtype=bool, count=len(cells))
    return found


def _are_answers(values: Iterable[str | None]) -> bool:
    """Tell a column in which nothing but yes and no is written, in whatever form."""
    written = [value for value in values if value is not None]
    return 0 < len(written) <= _MOST_ANSWERS and None not in map(_answer, written)


def _answer(word: str) -> bool | None:
    """Read yes or no; None where it is neither."""
    flags, is_unread = read_flags(np.array([word], dtype=object))
    return None if is_unread[0] else bool(flags[0])


def translate(
    ours: str, cells: Cells, translation: Mapping[str, str], split: str | None, use: RuleUse
) -> Cells:
    """Replace values by what the project file says they mean; in lists, word by word."""
    folded = {_fold(word): word for word in translation}
    otherwise = translation.get(_EVERYTHING_ELSE)
    values = set(cells.tolist()) - {None}
    if _are_answers(values):
        for value, word in itertools.product(sorted(values), translation):
            if _answer(value) is _answer(word):
                folded.setdefault(_fold(value), word)
    met: set[str] = set()

    def mean(word: str) -> str:
        key = word if word in translation else folded.get(_fold(word))
        if key is None:
            return word if otherwise is None else otherwise
        met.add(key)
        return translation[key]

    known: dict[str | None, str | None] = {None: None}
    words_met: set[str] = set()
    for cell in values:
        is_whole = split is None or _fold(cell) in folded
        words = [cell] if is_whole else cell.replace("\n", split or "").split(split)
        words_met.update(word.strip() for word in words)
        known[cell] = (split or "").join(mean(word.strip()) for word in words if word.strip())
    for word in translation:
        if word != _EVERYTHING_ELSE:
            use.count(f"`values` for {ours}", word, words_met, is_found=word in met)
    translated = no_cells(len(cells))
    translated[:] = [known[cell] for cell in cells]
    return translated


def _fold(word: str) -> str:
    return fold_names([word if word.isascii() else tidy_cells([word])[0] or word])[0]
