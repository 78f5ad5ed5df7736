"""Findings about people: who may be named, who may be introduced, and what rests on one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.model import AssetKind, Purpose
from assetmap.publish.disclosure import protect_counts
from assetmap.publish.fields import NOT_NAMED, Admission, find_agreed, find_gone
from assetmap.publish.findings import Protected, count_reasons, keep_shown
from assetmap.tables import AssetMap, find_consenting, find_open

__all__ = [
    "COUNTED_BY_PLACE",
    "find_introducible",
    "find_resting",
    "measure_unnamed",
    "protect_champions",
    "protect_fragility",
    "protect_introductions",
    "protect_safeguards",
]

NOT_ASKED_BY_NAME = "people to ask who did not agree to be named"
COUNTED_BY_PLACE = (NOT_NAMED, NOT_ASKED_BY_NAME)
"""Reasons whose totals are not told beside counts by place: the rest would follow from them."""
_LOSSES = ("people_cut_off", "orphans", "groups_cut_off", "places_cut_off")


def protect_champions(m: AssetMap, *, champions: pd.DataFrame, admission: Admission) -> Protected:
    """
    Keep only people whom the audience may see, in public those in their role.

    For the public, only ``person_id``, ``name`` and (with consent) ``place_name``
    and ``roles`` are left of each row: why somebody is asked is between them
    and the team. A list of people like a stated group is not shown at all:
    whoever is on it would be known to be of that age or to speak that
    language.
    """
    shown = champions["person_id"].isin(admission.assets.index)
    is_nobody = champions["person_id"].isna()  # whom `like` asks for, and nobody knows
    if admission.audience.sees_records:
        is_gone = ~(shown | is_nobody)
        return Protected(
            champions[~is_gone], count_reasons({"people to ask who are gone": is_gone})
        )
    in_role = find_agreed(m, admission.audience, "roles")
    is_narrowed = _is_like_a_group(champions) & ~is_nobody
    agrees = shown & champions["person_id"].isin(in_role)
    columns = ["person_id", "name", "place_id", "place_name", "roles"]
    kept = champions.loc[agrees & ~is_narrowed, columns].copy()
    place_id = admission.assets["place_id"].reindex(kept["person_id"]).set_axis(kept.index)
    kept["place_id"] = place_id
    kept["place_name"] = place_id.map(m.places["name"]).astype("str")
    kept["says"] = None
    kept = kept.sort_values(["name", "person_id"], ignore_index=True)
    withheld = {
        "people to ask who are like a group that was asked for": is_narrowed,
        NOT_ASKED_BY_NAME: ~(agrees | is_nobody | is_narrowed),
    }
    return Protected(kept, count_reasons(withheld), always=(NOT_ASKED_BY_NAME,))


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
    if admission.audience.sees_records or _is_like_a_group(champions).any():
        return nobody
    named = protect_champions(m, champions=champions, admission=admission).frame["person_id"]
    assets = m.assets[["kind", "status", "sensitive_location"]]
    counts = find_open(assets) & (assets["kind"] == str(AssetKind.INDIVIDUAL)).to_numpy()
    people = assets.index[counts].difference(find_gone(m)).difference(pd.Index(named))
    rows = champions.drop_duplicates("person_id")
    rows = rows[rows["person_id"].isin(people)]
    if "betweenness" in rows:
        rows = rows[rows["betweenness"] > 0]
    counts = rows["place_id"].value_counts().sort_index()
    protected = protect_counts(counts, rule=admission.rule.name)
    protected = protected[(protected > 0).fillna(value=False).astype(bool)]
    if protected.empty:
        return nobody
    return pd.DataFrame({"place_id": protected.index.astype("str"), "people": protected.array})


def _is_like_a_group(champions: pd.DataFrame) -> pd.Series[Any]:
    """Tell which rows are there for being like a group that was asked for."""
    if "likeness" in champions:
        return champions["likeness"].notna()
    return pd.Series(data=False, index=champions.index)


def protect_introductions(
    m: AssetMap, *, introductions: pd.DataFrame, admission: Admission
) -> Protected:
    """
    Keep suggested introductions within the team.

    For the public nothing is left: a suggestion tells what people want, whom
    they do not know, and who could be asked. For the team, rows with somebody
    who is gone, or who no longer agrees to be introduced on the day of
    publishing, are left out.

    Parameters
    ----------
    m
        The map.
    introductions
        The frame of `suggest_introductions`. Not modified.
    admission
        What the audience may see.

    Returns
    -------
    protected
        The rows that may be shown.
    """
    is_left_out: pd.Series[Any] = pd.Series(data=True, index=introductions.index)
    if not admission.audience.sees_records:
        reason = "introductions of people, for the team alone"
        return Protected(introductions.head(0), count_reasons({reason: is_left_out}))
    may = find_introducible(m, admission) | find_groups(m, admission)
    is_left_out[:] = False
    for end in ("person_a_id", "person_b_id", "introducer_id"):
        is_left_out |= introductions[end].notna() & ~is_among(introductions[end], may)
    reason = "introductions of people who no longer agree to them"
    return Protected(introductions[~is_left_out], count_reasons({reason: is_left_out}))


def find_introducible(m: AssetMap, admission: Admission) -> set[str]:
    """Find the people of a publication who agree to be introduced on the day it is made."""
    agreed = find_consenting(m, purpose=Purpose.INTRODUCE, on=m.publishing_day)
    return set(admission.assets.index.intersection(agreed).difference(find_gone(m)))


def find_groups(m: AssetMap, admission: Admission) -> set[str]:
    """Find what is no person: nobody has to agree for it to be named to the team."""
    kind = m.assets["kind"].reindex(admission.assets.index)
    return set(kind.index[kind != str(AssetKind.INDIVIDUAL)])


def protect_fragility(
    m: AssetMap,  # noqa: ARG001 - every door has the same shape
    *,
    fragility: pd.DataFrame,
    admission: Admission,
) -> Protected:
    """
    Keep what rests on one person or group between them and the team.

    For the public nothing is left: who breaks what is a conversation to have,
    and a list of it would hurt those whom it means to relieve. For the team,
    rows of those who are gone are left out, and so are their ids elsewhere.

    Parameters
    ----------
    m
        The map.
    fragility
        The frame of `find_fragility`. Not modified.
    admission
        What the audience may see.

    Returns
    -------
    protected
        The rows that may be shown.
    """
    if not admission.audience.sees_records:
        reason = "what rests on single people or groups, for the team alone"
        return Protected(fragility.head(0), count_reasons({reason: find_resting(fragility)}))
    shown = set(admission.assets.index)
    is_gone = ~pd.Series(is_among(fragility["asset_id"], shown), index=fragility.index)
    kept = fragility[~is_gone]
    lists = kept.columns.intersection(["orphan_ids", "cut_off_group_ids", "could_cover_ids"])
    kept = kept.assign(**{name: keep_shown(kept[name], shown) for name in lists})
    return Protected(kept, count_reasons({"what rests on people who are gone": is_gone}))


def protect_safeguards(m: AssetMap, *, safeguards: pd.DataFrame, admission: Admission) -> Protected:
    """
    Keep introductions that share what rests on one person within the team.

    For the team, rows with somebody who is gone, or who no longer agrees to
    be introduced on the day of publishing, are left out.

    Parameters
    ----------
    m
        The map.
    safeguards
        The frame of `find_safeguards`. Not modified.
    admission
        What the audience may see.

    Returns
    -------
    protected
        The rows that may be shown.
    """
    if not admission.audience.sees_records:
        every: pd.Series[Any] = pd.Series(data=True, index=safeguards.index)
        reason = "introductions of people to share what rests on one"
        return Protected(safeguards.head(0), count_reasons({reason: every}))
    shown = set(admission.assets.index)
    may = find_introducible(m, admission)
    is_over = pd.Series(data=False, index=safeguards.index)
    for end in ("person_id", "other_id"):
        is_over |= safeguards[end].notna() & ~is_among(safeguards[end], may)
    kept = safeguards[~is_over]
    bridges = np.empty(len(kept), dtype=object)
    bridges[:] = [tuple(pair for pair in pairs if shown.issuperset(pair))
                  for pairs in kept["bridge_ids"]]  # fmt: skip
    kept = kept.assign(bridge_ids=bridges, ask_ids=keep_shown(kept["ask_ids"], shown))
    reason = "introductions of people who no longer agree to them"
    return Protected(kept, count_reasons({reason: is_over}))


def find_resting(fragility: pd.DataFrame) -> pd.Series[Any]:
    """Tell on whom something rests alone: who would be missed by others, or by a place."""
    is_resting: pd.Series[Any] = (fragility[list(_LOSSES)] > 0).any(axis=1)
    return is_resting
