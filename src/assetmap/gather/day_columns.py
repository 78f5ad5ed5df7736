"""A column for each day of the week: their cells are the opening hours of a row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assetmap.gather.hours import translate_hours
from assetmap.gather.tidy import Cells, is_written, no_cells, normalise_header

__all__ = ["find_day_columns", "join_days", "name_days"]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HEAD = re.compile(
    r"(?:opening |open )?(?:hours |times )?"
    r"(mon|tue|wed|thu|fri|sat|sun)(?:s|rs|r|day|sday|nesday|rsday|urday)?s?"
    r"(?: opening| open)?(?: hours| times)?"
)
_FEWEST = 5
"""Days that must have a column: of a list of sessions, two may."""
_LOOKED_AT, _OFTEN = 2_000, 0.5
_CLOSED = frozenset({"closed", "shut"})


def find_day_columns(columns: Mapping[str, Cells]) -> tuple[str, ...]:
    """
    Find the columns of the days of the week, from Monday, where their cells are hours.

    Examples
    --------
    >>> import numpy as np
    >>> cells = np.array(["9am-5pm", "Closed", None], dtype=object)
    >>> heads = ["Name", "Sat", "Mon", "Tue", "Weds opening", "Thursday", "Fri"]
    >>> find_day_columns({head: cells for head in heads})
    ('Mon', 'Tue', 'Weds opening', 'Thursday', 'Fri', 'Sat')
    >>> find_day_columns({head: np.array(["All day"], dtype=object) for head in heads})
    ()
    """
    by_day: dict[str, str] = {}
    for head in columns:
        if (day := _day_of(head)) is not None:
            by_day.setdefault(day, head)
    heads = tuple(by_day[day] for day in _DAYS if day in by_day)
    if len(heads) < _FEWEST:
        return ()
    looked_at = [columns[head][:_LOOKED_AT] for head in heads]
    written = [cell for cells in looked_at for cell in cells[is_written(cells)]]
    known = {cell: _is_hours(cell) for cell in set(written)}
    share = sum(known[cell] for cell in written) / max(len(written), 1)
    return heads if share >= _OFTEN else ()


def name_days(heads: Sequence[str]) -> tuple[str, ...] | None:
    """Name the day that each of several headings is of; None where one is of none."""
    days = [_day_of(head) for head in heads]
    return tuple(day for day in days if day) if len(days) > 1 and all(days) else None


def join_days(columns: Sequence[Cells], days: Sequence[str]) -> Cells:
    """Write the cells of a row together, each after its day; blanks leave no gap."""
    joined = no_cells(len(columns[0]))
    for row, cells in enumerate(zip(*columns, strict=True)):
        told = zip(days, cells, strict=True)
        joined[row] = "; ".join(f"{day.capitalize()}: {cell}" for day, cell in told if cell) or None
    return joined


def _day_of(head: str) -> str | None:
    found = _HEAD.fullmatch(normalise_header(head))
    return found[1] if found else None


def _is_hours(cell: str) -> bool:
    return cell.casefold() in _CLOSED or translate_hours(f"Mon: {cell}") is not None
