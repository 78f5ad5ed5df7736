"""Contacts, addresses and numbers that a text must not repeat from its own record.

British ways of writing them, and foreign numbers that begin with a plus. What
only looks like one (years, opening times, prices, numbers of books and of
properties, grid references, roads) is passed over; in doubt, it is one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from assetmap.model import GB, Country
from assetmap.tables.folding import clean, fold, fold_all
from assetmap.tables.mentions import NAME, NameSearch, list_people
from assetmap.typing import Flags

__all__ = [
    "ADDRESS",
    "AddressSearch",
    "OwnDetails",
    "Span",
    "find_contacts",
    "has_contacts",
    "is_careof",
    "list_careof",
    "to_phone_digits",
    "to_plain_postcode",
]

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
Span: TypeAlias = tuple[int, int, str]
"""Where something begins and ends in a text, and what it is."""
PHONE, EMAIL, POSTCODE = "telephone number", "e-mail address", "postcode"
_GAP = r"(?:%20|[^\w\x1f,;:!?\"'£$€%#@*=&<>|\\]){0,4}"
_GROUP = re.compile(r"%20|\d+")
_RUN = re.compile(rf"\+?[(\[]?\d(?:{_GAP}\d)*")
_SIX_DIGITS = re.compile(rf"\d(?:{_GAP}\d){{5}}")
_BEGINS = re.compile(r"0(?:$|[1235789]|0(?:$|4))|4(?:$|4)")
_FEWEST_DIGITS, _MOST_DIGITS = 8, 16
_TIGHT = re.compile(r"[./\-\u2010-\u2014]")
_NO_PHONE = re.compile(r"(?:isbn|issn|uprn|usrn|ean|doi)\W{0,3}(?:\d{1,2}\W{0,3})?$", re.IGNORECASE)
_LOCAL = re.compile(
    r"\b(?:tel|telephone|phone|mob|mobile|ring|call|fax)\b\W{0,3}(?:(?:no|number|me|us|on)\b\W{0,3})"
    r"{0,2}(?P<number>\d{3,4}[ -]?\d{3,4}|\d{2} \d{2} \d{2})(?![\w-]|[./]\d)",
    re.IGNORECASE,
)
_FREE = frozenset({"116123", "08001111"})
"""Numbers of helplines for everybody: Samaritans and Childline."""
_AT = re.compile(
    r"@|\uff20|%40|&#64;|[(\[{<]\s?at\s?[)\]}>]| at (?=[\w.-]{1,63} dot )", re.IGNORECASE
)
_AT_IN_BRACKETS = re.compile(r"[(\[{<]\s?[aA][tT]\s?[)\]}>]")
_AT_MARKS = ("@", "\uff20", "%40", "&#64;", " dot ", " DOT ", " Dot ")
_BEFORE_AT = re.compile(r"[\w.+'-]{1,64}\s?$")
_DOT = r"(?:\.|\s?[(\[{<]\s?dot\s?[)\]}>]\s?|\sdot\s)"
_AFTER_AT = re.compile(rf"\s?[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,6}}", re.IGNORECASE)
_LINK = re.compile(r"(?:mailto|tel|sms|callto):(?://)?$", re.IGNORECASE)
_SHORT_LAYOUTS = [
    [10],
    [5, 5],
    [6, 4],
    [4, 6],
    [5, 2, 3],
    [5, 3, 2],
    [4, 3, 3],
    [3, 3, 4],
    [4, 2, 4],
]


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


def find_contacts(text: str, country: Country = GB) -> list[Span]:
    """
    Find the telephone numbers, e-mail addresses and postcodes of a text, in order.

    Examples
    --------
    >>> find_contacts("Ring 07700 900123 or ada@example.org, 24/7, since 2016")
    [(5, 17, 'telephone number'), (21, 36, 'e-mail address')]
    """
    spans = [*_find_emails(text), *_find_postcodes(text, country), *_find_phones(text)]
    return sorted(spans)


def has_contacts(texts: Sequence[str], country: Country = GB) -> Flags:
    """Tell which texts may hold any: a quick look over all of them at once."""
    joined = "\x1f".join(texts)
    found = [
        look.start()
        for pattern in (_SIX_DIGITS, _AT_IN_BRACKETS, _postcodes_of(country)[0])
        for look in pattern.finditer(joined)
    ]
    for mark in _AT_MARKS:
        at = joined.find(mark)
        while at >= 0:
            found.append(at)
            at = joined.find(mark, at + 1)
    may_hold = np.zeros(len(texts), dtype=bool)
    if found:
        ends = np.cumsum([len(text) + 1 for text in texts])
        may_hold[np.searchsorted(ends, found, side="right")] = True
    return may_hold


def to_phone_digits(text: str) -> str:
    """
    Give the digits of a telephone number as it is dialled within the country.

    Examples
    --------
    >>> to_phone_digits("+44 (0)7700 900123") == to_phone_digits("07700-900 123")
    True
    """
    digits = _to_digits("".join(re.findall(r"\d+", text.replace("%20", " "))))
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and len(digits) >= len(prefix) + 9:
            return "0" + digits[len(prefix) :].lstrip("0")
    return digits


def to_plain_postcode(text: str) -> str:
    """Write a postcode without spaces, in capitals."""
    return re.sub(r"%20|[\W_]", "", text).upper()


def _find_emails(text: str) -> Iterator[Span]:
    for found in _AT.finditer(text):
        before = _BEFORE_AT.search(text, max(0, found.start() - 66), found.start())
        after = _AFTER_AT.match(text, found.end())
        if before and after:
            yield _with_link(text, before.start(), after.end(), EMAIL)


def _with_link(text: str, start: int, end: int, what: str) -> Span:
    """Take "mailto:" and the like along."""
    link = _LINK.search(text, max(0, start - 12), start)
    return (link.start() if link else start), end, what


def _find_postcodes(text: str, country: Country) -> Iterator[Span]:
    part, whole = _postcodes_of(country)
    if part.search(text):
        for found in whole.finditer(text):
            yield found.start(), found.end(), POSTCODE


@cache
def _postcodes_of(country: Country) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile how a postcode stands in a text, and a part of it that is quick to look for."""
    part = re.compile(country.postcode_part, re.IGNORECASE)
    return part, re.compile(rf"(?<![^\W_])(?:{country.postcode_in_text})(?![^\W_])", re.IGNORECASE)


