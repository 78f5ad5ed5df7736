"""A missing link in a sentence, without a name of a person."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from assetmap.links._missing_candidates import (
    ALIKE_FROM,
)
from assetmap.links._presence import PLACE
from assetmap.tables import OLD_AFTER
from assetmap.typing import Positions
from assetmap.wording import name_pairs

__all__ = ["MissingReason", "Records", "write_missing"]


class Records(NamedTuple):
    """What pairs rest on: assets of the first place, of both, and how many of both are unsure."""

    here: Positions
    there: Positions
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
    is_alone = found["reason"] == MissingReason.ALONE
    about = f" about {_listed(list(themes))}" if themes else ""
    pair = _pair(found) + ", and " + _links(found) + "." + _expected(found, by=by)
    here = pd.Series(records.here, found.index)
    alone = _alone(found, here, about=about, by=by)
    said = pair.where(~is_alone, alone) + _bridge(found) + _doubts(records)
    ask = "ask who lives there" if by == PLACE else "ask who takes part"
    nothing = "Nothing" + about + " in " + found["name_a"] + f" is on the map yet: {ask}."
    said = said.where(~is_alone | (here > 0), nothing)
    says: pd.Series[str] = said.str.slice(0, 1).str.upper() + said.str.slice(1)
    return says.astype("str").rename("says")


def _pair(found: pd.DataFrame) -> pd.Series[str]:
    """Say where the two lie and what they share."""
    is_near, is_far = found["adjacent"], found["distance_m"].notna()
    is_alike, is_shared = found["likeness"] >= ALIKE_FROM, found["shares"].str.len() > 0
    far = _far(found["distance_m"])
    alike = pd.Series(np.where(is_alike, " are alike", " are on the map"), found.index, dtype="str")
    apart = (" lie " + far + " apart").where(is_far, alike).where(~is_near, " are neighbours")
    besides = (", " + far + " apart,").where(is_far, "").where(~is_near, ", which are neighbours,")
    shares = besides + " share " + _list_each(found["shares"])
    both = name_pairs(found["name_a"], found["name_b"])
    return both + shares.where(is_shared, apart)


def _alone(found: pd.DataFrame, here: pd.Series[int], *, about: str, by: str) -> pd.Series[str]:
    """Say that the first has no link at all, and which other is nearest or most like it."""
    noun = "place" if by == PLACE else "group"
    is_one = pd.Series(np.where(here == 1, " asset", " assets"), found.index, dtype="str")
    count = here.map("{:,}".format).astype("str") + is_one
    alone = found["name_a"] + " has " + count + about + f" on the map and no link to any {noun} yet"
    other = found["name_b"].fillna("")
    far = "; the nearest, " + other + ", is " + _far(found["distance_m"]) + " away"
    nearest = far.where(found["distance_m"].notna(), "; most like it is " + other)
    nearest = nearest.where(~found["adjacent"], "; " + other + " is its neighbour")
    shares = ", and both share " + _list_each(found["shares"])
    nearest = nearest + shares.where(found["shares"].str.len() > 0, "")
    return alone + nearest.where(found["name_b"].notna(), "") + "."


def _links(found: pd.DataFrame) -> pd.Series[str]:
    """Say that nothing joins them, or how little."""
    weight = "what joins them counts for " + _links_about(found["weight"])
    little = weight.where(found["weight"] > 0, "all that joins them is who their groups share")
    return little.where(
        found["reason"] == MissingReason.FEWER, "no link between them is recorded yet"
    )


def _expected(found: pd.DataFrame, *, by: str) -> pd.Series[str]:
    """Say how many links such pairs have, where there is enough to tell and it is any."""
    noun = "Places" if by == PLACE else "Groups"
    is_far = found["distance_m"].notna().to_numpy()
    such = np.where(is_far, f" {noun} this large and this far apart", f" {noun} this large")
    said = pd.Series(such, found.index, dtype="str") + " have " + _links_about(found["expected"])
    said = (said + " on average.").where(found["expected"].round() > 0, "")
    unknown = " This map has too few links to say how many to expect."
    return said.where(found["expected"].notna(), unknown)


def _bridge(found: pd.DataFrame) -> pd.Series[str]:
    """Say whether somebody could open the door, or how many one could ask."""
    asked = found["ask"].str.len()
    people = pd.Series(np.where(asked == 1, " person", " people"), found.index, dtype="str")
    ask = " Nobody close to both has agreed to be introduced yet: ask " + asked.astype("str")
    ask = ask + people + " who may know more."
    nobody = " Nobody close to either is recorded yet: ask who travels."
    some = " Somebody who agreed to be introduced is close to both."
    return ask.where(asked > 0, nobody).where(found["bridge_id"].isna(), some)


def _doubts(records: Records) -> pd.Series[str]:
    """Say how many of the records of both are old or unconfirmed."""
    unsure = pd.Series(records.unsure)
    verb = pd.Series(np.where(unsure == 1, " is", " are"), dtype="str")
    of_all = unsure.astype("str") + " of the " + pd.Series(records.there).astype("str")
    doubt = " " + of_all + " records there" + verb + " old or unconfirmed."
    nothing = np.where(
        unsure == 1, " The one record there was not", " None of the records there was"
    )
    all_of_it = pd.Series(nothing, dtype="str") + f" confirmed within {OLD_AFTER}."
    doubt = doubt.where(unsure < pd.Series(records.there), all_of_it)
    return doubt.where(unsure > 0, "")


def _links_about(amounts: pd.Series[Any]) -> pd.Series[str]:
    """Write an amount as about so many whole links, or as less than 1 below a half."""
    whole = amounts.fillna(0).round().astype(np.int64)
    noun = pd.Series(np.where(whole == 1, " link", " links"), amounts.index, dtype="str")
    about = "about " + whole.map("{:,}".format).astype("str") + noun
    return about.where(whole > 0, "less than 1 link")


def _far(distance_m: pd.Series[Any]) -> pd.Series[str]:
    """Write metres as people say them."""
    metres = distance_m.fillna(0)
    tens = (metres / 10).round().astype(np.int64) * 10
    km = (metres / 1000).map("{:.1f}".format).astype("str") + " km"
    return (tens.astype("str") + " m").where(tens < 1000, km)


def _list_each(shares: pd.Series[Any]) -> pd.Series[str]:
    return shares.map(lambda words: _listed([str(word) for word in words])).astype("str")


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


class MissingReason(StrEnum):
    """What `find_missing_links` says in ``reason``."""

    ALONE = "no link at all"
    APART = "not linked"
    FEWER = "fewer than expected"
