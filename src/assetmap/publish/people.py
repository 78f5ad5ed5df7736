"""Who may be named as somebody to ask, and who is only counted?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from assetmap.model import AssetKind, Purpose
from assetmap.publish.disclosure import protect_counts
from assetmap.publish.fields import NOT_NAMED, Admission, find_gone
from assetmap.publish.findings import Protected, count_reasons
from assetmap.tables import AssetMap, find_consenting, find_open

__all__ = ["COUNTED_BY_PLACE", "NOT_ASKED_BY_NAME", "measure_unnamed", "protect_champions"]

NOT_ASKED_BY_NAME = "people to ask who did not agree to be named"

COUNTED_BY_PLACE = (NOT_NAMED, NOT_ASKED_BY_NAME)
"""Reasons whose totals are not told beside counts by place: the rest would follow from them."""

_RULE = "ons"


def protect_champions(m: AssetMap, *, champions: pd.DataFrame, admission: Admission) -> Protected:
    """
    Keep only people whom the audience may see, in public those in their role.

    For the public, only ``person_id``, ``name`` and (with consent) ``place``
    and ``roles`` are left of each row: why somebody is asked is between them
    and the team. A list of people like a stated group is not shown at all:
    whoever is on it would be known to be of that age or to speak that
    language.
    """
    shown = champions["person_id"].isin(admission.assets.index)
    is_nobody = champions["person_id"].isna()  # whom `like` asks for, and nobody knows
    if admission.audience == "team":
        is_gone = ~(shown | is_nobody)
        return Protected(
            champions[~is_gone], count_reasons({"people to ask who are gone": is_gone})
        )
    in_role = find_consenting(m, purpose=Purpose.PUBLISH_ROLE, on=m.publishing_day)
    is_narrowed = _is_like_a_group(champions) & ~is_nobody
    agrees = shown & champions["person_id"].isin(in_role)
    columns = ["person_id", "name", "place_id", "place", "roles"]
    kept = champions.loc[agrees & ~is_narrowed, columns].copy()
    place_id = admission.assets["place_id"].reindex(kept["person_id"]).set_axis(kept.index)
    kept["place_id"] = place_id
    kept["place"] = place_id.map(m.places["name"]).astype("str")
    kept["says"] = None
    kept = kept.sort_values(["name", "person_id"], ignore_index=True)
    withheld = {
        "people to ask who are like a group that was asked for": is_narrowed,
        NOT_ASKED_BY_NAME: ~(agrees | is_nobody | is_narrowed),
    }
    return Protected(kept, count_reasons(withheld))


def measure_unnamed(m: AssetMap, *, champions: pd.DataFrame, admission: Admission) -> pd.DataFrame:
    """
    Count by place the people to ask whom the public list does not name.

    Only those who bring others together count (``betweenness`` above 0, where
    the frame has it), each for the place they belong to and for no larger
    one. Whoever is named is not counted: names and a total would tell how few
    the others are. A place with fewer than the rule allows is left out like
    one with nobody, so that not even "a few" is said of a hamlet, and no
    total is given: it would tell what is left for the places without a
    number.

    Parameters
    ----------
    m
        The map.
    champions
        The frame of `find_champions`. Not modified.
    admission
        What the audience may see.

    Returns
    -------
    unnamed
        ``place_id``, ``people`` (Int64, rounded), by id. Empty for the team,
        which sees everybody, and for people like a stated group.
    """
    nobody = pd.DataFrame({"place_id": pd.Series(dtype="str"), "people": pd.array([], "Int64")})
    if admission.audience == "team" or _is_like_a_group(champions).any():
        return nobody
    named = protect_champions(m, champions=champions, admission=admission).frame["person_id"]
    assets = m.assets[["kind", "status", "sensitive_location"]]
    counts = find_open(assets) & (assets["kind"] == str(AssetKind.INDIVIDUAL)).to_numpy()
    people = assets.index[counts].difference(find_gone(m)).difference(pd.Index(named))
    rows = champions.drop_duplicates("person_id")
    rows = rows[rows["person_id"].isin(people)]
    if "betweenness" in rows:
        rows = rows[rows["betweenness"] > 0]
    protected = protect_counts(rows["place_id"].value_counts().sort_index(), rule=_RULE)
    protected = protected[(protected > 0).fillna(value=False).astype(bool)]
    if protected.empty:
        return nobody
    return pd.DataFrame({"place_id": protected.index.astype("str"), "people": protected.array})


def _is_like_a_group(champions: pd.DataFrame) -> pd.Series[Any]:
    """Tell which rows are there for being like a group that was asked for."""
    if "likeness" in champions:
        return champions["likeness"].notna()
    return pd.Series(data=False, index=champions.index)
