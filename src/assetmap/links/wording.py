"""How is a link between two places said in a sentence?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["write_alone", "write_joined"]


def write_alone(names: pd.Series[str]) -> pd.Series[str]:
    """Say that nothing is recorded yet, and whom to ask."""
    return "No link of " + names + " to another place is recorded yet: ask who travels."


def write_joined(links: pd.DataFrame) -> pd.Series[str]:
    """Say what joins two places, how near they are, and what is not confirmed."""
    people = _counted(links["people"], "person", "people")
    groups = _counted(links["groups"], "group", "groups")
    has_people, has_groups = links["people"] > 0, links["groups"] > 0
    shared = (people + " and " + groups).where(has_people & has_groups, people)
    shared = "share " + shared.where(has_people, groups)
    ties = "are joined by " + _counted(links["ties"], "tie", "ties")
    is_shared, is_tied = has_people | has_groups, links["ties"] > 0
    both = (shared + " and " + ties).where(is_shared & is_tied, shared)
    sentence = links["name_a"] + " and " + links["name_b"] + " " + both.where(is_shared, ties)
    return sentence + _near(links) + _doubts(links) + "."


def _counted(numbers: pd.Series[Any], one: str, many: str) -> pd.Series[str]:
    nouns = pd.Series(np.where(numbers == 1, f" {one}", f" {many}"), numbers.index, dtype="str")
    return numbers.astype(np.int64).astype("str") + nouns


def _near(links: pd.DataFrame) -> pd.Series[str]:
    """Say that they are neighbours, or how far apart they are."""
    km = (links["distance_m"].fillna(0) / 1000).round(1).astype("str")
    apart = ("; their middles are " + km + " km apart").where(links["distance_m"].notna(), "")
    return apart.where(~links["adjacent"], "; they are neighbours")


def _doubts(links: pd.DataFrame) -> pd.Series[str]:
    """Say how much of it rests on old or unconfirmed records."""
    unsure = links["unsure"].astype(np.int64)
    records = (links["people"] + links["groups"] + links["ties"]).astype(np.int64)
    verb = pd.Series(np.where(unsure == 1, " is", " are"), links.index, dtype="str")
    share = unsure.astype("str") + " of these " + records.astype("str")
    return ("; " + share + verb + " old or unconfirmed").where(unsure > 0, "")
