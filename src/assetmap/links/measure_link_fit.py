"""How far the expected links of a map can be trusted."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from assetmap.links._expected import measure_expected
from assetmap.links._pair_counts import add_up_amounts, count_links
from assetmap.links._presence import PLACE, find_presence
from assetmap.links.find_links import locate_places
from assetmap.tables import AssetMap, Grouping, with_grouping

__all__ = ["measure_link_fit"]

_SAYS = {
    "places": "{:,.0f} {noun} have somebody or something in them.",
    "pairs": "They make {:,.0f} pairs.",
    "linked_pairs": "{:,.0f} pairs share a person or a group, or are joined by a tie.",
    "links": "What joins them weighs {:,.1f}: shared people and groups by weight, and ties.",
    "size_power": "Links grow with both sizes, multiplied, to the power {:.2f}.",
    "distance_power": "Links go with distance to the power {:.2f}; below 0 they fade.",
    "explained": "Size and distance tell {:.0%} of how pairs differ.",
    "explained_by_totals": "The total of links of each, mixed at random, would tell {:.0%}.",
    "dispersion": "The links of a pair vary {:.2f} times as much as a Poisson count.",
}


def measure_link_fit(
    m: AssetMap,
    *,
    by: Grouping = PLACE,
    level: str | None = None,
    themes: str | Iterable[str] | None = None,
) -> pd.DataFrame:
    """
    Measure how well size and distance account for the links of a map.

    Read it before ``expected`` and ``surprise`` of `find_links` and
    `find_missing_links`: where ``explained`` is low, a surprise says little
    more than that the places are linked for other reasons.

    Parameters
    ----------
    m
        The map. Not modified.
    by, level, themes
        What is linked, as in `find_links`.

    Returns
    -------
    fit
        By measure, ``value`` (float64, NaN where there is too little to tell)
        and ``says`` (str): ``places``, ``pairs``, ``linked_pairs``,
        ``links``, ``size_power``, ``distance_power``, ``explained``,
        ``explained_by_totals`` (both 0 to 1) and ``dispersion``.

    Raises
    ------
    TableError, GraphError
        As `find_links`.

    Notes
    -----
    The model, why it was chosen and its sources:
    `assetmap.links._expected`.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha"], "kind": ["individual"], "active_in": [("mill", "hill")]},
    ...         index=["asha"],
    ...     )
    ... )
    >>> measure_link_fit(m).loc[["linked_pairs", "explained"]]
                  value                                               says
    measure
    linked_pairs    1.0  Too few links to say how many to expect: 1 lin...
    explained       NaN  Too few links to say how many to expect: 1 lin...
    """
    m, by = with_grouping(m, by)
    presence = find_presence(m, by=by, level=level, themes=themes)
    counts = count_links(m, presence)
    xy = locate_places(m.places.loc[presence.places]) if presence.by == PLACE else None
    fit = measure_expected(
        counts["a"].to_numpy(dtype=np.int64),
        counts["b"].to_numpy(dtype=np.int64),
        add_up_amounts(counts),
        sizes=presence.sizes,
        xy=xy,
    ).fit
    noun = "places" if presence.by == PLACE else "groups"
    values = {name: float(getattr(fit, name)) for name in _SAYS}
    says = {name: text.format(values[name], noun=noun) for name, text in _SAYS.items()}
    if not fit.is_known:
        says = dict.fromkeys(_SAYS, fit.say(noun))
    elif np.isnan(fit.distance_power):
        says["distance_power"] = "Distance plays no part: the distances are not known."
        says["explained"] = f"Size tells {fit.explained:.0%} of how pairs differ."
    frame = pd.DataFrame({"value": pd.Series(values), "says": pd.Series(says, dtype="str")})
    return frame.rename_axis("measure")
