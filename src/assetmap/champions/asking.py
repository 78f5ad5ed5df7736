"""Who are the people to ask, and why?"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from assetmap.champions.bridging import measure_bridging, measure_evidence
from assetmap.champions.choosing import choose_people
from assetmap.champions.wording import write_reasons
from assetmap.model import Purpose
from assetmap.network import build_graph, measure_betweenness
from assetmap.tables import AssetMap, find_consenting

__all__ = ["CHAMPION_COLUMNS", "find_champions"]

CHAMPION_COLUMNS = (
    "person_id", "name", "place_id", "place", "roles", "groups", "kinds", "places_bridged",
    "only_link_for", "betweenness", "is_title_less", "ties", "old_share", "may_publish_name",
    "rank", "says",
)  # fmt: skip
"""Columns of what `find_champions` gives, in order."""


def find_champions(
    m: AssetMap,
    *,
    role: str | None = None,
    themes: Iterable[str] | None = None,
    places: Iterable[str] | None = None,
) -> pd.DataFrame:
    """
    Find the people to ask: who brings groups, people and places together.

    Read it as a list of conversations to have, never as a league table. It
    knows only the ties that somebody wrote down; connectors are often at the
    edge, without a title, and the neighbours know best who they are. That is
    why people with no tie come first: nobody has asked them yet.

    Parameters
    ----------
    m
        The map. Not modified.
    role
        Only people with this role (`assetmap.model.Role`).
    themes
        Only people with one of these themes, or tied to something that has.
    places
        Only people who belong to, or are active in, these places (ids) or a
        place that is part of them.

    Returns
    -------
    people
        One row per individual; those with no tie first by id, then by rank
        and id. The same columns when nobody is found:

        - ``person_id``, ``name``, ``place_id``, ``place`` (its name)
        - ``roles`` (tuple): what they are called; ``is_title_less`` (bool)
          when empty
        - ``groups`` (int64): different associations, institutions, spaces,
          exchanges and pieces of culture they are tied to; ``kinds`` (int64):
          of how many kinds
        - ``places_bridged`` (int64): different places they and whatever they
          are tied to belong to, or they are active in
        - ``only_link_for`` (int64): assets and people whose only tie is with
          them
        - ``betweenness`` (float64, 0 to 1): share of the pairs of others
          whose shortest chain of ties goes through them, among all assets
        - ``ties`` (int64): ties recorded
        - ``old_share`` (float64, 0 to 1): share of the records behind the row
          (their own, and one per tie) that nobody confirmed within two years
        - ``may_publish_name`` (bool): their consent ``publish_name`` holds on
          ``m.as_of``
        - ``rank`` (Int64): by betweenness, groups and places bridged, within
          this list; alike people share a rank; missing for those with no tie
        - ``says`` (str): the reasons in a sentence, without a name

    Raises
    ------
    TableError
        If the role, a theme or a place is not known, all of them at once.

    See Also
    --------
    assetmap.network.measure_betweenness : How betweenness is measured, and
        when it is an estimate.

    Notes
    -----
    Ties that ended before ``m.as_of`` do not count; closed groups do, since
    those who met there still know each other. People whose own record is
    closed, and those who took back their consent to be stored, are left out:
    reading the files should have dropped the latter. The frame holds names:
    share it through a map or a writer, which keep back what was not agreed to.

    Examples
    --------
    Asha belongs to two groups; nobody has asked Ben yet:

    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Ben", "Choir", "Repair Café"],
    ...             "kind": ["individual", "individual", "association", "exchange"],
    ...         },
    ...         index=["asha", "ben", "choir", "repair"],
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {"source": "asha", "target": ["choir", "repair"], "kind": "member_of"}
    ...     ),
    ... )
    >>> people = find_champions(m)
    >>> people[["person_id", "groups", "betweenness", "rank"]]
      person_id  groups  betweenness  rank
    0       ben       0     0.000000  <NA>
    1      asha       2     0.333333     1
    >>> people["says"][1]
    'Tied to 2 community assets of 2 kinds; 2 of these have no other tie; holds no title,
    and others meet this way; 3 of 3 records behind this are old or unconfirmed.'
    """
    graph = build_graph(m)
    ids = choose_people(m, graph, role=role, themes=themes, places=places)
    table = m.assets.loc[ids, ["name", "roles"]].join(measure_bridging(m, graph, ids))
    table = pd.DataFrame(table).join(measure_evidence(m, ids))
    home = graph.place_of_node
    table["place_id"] = m.assets["place_id"] if home is None else home.reindex(ids)
    table["place"] = table["place_id"].map(m.places["name"]).astype("str")
    table["betweenness"] = measure_betweenness(graph).reindex(ids)
    table["is_title_less"] = table["roles"].str.len().to_numpy() == 0
    table["old_share"] = table["unsure"] / table["records"]
    consenting = find_consenting(m, purpose=Purpose.PUBLISH_NAME)
    table["may_publish_name"] = table.index.isin(consenting)
    table["says"] = write_reasons(table)
    return _in_order(table)


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Put people with no tie first, then by rank, then by id."""
    is_tied = (table["ties"] > 0).to_numpy()
    keys = table[["betweenness", "groups", "places_bridged"]].to_numpy(dtype=np.float64)
    order = np.lexsort((np.arange(len(table)), *-keys.T[::-1], is_tied))
    table, keys, is_tied = table.iloc[order], keys[order], is_tied[order]
    differs = np.ones(len(table), dtype=bool)
    differs[1:] = (keys[1:] != keys[:-1]).any(axis=1) | (is_tied[1:] != is_tied[:-1])
    first = np.maximum.accumulate(np.where(differs, np.arange(len(table)), 0))
    place = pd.array(first - int((~is_tied).sum()) + 1, dtype="Int64")
    place[~is_tied] = pd.NA
    table = table.assign(rank=place, person_id=table.index)
    return table[list(CHAMPION_COLUMNS)].reset_index(drop=True)
