"""Names of people in texts.

A name is looked for by its first and its last word, whatever the case and the
accents, with middle names, initials or a partner between them ("Sheila Marie
Brown", "Sheila & Tom Brown"), turned round ("Brown, Sheila"), with or without
hyphens and apostrophes, and written in one word as addresses on the web do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assetmap.tables.folding import fold, fold_all
from assetmap.typing import Flags

__all__ = ["NAME", "NameSearch", "list_people"]

NAME = "name"
_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019\u2018\u02bc\u00b4`][^\W\d_]+)*")
_SOFT = re.compile(r"(?:[\s.\-_+&()\"\u201c\u201d'\u2019\u2018\u2010-\u2014]|%20){0,5}")
_COMMA = re.compile(r"\s{0,3},\s{0,3}")
_PIECES = re.compile(r"[,;/|\n&+]|\s[-\u2013\u2014]\s|\band\b|\bor\b|\d[\d ()+-]*", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]{0,200}\)|\"[^\"]{0,80}\"|\[[^\[\]]{0,200}\]|\S{1,80}@\S{1,80}")
_MOST_BETWEEN, _MOST_WORDS = 3, 5
_SHORTEST_HANDLE = 8


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TITLES = _words("""
    canon capt captain cdr cllr col colonel councillor dame doctor dr father fr hon imam lady lord
    lt major miss mr mrs ms mx pastor pc prof professor rabbi rev revd reverend sgt sir sister sr
    st the
""")
"""What stands before a name and is no part of it."""
AFTER = _words("""
    ba bem bsc cbe dl esq jnr jp jr junior ma mbe mp msc obe phd senior snr
""")
"""What stands after a name and is no part of it."""
JOINERS = _words("""
    ab al and ap ben bin binti born da de del della den der di dos du e el ferch ibn la le mac mc
    nee o st ten ter van von y zu
""")
"""What may stand within a name in small letters: particles, and a partner joined to it."""
NO_PERSON = _words("""
    a academy accountants admin administration administrator allotment allotments an arms assoc
    association at avenue band booking bookings bowls brownies building business by cafe café
    caretaker center centre chair chairman chairperson chairwoman charity choir cic cio city
    clinic club co-op co-ordinator coach college committee community company contact contacts
    cooperative coordinator council county cricket ctr cubs deanery desk diocese district e-mail
    editor email energy enquiries enquiry facebook flat flats floor football for foundation
    founder gardens general group groups guides health homes hospital hotel housing in inn leader
    library limited llp ltd manager med medical member members membership mobile mosque museum
    network nhs none nursery of office officer offices on organiser organizer our parish
    partnership phone plc practice president project pub reception road school scouts secretary
    service services shop society solicitors sports staff suite surestart surgery tbc team
    telephone tennis the to town treasurer trust trustee trustees u3a unit university unknown
    various village volunteer volunteers website wi with woodland your
""")
"""Words of roles and of organisations: whatever holds one is not somebody's name."""
SURNAMES_TOO = _words("""
    bank captain chapel church clerk close field green hall head house lane main page park steward
    street temple ward warden wood
""")
"""Such words that are surnames as well: Emma Hall is a person, a hall is none."""


@dataclass(frozen=True, slots=True)
class _Token:
    """One word of a text: folded, without its possessive; where it stands; how it is written.

    ``follows`` says that the word before it may be part of the same name.
    """

    word: str
    start: int
    end: int
    is_capital: bool
    follows: bool


