"""What hangs together: who is tied to whom, and which places are linked how often?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from assetmap.links.pairs.counting import JOINING, count_links
from assetmap.links.pairs.presence import Presence, find_presence
from assetmap.links.silos.standing import find_counted_ties
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap, measure_tie_is_unsure

__all__ = ["Whole", "lay_out_whole"]


class Whole(NamedTuple):
    """
    The assets and ties that count, and the places with what links them.

    ``between`` has a tie for each pair of places; its weight is how many
    people, groups, interlocks and ties join them. ``ties`` and ``unsure``
    count the ties between assets, and those that are old or unconfirmed;
    ``within`` and ``across`` the tied pairs of assets that share a place, and
    that are of different ones.
    """

    assets: AssetGraph
    between: AssetGraph
    presence: Presence
    ties: int
    unsure: int
    within: int
    across: int


def lay_out_whole(m: AssetMap, *, by: str, level: str | None) -> Whole:
    """
    Lay out what counts: open assets, standing ties, no nominations.

    Nominations are what people say of others. Secret locations and people who
    took back their consent to be stored are not there.
    """
    presence = find_presence(m, by=by, level=level)
    ties = find_counted_ties(m, presence.actors)
    assets = AssetGraph.from_frame(ties, nodes=presence.actors)
    pairs = count_links(m, presence)
    weight = pairs[JOINING].sum(axis=1)
    between = AssetGraph(
        ids=presence.places,
        source=pairs["a"],
        target=pairs["b"],
        kind=np.zeros(len(pairs), dtype=np.int16),
        kinds=("link",),
        weight=weight.to_numpy(dtype=np.float64),
    )
    unsure = int(measure_tie_is_unsure(m).reindex(ties.index).sum())
    within, across = _count_mixing(ties, presence)
    return Whole(assets, between, presence, len(ties), unsure, within, across)


def _count_mixing(ties: pd.DataFrame, presence: Presence) -> tuple[int, int]:
    """Count the tied pairs of assets with a place of their own in common, and without."""
    ends = [presence.actors.get_indexer(pd.Index(ties[end])) for end in ("source", "target")]
    size = max(len(presence.actors), 1)
    pairs = np.unique(np.minimum(*ends) * size + np.maximum(*ends))
    one, other = presence.homes[pairs // size], presence.homes[pairs % size]
    is_known = (np.diff(one.indptr) > 0) & (np.diff(other.indptr) > 0)
    is_within = np.asarray(one.multiply(other).sum(axis=1)).ravel() > 0
    return int(is_within.sum()), int((is_known & ~is_within).sum())
