"""Who may be introduced on a page, and to whom is that shown?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from assetmap.arrays import is_among
from assetmap.model import AssetKind, Purpose
from assetmap.publish.fields import Admission, find_gone
from assetmap.publish.findings import Protected, count_reasons
from assetmap.tables import AssetMap, find_consenting

__all__ = ["find_introducible", "protect_introductions"]


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
    if admission.audience == "public":
        reason = "introductions of people, for the team alone"
        return Protected(introductions.head(0), count_reasons({reason: is_left_out}))
    may = find_introducible(m, admission) | find_groups(m, admission)
    is_left_out[:] = False
    for end in ("person_a", "person_b", "introducer"):
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