def _find_phones(text: str) -> Iterator[Span]:
    for run in _RUN.finditer(text):
        if len(run[0]) >= 9:
            yield from _phones_of_run(text, run.start(), run.end())
    for local in _LOCAL.finditer(text):
        digits = "".join(re.findall(r"\d+", local["number"]))
        if len(digits) >= 6 and digits not in _FREE:
            yield local.start("number"), local.end("number"), PHONE


def _phones_of_run(text: str, start: int, end: int) -> Iterator[Span]:
    """Find the numbers in digits that stand together, group by group."""
    found = _GROUP.finditer(text, start, end)
    groups = [(group.start(), group.end()) for group in found if group[0] != "%20"]
    at = 0
    is_free = True
    while at < len(groups):
        last = _end_of_phone(text, groups, at, start) if is_free else None
        if last is None:
            following = groups[at + 1][0] if at + 1 < len(groups) else end
            is_free = not _TIGHT.fullmatch(text[groups[at][1] : following])
            at += 1
            continue
        begin, finish = groups[at][0], groups[last][1]
        while begin > start and (text[begin - 1] == "+" or _opens(text, begin, finish)):
            begin -= 1
        yield _with_link(text, begin, finish, PHONE)
        at, is_free = last + 1, True


def _opens(text: str, begin: int, finish: int) -> bool:
    """Tell whether a bracket stands before, which is closed within the number."""
    return {"(": ")", "[": "]"}.get(text[begin - 1], "\0") in text[begin:finish]


def _end_of_phone(text: str, groups: list[tuple[int, int]], at: int, start: int) -> int | None:
    """Find the last group of a number that begins with this one; the longest reading wins."""
    begin = groups[at][0]
    is_foreign = "+" in text[max(start, begin - 2) : begin]
    digits, found = "", None
    lengths: list[int] = []
    for last in range(at, min(at + 13, len(groups))):
        digits += _to_digits(text[slice(*groups[last])])
        lengths.append(groups[last][1] - groups[last][0])
        if len(digits) > _MOST_DIGITS or not (is_foreign or _BEGINS.match(digits)):
            break
        if len(digits) >= _FEWEST_DIGITS and _is_phone(
            digits,
            lengths,
            partial(_gaps, text, groups[at : last + 1]),
            is_foreign=is_foreign,
        ):
            found = last
    if found is None or _NO_PHONE.search(text, max(0, begin - 16), begin):
        return None
    return found


def _gaps(text: str, groups: list[tuple[int, int]]) -> list[str]:
    return [text[one[1] : two[0]] for one, two in pairwise(groups)]


def _is_phone(
    digits: str, lengths: list[int], gaps: Callable[[], list[str]], *, is_foreign: bool
) -> bool:
    """Tell whether groups of digits, with what stands between them, are a telephone number."""
    if is_foreign and not digits.startswith("44"):
        return 8 <= len(digits) <= 15
    for prefix in ("0044", "44"):
        if digits.startswith(prefix):
            national = digits[len(prefix) :].removeprefix("0")
            is_split = lengths[0] in {len(prefix), len(digits)} or is_foreign or lengths[0] == 3
            return is_split and len(national) in {9, 10} and national[0] in "1235789"
    if digits[:1] != "0" or digits[1:2] not in set("1235789"):
        return False
    if lengths[0] < 3:
        return len(digits) == 11 and _is_evenly_spaced(lengths, gaps())
    if len(digits) == 11:
        return not _are_times(lengths, digits, gaps())
    is_short = digits[:2] == "01" or digits[:4] in {"0800", "0500"}
    return len(digits) == 10 and is_short and lengths in _SHORT_LAYOUTS


def _is_evenly_spaced(lengths: list[int], gaps: list[str]) -> bool:
    """Tell a number written in ones or twos, "07 70 09 00 12 3", from days and months."""
    return max(lengths) <= 2 and set(gaps) in ({" "}, {"."}, {"-"}, {"\xa0"})


def _are_times(lengths: list[int], digits: str, gaps: list[str]) -> bool:
    """Tell opening times, "0900-1700 365", from a number."""
    return lengths[:2] == [4, 4] and digits[4:8] <= "2400" and "-" in gaps[0].replace("\u2013", "-")


def _to_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(letter, 0)) for letter in text)
