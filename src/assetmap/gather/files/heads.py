"""The header of a table: where it is, whether it has two rows, and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assetmap.gather.files.rows import Cell, Row
from assetmap.gather.inputs import HEADER_WORDS
from assetmap.gather.tidy import normalise_header, tidy_cells
from assetmap.model import COUNTRIES

__all__ = ["find_header", "is_record", "join_heads", "lay_over", "name_columns"]

HEADER_WITHIN = 20
"""The header is looked for in this many first rows."""
_HEADER_FAR = 200
"""And in this many, where none of the first has two headers that are expected."""
_PERSONAL = frozenset({"phone", "telephone", "tel", "mobile", "email", "e mail", "contact",
                       "contact number", "phone number", "home address"})  # fmt: skip


def find_header(rows: Sequence[Row], expected: frozenset[str]) -> int:
    """
    Find the header among the first rows.

    Parameters
    ----------
    rows
        Cells, row by row.
    expected
        Folded headers that are looked for (`normalise_header`).

    Returns
    -------
    position
        The first row with the most expected headers, or an earlier one with
        at least half as many that holds little else; the lower of two that
        follow one another, where the upper one groups its columns. Where the
        first rows hold hardly any, more rows are looked at; without any, the
        first row that is nearly as wide as the table and holds words only.

    Examples
    --------
    >>> find_header([["Groups 2026", None], ["Name", "Village"], ["Choir", "Nether End"]],
    ...             frozenset({"name"}))
    1
    """
    first = rows[:HEADER_WITHIN]
    hits = _count_hits(first, expected)
    if max(hits, default=0) < 2 and len(rows) > HEADER_WITHIN:
        further = rows[:_HEADER_FAR]
        far = _count_hits(further, expected)
        if max(far) > max(1, *hits) or (max(hits) == 0 and max(far) > 0):
            first, hits = further, far
    if hits and max(hits) > 0:
        at = next(
            at
            for at, hit in enumerate(hits)
            if hit == max(hits) or (2 * hit >= max(hits) and _is_header_like(first[at], hit))
        )
        return at + 1 if _groups_the_next(first, hits, at) else at
    widths = [sum(bool(cell and cell.strip()) for cell in row) for row in first]
    widest = max(widths, default=0)
    for at, row in enumerate(first):
        cells = [cell.strip() for cell in row if cell and cell.strip()]
        is_wordy = not any(re.fullmatch(r"[\d.,:/£%+-]+", cell) for cell in cells)
        if cells and len(cells) >= 0.6 * widest and is_wordy and len(set(cells)) == len(cells):
            return at
    return 0


def is_record(heads: Sequence[Cell], expected: frozenset[str]) -> bool:
    """
    Tell a first row that is a record already: nothing known heads it, and it holds a postcode.

    Examples
    --------
    >>> is_record(["FA001", "Mill Pharmacy", "PE38 1AA"], frozenset({"name"}))
    True
    >>> is_record(["Code", "Pharmacy", "Post code"], frozenset({"name"}))
    False
    """
    words = [head for head in heads if head]
    if any(normalise_header(head) in expected | HEADER_WORDS for head in words):
        return False
    packed = ["".join(head.split()).upper() for head in words]
    return any(
        re.fullmatch(country.postcode, head) for country in COUNTRIES.values() for head in packed
    )


def _count_hits(rows: Sequence[Row], expected: frozenset[str]) -> list[int]:
    return [sum(normalise_header(cell) in expected for cell in row if cell) for row in rows]


def _is_header_like(row: Row, hits: int) -> bool:
    """Tell a header of fewer known words: a later one, of a second table, may have more."""
    cells = [cell.strip().casefold() for cell in row if cell and cell.strip()]
    return hits >= 2 and 2 * hits >= len(cells) and len(set(cells)) == len(cells)


def _groups_the_next(rows: Sequence[Row], hits: Sequence[int], at: int) -> bool:
    """Tell a row whose words stand over several columns, which the next row names."""
    if at + 1 >= len(hits) or hits[at + 1] <= hits[at]:
        return False
    upper, lower = rows[at], rows[at + 1]
    written = [place for place, cell in enumerate(lower) if cell and cell.strip()]
    is_open = any(place >= len(upper) or not (upper[place] or "").strip() for place in written)
    return is_open and 2 * hits[at + 1] >= len(written)


def lay_over(
    upper: Sequence[Cell], lower: Sequence[Cell], expected: frozenset[str]
) -> list[Cell] | None:
    """
    Name columns that have two rows of headers, one below the other.

    The lower one is the more exact, unless only the upper one is expected.

    Returns
    -------
    heads
        None where the lower row cannot belong to the same columns: it names
        contact details where the upper one names something else, so that it
        is the header of a second table.

    Examples
    --------
    >>> lay_over(["Group", "Where", None], ["Name", "Street", "Town"], frozenset({"group"}))
    ['Group', 'Street', 'Town']
    """
    heads: list[Cell] = []
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else None
        below = lower[place] if place < len(lower) else None
        over, under = normalise_header(above or ""), normalise_header(below or "")
        if over and over != under and under in _PERSONAL and over not in _PERSONAL:
            return None
        is_upper = not under or (over in expected and under not in expected)
        heads.append(above if is_upper else below)
    return heads


def join_heads(rows: Sequence[Row], at: int, expected: frozenset[str]) -> tuple[list[Cell], str]:
    """
    Give the headers at a row; where they are blank, what the row above says.

    Returns
    -------
    heads, says
        And that the row above is a header too, if it is.
    """
    heads = [*tidy_cells([*rows[at]])]
    above = [*tidy_cells([*rows[at - 1]])] if at else []
    written = [cell for cell in above if cell]
    known = sum(normalise_header(cell) in expected | HEADER_WORDS for cell in written)
    is_header = known >= 2 and 2 * known >= len(written) and any(heads[: len(above)])
    lacking = [place for place, cell in enumerate(above)
               if cell and (place >= len(heads) or not heads[place])]  # fmt: skip
    if not is_header or not _is_over(above, heads):
        return heads, ""
    heads += [None] * (len(above) - len(heads))
    for place in lacking:
        heads[place] = above[place]
    return heads, f"the header has two rows, {at} and {at + 1}"


def _is_over(above: Sequence[Cell], heads: Sequence[Cell]) -> bool:
    """Tell words over columns: they leave some open, or name some that have no name below."""
    places = range(max(len(above), len(heads)))
    return any(
        (above[at] if at < len(above) else None) is None
        or (heads[at] if at < len(heads) else None) is None
        for at in places
    )


def name_columns(heads: Sequence[str | None]) -> list[str]:
    """
    Name every column once: blanks by their letter, repeats by their number.

    Examples
    --------
    >>> name_columns(["Name", None, "Name"])
    ['Name', 'Column B', 'Name (2)']
    """
    names: dict[str, None] = {}
    for position, head in enumerate(heads):
        name = " ".join(head.split()) if head else f"Column {_letter(position)}"
        count = 2
        unique = name
        while unique in names:
            unique, count = f"{name} ({count})", count + 1
        names[unique] = None
    return list(names)


def _letter(position: int) -> str:
    """Name a column as a spreadsheet does."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
