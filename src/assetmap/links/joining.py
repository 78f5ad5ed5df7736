"""Which places are linked, by whom and by what, and which by nobody yet?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assetmap.errors import GraphError
from assetmap.links.drawing import measure_apart
from assetmap.links.presence import Presence, find_presence
from assetmap.links.wording import write_alone, write_joined
from assetmap.network import find_standing_ties, measure_tie_is_unsure
from assetmap.tables import AssetMap

__all__ = ["LINK_COLUMNS", "MAX_PAIRS", "find_links"]

LINK_COLUMNS = (
    "place_a", "place_b", "name_a", "name_b", "people", "groups", "ties", "weight",
    "distance_m", "adjacent", "says", "geometry",
)  # fmt: skip
"""Columns of what `find_links` gives, in order."""

MAX_PAIRS = 20_000_000
"""Pairs of places that the assets of one map may join, counted asset by asset."""

_COUNTS = ("people", "groups", "ties", "unsure")
_DECIMALS = 12


def find_links(m: AssetMap, *, level: str | None = None) -> gpd.GeoDataFrame:
    """
    Find the links between places: shared people, shared groups and ties.

    Read a link as an open door between two places, and a place without one,
    listed first, as a question to ask there: who travels, and where to? It is
    a property of what was recorded, not of the place.

    Parameters
    ----------
    m
        The map. Not modified.
    level
        Level of the places to join, such as ``"district"``; whatever belongs
        to a smaller place counts for the one it is part of. When None, the
        smallest places: those that no other place is part of.

    Returns
    -------
    links
        Places without any link first, one row each, by id; then one row per
        linked pair, strongest first (``weight`` plus ``ties``), then by ids.
        The same columns when there is no place:

        - ``place_a``, ``place_b``: ids, ``place_a`` the first in order;
          ``name_a``, ``name_b``. A place without a link has no ``place_b``
        - ``people`` (int64): individuals active in both
        - ``groups`` (int64): other assets active in both: associations,
          institutions, exchanges, spaces and culture
        - ``ties`` (int64): ties between an asset of one and an asset of the
          other
        - ``weight`` (float64): each shared person or group counts
          1 / (k - 1), where k is the number of places it is active in, so
          that one county-wide body does not join everything
        - ``distance_m`` (float64): metres in a straight line between the
          points that stand for the places; NaN without both boundaries
        - ``adjacent`` (bool): whether the boundaries meet
        - ``says`` (str): the link in a sentence, and how much of it rests on
          records that nobody confirmed within two years
        - ``geometry``: the line between the two points, in the map's CRS, or
          None

    Raises
    ------
    TableError
        If no place has the level.
    GraphError
        If the assets join more than 20 million pairs of places.

    Notes
    -----
    An asset is active in its own place (stated, else found by where it is)
    and in every place of ``active_in``. One that belongs to a larger place
    only, such as a county, is not spread over the smaller ones in it. Closed
    assets, those whose location is kept secret and ties that ended before
    ``m.as_of`` link nothing. The weight is
    that of Newman (2001), "Scientific collaboration networks. II", Physical
    Review E 64, 016132.

    ``people`` counts people, in ``says`` too: publishing keeps small numbers
    back.

    Examples
    --------
    Asha lives at the mill and sings on the hill; nobody is known to go to the
    quay:

    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Choir", "Boat club"],
    ...             "kind": ["individual", "association", "association"],
    ...             "place_id": ["mill", "hill", "quay"],
    ...             "active_in": [("hill",), (), ()],
    ...         },
    ...         index=["asha", "choir", "boats"],
    ...     ),
    ...     ties=pd.DataFrame({"source": ["asha"], "target": ["choir"], "kind": ["member_of"]}),
    ... )
    >>> find_links(m)[["place_a", "place_b", "people", "groups", "ties", "weight"]]
      place_a place_b  people  groups  ties  weight
    0    quay     NaN       0       0     0     0.0
    1    hill    mill       1       0     1     1.0
    """
    presence = find_presence(m, level=level)
    _require_countable(presence)
    pairs = _count_pairs(m, presence)
    names = m.places["name"].reindex(presence.places)
    linked = np.unique(pairs[["a", "b"]].to_numpy(dtype=np.intp))
    alone = np.setdiff1d(np.arange(len(presence.places)), linked)
    islands = pd.DataFrame({"a": alone, "b": -1, "weight": 0.0} | dict.fromkeys(_COUNTS, 0))
    strength = (pairs["weight"] + pairs["ties"]).round(_DECIMALS)
    order = np.lexsort((pairs["b"], pairs["a"], -strength))
    table = pd.concat([islands, pairs.iloc[order]], ignore_index=True)
    a, b = table["a"].to_numpy(dtype=np.intp), table["b"].to_numpy(dtype=np.intp)
    apart = measure_apart(m.places.loc[presence.places], a, b)
    for end, at in (("a", a), ("b", b)):
        table[f"place_{end}"] = _at(presence.places, at)
        table[f"name_{end}"] = _at(pd.Index(names, dtype="str"), at)
    table["distance_m"], table["adjacent"] = apart.distance_m, apart.adjacent
    says = write_joined(table).where(b >= 0, write_alone(table["name_a"]))
    table["says"] = says.astype("str")
    geometry = gpd.GeoSeries(apart.lines, index=table.index, crs=m.crs)
    table = table.astype(dict.fromkeys(_COUNTS, np.int64) | {"weight": np.float64})
    return gpd.GeoDataFrame(table.assign(geometry=geometry), crs=m.crs)[list(LINK_COLUMNS)]


def _require_countable(presence: Presence) -> None:
    """Raise where listing the pairs would fill the memory."""
    active = np.diff(presence.matrix.indptr).astype(np.int64)
    pairs = int((active * (active - 1) // 2).sum())
    if pairs <= MAX_PAIRS:
        return
    widest = presence.actors[np.lexsort((np.arange(len(active)), -active))[:5]]
    raise GraphError(
        f"The assets of this map join {pairs:,} pairs of places, more than {MAX_PAIRS:,}. "
        f"Active in the most places: {', '.join(repr(name) for name in widest)}. "
        "Ask for a larger level of places, or leave the bodies out that work everywhere."
    )


def _count_pairs(m: AssetMap, presence: Presence) -> pd.DataFrame:
    """List the joined pairs of places, by position, with what joins them."""
    matrix = presence.matrix
    active = np.diff(matrix.indptr)
    first, second = _pair_up(active)
    actor = np.repeat(np.arange(len(active)), active)[first]
    home_a, home_b, is_unsure = _find_crossing(m, presence)
    size = max(len(presence.places), 1)
    a = np.concatenate([matrix.indices[first], home_a]).astype(np.int64)
    b = np.concatenate([matrix.indices[second], home_b]).astype(np.int64)
    pairs, joined = np.unique(a * size + b, return_inverse=True)
    shared, tied = joined[: len(first)], joined[len(first) :]

    def add_up(which: NDArray[np.intp], worth: NDArray[Any]) -> NDArray[Any]:
        return np.bincount(which, weights=worth, minlength=len(pairs))

    is_person = presence.is_person[actor]
    return pd.DataFrame(
        {
            "a": pairs // size,
            "b": pairs % size,
            "people": add_up(shared, is_person),
            "groups": add_up(shared, ~is_person),
            "ties": add_up(tied, np.ones(len(tied))),
            "weight": add_up(shared, 1.0 / (active[actor] - 1)),
            "unsure": add_up(shared, presence.is_unsure[actor]) + add_up(tied, is_unsure),
        }
    )


def _pair_up(sizes: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pair every entry with every later entry of its row, where rows have these sizes."""
    entry = np.arange(int(sizes.sum()))
    last = np.repeat(np.cumsum(sizes), sizes) - 1
    later = last - entry
    first = np.repeat(entry, later)
    start = np.repeat(np.cumsum(later) - later, later)
    return first, first + 1 + np.arange(len(first)) - start


def _find_crossing(
    m: AssetMap, presence: Presence
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
    """Find the two home places of each tie that goes from one to another, first place first."""
    ties = find_standing_ties(m)
    homes = [presence.home.reindex(ties[end]).fillna(-1).to_numpy() for end in ("source", "target")]
    ends = np.sort(np.stack(homes, axis=1), axis=1).astype(np.intp)
    is_crossing = (ends[:, 0] >= 0) & (ends[:, 0] != ends[:, 1])
    is_unsure = measure_tie_is_unsure(m).reindex(ties.index).to_numpy(dtype=bool)[is_crossing]
    return ends[is_crossing, 0], ends[is_crossing, 1], is_unsure


def _at(labels: pd.Index[str], at: NDArray[np.intp]) -> pd.Series[Any]:
    """Take labels by position; nothing at -1."""
    return pd.Series(labels, dtype="str").reindex(at).reset_index(drop=True)
