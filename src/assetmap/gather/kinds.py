"""The kind, the theme and the sector of rows that do not say them: by the rules for words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from assetmap.gather.kind_rules import KindRules
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import to_member
from assetmap.model import AssetKind, AssetsSection, ThemeRule
from assetmap.typing import Flags
from assetmap.wording import say_list

__all__ = ["settle_kinds"]

_SAID_AT_MOST = 20
_MOST = 0.5
_BY_WORD, _BY_TITLE, _BY_NAME = "the words", "the name of the file or the sheet", "their names"


def settle_kinds(section: AssetsSection, mapped: MappedTable, rules: KindRules) -> MappedTable:
    """
    Fill in the kind of rows that say none of ours, with what the rules know beside it.

    What is written under the heading is looked up first, then the kind that the
    section states, the name of the file or the sheet, and the name of the row. Where
    the heading was guessed and none of its words is a kind, they become themes.
    """
    cells = mapped.cells("kind")
    is_open = mapped.ledger.is_open
    different = {cell for cell in set(cells.tolist()) if cell is not None}
    stated = {cell: to_member(cell, AssetKind) for cell in different}
    is_stated = np.array([cell is not None and stated[cell] is not None for cell in cells], bool)
    is_asked = is_open & ~is_stated
    if not is_asked.any():
        return mapped
    found = _KindsFound(len(cells))
    names = mapped.cells("name")
    title = rules.match_table(mapped.raw.file, mapped.raw.sheet, names[is_written(names)])
    is_titled = title is not None and not title[1].weak
    is_of_spaces = title is not None and title[1].kind is AssetKind.SPACE
    by_word = {
        cell: rule
        for cell in sorted(different)
        if stated[cell] is None
        and (rule := rules.find(cell)) is not None
        # In a list of spaces a church is a building.
        and not (is_of_spaces and rule[1].kind is AssetKind.ASSOCIATION)
    }
    has_word = np.array([cell in by_word for cell in cells], dtype=bool)
    known = sum(member is not None for member in stated.values())
    if known and known >= _MOST * len(different):
        # A column of kinds: what else stands there is a slip of the pen.
        is_asked &= has_word | ~is_written(cells)
        if not is_asked.any():
            return mapped
    # Where most of the words say nothing, the others are about something else than the kind.
    if not is_titled or has_word[is_asked].mean() >= _MOST:
        for cell, rule in by_word.items():
            found.add(np.asarray(cells == cell, dtype=bool), *rule, _BY_WORD)
    _fill_constant(section, found, is_asked)
    if title is not None and is_titled:
        found.add(is_asked, *title, _BY_TITLE)
    _fill_by_name(mapped, rules, found, is_asked)
    if title is not None:
        found.add(is_asked, *title, _BY_TITLE)
    words = no_cells(len(cells))
    words[is_asked] = cells[is_asked]
    _write(section, mapped, found, is_asked, has_ours=bool(is_stated.any()))
    return replace(mapped, kind_words=words)


class _KindsFound:
    """What was found of each row: its kind, theme and sector, and by which words."""

    def __init__(self, size: int) -> None:
        self.kind, self.theme, self.sector = no_cells(size), no_cells(size), no_cells(size)
        self.said: Counter[tuple[str, str, str]] = Counter()

    def add(self, where: Flags, words: str, rule: ThemeRule, way: str) -> None:
        """Fill in what is not known yet of these rows."""
        is_new = where & ~is_written(self.kind)
        if rule.kind is not None:
            self.kind[is_new] = str(rule.kind)
            self.said[way, words, str(rule.kind)] += int(is_new.sum())
        for column, value in ((self.theme, rule.theme), (self.sector, rule.sector)):
            column[where & ~is_written(column)] = value


def _fill_constant(section: AssetsSection, found: _KindsFound, is_asked: Flags) -> None:
    kind = to_member(str(section.constant.get("kind", "")), AssetKind)
    if kind is not None:
        found.kind[is_asked & ~is_written(found.kind)] = kind


def _fill_by_name(
    mapped: MappedTable, rules: KindRules, found: _KindsFound, is_asked: Flags
) -> None:
    """Look up the names of rows whose kind, or theme, is not known yet."""
    names = mapped.cells("name")
    is_left = is_asked & is_written(names) & (~is_written(found.kind) | ~is_written(found.theme))
    for row in np.flatnonzero(is_left):
        rule = rules.match_name(str(names[row]))
        if rule is None:
            continue
        if found.kind[row] is None and rule.kind is not None and not rule.weak:
            found.kind[row] = str(rule.kind)
            found.said[_BY_NAME, "", str(rule.kind)] += 1
        elif found.kind[row] != str(rule.kind):
            continue
        found.theme[row] = found.theme[row] or rule.theme
        found.sector[row] = found.sector[row] or rule.sector


def _write(
    section: AssetsSection,
    mapped: MappedTable,
    found: _KindsFound,
    is_asked: Flags,
    *,
    has_ours: bool,
) -> None:
    """Put what was found under our names, and say it."""
    cells = mapped.cells("kind")
    is_guessed = "kind" not in section.columns and not has_ours
    mapped.columns["kind"] = np.where(is_asked & is_written(found.kind), found.kind, cells)
    is_unknown = is_asked & ~is_written(found.kind)
    theirs = no_cells(len(cells))
    if is_guessed:
        theirs[is_asked] = cells[is_asked]
        mapped.columns["kind"][is_unknown] = None
    _add_themes(mapped, [theirs, found.theme], is_asked)
    sector = mapped.cells("sector")
    if is_written(found.sector[is_asked]).any():
        is_blank = is_asked & ~is_written(sector)
        mapped.columns["sector"] = np.where(is_blank, found.sector, sector).astype(object)
    _say(mapped, found, unknown=cells[is_unknown])


def _add_themes(mapped: MappedTable, more: list[Cells], is_asked: Flags) -> None:
    """Join themes to those that rows have; those of the rules only where a row has none."""
    own = mapped.cells("themes")
    theirs, ours = more
    joined = own.copy()
    for row in np.flatnonzero(is_asked):
        words = [word for word in (own[row], theirs[row]) if word]
        if ours[row] and not own[row]:
            words.append(ours[row])
        joined[row] = mapped.separator.join(dict.fromkeys(words)) or None
    if is_written(joined).any():
        mapped.columns["themes"] = joined


def _say(mapped: MappedTable, found: _KindsFound, unknown: Cells) -> None:
    """Say which words gave which kind, and which said none."""
    for way in (_BY_WORD, _BY_TITLE, _BY_NAME):
        matched = [
            f"{words + ' → ' if words else ''}{kind} ({count:,})"
            for (by, words, kind), count in found.said.most_common()
            if by == way and count
        ]
        if matched:
            mapped.ledger.remark(
                "kind_by_rule",
                f"kinds by {way}: {say_list(matched, at_most=_SAID_AT_MOST)}",
                "Where one is wrong, say `kind`, or `values.kind` or `[themes]` in a project file.",
            )
    lost = Counter(unknown[is_written(unknown)].tolist())
    if lost:
        words = [f"{word!r} ({count:,})" for word, count in lost.most_common()]
        mapped.ledger.remark(
            "kind_unknown",
            f"no rule knows the kind of {say_list(words, at_most=_SAID_AT_MOST)}",
            'Say it under `[themes]`, as "word" = { kind = "space" }.',
        )
