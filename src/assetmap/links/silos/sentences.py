"""How is it said how closed a group is, and whether that is more than chance?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.links.silos.power import CITIZEN, INSTITUTION
from assetmap.tables import OLD_AFTER
from assetmap.wording import name_pairs

__all__ = ["counted", "say_capital", "say_contact_ties", "say_silos"]

NAMED_AT_MOST = 5
"""Names that a sentence lists; the others are counted."""

_SIDES = {
    CITIZEN: "the side of citizens",
    INSTITUTION: "the side of those with a formal role",
}

SURE_BELOW = 0.05
"""Above this p, chance alone could have done it."""


def say_silos(found: pd.DataFrame) -> pd.Series[str]:
    """Say for each row how many ties stay within and lead out; the whole is the first row."""
    is_whole = np.arange(len(found)) == 0
    group = pd.Series(found.index, index=found.index, dtype="str")
    stay = counted(found["internal"], "tie stays", "ties stay")
    leave = counted(found["external"], "leads", "lead")
    one = group + ": " + stay + " within, " + leave + " to other groups"
    within = np.where(found["internal"] == 1, " within its group, ", " within their groups, ")
    whole = stay + pd.Series(within, index=found.index, dtype="str") + leave + " between groups"
    said = one.where(~is_whole, whole) + " (E-I " + _signed(found["ei"]) + ")"
    said = said + _say_chance(found)
    alone = group + ": no tie of its " + counted(found["assets"], "asset", "assets")
    alone = alone + " to an asset with a group is recorded yet: ask who knows whom."
    nothing = "No tie between assets that have a group is recorded yet: ask who knows whom."
    silent = alone.where(~is_whole, nothing)
    says: pd.Series[str] = said.where(found["ei"].notna(), silent)
    return (says + _say_left_out(found, is_whole)).astype("str")


def counted(numbers: pd.Series[Any], one: str, many: str) -> pd.Series[str]:
    """Write numbers with what they count."""
    nouns = pd.Series(np.where(numbers == 1, f" {one}", f" {many}"), numbers.index, dtype="str")
    return numbers.map("{:,}".format).astype("str") + nouns


def say_contact_ties(found: pd.DataFrame) -> pd.Series[str]:
    """Say for each tie between groups how many there are, and what would be without them."""
    a, b = found["group_a"], found["group_b"]
    several = "One of " + counted(found["ties"], "tie", "ties")
    of_pair = several.where(~found["is_only"], "The only tie") + " between " + name_pairs(a, b)
    more = (found["needed"] - 1).map("{:,}".format).astype("str")
    few = ("it and " + more + " more").where(found["needed"] > 1, "it")
    sides = found["cut_off"].map(_list_names).astype("str")
    without = "; if " + few + " went, " + sides + " would have no tie to the other groups."
    others = pd.Series(
        "; the way round leads through another group.", index=found.index, dtype="str"
    )
    calm = others.where(found["is_only"], ".")
    said = of_pair + without.where(found["in_cut"], calm)
    alone = a + " has no tie to another group yet: ask who knows somebody there."
    return said.where(found["ties"] > 0, alone).astype("str")


def _list_names(names: tuple[str, ...]) -> str:
    """Write names as one would say them."""
    shown = list(names[:NAMED_AT_MOST])
    hidden = len(names) - len(shown)
    if hidden:
        shown.append(f"{hidden} more")
    if not shown:
        return ""
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _say_chance(found: pd.DataFrame) -> pd.Series[str]:
    """Compare with chance, where it was asked."""
    chance = _signed(found["expected"])
    odds = " (p " + found["p"].map("{:.2g}".format).astype("str") + ")."
    closed = "; chance would give " + chance + ", so they keep to their own more than that" + odds
    opened = "; chance would give " + chance + ", so they reach out more than that" + odds
    alike = "; chance alone could do this: it would give " + chance + odds
    said = closed.where(found["ei"] < found["expected"], opened)
    said = said.where(found["p"] <= SURE_BELOW, alike)
    unasked = ("; chance would give " + chance + ".").where(found["expected"].notna(), ".")
    compared: pd.Series[str] = said.where(found["p"].notna() & found["expected"].notna(), unasked)
    return compared


def _say_left_out(found: pd.DataFrame, is_whole: Any) -> pd.Series[str]:
    """Say how many assets have no group, and how many ties are left out for it."""
    assets = counted(found["ungrouped"], "asset has", "assets have") + " no group"
    ties = counted(found["unknown"], "tie", "ties")
    verb = pd.Series(np.where(found["unknown"] == 1, " is", " are"), found.index, dtype="str")
    whole = " " + assets + "; " + ties + " with them" + verb + " left out."
    unnamed = counted(found["ungrouped"], "asset", "assets")
    one = " Left out: " + ties + " with " + unnamed + " of no known group."
    return whole.where(is_whole, one).where(found["ungrouped"] > 0, "")


def _signed(values: pd.Series[float]) -> pd.Series[str]:
    """Write with a sign and two decimals, and never as minus nothing."""
    return (values.round(2) + 0.0).map("{:+.2f}".format).astype("str")


def say_capital(ties: pd.DataFrame, is_unsure: Any) -> pd.Series[str]:
    """Say for each tie what it joins, and whether anybody confirmed it."""
    one, other = (ties[f"name_{end}"].astype("str") for end in ("source", "target"))
    ways = {
        "bonding": "Bonding: within " + ties["shared"].astype("str"),
        "bridging": "Bridging: between " + name_pairs(one, other),
        "linking": "Linking: between " + _of_side(ties, "source", one) + " and "
        + _of_side(ties, "target", other),
    }  # fmt: skip
    whose = np.where(one.isna() & other.isna(), "both ends", "one end")
    said = "Not known yet: the group of " + pd.Series(whose, ties.index, dtype="str")
    said = said + " is not recorded, ask where it belongs"
    for way, sentence in ways.items():
        said = said.where(ties["capital"] != way, sentence)
    ends = np.where(is_unsure, f"; nobody confirmed it within {OLD_AFTER}.", ".")
    says: pd.Series[str] = said + pd.Series(ends, ties.index, dtype="str")
    return says.astype("str")


def _of_side(ties: pd.DataFrame, end: str, name: pd.Series[str]) -> pd.Series[str]:
    """Name the side of power of one end, and its group where it is known."""
    side: pd.Series[str] = ties[f"level_{end}"].map(_SIDES).astype("str")
    placed: pd.Series[str] = (side + " (" + name + ")").where(name.notna(), side)
    return placed
