"""What speaks for and against two records being one thing: names, places, identifiers, contact."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from assetmap.arrays import offsets_of, ragged_arange
from assetmap.matching._name_words import OWN, PART, SOFT, TYPE
from assetmap.matching._profiles import Names, RecordProfiles
from assetmap.typing import Flags, Floats, Integers, Matrix, Positions

__all__ = ["Evidence", "NameLevel", "PlaceLevel", "weigh_pairs"]

_PAIRS_AT_ONCE = 200_000
_CLOSE_SPELLING = 0.85
"""Share of letters that two names have in common, in order, where one is misspelt."""
_HERE_M, _NEAR_M, _AROUND_M = 50.0, 250.0, 1500.0
_STRAY_M = 1000.0
"""Apart by more, two records of one postcode are not both where they are said to be."""
_SAME_ADDRESS = 0.6


class NameLevel(IntEnum):
    """How alike two names are, by their best pair of spellings."""

    DIFFERENT = 0
    OTHER_TYPE = 1
    """The own words of one are those of the other or among them, of another type or none."""
    CONTAINED = 2
    """All own words of the one are in the other, which has more; both say the same type."""
    GENERIC = 3
    """The same, and nothing but what many are called: "Village Hall"."""
    MISSPELT = 4
    SAME_WORDS = 5
    """The same own words; one does not say what it is, or says more of it."""
    IDENTICAL = 6


class PlaceLevel(IntEnum):
    """How close two records are by the best that is known of both."""

    ELSEWHERE = -1
    UNKNOWN = 0
    AROUND = 1
    """Within 1,500 m, in one postcode district or of one place."""
    NEAR = 2
    """Within 250 m, or in one postcode sector."""
    HERE = 3
    """Within 50 m, or of one postcode."""
    SAME_PROPERTY = 4
    """Of one UPRN."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """One entry per pair."""

    name: Integers
    place: Integers
    metres: Floats
    is_part: Flags
    """Whether one is a part of the other, or both are parts of one: infant and junior."""
    shares_a_word: Flags
    same_body: Flags
    other_body: Flags
    """Whether both are in one register, under different numbers."""
    same_contact: Flags
    same_address: Flags
    is_named_by_address: Flags
    """Whether the name of the one is where the other is: "London Road"."""
    same_kind: Flags
    other_use: Flags
    same_list: Flags
    are_people: Flags
    is_mixed: Flags
    """Whether one is a person and the other is not."""
    same_type: Flags
    """Whether both say what they are, and say the same."""
    same_whole_name: Flags
    """Whether the own words of the names themselves are the same, aliases and brackets aside."""
    is_unusual: Flags
    """Whether few records are called so."""


def weigh_pairs(profiles: RecordProfiles, a: Positions, b: Positions) -> Evidence:
    """Gather what is known of each pair, some hundred thousand at a time."""
    parts = [
        _weigh(profiles, a[start : start + _PAIRS_AT_ONCE], b[start : start + _PAIRS_AT_ONCE])
        for start in range(0, max(len(a), 1), _PAIRS_AT_ONCE)
    ]
    return Evidence(
        **{
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(Evidence)
        }
    )


def _weigh(profiles: RecordProfiles, a: Positions, b: Positions) -> Evidence:
    name, is_part, shares = _compare_names(profiles.names, a, b)
    metres = np.hypot(*(profiles.xy[a] - profiles.xy[b]).T)
    place = _compare_places(profiles, a, b, metres)
    people = profiles.is_person
    use = profiles.use
    same_address, named_by_address = _compare_addresses(profiles, a, b)
    body = profiles.body.to_csr(len(profiles))
    scheme = profiles.scheme.to_csr(len(profiles))
    same_body = _count_shared(body, a, b) > 0
    return Evidence(
        name=name,
        place=place,
        metres=metres,
        is_part=is_part,
        shares_a_word=shares,
        same_body=same_body,
        other_body=~same_body & (_count_shared(scheme, a, b) > 0),
        same_contact=_is_equal(profiles.phone, a, b)
        | _is_equal(profiles.email, a, b)
        | _is_equal(profiles.web, a, b),
        same_address=same_address,
        is_named_by_address=named_by_address,
        same_kind=_is_equal(profiles.kind, a, b),
        other_use=use[a] != use[b],
        same_list=_count_shared(profiles.source, a, b) > 0,
        are_people=people[a] & people[b],
        is_mixed=people[a] != people[b],
        same_type=_is_same_type(profiles.names, a, b),
        same_whole_name=_is_equal(profiles.names.own_key[profiles.names.first], a, b),
        is_unusual=_is_unusual(profiles, a) & _is_unusual(profiles, b),
    )


def _is_equal(codes: Integers, a: Positions, b: Positions) -> Flags:
    return np.asarray((codes[a] >= 0) & (codes[a] == codes[b]))


def _count_shared(matrix: Matrix, a: Positions, b: Positions) -> Integers:
    """Count the columns that two rows of ones have in common."""
    if not len(a) or not matrix.nnz:
        return np.zeros(len(a), dtype=np.int64)
    return np.asarray(matrix[a].multiply(matrix[b]).sum(axis=1), dtype=np.int64)


def _is_same_type(names: Names, a: Positions, b: Positions) -> Flags:
    size = np.diff(names.words[TYPE].indptr)
    one, other = names.first[a], names.first[b]
    shared = _count_shared(names.words[TYPE], one, other)
    return np.asarray((shared > 0) & (shared == size[one]) & (shared == size[other]))


def _is_unusual(profiles: RecordProfiles, at: Positions) -> Flags:
    """Tell whose first name is that of two records at most in each of two maps."""
    keys = profiles.names.own_key
    counts = np.bincount(keys[keys >= 0], minlength=1)
    key = keys[profiles.names.first[at]]
    return (key >= 0) & (counts[key] <= _FEW_NAMESAKES)


_FEW_NAMESAKES = 4


def _compare_names(names: Names, a: Positions, b: Positions) -> tuple[Integers, Flags, Flags]:
    """Compare every spelling of the one with every one of the other, and keep the best."""
    pairs = names.many[a] * names.many[b]
    which = ragged_arange(np.zeros_like(pairs), pairs)
    of = np.repeat(np.arange(len(a)), pairs)
    one = names.first[a][of] + which // names.many[b][of]
    other = names.first[b][of] + which % names.many[b][of]
    level, is_part, shares = _compare_spellings(names, one, other)
    starts = offsets_of(pairs)
    if not len(a):
        return level, is_part, shares
    return (
        np.maximum.reduceat(level, starts),
        np.logical_or.reduceat(is_part, starts),
        np.logical_or.reduceat(shares, starts),
    )


def _compare_spellings(
    names: Names, one: Positions, other: Positions
) -> tuple[Integers, Flags, Flags]:
    size = {kind: np.diff(words.indptr) for kind, words in names.words.items()}
    both = {kind: _count_shared(words, one, other) for kind, words in names.words.items()}

    def is_same(kind: int) -> Flags:
        return np.asarray((both[kind] == size[kind][one]) & (both[kind] == size[kind][other]))

    has_own = (size[OWN][one] > 0) & (size[OWN][other] > 0)
    same_own, same_parts, same_type = is_same(OWN) & has_own, is_same(PART), is_same(TYPE)
    type_agrees = same_type | (np.minimum(size[TYPE][one], size[TYPE][other]) == 0)
    is_within = both[OWN] == np.minimum(size[OWN][one], size[OWN][other])
    is_telling = same_type & ((both[TYPE] > 0) | (both[OWN] > 1))
    contained = has_own & is_within & ~same_own
    nothing_own = (size[OWN][one] == 0) & (size[OWN][other] == 0)
    is_called = size[TYPE][one] + size[SOFT][one] + size[PART][one] > 0
    generic = nothing_own & is_called & same_type & is_same(SOFT) & same_parts
    misspelt = _is_close(names, one, other, has_own & ~same_own & same_parts & type_agrees)
    agrees = type_agrees & same_parts
    level = np.select(
        [
            same_own & agrees & same_type & is_same(SOFT),
            same_own & agrees,
            misspelt & agrees,
            generic,
            contained & agrees & is_telling,
            (same_own | contained) & same_parts,
        ],
        [*sorted(set(map(int, NameLevel)) - {0}, reverse=True)],
        0,
    ).astype(np.int64)
    is_part = (same_own | contained | misspelt) & ~same_parts & type_agrees
    return level, is_part, both[OWN] > 0


def _is_close(names: Names, one: Positions, other: Positions, where: Flags) -> Flags:
    """Tell whether own words are spelt alike: few letters other, missing or changed about."""
    close = np.zeros(len(one), dtype=bool)
    at = np.flatnonzero(where)
    if len(at):
        pairs = names.own_text[one[at]], names.own_text[other[at]]
        close[at] = process.cpdist(*pairs, scorer=OSA.normalized_similarity) >= _CLOSE_SPELLING
    return close


def _compare_places(
    profiles: RecordProfiles, a: Positions, b: Positions, metres: Floats
) -> Integers:
    postcode = _is_equal(profiles.postcode, a, b)
    sector = _is_equal(profiles.sector_of_postcode, a, b)
    district = _is_equal(profiles.district_of_postcode, a, b)
    is_measured = np.isfinite(metres)
    have_postcodes = (profiles.postcode[a] >= 0) & (profiles.postcode[b] >= 0)
    same_property = _count_shared(profiles.uprn.to_csr(len(profiles)), a, b) > 0
    within = [is_measured & (metres <= most) for most in (_HERE_M, _NEAR_M, _AROUND_M)]
    is_stray = is_measured & (metres > _STRAY_M)
    return np.select(
        [
            same_property,
            within[0] | (postcode & ~is_stray),
            within[1] | (sector & ~is_measured),
            within[2] | (district & ~is_measured) | _is_equal(profiles.place, a, b),
            ~is_measured & ~have_postcodes,
        ],
        [
            PlaceLevel.SAME_PROPERTY,
            PlaceLevel.HERE,
            PlaceLevel.NEAR,
            PlaceLevel.AROUND,
            PlaceLevel.UNKNOWN,
        ],
        PlaceLevel.ELSEWHERE,
    ).astype(np.int64)


def _compare_addresses(profiles: RecordProfiles, a: Positions, b: Positions) -> tuple[Flags, Flags]:
    """Tell whose addresses are the same words, and whose name is the other's address."""
    size = np.diff(profiles.address.indptr)
    shared = _count_shared(profiles.address, a, b)
    most = np.maximum(size[a], size[b])
    same = (shared >= 2) & (shared >= _SAME_ADDRESS * most)
    whole = profiles.words_of_name
    words = np.diff(whole.indptr)
    has_type = np.diff(profiles.names.words[TYPE].indptr)[profiles.names.first] > 0

    def lies_in(one: Positions, other: Positions) -> Flags:
        together = whole[one].multiply(profiles.address[other]).sum(axis=1) if len(one) else 0
        return np.asarray(~has_type[one] & (words[one] >= 2) & (together == words[one]))

    return np.asarray(same), lies_in(a, b) | lies_in(b, a)
