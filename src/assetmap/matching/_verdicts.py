"""From what speaks for and against: the same thing, how certainly, or merely related.

The rules are few and in words, so that each can be told to whoever decides.
Their thresholds were set on one half of the pairs in
``tests/matching/labelled_pairs.csv``, and are measured on the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assetmap.matching._evidence import Evidence, NameLevel, PlaceLevel
from assetmap.typing import Flags, Integers

__all__ = ["CERTAIN", "LIKELY", "POSSIBLE", "Verdicts", "judge_pairs"]

CERTAIN, LIKELY, POSSIBLE, _NONE = 3, 2, 1, 0


@dataclass(frozen=True, eq=False)
class Verdicts:
    """How certainly each pair is one thing (0 to 3), and which pairs are related but not one."""

    certainty: Integers
    is_related: Flags


def judge_pairs(evidence: Evidence, *, across_lists: bool) -> Verdicts:
    """Judge each pair; ``across_lists`` where the two are of one list at two dates."""
    same_list = evidence.same_list & (not across_lists)
    possible = _is_possible(evidence)
    if across_lists:
        possible = possible | _may_be_renamed(evidence)
    things = np.select(
        [_is_certain(evidence), _is_likely(evidence), possible],
        [CERTAIN, LIKELY, POSSIBLE],
        _NONE,
    )
    # One list seldom names a thing twice under two names, nor do two kinds mean one thing.
    weaker = (same_list & (evidence.name < NameLevel.IDENTICAL)) | ~evidence.same_kind
    things = np.where(weaker & (things == CERTAIN) & ~evidence.same_body, LIKELY, things)
    is_barred = evidence.is_mixed | evidence.other_body | evidence.other_use
    things = np.where(is_barred, _NONE, things)
    certainty = np.where(evidence.are_people, _judge_people(evidence), things).astype(np.int64)
    is_about_things = ~evidence.are_people & ~evidence.is_mixed
    is_related = (certainty == _NONE) & is_about_things & _is_related(evidence)
    return Verdicts(certainty, is_related)


def _is_certain(evidence: Evidence) -> Flags:
    same_name = evidence.name >= NameLevel.SAME_WORDS
    return np.asarray(
        (evidence.same_body & (evidence.name >= NameLevel.CONTAINED))
        | (same_name & (evidence.place >= PlaceLevel.HERE))
        | (same_name & evidence.same_contact & (evidence.place >= PlaceLevel.AROUND))
    )


def _is_likely(evidence: Evidence) -> Flags:
    name, place = evidence.name, evidence.place
    return np.asarray(
        ((name >= NameLevel.SAME_WORDS) & (place >= PlaceLevel.NEAR))
        | ((name >= NameLevel.CONTAINED) & (place >= PlaceLevel.HERE))
        | ((name >= NameLevel.CONTAINED) & evidence.same_contact & (place >= PlaceLevel.UNKNOWN))
        | (evidence.same_body & (name >= NameLevel.OTHER_TYPE))
    )


def _is_possible(evidence: Evidence) -> Flags:
    name, place = evidence.name, evidence.place
    return np.asarray(
        ((name >= NameLevel.MISSPELT) & (place >= PlaceLevel.AROUND))
        | ((name == NameLevel.CONTAINED) & (place == PlaceLevel.NEAR) & evidence.is_unusual)
        | ((name >= NameLevel.SAME_WORDS) & (place == PlaceLevel.UNKNOWN) & evidence.is_unusual)
        | (evidence.is_named_by_address & (place >= PlaceLevel.HERE))
        | (evidence.same_body & ~evidence.is_part)
    )


def _may_be_renamed(evidence: Evidence) -> Flags:
    """Tell what is of one type on one property, under another name: a year later, not beside it."""
    same_property = evidence.place == PlaceLevel.SAME_PROPERTY
    return np.asarray(same_property & evidence.same_type & ~evidence.is_part)


def _judge_people(evidence: Evidence) -> Integers:
    """Judge people, whose name alone never tells: another may be called the same."""
    told = evidence.same_contact | evidence.same_body
    alike = evidence.name >= NameLevel.MISSPELT
    return np.select(
        [
            told & (evidence.name >= NameLevel.SAME_WORDS),
            told & alike,
            alike & (evidence.place >= PlaceLevel.HERE),
        ],
        [CERTAIN, LIKELY, POSSIBLE],
        _NONE,
    ).astype(np.int64)


def _is_related(evidence: Evidence) -> Flags:
    """Tell what is in one building, of one body, or a part of one thing."""
    here = evidence.place >= PlaceLevel.HERE
    return np.asarray(
        (evidence.place == PlaceLevel.SAME_PROPERTY)
        | (here & (evidence.is_part | evidence.same_address | evidence.is_named_by_address))
        | (here & (evidence.name >= NameLevel.OTHER_TYPE))
        | evidence.same_body
        | (evidence.same_contact & ~evidence.other_body)
    )
