"""How are findings about people turned into rows of a publication?

As in `assetmap.publish.numbering`: ids stay inside, columns are an allow-list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from assetmap.model import Role
from assetmap.publish.fragility import find_resting
from assetmap.publish.numbering import Numbers

__all__ = [
    "number_fragility",
    "number_introductions",
    "number_people",
    "number_safeguards",
    "number_unnamed",
]


def number_people(champions: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number the people to ask who are shown, and for the team what they bring together."""
    asset = numbers.of(champions["person_id"], "asset")
    frame = pd.DataFrame({"asset": asset, "says": champions["says"]})
    if {"place_ids", "group_ids"} <= set(champions.columns):
        frame["places"] = numbers.of_each(champions["place_ids"], "place")
        frame["groups"] = numbers.of_each(champions["group_ids"], "asset")
    if {"nominations", "is_hidden", "roles"} <= set(champions.columns):
        frame["ringed"] = _find_standing_out(champions)
    return frame[asset.notna()].reset_index(drop=True)


def _find_standing_out(champions: pd.DataFrame) -> pd.Series[Any]:
    """Tell whom others named, who connects without a title, and who is called a connector."""
    role = str(Role.CONNECTOR)
    is_called = champions["roles"].map(lambda roles: role in roles).astype(bool)
    is_known: pd.Series[Any] = (champions["nominations"] > 0) | champions["is_hidden"] | is_called
    return is_known


def number_unnamed(unnamed: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number the places where people to ask are counted and not named."""
    place = numbers.of(unnamed["place_id"], "place")
    frame = pd.DataFrame({"place": place, "people": unnamed["people"]})
    return frame[place.notna()].reset_index(drop=True)


def number_fragility(fragility: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number those on whom something rests alone, what that is, and who could cover."""
    rests = fragility[find_resting(fragility)]
    both = zip(rests["orphan_ids"], rests["group_ids"], strict=True)
    held = _lists((tuple(dict.fromkeys([*ids, *more])) for ids, more in both), rests.index)
    frame = pd.DataFrame(
        {
            "asset": numbers.of(rests["asset_id"], "asset"),
            "groups": numbers.of_each(held, "asset"),
            "places": numbers.of_each(rests["place_ids"], "place"),
            "cover": numbers.of_each(rests["could_cover"], "asset"),
            "says": rests["says"],
        }
    )
    return frame[frame["asset"].notna()].reset_index(drop=True)


def number_safeguards(safeguards: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number whom to introduce, the ties that would no longer be the only way, and whom to ask."""
    pairs = (tuple(end for pair in ties for end in pair) for ties in safeguards["bridges"])
    ends = _lists(pairs, safeguards.index)
    frame = pd.DataFrame(
        {
            "a": numbers.of(safeguards["person_id"], "asset"),
            "b": numbers.of(safeguards["other_id"], "asset"),
            "ends": numbers.of_each(ends, "asset"),
            "ask": numbers.of_each(safeguards["ask"], "asset"),
            "says": safeguards["says"],
        }
    )
    return frame.reset_index(drop=True)


def number_introductions(introductions: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number who should meet whom, and through whom; in the order they were suggested."""
    frame = pd.DataFrame(
        {
            "a": numbers.of(introductions["person_a"], "asset"),
            "b": numbers.of(introductions["person_b"], "asset"),
            "through": numbers.of(introductions["introducer"], "asset"),
            "says": introductions["says"],
        }
    )
    return frame[frame["a"].notna() & frame["b"].notna()].reset_index(drop=True)


def _lists(tuples: Iterable[tuple[str, ...]], index: pd.Index[Any]) -> pd.Series[Any]:
    """Make a column of tuples, which pandas would take apart."""
    cells = np.empty(len(index), dtype=object)
    cells[:] = list(tuples)
    return pd.Series(cells, index=index, dtype=object)
