"""What joins each pair of places: people, groups, interlocks and ties, counted apart?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array

from assetmap.links.pairs.crossing import Crossings, count_across
from assetmap.links.pairs.interlocks import count_interlocks
from assetmap.links.pairs.presence import Presence
from assetmap.links.pairs.sharing import count_shared
from assetmap.tables import AssetMap, find_standing_ties, measure_tie_is_unsure
from assetmap.typing import Floats, Positions

__all__ = ["COUNTS", "JOINING", "WEIGHTS", "add_up_amounts", "count_links"]

JOINING = ["people", "groups", "interlocks", "ties"]
"""What joins two places, each kind apart."""

COUNTS = (*JOINING, "group_ties", "unsure")
"""What is counted in whole numbers."""

WEIGHTS = ("weight", "group_weight")
"""What is shared, each by how few places it is active in: all of it, and the groups alone."""


def count_links(m: AssetMap, presence: Presence) -> pd.DataFrame:
    """
    List the joined pairs of places, or groups, by position, with what joins them.

    Parameters
    ----------
    m
        The map. Not modified.
    presence
        Who is active where (`find_presence`).

    Returns
    -------
    pairs
        A row per pair that anything joins, sorted: ``a`` < ``b`` (int64,
        positions among ``presence.places``), ``people``, ``groups``,
        ``interlocks``, ``ties`` (int64), ``group_ties`` (int64, those of the
        ties with no person at either end), ``weight`` (float64),
        ``group_weight`` (float64, what the groups alone add to it), and
        ``unsure`` (int64): how many of the first four rest on old or
        unconfirmed records.

    Raises
    ------
    GraphError
        If the map joins too many pairs of places
        (`assetmap.links.pairs.sharing.MAX_PAIRS`).
    """
    shared = count_shared(
        presence.matrix,
        is_person=presence.is_person,
        is_unsure=presence.is_unsure,
        ids=presence.actors,
    )
    standing = find_standing_ties(m)
    standing = standing.assign(is_unsure=measure_tie_is_unsure(m).reindex(standing.index))
    interlocks, interlocks_unsure, interlocked = _unfold(count_interlocks(m, presence, standing))
    ties, ties_unsure, tied = _unfold(_count_ties(presence, standing))
    people = presence.actors[presence.is_person]
    is_of_groups = ~(standing["source"].isin(people) | standing["target"].isin(people))
    group_ties, _, group_tied = _unfold(_count_ties(presence, standing[is_of_groups]))
    pairs = np.sort(np.concatenate([shared.pair, interlocked, tied]))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]

    def spread(pair: Positions, values: Any) -> Any:
        laid = np.zeros(len(pairs), dtype=values.dtype)
        laid[np.searchsorted(pairs, pair)] = values
        return laid

    several = max(len(presence.places), 1)
    return pd.DataFrame(
        {
            "a": pairs // several,
            "b": pairs % several,
            "people": spread(shared.pair, shared.people),
            "groups": spread(shared.pair, shared.actors - shared.people),
            "interlocks": spread(interlocked, interlocks),
            "ties": spread(tied, ties),
            "group_ties": spread(group_tied, group_ties),
            "weight": spread(shared.pair, shared.weight),
            "group_weight": spread(shared.pair, shared.group_weight),
            "unsure": spread(shared.pair, shared.unsure)
            + spread(interlocked, interlocks_unsure)
            + spread(tied, ties_unsure),
        }
    )


def add_up_amounts(pairs: pd.DataFrame) -> Floats:
    """Add up how much joins each pair: shared people and groups by weight, and ties."""
    return (pairs["weight"] + pairs["ties"]).to_numpy(dtype=np.float64)


def _count_ties(presence: Presence, ties: pd.DataFrame) -> Crossings:
    """Count the ties that go from one place to the other, each once for a pair."""
    ends = [presence.actors.get_indexer(pd.Index(ties[end])) for end in ("source", "target")]
    is_there = (ends[0] >= 0) & (ends[1] >= 0)
    is_unsure = ties["is_unsure"].to_numpy(dtype=bool)
    source, target = (presence.homes[end[is_there]] for end in ends)
    return count_across(source, target, is_unsure[is_there])


def _unfold(crossings: Crossings) -> tuple[Positions, Positions, Positions]:
    """Take the counts, those that are unsure and the numbers of the pairs out of a matrix."""
    found = coo_array(crossings)
    first, second = (end.astype(np.int64) for end in found.coords)
    counts = found.data.real.astype(np.int64), found.data.imag.astype(np.int64)
    return *counts, first * found.shape[1] + second
