"""What would break if somebody left, and who could cover."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import rank_within, tuples_by_row
from assetmap.champions._apart import EXACT_DISTANCES_UP_TO
from assetmap.champions._losses import measure_losses
from assetmap.champions._ranking import measure_evidence
from assetmap.champions._standing import build_standing_graph, is_of_kind
from assetmap.champions.measure_removals import measure_removals
from assetmap.errors import TableError, find_unknown
from assetmap.model import AssetKind, Purpose
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap, end_with_unsure, find_consenting
from assetmap.typing import Matrix, Objects, Pairs, Positions
from assetmap.wording import say_number, say_rows

__all__ = ["FRAGILITY_COLUMNS", "find_fragility"]

FRAGILITY_COLUMNS = (
    "asset_id", "asset_kind", "name", "place_id", "place_name", "ties", "people_cut_off",
    "orphans", "orphan_ids", "groups_cut_off", "cut_off_group_ids", "places_cut_off",
    "cut_off_place_ids",
    "fragmentation", "distance_fragmentation", "distance_error", "is_articulation", "bridges",
    "could_cover_ids", "unsure_share", "may_publish_name", "says",
)  # fmt: skip
"""Columns of what `find_fragility` gives, in order."""
_KINDS = {
    "people": (AssetKind.INDIVIDUAL,),
    "associations": (AssetKind.ASSOCIATION,),
    "both": (AssetKind.INDIVIDUAL, AssetKind.ASSOCIATION),
}
COVER_AT_MOST = 5
"""How many who could cover are named for each."""
GIFTS = ("offers", "head", "hands", "heart")
_ROWS_AT_ONCE = 256
NOBODY_ASKED = "No tie is recorded yet: nobody has asked."
LOSSES = (
    ("people_cut_off", "person would be cut off from the rest",
     "people would be cut off from the rest"),
    ("orphans", "association would be tied to nobody else",
     "associations would be tied to nobody else"),
    ("groups_cut_off", "asset would lose its only tie", "assets would lose their only tie"),
    ("places_cut_off", "place would lose its last link with another",
     "places would lose their last link with another"),
)  # fmt: skip
"""What can be lost, by column, for one and for several."""


def find_fragility(
    m: AssetMap,
    *,
    of: Literal["people", "associations", "both"] = "people",
    tie_kinds: Iterable[str] | None = None,
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
    tie_kinds
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

        - ``asset_id``, ``asset_kind``, ``name``, ``place_id``, ``place_name``
        - ``ties`` (int64): different assets and people tied to
        - ``people_cut_off`` (int64): people who would have no way left to
          most of those they are now in touch with (the piece with the most
          people), or lose their only tie
        - ``orphans`` (int64), ``orphan_ids`` (tuple): associations tied to no
          other person
        - ``groups_cut_off`` (int64), ``cut_off_group_ids`` (tuple): associations,
          institutions, spaces, exchanges and culture with no other tie
        - ``places_cut_off`` (int64), ``cut_off_place_ids`` (tuple): places all of
          whose links with other places end: ties between what belongs to two
          places, or people of no known place who are tied to both
        - ``fragmentation``, ``distance_fragmentation``, ``distance_error``
          (float64, 0 to 1): of those left, as in `measure_removals`
        - ``is_articulation`` (bool): what they are tied to would fall apart
        - ``bridges`` (int64): their ties that have no way round
        - ``could_cover_ids`` (tuple): ids of up to 5 others of the same kind tied
          to at least two of the same (one, where there is one), or with a
          gift (``offers``, ``head``, ``hands``, ``heart``) in common
        - ``unsure_share`` (float64, 0 to 1): share of the records behind the row
          that are old or were never confirmed
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
    >>> found[["asset_id", "orphans", "orphan_ids", "is_articulation", "could_cover_ids"]]
      asset_id  orphans orphan_ids  is_articulation   could_cover_ids
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
    graph = build_standing_graph(m, kinds=tie_kinds)
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
    table = table.assign(asset_kind=assets["kind"], name=assets["name"])
    table["place_id"] = assets["place_id"] if home is None else home.reindex(table.index)
    table["place_name"] = table["place_id"].map(m.places["name"]).astype("str")
    is_person = (table["asset_kind"] == str(AssetKind.INDIVIDUAL)).to_numpy(dtype=bool)
    covers: pd.Series[Any] = pd.Series([()] * len(table), index=table.index, dtype=object)
    for is_kind in (is_person, ~is_person):
        ids = table.index[is_kind]
        covers[is_kind] = find_cover(m, graph, ids)
    consenting = table.index.isin(find_consenting(m, purpose=Purpose.PUBLISH_NAME))
    return table.assign(
        could_cover_ids=covers,
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


def find_cover(m: AssetMap, graph: AssetGraph, ids: pd.Index[str]) -> Objects:
    """
    Name, for each of ``ids``, the others among them who could cover.

    That is who is tied to at least two of the same (one, where there is only
    one), or has a gift in common: whoever is tied to the most of the same
    first, then with the most gifts in common, then by id. Memory is bounded:
    256 rows are compared at a time.
    """
    ties = graph.adjacency(weighted=False)[graph.ids.get_indexer(ids)]
    gifts = _build_gifts(m, ids)
    needed = np.minimum(np.diff(ties.indptr), 2)
    found = [
        _rank(ties, gifts, needed, np.arange(start, min(start + _ROWS_AT_ONCE, len(ids))))
        for start in range(0, len(ids), _ROWS_AT_ONCE)
    ]
    row = np.concatenate([np.zeros(0, dtype=np.intp), *(rows for rows, _ in found)])
    helper = np.concatenate([np.zeros(0, dtype=np.intp), *(others for _, others in found)])
    return tuples_by_row(row, ids[helper], len(ids))


def _rank(ties: Matrix, gifts: Matrix, needed: Positions, rows: Positions) -> Pairs:
    """Find the first few who could cover for each of some rows."""
    shared = (ties[rows] @ ties.T).tocoo()
    alike = (gifts[rows] @ gifts.T).tocoo()
    is_enough = shared.data >= needed[rows][shared.coords[0]]
    score = csr_array(  # gifts decide between those who share as many ties
        (
            np.concatenate([shared.data[is_enough], alike.data / (gifts.shape[1] + 1)]),
            tuple(
                np.concatenate([tied[is_enough], gifted])
                for tied, gifted in zip(shared.coords, alike.coords, strict=True)
            ),
        ),
        shape=(len(rows), ties.shape[0]),
    ).tocoo()
    row, helper = (ends.astype(np.intp) for ends in score.coords)
    is_other = rows[row] != helper
    row, helper, data = row[is_other], helper[is_other], score.data[is_other]
    order = np.lexsort((helper, -data, row))
    row, helper = row[order], helper[order]
    is_first = rank_within(row) < COVER_AT_MOST
    return rows[row[is_first]], helper[is_first]


def _build_gifts(m: AssetMap, ids: pd.Index[str]) -> Matrix:
    """Lay out who has which gift, without regard to capitals."""
    assets: pd.DataFrame = pd.DataFrame(m.assets[list(GIFTS)]).reindex(ids)
    words: pd.Series[Any] = pd.concat(
        [assets[name].reset_index(drop=True).explode().dropna() for name in GIFTS]
    )
    code, different = pd.factorize(words.astype("str").str.strip().str.casefold())
    row = words.index.to_numpy(dtype=np.intp)
    laid = csr_array((np.ones(len(row)), (row, code)), shape=(len(ids), len(different)))
    laid.data[:] = 1.0  # a gift that stands in two columns counts once
    return laid


def say_fragility(found: pd.DataFrame) -> pd.Series[str]:
    """Say what would be lost, who could cover and what that rests on; never a name."""
    columns = ["asset_kind", "ties", "records", "unsure", *(column for column, _, _ in LOSSES)]
    return say_rows(found[columns].assign(helpers=found["could_cover_ids"].str.len()), _say_loss)


def _say_loss(
    *, asset_kind: str, ties: int, records: int, unsure: int, helpers: int, **losses: int
) -> str:
    if not ties:
        return NOBODY_ASKED
    who = "this person" if asset_kind == "individual" else "this group"
    rests = end_with_unsure(unsure, records)
    lost = [
        say_number(losses[column], singular, plural)
        for column, singular, plural in LOSSES
        if losses[column]
    ]
    if not lost:
        return f"Without {who} the others still reach each other.{rests}"
    cover = "nobody could cover yet: share what is done here"
    if helpers:
        cover = f"{say_number(helpers, 'other')} could cover"
    return f"Without {who} {', '.join(lost)}; {cover}.{rests}"
