"""What somebody may have meant: letters for figures, zeros that are gone, half an id."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from itertools import islice, product

from assetmap.gather.tidy import Cells, no_cells
from assetmap.wording import say_list

__all__ = ["NearIds", "say_near_code", "say_near_figures"]

_ALIKE = {"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"}
"""Letters, and the figure that each is mistaken for."""
_LOOKS = str.maketrans({**_ALIKE, **{letter.lower(): figure for letter, figure in _ALIKE.items()}})
_EITHER = {**_ALIKE, "0": "O", "1": "IL", "5": "S", "8": "B", "2": "Z"}
_TYPED = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
_FIGURES = re.compile(r"[-+]?\d[\d.,/:-]*(?:, ?[-+]?\d[\d.]*)?")
_TAIL = re.compile(r".*[/:#|_-]([^/:#|_-]*\d[^/:#|_-]*)", re.DOTALL)
_NIL_END = re.compile(r"(\d+)[.,]0+")
_FORMS_AT_MOST = 256
_LISTED = 3


def say_near_figures(cells: Cells, otherwise: str) -> Cells:
    """
    Ask of each cell that holds no figures whether letters stand for some; else say what to do.

    Examples
    --------
    >>> import numpy as np
    >>> say_near_figures(np.array(["1OO", "lots"], object), "Write a number.").tolist()
    ["Is it '100'? O stands where 0 may be meant.", 'Write a number.']
    """
    remedies = no_cells(len(cells))
    known = {cell: _ask_figures(cell) or otherwise for cell in set(cells.tolist())}
    remedies[:] = [known[cell] for cell in cells]
    return remedies


def _ask_figures(cell: object) -> str | None:
    """Ask whether the letters of a cell are figures, where all else of it is."""
    if not isinstance(cell, str):
        return None
    meant = cell.translate(_TYPED).strip()
    if meant == cell.strip() or not _FIGURES.fullmatch(meant) or not re.search(r"\d", cell):
        return None
    return f"Is it {meant!r}? {_say_pairs(cell.strip(), meant, ' stands where ')} may be meant."


def _say_pairs(given: str, meant: str, between: str) -> str:
    """Say which letters differ between two words of equal length, each pair once."""
    pairs = {(one, other): None for one, other in zip(given, meant, strict=True) if one != other}
    return say_list([f"{one}{between}{other}" for one, other in pairs])


class NearIds:
    """
    Known ids by what is left of them when they are written a little differently.

    Examples
    --------
    >>> near = NearIds(["007", "W01", "node/102"])
    >>> near.say("7")
    "'007' is known: are its leading zeros missing, or yours?"
    >>> near.say("WO1")
    "'W01' is known: O or 0?"
    >>> near.say("102")
    "'node/102' is known: is what stands before its number missing, or yours?"
    >>> near.say("w 01")
    "'W01' is known: are only spaces, signs or capitals different?"
    >>> near.say("W02") is None
    True
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = [*ids]

    @cached_property
    def _figures(self) -> dict[str, list[str]]:
        return _group(self._ids, _figures_of)

    @cached_property
    def _looks(self) -> dict[str, list[str]]:
        return _group(self._ids, _looks_of)

    @cached_property
    def _tails(self) -> dict[str, list[str]]:
        return _group(self._ids, _tail_of)

    @cached_property
    def _packed(self) -> dict[str, list[str]]:
        return _group(self._ids, _pack)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._ids)

    def say(self, cell: str, *, among: Collection[str] | None = None) -> str | None:
        """Say which known id is written almost like this; None where none, or several, are."""
        whole = _NIL_END.fullmatch(cell)
        if whole and (one := _only([whole[1]], self._known, among)):
            return f"{one!r} is known: did a spreadsheet write it with a point?"
        if one := _only(self._figures.get(_figures_of(cell), []), self._known, among):
            return f"{one!r} is known: are its leading zeros missing, or yours?"
        if one := _only(self._looks.get(_looks_of(cell), []), self._known, among):
            pairs = _say_pairs(cell.upper(), one.upper(), " or ")
            return f"{one!r} is known: {pairs}?" if pairs else f"Did you mean {one!r}?"
        if one := _only(self._packed.get(_pack(cell), []), self._known, among):
            return f"{one!r} is known: are only spaces, signs or capitals different?"
        tails = self._tails.get(cell, []) or [_tail_of(cell)]
        if one := _only(tails, self._known, among):
            return f"{one!r} is known: is what stands before its number missing, or yours?"
        return None


