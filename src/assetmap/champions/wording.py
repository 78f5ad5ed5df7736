"""How is a person's part said in a sentence that can be read aloud?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.tables import OLD_AFTER

__all__ = ["write_reasons"]

NOBODY_ASKED = "No tie is recorded yet: nobody has asked. Start with what they enjoy"
_NO_SUCH_TIE = "No tie of the sort looked at is recorded yet: nobody may have asked"
_BY_TIES = {
    "both": "Tied to ",
    "stated": "By stated ties alone, tied to ",
    "shared": "By memberships alone, tied to ",
}
_NAMED_AT_MOST = 3
MUCH_IS_MISSING = 0.3
"""Share that is missing from which a sentence says that others may be asked first."""

_CORRECTION = "; much was never recorded, so those not named here matter as much"


def write_reasons(
    people: pd.DataFrame, *, names: pd.Series[Any], ties: str, missing_rate: float
) -> pd.Series[str]:
    """
    Say for each person why to ask them, without their name, a score or a rank.

    ``names`` are those of the groups by id; at most three of each are said.
    """
    groups: pd.Series[Any] = _counted(people["groups"], "community asset", "community assets")
    of_kinds = " of " + _counted(people["kinds"], "kind", "kinds")
    groups = groups + of_kinds.where(people["groups"] > 1, "")
    groups = groups + " (" + _listed(people["group_ids"], names) + ")"
    others = _counted(people["others"], "person", "people")
    has_both = (people["groups"] > 0) & (people["others"] > 0)
    one_sort = groups.where(people["groups"] > 0, others)
    joined = (groups + " and " + others).where(has_both, one_sort)
    places = " across " + _counted(people["places_bridged"], "place", "places")
    sentence = _BY_TIES[ties] + joined + places.where(people["places_bridged"] > 1, "")
    alone = _counted(people["only_link_for"], "of these has", "of these have")
    sentence += ("; " + alone + " no other tie").where(people["only_link_for"] > 0, "")
    sentence += _titles(people)
    sentence = sentence.where(people["ties"] > 0, NOBODY_ASKED if ties == "both" else _NO_SUCH_TIE)
    sentence += _nominations(people) + _gifts(people["gifts"]) + _likeness(people["likeness"])
    sentence += _doubts(people).where(people["ties"] > 0, "")
    if missing_rate >= MUCH_IS_MISSING:
        sentence += _CORRECTION
    says: pd.Series[str] = sentence + "."
    return says.astype("str").rename("says")


def _listed(ids: pd.Series[Any], names: pd.Series[Any]) -> pd.Series[str]:
    """Name the first three of each list, and count the rest."""
    known = names.to_dict()
    said = [
        ", ".join(str(known[one]) for one in group[:_NAMED_AT_MOST])
        + (f" and {more} more" if (more := len(group) - _NAMED_AT_MOST) > 0 else "")
        for group in ids
    ]
    return pd.Series(said, index=ids.index, dtype="str")


def _nominations(people: pd.DataFrame) -> pd.Series[str]:
    counted = "; " + _counted(people["nominations"], "person", "people")
    named: pd.Series[str] = counted + " named them as somebody who brings others together"
    return named.where(people["nominations"] > 0, "")


def _gifts(gifts: pd.Series[Any]) -> pd.Series[str]:
    said = ["; gifts: " + ", ".join(words[:_NAMED_AT_MOST]) if words else "" for words in gifts]
    return pd.Series(said, index=gifts.index, dtype="str")


def _likeness(likeness: pd.Series[float]) -> pd.Series[str]:
    """Say how they stand to the group that was asked for, if one was."""
    wholly, partly = "; is one of those asked for", "; is one of, or in touch with, those asked for"
    said = np.select([likeness == 1, likeness > 0], [wholly, partly], "")
    return pd.Series(said, index=likeness.index, dtype="str")


def _counted(numbers: pd.Series[Any], one: str, many: str) -> pd.Series[str]:
    nouns = np.where(numbers == 1, f" {one}", f" {many}")
    return numbers.astype("str") + pd.Series(nouns, index=numbers.index, dtype="str")


def _doubts(people: pd.DataFrame) -> pd.Series[str]:
    """Say how much of it rests on old or unconfirmed records."""
    unsure = people["unsure"].astype("str") + " of " + people["records"].astype("str")
    verb = pd.Series(np.where(people["unsure"] == 1, " is", " are"), people.index, dtype="str")
    doubt: pd.Series[str] = "; " + unsure + " records behind this" + verb + " old or unconfirmed"
    is_all = people["unsure"] == people["records"]
    doubt = doubt.where(~is_all, f"; none of this was confirmed within {OLD_AFTER}")
    return doubt.where(people["unsure"] > 0, "")


def _titles(people: pd.DataFrame) -> pd.Series[str]:
    """Say which roles they have; or that they bridge without any."""
    roles = people["roles"].str.join(", ").astype("str").str.replace("_", " ")
    bridges = (people["betweenness"] > 0) & (people[["groups", "places_bridged"]].max(axis=1) > 1)
    link = np.where(bridges, "; holds no title, and others meet this way", "")
    hidden: pd.Series[Any] = pd.Series(link, index=people.index, dtype="str")
    return ("; known as " + roles).where(~people["is_title_less"], hidden)
