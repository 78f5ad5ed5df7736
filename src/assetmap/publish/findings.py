"""Findings through the same door as the map: what an audience may see of each.

The frames keep their columns. Sentences are written for the team, since they
count people; for the public they are left out, and whoever draws says what
the published numbers say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from assetmap.model import AssetKind, Purpose
from assetmap.publish.disclosure import protect_counts
from assetmap.publish.fields import Admission, require_audience
from assetmap.tables import AssetMap, find_consenting, is_among

__all__ = ["Protected", "protect_champions", "protect_gaps", "protect_links"]


@dataclass(frozen=True, eq=False)
class Protected:
    """A frame of findings that may be shown, and how many rows were kept back, by reason."""

    frame: pd.DataFrame
    withheld: dict[str, int]


def protect_gaps(gaps: pd.DataFrame, admission: Admission, *, audience: str) -> Protected:
    """
    Leave out what gaps say about people.

    For the public, rows of the category ``individual`` are left out, and
    assets that are not shown are not named as nearest or as strengths.
    """
    if require_audience(audience) == "team":
        return Protected(gaps, {})
    is_about_people = gaps["category"] == str(AssetKind.INDIVIDUAL)
    kept = gaps[~is_about_people].copy()
    shown = admission.assets
    named = shown.index[shown["kind"] != str(AssetKind.INDIVIDUAL)]
    kept["nearest_id"] = kept["nearest_id"].where(is_among(kept["nearest_id"], named))
    known = set(named)
    strengths = np.empty(len(kept), dtype=object)
    strengths[:] = [tuple(i for i in ids if i in known) for ids in kept["strengths"]]
    kept["strengths"] = strengths
    kept["says"] = None
    kept["old_share"] = float("nan")
    return Protected(kept, _counted("gaps in people's gifts", is_about_people))


def protect_links(links: pd.DataFrame, *, audience: str) -> Protected:
    """
    Protect the counts of people that links hold.

    For the public, ``people`` and ``ties`` are protected by the small-number
    rule (ties are mostly somebody's), ``weight`` counts groups alone, and a
    link of nothing but small numbers of people is left out.
    """
    if require_audience(audience) == "team":
        return Protected(links, {})
    kept = links.copy()
    kept["people"] = protect_counts(links["people"])
    kept["ties"] = protect_counts(links["ties"])
    kept["weight"] = links["groups"].astype("float64")
    kept["says"] = None
    rests_on_few = (
        (links["groups"] == 0)
        & (kept["people"].isna() | kept["ties"].isna())
        & (kept["people"].fillna(0) == 0)
        & (kept["ties"].fillna(0) == 0)
    )
    return Protected(kept[~rests_on_few], _counted("links of fewer than 10 people", rests_on_few))


def protect_champions(m: AssetMap, champions: pd.DataFrame, *, audience: str) -> Protected:
    """
    Keep only people who agreed to be named in their role.

    For the public, only ``person_id``, ``name`` and (with consent) ``place``
    and ``roles`` are left of each row: why somebody is asked is between them
    and the team.
    """
    if require_audience(audience) == "team":
        return Protected(champions, {})
    day = m.publishing_day
    named = find_consenting(m, purpose=Purpose.PUBLISH_NAME, on=day)
    in_role = find_consenting(m, purpose=Purpose.PUBLISH_ROLE, on=day)
    placed = find_consenting(m, purpose=Purpose.PUBLISH_PLACE, on=day)
    may_show = champions["person_id"].isin(named) & champions["person_id"].isin(in_role)
    kept = champions.loc[may_show, ["person_id", "name", "place_id", "place", "roles"]].copy()
    has_place = kept["person_id"].isin(placed)
    kept["place_id"] = kept["place_id"].where(has_place)
    kept["place"] = kept["place"].where(has_place)
    kept["says"] = None
    kept = kept.sort_values(["name", "person_id"], ignore_index=True)
    return Protected(kept, _counted("people to ask who did not agree to be named", ~may_show))


def _counted(reason: str, is_left_out: pd.Series[bool]) -> dict[str, int]:
    count = int(is_left_out.sum())
    return {reason: count} if count else {}
