"""What may an audience see of the hosts that are suggested for what is missing?"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.publish.fields import Admission
from assetmap.publish.findings import (
    Protected,
    find_delicate_categories,
    find_words,
    keep_shown,
    protect_people,
)
from assetmap.tables import AssetMap, is_among

__all__ = ["protect_sites"]

_SHARE_DIGITS = 2


def protect_sites(m: AssetMap, *, sites: pd.DataFrame, admission: Admission) -> Protected:
    """
    Leave out what suggested hosts say about people and about places kept secret.

    Only hosts that this audience may be pointed to stay, and ``tied`` holds
    only what it may see: for the public no people, and no sentence that
    counts them. There, numbers of people keep the small-number rule, and a
    ``share`` from which one that is kept back could be worked out is kept
    back too; and nothing is said of what only people, or assets that are not
    shown, have: the places without it would tell where they are. A place that
    no host could bring into reach stays.

    Parameters
    ----------
    m
        The map.
    sites
        The frame of `suggest_sites`. Not modified.
    admission
        What the audience may see.

    Returns
    -------
    protected
        The rows that may be shown.
    """
    is_host = sites["host_id"].notna()
    known = set(admission.placed.to_numpy(dtype=object))
    is_left_out = is_host & ~pd.Series(is_among(sites["host_id"], known), index=sites.index)
    is_private = pd.Series(data=False, index=sites.index)
    safe = sites.assign(tied=keep_shown(sites["tied"], known))
    if admission.audience == "public":
        is_private = sites["category"].isin(_private_words(m, sites, admission))
        safe = _without_people(m, safe, admission)
    reasons = {
        "hosts for what people bring, or nothing shown has": int(is_private.sum()),
        "hosts that cannot be pointed to": int((is_left_out & ~is_private).sum()),
    }
    withheld = {reason: count for reason, count in reasons.items() if count}
    return Protected(safe[~(is_left_out | is_private)], withheld)


def _without_people(m: AssetMap, sites: pd.DataFrame, admission: Admission) -> pd.DataFrame:
    """Take out of suggestions what is for the team alone."""
    safe = protect_people(sites)
    is_small = safe["people"].isna() & sites["host_id"].notna()
    # Shares add up row by row: the step to the next one would tell the small number too.
    share = sites["share"].round(_SHARE_DIGITS).mask(is_small.cummax())
    kept: pd.DataFrame = safe.assign(share=share, says=None)
    if "geometry" in kept:
        shapes = admission.assets.geometry.reindex(kept["host_id"].array).to_numpy()
        own, is_host = kept["geometry"].to_numpy(), kept["host_id"].notna().to_numpy()
        where = np.where(is_host, shapes, own)
        kept["geometry"] = gpd.GeoSeries(where, kept.index, m.crs)
    return kept


def _private_words(m: AssetMap, sites: pd.DataFrame, admission: Admission) -> set[str]:
    """Find the words that people, or only assets that are not shown, have."""
    of_people, unknown = find_delicate_categories(m, sites, admission)
    return of_people | find_words(m.assets.drop(columns="geometry"), unknown)
