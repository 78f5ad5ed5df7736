"""What an audience may see of the hosts that are suggested for what is missing."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.model import AssetKind
from assetmap.publish.counting import counts_people, rests_on_published
from assetmap.publish.disclosure import protect_populations
from assetmap.publish.fields import Admission
from assetmap.publish.findings import Protected, count_reasons, keep_shown, protect_people
from assetmap.tables import AssetMap

__all__ = ["protect_sites"]

_SHARE_DIGITS = 2
_OF_WORDS = "hosts for words, for which people were counted (individuals=False counts nobody)"
_BY_FEW = "hosts chosen by numbers of people that are kept back (ask in select_public(m))"
_MINUTE_DIGITS = 1


def protect_sites(m: AssetMap, *, sites: pd.DataFrame, admission: Admission) -> Protected:
    """
    Leave out what suggested hosts say about people and about places kept secret.

    Only hosts that this audience may be pointed to stay, and ``tied_ids`` holds
    only what it may see: for the public no people, and no sentence that
    counts them. There, numbers of people keep the small-number rule, and a
    ``share`` from which one that is kept back could be worked out is kept
    back too. Which hosts are chosen tells who lives where, so on a map with
    places whose number is kept back only what was chosen by published numbers
    stays (`assetmap.publish.select_public`). Hosts for a word stay if nobody
    was counted for them (``suggest_sites(…, individuals=False)``): whatever
    the word, they are as many as if nobody had it. A place that no host could
    bring into reach stays.

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
    reasons: dict[str, pd.Series[bool]] = {}
    safe = sites.assign(tied_ids=keep_shown(sites["tied_ids"], known))
    if not admission.audience.sees_records:
        places = m.places
        published = protect_populations(places, rule=admission.rule.name)
        reasons = _find_private(sites, places, published)
        safe = _without_people(safe, published, admission)
    is_private = pd.Series(data=False, index=sites.index)
    for which in reasons.values():
        is_private |= which
    reasons["hosts that cannot be pointed to"] = is_left_out & ~is_private
    kept = safe[~(is_left_out | is_private)]
    if not admission.audience.sees_records:
        kept = kept.reset_index(drop=True)  # the old numbers would tell of rows between
    return Protected(kept, count_reasons(reasons))


def _find_private(
    sites: pd.DataFrame, places: pd.DataFrame, published: pd.Series[Any]
) -> dict[str, pd.Series[bool]]:
    """Tell by reason which hosts were chosen by what the public may not know."""
    by, every = sites.attrs.get("by"), pd.Series(data=True, index=sites.index)
    is_counted = every & (by != "kind" and counts_people(sites))
    is_of_people = (sites["category"] == str(AssetKind.INDIVIDUAL)) & (by == "kind")
    is_kept_back = places["population"].notna() & published.isna()
    is_of_some = every & bool(sites.attrs.get("where"))
    is_chosen_by_few = bool(is_kept_back.any()) and not rests_on_published(places, published)
    return {
        "hosts where assets of some sort alone are counted (where=)": is_of_some,
        "hosts for what people bring": is_of_people & ~is_of_some,
        _OF_WORDS: is_counted & ~is_of_some,
        _BY_FEW: every & is_chosen_by_few & ~(is_counted | is_of_people | is_of_some),
    }


def _without_people(
    sites: pd.DataFrame, published: pd.Series[Any], admission: Admission
) -> pd.DataFrame:
    """Take out of suggestions what is for the team alone."""
    safe = protect_people(sites, rule=admission.rule)
    # Nobody is never said of those whose number is not shown.
    is_host = sites["host_id"].notna()
    is_unknown = is_host & _reach_unknown(sites, published) & (safe["people"] == 0)
    safe = safe.assign(people=safe["people"].mask(is_unknown))
    is_small = safe["people"].isna() & is_host
    # Shares add up row by row: the step to the next one would tell the small number too.
    share = sites["share"].round(_SHARE_DIGITS).mask(is_small.cummax())
    kept: pd.DataFrame = safe.assign(share=share, says=None)
    if "mean_min" in kept:  # a mean by exact numbers of people
        kept["mean_min"] = kept["mean_min"].round(_MINUTE_DIGITS)
        is_nearby = is_among(kept["host_id"], admission.moved)  # its ways are from where it is
        kept["mean_min"] = kept["mean_min"].mask(is_nearby)
    if "host_name" in kept:  # as it is shown: a part of a name may be left out
        host = admission.assets["name"].reindex(kept["host_id"].array)
        kept["host_name"] = host.set_axis(kept.index)
    if "geometry" in kept:
        shapes = admission.assets.geometry.reindex(kept["host_id"].array).to_numpy()
        where = np.where(is_host.to_numpy(), shapes, kept["geometry"].to_numpy())
        kept["geometry"] = gpd.GeoSeries(where, kept.index, admission.assets.crs)
    return kept


def _reach_unknown(sites: pd.DataFrame, published: pd.Series[Any]) -> pd.Series[bool]:
    """Tell which hosts bring in a place whose number of people is not shown."""
    unknown = set(published.index[published.isna()])
    reaches: pd.Series[bool] = sites["reached_place_ids"].map(
        lambda ids: not unknown.isdisjoint(ids)
    )
    return reaches.astype(bool)
