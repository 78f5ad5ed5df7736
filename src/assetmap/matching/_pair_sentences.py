"""Why two records may be one thing, or belong together, in a sentence for each pair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.language import message, say
from assetmap.matching._evidence import Evidence, NameLevel, PlaceLevel
from assetmap.matching._verdicts import CERTAIN, LIKELY, POSSIBLE
from assetmap.typing import Integers
from assetmap.wording import Clause, join_clauses, name_pairs, say_cases, say_commas

__all__ = ["CERTAINTIES", "name_certainties", "say_pairs"]

CERTAINTIES = {CERTAIN: "certain", LIKELY: "likely", POSSIBLE: "possible"}

_NAMES = {
    NameLevel.DIFFERENT: message("other names"),
    NameLevel.OTHER_TYPE: message("the same words in names of two types"),
    NameLevel.CONTAINED: message("one name within the other"),
    NameLevel.GENERIC: message("the same name, which many have"),
    NameLevel.MISSPELT: message("names that differ by a few letters"),
    NameLevel.SAME_WORDS: message("the same name but for what it is called"),
    NameLevel.IDENTICAL: message("the same name"),
}
_PLACES = {
    PlaceLevel.ELSEWHERE: message("far apart"),
    PlaceLevel.UNKNOWN: message("nobody says where both are"),
    PlaceLevel.AROUND: message("in one area"),
    PlaceLevel.NEAR: message("within 250 m, or nearly one postcode"),
    PlaceLevel.HERE: message("within 50 m, or one postcode"),
    PlaceLevel.SAME_PROPERTY: message("one property by its number"),
}
_VERDICTS = {
    CERTAIN: message("are one thing: {reasons}"),
    LIKELY: message("are likely one thing: {reasons}"),
    POSSIBLE: message("may be one thing: {reasons}"),
    0: message("belong together, but are not one thing: {reasons}"),
}
_FLAGS = {
    "same_body": message("one number in a register"),
    "other_body": message("two numbers in one register"),
    "same_contact": message("one telephone, email or website"),
    "same_address": message("one address"),
    "is_named_by_address": message("one is called by the address of the other"),
    "is_part": message("one is a part, or both are"),
    "other_use": message("one is listed for what a building is used for"),
    "other_kind": message("of two kinds"),
}


def name_certainties(certainty: Integers) -> Any:
    """Write how certain each pair is in a word."""
    words = np.array(["", *(CERTAINTIES[level] for level in (POSSIBLE, LIKELY, CERTAIN))], object)
    return pd.array(words[certainty], dtype="str")


def say_pairs(
    one: pd.Series[str], other: pd.Series[str], evidence: Evidence, certainty: Integers
) -> Any:
    """Say each pair: its names, how certain it is, and what speaks for and against it."""
    rows = pd.DataFrame(
        {
            "name": evidence.name,
            "place": evidence.place,
            **{flag: getattr(evidence, flag) for flag in _FLAGS if flag != "other_kind"},
            "other_kind": ~evidence.same_kind,
        }
    )
    names = name_pairs(one.reset_index(drop=True), other.reset_index(drop=True))
    clauses = {
        "names": Clause(names.array, np.arange(len(names))),
        "told": say_cases(rows.assign(certainty=certainty), _say_case),
    }
    return join_clauses([message("{names} {told}.")], clauses)


def _say_case(name: int, place: int, certainty: int, **flags: bool) -> str:
    told = [say(_NAMES[NameLevel(name)]), say(_PLACES[PlaceLevel(place)])]
    told += [say(text) for flag, text in _FLAGS.items() if flags[flag]]
    return say(_VERDICTS[certainty], reasons=say_commas(told))
