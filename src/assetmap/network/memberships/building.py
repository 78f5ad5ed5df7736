"""Which memberships does a map hold, and which ties between people, stated or shared?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from assetmap.errors import GraphError, find_unknown
from assetmap.model import AssetKind, TieKind
from assetmap.network.build import read_kinds
from assetmap.network.graph import AssetGraph
from assetmap.network.memberships.affiliation import Memberships, Weight
from assetmap.space import place_of
from assetmap.tables import AssetMap, find_open, find_standing_ties

__all__ = ["MEMBERSHIP_KINDS", "build_memberships", "build_people_graph"]

Ties: TypeAlias = Literal["stated", "shared", "both"]

MEMBERSHIP_KINDS = (str(TieKind.MEMBER_OF), str(TieKind.RUNS), str(TieKind.VOLUNTEERS_AT))
"""Kinds of tie that make a person part of a group."""


def build_memberships(m: AssetMap, *, kinds: Iterable[str] = MEMBERSHIP_KINDS) -> Memberships:
    """
    Lay out which people of a map belong to which groups.

    Parameters
    ----------
    m
        The map. Not modified.
    kinds
        Kinds of tie that count as belonging, from a person to something that
        is not a person.

    Returns
    -------
    memberships
        People are all individuals, also without a membership; groups are all
        associations and institutions, and whatever else has a member. Closed
        assets, ties that have ended and sensitive locations are left out: that
        two people share a refuge must not show in a tie.

    Raises
    ------
    GraphError
        If a kind of tie is not known.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Choir"], "kind": ["individual", "association"]},
    ...         index=["asha", "choir"],
    ...     ),
    ...     ties=pd.DataFrame({"source": ["asha"], "target": ["choir"], "kind": ["member_of"]}),
    ... )
    >>> build_memberships(m)
    <Memberships: 1 people, 1 groups, 1 memberships>
    """
    words = read_kinds(kinds)
    assets = m.assets
    is_open = assets["status"] != "closed"
    people = assets.index[is_open & (assets["kind"] == AssetKind.INDIVIDUAL)]
    is_group = find_open(assets) & (assets["kind"] != AssetKind.INDIVIDUAL)
    of_kind = assets["kind"].isin([AssetKind.ASSOCIATION, AssetKind.INSTITUTION])
    ties = find_standing_ties(m)
    is_membership = (
        ties["kind"].isin(words)
        & ties["source"].isin(people)
        & ties["target"].isin(assets.index[is_group])
    )
    rows = ties.loc[is_membership, ["source", "target"]]
    return Memberships.from_frame(
        rows.set_axis(["person", "group"], axis=1),
        people=people,
        groups=assets.index[is_group & of_kind],
    )


def build_people_graph(
    m: AssetMap,
    *,
    ties: Ties = "both",
    kinds: Iterable[str] = (str(TieKind.KNOWS),),
    membership_kinds: Iterable[str] = MEMBERSHIP_KINDS,
    weight: Weight = "newman",
    largest: int | None = None,
) -> AssetGraph:
    """
    Tie people to people: by what was stated, by what they share, or by both.

    A stated tie is somebody's word; a shared group is an opportunity to know
    each other. They stay apart: the graph says in its ``kinds``, and when it
    is printed, which it holds.

    Parameters
    ----------
    m
        The map. Not modified.
    ties
        ``"stated"``: ties of ``kinds`` between two people. ``"shared"``: one
        tie of kind ``shared_group`` for two people with a group in common.
        ``"both"``: all of these, side by side.
    kinds
        Kinds of tie that count as stated.
    membership_kinds
        Kinds of tie that make a person part of a group.
    weight, largest
        How a shared group weighs, and which are too large to tie anybody:
        see `Memberships.to_people`. A stated tie weighs its strength.

    Returns
    -------
    graph
        Over all people of the map who are not closed, with their places.

    Raises
    ------
    GraphError
        If one of the words is not known.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Ben", "Choir"],
    ...             "kind": ["individual", "individual", "association"],
    ...         },
    ...         index=["asha", "ben", "choir"],
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {
    ...             "source": ["asha", "ben", "asha"],
    ...             "target": ["choir", "choir", "ben"],
    ...             "kind": ["member_of", "member_of", "knows"],
    ...         }
    ...     ),
    ... )
    >>> build_people_graph(m)
    <AssetGraph: 2 nodes, 2 ties (knows 1, shared_group 1), 1 component, 0 isolates>
    """
    problems = find_unknown("ties", [ties], ("stated", "shared", "both"))
    if problems:
        raise GraphError("People cannot be tied like that.", problems)
    stated_kinds = read_kinds(kinds)
    memberships = build_memberships(m, kinds=membership_kinds)
    ids = memberships.people
    parts: list[pd.DataFrame] = []
    if ties != "shared":
        parts.append(_stated(m, ids, stated_kinds))
    if ties != "stated":
        parts.append(memberships.to_people(weight=weight, largest=largest).to_frame())
    rows = pd.concat(parts, ignore_index=True)
    kind, names = pd.factorize(rows["kind"].astype(object), sort=True)
    return AssetGraph(
        ids=ids.rename("asset_id"),
        source=ids.get_indexer(pd.Index(rows["source"])),
        target=ids.get_indexer(pd.Index(rows["target"])),
        kind=kind,
        kinds=tuple(str(name) for name in names),
        weight=rows["weight"].to_numpy(dtype=np.float64),
        kind_of_node=m.assets["kind"],
        place_of_node=place_of(m),
    )


def _stated(m: AssetMap, people: pd.Index[str], kinds: list[str]) -> pd.DataFrame:
    """Take the standing ties between two people."""
    standing: Any = find_standing_ties(m)
    between = standing["source"].isin(people) & standing["target"].isin(people)
    rows = standing[between & standing["kind"].isin(kinds)]
    weight = rows["strength"].fillna(1.0).astype(np.float64)
    frame: pd.DataFrame = rows[["source", "target", "kind"]].assign(weight=weight)
    return frame