class NameSearch:
    """
    Find people's names in texts.

    Parameters
    ----------
    names
        Names as records hold them. Those of one word are passed over: too
        many words are also somebody's first name.
    is_own
        Whether the names are of whom the text itself belongs to: then one
        word is enough, and so are "Mrs Brown" and "S. Brown".

    Examples
    --------
    >>> search = NameSearch(["Sheila Brown"])
    >>> search.find("Run by Sheíla M. Brown's sister")
    [(7, 22)]
    """

    def __init__(self, names: Iterable[str], *, is_own: bool = False) -> None:
        self._last_of: dict[str, set[str]] = {}
        self._first_of: dict[str, set[str]] = {}
        self._handles: set[str] = set()
        self._single: set[str] = set()
        for name in dict.fromkeys(names):
            for units in _read_name(name):
                self._add(units, is_own=is_own)
        self._starts = {*self._last_of, *self._first_of, *self._handles, *self._single}

    def __bool__(self) -> bool:
        return bool(self._starts)

    def _add(self, units: list[str], *, is_own: bool) -> None:
        """Enter one name, of which each unit may hold hyphens."""
        if len(units) == 1:
            if is_own and len(units[0]) > 1 and units[0] not in NO_PERSON | SURNAMES_TOO | TITLES:
                self._single.add(units[0].replace("-", ""))
            return
        firsts, lasts = _spellings(units[0]), _spellings(units[-1])
        if is_own:
            firsts |= {units[0][0], *(TITLES - {"the", "st"})}
        for first in firsts:
            self._last_of.setdefault(first, set()).update(lasts)
        for last in lasts:
            self._first_of.setdefault(last, set()).update(firsts)
        self._handles |= {
            first + last for first in firsts for last in lasts
            if min(len(first), len(last)) > 1 and len(first + last) >= _SHORTEST_HANDLE
        }  # fmt: skip

    def may_be_in(self, texts: Sequence[str]) -> Flags:
        """Tell which texts hold a word that a name may begin with: a quick look over many."""
        if not self._starts:
            return np.zeros(len(texts), dtype=bool)
        may = [self._may_be_among(_simple_words(text)) for text in fold_all(texts)]
        return np.array(may, dtype=bool)

    def _may_be_among(self, words: set[str]) -> bool:
        """Tell whether words hold a first name with its last, or a name in one word."""
        held = self._starts & words
        return any(
            word in self._handles or word in self._single
            or not words.isdisjoint(self._last_of.get(word, ()))
            for word in held
        )  # fmt: skip

    def find(self, text: str, *, is_link: bool = False) -> list[tuple[int, int]]:
        """
        Find where a text names somebody, from the first to the last letter of the name.

        Parameters
        ----------
        text
            Cleaned text, see `assetmap.tables.folding`.
        is_link
            Whether the text is an address on the web, in which a name in one
            word may be followed by more letters.
        """
        tokens = _read_tokens(text)
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(tokens):
            end = self._match(text, tokens, at, is_link=is_link)
            if end is None:
                at += 1
            else:
                found.append((tokens[at].start, tokens[end].end))
                at = end + 1
        return found

    def _match(self, text: str, tokens: list[_Token], at: int, *, is_link: bool) -> int | None:
        """Give the last token of a name that begins with this one."""
        token = tokens[at]
        if token.word in self._single or token.word in self._handles:
            return at
        if is_link and self._begins_handle(token.word):
            return at
        for word, end in _joined_from(tokens, at, 2):
            lasts = self._last_of.get(word)
            if lasts and (len(word) > 1 or token.is_capital):
                last = _find_last(tokens, at, end, lasts)
                if last is not None:
                    return last
        for word, end in _joined_from(tokens, at, 3):
            firsts = self._first_of.get(word)
            if firsts:
                first = _find_turned(text, tokens, at, end, firsts)
                if first is not None:
                    return first
        return None

    def _begins_handle(self, word: str) -> bool:
        return any(
            word[:length] in self._handles
            for length in range(_SHORTEST_HANDLE, min(len(word), 40) + 1)
        )


def _find_last(tokens: list[_Token], at: int, end: int, lasts: set[str]) -> int | None:
    """Find the last name after a first one, with what may stand between them."""
    start = tokens[at]
    between = joiners = 0
    for following in range(end + 1, min(end + 2 + 2 * _MOST_BETWEEN, len(tokens))):
        if not tokens[following].follows:
            return None
        for word, last in _joined_from(tokens, following, 3):
            if word in lasts and (len(word) > 1 or tokens[following].is_capital):
                if between and not start.is_capital and tokens[following].is_capital:
                    continue
                return last
        middle = tokens[following]
        if middle.word in JOINERS or len(middle.word) == 1:
            joiners += 1
        elif middle.is_capital or not (start.is_capital or between):
            between += 1
        else:
            return None
        if between >= _MOST_BETWEEN or joiners > _MOST_BETWEEN:
            return None
    return None


def _find_turned(
    text: str, tokens: list[_Token], at: int, end: int, firsts: set[str]
) -> int | None:
    """Find the first name after a last one: "Brown, Sheila", "BROWN Sheila"."""
    if end + 1 >= len(tokens):
        return None
    gap = text[tokens[end].end : tokens[end + 1].start]
    written = text[tokens[at].start : tokens[end].end]
    is_listed = written.isupper() and len(written) > 1 and _SOFT.fullmatch(gap)
    if not (_COMMA.fullmatch(gap) or is_listed):
        return None
    for word, last in _joined_from(tokens, end + 1, 2):
        if word in firsts and (len(word) > 1 or tokens[last].is_capital):
            return last
    return None


