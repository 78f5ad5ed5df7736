"""A missing link in a sentence, without a name of a person."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from assetmap.links._expected import TOLD_UP_TO
from assetmap.links._missing_candidates import ALIKE_FROM
from assetmap.links._presence import PLACE, list_ends
from assetmap.tables import end_with_unsure
from assetmap.typing import Positions
from assetmap.wording import name_pair, say_list, say_number

__all__ = ["MissingReason", "Records", "write_missing"]


class MissingReason(StrEnum):
    """What `find_missing_links` says in ``reason``."""

    ALONE = "no link at all"
    APART = "not linked"
    FEWER = "fewer than expected"


class Records(NamedTuple):
    """What pairs rest on: assets of the first place, of both, and how many of both are unsure."""

    of_first: Positions
    of_pair: Positions
    unsure: Positions


def write_missing(
    found: pd.DataFrame, *, by: str, themes: Sequence[str], records: Records
) -> pd.Series[str]:
    """
    Say what is not joined, what is shared there, what would be expected and who could help.

    Parameters
    ----------
    found
        The rows of `find_missing_links`, but for ``says``.
    by, themes
        What the pairs are of, and what alone counts, if anything.
    records
        What the sentences rest on.
    """
    about = f" about {say_list(list(themes))}" if themes else ""
    ends = list_ends(by)
    facts = ["distance_m", "adjacent", "likeness", "shares", "weight", "expected", "q", "reason",
             "mediator_id", "is_one_of"]  # fmt: skip
    rows = found[facts].assign(
        first=found[ends.a_name], second=found[ends.b_name],
        people_to_ask=found["ask_ids"].str.len(),
        of_first=records.of_first, of_pair=records.of_pair, unsure=records.unsure,
    )  # fmt: skip
    said = [_say(row, by=by, about=about) for row in rows.to_dict("records")]
    return pd.Series(said, index=found.index, dtype="str", name="says")


def _say(row: Mapping[Any, Any], *, by: str, about: str) -> str:
    """Say a missing link, or that a place has no link at all."""
    if row["reason"] != MissingReason.ALONE:
        said = f"{_say_pair(row)}, and {_say_links(row)}.{_say_expected(row, by=by)}"
    elif row["of_first"] > 0:
        said = _say_alone(row, by=by, about=about)
    else:
        ask = "ask who lives there" if by == PLACE else "ask who takes part"
        return f"Nothing{about} in {row['first']} is on the map yet: {ask}."
    said += _say_mediator(row, by=by) + _say_doubt(row)
    return said[:1].upper() + said[1:]


def _say_pair(row: Mapping[Any, Any]) -> str:
    """Say where the two lie and what they share."""
    pair = name_pair(row["first"], row["second"])
    far = "" if math.isnan(row["distance_m"]) else _say_far(row["distance_m"])
    if len(row["shares"]):
        besides = f", {far} apart," if far else ""
        besides = ", which are neighbours," if row["adjacent"] else besides
        return f"{pair}{besides} share {say_list(row['shares'])}"
    if row["adjacent"]:
        return f"{pair} are neighbours"
    if far:
        return f"{pair} lie {far} apart"
    return f"{pair} are {'alike' if row['likeness'] >= ALIKE_FROM else 'on the map'}"


def _say_alone(row: Mapping[Any, Any], *, about: str, by: str) -> str:
    """Say that the first has no link at all, and which other is nearest or most like it."""
    noun = "place" if by == PLACE else "group"
    assets = say_number(row["of_first"], "asset")
    alone = f"{row['first']} has {assets}{about} on the map and no link to any {noun} yet"
    partner = row["second"]
    if pd.isna(partner):
        return f"{alone}."
    nearest = f"; most like it is {partner}"
    if not math.isnan(row["distance_m"]):
        far = _say_far(row["distance_m"])
        nearest = f"; the nearest, {partner}, is {far} away"
        if row["is_one_of"]:
            nearest = f"; one of the nearest, {partner}, is {far} away"
    if row["adjacent"]:
        nearest = f"; {partner} is its neighbour"
    shares = f", and both share {say_list(row['shares'])}" if len(row["shares"]) else ""
    return f"{alone}{nearest}{shares}."


def _say_links(row: Mapping[Any, Any]) -> str:
    """Say that nothing joins them, or how little."""
    if row["reason"] != MissingReason.FEWER:
        return "no link between them is recorded yet"
    if row["weight"] > 0:
        return f"what joins them counts for {_say_amount(row['weight'])}"
    return "all that joins them is who their groups share"


def _say_expected(row: Mapping[Any, Any], *, by: str) -> str:
    """Say how many links such pairs have, where chance alone would hardly give so few."""
    if pd.isna(row["expected"]):
        return " This map has too few links to say how many to expect."
    if not row["q"] <= TOLD_UP_TO:
        return ""
    noun = "Places" if by == PLACE else "Groups"
    far = "" if math.isnan(row["distance_m"]) else " and this far apart"
    return f" {noun} this large{far} have {_say_amount(row['expected'])} on average."


def _say_mediator(row: Mapping[Any, Any], *, by: str) -> str:
    """Say whether somebody could open the door, or how many one could ask."""
    if not pd.isna(row["mediator_id"]):
        return " Somebody who agreed to be introduced is close to both."
    if not row["people_to_ask"]:
        ask = "who travels" if by == PLACE else "who takes part in both"
        return f" Nobody close to either is recorded yet: ask {ask}."
    people = say_number(row["people_to_ask"], "person", "people")
    nobody = " Nobody close to both has agreed to be introduced yet"
    return f"{nobody}: ask {people} who may know more."


def _say_doubt(row: Mapping[Any, Any]) -> str:
    """Say how many of the records of both are old or unconfirmed."""
    none = "The one record there was not" if row["unsure"] == 1 else "None of the records there was"
    return end_with_unsure(row["unsure"], row["of_pair"], of="the {} records there", none=none)


def _say_amount(amount: float) -> str:
    """Write an amount as about so many whole links, or as less than 1 below a half."""
    links = int(np.round(amount))
    return f"about {say_number(links, 'link')}" if links > 0 else "less than 1 link"


def _say_far(distance_m: float) -> str:
    """Write metres as people say them."""
    tens = int(np.round(distance_m / 10)) * 10
    return f"{tens} m" if tens < 1000 else f"{distance_m / 1000:.1f} km"
