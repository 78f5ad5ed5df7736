"""What the words of a name are worth: which tell things apart, which say what something is.

A name is taken apart into four kinds of word. *Own* words are what it alone
is called. *Types* say what it is: a school and a library of one name are two
things. *Parts* tell one of several apart: infant and junior, north and south,
the first and the second. All others are left out, or count only where nothing
else is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import numpy as np
import pandas as pd

from assetmap.tables import fold_names
from assetmap.typing import Integers, Objects, Positions

__all__ = ["KINDS_OF_WORD", "OWN", "PART", "SOFT", "TYPE", "lay_out_words", "list_variants"]

OWN, TYPE, PART, SOFT, _LEFT_OUT = range(5)
KINDS_OF_WORD = (OWN, TYPE, PART, SOFT)

_PHRASES = (
    (r"\bcommunity interest company\b|\bcompany limited by guarantee\b", " "),
    (r"\bco op(erative)?s?\b|\bcooperatives?\b", " coop "),
    (r"\bc ?of ?e\b|\bc ?e\b|\br ?c\b|\bchurch of england\b|\bvoluntary (aided|controlled)\b", " "),
    (r"\b(a )?catholic voluntary academy\b|\bcatholic\b", " "),
    (r"\bpublic house\b", " pub "),
    (r"\bu ?3 ?a\b", " u3a "),
)
"""Several words, or letters, that are one; folded names have no stops and no hyphens."""
_PHRASE = tuple((re.compile(pattern), instead) for pattern, instead in _PHRASES)

_SPELLINGS = {
    "saint": "st", "road": "rd", "street": "street", "avenue": "ave", "centre": "centre",
    "center": "centre", "ctr": "centre", "cent": "centre", "med": "medical", "hosp": "hospital",
    "assoc": "association", "assn": "association", "ass": "association", "soc": "society",
    "comm": "community", "sch": "school", "dr": "dr", "drs": "dr", "ptnr": "partner",
    "meth": "methodist", "bapt": "baptist", "practise": "practice", "fc": "football",
    "afc": "football", "cc": "cricket", "rfc": "rugby", "wi": "wi", "mt": "mount", "ft": "fort",
    "pract": "practice", "inf": "infant", "jnr": "junior", "jun": "junior", "pri": "primary",
    "snr": "senior", "first": "1", "one": "1", "two": "2", "three": "3", "second": "2",
    "third": "3", "lib": "library", "theatre": "theatre", "theater": "theatre", "hq": "hq",
}  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOTHING = _words(
    "the and of for in on by to an a & with ltd limited plc llp cic cio inc incorporated lbg "
    "company co uk formerly renamed known as located within called now previously aka"
)
_TYPES = _words(
    "library archive museum gallery school academy college university nursery preschool playgroup "
    "surgery practice medical health clinic hospital hospice infirmary pharmacy dentist dental "
    "church chapel mosque temple gurdwara synagogue mandir cathedral abbey priory parish "
    "pub inn hotel cafe shop store market farm bank theatre cinema studio station "
    "club hall trust council charity pool gym park garden allotment playground "
    "scout guide brownie cub beaver polling defibrillator toilet parking recycling foodbank "
    "housing brewery bakery"
)
"""What something is. Where two names have some and none in common, they are two things."""
_PARTS = _words(
    "infant junior primary secondary sixth boy girl men women lady youth senior north south east "
    "west northern southern eastern western upper lower inner outer mobile bookbus private annexe "
    "annex at c/o friend free unit wing ward department prison old new little great pta"
)
_SOFTS = _words(
    "community centre hub association society group neighbourhood village town service customer "
    "point access local county district borough public general branch project "
    "organisation foundation social link partner dr building house room venue space"
)
"""What many are called: they tell nothing apart where a name has a word of its own."""
_NUMBER = re.compile(r"^\d{1,3}[a-z]?$")
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_FEWEST_LETTERS = 4


def list_variants(names: Sequence[str], aliases: Objects) -> tuple[Positions, list[str]]:
    """
    List every way in which each record is called: its name, its aliases, and about brackets.

    A name with brackets goes without them and by what is inside too, unless
    that is no more than a part, such as "(two)".
    """
    rows, called = [], []
    for row, (name, others) in enumerate(zip(names, aliases, strict=True)):
        for given in (name, *others):
            rows.append(row)
            called.append(given)
            if "(" in given or "[" in given:
                inside = [text for text in _BRACKETS.findall(given) if text.strip()]
                outside = _BRACKETS.sub(" ", given)
                is_part = any(_is_part(text) for text in inside)
                more = [] if is_part else [text for text in (outside, *inside) if text.strip()]
                rows += [row] * len(more)
                called += more
    return np.asarray(rows, dtype=np.intp), called


def _is_part(text: str) -> bool:
    words = [_spell(word) for word in text.casefold().split()]
    return bool(words) and all(_kind_of(word) in {PART, _LEFT_OUT, SOFT} for word in words)


def lay_out_words(texts: Sequence[str]) -> tuple[Positions, Objects, Integers]:
    """Take texts apart: the row of each word, the word in its plain form, and its kind."""
    given = [at for at, text in enumerate(texts) if text]
    folded = "\n".join(fold_names([texts[at].replace("-", " ") for at in given]))
    for pattern, instead in _PHRASE:
        folded = pattern.sub(instead, folded)
    lines = [line.split() for line in folded.split("\n")] if given else []
    row = np.repeat(np.asarray(given, dtype=np.intp), [len(line) for line in lines])
    written = np.array([*chain.from_iterable(lines)], dtype=object)
    code, known = pd.factorize(written)
    plain = np.array([_spell(word) for word in known], dtype=object)
    kind = np.array([_kind_of(word) for word in plain], dtype=np.int64)
    words = plain[code] if len(known) else np.empty(0, dtype=object)
    kinds = kind[code] if len(known) else np.empty(0, dtype=np.int64)
    is_kept = kinds != _LEFT_OUT
    return row[is_kept], words[is_kept], kinds[is_kept]


def _spell(word: str) -> str:
    """Write a word in its plain form: an abbreviation in full, and one of many as one."""
    word = word.strip(",.;:|")
    word = _SPELLINGS.get(word, word)
    if len(word) >= _FEWEST_LETTERS and word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif len(word) >= _FEWEST_LETTERS and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return _SPELLINGS.get(word, word)


def _kind_of(word: str) -> int:
    if word in _NOTHING or not word:
        return _LEFT_OUT
    if word in _TYPES:
        return TYPE
    if word in _PARTS or _NUMBER.match(word):
        return PART
    return SOFT if word in _SOFTS else OWN
