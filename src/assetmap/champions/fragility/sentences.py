"""How is it said, calmly, what rests on somebody and what would help?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.tables import OLD_AFTER

__all__ = ["counted", "say_doubts", "say_fragility"]

NOBODY_ASKED = "No tie is recorded yet: nobody has asked."

LOSSES = (
    ("people_cut_off", "person would be cut off from the rest",
     "people would be cut off from the rest"),
    ("orphans", "association would be tied to nobody else",
     "associations would be tied to nobody else"),
    ("groups_cut_off", "asset would lose its only tie", "assets would lose their only tie"),
    ("places_cut_off", "place would lose its last link with another",
     "places would lose their last link with another"),
)  # fmt: skip
"""What can be lost, by column, for one and for several."""


def say_fragility(found: pd.DataFrame) -> pd.Series[str]:
    """Say what would be lost, who could cover and what that rests on; never a name."""
    subject = np.where(found["kind"] == "individual", "this person", "this group")
    lost = pd.Series("", index=found.index, dtype="str")
    for column, one, many in LOSSES:
        part = counted(found[column], one, many)
        has_both = (lost != "") & (found[column] > 0)
        lost = lost + pd.Series(np.where(has_both, ", ", ""), found.index, dtype="str")
        lost = lost + part.where(found[column] > 0, "")
    without = "Without " + pd.Series(subject, index=found.index, dtype="str")
    could = counted(found["could_cover"].str.len(), "other", "others")
    cover = "; " + could + " could cover" + "."
    nobody = "; nobody could cover yet: share what is done here."
    said = without + " " + lost + cover.where(found["could_cover"].str.len() > 0, nobody)
    calm = without + " the others still reach each other."
    says: pd.Series[str] = said.where(lost != "", calm) + say_doubts(found)
    return says.where(found["ties"] > 0, NOBODY_ASKED).astype("str")


def say_doubts(found: pd.DataFrame) -> pd.Series[str]:
    """Say how many of the ``records`` are old or unconfirmed (``unsure``)."""
    verb = pd.Series(np.where(found["unsure"] == 1, " is", " are"), found.index, dtype="str")
    of_all = " " + found["unsure"].astype("str") + " of " + found["records"].astype("str")
    doubt: pd.Series[str] = of_all + " records behind this" + verb + " old or unconfirmed."
    is_all = (found["unsure"] == found["records"]) & (found["unsure"] > 0)
    doubt = doubt.where(~is_all, f" None of this was confirmed within {OLD_AFTER}.")
    return doubt.where(found["unsure"] > 0, "")


def counted(numbers: pd.Series[Any], one: str, many: str) -> pd.Series[str]:
    """Write numbers with what they count."""
    nouns = pd.Series(np.where(numbers == 1, f" {one}", f" {many}"), numbers.index, dtype="str")
    return numbers.map("{:,}".format).astype("str") + nouns