def _group(ids: list[str], form: Callable[[str], str]) -> dict[str, list[str]]:
    """List the ids of each form; those that have none are left out."""
    groups: dict[str, list[str]] = {}
    for row_id in ids:
        if key := form(row_id):
            groups.setdefault(key, []).append(row_id)
    return groups


def _only(found: list[str], known: Collection[str], among: Collection[str] | None) -> str | None:
    """Give the one that is known and may be meant; None where several are."""
    meant = [one for one in found if one in known and (among is None or one in among)]
    return meant[0] if len(meant) == 1 else None


def _figures_of(text: str) -> str:
    """Keep an id of figures alone, without the zeros in front; nothing of any other."""
    return text.lstrip("0") or "0" if text.isdecimal() else ""


def _looks_of(text: str) -> str:
    """Write an id with figures in it as it looks; nothing of words alone."""
    return text.upper().translate(_LOOKS) if any(map(str.isdigit, text)) else ""


def _pack(text: str) -> str:
    """Keep the letters and figures of an id that has a figure, all small; nothing of words."""
    packed = "".join(filter(str.isalnum, text.casefold()))
    return packed if any(map(str.isdigit, packed)) else ""


def _tail_of(text: str) -> str:
    """Keep what follows the last separator of an id, where it holds a figure."""
    found = _TAIL.fullmatch(text)
    return found[1] if found else ""


def say_near_code(
    code: str, known: Callable[[list[str]], list[str]], *, may_be_cut: bool
) -> str | None:
    """
    Say which known codes are written almost like one that is not known.

    Those with a letter for the figure that it looks like come first; then
    those with two letters exchanged and, where ``may_be_cut``, one too many.

    Parameters
    ----------
    code
        In capitals, without spaces.
    known
        Gives those of some codes that are known, as they are written.

    Examples
    --------
    >>> table = {"WA150HF": "WA15 0HF", "LE17HA": "LE1 7HA"}
    >>> def find(codes):
    ...     return [table[code] for code in codes if code in table]
    >>> say_near_code("WA15OHF", find, may_be_cut=True)
    "'WA15 0HF' is known: O or 0?"
    >>> say_near_code("LE177HA", find, may_be_cut=True)
    "Is 'LE1 7HA' meant?"
    """
    alike = known([form for form in _forms(code) if form != code])
    if len(alike) == 1:
        pairs = _say_pairs(code, alike[0].replace(" ", ""), " or ")
        return f"{alike[0]!r} is known: {pairs}?"
    near = alike or known([*dict.fromkeys(_slips(code, may_be_cut=may_be_cut))])
    named = [repr(one) for one in near]
    if not named or len(named) > _LISTED:
        return None
    return f"Is {named[0]} meant?" if len(named) == 1 else f"Is one of {say_list(named)} meant?"


def _forms(code: str) -> Iterator[str]:
    """Give every way to write a code with letters for figures and figures for letters."""
    choices = [letter + _EITHER.get(letter, "") for letter in code]
    return islice(map("".join, product(*choices)), _FORMS_AT_MOST)


def _slips(code: str, *, may_be_cut: bool) -> Iterator[str]:
    """Give a code with two neighbours exchanged, and with one letter too many taken out."""
    for at in range(len(code) - 1):
        if code[at] != code[at + 1]:
            yield code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    for at in range(len(code)) if may_be_cut else ():
        yield code[:at] + code[at + 1 :]
