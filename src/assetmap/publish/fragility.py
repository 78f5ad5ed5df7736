"""Who may see what rests on one person alone, and which meetings would share it?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.publish.fields import Admission
from assetmap.publish.findings import Protected, count_reasons, keep_shown
from assetmap.publish.introductions import find_introducible
from assetmap.tables import AssetMap

__all__ = ["find_resting", "protect_fragility", "protect_safeguards"]

_LOSSES = ("people_cut_off", "orphans", "groups_cut_off", "places_cut_off")


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
    if admission.audience == "public":
        reason = "what rests on single people or groups, for the team alone"
        return Protected(fragility.head(0), count_reasons({reason: find_resting(fragility)}))
    shown = set(admission.assets.index)
    is_gone = ~pd.Series(is_among(fragility["asset_id"], shown), index=fragility.index)
    kept = fragility[~is_gone]
    lists = kept.columns.intersection(["orphan_ids", "group_ids", "could_cover"])
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
    if admission.audience == "public":
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
                  for pairs in kept["bridges"]]  # fmt: skip
    kept = kept.assign(bridges=bridges, ask=keep_shown(kept["ask"], shown))
    reason = "introductions of people who no longer agree to them"
    return Protected(kept, count_reasons({reason: is_over}))


def find_resting(fragility: pd.DataFrame) -> pd.Series[Any]:
    """Tell on whom something rests alone: who would be missed by others, or by a place."""
    is_resting: pd.Series[Any] = (fragility[list(_LOSSES)] > 0).any(axis=1)
    return is_resting
