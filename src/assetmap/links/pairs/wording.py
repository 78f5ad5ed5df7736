"""How is a link between two places, or groups, said in a sentence?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from assetmap.links.pairs.counting import JOINING
from assetmap.links.pairs.presence import PLACE
from assetmap.tables import OLD_AFTER
from assetmap.wording import name_pairs

__all__ = ["SURPRISING", "write_alone", "write_joined"]

SURPRISING = 2.0
"""From how many standard deviations on a sentence speaks of more or less than expected."""

_NOUNS = {"themes": "theme", "roles": "role", "offers": "offer", "wants": "want"}
_NOT_KNOWN = "; there are too few links on this map to say how many to expect"


def write_alone(names: pd.Series[str], *, by: str, themes: tuple[str, ...] = ()) -> pd.Series[str]:
    """Say that nothing is recorded yet, and whom to ask."""
    through = f" through {' or '.join(themes)}" if themes else ""
    noun = _NOUNS.get(by, by.replace("_", " "))
    ask = "who travels" if by == PLACE else "who takes part in both"
    return "No link of " + names + f" to another {noun}{through} is recorded yet: ask {ask}."


def write_joined(
    links: pd.DataFrame, *, by: str, is_known: bool, themes: tuple[str, ...] = ()
) -> pd.Series[str]:
    """
    Say what joins two places, how near they are, and what is not confirmed.

    ``is_known`` tells whether there were links enough to expect anything;
    ``themes`` are the only ones that counted, if there are any.
    """
    first = links["name_a"]
    if by != PLACE:  # words are written small
        first = first.str.slice(0, 1).str.upper() + first.str.slice(1)
    surprise = links["surprise"].to_numpy(dtype=np.float64)
    doubts = links[JOINING].assign(
        unsure=links["unsure"],
        surprise=(surprise >= SURPRISING).astype(int) - (surprise <= -SURPRISING),
        is_apart=links["distance_m"].notna(),
    )
    near = links[["adjacent"]].assign(km=(links["distance_m"] / 1000).round(1))
    tail = partial(_say_what_is_known, by=by, is_known=is_known, themes=themes)
    return (
        name_pairs(first, links["name_b"])
        + _say_each_once(_say_what_joins, links[JOINING])
        + _say_each_once(_say_how_near, near)
        + _say_each_once(tail, doubts)
    )


def _say_each_once(
    say: Callable[[pd.DataFrame], pd.Series[str]], rows: pd.DataFrame
) -> pd.Series[str]:
    """Write once what many rows say alike: a million links differ in a few hundred ways."""
    code = np.zeros(len(rows), dtype=np.int64)
    for column in rows.columns:
        number, different = pd.factorize(rows[column], use_na_sentinel=False)
        code, _ = pd.factorize(code * len(different) + number)
    _, first = np.unique(code, return_index=True)
    said = say(rows.iloc[first]).astype("str").array
    return pd.Series(said.take(code), index=rows.index)


def _say_what_joins(links: pd.DataFrame) -> pd.Series[str]:
    """Say what they share, how many ties go across and what members have in common."""
    people = _counted(links["people"], "person", "people")
    groups = _counted(links["groups"], "group", "groups")
    has_people, has_groups = links["people"] > 0, links["groups"] > 0
    shared = (people + " and " + groups).where(has_people & has_groups, people)
    shared = " share " + shared.where(has_people, groups)
    ties = " are joined by " + _counted(links["ties"], "tie", "ties")
    is_tied, is_shared = links["ties"] > 0, has_people | has_groups
    said = (shared + " and" + ties).where(is_tied, shared).where(is_shared, ties)
    pairs = _counted(links["interlocks"], "pair", "pairs")
    have = _choose(links["interlocks"] == 1, " have a member in common", " has a member in common")
    more = (said + "; " + pairs + " of their groups" + have).where(links["interlocks"] > 0, said)
    alone = " have " + pairs + " of groups with a member in common"
    return more.where(is_shared | is_tied, alone)


def _say_how_near(links: pd.DataFrame) -> pd.Series[str]:
    """Say that they are neighbours, or how far apart they are."""
    apart = "; their middles are " + links["km"].astype("str") + " km apart"
    return apart.where(links["km"].notna(), "").where(~links["adjacent"], "; they are neighbours")


def _say_what_is_known(
    links: pd.DataFrame, *, by: str, is_known: bool, themes: tuple[str, ...]
) -> pd.Series[str]:
    """Say what counted, whether that is much, and how much of it is old or unconfirmed."""
    others = "places" if by == PLACE else "others"
    size = _choose(
        links["is_apart"], f"{others} of their size", f"{others} of their size and distance"
    )
    much = _choose(links["surprise"] + 1, "less", "", "more")
    said = ("; that is " + much + " than " + size + " mostly have").where(much != "", "")
    if not is_known:
        said = said + _NOT_KNOWN
    if themes:
        said = said + f"; only what is about {' or '.join(themes)} is counted"
    records, unsure = links[JOINING].sum(axis=1), links["unsure"]
    verb = _choose(unsure == 1, " are", " is")
    share = "; " + unsure.astype("str") + " of these " + records.astype("str") + verb
    share = share + " old or unconfirmed"
    nothing = _choose(records == 1, "; none of this was", "; this was not")
    share = share.where(unsure < records, nothing + f" confirmed within {OLD_AFTER}")
    return said + share.where(unsure > 0, "") + "."


def _counted(numbers: pd.Series[Any], one: str, many: str) -> pd.Series[str]:
    return numbers.astype("str") + _choose(numbers == 1, f" {many}", f" {one}")


def _choose(which: pd.Series[Any], *words: str) -> pd.Series[str]:
    """Take the word of each number."""
    number = which.to_numpy(dtype=np.intp)
    return pd.Series(pd.array(words, dtype="str").take(number), index=which.index)
