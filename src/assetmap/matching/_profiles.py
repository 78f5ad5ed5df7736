"""Records as arrays to be compared: the words of their names, where they are, how they are known.

Everything is a number: two records have the same postcode, telephone or
identifier where they have the same code, and -1 is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import is_run_start, offsets_of, rows_of_tuples
from assetmap.matching._name_words import (
    KINDS_OF_WORD,
    OWN,
    PART,
    TYPE,
    lay_out_words,
    list_variants,
)
from assetmap.model import UNSTATED, AssetKind
from assetmap.typing import Flags, Floats, Integers, Matrix, Objects, Positions

__all__ = ["Codes", "Names", "RecordProfiles", "build_profiles"]

_PLACE_SCHEMES = ("uprn:", "usrn:", "toid:")
"""Identifiers of where something is; all others are of the body."""
_USES = ("polling", "defibrillator", "toilet", "parking", "recycling", "foodbank")
"""What a building is used for: a list of them names buildings, and is not of them."""
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}"
_NO_DIGIT = re.compile(r"\D")
_WEB_HEAD = re.compile(r"^\s*(https?://)?(www\.)?", re.IGNORECASE)
_SHARED_SITES = re.compile(
    r"^(facebook|twitter|x|instagram|linkedin|google|youtube|nhs)\.[a-z.]+/?$"
)
_PHONE_DIGITS, _FEWEST_DIGITS = 10, 9
_LETTERS_OF_SECTOR, _LETTERS_OF_DISTRICT = 2, 3


@dataclass(frozen=True, eq=False)
class Codes:
    """Which records have which of many values: the row of each, its code, how many codes."""

    row: Positions
    code: Integers

    def to_csr(self, rows: int) -> Matrix:
        """Lay them out as a matrix of ones, records by codes."""
        ones = np.ones(len(self.row), dtype=np.int32)
        width = int(self.code.max(initial=-1)) + 1
        made = csr_array((ones, (self.row, self.code)), shape=(rows, max(width, 1)))
        made.sum_duplicates()
        made.data[:] = 1
        return made


@dataclass(frozen=True, eq=False)
class Names:
    """Every way in which records are called; those of a record follow one another.

    ``first`` and ``many`` say where the names of each record begin and how many
    they are. ``words`` holds a matrix of ones for each kind of word, names by words;
    ``own_text`` the words that are a name's own, in order, and ``own_key`` numbers those.
    """

    first: Positions
    many: Positions
    words: dict[int, Matrix]
    own_text: Objects
    own_key: Integers


@dataclass(frozen=True, eq=False)
class RecordProfiles:
    """Everything of records that is compared, by position."""

    names: Names
    uprn: Codes
    body: Codes
    scheme: Codes
    phone: Integers
    email: Integers
    web: Integers
    postcode: Integers
    sector_of_postcode: Integers
    district_of_postcode: Integers
    place: Integers
    kind: Integers
    is_person: Flags
    use: Integers
    source: Matrix
    xy: Floats
    address: Matrix
    words_of_name: Matrix

    def __len__(self) -> int:
        return len(self.kind)


def build_profiles(assets: pd.DataFrame) -> RecordProfiles:
    """Bring rows of assets into the form in which they are compared."""
    identifiers = _fold_identifiers(assets["identifiers"])
    is_place = np.array([value.startswith(_PLACE_SCHEMES) for value in identifiers[1]], dtype=bool)
    postcode = _squeeze(assets["postcode"]).str.upper()
    is_whole = postcode.str.fullmatch(_POSTCODE).to_numpy(dtype=bool, na_value=False)
    short = postcode.where(is_whole)
    names, address, words_of_name = _read_names(assets)
    points = assets.geometry.representative_point() if "geometry" in assets else None
    xy = np.full((len(assets), 2), np.nan)
    if points is not None:
        xy = np.c_[points.x.to_numpy(dtype=np.float64), points.y.to_numpy(dtype=np.float64)]
    bodies = identifiers[0][~is_place], identifiers[1][~is_place]
    return RecordProfiles(
        names=names,
        uprn=_code_rows(identifiers[0][is_place], identifiers[1][is_place]),
        body=_code_rows(*bodies),
        scheme=_code_rows(bodies[0], np.array([_scheme_of(one) for one in bodies[1]], object)),
        phone=_code(_read_phones(assets["phone"])),
        email=_code(_squeeze(assets["email"]).str.casefold()),
        web=_code(_read_websites(assets["website"])),
        postcode=_code(short),
        sector_of_postcode=_code(short.str[:-_LETTERS_OF_SECTOR]),
        district_of_postcode=_code(short.str[:-_LETTERS_OF_DISTRICT]),
        place=_code(assets["place_id"]),
        kind=_code(assets["kind"]),
        is_person=(assets["kind"] == AssetKind.INDIVIDUAL).to_numpy(dtype=bool),
        use=_read_uses(assets),
        source=_read_sources(assets).to_csr(len(assets)),
        xy=xy,
        address=address,
        words_of_name=words_of_name,
    )


def _squeeze(column: pd.Series[Any]) -> pd.Series[Any]:
    """Leave out all spaces; what is then empty is missing."""
    text = column.astype("str").str.replace(r"\s+", "", regex=True)
    return text.where(text != "")


def _code(values: pd.Series[Any]) -> Integers:
    return np.asarray(pd.factorize(values, sort=True)[0], dtype=np.int64)


def _code_rows(rows: Positions, values: Objects) -> Codes:
    return Codes(rows, np.asarray(pd.factorize(values, sort=True)[0], dtype=np.int64))


def _fold_identifiers(column: pd.Series[Any]) -> tuple[Positions, Objects]:
    rows, values = rows_of_tuples(column.to_numpy(dtype=object))
    folded = [re.sub(r"\s+", "", str(value)).casefold() for value in values]
    return rows, np.array(folded, dtype=object)


def _scheme_of(identifier: str) -> str:
    """Say which register gave it: what stands before the colon, or ``gb-chc`` of an org-id."""
    head, colon, _ = identifier.partition(":")
    return head if colon else "-".join(identifier.split("-")[:2])


def _read_phones(column: pd.Series[Any]) -> pd.Series[Any]:
    """Keep the last ten digits, which are the same with and without +44."""
    digits = column.astype("str").str.replace(_NO_DIGIT, "", regex=True)
    return digits.str[-_PHONE_DIGITS:].where(digits.str.len() >= _FEWEST_DIGITS)


def _read_websites(column: pd.Series[Any]) -> pd.Series[Any]:
    """Leave out how it is reached, and sites that everybody shares."""
    plain = column.astype("str").str.replace(_WEB_HEAD, "", regex=True).str.casefold()
    plain = plain.str.strip().str.rstrip("/")
    is_shared = plain.str.match(_SHARED_SITES).to_numpy(dtype=bool, na_value=True)
    return plain.where(~is_shared & (plain != ""))


def _read_uses(assets: pd.DataFrame) -> Integers:
    """Find what a building is listed for, by its themes and sector; -1 where it is no such list."""
    themes = assets["themes"].to_numpy(dtype=object)
    told = [
        " ".join((*map(str, words), sector if isinstance(sector, str) else "")).casefold()
        for words, sector in zip(themes, assets["sector"], strict=True)
    ]
    found = np.full(len(assets), -1, dtype=np.int64)
    column = pd.Series(told, dtype=object)
    for number, word in enumerate(_USES):
        found[column.str.contains(word, regex=False).to_numpy(dtype=bool)] = number
    return found


def _read_sources(assets: pd.DataFrame) -> Codes:
    """Read the lists that each record stands in; that nobody wrote one down is no list."""
    rows, sources = rows_of_tuples(assets["sources"].to_numpy(dtype=object))
    is_stated = sources != UNSTATED
    return _code_rows(rows[is_stated], sources[is_stated])


def _read_names(assets: pd.DataFrame) -> tuple[Names, Matrix, Matrix]:
    given = assets["name"].fillna("").astype(object).tolist()
    rows, called = list_variants(given, assets["aliases"].to_numpy(dtype=object))
    size, count = len(assets), len(called)
    at, words, kinds = lay_out_words(called)
    themed = _add_types_of_themes(assets, rows, at, kinds)
    at, words, kinds = (
        np.concatenate([at, themed[0]]),
        np.concatenate([words, themed[1]]),
        np.concatenate([kinds, np.full(len(themed[0]), TYPE)]),
    )
    where, written, _ = lay_out_words(assets["address"].fillna("").astype(object).tolist())
    code, known = pd.factorize(np.concatenate([words, written]))
    width = max(len(known), 1)
    of_name, of_address = code[: len(words)], code[len(words) :]

    def mark(is_used: Flags) -> Matrix:
        chosen = Codes(at[is_used], of_name[is_used])
        ones = np.ones(len(chosen.row), dtype=np.int32)
        made = csr_array((ones, (chosen.row, chosen.code)), shape=(count, width))
        made.sum_duplicates()
        made.data[:] = 1
        return made

    matrices = {kind: mark(kinds == kind) for kind in KINDS_OF_WORD}
    many = np.bincount(rows, minlength=size)
    own_text = _spell_own(at, words, kinds, count)
    names = Names(
        first=offsets_of(many),
        many=many,
        words=matrices,
        own_text=own_text,
        own_key=_code_texts(own_text),
    )
    address = csr_array((np.ones(len(where), np.int32), (where, of_address)), shape=(size, width))
    address.sum_duplicates()
    address.data[:] = 1
    whole = mark(np.isin(kinds, (OWN, PART, TYPE)))
    return names, address, csr_array(whole[names.first])


def _add_types_of_themes(
    assets: pd.DataFrame, rows: Positions, at: Positions, kinds: Integers
) -> tuple[Positions, Objects]:
    """Let themes say what a record is whose name does not: "Oakham" in a list of libraries."""
    each, themes = rows_of_tuples(assets["themes"].to_numpy(dtype=object))
    where, words, word_kinds = lay_out_words([str(theme) for theme in themes])
    is_type = word_kinds == TYPE
    types = pd.Series(words[is_type], index=each[where[is_type]], dtype=object)
    has_type = np.zeros(len(rows), dtype=bool)
    has_type[at[kinds == TYPE]] = True
    silent = np.flatnonzero(~has_type)
    joined = pd.Series(silent, index=rows[silent]).to_frame("at").join(types.rename("word"))
    joined = joined.dropna()
    return joined["at"].to_numpy(dtype=np.intp), joined["word"].to_numpy(dtype=object)


def _spell_own(at: Positions, words: Objects, kinds: Integers, count: int) -> Objects:
    """Write the own words of each name after one another, in alphabetical order."""
    at, (code, known) = at[kinds == OWN], pd.factorize(words[kinds == OWN], sort=True)
    spelt = np.full(count, "", dtype=object)
    pairs = np.unique(at.astype(np.int64) * max(len(known), 1) + code)
    at, ordered = pairs // max(len(known), 1), known[pairs % max(len(known), 1)].tolist()
    start = np.flatnonzero(is_run_start(at)) if len(at) else np.empty(0, dtype=np.intp)
    ends = np.r_[start[1:], len(at)] if len(start) else start
    runs = zip(start.tolist(), ends.tolist(), strict=True)
    spelt[at[start]] = [" ".join(ordered[first:last]) for first, last in runs]
    return spelt


def _code_texts(texts: Objects) -> Integers:
    """Number the texts: equal ones have one number; an empty one has -1."""
    codes = np.asarray(pd.factorize(texts, sort=True)[0], dtype=np.int64)
    return np.where(texts == "", -1, codes)
