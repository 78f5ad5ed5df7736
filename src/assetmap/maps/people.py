"""How are people to ask, what rests on one, and introductions written for a page?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from assetmap.maps.columns import Column, encode_lists, encode_whole
from assetmap.maps.findings import encode_sentences

__all__ = [
    "encode_fragility",
    "encode_introductions",
    "encode_people_to_ask",
    "encode_safeguards",
    "encode_unnamed",
]


def encode_people_to_ask(people: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write who to ask, why, and what they bring together; the page sorts them by name."""
    if people is None or people.empty:
        return None
    columns = {"asset": encode_whole(people["asset"])}
    for name in people.columns.intersection(["places", "groups"]):
        columns[name] = encode_lists(people[name])
    if "ringed" in people:
        columns["ring"] = encode_whole(people["ringed"])
    return _lay_out(people, columns)


def encode_unnamed(unnamed: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write about how many people to ask a place has whom the page does not name."""
    if unnamed is None or unnamed.empty:
        return None
    return {
        "n": len(unnamed),
        "place": encode_whole(unnamed["place"]),
        "people": encode_whole(unnamed["people"]),
    }


def encode_fragility(fragility: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write on whom something rests alone, what that is, and who could cover."""
    if fragility is None or fragility.empty:
        return None
    lists = {name: encode_lists(fragility[name]) for name in ("groups", "places", "cover")}
    return _lay_out(fragility, {"asset": encode_whole(fragility["asset"])} | lists)


def encode_safeguards(safeguards: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write whom to introduce to share what rests on one, in the order given."""
    if safeguards is None or safeguards.empty:
        return None
    lists = {name: encode_lists(safeguards[name]) for name in ("ends", "ask")}
    return _lay_out(safeguards, _encode_ends(safeguards) | lists)


def encode_introductions(introductions: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write who should meet whom, and through whom, in the order given."""
    if introductions is None or introductions.empty:
        return None
    through = encode_whole(introductions["through"])
    return _lay_out(introductions, _encode_ends(introductions) | {"through": through})


def _encode_ends(meetings: pd.DataFrame) -> dict[str, Column]:
    return {"a": encode_whole(meetings["a"]), "b": encode_whole(meetings["b"])}


def _lay_out(rows: pd.DataFrame, columns: dict[str, Column]) -> dict[str, Any]:
    """Put the columns that hold something together, with the sentences."""
    held = {name: column for name, column in columns.items() if column is not None}
    return {"n": len(rows)} | held | encode_sentences(rows)
