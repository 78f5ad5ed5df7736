"""How is a person's part said in a sentence that can be read aloud?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["write_reasons"]

NOBODY_ASKED = "No tie is recorded yet: nobody has asked. Start with what they enjoy."


def write_reasons(people: pd.DataFrame) -> pd.Series[str]:
    """Say for each person why to ask them, without a name, a score or a rank."""
    groups: pd.Series[Any] = _counted(people["groups"], "community asset", "community assets")
    of_kinds = " of " + _counted(people["kinds"], "kind", "kinds")
    groups = groups + of_kinds.where(people["groups"] > 1, "")
    others = _counted(people["others"], "person", "people")
    has_both = (people["groups"] > 0) & (people["others"] > 0)
    one_sort = groups.where(people["groups"] > 0, others)
    joined = (groups + " and " + others).where(has_both, one_sort)
    places = " across " + _counted(people["places_bridged"], "place", "places")
    sentence = "Tied to " + joined + places.where(people["places_bridged"] > 1, "")
    alone = _counted(people["only_link_for"], "of these has", "of these have")
    sentence += ("; " + alone + " no other tie").where(people["only_link_for"] > 0, "")
    sentence += _titles(people)
    sentence += _doubts(people) + "."
    says: pd.Series[str] = sentence.where(people["ties"] > 0, NOBODY_ASKED)
    return says.astype("str").rename("says")


def _counted(numbers: pd.Series[Any], one: str, many: str) -> pd.Series[str]:
    nouns = np.where(numbers == 1, f" {one}", f" {many}")
    return numbers.astype("str") + pd.Series(nouns, index=numbers.index, dtype="str")


def _doubts(people: pd.DataFrame) -> pd.Series[str]:
    """Say how much of it rests on old or unconfirmed records."""
    unsure = people["unsure"].astype("str") + " of " + people["records"].astype("str")
    verb = pd.Series(np.where(people["unsure"] == 1, " is", " are"), people.index, dtype="str")
    doubt: pd.Series[str] = "; " + unsure + " records behind this" + verb + " old or unconfirmed"
    return doubt.where(people["unsure"] > 0, "")


def _titles(people: pd.DataFrame) -> pd.Series[str]:
    """Say which roles they have; or that they bridge without any."""
    roles = people["roles"].str.join(", ").astype("str").str.replace("_", " ")
    bridges = (people["betweenness"] > 0) & (people[["groups", "places_bridged"]].max(axis=1) > 1)
    link = np.where(bridges, "; holds no title, and others meet this way", "")
    hidden: pd.Series[Any] = pd.Series(link, index=people.index, dtype="str")
    return ("; known as " + roles).where(~people["is_title_less"], hidden)
