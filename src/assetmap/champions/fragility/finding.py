"""What would break if somebody left, and who could cover?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd

from assetmap.champions.bridging import measure_evidence
from assetmap.champions.fragility.cover import find_cover
from assetmap.champions.fragility.fragmentation import EXACT_DISTANCES_UP_TO, measure_removals
from assetmap.champions.fragility.losses import measure_losses
from assetmap.champions.fragility.sentences import say_fragility
from assetmap.champions.fragility.standing import build_standing_graph, is_of_kind
from assetmap.errors import TableError, find_unknown
from assetmap.model import AssetKind, Purpose
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap, find_consenting

__all__ = ["FRAGILITY_COLUMNS", "find_fragility"]

FRAGILITY_COLUMNS = (
    "asset_id", "kind", "name", "place_id", "place", "ties", "people_cut_off",
    "orphans", "orphan_ids", "groups_cut_off", "group_ids", "places_cut_off", "place_ids",
    "fragmentation", "distance_fragmentation", "distance_error", "is_articulation", "bridges",
    "could_cover", "unsure_share", "may_publish_name", "says",
)  # fmt: skip
"""Columns of what `find_fragility` gives, in order."""

_KINDS = {
    "people": (AssetKind.INDIVIDUAL,),
    "associations": (AssetKind.ASSOCIATION,),
    "both": (AssetKind.INDIVIDUAL, AssetKind.ASSOCIATION),
}


def find_fragility(
    m: AssetMap,
    *,
    of: Literal["people", "associations", "both"] = "people",
    kinds: Iterable[str] | None = None,
    with_distances: bool = True,
    exact_up_to: int = EXACT_DISTANCES_UP_TO,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Find what rests on one person or association alone, and who could cover.

    Read a row as "let us share what she carries", never as a judgement: the
    map knows only the ties that somebody wrote down, and much that looks
    fragile is a conversation nobody has had yet. It is a frame for the team.

    Parameters
    ----------
    m
        The map. Not modified.
    of
        Whose leaving is looked at.
    kinds
        Kinds of tie that count (`assetmap.model.TieKind`); all when None.
    with_distances
        Whether to measure ``distance_fragmentation``; leave it out on a map of
        tens of thousands.
    exact_up_to
        Number of assets up to which distances are exact; see
        `measure_removals`.
    seed
        Decides from where distances are followed on a larger map.

    Returns
    -------
    fragility
        One row per person (or association), whoever holds the most people
        first, then the most orphans, places and groups, then by
        fragmentation and id. The same columns when there is nobody:

        - ``asset_id``, ``kind``, ``name``, ``place_id``, ``place`` (its name)
        - ``ties`` (int64): different assets and people tied to
        - ``people_cut_off`` (int64): people who would have no way left to
          most of those they are now in touch with (the piece with the most
          people), or lose their only tie
        - ``orphans`` (int64), ``orphan_ids`` (tuple): associations tied to no
          other person
        - ``groups_cut_off`` (int64), ``group_ids`` (tuple): associations,
          institutions, spaces, exchanges and culture with no other tie
        - ``places_cut_off`` (int64), ``place_ids`` (tuple): places all of
          whose links with other places end: ties between what belongs to two
          places, or people of no known place who are tied to both
        - ``fragmentation``, ``distance_fragmentation``, ``distance_error``
          (float64, 0 to 1): of those left, as in `measure_removals`
        - ``is_articulation`` (bool): what they are tied to would fall apart
        - ``bridges`` (int64): their ties that have no way round
        - ``could_cover`` (tuple): ids of up to 5 others of the same kind tied
          to at least two of the same (one, where there is one), or with a
          gift (``offers``, ``head``, ``hands``, ``heart``) in common
        - ``unsure_share`` (float64, 0 to 1): share of the records behind the row
          that nobody confirmed within two years
        - ``may_publish_name`` (bool): for people, whether their consent
          ``publish_name`` holds on ``m.as_of``; True for associations
        - ``says`` (str): all that in a sentence, without a name

    Raises
    ------
    TableError
        If ``of`` is another word.
    GraphError
        If a kind of tie is not known.

    See Also
    --------
    find_safeguards : The fewest introductions that would help.
    measure_bus_factor : How many would have to leave.

    Notes
    -----
    Closed assets, ended ties, people who took back their consent to be stored
    and sensitive locations do not count. Key players: Borgatti (2006).

    Examples
    --------
    The café knows nobody but Asha, who also sings with Ben and Cara:

    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Ben", "Cara", "Choir", "Repair Café"],
    ...             "kind": ["individual"] * 3 + ["association"] * 2,
    ...         },
    ...         index=["asha", "ben", "cara", "choir", "cafe"],
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {"source": ["asha", "ben", "cara", "asha"], "target": ["choir"] * 3 + ["cafe"],
    ...          "kind": "member_of"}
    ...     ),
    ... )
    >>> found = find_fragility(m)
    >>> found[["asset_id", "orphans", "orphan_ids", "is_articulation", "could_cover"]]
      asset_id  orphans orphan_ids  is_articulation   could_cover
    0     asha        1    (cafe,)             True            ()
    1      ben        0         ()            False  (asha, cara)
    2     cara        0         ()            False   (asha, ben)
    >>> found["says"][0]
    'Without this person 1 association would be tied to nobody else, 1 asset would lose its
    only tie; nobody could cover yet: share what is done here. None of this was
    confirmed within two years.'
    """
    problems = find_unknown("of", [str(of)], _KINDS)
    if problems:
        raise TableError("There is nobody to look at by this word.", problems)
    graph = build_standing_graph(m, kinds=kinds)
    is_row = np.zeros(len(graph), dtype=bool)
    for kind in _KINDS[of]:
        is_row |= is_of_kind(graph, kind)
    ids = graph.ids[is_row]
    table = measure_losses(graph).loc[ids]
    removals = measure_removals(
        graph, among=ids, with_distances=with_distances, exact_up_to=exact_up_to, seed=seed
    )
    table = table.join(removals).join(measure_evidence(m, ids))
    return _in_order(_describe(m, graph, table))


def _describe(m: AssetMap, graph: AssetGraph, table: pd.DataFrame) -> pd.DataFrame:
    """Add what people want to know about each row."""
    assets = m.assets.loc[table.index]
    home = graph.place_of_node
    table = table.assign(kind=assets["kind"], name=assets["name"])
    table["place_id"] = assets["place_id"] if home is None else home.reindex(table.index)
    table["place"] = table["place_id"].map(m.places["name"]).astype("str")
    is_person = (table["kind"] == str(AssetKind.INDIVIDUAL)).to_numpy(dtype=bool)
    covers: pd.Series[Any] = pd.Series([()] * len(table), index=table.index, dtype=object)
    for is_kind in (is_person, ~is_person):
        ids = table.index[is_kind]
        covers[is_kind] = find_cover(m, graph, ids)
    consenting = table.index.isin(find_consenting(m, purpose=Purpose.PUBLISH_NAME))
    return table.assign(
        could_cover=covers,
        unsure_share=table["unsure"] / table["records"],
        may_publish_name=consenting | ~is_person,
        says=say_fragility,
    )


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Put whoever holds the most first."""
    counts = ["people_cut_off", "orphans", "places_cut_off", "groups_cut_off", "fragmentation"]
    keys = table[counts].to_numpy(dtype=np.float64)
    order = np.lexsort((np.arange(len(table)), *-keys.T[::-1]))
    table = table.iloc[order].assign(asset_id=lambda found: found.index)
    return table[list(FRAGILITY_COLUMNS)].reset_index(drop=True)
