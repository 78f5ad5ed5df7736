"""What a file is said to hold beside its rows: formulas nobody worked out, merged cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from assetmap.gather.files.rows import Row
from assetmap.gather.files.unseen import HiddenCells
from assetmap.typing import Integers

__all__ = ["Notice", "find_fills", "list_runs", "notice_formulas", "notice_merged"]

_MOST_NAMED = 6
"""Columns of which the rows are listed."""


class Notice(NamedTuple):
    """Something said of a whole table; ``code`` is stable."""

    code: str
    says: str
    remedy: str = ""


_UNTOLD = Notice(
    "old_workbook",
    "an old XLS does not tell here which of its rows and columns are hidden, which formulas have "
    "no value, nor which numbers are shown with zeros in front: all were read as they are",
    "If rows are hidden, or ids begin with 0, save it as XLSX and read that.",
)


def list_runs(numbers: Integers) -> str:
    """
    List numbers, those that follow one another as from and to.

    Examples
    --------
    >>> list_runs(np.array([2, 3, 4, 7]))
    '2 to 4, 7'
    """
    runs = np.split(numbers, np.flatnonzero(np.diff(numbers) != 1) + 1)
    said = [f"{run[0]}" if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs[:10]]
    return ", ".join(said) + (f" and {len(runs) - 10} more" if len(runs) > 10 else "")


def notice_formulas(unseen: HiddenCells, names: Sequence[str], rows: Integers) -> list[Notice]:
    """Say which formulas have no value or were never worked out, and what an old XLS hides."""
    remedy = "Open the file in a spreadsheet and save it, so that it holds the values."
    kinds = (
        ("formula_without_value", unseen.formulas, "without a saved value, and count as blank"),
        ("formula_not_worked_out", unseen.unworked,
         "with the value 0 or nothing, in a file that no spreadsheet has worked out since it was "
         "written: read so, and perhaps not meant"),
    )  # fmt: skip
    notices = [_UNTOLD] if unseen.is_untold else []
    for code, cells, what in kinds:
        if said := _list_formulas(cells, names, rows, what):
            notices.append(Notice(code, said, remedy))
    return notices


def _list_formulas(
    cells: Sequence[tuple[int, int]], names: Sequence[str], rows: Integers, what: str
) -> str:
    """Say how many of these cells a table holds, and in which columns and rows."""
    first, last = (int(rows[0]), int(rows[-1])) if len(rows) else (1, 0)
    found = [(row, at) for row, at in cells if not row or first <= row <= last]
    if not found:
        return ""
    by_column: dict[str, list[int]] = {}
    for row, at in found:
        name = names[at - 1] if 0 < at <= len(names) else f"number {at}"
        by_column.setdefault(name, []).append(row)
    listed = [
        f"{name!r} (row {list_runs(np.unique(at_rows))})"
        for name, at_rows in [*by_column.items()][:_MOST_NAMED]
    ]
    count = "1 cell holds a formula" if len(found) == 1 else f"{len(found):,} cells hold formulas"
    more = (
        f" and {len(by_column) - _MOST_NAMED} more columns" if len(by_column) > _MOST_NAMED else ""
    )
    return f"{count} {what}: {', '.join(listed)}{more}"


def find_fills(
    unseen: HiddenCells, rows: Sequence[Row], first: int, size: int, ignored: frozenset[int]
) -> dict[int, dict[int, str]]:
    """
    Find what merged cells say of the rows that they reach down to.

    Parameters
    ----------
    unseen
        Which cells are merged.
    rows
        All rows of the sheet.
    first, size
        The number of the first row below the header, and how many there are.
    ignored
        Columns that are not filled.

    Returns
    -------
    fills
        Text by position of the row, by position of the column.
    """
    fills: dict[int, dict[int, str]] = {}
    for merge in unseen.merged:
        place = merge.column - 1
        row = rows[merge.first - 1] if merge.first <= len(rows) else ()
        text = row[place] if place < len(row) else None
        if not text or not merge.is_text or merge.first < first or place in ignored:
            continue
        for at in range(merge.first + 1 - first, min(merge.last + 1 - first, size)):
            fills.setdefault(place, {})[at] = text
    return fills


def notice_merged(
    unseen: HiddenCells, names: Sequence[str], fills: Mapping[int, Mapping[int, str]], first: int
) -> list[Notice]:
    """Say which cells are merged downwards, and what was read of them."""
    notices = []
    for place, texts in fills.items():
        if place < len(names):
            runs = list_runs(np.array(sorted(texts)) + first)
            notices.append(
                Notice(
                    "merged_cells",
                    f"merged cells under {names[place]!r} were read in each of their rows: "
                    f"also in row {runs}",
                    "Take the merging apart if a value belongs to its first row alone.",
                )
            )
    numbers: dict[str, list[int]] = {}
    for merge in unseen.merged:
        if not merge.is_text and merge.first >= first and merge.column <= len(names):
            at = numbers.setdefault(names[merge.column - 1], [])
            at += range(merge.first, merge.last + 1)
    for name, at_rows in numbers.items():
        notices.append(
            Notice(
                "merged_cells",
                f"numbers under {name!r} are merged over rows {list_runs(np.unique(at_rows))}, "
                "and were read in the first of them alone",
                f"Say fill_down = [{name!r}] if each of the rows has that number.",
            )
        )
    return notices
