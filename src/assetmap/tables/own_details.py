"""Does a text hold what its own record keeps private: a contact, an address, a number?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from assetmap.tables.contacts import PHONE, Span, to_phone_digits
from assetmap.tables.folding import clean, fold, fold_all
from assetmap.tables.mentions import NAME, NameSearch, list_people
from assetmap.typing import Flags

__all__ = ["ADDRESS", "AddressSearch", "OwnDetails", "is_careof", "list_careof"]

ADDRESS = "address"

_WORD = re.compile(r"[^\W_]+")
_PIECES = re.compile(r"[,;\n]")
_NUMBER = re.compile(r"\d+[a-z]?$")
_HOUSE = frozenset({"cottage", "cottages", "bungalow", "farmhouse", "vicarage", "rectory", "manse"})
_STREETS = {
    "rd": "road", "st": "street", "str": "street", "ave": "avenue", "av": "avenue", "ln": "lane",
    "cl": "close", "dr": "drive", "cres": "crescent", "cresc": "crescent", "ct": "court",
    "gdns": "gardens", "gdn": "garden", "pl": "place", "sq": "square", "ter": "terrace",
    "terr": "terrace", "pk": "park", "gr": "grove", "gro": "grove", "wk": "walk", "hse": "house",
}  # fmt: skip
_CARE_OF = re.compile(r"(?:\bc/o|\bcare of|℅)\s*([^,;\n]{1,200})", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_FEWEST = 6  # digits of a local number
_FARTHEST = 4  # letters between two words of one address


class AddressSearch:
    """
    Find addresses in texts: a house with its number and street, or its name.

    Examples
    --------
    >>> search = AddressSearch(["Garage, 9 Elm Close"])
    >>> search.find("Tools at 9, Elm Cl. on Fridays")
    [(9, 18)]
    """

    def __init__(self, addresses: Iterable[str]) -> None:
        self._parts: dict[tuple[str, str], set[tuple[str, ...]]] = {}
        for address in dict.fromkeys(addresses):
            for part in _list_parts(address):
                self._parts.setdefault(part[:2], set()).add(part)  # type: ignore[arg-type]
        self._seconds = {second for _, second in self._parts}

    @property
    def clues(self) -> set[str]:
        """Give for each address a word of it that has no short form."""
        return {one if not _NUMBER.match(one) else two for one, two in self._parts}

    def may_be_in(self, texts: Sequence[str]) -> Flags:
        """Tell which texts hold a word that an address goes on with: a quick look over many."""
        if not self._parts:
            return np.zeros(len(texts), dtype=bool)
        is_disjoint = self._seconds.isdisjoint
        return np.array([not is_disjoint(_plain(text)) for text in fold_all(texts)], dtype=bool)

    def find(self, text: str) -> list[tuple[int, int]]:
        """Find where a cleaned text holds an address."""
        found = list(_WORD.finditer(text))
        words = [_STREETS.get(word, word) for word in (fold(word[0]) for word in found)]
        spans: list[tuple[int, int]] = []
        for at, pair in enumerate(pairwise(words)):
            for part in sorted(self._parts.get(pair, ()), key=len, reverse=True):
                end = at + len(part)
                if tuple(words[at:end]) != part:
                    continue
                gaps = zip(found[at : end - 1], found[at + 1 : end], strict=True)
                if all(two.start() - one.end() <= _FARTHEST for one, two in gaps):
                    spans.append((found[at].start(), found[end - 1].end()))
                    break
        return spans


def _list_parts(address: str) -> list[tuple[str, ...]]:
    """List what of an address tells a house: number and street, its name, and all of it."""
    pieces = [_plain(fold(piece)) for piece in _PIECES.split(address)]
    parts = [word for piece in pieces for word in piece]
    found = [tuple(parts)] if len(parts) > 2 else []
    for one, following in zip(pieces, [*pieces[1:], []], strict=True):
        # "4, Acacia Avenue", "Flat 2, Mill House"
        piece = one + following if one and _NUMBER.match(one[-1]) else one
        numbers = [place for place, word in enumerate(piece) if _NUMBER.match(word)]
        found += [tuple(piece[place:]) for place in numbers if len(piece) > place + 1]
        if _HOUSE.intersection(piece) and len(piece) > 1:
            found.append(tuple(piece))
    return [part for part in found if len(part) > 1 and not all(map(str.isdigit, part))]


def _plain(folded: str) -> list[str]:
    return [_STREETS.get(word, word) for word in _WORD.findall(folded)]


def is_careof(address: str) -> bool:
    """Tell at a glance whether an address may name somebody."""
    return "/" in address or "are of" in address.lower() or "\u2105" in address


def list_careof(address: str) -> list[str]:
    """
    List the people in whose care post is sent.

    Examples
    --------
    >>> list_careof("c/o Ada Example, 3 Low St")
    ['Ada Example']
    """
    named = [person for found in _CARE_OF.findall(address) for person in list_people(found)]
    return [name for name in named if " " in name]


class OwnDetails:
    """What one record keeps private, to be looked for in its own texts."""

    def __init__(self, *, people: Sequence[str], address: str | None, phone: str | None) -> None:
        careof = list_careof(address) if address and is_careof(address) else []
        self._people = [*people, *careof]
        self._address = AddressSearch([address] if address else [])
        self._number = to_phone_digits(clean(phone)) if phone else ""
        lasts = [piece for name in self._people for piece in _WORD.findall(fold(name).split()[-1])]
        self._clues = {*lasts, *self._address.clues}
        self._names: NameSearch | None = None

    def may_be_in(self, folded: str) -> bool:
        """Tell whether a folded text has a word, or digits, without which there is nothing."""
        if any(clue in folded for clue in self._clues):
            return True
        is_dialled = bool(self._number) and self._number[-2:] in folded
        return is_dialled and self._number[-_FEWEST:] in "".join(_DIGITS.findall(folded))

    def find(self, text: str, *, is_link: bool) -> list[Span]:
        """Find what of it stands in a cleaned text."""
        if self._names is None:
            self._names = NameSearch(self._people, is_own=True)
        spans: list[Span] = [(*span, NAME) for span in self._names.find(text, is_link=is_link)]
        spans += [(*span, ADDRESS) for span in self._address.find(text)]
        if self._number:
            spans += self._find_number(text)
        return spans

    def _find_number(self, text: str) -> list[Span]:
        """Find the record's own number, with or without the code of its town."""
        number = self._number
        lengths = (len(number), len(number) - 1, 8, 7, _FEWEST)
        numbers = {number[-length:] for length in lengths if length >= _FEWEST}
        groups = list(_DIGITS.finditer(text))
        spans: list[Span] = []
        for at in range(len(groups)):
            digits = ""
            for group in groups[at : at + 6]:
                digits += group[0]
                if len(digits) > 14 or group.start() - groups[at].start() > 24:
                    break
                if len(digits) >= _FEWEST and to_phone_digits(digits) in numbers:
                    spans.append((groups[at].start(), group.end(), PHONE))
                    break
        return spans
