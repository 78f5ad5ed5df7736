"""What may be said in public of the hosts that are suggested?"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from assetmap.publish import Admission
    from assetmap.tables import AssetMap

__all__ = ["name_hosts"]


def name_hosts(
    m: AssetMap, sites: pd.DataFrame, *, admission: Admission, within_min: float
) -> pd.DataFrame:
    """
    Put names in place of the ids of assets, and say again what may be said.

    Parameters
    ----------
    m
        The map.
    sites
        What `assetmap.publish.protect_sites` left for the public. Not modified.
    admission
        What the public may see.
    within_min
        The reach that was asked for.

    Returns
    -------
    named
        Without ``host_id``, which is the team's own; ``tied`` holds names.
    """
    names = admission.assets["name"].to_dict()
    places = m.places["name"].reindex(sites["place_id"].array)
    tied = [tuple(names[i] for i in ids if i in names) for ids in sites["tied"]]
    rows = sites.assign(place=places.array).to_dict("records")
    said = [_say(row, within_min=within_min) for row in rows]
    return sites.drop(columns="host_id").assign(
        tied=pd.Series(tied, index=sites.index, dtype=object),
        says=pd.Series(said, index=sites.index, dtype="str"),
    )


def _say(row: dict[Hashable, Any], *, within_min: float) -> str:
    """Say of one host whom it could serve, or of one place that none could."""
    what = row["category"]
    place, host = row["place"], row["host"]
    if not isinstance(host, str):
        return f"{place}: no host could bring {what} within reach of here."
    where = f"{host} in {place}" if isinstance(place, str) else host
    if row["mean_min"] >= 0:  # only known where short ways were asked for
        mean = f"{row['mean_min']:.1f} minutes"
        return f"{where}: with {what} here as well, the mean way to the nearest would be {mean}."
    whom = f"about {row['people']:,.0f} more people" if row["people"] > 0 else "more people"
    count = len(row["reaches"])
    return (
        f"{where}: {what} here would be within {within_min:g} minutes of {whom} "
        f"in {count} {'place' if count == 1 else 'places'}."
    )
