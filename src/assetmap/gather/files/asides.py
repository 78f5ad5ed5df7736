"""Rows of a table that are no records: totals, headings of sections, footnotes.

A heading or a footnote stands alone in its row. What is surely one is left
out; what may be one, or a record of which only the name is known, is kept and
said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assetmap.gather.files.rows import Cell, LineRows, ListRows, Row
from assetmap.typing import Flags

__all__ = ["Asides", "find_asides", "is_filled"]

HEADINGS_WITHIN = 200_000
"""Rows of a table that are looked through; in a longer one only the last few, for footnotes."""
_LAST_FEW = 100
_MOST_ALONE = 3  # rows of one cell, for each row of more
_SHORTEST_CAPITALS = 7  # letters; YMCA and MENCAP are names
_SENTENCE = 60
_TOTAL = re.compile(
    r"(?:grand |sub[ -]?)?totals?\b|(?:averages?|mean|sum|count)(?=\W*\d*\W*$)|"
    r"(?:number|no\.?|count) of\b",
    re.IGNORECASE,
)
_TOTAL_WORDS = ("total", "average", "mean", "sum", "count", "number of", "no of", "no. of")
_FIGURES = re.compile(r"[\d.,£% -]+")
_RULE = re.compile(r"[-=_*~.–— ]*")
_COUNTED = re.compile(
    r"(?:(?:grand |sub[ -]?)?totals?|count|number|no\.?|records|rows|entries)\b"
    r"[^:=]*[:=]\s*[\d., ]+$",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"(?:data )?(?:sources?|notes?|footnotes?|n\.? ?b\.?|key|legend|disclaimer|licen[cs]e|"
    r"copyright|caveats?|(?:last |date )?updated|(?:last )?(?:amended|revised|reviewed)|"
    r"published|accessed|downloaded|retrieved|exported|printed|"
    r"(?:produced|compiled|prepared|maintained) by)"
    r"(?: on)? *\d{0,2} *[:–—]",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(
    r"\*|†|‡|©|\(c\) |[¹²³]|\[\d{1,2}\] ?\w|\(\d{1,2}\) ?\w|"
    r"(?:contains (?:os|ordnance|public|national|royal|data|information|licensed)|"
    r"copyright|crown copyright|(?:last |date )?updated (?:on|at|in|\d)|"
    r"(?:last )?(?:amended|revised|reviewed|compiled|produced|prepared|printed|exported|"
    r"downloaded) (?:by|on|at|in|from|\d)|information (?:is )?correct|"
    r"correct (?:at|as)|as (?:at|of) \d|"
    r"for (?:more|further) (?:information|details)|please (?:note|contact|see|call|check|email)|"
    r"note that|end of (?:the )?(?:list|table|data|report|file)|"
    r"(?:this|the above) (?:list|table|data|directory)|"
    r"(?:all|these) (?:data|details|figures|information|times) |page \d+ of \d+|"
    r"\d+ (?:rows|records|results|entries|items)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class Asides:
    """Which rows are totals, headings or footnotes, and which may be: only one cell is filled."""

    is_total: Flags
    is_heading: Flags
    is_footnote: Flags
    is_bare: Flags


def is_filled(cell: Cell) -> bool:
    """Tell whether anything is written in a cell."""
    return bool(cell and not cell.isspace())


def find_asides(
    body: LineRows | ListRows, first: Sequence[Cell], blank_first: Sequence[int], width: int
) -> Asides:
    """
    Find the rows that are no records.

    Parameters
    ----------
    body
        The rows below the header.
    first
        The first cell of each.
    blank_first
        The rows in which it is blank.
    width
        How many columns the table has; in one of a single column every row
        stands alone, and none is an aside.
    """
    totals = [at for at in [*blank_first, *_find_totals(first)] if _is_total(body[at])]
    asides = Asides(*(np.zeros(len(body), dtype=bool) for _ in range(4)))
    asides.is_total[totals] = True
    if width < 2 or not len(body):
        return asides
    alone, begins = _find_alone(body, first, blank_first)
    full = _find_full(body, alone)
    if len(alone) > _MOST_ALONE * full.sum():
        return asides  # rows of one cell are the rule
    asides.is_footnote[begins] = True
    last_full = int(np.flatnonzero(full)[-1]) if full.any() else -1
    for at, (_, text) in alone.items():
        asides.is_total[at] |= _COUNTED.match(text) is not None
        asides.is_footnote[at] |= _is_footnote(text, is_last=at > last_full)
    asides.is_footnote[asides.is_total] = False
    left = {at: cell for at, cell in alone.items()
            if not (asides.is_total[at] or asides.is_footnote[at])}  # fmt: skip
    if len(left) <= full.sum():  # else a record has one cell as a rule
        for at, (place, text) in left.items():
            is_heading = at < last_full and _is_heading(text, body, place, left)
            asides.is_heading[at], asides.is_bare[at] = is_heading, not is_heading
    return asides


def _find_alone(
    body: LineRows | ListRows, first: Sequence[Cell], blank_first: Sequence[int]
) -> tuple[dict[int, tuple[int, str]], list[int]]:
    """Find the rows with one filled cell, and those that begin with what is said of a table."""
    start = 0 if len(body) <= HEADINGS_WITHIN else len(body) - _LAST_FEW
    few = {*body.find_thin(start), *(at for at in blank_first if at >= start)}
    alone: dict[int, tuple[int, str]] = {}
    for at in sorted(few):
        filled = [(place, cell) for place, cell in enumerate(body[at]) if cell and is_filled(cell)]
        if len(filled) == 1:
            alone[at] = (filled[0][0], filled[0][1].strip())
    stated = {cell for cell in set(first[start:]) if cell and _STATED.match(cell.strip())}
    ruled = {cell for cell in set(first[start:]) if cell and cell.strip() and _RULE.fullmatch(cell)}
    begins = [
        at
        for at in (range(start, len(body)) if stated or ruled else ())
        if first[at] in stated or (first[at] in ruled and _is_rule(body[at]))
    ]
    return alone, begins


def _is_rule(row: Row) -> bool:
    """Tell a line that is drawn below a table: several cells of nothing but strokes."""
    filled = [cell for cell in row if cell and is_filled(cell)]
    return len(filled) > 1 and all(map(_RULE.fullmatch, filled))


def _find_full(body: LineRows | ListRows, alone: Iterable[int]) -> Flags:
    """Tell the rows with more than one cell; a blank row counts as little as one alone."""
    full = body.widths > 1
    full[[*alone]] = False
    return full & ~body.find_empty()


def _is_footnote(text: str, *, is_last: bool) -> bool:
    """Tell what is said below a table; a sentence only where no record follows."""
    if _FOOTNOTE.match(text) or _STATED.match(text) or not any(map(str.isalnum, text)):
        return True
    is_sentence = text.endswith((".", ". ")) and text.count(" ") >= 3
    return is_last and (is_sentence or len(text) >= _SENTENCE)


def _is_heading(
    text: str, body: LineRows | ListRows, place: int, alone: dict[int, tuple[int, str]]
) -> bool:
    """
    Tell a heading.

    It ends in a colon, stands where no other row has anything, or is in
    capitals while the others are not.
    """
    others = [cell for at, cell in enumerate(body[:1000].column(place))
              if at not in alone and cell and is_filled(cell)]  # fmt: skip
    if text.endswith(":") or not others:
        return True
    letters = sum(map(str.isalpha, text))
    is_loud = letters >= _SHORTEST_CAPITALS and text.isupper()
    return is_loud and 2 * sum(map(str.isupper, others)) < len(others)


def _find_totals(cells: Sequence[Cell]) -> list[int]:
    """Find the cells that may head a row of totals; most tables have none."""
    text = "\x1f".join(filter(None, set(cells))).lower()
    if not any(word in text for word in _TOTAL_WORDS):
        return []
    meant = {cell for cell in set(cells) if cell and _TOTAL.match(cell.strip())}
    return [at for at, cell in enumerate(cells) if cell in meant] if meant else []


def _is_total(row: Row) -> bool:
    """Tell a row that adds up: its first cell says total, the others are numbers or blank."""
    first = next((cell for cell in row if cell and not cell.isspace()), "").strip()
    if not (found := _TOTAL.match(first)):
        return False
    rest = first[found.end() :].strip(" :=()")
    if rest and not rest[0].islower() and not _FIGURES.fullmatch(rest):
        return False  # "Total groups" adds up; "Total Fitness" is a place to go
    others = [cell.strip() for cell in row if cell and cell.strip() not in {"", first}]
    is_alone = not others and (not rest or bool(_FIGURES.fullmatch(rest)))
    return (bool(others) or is_alone) and all(_FIGURES.fullmatch(cell) for cell in others)