def list_people(cell: str) -> list[str]:
    """
    List the people whom a cell such as a contact's names, as full names where it says so.

    Roles and organisations are no people.

    Examples
    --------
    >>> list_people("Sheila & Tom Brown (chair), 07700 900123")
    ['Sheila Brown', 'Tom Brown']
    >>> list_people("The Parish Clerk")
    []
    """
    plain = _BRACKETS.sub(" ", cell)
    pieces = [_plain_words(piece) for piece in _PIECES.split(plain)]
    if "," in plain and [len(words) for words in pieces] == [1, 1]:  # "Brown, Sheila"
        pieces = [[*pieces[1], *pieces[0]]]
    people: list[str] = []
    pending: list[str] = []
    for words in pieces:
        if _is_no_person([fold(word) for word in words]):
            continue
        if len(words) == 1:
            pending.append(words[0])
        elif words:
            people += [f"{first} {words[-1]}" for first in pending]
            people.append(" ".join(words))
            pending = []
    return people + pending


def _is_no_person(words: list[str]) -> bool:
    """Tell roles and organisations by their words; the last may be a surname as well."""
    if len(words) > _MOST_WORDS or not NO_PERSON.isdisjoint(words):
        return True
    return not SURNAMES_TOO.isdisjoint(words[:-1] if len(words) > 1 else words)


def _plain_words(piece: str) -> list[str]:
    """Give the words of a name without titles and letters after it."""
    words = [word.strip(".,:'\"") for word in piece.split()]
    words = [word for word in words if any(map(str.isalpha, word))]
    while words and fold(words[0]) in TITLES:
        words = words[1:]
    while words and fold(words[-1]) in AFTER:
        words = words[:-1]
    return words


def _read_name(name: str) -> Iterator[list[str]]:
    """Give each person of a name as folded units, each without apostrophes."""
    plain = _BRACKETS.sub(" ", name)
    turned = plain.split(",")
    if len(turned) == 2 and all(len(_plain_words(part)) > 0 for part in turned):
        last, first = (_plain_words(part) for part in turned)
        if not set(map(fold, first)) <= AFTER:
            plain = " ".join([*first, *last])
    for person in _list_named(plain):
        units = [_unit(word) for word in person.split()]
        units = [unit for unit in units if unit]
        if units:
            yield units


def _list_named(name: str) -> list[str]:
    """List the people of a record's name; a couple's record names two."""
    pieces = [_plain_words(piece) for piece in re.split(r"\s(?:&|and)\s", name)]
    if len(pieces) == 1:
        return [" ".join(pieces[0])]
    last = pieces[-1][-1] if pieces[-1] else ""
    return [" ".join(words if len(words) > 1 else [*words, last]) for words in pieces if words]


def _unit(word: str) -> str:
    folded = re.sub(r"[^\w-]|[\d_]", "", fold(word))
    return folded.strip("-")


def _spellings(unit: str) -> set[str]:
    """Give a part of a name with its hyphens left out, and each of its parts."""
    parts = [part for part in unit.split("-") if len(part) > 2]
    return {unit.replace("-", ""), *(parts if "-" in unit else ())}


def _simple_words(folded: str) -> set[str]:
    """Give the words of folded text and, where one may be joined to the next, both in one."""
    words = [token.replace("'", "") for token in _TOKEN.findall(folded)]
    endings = {word[:-1] for word in words if word.endswith("s")}
    joined = {one + two for one, two in pairwise(words)}
    return endings.union(words, joined)


def _read_tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(text):
        written = found[0]
        word = fold(written)
        end = found.end()
        if word.endswith("'s"):
            word, end = word[:-2], end - 2
        follows = bool(tokens) and _is_soft(tokens[-1].word, text[tokens[-1].end : found.start()])
        word = word.replace("'", "")
        tokens.append(_Token(word, found.start(), end, written[0].isupper(), follows))
    return tokens


def _joined_from(tokens: list[_Token], at: int, most: int) -> Iterator[tuple[str, int]]:
    """Give a word, without a plural's s too, then it and those after it in one."""
    word = tokens[at].word
    yield word, at
    if word.endswith("s"):
        yield word[:-1], at
    for last in range(at + 1, min(at + most, len(tokens))):
        if not tokens[last].follows:
            return
        word += tokens[last].word
        yield word, last


def _is_soft(word: str, gap: str) -> bool:
    """Tell whether what stands after a word may stand within a name."""
    if gap == " ":
        return True
    if gap[:2] in {"'s", "\u2019s"} or _SOFT.fullmatch(gap) is None:
        return False
    is_end = "." in gap and gap != "." and len(word) > 1 and word not in TITLES
    return not is_end
