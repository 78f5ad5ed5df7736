"""A person's part in a sentence that can be read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from assetmap.tables import say_unsure
from assetmap.wording import say_number

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
    known = names.to_dict()
    said = [_say(row, names=known, ties=ties) for row in people.to_dict("records")]
    correction = _CORRECTION if missing_rate >= MUCH_IS_MISSING else ""
    reasons = [sentence + correction + "." for sentence in said]
    return pd.Series(reasons, index=people.index, dtype="str", name="says")


def _say(person: Mapping[Any, Any], *, names: Mapping[Any, Any], ties: str) -> str:
    """Say what somebody joins, who named them, their gifts, and how sure that is."""
    nobody = NOBODY_ASKED if ties == "both" else _NO_SUCH_TIE
    joins = _BY_TIES[ties] + _say_ties(person, names) + _say_roles(person)
    said = joins if person["ties"] > 0 else nobody
    if person["nominations"] > 0:
        by = say_number(person["nominations"], "person", "people")
        said += f"; {by} named them as somebody who brings others together"
    if person["gifts"]:
        said += "; gifts: " + ", ".join(person["gifts"][:_NAMED_AT_MOST])
    if person["is_like"]:
        said += f"; {person['is_like']}"
    doubt = say_unsure(person["unsure"], person["records"])
    return f"{said}; {doubt}" if doubt and person["ties"] > 0 else said


def _say_ties(person: Mapping[Any, Any], names: Mapping[Any, Any]) -> str:
    """Say to what and whom somebody is tied, and for which of them that is the only tie."""
    tied = []
    if person["groups"] > 0 or person["others"] == 0:
        kinds = f" of {say_number(person['kinds'], 'kind')}" if person["groups"] > 1 else ""
        assets = say_number(person["groups"], "community asset")
        tied.append(f"{assets}{kinds} ({_say_names(person['group_ids'], names)})")
    if person["others"] > 0:
        tied.append(say_number(person["others"], "person", "people"))
    said = " and ".join(tied)
    if person["places_bridged"] > 1:
        said += f" across {say_number(person['places_bridged'], 'place')}"
    if person["only_link_for"] > 0:
        alone = say_number(person["only_link_for"], "of these has", "of these have")
        said += f"; {alone} no other tie"
    return said


def _say_names(ids: Sequence[str], names: Mapping[Any, Any]) -> str:
    """Name the first three, and count the rest."""
    shown = ", ".join(str(names[asset_id]) for asset_id in ids[:_NAMED_AT_MOST])
    more = len(ids) - _NAMED_AT_MOST
    return f"{shown} and {more} more" if more > 0 else shown


def _say_roles(person: Mapping[Any, Any]) -> str:
    """Say which roles they have; or that they bridge without any."""
    if not person["is_title_less"]:
        return f"; known as {', '.join(person['roles']).replace('_', ' ')}"
    is_bridge = person["betweenness"] > 0 and max(person["groups"], person["places_bridged"]) > 1
    return "; holds no title, and others meet this way" if is_bridge else ""
