"""What may be said in public of the hosts that are suggested?"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from assetmap.tables import AssetMap

__all__ = ["say_hosts"]


def say_hosts(m: AssetMap, sites: pd.DataFrame, *, within_min: float) -> pd.Series[str]:
    """
    Say again what may be said of hosts whose sentences were kept back.

    Parameters
    ----------
    m
        The map.
    sites
        What `assetmap.publish.protect_sites` left for the public. Not modified.
    within_min
        The reach that was asked for.

    Returns
    -------
    says
        A sentence for each row.
    """
    places = m.places["name"].reindex(sites["place_id"].array)
    rows = sites.assign(place=places.array).to_dict("records")
    said = [_say(row, within_min=within_min) for row in rows]
    return pd.Series(said, index=sites.index, dtype="str")


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
