"""Ticked answers in one cell, as Google Forms and Microsoft Forms write them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from itertools import pairwise

from assetmap.gather.form_columns import list_word_heads
from assetmap.gather.reshaping import Reshaping
from assetmap.gather.values import to_member
from assetmap.wording import say_list

__all__ = ["end_ticked_lists", "part_ticked_lists"]

_COMMA = ", "
_BETWEEN = "\n"
_MOST_SAID = 5


def end_ticked_lists(shape: Reshaping) -> None:
    """Take the semicolon away that Microsoft Forms writes after the last answer."""
    for head in shape.heads:
        cells = shape.cells(head)
        written = {cell for cell in cells if cell and cell.strip()}
        if written and all(cell.rstrip().endswith(";") for cell in written):
            shape.put(head, [cell and cell.rstrip().rstrip(";") for cell in cells])


def part_ticked_lists(shape: Reshaping) -> None:
    """
    Part the answers that Google Forms separates by commas, where an option may hold one.

    Of two pieces that follow one another, it is clear that they are two
    answers where the second also begins a cell or follows another piece, or
    where either is a word of the vocabulary. Where the first alone stands
    elsewhere too, the second is an answer of its own if it begins like one,
    with a capital letter. What stands together in every cell is one option,
    and is said.
    """
    if "separator" in shape.section.model_fields_set:
        return
    for head, vocabulary in list_word_heads(shape).items():
        cells = shape.cells(head)
        values = {cell.strip() for cell in cells if cell and cell.strip()}
        lists = {value: value.split(_COMMA) for value in values if _COMMA in value}
        if not lists or any(";" in value or _BETWEEN in value for value in values):
            continue
        joints = _Joints([value.split(_COMMA) for value in values], vocabulary)
        parted = {value: joints.part(pieces) for value, pieces in lists.items()}
        _say(shape, head, parted)
        shape.put(
            head,
            [_BETWEEN.join(parted[cell.strip()]) if cell and cell.strip() in parted else cell
             for cell in cells],
        )  # fmt: skip


class _Joints:
    """Which pieces of cells follow which, over all cells of a column."""

    def __init__(self, cells: Iterable[list[str]], vocabulary: type[StrEnum] | None) -> None:
        self._vocabulary = vocabulary
        self._before: dict[str, set[str | None]] = {}
        self._after: dict[str, set[str | None]] = {}
        for pieces in cells:
            around = [None, *pieces, None]
            for at, piece in enumerate(pieces, start=1):
                self._before.setdefault(piece, set()).add(around[at - 1])
                self._after.setdefault(piece, set()).add(around[at + 1])

    def part(self, pieces: list[str]) -> list[str]:
        """Put the pieces of one cell together that are one option."""
        options = [pieces[0]]
        for first, second in pairwise(pieces):
            if self._are_two(first, second):
                options.append(second)
            else:
                options[-1] += _COMMA + second
        return options

    def _are_two(self, first: str, second: str) -> bool:
        """Tell two answers from two halves of one option."""
        words = self._vocabulary
        if words is not None and (to_member(first, words) or to_member(second, words)):
            return True
        if self._before[second] != {first}:
            return True
        return self._after[first] != {second} and not second[:1].islower()


def _say(shape: Reshaping, head: str, parted: dict[str, list[str]]) -> None:
    """Say what was parted, and which options hold a comma."""
    options = {option for listed in parted.values() for option in listed}
    whole = sorted(option for option in options if _COMMA in option)
    if any(len(listed) > 1 for listed in parted.values()):
        shape.remark(f"ticked answers under {head!r} are separated by commas")
    if whole:
        shown = say_list([repr(option) for option in whole], at_most=_MOST_SAID)
        shape.notice(
            "option_with_comma",
            f"under {head!r}, each of these is read as one entry, since its parts never stand "
            f"apart: {shown}",
            'Say separator = "," if no option of the form holds a comma.',
        )
